"""Who has still to hand in. For doors and people who judge nothing, never a juror who has not handed in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, F, OuterRef, QuerySet

from preuve.web.accounts.models import User
from preuve.web.juries.models import Deliberation, MarkSheet, Minutes, MinutesEntry
from preuve.web.juries.rules import NOT_HEARD, SITTING
from preuve.web.sessions.models import Conflict, Defence, Enrolment, ExamSession, PanelMember

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PAGE = 50


class SeatFacts(TypedDict):
    """What `seats` says of a place beside the row itself."""

    defence_pk: int
    enrolment_pk: int
    candidate_pk: int


if TYPE_CHECKING:
    SeatRow = WithAnnotations[PanelMember, SeatFacts]


def seats() -> "QuerySet[SeatRow]":
    """Return one row for each juror who judges a defence: `defence_pk`, `enrolment_pk`, `candidate_pk`.

    Reserves and jurors in conflict with the candidate judge nothing, so nobody waits for them.
    """
    conflict = Conflict.objects.filter(juror=OuterRef("juror"), candidate=OuterRef("candidate_pk"))
    return (
        PanelMember.objects.filter(seat__in=SITTING, panel__defences__isnull=False)
        .annotate(
            defence_pk=F("panel__defences__pk"),
            enrolment_pk=F("panel__defences__enrolment"),
            candidate_pk=F("panel__defences__candidate"),
        )
        .exclude(Exists(conflict))
    )


def pending_seats() -> "QuerySet[SeatRow]":
    """Return the seats whose sheet is not handed in."""
    handed_in = MarkSheet.objects.filter(
        defence=OuterRef("defence_pk"), juror=OuterRef("juror"), handed_in_at__isnull=False
    )
    return seats().exclude(Exists(handed_in))


def own_sheets_missing(user: User, enrolment: str = "pk") -> "QuerySet[SeatRow]":
    """Return the person's own pending seats for the outer enrolment (for `Exists`)."""
    return pending_seats().filter(juror__user=user, enrolment_pk=OuterRef(enrolment))


@dataclass(frozen=True, slots=True)
class JurorProgress:
    name: str
    seat: str
    handed_in: bool


@dataclass(frozen=True, slots=True)
class DefenceProgress:
    """A line of the session's progress; `jurors` is None where the reader judges and has not handed in."""

    defence: Defence
    jurors: tuple[JurorProgress, ...] | None
    complete: bool
    deliberation: Deliberation | None
    minutes: tuple[Minutes, ...]


def session_progress(
    user: User, session: ExamSession, after: int = 0
) -> tuple[list[DefenceProgress], int | None]:
    """Return a page of defences with who has handed in, and the key of the next page."""
    rows = list(
        Defence.objects.filter(enrolment__session=session, pk__gt=after)
        .exclude(Exists(Conflict.objects.filter(juror__user=user, candidate=OuterRef("candidate"))))
        .select_related("enrolment", "candidate", "panel")
        .order_by("pk")[: PAGE + 1]
    )
    page = rows[:PAGE]
    seated = _seated(page)
    handed_in = set(
        MarkSheet.objects.filter(defence__in=page, handed_in_at__isnull=False).values_list(
            "defence_id", "juror_id"
        )
    )
    enrolments = {row.enrolment_id for row in page}
    deliberations = {row.enrolment_id: row for row in Deliberation.objects.filter(enrolment__in=enrolments)}
    minutes = _minutes_of(enrolments)
    lines = [
        _line(user, row, seated.get(row.pk, []), handed_in, deliberations, minutes.get(row.enrolment_id, ()))
        for row in page
    ]
    return lines, page[-1].pk if len(rows) > PAGE else None


def _seated(page: list[Defence]) -> dict[int, list[PanelMember]]:
    members = (
        seats()
        .filter(defence_pk__in=[row.pk for row in page])
        .select_related("juror__user")
        .order_by("defence_pk", "seat", "pk")
    )
    found: dict[int, list[PanelMember]] = {}
    for member in members:
        found.setdefault(member.defence_pk, []).append(member)
    return found


def _minutes_of(enrolments: set[int]) -> dict[int, tuple[Minutes, ...]]:
    entries = MinutesEntry.objects.filter(enrolment__in=enrolments).select_related("minutes").order_by("pk")
    found: dict[int, tuple[Minutes, ...]] = {}
    for entry in entries:
        found[entry.enrolment_id] = (*found.get(entry.enrolment_id, ()), entry.minutes)
    return found


def _line(  # noqa: PLR0913, PLR0917 (what one line of the page is made of)
    user: User,
    defence: Defence,
    members: list[PanelMember],
    handed_in: set[tuple[int, int]],
    deliberations: dict[int, Deliberation],
    minutes: tuple[Minutes, ...],
) -> DefenceProgress:
    jurors = tuple(
        JurorProgress(
            str(member.juror), member.get_seat_display(), (defence.pk, member.juror_id) in handed_in
        )
        for member in members
    )
    owes = any(
        member.juror.user_id == user.pk and not juror.handed_in
        for member, juror in zip(members, jurors, strict=True)
    )
    heard = defence.enrolment.attendance not in NOT_HEARD
    complete = not heard or (bool(jurors) and all(juror.handed_in for juror in jurors))
    return DefenceProgress(
        defence, None if owes else jurors, complete, deliberations.get(defence.enrolment_id), minutes
    )


def is_waited_for(enrolment: Enrolment) -> bool:
    """Return whether a sheet is still to come for the candidate."""
    return pending_seats().filter(enrolment_pk=enrolment.pk).exists()
