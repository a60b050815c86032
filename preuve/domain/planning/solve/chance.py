"""Choices that look random and are the same for the same seed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

_MULTIPLIER, _STEP, _SIZE = 6364136223846793005, 1442695040888963407, 2**64
"""Knuth's linear congruential generator (MMIX)."""


class Chance:
    """A stream of choices that the seed decides."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 2 + 1) % _SIZE
        for _ in range(4):
            self.below(2)

    def below(self, count: int) -> int:
        """A number from 0 to `count` − 1."""
        self._state = (self._state * _MULTIPLIER + _STEP) % _SIZE
        return (self._state >> 33) * count >> 31

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`."""
        return items[self.below(len(items))]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """At most `count` different items."""
        pool = list(items)
        taken = []
        for _ in range(min(count, len(pool))):
            chosen = self.below(len(pool))
            pool[chosen], pool[-1] = pool[-1], pool[chosen]
            taken.append(pool.pop())
        return taken
