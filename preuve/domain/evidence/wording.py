"""Sentences in French and English from one template and its values.

A template is text with fields: ``{total} {total:cas de test|cas de test}``. After the colon:

- nothing: a number with the language's separators, a text cleaned and bounded, a list as “a, b and c”;
- ``one|many``: the form that agrees with the number (French: 0 and 1 are singular; English: 1 is);
- ``%``: a ratio 0..1 as a percentage that never rounds to 100 % or 0 % what is not;
- ``.2``: fixed decimals;
- ``date``, ``moment``: an ISO 8601 text or a date in words;
- ``duration``: seconds;
- ``bytes``: a size;
- ``quoted``: between the language's quotation marks.

Rules of French numbers and spaces: Lexique des règles typographiques en usage à l’Imprimerie nationale.
"""

from __future__ import annotations

import math
import string
import unicodedata
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NARROW = "\N{NARROW NO-BREAK SPACE}"
NO_BREAK = "\N{NO-BREAK SPACE}"
LISTED = 8

_MONTHS = (
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
)
_NONE = {"fr": "inconnu", "en": "unknown"}
_BOOLEANS = {"fr": ("non", "oui"), "en": ("no", "yes")}
_AND = {"fr": "et", "en": "and"}
_OTHERS = {"fr": ("{} autre", "{} autres"), "en": ("{} more", "{} more")}


def clean(text: str, limit: int = 200) -> str:
    """Return `text` on one line, without control or direction characters, at most `limit` characters."""
    if len(text) > 8 * limit:
        text = text[: 8 * limit]
    if not text.isprintable():
        text = "".join(
            character if character.isprintable() else " " if character.isspace() else ""
            for character in text
            if unicodedata.category(character) not in {"Cf", "Cs", "Co"}
        )
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def render(template: str, values: Mapping[str, Any], language: str) -> str:
    """Return the sentence of `template` in `language` (``fr`` or ``en``).

    Raises:
        KeyError: the template names a value that is not given (a defect of the inspector).
    """
    return _Sentence(language).vformat(template, (), values)


class _Sentence(string.Formatter):
    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Format one field; a date, a duration or a size that is unknown is said to be."""
        if value is None:
            return _NONE[self.language]
        if "|" in format_spec:
            return self._agreed(value, *format_spec.split("|", 1))
        named = _NAMED.get(format_spec)
        if named:
            return named(value, self.language)
        if format_spec.startswith("."):
            return number(value, self.language, int(format_spec[1:]))
        return words(value, self.language)

    def _agreed(self, value: Any, one: str, many: str) -> str:
        amount = abs(len(value) if hasattr(value, "__len__") else value)
        singular = amount < 2 if self.language == "fr" else amount == 1
        return one if singular else many


def words(value: Any, language: str) -> str:
    """Return any value as words: numbers with separators, lists with “and”, texts cleaned."""
    if value is None:
        return _NONE[language]
    if isinstance(value, bool):
        return _BOOLEANS[language][value]
    if isinstance(value, (int, float)):
        return number(value, language)
    if isinstance(value, str):
        return clean(value)
    if hasattr(value, "items"):
        first = [f"{clean(str(key))} {words(each, language)}" for key, each in islice(value.items(), LISTED)]
    else:
        first = [words(each, language) for each in islice(value, LISTED)]
    return _listed(first, len(value) - len(first), language)


def _listed(parts: list[str], rest: int, language: str) -> str:
    if rest:
        parts = [*parts, _OTHERS[language][rest > 1].format(number(rest, language))]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {_AND[language]} {parts[-1]}"


def number(value: float, language: str, decimals: int | None = None) -> str:
    """Return a number with the language's separators; without `decimals`, up to three significant ones."""
    if isinstance(value, int) and decimals is None:
        text = f"{value:,}" if abs(value) < 10**18 else f"{value:.3e}"
    elif not math.isfinite(value):
        return _NONE[language]
    elif decimals is not None:
        text = f"{value:,.{decimals}f}"
    else:
        text = _plain(value)
    if language == "fr":
        text = text.replace(",", NARROW).replace(".", ",")
    return text


