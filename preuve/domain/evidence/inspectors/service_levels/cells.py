"""Cells of measures: moments as POSIX seconds, states and numbers, and the answers of HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.service_levels.tracks import LATEST
from preuve.domain.evidence.reading.moments import month_comes_first, read_moment
from preuve.domain.evidence.reading.tables import plain
from preuve.domain.evidence.reading.values import as_number

if TYPE_CHECKING:
    from collections.abc import Iterable

_STATES = {
    **dict.fromkeys(
        ("up", "ok", "true", "vrai", "oui", "yes", "available", "disponible", "online", "healthy"), 1.0
    ),
    **dict.fromkeys(("success", "operational", "operationnel", "passing", "enligne", "recovery"), 1.0),
    **dict.fromkeys(("down", "ko", "nok", "false", "faux", "non", "no", "unavailable", "indisponible"), 0.0),
    **dict.fromkeys(
        ("offline", "unhealthy", "critical", "failure", "failed", "horsligne", "unreachable"), 0.0
    ),
}
_UNKNOWN = {"", "nan", "null", "none", "na", "unknown", "inconnu", "pending", "maintenance"}
_KEPT_TAILS = 100_000
_LONGEST = 40


def is_known(text: str) -> bool:
    """Say whether a cell is a state, a number, or a word for none."""
    return plain(text) in _UNKNOWN or _value(text) is not None


def _value(text: str) -> float | None:
    """Return a state as 1 or 0, a number in French or English, a percentage as its figure; else None."""
    state = _STATES.get(plain(text))
    return state if state is not None else as_number(text.rstrip("% \u00a0\u202f").replace(",", "."))


def read_value(text: str) -> tuple[float | None, bool]:
    """Return a measure, and whether the cell can be read; a word for “unknown” reads as None."""
    if (
        len(text) <= _LONGEST and text.replace(".", "", 1).isdecimal()
    ):  # spares most cells the search for words
        return float(text), True
    if plain(text) in _UNKNOWN:
        return None, True
    value = _value(text)
    return value, value is not None


def read_code(text: str) -> tuple[float | None, bool]:
    """Return 1 for an answer of HTTP from 200 to 399, 0 for another or for none, and whether it can be read.

    RFC 9110 §15: 2xx is successful, 3xx asks for another request, 4xx and 5xx are errors. Probes write 0 or
    nothing when no answer came.
    """
    text = text.strip()
    if not text:
        return 0.0, True
    if plain(text) in _UNKNOWN:
        return None, True
    code = as_number(text)
    if code is None or code not in _CODES:
        return None, False
    return (1.0 if 200 <= code < 400 else 0.0), True


_ANSWERS = frozenset(range(100, 600))
_CODES = _ANSWERS | {0}


def are_codes(texts: Iterable[str]) -> bool:
    """Say whether the numbers of a column are answers of HTTP: 100 to 599, or 0; one answer at least."""
    numbers = {as_number(text) for text in texts} - {None}
    return numbers <= _CODES and not numbers.isdisjoint(_ANSWERS)


class Clock:
    """Reads the moments of one column as POSIX seconds: dates, or epochs in s, ms, µs or ns.

    `dates` and `tails` remember the two halves of ISO 8601 moments to the second, by the first ten
    characters and by the rest: ``dates[text[:10]] + tails[text[10:]]`` is the moment, once `learn` saw both.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._month_first = month_comes_first(texts)
        self.zoned = True
        self.dates: dict[str, float] = {}
        self.tails: dict[str, float] = {}

    def seconds(self, text: str) -> float | None:
        """Return the moment that a stripped cell writes, from 1970 to 9999."""
        if text.isdecimal() and len(text) <= _LONGEST:
            return _epoch(float(text))
        if (
            text[4:5] != "-"
            and text[:1].isdigit()
            and text.replace(".", "", 1).isdecimal()
            and "." not in text[:6]
        ):
            return _epoch(as_number(text))
        try:
            moment: datetime | None = datetime.fromisoformat(text) if text[4:5] == "-" else None
        except ValueError:
            moment = None
        moment = moment or read_moment(text, month_first=self._month_first)
        if moment is None:
            return None
        if moment.tzinfo is None:
            self.zoned = False
            moment = moment.replace(tzinfo=UTC)
        seconds = moment.timestamp()
        return seconds if 0 <= seconds < LATEST else None

    def learn(self, text: str) -> None:
        """Remember the halves of a moment that was read, if it is one of ISO 8601 to the second."""
        date, tail = text[:10], text[10:]
        days = date.replace("-", "")
        plain_date = (
            len(days) == 8 and days.isdecimal() and date[4:8:3] == "--" and "1970-01-03" < date < "9999"
        )
        if not plain_date or not tail or "." in tail or "," in tail or len(self.tails) >= _KEPT_TAILS:
            return
        try:
            midnight, moment = datetime.fromisoformat(date), datetime.fromisoformat(f"2000-01-01{tail}")
        except ValueError:
            return
        self.dates[date] = midnight.replace(tzinfo=UTC).timestamp()
        since = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        self.tails[tail] = since.timestamp() - _YEAR_2000


def zoned_seconds(texts: list[str]) -> list[float] | None:
    """Return what `Clock.seconds` reads when all texts are of ISO 8601 and name their zone, else None."""
    if any(text[4:5] != "-" for text in texts):
        return None
    try:
        moments = list(map(datetime.fromisoformat, texts))
    except ValueError:
        return None
    if None in {each.tzinfo for each in moments}:
        return None
    seconds = [each.timestamp() for each in moments]
    return seconds if min(seconds) >= 0 and max(seconds) < LATEST else None


_YEAR_2000 = datetime(2000, 1, 1, tzinfo=UTC).timestamp()


def _epoch(amount: float | None) -> float | None:
    if amount is None or not 1e8 <= amount < 1e20:
        return None
    while amount >= 1e11:
        amount /= 1000
    return amount
