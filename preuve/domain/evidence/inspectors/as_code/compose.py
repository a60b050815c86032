"""Compose files (Compose specification, and the older versions 2 and 3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.model import (
    Component,
    Environment,
    Path,
    Port,
    Variable,
    read_yaml,
    refuse_template,
)
from preuve.domain.evidence.inspectors.as_code.secrets import is_written_secret
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text, dig
from preuve.domain.evidence.reading.yamls import as_flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

_SERVICE_KEY = re.compile(r"^[ \t]+(image|build|container_name|depends_on|extends)[ \t]*:", re.MULTILINE)
_NAMED = re.compile(r"(docker-)?compose[\w.-]*\.ya?ml(\.\w+)?")
_PORT = re.compile(
    r"(?:(?P<address>\[[0-9A-Fa-f:.]+\]|\d+(?:\.\d+){3}|\$[^:]+):)?(?:(?P<published>[0-9-]*|\$.+):)?"
    r"(?P<target>[0-9-]+|\$.+)(?:/\w+)?"
)


def sniff(head: Head) -> float:
    """A top-level ``services`` with keys of services below; a file's name helps."""
    if "services" not in head.yaml_keys or head.yaml_keys & {"stages", "job", "jobs", "default", "pipeline"}:
        return 0.0
    if head.yaml_values.get("services"):
        return 0.0
    named = bool(_NAMED.fullmatch(head.base_name))
    return 1.0 if _SERVICE_KEY.search(head.text) else 0.9 if named else 0.0


def read(artefact: Artefact) -> Environment:
    """Read one file; several documents are read as one, the later completing the earlier.

    Raises:
        UnreadableArtefactError: as `read_yaml`; TEMPLATE; MISSING_FIELD (no services).
    """
    found = [
        (document, name, service)
        for document in read_yaml(artefact)
        for name, service in as_dict(as_dict(document.value).get("services")).items()
    ]
    if not found:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "services")
    awaited = {name for _, _, service in found for name in _awaited(as_dict(service))}
    components = tuple(
        _component(document, name, as_dict(service), lasting=name not in awaited)
        for document, name, service in found
    )
    document = found[0][0]
    value = as_dict(document.value)
    return Environment(
        format="compose",
        components=components,
        start=document.place("services", key=True),
        volumes=tuple(as_dict(value.get("volumes"))),
        networks=tuple(as_dict(value.get("networks"))),
        overlay=any(_is_partial(as_dict(service)) for _, _, service in found),
        secrets=_distinct(place for component in components for place in _secrets(component)),
        target=as_text(value.get("name")),
    )


def _awaited(service: Mapping[str, Any]) -> Iterator[str]:
    """Yield the services that this one waits for until they end: they run once, then stop."""
    for name, need in as_dict(service.get("depends_on")).items():
        if dig(need, "condition") == "service_completed_successfully":
            yield name


def _is_partial(service: Mapping[str, Any]) -> bool:
    return not any(key in service for key in ("image", "build", "extends", "provider"))


def _component(document: YamlDocument, name: str, service: dict[str, Any], *, lasting: bool) -> Component:
    path: Path = ("services", refuse_template(name, document, ("services", name)))
    deploy = as_dict(service.get("deploy"))
    image = refuse_template(as_text(service.get("image")), document, (*path, "image"))
    mounts = list(_mounts(service, path))
    return Component(
        name=name,
        document=document,
        path=path,
        image=image,
        image_path=(*path, "image"),
        complete=not _is_partial(service) and "extends" not in service,
        lasting=lasting,
        replicas=as_int(deploy.get("replicas", service.get("scale"))),
        limits=_limits(service, deploy),
        probe=_has_probe(service),
        restart=as_text(service.get("restart")) or as_text(dig(deploy, "restart_policy", "condition")),
        variables=_variables(service, path),
        ports=tuple(_ports(service, path)),
        needs=tuple(_names(service.get("depends_on"))),
        needs_path=(*path, "depends_on"),
        kept=any(source for source, _ in mounts),
        privileged=tuple(_privileged(service, path, mounts)),
        host_paths=tuple(where for source, where in mounts if source in {"/", "/etc", "/proc", "/sys"}),
    )


def _names(value: Any) -> list[str]:
    return [as_text(each) for each in as_list(value)] or list(as_dict(value))


def _limits(service: Mapping[str, Any], deploy: Mapping[str, Any]) -> dict[str, str]:
    limits = as_dict(dig(deploy, "resources", "limits"))
    cpu = as_text(limits.get("cpus")) or as_text(service.get("cpus"))
    memory = as_text(limits.get("memory")) or as_text(service.get("mem_limit"))
    return {key: value for key, value in (("cpu", cpu), ("memory", memory)) if value}


def _has_probe(service: Mapping[str, Any]) -> bool:
    check = as_dict(service.get("healthcheck"))
    return "test" in check and as_list(check["test"])[:1] != ["NONE"] and not as_flag(check.get("disable"))


def _variables(service: Mapping[str, Any], path: Path) -> dict[str, Variable]:
    given = service.get("environment")
    if isinstance(given, list):
        found = {}
        for index, each in enumerate(given):
            name, equals, value = as_text(each).partition("=")
            found[name] = Variable(value if equals else None, (*path, "environment", index))
        return found
    return {
        name: Variable(value if isinstance(value, str) else None, (*path, "environment", name))
        for name, value in as_dict(given).items()
    }


def _distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the first of places that are one: what several services get by an alias is written once."""
    kept: dict[tuple[int, str], Place] = {}
    for place in places:
        kept.setdefault((place.line, place.path.rpartition(".")[2]), place)
    return tuple(kept.values())


def _secrets(component: Component) -> list[Place]:
    return [
        component.at(variable.path)
        for name, variable in component.variables.items()
        if is_written_secret(name, variable.value)
    ]


def _ports(service: Mapping[str, Any], path: Path) -> list[Port]:
    ports = []
    for index, each in enumerate(as_list(service.get("ports"))):
        where = (*path, "ports", index)
        if isinstance(each, dict):
            ports.append(
                Port(
                    as_text(each.get("host_ip")),
                    as_text(each.get("published")),
                    as_text(each.get("target")),
                    where,
                )
            )
        elif found := _PORT.fullmatch(as_text(each)):
            ports.append(Port(found["address"] or "", found["published"] or "", found["target"], where))
    return ports


def _mounts(service: Mapping[str, Any], path: Path) -> list[tuple[str, Path]]:
    mounts = []
    for index, each in enumerate(as_list(service.get("volumes"))):
        if isinstance(each, dict):
            kept = as_text(each.get("type")) not in {"tmpfs", ""}
            source = as_text(each.get("source")) or as_text(each.get("target")) if kept else ""
        else:
            source = as_text(each).partition(":")[0]
        mounts.append((source, (*path, "volumes", index)))
    return mounts


def _privileged(service: Mapping[str, Any], path: Path, mounts: list[tuple[str, Path]]) -> list[Path]:
    found: list[Path] = [(*path, "privileged")] if as_flag(service.get("privileged")) else []
    found += [(*path, key) for key in ("network_mode", "pid", "userns_mode") if service.get(key) == "host"]
    found += [
        (*path, "cap_add", index)
        for index, each in enumerate(as_list(service.get("cap_add")))
        if each in {"ALL", "SYS_ADMIN"}
    ]
    return found + [where for source, where in mounts if source.endswith("/docker.sock")]
