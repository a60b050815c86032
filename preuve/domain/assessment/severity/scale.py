"""Which jurors, criteria and levels can be estimated at all, and the marks that are left.

A juror who gave only the lowest (or only the highest) mark has no finite severity, a criterion on which all
marks are equal no finite difficulty: both leave the estimation, with a note. Since that may take away levels
from others, it is repeated until nothing changes. A level between others that nobody gave keeps its score (a
"null category": Wilson & Masters, Psychometrika 58, 1993): steps into and out of it have no estimate.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from preuve.domain.assessment.severity.notes import NotComputable, Note, Reason, note

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from preuve.domain.assessment.severity.table import Cells, Ratings

MOST_LEVELS = 101
"""A scale of 0 to 100 is the longest taken."""
FEW_MARKS = 10
"""Below this many marks of a juror a note says that the estimate is fragile."""


class Steps(StrEnum):
    """Whether each criterion has steps of its own."""

    PER_CRITERION = "per_criterion"
    """Partial credit model (Masters 1982)."""
    COMMON = "common"
    """Rating scale model (Andrich 1978)."""


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """What enters the estimation, with compact positions.

    Attributes:
        cells: the marks left; `candidate`, `juror` and `criterion` count only what is left.
        level: position of each mark among the levels of its criterion, shape (marks,).
        candidates, jurors, criteria: positions in the ratings of what is left, ascending.
        levels: per criterion left, the marks that were given, ascending.
        notes: what was left out, and levels that nobody gave.
    """

    cells: Cells
    level: NDArray[np.intp]
    candidates: NDArray[np.intp]
    jurors: NDArray[np.intp]
    criteria: NDArray[np.intp]
    levels: tuple[NDArray[np.float64], ...]
    notes: tuple[Note, ...]

    def scores(self) -> NDArray[np.float64]:
        """Marks counted from the lowest one given on their criterion, shape (marks,)."""
        lowest = np.array([levels[0] for levels in self.levels])
        return np.asarray(self.cells.value - lowest[self.cells.criterion])


def _refusal(ratings: Ratings, cells: Cells) -> NotComputable | None:
    value = cells.value
    if not value.size:
        return NotComputable(note(Reason.NO_MARKS))
    broken = value != np.rint(value)
    if broken.any():
        row = int(cells.row[broken].min())
        return NotComputable(note(Reason.NOT_WHOLE, row=row + 1, value=f"{float(ratings.values[row]):g}"))
    span = int(value.max() - value.min()) + 1
    if span > MOST_LEVELS:
        return NotComputable(note(Reason.TOO_MANY_LEVELS, found=span, limit=MOST_LEVELS))
    for index, reason in ((cells.juror, Reason.ONE_JUROR), (cells.candidate, Reason.ONE_CANDIDATE)):
        if index.min() == index.max():
            return NotComputable(note(reason))
    return None


def _used(cells: Cells, criteria: int, steps: Steps, low: float, span: int) -> NDArray[np.bool_]:
    """Which marks were given on which criterion, shape (criteria, span)."""
    place = cells.criterion * span + (cells.value - low).astype(np.intp)
    used = (np.bincount(place, minlength=criteria * span) > 0).reshape(criteria, span)
    if steps is Steps.COMMON:
        return np.where(used.any(axis=1, keepdims=True), used.any(axis=0), used)
    return used


def _extremes(index: NDArray[np.intp], count: int, at_end: NDArray[np.bool_]) -> NDArray[np.bool_]:
    total = np.bincount(index, minlength=count)
    return np.asarray((total > 0) & (np.bincount(index[at_end], minlength=count) == total))


def _ends(cells: Cells, used: NDArray[np.bool_], low: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    place = (cells.value - low).astype(np.intp)
    first = used.argmax(axis=1)
    last = used.shape[1] - 1 - used[:, ::-1].argmax(axis=1)
    return place == first[cells.criterion], place == last[cells.criterion]


def _strip(ratings: Ratings, cells: Cells, steps: Steps) -> tuple[Cells, NDArray[np.bool_], list[Note]]:
    """Leave out what has no finite estimate, until all that is left has one."""
    low = float(cells.value.min())
    span = int(cells.value.max() - low) + 1
    jurors, criteria = len(ratings.jurors), len(ratings.criteria)
    notes: list[Note] = []
    while True:
        used = _used(cells, criteria, steps, low, span)
        lowest, highest = _ends(cells, used, low)
        flat = _extremes(cells.criterion, criteria, lowest) | _extremes(cells.criterion, criteria, highest)
        if flat.any():
            notes += [
                note(Reason.CRITERION_WITHOUT_SPREAD, criterion=ratings.criteria[int(each)])
                for each in np.flatnonzero(flat)
            ]
            cells = cells.only(~flat[cells.criterion])
            continue
        out = np.zeros(jurors, dtype=bool)
        for reason, at_end in ((Reason.ONLY_LOWEST, lowest), (Reason.ONLY_HIGHEST, highest)):
            extreme = _extremes(cells.juror, jurors, at_end)
            notes += [note(reason, juror=ratings.jurors[int(each)]) for each in np.flatnonzero(extreme)]
            out |= extreme
        if not out.any():
            return cells, used, notes
        cells = cells.only(~out[cells.juror])


def _level_notes(
    ratings: Ratings, criteria: NDArray[np.intp], used: NDArray[np.bool_], low: float
) -> list[Note]:
    return [
        note(Reason.UNUSED_LEVEL, level=int(low + level), criterion=ratings.criteria[int(each)])
        for each in criteria
        for level in np.flatnonzero(~used[each])
    ]


def _juror_notes(ratings: Ratings, cells: Cells, told: list[Note]) -> list[Note]:
    counts = np.bincount(cells.juror, minlength=len(ratings.jurors))
    known = {dict(each.data).get("juror") for each in told}
    return [
        note(Reason.FEW_MARKS, juror=name, found=int(count), limit=FEW_MARKS)
        if count
        else note(Reason.JUROR_WITHOUT_MARKS, juror=name)
        for name, count in zip(ratings.jurors, counts, strict=True)
        if count < FEW_MARKS and name not in known
    ]


def _compact(index: NDArray[np.intp], count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions that occur, ascending, and the index counted among them only."""
    there = np.bincount(index, minlength=count) > 0
    return np.flatnonzero(there), (there.cumsum() - 1)[index]


