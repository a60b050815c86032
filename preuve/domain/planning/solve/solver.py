"""From a problem to a plan."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from preuve.domain.planning.check import violations
from preuve.domain.planning.errors import BrokenPlanError
from preuve.domain.planning.model import Plan, PlanStatus, Unplaced
from preuve.domain.planning.solve.best import Best, gap_of
from preuve.domain.planning.solve.effort import Effort
from preuve.domain.planning.solve.grid import Grid
from preuve.domain.planning.solve.inforce import in_force
from preuve.domain.planning.solve.reasons import reasons
from preuve.domain.planning.solve.search import search
from preuve.domain.planning.solve.written import defences_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from preuve.domain.planning.model import Problem
    from preuve.domain.planning.solve.best import Progress

SOLVER = f"OR-Tools CP-SAT {version('ortools')}"


def solve(  # noqa: PLR0913 - each says one thing of the run, all by name
    problem: Problem,
    *,
    clock: Callable[[], float],
    seed: int = 0,
    workers: int = 1,
    limit: float | None = None,
    work: float | None = None,
    previous: Plan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """The cheapest plan found in the time given, which breaks no hard rule, and what is proven of it.

    The same seed gives the same plan when `work` ends the run, or nothing does.

    Args:
        problem: what to plan.
        clock: seconds from any origin, never going back.
        seed: of the search.
        workers: threads of CP-SAT.
        limit: most seconds; the best plan so far is given back then.
        work: most of CP-SAT's deterministic time (about a second each on one worker). With neither `limit`
            nor `work` a fixed amount is spent.
        previous: the plan in force; each of its convocations that changes has a cost.
        on_progress: told of each better plan or bound.
        should_stop: asked from time to time, by another thread too; True ends the run with the best so far.

    Raises:
        BrokenPlanError: the plan made breaks a rule; a defect of the solver.
    """
    grid = Grid(problem)
    effort = Effort(clock, limit, work, seed, workers, should_stop)
    best = Best(grid, effort, previous, on_progress)
    possible = search(best, in_force(grid, previous))
    plan = _plan(best, seed) if possible else _without(best, seed, PlanStatus.INFEASIBLE)
    broken = violations(problem, plan, previous)
    if broken:
        raise BrokenPlanError(broken)
    return plan


def _plan(best: Best, seed: int) -> Plan:
    if best.placement is None or best.cost is None:
        return _without(best, seed, PlanStatus.UNKNOWN)
    grid, total = best.grid, best.cost.total
    return Plan(
        PlanStatus.OPTIMAL if best.is_proven else PlanStatus.FEASIBLE,
        defences_of(grid, best.placement),
        tuple(
            Unplaced(candidate.id, reasons(grid, index))
            for index, candidate in enumerate(grid.candidates)
            if index not in best.placement
        ),
        best.cost,
        best.bound,
        gap_of(total, best.bound),
        best.effort.seconds(),
        seed,
        SOLVER,
    )


def _without(best: Best, seed: int, status: PlanStatus) -> Plan:
    unplaced = tuple(
        Unplaced(candidate.id, reasons(best.grid, index))
        for index, candidate in enumerate(best.grid.candidates)
    )
    return Plan(status, unplaced=unplaced, seconds=best.effort.seconds(), seed=seed, solver=SOLVER)
