"""The best plan so far, with what is proven of it and whom to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.planning.costs import objective
from preuve.domain.planning.solve.written import defences_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from preuve.domain.planning.model import Objective, Plan
    from preuve.domain.planning.solve.effort import Effort
    from preuve.domain.planning.solve.grid import Grid, Placement, Spot


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is.

    Attributes:
        placed: candidates placed in the best plan so far.
        total: its cost.
        bound: no plan costs less; None when nothing was proven yet.
        gap: (total − bound) ÷ max(1, total); None without bound.
        seconds: since the beginning.
    """

    placed: int
    total: int
    bound: int | None
    gap: float | None
    seconds: float


def gap_of(total: int, bound: int | None) -> float | None:
    """How far `total` may be from the least cost, as a share of it; None without bound."""
    return None if bound is None else (total - bound) / max(1, total)


class Best:
    """The best plan so far.

    Attributes:
        placement: who is placed where; None before the first plan.
        cost: of it.
        bound: no plan costs less.
    """

    def __init__(
        self,
        grid: Grid,
        effort: Effort,
        previous: Plan | None,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.grid = grid
        self.effort = effort
        self.placement: Placement | None = None
        self.cost: Objective | None = None
        self.bound: int | None = None
        self._previous = previous
        self._on_progress = on_progress

    @property
    def total(self) -> float:
        """Cost of the best plan; infinite before the first."""
        return float("inf") if self.cost is None else self.cost.total

    @property
    def is_proven(self) -> bool:
        """Whether nothing costs less."""
        return self.cost is not None and self.bound == self.cost.total

    def cost_of(self, placement: Mapping[int, Spot]) -> Objective:
        """What the placement costs."""
        return objective(self.grid.problem, defences_of(self.grid, dict(placement)), self._previous)

    def offer(self, placement: Mapping[int, Spot]) -> bool:
        """Keep the placement, which breaks no rule, if it costs less than the best; say whether it does."""
        cost = self.cost_of(placement)
        if cost.total >= self.total:
            return False
        self.placement, self.cost = dict(placement), cost
        self._tell()
        return True

    def raise_bound(self, bound: int) -> None:
        """Keep the proven bound if it is higher."""
        if self.bound is None or bound > self.bound:
            self.bound = bound
            self._tell()

    def _tell(self) -> None:
        if self._on_progress is not None and self.placement is not None and self.cost is not None:
            total = self.cost.total
            self._on_progress(
                Progress(
                    len(self.placement), total, self.bound, gap_of(total, self.bound), self.effort.seconds()
                )
            )
