"""Infit and outfit of jurors and criteria, over the posterior of the abilities.

Squares of residuals are averaged over each candidate's posterior rather than taken at one ability: under
the model both mean squares then are 1 on average, however few marks a candidate has (Adams & Wu 2007 draw
from the posterior, the integral here is exact). Their z (Wilson & Hilferty's cube root) takes the variance
that residuals have at a known ability, which is never less: |z| is too small rather than too great where
candidates have few marks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from preuve.domain.assessment.severity.likelihood import blocks
from preuve.domain.assessment.severity.results import Fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from preuve.domain.assessment.severity.design import Design
    from preuve.domain.assessment.severity.model import Floats, Model, Tables
    from preuve.domain.assessment.severity.scale import Scale

FEWEST = 10
"""Marks under which no z is given."""


def given_levels(scale: Scale, design: Design, tables: Tables) -> Floats:
    """Expected number of marks of each level and column at each point, shape (levels, columns, points)."""
    levels, columns, points = tables.chance.shape
    row = scale.level * columns + design.cell_column
    group = design.candidate_group[scale.cells.candidate]
    size = (levels * columns, design.group_size.size)
    counts = sparse.csc_array(sparse.coo_array((np.ones(row.size), (row, group)), shape=size))
    total = np.zeros((levels * columns, points))
    for block in blocks(design, tables):
        total[:, block.window] += counts[:, block.groups] @ block.weight
    return total.reshape(levels, columns, points)


def _z(mean_square: Floats, variance: Floats, marks: NDArray[np.intp]) -> list[float | None]:
    """Wilson and Hilferty's cube root."""
    q = np.sqrt(variance)
    meaningful = (marks >= FEWEST) & (q > 0)
    q = np.where(meaningful, q, 1.0)
    values = (np.cbrt(mean_square) - 1.0) * 3.0 / q + q / 3.0
    return [float(value) if use else None for value, use in zip(values, meaningful, strict=True)]


def fits_of(model: Model, tables: Tables, given: Floats, *, by_juror: bool) -> list[Fit]:
    """Mean squares of every juror, or of every criterion, of the estimation."""
    design = model.design
    index = design.column_juror if by_juror else design.column_criterion
    count = model.jurors if by_juror else len(model.scores)
    score = model.scores[design.column_criterion].T[:, :, None]
    square = np.square(score - tables.mean)
    variance = np.maximum(tables.variance, np.finfo(float).tiny)
    visits = given.sum(axis=0)
    fourth = (np.square(square) * tables.chance).sum(axis=0)

    def total(values: Floats) -> Floats:
        return np.asarray(np.bincount(index, values.sum(axis=-1), count))

    marks = total(visits)
    outfit = total((given * square).sum(axis=0) / variance) / marks
    information = total(visits * variance)
    infit = total((given * square).sum(axis=0)) / information
    spread_out = (total(visits * fourth / np.square(variance)) - marks) / np.square(marks)
    spread_in = (total(visits * (fourth - np.square(variance)))) / np.square(information)
    whole = np.rint(marks).astype(np.intp)
    infit_z, outfit_z = (
        _z(each, np.maximum(of, 0.0), whole) for each, of in ((infit, spread_in), (outfit, spread_out))
    )
    return [
        Fit(float(one), float(two), three, four)
        for one, two, three, four in zip(infit, outfit, infit_z, outfit_z, strict=True)
    ]
