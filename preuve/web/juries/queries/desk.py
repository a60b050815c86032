"""The juror's desk: their sessions and candidates, and nothing of anybody else's work."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from preuve.web.accounts.models import User
from preuve.web.frameworks.queries import structure_of
from preuve.web.juries.models import Deliberation, Mark, MarkSheet, Minutes, MinutesSignature
from preuve.web.juries.queries.doors import reachable_defences
from preuve.web.juries.queries.minutes import unminuted
from preuve.web.juries.queries.progress import own_sheets_missing, pending_seats
from preuve.web.juries.rules import NOT_HEARD
from preuve.web.portfolios.models import Portfolio
from preuve.web.sessions.models import Defence, ExamSession, Panel, PanelMember

NOT_BEGUN, IN_PROGRESS, HANDED_IN, NOT_HEARD_STATE = "not_begun", "in_progress", "handed_in", "not_heard"
AWAITED = "awaited"  # nothing to read yet: the candidate has until their defence to hand the portfolio in


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One candidate of mine; `deliberation` is open, closed, ready (the chair may open it) or empty.

    `awaits_minutes`: I chair, the deliberation is closed, and no minutes hold it yet.
    """

    defence: Defence
    state: str
    marked: int
    criteria: int
    is_chair: bool
    deliberation: str
    awaits_minutes: bool


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

    @property
    def lines(self) -> tuple[DeskLine, ...]:
        return tuple(line for group in self.sessions for line in group.lines)

    @property
    def deliberations(self) -> tuple[DeskLine, ...]:
        """The deliberations that wait for the person, one line a candidate: to open, or going on."""
        waiting = (line for line in self.lines if line.deliberation in {"ready", "open"})
        return tuple({line.defence.enrolment_id: line for line in waiting}.values())

    @property
    def panels_to_minute(self) -> tuple[Panel, ...]:
        """The panels of the person whose minutes they may now draw up."""
        return tuple(
            {line.defence.panel_id: line.defence.panel for line in self.lines if line.awaits_minutes}.values()
        )


def desk_of(user: User, now: datetime) -> Desk:
    """Return the desk: three queries, however many sessions and candidates."""
    rows = _my_defences(user, now)
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


def _my_defences(user: User, now: datetime) -> QuerySet[Defence]:
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
            unminuted=Exists(unminuted().filter(enrolment=OuterRef("enrolment"), panel=OuterRef("panel"))),
            readable=Q(enrolment__portfolio__state=Portfolio.State.SUBMITTED)
            | Q(during__startswith__lte=now),
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
    elif found["begun"]:
        state = IN_PROGRESS
    else:
        state = NOT_BEGUN if found["readable"] else AWAITED
    # Said only to somebody who owes nothing: before, that a deliberation could open would tell of others.
    deliberation, awaits_minutes = "", False
    if not (heard and found["owes"]):
        ready = not (heard and found["waited_for"]) and is_chair
        deliberation = found["deliberation_state"] or ("ready" if ready else "")
        awaits_minutes = is_chair and found["unminuted"]
    return DeskLine(row, state, found["marked"], criteria, is_chair, deliberation, awaits_minutes)
