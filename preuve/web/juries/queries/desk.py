"""The juror's desk: their sessions and candidates, and nothing of anybody else's work."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from preuve.web.accounts.models import User
from preuve.web.frameworks.queries import structure_of
from preuve.web.juries.models import Deliberation, Mark, MarkSheet, Minutes, MinutesSignature
from preuve.web.juries.queries.doors import reachable_defences
from preuve.web.juries.queries.progress import own_sheets_missing, pending_seats
from preuve.web.juries.rules import NOT_HEARD
from preuve.web.sessions.models import Defence, ExamSession, PanelMember

NOT_BEGUN, IN_PROGRESS, HANDED_IN, NOT_HEARD_STATE = "not_begun", "in_progress", "handed_in", "not_heard"


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One candidate of mine; `deliberation` is open, closed, ready (the chair may open it) or empty."""

    defence: Defence
    state: str
    marked: int
    criteria: int
    is_chair: bool
    deliberation: str


@dataclass(frozen=True, slots=True)
class DeskSession:
    session: ExamSession
    lines: tuple[DeskLine, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    sessions: tuple[DeskSession, ...]
    next_unmarked: Defence | None
    to_sign: tuple[Minutes, ...]
    panels_chaired: tuple[PanelMember, ...]


def desk_of(user: User) -> Desk:
    """Return the desk: three queries, however many sessions and candidates."""
    rows = _my_defences(user)
    lines = [_line(row) for row in rows]
    sessions: dict[int, list[DeskLine]] = {}
    for line in lines:
        sessions.setdefault(line.defence.enrolment.session_id, []).append(line)
    grouped = (DeskSession(group[0].defence.enrolment.session, tuple(group)) for group in sessions.values())
    waiting = (line.defence for line in lines if line.state in {NOT_BEGUN, IN_PROGRESS})
    chaired = PanelMember.objects.filter(
        juror__user=user, seat=PanelMember.Seat.CHAIR, panel__session__state=ExamSession.State.OPEN
    ).select_related("panel__session")
    return Desk(tuple(grouped), next(waiting, None), tuple(minutes_to_sign(user)), tuple(chaired))


def minutes_to_sign(user: User) -> QuerySet[Minutes]:
    """Return the minutes that name the person as present and that they have not signed."""
    signed = MinutesSignature.objects.filter(minutes=OuterRef("pk"), juror__user=user)
    return (
        Minutes.objects.filter(
            state=Minutes.State.SIGNING,
            content__members__contains=[{"user_id": user.pk, "present": True}],
        )
        .exclude(Exists(signed))
        .select_related("session", "panel")
        .defer("content")
        .order_by("pk")
    )


def _my_defences(user: User) -> QuerySet[Defence]:
    own = MarkSheet.objects.filter(defence=OuterRef("pk"), juror__user=user)
    answered = (
        Mark.objects.filter(sheet__defence=OuterRef("pk"), sheet__juror__user=user)
        .filter(~Q(level="") | Q(abstained=True))
        .order_by()
        .values("sheet")
        .annotate(count=Count("pk"))
        .values("count")
    )
    deliberation = Deliberation.objects.filter(enrolment=OuterRef("enrolment"))
    return (
        reachable_defences(user)
        .select_related("enrolment__session__framework_version", "candidate", "panel", "room")
        .defer(
            "enrolment__session__framework_version__content", "enrolment__session__framework_version__source"
        )
        .annotate(
            begun=Exists(own),
            own_handed_in=Subquery(own.values("handed_in_at")[:1]),
            marked=Coalesce(Subquery(answered), 0),
            owes=Exists(own_sheets_missing(user, "enrolment")),
            waited_for=Exists(pending_seats().filter(enrolment_pk=OuterRef("enrolment"))),
            deliberation_state=Subquery(deliberation.values("state")[:1]),
        )
        .order_by("enrolment__session__starts_on", "enrolment__session", "during", "pk")
    )


def _line(row: Defence) -> DeskLine:
    found = vars(row)
    structure = structure_of(row.enrolment.session.framework_version_id)
    criteria = sum(len(block.criteria) for block in structure.in_scope(row.block_codes))
    is_chair = found["seat"] == PanelMember.Seat.CHAIR
    heard = row.enrolment.attendance not in NOT_HEARD
    if found["own_handed_in"]:
        state = HANDED_IN
    elif not heard:
        state = NOT_HEARD_STATE
    else:
        state = IN_PROGRESS if found["begun"] else NOT_BEGUN
    # Said only to somebody who owes nothing: before, that a deliberation could open would tell of others.
    deliberation = ""
    if not (heard and found["owes"]):
        ready = not (heard and found["waited_for"]) and is_chair
        deliberation = found["deliberation_state"] or ("ready" if ready else "")
    return DeskLine(row, state, found["marked"], criteria, is_chair, deliberation)
