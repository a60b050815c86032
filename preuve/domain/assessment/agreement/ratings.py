"""Marks of jurors on candidates by criterion, and the table of units that coefficients are computed from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import sparse

from preuve.domain.assessment.agreement.result import NotComputable, Reason
from preuve.domain.assessment.errors import RatingsError, RatingsFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Codes: TypeAlias = NDArray[np.intp]
    Floats: TypeAlias = NDArray[np.float64]
    Counts: TypeAlias = sparse.csr_array[np.float64, tuple[int, int]]

_DENSE = 1 << 22
_EXACT = 53  # bits of an integer that a float holds exactly
_MOST_PASSES = 16
_SPARSE = 4  # cells per mark above which units × jurors is not laid out


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Marks, one row each; a mark that was not given has no row.

    Attributes:
        candidates, jurors, criteria: names, in the order of the file; a juror without a mark is there too.
        candidate_index, juror_index, criterion_index: shape (marks,), positions in those.
        values: shape (marks,), points of the scale, finite.
    """

    candidates: tuple[str, ...]
    jurors: tuple[str, ...]
    criteria: tuple[str, ...]
    candidate_index: Codes
    juror_index: Codes
    criterion_index: Codes
    values: Floats

    def matrix(self, criterion: str) -> Floats:
        """Marks on one criterion, shape (candidates, jurors), nan where there is none.

        Raises:
            RatingsError: `criterion` is not among `criteria`.
        """
        chosen = self.criterion_index == self._position(criterion)
        matrix = np.full((len(self.candidates), len(self.jurors)), np.nan)
        matrix[self.candidate_index[chosen], self.juror_index[chosen]] = self.values[chosen]
        return matrix

    def table(self, criteria: Sequence[str] | None = None) -> Table:
        """Units × jurors over the criteria given, or over all: a unit is one candidate on one criterion.

        Raises:
            RatingsError: one is not among `criteria`.
        """
        chosen = self._chosen(criteria)
        unit, units = _numbered(
            self.candidate_index[chosen] * len(self.criteria) + self.criterion_index[chosen]
        )
        juror, jurors = _numbered(self.juror_index[chosen])
        value = self.values[chosen]
        if units * jurors > _SPARSE * len(value):
            return table_of_marks(unit, juror, value)
        matrix = np.full((units, jurors), np.nan)
        matrix[unit, juror] = value
        return table_of_matrix(matrix)

    def candidates_marked(self, criteria: Sequence[str] | None = None) -> int:
        """Number of candidates with a mark on the criteria given, or on any.

        Raises:
            RatingsError: one is not among `criteria`.
        """
        return int((np.bincount(self.candidate_index[self._chosen(criteria)]) > 0).sum())

    def _chosen(self, criteria: Sequence[str] | None) -> slice | NDArray[np.bool_]:
        if criteria is None:
            return slice(None)
        return np.isin(self.criterion_index, [self._position(criterion) for criterion in criteria])

    def _position(self, criterion: str) -> int:
        try:
            return self.criteria.index(criterion)
        except ValueError:
            raise RatingsError(RatingsFault.UNKNOWN_CRITERION, criterion) from None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Units marked by jurors, with equal units counted once.

    Units where every juror gave the same make one row; rows where as many jurors, whoever they are, gave each
    value make one profile. A million marks on a scale of four make a few dozen of either, and a coefficient,
    or one of its bootstrap samples, costs that many steps.

    Attributes:
        values: shape (q,), the different values, increasing (or the scale that was given).
        row, juror, category: shape (marks of rows,), positions; jurors without a mark have none.
        repeats: shape (rows,), how many units have that row.
        units, jurors: how many have a mark.
        profile: shape (rows,), which profile a row has.
        counts: shape (profiles, q), sparse: how many jurors gave each value.
        multiplicity: shape (profiles,), how many units have it.
    """

    values: Floats
    row: Codes
    juror: Codes
    category: Codes
    repeats: Floats
    units: int
    jurors: int
    profile: Codes
    counts: Counts
    multiplicity: Floats

    @property
    def marks_per_profile(self) -> Floats:
        """Shape (profiles,): marks on a unit of that profile."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.float64)

    def obstacle(self) -> NotComputable | None:
        """Why no coefficient at all can be computed, if so."""
        if not self.units:
            return NotComputable(Reason.NO_MARK)
        if self.jurors == 1:
            return NotComputable(Reason.ONE_JUROR)
        if self.units == 1:
            return NotComputable(Reason.ONE_CANDIDATE)
        if self.marks_per_profile.max() < 2:  # noqa: PLR2004 - a pair is two
            return NotComputable(Reason.NO_PAIRABLE_UNIT)
        if np.ptp(self.category) == 0:
            return NotComputable(Reason.NO_VARIATION)
        return None


def table_of_matrix(matrix: ArrayLike, scale: Sequence[float] | None = None) -> Table:
    """A table from marks of shape (units, jurors), nan where there is none.

    Args:
        matrix: the marks.
        scale: every value that could be given; those that were given when absent. The number of values counts
            in AC1,
            AC2 and Brennan-Prediger, and the extremes in the weights.

    Raises:
        RatingsError: not two-dimensional, an infinite mark, or one outside the scale.
    """
    marks = np.asarray(matrix, dtype=np.float64)
    if marks.ndim != 2:  # noqa: PLR2004 - units by jurors
        raise RatingsError(RatingsFault.NOT_A_MATRIX, marks.ndim)
    rows, repeats = _distinct_rows(marks)
    row, juror = np.nonzero(~np.isnan(rows))
    return table_of_marks(row, juror, rows[row, juror], scale, repeats)


