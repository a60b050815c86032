"""Two schemas side by side, a data dictionary beside a schema, two configurations."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from preuve.domain.evidence.inspectors.schemas import reasoning
from preuve.domain.evidence.inspectors.schemas import statements as say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preuve.domain.evidence.contract import Fact, FactKind, Finding, Place
    from preuve.domain.evidence.inspectors.schemas.configuration import Configuration
    from preuve.domain.evidence.inspectors.schemas.model import Grant, Schema, Table

    Pair = tuple[Place, Place]

_T = TypeVar("_T")


def _tables(schema: Schema) -> dict[str, Table]:
    """Tables by their name without schema, folded, the way both sides write it."""
    return {each.base_name.lower(): each for each in schema.tables.values()}


def _sets(kind: FactKind, before: Mapping[_T, Place], after: Mapping[_T, Place], wholes: Pair) -> Fact:
    gone = [before[each] for each in before if each not in after]
    new = [after[each] for each in after if each not in before]
    figures = {"closed": len(gone), "remaining": len(before) - len(gone), "new": len(new)}
    return kind.state(figures, [*gone[:25], *new[:25]] or wholes, **figures)


def scope(before: Schema, after: Schema, wholes: Pair) -> Iterator[Finding]:
    """State that nothing is common, when nothing is."""
    first, second = _tables(before), _tables(after)
    if (first or second) and not first.keys() & second.keys():
        yield say.OTHER_SCOPE.state(0, wholes)


def facts(before: Schema, after: Schema, wholes: Pair) -> Iterator[Fact]:
    """State what changed between two schemas."""
    first, second = _tables(before), _tables(after)
    if first or second:
        yield _sets(
            say.COMPARED_TABLES,
            {name: each.place for name, each in first.items()},
            {name: each.place for name, each in second.items()},
            wholes,
        )
        yield _columns(first, second, wholes)
        yield _sets(say.COMPARED_FOREIGN, _foreign(first), _foreign(second), wholes)
        yield _sets(
            say.COMPARED_NO_KEY,
            {each.base_name.lower(): each.place for each in reasoning.without_primary_key(before)},
            {each.base_name.lower(): each.place for each in reasoning.without_primary_key(after)},
            wholes,
        )
        yield _sets(say.COMPARED_NO_INDEX, _unindexed(before), _unindexed(after), wholes)
        figures = {"before": _indexes(first), "after": _indexes(second)}
        yield say.COMPARED_INDEXES.state(figures, wholes, **figures)
    if before.grants or after.grants:
        public = [[each for each in schema.grants if each.grantee == "PUBLIC"] for schema in (before, after)]
        figures = {"before": len(public[0]), "after": len(public[1])}
        places = [each.place for group in public for each in group]
        yield say.COMPARED_PUBLIC.state(figures, places or wholes, **figures)
        yield _sets(say.COMPARED_GRANTS, _grants(before.grants), _grants(after.grants), wholes)


def _columns(first: Mapping[str, Table], second: Mapping[str, Table], wholes: Pair) -> Fact:
    removed: list[Place] = []
    added: list[Place] = []
    changed: list[Place] = []
    for name in first.keys() & second.keys():
        old, new = first[name].columns, second[name].columns
        removed += [each.place for key, each in old.items() if key not in new]
        added += [each.place for key, each in new.items() if key not in old]
        changed += [new[key].place for key, each in old.items() if key in new and new[key].type != each.type]
    figures = {"removed": len(removed), "added": len(added), "changed": len(changed)}
    places = sorted([*removed, *added, *changed], key=lambda each: (each.artefact, each.line, each.path))
    return say.COMPARED_COLUMNS.state(figures, places or wholes, **figures)


def _foreign(tables: Mapping[str, Table]) -> dict[tuple[str, ...], Place]:
    return {
        (name, *(column.lower() for column in key.columns), key.target.rpartition(".")[2].lower()): key.place
        for name, table in tables.items()
        for key in table.foreign
    }


def _unindexed(schema: Schema) -> dict[tuple[str, ...], Place]:
    return {
        (table.base_name.lower(), *(column.lower() for column in key.columns)): key.place
        for table, key in reasoning.without_index(schema)
    }


def _indexes(tables: Mapping[str, Table]) -> int:
    return sum(len(each.indexes) + len(each.unique) for each in tables.values())


def _grants(grants: list[Grant]) -> dict[tuple[tuple[str, ...], str, str], Place]:
    return {(each.privileges, each.target, each.grantee): each.place for each in grants}


def dictionary_facts(dictionary: Schema, schema: Schema, wholes: Pair) -> Iterator[Fact]:
    """State how many columns dictionary and schema share."""
    described, real = _names(dictionary), _names(schema)
    figures = {
        "common": len(described.keys() & real.keys()),
        "only_dictionary": len(described.keys() - real.keys()),
        "only_schema": len(real.keys() - described.keys()),
    }
    yield say.COMPARED_DICTIONARY.state(figures, wholes, **figures)


def dictionary_findings(dictionary: Schema, schema: Schema) -> Iterator[Finding]:
    """State which columns one side lacks; a table that lacks whole is named once."""
    for kind, one, other in (
        (say.MISSING_IN_SCHEMA, dictionary, schema),
        (say.MISSING_IN_DICTIONARY, schema, dictionary),
    ):
        missing = _missing(one, other)
        if missing:
            yield kind.state(len(missing), missing.values(), named=list(missing))


def _names(schema: Schema) -> dict[tuple[str, str], Place]:
    return {
        (name, column): each.place
        for name, table in _tables(schema).items()
        for column, each in table.columns.items()
    }


def _missing(one: Schema, other: Schema) -> dict[str, Place]:
    found: dict[str, Place] = {}
    theirs = _tables(other)
    for name, table in _tables(one).items():
        twin = theirs.get(name)
        if twin is None:
            found[table.base_name] = table.place
            continue
        for key, column in table.columns.items():
            if key not in twin.columns:
                found[f"{table.base_name}.{column.name}"] = column.place
    return found


def configurations(before: Configuration, after: Configuration, wholes: Pair) -> Iterator[Fact]:
    """State what changed between two configurations."""
    if before.rules or after.rules:
        trusting = [[each for each in found.rules if each.method == "trust"] for found in (before, after)]
        figures = {"before": len(trusting[0]), "after": len(trusting[1])}
        places = [each.place for group in trusting for each in group[:25]]
        yield say.COMPARED_RULES.state(figures, places or wholes, **figures)
    if before.settings or after.settings:
        old, new = before.settings, after.settings
        removed = [old[name][1] for name in old if name not in new]
        added = [new[name][1] for name in new if name not in old]
        changed = [new[name][1] for name in old if name in new and new[name][0] != old[name][0]]
        figures = {"removed": len(removed), "added": len(added), "changed": len(changed)}
        yield say.COMPARED_SETTINGS.state(figures, [*removed, *added, *changed] or wholes, **figures)
