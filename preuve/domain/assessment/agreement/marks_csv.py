"""Marks from a file: `candidate,juror,criterion,value`, one mark a line, a blank value where none was given.

Columns come in any order and may be named in French; others are ignored. The separator is a comma, a
semicolon or a tab, whichever the header uses; with the last two a decimal comma is read as a point. UTF-8
(with or without mark) or, failing that, Windows-1252, which spreadsheets write in France.
"""

from __future__ import annotations

import csv
import io
import math
import re
from typing import TYPE_CHECKING

import numpy as np

from preuve.domain.assessment.agreement.ratings import Ratings
from preuve.domain.assessment.errors import MarksFileError, MarksFileFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preuve.domain.assessment.agreement.ratings import Codes, Floats

COLUMNS = ("candidate", "juror", "criterion", "value")
_FRENCH = {
    "candidat": "candidate",
    "juré": "juror",
    "critère": "criterion",
    "valeur": "value",
    "note": "value",
}
_LARGEST = 1e9
_CHUNK = 1 << 16
_SHOWN = 40
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)


def read_marks(data: bytes | str) -> Ratings:
    """Marks of the file; names keep the order in which they are met.

    Raises:
        MarksFileError: the file is refused, with the line, the column and what stands there.
    """
    text = _decoded(data) if isinstance(data, bytes) else data.removeprefix("\ufeff")
    separator = _separator(text)
    lines = _lines(text, separator)
    first, header = next(lines, (1, []))
    if not header:
        raise MarksFileError(MarksFileFault.EMPTY, 1)
    columns = _columns(header, first)
    marks = _Marks(decimal_comma=separator != ",")
    for numbers, fields in _chunks(lines, len(header)):
        marks.add(numbers, [fields[position :: len(header)] for position in columns])
    return marks.ratings(first)


def _decoded(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decoded_windows(data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise MarksFileError(MarksFileFault.NOT_TEXT, line, "", "0x00")
    return text


def _decoded_windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise MarksFileError(MarksFileFault.NOT_TEXT, line, "", f"0x{data[error.start]:02x}") from None


def _separator(text: str) -> str:
    header = next((line for line in io.StringIO(text) if line.strip()), "")
    return max(",;\t", key=header.count)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that hold something, each with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for fields in reader:
            if any(map(str.strip, fields)):
                yield reader.line_num, fields
    except csv.Error as error:
        raise MarksFileError(MarksFileFault.NOT_CSV, reader.line_num, "", str(error)) from None


def _chunks(lines: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[list[int], list[str]]]:
    """Numbers of some lines and all their fields in a row.

    A list for each line, a million of them alive, would keep the garbage collector busier than the reader.
    """
    numbers: list[int] = []
    fields: list[str] = []
    for number, line in lines:
        if len(line) != width:
            raise MarksFileError(MarksFileFault.WRONG_WIDTH, number, "", str(len(line)))
        numbers.append(number)
        fields += line
        if len(numbers) == _CHUNK:
            yield numbers, fields
            numbers, fields = [], []
    if numbers:
        yield numbers, fields


def _columns(header: Sequence[str], line: int) -> tuple[int, ...]:
    """Positions of the four columns."""
    folded = [name.strip().casefold() for name in header]
    names = [_FRENCH.get(name, name) for name in folded]
    for column in COLUMNS:
        if column not in names:
            raise MarksFileError(MarksFileFault.MISSING_COLUMN, line, column, _shown(",".join(header)))
        if names.count(column) > 1:
            raise MarksFileError(MarksFileFault.REPEATED_COLUMN, line, column, _shown(",".join(header)))
    return tuple(names.index(column) for column in COLUMNS)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class _Names:
    """Numbers names in the order in which they come; spaces around them don't count."""

    def __init__(self) -> None:
        self._as_written: dict[str, int] = {}
        self.names: dict[str, int] = {}

    def codes(self, column: Sequence[str]) -> Codes:
        for name in dict.fromkeys(column):
            if name not in self._as_written:
                self._as_written[name] = self.names.setdefault(name.strip(), len(self.names))
        return np.fromiter(map(self._as_written.__getitem__, column), np.intp, len(column))


class _Marks:
    """Marks read so far, a chunk of lines at a time."""

    def __init__(self, *, decimal_comma: bool) -> None:
        self._decimal_comma = decimal_comma
        self._names = {column: _Names() for column in COLUMNS[:3]}
        self._known: dict[str, float] = {}
        self._codes: dict[str, list[Codes]] = {column: [] for column in COLUMNS[:3]}
        self._values: list[Floats] = []
        self._lines: list[Codes] = []

    def add(self, lines: Sequence[int], fields: Sequence[Sequence[str]]) -> None:
        """Add the marks of some lines: their numbers, and the fields of each of the four columns."""
        for column, names in zip(COLUMNS[:3], fields[:3], strict=True):
            self._codes[column].append(self._names[column].codes(names))
            self._refuse_blank(column, names, lines)
        self._values.append(self._numbers(fields[3], lines))
        self._lines.append(np.array(lines, dtype=np.intp))

    def ratings(self, header_line: int) -> Ratings:
        if not self._lines:
            raise MarksFileError(MarksFileFault.EMPTY, header_line)
        codes = {column: np.concatenate(chunks) for column, chunks in self._codes.items()}
        self._refuse_repeated(codes)
        value = np.concatenate(self._values)
        given = ~np.isnan(value)
        candidates, jurors, criteria = (tuple(self._names[column].names) for column in COLUMNS[:3])
        candidate, juror, criterion = (codes[column][given] for column in COLUMNS[:3])
        return Ratings(candidates, jurors, criteria, candidate, juror, criterion, value[given])

    def _refuse_blank(self, column: str, names: Sequence[str], lines: Sequence[int]) -> None:
        if "" in self._names[column].names:
            position = next(i for i, name in enumerate(names) if not name.strip())
            raise MarksFileError(MarksFileFault.NO_NAME, lines[position], column)

    def _numbers(self, texts: Sequence[str], lines: Sequence[int]) -> Floats:
        for text in dict.fromkeys(texts):
            if text not in self._known:
                number = self._number(text.strip())
                if isinstance(number, MarksFileFault):
                    raise MarksFileError(number, lines[texts.index(text)], "value", _shown(text))
                self._known[text] = number
        return np.fromiter(map(self._known.__getitem__, texts), np.float64, len(texts))

    def _number(self, text: str) -> float | MarksFileFault:
        if not text:
            return math.nan
        if self._decimal_comma and text.count(",") == 1:
            text = text.replace(",", ".")
        if _NOT_FINITE.fullmatch(text):
            return MarksFileFault.NOT_FINITE
        if not _NUMBER.fullmatch(text):
            return MarksFileFault.NOT_A_NUMBER
        number = float(text)
        return number if abs(number) <= _LARGEST else MarksFileFault.TOO_LARGE

    def _refuse_repeated(self, codes: dict[str, Codes]) -> None:
        key = codes["candidate"]
        for column in COLUMNS[1:3]:
            key = key * len(self._names[column].names) + codes[column]
        ordered = np.sort(key)
        if (ordered[1:] > ordered[:-1]).all():
            return
        order = np.argsort(key, kind="stable")
        again = order[1:][key[order[1:]] == key[order[:-1]]].min()
        lines = np.concatenate(self._lines)
        first = int(lines[np.flatnonzero(key == key[again])[0]])
        raise MarksFileError(MarksFileFault.REPEATED_MARK, int(lines[again]), "value", str(first))
