"""Software bills of materials: CycloneDX in JSON and XML, SPDX 2 in JSON (SPDX 3 is told not to be read)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories.model import Component, Inventory
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig
from preuve.domain.evidence.reading.xml import child, children, local, place_of, text_of, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_UNKNOWN = frozenset({"", "NOASSERTION", "NONE", "UNKNOWN", "UNLICENSED"})
#: Property of CycloneDX for npm (property taxonomy ``cdx:npm``).
_DEVELOPMENT = "cdx:npm:package:development"
_MAX_DEPTH = 40
_READ = frozenset({"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"})


def sniff_cyclonedx(head: Head) -> float:
    """``bomFormat: CycloneDX``."""
    if head.json_kind != "object" or "bomFormat" not in head.json_keys:
        return 0.0
    return 1.0 if "CycloneDX" in head.text else 0.3


def sniff_cyclonedx_xml(head: Head) -> float:
    """Root ``bom`` in CycloneDX's namespace."""
    name, space, _ = head.xml_root
    return 1.0 if name == "bom" and "cyclonedx.org" in space else 0.0


def sniff_spdx(head: Head) -> float:
    """``spdxVersion``."""
    keys = head.json_keys
    if "spdxVersion" in keys:
        return 1.0
    return 0.9 if "@graph" in keys and "spdx.org/rdf/3" in head.text else 0.0


def read_cyclonedx(artefact: Artefact) -> Inventory:
    """Read a CycloneDX document in JSON.

    Raises:
        UnreadableArtefactError: as `jsons.document`; UNSUPPORTED_VERSION; BAD_VALUE (not CycloneDX).
    """
    read = document(artefact)
    value = as_dict(read.value)
    if value.get("bomFormat") != "CycloneDX":
        raise UnreadableArtefactError(Unreadable.BAD_VALUE, read.place("bomFormat"), "bomFormat")
    version = as_text(value.get("specVersion"))
    if version not in _READ:
        raise UnreadableArtefactError(Unreadable.UNSUPPORTED_VERSION, read.place("specVersion"), version)
    found = list(_components(value, (), 0))
    ratings = Counter(_severity(each) for each in as_list(value.get("vulnerabilities")))
    relations = sum(
        len(as_list(dig(each, kind)))
        for each in as_list(value.get("dependencies"))
        for kind in ("dependsOn", "provides")
    )
    return Inventory(
        f"CycloneDX {version}",
        found,
        lambda component: read.place(*(component.where if isinstance(component.where, tuple) else ())),
        read.place("specVersion"),
        producer=_tool(value),
        produced_at=as_text(dig(value, "metadata", "timestamp")),
        target=_named(as_dict(dig(value, "metadata", "component"))),
        vulnerabilities=dict(ratings.most_common()),
        vulnerability_places=tuple(
            read.place("vulnerabilities", index) for index in range(min(sum(ratings.values()), 50))
        ),
        relations=relations,
        relations_place=read.place("dependencies") if relations else None,
    )


def _named(value: dict[str, Any]) -> str:
    parts = [as_text(value.get("group")), as_text(value.get("name"))]
    return "/".join(filter(None, parts))


def _tool(value: dict[str, Any]) -> str:
    tools = dig(value, "metadata", "tools")
    listed = as_list(tools) or as_list(dig(tools, "components"))
    first = as_dict(listed[0]) if listed else {}
    return f"{as_text(first.get('name'))} {as_text(first.get('version'))}".strip()


def _severity(vulnerability: Any) -> str:
    levels = [as_text(dig(each, "severity")) for each in as_list(dig(vulnerability, "ratings"))]
    return next(filter(None, levels), "unknown")


def _components(holder: dict[str, Any], path: tuple[str | int, ...], depth: int) -> Iterator[Component]:
    for index, each in enumerate(as_list(holder.get("components"))):
        value = as_dict(each)
        where = (*path, "components", index)
        group, name, version = value.get("group"), value.get("name"), value.get("version")
        yield Component(
            name if not group and isinstance(name, str) else _named(value),
            version if isinstance(version, str) else as_text(version),
            where,
            _licence(value["licenses"]) if "licenses" in value else "",
            _is_development(value),
            optional=value.get("scope") in {"optional", "excluded"},
        )
        if depth < _MAX_DEPTH and "components" in value:
            yield from _components(value, where, depth + 1)


def _is_development(value: dict[str, Any]) -> bool:
    return any(
        dig(each, "name") == _DEVELOPMENT and as_text(dig(each, "value")) == "true"
        for each in as_list(value.get("properties"))
    )


def _licence(licences: Any) -> str:
    for each in as_list(licences):
        given = as_dict(each)
        licence = as_dict(given.get("license"))
        text = as_text(licence.get("id")) or as_text(given.get("expression")) or as_text(licence.get("name"))
        if text.upper() not in _UNKNOWN:
            return text
    return ""


