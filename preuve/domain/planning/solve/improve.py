"""Better plans from the best one: parts of it decided anew, the rest held fast, until the effort is spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.planning.model import PanelScope
from preuve.domain.planning.solve.board import Board
from preuve.domain.planning.solve.exact import solve_some
from preuve.domain.planning.solve.shuffle import Place, Shuffle, place_of, unplaced
from preuve.domain.planning.solve.sittings import Builder, sittings_of
from preuve.domain.planning.solve.whole import Task

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preuve.domain.planning.solve.best import Best
    from preuve.domain.planning.solve.chance import Chance
    from preuve.domain.planning.solve.grid import Placement, Spot
    from preuve.domain.planning.solve.inforce import InForce
    from preuve.domain.planning.solve.judges import Judges
    from preuve.domain.planning.solve.sittings import Sitting

_SHARE = 0.6
_FEWEST, _MOST = 3, 10
_IDLE = 10
_UNPLACED = 6
_FREE = 8
_TURN = 0.01
"""Work that a turn counts for beside CP-SAT's, so that turns without any come to an end."""


class Improver:
    """Improves `best`, whose placement is there already."""

    def __init__(self, best: Best, in_force: InForce, judges: Judges, chance: Chance) -> None:
        self.best = best
        self.grid = best.grid
        self.in_force = in_force
        self.judges = judges
        self.chance = chance
        self.size = _FEWEST + 1
        self.free = _FREE
        self.board = Board(self.grid)
        self.cost = 0
        self._restart(best.placement or {})
        self.builder = Builder(self.grid, self.board, judges, chance)

    def _restart(self, placement: Mapping[int, Spot]) -> None:
        for index in list(self.board.spots):
            self.board.lift(index)
        for index, spot in placement.items():
            self.board.put(index, spot)
        self.cost = self.best.cost_of(placement).total

    def run(self) -> None:
        """Until the effort is spent or the best plan is proven so."""
        together = self.grid.problem.panel.scope is PanelScope.HALF_DAY and bool(self.judges.asked)
        turn = 0
        while not self.best.effort.is_over() and not self.best.is_proven:
            turn += 1
            self.best.effort.spent += _TURN
            if together and not self.in_force.spots and turn % 8:
                self._shuffle()
            else:
                self._decide(self._near())

    def _shuffle(self) -> None:
        sittings = [each for each in sittings_of(self.board) if self._is_loose(each)]
        chosen = self._choose(sittings) if sittings else []
        before = {index: self.board.lift(index) for each in chosen for index, _ in each.heard}
        places = [place_of(each) for each in chosen] + self._empty_places([each.half for each in chosen])
        free = sorted(before) + unplaced_but(self.builder, before, _UNPLACED)
        pool = {place.half: self._pool(place.half, chosen) for place in places}
        shuffle = Shuffle(self.builder, places, free, pool)
        spent = self.best.effort.spent
        made = shuffle.run(self.best.effort, _SHARE)
        easy = self.best.effort.spent - spent < _SHARE / 2
        self.size = min(_MOST, self.size + 1) if easy else max(_FEWEST, self.size - 1)
        if made is None or not self._put(made):
            self._back(free, before)
            return
        self._keep_or_back(free, before)

    def _is_loose(self, sitting: Sitting) -> bool:
        return all(self.grid.pin(index) is None for index, _ in sitting.heard)

    def _choose(self, sittings: Sequence[Sitting]) -> list[Sitting]:
        # The emptiest of a few, so that its candidates find a place in others; half of them near in time.
        first = min(self.chance.sample(sittings, 4), key=lambda each: len(each.heard))
        day = self.grid.halves[first.half].day
        near = [each for each in sittings if each != first and self.grid.halves[each.half].day == day]
        chosen = [first, *self.chance.sample(near, self.size // 2 if self.chance.below(2) else 0)]
        others = [each for each in sittings if each not in chosen]
        return chosen + self.chance.sample(others, self.size - len(chosen))

    def _empty_places(self, halves: Sequence[int]) -> list[Place]:
        half = self.chance.pick([*halves, *range(len(self.grid.halves))])
        mask = self.grid.halves[half].mask
        rooms = [
            room
            for room, is_open in enumerate(self.grid.open)
            if is_open & mask and not self.board.taken[room] & mask and self._is_nobodys(half, room)
        ]
        return [Place(half, self.chance.pick(rooms))] if rooms else []

    def _is_nobodys(self, half: int, room: int) -> bool:
        best = self.best.placement or {}
        return all((spot.half, spot.room) != (half, room) for spot in best.values())

    def _pool(self, half: int, chosen: Sequence[Sitting]) -> list[int]:
        freed = {juror for each in chosen if each.half == half for juror in each.panel}
        idle = [
            juror
            for juror in range(len(self.grid.jurors))
            if juror not in freed
            and self.grid.free[juror] & self.grid.halves[half].mask
            and not self.board.heard(juror, half)
            and self.board.within_limits(juror, half)
        ]
        return sorted({*freed, *self.chance.sample(idle, _IDLE)})

    def _put(self, made: Sequence[Sitting]) -> bool:
        return all(self.builder.put(sitting) for sitting in made)

    def _back(self, free: Sequence[int], before: Mapping[int, Spot]) -> None:
        for index in free:
            if index in self.board.spots:
                self.board.lift(index)
        for index, spot in before.items():
            self.board.put(index, spot)

    def _keep_or_back(self, free: Sequence[int], before: Mapping[int, Spot]) -> None:
        cost = self.best.cost_of(self.board.spots).total
        if cost > self.cost:
            self._back(free, before)
            return
        self.cost = cost
        self.best.offer(self.board.spots)

    def repair(self, broken: Sequence[int]) -> None:
        """Decide those first whose convocations can't stay, at their own hours if possible."""
        halves = frozenset(
            self.in_force.spots[index].half for index in broken if index in self.in_force.spots
        )
        if halves:
            self._decide(Task(self.board.spots, frozenset(broken), halves, self.in_force))

    def _near(self) -> Task:
        """Some candidates near each other in time, those unplaced first, and a half-day or two for them."""
        spots = self.board.spots
        left = [index for index in range(len(self.grid.candidates)) if index not in spots]
        free = set(self.chance.sample(left, self.free // 2))
        placed = sorted(spots)
        halves = {spots[self.chance.pick(placed)].half} if placed else set()
        halves.add(self.chance.below(len(self.grid.halves)))
        halves |= {start.half for index in free for start in self.chance.sample(self.grid.starts[index], 1)}
        near = [index for index in placed if spots[index].half in halves]
        free |= set(self.chance.sample(near, self.free - len(free)))
        return Task(dict(spots), frozenset(free), frozenset(halves), self.in_force)

    def _decide(self, task: Task) -> None:
        spent = self.best.effort.spent
        found = solve_some(self.best, task, _SHARE)
        easy = self.best.effort.spent - spent < _SHARE / 2
        self.free = self.free + 1 if easy else max(_FEWEST, self.free - 2)
        if found is not None:
            self._adopt(found)

    def _adopt(self, found: Placement) -> None:
        cost = self.best.cost_of(found).total
        if cost <= self.cost:
            self._restart(found)
            self.best.offer(found)


def unplaced_but(builder: Builder, before: Mapping[int, Spot], most: int) -> list[int]:
    """At most `most` candidates without a place who are not in `before`."""
    return [index for index in unplaced(builder, most + len(before)) if index not in before][:most]
