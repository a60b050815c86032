"""How far each two jurors agree on the units that both marked."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from preuve.domain.assessment.agreement.chance import cohen, gwet
from preuve.domain.assessment.agreement.ratings import table_of_matrix

if TYPE_CHECKING:
    from preuve.domain.assessment.agreement.ratings import Codes, Floats, Ratings
    from preuve.domain.assessment.agreement.result import Coefficient, NotComputable

MOST_PAIRS = 1000
"""Above this nobody reads a list of pairs."""


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two jurors on the units (candidate × criterion) that both marked.

    Attributes:
        first, second: names, in the order of the file.
        units: units in common.
        equal: share of them with the same mark.
        difference: mean of the first's mark minus the second's.
        cohen, ac1: over those units.
    """

    first: str
    second: str
    units: int
    equal: float
    difference: float
    cohen: Coefficient | NotComputable
    ac1: Coefficient | NotComputable


@dataclass(frozen=True, slots=True)
class TooManyPairs:
    """More pairs of jurors have units in common than can be read.

    Attributes:
        pairs: how many.
        most: how many are taken.
    """

    pairs: int
    most: int = MOST_PAIRS


def pairs_of(ratings: Ratings) -> tuple[PairAgreement, ...] | TooManyPairs:
    """Pairs with a unit in common, in the order of the file."""
    unit = ratings.candidate_index * len(ratings.criteria) + ratings.criterion_index
    first, second = _met(unit, ratings.juror_index, len(ratings.jurors))
    if len(first) > MOST_PAIRS:
        return TooManyPairs(len(first))
    order = np.lexsort((unit, ratings.juror_index))
    bounds = np.searchsorted(ratings.juror_index[order], np.arange(len(ratings.jurors) + 1))
    own = [order[start:stop] for start, stop in pairwise(bounds)]
    return tuple(
        _pair(ratings, unit, (int(one), int(other)), (own[one], own[other]))
        for one, other in zip(first, second, strict=True)
    )


def _met(unit: Codes, juror: Codes, jurors: int) -> tuple[Codes, Codes]:
    """Jurors of each pair that marked a unit in common."""
    _, row = np.unique(unit, return_inverse=True)
    marked = sparse.csr_array((np.ones(len(row)), (row, juror)), shape=(int(row.max(initial=-1)) + 1, jurors))
    met = sparse.triu(marked.T @ marked, k=1).tocoo()
    order = np.lexsort((met.col, met.row))
    return met.row[order].astype(np.intp), met.col[order].astype(np.intp)


def _pair(
    ratings: Ratings, unit: Codes, jurors: tuple[int, int], marks: tuple[Codes, Codes]
) -> PairAgreement:
    _, left, right = np.intersect1d(unit[marks[0]], unit[marks[1]], assume_unique=True, return_indices=True)
    both: Floats = np.column_stack((ratings.values[marks[0][left]], ratings.values[marks[1][right]]))
    table = table_of_matrix(both)
    return PairAgreement(
        first=ratings.jurors[jurors[0]],
        second=ratings.jurors[jurors[1]],
        units=len(both),
        equal=float((both[:, 0] == both[:, 1]).mean()),
        difference=float((both[:, 0] - both[:, 1]).mean()),
        cohen=cohen(table),
        ac1=gwet(table),
    )
