"""What the viewer draws: a piece, or a window of it, with the place that somebody asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlencode


class PreviewKind(StrEnum):
    """What a piece is, by its bytes."""

    TEXT = "text"
    TABLE = "table"
    IMAGE = "image"
    PDF = "pdf"
    VIDEO = "video"
    LINK = "link"
    NOTE = "note"
    NONE = "none"


class View(StrEnum):
    """The ways of showing a piece that has several."""

    TEXT = "text"
    TREE = "tree"
    TABLE = "table"
    CERTIFICATES = "certificates"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the viewer; nothing is trusted in it.

    `line` to `last_line` are marked; `path` is a JSON Pointer, an XPath, a sheet's name or a certificate's
    serial number; `column` a column's name or a sheet's cell; `member` a file inside an archive; `start` the
    first line of another window; `keep` what the page's own address needs beside.
    """

    line: int = 0
    last_line: int = 0
    column: str = ""
    path: str = ""
    member: str = ""
    view: str = ""
    start: int = 0
    keep: tuple[tuple[str, str], ...] = ()

    @property
    def has_place(self) -> bool:
        return bool(self.line or self.path or self.column)

    def marks(self, line: int) -> bool:
        return 0 < self.line <= line <= max(self.line, self.last_line)

    def address(self, **changes: str | int) -> str:
        """Return the query of the address that asks for the same, but for `changes`."""
        asked = {
            "member": self.member,
            "line": self.line,
            "last": self.last_line,
            "column": self.column,
            "path": self.path,
            "view": self.view,
            "start": self.start,
            **changes,
        }
        return f"?{urlencode([*self.keep, *((name, value) for name, value in asked.items() if value)])}"


class ShownLine(NamedTuple):
    """A line with its number in the file; `is_first` of the marked ones carries the word."""

    number: int
    text: str
    is_here: bool
    is_first: bool


class ShownCell(NamedTuple):
    text: str
    is_here: bool


class ShownView(NamedTuple):
    """A way of showing, or a sheet, with the address that asks for it."""

    name: str
    href: str
    is_current: bool


class ShownRow(NamedTuple):
    number: int
    cells: list[ShownCell]
    is_here: bool


@dataclass(frozen=True, slots=True)
class TreeStep:
    """One step of a tree that is drawn from top to bottom: a leaf, the opening of a branch, its closing.

    `hidden` counts the children that are not drawn.
    """

    step: str
    name: str = ""
    value: str = ""
    shape: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    size: int = 0
    hidden: int = 0
    is_open: bool = False
    is_here: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A certificate, a request or a revocation list (`shape`), for people to read."""

    shape: str
    title: str
    line: int
    serial: str = ""
    subject: str = ""
    issuer: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    key: str = ""
    signature: str = ""
    names: tuple[str, ...] = ()
    usages: tuple[str, ...] = ()
    is_authority: bool = False
    revoked: int = 0
    is_here: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the viewer draws. `reformatted` says that lines are ours and not the file's.

    `numbers` are those of `rows` in the file, the header's first; `first_line` is that of `lines`;
    `missing` says that the place asked for is not there.
    """

    kind: PreviewKind
    size: int = 0
    media_type: str = ""
    file_name: str = ""
    url: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    truncated: bool = False
    reformatted: bool = False
    view: str = ""
    views: tuple[str, ...] = ()
    first_line: int = 1
    numbers: tuple[int, ...] = ()
    column: int = -1
    first_column: int = 0
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    steps: tuple[TreeStep, ...] = ()
    cards: tuple[Card, ...] = ()
    previous: int = 0
    following: int = 0
    missing: bool = False
    undrawn: bool = False
    asked: Asked = field(default_factory=Asked)

    @property
    def numbered_lines(self) -> Iterator[ShownLine]:
        marked = not self.reformatted
        for number, text in enumerate(self.lines, self.first_line):
            is_here = marked and self.asked.marks(number)
            yield ShownLine(number, text, is_here, is_here and number in {self.asked.line, self.first_line})

    @property
    def header(self) -> list[ShownCell]:
        names = self.rows[0] if self.rows else ()
        return [ShownCell(cell, at == self.column) for at, cell in enumerate(names)]

    @property
    def letters(self) -> list[str]:
        """Return the letters of a sheet's columns; a CSV has none."""
        width = max(map(len, self.rows), default=0) if self.sheet else 0
        return [letters_of(self.first_column + at) for at in range(width)]

    @property
    def body(self) -> Iterator[ShownRow]:
        here = self.row_here
        for index in range(1, len(self.rows)):
            is_here = index == here
            cells = [
                ShownCell(cell, is_here and at == self.column) for at, cell in enumerate(self.rows[index])
            ]
            yield ShownRow(self.numbers[index], cells, is_here)

    @property
    def row_here(self) -> int:
        """Return the index of the row that the asked line lies in, the last that begins there or before."""
        if not self.asked.line or self.missing or (self.following and self.asked.line >= self.following):
            return -1
        before = [at for at, number in enumerate(self.numbers) if number <= self.asked.line]
        is_above = len(before) == 1 and self.asked.line > self.numbers[0] and self.previous > 0
        return -1 if not before or is_above else before[-1]

    @property
    def header_is_here(self) -> bool:
        return self.row_here == 0

    @property
    def place_is_shown(self) -> bool:
        """Return whether what was asked for is somewhere in this window."""
        if self.steps or self.cards:
            return any(step.is_here for step in self.steps) or any(card.is_here for card in self.cards)
        if self.rows:
            return self.row_here >= 0
        return any(line.is_here for line in self.numbered_lines)

    @property
    def last_line(self) -> int:
        return self.first_line + len(self.lines) - 1

    @property
    def row_span(self) -> tuple[int, int]:
        """Return the lines of the first and the last row below the header."""
        return (self.numbers[1], self.numbers[-1]) if len(self.numbers) > 1 else (0, 0)

    @property
    def view_links(self) -> list[ShownView]:
        anchor = f"#L{self.asked.line}" if self.asked.line else "#piece-viewer"
        return [
            ShownView(view, f"{self.asked.address(view=view, start=0)}{anchor}", view == self.view)
            for view in self.views
        ]

    @property
    def sheet_links(self) -> list[ShownView]:
        return [
            ShownView(
                name,
                f"{self.asked.address(path=name, line=0, column='', start=0)}#piece-viewer",
                name == self.sheet,
            )
            for name in self.sheets
        ]

    @property
    def previous_href(self) -> str:
        return f"{self.asked.address(start=self.previous, view=self.view)}#piece-viewer"

    @property
    def following_href(self) -> str:
        return f"{self.asked.address(start=self.following, view=self.view)}#piece-viewer"

    @property
    def back_href(self) -> str:
        """Return the address of the place again, from another window."""
        return f"{self.asked.address(start=0)}#L{self.asked.line}"


def letters_of(column: int) -> str:
    """Return the letters of a sheet's column, counted from 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
