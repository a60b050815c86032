"""Reads the statements of SQL scripts and dumps into a `Schema`, in any of five dialects.

A reader by words, not a grammar: what it does not know it steps over, so that one odd clause does not lose a
table. What a name refers to is kept as written; rows, comments' texts and passwords are not kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.inspectors.schemas import access, tables
from preuve.domain.evidence.inspectors.schemas.lexer import Splitter, Statement, tokens
from preuve.domain.evidence.inspectors.schemas.model import Named, Schema, Table
from preuve.domain.evidence.inspectors.schemas.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from preuve.domain.evidence.contract import Artefact, Place

_HANDLER = re.compile(
    r"\bEXCEPTION\s+WHEN\b|\bBEGIN\s+CATCH\b|\bDECLARE\s+(?:EXIT|CONTINUE)\s+HANDLER\b", re.IGNORECASE
)
_LOCK = re.compile(
    r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b|\bLOCK\s+IN\s+SHARE\s+MODE\b|\bFOR\s+SHARE\b|\bWITH\s*\(\s*UPDLOCK|\bISOLATION\s+LEVEL\b",
    re.IGNORECASE,
)
_DYNAMIC = re.compile(
    r"\bEXECUTE\s+(?!FUNCTION|PROCEDURE|ON\b)\w+\s*(?:;|INTO\b|USING\b)|\bEXECUTE\s+IMMEDIATE\b|\bEXECUTE\s+(?:format\s*\(|'|\w+\s*\|\||quote_)|\bsp_executesql\b|\bPREPARE\s+\w+\s+FROM\b|\bEXEC\s*\(",
    re.IGNORECASE,
)
_MODIFIERS = {
    "OR",
    "REPLACE",
    "ALTER",
    "TEMP",
    "TEMPORARY",
    "GLOBAL",
    "LOCAL",
    "UNLOGGED",
    "FORCE",
    "NOFORCE",
    "EDITIONABLE",
    "NONEDITIONABLE",
    "RECURSIVE",
    "CONSTRAINT",
    "ALGORITHM",
    "SECURITY",
    "INVOKER",
    "CLUSTERED",
    "NONCLUSTERED",
    "FULLTEXT",
    "SPATIAL",
    "PRIVATE",
    "FOREIGN",
    "BITMAP",
    "AGGREGATE",
    "VIRTUAL",
    "UNIQUE",
    "MATERIALIZED",
    "EXTERNAL",
}


def read(artefact: Artefact, dialect: str) -> Schema:
    """Read a script or dump as a stream of statements.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY.
    """
    schema = Schema(dialect=dialect)
    reader = _Reader(artefact, schema)
    for statement in Splitter(artefact, dialect).statements():
        reader.take(statement)
    return schema


class _Reader:
    def __init__(self, artefact: Artefact, schema: Schema) -> None:
        self.artefact = artefact
        self.schema = schema
        self.statement = Statement("", 0)
        self.known = 0
        self.line = 0
        self.brackets = schema.dialect in {"sqlserver", "sqlite"}
        self.by_verb: Mapping[str, Callable[[Words], None]] = {
            "CREATE": self.create,
            "ALTER": self.alter,
            "DROP": self.drop,
            "GRANT": self.grant,
            "COMMENT": self.comment,
        }

    def place(self, offset: int) -> Place:
        """Return the place of an offset in the statement; offsets mostly grow."""
        if offset < self.known:
            self.known, self.line = 0, self.statement.line
        self.line += self.statement.text.count("\n", self.known, offset)
        self.known = offset
        return self.artefact.place(PlaceKind.TEXT, line=self.line)

    def take(self, statement: Statement) -> None:
        """Read one statement."""
        self.statement, self.known, self.line = statement, 0, statement.line
        schema = self.schema
        if statement.kind == "meta":
            schema.meta_commands.append(self.place(0))
            return
        if statement.kind == "copy":
            schema.copies.append(self.place(0))
            return
        schema.statements += 1
        if statement.cut:
            schema.too_long.append(self.place(0))
            return
        first = re.match(r"\s*(?:BEGIN\s+(?=INSERT\b))?(\w+)", statement.text, re.IGNORECASE)
        if first is None:
            return
        name = first[1].upper()
        if name in {"INSERT", "REPLACE"}:
            self.insert(first.start(1))
        verb = self.by_verb.get(name)
        if verb is None:
            return
        found = tokens(statement.text, brackets=self.brackets, backslashes=schema.dialect == "mysql")
        words = Words(found, self.place)
        words.next()
        verb(words)

    def insert(self, offset: int) -> None:
        """Count a statement that carries rows."""
        self.schema.insert_count += 1
        if len(self.schema.inserts) < 50:
            self.schema.inserts.append(self.place(offset))

    def create(self, words: Words) -> None:
        """Read CREATE …; what is not a kind that counts is stepped over."""
        unique = materialized = False
        while words.upper() in _MODIFIERS or words.upper() in {"DEFINER", "SQL", "="}:
            unique = unique or words.upper() == "UNIQUE"
            materialized = materialized or words.upper() == "MATERIALIZED"
            if words.upper() == "DEFINER" and words.upper(1) == "=":
                words.definer()
            elif words.upper() == "ALGORITHM":
                words.next()
                words.accept("=")
                words.next()
            else:
                words.next()
        kind, offset = words.upper(), words.offset()
        words.next()
        words.accept("IF", "NOT", "EXISTS")
        if kind == "TABLE":
            self.create_table(words, offset)
        elif kind == "INDEX":
            tables.create_index(self.schema, words, unique=unique)
        elif kind == "VIEW":
            found = self.schema.materialized if materialized else self.schema.views
            found.append(Named(words.name(), words.place(offset)))
        elif kind in {"ROLE", "USER", "LOGIN"}:
            access.create_role(self.schema, words, offset, user=kind != "ROLE")
        else:
            self.create_other(words, kind, offset)

    def create_other(self, words: Words, kind: str, offset: int) -> None:
        """Read CREATE of routines, triggers, sequences and types."""
        schema = self.schema
        lists = {
            "FUNCTION": schema.functions,
            "PROCEDURE": schema.procedures,
            "PROC": schema.procedures,
            "TRIGGER": schema.triggers,
            "SEQUENCE": schema.sequences,
            "TYPE": schema.types,
            "DOMAIN": schema.types,
            "POLICY": schema.policies,
        }
        found = lists.get(kind)
        if kind == "PACKAGE" or (kind == "TYPE" and words.upper() == "BODY"):
            self.body()
        elif found is not None:
            found.append(Named(words.name(), words.place(offset)))
            if kind in {"FUNCTION", "PROCEDURE", "PROC", "TRIGGER"}:
                self.body()

    def body(self) -> None:
        """Look for handlers, locks and dynamic SQL in the text of a routine."""
        for pattern, places in (
            (_HANDLER, self.schema.handlers),
            (_LOCK, self.schema.locks),
            (_DYNAMIC, self.schema.dynamic),
        ):
            for match in pattern.finditer(self.statement.text):
                places.append(self.place(match.start()))

    def create_table(self, words: Words, offset: int) -> None:
        """Read CREATE TABLE, with its columns and constraints, or AS SELECT, or PARTITION OF."""
        name = words.name()
        if not name:
            self.schema.unread.append(words.place(offset))
            return
        if words.upper() == "LIKE" or (self.schema.dialect, name[:1]) == ("sqlserver", "#"):
            return
        if self.schema.dialect == "sqlite" and name.lower().startswith("sqlite_"):  # SQLite's own
            return
        table = Table(name, words.place(offset))
        self.schema.tables[name.lower()] = table
        if words.accept("PARTITION", "OF"):
            table.partition = True
            parent = self.schema.table(words.name())
            if parent is not None:
                parent.divided = True
        if words.upper() == "(":
            tables.definitions(self.schema, table, words)

    def alter(self, words: Words) -> None:
        """Read ALTER TABLE and ALTER ROLE."""
        kind, offset = words.upper(), words.offset()
        words.next()
        if kind == "TABLE":
            words.accept("IF", "EXISTS")
            words.accept("ONLY")
            table = self.schema.table(words.name())
            if words.accept("ATTACH", "PARTITION"):
                child = self.schema.table(words.name())
                if child is not None and table is not None:
                    child.partition = table.divided = True
            elif table is not None:
                tables.alter(self.schema, table, words)
        elif kind in {"ROLE", "USER", "LOGIN"}:
            access.alter_role(self.schema, words, offset)

    def drop(self, words: Words) -> None:
        """Take back a table or view that this file created before."""
        kind = words.upper()
        words.next()
        words.accept("IF", "EXISTS")
        if kind == "TABLE":
            while name := words.name():
                self.schema.tables.pop(self.schema.key_of(name), None)
                if not words.accept(","):
                    break
        elif kind == "VIEW":
            name = words.name().lower()
            self.schema.views = [each for each in self.schema.views if each.name.lower() != name]

    def grant(self, words: Words) -> None:
        """Read GRANT."""
        access.grant(self.schema, words)

    def comment(self, words: Words) -> None:
        """Count COMMENT ON TABLE and COLUMN."""
        if words.accept("ON") and words.upper() in {"TABLE", "COLUMN"}:
            self.schema.comments.append(words.place(0))
