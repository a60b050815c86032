"""What a coefficient answers: a figure with its precision, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What the values of Krippendorff's alpha mean.

    Names, ranks, equal steps, or amounts with a true zero.
    """

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class IccForm(StrEnum):
    """The six intraclass correlations of Shrout & Fleiss (1979).

    Model, then one juror's mark or the mean of k.
    """

    ONE_WAY = "1,1"
    """Other jurors for each candidate."""
    TWO_WAY_RANDOM = "2,1"
    """The same jurors, drawn from many; their severity counts as disagreement."""
    TWO_WAY_MIXED = "3,1"
    """The same jurors, and no others; their severity doesn't count."""
    ONE_WAY_MEAN = "1,k"
    TWO_WAY_RANDOM_MEAN = "2,k"
    TWO_WAY_MIXED_MEAN = "3,k"


class Reason(StrEnum):
    """Why a coefficient can't be computed; `data` of `NotComputable` gives the figures named here."""

    NO_MARK = "no_mark"
    """There is no mark at all."""
    ONE_JUROR = "one_juror"
    """All the marks are by one juror."""
    ONE_CANDIDATE = "one_candidate"
    """All the marks are about one candidate."""
    NO_PAIRABLE_UNIT = "no_pairable_unit"
    """No unit was marked by two jurors."""
    ONE_PAIRABLE_UNIT = "one_pairable_unit"
    """One unit only was marked by two jurors: alpha would be 0 whatever the marks."""
    NO_VARIATION = "no_variation"
    """The marks that count are all equal, or no candidate differs from another."""
    NOT_TWO_JURORS = "not_two_jurors"
    """The coefficient is defined for two jurors; `jurors`: how many there are."""
    NEGATIVE_VALUES = "negative_values"
    """Ratios need values of zero or more."""
    TOO_MANY_VALUES = "too_many_values"
    """More different values than a scale has; `values`: how many, `most`: how many are taken."""
    TOO_FEW_COMPLETE_UNITS = "too_few_complete_units"
    """Fewer than two units were marked by all jurors; `complete`, `units`, `jurors`: how many."""
    UNEQUAL_MARKS = "unequal_marks"
    """Fleiss (1971) wants as many marks on each unit; `least`, `most`: marks on a unit."""


@dataclass(frozen=True, slots=True)
class NotComputable:
    """There is no honest figure.

    Attributes:
        reason: why.
        data: figures that the sentence about it needs, as (name, figure); see `Reason`.
    """

    reason: Reason
    data: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha.

    Attributes:
        value: 1 perfect, 0 as by chance, negative worse than that.
        level: what the values mean.
        observed: observed disagreement.
        expected: disagreement expected by chance.
        units: units marked by two jurors or more; the others don't count.
        marks: marks on them.
        low, high: bounds of the bootstrap interval; None when none was asked for, or too few samples vary.
        confidence: of the interval.
        resamples: samples that the interval rests on (a sample where all values are equal has no alpha).
    """

    value: float
    level: Level
    observed: float
    expected: float
    units: int
    marks: int
    low: float | None
    high: float | None
    confidence: float
    resamples: int


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A chance-corrected coefficient, (agreement - chance) / (1 - chance).

    Attributes:
        value: 1 perfect, 0 as by chance.
        agreement: weighted share of agreeing pairs.
        chance: share expected by chance, as the coefficient defines it.
        standard_error: over units; 0 when every unit weighs the same.
        low, high: bounds of the interval by Student's t with `units` - 1 degrees of freedom; `high` at most
            1.
        confidence: of the interval.
        p: two-sided, of "no more than by chance"; None when the standard error is 0.
        units: units with a mark.
        jurors: jurors with a mark.
    """

    value: float
    agreement: float
    chance: float
    standard_error: float
    low: float
    high: float
    confidence: float
    p: float | None
    units: int
    jurors: int


@dataclass(frozen=True, slots=True)
class FleissKappa:
    """Kappa of Fleiss (1971) with the test printed there.

    Attributes:
        value: 1 perfect, 0 as by chance.
        standard_error: if there were no agreement beyond chance (Fleiss, Nee & Landis 1979).
        z: `value` / `standard_error`.
        p: two-sided, normal.
        units, marks_per_unit: size of the table.
    """

    value: float
    standard_error: float
    z: float
    p: float
    units: int
    marks_per_unit: int


@dataclass(frozen=True, slots=True)
class Icc:
    """An intraclass correlation.

    Attributes:
        form: which of the six.
        value: share of the variance that comes from the candidates.
        f: ratio of mean squares tested; None when its denominator is 0.
        df1, df2: its degrees of freedom.
        p: one-sided, of "candidates don't differ"; None with `f`.
        low, high: bounds of the interval; None where it has no end.
        confidence: of the interval.
        units: units that all jurors marked.
        dropped: units left out because a mark is missing.
        jurors: jurors with a mark.
    """

    form: IccForm
    value: float
    f: float | None
    df1: int
    df2: int
    p: float | None
    low: float | None
    high: float | None
    confidence: float
    units: int
    dropped: int
    jurors: int
