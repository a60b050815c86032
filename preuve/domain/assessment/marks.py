"""What one juror says of one criterion, and whether that can stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preuve.domain.assessment.regulations import Regulations


@dataclass(frozen=True, slots=True)
class Mark:
    """One juror's mark on one criterion of one candidate (a line of the grille).

    Attributes:
        juror: id of the juror.
        criterion: id of the criterion, `C1.1-1`.
        level: code of a level of the scale, or None.
        abstained: the juror chose not to judge; then `level` is None. Neither level nor abstention: not
            marked yet.
        comment: the juror's words, shown to the panel and, on refusal, to the candidate.
    """

    juror: str
    criterion: str
    level: str | None = None
    abstained: bool = False
    comment: str = ""


class MarkProblem(StrEnum):
    """Why a mark can't be handed in."""

    NOT_MARKED = "not_marked"
    """Neither a level nor an abstention."""
    COMMENT_REQUIRED = "comment_required"
    """The level asks for a comment (`Scale.comment_required_at`) and there is none but blanks."""
    LEVEL_UNKNOWN = "level_unknown"
    """The level is not in the scale."""
    LEVEL_AND_ABSTENTION = "level_and_abstention"
    """Both a level and an abstention."""
    ABSTENTION_NOT_ALLOWED = "abstention_not_allowed"
    """The regulations know no abstention."""


UNFINISHED = frozenset({MarkProblem.NOT_MARKED, MarkProblem.COMMENT_REQUIRED})
"""Problems of a mark still being typed: it may be saved, not handed in. With others it may not be saved."""


def mark_problems(mark: Mark, regulations: Regulations) -> tuple[MarkProblem, ...]:
    """Everything that keeps `mark` from being handed in, in the order of `MarkProblem`; empty when it can be.

    Source: issue of the marking grid, "scale, comment (required when not acquired), abstain".
    """
    scale = regulations.scale
    codes = [level.code for level in scale.levels]
    problems = []
    if mark.level is None and not mark.abstained:
        problems.append(MarkProblem.NOT_MARKED)
    if mark.level in codes and scale.comment_required_at is not None and not mark.comment.strip():
        if codes.index(mark.level) <= codes.index(scale.comment_required_at):
            problems.append(MarkProblem.COMMENT_REQUIRED)
    elif mark.level is not None and mark.level not in codes:
        problems.append(MarkProblem.LEVEL_UNKNOWN)
    if mark.abstained and mark.level is not None:
        problems.append(MarkProblem.LEVEL_AND_ABSTENTION)
    if mark.abstained and not scale.abstention_allowed:
        problems.append(MarkProblem.ABSTENTION_NOT_ALLOWED)
    return tuple(problems)


class MarksFaultCode(StrEnum):
    """Why a mark can't be counted in a proposal: the caller gave marks that are not this panel's."""

    JUROR_UNKNOWN = "juror_unknown"
    """The juror is not among those who sit."""
    CRITERION_OUT_OF_SCOPE = "criterion_out_of_scope"
    """The criterion is in no block to be assessed."""
    LEVEL_UNKNOWN = "level_unknown"
    """The level is not in the scale."""
    LEVEL_AND_ABSTENTION = "level_and_abstention"
    """Both a level and an abstention."""
    REPEATED = "repeated"
    """A second mark of the same juror on the same criterion."""


@dataclass(frozen=True, slots=True)
class MarksFault:
    """One mark that can't be counted, and why."""

    code: MarksFaultCode
    mark: Mark
