"""Trello's JSON export of a board (*Menu → Print, export and share → Export as JSON*).

A card's creation is that of its ``createCard`` action; when the log no longer holds it, the first eight
digits of the card's id are the POSIX second of its creation (Atlassian, *Getting the time a card or board was
created*).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tickets.dates import sensible
from preuve.domain.evidence.inspectors.tickets.model import Board, Content, History, Item
from preuve.domain.evidence.inspectors.tickets.words import Verdict, verdict_of
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import from_epoch, read_moment
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

#: Trello exports at most this many actions.
KEPT_ACTIONS = 1000
_OBJECT_ID = re.compile(r"[0-9a-f]{24}")
_BOARD = frozenset(("labelNames", "prefs", "shortLink", "dateLastActivity", "idOrganization"))
_FIELDS = frozenset(("key", "title", "state", "created", "resolved", "updated", "due", "assignee", "author"))
_KEYS = {
    "key": "idShort",
    "title": "name",
    "state": "idList",
    "due": "due",
    "updated": "dateLastActivity",
    "assignee": "idMembers",
}


def sniff(head: Head) -> float:
    """Return how sure it is that the file is a Trello board."""
    if head.json_kind != "object":
        return 0.0
    keys = head.json_keys
    if {"cards", "lists"} <= keys:
        return 1.0 if "actions" in keys and len(keys & _BOARD) >= 3 else 0.8
    return 0.9 if keys >= _BOARD and "name" in keys else 0.0


def read(artefact: Artefact) -> Board:
    """Open a Trello board.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD without ``cards`` or ``lists``.
    """
    opened = document(artefact)
    board = as_dict(opened.value)
    for name in ("cards", "lists"):
        if not isinstance(board.get(name), list):
            raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), name)
    lists = [as_dict(each) for each in board["lists"]]
    names = {as_text(each.get("id")): as_text(each.get("name")) for each in lists}
    log = _Log(as_list(board.get("actions")), names)
    cards = [as_dict(card) for card in board["cards"]]
    members = board.get("members")
    return Board(
        producer="Trello",
        items=_items(opened, cards, names, log),
        fields=_FIELDS,
        heading=partial(_heading, opened),
        target=as_text(board.get("name")),
        scope=as_text(board.get("id")),
        lists=tuple(as_text(each.get("name")) for each in lists if each.get("closed") is not True),
        members=len(members) if isinstance(members, list) else None,
        history=log.history(opened) if isinstance(board.get("actions"), list) else None,
        content=_content(cards),
    )


def _heading(opened: JsonDocument, field: str) -> Place:
    return opened.place({"state": "lists", "members": "members"}.get(field, "cards"))


def _place(opened: JsonDocument, index: int, field: str) -> Place:
    return opened.place("cards", index, *([_KEYS[field]] if field in _KEYS else []))


def _items(
    opened: JsonDocument, cards: list[dict[str, Any]], names: Mapping[str, str], log: _Log
) -> Iterator[Item]:
    for index, card in enumerate(cards):
        identity = as_text(card.get("id"))
        state = names.get(as_text(card.get("idList")), "")
        at: Callable[[str], Place] = partial(_place, opened, index)
        done = card.get("dueComplete") is True or verdict_of(state) is Verdict.DONE
        yield Item(
            at,
            key=as_text(card.get("idShort")) or identity,
            title=as_text(card.get("name")),
            state=state,
            assignee="\n".join(sorted(as_text(each) for each in as_list(card.get("idMembers")))),
            author=log.creators.get(identity, ""),
            created=log.created.get(identity) or _born(identity),
            updated=_moment(card.get("dateLastActivity")),
            resolved=log.finished.get(identity) if done else None,
            due=_moment(card.get("due")),
            done=True if done else None,
            identity=identity,
        )


def _born(identity: str) -> datetime | None:
    return sensible(from_epoch(int(identity[:8], 16))) if _OBJECT_ID.fullmatch(identity) else None


def _moment(value: Any) -> datetime | None:
    return sensible(read_moment(as_text(value)))


class _Log:
    """The board's actions, newest first: creations, moves, and arrivals in lists of finished work."""

    def __init__(self, actions: list[Any], names: Mapping[str, str]) -> None:
        self.created: dict[str, datetime] = {}
        self.creators: dict[str, str] = {}
        self.finished: dict[str, datetime] = {}
        self._moves: Counter[str] = Counter()
        self._first_move = -1
        self._moments: list[datetime] = []
        self._actors: set[str] = set()
        self._count = len(actions)
        self._names = names
        for index, action in enumerate(actions):
            self._add(index, as_dict(action))

    def _add(self, index: int, action: dict[str, Any]) -> None:
        moment = _moment(action.get("date"))
        self._actors.add(as_text(action.get("idMemberCreator")))
        if moment is None:
            return
        self._moments.append(moment)
        data = as_dict(action.get("data"))
        card = as_text(dig(data, "card", "id"))
        after = as_dict(data.get("listAfter"))
        if action.get("type") == "createCard":
            self.created[card] = moment
            self.creators[card] = as_text(action.get("idMemberCreator"))
        elif action.get("type") == "updateCard" and after and "listBefore" in data:
            self._moved(index, card, as_dict(data["listBefore"]), after, moment)

    def _moved(
        self, index: int, card: str, before: dict[str, Any], after: dict[str, Any], moment: datetime
    ) -> None:
        to = as_text(after.get("name"))
        self._moves[f"{as_text(before.get('name'))} → {to}"] += 1
        self._first_move = index
        present = self._names.get(as_text(after.get("id")), to)
        if verdict_of(present) is Verdict.DONE:  # newest first: the first seen is the last that happened
            self.finished.setdefault(card, moment)

    def history(self, opened: JsonDocument) -> History:
        """Return what is stated of the log."""
        place = opened.place("actions")
        first = opened.place("actions", self._first_move) if self._first_move >= 0 else place
        return History(
            actions=self._count,
            moves=dict(self._moves.most_common()),
            actors=len(self._actors - {""}),
            moments=tuple(self._moments),
            cut=self._count >= KEPT_ACTIONS,
            place=place,
            first_move=first,
        )


def _content(cards: list[dict[str, Any]]) -> Content:
    def count(test: Callable[[dict[str, Any]], object]) -> int:
        return sum(bool(test(card)) for card in cards)

    return Content(
        described=count(lambda card: as_text(card.get("desc")).strip()),
        due=count(lambda card: card.get("due")),
        checklists=count(lambda card: as_list(card.get("idChecklists"))),
        attachments=count(
            lambda card: as_list(card.get("attachments")) or as_int(dig(card, "badges", "attachments"))
        ),
        members=count(lambda card: as_list(card.get("idMembers"))),
        labels=count(lambda card: as_list(card.get("idLabels"))),
        archived=count(lambda card: card.get("closed") is True),
    )
