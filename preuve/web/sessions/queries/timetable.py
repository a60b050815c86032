"""The timetable of a session, day by day: rooms across, the moments when something begins or ends down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Prefetch, Q
from django.utils import timezone

from preuve.domain.planning.clashes import OccupantKind, Occupation, SeatClash, seat_clash
from preuve.web.accounts.models import User
from preuve.web.sessions.models import Defence, DefenceSeat, ExamSession, Juror, Room
from preuve.web.sessions.phrasing import clash_sentence
from preuve.web.sessions.queries.regulations import regulations_of
from preuve.web.sessions.rules import own_centres, reads_all


@dataclass(slots=True)
class Cell:
    """A place in the grid: a defence over `span` rows, or nothing; `hidden` keeps foreign names away."""

    span: int = 1
    defence: Defence | None = None
    hidden: bool = False


@dataclass(slots=True)
class Row:
    start: datetime
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    rooms: list[Room]
    rows: list[Row]


def defence_minutes(defence: Defence) -> int:
    """Return how long a defence takes: the regulations' durations and the candidate's accommodation."""
    rules = regulations_of(defence.enrolment.session).defence
    return rules.presentation_minutes + rules.questions_minutes + defence.enrolment.extra_minutes


def session_defences(session: ExamSession) -> list[Defence]:
    """Return the session's defences with candidate, panel, room and those who sit: two queries."""
    seats = DefenceSeat.objects.select_related("juror__user").order_by("juror__user__last_name", "pk")
    rows = Defence.objects.filter(enrolment__session=session)
    rows = rows.select_related("enrolment", "candidate", "panel", "room")
    return list(rows.prefetch_related(Prefetch("seats", seats)).order_by("during", "pk"))


def timetable_days(user: User, defences: Iterable[Defence]) -> list[Day]:
    """Return the grid of every day on which somebody defends."""
    centres = None if reads_all(user) else own_centres(user)
    by_day: dict[date, list[Defence]] = {}
    for defence in defences:
        if defence.during is not None:
            by_day.setdefault(timezone.localdate(defence.during.lower), []).append(defence)
    return [_day(day, rows, centres) for day, rows in sorted(by_day.items())]


def _day(day: date, defences: list[Defence], centres: list[int] | None) -> Day:
    rooms = list({row.room_id: row.room for row in defences if row.room}.values())
    rooms.sort(key=lambda room: room.name)
    moments = sorted({at for row in defences for at in (row.during.lower, row.during.upper)})
    rows = [Row(start) for start in moments]
    for room in rooms:
        _fill(rows, moments, [row for row in defences if row.room_id == room.pk], centres)
    return Day(day, rooms, rows)


def _fill(
    rows: list[Row], moments: list[datetime], defences: list[Defence], centres: list[int] | None
) -> None:
    index = 0
    starts = {row.during.lower: row for row in defences}
    while index < len(rows):
        defence = starts.get(moments[index])
        span = 1 if defence is None else moments.index(defence.during.upper) - index
        hidden = defence is not None and centres is not None and defence.enrolment.centre_id not in centres
        rows[index].cells.append(Cell(span, defence, hidden))
        index += span


def clashes_for(
    defence: Defence, room: Room | None, jurors: list[Juror], start: datetime, end: datetime
) -> list[str]:
    """Return, in words, who or what is already taken between `start` and `end`; empty when all are free."""
    proposed = _occupations(
        f"{defence.pk}", start, end, room, defence.candidate_id, [row.pk for row in jurors]
    )
    taken = list(proposed)
    near = Q(during__overlap=DateTimeTZRange(start, end)) & ~Q(pk=defence.pk)
    same = Q(candidate=defence.candidate_id) | Q(seats__juror__in=jurors)
    if room is not None:
        same |= Q(room=room)
    others = Defence.objects.filter(near & same).distinct().prefetch_related("seats").select_related("room")
    for other in others:
        seated = [seat.juror_id for seat in other.seats.all()]
        taken += _occupations(
            f"{other.pk}", other.during.lower, other.during.upper, other.room, other.candidate_id, seated
        )
    names = {(OccupantKind.JUROR, str(juror.pk)): str(juror.user) for juror in jurors}
    names[OccupantKind.CANDIDATE, str(defence.candidate_id)] = str(defence.candidate)
    if room is not None:
        names[OccupantKind.ROOM, str(room.pk)] = room.name
    return [
        clash_sentence(clash, names[clash.kind, clash.occupant])
        for clash in seat_clash(taken)
        if _concerns(clash, f"{defence.pk}") and (clash.kind, clash.occupant) in names
    ]


def _concerns(clash: SeatClash, slot: str) -> bool:
    return slot in clash.slots


def _occupations(  # noqa: PLR0913, PLR0917 (a slot takes a room, a candidate and jurors for a time)
    slot: str, start: datetime, end: datetime, room: Room | None, candidate: int, jurors: list[int]
) -> list[Occupation]:
    taken = [Occupation(OccupantKind.CANDIDATE, str(candidate), slot, start, end)]
    taken += [Occupation(OccupantKind.JUROR, str(juror), slot, start, end) for juror in jurors]
    if room is not None:
        taken.append(Occupation(OccupantKind.ROOM, str(room.pk), slot, start, end))
    return taken


def session_dates(session: ExamSession) -> list[date]:
    """Return the days of a session."""
    length = (session.ends_on - session.starts_on).days
    return [session.starts_on + timedelta(days=offset) for offset in range(length + 1)]
