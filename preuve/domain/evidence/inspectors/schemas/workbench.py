"""MySQL Workbench models (.mwb): a zip with document.mwb.xml, objects of GRT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schemas.model import Column, ForeignKey, Key, Named, Schema, Table
from preuve.domain.evidence.reading.archives import members
from preuve.domain.evidence.reading.xml import Element, local, place_of, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_DOCUMENT = "document.mwb.xml"


def sniff(head: Head) -> float:
    """A zip whose first member is Workbench's document."""
    return 1.0 if head.archive == "zip" and _DOCUMENT.encode() in head.data[:4096] else 0.0


def read(artefact: Artefact) -> Schema:
    """Read a model.

    Raises:
        UnreadableArtefactError: of the archive or the XML; MISSING_FIELD without a document.
    """
    for each in members(artefact):
        if each.name.endswith("!" + _DOCUMENT):
            return _read(each)
    raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), _DOCUMENT)


def _objects(element: Element, kind: str) -> Iterator[Element]:
    """Yield the objects of a GRT class in `element`."""
    for each in element.iter():
        if each.get("struct-name") == kind and local(each) == "value":
            yield each


def _value(element: Element, key: str) -> str:
    for each in element:
        if each.get("key") == key:
            return (each.text or "").strip()
    return ""


def _links(element: Element, key: str) -> list[str]:
    for each in element:
        if each.get("key") == key:
            return [(link.text or "").strip() for link in each if local(link) == "link"]
    return []


def _read(document: Artefact) -> Schema:
    root = tree(document)
    schema = Schema(dialect="mysql", producer="MySQL Workbench")
    names: dict[str, str] = {}
    tables: dict[str, Element] = {}
    for element in _objects(root, "db.mysql.Table"):
        name = _value(element, "name")
        table = Table(name, place_of(document, element, f"//value[@id='{element.get('id', '')}']"))
        schema.tables[name.lower()] = table
        names[element.get("id", "")] = name
        tables[name] = element
        for column in _objects(element, "db.mysql.Column"):
            shown = _value(column, "name")
            names[column.get("id", "")] = shown
            kind = next(iter(_types(column)), "")
            place = place_of(document, column, f"//value[@id='{column.get('id', '')}']")
            required = _value(column, "isNotNull") == "1"
            table.columns[shown.lower()] = Column(shown, kind, place, required, listed=kind == "set")
    for name, element in tables.items():
        _keys(document, schema.tables[name.lower()], element, names)
    for element in _objects(root, "db.mysql.View"):
        schema.views.append(Named(_value(element, "name"), place_of(document, element)))
    return schema


def _types(column: Element) -> Iterator[str]:
    """Yield the last part of the link to the type: ``com.mysql.rdbms.mysql.datatype.int``."""
    for each in column:
        if each.get("key") in {"simpleType", "userType"} and each.text:
            yield each.text.strip().rpartition(".")[2].lower()


def _keys(document: Artefact, table: Table, element: Element, names: dict[str, str]) -> None:
    for index in _objects(element, "db.mysql.Index"):
        columns = tuple(
            names.get(link.text or "", "")
            for link in index.iter()
            if local(link) == "link" and link.get("key") == "referencedColumn"
        )
        key = Key(columns, place_of(document, index, f"//value[@id='{index.get('id', '')}']"))
        kind = _value(index, "indexType")
        if kind == "PRIMARY" or _value(index, "isPrimary") == "1":
            table.primary = key
        elif kind == "UNIQUE" or _value(index, "unique") == "1":
            table.unique.append(key)
        else:
            table.indexes.append(key)
    for foreign in _objects(element, "db.mysql.ForeignKey"):
        target = next((each.text or "" for each in foreign if each.get("key") == "referencedTable"), "")
        own = tuple(names.get(each, "") for each in _links(foreign, "columns"))
        if names.get(target.strip()) and own:
            place = place_of(document, foreign, f"//value[@id='{foreign.get('id', '')}']")
            table.foreign.append(ForeignKey(own, names[target.strip()], place))
