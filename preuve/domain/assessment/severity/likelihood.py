"""Marginal likelihood, its exact gradient and its exact information.

Of each group only the posterior over the points is needed. The information is Louis' (JRSS B 44, 1982): what
it would be if abilities were known, minus the posterior variance of the score of that complete problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from preuve.domain.assessment.severity.design import Design
    from preuve.domain.assessment.severity.model import Floats, Model, Tables

BLOCK = 1 << 16
"""Numbers (groups × points) worked on at a time."""
NEGLIGIBLE = 1e-17
"""A point is left out of a block when no posterior there has more than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """The likelihood at one place.

    Attributes:
        value: its logarithm.
        gradient: by natural parameter, shape (natural,).
        visits: expected number of marks of each column at each point, shape (columns, points).
    """

    value: float
    gradient: Floats
    visits: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some groups and what is known of their abilities.

    Attributes:
        groups: which.
        patterns: the patterns they have.
        member: pattern of each group, counted from the first of `patterns`.
        sheets: sparse 0/1, (patterns of the block, sheets).
        window: the points that matter to any of the groups.
        weight: posterior probability of each point of the window, shape (groups, window).
        log_likelihood: of one candidate of each group but for its constant, shape (groups,).
    """

    groups: slice
    patterns: slice
    member: NDArray[np.intp]
    sheets: Any
    window: slice
    weight: Floats
    log_likelihood: Floats


def blocks(
    design: Design, tables: Tables, cut: int | None = None, parts: int | None = None
) -> Iterator[Block]:
    """Go through the groups, some at a time; with `parts`, through about that many blocks spread evenly."""
    log_z = design.sheet_columns @ tables.log_z
    size = max(1, (cut or BLOCK) // tables.points.size)
    count = design.group_pattern.size
    every = max(1, count // (size * parts)) if parts else 1
    for start in range(0, count, size * every):
        groups = slice(start, min(start + size, design.group_pattern.size))
        pattern = design.group_pattern[groups]
        patterns = slice(int(pattern[0]), int(pattern[-1]) + 1)
        sheets = design.pattern_sheets[patterns]
        member = pattern - pattern[0]
        weight, area = _posterior(tables, design.group_score[groups], (sheets @ log_z)[member])
        matters = np.flatnonzero(weight.max(axis=0) > NEGLIGIBLE)
        window = slice(int(matters[0]), int(matters[-1]) + 1)
        yield Block(groups, patterns, member, sheets, window, weight[:, window].copy(), area)


def _posterior(tables: Tables, score: Floats, log_z: Floats) -> tuple[Floats, Floats]:
    """Probability of each point, and the logarithm of the integral, of rows with these sums of scores."""
    weight = score[:, None] * (tables.spread * tables.points)
    weight -= log_z
    weight += tables.log_prior
    top = weight.max(axis=1, keepdims=True)
    np.exp(weight - top, out=weight)
    total = weight.sum(axis=1, keepdims=True)
    weight /= total
    return weight, (np.log(total) + top)[:, 0]


def posterior_of(design: Design, tables: Tables, groups: NDArray[np.intp]) -> Floats:
    """Probability of each point for the groups named, shape (groups, points)."""
    log_z = design.sheet_columns @ tables.log_z
    sheets = design.pattern_sheets[design.group_pattern[groups]]
    return _posterior(tables, design.group_score[groups], sheets @ log_z)[0]


def _by_pattern(values: Floats, member: NDArray[np.intp]) -> Floats:
    """Sum rows of groups with the same pattern; `member` is ascending from 0 without gaps."""
    starts = np.concatenate([[0], np.flatnonzero(np.diff(member)) + 1])
    return values if starts.size == member.size else np.asarray(np.add.reduceat(values, starts, axis=0))


def score_at(model: Model, natural: Floats, tables: Tables) -> Score:
    """Value and gradient, with the expected visits that the information takes."""
    design = model.design
    value = float(model.totals @ natural)
    visits = np.zeros((design.sheet_juror.size, tables.points.size))
    lift = 0.0
    for block in blocks(design, tables):
        size = design.group_size[block.groups]
        value += float(size @ block.log_likelihood)
        lift += float(
            (size * design.group_score[block.groups]) @ (block.weight @ tables.points[block.window])
        )
        visits[:, block.window] += block.sheets.T @ _by_pattern(size[:, None] * block.weight, block.member)
    columns = design.sheet_columns.T @ visits
    gradient = model.totals.copy()
    gradient[: model.jurors] += np.bincount(
        design.column_juror, (columns * tables.mean).sum(axis=1), model.jurors
    )
    for level in range(1, model.scores.shape[1]):
        expected = np.bincount(
            design.column_criterion, (columns * tables.chance[level]).sum(axis=1), len(model.scores)
        )
        free = model.intercept_free[:, level]
        gradient[model.place[free, level]] += expected[free]
    gradient[-1] = lift - float(((columns * tables.mean).sum(axis=0) * tables.points).sum())
    return Score(value, gradient, columns)


def complete_information(model: Model, tables: Tables, visits: Floats) -> Floats:
    """Expected information were abilities known, shape (natural, natural); never indefinite."""
    design, jurors, z = model.design, model.jurors, tables.points
    information = np.zeros((model.natural, model.natural))
    weighed = visits * tables.variance
    by_juror = np.bincount(design.column_juror, weighed.sum(axis=1), jurors)
    information[range(jurors), range(jurors)] = by_juror
    information[:jurors, -1] = -np.bincount(design.column_juror, weighed @ z, jurors)
    information[-1, -1] = weighed.sum(axis=0) @ np.square(z)
    for level in range(1, model.scores.shape[1]):
        _add_level(information, model, tables, visits * tables.chance[level], level)
    upper = np.triu(information)
    return np.asarray(upper + np.triu(upper, 1).T)


def _add_level(information: Floats, model: Model, tables: Tables, reached: Floats, level: int) -> None:
    """Rows and columns of the intercepts of one level, in the upper triangle."""
    design, count = model.design, len(model.scores)
    criterion = design.column_criterion
    free = model.intercept_free[:, level]
    place = model.place[:, level]
    there = free[criterion]
    pull = reached * (model.scores[criterion, level][:, None] - tables.mean)
    np.add.at(information, (design.column_juror[there], place[criterion[there]]), pull.sum(axis=1)[there])
    information[place[free], -1] = -np.bincount(criterion, pull @ tables.points, count)[free]
    information[place[free], place[free]] += np.bincount(criterion, reached.sum(axis=1), count)[free]
    for other in range(1, level + 1):
        both = (reached * tables.chance[other]).sum(axis=1)
        information[model.place[free, other], place[free]] -= np.bincount(criterion, both, count)[free]


def observed_information(model: Model, tables: Tables, visits: Floats, parts: int | None = None) -> Floats:
    """Minus the second derivatives of the marginal log-likelihood, shape (natural, natural).

    With `parts` the posterior variance is that of about so many blocks of candidates, in proportion.
    """
    design = model.design
    missing = np.zeros((model.natural, model.natural))
    sums = _Sums(design.sheet_columns @ tables.mean, _intercept_sums(model, tables))
    width = 2 + int(np.diff(design.pattern_sheets.indptr).max()) + len(sums.levels)
    seen = 0.0
    for block in blocks(design, tables, max(tables.points.size, 16 * BLOCK // width), parts):
        _add_missing(missing, model, tables, block, sums)
        seen += design.group_size[block.groups].sum()
    missing *= design.group_size.sum() / seen
    return complete_information(model, tables, visits) - missing


def _intercept_sums(model: Model, tables: Tables) -> Floats:
    """What each sheet adds to the expected count of each intercept, shape (intercepts, sheets, points)."""
    design, sums = model.design, []
    for criterion, level in np.argwhere(model.intercept_free):
        on = design.column_criterion == criterion
        sums.append(design.sheet_columns[:, on] @ tables.chance[level, on])
    return np.array(sums)


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """What each sheet adds to the complete score at each point.

    Attributes:
        mean: to its juror's, shape (sheets, points).
        levels: to those of the intercepts, shape (intercepts, sheets, points).
    """

    mean: Floats
    levels: Floats


def _centred(values: Floats, weight: Floats) -> Floats:
    """Take each group's posterior mean off, shape (..., groups, points)."""
    return np.asarray(values - np.einsum("gq,...gq->...g", weight, values)[..., None])


