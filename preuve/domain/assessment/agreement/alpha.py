"""Krippendorff's alpha, with missing marks and a bootstrap interval.

Source: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011); *Content Analysis*, chapter on
reliability. Disagreements are summed without the matrix of coincidences: over the values r of a unit of m
marks, Σ r_c r_k (s_c - s_k)² = 2 (m Σ r s² - (Σ r s)²), where the scores s are the values for the interval
metric, and for the ordinal metric the middle ranks among all paired values (the ordinal distance is the
difference of two such ranks).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from preuve.domain.assessment.agreement.ratings import product
from preuve.domain.assessment.agreement.result import Alpha, Level, NotComputable, Reason
from preuve.domain.assessment.agreement.weights import MOST_VALUES, quadratic_forms, ratio_distance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.assessment.agreement.ratings import Counts, Floats, Table

_BLOCK = 1 << 20
_LEAST_RESAMPLES = 100


def krippendorff_alpha(
    table: Table, level: Level, *, seed: int = 0, resamples: int = 0, confidence: float = 0.95
) -> Alpha | NotComputable:
    """Alpha of the table; units with fewer than two marks drop out.

    The interval is the percentile interval of a bootstrap that draws whole units with replacement (Zapf,
    Castell, Morawietz & Karch, *BMC Medical Research Methodology* 16:93, 2016), not Krippendorff's own
    algorithm, which draws pairs of values as if those of one unit were independent. Samples in which all
    values are equal have no alpha and are left out; with fewer than 100 left there is no interval.

    Args:
        table: units × jurors.
        level: what the values mean.
        seed: of the bootstrap: the same seed gives the same interval.
        resamples: number of samples; 0 for no interval.
        confidence: of the interval, between 0 and 1.
    """
    obstacle = table.obstacle()
    if obstacle is not None:
        return obstacle
    sample = _sample(table)
    obstacle = _obstacle(sample, level)
    if obstacle is not None:
        return obstacle
    observed, expected = _Metric(level, sample).disagreements(sample.multiplicity[np.newaxis, :])
    alphas = _replicates(level, sample, seed, resamples)
    enough = len(alphas) >= _LEAST_RESAMPLES
    tail = (1 - confidence) / 2
    low, high = np.quantile(alphas, [tail, 1 - tail]) if enough else (None, None)
    return Alpha(
        value=1 - float(observed[0]) / float(expected[0]),
        level=level,
        observed=float(observed[0]),
        expected=float(expected[0]),
        units=sample.units,
        marks=int(sample.multiplicity @ sample.marks),
        low=None if low is None else float(low),
        high=None if high is None else float(high),
        confidence=confidence,
        resamples=len(alphas),
    )


@dataclass(frozen=True, slots=True)
class _Sample:
    """Profiles of the units that have two marks or more."""

    values: Floats
    counts: Counts
    multiplicity: Floats
    marks: Floats

    @property
    def units(self) -> int:
        return int(self.multiplicity.sum())


def _sample(table: Table) -> _Sample:
    marks = table.marks_per_profile
    paired = marks >= 2  # noqa: PLR2004 - a pair is two
    if paired.all():
        return _Sample(table.values, table.counts, table.multiplicity, marks)
    return _Sample(table.values, table.counts[paired], table.multiplicity[paired], marks[paired])


def _obstacle(sample: _Sample, level: Level) -> NotComputable | None:
    given = np.flatnonzero(sample.counts.sum(axis=0))
    if len(given) == 1:
        return NotComputable(Reason.NO_VARIATION)
    if sample.units == 1:
        return NotComputable(Reason.ONE_PAIRABLE_UNIT)
    if level is Level.RATIO:
        if sample.values[given[0]] < 0:
            return NotComputable(Reason.NEGATIVE_VALUES)
        if len(sample.values) > MOST_VALUES:
            return NotComputable(
                Reason.TOO_MANY_VALUES, (("values", len(sample.values)), ("most", MOST_VALUES))
            )
    return None


def _replicates(level: Level, sample: _Sample, seed: int, resamples: int) -> Floats:
    """Alphas of the bootstrap samples that have one."""
    metric = _Metric(level, sample)
    alphas = [np.empty(0)]
    for weights in _draws(sample, seed, resamples):
        observed, expected = metric.disagreements(weights)
        varied = expected > 0
        alphas.append(1 - observed[varied] / expected[varied])
    return np.concatenate(alphas)


def _draws(sample: _Sample, seed: int, resamples: int) -> Iterator[Floats]:
    """How often each profile is drawn, shape (samples, profiles), a block of samples at a time."""
    random = np.random.Generator(np.random.PCG64(seed))
    share = sample.multiplicity / sample.units
    step = max(_BLOCK // len(share), 1)
    for first in range(0, resamples, step):
        yield random.multinomial(sample.units, share, size=min(step, resamples - first)).astype(np.float64)


class _Metric:
    """Observed and expected disagreement of a sample, and of any other weights of its profiles."""

    def __init__(self, level: Level, sample: _Sample) -> None:
        self._level = level
        self._sample = sample
        self._turned: Counts = sample.counts.T.tocsr()
        self._pairs = 1 / (sample.marks - 1)
        self._distance = ratio_distance(sample.values) if level is Level.RATIO else np.empty((0, 0))
        middle = (sample.values[0] + sample.values[-1]) / 2
        self._scores = sample.values - middle  # near zero, so that squares lose nothing
        self._within = self._disagreement_of_units()

    def disagreements(self, weights: Floats) -> tuple[Floats, Floats]:
        """Observed and expected disagreement, shape (samples,) each.

        Args:
            weights: shape (samples, profiles), how many units have each profile.
        """
        totals = product(self._turned, weights.T).T
        marks = totals.sum(axis=1)
        if self._level is Level.ORDINAL:
            ranks = (np.cumsum(totals, axis=1) - totals / 2) / marks[:, np.newaxis] - 0.5
            observed = self._by_ranks(weights, ranks)
            expected = _by_scores(totals, marks, ranks)
        else:
            observed = weights @ self._within
            expected = self._expected(totals, marks)
        return observed / marks, expected / (marks * (marks - 1))

    def _disagreement_of_units(self) -> Floats:
        counts, marks = self._sample.counts, self._sample.marks
        if self._level is Level.NOMINAL:
            apart = marks**2 - quadratic_forms(counts, None)
        elif self._level is Level.RATIO:
            apart = quadratic_forms(counts, self._distance)
        else:
            apart = 2 * (marks * product(counts, self._scores**2) - product(counts, self._scores) ** 2)
        return apart * self._pairs

    def _expected(self, totals: Floats, marks: Floats) -> Floats:
        if self._level is Level.NOMINAL:
            apart: Floats = marks**2 - (totals**2).sum(axis=1)
        elif self._level is Level.RATIO:
            apart = ((totals @ self._distance) * totals).sum(axis=1)
        else:
            apart = _by_scores(totals, marks, self._scores)
        return apart

    def _by_ranks(self, weights: Floats, ranks: Floats) -> Floats:
        counts = self._sample.counts
        linear, square = product(counts, ranks.T), product(counts, (ranks**2).T)
        within = (self._sample.marks[:, np.newaxis] * square - linear**2) * self._pairs[:, np.newaxis]
        apart: Floats = 2 * (weights.T * within).sum(axis=0)
        return apart


def _by_scores(totals: Floats, marks: Floats, scores: Floats) -> Floats:
    apart: Floats = 2 * (marks * (totals * scores**2).sum(axis=1) - (totals * scores).sum(axis=1) ** 2)
    return apart
