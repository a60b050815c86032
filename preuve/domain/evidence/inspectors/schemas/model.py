"""A database as files describe it: tables, keys, routines, roles, rights; the same for all formats."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Place


@dataclass(slots=True)
class Column:
    """A column; `type` as written, folded to lower case and single spaces.

    `listed` says that the type itself holds several values (array, SET).
    """

    name: str
    type: str
    place: Place
    required: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A primary key, a unique key or an index: its columns in order (an expression is ``""``)."""

    columns: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference from columns of a table to another table."""

    columns: tuple[str, ...]
    target: str
    place: Place


@dataclass(slots=True)
class Table:
    """A table, under the name that the file writes (with its schema when it writes one).

    `partition` is part of another table, `divided` has such parts, which carry its constraints.
    """

    name: str
    place: Place
    columns: dict[str, Column] = field(default_factory=dict)
    primary: Key | None = None
    unique: list[Key] = field(default_factory=list)
    indexes: list[Key] = field(default_factory=list)
    foreign: list[ForeignKey] = field(default_factory=list)
    checks: list[Place] = field(default_factory=list)
    partition: bool = False
    divided: bool = False

    @property
    def base_name(self) -> str:
        """The name without its schema."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Named:
    """A view, a routine, a trigger, a type …."""

    name: str
    place: Place


@dataclass(slots=True)
class Role:
    """A role or user and what it may do; a password's digest is known to be there, and not kept."""

    name: str
    place: Place
    superuser: bool = False
    login: bool = False
    digest: bool = False
    clear_password: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """A right given: privileges in upper case, what on, to whom (upper case PUBLIC)."""

    privileges: tuple[str, ...]
    target: str
    grantee: str
    place: Place
    everything: bool = False


@dataclass(slots=True)
class Schema:
    """All that was read of one file. Lists keep the order of the file.

    Attributes:
        dialect: ``postgresql``, ``mysql``, ``sqlserver``, ``oracle``, ``sqlite`` or ``""``.
        implicit_indexes: foreign keys get an index without asking (InnoDB).
    """

    dialect: str = ""
    producer: str = ""
    server: str = ""
    target: str = ""
    produced_at: str = ""
    tables: dict[str, Table] = field(default_factory=dict)
    views: list[Named] = field(default_factory=list)
    materialized: list[Named] = field(default_factory=list)
    functions: list[Named] = field(default_factory=list)
    procedures: list[Named] = field(default_factory=list)
    triggers: list[Named] = field(default_factory=list)
    sequences: list[Named] = field(default_factory=list)
    types: list[Named] = field(default_factory=list)
    policies: list[Named] = field(default_factory=list)
    handlers: list[Place] = field(default_factory=list)
    locks: list[Place] = field(default_factory=list)
    dynamic: list[Place] = field(default_factory=list)
    roles: dict[str, Role] = field(default_factory=dict)
    members: list[Named] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    comments: list[Place] = field(default_factory=list)
    copies: list[Place] = field(default_factory=list)
    meta_commands: list[Place] = field(default_factory=list)
    inserts: list[Place] = field(default_factory=list)
    insert_count: int = 0
    statements: int = 0
    unread: list[Place] = field(default_factory=list)
    too_long: list[Place] = field(default_factory=list)

    def key_of(self, name: str) -> str:
        """Return the key of a table by its name, with or without its schema; the name folded when unknown."""
        key = name.lower()
        if key in self.tables:
            return key
        base = key.rpartition(".")[2]
        if base in self.tables:
            return base
        found = [each for each in self.tables if each.rpartition(".")[2] == base]
        return found[0] if len(found) == 1 and "." not in key else key

    def table(self, name: str) -> Table | None:
        """Return a table by its name, with or without its schema."""
        return self.tables.get(self.key_of(name))

    @property
    def implicit_indexes(self) -> bool:
        """InnoDB makes the index that a foreign key needs (MySQL manual, “FOREIGN KEY Constraints”)."""
        return self.dialect == "mysql"
