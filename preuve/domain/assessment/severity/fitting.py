"""Estimate the severity of jurors from their marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from preuve.domain.assessment.severity.design import design_of
from preuve.domain.assessment.severity.estimation import (
    MOST_POINTS,
    NoMaximumError,
    TooManyPointsError,
    maximise,
)
from preuve.domain.assessment.severity.mean_squares import fits_of, given_levels
from preuve.domain.assessment.severity.model import model_of
from preuve.domain.assessment.severity.notes import NotComputable, Note, Reason, note
from preuve.domain.assessment.severity.reporting import (
    Fitted,
    candidates_of,
    criteria_of,
    jurors_of,
    readable,
    separation_of,
    steps_of,
)
from preuve.domain.assessment.severity.results import Severity
from preuve.domain.assessment.severity.scale import Steps, scale_of
from preuve.domain.assessment.severity.table import cells_of

if TYPE_CHECKING:
    from preuve.domain.assessment.severity.estimation import Estimate
    from preuve.domain.assessment.severity.table import Ratings

NO_VARIANCE = 1e-6
"""A variance of abilities below this, in logits squared, is said to be zero."""


def fit(ratings: Ratings, *, steps: Steps | str = Steps.PER_CRITERION) -> Severity | NotComputable:
    """Many-facet Rasch model by marginal maximum likelihood; abilities are normal.

    Any pattern of missing marks is taken. Marks are whole numbers; each criterion's scale is what was given
    on it.
    Sources: Linacre, *Many-Facet Rasch Measurement* (1989); Masters, Psychometrika 47 (1982); Bock & Aitkin,
    Psychometrika 46 (1981); Louis, JRSS B 44 (1982).

    Args:
        ratings: marks; a `MarkTable`, or anything with the same fields.
        steps: "per_criterion" (partial credit) or "common" (rating scale).

    Returns:
        The estimates, or why there are none.

    Raises:
        TableError: the table contradicts itself.
        ValueError: `steps` is neither.
    """
    steps = Steps(steps)
    scale = scale_of(ratings, cells_of(ratings), steps)
    if isinstance(scale, NotComputable):
        return scale
    model = model_of(scale, design_of(scale), steps)
    try:
        estimate = maximise(model)
    except TooManyPointsError as error:
        return NotComputable(note(Reason.TOO_FINE, found=error.found, limit=MOST_POINTS))
    except NoMaximumError as error:
        return NotComputable(_not_converged(error.gradient, error.change))
    return _result(Fitted(ratings, scale, model, estimate), steps)


def _result(fitted: Fitted, steps: Steps) -> Severity:
    scale, model, estimate = fitted.scale, fitted.model, fitted.estimate
    found = readable(model, estimate)
    given = given_levels(scale, model.design, estimate.tables)
    by_juror, by_criterion = (fits_of(model, estimate.tables, given, by_juror=each) for each in (True, False))
    jurors = jurors_of(fitted, by_juror)
    candidates, reliability = candidates_of(fitted, found.mean)
    spread, spread_se = estimate.natural[-1], float(np.sqrt(estimate.covariance[-1, -1]))
    subsets = _subsets(fitted)
    variance = float(spread**2)
    return Severity(
        steps_model=steps,
        jurors=jurors,
        criteria=criteria_of(fitted, found, by_criterion),
        candidates=candidates,
        steps=steps_of(fitted.ratings, scale, found),
        mean=found.mean,
        mean_se=found.mean_se,
        variance=variance,
        variance_se=float(2 * abs(spread) * spread_se) if variance > NO_VARIANCE else None,
        reliability=reliability,
        separation=separation_of(jurors),
        deviance=-2 * estimate.score.value,
        parameters=model.contrast.shape[1],
        iterations=estimate.iterations,
        gradient=estimate.gradient,
        change=estimate.change,
        points=estimate.tables.points.size,
        converged=estimate.converged,
        subsets=subsets,
        notes=scale.notes + _notes(subsets, estimate, variance),
        fitted=fitted,
    )


def _not_converged(gradient: float, change: float) -> Note:
    return note(Reason.NOT_CONVERGED, gradient=f"{gradient:.1e}", change=f"{change:.1e}")


def _subsets(fitted: Fitted) -> tuple[tuple[str, ...], ...]:
    groups: dict[int, list[str]] = {}
    for juror, subset in zip(fitted.scale.jurors, fitted.model.design.subset, strict=True):
        groups.setdefault(int(subset), []).append(fitted.ratings.jurors[int(juror)])
    return tuple(map(tuple, groups.values()))


def _notes(subsets: tuple[tuple[str, ...], ...], estimate: Estimate, variance: float) -> tuple[Note, ...]:
    notes = []
    if len(subsets) > 1:
        named = " | ".join(", ".join(names) for names in subsets)
        notes.append(note(Reason.NOT_CONNECTED, found=len(subsets), groups=named))
    if variance <= NO_VARIANCE:
        notes.append(note(Reason.NO_DIFFERENCE_BETWEEN_CANDIDATES))
    if not estimate.converged:
        notes.append(_not_converged(estimate.gradient, estimate.change))
    return tuple(notes)
