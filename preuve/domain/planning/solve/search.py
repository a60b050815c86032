"""Which way to search, by the size of the problem."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from preuve.domain.planning.model import PanelScope
from preuve.domain.planning.solve.board import Board
from preuve.domain.planning.solve.chance import Chance
from preuve.domain.planning.solve.effort import run
from preuve.domain.planning.solve.exact import build, solve_all
from preuve.domain.planning.solve.first import first_plan
from preuve.domain.planning.solve.improve import Improver
from preuve.domain.planning.solve.judges import Judges
from preuve.domain.planning.solve.relaxation import relax
from preuve.domain.planning.solve.sittings import Builder
from preuve.domain.planning.solve.timed import timed_bound
from preuve.domain.planning.solve.whole import Task

if TYPE_CHECKING:
    from preuve.domain.planning.solve.best import Best
    from preuve.domain.planning.solve.grid import Grid, Placement
    from preuve.domain.planning.solve.inforce import InForce

SMALL = 1500
"""Candidates × jurors × half-days up to which the exact model is given everything at once."""
_RELAXED_SHARE = 2.0
_TIMED_SHARE = 4.0
_PINNED_SHARE = 10.0
_WHOLE_SHARE = 30.0
_FEW = 80
_PART = 5


def search(best: Best, in_force: InForce) -> bool:
    """Fill `best`; False when the pins are proven to be impossible together."""
    possible, pinned = _pinned(best, in_force)
    if pinned is None:
        return possible
    grid = best.grid
    chance, judges = Chance(best.effort.seed), Judges(grid)
    broken = _first(best, in_force, pinned, judges, chance)
    if len(grid.candidates) * len(grid.jurors) * len(grid.halves) <= SMALL:
        solve_all(best, in_force, inf)
        return True
    if len(grid.candidates) <= _FEW and _has_seats(grid):
        solve_all(best, in_force, _WHOLE_SHARE)
    if not best.is_proven:
        improver = Improver(best, in_force, judges, chance)
        improver.repair(broken)
        improver.run()
    return True


def _has_seats(grid: Grid) -> bool:
    return any(candidate.seats is not None for candidate in grid.candidates)


def _pinned(best: Best, in_force: InForce) -> tuple[bool, Placement | None]:
    """Whether the pins may be possible together, and a place for each pinned candidate if one is found."""
    grid = best.grid
    pinned = frozenset(index for index in range(len(grid.candidates)) if grid.pin(index) is not None)
    if not pinned:
        return True, {}
    halves = frozenset(start.half for index in pinned for start in grid.starts[index])
    whole = build(grid, Task({}, pinned, halves, in_force))
    outcome = run(whole.cp, best.effort, _PINNED_SHARE)
    return outcome.found or not outcome.proven, whole.read(outcome.solver) if outcome.found else None


def _first(best: Best, in_force: InForce, pinned: Placement, judges: Judges, chance: Chance) -> list[int]:
    """Offer a first plan, raise the bound; the candidates whom the plan in force can't keep as they are."""
    grid = best.grid
    board = Board(grid, pinned)
    for index, spot in in_force.spots.items():
        if index not in board.spots and board.fits(index, spot):
            board.put(index, spot)
    broken = [index for index in in_force.spots if index not in board.spots]
    best.offer(board.spots)
    guide: dict[int, int] = {}
    changes = grid.problem.weights.convocation_change * in_force.lost
    best.raise_bound(changes)
    if grid.problem.panel.scope is not PanelScope.DEFENCE:
        relaxed = relax(grid, best.effort, min(_RELAXED_SHARE, best.effort.work_left() / _PART))
        best.raise_bound(relaxed.bound + changes)
        guide = relaxed.sittings
    if grid.problem.panel.scope is PanelScope.DEFENCE or _has_seats(grid):
        best.raise_bound(
            timed_bound(grid, best.effort, min(_TIMED_SHARE, best.effort.work_left() / _PART)) + changes
        )
    first_plan(Builder(grid, board, judges, chance), guide, best.effort.is_over)
    best.offer(board.spots)
    return broken
