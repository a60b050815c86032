"""Marks that were handed in, as steps of the scale, with the hour of the defence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from preuve.domain.assessment.agreement.ratings import Ratings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from preuve.domain.assessment.agreement.ratings import Codes, Floats


@dataclass(frozen=True, slots=True, eq=False)
class JudgedMarks:
    """Marks with what is needed beside them.

    Attributes:
        ratings: the marks; a value is the rank of a level in the scale, 0 the lowest.
        hours: shape (marks,), hour of the day of the defence (14.5 is half past two), nan where none is set.
    """

    ratings: Ratings
    hours: Floats

    @staticmethod
    def of(rows: Iterable[tuple[str, str, str, int, float | None]], criteria: Sequence[str]) -> JudgedMarks:
        """Marks from (candidate, juror, criterion, rank, hour or None).

        Args:
            rows: one mark each; names in the order of their first row.
            criteria: the order of the criteria; those without a mark are left out.

        Raises:
            ValueError: a row has a criterion that is not among `criteria`.
        """
        given = list(rows)
        marked = {row[2] for row in given}
        if unknown := marked - set(criteria):
            raise ValueError(sorted(unknown))
        candidates, candidate = _numbered([row[0] for row in given])
        jurors, juror = _numbered([row[1] for row in given])
        kept, criterion = _numbered([row[2] for row in given], [each for each in criteria if each in marked])
        values = np.array([row[3] for row in given], dtype=np.float64)
        hours = np.array([np.nan if row[4] is None else row[4] for row in given], dtype=np.float64)
        return JudgedMarks(Ratings(candidates, jurors, kept, candidate, juror, criterion, values), hours)

    def among(self, criteria: Collection[str], values: Sequence[float]) -> Ratings:
        """The marks on some criteria, with a value of its own for each step of the scale.

        Args:
            criteria: those to keep; the order stays.
            values: value of each rank.
        """
        ratings = self.ratings
        kept = [index for index, name in enumerate(ratings.criteria) if name in criteria]
        renumbered = np.full(len(ratings.criteria), -1, dtype=np.intp)
        renumbered[kept] = np.arange(len(kept))
        chosen = renumbered[ratings.criterion_index] >= 0
        return Ratings(
            ratings.candidates,
            ratings.jurors,
            tuple(ratings.criteria[index] for index in kept),
            ratings.candidate_index[chosen],
            ratings.juror_index[chosen],
            renumbered[ratings.criterion_index[chosen]],
            np.asarray(values, dtype=np.float64)[ratings.values[chosen].astype(np.intp)],
        )


def _numbered(names: Sequence[str], order: Sequence[str] = ()) -> tuple[tuple[str, ...], Codes]:
    """The different names, in the order given or of their first row, and the position of each."""
    known = {name: position for position, name in enumerate(order or dict.fromkeys(names))}
    return tuple(known), np.array([known[name] for name in names], dtype=np.intp)
