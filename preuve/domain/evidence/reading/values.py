"""Typed access to what JSON and YAML hold: a wrong type reads as absent, an infinite number as none."""

from __future__ import annotations

import math
from typing import Any


def as_dict(value: Any) -> dict[str, Any]:
    """Return `value` when it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return `value` when it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """Return a text, a number as text, else ``""``."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, (int, float)) and math.isfinite(_float(value)) else ""


def as_number(value: Any) -> float | None:
    """Return a finite number, also from text as tools write it (``1e3``, ``12.5``), else None."""
    if isinstance(value, str):
        if len(value) > 40 or "_" in value:  # Python's own digits apart: no tool writes them
            return None
        try:
            amount = float(value)
        except ValueError:
            return None
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        amount = _float(value)
    else:
        return None
    return amount if math.isfinite(amount) else None


def as_int(value: Any) -> int | None:
    """Return a whole number within 18 digits, else None; ``3.0`` is 3, ``3.5`` is none."""
    if type(value) is int and -(10**15) < value < 10**15:
        return value
    if isinstance(value, str) and len(value) < 16 and value.isdecimal():
        return int(value)
    amount = as_number(value)
    if amount is None or amount != int(amount) or abs(amount) >= 10**18:
        return None
    return value if isinstance(value, int) else int(amount)


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def dig(value: Any, *path: str | int) -> Any:
    """Return what lies at `path`, or None as soon as a step is missing."""
    for step in path:
        if isinstance(value, dict) and not isinstance(step, int):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and -len(value) <= step < len(value):
            value = value[step]
        else:
            return None
    return value
