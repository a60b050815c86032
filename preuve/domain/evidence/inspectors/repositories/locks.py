"""Lock files: npm, Yarn, pnpm, pip, Poetry, uv, Composer, Maven, Gradle, Go. One model: components."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories.model import Component, Inventory
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig
from preuve.domain.evidence.reading.xml import child, children, local, place_of, text_of, tree
from preuve.domain.evidence.reading.yamls import documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_MAX_COMPONENTS = 100_000
_MAX_DEPTH = 60


def _inventory(
    artefact: Artefact, ecosystem: str, found: Iterator[Component], place: Callable[[Component], Place]
) -> Inventory:
    components = []
    for component in found:
        components.append(component)
        if len(components) > _MAX_COMPONENTS:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), str(_MAX_COMPONENTS))
    if not components:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), ecosystem)
    return Inventory(ecosystem, components, place, artefact.place())


def _by_line(artefact: Artefact) -> Callable[[Component], Place]:
    return lambda component: artefact.place(
        PlaceKind.TEXT, line=component.where if isinstance(component.where, int) else 0
    )


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
    inventory = _inventory(artefact, "npm", found, lambda component: read.place(*_path(component)))
    inventory.target = as_text(dig(read.value, "name"))
    return inventory


def _path(component: Component) -> tuple[str | int, ...]:
    return component.where if isinstance(component.where, tuple) else ()


def _npm_flat(packages: dict[str, Any]) -> Iterator[Component]:
    for path, value in packages.items():
        package = as_dict(value)
        if "node_modules/" in path and package.get("link") is not True:
            name = as_text(package.get("name")) or path.rpartition("node_modules/")[2]
            yield _npm(name, package, ("packages", path), as_text(package.get("license")))


def _npm_nested(holder: dict[str, Any], path: tuple[str | int, ...], depth: int) -> Iterator[Component]:
    for name, value in as_dict(holder.get("dependencies")).items():
        where = (*path, "dependencies", name)
        yield _npm(name, as_dict(value), where, None)
        if depth < _MAX_DEPTH:
            yield from _npm_nested(as_dict(value), where, depth + 1)


def _npm(name: str, package: dict[str, Any], where: tuple[str | int, ...], licence: str | None) -> Component:
    source = as_text(package.get("resolved")) or as_text(package.get("version"))
    version = as_text(package.get("version"))
    return Component(
        name=name,
        version=version,
        where=where,
        licence=licence,
        dev=package.get("dev") is True or package.get("devOptional") is True,
        pinned=bool(version),
        sealed="integrity" in package or bool(package.get("bundled") or package.get("inBundle")),
        elsewhere=source.startswith(("git", "http://", "file:")) or "codeload.github.com" in source,
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
    return _inventory(artefact, "npm (Yarn)", _yarn(artefact), _by_line(artefact))


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

    return _inventory(
        artefact, "npm (pnpm)", found(), lambda component: read.place(*_path(component), key=True)
    )


# --- Python ---

_REQUIREMENT = re.compile(
    r"([A-Za-z0-9][\w.-]{0,200})(?:\[[^\]]{0,200}\])?\s*(?:(===?|~=|!=|[<>]=?|@)\s*([^\s;#\\,]+))?[^\n]*"
)
_REQUIREMENT_LINE = re.compile(
    r"^(?:[A-Za-z0-9][\w.-]*(?:\[[\w, -]*\])?[ \t]*(?:===?|~=|>=)[ \t]*[\w.*+!-]+[^\n=:{}]*|#.*|-[rce] .*|"
    r"--\w[^\n]*|[ \t]*|[ \t]+--hash=.*)\r?$"
)


def sniff_requirements(head: Head) -> float:
    """Lines of names with ``==``; every line must be one that pip accepts."""
    if head.json_kind or head.xml_root[0]:
        return 0.0
    some = head.lines[:200]
    pins = sum("==" in line for line in some)
    if not pins or not all(_REQUIREMENT_LINE.match(line) for line in some[:-1] or some):
        return 0.0
    named = "requirement" in head.base_name or "constraints" in head.base_name or "freeze" in head.base_name
    return 1.0 if named else 0.9


def read_requirements(artefact: Artefact) -> Inventory:
    """Read ``requirements.txt`` and the output of ``pip freeze``."""
    return _inventory(artefact, "Python (pip)", _requirements(artefact), _by_line(artefact))


def _requirements(artefact: Artefact) -> Iterator[Component]:
    pending: Component | None = None
    hashed = continued = False
    for number, line in lines(artefact):
        text = line.strip()
        hashed = hashed or "--hash=" in text
        if not continued and text and text[0] not in "#-":
            if pending:
                yield _sealed(pending, hashed=hashed)
            hashed = "--hash=" in text
            found = _REQUIREMENT.match(text)
            pending = _requirement(found, number) if found else None
        continued = text.endswith("\\")
    if pending:
        yield _sealed(pending, hashed=hashed)


def _sealed(component: Component, *, hashed: bool) -> Component:
    return Component(
        component.name,
        component.version,
        component.where,
        pinned=component.pinned,
        sealed=True if hashed else None,
        elsewhere=component.elsewhere,
    )


def _requirement(found: re.Match[str], number: int) -> Component:
    exact = found[2] in {"==", "==="} and "*" not in found[3]
    version = (found[3] or "") if exact else ""
    return Component(found[1], version, number, pinned=exact or found[2] == "@", elsewhere=found[2] == "@")


_TOML_FIELD = re.compile(r"(name|version|category|source)\s*=\s*(.*)")


def sniff_toml(head: Head) -> float:
    """``[[package]]`` tables of Poetry and uv."""
    if "[[package]]" not in head.text:
        return 0.0
    known = ("poetry.lock", "uv.lock")
    marks = (
        "generated by Poetry" in head.text[:300]
        or "requires-python" in head.text
        or "content-hash" in head.text
    )
    return 1.0 if marks or head.base_name in known else 0.4


def read_toml(artefact: Artefact) -> Inventory:
    """Read ``poetry.lock`` and ``uv.lock``."""
    return _inventory(artefact, "Python (Poetry, uv)", _toml(artefact), _by_line(artefact))


def _toml(artefact: Artefact) -> Iterator[Component]:
    fields: dict[str, str] = {}
    where = 0
    inside = sealed = False
    for number, line in lines(artefact):
        if line.startswith("["):
            if line.strip() == "[[package]]":
                yield from _toml_one(fields, where, sealed=sealed)
                fields, where, inside, sealed = {}, number, True, False
            else:
                inside = False
        elif inside and (found := _TOML_FIELD.match(line)):
            fields.setdefault(found[1], found[2].strip())
        if "hash = " in line:
            sealed = True
    yield from _toml_one(fields, where, sealed=sealed)


def _toml_one(fields: dict[str, str], where: int, *, sealed: bool) -> Iterator[Component]:
    name, version = (fields.get(key, "").strip("\"'") for key in ("name", "version"))
    source = fields.get("source", "")
    own = "editable" in source or "virtual" in source
    if name and version and not own:
        yield Component(
            name,
            version,
            where,
            dev='"dev"' in fields.get("category", ""),
            sealed=sealed,
            elsewhere="git" in source,
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

    return _inventory(artefact, "PHP (Composer)", found(), lambda component: read.place(*_path(component)))


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

    inventory = _inventory(
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
    return _inventory(artefact, "Java (Gradle)", found, _by_line(artefact))


# --- Go ---

_SUM = re.compile(r"(\S{1,300}) (v[^\s/]{1,200})(/go\.mod)? h1:\S{20,80}$")
_REQUIRE = re.compile(r"(?:require )?\s*([\w.~/-]{3,300}) (v[\w.+-]{1,200})(?:\s*//.*)?$")


def sniff_go(head: Head) -> float:
    """Lines of ``go.sum``, or ``module`` and ``require`` of ``go.mod``."""
    some = [line for line in head.lines[:20] if line.strip()]
    if some and all(_SUM.match(line.rstrip()) for line in some):
        return 1.0
    module = re.search(r"^module \S+[ \t\r]*$", head.text, re.MULTILINE)
    version = re.search(r"^go \d+\.\d+", head.text, re.MULTILINE)
    return 1.0 if module and (version or "\nrequire " in head.text) else 0.0


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

    return _inventory(artefact, "Go", found(), _by_line(artefact))
