"""The grid of a session: its days and slots, and the way from hours to slots and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from preuve.domain.planning.model import Day, Interval
from preuve.web.sessions.models import ExamSession, TimetableSettings
from preuve.web.sessions.queries.timetable import session_dates

SUNDAY_BEGINS_AFTER = 5  # weekday() of Saturday


@dataclass(frozen=True, slots=True)
class Grid:
    """The days of a session, cut in slots of `slot_minutes`, on the clock of the place."""

    days: tuple[Day, ...]
    slot_minutes: int

    def starts_at(self, day: int, slot: int) -> datetime:
        """Return the hour at which a slot begins."""
        opens = datetime.combine(self.days[day].date, self.days[day].first)
        return timezone.make_aware(opens + timedelta(minutes=slot * self.slot_minutes))

    def place_of(self, moment: datetime) -> tuple[int, int] | None:
        """Return the day and slot that begin exactly at a moment, or nothing between slots or outside."""
        local = timezone.localtime(moment)
        for number, day in enumerate(self.days):
            if day.date == local.date():
                minutes = _minutes(local.time()) - _minutes(day.first)
                slot, rest = divmod(minutes, self.slot_minutes)
                within = 0 <= slot < day.slots and not rest and not local.second
                return (number, slot) if within else None
        return None

    def slots_for(self, minutes: int) -> int:
        """Return how many slots hold this many minutes."""
        return -(-minutes // self.slot_minutes)

    def inside(self, times: Iterable[tuple[datetime, datetime]]) -> tuple[Interval, ...]:
        """Return the slots that lie whole within these times, which do not overlap."""
        return tuple(_merged([item for span in times for item in self._cut(span, whole=True)]))

    def touched(self, times: Iterable[tuple[datetime, datetime]]) -> tuple[Interval, ...]:
        """Return the slots that these times touch."""
        return tuple(_merged([item for span in times for item in self._cut(span, whole=False)]))

    def without(self, taken: Iterable[tuple[datetime, datetime]]) -> tuple[Interval, ...]:
        """Return every slot but those that these times touch."""
        touched = {
            (item.day, slot)
            for span in taken
            for item in self._cut(span, whole=False)
            for slot in range(item.first, item.last)
        }
        return self._free_of(touched)

    def less(
        self, free: Iterable[Interval], taken: Iterable[tuple[datetime, datetime]]
    ) -> tuple[Interval, ...]:
        """Return the slots of `free` that these times do not touch."""
        kept = {(item.day, slot) for item in self.without(taken) for slot in range(item.first, item.last)}
        wanted = {(item.day, slot) for item in free for slot in range(item.first, item.last)}
        return self._free_of(self._all() - (kept & wanted))

    def _all(self) -> set[tuple[int, int]]:
        return {(number, slot) for number, day in enumerate(self.days) for slot in range(day.slots)}

    def _free_of(self, touched: set[tuple[int, int]]) -> tuple[Interval, ...]:
        free = sorted(self._all() - touched)
        return tuple(_merged([Interval(day, slot, slot + 1) for day, slot in free]))

    def _cut(self, span: tuple[datetime, datetime], *, whole: bool) -> list[Interval]:
        start, end = (timezone.localtime(moment) for moment in span)
        found = []
        for number, day in enumerate(self.days):
            if not start.date() <= day.date <= end.date():
                continue
            opens = _minutes(day.first)
            low = _minutes(start.time()) - opens if start.date() == day.date else 0
            high = _minutes(end.time()) - opens if end.date() == day.date else day.slots * self.slot_minutes
            up, down = (-(-low // self.slot_minutes), high // self.slot_minutes)
            first, last = (up, down) if whole else (low // self.slot_minutes, -(-high // self.slot_minutes))
            if (first := max(first, 0)) < (last := min(last, day.slots)):
                found.append(Interval(number, first, last))
        return found


def settings_of(session: ExamSession) -> TimetableSettings:
    """Return how the session's timetable is made; unsaved defaults when nobody said."""
    return TimetableSettings.objects.filter(session=session).first() or TimetableSettings(session=session)


def grid_of(session: ExamSession, settings: TimetableSettings) -> Grid:
    """Return the session's open days and their slots; only whole slots count."""
    closed = set(settings.closed_days)
    dates = [day for day in session_dates(session) if day not in closed]
    if not settings.weekends:
        dates = [day for day in dates if day.weekday() < SUNDAY_BEGINS_AFTER]
    return Grid(tuple(_day(day, settings) for day in dates), settings.slot_minutes)


def half_day_times(grid: Grid, number: int) -> list[tuple[datetime, datetime]]:
    """Return when the half-days of a day begin and end."""
    day = grid.days[number]
    lunch = day.lunch or (day.slots, day.slots)
    halves = [(0, lunch[0]), (lunch[1], day.slots)]
    return [(grid.starts_at(number, low), grid.starts_at(number, high)) for low, high in halves if high > low]


def _day(day: date, settings: TimetableSettings) -> Day:
    opens, step = _minutes(settings.opens), settings.slot_minutes
    slots = (_minutes(settings.closes) - opens) // step
    lunch = None
    if settings.lunch_starts is not None and settings.lunch_ends is not None:
        first = (_minutes(settings.lunch_starts) - opens) // step
        last = min(-(-(_minutes(settings.lunch_ends) - opens) // step), slots)
        lunch = (first, last) if first < last else None
    return Day(date=day, slots=slots, first=settings.opens, lunch=lunch)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _merged(intervals: list[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for item in sorted(intervals):
        if merged and merged[-1].day == item.day and merged[-1].last >= item.first:
            merged[-1] = Interval(item.day, merged[-1].first, max(merged[-1].last, item.last))
        else:
            merged.append(item)
    return merged
