"""Azure Pipelines: stages, jobs and deployment jobs, steps; templates are not followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.model import read_yaml
from preuve.domain.evidence.inspectors.as_code.pipeline import Does, Job, Pipeline, Step
from preuve.domain.evidence.inspectors.as_code.secrets import is_written_secret, written_secrets
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.inspectors.as_code.model import Path
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

_BODY = re.compile(
    r"^[ \t]*-[ \t]+(?:task|script|bash|pwsh|powershell|job|deployment|stage)[ \t]*:", re.MULTILINE
)
_COMMANDS = ("script", "bash", "pwsh", "powershell", "task", "template", "checkout", "download", "publish")
_STRATEGIES = ("runOnce", "rolling", "canary")
_HOOKS = ("preDeploy", "deploy", "routeTraffic", "postRouteTraffic", "on")


def sniff(head: Head) -> float:
    """``trigger``, ``pr``, ``pool`` … beside lists of ``stage``, ``job``, ``task`` or ``script``."""
    keys = head.yaml_keys
    if not keys & {"stages", "jobs", "steps", "extends"} or not _BODY.search(head.text):
        return 0.0
    marks = len(keys & {"trigger", "pr", "pool", "resources", "schedules", "parameters", "variables"})
    if keys & {"trigger", "pr", "pool"} or head.base_name.startswith("azure-pipelines"):
        return 1.0
    return 0.7 if marks else 0.5


def read(artefact: Artefact) -> Pipeline:
    """Read one file.

    Raises:
        UnreadableArtefactError: as `read_yaml`; MISSING_FIELD (no job).
    """
    document = read_yaml(artefact)[0]
    value = as_dict(document.value)
    jobs, stages = _all_jobs(document, value)
    if not jobs:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "jobs")
    return Pipeline(
        tool="Azure Pipelines",
        start=jobs[0].place,
        jobs=tuple(jobs),
        stages=tuple(stages),
        triggers=tuple(key for key in ("trigger", "pr", "schedules") if value.get(key) not in (None, "none")),
        elsewhere="extends" in value or _uses_template(value),
        secrets=tuple(_secrets(document, value)),
        target=as_text(value.get("name")),
    )


def _uses_template(value: Any) -> bool:
    if isinstance(value, dict):
        return "template" in value or any(_uses_template(each) for each in value.values())
    return isinstance(value, list) and any(_uses_template(each) for each in value)


def _all_jobs(document: YamlDocument, value: dict[str, Any]) -> tuple[list[Job], list[str]]:
    found: list[Job] = []
    stages: list[str] = []
    members: dict[str, list[str]] = {}
    previous = ""
    for index, each in enumerate(as_list(value.get("stages"))):
        stage = as_dict(each)
        name = as_text(stage.get("stage")) or f"#{index + 1}"
        after = _names(stage["dependsOn"]) if "dependsOn" in stage else [previous] * bool(previous)
        needs = [job for one in after for job in members.get(one, [])]
        here = _jobs(document, ("stages", index), stage, name, needs)
        members[name] = [job.name for job in here]
        found += here
        stages.append(name)
        previous = name
    return found or _jobs(document, (), value, "", []), stages


def _names(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [as_text(each) for each in as_list(value)]


def _jobs(
    document: YamlDocument, path: Path, holder: dict[str, Any], stage: str, needs: list[str]
) -> list[Job]:
    prefix = f"{stage}/" if stage else ""
    if "steps" in holder:
        name = stage or "steps"
        return [_job(document, path, holder, name=name, stage=stage, needs=tuple(needs))]
    found = []
    for index, each in enumerate(as_list(holder.get("jobs"))):
        job = as_dict(each)
        named = as_text(job.get("job")) or as_text(job.get("deployment")) or f"#{index + 1}"
        own = [prefix + name for name in _names(job.get("dependsOn"))]
        found.append(
            _job(
                document, (*path, "jobs", index), job, name=prefix + named, stage=stage, needs=(*needs, *own)
            )
        )
    return found


def _job(  # noqa: PLR0913 - where it lies, what it holds, and what its stage gives
    document: YamlDocument,
    path: Path,
    job: dict[str, Any],
    *,
    name: str,
    stage: str,
    needs: tuple[str, ...],
) -> Job:
    environment = job.get("environment")
    target = as_text(environment) or as_text(as_dict(environment).get("name"))
    steps = tuple(_steps(document, path, job))
    approved = any("manualvalidation@" in step.text.lower() for step in steps)
    return Job(
        name=name,
        place=document.place(*path) if path else document.place("steps", key=True),
        steps=steps,
        stage=stage,
        needs=needs,
        environment=target,
        gated=True if approved else None if target else False,
        counts=as_text(job.get("continueOnError")) != "true",
        opaque="template" in job,
        declared=frozenset({Does.DEPLOY} if "deployment" in job else ()),
    )


def _steps(document: YamlDocument, path: Path, job: dict[str, Any]) -> list[Step]:
    holders: list[tuple[Path, Any]] = [((*path, "steps"), job.get("steps"))]
    strategy = as_dict(job.get("strategy"))
    for kind in _STRATEGIES:
        for hook in _HOOKS:
            inner = as_dict(as_dict(strategy.get(kind)).get(hook))
            below = (*path, "strategy", kind, hook)
            holders.append(((*below, "steps"), inner.get("steps")))
            failure = as_dict(inner.get("failure")).get("steps")
            holders.append(((*below, "failure", "steps"), failure))
    return [
        _step(document, (*where, index), as_dict(step))
        for where, steps in holders
        for index, step in enumerate(as_list(steps))
    ]


def _step(document: YamlDocument, path: Path, step: dict[str, Any]) -> Step:
    texts = [as_text(step.get(key)) for key in _COMMANDS]
    inputs = as_dict(step.get("inputs"))
    texts += [f"{key}: {as_text(each)}" for key, each in inputs.items()]
    task = as_text(step.get("task")).partition("@")[0]
    texts.append(f"{task} {as_text(inputs.get('command'))} {as_text(inputs.get('arguments'))}")
    name = as_text(step.get("displayName"))
    if "failure" in path:
        name = f"{name} rollback"
    return Step(name, "\n".join(texts), document.place(*path))


def _secrets(document: YamlDocument, value: dict[str, Any]) -> list[Place]:
    variables = value.get("variables")
    found = [document.place(*path) for path in written_secrets(as_dict(variables), ("variables",))]
    for index, each in enumerate(as_list(variables)):
        if is_written_secret(as_text(as_dict(each).get("name")), as_dict(each).get("value")):
            found.append(document.place("variables", index, "value"))
    return found
