"""From the model's parameters to the figures that people read.

With intercepts κ and abilities N(0, σ²): criterion c is as difficult as the mean of its steps, κ_c,last /
its highest score; the criteria's mean is taken off and becomes, with its sign turned, the mean of the
abilities, so that severities and difficulties each add up to zero. All this is linear, hence the errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from preuve.domain.assessment.severity.likelihood import blocks
from preuve.domain.assessment.severity.results import Candidate, CriterionSteps, Element, Separation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from preuve.domain.assessment.severity.design import Design
    from preuve.domain.assessment.severity.estimation import Estimate
    from preuve.domain.assessment.severity.model import Floats, Model
    from preuve.domain.assessment.severity.results import Fit
    from preuve.domain.assessment.severity.scale import Scale
    from preuve.domain.assessment.severity.table import Ratings


@dataclass(frozen=True, slots=True, eq=False)
class Readable:
    """Linear combinations of the natural parameters, with standard errors.

    Attributes:
        difficulty, difficulty_se: shape (criteria,).
        steps, steps_se: shape (criteria, levels - 1), NaN where there is no step.
        mean, mean_se: of the abilities.
    """

    difficulty: Floats
    difficulty_se: Floats
    steps: Floats
    steps_se: Floats
    mean: float
    mean_se: float


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Everything that a report is made from.

    Attributes:
        ratings: for the names.
        scale, model, estimate: what entered, how it was laid out, where the maximum is.
    """

    ratings: Ratings
    scale: Scale
    model: Model
    estimate: Estimate


def readable(model: Model, estimate: Estimate) -> Readable:
    """Difficulties, steps and the mean of the abilities."""
    criteria = len(model.scores)
    last = model.there.sum(axis=1) - 1
    own = np.zeros((criteria, model.natural))
    own[range(criteria), model.place[range(criteria), last]] = 1 / model.scores[range(criteria), last]
    common = own.mean(axis=0)
    steps = np.full((criteria, model.scores.shape[1] - 1), np.nan)
    errors = steps.copy()
    for each, level in np.argwhere(model.intercept_free):
        if model.scores[each, level] - model.scores[each, level - 1] == 1:
            row = -own[each]
            row[model.place[each, level]] += 1
            if level > 1:
                row[model.place[each, level - 1]] -= 1
            steps[each, level - 1], errors[each, level - 1] = _one(estimate, row)
    mean, mean_se = _one(estimate, -common)
    difficulty, difficulty_se = _each(estimate, own - common)
    return Readable(difficulty, difficulty_se, steps, errors, mean, mean_se)


def _each(estimate: Estimate, rows: Floats) -> tuple[Floats, Floats]:
    variance = np.einsum("ij,jk,ik->i", rows, estimate.covariance, rows)
    return rows @ estimate.natural, np.sqrt(np.maximum(variance, 0.0))


def _one(estimate: Estimate, row: Floats) -> tuple[float, float]:
    value, error = _each(estimate, row[None])
    return float(value[0]), float(error[0])


def expected_mark(fitted: Fitted, location: Floats) -> Floats:
    """Mark expected on each criterion at ability minus severity, shape (locations, criteria).

    Args:
        fitted: the estimation.
        location: ability minus severity with the abilities' mean at zero, shape (locations,).
    """
    model, natural = fitted.model, fitted.estimate.natural
    intercept = np.where(model.intercept_free, natural[model.place], np.where(model.there, 0.0, np.inf))
    weight = model.scores * np.asarray(location)[:, None, None] - intercept
    weight = np.exp(weight - weight.max(axis=2, keepdims=True))
    lowest = np.array([levels[0] for levels in fitted.scale.levels])
    return np.asarray((weight * model.scores).sum(axis=2) / weight.sum(axis=2) + lowest)


def jurors_of(fitted: Fitted, fits: list[Fit]) -> tuple[Element, ...]:
    """Every juror of the ratings."""
    estimate, scale, jurors = fitted.estimate, fitted.scale, fitted.model.jurors
    severity = estimate.natural[:jurors]
    errors = np.sqrt(np.maximum(estimate.covariance.diagonal()[:jurors], 0.0))
    fair = expected_mark(fitted, -severity).mean(axis=1)
    marks = np.bincount(scale.cells.juror)
    return _elements(fitted.ratings.jurors, scale.jurors, (marks, severity, errors, fair), fits)


