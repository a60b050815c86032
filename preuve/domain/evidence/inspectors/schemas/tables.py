"""Columns, keys and constraints of tables: inside CREATE TABLE, in ALTER TABLE, as CREATE INDEX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.schemas.model import Column, ForeignKey, Key

if TYPE_CHECKING:
    from preuve.domain.evidence.inspectors.schemas.model import Schema, Table
    from preuve.domain.evidence.inspectors.schemas.words import Words

_CONSTRAINTS = {"PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"}
_INDEXES = {"KEY", "INDEX", "FULLTEXT", "SPATIAL"}
#: What ends the type of a column.
_AFTER_TYPE = {
    "NOT",
    "NULL",
    "DEFAULT",
    "PRIMARY",
    "UNIQUE",
    "REFERENCES",
    "CHECK",
    "CONSTRAINT",
    "COLLATE",
    "COMMENT",
    "AUTO_INCREMENT",
    "AUTOINCREMENT",
    "IDENTITY",
    "GENERATED",
    "ON",
    "KEY",
    "AS",
    "ENCODE",
    "STORED",
    "VIRTUAL",
    "INVISIBLE",
    "VISIBLE",
    "ROWGUIDCOL",
    "SPARSE",
    "ENABLE",
    "STORAGE",
    "COMPRESSION",
    "FIRST",
    "AFTER",
    "CHARSET",
    "INLINE",
    "USING",
}
_SERIAL = {"serial", "bigserial", "smallserial"}


def definitions(schema: Schema, table: Table, words: Words) -> None:
    """Read the brackets of CREATE TABLE."""
    for part in words.group():
        definition(schema, table, part)


def definition(schema: Schema, table: Table, part: Words) -> None:
    """Read one column or one constraint."""
    offset = part.offset()
    if part.upper() == "CONSTRAINT" and part.kind() == "w":
        part.next()
        if part.upper() not in _CONSTRAINTS:
            part.name()
        if part.upper() in _CONSTRAINTS:
            constraint(schema, table, part, offset)
    elif part.upper() in _CONSTRAINTS and (part.upper(1) or part.upper() in {"UNIQUE", "CHECK"}):
        constraint(schema, table, part, offset)
    elif part.upper() in _INDEXES and _is_index(part):
        _index(table, part, offset)
    elif part.upper() not in {"LIKE", "PERIOD", "PARTITION", "SUPPLEMENTAL", ")"}:
        column(schema, table, part)


def _is_index(part: Words) -> bool:
    """Say whether KEY or INDEX begins an index and no column of that name."""
    ahead = 1
    while ahead < 4:
        if part.upper(ahead) == "(":
            return True
        ahead += 1
    return part.upper() in {"FULLTEXT", "SPATIAL"}


def _index(table: Table, part: Words, offset: int) -> None:
    part.next()
    while part and part.upper() != "(":
        part.next()
    table.indexes.append(Key(part.columns(), part.place(offset)))


def constraint(schema: Schema, table: Table, part: Words, offset: int) -> None:
    """Read a constraint of a table after its name."""
    kind = part.upper()
    place = part.place(offset)
    part.next()
    if kind == "CHECK":
        table.checks.append(place)
        return
    if kind == "FOREIGN":
        part.accept("KEY")
        if part.upper() != "(":
            part.name()
        columns = part.columns()
        target = part.name() if part.accept("REFERENCES") else ""
        if columns and target:
            table.foreign.append(ForeignKey(columns, target, place))
        return
    if kind == "EXCLUDE":
        table.checks.append(place)
        return
    while part and part.upper() != "(":
        part.next()
    key = Key(part.columns(), place)
    if not key.columns:
        schema.unread.append(place)
    elif kind == "PRIMARY":
        _primary(table, key)
    else:
        table.unique.append(key)


def _primary(table: Table, key: Key) -> None:
    table.primary = key
    for name in key.columns:
        found = table.columns.get(name.lower())
        if found is not None:
            found.required = True


def column(schema: Schema, table: Table, part: Words) -> None:
    """Read a column with its type and constraints."""
    place = part.place(part.offset())
    name = part.text() if part.kind() in {"w", "q"} else ""
    if not name:
        schema.unread.append(place)
        return
    part.next()
    kind, listed = _type(part)
    found = Column(name, kind, place, listed=listed)
    table.columns[name.lower()] = found
    while part:
        _column_constraint(table, found, part)


def _type(part: Words) -> tuple[str, bool]:
    """Read a type: ``character varying(12)``, ``SET('a','b')``, ``text[]``, and whether it holds several."""
    texts: list[str] = []
    listed = part.upper() == "SET"
    while part and (part.upper() not in _AFTER_TYPE or part.kind() != "w"):
        if part.accept("CHARACTER", "SET") or part.accept("BINARY"):
            if texts and texts[0] != "binary":
                part.name()
                continue
            texts.append("binary")
            continue
        if part.upper() == "(":
            inner = ["".join(_texts(each)) for each in part.group()]
            texts.append(f"({','.join(inner)})")
            continue
        if part.upper() == "[" or part.upper() == "ARRAY":
            listed = True
        texts.append(part.text().lower())
        part.next()
    text = " ".join(texts).replace(" (", "(").replace(" [", "[").replace("[ ]", "[]").replace(" . ", ".")
    return text, listed


def _texts(part: Words) -> list[str]:
    found = []
    while part:
        found.append(part.text())
        part.next()
    return found


def _column_constraint(table: Table, found: Column, part: Words) -> None:
    offset = part.offset()
    if part.accept("NOT", "NULL"):
        found.required = True
    elif part.accept("PRIMARY"):
        part.accept("KEY")
        _primary(table, Key((found.name,), part.place(offset)))
        found.required = True
    elif part.accept("UNIQUE"):
        table.unique.append(Key((found.name,), part.place(offset)))
    elif part.accept("REFERENCES"):
        target = part.name()
        if target:
            table.foreign.append(ForeignKey((found.name,), target, part.place(offset)))
    elif part.accept("CHECK"):
        table.checks.append(part.place(offset))
        if part.upper() == "(":
            part.group()
    elif part.upper() == "(":
        part.group()
    elif part.accept("DEFAULT"):
        part.next()
    else:
        part.next()


def alter(schema: Schema, table: Table, words: Words) -> None:
    """Read the actions of ALTER TABLE."""
    if words.accept("WITH", "CHECK") or words.accept("WITH", "NOCHECK"):
        pass
    for action in words.actions():
        _action(schema, table, action)


def _action(schema: Schema, table: Table, action: Words) -> None:
    offset = action.offset()
    if action.accept("ADD"):
        _add(schema, table, action, offset)
    elif action.accept("DROP", "COLUMN"):
        action.accept("IF", "EXISTS")
        table.columns.pop(action.name().lower(), None)
    elif action.accept("ALTER"):
        action.accept("COLUMN")
        found = table.columns.get(action.name().lower())
        if found is not None and action.accept("SET", "NOT", "NULL"):
            found.required = True
    elif action.accept("MODIFY"):
        action.accept("COLUMN")
        if action.upper() == "(":
            for part in action.group():
                column(schema, table, part)
        else:
            column(schema, table, action)


def _add(schema: Schema, table: Table, action: Words, offset: int) -> None:
    if action.upper() == "(":
        for part in action.group():
            definition(schema, table, part)
        return
    if action.accept("COLUMN"):
        action.accept("IF", "NOT", "EXISTS")
        column(schema, table, action)
        return
    if action.upper() in {"CONSTRAINT", *_CONSTRAINTS}:
        if action.accept("CONSTRAINT") and action.upper() not in _CONSTRAINTS:
            action.name()
        if action.upper() in _CONSTRAINTS:
            constraint(schema, table, action, offset)
        return
    definition(schema, table, action)


def create_index(schema: Schema, words: Words, *, unique: bool) -> None:
    """Read CREATE INDEX after that word."""
    place = words.place(words.offset())
    words.accept("CONCURRENTLY")
    words.accept("IF", "NOT", "EXISTS")
    if words.upper() != "ON":
        words.name()
    while words and words.upper() != "ON":
        words.next()
    words.next()
    words.accept("ONLY")
    table = schema.table(words.name())
    if table is None:
        return
    while words and words.upper() != "(":
        words.next()
    key = Key(words.columns(), place)
    partial = False
    while words:
        partial = partial or words.upper() == "WHERE"
        words.next()
    if unique and not partial:
        table.unique.append(key)
    else:
        table.indexes.append(key)
