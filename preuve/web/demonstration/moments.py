"""Time in the demonstration: days counted from the last Thursday, and a clock that can be set back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

THURSDAY = 3


def last_thursday(today: date) -> date:
    """Return today or the Thursday before: the days that the data counts from it are working days."""
    return today - timedelta(days=(today.weekday() - THURSDAY) % 7)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns the relative days and the hours of the data, said in the site's time zone, into moments."""

    today: date

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def at(self, days: int, clock: str) -> datetime:
        """Return the moment of `clock` (HH:MM), `days` from today, in UTC like the site's own clock."""
        local = datetime.combine(self.day(days), time.fromisoformat(clock))
        return timezone.make_aware(local).astimezone(UTC)


@contextmanager
def clock_set_to(moment: datetime) -> Iterator[None]:
    """Let what Django dates by itself, and the audit, bear the day on which the story has it written.

    Actions take `now` as an argument, but `auto_now_add` reads Django's clock. Only the loading command does
    this, in its own process, and never in production.
    """
    real = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = real
