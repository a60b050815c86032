"""Text from bytes of unknown encoding, by lines, without holding the file.

Order of belief: byte order mark (Unicode 15 §23.8), NUL bytes in the pattern of UTF-16, UTF-8; bytes that
UTF-8 does not know read as Windows-1252, one by one, so that a stray byte at the end of a gigabyte doesn't
change what was read before it.
"""

from __future__ import annotations

import codecs
import io
import re
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact

#: Longest line read as one; a longer one is cut there and goes on as the same line.
MAX_LINE = 1 << 20
FALLBACK = "preuve-windows-1252"
_BLOCK = 1 << 18
#: Lines of one block of a text whose encoding is read line by line.
_LINES = 2000
_ENDS = re.compile(r"\r+\n")


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error(FALLBACK, _as_windows_1252)


def encoding_of(head: bytes) -> str:
    """Return the codec of a text from its first bytes."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    sample = head[:512]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(sample) >= 8 and max(even, odd) > 0.3 * len(sample) / 2 and min(even, odd) <= max(even, odd) / 8:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8"


def decode(data: bytes) -> str:
    """Return the text of `data` by the order of belief above."""
    encoding = encoding_of(data[:4096])
    errors = FALLBACK if encoding.startswith("utf-8") else "replace"
    return data.decode(encoding, errors)


def whole(artefact: Artefact, limit: int = 64 << 20) -> bytes:
    """Return all bytes of an artefact that must be held at once.

    Raises:
        UnreadableArtefactError: EMPTY; TOO_LARGE beyond `limit` bytes.
    """
    with artefact.open() as stream:
        data = stream.read(limit + 1)
    if not data:
        raise UnreadableArtefactError(Unreadable.EMPTY, artefact.place())
    if len(data) > limit:
        raise UnreadableArtefactError(Unreadable.TOO_LARGE, artefact.place(), f"{limit >> 20} MiB")
    return data


def lines(artefact: Artefact, max_line: int = MAX_LINE) -> Iterator[tuple[int, str]]:
    """Yield (number from 1, text without its end) for each line; LF and CRLF end lines.

    Memory holds one line; a line longer than `max_line` characters is cut to it, what follows is dropped.
    NUL bytes make a text binary.

    Raises:
        UnreadableArtefactError: EMPTY; BINARY, with the line.
    """
    with artefact.open() as stream:
        head = stream.read(4096)
        if not head:
            raise UnreadableArtefactError(Unreadable.EMPTY, artefact.place())
        encoding = encoding_of(head)
        stream.seek(0)
        if encoding in {"utf-8", "utf-8-sig"}:
            for number, text in _utf8_blocks(artefact, stream, max_line):
                found = text.split("\n")
                found.pop()
                yield from enumerate(found, number)
        else:
            wrapped = io.TextIOWrapper(stream, encoding, "replace", newline="\n")
            number, going_on = 0, False
            for part in iter(partial(wrapped.readline, max_line), ""):
                if not going_on:
                    number += 1
                    yield number, part.rstrip("\r\n")
                going_on = not part.endswith("\n")


def blocks(artefact: Artefact, max_line: int = MAX_LINE) -> Iterator[tuple[int, str]]:
    """Yield (number of its first line, text) for each block of whole lines; each line ends with one LF.

    The lines are those of `lines`, some thousands at once, for readers that look at many with one expression.

    Raises:
        UnreadableArtefactError: as `lines`.
    """
    with artefact.open() as stream:
        head = stream.read(4096)
        if head and encoding_of(head) in {"utf-8", "utf-8-sig"}:
            stream.seek(0)
            yield from _utf8_blocks(artefact, stream, max_line)
            return
    found = lines(artefact, max_line)
    while some := list(islice(found, _LINES)):
        yield some[0][0], "\n".join([line for _, line in some]) + "\n"


def _utf8_blocks(artefact: Artefact, stream: BinaryIO, max_line: int) -> Iterator[tuple[int, str]]:
    """Block by block, each decoded at once: several times faster than line by line."""
    if stream.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
        stream.seek(0)
    number, kept, cut = 1, b"", False
    while block := stream.read(_BLOCK):
        if b"\0" in block:
            line = number + block.count(b"\n", 0, block.index(b"\0"))
            raise UnreadableArtefactError(Unreadable.BINARY, artefact.place(PlaceKind.TEXT, line=line))
        end = block.rfind(b"\n") + 1
        if not end:  # a line that goes on beyond the block: its beginning is kept, as far as it is read
            kept, cut = (kept + block)[:max_line], cut or len(kept) + len(block) > max_line
            continue
        text = _text(kept + block[:end] if not cut else kept + block[block.index(b"\n") : end], max_line)
        yield number, text
        number += text.count("\n")
        kept, cut = block[end:], False
    if kept:
        yield number, _text(kept[:max_line] + b"\n", max_line)


def _text(block: bytes, max_line: int) -> str:
    """Return the lines of a block that ends with a line feed, each cut to `max_line`."""
    text = block.decode("utf-8", FALLBACK)
    if "\r" in text:
        text = _ENDS.sub("\n", text)
    if _may_be_long(text, max_line):
        text = "\n".join([line[:max_line] for line in text.split("\n")])
    return text


def _may_be_long(text: str, max_line: int) -> bool:
    """Say whether a line may be longer than `max_line`: it then fills a whole half of that length."""
    half = max(1, max_line // 2)
    return any(text.find("\n", at, at + half) < 0 for at in range(0, len(text), half))
