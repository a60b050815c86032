"""Exam sessions as people may see them, and what the session desk counts."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from preuve.web.accounts.models import User
from preuve.web.portfolios.models import Portfolio
from preuve.web.sessions.models import (
    Conflict,
    Convocation,
    Defence,
    Enrolment,
    ExamSession,
    Juror,
    Panel,
    PanelMember,
)
from preuve.web.sessions.rules import manages, own_centres, reads_all

PAGE = 50


def visible_sessions(user: User) -> QuerySet[ExamSession]:
    """Return the sessions a person may open: all, or those of their centre or with their candidates."""
    sessions = ExamSession.objects.select_related("framework_version__certification", "centre")
    if reads_all(user):
        return sessions
    centres = own_centres(user)
    if not centres:
        return sessions.none()
    enrolled = Enrolment.objects.filter(session=OuterRef("pk"), centre__in=centres)
    return sessions.filter(Q(centre__in=centres) | Exists(enrolled))


def get_session_or_404(user: User, pk: int) -> ExamSession:
    session = visible_sessions(user).filter(pk=pk).first()
    if session is None:
        raise Http404
    return session


def get_managed_session_or_404(user: User, pk: int) -> ExamSession:
    """Return a session that this person decides on."""
    if not manages(user):
        raise Http404
    return get_session_or_404(user, pk)


def session_page(user: User, *, before: int | None = None) -> list[ExamSession]:
    """Return one page of sessions, the newest first, and one more when there is a next page."""
    sessions = visible_sessions(user).annotate(enrolled=Count("enrolments")).order_by("-pk")
    if before is not None:
        sessions = sessions.filter(pk__lt=before)
    return list(sessions[: PAGE + 1])


def resit_sessions(user: User, enrolment: Enrolment) -> list[ExamSession]:
    """Return the later sessions of the certification that still take candidates, without this one yet."""
    session = enrolment.session
    sessions = visible_sessions(user).filter(
        framework_version__certification=session.framework_version.certification_id,
        starts_on__gt=session.ends_on,
    )
    open_ones = sessions.exclude(state=ExamSession.State.CLOSED)
    return list(
        open_ones.exclude(enrolments__candidate=enrolment.candidate_id).order_by("starts_on", "pk")[:10]
    )


def visible_enrolments(user: User) -> QuerySet[Enrolment]:
    """Return the enrolments a person may open: all, or those of the centres they manage."""
    enrolments = Enrolment.objects.select_related("candidate", "portfolio", "centre", "trainer", "session")
    if reads_all(user):
        return enrolments
    return enrolments.filter(centre__in=own_centres(user))


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One enrolment on the session desk. `missing` holds codes; `phrasing` and the template say them."""

    enrolment: Enrolment
    defences: tuple[Defence, ...]
    missing: tuple[str, ...]

    @property
    def panels(self) -> list[Panel]:
        return list({defence.panel_id: defence.panel for defence in self.defences}.values())


@dataclass(frozen=True, slots=True)
class DeskPage:
    rows: list[DeskRow]
    next_after: int | None
    counts: dict[str, int] = field(default_factory=dict)


FILTERS = {
    "not_submitted": Q(portfolio__state=Portfolio.State.BUILDING),
    "no_panel": Q(has_defence=False),
    "no_slot": Q(has_unscheduled=True) | Q(has_defence=False),
    "not_convoked": Q(has_unconvoked=True),
    "absent": Q(attendance=Enrolment.Attendance.ABSENT),
}


