"""A framework from a CASE package, with the identities it had.

Ours come back whole. What somebody else's package holds is placed by its type, else by its depth: blocks,
competences, practices. Each thing without a place is said in a warning, and its words stay in ``unassigned``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from preuve.domain.competences.case import values
from preuve.domain.competences.case.export import document_mark, link_mark
from preuve.domain.competences.case.items import (
    PARENTS,
    ItemType,
    Kept,
    Publication,
    items_of,
    link_address,
    type_address,
)
from preuve.domain.competences.case.remarks import Remarks
from preuve.domain.competences.case.tree import Node, Tree
from preuve.domain.competences.model import AssessmentMethod, Block, Competence, Criterion, Framework

if TYPE_CHECKING:
    from collections.abc import Mapping

_BY_NAME = {kind.value.casefold(): kind for kind in ItemType}
#: What an item of another type is read as, by what holds it.
_BY_DEPTH = {
    None: ItemType.BLOCK,
    ItemType.BLOCK: ItemType.COMPETENCE,
    ItemType.COMPETENCE: ItemType.PRACTICE,
}
_NO_LINES: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Imported:
    """The framework, with warnings about what had no place, and what makes its next export the same."""

    framework: Framework
    publication: Publication


@dataclass(frozen=True, slots=True)
class _Placed:
    node: Node
    kind: ItemType
    is_guessed: bool


def from_case(data: object, lines: Mapping[str, int] = _NO_LINES) -> Imported:
    """The framework of a package of CASE 1.0 or 1.1.

    Args:
        data: the package, as JSON values.
        lines: line of the source by JSON Pointer, for the warnings; all are of line 1 without it.

    Raises:
        InvalidFrameworkJsonError: with the JSON Pointer of the first value that is not of its type, of a key
            that CASE requires, or of an identifier used twice.
    """
    package = values.as_object(data, "")
    document = values.as_object(values.key(package, "CFDocument", ""), "/CFDocument")
    remarks = Remarks(lines)
    root = values.text(document, "identifier", "/CFDocument")
    reading = _Reading(Tree(package, root, remarks), remarks)
    title, creator = (values.text(document, name, "/CFDocument") for name in ("title", "creator"))
    blocks = tuple(reading.blocks())
    remarks.note_unused(package, document)
    reading.note_unplaced()
    framework = Framework(title, creator, blocks, remarks.warnings, remarks.unassigned)
    return Imported(framework, reading.publication(framework, package, document))


class _Reading:
    """Makes the values of a framework, remembering in document order the items they come from."""

    def __init__(self, tree: Tree, remarks: Remarks) -> None:
        self._tree = tree
        self._remarks = remarks
        self._placed: list[Node] = []

    def blocks(self) -> list[Block]:
        return [self._block(each, rank) for rank, each in enumerate(self._children(None, None), 1)]

    def note_unplaced(self) -> None:
        """Say which items are in no block: of no known place, under no parent, under themselves."""
        placed = {node.own for node in self._placed}
        for node in self._tree.nodes.values():
            if node.own not in placed:
                words = (values.text_or_nothing(node.value, "humanCodingScheme", node.at), node.statement)
                self._remarks.unplaced(node.at, node.type_name, " ".join(filter(None, words)))

    def publication(
        self, framework: Framework, package: dict[str, Any], document: dict[str, Any]
    ) -> Publication:
        """What makes the next export the same: identities by address."""
        own = values.text(document, "identifier", "/CFDocument")
        uri = values.text_or_nothing(document, "uri", "/CFDocument")
        extra, at = values.own_extra(document, "/CFDocument")
        name = values.text_or_nothing(extra, "preuve:name", at) or own
        kept = {"": _kept(document, "/CFDocument", document_mark(framework))}
        for item, node in zip(items_of(framework), self._placed, strict=True):
            kept[item.address] = _kept(node.value, node.at, item.mark)
            link, place = self._tree.links[node.own]
            kept[link_address(item.address)] = _kept(link, place, link_mark(item))
        base = uri.removesuffix(f"/CFDocuments/{own}") if uri.endswith(f"/CFDocuments/{own}") else ""
        return Publication(name, base, kept[""].changed, kept | _kept_types(package))

    def _children(self, parent: Node | None, above: ItemType | None) -> list[_Placed]:
        found = [self._place(node, above) for node in self._tree.children(parent)]
        return [placed for placed in found if placed is not None]

    def _place(self, node: Node, above: ItemType | None) -> _Placed | None:
        kind = _BY_NAME.get(node.type_name.casefold())
        if kind is not None:
            return _Placed(node, kind, is_guessed=False) if PARENTS[kind] is above else None
        guess = _BY_DEPTH[above]
        self._remarks.guessed(node.at, node.type_name, guess)
        return _Placed(node, guess, is_guessed=True)

    def _block(self, placed: _Placed, number: int) -> Block:
        node = self._take(placed, "humanCodingScheme")
        children = self._children(node, ItemType.BLOCK)
        extra, at = values.own_extra(node.value, node.at)
        code = self._code(placed, f"BC{number}")
        activities = tuple(self._plain(each) for each in children if each.kind is ItemType.ACTIVITY)
        methods = tuple(self._method(each) for each in children if each.kind is ItemType.METHOD)
        competences = [each for each in children if each.kind is ItemType.COMPETENCE]
        return Block(
            code,
            node.statement,
            values.text_or_nothing(extra, "preuve:introduction", at),
            activities,
            methods,
            tuple(self._competence(each, f"C{number}.{rank}") for rank, each in enumerate(competences, 1)),
        )

    def _competence(self, placed: _Placed, given: str) -> Competence:
        node = self._take(placed, "humanCodingScheme")
        children = self._children(node, ItemType.COMPETENCE)
        code = self._code(placed, given)
        practices = tuple(self._plain(each) for each in children if each.kind is ItemType.PRACTICE)
        criteria = tuple(self._criterion(each) for each in children if each.kind is ItemType.CRITERION)
        return Competence(code, node.statement, practices, criteria)

    def _plain(self, placed: _Placed) -> str:
        """An activity or a practice; of somebody else's item the code, for which there is no place, stays."""
        if not placed.is_guessed:
            return self._take(placed).statement
        node = self._take(placed, "humanCodingScheme")
        code = values.text_or_nothing(node.value, "humanCodingScheme", node.at)
        return " ".join(filter(None, (code, node.statement)))

    def _method(self, placed: _Placed) -> AssessmentMethod:
        node = self._take(placed)
        extra, at = values.own_extra(node.value, node.at)
        applies, steps = (values.texts(extra, f"preuve:{name}", at) for name in ("applies_to", "steps"))
        return AssessmentMethod(node.statement, applies, steps)

    def _criterion(self, placed: _Placed) -> Criterion:
        node = self._take(placed, "humanCodingScheme", "abbreviatedStatement")
        extra, at = values.own_extra(node.value, node.at)
        return Criterion(
            values.text_or_nothing(node.value, "humanCodingScheme", node.at),
            values.text_or_nothing(node.value, "abbreviatedStatement", node.at),
            values.text_or_nothing(extra, "preuve:expectation", at),
            node.statement,
        )

    def _code(self, placed: _Placed, given: str) -> str:
        code = values.text_or_nothing(placed.node.value, "humanCodingScheme", placed.node.at)
        if code or not placed.is_guessed:
            return code
        self._remarks.coded(placed.node.at)
        return given

    def _take(self, placed: _Placed, *used: str) -> Node:
        """Remember that the item has its place, and say which of its properties have none."""
        self._placed.append(placed.node)
        self._remarks.note_properties(placed.node.value, placed.node.at, used)
        return placed.node


def _kept(value: dict[str, Any], at: str, mark: str) -> Kept:
    own, uri, changed = (
        values.text(value, "identifier", at),
        values.text_or_nothing(value, "uri", at),
        values.text_or_nothing(value, "lastChangeDateTime", at),
    )
    return Kept(own, uri, changed, mark)


def _kept_types(package: dict[str, Any]) -> dict[str, Kept]:
    """Identities of the types of items that are ours by their titles."""
    definitions = values.as_object(package.get("CFDefinitions", {}), "/CFDefinitions")
    kept = {}
    for rank, value in values.array(definitions, "CFItemTypes", "/CFDefinitions"):
        at = f"/CFDefinitions/CFItemTypes/{rank}"
        kind = _BY_NAME.get(values.text_or_nothing(values.as_object(value, at), "title", at).casefold())
        if kind is not None:
            kept[type_address(kind)] = _kept(value, at, kind.value)
    return kept
