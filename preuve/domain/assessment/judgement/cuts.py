"""Thresholds of the regulations that can be held beside a mean of marks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.assessment.regulations import BlockRuleKind

if TYPE_CHECKING:
    from preuve.domain.assessment.regulations import Regulations
    from preuve.domain.assessment.structure import Structure


class Step(StrEnum):
    """What a threshold is about."""

    COMPETENCE = "competence"
    """The share of the criteria of a competence that are acquired."""
    BLOCK = "block"
    """The share of the points of a block."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One threshold.

    Attributes:
        step: what it is about.
        code: of the competence or block.
        criteria: what is averaged.
        values: what a mark at each level counts, from the lowest: points, or 1 where it counts as acquired.
        threshold: the mean of those values from which the rules say acquired.
        share: the same as the regulations state it, 0 to 1.
    """

    step: Step
    code: str
    criteria: tuple[str, ...]
    values: tuple[int, ...]
    threshold: float
    share: float


def cuts_of(structure: Structure, regulations: Regulations) -> tuple[Cut, ...]:
    """The thresholds of these regulations that are means, in the order of the framework.

    Where a block is acquired by points, the mean of its points; else, for each competence, the share of
    criteria acquired. The rules first merge the jurors' marks on a criterion and a cut averages them all; an
    eliminatory criterion is left to the rules. So a cut is beside the decision, and never the decision.
    """
    levels = regulations.scale.levels
    if regulations.block.kind is BlockRuleKind.POINTS:
        points = tuple(level.value for level in levels)
        share = regulations.block.threshold
        return tuple(
            Cut(Step.BLOCK, block.code, block.criteria(), points, float(share * points[-1]), float(share))
            for block in structure.blocks
        )
    acquired = tuple(int(level.acquired) for level in levels)
    share = regulations.competence.acquired_share
    return tuple(
        Cut(Step.COMPETENCE, item.code, item.criteria, acquired, float(share), float(share))
        for block in structure.blocks
        for item in block.competences
    )
