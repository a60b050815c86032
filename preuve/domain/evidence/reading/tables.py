"""Rows of CSV and XLSX with the place of each cell; CSV is streamed, its encoding and separator found.

RFC 4180 gives CSV; real tools add byte order marks, semicolons, tabs, Windows-1252, a ``sep=;`` line,
repeated headers and fields over several lines. A row's place is the line on which it begins.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from itertools import accumulate, chain, islice, repeat, starmap
from operator import itemgetter
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.archives import refuse_bomb
from preuve.domain.evidence.reading.text import FALLBACK, decode, encoding_of, whole

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterable, Iterator, Sequence

    from preuve.domain.evidence.contract import Artefact, Place

    #: Lines of rows, and their cells as read: at least one row.
    Block = tuple[Sequence[int], list[list[str]]]

SEPARATORS = ",;\t|"
_MAX_FIELD = 1 << 20
_MAX_COLUMNS = 2000
#: Rows read at once: few for those who only look at the header, then as many as make that many bytes.
_FIRST_BLOCK = 64
_LARGEST_BLOCK = 512
_BLOCK_BYTES = 1 << 18
_NONE: Block = ((0,), [[]])
_BREAKS = re.compile(r"\r\n?|\n")
#: Of the whole process, so it is set once: recognition and reading must not differ by what came before.
csv.field_size_limit(_MAX_FIELD)


class Row:
    """Cells of one row; `line` is the physical line (CSV) or the row's number (sheet) on which it begins."""

    __slots__ = ("cells", "line", "table")  # no dataclass: a file may have millions of rows

    def __init__(self, table: Table, line: int, cells: list[str]) -> None:
        self.table = table
        self.line = line
        self.cells = cells

    def cell(self, column: int) -> str:
        """Return a stripped cell; ``""`` beyond the row's end or for a column below 0."""
        return self.cells[column].strip() if 0 <= column < len(self.cells) else ""

    def place(self, column: int = -1) -> Place:
        """Return the place of a cell, or of the row."""
        return self.table.place(self.line, column)


class Table:
    """A header and its rows.

    Attributes:
        header: stripped cells of the header row, as written.
        header_line: its line.
        sheet: name of the sheet; ``""`` for CSV.
        separator: of CSV.
    """

    def __init__(self, artefact: Artefact, blocks: Iterator[Block], sheet: str, separator: str) -> None:
        self.artefact = artefact
        self.sheet = sheet
        self.separator = separator
        self._blocks = blocks
        self._records = chain.from_iterable(starmap(zip, self.blocks()))
        self.header_line, self.header = 0, list[str]()
        self.take_header()

    def take_header(self) -> None:
        """Take the next row as the header: what was taken before was none."""
        lines, rows = next(self._blocks, _NONE)
        self.header_line, self.header = lines[0], [cell.strip() for cell in rows[0]]
        if len(rows) > 1:
            self._blocks = chain([(lines[1:], rows[1:])], self._blocks)

    def rows(self) -> Iterator[Row]:
        """Yield the rows after the header, without the blank ones; once."""
        for line, cells in self._records:
            yield Row(self, line, cells)

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield (line, cells as read) instead, for files of millions of rows; once, `rows` or this."""
        return self._records

    def blocks(self) -> Iterator[Block]:
        """Yield the same rows some thousands at once; once, `rows`, `records` or this."""
        while True:
            block = next(self._blocks, None)
            if block is None:
                return
            yield block

    def column(self, *names: str) -> int:
        """Return the first column whose header is one of `names` (accents, case and signs aside), else -1."""
        wanted = [plain(name) for name in names]
        folded = [plain(name) for name in self.header]
        return next((folded.index(name) for name in wanted if name in folded), -1)

    def place(self, line: int, column: int = -1) -> Place:
        """Return the place of a cell by its line and column, or of a row."""
        if self.sheet:
            cell = f"{_letters(max(column, 0))}{line}"
            return self.artefact.place(PlaceKind.SHEET, line=0, column=cell, path=self.sheet)
        name = self.header[column] if 0 <= column < len(self.header) else ""
        return self.artefact.place(PlaceKind.CSV, line=line, column=name)


def cells_of(rows: list[list[str]], *columns: int) -> list[Iterable[str]]:
    """Return the cells of each column as read: ``""`` where a row is too short, or for a column below 0."""
    width = max(columns) + 1
    if min(map(len, rows)) < width:
        rows = [cells if len(cells) >= width else cells + [""] * (width - len(cells)) for cells in rows]
    return [map(itemgetter(column), rows) if column >= 0 else repeat("", len(rows)) for column in columns]


def plain(text: str) -> str:
    """Return a header without accents, case, signs and spaces: ``Date d’ouverture`` is ``datedouverture``."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(character for character in decomposed.lower() if character.isalnum())


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def separator_of(head: str) -> str:
    """Return the separator of a CSV from its first lines: the one that cuts the header most, quotes aside."""
    lines = [line for line in head.splitlines()[:20] if line.strip()]
    if not lines:
        return ","
    if lines[0].lower().startswith("sep=") and len(lines[0]) == len("sep=;"):
        return lines[0][-1]

    def width(separator: str) -> int:
        return len(next(csv.reader([lines[0]], delimiter=separator)))

    return max(SEPARATORS, key=lambda separator: (width(separator), -SEPARATORS.index(separator)))


