"""A chain of records in which each one holds the hash of the one before.

Source: Haber and Stornetta, "How to Time-Stamp a Digital Document" (J. Cryptology 3, 1991), linking scheme.
A record that is changed, removed, inserted or moved breaks the chain at its place; records removed at the
end are seen against the head (position and hash of the last record), which is kept apart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from preuve.domain.credentials.canonical import Json, content_hash

GENESIS = "0" * 64


class Break(StrEnum):
    """How a chain can be broken at a position."""

    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    TRUNCATED = "truncated"


@dataclass(frozen=True, slots=True)
class Link:
    """One record: its position (from 1), what it says, the hash before it, and its own."""

    position: int
    content: dict[str, Json]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class ChainProblem:
    """Where the chain is broken, and how. `found` and `expected` are hashes or positions, as text."""

    position: int
    kind: Break
    expected: str
    found: str


def link_hash(position: int, content: dict[str, Json], previous_hash: str) -> str:
    """Return the hash of a record at `position` after `previous_hash`: 64 hexadecimal digits."""
    return content_hash({"position": position, "content": content, "previous": previous_hash})


def append_link(position: int, content: dict[str, Json], previous_hash: str) -> Link:
    """Return the record that follows `previous_hash` (`GENESIS` for the first)."""
    return Link(position, content, previous_hash, link_hash(position, content, previous_hash))


def chain_problems(links: Iterable[Link], *, head: tuple[int, str] | None = None) -> Iterator[ChainProblem]:
    """Yield every break of a chain read in the order of its positions, in constant memory.

    `head` is the position and hash that the last record must have; `None` leaves the end unchecked. After a
    break the reading goes on from the record that was found, so that each break is named once.
    """
    position, previous = 0, GENESIS
    for link in links:
        if link.position != position + 1:
            yield ChainProblem(position + 1, Break.MISSING, str(position + 1), str(link.position))
        elif link.previous_hash != previous:
            yield ChainProblem(link.position, Break.MOVED, previous, link.previous_hash)
        actual = link_hash(link.position, link.content, link.previous_hash)
        if actual != link.hash:
            yield ChainProblem(link.position, Break.CHANGED, link.hash, actual)
        position, previous = link.position, link.hash
    if head is not None and (position, previous) != head:
        kind = Break.TRUNCATED if position < head[0] else Break.CHANGED
        yield ChainProblem(max(position, head[0]), kind, f"{head[0]}:{head[1]}", f"{position}:{previous}")
