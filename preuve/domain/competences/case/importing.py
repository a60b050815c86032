"""A framework from a CASE package, with the identifiers it had.

What a package must have for us: typed items (`ItemType`) in a tree of ``isChildOf`` with sequence numbers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from preuve.domain.competences.case.items import PARENTS, ItemType
from preuve.domain.competences.errors import InvalidFrameworkJsonError
from preuve.domain.competences.model import AssessmentMethod, Block, Competence, Criterion, Framework

_FORBIDDEN = {"CFDocument": "CFPackageURI", "CFItems": "CFDocumentURI", "CFAssociations": "CFDocumentURI"}


@dataclass(frozen=True, slots=True)
class Imported:
    """The framework, and the identifier of each address to keep when it is exported again."""

    framework: Framework
    kept: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Node:
    value: dict[str, Any]
    at: str
    kind: ItemType


def from_case(data: object) -> Imported:
    """The framework of a package of CASE 1.0 or 1.1.

    Raises:
        InvalidFrameworkJsonError: with the JSON Pointer of the first value that is not as it should be.
    """
    package = _object(data, "")
    document = _object(_key(package, "CFDocument", ""), "/CFDocument")
    _refuse(document, "CFDocument", "/CFDocument")
    reading = _Reading(package, _text(document, "identifier", "/CFDocument"))
    title, creator = (_text(document, name, "/CFDocument") for name in ("title", "creator"))
    framework = Framework(title, creator, tuple(reading.block(node) for node in reading.children("")))
    return Imported(framework, reading.kept)


class _Reading:
    """The tree of one package."""

    def __init__(self, package: dict[str, Any], root: str) -> None:
        self._root = root
        self._nodes = dict(
            self._item(value, f"/CFItems/{rank}") for rank, value in _array(package, "CFItems")
        )
        self._children: dict[str, list[tuple[int, int, str]]] = {}
        self._links: dict[str, str] = {}
        for rank, value in _array(package, "CFAssociations"):
            self._associate(value, f"/CFAssociations/{rank}", rank)
        for own, node in self._nodes.items():
            if own not in self._links:
                raise InvalidFrameworkJsonError(node.at, expected="isChildOf", found="none")
        self.kept = {"": root}

    def children(self, parent: str, kind: ItemType | None = None) -> list[_Node]:
        """Children in order of sequence number."""
        nodes = [self._nodes[own] for _, _, own in sorted(self._children.get(parent or self._root, []))]
        return [node for node in nodes if kind is None or node.kind is kind]

    def block(self, node: _Node) -> Block:
        code = _text(node.value, "humanCodingScheme", node.at)
        self._keep(code, node)
        own = node.value["identifier"]
        activities = self.children(own, ItemType.ACTIVITY)
        methods = self.children(own, ItemType.METHOD)
        return Block(
            code,
            _statement(node),
            str(_extra(node).get("introduction", "")),
            tuple(self._plain(each, f"{code}/activity/{rank}") for rank, each in enumerate(activities, 1)),
            tuple(self._method(each, f"{code}/method/{rank}") for rank, each in enumerate(methods, 1)),
            tuple(self._competence(each, code) for each in self.children(own, ItemType.COMPETENCE)),
        )

    def _competence(self, node: _Node, block: str) -> Competence:
        code = _text(node.value, "humanCodingScheme", node.at)
        address, own = f"{block}/{code}", node.value["identifier"]
        self._keep(address, node)
        practices = self.children(own, ItemType.PRACTICE)
        criteria = self.children(own, ItemType.CRITERION)
        return Competence(
            code,
            _statement(node),
            tuple(self._plain(each, f"{address}/practice/{rank}") for rank, each in enumerate(practices, 1)),
            tuple(
                self._criterion(each, f"{address}/criterion/{rank}") for rank, each in enumerate(criteria, 1)
            ),
        )

    def _plain(self, node: _Node, address: str) -> str:
        self._keep(address, node)
        return _statement(node)

    def _method(self, node: _Node, address: str) -> AssessmentMethod:
        self._keep(address, node)
        extra = _extra(node)
        applies, steps = (tuple(map(str, extra.get(name, ()))) for name in ("applies_to", "steps"))
        return AssessmentMethod(_statement(node), applies, steps)

    def _criterion(self, node: _Node, address: str) -> Criterion:
        self._keep(address, node)
        code = _text(node.value, "humanCodingScheme", node.at)
        label = str(node.value.get("abbreviatedStatement", ""))
        return Criterion(code, label, str(_extra(node).get("expectation", "")), _statement(node))

    def _keep(self, address: str, node: _Node) -> None:
        if address in self.kept:
            raise InvalidFrameworkJsonError(node.at, expected="another code", found=address)
        self.kept[address] = node.value["identifier"]
        self.kept[f"{address}/isChildOf"] = self._links[node.value["identifier"]]

    def _item(self, value: object, at: str) -> tuple[str, _Node]:
        item = _object(value, at)
        _refuse(item, "CFItems", at)
        kind = _text(item, "CFItemType", at)
        if kind not in set(ItemType):
            raise InvalidFrameworkJsonError(f"{at}/CFItemType", expected=", ".join(ItemType), found=kind)
        return _text(item, "identifier", at), _Node(item, at, ItemType(kind))

    def _associate(self, value: object, at: str, rank: int) -> None:
        association = _object(value, at)
        _refuse(association, "CFAssociations", at)
        if _text(association, "associationType", at) != "isChildOf":
            return
        child = self._end(association, "originNodeURI", at)
        parent = self._end(association, "destinationNodeURI", at)
        sequence = association.get("sequenceNumber", rank)
        if not isinstance(sequence, int):
            raise InvalidFrameworkJsonError(f"{at}/sequenceNumber", expected="integer", found=str(sequence))
        above = self._nodes[parent].kind if parent in self._nodes else None
        if child not in self._nodes or (above is None and parent != self._root):
            raise InvalidFrameworkJsonError(
                at, expected="identifier", found=child if parent == self._root else parent
            )
        if PARENTS[self._nodes[child].kind] is not above or child in self._links:
            raise InvalidFrameworkJsonError(at, expected="one parent of the right type", found=parent)
        self._links[child] = _text(association, "identifier", at)
        self._children.setdefault(parent, []).append((sequence, rank, child))

    def _end(self, association: dict[str, Any], name: str, at: str) -> str:
        return _text(_object(_key(association, name, at), f"{at}/{name}"), "identifier", f"{at}/{name}")


def _extra(node: _Node) -> dict[str, Any]:
    """What CASE has no property for: extensions (1.1), or one JSON text in the notes (1.0)."""
    held: object = node.value.get("extensions")
    if held is None:
        try:
            held = json.loads(str(node.value.get("notes", "")))
        except ValueError:
            held = None  # notes in somebody's own words
    found = held if isinstance(held, dict) else {}
    return {str(name).removeprefix("preuve:"): value for name, value in found.items()}


def _statement(node: _Node) -> str:
    return _text(node.value, "fullStatement", node.at)


def _refuse(value: dict[str, Any], kind: str, at: str) -> None:
    if _FORBIDDEN[kind] in value:
        raise InvalidFrameworkJsonError(at, expected="no other key", found=_FORBIDDEN[kind])


def _object(value: object, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidFrameworkJsonError(at, expected="object", found=type(value).__name__)
    return value


def _array(package: dict[str, Any], name: str) -> enumerate[Any]:
    value = package.get(name, [])
    if not isinstance(value, list):
        raise InvalidFrameworkJsonError(f"/{name}", expected="array", found=type(value).__name__)
    return enumerate(value)


def _key(value: dict[str, Any], name: str, at: str) -> object:
    if name not in value:
        raise InvalidFrameworkJsonError(at, expected="key", found=name)
    return value[name]


def _text(value: dict[str, Any], name: str, at: str) -> str:
    text = _key(value, name, at)
    if not isinstance(text, str):
        raise InvalidFrameworkJsonError(f"{at}/{name}", expected="string", found=type(text).__name__)
    return text
