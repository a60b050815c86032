"""A plan being made: who and what is taken, and whether one more defence fits."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from preuve.domain.planning.model import PanelScope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.planning.solve.grid import Grid, Placement, Spot


class Board:
    """Placed candidates, kept free of any broken rule.

    Attributes:
        spots: where each placed candidate is.
        busy: for each juror, the positions taken.
        taken: for each room, the positions taken.
        loads: defences of each juror.
    """

    def __init__(self, grid: Grid, spots: Mapping[int, Spot] | None = None) -> None:
        self.grid = grid
        self.spots: Placement = {}
        self.busy = [0] * len(grid.jurors)
        self.taken = [0] * len(grid.open)
        self.loads: Counter[int] = Counter()
        self.day_loads: Counter[tuple[int, int]] = Counter()
        self._heard: dict[tuple[int, int], dict[int, int]] = {}
        for index, spot in (spots or {}).items():
            self.put(index, spot)

    def put(self, index: int, spot: Spot) -> None:
        """Place the candidate."""
        self.spots[index] = spot
        self._count(index, spot, 1)
        for juror in spot.panel:
            self._heard.setdefault((juror, spot.half), {})[index] = spot.at

    def lift(self, index: int) -> Spot:
        """Take the candidate back."""
        spot = self.spots.pop(index)
        self._count(index, spot, -1)
        for juror in spot.panel:
            del self._heard[juror, spot.half][index]
        return spot

    def _count(self, index: int, spot: Spot, step: int) -> None:
        taken = ((1 << self.grid.candidates[index].slots) - 1) << spot.at
        self.taken[spot.room] ^= taken
        for juror in spot.panel:
            self.busy[juror] ^= taken
            self.loads[juror] += step
            self.day_loads[juror, self.grid.halves[spot.half].day] += step

    def heard(self, juror: int, half: int) -> dict[int, int]:
        """Candidates whom the juror hears in the half-day, with their positions."""
        return self._heard.get((juror, half), {})

    def heard_at(self, index: int) -> int:
        """Positions at which the same person is heard as another candidate."""
        taken = 0
        for twin in self.grid.twins[index]:
            if twin in self.spots:
                taken |= ((1 << self.grid.candidates[twin].slots) - 1) << self.spots[twin].at
        return taken

    def team(self, juror: int, half: int) -> frozenset[int] | None:
        """With whom (and themself) the juror must sit in the half-day; None: with anybody."""
        scope = self.grid.problem.panel.scope
        if scope is PanelScope.DEFENCE:
            return None
        halves = range(len(self.grid.halves)) if scope is PanelScope.SESSION else (half,)
        for each in halves:
            for index in self.heard(juror, each):
                if self.grid.candidates[index].seats is None:
                    return frozenset(self.spots[index].panel)
        return None

    def fits(self, index: int, spot: Spot) -> bool:
        """Whether the candidate may be placed there: hours, room, people and their limits, panel rules."""
        grid, slots = self.grid, self.grid.candidates[index].slots
        taken = ((1 << slots) - 1) << spot.at
        return (
            any(start.at == spot.at for start in grid.starts[index])
            and spot.room in grid.rooms[index]
            and not self.taken[spot.room] & taken
            and not self.heard_at(index) & taken
            and grid.admits(grid.open[spot.room], spot.at, slots)
            and all(self.can_sit(index, juror, spot.half, spot.at) for juror in spot.panel)
            and self.keeps_teams(index, spot)
            and panel_is_valid(grid, index, spot.panel)
        )

    def can_sit(self, index: int, juror: int, half: int, at: int) -> bool:
        """Whether the juror may hear the candidate at that position, whoever else sits."""
        grid, slots = self.grid, self.grid.candidates[index].slots
        return (
            juror in grid.eligible[index]
            and not self.busy[juror] & (((1 << slots) - 1) << at)
            and grid.admits(grid.free[juror], at, slots)
            and self.within_limits(juror, half)
            and self._within_row(juror, half, at, slots)
        )

    def keeps_teams(self, index: int, spot: Spot) -> bool:
        """Whether the panel is the one its members sit with already."""
        if self.grid.candidates[index].seats is not None:
            return True
        panel = frozenset(spot.panel)
        return all(self.team(juror, spot.half) in {None, panel} for juror in spot.panel)

    def within_limits(self, juror: int, half: int) -> bool:
        """Whether the juror may hear one more candidate in the half-day, by number."""
        limits, day = self.grid.jurors[juror], self.grid.halves[half].day
        if limits.max_defences is not None and self.loads[juror] >= limits.max_defences:
            return False
        today = self.day_loads[juror, day]
        if limits.max_per_day is not None and today >= limits.max_per_day:
            return False
        return limits.max_days is None or today > 0 or self.days(juror) < limits.max_days

    def days(self, juror: int) -> int:
        """On how many days the juror hears somebody."""
        return sum(self.day_loads[juror, day] > 0 for day in range(len(self.grid.problem.days)))

    def _within_row(self, juror: int, half: int, at: int, slots: int) -> bool:
        most = self.grid.jurors[juror].max_in_a_row
        if most is None:
            return True
        lengths = self.grid.candidates
        heard = sorted(
            [(each, lengths[i].slots) for i, each in self.heard(juror, half).items()] + [(at, slots)]
        )
        run, ends = 0, -1
        for start, length in heard:
            run = run + 1 if start == ends else 1
            ends = start + length
            if run > most:
                return False
        return True


def panel_is_valid(grid: Grid, index: int, panel: tuple[int, ...]) -> bool:
    """Whether `panel` is complete and may judge the candidate, hours and limits aside."""
    pin = grid.pin(index)
    if pin is not None and not {grid.juror_index[juror] for juror in pin.jurors} <= set(panel):
        return False
    if not set(panel) <= set(grid.eligible[index]) or len(set(panel)) < len(panel):
        return False
    seats = grid.candidates[index].seats
    if seats is not None:
        return len(panel) == len(seats) and all(
            grid.jurors[juror].id in seat.eligible for juror, seat in zip(panel, seats, strict=True)
        )
    needs = grid.covers(index) + ((grid.chairs,) if grid.problem.panel.chair else ())
    return (
        len(panel) == grid.size
        and sum(grid.is_external(juror, index) for juror in panel) >= grid.externals_needed
        and all(not able.isdisjoint(panel) for able in needs)
    )
