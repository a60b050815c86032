"""What the readers of this inspector share: what they hand back, and YAML that may be a template.

An environment is described by components (a Compose service, a container of a Kubernetes workload), whatever
file describes it, so that two environments can be held side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.text import decode, whole
from preuve.domain.evidence.reading.yamls import YamlDocument, documents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.evidence.contract import Artefact, Place

#: A path inside a YAML document.
Path = tuple[str | int, ...]

_TEMPLATE = re.compile(r"\{\{|\{%")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable given to a component; `value` is None when it comes from elsewhere (shell, secret, file)."""

    value: str | None
    path: Path


@dataclass(frozen=True, slots=True)
class Port:
    """A port published on the host; texts as written, ``""`` when not."""

    address: str
    published: str
    target: str
    path: Path


@dataclass(frozen=True, slots=True)
class Component:
    """A Compose service, or one container of a Kubernetes workload.

    Attributes:
        name: of the service; of the workload, with ``/container`` when it has several.
        path: where it lies in `document`.
        image: reference as written; ``""`` when none.
        complete: all that it is lies in this file (it has an image or a build and extends nothing).
        lasting: it is meant to run until it is stopped: a probe makes sense.
        replicas: as written; None when not.
        limits: ``cpu`` and ``memory`` as written.
        probe: a health check or probe is described.
        restart: restart policy as written; ``""`` when not.
        needs: names of the components that it waits for.
        kept: it has a volume that outlives it.
        privileged, host_paths, ephemeral: paths of what gives these.
    """

    name: str
    document: YamlDocument
    path: Path
    image: str = ""
    image_path: Path = ()
    complete: bool = True
    lasting: bool = True
    replicas: int | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    probe: bool = False
    restart: str = ""
    variables: Mapping[str, Variable] = field(default_factory=dict)
    ports: tuple[Port, ...] = ()
    needs: tuple[str, ...] = ()
    needs_path: Path = ()
    kept: bool = False
    privileged: tuple[Path, ...] = ()
    host_paths: tuple[Path, ...] = ()
    ephemeral: tuple[Path, ...] = ()

    @property
    def place(self) -> Place:
        """Where it is described: the line of its name."""
        return self.document.place(*self.path, key=True)

    def at(self, path: Path) -> Place:
        """The place of something of it."""
        return self.document.place(*path)


@dataclass(frozen=True, slots=True)
class Environment:
    """Components described by one file.

    Attributes:
        format: ``compose`` or ``kubernetes``.
        objects: how many of each kind (Kubernetes).
        object_places: one place per kind.
        volumes, networks: names declared.
        overlay: some services are only completed here: the file means nothing without another.
        secrets: places of values that ought to be secret and are written.
        spread: Kubernetes means of availability: how many disruption budgets, autoscalers, anti-affinities.
        spread_places: the objects that give these means.
        start: a place for what is said of the whole.
    """

    format: str
    components: tuple[Component, ...]
    start: Place
    objects: Mapping[str, int] = field(default_factory=dict)
    object_places: tuple[Place, ...] = ()
    documents: int = 1
    volumes: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    overlay: bool = False
    secrets: tuple[Place, ...] = ()
    spread: Mapping[str, int] = field(default_factory=dict)
    spread_places: tuple[Place, ...] = ()
    target: str = ""


def read_yaml(artefact: Artefact) -> list[YamlDocument]:
    """Parse all documents; YAML that isn't any, because it is a template, is told so.

    Raises:
        UnreadableArtefactError: as `yamls.documents`.
    """
    try:
        return documents(artefact)
    except UnreadableArtefactError as error:
        if error.reason is Unreadable.MALFORMED and _TEMPLATE.search(decode(whole(artefact))):
            raise UnreadableArtefactError(Unreadable.TEMPLATE, error.place) from None
        raise


def refuse_template(text: str, document: YamlDocument, path: Path) -> str:
    """Return `text`, unless a template engine had to fill it.

    Raises:
        UnreadableArtefactError: TEMPLATE, with the line.
    """
    if _TEMPLATE.search(text):
        raise UnreadableArtefactError(Unreadable.TEMPLATE, document.place(*path))
    return text


_REFERENCE = re.compile(r"(?P<name>[^@]+?)(?::(?P<tag>[\w$][^/:@]*))?(?:@(?P<digest>\w+:[0-9a-fA-F]{32,}))?")


def image_parts(reference: str) -> tuple[str, str, str]:
    """Return name, tag and digest of an image reference (OCI distribution specification); ``""`` when absent.

    A reference that holds a variable keeps it in the part where it stands.
    """
    if "$" in reference:
        name, colon, tag = reference.partition(":") if "${" not in reference else _around(reference)
        return name, tag if colon else "", ""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return reference, "", ""
    return found["name"], found["tag"] or "", found["digest"] or ""


def _around(reference: str) -> tuple[str, str, str]:
    """Cut at the last colon that lies outside of ``${…}``."""
    depth = 0
    for index in range(len(reference) - 1, -1, -1):
        letter = reference[index]
        depth += (letter == "}") - (letter == "{")
        if letter == ":" and depth == 0:
            return reference[:index], ":", reference[index + 1 :]
    return reference, "", ""


def floats(reference: str) -> bool:
    """Say whether a reference names no precise version: no digest, and no tag or one without a digit.

    A reference that holds a variable may be precise: it isn't said to float.
    """
    if "$" in reference:
        return False
    name, tag, digest = image_parts(reference)
    return bool(name) and not digest and not any(letter.isdigit() for letter in tag)


_STORES = re.compile(
    r"(?:^|[/_-])(postgres(?:ql)?|postgis|timescaledb|mysql|mariadb|percona|mongo(?:db)?|redis|valkey|"
    r"elasticsearch|opensearch|cassandra|couchdb|influxdb|mssql|oracle|rabbitmq|kafka|etcd|minio|neo4j)"
    r"(?:[_-]server|[_-]database)?$",
    re.IGNORECASE,
)


def is_store(reference: str) -> bool:
    """Say whether an image is that of a known data store, by its name."""
    return bool(_STORES.search(image_parts(reference)[0]))
