"""What an estimation gives. Logits throughout; a severity above zero is more severe than the average."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preuve.domain.assessment.severity.notes import Note
    from preuve.domain.assessment.severity.reporting import Fitted
    from preuve.domain.assessment.severity.scale import Steps


@dataclass(frozen=True, slots=True)
class Fit:
    """How far marks scatter, beside what the model expects (1).

    Attributes:
        infit, outfit: mean squares, weighed by information and not (Wright & Masters 1982).
        infit_z, outfit_z: the same as standard normal (Wilson & Hilferty), None under 10 marks or without
            spread.
    """

    infit: float
    outfit: float
    infit_z: float | None
    outfit_z: float | None


@dataclass(frozen=True, slots=True)
class Element:
    """A juror's severity, or a criterion's difficulty.

    Attributes:
        name: as in the ratings.
        marks: how many entered the estimation.
        estimate, se: logits; None where there is no finite estimate (a note says why).
        fit: mean squares; None with the estimate.
        fair_average: the mark expected when all others are average (Linacre 1989): of a juror, on the average
            of the criteria, for a candidate of mean ability; of a criterion, by the average juror.
    """

    name: str
    marks: int
    estimate: float | None = None
    se: float | None = None
    fit: Fit | None = None
    fair_average: float | None = None


@dataclass(frozen=True, slots=True)
class CriterionSteps:
    """The steps of one criterion.

    Attributes:
        name: the criterion.
        levels: from the lowest to the highest mark given.
        estimates: one per step between neighbouring levels, relative to the criterion's difficulty; they add
            up to zero. None for a step into or out of a level that nobody gave.
        errors: standard errors of the same.
    """

    name: str
    levels: tuple[int, ...]
    estimates: tuple[float | None, ...]
    errors: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a candidate's ability.

    Attributes:
        name: as in the ratings.
        marks: how many entered the estimation.
        ability: posterior mean (EAP), None without marks.
        sd: posterior standard deviation.
        fair_average: the mean mark expected from average jurors on all criteria.
    """

    name: str
    marks: int
    ability: float | None = None
    sd: float | None = None
    fair_average: float | None = None


@dataclass(frozen=True, slots=True)
class Separation:
    """How well jurors are told apart (Wright & Masters 1982; Linacre 1989).

    Attributes:
        spread: standard deviation of the estimates (of these jurors, divided by their number).
        error: root mean square standard error.
        separation: true spread over error.
        reliability: share of the variance of the estimates that is not error, 0 to 1.
    """

    spread: float
    error: float
    separation: float
    reliability: float


@dataclass(frozen=True, slots=True)
class Severity:
    """An estimated many-facet Rasch model.

    Attributes:
        steps_model: whether criteria have steps of their own.
        jurors, criteria, candidates: in the order of the ratings, all of them.
        steps: of the criteria that were estimated.
        mean, mean_se: of the abilities.
        variance, variance_se: of the abilities; the error is None when the variance is zero.
        reliability: of the candidates' abilities (EAP reliability).
        separation: of the jurors.
        deviance: minus twice the marginal log-likelihood.
        parameters: how many were estimated.
        iterations: steps taken.
        gradient: greatest derivative of the log-likelihood left.
        change: longest last step, logits.
        points: of the integration.
        converged: False means that nothing here may be used.
        subsets: names of jurors who are connected through common candidates.
        notes: what must be known beside the figures.
        fitted: what the patterns are computed from; no part of equality.
    """

    steps_model: Steps
    jurors: tuple[Element, ...]
    criteria: tuple[Element, ...]
    candidates: tuple[Candidate, ...]
    steps: tuple[CriterionSteps, ...]
    mean: float
    mean_se: float
    variance: float
    variance_se: float | None
    reliability: float
    separation: Separation
    deviance: float
    parameters: int
    iterations: int
    gradient: float
    change: float
    points: int
    converged: bool
    subsets: tuple[tuple[str, ...], ...]
    notes: tuple[Note, ...]
    fitted: Fitted = field(repr=False, compare=False)

    @property
    def connected(self) -> bool:
        """Whether every juror is linked with every other through common candidates."""
        return len(self.subsets) == 1
