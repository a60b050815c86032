"""Agreement corrected for chance: Cohen, Conger, Fleiss, Scott, Brennan & Prediger, Gwet.

Source: K. L. Gwet, *Handbook of Inter-Rater Reliability*, 4th ed. (2014), chapters 2 to 5, for weights,
missing marks and standard errors (linearised, over units, the population taken as infinite). With missing
marks, agreement is the mean over the units with two marks or more, while the share of each value comes from
all units with a mark, each unit weighing the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from preuve.domain.assessment.agreement.ratings import product
from preuve.domain.assessment.agreement.result import Coefficient, NotComputable, Reason
from preuve.domain.assessment.agreement.weights import (
    MOST_VALUES,
    Weighting,
    quadratic_forms,
    weight_matrix,
)

if TYPE_CHECKING:
    from preuve.domain.assessment.agreement.ratings import Floats, Table

_TWO = 2
_ROUNDING = 1e-12


def gwet(
    table: Table, weighting: Weighting = Weighting.IDENTITY, *, confidence: float = 0.95
) -> Coefficient | NotComputable:
    """Gwet's AC1, or AC2 with weights: chance is met on the units that are hard to tell.

    Source: Gwet, *British Journal of Mathematical and Statistical Psychology* 61 (2008) 29-48.
    """
    pairs = _pairs(table, weighting)
    if isinstance(pairs, NotComputable):
        return pairs
    shares, size = pairs.shares(), len(table.values)
    total = size if pairs.weights is None else pairs.weights.sum()
    factor = total / (size * (size - 1))
    chance = factor * float((shares * (1 - shares)).sum())
    return _coefficient(pairs, chance, factor * pairs.mean_over_marks(1 - shares), confidence)


def fleiss(
    table: Table, weighting: Weighting = Weighting.IDENTITY, *, confidence: float = 0.95
) -> Coefficient | NotComputable:
    """Fleiss' kappa (1971), extended to missing marks and weights; with two jurors it is Scott's pi."""
    pairs = _pairs(table, weighting)
    if isinstance(pairs, NotComputable):
        return pairs
    shares = pairs.shares()
    weighed = pairs.weigh(shares)
    return _coefficient(pairs, float(shares @ weighed), pairs.mean_over_marks(weighed), confidence)


def brennan_prediger(
    table: Table, weighting: Weighting = Weighting.IDENTITY, *, confidence: float = 0.95
) -> Coefficient | NotComputable:
    """Brennan & Prediger (1981): by chance, every value of the scale is as likely."""
    pairs = _pairs(table, weighting)
    if isinstance(pairs, NotComputable):
        return pairs
    size = len(table.values)
    chance = 1 / size if pairs.weights is None else float(pairs.weights.mean())
    return _coefficient(pairs, chance, np.full(len(table.multiplicity), chance), confidence)


def conger(
    table: Table, weighting: Weighting = Weighting.IDENTITY, *, confidence: float = 0.95
) -> Coefficient | NotComputable:
    """Conger's kappa (1980): by chance, each juror keeps their own shares.

    With two jurors it is Cohen's kappa.
    """
    pairs = _pairs(table, weighting)
    if isinstance(pairs, NotComputable):
        return pairs
    chance, by_row = _chance_of_jurors(pairs)
    return _coefficient(pairs, chance, by_row, confidence, by_row=True)


def cohen(
    table: Table, weighting: Weighting = Weighting.IDENTITY, *, confidence: float = 0.95
) -> Coefficient | NotComputable:
    """Cohen's kappa (1960, weighted 1968) of two jurors.

    The standard error is that of Fleiss, Cohen & Everitt (1969), which divides by n where `conger` divides by
    n - 1; units marked by one of the two only count for that juror's shares.
    """
    return _of_two(table, conger(table, weighting, confidence=confidence), confidence)


def scott(
    table: Table, weighting: Weighting = Weighting.IDENTITY, *, confidence: float = 0.95
) -> Coefficient | NotComputable:
    """Scott's pi (1955) of two jurors; its standard error divides by n where `fleiss` divides by n - 1."""
    return _of_two(table, fleiss(table, weighting, confidence=confidence), confidence)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A table, its weights (None: the identity) and what each profile says of agreement.

    `marks` is the number of marks on a unit, `agreeing` the share of pairs of them that agree, 0 without a
    pair.
    """

    table: Table
    weights: Floats | None
    marks: Floats
    agreeing: Floats

    def weigh(self, shares: Floats) -> Floats:
        return shares if self.weights is None else shares @ self.weights

    def shares(self) -> Floats:
        """Mean over the units of the share that each value has on it."""
        units = self.table.multiplicity / self.marks
        return product(self.table.counts.T.tocsr(), units) / self.table.units

    def mean_over_marks(self, by_value: Floats) -> Floats:
        """For each profile, the mean over its marks of a figure that each value has."""
        return product(self.table.counts, by_value) / self.marks


def _pairs(table: Table, weighting: Weighting) -> _Pairs | NotComputable:
    obstacle = table.obstacle() or _unweighable(table, weighting)
    if obstacle is not None:
        return obstacle
    weights = None if weighting is Weighting.IDENTITY else weight_matrix(weighting, table.values)
    marks = table.marks_per_profile
    pairs = np.maximum(marks * (marks - 1), 1)
    agreeing = (quadratic_forms(table.counts, weights) - marks) / pairs
    return _Pairs(table, weights, marks, np.where(marks >= _TWO, agreeing, 0.0))


def _unweighable(table: Table, weighting: Weighting) -> NotComputable | None:
    if weighting is not Weighting.IDENTITY and len(table.values) > MOST_VALUES:
        return NotComputable(Reason.TOO_MANY_VALUES, (("values", len(table.values)), ("most", MOST_VALUES)))
    if weighting is Weighting.RATIO and table.values[0] < 0:
        return NotComputable(Reason.NEGATIVE_VALUES)
    return None


def _chance_of_jurors(pairs: _Pairs) -> tuple[float, Floats]:
    """Chance agreement over pairs of jurors, and its linear part in each row (Gwet 2014, section 2.6)."""
    table = pairs.table
    jurors, size = table.jurors, len(table.values)
    given = np.bincount(
        table.juror * size + table.category, weights=table.repeats[table.row], minlength=jurors * size
    ).reshape(jurors, size)
    marked = given.sum(axis=1)
    shares = given / marked[:, np.newaxis]
    total = shares.sum(axis=0)
    ordered_pairs = jurors * (jurors - 1)
    own = float((pairs.weigh(shares) * shares).sum())
    chance = (float(pairs.weigh(total) @ total) - own) / ordered_pairs
    others = pairs.weigh(total - shares)  # what the other jurors make likely for each value
    mean = (others * shares).sum(axis=1)
    beyond = (others - mean[:, np.newaxis]) * (table.units / marked)[:, np.newaxis]
    by_row = np.bincount(table.row, weights=beyond[table.juror, table.category])
    return chance, (by_row + mean.sum()) / ordered_pairs


def _coefficient(
    pairs: _Pairs, chance: float, chance_parts: Floats, confidence: float, *, by_row: bool = False
) -> Coefficient:
    """The coefficient, from the chance agreement (below 1) and its linear part by profile or row."""
    table = pairs.table
    often, agreeing, paired = table.multiplicity, pairs.agreeing, pairs.marks >= _TWO
    paired_units = float(often[paired].sum())
    agreement = float(agreeing @ often) / paired_units
    value = (agreement - chance) / (1 - chance)
    if by_row:
        often, agreeing, paired = table.repeats, agreeing[table.profile], paired[table.profile]
    parts = (table.units / paired_units) * (agreeing - chance * paired)
    parts = (parts - 2 * (1 - value) * (chance_parts - chance)) / (1 - chance) - value
    error = float(np.sqrt(often @ parts**2 / (table.units * (table.units - 1))))
    return _with_error((value, agreement, chance), error, table, confidence)


def _with_error(
    estimate: tuple[float, float, float], error: float, table: Table, confidence: float
) -> Coefficient:
    """The result, from (value, agreement, chance) and the standard error."""
    value, agreement, chance = estimate
    error = error if error > _ROUNDING else 0.0
    freedom = table.units - 1
    reach = float(special.stdtrit(freedom, (1 + confidence) / 2)) * error
    return Coefficient(
        value=value,
        agreement=agreement,
        chance=chance,
        standard_error=error,
        low=value - reach,
        high=max(min(1.0, value + reach), value),
        confidence=confidence,
        p=2 * float(special.stdtr(freedom, -abs(value / error))) if error else None,
        units=table.units,
        jurors=table.jurors,
    )


def _of_two(
    table: Table, result: Coefficient | NotComputable, confidence: float
) -> Coefficient | NotComputable:
    if isinstance(result, NotComputable):
        return result
    if table.jurors > _TWO:
        return NotComputable(Reason.NOT_TWO_JURORS, (("jurors", table.jurors),))
    error = result.standard_error * float(np.sqrt((table.units - 1) / table.units))
    return _with_error((result.value, result.agreement, result.chance), error, table, confidence)