def _plain(value: float) -> str:
    size = abs(value)
    if size and (size < 1e-6 or size >= 1e15):
        return f"{value:.3e}"
    decimals = 0 if size >= 1000 else 2 if size >= 1 else 6
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percentage(ratio: float, language: str) -> str:
    """Return a ratio as a percentage with two decimals, more when two would round to 0 or 100."""
    if not math.isfinite(ratio):
        return _NONE[language]
    for decimals in range(2, 8):
        text = f"{100 * ratio:,.{decimals}f}"
        bare = float(text.replace(",", ""))
        if (bare != 100 or ratio == 1) and (bare != 0 or ratio == 0):
            break
    text = text.rstrip("0").rstrip(".")  # two decimals at least: only what follows the point is dropped
    if language == "fr":
        return text.replace(",", NARROW).replace(".", ",") + NO_BREAK + "%"
    return text + "%"


def duration(seconds: float, language: str) -> str:
    """Return a duration in the largest two units that say it: ms, s, min, h, days."""
    if not math.isfinite(seconds):
        return _NONE[language]
    if seconds < 0:
        return "-" + duration(-seconds, language)
    if seconds < 1:
        milliseconds = f"{1000 * seconds:.3g}" if seconds * 1000 < 100 else f"{1000 * seconds:.0f}"
        return _decimal(milliseconds, language) + f"{NO_BREAK}ms"
    if seconds < 60:
        text = f"{seconds:.2f}".rstrip("0").rstrip(".")
        return _decimal(text, language) + f"{NO_BREAK}s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    day = {"fr": "j", "en": "d"}[language]
    parts = [(days, day), (hours, "h"), (minutes, "min"), (rest, "s")]
    first = next(index for index, (amount, _) in enumerate(parts) if amount)
    kept = [(amount, unit) for amount, unit in parts[first : first + 2] if amount]
    return " ".join(f"{number(amount, language)}{NO_BREAK}{unit}" for amount, unit in kept)


def _decimal(text: str, language: str) -> str:
    return text.replace(".", ",") if language == "fr" else text


def size(amount: float, language: str) -> str:
    """Return a size in bytes with decimal prefixes (IEC 80000-13: k = 1 000)."""
    unit = {"fr": "o", "en": "B"}[language]
    for prefix in ("", "k", "M", "G", "T"):
        if abs(amount) < 1000:
            break
        if prefix != "T":
            amount /= 1000
    text = f"{amount:.1f}".rstrip("0").rstrip(".") if prefix else str(round(amount))
    return _decimal(text, language) + NO_BREAK + prefix + unit


def day(value: str | date, language: str) -> str:
    """Return a date in words; text that is no ISO 8601 date is returned cleaned."""
    moment = _moment(value)
    if moment is None:
        return clean(str(value), 40)
    month = _MONTHS[moment.month - 1][0 if language == "fr" else 1]
    first = "1er" if language == "fr" and moment.day == 1 else str(moment.day)
    return f"{first} {month} {moment.year}"


def instant(value: str | date, language: str) -> str:
    """Return a date with its hour and its zone as given."""
    moment = _moment(value)
    if not isinstance(moment, datetime):
        return day(value, language)
    text = f"{day(moment, language)} {'à' if language == 'fr' else 'at'} {moment:%H:%M}"
    if moment.second:
        text += f":{moment:%S}"
    offset = moment.utcoffset()
    if offset is None:
        return text
    return text + (" UTC" if not offset else f" (UTC{moment:%z})")


def _moment(value: str | date) -> date | None:
    if isinstance(value, date):
        return value
    try:
        if len(value) == len("2026-05-01"):
            return date.fromisoformat(value)
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def quoted(value: Any, language: str) -> str:
    """Return a text between quotation marks."""
    text = words(value, language)
    return f"«{NO_BREAK}{text}{NO_BREAK}»" if language == "fr" else f"“{text}”"


_NAMED: Mapping[str, Callable[[Any, str], str]] = {
    "%": percentage,
    "date": day,
    "moment": instant,
    "duration": duration,
    "bytes": size,
    "quoted": quoted,
}
