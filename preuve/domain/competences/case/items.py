"""Words shared by both directions: types of items, versions, addresses inside a framework, identities."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preuve.domain.competences.model import Block, Competence, Framework

#: Root of our identifiers: they follow from the framework's own name and each item's address.
NAMESPACE = uuid.UUID("6f1d3b0e-5a53-5c0b-9d0e-7e0f6c1c2a11")


class CaseVersion(StrEnum):
    """The versions of CASE that are written and read."""

    V1_0 = "1.0"
    V1_1 = "1.1"


class ItemType(StrEnum):
    """What an item is, as its ``CFItemType``."""

    BLOCK = "Bloc de compétences"
    ACTIVITY = "Activité"
    METHOD = "Modalité d’évaluation"
    COMPETENCE = "Compétence"
    PRACTICE = "Pratique"
    CRITERION = "Critère d’évaluation"


#: Which items hold which, in the order in which siblings are written.
PARENTS = {
    ItemType.BLOCK: None,
    ItemType.ACTIVITY: ItemType.BLOCK,
    ItemType.METHOD: ItemType.BLOCK,
    ItemType.COMPETENCE: ItemType.BLOCK,
    ItemType.PRACTICE: ItemType.COMPETENCE,
    ItemType.CRITERION: ItemType.COMPETENCE,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """The identity that an object had in the package it came from.

    Attributes:
        identifier: its ``identifier``.
        uri: its ``uri``; empty when the package gave none.
        changed: its ``lastChangeDateTime``; empty when the package gave none.
        mark: digest of what it said, to know whether `changed` still holds.
    """

    identifier: str
    uri: str
    changed: str
    mark: str


@dataclass(frozen=True, slots=True)
class Publication:
    """What a package says that a framework doesn't hold.

    Attributes:
        name: stable name of the framework (``RNCP37674``): identifiers are derived from it.
        base: https address under which identifiers are resolved, without the last slash; when empty, objects
            have ``urn:uuid:`` addresses.
        changed: moment of the last change, ``2026-03-01T12:00:00+00:00``.
        kept: identities to keep, by address, as an import gave them; the others are derived.
    """

    name: str
    base: str
    changed: str
    kept: Mapping[str, Kept] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a framework.

    Attributes:
        address: unique in the framework. Codes for blocks (``BC1``) and competences (``BC1/C1.1``), which so
            keep their identifier when they are moved or reworded; a digest of the words for what has no code
            of its own (``BC1/activity/0f3a…``), which keeps it when it is moved.
        parent: address of the item that holds it, empty for a block.
        kind: its type.
        rank: from 1 among its siblings.
        statement: its words.
        code: its code, when it has one.
        short: label of a criterion.
        extra: what CASE has no property for.
    """

    address: str
    parent: str
    kind: ItemType
    rank: int
    statement: str
    code: str = ""
    short: str = ""
    extra: tuple[tuple[str, Any], ...] = ()

    @property
    def mark(self) -> str:
        """Digest of what the item says, wherever it stands."""
        return digest(self.kind, self.statement, self.code, self.short, self.extra)


def digest(*values: object) -> str:
    """The first 32 hexadecimal digits of the SHA-256 of the values as JSON."""
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:32]


def identifier(framework: str, address: str) -> str:
    """UUID version 5 of an address (``BC1/C1.1``) in the framework with this stable name."""
    return str(uuid.uuid5(uuid.uuid5(NAMESPACE, framework), address))


def type_address(kind: ItemType) -> str:
    """Address of a type of items."""
    return f"type/{kind.name}"


def link_address(address: str) -> str:
    """Address of the association of an item with its parent."""
    return f"{address}/isChildOf"


def items_of(framework: Framework) -> Iterator[Item]:
    """Every item, parents before children, in document order."""
    addresses = _Addresses()
    for rank, block in enumerate(framework.blocks, 1):
        extra = (("introduction", block.introduction),) if block.introduction else ()
        own = addresses.take(block.code)
        yield Item(own, "", ItemType.BLOCK, rank, block.title, block.code, extra=extra)
        yield from _parts(block, own, addresses)


def _parts(block: Block, parent: str, addresses: _Addresses) -> Iterator[Item]:
    for rank, activity in enumerate(block.activities, 1):
        own = addresses.take(f"{parent}/activity/{digest(activity)}")
        yield Item(own, parent, ItemType.ACTIVITY, rank, activity)
    first = len(block.activities) + 1
    for rank, method in enumerate(block.assessment_methods, first):
        extra = (("applies_to", list(method.applies_to)), ("steps", list(method.steps)))
        own = addresses.take(f"{parent}/method/{digest(method.stated_range, extra)}")
        yield Item(own, parent, ItemType.METHOD, rank, method.stated_range, extra=extra)
    first += len(block.assessment_methods)
    for rank, competence in enumerate(block.competences, first):
        own = addresses.take(f"{parent}/{competence.code}")
        yield Item(own, parent, ItemType.COMPETENCE, rank, competence.statement, competence.code)
        yield from _parts_of_competence(competence, own, addresses)


def _parts_of_competence(competence: Competence, parent: str, addresses: _Addresses) -> Iterator[Item]:
    for rank, practice in enumerate(competence.practices, 1):
        own = addresses.take(f"{parent}/practice/{digest(practice)}")
        yield Item(own, parent, ItemType.PRACTICE, rank, practice)
    for rank, criterion in enumerate(competence.criteria, len(competence.practices) + 1):
        own = addresses.take(f"{parent}/criterion/{digest(criterion.text)}")
        extra = (("expectation", criterion.expectation),)
        yield Item(
            own, parent, ItemType.CRITERION, rank, criterion.text, criterion.id, criterion.label, extra
        )


class _Addresses:
    """Gives each address once: the second ``BC1`` becomes ``BC1~2``."""

    def __init__(self) -> None:
        self._taken = {"", *map(type_address, ItemType)}

    def take(self, wanted: str) -> str:
        address, number = wanted, 2
        while address in self._taken or link_address(address) in self._taken:
            address, number = f"{wanted}~{number}", number + 1
        self._taken |= {address, link_address(address)}
        return address
