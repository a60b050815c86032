"""A framework as a CASE package.

Source: 1EdTech CASE Service 1.0 and 1.1, data model CFPackage. Inside a package CFPckgDocument has no
``CFPackageURI`` and CFPckgItem and CFPckgAssociation no ``CFDocumentURI``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from preuve.domain.competences.case.items import CaseVersion, ItemType, identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preuve.domain.competences.model import Block, Competence, Framework


@dataclass(frozen=True, slots=True)
class Publication:
    """What a package says that a framework doesn't hold.

    Attributes:
        name: stable name of the framework (``RNCP37674``): identifiers are derived from it.
        base: https address under which identifiers are resolved, without the last slash.
        changed: moment of the last change, ``2026-03-01T12:00:00+00:00``.
        kept: identifiers to keep, by address, as an import gave them; the others are derived.
    """

    name: str
    base: str
    changed: str
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Item:
    address: str
    parent: str
    kind: ItemType
    rank: int
    statement: str
    code: str = ""
    short: str = ""
    extra: tuple[tuple[str, Any], ...] = ()


def to_case(framework: Framework, publication: Publication, version: CaseVersion) -> dict[str, Any]:
    """The package as JSON-ready values; warnings and unassigned lines are about reading and don't go."""
    maker = _Maker(publication, version)
    items = list(_items(framework))
    return {
        "CFDocument": maker.document(framework),
        "CFItems": [maker.item(each) for each in items],
        "CFAssociations": [maker.association(each, framework.title) for each in items],
        "CFDefinitions": {"CFItemTypes": [maker.item_type(kind) for kind in ItemType]},
    }


class _Maker:
    """Makes the objects of one package."""

    def __init__(self, publication: Publication, version: CaseVersion) -> None:
        self._publication = publication
        self._version = version

    def document(self, framework: Framework) -> dict[str, Any]:
        dated = {"language": "fr", "adoptionStatus": "Adopted"}
        new = {"caseVersion": "1.1", "frameworkType": "Référentiel"} if self._is_new else {}
        named = {"title": framework.title, "creator": framework.certifier}
        return self._object("", "CFDocuments") | named | dated | new

    def item(self, item: _Item) -> dict[str, Any]:
        made = self._object(item.address, "CFItems")
        made |= {"fullStatement": item.statement, "CFItemType": item.kind.value, "language": "fr"}
        made["CFItemTypeURI"] = self._link(f"type/{item.kind.name}", "CFItemTypes", item.kind.value)
        made |= {"humanCodingScheme": item.code} if item.code else {}
        made |= {"abbreviatedStatement": item.short} if item.short else {}
        extra = {"preuve:" + name: value for name, value in item.extra}
        if extra and self._is_new:
            made["extensions"] = extra
        elif extra:
            made["notes"] = _notes(extra)
        return made

    def association(self, item: _Item, title: str) -> dict[str, Any]:
        made = self._object(f"{item.address}/isChildOf", "CFAssociations")
        made |= {"associationType": "isChildOf", "sequenceNumber": item.rank}
        made["originNodeURI"] = self._node(item.address, "CFItems", item.code or item.kind.value)
        parent = "CFItems" if item.parent else "CFDocuments"
        made["destinationNodeURI"] = self._node(item.parent, parent, item.parent or title)
        return made

    def item_type(self, kind: ItemType) -> dict[str, Any]:
        made = self._object(f"type/{kind.name}", "CFItemTypes")
        return made | {
            "title": kind.value,
            "description": kind.value,
            "hierarchyCode": str(list(ItemType).index(kind) + 1),
        }

    @property
    def _is_new(self) -> bool:
        return self._version is CaseVersion.V1_1

    def _object(self, address: str, kind: str) -> dict[str, Any]:
        link = self._link(address, kind, "")
        return {
            "identifier": link["identifier"],
            "uri": link["uri"],
            "lastChangeDateTime": self._publication.changed,
        }

    def _link(self, address: str, kind: str, title: str) -> dict[str, Any]:
        kept = self._publication.kept.get(address)
        own = kept or identifier(self._publication.name, address)
        return {"title": title, "identifier": own, "uri": f"{self._publication.base}/{kind}/{own}"}

    def _node(self, address: str, kind: str, title: str) -> dict[str, Any]:
        return self._link(address, kind, title) | ({"targetType": "CASE"} if self._is_new else {})


def _notes(extra: Mapping[str, Any]) -> str:
    """What 1.0 has no place for, as one JSON text."""
    return json.dumps(extra, ensure_ascii=False, sort_keys=True)


def _items(framework: Framework) -> Iterator[_Item]:
    for rank, block in enumerate(framework.blocks, 1):
        extra = (("introduction", block.introduction),) if block.introduction else ()
        yield _Item(block.code, "", ItemType.BLOCK, rank, block.title, block.code, extra=extra)
        yield from _parts(block)


def _parts(block: Block) -> Iterator[_Item]:
    rank = 0
    for rank, activity in enumerate(block.activities, 1):
        yield _Item(f"{block.code}/activity/{rank}", block.code, ItemType.ACTIVITY, rank, activity)
    first = rank + 1
    for rank, method in enumerate(block.assessment_methods, first):
        address = f"{block.code}/method/{rank - first + 1}"
        extra = (("applies_to", list(method.applies_to)), ("steps", list(method.steps)))
        yield _Item(address, block.code, ItemType.METHOD, rank, method.stated_range, extra=extra)
    first += len(block.assessment_methods)
    for rank, competence in enumerate(block.competences, first):
        yield from _competence(block, competence, rank)


def _competence(block: Block, competence: Competence, rank: int) -> Iterator[_Item]:
    address = f"{block.code}/{competence.code}"
    yield _Item(address, block.code, ItemType.COMPETENCE, rank, competence.statement, competence.code)
    for own, practice in enumerate(competence.practices, 1):
        yield _Item(f"{address}/practice/{own}", address, ItemType.PRACTICE, own, practice)
    for own, criterion in enumerate(competence.criteria, len(competence.practices) + 1):
        place = f"{address}/criterion/{own - len(competence.practices)}"
        extra = (("expectation", criterion.expectation),)
        yield _Item(
            place, address, ItemType.CRITERION, own, criterion.text, criterion.id, criterion.label, extra
        )
