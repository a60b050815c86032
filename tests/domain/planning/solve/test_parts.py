"""Parts of the search that a whole run meets only by chance."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest

from preuve.domain.planning.model import GenderMix, Interval, NamedSeat, PanelScope, Pin
from preuve.domain.planning.solve import effort, timed
from preuve.domain.planning.solve.board import Board, panel_is_valid
from preuve.domain.planning.solve.chance import Chance
from preuve.domain.planning.solve.effort import Effort
from preuve.domain.planning.solve.grid import Grid, Spot
from preuve.domain.planning.solve.judges import Judges
from preuve.domain.planning.solve.shuffle import Place, Shuffle
from preuve.domain.planning.solve.sittings import Builder, sittings_of
from preuve.domain.planning.solve.solver import solve
from preuve.domain.planning.solve.timed import timed_bound
from tests.domain.planning.solve.solve_cases import clock
from tests.domain.planning.solve.test_solve import session


def grid_with(**changes) -> Grid:
    """The session of the other tests with its first candidate changed."""
    problem = session()
    first = replace(problem.candidates[0], **changes)
    return Grid(replace(problem, candidates=(first, *problem.candidates[1:])))


def test_a_panel_is_valid_only_with_those_pinned_and_each_once():
    pinned = grid_with(pinned=Pin(jurors=frozenset({"j4"})))
    assert not panel_is_valid(pinned, 0, (2, 3))
    grid = grid_with(conflicts=frozenset({"j2"}))
    assert not panel_is_valid(grid, 0, (2, 3))
    assert not panel_is_valid(grid, 0, (3, 3))


def test_seats_need_as_many_jurors_and_keep_no_team():
    grid = grid_with(seats=(NamedSeat("a", ("j2",)), NamedSeat("b", ("j3",))))
    assert not panel_is_valid(grid, 0, (2,))
    assert panel_is_valid(grid, 0, (2, 3))
    board = Board(grid, {0: Spot(0, grid.halves[0].offset, 0, (2, 3))})
    assert board.keeps_teams(0, Spot(0, grid.halves[0].offset, 0, (2, 4)))
    assert sittings_of(board) == []


def test_who_fills_a_seat_is_of_no_team():
    grid = grid_with(seats=(NamedSeat("a", ("j2",)), NamedSeat("b", ("j3",))))
    board = Board(grid, {0: Spot(0, grid.halves[0].offset, 0, (2, 3))})
    assert board.team(2, 0) is None


def test_a_person_is_not_put_where_they_are_heard_already():
    problem = session()
    one, two, *others = problem.candidates
    same = (replace(one, person="p"), replace(two, person="p"), *others)
    grid = Grid(replace(problem, candidates=same))
    assert (grid.twins[:3], grid.persons) == (((1,), (0,), ()), ((0, 1),))
    board = Board(grid)
    assert board.heard_at(1) == 0
    at = grid.halves[1].offset
    board.put(0, Spot(1, at, 0, (2, 3)))
    assert board.heard_at(1) == ((1 << one.slots) - 1) << at
    assert not board.fits(1, Spot(1, at, 1, (4, 5)))
    assert not board.fits(1, Spot(1, at + one.slots - 1, 1, (4, 5)))
    assert board.fits(1, Spot(1, at + one.slots, 1, (4, 5)))
    builder = Builder(grid, board, Judges(grid), Chance(1))
    assert min(start for start, _cost in builder.shape(1, 1).starts) == at + one.slots


def test_sittings_made_anew_hear_a_person_in_one_room():
    """Without chair and without a cost of waiting; a search that finds nothing gives nothing."""
    problem = session(4)
    same = tuple(replace(each, person="p", blocks=()) for each in problem.candidates)
    weights = replace(problem.weights, candidate_wait=0)
    panel = replace(problem.panel, chair=False, cover_blocks=False, gender_mix=GenderMix.OFF)
    grid = Grid(replace(problem, candidates=same, weights=weights, panel=panel))
    builder = Builder(grid, Board(grid), Judges(grid), Chance(1))
    pool = {1: list(range(8)), 2: list(range(8))}
    shuffle = Shuffle(builder, [Place(1, 0), Place(1, 1), Place(2, 0)], [1, 2, 3], pool)
    made = shuffle.run(Effort(clock()), 5.0)
    assert all(builder.put(sitting) for sitting in made)
    assert sorted(builder.board.spots) == [1, 2, 3]
    assert shuffle.run(Effort(clock(), should_stop=lambda: True), 0.0) is None


def test_a_panel_that_is_never_free_sits_nowhere():
    problem = session()
    away = tuple(replace(each, available=(Interval(1, 0, 12),)) for each in problem.jurors)
    grid = Grid(replace(problem, jurors=away))
    builder = Builder(grid, Board(grid), Judges(grid), Chance(1))
    assert builder.fill(0, 0, (2, 3), 0b11, 0) is None
    assert builder.seated(0, 0, (2, 3), [0]) is None
    assert builder.seated(0, 0, (2, 3), []) is None


def test_a_bound_holds_without_looking_up_panels_start_by_start(monkeypatch):
    grid = Grid(session(6, 5))
    looked_up = timed_bound(grid, Effort(clock()), 5.0)
    monkeypatch.setattr(timed, "_LOOKED_UP", 0)
    assert timed_bound(grid, Effort(clock()), 5.0) <= looked_up


class Solver:
    """Hears that it is to stop."""

    def __init__(self) -> None:
        self.stopped = Event()

    def stop_search(self) -> None:
        self.stopped.set()


def test_a_search_stops_when_it_is_asked_to_and_not_before():
    solver, asked = Solver(), []

    def should_stop() -> bool:
        asked.append(solver.stopped.is_set())
        return len(asked) > 1

    with effort._stopped_on_demand(solver, should_stop):
        assert solver.stopped.wait(10)
    assert asked[:2] == [False, False]


@pytest.mark.parametrize("scope", [PanelScope.HALF_DAY, PanelScope.SESSION])
def test_two_workers_prove_what_one_proves(scope):
    problem = session(4, 5)
    problem = replace(problem, panel=replace(problem.panel, scope=scope))
    one, two = (solve(problem, workers=workers, limit=60, clock=clock()) for workers in (1, 2))
    assert (one.status, one.objective.total) == (two.status, two.objective.total)
