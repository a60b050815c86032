"""What prevents a draft framework from being published."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preuve.domain.competences.model import Block, Competence, Framework


class ProblemCode(StrEnum):
    """Kinds of problems; the sentences are made by the shell."""

    EMPTY_TEXT = "empty-text"
    DUPLICATE_CODE = "duplicate-code"
    DUPLICATE_ID = "duplicate-id"
    NO_BLOCK = "no-block"
    NO_ACTIVITY = "no-activity"
    NO_COMPETENCE = "no-competence"
    NO_PRACTICE = "no-practice"
    NO_CRITERION = "no-criterion"
    NO_METHOD = "no-method"
    METHOD_APPLIES_TO_NOTHING = "method-applies-to-nothing"
    METHOD_APPLIES_TO_UNKNOWN = "method-applies-to-unknown"
    NOT_ASSESSED = "not-assessed"


@dataclass(frozen=True, slots=True)
class Problem:
    """One obstacle to publication.

    Attributes:
        code: what kind.
        pointer: where, as a JSON Pointer (RFC 6901) into ``to_json_dict``.
        subject: the code or id it is about, empty when the place says it all.
    """

    code: ProblemCode
    pointer: str
    subject: str = ""


def problems_before_publication(framework: Framework) -> list[Problem]:
    """Everything that must be put right before the framework becomes an immutable version, in document order.

    Article L6113-1 of the Labour Code asks for activities, the competences that follow from them, and
    criteria and methods of assessment: each is required, and every competence must be covered by a method
    and by criteria. Codes of blocks and competences, and ids of criteria, are unique in the whole
    framework.
    """
    problems = [*_empty_texts((("/title", framework.title), ("/certifier", framework.certifier)))]
    if not framework.blocks:
        problems.append(Problem(ProblemCode.NO_BLOCK, "/blocks"))
    problems += _duplicates(
        ProblemCode.DUPLICATE_CODE,
        ((f"/blocks/{i}/code", block.code) for i, block in enumerate(framework.blocks)),
    )
    problems += _duplicates(ProblemCode.DUPLICATE_CODE, _competence_codes(framework))
    problems += _duplicates(ProblemCode.DUPLICATE_ID, _criterion_ids(framework))
    for index, block in enumerate(framework.blocks):
        problems += _block_problems(block, f"/blocks/{index}")
    return problems


def _block_problems(block: Block, at: str) -> Iterator[Problem]:
    yield from _empty_texts(((f"{at}/code", block.code), (f"{at}/title", block.title)))
    yield from _empty_texts((f"{at}/activities/{i}", text) for i, text in enumerate(block.activities))
    for missing, code, key in (
        (not block.activities, ProblemCode.NO_ACTIVITY, "activities"),
        (not block.competences, ProblemCode.NO_COMPETENCE, "competences"),
        (
            all(method.introduces_criteria for method in block.assessment_methods),
            ProblemCode.NO_METHOD,
            "assessment_methods",
        ),
    ):
        if missing:
            yield Problem(code, f"{at}/{key}", block.code)
    yield from _method_problems(block, at)
    for index, competence in enumerate(block.competences):
        yield from _competence_problems(competence, f"{at}/competences/{index}")


def _method_problems(block: Block, at: str) -> Iterator[Problem]:
    codes = {competence.code for competence in block.competences}
    assessed: set[str] = set()
    for index, method in enumerate(block.assessment_methods):
        here = f"{at}/assessment_methods/{index}"
        if not method.applies_to:
            yield Problem(ProblemCode.METHOD_APPLIES_TO_NOTHING, f"{here}/applies_to", method.stated_range)
        for rank, code in enumerate(method.applies_to):
            if code not in codes:
                yield Problem(ProblemCode.METHOD_APPLIES_TO_UNKNOWN, f"{here}/applies_to/{rank}", code)
        yield from _empty_texts((f"{here}/steps/{i}", text) for i, text in enumerate(method.steps))
        assessed.update(() if method.introduces_criteria else method.applies_to)
    for index, competence in enumerate(block.competences):
        if competence.code not in assessed:
            yield Problem(ProblemCode.NOT_ASSESSED, f"{at}/competences/{index}", competence.code)


def _competence_problems(competence: Competence, at: str) -> Iterator[Problem]:
    yield from _empty_texts(((f"{at}/code", competence.code), (f"{at}/statement", competence.statement)))
    if not competence.practices:
        yield Problem(ProblemCode.NO_PRACTICE, f"{at}/practices", competence.code)
    if not competence.criteria:
        yield Problem(ProblemCode.NO_CRITERION, f"{at}/criteria", competence.code)
    yield from _empty_texts((f"{at}/practices/{i}", text) for i, text in enumerate(competence.practices))
    for index, criterion in enumerate(competence.criteria):
        here = f"{at}/criteria/{index}"
        yield from _empty_texts(
            (
                (f"{here}/id", criterion.id),
                (f"{here}/label", criterion.label),
                (f"{here}/text", criterion.text),
            )
        )


def _empty_texts(texts: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    return (Problem(ProblemCode.EMPTY_TEXT, pointer) for pointer, text in texts if not text.strip())


def _duplicates(code: ProblemCode, values: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Problems at every value that came before; empty values are another problem."""
    seen: set[str] = set()
    for pointer, value in values:
        if value and value in seen:
            yield Problem(code, pointer, value)
        seen.add(value)


def _competence_codes(framework: Framework) -> Iterator[tuple[str, str]]:
    for i, block in enumerate(framework.blocks):
        for j, competence in enumerate(block.competences):
            yield f"/blocks/{i}/competences/{j}/code", competence.code


def _criterion_ids(framework: Framework) -> Iterator[tuple[str, str]]:
    for i, block in enumerate(framework.blocks):
        for j, competence in enumerate(block.competences):
            for k, criterion in enumerate(competence.criteria):
                yield f"/blocks/{i}/competences/{j}/criteria/{k}/id", criterion.id
