"""What the readers of this inspector share: histories, components, and what they hand back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from preuve.domain.evidence.contract import Place


@dataclass(slots=True, eq=False)  # one each of up to 200,000: frozen ones take three times as long to make
class Commit:
    """One commit. `author` is (name, e-mail), kept for counting and never stated.

    Attributes:
        styled: whether its message follows Conventional Commits.
        added, deleted: lines, None when the source doesn't tell.
        line: of a text; 0 for a bundle, where the place is the commit itself.
    """

    sha: str
    author: tuple[str, str]
    at: datetime | None
    styled: bool
    tickets: tuple[str, ...] = ()
    merge: bool = False
    signed: bool = False
    added: int | None = None
    deleted: int | None = None
    line: int = 0


@dataclass(slots=True)
class History:
    """Commits of one source, and what else it tells.

    Attributes:
        tags: name → moment of the tagged commit (None unknown) and place.
        files: paths of the head commit → None; empty when the source doesn't hold them.
        head: SHA of the head commit; ``""`` unknown.
    """

    commits: list[Commit]
    place: Callable[[Commit], Place]
    tags: dict[str, tuple[datetime | None, Place]] = field(default_factory=dict)
    branches: tuple[str, ...] = ()
    references: int = 0
    files: tuple[str, ...] = ()
    head: str = ""
    partial: bool = False
    has_signatures: bool = False
    file_place: Callable[[str], Place] | None = None


@dataclass(slots=True, eq=False)  # as `Commit`
class Component:
    """One component of a lock file or a bill of materials.

    Attributes:
        licence: as written; ``""`` unknown; None when the format carries none.
        dev, optional: for development only; not needed for it to run, as the file says.
        pinned: an exact version is written.
        sealed: a checksum is written; None when the format carries none.
        elsewhere: comes from a repository or a URL rather than a registry.
        where: line of a text, or path of a JSON document.
    """

    name: str
    version: str
    where: int | tuple[str | int, ...]
    licence: str | None = None
    dev: bool = False
    pinned: bool = True
    sealed: bool | None = None
    elsewhere: bool = False
    optional: bool = False


@dataclass(slots=True)
class Inventory:
    """Components of one file."""

    ecosystem: str
    components: list[Component]
    place: Callable[[Component], Place]
    start: Place
    producer: str = ""
    produced_at: str = ""
    target: str = ""
    vulnerabilities: dict[str, int] = field(default_factory=dict)
    vulnerability_places: tuple[Place, ...] = ()
    relations: int = 0
    relations_place: Place | None = None


#: Mentions of tickets that are handed on, the first.
MAX_MENTIONS = 2000
_CONVENTIONAL = re.compile(
    r"(?:build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test)(?:\([^)\n]{1,60}\))?!?: \S"
)
_TICKET = re.compile(r"(?<![\w-])([A-Z][A-Z0-9]{1,9}-\d{1,7})(?![\w-])|(?<![\w&/#])#(\d{1,7})(?!\w)")
#: What looks like a ticket and is a standard's name.
_NO_TICKET = re.compile(r"(?:UTF|ISO|SHA|RFC|CVE|CWE|AES|RSA|HTTP|TLS|MD|PEP|WCAG)-")


def is_conventional(message: str) -> bool:
    """Say whether a message begins as Conventional Commits 1.0.0 asks, with one of the usual types."""
    return _CONVENTIONAL.match(message) is not None


def tickets_of(message: str) -> tuple[str, ...]:
    """Return the tickets that a message names, ``ABC-123`` or ``#12``, each once, at most 20."""
    if "#" not in message and "-" not in message:
        return ()
    found: dict[str, None] = {}
    for each in _TICKET.finditer(message[:20_000]):
        name = each[1] or f"#{each[2]}"
        if not _NO_TICKET.match(name):
            found[name] = None
    return tuple(found)[:20]