def desk_page(
    user: User, session: ExamSession, *, after: int = 0, search: str = "", only: str = ""
) -> DeskPage:
    """Return the desk's counts and one page of enrolments with what each misses: 4 queries at any size."""
    enrolments = _with_states(visible_enrolments(user).filter(session=session))
    counts = enrolments.aggregate(
        total=Count("pk"), **{name: Count("pk", filter=condition) for name, condition in FILTERS.items()}
    )
    for word in search.split()[:5]:
        enrolments = enrolments.filter(
            Q(candidate__last_name__icontains=word)
            | Q(candidate__first_name__icontains=word)
            | Q(candidate__email__icontains=word)
        )
    if only in FILTERS:
        enrolments = enrolments.filter(FILTERS[only])
    found = list(enrolments.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    rows = _desk_rows(found[:PAGE])
    return DeskPage(rows, found[PAGE - 1].pk if len(found) > PAGE else None, counts)


def _with_states(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    defences = Defence.objects.filter(enrolment=OuterRef("pk"))
    convoked = Convocation.objects.filter(
        defence=OuterRef("pk"),
        recipient=OuterRef("candidate"),
        sequence__gte=OuterRef("sequence"),
        method=Convocation.Method.REQUEST,
    )
    unconvoked = defences.filter(during__isnull=False).filter(~Exists(convoked))
    return enrolments.annotate(
        has_defence=Exists(defences),
        has_unscheduled=Exists(defences.filter(during__isnull=True)),
        has_unconvoked=Exists(unconvoked),
    )


def _desk_rows(enrolments: list[Enrolment]) -> list[DeskRow]:
    defences: dict[int, list[Defence]] = {}
    found = Defence.objects.filter(enrolment__in=enrolments).select_related("panel", "room").order_by("pk")
    for defence in found:
        defences.setdefault(defence.enrolment_id, []).append(defence)
    letters: dict[int, Convocation] = {}
    sent = Convocation.objects.filter(
        defence__enrolment__in=enrolments,
        recipient=F("defence__candidate"),
        sequence__gte=F("defence__sequence"),
        method=Convocation.Method.REQUEST,
    )
    for convocation in sent:
        letters[convocation.defence_id] = convocation
    return [
        DeskRow(row, tuple(defences.get(row.pk, ())), tuple(_missing(row, defences.get(row.pk, []), letters)))
        for row in enrolments
    ]


def _missing(enrolment: Enrolment, defences: list[Defence], letters: dict[int, Convocation]) -> list[str]:
    missing = []
    if enrolment.portfolio.state != Portfolio.State.SUBMITTED:
        missing.append("not_submitted")
    if not defences:
        missing.append("no_panel")
    elif any(defence.during is None for defence in defences):
        missing.append("no_slot")
    scheduled = [defence for defence in defences if defence.during is not None]
    if any(defence.pk not in letters for defence in scheduled):
        missing.append("not_convoked")
    elif any(letters[defence.pk].opened_at is None for defence in scheduled):
        missing.append("not_opened")
    if not has_certificate_identity(enrolment.candidate):
        missing.append("no_identity")
    return missing


def has_certificate_identity(person: User) -> bool:
    """Return whether everything that a certificate and the State's flows ask about a person is known."""
    return bool(
        person.birth_name and person.first_name and person.sex and person.birth_date and person.birth_place
    )


@dataclass(frozen=True, slots=True)
class JurorLoad:
    juror: Juror
    panels: int
    defences: int
    scheduled: int


def juror_loads(session: ExamSession, panels: list[Panel]) -> list[JurorLoad]:
    """Return how many defences of the session each juror of these panels has, by name: one query."""
    jurors = {member.juror_id: member.juror for panel in panels for member in panel.members.all()}
    members = (
        PanelMember.objects.filter(panel__session=session, juror__in=jurors)
        .values("juror")
        .annotate(
            panels=Count("panel", distinct=True),
            defences=Count("panel__defences", distinct=True, filter=~Q(seat=PanelMember.Seat.RESERVE)),
            scheduled=Count(
                "panel__defences",
                distinct=True,
                filter=~Q(seat=PanelMember.Seat.RESERVE) & Q(panel__defences__during__isnull=False),
            ),
        )
        .order_by("juror__user__last_name", "juror")
    )
    return [
        JurorLoad(jurors[row["juror"]], row["panels"], row["defences"], row["scheduled"]) for row in members
    ]


def session_conflicts(session: ExamSession) -> list[Conflict]:
    """Return the declared conflicts between jurors of the session's panels and its candidates: one query."""
    sitting = PanelMember.objects.filter(panel__session=session, juror=OuterRef("juror"))
    enrolled = Enrolment.objects.filter(session=session, candidate=OuterRef("candidate"))
    conflicts = Conflict.objects.filter(Exists(sitting), Exists(enrolled))
    return list(conflicts.select_related("juror__user", "candidate").order_by("pk")[:PAGE])
