"""Runs of the exact model: all candidates at once, or some with the others held."""

from __future__ import annotations

from math import ceil, inf
from typing import TYPE_CHECKING

from preuve.domain.planning.solve.effort import run
from preuve.domain.planning.solve.indexed import add_indexed
from preuve.domain.planning.solve.rules import add_rules
from preuve.domain.planning.solve.terms import add_terms
from preuve.domain.planning.solve.whole import Task, Whole

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from preuve.domain.planning.solve.best import Best
    from preuve.domain.planning.solve.effort import Outcome
    from preuve.domain.planning.solve.grid import Grid, Placement
    from preuve.domain.planning.solve.inforce import InForce

_ROUNDING = 1e-6


def build(grid: Grid, task: Task) -> Whole:
    """The exact model of `task`, rules and costs in it, hinted with what is placed now."""
    whole = Whole(grid, task)
    add_rules(whole)
    add_terms(whole)
    whole.cp.minimize(whole.objective())
    whole.hint(task.current)
    return whole


def rounded_up(bound: float) -> int:
    """The least whole cost that a bound found in floating point leaves possible."""
    return ceil(bound - _ROUNDING * max(1.0, abs(bound)))


def solve_all(best: Best, in_force: InForce, share: float) -> Outcome:
    """All candidates at once; keeps plan and bound in `best`."""
    grid = best.grid
    everybody, everywhere = frozenset(range(len(grid.candidates))), frozenset(range(len(grid.halves)))
    whole = build(grid, Task(best.placement or {}, everybody, everywhere, in_force))
    add_indexed(whole)

    def told(solution: cp_model.CpSolverSolutionCallback) -> None:
        best.offer(whole.read(solution))

    stop_at = -inf if best.bound is None else best.bound
    outcome = run(whole.cp, best.effort, share, stop_at, told, proving=True)
    if outcome.found:
        best.offer(whole.read(outcome.solver))
        best.raise_bound(int(best.total) if outcome.proven else rounded_up(outcome.bound))
    return outcome


def solve_some(best: Best, task: Task, share: float) -> Placement | None:
    """Decide the free candidates of `task`; None when no plan was found. Held ones stay."""
    whole = build(best.grid, task)
    outcome = run(whole.cp, best.effort, share)
    if not outcome.found:
        return None
    held = {index: spot for index, spot in task.current.items() if index not in task.free}
    return held | whole.read(outcome.solver)
