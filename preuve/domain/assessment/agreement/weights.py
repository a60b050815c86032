"""How much two values that differ still agree: 1 the same, 0 as far apart as the scale allows."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from preuve.domain.assessment.agreement.ratings import Counts, Floats

MOST_VALUES = 2000
"""Most different values for which every pair is weighed; a scale has far fewer."""
_BLOCK = 1 << 22


class Weighting(StrEnum):
    """Weights of Gwet, *Handbook of Inter-Rater Reliability*, 4th ed. (2014), section 3.5.

    X and y are two values.
    """

    IDENTITY = "identity"
    """Agree or not."""
    LINEAR = "linear"
    """1 - |x - y| / range."""
    QUADRATIC = "quadratic"
    """1 - (x - y)² / range²."""
    RADICAL = "radical"
    """1 - √|x - y| / √range."""
    ORDINAL = "ordinal"
    """By ranks only: 1 - C(m, 2) / greatest, m values standing from x to y, both included."""
    RATIO = "ratio"
    """1 - ((x - y) / (x + y))² / ((greatest - least) / (greatest + least))²; values of zero or more."""


def weight_matrix(weighting: Weighting, values: Floats) -> Floats:
    """Weights of each pair of values, shape (q, q), for q of 2 or more different values, increasing."""
    return 1 - _distance(weighting, values)


def ratio_distance(values: Floats) -> Floats:
    """((x - y) / (x + y))² of each pair, 0 between zeros; shape (q, q)."""
    total = np.add.outer(values, values)
    share = np.subtract.outer(values, values) / np.where(total == 0, 1.0, total)
    squared: Floats = share * share
    return squared


def quadratic_forms(counts: Counts, matrix: Floats | None) -> Floats:
    """r·W·r for each row r of `counts`, shape (rows,); W is the identity when None."""
    if matrix is None:
        return np.asarray(counts.power(2).sum(axis=1), dtype=np.float64)
    step = max(_BLOCK // matrix.shape[0], 1)
    forms = np.empty(counts.shape[0])
    for first in range(0, counts.shape[0], step):
        block = counts[first : first + step].toarray()
        forms[first : first + step] = ((block @ matrix) * block).sum(axis=1)
    return forms


def _distance(weighting: Weighting, values: Floats) -> Floats:
    if weighting is Weighting.IDENTITY:
        return 1 - np.eye(len(values))
    if weighting is Weighting.RATIO:
        apart = ratio_distance(values)
        return _scaled(apart)
    if weighting is Weighting.ORDINAL:
        values = np.arange(len(values), dtype=np.float64)
    apart = np.abs(np.subtract.outer(values, values))
    if weighting is Weighting.QUADRATIC:
        apart = np.square(apart)
    elif weighting is Weighting.RADICAL:
        apart = np.sqrt(apart)
    elif weighting is Weighting.ORDINAL:
        apart = apart * (apart + 1) / 2
    return _scaled(apart)


def _scaled(apart: Floats) -> Floats:
    """Divided by the distance of the extremes."""
    scaled: Floats = apart / apart[0, -1]
    return scaled
