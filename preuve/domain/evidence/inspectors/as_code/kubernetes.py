"""Kubernetes manifests: several documents, and ``List``. Only what the API's own kinds mean is stated."""

from __future__ import annotations

import re
from collections import Counter
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
    from collections.abc import Iterator, Mapping

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

#: Kinds that run containers, and the path to the description of their pod.
_PODS: dict[str, Path] = {
    "Pod": ("spec",),
    "Deployment": ("spec", "template", "spec"),
    "StatefulSet": ("spec", "template", "spec"),
    "DaemonSet": ("spec", "template", "spec"),
    "ReplicaSet": ("spec", "template", "spec"),
    "ReplicationController": ("spec", "template", "spec"),
    "Job": ("spec", "template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
_KNOWN = {
    *_PODS,
    "Service",
    "ConfigMap",
    "Secret",
    "Ingress",
    "Namespace",
    "ServiceAccount",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "NetworkPolicy",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
    "StorageClass",
    "ResourceQuota",
    "LimitRange",
    "List",
}
#: Kinds that are a means of availability in themselves.
_SPREAD = {"PodDisruptionBudget", "HorizontalPodAutoscaler"}
_KIND = re.compile(r"^(?:\"?kind\"?|'kind')[ \t]*:[ \t]*[\"']?(\w+)", re.MULTILINE)
_VERSION = re.compile(r"^apiVersion[ \t]*:", re.MULTILINE)
_TEMPLATED = re.compile(r"^[ \t]*\{\{-?[ \t]*(?:if|range|with|include|define|template)\b", re.MULTILINE)

#: One object of a file: the document that holds it, where, and its value.
_Object = tuple["YamlDocument", Path, dict[str, Any]]


def sniff(head: Head) -> float:
    """Top-level ``apiVersion`` and ``kind``, of a kind that Kubernetes itself has."""
    if _TEMPLATED.search(head.text) and _VERSION.search(head.text) and _KIND.search(head.text):
        return 0.8
    if not {"apiVersion", "kind"} <= head.yaml_keys:
        json = as_dict(head.json)
        return 1.0 if "apiVersion" in json and json.get("kind") in _KNOWN else 0.0
    return 1.0 if any(kind in _KNOWN for kind in _KIND.findall(head.text)) else 0.0


def read(artefact: Artefact) -> Environment:
    """Read all objects of a file.

    Raises:
        UnreadableArtefactError: as `read_yaml`; TEMPLATE; MISSING_FIELD (no object).
    """
    documents = read_yaml(artefact)
    objects = [each for document in documents for each in _objects(document, (), document.value)]
    if not objects:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "kind")
    kinds = Counter(str(value["kind"]) for _, _, value in objects)
    firsts: dict[str, Place] = {}
    for document, path, value in objects:
        if value["kind"] not in firsts:
            firsts[value["kind"]] = document.place(*path, "kind")
    components = tuple(each for found in objects for each in _components(*found))
    apart = [_is_apart(value) for _, _, value in objects]
    return Environment(
        format="kubernetes",
        components=components,
        start=next(iter(firsts.values())),
        objects=dict(kinds.most_common()),
        object_places=tuple(firsts[kind] for kind, _ in kinds.most_common()),
        documents=len(documents),
        volumes=tuple(_named(value) for _, _, value in objects if value["kind"] == "PersistentVolumeClaim"),
        secrets=tuple(place for found in objects for place in _secrets(*found))
        + tuple(
            component.at(variable.path)
            for component in components
            for name, variable in component.variables.items()
            if is_written_secret(name, variable.value)
        ),
        spread={
            "PodDisruptionBudget": kinds["PodDisruptionBudget"],
            "HorizontalPodAutoscaler": kinds["HorizontalPodAutoscaler"],
            "podAntiAffinity": sum(apart),
        },
        spread_places=tuple(
            document.place(*path, "kind")
            for (document, path, value), alone in zip(objects, apart, strict=True)
            if alone or value["kind"] in _SPREAD
        ),
        target=_namespace(objects),
    )


def _objects(document: YamlDocument, path: Path, value: Any) -> Iterator[_Object]:
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        return
    refuse_template(value["kind"], document, (*path, "kind"))
    if value["kind"].endswith("List") and isinstance(value.get("items"), list):
        for index, each in enumerate(value["items"]):
            yield from _objects(document, (*path, "items", index), each)
    else:
        yield document, path, value


def _named(value: Mapping[str, Any]) -> str:
    return as_text(dig(value, "metadata", "name"))


def _namespace(objects: list[_Object]) -> str:
    names = {as_text(dig(value, "metadata", "namespace")) for _, _, value in objects}
    return names.pop() if len(names) == 1 else ""


def _pod(value: Mapping[str, Any]) -> tuple[Path, dict[str, Any]]:
    path = _PODS.get(value["kind"], ())
    return path, as_dict(dig(value, *path)) if path else {}


def _is_apart(value: Mapping[str, Any]) -> bool:
    _, pod = _pod(value)
    return "topologySpreadConstraints" in pod or "podAntiAffinity" in as_dict(pod.get("affinity"))


def _secrets(document: YamlDocument, path: Path, value: dict[str, Any]) -> list[Place]:
    if value["kind"] != "Secret":
        return []
    return [
        document.place(*path, key, name)
        for key in ("data", "stringData")
        for name, each in as_dict(value.get(key)).items()
        if each
    ]


def _components(document: YamlDocument, path: Path, value: dict[str, Any]) -> Iterator[Component]:
    where, pod = _pod(value)
    containers = [as_dict(each) for each in as_list(pod.get("containers"))]
    claims = {
        as_text(dig(each, "metadata", "name")) for each in as_list(dig(value, "spec", "volumeClaimTemplates"))
    }
    volumes = _volumes(pod, (*path, *where, "volumes"))
    shared = [(*path, *where, key) for key in ("hostNetwork", "hostPID", "hostIPC") if as_flag(pod.get(key))]
    for index, container in enumerate(containers):
        here = (*path, *where, "containers", index)
        mounted = {as_text(as_dict(each).get("name")) for each in as_list(container.get("volumeMounts"))}
        used = [volumes[name] for name in sorted(mounted & volumes.keys())]
        name = refuse_template(_named(value), document, (*path, "metadata", "name"))
        image = refuse_template(as_text(container.get("image")), document, (*here, "image"))
        privileged = as_flag(dig(container, "securityContext", "privileged"))
        yield Component(
            name=name if len(containers) == 1 else f"{name}/{as_text(container.get('name'))}",
            document=document,
            path=here,
            image=image,
            image_path=(*here, "image"),
            complete=bool(image),
            lasting=value["kind"] not in {"Job", "CronJob"},
            replicas=as_int(dig(value, "spec", "replicas")),
            limits={
                key: as_text(each)
                for key, each in as_dict(dig(container, "resources", "limits")).items()
                if key in {"cpu", "memory"} and as_text(each)
            },
            probe=any(key in container for key in ("livenessProbe", "readinessProbe", "startupProbe")),
            restart=as_text(pod.get("restartPolicy")) or "Always",
            variables=_variables(container, here),
            ports=tuple(_host_ports(container, here)),
            kept=bool(mounted & claims) or any(kind == "persistentVolumeClaim" for kind, _ in used),
            privileged=tuple([(*here, "securityContext", "privileged")] if privileged else [])
            + tuple(shared if index == 0 else []),
            host_paths=tuple(place for kind, place in used if kind == "hostPath"),
            ephemeral=tuple(place for kind, place in used if kind == "emptyDir"),
        )


def _volumes(pod: Mapping[str, Any], path: Path) -> dict[str, tuple[str, Path]]:
    """Name of each volume of a pod → its kind and its place."""
    found = {}
    for index, each in enumerate(as_list(pod.get("volumes"))):
        volume = as_dict(each)
        kind = next((key for key in volume if key != "name"), "")
        found[as_text(volume.get("name"))] = kind, (*path, index)
    return found


def _variables(container: Mapping[str, Any], path: Path) -> dict[str, Variable]:
    return {
        as_text(as_dict(each).get("name")): Variable(
            as_text(each["value"]) if "value" in as_dict(each) else None, (*path, "env", index)
        )
        for index, each in enumerate(as_list(container.get("env")))
    }


def _host_ports(container: Mapping[str, Any], path: Path) -> list[Port]:
    return [
        Port(
            as_text(as_dict(each).get("hostIP")),
            as_text(each["hostPort"]),
            as_text(each.get("containerPort")),
            (*path, "ports", index),
        )
        for index, each in enumerate(as_list(container.get("ports")))
        if "hostPort" in as_dict(each)
    ]
