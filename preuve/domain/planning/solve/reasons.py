"""Why a candidate has no place, as far as one look at the candidate alone proves it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from preuve.domain.planning.solve.board import panel_is_valid

if TYPE_CHECKING:
    from preuve.domain.planning.solve.grid import Grid, Start

NO_ROOM = "no room fits"
NO_TIME = "no time when the candidate and a room that fits are free long enough"
NO_PANEL = "no panel may judge this candidate"
NO_COMMON_TIME = "no panel is free when the candidate and a room are"
NOT_FOUND = "no place found in the time given"
_PANELS_LOOKED_AT = 20_000


def reasons(grid: Grid, index: int) -> tuple[str, ...]:
    """Proven reasons, or that nothing is proven.

    Panels are counted through as far as 20,000; beyond that nothing is said of them.
    """
    if not grid.rooms[index]:
        return (NO_ROOM,)
    if not grid.starts[index]:
        return (NO_TIME,)
    if _no_panel(grid, index, grid.eligible[index]):
        return (NO_PANEL,)
    if all(_no_panel(grid, index, _free_at(grid, index, start)) for start in grid.starts[index]):
        return (NO_COMMON_TIME,)
    return (NOT_FOUND,)


def _free_at(grid: Grid, index: int, start: Start) -> tuple[int, ...]:
    slots = grid.candidates[index].slots
    return tuple(juror for juror in grid.eligible[index] if grid.admits(grid.free[juror], start.at, slots))


def _no_panel(grid: Grid, index: int, jurors: tuple[int, ...]) -> bool:
    seats = grid.candidates[index].seats
    if seats is not None:
        ids = {grid.jurors[juror].id for juror in jurors}
        return any(ids.isdisjoint(seat.eligible) for seat in seats) or len(ids) < len(seats)
    for count, panel in enumerate(combinations(jurors, grid.size)):
        if panel_is_valid(grid, index, panel) or count >= _PANELS_LOOKED_AT:
            return False
    return True
