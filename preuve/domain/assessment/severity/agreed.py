"""How far each juror's marks are from the marks that the panel agreed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from preuve.domain.assessment.severity.errors import TableError, TableFault

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from preuve.domain.assessment.severity.table import Ratings


@dataclass(frozen=True, slots=True)
class Distance:
    """One juror beside the agreed marks, in points of the scale.

    Attributes:
        juror: name.
        marks: how many have an agreed mark beside them.
        mean: mean of agreed less given; above zero is more severe. None without marks.
        absolute: mean distance.
        equal: share of marks that are the agreed one.
    """

    juror: str
    marks: int
    mean: float | None
    absolute: float | None
    equal: float | None


def distances(ratings: Ratings, agreed: ArrayLike) -> tuple[Distance, ...]:
    """Distance of every juror of the ratings, in order.

    Args:
        ratings: the marks given.
        agreed: beside each mark the one agreed on for that candidate and criterion, NaN where there is none.

    Raises:
        TableError: not one agreed mark beside each mark.
    """
    given, beside = np.asarray(ratings.values, dtype=float), np.asarray(agreed, dtype=float)
    if given.shape != beside.shape:
        raise TableError(TableFault.LENGTHS_DIFFER)
    return tuple(
        _distance(name, (beside - given)[np.asarray(ratings.juror_index) == position])
        for position, name in enumerate(ratings.jurors)
    )


def _distance(juror: str, difference: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Distance:
    known = difference[~np.isnan(difference)]
    if not known.size:
        return Distance(juror, 0, None, None, None)
    return Distance(
        juror, known.size, float(known.mean()), float(np.abs(known).mean()), float((known == 0).mean())
    )