def _add_missing(missing: Floats, model: Model, tables: Tables, block: Block, sums: _Sums) -> None:
    """Add the posterior variance of the complete score of the groups of one block."""
    design, jurors = model.design, model.jurors
    root = np.sqrt(design.group_size[block.groups][:, None] * block.weight)
    shared = np.empty((len(sums.levels) + 1, *root.shape))
    for each, table in enumerate(sums.levels):
        shared[each] = _centred((block.sheets @ table[:, block.window])[block.member], block.weight)
    mean = sums.mean[:, block.window]
    expected = (block.sheets @ mean)[block.member]
    lift = tables.points[block.window] * (design.group_score[block.groups][:, None] - expected)
    shared[-1] = _centred(lift, block.weight)
    shared *= root
    flat = shared.reshape(len(shared), -1)
    missing[jurors:, jurors:] += flat @ flat.T
    sheets = np.diff(block.sheets.indptr)[block.member]
    for panel in np.unique(sheets):
        chosen = np.flatnonzero(sheets == panel)
        first = block.sheets.indptr[block.member[chosen]]
        seats = block.sheets.indices[first[:, None] + np.arange(panel)].T
        own = _centred(mean[seats], block.weight[chosen]) * root[chosen]
        _add_panels(missing, design.sheet_juror[seats], own, shared[:, chosen])


def _add_panels(missing: Floats, jurors: NDArray[np.intp], panel: Floats, shared: Floats) -> None:
    """Add the products of panels of equal size: `jurors` (seats, groups), `panel` (seats, groups, points)."""
    size = missing.shape[0]
    first = size - shared.shape[0]
    panel = panel.transpose(1, 0, 2)
    seats = jurors.T
    pairs = np.matmul(panel, panel.transpose(0, 2, 1))
    where = seats[:, :, None] * size + seats[:, None, :]
    missing += np.bincount(where.ravel(), pairs.ravel(), size * size).reshape(size, size)
    across = np.matmul(panel, shared.transpose(1, 2, 0))
    for each in range(shared.shape[0]):
        cross = np.bincount(seats.ravel(), across[:, :, each].ravel(), first)
        missing[:first, first + each] += cross
        missing[first + each, :first] += cross
