"""Jenkinsfile, declarative: stages only. It is Groovy: nothing is evaluated, stages and braces are counted.

A scripted pipeline (``node { … }``) is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.as_code.pipeline import Job, Pipeline, Step
from preuve.domain.evidence.reading.text import decode, whole

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_PIPELINE = re.compile(r"^[ \t]*pipeline\s*\{", re.MULTILINE)
_STAGE = re.compile(r"\bstage\s*\(\s*(?:name\s*:\s*)?(?:'([^'\n]*)'|\"([^\"\n]*)\")[^)\n]*\)\s*\{")
_PARALLEL = re.compile(r"\bparallel\s*\{")
_TRIGGERS = re.compile(r"\btriggers\s*\{([^}]*)\}")
_TRIGGER = re.compile(r"\b(cron|pollSCM|upstream|githubPush)\b")
#: Strings and comments, blanked out before braces are counted.
_IGNORED = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'(?:[^'\\\n]|\\.)*'|"
    r"\"(?:[^\"\\\n]|\\.)*\"|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/"
)
_LOAD = re.compile(r"^\s*load\b", re.MULTILINE)
_INPUT = re.compile(r"\binput\b[ \t]*[({'\"m]")
_LIMIT = 1 << 20
_MAX_STAGES = 500
_MAX_DEPTH = 100


def sniff(head: Head) -> float:
    """``pipeline {`` with ``stages`` and ``stage('…')``."""
    if not _PIPELINE.search(head.text) or not _STAGE.search(head.text):
        return 0.0
    return 1.0 if "agent" in head.text else 0.8


def read(artefact: Artefact) -> Pipeline:
    """Read the stages of one file.

    Raises:
        UnreadableArtefactError: EMPTY, TOO_LARGE, MALFORMED (a brace is missing), MISSING_FIELD (no stage).
    """
    text = decode(whole(artefact, _LIMIT)).replace("\r\n", "\n").replace("\r", "\n")
    bare = _IGNORED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    pairs = _pairs(artefact, bare)
    stages = [
        _Stage(found[1] or found[2] or "", found.start(), found.end() - 1, pairs[found.end() - 1])
        for found in _STAGE.finditer(text)
        if bare.startswith("stage", found.start()) and found.end() - 1 in pairs
    ]
    if not stages:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "stage")
    if len(stages) > _MAX_STAGES:
        raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), str(len(stages)))
    parallel = [(found.end() - 1, pairs.get(found.end() - 1, 0)) for found in _PARALLEL.finditer(bare)]
    jobs: list[Job] = []
    _walk(artefact, text, _nested(stages), opening=0, before=(), parallel=parallel, jobs=jobs)
    triggers = [each for block in _TRIGGERS.findall(bare) for each in _TRIGGER.findall(block)]
    return Pipeline(
        tool="Jenkins",
        start=jobs[0].place,
        jobs=tuple(jobs),
        stages=tuple(job.name for job in jobs),
        triggers=tuple(triggers),
        elsewhere="@Library" in text or bool(_LOAD.search(bare)),
    )


@dataclass(slots=True)
class _Stage:
    """One stage: offsets of its keyword and of its braces, and the stages inside."""

    name: str
    start: int
    opening: int
    closing: int
    inside: list[_Stage] = field(default_factory=list)


def _nested(stages: list[_Stage]) -> list[_Stage]:
    """Return the outermost stages, each holding those inside (they come in the order of the text)."""
    outermost: list[_Stage] = []
    around: list[_Stage] = []
    for stage in stages:
        while around and around[-1].closing < stage.start:
            around.pop()
        (around[-1].inside if around else outermost).append(stage)
        around.append(stage)
    return outermost


def _walk(  # noqa: PLR0913 - what a walk carries along
    artefact: Artefact,
    text: str,
    stages: list[_Stage],
    *,
    opening: int,
    before: tuple[str, ...],
    parallel: list[tuple[int, int]],
    jobs: list[Job],
) -> tuple[str, ...]:
    """Add the jobs of `stages`, which come after `before`; return the names that what follows waits for.

    `opening` is the brace of the stage around them: a ``parallel`` after it and around them is theirs.
    """
    ends: list[str] = []
    beside = any(opening < begin < stages[0].start < end for begin, end in parallel)
    for stage in stages:
        if stage.inside:
            last = _walk(
                artefact,
                text,
                stage.inside,
                opening=stage.opening,
                before=before,
                parallel=parallel,
                jobs=jobs,
            )
        else:
            jobs.append(_job(artefact, text, stage, before))
            last = (stage.name,)
        if beside:
            ends += last
        else:
            before = last
    return tuple(ends) if beside else before


def _job(artefact: Artefact, text: str, stage: _Stage, before: tuple[str, ...]) -> Job:
    place = artefact.place(
        PlaceKind.TEXT,
        line=text.count("\n", 0, stage.start) + 1,
        last_line=text.count("\n", 0, stage.closing) + 1,
    )
    body = text[stage.opening : stage.closing]
    return Job(
        name=stage.name,
        place=place,
        steps=(Step(stage.name, body, place),),
        needs=before,
        gated=bool(_INPUT.search(body)),
    )


def _pairs(artefact: Artefact, bare: str) -> dict[int, int]:
    """Offset of each opening brace → that of its closing one."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    for found in re.finditer(r"[{}]", bare):
        if found[0] == "{":
            waiting.append(found.start())
        elif waiting:
            pairs[waiting.pop()] = found.start()
        if len(waiting) > _MAX_DEPTH:
            raise _at(artefact, bare, Unreadable.TOO_DEEP, found.start())
    if waiting:
        raise _at(artefact, bare, Unreadable.MALFORMED, waiting[-1])
    return pairs


def _at(artefact: Artefact, text: str, reason: Unreadable, offset: int) -> UnreadableArtefactError:
    line = text.count("\n", 0, offset) + 1
    return UnreadableArtefactError(reason, artefact.place(PlaceKind.TEXT, line=line))
