"""Canonical bytes of plain data, so that the same content has the same hash for ever and everywhere."""

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]
LARGEST_WHOLE_NUMBER = 2**53 - 1


def canonical_bytes(value: Json) -> bytes:
    """Return `value` as JSON in UTF-8, without spaces, keys sorted by their UTF-16 code units.

    This is RFC 8785 for the values we use: strings, whole numbers up to 2^53 − 1, booleans, null, lists and
    objects. `ValueError` for what has no canonical form: floats, since their text differs between languages,
    larger numbers, since not every reader holds them, and lone surrogates.
    """
    return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def content_hash(value: Json) -> str:
    """Return the SHA-256 of the canonical bytes of `value`, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def _ordered(value: Json) -> Json:
    """Return `value` with the keys of its objects in canonical order."""
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST_WHOLE_NUMBER):
        raise ValueError(f"no canonical form: {value!r}")
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_ordered(item) for item in value]
    return value


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be")
