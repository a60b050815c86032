"""GitLab CI (``.gitlab-ci.yml``): stages, ``needs``, ``extends``, rules; includes are not followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.model import read_yaml
from preuve.domain.evidence.inspectors.as_code.pipeline import Does, Job, Pipeline, Step
from preuve.domain.evidence.inspectors.as_code.secrets import written_secrets
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig
from preuve.domain.evidence.reading.yamls import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.inspectors.as_code.model import Path
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

_GLOBAL_NAMES = (
    "default include stages variables workflow image services cache before_script after_script spec types"
)
_GLOBAL = frozenset(_GLOBAL_NAMES.split())
#: Stages of a file that names none (GitLab CI/CD YAML reference, ``stages``).
_DEFAULT = (".pre", "build", "test", "deploy", ".post")
_SCRIPT = re.compile(r"^[ \t]+(?:script|trigger|extends)[ \t]*:", re.MULTILINE)
_NOT = frozenset({"jobs", "pipeline", "kind", "pool", "trigger", "steps", "language", "workflows", "hosts"})
_BY_TAG = re.compile(r"CI_COMMIT_TAG|^tags$")
_MAX_EXTENDS = 11
_MAX_REFERENCES = 10
#: Values that references may add.
_MOST_REFERRED = 100_000


def sniff(head: Head) -> float:
    """Jobs with ``script`` below, beside ``stages`` or under the usual name."""
    keys = head.yaml_keys
    if keys & _NOT or not _SCRIPT.search(head.text):
        return 0.0
    if head.base_name.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml")):
        return 1.0
    if "stages" in keys:
        return 0.95
    return 0.6 if re.search(r"^[ \t]+stage[ \t]*:", head.text, re.MULTILINE) else 0.0


def read(artefact: Artefact) -> Pipeline:
    """Read one file; of several documents, the last holds the jobs (the first is a component's ``spec``).

    Raises:
        UnreadableArtefactError: as `read_yaml`; MISSING_FIELD (no job).
    """
    document = read_yaml(artefact)[-1]
    value = as_dict(_References(document).resolved(document.value))
    described = {name: as_dict(job) for name, job in value.items() if name not in _GLOBAL}
    whole = {
        name: _extended(described, job, 0) for name, job in described.items() if not name.startswith(".")
    }
    whole = {name: job for name, job in whole.items() if {"script", "trigger", "run"} & job.keys()}
    if not whole:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "script")
    stages = tuple(as_text(each) for each in as_list(value.get("stages"))) or _DEFAULT
    ranks = {name: rank for rank, name in enumerate((".pre", *stages, ".post"))}
    jobs = tuple(_job(document, name, job, whole, ranks) for name, job in whole.items())
    return Pipeline(
        tool="GitLab CI",
        start=document.place("stages" if "stages" in value else next(iter(whole)), key=True),
        jobs=jobs,
        stages=stages if "stages" in value else (),
        elsewhere="include" in value,
        secrets=_placed(document, _secrets(value)),
    )


class _References:
    """Puts what ``!reference`` names in its place; a few bytes of them can expand without end, too."""

    def __init__(self, document: YamlDocument) -> None:
        self._document = document
        self._left = _MOST_REFERRED

    def resolved(self, value: Any, depth: int = 0) -> Any:
        """Return a value without references; `depth` is how many led to it (GitLab allows ten)."""
        if depth:
            self._left -= 1
            if self._left < 0:
                raise UnreadableArtefactError(Unreadable.ALIASES, self._document.place())
        if isinstance(value, Reference):
            known = depth < _MAX_REFERENCES and all(isinstance(step, str) for step in value)
            return self.resolved(dig(self._document.value, *value), depth + 1) if known else None
        if isinstance(value, dict):
            return {name: self.resolved(each, depth) for name, each in value.items()}
        return [self.resolved(each, depth) for each in value] if isinstance(value, list) else value


def _flat(value: Any) -> Iterator[Any]:
    """Yield the elements of a list, those of lists in it too: aliases and references leave them nested."""
    for each in as_list(value):
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each


def _extended(jobs: dict[str, dict[str, Any]], job: dict[str, Any], depth: int) -> dict[str, Any]:
    """Merge what a job extends below it (keywords of the job win; GitLab allows eleven levels)."""
    named = job.get("extends")
    parents = [named] if isinstance(named, str) else [as_text(each) for each in as_list(named)]
    merged: dict[str, Any] = {}
    for parent in parents[:_MAX_EXTENDS]:
        if parent in jobs and depth < _MAX_EXTENDS:
            merged.update(_extended(jobs, jobs[parent], depth + 1))
    return {**merged, **job}


def _stage(job: dict[str, Any]) -> str:
    return as_text(job.get("stage")) or "test"


def _job(
    document: YamlDocument,
    name: str,
    job: dict[str, Any],
    jobs: dict[str, dict[str, Any]],
    ranks: dict[str, int],
) -> Job:
    environment = job.get("environment")
    target = as_text(environment) or as_text(as_dict(environment).get("name"))
    acts = as_text(as_dict(environment).get("action")) or "start"
    manual = _is_manual(job)
    declared = set()
    if target and acts == "start":
        declared.add(Does.DEPLOY)
    if "coverage" in job or "coverage_report" in as_dict(as_dict(job.get("artifacts")).get("reports")):
        declared.add(Does.COVERAGE)
    return Job(
        name=name,
        place=document.place(name, key=True),
        steps=_steps(document, name, job),
        stage=_stage(job),
        needs=_needs(name, job, jobs, ranks),
        environment=target,
        gated=True if manual else None if _is_by_tag(job) else False,
        counts=not manual and as_text(job.get("allow_failure")) != "true",
        opaque="trigger" in job,
        declared=frozenset(declared),
    )


def _steps(document: YamlDocument, name: str, job: dict[str, Any]) -> tuple[Step, ...]:
    return tuple(
        Step(name if key == "script" else "", _text(job[key]), document.place(name, key))
        for key in ("before_script", "script", "after_script")
        if key in job
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value)
    return as_text(value)


def _is_manual(job: dict[str, Any]) -> bool:
    return job.get("when") == "manual" or any(
        as_dict(rule).get("when") == "manual" for rule in _flat(job.get("rules"))
    )


def _is_by_tag(job: dict[str, Any]) -> bool:
    """Say whether a job runs for tags, which a person sets."""
    rules = [as_text(as_dict(rule).get("if")) for rule in _flat(job.get("rules"))]
    only = job.get("only")
    refs = as_list(only) or as_list(as_dict(only).get("refs")) or [only]
    return any(_BY_TAG.search(each) for each in (*rules, *map(as_text, refs)))


def _needs(
    name: str, job: dict[str, Any], jobs: dict[str, dict[str, Any]], ranks: dict[str, int]
) -> tuple[str, ...]:
    if "needs" in job:
        found = [as_text(each) or as_text(as_dict(each).get("job")) for each in _flat(job["needs"])]
        return tuple(each for each in found if each and each != name)
    rank = ranks.get(_stage(job), 0)
    return tuple(other for other, each in jobs.items() if ranks.get(_stage(each), rank) < rank)


def _placed(document: YamlDocument, paths: list[Path]) -> tuple[Place, ...]:
    """Return the places of `paths`: what stands once and is merged into several jobs counts once."""
    places = {(place.line, path[-1]): place for path in reversed(paths) for place in (document.place(*path),)}
    return tuple(reversed(places.values()))


def _secrets(value: dict[str, Any]) -> list[Path]:
    found: list[Path] = list(written_secrets(value.get("variables"), ("variables",)))
    for name, job in value.items():
        found += written_secrets(as_dict(job).get("variables"), (name, "variables"))
    return found
