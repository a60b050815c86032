"""Tickets in CSV, of any tool: columns by their names, dates in the order that their columns prove."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.inspectors.tickets.columns import columns_of, fold, tool_of
from preuve.domain.evidence.inspectors.tickets.dates import Column, NumericDateError, Orders, read_plain
from preuve.domain.evidence.inspectors.tickets.model import MOMENTS, Board, Item
from preuve.domain.evidence.reading.tables import cells_of, separator_of, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

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
    orders = Orders()
    items = _items(artefact, opened, columns, orders)
    if tool == "gitlab":
        items = map(_parted, items)
    return Board(
        producer=_PRODUCERS.get(tool, ""),
        items=map(_typed, items) if tool == "servicenow" and "type" not in columns else items,
        fields=frozenset(columns),
        heading=partial(_heading, opened, columns),
        orders=orders,
        table=opened,
    )


def _items(
    artefact: Artefact, opened: Table, columns: Mapping[str, tuple[int, ...]], orders: Orders
) -> Iterator[Item]:
    """Yield the items; at the first numeric date, the whole file is looked through for the orders."""
    build = _builder(opened, columns, None)
    for row in opened.rows():
        try:
            item = build(row)
        except NumericDateError:
            orders.settle(_proofs(artefact, columns))
            build = _builder(opened, columns, orders)
            item = build(row)
        yield item


def _proofs(artefact: Artefact, columns: Mapping[str, tuple[int, ...]]) -> dict[str, Column]:
    opened = table(artefact)
    width = len(opened.header)
    proofs = {field: Column() for field in columns if field in MOMENTS}
    numbers = [columns[field][0] for field in proofs]
    for _, rows in opened.blocks():
        kept = [[] if len(cells) > width and any(cells[width:]) else cells for cells in rows]
        for proof, texts in zip(proofs.values(), cells_of(kept, *numbers), strict=True):
            proof.add(set(texts))
    return proofs


def _heading(opened: Table, columns: Mapping[str, tuple[int, ...]], field: str) -> Place:
    return opened.place(opened.header_line, columns[field][0] if field in columns else -1)


def _place(opened: Table, columns: Mapping[str, tuple[int, ...]], line: int, field: str) -> Place:
    return opened.place(line, columns[field][0] if field in columns else -1)


def _builder(
    opened: Table, columns: Mapping[str, tuple[int, ...]], orders: Orders | None
) -> Callable[[Row], Item]:
    width = len(opened.header)
    texts = [(_POSITION[f], c[0]) for f, c in columns.items() if f not in MOMENTS and len(c) == 1]
    texts = [(position, column) for position, column in texts if position != _VERSIONS]
    unsure = [(f, columns[f][0], orders.reader(f)) for f in orders.unsure] if orders else []
    moments = _moments(columns, orders)
    versions = columns.get("versions", ())
    related = columns.get("related", ()) if len(columns.get("related", ())) > 1 else ()
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
        for position, column, read_date in moments:
            if cells[column]:
                values[position] = read_date(cells[column])
        values[_RESOLUTION] = _UNRESOLVED.get(values[_RESOLUTION], values[_RESOLUTION])
        if versions:
            values[_VERSIONS] = tuple(dict.fromkeys(_split(row.cell(column) for column in versions)))
        for column in related:
            values[_RELATED] = values[_RELATED] or row.cell(column)
        if unsure:
            values[_UNDATED] = tuple(field for field, column, tell in unsure if tell(cells[column]))
        return Item._make(values)

    return build


def _moments(
    columns: Mapping[str, tuple[int, ...]], orders: Orders | None
) -> list[tuple[int, int, Callable[[str], datetime | None]]]:
    return [
        (_POSITION[field], numbers[0], orders.reader(field) if orders else read_plain)
        for field, numbers in columns.items()
        if field in MOMENTS and not (orders and field in orders.unsure)
    ]


def _parted(item: Item) -> Item:
    """Part GitLab's assignees: one a line."""
    return item._replace(assignee=item.assignee.replace(", ", "\n"))


def _typed(item: Item) -> Item:
    """Give a record of ServiceNow the table that the base system's prefix of its number names."""
    table_name = _PREFIXES.get(item.key[:3])
    return item._replace(type=table_name) if table_name else item


_PREFIXES = {"INC": "incident", "CHG": "change_request", "PRB": "problem"}
_VERSIONS = _POSITION["versions"]
_RELATED = _POSITION["related"]
_UNDATED = _POSITION["undated"]
_RESOLUTION = _POSITION["resolution"]
#: What Jira writes where there is no resolution.
_UNRESOLVED = dict.fromkeys(("Unresolved", "Non résolu", "Non résolue", "Non résolu(e)"), "")


def _split(cells: Iterator[str]) -> Iterator[str]:
    return (part.strip() for cell in cells for part in cell.split(",") if part.strip())
