"""Ways of judging that a severity does not show: halo, drift, central tendency.

All three look at residuals over the posterior of each candidate's ability. Under the model each sum then has
mean zero, and its variance is what residuals have at a known ability less the posterior variance of the same
sum (the law of total variance), so that z is standard normal in large samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from preuve.domain.assessment.severity.errors import TableError, TableFault
from preuve.domain.assessment.severity.likelihood import BLOCK, posterior_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray

    from preuve.domain.assessment.severity.model import Floats
    from preuve.domain.assessment.severity.reporting import Fitted
    from preuve.domain.assessment.severity.results import Severity

ALARM = 3.29
"""|z| from which a pattern is said to be found: one false alarm in a thousand jurors."""
FEWEST_PAIRS = 25
"""Pairs of marks under which halo can't be told."""
MUTED = 0.7
"""Mean squares under this are "well below 1"."""


@dataclass(frozen=True, slots=True)
class Halo:
    """Whether a juror's marks on different criteria go together more than the candidates' abilities explain.

    Attributes:
        juror: name.
        pairs: of marks by this juror on the same candidate.
        correlation: pooled correlation of standardised residuals within candidates; the model expects 0.
        z: how far that is from 0; None under 25 pairs.
        found: z is beyond `ALARM` upwards.
    """

    juror: str
    pairs: int
    correlation: float | None
    z: float | None
    found: bool


