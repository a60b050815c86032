"""Regulations to and from JSON-shaped data (dict, list, str, int, float, bool, None).

Reading is strict: an unknown key, another type or values that contradict each other are refused with
the JSON pointer of the place. A missing key takes its default; what is stored is always written whole,
so that a later change of a default never alters a session that has begun. Shares are written as
exact text, `"1/3"`, and read from `"1/3"`, `"0.5"`, `0.5` or `1`.
"""

from __future__ import annotations

import math
import re
import types
import typing
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache

from preuve.domain.assessment.errors import RegulationsError, RegulationsFault
from preuve.domain.assessment.regulations import Regulations

FORMAT = "preuve-regulations/1"
"""Value of the key `format` of a regulations document."""

_SHARE = re.compile(r"[0-9]{1,9}(/[1-9][0-9]{0,8}|\.[0-9]{1,9})?", re.ASCII)


def regulations_from_dict(data: object) -> Regulations:
    """Regulations read from `data`.

    Args:
        data: an object as `json.loads` gives it. `format`, if there, must be `FORMAT`.

    Raises:
        RegulationsError: with the pointer of the first value that is refused.
    """
    if isinstance(data, dict) and "format" in data:
        if data["format"] != FORMAT:
            raise RegulationsError(
                "/format", RegulationsFault.NOT_A_CHOICE, found=data["format"], expected=(FORMAT,)
            )
        data = {key: value for key, value in data.items() if key != "format"}
    regulations: Regulations = _read(Regulations, data, "")
    return regulations


def regulations_to_dict(regulations: Regulations) -> dict[str, typing.Any]:
    """Every value of `regulations`, JSON-shaped; `regulations_from_dict` gives the equal object back."""
    return {"format": FORMAT, **_write(regulations)}


def _write(value: typing.Any) -> typing.Any:
    if is_dataclass(value):
        return {item.name: _write(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    if isinstance(value, (Fraction, StrEnum)):
        return str(value)
    return value


@cache
def _hints(kind: type) -> dict[str, typing.Any]:
    return typing.get_type_hints(kind)


def _read(kind: typing.Any, data: object, pointer: str) -> typing.Any:
    if is_dataclass(kind):
        return _read_group(typing.cast("type", kind), data, pointer)
    if isinstance(kind, types.UnionType):  # text or null, the only union there is
        return None if data is None else _read(str, data, pointer)
    if typing.get_origin(kind) is tuple:
        if not isinstance(data, list):
            raise _wrong_type(pointer, data, "array")
        item_kind = typing.get_args(kind)[0]
        return tuple(_read(item_kind, item, f"{pointer}/{index}") for index, item in enumerate(data))
    if kind is Fraction:
        return _read_share(data, pointer)
    if issubclass(kind, StrEnum):
        return _read_choice(kind, data, pointer)
    if type(data) is not kind:  # exactly: True is an int, and no number of days
        raise _wrong_type(pointer, data, {int: "integer", bool: "boolean", str: "string"}[kind])
    return data


def _read_group(kind: type, data: object, pointer: str) -> typing.Any:
    if not isinstance(data, dict):
        raise _wrong_type(pointer, data, "object")
    declared = fields(kind)
    names = tuple(item.name for item in declared)
    for key in data:
        if key not in names:
            place = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
            raise RegulationsError(place, RegulationsFault.UNKNOWN_KEY, found=key, expected=names)
    values = {}
    for item in declared:
        if item.name in data:
            values[item.name] = _read(_hints(kind)[item.name], data[item.name], f"{pointer}/{item.name}")
        elif item.default is MISSING:
            raise RegulationsError(
                f"{pointer}/{item.name}", RegulationsFault.EMPTY, found=None, expected=(1,)
            )
    try:
        return kind(**values)
    except RegulationsError as error:
        raise error.under(pointer) from None


def _read_choice(kind: type[StrEnum], data: object, pointer: str) -> StrEnum:
    if not isinstance(data, str):
        raise _wrong_type(pointer, data, "string")
    try:
        return kind(data)
    except ValueError:
        raise RegulationsError(
            pointer, RegulationsFault.NOT_A_CHOICE, found=data, expected=tuple(str(item) for item in kind)
        ) from None


def _read_share(data: object, pointer: str) -> Fraction:
    if isinstance(data, bool) or not isinstance(data, (int, float, str)):
        raise _wrong_type(pointer, data, "share")
    if isinstance(data, str):
        if not _SHARE.fullmatch(data):
            raise _wrong_type(pointer, data, "share")
        return Fraction(data)
    # Through its text: 0.1 means one tenth, not its binary neighbour. Too fine, it can't be written again.
    share = Fraction(str(data)) if math.isfinite(data) else None
    if share is None or not _SHARE.fullmatch(str(abs(share))):
        raise _wrong_type(pointer, data, "share")
    return share


def _wrong_type(pointer: str, found: object, expected: str) -> RegulationsError:
    return RegulationsError(pointer, RegulationsFault.WRONG_TYPE, found=found, expected=(expected,))
