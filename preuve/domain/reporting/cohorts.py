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
    from collections.abc import Iterable, Sequence

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
    """What one holder answered at one horizon; `situation` is None when they did not answer."""

    holder: str
    year: int
    horizon: Horizon
    vae: bool = False
    situation: Situation | None = None
    target_job: bool = False


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
    """One year at one horizon: counts, then the rate in any job and the rate in the target job."""

    year: int
    horizon: Horizon
    holders: int
    holders_by_vae: int
    respondents: int
    neutralised: int
    employed: Rate
    in_target_job: Rate


def cohorts(rows: Iterable[FollowUp], least: int = LEAST_RESPONDENTS) -> tuple[Cohort, ...]:
    """Cohorts by year, then horizon.

    Args:
        rows: one for each holder and horizon, answered or not.
        least: fewest counted respondents for which a rate is stated, at least 1.

    Raises:
        CohortError: a holder twice at one horizon, or a target job without a job.
    """
    groups: dict[tuple[int, Horizon], list[FollowUp]] = {}
    seen: set[tuple[str, int, Horizon]] = set()
    for rank, row in enumerate(rows, 1):
        if (row.holder, row.year, row.horizon) in seen:
            raise CohortError(rank, "holder", row.holder)
        if row.target_job and row.situation is not Situation.JOB:
            raise CohortError(rank, "target_job", str(row.situation))
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
        len(answered),
        len(answered) - len(base),
        rate(sum(row.situation is Situation.JOB for row in base)),
        rate(sum(row.target_job for row in base)),
    )


_COLUMNS = {
    "fr": (
        ("Année", "Année d’octroi"),
        ("Mois", "Mois écoulés depuis l’octroi"),
        ("Titulaires", "Titulaires de l’année"),
        ("dont VAE", "Titulaires par la VAE"),
        ("Répondants", "Titulaires qui ont répondu"),
        ("Neutralisés", "Répondants en études ou en incapacité, hors des taux"),
        ("Base des taux", "Répondants moins neutralisés"),
        ("En emploi", "Répondants en emploi"),
        ("Taux d’emploi", "En emploi ÷ base des taux"),
        ("Dans le métier visé", "Répondants en emploi dans le métier visé"),
        ("Taux dans le métier visé", "Dans le métier visé ÷ base des taux"),
    ),
    "en": (
        ("Year", "Year of granting"),
        ("Months", "Months since granting"),
        ("Holders", "Holders of the year"),
        ("of which VAE", "Holders by VAE"),
        ("Respondents", "Holders who answered"),
        ("Neutralised", "Respondents in studies or incapacity, outside the rates"),
        ("Base of the rates", "Respondents less neutralised"),
        ("Employed", "Respondents in a job"),
        ("Employment rate", "Employed ÷ base of the rates"),
        ("In the target job", "Respondents in the target job"),
        ("Rate in the target job", "In the target job ÷ base of the rates"),
    ),
}
_TOO_FEW = {"fr": "pas assez de réponses", "en": "not enough answers"}

Cell = str | int | float


def table(found: Sequence[Cohort], language: str) -> tuple[tuple[Cell, ...], ...]:
    """Rows for CSV or XLSX, the header first; rates from 0 to 1, in words where answers are too few."""
    return (tuple(name for name, _ in _COLUMNS[language]), *(_row(cohort, language) for cohort in found))


def definitions(language: str) -> tuple[tuple[str, str], ...]:
    """Name and meaning of each column of `table`."""
    return _COLUMNS[language]


def _row(cohort: Cohort, language: str) -> tuple[Cell, ...]:
    counts = (cohort.holders, cohort.holders_by_vae, cohort.respondents, cohort.neutralised)
    rates = (cohort.employed, cohort.in_target_job)
    written = (
        (rate.counted, _TOO_FEW[language] if rate.value is None else float(rate.value)) for rate in rates
    )
    cells = tuple(cell for pair in written for cell in pair)
    return (cohort.year, int(cohort.horizon), *counts, cohort.employed.base, *cells)