@dataclass(frozen=True, slots=True)
class Drift:
    """Whether a juror's severity changes over the order of judging.

    Attributes:
        juror: name.
        slope: change of severity, logits per unit of order; above zero becomes more severe. One scoring step
            from no drift, so a strong one is somewhat underestimated. None if all marks have the same order.
        se: its standard error.
        z: slope over error.
        found: |z| is beyond `ALARM`.
    """

    juror: str
    slope: float | None
    se: float | None
    z: float | None
    found: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Visits:
    """Some candidates' marks, juror by juror.

    Attributes:
        cells: which marks.
        starts: first mark of each visit, counted from the first of `cells`.
        juror: of each visit, counted among those estimated.
        weight: posterior probability of each point, shape (visits, points).
    """

    cells: slice
    starts: NDArray[np.intp]
    juror: NDArray[np.intp]
    weight: Floats

    def mean(self, values: Floats) -> Floats:
        """Posterior mean, shape (visits,)."""
        return np.asarray(np.einsum("vq,vq->v", self.weight, values))

    def variance(self, values: Floats) -> Floats:
        """Posterior variance, shape (visits,)."""
        return self.mean(np.square(values - self.mean(values)[:, None]))

    def total(self, values: Floats) -> Floats:
        """Sums over the marks of each visit."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=0))


def _visits(fitted: Fitted) -> Iterator[_Visits]:
    cells, design, tables = fitted.scale.cells, fitted.model.design, fitted.estimate.tables
    changes = (np.diff(cells.candidate) != 0) | (np.diff(cells.juror) != 0)
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1])
    ends = np.append(starts[1:], cells.juror.size)
    size = max(1, BLOCK // (tables.points.size * int((ends - starts).max())))
    for first in range(0, starts.size, size):
        chosen = starts[first : first + size]
        group = design.candidate_group[cells.candidate[chosen]]
        yield _Visits(
            slice(int(chosen[0]), int(ends[first : first + size][-1])),
            chosen - chosen[0],
            cells.juror[chosen],
            posterior_of(design, tables, group),
        )


def _residuals(fitted: Fitted, cells: slice) -> tuple[Floats, Floats]:
    """Score less expectation, and variance, of marks at every point, shape (marks, points)."""
    model, tables = fitted.model, fitted.estimate.tables
    column = model.design.cell_column[cells]
    criterion = model.design.column_criterion[column]
    score = model.scores[criterion, fitted.scale.level[cells]]
    variance = np.maximum(tables.variance[column], np.finfo(float).tiny)
    return score[:, None] - tables.mean[column], variance


def halo(result: Severity) -> tuple[Halo, ...]:
    """Halo of every juror that was estimated, in order.

    Per juror, never per candidate: with fewer than 25 marks per pair of people that can't be told.
    """
    fitted = result.fitted
    totals = np.zeros((4, fitted.model.jurors))
    for visits in _visits(fitted):
        residual, variance = _residuals(fitted, visits.cells)
        standard = residual / np.sqrt(variance)
        square = visits.total(np.square(standard))
        products = (np.square(visits.total(standard)) - square) / 2
        marks = visits.total(np.ones(len(residual)))
        for row, values in enumerate(
            (
                marks * (marks - 1) / 2,
                visits.mean(products),
                visits.variance(products),
                np.where(marks > 1, visits.mean(square) * (marks - 1) / 2, 0.0),
            )
        ):
            totals[row] += np.bincount(visits.juror, values, fitted.model.jurors)
    return tuple(
        _halo(fitted.ratings.jurors[int(juror)], *figures)
        for juror, figures in zip(fitted.scale.jurors, totals.T.tolist(), strict=True)
    )


def _halo(juror: str, pairs: float, products: float, uncertain: float, squares: float) -> Halo:
    if pairs < FEWEST_PAIRS or pairs <= uncertain:
        return Halo(juror, round(pairs), None, None, found=False)
    z = products / (pairs - uncertain) ** 0.5
    return Halo(juror, round(pairs), products / squares, z, found=z > ALARM)


def drift(result: Severity, order: ArrayLike) -> tuple[Drift, ...]:
    """Drift of every juror that was estimated, in order.

    Args:
        result: from `fit`.
        order: when each mark of the ratings was given (rank, hours, days …), shape (marks of the ratings,).

    Raises:
        TableError: the order is of another length, or not finite for a mark that entered the estimation.
    """
    fitted = result.fitted
    when = _order_of(fitted, np.asarray(order, dtype=float))
    jurors = fitted.model.jurors
    when -= _weighted_means(fitted, when)[fitted.scale.cells.juror]
    totals = np.zeros((2, jurors))
    for visits in _visits(fitted):
        residual, variance = _residuals(fitted, visits.cells)
        late = when[visits.cells][:, None]
        pull = visits.total(late * residual)
        known = visits.mean(visits.total(np.square(late) * variance)) - visits.variance(pull)
        totals[0] -= np.bincount(visits.juror, visits.mean(pull), jurors)
        totals[1] += np.bincount(visits.juror, known, jurors)
    return tuple(
        _drift(fitted.ratings.jurors[int(juror)], *figures)
        for juror, figures in zip(fitted.scale.jurors, totals.T.tolist(), strict=True)
    )


def _order_of(fitted: Fitted, order: Floats) -> Floats:
    if order.shape != np.shape(fitted.ratings.values):
        raise TableError(TableFault.LENGTHS_DIFFER)
    rows = fitted.scale.cells.row
    unknown = ~np.isfinite(order[rows])
    if unknown.any():
        raise TableError(TableFault.NOT_FINITE, int(rows[unknown].min()))
    return order[rows].copy()


def _weighted_means(fitted: Fitted, when: Floats) -> Floats:
    """Mean order of each juror, weighed by information: slope and severity then do not disturb each other."""
    juror = fitted.scale.cells.juror
    information = np.concatenate(
        [
            np.einsum(
                "cq,cq->c",
                _residuals(fitted, visits.cells)[1],
                np.repeat(visits.weight, _lengths(visits), axis=0),
            )
            for visits in _visits(fitted)
        ]
    )
    return np.asarray(np.bincount(juror, information * when) / np.bincount(juror, information))


def _lengths(visits: _Visits) -> NDArray[np.intp]:
    return np.diff(np.append(visits.starts, visits.cells.stop - visits.cells.start))


def _drift(juror: str, pull: float, information: float) -> Drift:
    if information <= 0:
        return Drift(juror, None, None, None, found=False)
    z = pull / information**0.5
    return Drift(juror, pull / information, information**-0.5, z, found=abs(z) > ALARM)


def central_tendency(result: Severity) -> tuple[str, ...]:
    """Names of jurors whose marks scatter much less than expected, as of one who keeps to the middle.

    Both mean squares are under 0.7 and the infit's z is under −3.29.
    """
    return tuple(
        each.name
        for each in result.jurors
        if each.fit and max(each.fit.infit, each.fit.outfit) < MUTED and (each.fit.infit_z or 0) < -ALARM
    )
