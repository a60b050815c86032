"""What all formats of tickets have in common: a stream of items, and what the file says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from preuve.domain.evidence.inspectors.tickets.dates import Orders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from preuve.domain.evidence.contract import Place
    from preuve.domain.evidence.reading.tables import Table


class Item(NamedTuple):
    """One ticket, card, issue or change; ``""`` and None where the file says nothing.

    A named tuple, since one is made per row of files that may hold a million.

    Attributes:
        at: gives the place of a field of the item (by this class's names), or of the item for ``""``.
        assignee: one a line where there are several.
        done: True and False where the tool itself says so; None where its state must be read.
        identity: what tells it apart in all projects of the tool; ``""`` where only the key does.
        undated: fields that hold a date whose day and month can't be told apart: they are None.
    """

    at: Callable[[str], Place]
    key: str = ""
    title: str = ""
    type: str = ""
    state: str = ""
    category: str = ""
    priority: str = ""
    assignee: str = ""
    author: str = ""
    resolution: str = ""
    cause: str = ""
    reopened: str = ""
    problem: str = ""
    change: str = ""
    related: str = ""
    change_kind: str = ""
    approval: str = ""
    approver: str = ""
    review: str = ""
    project: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    due: datetime | None = None
    taken: datetime | None = None
    approved: datetime | None = None
    implemented: datetime | None = None
    reviewed: datetime | None = None
    versions: tuple[str, ...] = ()
    done: bool | None = None
    identity: str = ""
    undated: tuple[str, ...] = ()

    def has(self, moment: str) -> bool:
        """Say whether a field of dates holds one, even one that can't be told."""
        return getattr(self, moment) is not None or moment in self.undated

    @property
    def end(self) -> datetime | None:
        """Return when it was resolved, or else closed; None when the date that counts can't be told."""
        return self.resolved or (None if "resolved" in self.undated else self.closed)


MOMENTS = frozenset(
    ("created", "updated", "resolved", "closed", "due", "taken", "approved", "implemented", "reviewed")
)


@dataclass(frozen=True, slots=True)
class History:
    """What only a board's log of actions tells (Trello).

    Attributes:
        actions: how many the file keeps.
        moves: “from → to” → how often a card moved so.
        actors: how many members acted.
        moments: when each action was.
        cut: whether the export may have dropped older actions (Trello keeps 1,000).
        place: of the log.
        first_move: of the first move; the log when there is none.
    """

    actions: int
    moves: Mapping[str, int]
    actors: int
    moments: tuple[datetime, ...]
    cut: bool
    place: Place
    first_move: Place


@dataclass(frozen=True, slots=True)
class Content:
    """How the cards of a board are filled; counts of cards."""

    described: int
    due: int
    checklists: int
    attachments: int
    members: int
    labels: int
    archived: int


@dataclass(frozen=True, slots=True)
class Board:
    """A file of tickets, opened.

    Attributes:
        producer: tool and version.
        items: read once, as a stream.
        fields: names of `Item` that the file can fill.
        heading: place of a field for all items: its column's header, or the whole list for ``""``.
        target: project or board.
        scope: what tells the board apart from all others of the tool; ``""`` when the file doesn’t say.
        orders: how dates like 03/04/2026 were read, known once the items were.
        lists: names of a board's open lists, in order.
        members: of the board; None when the file has no such list.
    """

    producer: str
    items: Iterator[Item]
    fields: frozenset[str]
    heading: Callable[[str], Place]
    target: str = ""
    scope: str = ""
    produced_at: str = ""
    orders: Orders = field(default_factory=Orders)
    lists: tuple[str, ...] = ()
    members: int | None = None
    history: History | None = None
    content: Content | None = None
    table: Table | None = field(default=None, repr=False)
