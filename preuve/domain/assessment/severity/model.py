"""The model's parameters, and its probabilities at the points of the integration.

A juror j gives a candidate of ability θ the score x on criterion c with probability proportional to
exp(x (θ − severity_j) − intercept_cx). The intercept is what the steps of the criterion up to x add up to;
that of the lowest score is zero. Abilities are N(0, σ²) here, θ = σ z with fixed points z; the mean of the
abilities, the criteria and the steps that users read are linear in the intercepts (`reporting.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from preuve.domain.assessment.severity.scale import Steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from preuve.domain.assessment.severity.design import Design
    from preuve.domain.assessment.severity.scale import Scale

    Floats = NDArray[np.float64]

REACH = 7.5
"""Integration goes this many standard deviations of ability to each side."""
FINENESS = 0.95
"""Distance of the points, in units of the narrowest posterior's standard deviation.

The error of the trapezoid rule on a Gaussian is about 2 exp(−2π² / fineness²): 6e-10 of each integral.
(Trefethen & Weideman, SIAM Review 56, 2014.)"""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Which parameters there are, and what of the marks their likelihood needs.

    "Natural" parameters are severities, then intercepts, then σ; "free" ones have no constraint.

    Attributes:
        design: who saw whom on what.
        scores: score of each level of each criterion, shape (criteria, levels), zero beyond the last.
        there: which levels exist, same shape.
        place: natural position of each intercept, same shape; 0 where `intercept_free` is false.
        intercept_free: levels that have an intercept (not the lowest), same shape.
        contrast: natural = contrast @ free, shape (natural, free).
        counts: how often each level was given, same shape as `scores`.
        totals: what the marks weigh in the gradient: minus sums of scores by juror, minus counts by
            intercept, zero for σ; shape (natural,).
        jurors: how many.
    """

    design: Design
    scores: Floats
    there: NDArray[np.bool_]
    place: NDArray[np.intp]
    intercept_free: NDArray[np.bool_]
    contrast: Floats
    counts: Floats
    totals: Floats
    jurors: int

    @property
    def natural(self) -> int:
        """How many natural parameters."""
        return int(self.totals.size)


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Probabilities of every column at every point.

    Attributes:
        points: z, shape (points,).
        log_prior: logarithm of the weight of each point, shape (points,).
        spread: σ.
        log_z: logarithm of the normalising sum, shape (columns, points).
        mean, variance: of the score, shape (columns, points).
        chance: of each level, shape (levels, columns, points).
    """

    points: Floats
    log_prior: Floats
    spread: float
    log_z: Floats
    mean: Floats
    variance: Floats
    chance: Floats


def model_of(scale: Scale, design: Design, steps: Steps) -> Model:
    """Lay out the parameters for the marks that are left."""
    criteria, most = len(scale.levels), max(map(len, scale.levels))
    scores = np.zeros((criteria, most))
    there = np.zeros((criteria, most), dtype=bool)
    for each, levels in enumerate(scale.levels):
        scores[each, : levels.size] = levels - levels[0]
        there[each, : levels.size] = True
    free = there.copy()
    free[:, 0] = False
    jurors = scale.jurors.size
    place = np.where(free, jurors - 1 + free.cumsum().reshape(free.shape), 0)
    natural = jurors + int(free.sum()) + 1
    totals = np.zeros(natural)
    totals[:jurors] = -np.bincount(scale.cells.juror, weights=scale.scores(), minlength=jurors)
    counts = np.bincount(scale.cells.criterion * most + scale.level, minlength=free.size).reshape(free.shape)
    totals[place[free]] = -counts[free]
    contrast = _contrast(scores, place, jurors, steps)
    return Model(design, scores, there, place, free, contrast, counts.astype(float), totals, jurors)


def _contrast(scores: Floats, place: NDArray[np.intp], jurors: int, steps: Steps) -> Floats:
    """Severities add up to zero; common steps differ between criteria by the difficulty only."""
    if steps is Steps.PER_CRITERION:
        inner = np.eye(int(place.max()) - jurors + 1)
    else:
        criteria, most = place.shape
        inner = np.zeros((int(place.max()) - jurors + 1, criteria + most - 2))
        for each in range(criteria):
            inner[place[each, 1:] - jurors, each] = scores[each, 1:]
            inner[place[each, 1:-1] - jurors, criteria + np.arange(most - 2)] = 1
    contrast = np.zeros((jurors + len(inner) + 1, jurors + inner.shape[1]))
    contrast[: jurors - 1, : jurors - 1] = np.eye(jurors - 1)
    contrast[jurors - 1, : jurors - 1] = -1
    contrast[jurors:-1, jurors - 1 : -1] = inner
    contrast[-1, -1] = 1
    return contrast


def first_guess(model: Model) -> Floats:
    """Free parameters to begin from: no differences, levels as often as they were given, σ = 1."""
    rate = np.log(np.maximum(model.counts, 0.5))
    guess = np.zeros(model.natural)
    guess[model.place[model.intercept_free]] = (rate[:, :1] - rate)[model.intercept_free]
    guess[-1] = 1.0
    return np.asarray(np.linalg.lstsq(model.contrast, guess, rcond=None)[0])


def tables_of(model: Model, natural: Floats, points: Floats) -> Tables:
    """Probabilities at the points, for natural parameters."""
    spread = float(natural[-1])
    juror, criterion = model.design.column_juror, model.design.column_criterion
    intercept = np.where(model.intercept_free, natural[model.place], np.where(model.there, 0.0, np.inf))
    distance = spread * points - natural[juror][:, None]
    scores = model.scores[criterion].T[:, :, None]
    chance = scores * distance
    chance -= intercept[criterion].T[:, :, None]
    top = chance.max(axis=0)
    np.exp(chance - top, out=chance)
    total = chance.sum(axis=0)
    chance /= total
    mean = (scores * chance).sum(axis=0)
    variance = (np.square(scores - mean) * chance).sum(axis=0)
    step = points[1] - points[0]
    log_prior = -0.5 * np.square(points) + np.log(step / np.sqrt(2 * np.pi))
    return Tables(points, log_prior, spread, np.log(total) + top, mean, variance, chance)


def points_needed(design: Design, tables: Tables) -> int:
    """How many points integrate the narrowest posterior under these parameters."""
    information = design.pattern_sheets @ (design.sheet_columns @ tables.variance.max(axis=1))
    narrowest = 1.0 / np.sqrt(1.0 + tables.spread**2 * information.max())
    return 2 * int(np.ceil(REACH / (FINENESS * narrowest))) + 1


def points_of(count: int) -> Floats:
    """That many equidistant points, symmetric about zero."""
    return np.linspace(-REACH, REACH, count)