def scale_of(ratings: Ratings, cells: Cells, steps: Steps) -> Scale | NotComputable:
    """The marks that can be estimated from, or why there are none.

    Args:
        ratings: for the names.
        cells: checked marks, in order.
        steps: with common steps all criteria share their levels.
    """
    refused = _refusal(ratings, cells)
    if refused:
        return refused
    low = float(cells.value.min())
    cells, used, notes = _strip(ratings, cells, steps)
    if not cells.value.size:
        return NotComputable(note(Reason.NO_SPREAD))
    candidates, candidate = _compact(cells.candidate, len(ratings.candidates))
    jurors, juror = _compact(cells.juror, len(ratings.jurors))
    criteria, criterion = _compact(cells.criterion, len(ratings.criteria))
    if jurors.size == 1:
        return NotComputable(note(Reason.FEW_JURORS_LEFT))
    if candidates.size == 1:
        return NotComputable(note(Reason.ONE_CANDIDATE))
    notes += _juror_notes(ratings, cells, notes)
    notes += _level_notes(ratings, criteria, used, low)
    rank = used.cumsum(axis=1) - 1
    place = (cells.value - low).astype(np.intp)
    return Scale(
        cells=type(cells)(cells.row, candidate, juror, criterion, cells.value),
        level=rank[cells.criterion, place],
        candidates=candidates,
        jurors=jurors,
        criteria=criteria,
        levels=tuple(low + np.flatnonzero(used[each]).astype(float) for each in criteria),
        notes=tuple(notes),
    )