def table(artefact: Artefact, separator: str = "") -> Table:
    """Open a CSV as a stream.

    Raises:
        UnreadableArtefactError: EMPTY; and while rows are read: TOO_LARGE (a field above 1 MiB), TOO_MANY
            (columns), with the line.
    """
    with artefact.open() as stream:
        head = stream.read(65536)
    if not head.strip():
        raise UnreadableArtefactError(Unreadable.EMPTY, artefact.place())
    return Table(
        artefact,
        _csv_blocks(artefact, separator or separator_of(decode(head))),
        "",
        separator or separator_of(decode(head)),
    )


def _csv_blocks(artefact: Artefact, separator: str) -> Iterator[Block]:
    with artefact.open() as stream:
        encoding = encoding_of(stream.read(4096))
        stream.seek(0)
        errors = FALLBACK if encoding.startswith("utf-8") else "replace"
        reader = csv.reader(io.TextIOWrapper(stream, encoding, errors, newline=""), delimiter=separator)
        line, size, position = 1, _FIRST_BLOCK, 0
        tall = False  # rows of several lines were met: the reader tells from then on where each ends
        while size:
            rows: list[list[str]] = []
            lines: Sequence[int] = ()
            failed = False
            try:
                if tall:
                    lines = _one_by_one(reader, size, rows)
                else:
                    rows.extend(islice(reader, size))
            except csv.Error:  # the field limit: nothing else is an error to a reader that is not strict
                failed = True  # the rows before it were read
            following = reader.line_num + 1
            if failed or (not tall and following - line != len(rows)):
                lines = list(accumulate(map(_height, rows), initial=line))
                tall = True
            elif not tall:
                lines = range(line, following)
            yield from _checked(artefact, lines, rows)
            if failed:
                place = artefact.place(PlaceKind.CSV, line=lines[-1])
                raise UnreadableArtefactError(Unreadable.TOO_LARGE, place) from None
            line, before, position = following, position, stream.tell()
            size = _next_size(size, len(rows), position - before)


def _one_by_one(reader: Reader, size: int, rows: list[list[str]]) -> list[int]:
    """Add the next rows to `rows`; returns on which line each begins, and the line after the last."""
    lines = [reader.line_num + 1]
    for cells in islice(reader, size):
        rows.append(cells)
        lines.append(reader.line_num + 1)
    return lines


def _next_size(size: int, read: int, length: int) -> int:
    """Return how many rows to read after `read` of `size`, which took `length` bytes; 0 at the end."""
    return 0 if read < size else min(_LARGEST_BLOCK, 1 + _BLOCK_BYTES * size // (length + 1))


def _height(cells: list[str]) -> int:
    """Return on how many lines a row stands: breaks of lines are in cells, the last one apart."""
    text = "\0".join(cells)
    return 1 + (len(_BREAKS.findall(text)) if "\r" in text else text.count("\n"))


def _checked(artefact: Artefact, lines: Sequence[int], rows: list[list[str]]) -> Iterator[Block]:
    """Yield the rows that are not blank, up to one that has too many columns."""
    wide = None
    if max(map(len, rows), default=0) > _MAX_COLUMNS:
        wide = next(index for index, cells in enumerate(rows) if len(cells) > _MAX_COLUMNS)
        rows = rows[:wide]
    kept = lines[: len(rows)]
    named = rows[:1] != [] and lines[0] == 1 and _names_separator(rows[0])
    if named or not all(map(any, rows)):
        filled = [(line, cells) for line, cells in zip(lines, rows, strict=False) if any(cells)][int(named) :]
        kept, rows = [line for line, _ in filled], [cells for _, cells in filled]
    if rows:
        yield kept, rows
    if wide is not None:
        place = artefact.place(PlaceKind.CSV, line=lines[wide])
        raise UnreadableArtefactError(Unreadable.TOO_MANY, place)


def _names_separator(cells: list[str]) -> bool:
    """Say whether a row is the line ``sep=;`` that spreadsheets understand."""
    return 0 < len(cells) <= 2 and cells[0].lower().startswith("sep=")


def sheets(artefact: Artefact, limit: int = 32 << 20) -> list[Table]:
    """Open the sheets of an XLSX or ODS that hold at least one row; leading blank rows are skipped.

    Raises:
        UnreadableArtefactError: MALFORMED, ENCRYPTED, BOMB, TOO_LARGE.
    """
    import python_calamine  # noqa: PLC0415 - a library that only spreadsheets pay for

    data = whole(artefact, limit)
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # OLE: an encrypted workbook, or one of before 2007
        raise UnreadableArtefactError(Unreadable.ENCRYPTED, artefact.place())
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_bomb(artefact, archive.infolist())
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = []
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            filled = [
                (line, cells)
                for line, row in enumerate(rows, 1)
                if any(cells := [_cell(each) for each in row])
            ]
            if filled:
                lines, kept = zip(*filled, strict=True)
                found.append(Table(artefact, iter([(lines, list(kept))]), name, ""))
    except UnreadableArtefactError:
        raise
    except Exception:  # noqa: BLE001 - the library raises its own and panics of Rust alike
        raise UnreadableArtefactError(Unreadable.MALFORMED, artefact.place()) from None
    return found


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
