"""The timetable as a board: rooms by slots of one day, and what waits for a slot."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from preuve.web.sessions.models import Conflict, Defence, Enrolment, ExamSession, PanelMember, Room
from preuve.web.sessions.queries.grid import Grid, grid_of, settings_of
from preuve.web.sessions.queries.moves import board_rooms, day_number, stays_because, touched, whole_day
from preuve.web.sessions.queries.timetable import defence_minutes
from preuve.web.sessions.queries.wishes import wish_words, wishes_of
from preuve.web.sessions.rules import GONE


@dataclass(frozen=True, slots=True)
class Card:
    """A defence on the board; `stays` says why it can't be moved, empty when it can."""

    defence: Defence
    first: int  # its first slot on the day shown
    last: int  # the first slot after it
    slots: int  # of any place that it may take
    jurors: tuple[str, ...]
    stays: tuple[str, ...]
    shown: bool  # whether it is held on the day shown
    wishes: tuple[str, ...]  # of the candidate


@dataclass(slots=True)
class Place:
    """A cell: a room from a slot on, free or held by cards; several only where hours don't fit the grid."""

    room: Room
    span: int = 1
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """A slot of the day; a room whose card began earlier has no cell in it."""

    slot: int
    start: datetime
    lunch: bool
    places: list[Place]


@dataclass(frozen=True, slots=True)
class DayLink:
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Board:
    """One day of a session; `day` is None when the session has no open day."""

    day: date | None
    days: tuple[DayLink, ...] = ()
    outside: int = 0  # defences on days that are not open
    rooms: tuple[Room, ...] = ()
    lines: tuple[Line, ...] = ()
    waiting: tuple[Card, ...] = ()
    without_panel: tuple[Enrolment, ...] = ()


def board_of(session: ExamSession, asked: date | None, carried: int | None = None) -> Board:
    """Return one day of the board: the one asked for, or the first that holds a defence: a dozen queries.

    `carried` is a defence brought from another day: it waits beside the board.
    """
    settings = settings_of(session)
    grid = grid_of(session, settings)
    if not grid.days:
        return Board(None)
    counts = _counts(session)
    number = _number(grid, asked, counts)
    cards = _cards(session, grid, number, carried)
    held = [card for card in cards if card.shown]
    rooms = board_rooms(session, settings, [card.defence.room for card in held])
    return Board(
        grid.days[number].date,
        tuple(DayLink(day.date, counts.get(day.date, 0)) for day in grid.days),
        sum(counts.values()) - sum(counts.get(day.date, 0) for day in grid.days),
        tuple(rooms),
        tuple(_lines(grid, number, rooms, held)),
        tuple(card for card in cards if not card.shown),
        tuple(_without_panel(session)),
    )


def _counts(session: ExamSession) -> dict[date, int]:
    rows = Defence.objects.filter(enrolment__session=session, during__isnull=False)
    counts: dict[date, int] = {}
    for start in rows.values_list("during__startswith", flat=True):
        day = timezone.localdate(start)
        counts[day] = counts.get(day, 0) + 1
    return counts


def _number(grid: Grid, asked: date | None, counts: dict[date, int]) -> int:
    number = day_number(grid, asked)
    if number is None:
        number = next((index for index, day in enumerate(grid.days) if day.date in counts), 0)
    return number


def _cards(session: ExamSession, grid: Grid, number: int, carried: int | None) -> list[Card]:
    day = whole_day(grid.days[number].date)
    rows = _with_people(
        Defence.objects.filter(
            Q(during__overlap=day) | Q(during__isnull=True) | Q(room__isnull=True) | Q(pk=carried),
            enrolment__session=session,
        )
    )
    links = Conflict.objects.filter(candidate__enrolments__session=session)
    barred = set(links.values_list("candidate_id", "juror_id"))
    wishes, found = wishes_of(session), []
    for row in rows:
        row.enrolment.session = session
        said = wish_words(wishes.get(row.enrolment_id), grid)
        found.append(_card(row, grid, number, barred, said))
    return found


def _with_people(rows: QuerySet[Defence]) -> QuerySet[Defence]:
    members = PanelMember.objects.exclude(seat=PanelMember.Seat.RESERVE).select_related("juror__user")
    sitting = Prefetch("panel__members", members.order_by("seat", "pk"))
    related = ("enrolment", "candidate", "panel", "room")
    return rows.select_related(*related).prefetch_related(sitting, "mark_sheets").order_by("during", "pk")


def _card(row: Defence, grid: Grid, number: int, barred: set[tuple[int, int]], wishes: list[str]) -> Card:
    sitting = [
        str(member.juror)
        for member in row.panel.members.all()
        if (row.candidate_id, member.juror_id) not in barred
    ]
    where = touched(grid, row) if row.during and row.room else None
    held = where is not None and where.day == number
    first, last = (where.first, where.last) if where is not None and held else (0, 0)
    slots = grid.slots_for(defence_minutes(row))
    stays = tuple(stays_because(row, sitting))
    return Card(row, first, last, slots, tuple(sitting), stays, held, tuple(wishes))


def _lines(grid: Grid, number: int, rooms: list[Room], cards: list[Card]) -> list[Line]:
    day = grid.days[number]
    low, high = day.lunch or (0, 0)
    lines = [Line(slot, grid.starts_at(number, slot), low <= slot < high, []) for slot in range(day.slots)]
    for room in rooms:
        _fill(lines, room, [card for card in cards if card.defence.room_id == room.pk])
    return lines


def _fill(lines: list[Line], room: Room, cards: list[Card]) -> None:
    slot = 0
    waiting = sorted(cards, key=lambda card: card.first)
    while slot < len(lines):
        place = Place(room)
        end = slot + 1
        while waiting and waiting[0].first < end:
            place.cards.append(waiting.pop(0))
            end = max(end, place.cards[-1].last)
        place.span = end - slot
        lines[slot].places.append(place)
        slot = end


def _without_panel(session: ExamSession) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(session=session, defences=None).exclude(attendance__in=GONE)
    return rows.select_related("candidate").order_by("candidate__last_name", "candidate__first_name", "pk")
