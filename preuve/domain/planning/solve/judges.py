"""Whom a panel may judge, for many panels fast: sets of candidates as integers, one bit a candidate."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from preuve.domain.planning.model import GenderMix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from preuve.domain.planning.solve.grid import Grid


class Judges:
    """For each panel the candidates it may judge, hours aside; candidates with `seats` are left out."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.asked = [index for index, each in enumerate(grid.candidates) if each.seats is None]
        self._free_of_conflict = [0] * len(grid.jurors)
        self._needing: dict[frozenset[int], int] = defaultdict(int)
        self._trained: dict[str | None, int] = defaultdict(int)
        self._outside = [grid.problem.panel.certifier not in juror.organisations for juror in grid.jurors]
        for index in self.asked:
            for juror in grid.eligible[index]:
                self._free_of_conflict[juror] |= 1 << index
            for need in set(grid.covers(index)):
                self._needing[need] |= 1 << index
            self._trained[grid.candidates[index].training_body] |= 1 << index

    def fits(self, panel: Sequence[int]) -> int:
        """The candidates whom `panel`, of full size, may judge."""
        if self.grid.problem.panel.chair and self.grid.chairs.isdisjoint(panel):
            return 0
        outside = [juror for juror in panel if self._outside[juror]]
        if len(outside) < self.grid.externals_needed:
            return 0
        found = -1
        for juror in panel:
            found &= self._free_of_conflict[juror]
        for need, needing in self._needing.items():
            if need.isdisjoint(panel):
                found &= ~needing
        return found & ~self._too_close(outside)

    def _too_close(self, outside: Sequence[int]) -> int:
        barred = 0
        bodies = [body for juror in outside for body in self.grid.jurors[juror].organisations]
        for body in set(bodies):
            if body in self._trained and len(outside) - bodies.count(body) < self.grid.externals_needed:
                barred |= self._trained[body]
        return barred

    def lacks_mix(self, panel: Sequence[int]) -> bool:
        """Whether each defence of the panel costs the weight `gender`."""
        grid = self.grid
        return grid.problem.panel.gender_mix is not GenderMix.OFF and (
            grid.women.isdisjoint(panel) or grid.men.isdisjoint(panel)
        )


def members(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, smallest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def bits_of(numbers: Iterable[int]) -> int:
    """The set of `numbers`."""
    found = 0
    for number in numbers:
        found |= 1 << number
    return found
