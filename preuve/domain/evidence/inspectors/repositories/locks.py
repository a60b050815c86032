"""Lock files of npm, Yarn, pnpm and Composer. One model for all lock files: components."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories.inventories import by_line, inventory_of, path_of
from preuve.domain.evidence.inspectors.repositories.model import Component
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig
from preuve.domain.evidence.reading.yamls import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.inspectors.repositories.model import Inventory
    from preuve.domain.evidence.reading.head import Head

_MAX_DEPTH = 60


# --- npm ---


def sniff_npm(head: Head) -> float:
    """``lockfileVersion`` with packages or dependencies."""
    keys = head.json_keys
    return 1.0 if "lockfileVersion" in keys and keys & {"packages", "dependencies", "requires"} else 0.0


def read_npm(artefact: Artefact) -> Inventory:
    """Read ``package-lock.json`` of versions 1, 2 and 3.

    Raises:
        UnreadableArtefactError: as `jsons.document`; UNSUPPORTED_VERSION; MISSING_FIELD; TOO_MANY.
    """
    read = document(artefact)
    version = as_text(dig(read.value, "lockfileVersion"))
    if version not in {"1", "2", "3"}:
        raise UnreadableArtefactError(
            Unreadable.UNSUPPORTED_VERSION, read.place("lockfileVersion"), f"lockfileVersion {version}"
        )
    packages = as_dict(dig(read.value, "packages"))
    found = _npm_flat(packages) if packages else _npm_nested(as_dict(read.value), (), 0)
    inventory = inventory_of(artefact, "npm", found, lambda component: read.place(*path_of(component)))
    inventory.target = as_text(dig(read.value, "name"))
    return inventory


def _npm_flat(packages: dict[str, Any]) -> Iterator[Component]:
    for path, value in packages.items():
        package = as_dict(value)
        if "node_modules/" in path and package.get("link") is not True:
            name = as_text(package["name"]) if "name" in package else ""
            licence = package.get("license")
            yield _npm(
                name or path.rpartition("node_modules/")[2],
                package,
                ("packages", path),
                licence if isinstance(licence, str) else as_text(licence),
            )


def _npm_nested(holder: dict[str, Any], path: tuple[str | int, ...], depth: int) -> Iterator[Component]:
    for name, value in as_dict(holder.get("dependencies")).items():
        where = (*path, "dependencies", name)
        yield _npm(name, as_dict(value), where, None)
        if depth < _MAX_DEPTH:
            yield from _npm_nested(as_dict(value), where, depth + 1)


def _npm(name: str, package: dict[str, Any], where: tuple[str | int, ...], licence: str | None) -> Component:
    find = package.get
    version, source = find("version"), find("resolved")
    if not isinstance(version, str):
        version = as_text(version)
    if not isinstance(source, str):
        source = as_text(source)
    source = source or version
    return Component(
        name,
        version,
        where,
        licence,
        find("dev") is True or find("devOptional") is True,
        bool(version),
        "integrity" in package or bool(find("bundled") or find("inBundle")),
        source.startswith(("git", "http://", "file:")) or "codeload.github.com" in source,
    )


# --- Yarn and pnpm ---

_YARN_HEADING = re.compile(r"(?:\"|)((?:@[^@\"/]{1,200}/)?[^@\"\s]{1,200})@[^\n]*:$")
_YARN_FIELD = re.compile(r"  (version|resolved|integrity|resolution|checksum):? \"?([^\"\s]+)")


def sniff_yarn(head: Head) -> float:
    """The comment of Yarn 1, or ``__metadata`` of later ones."""
    if "# yarn lockfile v" in head.text[:400]:
        return 1.0
    return 1.0 if "__metadata" in head.yaml_keys and "resolution:" in head.text else 0.0


def read_yarn(artefact: Artefact) -> Inventory:
    """Read ``yarn.lock`` of Yarn 1 and later."""
    return inventory_of(artefact, "npm (Yarn)", _yarn(artefact), by_line(artefact))


def _yarn(artefact: Artefact) -> Iterator[Component]:
    name, where, fields = "", 0, dict[str, str]()
    for number, line in lines(artefact):
        heading = _YARN_HEADING.match(line) if line[:1] not in {" ", "#", ""} else None
        if heading:
            yield from _yarn_one(name, where, fields)
            name, where, fields = heading[1], number, {}
        elif name and (found := _YARN_FIELD.match(line)):
            fields.setdefault(found[1], found[2])
    yield from _yarn_one(name, where, fields)


def _yarn_one(name: str, where: int, fields: dict[str, str]) -> Iterator[Component]:
    source = fields.get("resolved", fields.get("resolution", ""))
    if name and "version" in fields and "@workspace:" not in source:
        sealed = "integrity" in fields or "checksum" in fields or "#" in source
        yield Component(name, fields["version"], where, sealed=sealed, elsewhere=source.startswith("git"))


def sniff_pnpm(head: Head) -> float:
    """``lockfileVersion`` in YAML."""
    keys = head.yaml_keys
    return 1.0 if "lockfileVersion" in keys and keys & {"packages", "importers", "dependencies"} else 0.0


_PNPM = re.compile(r"/?((?:@[^/@]{1,200}/)?[^/@()]{1,200})[@/]([^()_/]{1,200})(?:[(_].*)?")


def read_pnpm(artefact: Artefact) -> Inventory:
    """Read ``pnpm-lock.yaml`` of versions 5 to 9.

    Raises:
        UnreadableArtefactError: as `yamls.documents`; MISSING_FIELD.
    """
    read = documents(artefact)[-1]
    packages = as_dict(as_dict(read.value).get("packages"))

    def found() -> Iterator[Component]:
        for key, value in packages.items():
            named = _PNPM.fullmatch(key)
            sealed = "integrity" in as_dict(as_dict(value).get("resolution"))
            dev = as_dict(value).get("dev") == "true"
            if named:
                yield Component(named[1], named[2], ("packages", key), dev=dev, sealed=sealed)

    return inventory_of(
        artefact, "npm (pnpm)", found(), lambda component: read.place(*path_of(component), key=True)
    )


# --- Composer ---


def sniff_composer(head: Head) -> float:
    """``packages`` and ``content-hash``."""
    keys = head.json_keys
    return 1.0 if {"packages", "content-hash"} <= keys and "lockfileVersion" not in keys else 0.0


def read_composer(artefact: Artefact) -> Inventory:
    """Read ``composer.lock``."""
    read = document(artefact)

    def found() -> Iterator[Component]:
        for key in ("packages", "packages-dev"):
            for index, value in enumerate(as_list(dig(read.value, key))):
                licences = [as_text(each) for each in as_list(dig(value, "license"))]
                name = as_text(dig(value, "name"))
                if name:
                    yield Component(
                        name,
                        as_text(dig(value, "version")),
                        (key, index),
                        licence=" OR ".join(filter(None, licences)),
                        dev=key == "packages-dev",
                    )

    return inventory_of(
        artefact, "PHP (Composer)", found(), lambda component: read.place(*path_of(component))
    )
