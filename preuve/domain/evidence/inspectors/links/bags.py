"""Revocation lists inside a PKCS#7 bag, which the library that reads its certificates passes over.

SignedData (RFC 2315 §9.1) is a sequence: version, digest algorithms, content, certificates [0], lists [1],
signers. Only definite lengths are read (DER); another encoding yields no list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEQUENCE, _WRAPPED, _LISTS = 0x30, 0xA0, 0xA1
_INDEFINITE = 0x80


def lists_of(der: bytes) -> list[bytes]:
    """Return the DER of each revocation list of a bag; none when its bytes can't be followed."""
    content = _inside(_inside(_inside(der, _SEQUENCE), _WRAPPED), _SEQUENCE)
    lists = _inside(content, _LISTS)
    return [whole for tag, whole, _ in _elements(lists) if tag == _SEQUENCE]


def _inside(data: bytes, wanted: int) -> bytes:
    """Return the content of the first element with this tag."""
    return next((content for tag, _, content in _elements(data) if tag == wanted), b"")


def _elements(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield tag, all the bytes and the content of each element, as long as lengths hold (X.690 §8.1)."""
    start = 0
    while start + 2 <= len(data):
        begin, length = start + 2, data[start + 1]
        if length & 0x80:
            begin += length & 0x7F
            length = int.from_bytes(data[start + 2 : begin])
        end = begin + length
        if end > len(data) or data[start + 1] == _INDEFINITE:
            return
        yield data[start], data[start:end], data[begin:end]
        start = end
