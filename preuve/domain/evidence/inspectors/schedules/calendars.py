"""Working time: a week, its exceptions, and an axis on which dates become working minutes and back."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Minutes of the day, from and to.
Interval = tuple[int, int]
Day = tuple[Interval, ...]

OFFICE: Day = ((480, 720), (780, 1020))
WHOLE: Day = ((0, 1440),)
FREE: Day = ()
#: Longest time between the first and the last date of a schedule.
MAX_DAYS = 36_525


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working intervals of each weekday (Monday first), and of the days that differ."""

    week: tuple[Day, Day, Day, Day, Day, Day, Day]
    exceptions: Mapping[date, Day] = field(default_factory=dict)

    def day(self, when: date) -> Day:
        """Return the working intervals of a day."""
        return self.exceptions.get(when, self.week[when.weekday()])

    @property
    def working_days(self) -> int:
        """Return how many days of the week are worked."""
        return sum(bool(day) for day in self.week)

    @property
    def longest_day(self) -> int:
        """Return the working minutes of the week's longest day."""
        return max(sum(to - start for start, to in day) for day in self.week)


#: Monday to Friday, 8 to 12 and 13 to 17: Microsoft Project's standard calendar.
STANDARD = Calendar((OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, FREE, FREE))


class Axis:
    """Working minutes since the first day of a schedule; outside of its days, time stands still."""

    def __init__(self, calendar: Calendar, moments: Iterable[datetime]) -> None:
        days = sorted(moment.date() for moment in moments)
        self._first = days[0] if days else date(2000, 1, 1)
        count = min((days[-1] - days[0]).days + 800 if days else 800, MAX_DAYS)
        self._calendar = calendar
        self._days = [calendar.day(self._first + timedelta(days=index)) for index in range(count)]
        self._sums = [0]
        for day in self._days:
            self._sums.append(self._sums[-1] + sum(to - start for start, to in day))

    @property
    def length(self) -> int:
        """Return the working minutes of all days."""
        return self._sums[-1]

    def offset(self, moment: datetime) -> float:
        """Return the working minutes before a moment."""
        index = (moment.date() - self._first).days
        if index < 0:
            return 0
        if index >= len(self._days):
            return self.length
        minute = moment.hour * 60 + moment.minute + moment.second / 60
        worked = sum(min(minute, to) - start for start, to in self._days[index] if minute > start)
        return self._sums[index] + worked

    def moment(self, offset: float) -> datetime:
        """Return the first moment before which `offset` minutes are worked; the axis' ends beyond them."""
        index = max(bisect_left(self._sums, offset) - 1, 0)
        index = min(index, len(self._days) - 1)
        rest = max(offset - self._sums[index], 0)
        base = datetime.combine(self._first + timedelta(days=index), time())
        for start, to in self._days[index]:
            if rest <= to - start:
                return base + timedelta(minutes=start + rest)
            rest -= to - start
        return base + timedelta(days=1)
