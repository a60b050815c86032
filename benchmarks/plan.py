"""How good plans are and how soon: `solve` beside a plain time-indexed CP-SAT model and a greedy, in one run.

    python benchmarks/plan.py                   # 40, 200, 1,000 and 2,000 candidates
    python benchmarks/plan.py 40 200 --limit 20
    python benchmarks/plan.py --seats           # small sessions with named seats, 20 to 50 defences

All three get the same problems (fixed seeds), the same seconds and the same number of workers. "To first" is
when every candidate who ends up placed was first placed in a plan worth having (the first plan with anybody);
"to best" when the last better plan came; "to plain" when `solve` had a plan at least as good as the plain
model's last one. The plain model (`plain.py`) stands for what one writes first, and minimises the same cost;
it says "no plan" when writing and solving it takes more than the time or memory given. Every plan is checked.
"""

from __future__ import annotations

import sys
from pathlib import Path

# In place of this folder, whose inspect.py would hide the standard module of that name.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.plain import Plain, TooLargeError, defence
from preuve.domain.planning.check import violations
from preuve.domain.planning.costs import objective
from preuve.domain.planning.model import Candidate, Defence, Problem, half_days
from preuve.domain.planning.solve import solve
from preuve.timetabling.generate import named_seats, session

SEED = 0
PLAIN_MEMORY_MB = 6_000


@dataclass
class Run:
    """What one of the three did: each better plan as (seconds, placed, total)."""

    name: str
    problem: Problem
    started: float = field(default_factory=time.monotonic)
    steps: list[tuple[float, int, int]] = field(default_factory=list)
    defences: tuple[Defence, ...] = ()
    bound: int | None = None

    def keep(self, defences: tuple[Defence, ...], *, says: int | None = None) -> None:
        total = objective(self.problem, defences).total
        assert says in {None, total}, "the plain model counts something else"
        if not self.steps or total < self.steps[-1][2]:
            self.steps.append((time.monotonic() - self.started, len(defences), total))
            self.defences = defences

    def row(self, rival: Run | None) -> str:
        assert violations(self.problem, self.defences) == (), "a plan of this benchmark breaks a rule"
        half_days_convened = objective(self.problem, self.defences).terms["juror_half_day"]
        weight = self.problem.weights.juror_half_day
        if not self.steps:
            return f"| {len(self.problem.candidates):,} | {self.name} | no plan | | | | | | | |"
        total = self.steps[-1][2]
        gap = "—" if self.bound is None else f"{(total - self.bound) / max(1, total):.2%}"
        first = next((f"{at:.1f}" for at, placed, _ in self.steps if placed), "—")
        beats = "" if rival is None or not rival.defences else self._until(rival.steps[-1][2])
        return (
            f"| {len(self.problem.candidates):,} | {self.name} | {len(self.defences):,} "
            f"| {half_days_convened // weight if weight else 0:,} | {total:,} "
            f"| {'—' if self.bound is None else self.bound} "
            f"| {gap} | {first} | {self.steps[-1][0] if self.defences else 0:.1f} | {beats} |"
        )

    def _until(self, total: int) -> str:
        return next((f"{at:.1f}" for at, _, cost in self.steps if cost <= total), "never")


HEAD = """| candidates | by | placed | juror-half-days | total | bound | gap | first s | best s | plain's s |
|---|---|---|---|---|---|---|---|---|---|"""


def run_solve(problem: Problem, limit: float, workers: int) -> Run:
    run = Run("solve", problem)
    plan = solve(
        problem,
        clock=time.monotonic,
        seed=SEED,
        workers=workers,
        limit=limit,
        on_progress=lambda told: run.steps.append((told.seconds, told.placed, told.total)),
    )
    run.defences, run.bound = plan.defences, plan.bound
    return run


# The greedy: candidates by number of half-days they can come; each at the first start of a half-day where a
# panel that sits already takes them, else where a new panel can be made.


@dataclass
class _Sitting:
    panel: tuple[int, ...]
    room: int
    until: int
    heard: int = 0
    row: int = 0


