"""A window of lines around a place, out of a file of any size: read as a stream, lines counted by bytes."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.reading import text as reading
from preuve.web.portfolios.queries.preview.model import Asked
from preuve.web.portfolios.queries.preview.opening import head_of

LINE_LENGTH = 2000
LINE_BYTES = 4 * LINE_LENGTH
CONTEXT = 20  # lines shown above the place
SHORT_TEXT_LINES = 3  # a longer text keeps its lines, so that "line 12" means line 12 of the file
BLOCK = 1 << 20
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Window:
    """Some lines: the number of the first, whether the file goes on, whether a line was cut."""

    first: int
    lines: tuple[str, ...]
    goes_on: bool
    is_cut: bool
    missing: bool = False


def is_text(head: bytes) -> bool:
    """Return whether bytes are text that can be shown: an encoding with a sign of its own, or no control."""
    if reading.encoding_of(head).startswith(("utf-16", "utf-32")):
        return len(head) >= 4  # noqa: PLR2004 (a mark and a letter)
    return bool(head) and b"\x00" not in head and len(CONTROL.findall(head)) * 100 <= len(head)


def first_line(asked: Asked, count: int) -> int:
    """Return where the window begins: where the address says, else a little above the place."""
    if asked.start:
        return asked.start
    above = min(CONTEXT, count // 4)
    return max(1, asked.line - above) if asked.line > count - above else 1


def window_of_list(found: list[str], asked: Asked, count: int) -> Window:
    """Return the window of a text that is held whole."""
    first = first_line(asked, count)
    missing = first > len(found) and bool(found)
    if missing:
        first = max(1, len(found) - count + 1)
    shown = found[first - 1 : first - 1 + count]
    lines = tuple(map(bounded, shown))
    is_cut = any(len(line) > LINE_LENGTH for line in shown)
    beyond = missing or (asked.line > len(found) and not asked.start)
    return Window(first, lines, first - 1 + count < len(found), is_cut, beyond)


def window_of_file(artefact: Artefact, asked: Asked, count: int) -> Window:
    """Return the window of a file; of what does not exist, its end, and `missing`."""
    first = first_line(asked, count)
    found = list(islice(lines_from(artefact, first), count + 1))
    missing = not found and first > 1
    if missing:
        first = max(1, count_lines(artefact) - count + 1)
        found = list(islice(lines_from(artefact, first), count + 1))
    shown = found[:count]
    is_cut = any(len(line) > LINE_LENGTH for line in shown)
    beyond = missing or (not asked.start and asked.line >= first + len(found) and len(found) <= count)
    return Window(first, tuple(map(bounded, shown)), len(found) > count, is_cut, beyond)


def bounded(line: str) -> str:
    line = line.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return line if len(line) <= LINE_LENGTH else f"{line[:LINE_LENGTH]}…"


def lines_from(artefact: Artefact, first: int) -> Iterator[str]:
    """Yield the lines of a file from the `first` on, each a little longer than is shown at most."""
    encoding = reading.encoding_of(head_of(artefact)[:4096])
    if not encoding.startswith("utf-8"):
        try:
            found = islice(reading.lines(artefact, LINE_LENGTH + 1), first - 1, None)
            yield from (line.removeprefix("\ufeff") for _number, line in found)
        except (UnreadableArtefactError, UnicodeError):
            return
        return
    with artefact.open() as stream:
        if not _skip(stream, first - 1):
            return
        while line := stream.readline(LINE_BYTES):
            if not line.endswith(b"\n"):
                _finish_line(stream, line)
            text = line.rstrip(b"\r\n").decode("utf-8", reading.FALLBACK)
            yield text.removeprefix("\ufeff") if first == 1 else text


def _finish_line(stream: BinaryIO, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(BLOCK)


def _skip(stream: BinaryIO, lines: int) -> bool:
    """Go past so many line ends, block by block; whether the file has that many."""
    while lines > 0:
        block = stream.read(BLOCK)
        if not block:
            return False
        here = block.count(b"\n")
        if here < lines:
            lines -= here
            continue
        end = -1
        for _each in range(lines):
            end = block.index(b"\n", end + 1)
        stream.seek(end + 1 - len(block), 1)
        return True
    return True


def count_lines(artefact: Artefact) -> int:
    """Return how many lines a file has; line ends of one byte are counted, which is right for UTF-16 too."""
    ends, last = 0, b""
    with artefact.open() as stream:
        while block := stream.read(BLOCK):
            ends += block.count(b"\n")
            last = block[-2:]
    return ends + (1 if last and b"\n" not in last else 0)


def reformatted(text: str, suffix: str) -> str | None:
    """Lay out JSON or XML written on a line or two; nothing for what has lines of its own."""
    if text.count("\n") >= SHORT_TEXT_LINES:
        return None
    if suffix == ".json":
        try:
            return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
        except (ValueError, RecursionError):
            return None
    return _indented_xml(text) if suffix == ".xml" and text.lstrip().startswith("<") else None


def _indented_xml(text: str) -> str:
    """Put each tag that follows another on its own line. No parser: nothing is expanded or fetched."""
    depth, found = 0, []
    for piece in re.sub(r">\s*<", ">\n<", text.strip()).split("\n"):
        if piece.startswith("</"):
            depth = max(0, depth - 1)
        found.append("  " * min(depth, 40) + piece)
        opens = (
            piece.startswith("<") and not piece.startswith(("</", "<?", "<!")) and not piece.endswith("/>")
        )
        if opens and "</" not in piece:
            depth += 1
    return "\n".join(found)
