"""A window of rows of a table: CSV read as a stream, a sheet of a workbook once it is known to be small."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.reading import archives
from preuve.domain.evidence.reading.tables import Table, separator_of, sheets, table
from preuve.domain.evidence.reading.text import decode
from preuve.web.portfolios.queries.preview.model import Asked
from preuve.web.portfolios.queries.preview.opening import head_of
from preuve.web.portfolios.queries.preview.texts import LINE_LENGTH, first_line, is_text, lines_from

COLUMNS = 60
EXACT_BYTES = 16 << 20  # beyond, rows are not counted from the first: the window begins at the place itself
WORKBOOK_BYTES = 4 << 20
SHEET_BYTES = 48 << 20
MOST_CELLS = 2_000_000
MOST_TEXT = 256 << 20
CELL = re.compile(rb"""\br\s*=\s*["']\s*\$?([A-Za-z]{0,8})\$?(\d{1,18})""")
OTHER_BOOKS = {"content.xml", "xl/workbook.bin", "xl/Workbook.bin"}  # that the reader might take it for
CELL_NAME = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows, the header first, with their lines; `following` is the line of the row after them."""

    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    first: int
    following: int
    column: int
    first_column: int = 0
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    missing: bool = False


def csv_rows(artefact: Artefact, asked: Asked, count: int) -> Rows | None:
    """Return the rows around a place; nothing when the file is no table."""
    if not is_text(head_of(artefact)):
        return None
    try:
        header_line, header, rows = _opened(artefact, asked, count)
        found = list(islice(rows, count)) if len(header) > 1 else []
    except (UnreadableArtefactError, UnicodeError, csv.Error):
        return None
    if len(header) < 2:  # noqa: PLR2004 (one column is a list)
        return None
    shown, beyond = found[: count - 1], found[count - 1 :]
    window = [(header_line, header), *shown]
    following = beyond[0][0] if beyond else 0
    column = header.index(asked.column) if asked.column in header else -1
    missing = bool(asked.line) and not asked.start and not shown and asked.line > header_line
    return replace(_cut(window, first_line(asked, count), following, column), missing=missing)


def _opened(
    artefact: Artefact, asked: Asked, count: int
) -> tuple[int, list[str], Iterator[tuple[int, list[str]]]]:
    """Return the header with its line, and the rows from the window's first line on."""
    opened = table(artefact)
    first = first_line(asked, count)
    if artefact.size <= EXACT_BYTES or first <= count:
        rows = ((row.line, row.cells) for row in opened.rows())
        return opened.header_line, opened.header, (row for row in rows if row[0] >= first)
    # The line of a place is the one on which its row begins: reading starts there, not inside a quoted cell.
    return opened.header_line, opened.header, _rows_from(artefact, asked.start or asked.line)


def _rows_from(artefact: Artefact, first: int) -> Iterator[tuple[int, list[str]]]:
    separator = separator_of(decode(head_of(artefact)))
    reader = csv.reader((f"{line}\n" for line in lines_from(artefact, first)), delimiter=separator)
    line = first
    for cells in reader:
        yield line, [cell.rstrip("\n") for cell in cells]
        line = first + reader.line_num


def sheet_rows(artefact: Artefact, asked: Asked, count: int) -> Rows | None:
    """Return the rows of a sheet around a cell; nothing when the workbook can't be shown."""
    if not _is_small_workbook(artefact):
        return None
    try:
        found = sheets(artefact, WORKBOOK_BYTES)
    except UnreadableArtefactError:
        return None
    named = {each.sheet: each for each in found}
    chosen = named.get(asked.path) or (found[0] if found else None)
    return _sheet(chosen, asked, count, tuple(named)) if chosen else None


def _sheet(chosen: Table, asked: Asked, count: int, names: tuple[str, ...]) -> Rows:
    cell = CELL_NAME.fullmatch(asked.column)
    line = int(cell[2]) if cell and chosen.sheet == asked.path else 0
    column = _number(cell[1].encode()) - 1 if cell else -1
    placed = Asked(line=line, start=asked.start)
    first = first_line(placed, count)
    rows = [(row.line, row.cells) for row in chosen.rows() if row.line >= first]
    shown, beyond = rows[: count - 1], rows[count - 1 :]
    missing = bool(line) and not asked.start and line > max([chosen.header_line, *(row[0] for row in rows)])
    following = beyond[0][0] if beyond else 0
    found = _cut([(chosen.header_line, chosen.header), *shown], first, following, column)
    return replace(found, sheet=chosen.sheet, sheets=names, missing=missing)


def _cut(window: list[tuple[int, list[str]]], first: int, following: int, column: int) -> Rows:
    """Bound rows to columns and cells that a page can hold; the column of the place is always among them."""
    start = max(0, column - COLUMNS + 1)
    rows = tuple(
        tuple(cell[:LINE_LENGTH] for cell in cells[start : start + COLUMNS]) for _line, cells in window
    )
    numbers = tuple(line for line, _cells in window)
    return Rows(rows, numbers, first, following, max(-1, column - start), start)


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters.upper():
        found = found * 26 + letter - ord("A") + 1
    return found


def _is_small_workbook(artefact: Artefact) -> bool:
    """Return whether a workbook may be laid out in memory: few bytes inside, and no cell far away.

    The reader of sheets holds every cell of the rectangle around those that are written: two cells at the
    corners of a sheet would ask for hundreds of gigabytes.
    """
    if artefact.size > WORKBOOK_BYTES:
        return False
    try:
        with artefact.open() as stream, zipfile.ZipFile(io.BytesIO(stream.read(WORKBOOK_BYTES))) as archive:
            archives.refuse_bomb(artefact, archive.infolist())
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names or names & {
                "content.xml",
                "xl/workbook.bin",
                "xl/Workbook.bin",
            }:
                return False
            return _cells_are_near(archive)
    except Exception:  # noqa: BLE001 (a hostile archive has many ways to be wrong; all mean: not shown)
        return False


@dataclass(slots=True)
class _Extent:
    """How far the cells of a workbook lie and how much they may hold; texts may be shared by many cells."""

    widest: int = 1
    longest: int = 1
    cells: int = 0
    text: int = 0
    left: int = SHEET_BYTES

    @property
    def is_small(self) -> bool:
        area = self.widest * self.longest
        return self.left >= 0 and area <= MOST_CELLS and self.cells * self.text <= MOST_TEXT

    def add(self, block: bytes) -> None:
        found = CELL.findall(block)
        self.cells += len(found)
        for letters, digits in found:
            self.widest = max(self.widest, _number(letters))
            self.longest = max(self.longest, int(digits))


def _cells_are_near(archive: zipfile.ZipFile) -> bool:
    extent = _Extent()
    for member in archive.infolist():
        if member.filename.startswith("xl/media/"):
            continue
        with archive.open(member) as stream:
            kept, text = b"", 0
            while extent.is_small and (block := stream.read(1 << 20)):
                extent.left -= len(block)
                whole = kept + block.replace(b"\x00", b"")
                extent.add(whole)
                kept = whole[-64:]
                *ended, last = block.split(b"si>")  # a shared text ends, whatever its prefix
                for length in map(len, ended):
                    extent.text, text = max(extent.text, text + length), 0
                text += len(last)
    return extent.is_small
