"""Decisions near a cut: how sure they are, and which would be others without differences of severity.

The cut is a mean mark over the criteria. On the ability's scale it is where average jurors are expected to
give that mean. A candidate's probability of passing is the posterior's beyond it, taken as normal; expected
accuracy is the mean over candidates of the probability that the likelier side is the true one (Rudner,
*Practical Assessment, Research & Evaluation* 7(14), 2001, and 10(13), 2005).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import optimize, special

from preuve.domain.assessment.severity.notes import NotComputable, Reason, note
from preuve.domain.assessment.severity.reporting import abilities, expected_mark

if TYPE_CHECKING:
    from preuve.domain.assessment.severity.model import Floats
    from preuve.domain.assessment.severity.reporting import Fitted
    from preuve.domain.assessment.severity.results import Severity

_FAR = 60.0
"""Logits beyond which an expected mark does not change any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One candidate beside the cut.

    Attributes:
        candidate: name.
        observed: mean of the marks given.
        adjusted: the same had all jurors been of average severity: each mark moves by the difference that the
            model expects at the candidate's ability.
        passing: probability that the ability is beyond the cut.
        changes: observed and adjusted mean are on different sides of the cut (a mean on the cut passes).
    """

    candidate: str
    observed: float
    adjusted: float
    passing: float
    changes: bool


@dataclass(frozen=True, slots=True)
class Outcomes:
    """All candidates with marks beside the cut.

    Attributes:
        cut: mean mark asked for.
        ability: the same on the scale of abilities, logits.
        accuracy: expected share of candidates on the right side, by ability.
        candidates: in the order of the ratings.
    """

    cut: float
    ability: float
    accuracy: float
    candidates: tuple[Outcome, ...]

    def near(self, doubt: float = 0.05) -> tuple[Outcome, ...]:
        """Those whose probability of passing is neither under `doubt` nor over its complement."""
        return tuple(each for each in self.candidates if doubt <= each.passing <= 1 - doubt)

    def changed(self) -> tuple[Outcome, ...]:
        """Those whose decision would be another without differences of severity."""
        return tuple(each for each in self.candidates if each.changes)


def outcomes(result: Severity, cut: float) -> Outcomes | NotComputable:
    """Every candidate with marks beside the cut, or why that can't be said.

    Args:
        result: from `fit`.
        cut: mean mark over the criteria from which a candidate passes.
    """
    fitted = result.fitted
    lowest, highest = (float(np.mean([each[end] for each in fitted.scale.levels])) for end in (0, -1))
    if not lowest < cut < highest:
        return NotComputable(
            note(Reason.CUT_OUTSIDE, cut=f"{cut:g}", lowest=f"{lowest:g}", highest=f"{highest:g}")
        )
    place = optimize.brentq(lambda at: float(expected_mark(fitted, np.array([at])).mean()) - cut, -_FAR, _FAR)
    ability, sd = (
        each[fitted.model.design.candidate_group] for each in abilities(fitted.model.design, fitted.estimate)
    )
    passing = special.ndtr((ability - place) / sd)
    observed, adjusted = _means(fitted, ability)
    changes = (observed >= cut) != (adjusted >= cut)
    names = [fitted.ratings.candidates[int(each)] for each in fitted.scale.candidates]
    figures = (observed.tolist(), adjusted.tolist(), passing.tolist(), changes.tolist())
    return Outcomes(
        cut=cut,
        ability=float(place) + result.mean,
        accuracy=float(np.maximum(passing, 1 - passing).mean()),
        candidates=tuple(Outcome(*each) for each in zip(names, *figures, strict=True)),
    )


def _means(fitted: Fitted, ability: Floats) -> tuple[Floats, Floats]:
    """Mean mark of each candidate as given, and with severities taken out."""
    cells = fitted.scale.cells
    severity = fitted.estimate.natural[cells.juror]
    marks = np.bincount(cells.candidate)
    at = ability[cells.candidate]
    every = np.arange(cells.juror.size)
    moved = (expected_mark(fitted, at) - expected_mark(fitted, at - severity))[every, cells.criterion]
    observed = np.bincount(cells.candidate, cells.value) / marks
    return observed, observed + np.bincount(cells.candidate, moved) / marks
