"""Values of the flow: from their text, and whether they keep within the schema."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from preuve.domain.reporting.cpf.grammar import Kind, Value
from preuve.domain.reporting.cpf.issues import Issue, issue
from preuve.domain.reporting.cpf.nir import NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable

#: A value as an entry holds it.
Datum = str | int | bool | date

_DATE = re.compile(r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|"
    r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-]14:00"
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
#: What XML 1.0 can't hold, but for line ends and tabulations.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SHOWN = 60


def read_value(field: str, value: Value, text: str) -> Datum | Issue:
    """The datum of a text of the flow, or what is wrong with it.

    White space around dates, numbers and flags doesn't count, as in XML Schema; in other values it does.
    """
    return _READERS[value.kind](field, value, text)


def text_issue(field: str, value: Value, text: str) -> Issue | None:
    """What is wrong with the length or the characters of a text; None when nothing is."""
    if not text:
        return issue(field, "empty")
    if not value.low <= len(text) <= value.high:
        code = "wrong-length" if value.low == value.high else "too-long"
        return issue(field, code, length=len(text), high=value.high)
    return forbidden_character(field, text)


def forbidden_character(field: str, text: str) -> Issue | None:
    """The first character that XML can't hold; None when there is none."""
    found = _FORBIDDEN.search(text)
    if not found:
        return None
    return issue(field, "control-character", character=f"{ord(found[0]):04X}", position=found.start() + 1)


def shown(text: str) -> str:
    """A text short enough for a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}…"


def _read_text(field: str, value: Value, text: str) -> Datum | Issue:
    return text_issue(field, value, text) or text


def _read_listed(field: str, value: Value, text: str) -> Datum | Issue:
    if text in value.listed:
        return text
    if not text:
        return issue(field, "empty")
    return issue(field, "not-listed", found=shown(text), listed=", ".join(value.listed))


def _read_date(field: str, _value: Value, text: str) -> Datum | Issue:
    written = _collapsed(text)
    if _DATE.fullmatch(written):
        try:
            return date.fromisoformat(written)
        except ValueError:
            pass
    return issue(field, "not-a-date" if written else "empty", found=shown(text))


def _read_moment(field: str, _value: Value, text: str) -> Datum | Issue:
    written = _collapsed(text)
    if _MOMENT.fullmatch(written):
        try:
            datetime.fromisoformat(written).astimezone(UTC)
        except ValueError:
            pass
        else:
            return written
    return issue(field, "not-a-moment" if written else "empty", found=shown(text))


def _read_flag(field: str, _value: Value, text: str) -> Datum | Issue:
    written = _collapsed(text)
    if written in _FLAGS:
        return _FLAGS[written]
    return issue(field, "not-a-flag" if written else "empty", found=shown(text))


def _read_number(field: str, value: Value, text: str) -> Datum | Issue:
    written = _collapsed(text)
    if not _NUMBER.fullmatch(written):
        return issue(field, "not-a-number" if written else "empty", found=shown(text))
    return number_issue(field, value, int(written)) or int(written)


def number_issue(field: str, value: Value, number: int) -> Issue | None:
    """That a number is out of its range; None when it isn't."""
    if value.low <= number <= value.high:
        return None
    return issue(field, "out-of-range", found=number, low=value.low, high=value.high)


def _read_nir(field: str, value: Value, text: str) -> Datum | Issue:
    """The number is never repeated in an issue."""
    wrong = text_issue(field, value, text)
    return wrong or (text if NUMBER.fullmatch(text) else issue(field, "nir-shape"))


def _collapsed(text: str) -> str:
    return text.strip(" \t\n\r")


_READERS: dict[Kind, Callable[[str, Value, str], Datum | Issue]] = {
    Kind.TEXT: _read_text,
    Kind.LISTED: _read_listed,
    Kind.DATE: _read_date,
    Kind.MOMENT: _read_moment,
    Kind.FLAG: _read_flag,
    Kind.NUMBER: _read_number,
    Kind.NIR: _read_nir,
}
