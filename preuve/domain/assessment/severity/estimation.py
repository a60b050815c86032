"""Newton's method on the marginal likelihood, and an honest account of where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from preuve.domain.assessment.severity.errors import SeverityError
from preuve.domain.assessment.severity.likelihood import (
    Score,
    complete_information,
    observed_information,
    score_at,
)
from preuve.domain.assessment.severity.model import (
    first_guess,
    points_needed,
    points_of,
    tables_of,
)

if TYPE_CHECKING:
    from preuve.domain.assessment.severity.model import Floats, Model, Tables

MOST_ITERATIONS = 60
MOST_POINTS = 4001
SMALL_STEP = 1e-8
"""Converged when no parameter moves further than this, in logits."""
SMALL_GAIN = 1e-8
"""… and when that step promises less than this of log-likelihood."""
LONGEST_STEP = 2.0
"""In logits; no step is taken further at once."""
PARTS = 12
"""Far from the end, the information is taken from about this many blocks of candidates."""
NEAR = 0.1
"""In logits; steps shorter than this that do not shorten further take the information of all candidates."""
USED_AGAIN = 0.25
"""The information is computed anew when a step is not shorter than the one before by this factor."""
_FIRST_POINTS = 61


class TooManyPointsError(SeverityError):
    """The narrowest posterior asks for more points than `MOST_POINTS`; `found` says how many."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found


class NoMaximumError(SeverityError):
    """Where the search ended is no maximum; says the gradient and the last step."""

    def __init__(self, gradient: float, change: float) -> None:
        super().__init__(gradient, change)
        self.gradient = gradient
        self.change = change


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """Where the maximum was found.

    Attributes:
        natural: parameters, shape (natural,).
        covariance: of the natural parameters, from the observed information.
        tables: probabilities there.
        score: likelihood and gradient there.
        iterations: Newton steps taken.
        gradient: greatest absolute derivative by a free parameter.
        change: longest last step.
        converged: the last step was Newton's and met both criteria.
    """

    natural: Floats
    covariance: Floats
    tables: Tables
    score: Score
    iterations: int
    gradient: float
    change: float
    converged: bool


@dataclass(slots=True)
class Search:
    """Where the search stands.

    Attributes:
        model: what is maximised.
        free: free parameters, shape (free,).
        points: of the integration.
        parts: from how many blocks of candidates the information is taken, None for all.
        factor: Cholesky factor of the information, while it is good enough to be used again.
        definite: whether the last step was taken with the observed information.
    """

    model: Model
    free: Floats
    points: Floats
    parts: int | None
    factor: tuple[Floats, bool] | None = None
    definite: bool = False

    def at(self, free: Floats) -> tuple[Tables, Score]:
        """Probabilities, value and gradient at these parameters."""
        natural = self.model.contrast @ free
        tables = tables_of(self.model, natural, self.points)
        return tables, score_at(self.model, natural, tables)

    def fit_points(self, tables: Tables) -> bool:
        """Take as many points as needed; whether that changed."""
        needed = points_needed(self.model.design, tables)
        if needed > MOST_POINTS:
            raise TooManyPointsError(needed)
        if 0.8 * self.points.size <= needed <= self.points.size:
            return False
        self.points = points_of(int(1.05 * needed) | 1)
        return True

    def slope(self, score: Score) -> Floats:
        """Derivatives by the free parameters."""
        return np.asarray(self.model.contrast.T @ score.gradient)

    def information(self, tables: Tables, score: Score, parts: int | None = None) -> Floats:
        """Observed information of the free parameters; with `parts`, about."""
        contrast = self.model.contrast
        natural = observed_information(self.model, tables, score.visits, parts)
        return np.asarray(contrast.T @ natural @ contrast)

    def step(self, tables: Tables, score: Score) -> Floats:
        """Newton's step, or where the information is not positive definite the step of the complete problem.

        The latter is the EM gradient step (Lange, JRSS B 57, 1995): always uphill.
        """
        slope, contrast = self.slope(score), self.model.contrast
        self.definite = True
        try:
            self.factor = self.factor or linalg.cho_factor(self.information(tables, score, self.parts))
            return np.asarray(linalg.cho_solve(self.factor, slope))
        except linalg.LinAlgError:
            self.definite = False
            square = contrast.T @ complete_information(self.model, tables, score.visits) @ contrast
            square[np.diag_indices_from(square)] += 1e-9 * square.diagonal().max()
            return np.asarray(linalg.solve(square, slope, assume_a="pos"))

    def judge(self, change: float, before: float) -> None:
        """Compute the information anew if it did not shorten the step; near the end, from all candidates."""
        if change > USED_AGAIN * before:
            self.factor = None
            if change < NEAR:
                self.parts = None

    def move(self, score: Score, step: Floats) -> tuple[float, Tables, Score]:
        """Go along the step, less far if the likelihood would fall; say how far."""
        slack = 1e-12 * abs(score.value)
        taken = step * min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), LONGEST_STEP))
        tables, reached = self.at(self.free + taken)
        while reached.value < score.value - slack and np.abs(taken).max() > SMALL_STEP:
            taken = taken / 2
            tables, reached = self.at(self.free + taken)
        self.free = self.free + taken
        return float(np.abs(taken).max()), tables, reached


def maximise(model: Model) -> Estimate:
    """Find the maximum of the marginal likelihood.

    Raises:
        TooManyPointsError: some candidate has so many marks that the integration would be out of bounds.
        NoMaximumError: the search ended where the information is not positive definite.
    """
    search = Search(model, first_guess(model), points_of(_FIRST_POINTS), PARTS)
    tables, score = search.at(search.free)
    iterations, converged, change = 0, False, np.inf
    while iterations < MOST_ITERATIONS and not converged:
        if search.fit_points(tables):
            tables, score = search.at(search.free)
        step = search.step(tables, score)
        gain, before = float(step @ search.slope(score)), change
        change, tables, score = search.move(score, step)
        converged = search.definite and change <= SMALL_STEP and gain <= SMALL_GAIN
        search.judge(change, before)
        iterations += 1
    try:
        factor = linalg.cho_factor(search.information(tables, score))
    except linalg.LinAlgError as error:
        raise NoMaximumError(float(np.abs(search.slope(score)).max()), change) from error
    return Estimate(
        natural=model.contrast @ search.free,
        covariance=model.contrast @ linalg.cho_solve(factor, model.contrast.T),
        tables=tables,
        score=score,
        iterations=iterations,
        gradient=float(np.abs(search.slope(score)).max()),
        change=change,
        converged=converged,
    )