def read_cyclonedx_xml(artefact: Artefact) -> Inventory:
    """Read a CycloneDX document in XML.

    Raises:
        UnreadableArtefactError: as `xml.tree`.
    """
    root = tree(artefact)
    version = str(root.tag).partition("}")[0].rpartition("/")[2]
    metadata = child(root, "metadata")
    elements = [each for each in root.iter("{*}component") if _is_listed(each)]
    components = [
        Component(
            "/".join(filter(None, (text_of(each, "group"), text_of(each, "name")))),
            text_of(each, "version"),
            index,
            licence=_xml_licence(each),
            dev=_is_xml_development(each),
            optional=text_of(each, "scope") in {"optional", "excluded"},
        )
        for index, each in enumerate(elements)
    ]

    def place(component: Component) -> Place:
        index = component.where if isinstance(component.where, int) else 0
        return place_of(artefact, elements[index], f"//component[{index + 1}]")

    found = child(root, "vulnerabilities")
    vulnerabilities = children(found, "vulnerability") if found is not None else []
    graph = child(root, "dependencies")
    levels = Counter(text_of(each, "ratings/rating/severity") or "unknown" for each in vulnerabilities)
    return Inventory(
        f"CycloneDX {version}",
        components,
        place,
        place_of(artefact, root),
        producer=_xml_tool(metadata),
        produced_at=text_of(metadata, "timestamp"),
        target=text_of(metadata, "component/name"),
        vulnerabilities=dict(levels.most_common()),
        vulnerability_places=tuple(place_of(artefact, each) for each in vulnerabilities[:50]),
        relations=0 if graph is None else _edges(graph),
        relations_place=None if graph is None else place_of(artefact, graph),
    )


def _edges(graph: Any) -> int:
    """What components depend on and provide; each is named once with its own."""
    return sum(
        len(children(each, kind))
        for each in children(graph, "dependency")
        for kind in ("dependency", "provides")
    )


def _xml_tool(metadata: Any) -> str:
    for path in ("tools/components/component", "tools/tool"):
        name = text_of(metadata, f"{path}/name")
        if name:
            return f"{name} {text_of(metadata, f'{path}/version')}".strip()
    return ""


def _is_listed(element: Any) -> bool:
    above = element.getparent()
    return (
        above is not None
        and local(above) == "components"
        and not any(local(each) == "metadata" for each in element.iterancestors())
    )


def _is_xml_development(element: Any) -> bool:
    properties = child(element, "properties")
    return any(
        each.get("name") == _DEVELOPMENT and text_of(each) == "true"
        for each in (children(properties, "property") if properties is not None else [])
    )


def _xml_licence(element: Any) -> str:
    licences = child(element, "licenses")
    for each in licences if licences is not None else []:
        text = text_of(each, "id") or text_of(each, "name") or text_of(each)
        if text.upper() not in _UNKNOWN:
            return text
    return ""


def read_spdx(artefact: Artefact) -> Inventory:
    """Read an SPDX 2 document in JSON.

    Raises:
        UnreadableArtefactError: as `jsons.document`; UNSUPPORTED_VERSION (3 and later).
    """
    read = document(artefact)
    value = as_dict(read.value)
    version = as_text(value.get("spdxVersion"))
    if not version.startswith("SPDX-2."):
        place = read.place("spdxVersion")
        raise UnreadableArtefactError(Unreadable.UNSUPPORTED_VERSION, place, version or "SPDX 3")
    creators = [as_text(each) for each in as_list(dig(value, "creationInfo", "creators"))]
    tools = [each.removeprefix("Tool:").strip() for each in creators if each.startswith("Tool:")]
    return Inventory(
        version,
        list(_packages(value)),
        lambda component: read.place(*(component.where if isinstance(component.where, tuple) else ())),
        read.place("spdxVersion"),
        producer=", ".join(tools),
        produced_at=as_text(dig(value, "creationInfo", "created")),
        target=as_text(value.get("name")),
        relations=len(as_list(value.get("relationships"))),
        relations_place=read.place("relationships"),
    )


def _described(value: dict[str, Any]) -> set[str]:
    """Return the identifiers of what the document is about: it is no component of itself."""
    found = {as_text(each) for each in as_list(value.get("documentDescribes"))}
    for each in as_list(value.get("relationships")):
        ends = [as_text(dig(each, key)) for key in ("spdxElementId", "relatedSpdxElement")]
        kind = dig(each, "relationshipType")
        if kind == "DESCRIBES" and ends[0] == "SPDXRef-DOCUMENT":
            found.add(ends[1])
        elif kind == "DESCRIBED_BY" and ends[1] == "SPDXRef-DOCUMENT":
            found.add(ends[0])
    return found


def _packages(value: dict[str, Any]) -> Iterator[Component]:
    described = _described(value)
    packages = as_list(value.get("packages"))
    own = [index for index, each in enumerate(packages) if as_text(dig(each, "SPDXID")) in described]
    # A tool that lists all packages as described tells nothing of which is the product itself.
    left_out = set(own) if len(own) < len(packages) else set()
    for index, each in enumerate(packages):
        if index in left_out:
            continue
        licences = [as_text(dig(each, key)) for key in ("licenseConcluded", "licenseDeclared")]
        yield Component(
            as_text(dig(each, "name")),
            as_text(dig(each, "versionInfo")),
            ("packages", index),
            licence=next((text for text in licences if text.upper() not in _UNKNOWN), ""),
        )
