"""Sittings: a panel that hears several candidates in one half-day, in one room."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from preuve.domain.planning.model import PanelScope
from preuve.domain.planning.solve.grid import Spot
from preuve.domain.planning.solve.judges import Judges, bits_of
from preuve.domain.planning.solve.sequence import Shape, Window, in_order, shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from preuve.domain.planning.solve.board import Board
    from preuve.domain.planning.solve.chance import Chance
    from preuve.domain.planning.solve.grid import Grid

_PANELS = 300
_ALL_PANELS = 1200
_FAILURES = 12


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits where, and whom they hear from when."""

    half: int
    room: int
    panel: tuple[int, ...]
    heard: tuple[tuple[int, int], ...]

    def spots(self) -> dict[int, Spot]:
        """Where each candidate is placed by it."""
        return {index: Spot(self.half, at, self.room, self.panel) for index, at in self.heard}


class Builder:
    """Makes sittings on a board.

    Attributes:
        board: where they are put.
        judges: whom panels may judge.
        here: for each half-day, the candidates who can come.
        suits: for each room, the candidates for whom it fits.
        order: candidates, those with fewest half-days and jurors first.
    """

    def __init__(self, grid: Grid, board: Board, judges: Judges, chance: Chance) -> None:
        self.grid = grid
        self.board = board
        self.judges = judges
        self.chance = chance
        halves = [{start.half for start in starts} for starts in grid.starts]
        everybody = range(len(grid.candidates))
        self.here = [bits_of(i for i in everybody if half.index in halves[i]) for half in grid.halves]
        self.suits = [
            bits_of(i for i in everybody if room in grid.rooms[i]) for room in range(len(grid.open))
        ]
        self.order = sorted(
            judges.asked, key=lambda i: (len(halves[i]), len(grid.rooms[i]), len(grid.eligible[i]), i)
        )
        self._shapes: dict[tuple[int, int], Shape] = {}

    def shape(self, index: int, half: int) -> Shape:
        """The candidate's shape in the half-day; the same person is not heard twice at a time."""
        if self.grid.twins[index]:
            return shape_of(self.grid, index, half, self.board.heard_at(index))
        key = index, half
        if key not in self._shapes:
            self._shapes[key] = shape_of(self.grid, index, half)
        return self._shapes[key]

    def left(self) -> int:
        """Candidates not placed yet."""
        return bits_of(index for index in self.judges.asked if index not in self.board.spots)

    def window(self, half: int, room: int, panel: Sequence[int]) -> Window:
        """When the panel and the room are free in the half-day."""
        grid, board, span = self.grid, self.board, self.grid.halves[half]
        free = grid.open[room] & ~board.taken[room] & span.mask
        for juror in panel:
            free &= grid.free[juror] & ~board.busy[juror]
        rows = [grid.jurors[juror].max_in_a_row for juror in panel]
        row = min((most for most in rows if most is not None), default=0)
        cost = grid.problem.weights.juror_gap * len(panel)
        return Window(span.offset, span.offset + span.length, free, row, cost, grid.whole)

    def most(self, half: int, panel: Iterable[int]) -> int:
        """How many more defences the panel may hear in the half-day, by number."""
        found = self.grid.halves[half].length
        day = self.grid.halves[half].day
        for juror in panel:
            limits = self.grid.jurors[juror]
            if limits.max_defences is not None:
                found = min(found, limits.max_defences - self.board.loads[juror])
            if limits.max_per_day is not None:
                found = min(found, limits.max_per_day - self.board.day_loads[juror, day])
        return found

    def build(self, half: int, left: int) -> Sitting | None:
        """A sitting that hears some of `left` in the half-day, the scarcest first; None if there is none."""
        here = left & self.here[half]
        seeds = [index for index in self.order if here >> index & 1][:_FAILURES]
        for seed in seeds:
            room = self._room(half, seed)
            if room is None:
                continue
            found = self._around(seed, half, room, here & self.suits[room])
            if found is not None:
                return found
        return None

    def _room(self, half: int, seed: int) -> int | None:
        mask = self.grid.halves[half].mask
        free = [
            (-(self.grid.open[room] & mask).bit_count(), self.suits[room].bit_count(), room)
            for room in self.grid.rooms[seed]
            if not self.board.taken[room] & mask and self.grid.open[room] & mask
        ]
        return min(free)[2] if free else None

    def _around(self, seed: int, half: int, room: int, here: int) -> Sitting | None:
        ranked = sorted(
            (cost, panel)
            for panel in self._panels(seed, half)
            if (cost := self._promise(seed, half, room, panel, here)) is not None
        )
        tried = (
            self.fill(half, room, panel, here & self.judges.fits(panel), seed) for _, panel in ranked[:3]
        )
        return next((found for found in tried if found is not None), None)

    def _panels(self, seed: int, half: int) -> list[tuple[int, ...]]:
        grid, board = self.grid, self.board
        able = [
            juror
            for juror in grid.eligible[seed]
            if grid.free[juror] & grid.halves[half].mask
            and not board.heard(juror, half)
            and board.within_limits(juror, half)
        ]
        teams = {frozenset[int](team) for juror in able if (team := board.team(juror, half)) is not None}
        alone = [juror for juror in able if board.team(juror, half) is None]
        found = [tuple(sorted(team)) for team in teams if team <= set(able)]
        size = grid.size
        if _choose(len(alone), size) <= _ALL_PANELS:
            return found + list(combinations(alone, size))
        chairs = [juror for juror in alone if juror in grid.chairs] or alone
        for _ in range(_PANELS):
            chair = self.chance.pick(chairs)
            others = [juror for juror in alone if juror != chair]
            found.append(tuple(sorted([chair, *self.chance.sample(others, size - 1)])))
        return found

    def _promise(
        self, seed: int, half: int, room: int, panel: tuple[int, ...], here: int
    ) -> tuple[float, float] | None:
        """About what each defence costs; None when the panel may not hear the seed."""
        fits = here & self.judges.fits(panel)
        if not fits >> seed & 1:
            return None
        grid, weights = self.grid, self.grid.problem.weights
        slots = grid.candidates[seed].slots
        room_for = min(_held(self.window(half, room, panel), slots), self.most(half, panel))
        count = max(1, min(room_for, fits.bit_count()))
        missed = sum(grid.wish_missed(juror, half) for juror in panel)
        cost = grid.size * weights.juror_half_day + weights.wish * missed
        cost += count * weights.gender * self.judges.lacks_mix(panel)
        day = grid.halves[half].day
        new_days = sum(
            not self.board.day_loads[juror, day] and grid.jurors[juror].max_days is not None
            for juror in panel
        )
        load = sum(self.board.loads[juror] for juror in panel)
        return cost / count, new_days * 10 + load - fits.bit_count() / 10

    def fill(
        self, half: int, room: int, panel: tuple[int, ...], fits: int, seed: int | None = None
    ) -> Sitting | None:
        """The panel with as many of `fits` as it finds time for, the seed first and then the scarcest."""
        window, most = self.window(half, room, panel), self.most(half, panel)
        order = [index for index in self.order if fits >> index & 1 and index != seed]
        chosen = [] if seed is None else [seed]
        if self.placed(window, half, chosen) is None:
            return None
        for careful in (True, False):
            chosen = self._more(window, half, chosen, order, most, careful=careful)
        return self.seated(half, room, panel, chosen)

    def _more(  # noqa: PLR0913 - what a fill is made of
        self, window: Window, half: int, chosen: list[int], order: list[int], most: int, *, careful: bool
    ) -> list[int]:
        # Careful: nobody whose length leaves slots that no sum of lengths fills.
        slots = self.grid.candidates
        lengths = {slots[index].slots for index in order}
        left = window.open.bit_count() if window.whole else window.last - window.first
        left -= sum(slots[index].slots for index in chosen)
        failures = 0
        for index in order:
            if len(chosen) >= most or failures > _FAILURES or left < min(lengths):
                break
            length = slots[index].slots
            if index in chosen or length > left or (careful and self._wasteful(length, left, lengths)):
                continue
            if self.placed(window, half, [*chosen, index]) is None:
                failures += 1
                continue
            chosen = [*chosen, index]
            left -= length
        return chosen

    def _wasteful(self, slots: int, left: int, lengths: set[int]) -> bool:
        return _most_filled(left - slots, lengths) + slots < _most_filled(left, lengths)

    def placed(self, window: Window, half: int, chosen: Sequence[int]) -> list[int] | None:
        """Where each of `chosen` begins; None when they don't fit."""
        found = in_order(window, [self.shape(index, half) for index in chosen])
        return None if found is None else found[1]

    def seated(self, half: int, room: int, panel: tuple[int, ...], chosen: Sequence[int]) -> Sitting | None:
        """The sitting of `panel` that hears `chosen`, in the best order; None if it can't."""
        places = self.placed(self.window(half, room, panel), half, chosen) if chosen else None
        if places is None:
            return None
        return Sitting(half, room, panel, tuple(zip(chosen, places, strict=True)))

    def put(self, sitting: Sitting) -> bool:
        """Put the sitting on the board; False, and nothing done, when a rule stands against it."""
        done: list[int] = []
        for index, spot in sitting.spots().items():
            if not self.board.fits(index, spot):
                for each in done:
                    self.board.lift(each)
                return False
            self.board.put(index, spot)
            done.append(index)
        return True


