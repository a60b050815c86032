"""Moments of log lines as seconds, with or without a year, and back to words.

A moment is a number of seconds since 1970-01-01 in the zone that the line names (UTC when it names one,
the machine's own when it names none). RFC 3164 writes no year (§4.1.2): such moments are laid in the leap
year 2000, a step back of nearly a year counts as New Year, and no year is ever stated.
"""

from __future__ import annotations

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_FRENCH = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
_ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400.0
#: In a log without years, a step back that is at most this far from a whole year is New Year.
NEW_YEAR = 62 * DAY
YEAR = 366 * DAY
_MOST_MOMENTS = 20_000
#: Year 9999, as seconds.
_END = 253_402_300_800.0
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d):(\d\d)(?:[.,](\d{1,9}))?"
    r"(?: ?(Z|UTC|GMT)| ?([+-])(\d\d):?(\d\d)?)?"
)


def seconds_of(  # noqa: PLR0913, PLR0917 - the six parts of a moment, in their order
    year: int, month: int, day: int, hour: int, minute: int, second: float
) -> float | None:
    """Return a moment, or None when it does not exist (month 13, 30 February, 25 o’clock)."""
    if not (1970 <= year <= 9998 and 1 <= month <= 12 and hour < 24 and minute < 60 and second < 61):
        return None
    try:
        datetime(year, month, day)  # noqa: DTZ001 - only whether the day exists
    except ValueError:
        return None
    return timegm((year, month, day, hour, minute, 0)) + second


def yearless(name: str, day: str, clock: str) -> float | None:
    """Return the moment of ``Dec``, `` 9``, ``06:55:46`` laid in 2000; None when it does not exist."""
    month = MONTHS.get(name)
    day = day.strip()
    if month is None or not day.isdecimal() or not day.isascii():
        return None
    parts = clock.split(":")
    if len(parts) != 3 or not all(part.isdecimal() and part.isascii() and len(part) <= 2 for part in parts):
        return None
    return seconds_of(2000, month, int(day), int(parts[0]), int(parts[1]), int(parts[2]))


def iso_seconds(text: str) -> tuple[float, bool] | None:
    """Return (moment, whether it names its zone) of the ISO 8601 text at the start of `text`, else None."""
    found = _ISO.match(text)
    if not found:
        return None
    minute, second, fraction, zone, sign, hours, minutes = found.groups()
    start, whole = _minute(minute), int(second)
    if start is None or whole > 60:
        return None
    seconds = start + (whole + float(f"0.{fraction}") if fraction else whole)
    if sign:
        offset = 3600 * int(hours) + 60 * int(minutes or 0)
        seconds -= offset if sign == "+" else -offset
    return (seconds, bool(zone or sign)) if 0 <= seconds < _END else None


@lru_cache(maxsize=_MOST_MOMENTS)  # entries of a busy log share their minute
def _minute(text: str) -> float | None:
    """Return the moment of ``2026-05-01T10:00``; None when it does not exist."""
    return seconds_of(int(text[:4]), int(text[5:7]), int(text[8:10]), int(text[11:13]), int(text[14:]), 0.0)


def iso(seconds: float, *, zoned: bool) -> str:
    """Return a moment as ISO 8601, to the microsecond, with ``+00:00`` when its zone is known."""
    moment = (_EPOCH + timedelta(microseconds=round(seconds * 1e6))).replace(tzinfo=UTC if zoned else None)
    return moment.isoformat()


def without_year(seconds: float, language: str) -> str:
    """Return day, month and hour in words, for a line that names no year."""
    moment = _EPOCH + timedelta(seconds=int(seconds))
    months = _FRENCH if language == "fr" else _ENGLISH
    day = "1er" if language == "fr" and moment.day == 1 else str(moment.day)
    joint = "à" if language == "fr" else "at"
    return f"{day} {months[moment.month - 1]} {joint} {moment:%H:%M:%S}"


class Moments(dict[str, float | None]):
    """Moments by the text that writes them, read once each: lines of a busy log share them.

    Attributes:
        odd: whether a text was read that is no moment.
    """

    def __init__(self, read: Callable[[str], float | None], seconds_at: int) -> None:
        """Read texts by `read`; their two digits of seconds are at `seconds_at`."""
        super().__init__()
        self._read = read
        self._seconds_at = seconds_at
        #: moments of hours by their text, in the zone
        self._hours: dict[str, float] = {}
        self._zone = ""
        self.odd = False

    def __missing__(self, text: str) -> float | None:
        """Read a text that is not known; what is known is bounded."""
        if len(self) >= _MOST_MOMENTS:
            self.clear()
        moment = self[text] = self._read(text)
        self.odd = self.odd or moment is None
        return moment

    def column(self, texts: Sequence[str]) -> list[float | None]:
        """Return the moments of texts; those that are new and written alike are read together.

        An empty text stands for a line of another form.
        """
        new = set(texts) - self.keys() - {""}
        if new:
            if len(self) + len(new) > _MOST_MOMENTS:
                self.clear()
                new = set(texts) - {""}
            self._learn(list(new))
        return list(map(self.__getitem__, texts))

    def _learn(self, texts: list[str]) -> None:
        """Read texts hour by hour, when they differ in digits only and all of them are moments."""
        at, known = self._seconds_at - 3, max(texts)
        split = at + 5
        end = split
        if known[split : split + 1] == ".":
            end = len(known) - len(known[split + 1 :].lstrip("0123456789"))
        zones = {text[end:] for text in texts}
        if zones != {self._zone}:
            self._hours.clear()
            self._zone = known[end:]
            if len(zones) > 1:
                return
        for hour in {text[:at] for text in texts} - self._hours.keys():
            start = self._read(f"{hour}00:00{self._zone}")
            if start is None or len(self._hours) >= _MOST_MOMENTS:
                return
            self._hours[hour] = start
        try:
            moments: Iterable[float] = [self._hours[text[:at]] + _CLOCK[text[at:split]] for text in texts]
            if end > split:
                moments = map(add, moments, [float(text[split:end]) for text in texts])
            self.update(zip(texts, moments, strict=True))
        except (KeyError, ValueError):
            return


#: Minutes and seconds → seconds of an hour; 60 in a leap second.
_CLOCK = {f"{minute:02}:{second:02}": 60 * minute + second for minute in range(60) for second in range(61)}
