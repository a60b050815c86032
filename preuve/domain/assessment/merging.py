"""From the levels that jurors gave on one criterion to one level (`CriterionRule`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.assessment.regulations import Merge, Ties

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.assessment.regulations import CriterionRule


def merged_rank(ranks: Sequence[int], values: Sequence[int], rule: CriterionRule) -> int:
    """Rank in the scale of the level that several jurors come to.

    Args:
        ranks: ranks given (0 is the lowest level), one per juror, any order, at least one.
        values: value of each rank of the scale, strictly increasing.
        rule: how to merge.
    """
    ordered = sorted(ranks)
    count = len(ordered)
    lower, upper = ordered[(count - 1) // 2], ordered[count // 2]
    if rule.merge is Merge.LOWEST:
        return ordered[0]
    if rule.merge is Merge.MAJORITY:
        return lower if rule.ties is Ties.LOWER else upper
    if rule.merge is Merge.MEDIAN:
        return _nearest(values[lower] + values[upper], 2, values, rule.ties)
    return _nearest(sum(values[rank] for rank in ordered), count, values, rule.ties)


def _nearest(total: int, count: int, values: Sequence[int], ties: Ties) -> int:
    """Rank whose value is nearest to total ÷ count, in whole numbers so that a tie is a tie."""
    towards = -1 if ties is Ties.LOWER else 1
    return min(range(len(values)), key=lambda rank: (abs(values[rank] * count - total), -towards * rank))
