"""Reading JSON values with all their faults: a wrong value is noted with its pointer, and reading goes on.

What can't be read gives a harmless value in its place; `Reading.finish` then raises, so it is never used.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from preuve.domain.planning.errors import ProblemFileError
from preuve.domain.planning.file_faults import MOST_FAULTS, FaultCode, FileFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from enum import StrEnum

    Choice = TypeVar("Choice", bound=StrEnum)

Item = TypeVar("Item")

MOST_BYTES = 64_000_000
LONGEST_TEXT = 200
LARGEST_NUMBER = 10**18


class _RefusedError(Exception):
    def __init__(self, code: FaultCode, **data: object) -> None:
        super().__init__(code)
        self.fault = FileFault("", code, data)


class Reading:
    """A file being read, with the faults found so far."""

    def __init__(self) -> None:
        self.faults: list[FileFault] = []

    def note(self, pointer: str, code: FaultCode, **data: object) -> None:
        """Remember a fault; raise when there are as many as are collected."""
        self.faults.append(FileFault(pointer, code, data))
        if len(self.faults) == MOST_FAULTS:
            self.finish()

    def finish(self) -> None:
        """Raise what was found, if anything.

        Raises:
            ProblemFileError: with every fault noted.
        """
        if self.faults:
            raise ProblemFileError(tuple(self.faults))

    def wrong(self, pointer: str, value: object, expected: str) -> None:
        """Note that `value` is not of the `expected` type."""
        self.note(pointer, FaultCode.WRONG_TYPE, found=type_name(value), expected=expected)

    def group(
        self, value: object, pointer: str, known: Sequence[str], required: Iterable[str] = ()
    ) -> dict[str, Any]:
        """An object with the keys `known`, of which `required` must be there."""
        if not isinstance(value, dict):
            self.wrong(pointer, value, "object")
            return {}
        for key in value:
            if key not in known:
                self.note(f"{pointer}/{escaped(key)}", FaultCode.UNKNOWN_KEY, key=key, known=tuple(known))
        for key in required:
            if key not in value:
                self.note(pointer, FaultCode.MISSING, key=key)
        return value

    def items(
        self, value: object, pointer: str, read: Callable[[object, str], Item], most: int
    ) -> tuple[Item, ...]:
        """A list of at most `most`, each read by `read`; with more, none is looked at."""
        if not isinstance(value, list):
            self.wrong(pointer, value, "array")
            return ()
        if len(value) > most:
            self.note(pointer, FaultCode.TOO_MANY, found=len(value), most=most)
            return ()
        return tuple(read(item, f"{pointer}/{index}") for index, item in enumerate(value))

    def integer(self, value: object, pointer: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`; true and 1.0 are none."""
        if type(value) is not int:
            self.wrong(pointer, value, "integer")
            return low
        if not low <= value <= high:
            self.note(pointer, FaultCode.OUT_OF_RANGE, found=value, low=low, high=high)
            return low
        return value

    def number(self, value: object, pointer: str) -> float:
        """Any number."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.wrong(pointer, value, "number")
            return 0.0
        if abs(value) > LARGEST_NUMBER:
            self.note(pointer, FaultCode.NUMBER, found=value)
            return 0.0
        return float(value)

    def boolean(self, value: object, pointer: str) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            self.wrong(pointer, value, "boolean")
            return False
        return value

    def text(self, value: object, pointer: str, *, may_be_empty: bool = False) -> str:
        """A printable text of 1 to `LONGEST_TEXT` characters."""
        if not isinstance(value, str):
            self.wrong(pointer, value, "text")
            return ""
        if len(value) > LONGEST_TEXT or not value.isprintable() or not (value.strip() or may_be_empty):
            self.note(pointer, FaultCode.TEXT, most=LONGEST_TEXT)
        return value

    def choice(self, value: object, pointer: str, choices: type[Choice]) -> Choice:
        """One of an enumeration."""
        if not isinstance(value, str):
            self.wrong(pointer, value, "text")
        elif value not in set(choices):
            self.note(
                pointer, FaultCode.NOT_A_CHOICE, found=value, choices=tuple(str(each) for each in choices)
            )
        else:
            return choices(value)
        return next(iter(choices))


def escaped(key: str) -> str:
    """`key` as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def type_name(value: object) -> str:
    """What JSON calls the type of `value`."""
    names = {dict: "object", list: "array", str: "text", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def parsed(content: str | bytes) -> Any:
    """What a JSON text says.

    Raises:
        ProblemFileError: too large, not UTF-8, not JSON (with line and column), nested too deeply, a key
            given twice in one object, NaN, infinity, or a number of thousands of digits.
    """
    try:
        return _parsed(content)
    except _RefusedError as refused:
        raise ProblemFileError((refused.fault,)) from None


def _parsed(content: str | bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise _RefusedError(FaultCode.TOO_LARGE, found=len(content), most=MOST_BYTES)
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        return json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise _RefusedError(FaultCode.NOT_UTF8, at=error.start) from None
    except json.JSONDecodeError as error:
        raise _RefusedError(FaultCode.NOT_JSON, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise _RefusedError(FaultCode.TOO_DEEP) from None
    except ValueError:  # int() of more digits than the interpreter converts
        raise _RefusedError(FaultCode.NUMBER, found="999…") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RefusedError(
            FaultCode.DUPLICATE_KEY, key=Counter(key for key, _ in pairs).most_common(1)[0][0]
        )
    return found


def _constant(name: str) -> NoReturn:
    raise _RefusedError(FaultCode.NUMBER, found=name)
