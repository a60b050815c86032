"""Values of a JSON document, each of the type it must have, or an error that says where it isn't."""

from __future__ import annotations

import json
from typing import Any

from preuve.domain.competences.errors import InvalidFrameworkJsonError

PREFIX = "preuve:"


def as_object(value: object, at: str) -> dict[str, Any]:
    """The value as an object, or `InvalidFrameworkJsonError` with its pointer."""
    if not isinstance(value, dict):
        raise InvalidFrameworkJsonError(at, expected="object", found=type(value).__name__)
    return value


def array(held: dict[str, Any], name: str, at: str = "") -> enumerate[Any]:
    """The elements of an array with their ranks from 0; none when there is no such key."""
    value = held.get(name, [])
    if not isinstance(value, list):
        raise InvalidFrameworkJsonError(f"{at}/{name}", expected="array", found=type(value).__name__)
    return enumerate(value)


def key(held: dict[str, Any], name: str, at: str) -> object:
    """The value of a key that must be there."""
    if name not in held:
        raise InvalidFrameworkJsonError(at, expected="key", found=name)
    return held[name]


def text(held: dict[str, Any], name: str, at: str) -> str:
    """The text of a key that must be there."""
    return _string(key(held, name, at), f"{at}/{name}")


def text_or_nothing(held: dict[str, Any], name: str, at: str) -> str:
    """The text of a key; empty when there is no such key."""
    return text(held, name, at) if name in held else ""


def texts(held: dict[str, Any], name: str, at: str) -> tuple[str, ...]:
    """The texts of an array; none when there is no such key."""
    return tuple(_string(value, f"{at}/{name}/{rank}") for rank, value in array(held, name, at))


def integer(held: dict[str, Any], name: str, at: str, default: int) -> int:
    """The whole number of a key; the default when there is no such key."""
    value = held.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidFrameworkJsonError(f"{at}/{name}", expected="integer", found=type(value).__name__)
    return value


def own_extra(held: dict[str, Any], at: str) -> tuple[dict[str, Any], str]:
    """What we added under our prefix (extensions in 1.1, JSON notes in 1.0), and the pointer of its place."""
    if "extensions" in held:
        extensions = as_object(held["extensions"], f"{at}/extensions")
        ours = {name: value for name, value in extensions.items() if name.startswith(PREFIX)}
        return ours, f"{at}/extensions"
    return _notes_of_ours(text_or_nothing(held, "notes", at)), f"{at}/notes"


def _notes_of_ours(notes: str) -> dict[str, Any]:
    """What our notes hold; nothing of notes in somebody's own words."""
    try:
        found = json.loads(notes or "null")
    except (ValueError, RecursionError):
        return {}
    ours = isinstance(found, dict) and all(name.startswith(PREFIX) for name in found)
    return found if ours else {}


def _string(value: object, at: str) -> str:
    if not isinstance(value, str):
        raise InvalidFrameworkJsonError(at, expected="string", found=type(value).__name__)
    return value
