"""Where each value of a JSON text stands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:\n]|[^\s{}\[\],:"]+', re.DOTALL)


@dataclass(slots=True)
class _Open:
    """An object or array that is open: its pointer, and the key or rank of the next value."""

    pointer: str
    is_object: bool
    step: str = ""
    rank: int = 0

    def next_pointer(self) -> str:
        return f"{self.pointer}/{self.step if self.is_object else self.rank}"


def lines_of_values(text: str) -> dict[str, int]:
    """Line, from 1, on which each value of a valid JSON text begins, by JSON Pointer (RFC 6901).

    Of a key that an object holds twice, the last counts, as for `json.loads`.
    """
    lines: dict[str, int] = {}
    stack: list[_Open] = []
    line, is_key = 1, False
    for found in _TOKEN.finditer(text):
        sign = found[0]
        if sign == "\n":
            line += 1
        elif sign in "}]":
            stack.pop()
        elif sign == ",":
            stack[-1].rank += 1
            is_key = stack[-1].is_object
        elif sign == ":":
            is_key = False
        elif is_key:
            stack[-1].step = json.loads(sign).replace("~", "~0").replace("/", "~1")
        else:
            pointer = stack[-1].next_pointer() if stack else ""
            lines[pointer] = line
            if sign in "{[":
                stack.append(_Open(pointer, is_object=sign == "{"))
                is_key = sign == "{"
    return lines
