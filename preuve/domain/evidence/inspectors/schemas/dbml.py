"""DBML, the text of dbdiagram.io: tables, columns with settings, indexes, references."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.inspectors.schemas.model import Column, ForeignKey, Key, Named, Schema, Table
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_NAME = r"(?:\"[^\"]+\"|[\w]+)(?:\.(?:\"[^\"]+\"|[\w]+))*"
_TABLE = re.compile(rf"\s*Table\s+({_NAME})(?:\s+as\s+(\w+))?\s*(?:\[[^\]]*\]\s*)?\{{", re.IGNORECASE)
_ENUM = re.compile(rf"\s*Enum\s+({_NAME})\s*\{{", re.IGNORECASE)
_BLOCK = re.compile(r"\s*(?:indexes|Note|Project|TableGroup|checks|Ref)\b[^{:]*\{", re.IGNORECASE)
_COLUMN = re.compile(rf"\s*({_NAME})\s+(\"[^\"]+\"|[\w.]+(?:\([^)]*\))?(?:\[\])?)\s*(?:\[(.*)\])?\s*$")
_REF = re.compile(
    rf"\s*(?:Ref\b[^:{{]*:)?\s*({_NAME})\.(\([^)]*\)|\"[^\"]+\"|\w+)\s*(<>|<|>|-)\s*({_NAME})\.(\([^)]*\)|\"[^\"]+\"|\w+)",
    re.IGNORECASE,
)
_INLINE = re.compile(rf"\bref\s*:\s*(<>|<|>|-)\s*({_NAME})\.(\"[^\"]+\"|\w+)", re.IGNORECASE)
_INDEX = re.compile(r"\s*(\([^)]*\)|\"[^\"]+\"|\w+)\s*(?:\[(.*)\])?\s*$")


def sniff(head: Head) -> float:
    """Tables in braces with columns, as DBML writes them."""
    if head.json_kind or head.xml_root[0]:
        return 0.0
    tables = [index for index, line in enumerate(head.lines) if _TABLE.match(line[:500])]
    columns = sum(
        1 for index in tables if index + 1 < len(head.lines) and _COLUMN.match(head.lines[index + 1][:500])
    )
    return 0.95 if columns else 0.0


def read(artefact: Artefact) -> Schema:
    """Read a DBML file.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY.
    """
    reader = _Reader(artefact)
    for number, line in lines(artefact):
        reader.line(line[:4000], artefact.place(PlaceKind.TEXT, line=number))
    reader.join()
    return reader.schema


def _bare(name: str) -> str:
    return name.replace('"', "")


class _Reader:
    def __init__(self, artefact: Artefact) -> None:
        self.artefact = artefact
        self.schema = Schema(producer="DBML")
        self.table: Table | None = None
        self.block = ""
        self.quoting = False
        self.aliases: dict[str, str] = {}
        self.references: list[tuple[str, tuple[str, ...], str, Place]] = []

    def line(self, line: str, place: Place) -> None:
        """Read one line."""
        if line.count("'''") % 2:
            self.quoting = not self.quoting
            return
        text = re.sub(r"\s//.*|^//.*", "", line)
        if self.quoting or not text.strip():
            return
        opened = _TABLE.match(text)
        if opened and not self.block:
            self.open(opened, place)
        elif _ENUM.match(text):
            self.schema.types.append(Named(_bare(_ENUM.match(text)[1]), place))  # type: ignore[index] # it matched
            self.block = "enum"
        elif _BLOCK.match(text) and not text.rstrip().endswith("}"):
            self.block = text.strip().split()[0].lower().rstrip("{")
        elif text.strip().startswith("}"):
            self.close()
        else:
            self.inside(text, place)

    def open(self, opened: re.Match[str], place: Place) -> None:
        """Begin a table."""
        name = _bare(opened[1])
        self.table = Table(name, place)
        self.schema.tables[name.lower()] = self.table
        if opened[2]:
            self.aliases[opened[2].lower()] = name

    def close(self) -> None:
        """End a block, or the table."""
        if self.block:
            self.block = ""
        else:
            self.table = None

    def inside(self, text: str, place: Place) -> None:
        """Read a line of a table, of its indexes, or a reference."""
        if self.block == "indexes" and self.table is not None:
            self.index(self.table, text, place)
        elif self.table is not None and not self.block:
            self.column(self.table, text, place)
        elif self.table is None and self.block in {"", "ref"}:
            found = _REF.match(text)
            if found:
                self.reference(found, place)

    def index(self, table: Table, text: str, place: Place) -> None:
        """Read a line of ``indexes``."""
        found = _INDEX.match(text)
        if found is None:
            return
        columns = tuple(_bare(each.strip()) for each in found[1].strip("()").split(","))
        settings = (found[2] or "").lower()
        key = Key(columns, place)
        if "pk" in settings:
            table.primary = key
        elif "unique" in settings:
            table.unique.append(key)
        else:
            table.indexes.append(key)

    def column(self, table: Table, text: str, place: Place) -> None:
        """Read a column."""
        found = _COLUMN.match(text)
        if found is None:
            return
        name, settings = _bare(found[1]), (found[3] or "").lower()
        kind = _bare(found[2]).lower()
        column = Column(name, kind, place, listed=kind.endswith("[]"))
        table.columns[name.lower()] = column
        words = {each.strip() for each in settings.split(",")}
        column.required = "not null" in words
        if words & {"pk", "primary key"}:
            column.required = True
            table.primary = Key((*(table.primary.columns if table.primary else ()), name), place)
        if "unique" in words:
            table.unique.append(Key((name,), place))
        inline = _INLINE.search(found[3] or "")
        if inline and inline[1] in {">", "-"}:
            self.references.append((table.name, (name,), _bare(inline[2]), place))
        elif inline and inline[1] == "<":
            self.references.append((_bare(inline[2]), (_bare(inline[3]),), table.name, place))

    def reference(self, found: re.Match[str], place: Place) -> None:
        """Read a reference between two tables."""
        left, columns, sign, right, others = found.groups()
        if sign == "<":
            left, columns, right = right, others, left
        if sign != "<>":
            names = tuple(_bare(each.strip()) for each in columns.strip("()").split(","))
            self.references.append((_bare(left), names, _bare(right), place))

    def join(self) -> None:
        """Give each reference to its table, which may come after it."""
        for name, columns, target, place in self.references:
            table = self.schema.table(self.aliases.get(name.lower(), name))
            if table is not None:
                target = self.aliases.get(target.lower(), target)  # noqa: PLW2901 - the real name
                table.foreign.append(ForeignKey(columns, target, place))
