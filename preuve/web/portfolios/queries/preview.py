"""What can be shown of a piece of evidence without trusting it: bounded, read as text, never run."""

import csv
import io
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from preuve.web.portfolios.storage import artefact_path

READ_BYTES = 2 * 1024 * 1024
LINE_LENGTH = 2000
TABLE_COLUMNS = 60
SHORT_TEXT_LINES = 3  # a longer text keeps its lines, so that "line 12" means line 12 of the file
TABLE_SUFFIXES = {".csv", ".tsv"}
TEXT_SUFFIXES = TABLE_SUFFIXES | {
    ".txt",
    ".log",
    ".sql",
    ".ini",
    ".conf",
    ".md",
    ".json",
    ".xml",
    ".yml",
    ".yaml",
}
SHOWN_TYPES = {
    "image/png": "image",
    "image/jpeg": "image",
    "image/gif": "image",
    "image/webp": "image",
    "application/pdf": "pdf",
    "video/mp4": "video",
    "video/webm": "video",
}


class PreviewKind(StrEnum):
    TEXT = "text"
    TABLE = "table"
    IMAGE = "image"
    PDF = "pdf"
    VIDEO = "video"
    LINK = "link"
    NOTE = "note"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the viewer draws. `reformatted` says that lines are ours and not the file's."""

    kind: PreviewKind
    size: int = 0
    media_type: str = ""
    file_name: str = ""
    url: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    truncated: bool = False
    reformatted: bool = False


def preview_of(item: dict[str, Any], *, lines: int = 2000) -> Preview:
    """Return the preview of an evidence item of a submission; at most `lines` lines or rows of it.

    The kind of a file follows the media type read from its bytes when it was stored; its name only chooses
    between the ways of showing text.
    """
    if item["kind"] == "link":
        return Preview(PreviewKind.LINK, url=item["url"])
    if item["kind"] == "text":
        shown, truncated = _bounded(item["text"].splitlines(), lines)
        return Preview(PreviewKind.NOTE, lines=shown, truncated=truncated)
    known = SHOWN_TYPES.get(item["media_type"])
    suffix = PurePosixPath(item["file_name"].lower()).suffix
    if known is None and (item["media_type"].startswith("text/") or suffix in TEXT_SUFFIXES):
        return _text_preview(item, suffix, lines)
    return _file_preview(item, PreviewKind(known) if known else PreviewKind.NONE)


def _file_preview(item: dict[str, Any], kind: PreviewKind, **values: Any) -> Preview:
    return Preview(
        kind, size=item["size"], media_type=item["media_type"], file_name=item["file_name"], **values
    )


def _text_preview(item: dict[str, Any], suffix: str, lines: int) -> Preview:
    path = artefact_path(item["sha256"])
    if not path.exists():
        return _file_preview(item, PreviewKind.NONE)
    with path.open("rb") as file:
        head = file.read(READ_BYTES)
    text = _decoded(head)
    if text is None:
        return _file_preview(item, PreviewKind.NONE)
    cut = len(head) < item["size"]
    if suffix in TABLE_SUFFIXES and (rows := _rows(text, lines)):
        return _file_preview(
            item, PreviewKind.TABLE, rows=tuple(rows[:lines]), truncated=cut or len(rows) > lines
        )
    pretty = None if cut else _reformatted(text, suffix)
    shown, truncated = _bounded((pretty or text).splitlines(), lines)
    return _file_preview(
        item, PreviewKind.TEXT, lines=shown, truncated=cut or truncated, reformatted=pretty is not None
    )


def _decoded(head: bytes) -> str | None:
    """Return the text of bytes: UTF-8, UTF-16 with its mark, or what French Windows writes; nothing else."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    if b"\x00" in head:
        return None
    try:
        return head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut_at_the_end = error.start >= len(head) - 3
        return head.decode("utf-8-sig" if cut_at_the_end else "cp1252", errors="replace")


def _bounded(found: list[str], lines: int) -> tuple[tuple[str, ...], bool]:
    shown = tuple(line if len(line) <= LINE_LENGTH else f"{line[:LINE_LENGTH]}…" for line in found[:lines])
    return shown, len(found) > lines or any(len(line) > LINE_LENGTH for line in found[:lines])


def _rows(text: str, lines: int) -> list[tuple[str, ...]]:
    """Return the first rows of a table, one more than `lines` if there are more; none when it is not one."""
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        return []
    found: list[tuple[str, ...]] = []
    try:
        found.extend(
            tuple(cell[:LINE_LENGTH] for cell in row[:TABLE_COLUMNS])
            for row in islice(csv.reader(io.StringIO(text, newline=""), dialect), lines + 1)
        )
    except csv.Error:
        return []
    return found


def _reformatted(text: str, suffix: str) -> str | None:
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