def table_of_marks(
    row: Codes,
    juror: Codes,
    value: Floats,
    scale: Sequence[float] | None = None,
    repeats: Floats | None = None,
) -> Table:
    """A table from one row per mark: unit and juror as whole numbers from 0, no pair twice.

    Args:
        row: shape (marks,), unit of each mark.
        juror: shape (marks,), who gave it.
        value: shape (marks,), finite.
        scale: as `table_of_matrix`.
        repeats: shape (units,), how many units look like that one; 1 when absent.

    Raises:
        RatingsError: an infinite mark, or one outside the scale.
    """
    if not np.isfinite(value).all():
        raise RatingsError(RatingsFault.NOT_FINITE, float(value[~np.isfinite(value)][0]))
    often = None if repeats is None else repeats[np.flatnonzero(np.bincount(row))]
    row, rows = _numbered(row)
    often = np.ones(rows) if often is None else often
    juror, jurors = _numbered(juror)
    values, category = _categories(value, scale)
    profile, sample = _profiles(row, category, rows, len(values))
    shown = np.zeros(rows, dtype=bool)
    shown[sample] = True
    marks = shown[row]
    counts = sparse.csr_array(
        (np.ones(int(marks.sum())), (profile[row[marks]], category[marks])), shape=(len(sample), len(values))
    )
    counts.sum_duplicates()
    multiplicity = np.bincount(profile, weights=often, minlength=len(sample)).astype(np.float64)
    return Table(values, row, juror, category, often, int(often.sum()), jurors, profile, counts, multiplicity)


def _distinct_rows(marks: Floats) -> tuple[Floats, Floats]:
    """The different rows, and how often each is there.

    A row of whole points is a number, its marks the digits; what isn't whole, or makes numbers of more than
    53 bits, stays as it is.
    """
    as_it_is = marks, np.ones(len(marks))
    least, most = (float(bound.reduce(marks, axis=None, initial=np.nan)) for bound in (np.fmin, np.fmax))
    base = most - least + 2
    if not (np.isfinite(base) and marks.shape[1] * np.log2(base) < _EXACT and abs(least) < 1 << _EXACT):
        return as_it_is
    digits = marks - (least - 1)
    np.fmax(digits, 0, out=digits)  # a missing mark is the digit 0
    if np.count_nonzero(np.floor(marks) == marks) < np.count_nonzero(digits):
        return as_it_is
    powers = base ** np.arange(marks.shape[1])
    numbers: Floats = digits @ powers
    if base ** marks.shape[1] <= _DENSE:
        often = np.bincount(numbers.astype(np.intp))
        numbers = np.flatnonzero(often).astype(np.float64)
        repeats: Floats = often[often > 0].astype(np.float64)
    else:
        distinct, counted = np.unique(numbers, return_counts=True)
        numbers, repeats = distinct, counted.astype(np.float64)
    rows: Floats = np.floor(numbers[:, np.newaxis] / powers) % base
    rows += least - 1
    rows[rows < least] = np.nan
    return rows, repeats


def product(counts: Counts, by_value: Floats) -> Floats:
    """`counts` @ `by_value`, dense."""
    return np.asarray(counts @ by_value, dtype=np.float64)


def _numbered(codes: Codes) -> tuple[Codes, int]:
    """The same codes without gaps, and how many there are."""
    if codes.size and int(codes.max()) >= _DENSE + 4 * codes.size:
        distinct, numbered = np.unique(codes, return_inverse=True)
        return numbered, len(distinct)
    present = np.bincount(codes) > 0
    return (np.cumsum(present) - 1)[codes], int(present.sum())


def _categories(value: Floats, scale: Sequence[float] | None) -> tuple[Floats, Codes]:
    """The different values, and the position of each mark's in them."""
    if scale is not None:
        values = np.unique(np.asarray(scale, dtype=np.float64))
        category = np.searchsorted(values, value)
        outside = values[np.minimum(category, len(values) - 1)] != value
        if outside.any():
            raise RatingsError(RatingsFault.OUT_OF_SCALE, float(value[outside][0]))
        return values, category
    if value.size and np.ptp(value) < _DENSE and abs(value).max() < 1 << _EXACT:
        whole = value.astype(np.int64)
        if (whole == value).all():  # a scale of whole points needs no sorting
            least = whole.min()
            category, _ = _numbered(whole - least)
            present = np.flatnonzero(np.bincount(whole - least)).astype(np.float64)
            return present + float(least), category
    distinct, category = np.unique(value, return_inverse=True)
    return distinct.astype(np.float64), category


def _profiles(row: Codes, category: Codes, rows: int, width: int) -> tuple[Codes, Codes]:
    """Which profile each row has, and one row of each profile.

    A row's counts are the digits of a number, in a base above the most marks on a row; where it would have
    more than 53 bits, the categories are taken in several runs and the numbers of the runs combined. With
    very many values profiles don't repeat, and each row is left its own.
    """
    own = np.arange(rows)
    if not rows:
        return own, own
    base = float(np.bincount(row).max()) + 1
    digits = int(_EXACT / np.log2(base))
    if width > digits * _MOST_PASSES:
        return own, own
    profile = np.zeros(rows, dtype=np.intp)
    for first in range(0, width, digits):
        place = category - first
        power = np.where((place >= 0) & (place < digits), base ** np.clip(place, 0, digits - 1), 0.0)
        number = np.bincount(row, weights=power, minlength=rows)
        if number.max() < _DENSE:
            run, _ = _numbered(number.astype(np.intp))
        else:
            _, run = np.unique(number, return_inverse=True)
        profile, _ = _numbered(profile * (int(run.max()) + 1) + run)
    sample = np.empty(int(profile.max()) + 1, dtype=np.intp)
    sample[profile] = own
    return profile, sample
