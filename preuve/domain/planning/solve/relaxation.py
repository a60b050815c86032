"""A bound for panels that sit together: how many sittings each half-day needs at least, whoever is heard.

Every plan gives a solution of this model that costs no more: sittings of one half-day have no juror in
common, each takes the whole panel for the half-day, and holds one of the patterns that each of its members
can hold. Left out: who may judge whom, balance, gaps, genders, rooms by name, wishes of candidates.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from preuve.domain.planning.solve.effort import run
from preuve.domain.planning.solve.exact import rounded_up
from preuve.domain.planning.solve.patterns import Pattern, can_hold, kinds_of, patterns_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ortools.sat.python.cp_model import IntVar

    from preuve.domain.planning.solve.effort import Effort
    from preuve.domain.planning.solve.grid import Grid, Half


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What the relaxation says.

    Attributes:
        bound: no plan costs less.
        sittings: how many each half-day has in the relaxed solution; a guide, nothing proven.
    """

    bound: int
    sittings: dict[int, int]


def possible(grid: Grid, index: int) -> bool:
    """Whether the candidate has a start and jurors enough, looked at alone."""
    seats = grid.candidates[index].seats
    asked = grid.size if seats is None else len(seats)
    return bool(grid.starts[index]) and len(grid.eligible[index]) >= asked


def relax(grid: Grid, effort: Effort, share: float) -> Relaxed:
    """The bound for the candidates without `seats`; right for scopes `half_day` and `session`."""
    made = _Relaxation(grid)
    outcome = run(made.cp, effort, share)
    sittings = {
        half: sum(outcome.solver.value(count) for count in counts.values()) if outcome.found else 0
        for half, counts in made.counts.items()
    }
    bound = max(0, rounded_up(outcome.bound)) if outcome.found else 0
    return Relaxed(bound + made.constant, sittings)


class _Relaxation:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.cp = cp_model.CpModel()
        self.costs: list[cp_model.LinearExprT] = []
        panels = [index for index, each in enumerate(grid.candidates) if each.seats is None]
        seated = [index for index, each in enumerate(grid.candidates) if each.seats is not None]
        self.asked = [index for index in panels if possible(grid, index)]
        hopeless = len(panels) - len(self.asked) + sum(not possible(grid, index) for index in seated)
        self.constant = grid.problem.weights.placed * hopeless
        kinds = kinds_of(grid, self.asked)
        self.kinds = sorted(set(kinds.values()))
        self.demand = [sum(kind == each for kind in kinds.values()) for each in self.kinds]
        self.by_length = {
            length: patterns_of(self.kinds, length) for length in {half.length for half in grid.halves}
        }
        self.counts: dict[int, dict[Pattern, IntVar]] = {}
        self.convened: dict[tuple[int, int], IntVar] = {}
        for half in grid.halves:
            self._half(half)
        self._demands()
        for juror in range(len(grid.jurors)):
            self._days(juror)
        self.cp.minimize(sum(self.costs))

    def _half(self, half: Half) -> None:
        grid, weights = self.grid, self.grid.problem.weights
        able: dict[frozenset[int], list[Pattern]] = defaultdict(list)
        for pattern in self.by_length[half.length]:
            who = frozenset(j for j in range(len(grid.jurors)) if can_hold(grid, j, half, pattern))
            if len(who) >= grid.size:
                able[who].append(pattern)
        everybody = frozenset().union(*able)
        self.counts[half.index] = counts = {
            pattern: self.cp.new_int_var(0, len(everybody) // grid.size, "")
            for group in able.values()
            for pattern in group
        }
        for juror in everybody:
            self.convened[juror, half.index] = here = self.cp.new_bool_var("")
            missed = grid.wish_missed(juror, half.index)
            self.costs.append((weights.juror_half_day + weights.wish * missed) * here)
        self.costs += [weights.candidate_wait * each.wait * count for each, count in counts.items()]
        self._people(half, able, everybody)
        self._room(half, counts)

    def _people(
        self, half: Half, able: dict[frozenset[int], list[Pattern]], everybody: frozenset[int]
    ) -> None:
        grid, counts = self.grid, self.counts[half.index]
        outside = {
            juror
            for juror in everybody
            if grid.problem.panel.certifier not in grid.jurors[juror].organisations
        }
        for who in {*able, everybody}:
            # Panels whose pattern only these can hold are made of these alone.
            panels = _total(
                counts[pattern] for group, found in able.items() if group <= who for pattern in found
            )
            for members, least in ((who, grid.size), (who & outside, grid.externals_needed)):
                self.cp.add(self._sum(members, half) >= least * panels)
            if grid.problem.panel.chair:
                self.cp.add(self._sum(who & grid.chairs, half) >= panels)

    def _sum(self, jurors: frozenset[int], half: Half) -> cp_model.LinearExprT:
        return _total(self.convened[juror, half.index] for juror in sorted(jurors))

    def _room(self, half: Half, counts: dict[Pattern, IntVar]) -> None:
        open_slots = sum(
            (mask & half.mask).bit_count() if self.grid.whole else half.length for mask in self.grid.open
        )
        self.cp.add(sum(pattern.slots * count for pattern, count in counts.items()) <= open_slots)

    def _demands(self) -> None:
        for kind, demand in enumerate(self.demand):
            unplaced = self.cp.new_int_var(0, demand, "")
            heard = [
                pattern.counts[kind] * count
                for counts in self.counts.values()
                for pattern, count in counts.items()
                if pattern.counts[kind]
            ]
            self.cp.add(cp_model.LinearExpr.sum([*heard, unplaced]) == demand)
            self.costs.append(self.grid.problem.weights.placed * unplaced)

    def _days(self, juror: int) -> None:
        most = self.grid.jurors[juror].max_days
        by_day = defaultdict(list)
        for (who, half), here in self.convened.items():
            if who == juror:
                by_day[self.grid.halves[half].day].append(here)
        if most is None or most >= len(by_day):
            return
        days = []
        for halves in by_day.values():
            days.append(self.cp.new_bool_var(""))
            for here in halves:
                self.cp.add_implication(here, days[-1])
        self.cp.add(_total(days) <= most)


def _total(literals: Iterable[IntVar]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum(list(literals))
