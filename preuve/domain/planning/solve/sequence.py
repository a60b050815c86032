"""In which order one panel hears candidates in a half-day, at the least cost in gaps, waits and wishes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.planning.solve.grid import Grid


@dataclass(frozen=True, slots=True, order=True)
class Shape:
    """What matters of a candidate in a half-day: length, and the cost of each position to begin at."""

    slots: int
    starts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """When a panel and a room are free in a half-day.

    Attributes:
        first: the half-day's first position.
        last: the position after its last.
        open: positions that are open.
        row: most defences without a break; 0 without limit.
        gap_cost: of a slot in which the panel idles.
        whole: every slot of a defence must be open, not only its first.
    """

    first: int
    last: int
    open: int
    row: int
    gap_cost: int
    whole: bool


def shape_of(grid: Grid, index: int, half: int, taken: int = 0) -> Shape:
    """The shape of the candidate in the half-day, with the positions `taken` left out."""
    weights = grid.problem.weights
    slots = grid.candidates[index].slots
    return Shape(
        slots,
        tuple(
            (start.at, weights.candidate_wait * start.wait + weights.wish * start.missed)
            for start in grid.starts[index]
            if start.half == half and not taken & (((1 << slots) - 1) << start.at)
        ),
    )


def in_order(window: Window, shapes: Sequence[Shape]) -> tuple[int, list[int]] | None:
    """The least cost and, for each of `shapes`, where it begins; None when they don't fit."""
    order = sorted(range(len(shapes)), key=lambda each: shapes[each])
    found = _best(window, tuple(shapes[each] for each in order))
    if found is None:
        return None
    cost, places = found
    waiting = {shape: [at for other, at in places if other == shape] for shape in set(shapes)}
    return cost, [waiting[shape].pop(0) for shape in shapes]


@lru_cache(maxsize=20_000)
def _best(window: Window, shapes: tuple[Shape, ...]) -> tuple[int, tuple[tuple[Shape, int], ...]] | None:
    return _Search(window).best(window.first, shapes, -1)


class _Search:
    def __init__(self, window: Window) -> None:
        self.window = window
        self.known: dict[
            tuple[int, tuple[Shape, ...], int], tuple[int, tuple[tuple[Shape, int], ...]] | None
        ] = {}

    def best(
        self, at: int, left: tuple[Shape, ...], run: int
    ) -> tuple[int, tuple[tuple[Shape, int], ...]] | None:
        """From position `at`, after `run` defences in a row (−1: none yet)."""
        if not left:
            return 0, ()
        key = at, left, run
        if key not in self.known:
            self.known[key] = self._best(at, left, run)
        return self.known[key]

    def _best(
        self, at: int, left: tuple[Shape, ...], run: int
    ) -> tuple[int, tuple[tuple[Shape, int], ...]] | None:
        if at + sum(shape.slots for shape in left) > self.window.last:
            return None
        options = [self._next(at, left, number, run) for number in self._firsts(left)]
        later = self.best(at + 1, left, min(run, 0))
        if later is not None:
            options.append((later[0] + (self.window.gap_cost if run >= 0 else 0), later[1]))
        return min(
            (option for option in options if option is not None), default=None, key=lambda each: each[0]
        )

    @staticmethod
    def _firsts(left: tuple[Shape, ...]) -> list[int]:
        return [number for number in range(len(left)) if not number or left[number] != left[number - 1]]

    def _next(
        self, at: int, left: tuple[Shape, ...], number: int, run: int
    ) -> tuple[int, tuple[tuple[Shape, int], ...]] | None:
        shape, window = left[number], self.window
        needed = ((1 << shape.slots) - 1 if window.whole else 1) << at
        cost = dict(shape.starts).get(at)
        if cost is None or window.open & needed != needed or (window.row and run >= window.row):
            return None
        rest = self.best(at + shape.slots, left[:number] + left[number + 1 :], max(run, 0) + 1)
        return None if rest is None else (cost + rest[0], ((shape, at), *rest[1]))
