"""Drone and Woodpecker CI: steps that run one after the other unless they say what they depend on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.model import read_yaml
from preuve.domain.evidence.inspectors.as_code.pipeline import Job, Pipeline, Step
from preuve.domain.evidence.inspectors.as_code.secrets import written_secrets
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.inspectors.as_code.model import Path
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

_IMAGE = re.compile(r"^[ \t]+(?:-[ \t]+)?image[ \t]*:", re.MULTILINE)
_PIPELINE = re.compile(r"^kind[ \t]*:[ \t]*[\"']?pipeline", re.MULTILINE)


def sniff(head: Head) -> float:
    """``kind: pipeline`` with ``steps`` (Drone 1), or steps with images under ``pipeline`` or ``steps``."""
    keys = head.yaml_keys
    if not _IMAGE.search(head.text):
        return 0.0
    if "steps" in keys and _PIPELINE.search(head.text):
        return 1.0
    if "pipeline" in keys and not keys & {"apiVersion", "jobs", "stages"}:
        return 1.0 if "drone" in head.base_name or "commands" in head.text else 0.7
    woodpecker = "steps" in keys and not keys & {"apiVersion", "trigger", "pool", "jobs", "pr"}
    return 0.7 if woodpecker and "commands" in head.text else 0.0


def read(artefact: Artefact) -> Pipeline:
    """Read one file; each document is a pipeline of its own, whose steps come after those it depends on.

    Raises:
        UnreadableArtefactError: as `read_yaml`; MISSING_FIELD (no step).
    """
    documents = read_yaml(artefact)
    several = len(documents) > 1
    jobs: list[Job] = []
    members: dict[str, list[str]] = {}
    for document in documents:
        value = as_dict(document.value)
        name = as_text(value.get("name"))
        needs = [job for each in as_list(value.get("depends_on")) for job in members.get(as_text(each), [])]
        here = _jobs(document, value, f"{name}/" if several and name else "", needs)
        members[name] = [job.name for job in here]
        jobs += here
    if not jobs:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "steps")
    return Pipeline(
        tool="Drone CI",
        start=jobs[0].place,
        jobs=tuple(jobs),
        triggers=tuple(_events(as_dict(documents[0].value).get("trigger"))),
        secrets=tuple(
            document.place(*path)
            for document in documents
            for path in written_secrets(document.value)
            if "environment" in path or "settings" in path
        ),
    )


def _events(trigger: Any) -> list[str]:
    event = as_dict(trigger).get("event")
    listed = as_list(event) or as_list(as_dict(event).get("include"))
    return [as_text(each) for each in listed] or [each for each in [as_text(event)] if each]


def _jobs(document: YamlDocument, value: dict[str, Any], prefix: str, needs: list[str]) -> list[Job]:
    """One job per step: Drone's steps are what other forges call jobs."""
    key = "steps" if "steps" in value else "pipeline"
    described = value.get(key)
    steps: list[tuple[str, Path, dict[str, Any]]] = [
        (as_text(as_dict(each).get("name")) or f"#{index + 1}", (key, index), as_dict(each))
        for index, each in enumerate(as_list(described))
    ]
    steps += [(name, (key, name), as_dict(each)) for name, each in as_dict(described).items()]
    promoted = bool({"promote", "rollback"} & set(_events(value.get("trigger"))))
    graph = any("depends_on" in step for _, _, step in steps)
    found: list[Job] = []
    for name, path, step in steps:
        own = [prefix + as_text(each) for each in as_list(step.get("depends_on"))]
        chained = [found[-1].name] if found and not graph else []
        by_hand = promoted or "promote" in _events(step.get("when"))
        place = document.place(*path, key=True)
        found.append(
            Job(
                name=prefix + name,
                place=place,
                steps=(Step(name, _text(step), place),),
                needs=(*needs, *own, *chained),
                gated=True if by_hand else None if "tag" in _events(step.get("when")) else False,
                counts=step.get("failure") != "ignore",
            )
        )
    return found


def _text(step: dict[str, Any]) -> str:
    lines = []
    for key, value in {**step, **as_dict(step.get("settings"))}.items():
        if key == "commands":
            lines += [as_text(each) for each in as_list(value)]
        elif key != "name":
            lines.append(f"{key}: {as_text(value)}")
    return "\n".join(lines)
