"""A first plan, fast: sittings one by one, then single candidates wherever there is a place."""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING

from preuve.domain.planning.solve.board import panel_is_valid
from preuve.domain.planning.solve.grid import Spot
from preuve.domain.planning.solve.matching import matched
from preuve.domain.planning.solve.sittings import sits_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from preuve.domain.planning.solve.board import Board
    from preuve.domain.planning.solve.grid import Grid, Start
    from preuve.domain.planning.solve.sittings import Builder

_JURORS = 12
_PANELS = 200
_STARTS = 40


def first_plan(builder: Builder, guide: Mapping[int, int], is_over: Callable[[], bool]) -> None:
    """Place on the builder's board whom there is a place for: as many sittings as `guide` says, then more."""
    grid, board = builder.grid, builder.board
    if sits_together(grid):
        for bounded in (True, False):
            for half in _cheapest_first(grid):
                wanted = guide.get(half, 0) if bounded else len(grid.jurors)
                _fill_half(builder, half, wanted, is_over)
    for index in _hardest_first(grid):
        if index not in board.spots and not is_over():
            spot = place_for(board, index)
            if spot is not None:
                board.put(index, spot)


def _cheapest_first(grid: Grid) -> list[int]:
    return sorted(range(len(grid.halves)), key=lambda half: (-grid.halves[half].length, half))


def _hardest_first(grid: Grid) -> list[int]:
    return sorted(range(len(grid.candidates)), key=lambda i: (len(grid.starts[i]), len(grid.eligible[i]), i))


def _fill_half(builder: Builder, half: int, wanted: int, is_over: Callable[[], bool]) -> None:
    for _ in range(wanted):
        left = builder.left()
        sitting = builder.build(half, left) if left and not is_over() else None
        if sitting is None or not builder.put(sitting):
            return


def place_for(board: Board, index: int) -> Spot | None:
    """A cheap place for one more candidate, not always the cheapest; None when none is found."""
    best: tuple[int, int, Spot] | None = None
    starts = sorted(board.grid.starts[index], key=lambda start: (start.wait, start.at))
    for count, (cost, spot) in enumerate(islice(_places(board, index, starts), _STARTS)):
        if best is None or cost < best[0]:
            best = cost, count, spot
    return None if best is None else best[2]


def _places(board: Board, index: int, starts: list[Start]) -> Iterator[tuple[int, Spot]]:
    grid, weights = board.grid, board.grid.problem.weights
    slots, elsewhere = grid.candidates[index].slots, board.heard_at(index)
    for start in starts:
        taken = ((1 << slots) - 1) << start.at
        rooms = [
            room
            for room in grid.rooms[index]
            if not (board.taken[room] | elsewhere) & taken and grid.admits(grid.open[room], start.at, slots)
        ]
        panel = _panel(board, index, start) if rooms else None
        if panel is not None:
            new = sum(not board.heard(juror, start.half) for juror in panel)
            cost = weights.juror_half_day * new + weights.candidate_wait * start.wait
            yield cost + weights.wish * start.missed, Spot(start.half, start.at, rooms[-1], panel)


def _panel(board: Board, index: int, start: Start) -> tuple[int, ...] | None:
    grid, seats = board.grid, board.grid.candidates[index].seats
    able = sorted(
        (juror for juror in grid.eligible[index] if board.can_sit(index, juror, start.half, start.at)),
        key=lambda juror: (not board.heard(juror, start.half), board.loads[juror], juror),
    )
    if seats is not None:
        named = [{grid.juror_index[each] for each in seat.eligible} for seat in seats]
        return matched([[juror for juror in able if juror in who] for who in named])
    for panel in _teams(board, able, start.half):
        if panel_is_valid(grid, index, panel) and board.keeps_teams(
            index, Spot(start.half, start.at, 0, panel)
        ):
            return panel
    return None


def _teams(board: Board, able: list[int], half: int) -> Iterator[tuple[int, ...]]:
    teams = {team for juror in able if (team := board.team(juror, half)) is not None}
    yield from sorted(tuple(sorted(team)) for team in teams if team <= set(able))
    alone = [juror for juror in able if board.team(juror, half) is None]
    yield from islice(combinations(alone[:_JURORS], board.grid.size), _PANELS)
