"""Who saw whom on what, folded: the likelihood needs each distinct pattern once.

In a Rasch model the marks of a candidate enter the likelihood of the ability only by their sum; the rest is
which (juror, criterion) columns were seen. So candidates with the same columns and the same sum are one
group, and columns are folded twice: a *sheet* is a juror with a set of criteria, a *pattern* is a set of
sheets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from preuve.domain.assessment.severity.scale import Scale


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The folded design.

    Attributes:
        column_juror, column_criterion: per column that occurs, shape (columns,).
        cell_column: column of each mark, shape (marks,).
        sheet_juror: juror of each sheet, shape (sheets,).
        sheet_columns: sparse 0/1, (sheets, columns).
        pattern_sheets: sparse 0/1, (patterns, sheets); by the marks that their candidates got, so that
            groups beside each other have abilities beside each other.
        group_pattern: pattern of each group, ascending, shape (groups,).
        group_score: sum of the scores of each of its candidates, shape (groups,).
        group_size: how many candidates, shape (groups,).
        candidate_group: shape (candidates,).
        subset: connected part of each juror, numbered from 0, shape (jurors,).
    """

    column_juror: NDArray[np.intp]
    column_criterion: NDArray[np.intp]
    cell_column: NDArray[np.intp]
    sheet_juror: NDArray[np.intp]
    sheet_columns: Any
    pattern_sheets: Any
    group_pattern: NDArray[np.intp]
    group_score: NDArray[np.float64]
    group_size: NDArray[np.float64]
    candidate_group: NDArray[np.intp]
    subset: NDArray[np.intp]


def fold(starts: NDArray[np.intp], items: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Number lists of items so that equal lists have equal numbers.

    Args:
        starts: where each list begins in `items`, then the end of the last one, shape (lists + 1,).
        items: the lists one after the other; none is empty.

    Returns:
        The number of each list, shorter lists having the smaller numbers, and for each number one list
        that has it.
    """
    length = np.diff(starts)
    number = np.zeros_like(length)
    span = int(items.max()) + 1
    for depth in range(int(length.max())):
        longer = np.flatnonzero(length > depth)
        key = number[longer] * span + items[starts[longer] + depth]
        _, number[longer] = np.unique(key, return_inverse=True)
    _, example, number = np.unique(
        length * (number.max() + 1) + number, return_index=True, return_inverse=True
    )
    return number, example


def _incidence(starts: NDArray[np.intp], items: NDArray[np.intp], lists: NDArray[np.intp], width: int) -> Any:
    """Sparse 0/1 rows from the lists chosen, (lists, width)."""
    length = np.diff(starts)[lists]
    pointer = np.concatenate([[0], length.cumsum()])
    where = np.arange(pointer[-1]) + np.repeat(starts[lists] - pointer[:-1], length)
    return sparse.csr_array((np.ones(where.size), items[where], pointer), shape=(lists.size, width))


def _starts(changes: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Where runs begin, then the end: `changes[i]` says that item i + 1 begins a new run."""
    return np.concatenate([[0], np.flatnonzero(changes) + 1, [changes.size + 1]])


def _subsets(candidate: NDArray[np.intp], juror: NDArray[np.intp], jurors: int) -> NDArray[np.intp]:
    nodes = jurors + int(candidate.max()) + 1
    graph = sparse.csr_array((np.ones(juror.size), (juror, jurors + candidate)), shape=(nodes, nodes))
    return connected_components(graph, directed=False)[1][:jurors].astype(np.intp)


def _columns(scale: Scale) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Column number of each mark, and the (juror, criterion) key of each column."""
    key = scale.cells.juror * scale.criteria.size + scale.cells.criterion
    there = np.bincount(key) > 0
    return (there.cumsum() - 1)[key], np.flatnonzero(there)


def _by_mean(
    number: NDArray[np.intp], example: NDArray[np.intp], share: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Number again by the mean of `share` over those with the same number."""
    order = np.argsort(np.bincount(number, share) / np.bincount(number), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    return rank[number], example[order]


def design_of(scale: Scale) -> Design:
    """Fold the marks that enter the estimation."""
    cells = scale.cells
    column, key = _columns(scale)
    new_candidate = cells.candidate[1:] != cells.candidate[:-1]
    visits = _starts(new_candidate | (cells.juror[1:] != cells.juror[:-1]))
    sheet, example = fold(visits, column)
    sheet_columns = _incidence(visits, column, example, key.size)
    first = visits[:-1]
    calls = _starts(cells.candidate[first][1:] != cells.candidate[first][:-1])
    pattern, typical = fold(calls, sheet)
    begins = _starts(new_candidate)
    score = np.add.reduceat(scale.scores(), begins[:-1])
    pattern, typical = _by_mean(pattern, typical, score / np.diff(begins))
    together = pattern * (int(score.max()) + 1) + score.astype(np.intp)
    _, chosen, candidate_group, size = np.unique(
        together, return_index=True, return_inverse=True, return_counts=True
    )
    return Design(
        column_juror=key // scale.criteria.size,
        column_criterion=key % scale.criteria.size,
        cell_column=column,
        sheet_juror=cells.juror[first][example],
        sheet_columns=sheet_columns,
        pattern_sheets=_incidence(calls, sheet, typical, example.size),
        group_pattern=pattern[chosen],
        group_score=score[chosen],
        group_size=size.astype(float),
        candidate_group=candidate_group,
        subset=_subsets(cells.candidate[first], cells.juror[first], scale.jurors.size),
    )
