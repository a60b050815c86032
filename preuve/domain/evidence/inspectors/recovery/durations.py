"""Durations as people type them in tables: ``4 h``, ``1 h 30``, ``00:30``, ``30 min``, ``2 jours``, ``PT4H``.

A bare number has no unit and reads only when the column's title names one; nothing is guessed.
"""

from __future__ import annotations

import re

_UNITS = {
    "s": 1,
    "sec": 1,
    "seconde": 1,
    "secondes": 1,
    "second": 1,
    "seconds": 1,
    "m": 60,
    "min": 60,
    "mn": 60,
    "mins": 60,
    "minute": 60,
    "minutes": 60,
    "h": 3600,
    "hr": 3600,
    "hrs": 3600,
    "heure": 3600,
    "heures": 3600,
    "hour": 3600,
    "hours": 3600,
    "j": 86400,
    "jour": 86400,
    "jours": 86400,
    "d": 86400,
    "day": 86400,
    "days": 86400,
    "semaine": 604800,
    "semaines": 604800,
    "week": 604800,
    "weeks": 604800,
}
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$")
_PART = re.compile(r"(\d{1,9}(?:[.,]\d{1,6})?)\s*([a-z]+)\s*")
_HALF = re.compile(r"(\d{1,4})\s*h(?:eures?)?\s*([0-5]?\d)(?:\s*(?:min|mn))?$")
_ISO = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$")
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?$")
_UNIT_OF_TITLE = re.compile(r"[(\[_ ](" + "|".join(sorted(_UNITS, key=len, reverse=True)) + r")[)\]]?\s*$")
_NONE = frozenset({"0", "zéro", "zero", "nul", "nulle", "aucune", "aucun", "immédiat", "none"})


def unit_of(title: str) -> int:
    """Return the seconds in the unit that a column's title names, ``RTO (h)``; 0 when it names none."""
    found = _UNIT_OF_TITLE.search(title.strip().lower())
    return _UNITS[found[1]] if found else 0


def seconds_of(text: str, unit: int = 0) -> float | None:
    """Return the seconds that `text` writes, else None; `unit` is that of a bare number (0: none)."""
    text = " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split())
    if not text or len(text) > 60:
        return None
    iso = _ISO.match(text)
    if iso and len(text) > 2 and not text.endswith("T"):
        days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return float(days * 86400 + hours * 3600 + minutes * 60 + seconds)
    text = text.lower().lstrip("<≤~ ")
    clock, half = _CLOCK.match(text), _HALF.match(text)
    if clock:
        return float(int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0))
    if half:
        return float(int(half[1]) * 3600 + int(half[2]) * 60)
    if _NUMBER.match(text) and unit:
        return _number(text) * unit
    return 0.0 if text in _NONE else _summed(text)


def _summed(text: str) -> float | None:
    total, position = 0.0, 0
    while position < len(text):
        part = _PART.match(text, position)
        if not part or part[2] not in _UNITS:
            return None
        total += _number(part[1]) * _UNITS[part[2]]
        position = part.end()
    return total


def _number(text: str) -> float:
    return float(text.replace(",", "."))