def criteria_of(fitted: Fitted, found: Readable, fits: list[Fit]) -> tuple[Element, ...]:
    """Every criterion of the ratings."""
    scale = fitted.scale
    fair = expected_mark(fitted, np.zeros(1))[0]
    marks = np.bincount(scale.cells.criterion)
    figures = (marks, found.difficulty, found.difficulty_se, fair)
    return _elements(fitted.ratings.criteria, scale.criteria, figures, fits)


def _elements(
    names: Sequence[str], there: NDArray[np.intp], figures: tuple[NDArray[Any], ...], fits: list[Fit]
) -> tuple[Element, ...]:
    elements = {
        int(position): (int(marks), float(value), float(error), fit, float(fair))
        for position, marks, value, error, fair, fit in zip(there, *figures, fits, strict=True)
    }
    return tuple(
        Element(name, *elements[position]) if position in elements else Element(name, 0)
        for position, name in enumerate(names)
    )


def steps_of(ratings: Ratings, scale: Scale, found: Readable) -> tuple[CriterionSteps, ...]:
    """Steps of the criteria that were estimated, with the levels between that nobody gave."""
    steps = []
    for each, levels in enumerate(scale.levels):
        first, last = int(levels[0]), int(levels[-1])
        values: list[float | None] = [None] * (last - first)
        errors = values.copy()
        for level in np.flatnonzero(~np.isnan(found.steps[each])):
            at = int(levels[level + 1]) - first - 1
            values[at], errors[at] = float(found.steps[each, level]), float(found.steps_se[each, level])
        name = ratings.criteria[int(scale.criteria[each])]
        steps.append(CriterionSteps(name, tuple(range(first, last + 1)), tuple(values), tuple(errors)))
    return tuple(steps)


def abilities(design: Design, estimate: Estimate) -> tuple[Floats, Floats]:
    """Posterior mean and standard deviation of every group, with the abilities' mean at zero."""
    place = estimate.tables.spread * estimate.tables.points
    means = np.empty(design.group_size.size)
    spreads = np.empty_like(means)
    for block in blocks(design, estimate.tables):
        at = place[block.window]
        mean = block.weight @ at
        means[block.groups] = mean
        spreads[block.groups] = np.sqrt(np.einsum("gq,gq->g", block.weight, np.square(at - mean[:, None])))
    return means, spreads


def candidates_of(fitted: Fitted, mean: float) -> tuple[tuple[Candidate, ...], float]:
    """Every candidate of the ratings, and the reliability of the abilities."""
    scale, design = fitted.scale, fitted.model.design
    ability, sd = abilities(design, fitted.estimate)
    fair = expected_mark(fitted, ability).mean(axis=1)
    group = design.candidate_group
    between, within = float(np.var(ability[group])), float(np.mean(np.square(sd[group])))
    known = {
        int(position): (int(marks), float(one), float(two), float(three))
        for position, marks, one, two, three in zip(
            scale.candidates,
            np.bincount(scale.cells.candidate),
            ability[group] + mean,
            sd[group],
            fair[group],
            strict=True,
        )
    }
    candidates = tuple(
        Candidate(name, *known[position]) if position in known else Candidate(name, 0)
        for position, name in enumerate(fitted.ratings.candidates)
    )
    return candidates, between / (between + within) if between else 0.0


def separation_of(jurors: tuple[Element, ...]) -> Separation:
    """How well the jurors that were estimated are told apart."""
    found = [(each.estimate, each.se) for each in jurors if each.estimate is not None and each.se is not None]
    estimates, errors = np.array(found).T
    observed, error = float(np.var(estimates)), float(np.mean(np.square(errors)))
    true = max(0.0, observed - error)
    return Separation(
        spread=observed**0.5,
        error=error**0.5,
        separation=(true / error) ** 0.5 if error else 0.0,
        reliability=true / observed if observed else 0.0,
    )
