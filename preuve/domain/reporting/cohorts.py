"""Rates of a cohort at 6 and at 24 months, with what they are divided by.

Source: the follow-up of cohorts that France compétences asks for. Rate of the target job: in the target job
÷ respondents, those "neutralised" (further study, incapacity) left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from preuve.domain.reporting.errors import CohortError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Below so many counted respondents no rate is stated, unless the certifier's regulations say otherwise.
LEAST_RESPONDENTS = 5


class Situation(StrEnum):
    """What the person does at the time of the question."""

    JOB = "job"
    SEARCH = "search"
    STUDIES = "studies"
    INCAPACITY = "incapacity"
    OTHER = "other"


NEUTRALISED = frozenset({Situation.STUDIES, Situation.INCAPACITY})


class Horizon(IntEnum):
    """Months after granting."""

    SIX = 6
    TWENTY_FOUR = 24


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What one holder answered at one horizon; `situation` is None when they did not answer.

    `asked` says whether the horizon was reached and a follow-up opened: who was not asked could not answer.
    """

    holder: str
    year: int
    horizon: Horizon
    vae: bool = False
    situation: Situation | None = None
    target_job: bool = False
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate with what it is made of.

    Attributes:
        counted: how many fulfil it.
        base: respondents less the neutralised.
        value: None when `base` is under the least number of respondents.
    """

    counted: int
    base: int
    value: Fraction | None

    @property
    def enough(self) -> bool:
        """Whether there are enough answers to state it."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Cohort:
    """One year at one horizon: counts, then the rate in any job and the rate in the target job.

    `asked`: holders whose follow-up was opened, of whom `respondents` answered.
    """

    year: int
    horizon: Horizon
    holders: int
    holders_by_vae: int
    asked: int
    respondents: int
    neutralised: int
    employed: Rate
    in_target_job: Rate

    @property
    def response(self) -> Fraction | None:
        """Share of those asked who answered; None when nobody was asked."""
        return Fraction(self.respondents, self.asked) if self.asked else None


def cohorts(rows: Iterable[FollowUp], least: int = LEAST_RESPONDENTS) -> tuple[Cohort, ...]:
    """Cohorts by year, then horizon.

    Args:
        rows: one for each holder and horizon, answered or not.
        least: fewest counted respondents for which a rate is stated, at least 1.

    Raises:
        CohortError: a holder twice at one horizon, a target job without a job, or an answer of somebody
            who was not asked.
    """
    groups: dict[tuple[int, Horizon], list[FollowUp]] = {}
    seen: set[tuple[str, int, Horizon]] = set()
    for rank, row in enumerate(rows, 1):
        if (row.holder, row.year, row.horizon) in seen:
            raise CohortError(rank, "holder", row.holder)
        if row.target_job and row.situation is not Situation.JOB:
            raise CohortError(rank, "target_job", str(row.situation))
        if row.situation is not None and not row.asked:
            raise CohortError(rank, "asked", str(row.situation))
        seen.add((row.holder, row.year, row.horizon))
        groups.setdefault((row.year, row.horizon), []).append(row)
    return tuple(_cohort(groups[key], max(least, 1)) for key in sorted(groups))


def _cohort(rows: list[FollowUp], least: int) -> Cohort:
    answered = [row for row in rows if row.situation is not None]
    base = [row for row in answered if row.situation not in NEUTRALISED]

    def rate(counted: int) -> Rate:
        return Rate(counted, len(base), Fraction(counted, len(base)) if len(base) >= least else None)

    return Cohort(
        rows[0].year,
        rows[0].horizon,
        len(rows),
        sum(row.vae for row in rows),
        sum(row.asked for row in rows),
        len(answered),
        len(answered) - len(base),
        rate(sum(row.situation is Situation.JOB for row in base)),
        rate(sum(row.target_job for row in base)),
    )
