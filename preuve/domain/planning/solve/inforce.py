"""The plan in force by numbers: what of it can stay, what can't."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.planning.solve.grid import Placement, Spot

if TYPE_CHECKING:
    from preuve.domain.planning.model import Defence, Plan
    from preuve.domain.planning.solve.grid import Grid


@dataclass(frozen=True, slots=True)
class InForce:
    """Convocations of the plan in force.

    Attributes:
        spots: defences of it that the problem could still hold at their hour in their room, by candidate;
            their panels are those jurors of theirs who could still sit.
        lost: convocations that no plan keeps.
    """

    spots: Placement = field(default_factory=dict)
    lost: int = 0


def in_force(grid: Grid, previous: Plan | None) -> InForce:
    """What of `previous` a plan for the problem of `grid` could keep."""
    spots: Placement = {}
    lost = 0
    for defence in previous.defences if previous is not None else ():
        people = tuple(dict.fromkeys(member.juror for member in defence.panel))
        spot = _spot(grid, defence, people)
        if spot is None:
            lost += 1 + len(people)
        else:
            lost += len(people) - len(spot.panel)
            spots[grid.candidate_index[defence.candidate]] = spot
    return InForce(spots, lost)


def _spot(grid: Grid, defence: Defence, people: tuple[str, ...]) -> Spot | None:
    half = grid.half_at(defence.day, defence.slot)
    if defence.candidate not in grid.candidate_index or defence.room not in grid.room_index or half is None:
        return None
    index = grid.candidate_index[defence.candidate]
    at, room = half.offset + defence.slot - half.first, grid.room_index[defence.room]
    slots = grid.candidates[index].slots
    fits = room in grid.rooms[index] and grid.admits(grid.open[room], at, slots)
    if not fits or at not in {start.at for start in grid.starts[index]}:
        return None
    return Spot(
        half.index,
        at,
        room,
        tuple(
            juror
            for juror in (grid.juror_index.get(each, -1) for each in people)
            if juror in grid.eligible[index] and grid.admits(grid.free[juror], at, slots)
        ),
    )
