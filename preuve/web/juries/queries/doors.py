"""The doors: what a person may reach of juries, and 404 for everything else."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404
from django.utils.translation import gettext as _

from preuve.web.accounts.models import Role, User
from preuve.web.accounts.rules import READERS, has_role
from preuve.web.compiled import CompiledQuery, hole
from preuve.web.juries.models import Deliberation, Minutes
from preuve.web.juries.queries.progress import own_sheets_missing, pending_seats
from preuve.web.juries.rules import NOT_HEARD, SITTING
from preuve.web.sessions.models import Conflict, Defence, Enrolment, ExamSession, Panel, PanelMember


@dataclass(frozen=True, slots=True)
class SeatedAt:
    """A defence that a juror reached through the door, with the place they hold there."""

    defence: Defence
    juror_id: int
    is_chair: bool


def reachable_defences(user: User | RawSQL) -> QuerySet[Defence]:
    """Return the defences a juror may mark now, each with `seat` and `seated_juror`.

    They sit on the panel (not as a reserve), have no conflict with the candidate, and the session is open.
    `user` may be a hole, to be filled at each run.
    """
    conflict = Conflict.objects.filter(juror__user=user, candidate=OuterRef("candidate"))
    seated = Defence.objects.filter(
        panel__members__juror__user=user,
        panel__members__seat__in=SITTING,
        panel__session__state=ExamSession.State.OPEN,
    )
    return seated.filter(~Exists(conflict)).annotate(
        seat=F("panel__members__seat"), seated_juror=F("panel__members__juror")
    )


PAGE_FIELDS = (
    "block_codes",
    "during",
    "enrolment__portfolio",
    "enrolment__candidate",
    "enrolment__accommodation",
    "enrolment__extra_minutes",
    "enrolment__attendance",
    "enrolment__attendance_reason",
    "enrolment__session__rules",
    "enrolment__session__framework_version",
    "enrolment__session__state",
    "candidate__first_name",
    "candidate__last_name",
    "candidate__email",
    "room__name",
    "panel",
)
"""What the pages of a defence show; every column more is time, on the page that is opened most."""
SAVING_FIELDS = ("block_codes", "enrolment__session__rules", "enrolment__session__framework_version")


def _one_reachable(*related: str) -> QuerySet[Defence]:
    return reachable_defences(hole("user")).filter(pk=hole("defence")).select_related(*related)


ON_PAGES = CompiledQuery(
    lambda: _one_reachable("enrolment__session", "candidate", "room").only(*PAGE_FIELDS)[:1]
)
SAVED = CompiledQuery(lambda: _one_reachable("enrolment__session").only(*SAVING_FIELDS)[:1])


def get_defence_or_404(user: User, defence_id: int) -> SeatedAt:
    """Return the defence with what its pages show (one query), for a juror who may mark it."""
    return _seated(ON_PAGES.rows(user=user.pk, defence=defence_id))


def get_saved_defence_or_404(user: User, defence_id: int) -> SeatedAt:
    """Return the defence with just what saving a mark needs (one light query)."""
    return _seated(SAVED.rows(user=user.pk, defence=defence_id))


def _seated(rows: Iterable[Defence]) -> SeatedAt:
    for found in rows:
        place = vars(found)
        return SeatedAt(found, place["seated_juror"], place["seat"] == PanelMember.Seat.CHAIR)
    raise Http404(_("Cette soutenance n’existe pas, ou ne vous est plus ouverte."))


def get_chaired_defence_or_404(user: User, defence_id: int) -> SeatedAt:
    """Return the defence for the chair of its panel only."""
    seated = get_defence_or_404(user, defence_id)
    if not seated.is_chair:
        raise Http404
    return seated


def get_judged_enrolment_or_404(user: User, enrolment_id: int) -> Enrolment:
    """Return an enrolment whose marks the person may read: everybody's are in, and theirs among them.

    Jurors: they sit on a panel of the candidate, have no conflict, and handed in all their sheets; readers
    by role: once nobody's sheet is missing. Whoever has a conflict reads nothing, whatever their roles.
    """
    enrolment = (
        Enrolment.objects.filter(pk=enrolment_id)
        .select_related("session__framework_version__certification", "candidate")
        .defer("session__framework_version__content", "session__framework_version__source")
        .exclude(session__state=ExamSession.State.PREPARING)
        .exclude(Exists(Conflict.objects.filter(juror__user=user, candidate=OuterRef("candidate"))))
        .annotate(
            sits=Exists(sitting_on_enrolment(user)),
            owes=Exists(own_sheets_missing(user)),
            waited_for=Exists(pending_seats().filter(enrolment_pk=OuterRef("pk"))),
        )
        .first()
    )
    if enrolment is None or not _reads(user, enrolment):
        raise Http404
    return enrolment


def _reads(user: User, enrolment: Enrolment) -> bool:
    found = vars(enrolment)
    heard = enrolment.attendance not in NOT_HEARD
    if heard and (found["owes"] or found["waited_for"]):
        # A deliberation that is open goes on for those who did hand in, whoever joins the panel meanwhile.
        opened = Deliberation.objects.filter(enrolment=enrolment).exists()
        return bool(found["sits"] and not found["owes"] and opened)
    return bool(found["sits"]) or has_role(user, *READERS)


def sitting_on_enrolment(user: User) -> QuerySet[PanelMember]:
    """Return the person's seats on panels of the outer enrolment (for `Exists`)."""
    return PanelMember.objects.filter(
        juror__user=user, seat__in=SITTING, panel__defences__enrolment=OuterRef("pk")
    )


def chairs_enrolment(user: User, enrolment_id: int) -> Panel | None:
    """Return the panel of the candidate that the person chairs, if any."""
    return Panel.objects.filter(
        defences__enrolment=enrolment_id,
        session__state=ExamSession.State.OPEN,
        members__juror__user=user,
        members__seat=PanelMember.Seat.CHAIR,
    ).first()


def is_chair_of(user: User, panel_id: int) -> bool:
    """Return whether the person chairs the panel now."""
    return PanelMember.objects.filter(panel=panel_id, juror__user=user, seat=PanelMember.Seat.CHAIR).exists()


def get_minuted_panel_or_404(user: User, panel_id: int) -> Panel:
    """Return a panel for whoever may draw up its minutes: its chair, or a certification manager."""
    panel = (
        Panel.objects.filter(pk=panel_id)
        .select_related("session__framework_version__certification", "session__centre")
        .first()
    )
    if panel is None or not (has_role(user, Role.CERTIFICATION_MANAGER) or is_chair_of(user, panel_id)):
        raise Http404
    return panel


def get_minutes_or_404(user: User, minutes_id: int) -> Minutes:
    """Return minutes for readers by role, and for the members whom the minutes name."""
    minutes = (
        Minutes.objects.filter(pk=minutes_id)
        .select_related("session", "panel", "corrects", "document")
        .first()
    )
    if minutes is None:
        raise Http404
    named = any(member["user_id"] == user.pk for member in minutes.content["members"])
    if not (named or has_role(user, *READERS)):
        raise Http404
    return minutes


def get_session_or_404(user: User, session_id: int) -> ExamSession:
    """Return a session for readers by role."""
    session = ExamSession.objects.filter(pk=session_id).first()
    if session is None or not has_role(user, *READERS):
        raise Http404
    return session
