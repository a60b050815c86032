"""Tickets in CSV, of any tool: columns by their names, dates in the order that their column proves."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.inspectors.tickets.columns import columns_of, fold, tool_of
from preuve.domain.evidence.inspectors.tickets.dates import Order, order_of, sensible
from preuve.domain.evidence.inspectors.tickets.model import MOMENTS, Board, Item
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.tables import separator_of, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from preuve.domain.evidence.contract import Artefact, Place, Sniff
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.tables import Row, Table

_PRODUCERS = {
    "jira": "Jira",
    "gitlab": "GitLab",
    "redmine": "Redmine",
    "servicenow": "ServiceNow",
    "glpi": "GLPI",
    "itop": "iTop",
    "github": "GitHub",
}
_POSITION = {name: index for index, name in enumerate(Item._fields)}
_EMPTY: tuple[Any, ...] = (None, *Item._field_defaults.values())
_SEEN = 200
#: Texts of dates kept with their moments.
_KNOWN = 20_000


def sniff_of(tool: str) -> Sniff:
    """Return how sure it is that a CSV comes from `tool` (an id of `columns.tool_of`)."""

    def sniff(head: Head) -> float:
        if len(head.columns) < 3:
            return 0.0
        header = _header_of(head.text)
        found, sure = tool_of(frozenset(map(fold, header)), tuple(header))
        return sure if found == tool else 0.0

    return sniff


def _header_of(text: str) -> list[str]:
    import csv  # noqa: PLC0415 - beside its only use

    start = text[:65536]
    lines = [line for line in start.splitlines()[:3] if line.strip()]
    first = lines[1] if lines[0].lower().startswith("sep=") and len(lines) > 1 else lines[0]
    return next(csv.reader([first.lstrip("\ufeff")], delimiter=separator_of(start)))


def read(artefact: Artefact) -> Board:
    """Open a CSV of tickets; rows are read as they are asked for.

    Raises:
        UnreadableArtefactError: as `tables.table`, here or while items are read.
    """
    opened = table(artefact)
    tool = tool_of(frozenset(map(fold, opened.header)), tuple(opened.header))[0]
    columns = columns_of(opened.header, tool)
    rows = opened.rows()
    first = list(islice(rows, _SEEN))
    moments = {field: columns[field][0] for field in columns if field in MOMENTS}
    order = order_of(
        [row.cell(column) for row in first for column in moments.values()],
        lambda: (row.cell(column) for row in table(artefact).rows() for column in moments.values()),
    )
    build = _builder(opened, columns, order)
    if tool == "servicenow" and "type" not in columns:
        build = _typed(build)
    return Board(
        producer=_PRODUCERS.get(tool, ""),
        items=map(build, chain(first, rows)),
        fields=frozenset(columns),
        heading=partial(_heading, opened, columns),
        target=_only_project(columns, first),
        order_unproven=order is Order.ASSUMED,
        table=opened,
    )


def _only_project(columns: Mapping[str, tuple[int, ...]], rows: list[Row]) -> str:
    """Return the project of the first rows when they have one and the same."""
    found = {row.cell(columns["project"][0]) for row in rows} if "project" in columns else set()
    return found.pop() if len(found) == 1 else ""


def _heading(opened: Table, columns: Mapping[str, tuple[int, ...]], field: str) -> Place:
    return opened.place(opened.header_line, columns[field][0] if field in columns else -1)


def _place(opened: Table, columns: Mapping[str, tuple[int, ...]], line: int, field: str) -> Place:
    return opened.place(line, columns[field][0] if field in columns else -1)


def _builder(opened: Table, columns: Mapping[str, tuple[int, ...]], order: Order) -> Callable[[Row], Item]:
    width = len(opened.header)
    texts = [(_POSITION[f], c[0]) for f, c in columns.items() if f not in MOMENTS and len(c) == 1]
    texts = [(position, column) for position, column in texts if position != _POSITION["versions"]]
    moments = [(_POSITION[f], c[0]) for f, c in columns.items() if f in MOMENTS]
    versions = columns.get("versions", ())
    related = columns.get("related", ()) if len(columns.get("related", ())) > 1 else ()
    read_date = _moment_month_first if order is Order.MONTH_FIRST else _moment
    place = partial(_place, opened, columns)

    def build(row: Row) -> Item:
        cells = row.cells
        count = len(cells)
        if count > width and any(cells[width:]):
            # a value with the separator in it moved the rest: nothing can be told
            return Item(partial(place, row.line))
        if count < width:
            cells = cells + [""] * (width - count)
        values = list(_EMPTY)
        values[0] = partial(place, row.line)
        for position, column in texts:
            values[position] = cells[column].strip()
        for position, column in moments:
            if cells[column]:
                values[position] = read_date(cells[column])
        if versions:
            values[_VERSIONS] = tuple(dict.fromkeys(_split(row.cell(column) for column in versions)))
        for column in related:
            values[_RELATED] = values[_RELATED] or row.cell(column)
        return Item._make(values)

    return build


def _typed(build: Callable[[Row], Item]) -> Callable[[Row], Item]:
    """Give ServiceNow's records the table that the base system's prefix of their number names."""

    def typed(row: Row) -> Item:
        item = build(row)
        table_name = _PREFIXES.get(item.key[:3])
        return item._replace(type=table_name) if table_name else item

    return typed


_PREFIXES = {"INC": "incident", "CHG": "change_request", "PRB": "problem"}
_VERSIONS = _POSITION["versions"]
_RELATED = _POSITION["related"]


def _split(cells: Iterator[str]) -> Iterator[str]:
    return (part.strip() for cell in cells for part in cell.split(",") if part.strip())


@lru_cache(maxsize=_KNOWN)  # one moment often stands in several columns and rows
def _moment(text: str) -> datetime | None:
    return _read(text, month_first=False)


@lru_cache(maxsize=_KNOWN)  # as above; apart, since a cache is slower with a second argument
def _moment_month_first(text: str) -> datetime | None:
    return _read(text, month_first=True)


def _read(text: str, *, month_first: bool) -> datetime | None:
    if len(text) in {16, 19} and text[4] == "-":
        try:
            return sensible(datetime.fromisoformat(text))
        except ValueError:
            return sensible(read_moment(text, month_first=month_first))
    return sensible(read_moment(text, month_first=month_first))
