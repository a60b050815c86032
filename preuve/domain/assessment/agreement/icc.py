"""Intraclass correlations: the share of the variance of the marks that comes from the candidates.

Sources: P. E. Shrout & J. L. Fleiss, *Psychological Bulletin* 86 (1979) 420-428; K. O. McGraw & S. P. Wong,
*Psychological Methods* 1 (1996) 30-46, for the intervals. They need every mark: units that a juror didn't
mark are left out and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from preuve.domain.assessment.agreement.result import Icc, IccForm, NotComputable, Reason

if TYPE_CHECKING:
    from preuve.domain.assessment.agreement.ratings import Table

_ROUNDING = 1e-12
_ONE_WAY = (IccForm.ONE_WAY, IccForm.ONE_WAY_MEAN)
_RANDOM = (IccForm.TWO_WAY_RANDOM, IccForm.TWO_WAY_RANDOM_MEAN)
_MEAN = (IccForm.ONE_WAY_MEAN, IccForm.TWO_WAY_RANDOM_MEAN, IccForm.TWO_WAY_MIXED_MEAN)


@dataclass(frozen=True, slots=True)
class Variance:
    """Mean squares of the units that all jurors marked.

    Attributes:
        units, jurors: how many.
        dropped: units left out.
        between: mean square between units.
        within: mean square within units, jurors not told apart.
        of_jurors: mean square between jurors.
        error: mean square left.
    """

    units: int
    jurors: int
    dropped: int
    between: float
    within: float
    of_jurors: float
    error: float


def analyse_variance(table: Table) -> Variance | NotComputable:
    """Two-way analysis of variance without replication, over the complete units."""
    obstacle = table.obstacle()
    if obstacle is not None:
        return obstacle
    complete = np.bincount(table.row) == table.jurors
    often = table.repeats[complete]
    units, jurors = int(often.sum()), table.jurors
    if units < 2:  # noqa: PLR2004 - a variance needs two
        figures = (("complete", units), ("units", table.units), ("jurors", jurors))
        return NotComputable(Reason.TOO_FEW_COMPLETE_UNITS, figures)
    chosen = complete[table.row]
    matrix = np.empty((len(often), jurors))
    scores = table.values - table.values[0]  # near zero, so that squares lose nothing
    matrix[(np.cumsum(complete) - 1)[table.row[chosen]], table.juror[chosen]] = scores[table.category[chosen]]
    if np.ptp(matrix) == 0:
        return NotComputable(Reason.NO_VARIATION)
    middle = float(often @ matrix.mean(axis=1)) / units
    matrix -= middle
    rows, columns = matrix.mean(axis=1), often @ matrix / units
    total = float(often @ (matrix**2).sum(axis=1))
    between = jurors * float(often @ rows**2)
    of_jurors = units * float(columns @ columns)
    left = matrix - rows[:, np.newaxis] - columns
    error = float(often @ (left**2).sum(axis=1))
    parts = (between, of_jurors, error)
    between, of_jurors, error = (part if part > _ROUNDING * total else 0.0 for part in parts)
    return Variance(
        units=units,
        jurors=jurors,
        dropped=table.units - units,
        between=between / (units - 1),
        within=(of_jurors + error) / (units * (jurors - 1)),
        of_jurors=of_jurors / (jurors - 1),
        error=error / ((units - 1) * (jurors - 1)),
    )


def intraclass_correlation(
    variance: Variance, form: IccForm, *, confidence: float = 0.95
) -> Icc | NotComputable:
    """One of the six correlations.

    A correlation whose denominator is 0 (no candidate differs from another in the mean, or nothing is left of
    the error) has no value.
    """
    noise, other = _noise(variance, form)
    signal = variance.between - noise
    spread = variance.between + ((0 if form in _MEAN else (variance.jurors - 1) * noise) + other)
    if spread <= _ROUNDING * (variance.between + variance.of_jurors + variance.error):
        return NotComputable(Reason.NO_VARIATION)
    df1 = variance.units - 1
    df2 = variance.units * (variance.jurors - 1) if form in _ONE_WAY else df1 * (variance.jurors - 1)
    f = variance.between / noise if noise else None
    low, high = _interval(variance, form, f, (df1, df2), (1 + confidence) / 2)
    return Icc(
        form=form,
        value=signal / spread,
        f=f,
        df1=df1,
        df2=df2,
        p=None if f is None else float(special.fdtrc(df1, df2, f)),
        low=low,
        high=high,
        confidence=confidence,
        units=variance.units,
        dropped=variance.dropped,
        jurors=variance.jurors,
    )


def _noise(variance: Variance, form: IccForm) -> tuple[float, float]:
    """The mean square that candidates are compared with, and what jurors add to the denominator."""
    if form in _ONE_WAY:
        return variance.within, 0.0
    if form not in _RANDOM:
        return variance.error, 0.0
    severity = (variance.of_jurors - variance.error) / variance.units
    return variance.error, severity * (1 if form in _MEAN else variance.jurors)


def _interval(
    variance: Variance, form: IccForm, f: float | None, freedom: tuple[int, int], quantile: float
) -> tuple[float | None, float | None]:
    """Bounds, by the F distribution; the approximation of Satterthwaite where jurors are drawn."""
    if form in _RANDOM and (variance.error or variance.of_jurors):
        low, high = _interval_of_random(variance, quantile)
    elif f is None:
        return 1.0, 1.0
    else:
        df1, df2 = freedom
        least, most = f / _f_quantile(df1, df2, quantile), f * _f_quantile(df2, df1, quantile)
        low, high = ((bound - 1) / (bound + variance.jurors - 1) for bound in (least, most))
    if form in _MEAN:
        return _of_mean(low, variance.jurors), _of_mean(high, variance.jurors)
    return low, high


def _of_mean(bound: float, jurors: int) -> float | None:
    """The bound for the mean of the jurors (Spearman-Brown); None where it has no end."""
    share = 1 + (jurors - 1) * bound
    return jurors * bound / share if share > _ROUNDING else None


def _interval_of_random(variance: Variance, quantile: float) -> tuple[float, float]:
    """Bounds of (2,1): McGraw & Wong (1996), table 7, case 2A."""
    n, k = variance.units, variance.jurors
    between, of_jurors, error = variance.between, variance.of_jurors, variance.error
    value = (between - error) / (between + (k - 1) * error + k * (of_jurors - error) / n)
    jurors_part = k * value * of_jurors
    error_part = (n * (1 + (k - 1) * value) - k * value) * error
    together, weight = (jurors_part + error_part) ** 2, (n - 1) * jurors_part**2 + error_part**2
    if together <= _ROUNDING * weight:
        return value, value  # where both bounds tend to as the degrees of freedom vanish
    freedom = (k - 1) * (n - 1) * together / weight
    share = 1 / _f_quantile(n - 1, freedom, quantile)  # of a quantile that may be beyond all bounds
    upper = _f_quantile(freedom, n - 1, quantile)
    noise = k * of_jurors + (k * n - k - n) * error
    low = n * (between * share - error) / (noise + n * between * share)
    high = n * (upper * between - error) / (noise + n * upper * between)
    return low, high


def _f_quantile(df1: float, df2: float, quantile: float) -> float:
    return float(special.fdtri(df1, df2, quantile))
