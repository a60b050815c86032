"""Marks as arrays: who was marked by whom, on what, how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from preuve.domain.assessment.severity.errors import TableError, TableFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


class Ratings(Protocol):
    """What `fit` asks of marks: names in the order of the file, three index arrays and the values."""

    @property
    def candidates(self) -> Sequence[str]:
        """Names that `candidate_index` points to."""

    @property
    def jurors(self) -> Sequence[str]:
        """Names that `juror_index` points to."""

    @property
    def criteria(self) -> Sequence[str]:
        """Names that `criterion_index` points to."""

    @property
    def candidate_index(self) -> NDArray[np.integer]:
        """One position per mark."""

    @property
    def juror_index(self) -> NDArray[np.integer]:
        """One position per mark."""

    @property
    def criterion_index(self) -> NDArray[np.integer]:
        """One position per mark."""

    @property
    def values(self) -> NDArray[np.floating]:
        """One mark each; NaN where it is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class MarkTable:
    """Marks with the names they point to; the simplest thing that `fit` takes.

    Attributes:
        candidates, jurors, criteria: names in the order of the file.
        candidate_index, juror_index, criterion_index: one position per mark, shape (marks,).
        values: the marks, shape (marks,), NaN where missing.
    """

    candidates: tuple[str, ...]
    jurors: tuple[str, ...]
    criteria: tuple[str, ...]
    candidate_index: NDArray[np.integer]
    juror_index: NDArray[np.integer]
    criterion_index: NDArray[np.integer]
    values: NDArray[np.floating]

    @staticmethod
    def of(rows: Iterable[tuple[str, str, str, float]]) -> MarkTable:
        """A table from (candidate, juror, criterion, mark); names in order of their first row."""
        names: tuple[dict[str, int], ...] = ({}, {}, {})
        indices: tuple[list[int], ...] = ([], [], [])
        values: list[float] = []
        for *keys, value in rows:
            for known, found, key in zip(names, indices, keys, strict=True):
                found.append(known.setdefault(str(key), len(known)))
            values.append(float(value))
        candidates, jurors, criteria = (tuple(known) for known in names)
        seen, by, on = (np.array(found, dtype=np.intp) for found in indices)
        return MarkTable(candidates, jurors, criteria, seen, by, on, np.array(values, dtype=float))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Marks that are there, ordered by candidate, juror, criterion.

    Attributes:
        row: position in the table they come from.
        candidate, juror, criterion: positions of names.
        value: the marks.
    """

    row: NDArray[np.intp]
    candidate: NDArray[np.intp]
    juror: NDArray[np.intp]
    criterion: NDArray[np.intp]
    value: NDArray[np.float64]

    def only(self, keep: NDArray[np.bool_]) -> Cells:
        """The cells chosen, in the same order."""
        return Cells(
            self.row[keep], self.candidate[keep], self.juror[keep], self.criterion[keep], self.value[keep]
        )


def _check_index(index: NDArray[np.integer], count: int) -> None:
    outside = (index < 0) | (index >= count)
    if outside.any():
        raise TableError(TableFault.UNKNOWN_INDEX, int(np.argmax(outside)))


def cells_of(ratings: Ratings) -> Cells:
    """Check a table and order its marks; missing ones are left out.

    Raises:
        TableError: lengths differ, an index points nowhere, a value is infinite, a mark is there twice.
    """
    values = np.asarray(ratings.values, dtype=float)
    facets = (
        (ratings.candidate_index, len(ratings.candidates)),
        (ratings.juror_index, len(ratings.jurors)),
        (ratings.criterion_index, len(ratings.criteria)),
    )
    if any(np.shape(index) != values.shape for index, _ in facets):
        raise TableError(TableFault.LENGTHS_DIFFER)
    for index, count in facets:
        _check_index(index, count)
    if np.isinf(values).any():
        raise TableError(TableFault.NOT_FINITE, int(np.argmax(np.isinf(values))))
    candidate, juror, criterion = (np.asarray(index, dtype=np.intp) for index, _ in facets)
    key = (candidate * len(ratings.jurors) + juror) * len(ratings.criteria) + criterion
    return _ordered(Cells(np.arange(values.size), candidate, juror, criterion, values), key)


def _ordered(cells: Cells, key: NDArray[np.intp]) -> Cells:
    missing = np.isnan(cells.value)
    if missing.any():
        cells, key = cells.only(~missing), key[~missing]
    if (key[1:] < key[:-1]).any():
        order = np.argsort(key, kind="stable")
        key = key[order]
        cells = Cells(
            cells.row[order],
            cells.candidate[order],
            cells.juror[order],
            cells.criterion[order],
            cells.value[order],
        )
    repeated = key[1:] == key[:-1]
    if repeated.any():
        raise TableError(TableFault.REPEATED_MARK, int(cells.row[1:][repeated].min()))
    return cells