class Greedy:
    """First fit, by half-days."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.halves = [(number, *half) for number, day in enumerate(problem.days) for half in half_days(day)]
        self.sittings: dict[int, list[_Sitting]] = defaultdict(list)
        self.days: dict[int, set[int]] = defaultdict(set)
        self.loads: dict[int, int] = defaultdict(int)
        self.day_loads: dict[tuple[int, int], int] = defaultdict(int)

    def run(self, limit: float) -> Run:
        run = Run("greedy", self.problem)
        placed = []
        order = sorted(self.problem.candidates, key=lambda each: len(each.available or self.halves * 2))
        for candidate in order:
            if time.monotonic() - run.started > limit:
                break
            found = self._place(candidate)
            if found:
                placed.append(found)
        run.keep(tuple(placed))
        return run

    def _place(self, candidate: Candidate) -> Any:
        for number, half in enumerate(self.halves):
            for sitting in self.sittings[number]:
                found = self._in(candidate, half, sitting)
                if found:
                    return found
        for number, half in enumerate(self.halves):
            found = self._new(candidate, number, half)
            if found:
                return found
        return None

    def _free(self, intervals: Any, day: int, first: int, last: int) -> bool:
        return intervals is None or any(
            each.day == day and each.first <= first and last <= each.last for each in intervals
        )

    def _in(self, candidate: Candidate, half: Any, sitting: _Sitting) -> Any:
        day, _, _, closes = half
        jurors = [self.problem.jurors[each] for each in sitting.panel]
        rows = [juror.max_in_a_row for juror in jurors if juror.max_in_a_row]
        start = sitting.until + (bool(rows) and sitting.row >= min(rows))
        last = start + candidate.slots
        room = self.problem.rooms[sitting.room]
        if last > closes or not self._room_fits(room, candidate, day, start, last):
            return None
        if not self._free(candidate.available, day, start, last) or not self._judges(
            candidate, sitting.panel
        ):
            return None
        if not all(
            self._free(juror.available, day, start, last) and self._limits(each, juror, day)
            for each, juror in zip(sitting.panel, jurors, strict=True)
        ):
            return None
        sitting.row = 1 if start > sitting.until else sitting.row + 1
        sitting.until = last
        return self._defence(candidate, day, start, sitting)

    def _new(self, candidate: Candidate, number: int, half: Any) -> Any:
        day, _, opens, _ = half
        taken = {each.room for each in self.sittings[number]}
        busy = {juror for each in self.sittings[number] for juror in each.panel}
        last = opens + candidate.slots
        rooms = [
            index
            for index, room in enumerate(self.problem.rooms)
            if index not in taken and self._room_fits(room, candidate, day, opens, last)
        ]
        if not rooms or not self._free(candidate.available, day, opens, last):
            return None
        able = [
            index
            for index, juror in enumerate(self.problem.jurors)
            if index not in busy
            and juror.id not in candidate.conflicts
            and self._free(juror.available, day, opens, last)
            and self._limits(index, juror, day)
        ]
        for panel in combinations(able[:20], self.problem.panel.size):
            if self._judges(candidate, panel):
                sitting = _Sitting(panel, rooms[-1], last, row=1)
                self.sittings[number].append(sitting)
                return self._defence(candidate, day, opens, sitting)
        return None

    def _room_fits(self, room: Any, candidate: Candidate, day: int, first: int, last: int) -> bool:
        fits = (room.step_free or not candidate.step_free) and (room.remote or not candidate.remote)
        return fits and self._free(room.open, day, first, last)

    def _limits(self, index: int, juror: Any, day: int) -> bool:
        return (
            (juror.max_defences is None or self.loads[index] < juror.max_defences)
            and (juror.max_per_day is None or self.day_loads[index, day] < juror.max_per_day)
            and (juror.max_days is None or day in self.days[index] or len(self.days[index]) < juror.max_days)
        )

    def _judges(self, candidate: Candidate, panel: Any) -> bool:
        return judges(self.problem, candidate, [self.problem.jurors[each] for each in panel])

    def _defence(self, candidate: Candidate, day: int, start: int, sitting: _Sitting) -> Defence:
        for index in sitting.panel:
            self.loads[index] += 1
            self.day_loads[index, day] += 1
            self.days[index].add(day)
        return defence(self.problem, candidate, (day, start), sitting.room, sitting.panel)


def judges(problem: Problem, candidate: Candidate, panel: Any) -> bool:
    """Whether the jurors `panel` may judge the candidate, by the rules that the benchmark's problems use."""
    rules = problem.panel
    outside = [each for each in panel if not each.organisations & {rules.certifier, candidate.training_body}]
    known = frozenset().union(*(each.blocks for each in panel))
    return (
        any(each.may_chair for each in panel)
        and not any(each.id in candidate.conflicts for each in panel)
        and len(outside) >= ceil(rules.external_share * rules.size)
        and set(candidate.blocks) <= known
    )


def run_plain(problem: Problem, limit: float, workers: int) -> Run:
    """The plain model, written and solved within `limit`; without a plan when there is no time for one."""
    run = Run("plain", problem)
    try:
        plain = Plain(problem, lambda: time.monotonic() - run.started < limit)
    except TooLargeError:
        return run
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = SEED
    solver.parameters.max_time_in_seconds = max(1.0, limit - (time.monotonic() - run.started))
    solver.parameters.max_memory_in_mb = PLAIN_MEMORY_MB

    class Watch(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            run.keep(plain.read(self.boolean_value), says=round(self.objective_value))

    solver.solve(plain.cp, Watch())
    return run


def sessions(sizes: list[int], limit: float, plain_most: int, workers: int) -> None:
    print(HEAD, flush=True)
    for size in sizes:
        problem = session(size, seed=SEED)
        rival = run_plain(problem, limit, workers) if size <= plain_most else None
        for run in (run_solve(problem, limit, workers), rival, Greedy(problem).run(limit)):
            if run is not None:
                print(run.row(rival if run.name == "solve" else None), flush=True)


def seats(limit: float, workers: int) -> None:
    print("| defences | seed | placed | bound on placed | status | seconds |\n|---|---|---|---|---|---|")
    for size in (20, 30, 40, 50):
        for seed in range(3):
            problem = named_seats(size, seed=seed)
            plan = solve(problem, clock=time.monotonic, seed=SEED, workers=workers, limit=limit)
            assert violations(problem, plan) == ()
            most = size - (plan.bound or 0)
            print(
                f"| {size} | {seed} | {len(plan.defences)} | {most} | {plan.status} | {plan.seconds:.1f} |",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[40, 200, 1000, 2000])
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--plain-most", type=int, default=2000, help="plain model up to so many candidates")
    parser.add_argument("--seats", action="store_true", help="small sessions with named seats instead")
    asked = parser.parse_args()
    if asked.seats:
        seats(asked.limit, asked.workers)
    else:
        sessions(asked.sizes, asked.limit, asked.plain_most, asked.workers)


if __name__ == "__main__":
    main()
