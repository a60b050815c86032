"""Every coefficient of a set of marks: over all, by criterion, by group of criteria, by pair of jurors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.assessment.agreement.alpha import krippendorff_alpha
from preuve.domain.assessment.agreement.chance import brennan_prediger, cohen, conger, fleiss, gwet, scott
from preuve.domain.assessment.agreement.icc import analyse_variance, intraclass_correlation
from preuve.domain.assessment.agreement.pairs import PairAgreement, TooManyPairs, pairs_of
from preuve.domain.assessment.agreement.result import IccForm, Level, NotComputable, Reason
from preuve.domain.assessment.agreement.weights import Weighting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preuve.domain.assessment.agreement.ratings import Ratings, Table
    from preuve.domain.assessment.agreement.result import Alpha, Coefficient, Icc

RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Agreement:
    """Every coefficient of one table of units and jurors.

    Attributes:
        units: units with a mark.
        paired: units marked by two jurors or more.
        jurors: jurors with a mark.
        alpha: by level.
        ac1, cohen, conger, fleiss, scott, brennan_prediger: unweighted.
        ac2: with quadratic weights.
        icc: by form.
    """

    units: int
    paired: int
    jurors: int
    alpha: Mapping[Level, Alpha | NotComputable]
    ac1: Coefficient | NotComputable
    ac2: Coefficient | NotComputable
    cohen: Coefficient | NotComputable
    conger: Coefficient | NotComputable
    fleiss: Coefficient | NotComputable
    scott: Coefficient | NotComputable
    brennan_prediger: Coefficient | NotComputable
    icc: Mapping[IccForm, Icc | NotComputable]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a set of marks says of its jurors.

    Attributes:
        ratings: the marks.
        overall: a unit is one candidate on one criterion, all criteria together.
        by_criterion: a unit is a candidate; in the order of the file.
        by_group: as `overall`, over the criteria of each group.
        pairs: by pair of jurors with a unit in common, or how many there are when that is too many.
    """

    ratings: Ratings
    overall: Agreement
    by_criterion: Mapping[str, Agreement]
    by_group: Mapping[str, Agreement]
    pairs: Sequence[PairAgreement] | TooManyPairs


def agreement_of(
    ratings: Ratings, *, groups: Mapping[str, str] | None = None, seed: int = 0, resamples: int = RESAMPLES
) -> Summary:
    """Every coefficient of the marks.

    Over all criteria a unit is one candidate on one criterion: the question is whether jurors give the same
    mark to the same thing. Criteria on scales of different length, or of different difficulty, widen the
    spread between units and raise the figures; by criterion the units are the candidates, and that doesn't
    happen.

    Args:
        ratings: the marks.
        groups: group (competence, block …) of each criterion; a criterion that it lacks is in none.
        seed: of the intervals of alpha.
        resamples: as `krippendorff_alpha`.

    Raises:
        RatingsError: `groups` names a criterion that is not in the marks.
    """
    members: dict[str, list[str]] = {}
    for criterion, group in (groups or {}).items():
        members.setdefault(group, []).append(criterion)
    return Summary(
        ratings=ratings,
        overall=_overall(ratings, None, seed, resamples),
        by_criterion={
            criterion: agreement_on(ratings.table([criterion]), seed=seed, resamples=resamples)
            for criterion in ratings.criteria
        },
        by_group={group: _overall(ratings, criteria, seed, resamples) for group, criteria in members.items()},
        pairs=pairs_of(ratings),
    )


def agreement_on(table: Table, *, seed: int = 0, resamples: int = RESAMPLES) -> Agreement:
    """Every coefficient of one table."""
    variance = analyse_variance(table)
    return Agreement(
        units=table.units,
        paired=int(table.multiplicity[table.marks_per_profile > 1].sum()),
        jurors=table.jurors,
        alpha={level: krippendorff_alpha(table, level, seed=seed, resamples=resamples) for level in Level},
        ac1=gwet(table),
        ac2=gwet(table, Weighting.QUADRATIC),
        cohen=cohen(table),
        conger=conger(table),
        fleiss=fleiss(table),
        scott=scott(table),
        brennan_prediger=brennan_prediger(table),
        icc={
            form: variance if isinstance(variance, NotComputable) else intraclass_correlation(variance, form)
            for form in IccForm
        },
    )


def _overall(ratings: Ratings, criteria: Sequence[str] | None, seed: int, resamples: int) -> Agreement:
    table = ratings.table(criteria)
    if table.units > 1 and ratings.candidates_marked(criteria) == 1:
        return _none(table, NotComputable(Reason.ONE_CANDIDATE))
    return agreement_on(table, seed=seed, resamples=resamples)


def _none(table: Table, why: NotComputable) -> Agreement:
    """No coefficient, all for the same reason."""
    return Agreement(
        units=table.units,
        paired=int(table.multiplicity[table.marks_per_profile > 1].sum()),
        jurors=table.jurors,
        alpha=dict.fromkeys(Level, why),
        ac1=why,
        ac2=why,
        cohen=why,
        conger=why,
        fleiss=why,
        scott=why,
        brennan_prediger=why,
        icc=dict.fromkeys(IccForm, why),
    )