def _held(window: Window, slots: int) -> int:
    """About how many defences of `slots` the window holds, breaks counted."""
    length = window.last - window.first
    count = (window.open.bit_count() if window.whole else length) // slots
    while window.row and count and slots * count + (count - 1) // window.row > length:
        count -= 1
    return count


def _choose(count: int, size: int) -> int:
    found = 1
    for taken in range(size):
        found = found * (count - taken) // (taken + 1)
    return max(0, found)


def _most_filled(room: int, lengths: set[int]) -> int:
    return _reached(room, frozenset(lengths))


@lru_cache(maxsize=10_000)
def _reached(room: int, lengths: frozenset[int]) -> int:
    reached = {0}
    for _ in range(room):
        reached |= {used + length for used in reached for length in lengths if used + length <= room}
    return max(reached)


def sittings_of(board: Board) -> list[Sitting]:
    """The sittings on the board, by half-day; those of candidates with `seats` are left out."""
    grid = board.grid
    found: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for index in sorted(board.spots):
        if grid.candidates[index].seats is None:
            spot = board.spots[index]
            found.setdefault((spot.half, tuple(sorted(spot.panel))), []).append(index)
    return [
        Sitting(
            half, board.spots[heard[0]].room, panel, tuple((index, board.spots[index].at) for index in heard)
        )
        for (half, panel), heard in sorted(found.items())
    ]


def sits_together(grid: Grid) -> bool:
    """Whether panels stay together for a half-day or longer."""
    return grid.problem.panel.scope is not PanelScope.DEFENCE
