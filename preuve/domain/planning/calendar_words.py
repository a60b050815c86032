"""Days and slots of a problem as dates and hours, in French and English."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.planning.model import Problem

LANGUAGES = ("fr", "en")
NO_BREAK = "\N{NO-BREAK SPACE}"

_MONTHS = {
    "fr": (
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
    ),
    "en": (
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
    ),
}
_WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_FRENCH_FIRST = "1er"


def slot_start(problem: Problem, day: int, slot: int) -> datetime:
    """When `slot` of `day` begins, on the clock of the place (no time zone)."""
    place = problem.days[day]
    return datetime.combine(place.date, place.first) + timedelta(minutes=slot * problem.slot_minutes)


def day_words(when: date, language: str) -> str:
    """``3 décembre 2026`` or ``3 December 2026``."""
    number = _FRENCH_FIRST if language == "fr" and when.day == 1 else str(when.day)
    return f"{number} {_MONTHS[language][when.month - 1]} {when.year}"


def weekday_words(when: date, language: str) -> str:
    """``jeudi 3 décembre 2026`` or ``Thursday 3 December 2026``."""
    return f"{_WEEKDAYS[language][when.weekday()]} {day_words(when, language)}"


def hour_words(when: datetime, language: str) -> str:
    """``9 h 30`` or ``09:30``, on the clock of 24 hours."""
    if language == "fr":
        minutes = f"{NO_BREAK}{when.minute:02}" if when.minute else ""
        return f"{when.hour}{NO_BREAK}h{minutes}"
    return f"{when.hour:02}:{when.minute:02}"


def when_words(problem: Problem, day: int, slot: int, language: str) -> str:
    """``le 3 décembre 2026 à 9 h 30`` or ``on 3 December 2026 at 09:30``."""
    start = slot_start(problem, day, slot)
    before, between = ("le", "à") if language == "fr" else ("on", "at")
    return f"{before} {day_words(start, language)} {between} {hour_words(start, language)}"


def listed(names: Sequence[str], language: str) -> str:
    """``a, b et c`` or ``a, b and c``."""
    if len(names) < 2:  # noqa: PLR2004 - one name needs no "and"
        return "".join(names)
    return f"{', '.join(names[:-1])} {'et' if language == 'fr' else 'and'} {names[-1]}"
