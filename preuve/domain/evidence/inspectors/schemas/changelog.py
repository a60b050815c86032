"""Liquibase changelogs in XML or YAML: the schema that their changes make, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.inspectors.schemas.model import Column, ForeignKey, Key, Named, Schema, Table
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text
from preuve.domain.evidence.reading.xml import elements, local, place_of
from preuve.domain.evidence.reading.yamls import as_flag, documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

    #: attributes, columns (attributes and constraints), place
    Change = tuple[str, Mapping[str, str], list[Mapping[str, str]], Place]


def sniff_xml(head: Head) -> float:
    """The root element of Liquibase."""
    name, space, _ = head.xml_root
    return 1.0 if name == "databaseChangeLog" and ("liquibase" in space or not space) else 0.0


def sniff_yaml(head: Head) -> float:
    """The top-level key of Liquibase."""
    return 1.0 if "databaseChangeLog" in head.yaml_keys else 0.0


def read_xml(artefact: Artefact) -> Schema:
    """Read an XML changelog.

    Raises:
        UnreadableArtefactError: as `xml.elements`.
    """
    return _apply(_from_xml(artefact))


def read_yaml(artefact: Artefact) -> Schema:
    """Read a YAML changelog.

    Raises:
        UnreadableArtefactError: as `yamls.documents`.
    """
    return _apply(_from_yaml(artefact))


def _from_xml(artefact: Artefact) -> Iterator[Change]:
    for event, change_set in elements(artefact, "changeSet"):
        if event == "root":
            continue
        yield "changeSet", {}, [], place_of(artefact, change_set)
        for change in change_set:
            columns: list[Mapping[str, str]] = []
            for column in change:
                if local(column) == "column":
                    constraints = next((each for each in column if local(each) == "constraints"), None)
                    rules = dict(constraints.attrib) if constraints is not None else {}
                    columns.append({**rules, **column.attrib})
            yield local(change), dict(change.attrib), columns, place_of(artefact, change)


def _from_yaml(artefact: Artefact) -> Iterator[Change]:
    for document in documents(artefact):
        for index, item in enumerate(as_list(as_dict(document.value).get("databaseChangeLog"))):
            change_set = as_dict(as_dict(item).get("changeSet"))
            path = ("databaseChangeLog", index, "changeSet")
            if change_set:
                yield "changeSet", {}, [], document.place(*path)
            for number, change in enumerate(as_list(change_set.get("changes"))):
                for name, value in as_dict(change).items():
                    attributes = as_dict(value)
                    columns: list[Mapping[str, str]] = [
                        _yaml_column(each) for each in as_list(attributes.get("columns"))
                    ]
                    place = document.place(*path, "changes", number, name)
                    yield name, {key: as_text(each) for key, each in attributes.items()}, columns, place


def _yaml_column(value: Any) -> dict[str, str]:
    column = as_dict(as_dict(value).get("column"))
    rules = as_dict(column.get("constraints"))
    return {key: as_text(each) for key, each in {**rules, **column}.items()}


def _apply(changes: Iterator[Change]) -> Schema:
    schema = Schema(producer="Liquibase")
    for name, attributes, columns, place in changes:
        schema.statements += name == "changeSet"
        apply = _CHANGES.get(name)
        if apply is not None:
            apply(schema, attributes, columns, place)
    return schema


def _list(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _create_table(
    schema: Schema, attributes: Mapping[str, str], columns: list[Mapping[str, str]], place: Place
) -> None:
    name = attributes.get("tableName", "")
    if name:
        table = schema.tables[name.lower()] = Table(name, place)
        _columns(table, columns, place)


def _columns(table: Table, columns: list[Mapping[str, str]], place: Place) -> None:
    for each in columns:
        name = each.get("name", "")
        if not name:
            continue
        required = as_flag(each.get("nullable", "")) is False
        table.columns[name.lower()] = Column(name, each.get("type", "").lower(), place, required)
        if as_flag(each.get("primaryKey", "")):
            table.columns[name.lower()].required = True
            table.primary = Key((*(table.primary.columns if table.primary else ()), name), place)
        if as_flag(each.get("unique", "")):
            table.unique.append(Key((name,), place))
        target = each.get("referencedTableName", "") or each.get("references", "").partition("(")[0].strip()
        if target:
            table.foreign.append(ForeignKey((name,), target, place))


def _add_column(
    schema: Schema, attributes: Mapping[str, str], columns: list[Mapping[str, str]], place: Place
) -> None:
    table = schema.table(attributes.get("tableName", ""))
    if table is not None:
        _columns(table, columns, place)


def _add_primary_key(
    schema: Schema, attributes: Mapping[str, str], columns: list[Mapping[str, str]], place: Place
) -> None:
    del columns
    table = schema.table(attributes.get("tableName", ""))
    if table is not None:
        table.primary = Key(_list(attributes.get("columnNames", "")), place)


def _add_unique(
    schema: Schema, attributes: Mapping[str, str], columns: list[Mapping[str, str]], place: Place
) -> None:
    del columns
    table = schema.table(attributes.get("tableName", ""))
    if table is not None:
        table.unique.append(Key(_list(attributes.get("columnNames", "")), place))


def _add_foreign_key(
    schema: Schema, attributes: Mapping[str, str], columns: list[Mapping[str, str]], place: Place
) -> None:
    del columns
    table = schema.table(attributes.get("baseTableName", ""))
    target = attributes.get("referencedTableName", "")
    if table is not None and target:
        table.foreign.append(ForeignKey(_list(attributes.get("baseColumnNames", "")), target, place))


def _create_index(
    schema: Schema, attributes: Mapping[str, str], columns: list[Mapping[str, str]], place: Place
) -> None:
    table = schema.table(attributes.get("tableName", ""))
    if table is not None:
        key = Key(tuple(each.get("name", "") for each in columns), place)
        (table.unique if as_flag(attributes.get("unique", "")) else table.indexes).append(key)


def _drop_table(
    schema: Schema, attributes: Mapping[str, str], columns: list[Mapping[str, str]], place: Place
) -> None:
    del columns, place
    schema.tables.pop(schema.key_of(attributes.get("tableName", "")), None)


def _drop_column(
    schema: Schema, attributes: Mapping[str, str], columns: list[Mapping[str, str]], place: Place
) -> None:
    del place
    table = schema.table(attributes.get("tableName", ""))
    if table is not None:
        for name in (attributes.get("columnName", ""), *(each.get("name", "") for each in columns)):
            table.columns.pop(name.lower(), None)


def _create_view(
    schema: Schema, attributes: Mapping[str, str], columns: list[Mapping[str, str]], place: Place
) -> None:
    del columns
    schema.views.append(Named(attributes.get("viewName", ""), place))


_CHANGES: Mapping[str, Callable[[Schema, Mapping[str, str], list[Mapping[str, str]], Place], None]] = {
    "createTable": _create_table,
    "addColumn": _add_column,
    "addPrimaryKey": _add_primary_key,
    "addUniqueConstraint": _add_unique,
    "addForeignKeyConstraint": _add_foreign_key,
    "createIndex": _create_index,
    "dropTable": _drop_table,
    "dropColumn": _drop_column,
    "createView": _create_view,
}
