"""A bound for panels made defence by defence: when each defence begins, with people and rooms only counted.

Every plan gives a solution of this model that costs no more. It knows where a full panel may sit at all, how
many rooms are open, and for each set of jurors that seats name (and for all jurors together) that no more of
them are needed at a time, in a day or in all than there are. Left out: which juror sits where.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from preuve.domain.planning.solve.effort import run
from preuve.domain.planning.solve.exact import rounded_up
from preuve.domain.planning.solve.matching import matched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ortools.sat.python.cp_model import IntVar

    from preuve.domain.planning.solve.effort import Effort
    from preuve.domain.planning.solve.grid import Grid, Start

_LOOKED_UP = 4_000_000
"""Candidates × starts × jurors up to which each start is looked at for a full panel."""

Needs = Counter[frozenset[int]]
"""Sets of jurors, each with how many seats only they can fill."""


def timed_bound(grid: Grid, effort: Effort, share: float) -> int:
    """No plan for `grid` costs less; right for every scope."""
    made = _Timed(grid)
    outcome = run(made.cp, effort, share)
    return max(0, rounded_up(outcome.bound)) if outcome.found else 0


class _Timed:
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.cp = cp_model.CpModel()
        self.costs: list[cp_model.LinearExprT] = []
        self.begun: list[tuple[Start, int, Needs, IntVar]] = []
        self.convened: dict[tuple[int, int], IntVar] = {}
        everybody = frozenset[int]().union(*grid.eligible)
        alike: dict[tuple[int, tuple[Start, ...], frozenset[tuple[frozenset[int], int]]], int] = Counter()
        for index, candidate in enumerate(grid.candidates):
            needs = _needs(grid, index, everybody)
            alike[candidate.slots, _starts(grid, index), frozenset(needs.items())] += 1
        for (slots, starts, needed), count in alike.items():
            self._begin(slots, starts, Counter(dict(needed)), count)
        for who in {who for _, _, needs, _ in self.begun for who in needs}:
            self._members(who)
        self._rooms()
        self.cp.minimize(sum(self.costs))

    def _begin(self, slots: int, starts: tuple[Start, ...], needs: Needs, count: int) -> None:
        weights = self.grid.problem.weights
        unplaced = self.cp.new_int_var(0, count, "")
        self.costs.append(weights.placed * unplaced)
        here = []
        for start in starts:
            here.append(self.cp.new_int_var(0, count, ""))
            self.begun.append((start, slots, needs, here[-1]))
            self.costs.append((weights.candidate_wait * start.wait + weights.wish * start.missed) * here[-1])
        self.cp.add(cp_model.LinearExpr.sum([*here, unplaced]) == count)

    def _members(self, who: frozenset[int]) -> None:
        """No more of `who` at a time, in a day and in all than there are."""
        by_position: dict[tuple[int, int], list[cp_model.LinearExprT]] = defaultdict(list)
        by_day: dict[int, list[cp_model.LinearExprT]] = defaultdict(list)
        longest = 1
        for start, slots, needs, count in self.begun:
            seats = sum(number for subset, number in needs.items() if subset <= who)
            if seats:
                longest = max(longest, slots)
                by_day[self.grid.halves[start.half].day].append(seats * count)
                for at in range(start.at, start.at + slots):
                    by_position[at, start.half].append(seats * count)
        for (at, half), needed in by_position.items():
            present = [
                self._convened(juror, half) for juror in sorted(who) if self._may_sit(juror, at, longest)
            ]
            self.cp.add(cp_model.LinearExpr.sum(needed) <= _total(present))
        people = [self.grid.jurors[juror] for juror in who]
        for limits, counted in (
            ([juror.max_per_day for juror in people], list(by_day.values())),
            ([juror.max_defences for juror in people], [[each for day in by_day.values() for each in day]]),
        ):
            known = [limit for limit in limits if limit is not None]
            if len(known) == len(people):
                for needed in counted:
                    self.cp.add(cp_model.LinearExpr.sum(needed) <= sum(known))

    def _may_sit(self, juror: int, at: int, longest: int) -> bool:
        first = at if self.grid.whole else max(0, at - longest + 1)
        return self.grid.free[juror] >> first & ((1 << (at - first + 1)) - 1) != 0

    def _convened(self, juror: int, half: int) -> IntVar:
        key = juror, half
        if key not in self.convened:
            self.convened[key] = self.cp.new_bool_var("")
            missed = self.grid.wish_missed(juror, half)
            weights = self.grid.problem.weights
            self.costs.append((weights.juror_half_day + weights.wish * missed) * self.convened[key])
        return self.convened[key]

    def _rooms(self) -> None:
        held: dict[int, list[IntVar]] = defaultdict(list)
        begun: dict[int, list[IntVar]] = defaultdict(list)
        for start, slots, _, count in self.begun:
            begun[start.at].append(count)
            for at in range(start.at, start.at + slots):
                held[at].append(count)
        for at, counts in held.items():
            is_open = sum(mask >> at & 1 for mask in self.grid.open)
            self.cp.add(_total(counts) <= (is_open if self.grid.whole else len(self.grid.open)))
            self.cp.add(_total(begun[at]) <= is_open)


def _needs(grid: Grid, index: int, everybody: frozenset[int]) -> Needs:
    seats = grid.candidates[index].seats
    if seats is None:
        return Counter({everybody: grid.size})
    named = [frozenset(_able(grid, index, grid.eligible[index], number)) for number in range(len(seats))]
    return Counter(named)


def _able(grid: Grid, index: int, jurors: Iterable[int], number: int) -> list[int]:
    seats = grid.candidates[index].seats or ()
    named = {grid.juror_index[each] for each in seats[number].eligible}
    return [juror for juror in jurors if juror in named]


def _starts(grid: Grid, index: int) -> tuple[Start, ...]:
    starts = grid.starts[index]
    if len(grid.candidates) * len(starts) * len(grid.jurors) > _LOOKED_UP:
        return starts
    return tuple(start for start in starts if _full_panel(grid, index, start))


def _full_panel(grid: Grid, index: int, start: Start) -> bool:
    slots, seats = grid.candidates[index].slots, grid.candidates[index].seats
    free = [juror for juror in grid.eligible[index] if grid.admits(grid.free[juror], start.at, slots)]
    if seats is not None:
        return matched([_able(grid, index, free, number) for number in range(len(seats))]) is not None
    outside = sum(grid.is_external(juror, index) for juror in free)
    needs = grid.covers(index) + ((grid.chairs,) if grid.problem.panel.chair else ())
    return (
        len(free) >= grid.size
        and outside >= grid.externals_needed
        and all(not able.isdisjoint(free) for able in needs)
    )


def _total(literals: Iterable[IntVar]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum(list(literals))
