"""Percentages, durations and windows as people and tools write them in service levels."""

from __future__ import annotations

import re
from dataclasses import dataclass

from preuve.domain.evidence.inspectors.service_levels.model import MONTH, QUARTER, YEAR
from preuve.domain.evidence.reading.tables import plain
from preuve.domain.evidence.reading.values import as_number

_SECONDS = {
    "ms": 0.001,
    **dict.fromkeys(("s", "sec", "seconde", "secondes", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "mn", "min", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "heure", "heures", "hour", "hours"), 3600.0),
    **dict.fromkeys(("j", "jour", "jours", "d", "day", "days"), 86400.0),
    **dict.fromkeys(("w", "week", "weeks", "semaine", "semaines"), 604800.0),
}
_CALENDAR = {
    **dict.fromkeys(("mois", "mensuel", "mensuelle", "month", "months", "monthly"), MONTH),
    **dict.fromkeys(("trimestre", "trimestres", "trimestriel", "trimestrielle"), QUARTER),
    **dict.fromkeys(("quarter", "quarters", "quarterly"), QUARTER),
    **dict.fromkeys(("an", "ans", "annee", "annuel", "annuelle", "year", "years", "yearly", "y"), YEAR),
}
_FIXED = {
    **dict.fromkeys(("hebdomadaire", "weekly"), 604800),
    **dict.fromkeys(("quotidien", "quotidienne", "journalier", "journaliere", "daily"), 86400),
}
_LETTERED = {"M": MONTH, "Q": QUARTER, "Y": YEAR, "y": YEAR}
_PIECE = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|[smhdwyMQY])")
_SHORTHAND = re.compile(r"(?:\d+(?:\.\d+)?\s*(?:ms|[smhdwyMQY]))+$")
_AMOUNT = re.compile(r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)\s*(%|‰|[^\W\d_]+)?")
_PER = re.compile(r"(?:/|\bpar\b|\bper\b)\s*(?:\d+\s*)?([^\W\d_]+)")


def shorthand(text: str) -> tuple[int | None, bool]:
    """Return the seconds of ``4w``, ``1h30m``, ``28d``, ``1M``, and whether they count a month or longer.

    OpenSLO's shorthand (specification v1, “Duration shorthand”) and Prometheus' durations agree but for the
    capital letters, which only OpenSLO has.
    """
    text = text.strip()
    if len(text) > 40 or not _SHORTHAND.match(text):
        return None, False
    total, calendar = 0.0, False
    for amount, unit in _PIECE.findall(text):
        calendar = calendar or unit in _LETTERED
        total += float(amount) * _LETTERED.get(unit, _SECONDS.get(unit, 0.0))
    return (round(total) or None, calendar) if total < 10**10 else (None, False)


def window_of(text: str) -> tuple[int | None, bool]:
    """Return the seconds of a window in words (``30 jours``, ``mensuel``, ``28d``), and if it is calendar."""
    seconds, calendar = shorthand(text)
    if seconds is not None:
        return seconds, calendar
    for word in re.findall(r"[^\W\d_]+", text[:200]):
        folded = plain(word)
        if folded in _CALENDAR:
            return _times(text, _CALENDAR[folded]), True
        if folded in _FIXED:
            return _FIXED[folded], False
        if folded in _SECONDS and (len(folded) > 2 or folded in {"j", "h"}):
            return _times(text, round(_SECONDS[folded])), False
    return None, False


def _times(text: str, seconds: int) -> int | None:
    found = re.search(r"\d{1,6}", text)
    return seconds * int(found[0]) if found and int(found[0]) else seconds if not found else None


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a cell of targets holds: a percentage, a time, or a figure whose unit is not said."""

    ratio: float | None = None
    percent: float | None = None
    seconds: float | None = None
    bare: float | None = None
    per: int | None = None


def amounts(text: str, unit: str = "") -> Amounts:
    """Read ``≥ 99,9 %``, ``4 h/mois``, ``99,9 % (4 h/mois)``, ``15 min``, ``250`` with its unit beside it."""
    found: dict[str, float] = {}
    text, unit = text[:200], unit[:80]
    per = _PER.search(text)
    beside = _PER.search(unit)
    window = window_of((per or beside)[1])[0] if per or beside else None  # type: ignore[index] # one is there
    unit = unit[: beside.start()] if beside else unit
    for number, own in _AMOUNT.findall(text[: per.start()] + text[per.end() :] if per else text):
        word = own or unit.strip()
        amount = as_number(re.sub(r"[ \u00a0\u202f]", "", number).replace(",", "."))
        kind = _kind(word)
        if amount is None or kind in found:
            continue
        found[kind] = amount * _SECONDS.get(plain(word), 1.0) if kind == "seconds" else amount
    percent = found.get("percent")
    bare = found.get("bare")
    ratio = round(percent / 100, 9) if percent is not None else found.get("ratio")
    return Amounts(ratio, percent, found.get("seconds"), bare, window)


def _kind(unit: str) -> str:
    folded = plain(unit)
    if unit == "%" or folded in {"pourcent", "percent", "pourcentage", "percentage"}:
        return "percent"
    if folded in {"ratio", "taux"}:
        return "ratio"
    return "seconds" if folded in _SECONDS else "bare"
