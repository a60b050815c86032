"""From placements by number to a plan with names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.planning.model import Defence, PanelMember, SeatedAs

if TYPE_CHECKING:
    from preuve.domain.planning.solve.grid import Grid, Placement, Spot


def defences_of(grid: Grid, placement: Placement) -> tuple[Defence, ...]:
    """The defences, in the order of the problem's candidates."""
    return tuple(_defence(grid, index, placement[index]) for index in sorted(placement))


def _defence(grid: Grid, index: int, spot: Spot) -> Defence:
    half = grid.halves[spot.half]
    return Defence(
        grid.candidates[index].id,
        half.day,
        half.first + spot.at - half.offset,
        grid.problem.rooms[spot.room].id,
        _panel(grid, index, spot),
    )


def _panel(grid: Grid, index: int, spot: Spot) -> tuple[PanelMember, ...]:
    seats = grid.candidates[index].seats
    ids = [grid.jurors[juror].id for juror in spot.panel]
    if seats is not None:
        return tuple(PanelMember(juror, seat.role) for juror, seat in zip(ids, seats, strict=True))
    # Whoever comes first of those able chairs: so the same panel has the same chair all along.
    able = sorted(juror for juror in spot.panel if juror in grid.chairs) if grid.problem.panel.chair else []
    chair = able[0] if able else None
    return tuple(
        PanelMember(grid.jurors[juror].id, SeatedAs.CHAIR if juror == chair else SeatedAs.MEMBER)
        for juror in sorted(spot.panel, key=lambda each: (each != chair, each))
    )
