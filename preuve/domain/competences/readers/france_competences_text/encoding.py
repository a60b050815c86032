"""Bytes to text: UTF-8, UTF-16 with a byte order mark, or else Windows-1252, which is then said."""

from __future__ import annotations

import codecs
import unicodedata

from preuve.domain.competences.errors import UnreadableDocumentError, UnreadableReason

#: Ten times the largest framework text seen (60 kB); beyond, the document is not one.
MAX_BYTES = 5_000_000

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


def looks_like_text(head: bytes) -> bool:
    """Whether the bytes could be text: a byte order mark, or no control byte but tab, line and form feed."""
    return any(head.startswith(mark) for mark, _ in _MARKS) or _CONTROLS.isdisjoint(head)


def decode_text(data: bytes) -> tuple[str, bool]:
    r"""Text of a document in Unicode NFC with ``\n`` line ends, and whether its encoding had to be guessed.

    Raises:
        UnreadableDocumentError: too large, binary, or bytes that the encoding cannot hold, with their line.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableDocumentError(UnreadableReason.TOO_LARGE, detail=str(len(data)))
    text, guessed = _decode(data)
    position = next((i for i, character in enumerate(text) if ord(character) in _CONTROLS), None)
    if position is not None:
        line = text.count("\n", 0, position) + 1
        raise UnreadableDocumentError(
            UnreadableReason.BINARY, line=line, detail=f"U+{ord(text[position]):04X}"
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text), guessed


def _decode(data: bytes) -> tuple[str, bool]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_strictly(data[len(mark) :], encoding), False
    try:
        return data.decode("utf-8"), False
    except UnicodeDecodeError:
        return _decode_strictly(data, "cp1252"), True


def _decode_strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.decode(encoding, errors="replace").count("\n", 0, error.start) + 1
        if encoding in {"utf-8", "cp1252"}:
            line = data.count(b"\n", 0, error.start) + 1
        detail = f"{encoding} 0x{data[error.start]:02X}"
        raise UnreadableDocumentError(UnreadableReason.ENCODING, line=line, detail=detail) from None
