"""How much may be spent, and CP-SAT run within it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from threading import Event, Thread
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEFAULT_WORK = 60.0
_POLL = 0.1


@dataclass(slots=True)
class Effort:
    """What may be spent on a plan, and what was.

    Attributes:
        clock: seconds from any origin.
        limit: most seconds; None without limit.
        work: most of CP-SAT's deterministic time; None without limit.
        seed: of every search.
        workers: threads of CP-SAT.
        should_stop: asked from time to time, from another thread too; True ends the search.
    """

    clock: Callable[[], float]
    limit: float | None = None
    work: float | None = None
    seed: int = 0
    workers: int = 1
    should_stop: Callable[[], bool] | None = None
    spent: float = 0.0
    started: float = field(init=False)

    def __post_init__(self) -> None:
        self.started = self.clock()
        if self.limit is None and self.work is None:
            self.work = DEFAULT_WORK

    def seconds(self) -> float:
        """Seconds since the beginning."""
        return self.clock() - self.started

    def seconds_left(self) -> float:
        """Seconds that may still be spent; infinite without limit."""
        return inf if self.limit is None else self.limit - self.seconds()

    def work_left(self) -> float:
        """Deterministic time that may still be spent; infinite without limit."""
        return inf if self.work is None else self.work - self.spent

    def is_over(self) -> bool:
        """Whether nothing may be spent any more."""
        stopped = self.should_stop is not None and self.should_stop()
        return stopped or self.seconds_left() <= 0 or self.work_left() <= 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of CP-SAT ended with.

    Attributes:
        solver: holds the values, where there is a solution.
        found: there is a solution.
        proven: nothing better exists, or nothing at all.
        bound: no solution costs less.
    """

    solver: cp_model.CpSolver
    found: bool
    proven: bool
    bound: float


class _Watch(cp_model.CpSolverSolutionCallback):
    def __init__(
        self, stop_at: float, told: Callable[[cp_model.CpSolverSolutionCallback], None] | None
    ) -> None:
        super().__init__()
        self._stop_at = stop_at
        self._told = told

    def on_solution_callback(self) -> None:
        if self._told is not None:
            self._told(self)
        if self.objective_value <= self._stop_at:
            self.stop_search()


def run(  # noqa: PLR0913 - a search is given this much
    model: cp_model.CpModel,
    effort: Effort,
    share: float,
    stop_at: float = -inf,
    told: Callable[[cp_model.CpSolverSolutionCallback], None] | None = None,
    *,
    proving: bool = False,
) -> Outcome:
    """Solve `model` with at most `share` of deterministic time; stop as soon as a solution costs `stop_at`.

    Args:
        model: what to solve.
        effort: what may be spent; what is spent here is added to it.
        share: most of it.
        stop_at: a cost that is known to be the least.
        told: called at each solution.
        proving: rely on the linear relaxation, which is strong in this model, rather than on trying.
    """
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = effort.seed % 2**31
    solver.parameters.num_workers = effort.workers
    if proving:
        solver.parameters.linearization_level = 2
        if effort.workers > 1:
            solver.parameters.subsolvers.extend(["max_lp", "core"])
    # Several workers find the same solutions only if their turns don't depend on the clock.
    solver.parameters.interleave_search = effort.workers > 1 and effort.work is not None
    solver.parameters.max_deterministic_time = max(0.0, min(share, effort.work_left()))
    if effort.limit is not None:
        solver.parameters.max_time_in_seconds = max(0.0, effort.seconds_left())
    with _stopped_on_demand(solver, effort.should_stop):
        status = solver.solve(model, _Watch(stop_at, told))
    effort.spent += solver.response_proto.deterministic_time
    return Outcome(
        solver,
        found=status in {cp_model.OPTIMAL, cp_model.FEASIBLE},
        proven=status in {cp_model.OPTIMAL, cp_model.INFEASIBLE},
        bound=solver.best_objective_bound,
    )


@contextmanager
def _stopped_on_demand(solver: cp_model.CpSolver, should_stop: Callable[[], bool] | None) -> Iterator[None]:
    if should_stop is None:
        yield
        return
    ended = Event()

    def poll() -> None:
        while not ended.wait(_POLL):
            if should_stop():
                solver.stop_search()

    thread = Thread(target=poll, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
