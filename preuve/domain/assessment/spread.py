"""How far apart the jurors stand on one criterion; the deliberation board sorts by it.

This orders a page. It is no coefficient of agreement: those need many candidates, and severity of a
juror is never shown during deliberation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, order=True)
class Spread:
    """Disagreement on one criterion; compares by its fields in this order.

    Attributes:
        extent: highest minus lowest value given, in points of the scale.
        distinct: number of different levels given.
        variance: population variance of the values, in points squared, exact.
    """

    extent: int
    distinct: int
    variance: Fraction


AGREED = Spread(0, 1, Fraction(0))
"""Everybody gave the same level, or one juror only gave one."""


def spread_of(values: Sequence[int]) -> Spread | None:
    """Spread of the values that jurors gave (abstentions left out); None when nobody gave any."""
    if not values:
        return None
    distinct = len(set(values))
    if distinct == 1:
        return AGREED
    count, total = len(values), sum(values)
    squares = sum(value * value for value in values)
    return Spread(
        max(values) - min(values), distinct, Fraction(count * squares - total * total, count * count)
    )
