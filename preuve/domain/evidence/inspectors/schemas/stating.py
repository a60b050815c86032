"""From a schema to statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.schemas import reasoning
from preuve.domain.evidence.inspectors.schemas import statements as say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from preuve.domain.evidence.contract import Fact, FactKind, Finding, Limit, Place
    from preuve.domain.evidence.inspectors.schemas.model import Column, Schema, Table


def facts(schema: Schema, whole: Place) -> Iterator[Fact]:
    """State all facts of a schema."""
    tables = list(schema.tables.values())
    columns = [each for table in tables for each in table.columns.values()]
    if tables:
        yield from _tables(tables, len(columns))
        required = [each.place for each in columns if each.required]
        if columns:
            yield say.NOT_NULL.state(
                {"required": len(required), "columns": len(columns)},
                required or [whole],
                required=len(required),
                columns=len(columns),
            )
    yield from _objects(schema)
    if tables:
        yield from _names(schema)
    yield from _rights(schema)
    for kind, places in ((say.COPIES, schema.copies), (say.META, schema.meta_commands)):
        if places:
            yield kind.state(len(places), places)
    if schema.insert_count:
        yield say.INSERTS.state(schema.insert_count, schema.inserts)


def _tables(tables: Sequence[Table], columns: int) -> Iterator[Fact]:
    partitions = sum(each.partition for each in tables)
    figures = {"tables": len(tables), "partitions": partitions, "columns": columns}
    kind = say.PARTITIONED_TABLES if partitions else say.TABLES
    yield kind.state(figures, [each.place for each in tables], **figures)
    primary = [each.primary.place for each in tables if each.primary]
    counted: tuple[tuple[FactKind, list[Place]], ...] = (
        (say.PRIMARY_KEYS, primary),
        (say.FOREIGN_KEYS, [key.place for each in tables for key in each.foreign]),
        (say.UNIQUE_KEYS, [key.place for each in tables for key in each.unique]),
        (say.CHECKS, [place for each in tables for place in each.checks]),
        (say.INDEXES, [key.place for each in tables for key in each.indexes]),
    )
    for kind, places in counted:
        if places:
            yield kind.state(len(places), places)


def _objects(schema: Schema) -> Iterator[Fact]:
    for kind, named in (
        (say.VIEWS, schema.views),
        (say.MATERIALIZED, schema.materialized),
        (say.FUNCTIONS, schema.functions),
        (say.PROCEDURES, schema.procedures),
        (say.TRIGGERS, schema.triggers),
        (say.SEQUENCES, schema.sequences),
        (say.TYPES, schema.types),
        (say.POLICIES, schema.policies),
    ):
        if named:
            yield kind.state(len(named), [each.place for each in named])
    for kind, places in (
        (say.COMMENTS, schema.comments),
        (say.HANDLERS, schema.handlers),
        (say.LOCKS, schema.locks),
        (say.DYNAMIC, schema.dynamic),
    ):
        if places:
            yield kind.state(len(places), places)


def _names(schema: Schema) -> Iterator[Fact]:
    styles = reasoning.styles(schema)
    if styles:
        counts = {style: len(each) for style, each in styles.items()}
        places = [each[0].place for each in styles.values()]
        yield say.NAMING.state(
            counts, places, named=[f"{style} ({count})" for style, count in counts.items()]
        )
    found = reasoning.personal(schema)
    if found:
        yield say.PERSONAL.state(len(found), [column.place for _, column in found], named=_columns(found))


def _rights(schema: Schema) -> Iterator[Fact]:
    roles = list(schema.roles.values())
    if roles:
        figures = {
            "roles": len(roles),
            "superusers": sum(each.superuser for each in roles),
            "logins": sum(each.login for each in roles),
        }
        yield say.ROLES.state(figures, [each.place for each in roles], **figures)
    if schema.members:
        yield say.MEMBERS.state(len(schema.members), [each.place for each in schema.members])
    if schema.grants:
        counts: dict[str, int] = {}
        for each in schema.grants:
            counts[each.grantee] = counts.get(each.grantee, 0) + 1
        yield say.GRANTS.state(
            {"grants": len(schema.grants), "grantees": len(counts)},
            [each.place for each in schema.grants],
            grants=len(schema.grants),
            grantees=len(counts),
            named=[f"{name} ({count})" for name, count in counts.items()],
        )


def findings(schema: Schema) -> Iterator[Finding]:
    """State all findings of a schema."""
    without = reasoning.without_primary_key(schema)
    if without:
        yield say.NO_PRIMARY_KEY.state(
            len(without), [each.place for each in without], named=[each.name for each in without]
        )
    unindexed = reasoning.without_index(schema)
    if unindexed:
        yield say.NO_INDEX.state(
            len(unindexed),
            [key.place for _, key in unindexed],
            named=[f"{table.name} ({', '.join(key.columns)})" for table, key in unindexed],
        )
    yield from _targets(schema)
    yield from _column_findings(schema)
    yield from _right_findings(schema)
    unread = [*schema.unread, *schema.too_long]
    if unread:
        yield say.UNREAD.state(len(unread), unread)


def _targets(schema: Schema) -> Iterator[Finding]:
    lost = [(table, key) for table, key in reasoning.foreign_keys(schema) if schema.table(key.target) is None]
    if lost:
        yield say.UNKNOWN_TARGET.state(
            len(lost),
            [key.place for _, key in lost],
            named=[f"{table.name} → {key.target}" for table, key in lost],
        )


def _column_findings(schema: Schema) -> Iterator[Finding]:
    for kind, found in (
        (say.NO_FOREIGN_KEY, reasoning.without_foreign_key(schema)),
        (say.LISTED, reasoning.multi_valued(schema)),
    ):
        if found:
            yield kind.state(len(found), [column.place for _, column in found], named=_columns(found))
    groups = reasoning.numbered(schema)
    if groups:
        yield say.NUMBERED.state(
            len(groups),
            [column.place for _, columns in groups for column in columns],
            named=[f"{table.name} ({', '.join(each.name for each in columns)})" for table, columns in groups],
        )
    styles = reasoning.styles(schema)
    if len(styles) > 1:
        rare = sorted(styles.items(), key=lambda pair: len(pair[1]))
        yield say.MIXED_NAMING.state(
            len(styles),
            [each.place for _, group in rare for each in group[:25]],
            named=[f"{style} ({len(group)})" for style, group in reversed(rare)],
        )


def _columns(found: Iterable[tuple[Table, Column]]) -> list[str]:
    return [f"{table.base_name}.{column.name}" for table, column in found]


def _right_findings(schema: Schema) -> Iterator[Finding]:
    for kind, grants in (
        (say.ALL_PRIVILEGES, [each for each in schema.grants if each.everything]),
        (say.PUBLIC, [each for each in schema.grants if each.grantee == "PUBLIC"]),
    ):
        if grants:
            named = [f"{each.target} → {each.grantee}" for each in grants]
            yield kind.state(len(grants), [each.place for each in grants], named=named)
    powerful = [each for name, each in schema.roles.items() if each.superuser and name != "postgres"]
    if powerful:
        yield say.SUPERUSERS.state(
            len(powerful), [each.place for each in powerful], named=[each.name for each in powerful]
        )
    secrets = [each for each in schema.roles.values() if each.digest or each.clear_password]
    if secrets:
        yield say.SECRETS.state(len(secrets), [each.place for each in secrets])


def limits(schema: Schema) -> Iterator[Limit]:
    """State what a schema can't tell."""
    if schema.tables:
        yield say.NORMAL_FORM.state()
        yield say.NEEDS.state()
    if schema.grants or schema.roles:
        yield say.RIGHTS.state()
