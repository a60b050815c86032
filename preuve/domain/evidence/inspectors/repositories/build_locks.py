"""Lock files of compiled languages: Maven, Gradle, Go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.repositories.inventories import by_line, inventory_of
from preuve.domain.evidence.inspectors.repositories.model import Component
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.xml import child, children, local, place_of, text_of, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.inspectors.repositories.model import Inventory
    from preuve.domain.evidence.reading.head import Head

# --- Java ---


def sniff_pom(head: Head) -> float:
    """Root ``project`` in Maven's namespace."""
    name, space, _ = head.xml_root
    if name != "project":
        return 0.0
    return 1.0 if "maven.apache.org/POM" in space else 0.8 if "<modelVersion>" in head.text else 0.0


def read_pom(artefact: Artefact) -> Inventory:
    """Read ``pom.xml``: its own dependencies; versions given by a parent are unknown.

    Raises:
        UnreadableArtefactError: as `xml.tree`; MISSING_FIELD (no dependency).
    """
    root = tree(artefact)
    given = child(root, "properties")
    properties = {local(each): text_of(each) for each in (given if given is not None else [])}
    wanted = child(root, "dependencies")
    places: list[Place] = []

    def found() -> Iterator[Component]:
        for each in children(wanted, "dependency") if wanted is not None else []:
            version = text_of(each, "version")
            held = re.fullmatch(r"\$\{([^}]+)\}", version)
            version = properties.get(held[1], "") if held else version
            name = f"{text_of(each, 'groupId')}:{text_of(each, 'artifactId')}"
            places.append(place_of(artefact, each, f"//dependency[{len(places) + 1}]"))
            exact = bool(version) and version[0] not in "[(" and version not in {"LATEST", "RELEASE"}
            dev = text_of(each, "scope") == "test"
            yield Component(name, version, len(places) - 1, dev=dev, pinned=exact or not version)

    inventory = inventory_of(
        artefact,
        "Java (Maven)",
        found(),
        lambda component: places[component.where if isinstance(component.where, int) else 0],
    )
    inventory.target = text_of(root, "artifactId")
    return inventory


_GRADLE = re.compile(r"([\w.-]{1,200}:[\w.-]{1,200}):([^=\s]{1,200})=[\w,]+$")


def sniff_gradle(head: Head) -> float:
    """Gradle's own comment, or its lines."""
    if "Gradle generated file for dependency locking" in head.text[:400]:
        return 1.0
    some = [line for line in head.lines[:50] if line and line[0] != "#"]
    return 0.9 if some and all(_GRADLE.match(line) or line.startswith("empty=") for line in some) else 0.0


def read_gradle(artefact: Artefact) -> Inventory:
    """Read ``gradle.lockfile``."""
    found = (
        Component(each[1], each[2], number)
        for number, line in lines(artefact)
        if (each := _GRADLE.match(line.strip()))
    )
    return inventory_of(artefact, "Java (Gradle)", found, by_line(artefact))


# --- Go ---

_SUM = re.compile(r"(\S{1,300}) (v[^\s/]{1,200})(/go\.mod)? h1:\S{20,80}$")
_REQUIRE = re.compile(r"(?:require )?\s*([\w.~/-]{3,300}) (v[\w.+-]{1,200})(?:\s*//.*)?$")


def sniff_go(head: Head) -> float:
    """Lines of ``go.sum``, or ``module`` and ``require`` of ``go.mod``."""
    some = [line for line in head.lines[:20] if line.strip()]
    if some and all(_SUM.match(line.rstrip()) for line in some):
        return 1.0
    text = head.text
    if "module " not in text or not re.search(r"^module \S+[ \t\r]*$", text, re.MULTILINE):
        return 0.0
    return 1.0 if "\nrequire " in text or re.search(r"^go \d+\.\d+", text, re.MULTILINE) else 0.0


def read_go(artefact: Artefact) -> Inventory:
    """Read ``go.sum`` (each module once) or ``go.mod``."""

    def found() -> Iterator[Component]:
        requiring = False
        for number, raw in lines(artefact):
            line = raw.strip()
            total = _SUM.match(line)
            if total:
                if not total[3]:
                    yield Component(total[1], total[2], number, sealed=True)
                continue
            requiring = line.startswith("require (") or (requiring and line != ")")
            wanted = _REQUIRE.match(line) if requiring or line.startswith("require ") else None
            if wanted:
                yield Component(wanted[1], wanted[2], number)

    return inventory_of(artefact, "Go", found(), by_line(artefact))
