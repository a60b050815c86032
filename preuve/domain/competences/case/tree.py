"""The items of a package, and who holds whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from preuve.domain.competences.case import values
from preuve.domain.competences.errors import InvalidFrameworkJsonError

if TYPE_CHECKING:
    from preuve.domain.competences.case.remarks import Remarks


@dataclass(frozen=True, slots=True)
class Node:
    """One item: its values, where they stand (JSON Pointer), its identifier, words and type."""

    value: dict[str, Any]
    at: str
    own: str
    statement: str
    type_name: str


class Tree:
    """Items by identifier and children in the order of their sequence numbers.

    Attributes:
        nodes: every item, by identifier, in the order of the package.
        links: of each item that has a parent, the association and its pointer.
    """

    def __init__(self, package: dict[str, Any], root: str, remarks: Remarks) -> None:
        self._root = root
        self._remarks = remarks
        self.nodes: dict[str, Node] = {}
        self.links: dict[str, tuple[dict[str, Any], str]] = {}
        self._children: dict[str, list[tuple[int, int, str]]] = {}
        for rank, value in values.array(package, "CFItems"):
            self._add(value, f"/CFItems/{rank}")
        for rank, value in values.array(package, "CFAssociations"):
            self._associate(value, f"/CFAssociations/{rank}", rank)

    def children(self, parent: Node | None) -> list[Node]:
        """Items that an item holds, or the document when there is none."""
        own = self._root if parent is None else parent.own
        return [self.nodes[child] for _, _, child in sorted(self._children.get(own, []))]

    def _add(self, value: object, at: str) -> None:
        item = values.as_object(value, at)
        own = values.text(item, "identifier", at)
        if own in self.nodes or own == self._root:
            raise InvalidFrameworkJsonError(f"{at}/identifier", expected="another identifier", found=own)
        statement = values.text(item, "fullStatement", at)
        self.nodes[own] = Node(item, at, own, statement, values.text_or_nothing(item, "CFItemType", at))

    def _associate(self, value: object, at: str, rank: int) -> None:
        association = values.as_object(value, at)
        kind = values.text(association, "associationType", at)
        if kind != "isChildOf":
            self._remarks.association(at, kind)
            return
        child = self._end(association, "originNodeURI", at)
        parent = self._end(association, "destinationNodeURI", at)
        sequence = values.integer(association, "sequenceNumber", at, rank)
        if child not in self.nodes or not self._is_known(parent) or child in self.links:
            self._remarks.association(at, kind)
            return
        values.text(association, "identifier", at)
        self.links[child] = association, at
        self._children.setdefault(parent, []).append((sequence, rank, child))

    def _is_known(self, parent: str) -> bool:
        return parent == self._root or parent in self.nodes

    @staticmethod
    def _end(association: dict[str, Any], name: str, at: str) -> str:
        end = values.as_object(values.key(association, name, at), f"{at}/{name}")
        return values.text(end, "identifier", f"{at}/{name}")
