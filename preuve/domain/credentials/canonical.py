"""Canonical bytes of plain data, so that the same content has the same hash for ever and everywhere."""

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical_bytes(value: Json) -> bytes:
    """Return `value` as JSON with sorted keys, no spaces and UTF-8.

    This is RFC 8785 for the values we use: strings, whole numbers, booleans, null, lists and objects. Floats are
    refused with `ValueError`, since their text differs between languages; NaN and infinities likewise.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(value: Json) -> str:
    """Return the SHA-256 of the canonical bytes of `value`, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def _refuse_floats(value: Json) -> None:
    if isinstance(value, float):
        raise ValueError(f"a float has no canonical form: {value!r}")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            _refuse_floats(item)
