"""What a half-day can hold for one panel: how many defences of which length, and the least they cost.

A sitting is a panel in a half-day. Defences of a sitting share jurors, so they follow one another; which
candidates they are is forgotten here, only their kind is kept: length, and whether their waiting is counted
from the opening of the half-day in every half-day they can come.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preuve.domain.planning.solve.grid import Grid, Half

MOST_PATTERNS = 400
"""With more in a half-day, kinds are told apart by length alone, then not at all."""


@dataclass(frozen=True, slots=True, order=True)
class Kind:
    """Length of a defence, and whether its wait is counted from the opening."""

    slots: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """How many defences of each kind, by the kinds' order.

    Attributes:
        counts: by kind.
        defences: their sum.
        slots: their length together.
        wait: least slots waited together.
    """

    counts: tuple[int, ...]
    defences: int
    slots: int
    wait: int


def kinds_of(grid: Grid, candidates: Sequence[int]) -> dict[int, Kind]:
    """The kind of each candidate, told apart as finely as `MOST_PATTERNS` allows."""
    longest = max((half.length for half in grid.halves), default=0)
    fine = {index: Kind(grid.candidates[index].slots, _waits(grid, index)) for index in candidates}
    by_length = {index: Kind(kind.slots, waits=False) for index, kind in fine.items()}
    shortest = min((kind.slots for kind in fine.values()), default=1)
    for kinds in (fine, by_length):
        if _count(sorted(set(kinds.values())), longest) <= MOST_PATTERNS:
            return kinds
    return dict.fromkeys(candidates, Kind(shortest, waits=False))


def patterns_of(kinds: Sequence[Kind], length: int) -> list[Pattern]:
    """Every pattern of at least one defence that `length` slots hold."""
    return [_pattern(kinds, counts) for counts in _counts(kinds, length) if any(counts)]


def _waits(grid: Grid, index: int) -> bool:
    return all(start.wait == start.at - grid.halves[start.half].offset for start in grid.starts[index])


def _count(kinds: Sequence[Kind], length: int) -> int:
    ways = Counter({0: 1})
    for kind in kinds:
        for used in range(length + 1 - kind.slots):
            ways[used + kind.slots] += ways[used]
    return ways.total()


def _counts(kinds: Sequence[Kind], length: int) -> Iterator[tuple[int, ...]]:
    if not kinds:
        yield ()
        return
    for count in range(length // kinds[0].slots + 1):
        for others in _counts(kinds[1:], length - count * kinds[0].slots):
            yield (count, *others)


def _pattern(kinds: Sequence[Kind], counts: tuple[int, ...]) -> Pattern:
    # The least sum of waits puts those who wait first, the shortest before the longer.
    waited = elapsed = 0
    for kind, count in sorted(zip(kinds, counts, strict=True)):
        for _ in range(count if kind.waits else 0):
            waited += elapsed
            elapsed += kind.slots
    total = sum(kind.slots * count for kind, count in zip(kinds, counts, strict=True))
    return Pattern(counts, sum(counts), total, waited)


def can_hold(grid: Grid, juror: int, half: Half, pattern: Pattern) -> bool:
    """Whether the juror has the time and the right to hear so many in the half-day."""
    limits = grid.jurors[juror]
    free = (grid.free[juror] & half.mask).bit_count()
    breaks = 0 if limits.max_in_a_row is None else -(-pattern.defences // max(1, limits.max_in_a_row)) - 1
    return (
        pattern.slots <= (free if grid.whole else half.length * (free > 0))
        and pattern.slots + breaks <= half.length
        and (limits.max_per_day is None or pattern.defences <= limits.max_per_day)
        and (limits.max_defences is None or pattern.defences <= limits.max_defences)
    )
