"""A framework as a CASE package.

Source: 1EdTech CASE Service 1.0 and 1.1, data model CFPackage. Inside a package CFPckgDocument has no
``CFPackageURI`` and CFPckgItem and CFPckgAssociation no ``CFDocumentURI``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from preuve.domain.competences.case.items import (
    CaseVersion,
    Item,
    ItemType,
    Publication,
    digest,
    identifier,
    items_of,
    link_address,
    type_address,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.competences.model import Framework

#: What every document of ours says, and so what an import need not remember.
DOCUMENT_CONSTANTS = {
    "language": "fr",
    "adoptionStatus": "Adopted",
    "caseVersion": "1.1",
    "frameworkType": "Référentiel",
}
_NEW_IN_1_1 = {"caseVersion", "frameworkType"}


def to_case(framework: Framework, publication: Publication, version: CaseVersion) -> dict[str, Any]:
    """The package as JSON-ready values; warnings and unassigned lines are about reading and don't go."""
    maker = _Maker(publication, version)
    items = list(items_of(framework))
    return {
        "CFDocument": maker.document(framework),
        "CFItems": [maker.item(each) for each in items],
        "CFAssociations": [maker.association(each, framework.title) for each in items],
        "CFDefinitions": {"CFItemTypes": [maker.item_type(kind) for kind in ItemType]},
    }


def document_mark(framework: Framework) -> str:
    """Digest of what the document object says."""
    return digest(framework.title, framework.certifier)


def link_mark(item: Item) -> str:
    """Digest of what the association of an item with its parent says."""
    return digest(item.parent, item.rank)


class _Maker:
    """Makes the objects of one package."""

    def __init__(self, publication: Publication, version: CaseVersion) -> None:
        self._publication = publication
        self._version = version

    def document(self, framework: Framework) -> dict[str, Any]:
        made = self._object("", "CFDocuments", document_mark(framework))
        made |= {"title": framework.title, "creator": framework.certifier}
        for name, value in DOCUMENT_CONSTANTS.items():
            if self._is_new or name not in _NEW_IN_1_1:
                made[name] = value
        return made | self._extra({"name": self._publication.name})

    def item(self, item: Item) -> dict[str, Any]:
        made = self._object(item.address, "CFItems", item.mark)
        made |= {"fullStatement": item.statement, "CFItemType": item.kind.value, "language": "fr"}
        made["CFItemTypeURI"] = self._link(type_address(item.kind), "CFItemTypes", item.kind.value)
        made |= {"humanCodingScheme": item.code} if item.code else {}
        made |= {"abbreviatedStatement": item.short} if item.short else {}
        return made | self._extra(dict(item.extra))

    def association(self, item: Item, title: str) -> dict[str, Any]:
        made = self._object(link_address(item.address), "CFAssociations", link_mark(item))
        made |= {"associationType": "isChildOf", "sequenceNumber": item.rank}
        made["originNodeURI"] = self._node(item.address, "CFItems", item.code or item.kind.value)
        parent = "CFItems" if item.parent else "CFDocuments"
        made["destinationNodeURI"] = self._node(item.parent, parent, item.parent or title)
        return made

    def item_type(self, kind: ItemType) -> dict[str, Any]:
        made = self._object(type_address(kind), "CFItemTypes", kind.value)
        return made | {
            "title": kind.value,
            "description": kind.value,
            "hierarchyCode": str(list(ItemType).index(kind) + 1),
        }

    @property
    def _is_new(self) -> bool:
        return self._version is CaseVersion.V1_1

    def _extra(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What CASE has no property for: extensions since 1.1, one JSON text in the notes before."""
        extra = {"preuve:" + name: value for name, value in values.items()}
        if not extra:
            return {}
        notes = json.dumps(extra, ensure_ascii=False, sort_keys=True)
        return {"extensions": extra} if self._is_new else {"notes": notes}

    def _object(self, address: str, kind: str, mark: str) -> dict[str, Any]:
        link = self._link(address, kind, "")
        kept = self._publication.kept.get(address)
        same = kept.changed if kept and kept.mark == mark else ""
        return {
            "identifier": link["identifier"],
            "uri": link["uri"],
            "lastChangeDateTime": same or self._publication.changed,
        }

    def _link(self, address: str, kind: str, title: str) -> dict[str, Any]:
        own, uri = identity_of(self._publication, address, kind)
        return {"title": title, "identifier": own, "uri": uri}

    def _node(self, address: str, kind: str, title: str) -> dict[str, Any]:
        return self._link(address, kind, title) | ({"targetType": "CASE"} if self._is_new else {})


def identity_of(publication: Publication, address: str, kind: str = "CFItems") -> tuple[str, str]:
    """Identifier and address on the web of the object at an address of the framework."""
    kept = publication.kept.get(address)
    own = kept.identifier if kept else identifier(publication.name, address)
    derived = f"{publication.base}/{kind}/{own}" if publication.base else f"urn:uuid:{own}"
    return own, (kept.uri if kept else "") or derived
