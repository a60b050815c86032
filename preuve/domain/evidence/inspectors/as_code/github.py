"""GitHub Actions workflows (and those of Gitea and Forgejo)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.model import read_yaml
from preuve.domain.evidence.inspectors.as_code.pipeline import Job, Pipeline, Step
from preuve.domain.evidence.inspectors.as_code.secrets import written_secrets
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.inspectors.as_code.model import Path
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

_BODY = re.compile(r"^[ \t]+(?:-[ \t]+)?(?:runs-on|uses)[ \t]*:", re.MULTILINE)
_QUOTED_ON = re.compile(r"^[\"']?on[\"']?[ \t]*:", re.MULTILINE)


def sniff(head: Head) -> float:
    """Top-level ``on`` and ``jobs``, with ``runs-on`` or ``uses`` below."""
    if "jobs" not in head.yaml_keys or not _BODY.search(head.text):
        return 0.0
    return 1.0 if _QUOTED_ON.search(head.text) else 0.6


def read(artefact: Artefact) -> Pipeline:
    """Read one workflow.

    Raises:
        UnreadableArtefactError: as `read_yaml`; MISSING_FIELD (no jobs).
    """
    document = read_yaml(artefact)[0]
    value = as_dict(document.value)
    described = as_dict(value.get("jobs"))
    if not described:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "jobs")
    triggers = _triggers(value.get("on"))
    by_hand = _is_by_hand(triggers, value.get("on"))
    jobs = tuple(_job(document, name, as_dict(job), by_hand=by_hand) for name, job in described.items())
    return Pipeline(
        tool="GitHub Actions",
        start=document.place("on", key=True),
        jobs=jobs,
        triggers=triggers,
        actions=tuple(_actions(document, described)),
        elsewhere=bool({"workflow_run", "workflow_call"} & set(triggers)),
        secrets=tuple(document.place(*path) for path in _secrets(value)),
        target=as_text(value.get("name")),
    )


def _triggers(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(as_text(each) for each in as_list(value)) or tuple(as_dict(value))


def _is_by_hand(triggers: tuple[str, ...], value: Any) -> bool:
    """Say whether a person starts the workflow each time: by hand, by a release or by a tag."""
    push = as_dict(as_dict(value).get("push"))
    allowed = {"workflow_dispatch", "release"} | ({"push"} if push and set(push) == {"tags"} else set())
    return bool(triggers) and set(triggers) <= allowed


def _job(document: YamlDocument, name: str, job: dict[str, Any], *, by_hand: bool) -> Job:
    needs = job.get("needs")
    environment = job.get("environment")
    named = as_text(environment) or as_text(as_dict(environment).get("name"))
    return Job(
        name=name,
        place=document.place("jobs", name, key=True),
        steps=tuple(
            _step(document, ("jobs", name, "steps", index), as_dict(step))
            for index, step in enumerate(as_list(job.get("steps")))
        ),
        needs=(needs,) if isinstance(needs, str) else tuple(as_text(each) for each in as_list(needs)),
        environment=named,
        gated=None if named or by_hand else False,
        counts=as_text(job.get("continue-on-error")) != "true",
        opaque="uses" in job,
    )


def _step(document: YamlDocument, path: Path, step: dict[str, Any]) -> Step:
    inputs = "\n".join(f"{key}: {as_text(each)}" for key, each in as_dict(step.get("with")).items())
    text = "\n".join((as_text(step.get("uses")), as_text(step.get("run")), inputs))
    return Step(as_text(step.get("name")), text, document.place(*path))


def _actions(document: YamlDocument, jobs: dict[str, Any]) -> list[tuple[str, Place]]:
    found = []
    for name, job in jobs.items():
        calls: list[tuple[Any, Path]] = [(as_dict(job).get("uses"), ("jobs", name, "uses"))]
        calls += [
            (as_dict(step).get("uses"), ("jobs", name, "steps", index, "uses"))
            for index, step in enumerate(as_list(as_dict(job).get("steps")))
        ]
        found += [
            (call, document.place(*path))
            for call, path in calls
            if isinstance(call, str) and not call.startswith(("./", "docker://"))
        ]
    return found


def _secrets(value: dict[str, Any]) -> list[Path]:
    """Secrets in clear in ``env`` of the workflow, its jobs and steps, and in inputs of actions."""
    found: list[Path] = list(written_secrets(value.get("env"), ("env",)))
    for name, job in as_dict(value.get("jobs")).items():
        found += written_secrets(as_dict(job).get("env"), ("jobs", name, "env"))
        for index, step in enumerate(as_list(as_dict(job).get("steps"))):
            for key in ("env", "with"):
                found += written_secrets(as_dict(step).get(key), ("jobs", name, "steps", index, key))
    return found
