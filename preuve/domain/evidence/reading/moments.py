"""Dates as tools write them, in French and English.

A date whose day and month can't be told apart (``03/04/2026``) is read in the order that the other dates of
its column need, and month first never wins without a proof: French is the rule of the house.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from preuve.domain.evidence.reading.tables import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre october oct",
            "novembre november nov",
            "decembre dec december",
        ),
        1,
    )
    for name in names.split()
}
_NUMERIC = re.compile(
    r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})(?:[ T,]+(\d{1,2})[:h](\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?$"
)
_NAMED = re.compile(
    r"(?:\w+\.?,? )?(\d{1,2})(?:er)?[/ \-]([^\W\d]+)\.?[/ \-,]+(\d{2,4})"
    r"(?:[ T,à]+(\d{1,2})[:h](\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?$"
)
_US_NAMED = re.compile(
    r"([^\W\d]+)\.? (\d{1,2}), ?(\d{4})(?:[ ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?$"
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}.*)?$")
_LONGEST = 60
#: Before month, day, hour and minute of ISO 8601: what most tools write needs no other look.
_PLAIN = frozenset({"--T:", "-- :"})


def read_moment(text: str, *, month_first: bool = False) -> datetime | None:
    """Return the moment that `text` writes, else None; naive when it names no zone.

    ISO 8601, RFC 5322, ``19/févr./26 7:31 PM``, ``11/May/24 03:26 PM``, ``21/06/2025 16:14``,
    ``March 5, 2026``.
    Two-digit years are 2000 to 2099. `month_first` reads ``6/21/2025``.
    """
    if text[4:14:3] in _PLAIN and len(text) <= _LONGEST:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    text = text.strip().replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
    if not 6 <= len(text) <= _LONGEST:
        return None
    try:
        return _iso(text) or _numeric(text, month_first) or _named(text) or _rfc(text)
    except (ValueError, OverflowError, TypeError, IndexError):  # the last two by `email.utils` on odd texts
        return None


def read_moments(texts: Sequence[str]) -> list[datetime | None]:
    """Return `read_moment` of each text; a column that one tool wrote is read at once."""
    if {text[4:14:3] for text in texts} <= _PLAIN and max(map(len, texts), default=0) <= _LONGEST:
        try:
            return list(map(datetime.fromisoformat, texts))
        except ValueError:
            pass
    return list(map(read_moment, texts))


def _iso(text: str) -> datetime | None:
    if not _ISO.match(text):
        return None
    tidy = re.sub(r"(\.\d{6})\d+", r"\1", text)
    tidy = re.sub(r" (UTC|GMT|Z)$", "+00:00", tidy)
    tidy = re.sub(r" ([+-]\d{2}:?\d{2})$", r"\1", tidy)
    return datetime.fromisoformat(tidy)


def _numeric(text: str, month_first: bool) -> datetime | None:  # noqa: FBT001 - the caller's own flag
    found = _NUMERIC.match(text)
    if not found:
        return None
    first, second, third = (int(part) for part in found.groups()[:3])
    if len(found[1]) == 4:
        year, month, day = first, second, third
    elif month_first:
        year, month, day = third, first, second
    else:
        year, month, day = third, second, first
    return datetime(_century(year), month, day, *_clock(found, 4))  # noqa: DTZ001 - the text names no zone


def _named(text: str) -> datetime | None:
    found = _NAMED.match(text)
    if found:
        day, name, year = int(found[1]), found[2], int(found[3])
    else:
        found = _US_NAMED.match(text)
        if not found:
            return None
        day, name, year = int(found[2]), found[1], int(found[3])
    month = _MONTHS.get(plain(name))
    if month is None:
        return None
    return datetime(_century(year), month, day, *_clock(found, 4))  # noqa: DTZ001 - as above


def _rfc(text: str) -> datetime | None:
    if not text[:3].isalpha() and not text[:1].isdigit():
        return None
    return parsedate_to_datetime(text)


def _century(year: int) -> int:
    return year + 2000 if year < 100 else year


def _clock(found: re.Match[str], first: int) -> tuple[int, int, int]:
    if found[first] is None:
        return 0, 0, 0
    hour, minute, second = int(found[first]), int(found[first + 1]), int(found[first + 2] or 0)
    half = (found[first + 3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour, minute, second


def month_comes_first(texts: Iterable[str]) -> bool:
    """Say whether a column of numeric dates can only be read month first (one has a second part above 12)."""
    day_first = month_first = False
    for text in texts:
        found = _NUMERIC.match(text.strip())
        if found and len(found[1]) <= 2:
            day_first = day_first or int(found[1]) > 12
            month_first = month_first or int(found[2]) > 12
    return month_first and not day_first


def from_epoch(seconds: float) -> datetime | None:
    """Return a moment from POSIX seconds within the years 1970 to 9999, else None."""
    if not 0 <= seconds < 253_402_300_800:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def seconds_between(first: datetime, last: datetime) -> float | None:
    """Return the seconds from `first` to `last`; None when only one of them names its zone."""
    if (first.tzinfo is None) != (last.tzinfo is None):
        return None
    return (last - first).total_seconds()
