"""Some sittings taken apart and made anew at less cost, the rest held fast (large neighbourhood search).

A small model chooses who sits together and who is heard by whom; in which order is found afterwards, so the
model's costs of waiting are from below, and what can't be ordered is given up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from preuve.domain.planning.model import GenderMix
from preuve.domain.planning.solve.effort import run
from preuve.domain.planning.solve.judges import members

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ortools.sat.python.cp_model import IntVar

    from preuve.domain.planning.solve.effort import Effort
    from preuve.domain.planning.solve.grid import Grid
    from preuve.domain.planning.solve.sittings import Builder, Sitting


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sitting may be: a half-day and a room free in it, with what is there now."""

    half: int
    room: int
    panel: tuple[int, ...] = ()
    heard: tuple[int, ...] = ()


def place_of(sitting: Sitting) -> Place:
    """Where `sitting` is."""
    return Place(sitting.half, sitting.room, sitting.panel, tuple(index for index, _ in sitting.heard))


class Shuffle:
    """The model of who sits in `places` and hears whom of `free`; all of them are off the board."""

    def __init__(
        self, builder: Builder, places: Sequence[Place], free: Sequence[int], pool: dict[int, list[int]]
    ) -> None:
        self.builder = builder
        self.grid: Grid = builder.grid
        self.places = places
        self.pool = pool
        self.cp = cp_model.CpModel()
        self.costs: list[cp_model.LinearExprT] = []
        self.sits: list[dict[int, IntVar]] = []
        self.hears: list[dict[int, IntVar]] = []
        self.open: list[IntVar] = []
        for place in places:
            self._place(place, free)
        self._once(free)
        self._one_panel()
        for number in range(len(places)):
            self._panel(number)
            self._time(number)
        self.cp.minimize(sum(self.costs))

    def _place(self, place: Place, free: Sequence[int]) -> None:
        builder = self.builder
        comes = builder.here[place.half] & builder.suits[place.room]
        self.open.append(self.cp.new_bool_var(""))
        self.sits.append({juror: self.cp.new_bool_var("") for juror in self.pool[place.half]})
        self.hears.append({index: self.cp.new_bool_var("") for index in free if comes >> index & 1})
        for literals, now in ((self.sits[-1], place.panel), (self.hears[-1], place.heard)):
            for which, literal in literals.items():
                self.cp.add_hint(literal, int(which in now))

    def _once(self, free: Sequence[int]) -> None:
        for index in free:
            here = [hears[index] for hears in self.hears if index in hears]
            unplaced = self.cp.new_bool_var("")
            self.cp.add_exactly_one([*here, unplaced])
            self.costs.append(self.grid.problem.weights.placed * unplaced)
        self._one_room()

    def _one_room(self) -> None:
        """A person is heard by one panel in a half-day: two could hear them at the same time."""
        by_half: dict[int, list[dict[int, IntVar]]] = defaultdict(list)
        for place, hears in zip(self.places, self.hears, strict=True):
            by_half[place.half].append(hears)
        for person in self.grid.persons:
            for rooms in by_half.values():
                self._in_one(person, rooms)

    def _in_one(self, person: Sequence[int], rooms: Sequence[dict[int, IntVar]]) -> None:
        for one, other in combinations(rooms, 2):
            for first, second in permutations(person, 2):
                if first in one and second in other:
                    self.cp.add_bool_or(one[first].negated(), other[second].negated())

    def _one_panel(self) -> None:
        by_half: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
        by_day: dict[tuple[int, int], list[IntVar]] = defaultdict(list)
        for place, sits in zip(self.places, self.sits, strict=True):
            for juror, literal in sits.items():
                by_half[juror, place.half].append(literal)
                by_day[juror, self.grid.halves[place.half].day].append(literal)
        for literals in by_half.values():
            self.cp.add_at_most_one(literals)
        self._days(by_day)

    def _days(self, by_day: dict[tuple[int, int], list[IntVar]]) -> None:
        used: dict[int, list[IntVar]] = defaultdict(list)
        board = self.builder.board
        for (juror, day), literals in by_day.items():
            if self.grid.jurors[juror].max_days is not None and not board.day_loads[juror, day]:
                used[juror].append(self.cp.new_bool_var(""))
                for literal in literals:
                    self.cp.add_implication(literal, used[juror][-1])
        for juror, days in used.items():
            self.cp.add(_total(days) <= (self.grid.jurors[juror].max_days or 0) - board.days(juror))

    def _panel(self, number: int) -> None:
        grid, cp, sits, hears = self.grid, self.cp, self.sits[number], self.hears[number]
        half, is_open = self.places[number].half, self.open[number]
        cp.add(_total(sits.values()) == grid.size * is_open)
        for juror, literal in sits.items():
            missed = grid.wish_missed(juror, half)
            weights = grid.problem.weights
            self.costs.append((weights.juror_half_day + weights.wish * missed) * literal)
        for literal in hears.values():
            cp.add_implication(literal, is_open)
        if grid.problem.panel.chair:
            cp.add(_among(sits, grid.chairs) >= is_open)
        self._judges(sits, hears)
        self._gender(sits, hears)

    def _judges(self, sits: dict[int, IntVar], hears: dict[int, IntVar]) -> None:
        grid = self.grid
        groups: dict[tuple[frozenset[int], int], list[IntVar]] = defaultdict(list)
        for index, literal in hears.items():
            for able in set(grid.covers(index)):
                groups[able.intersection(sits), 1].append(literal)
            outside = frozenset(juror for juror in sits if grid.is_external(juror, index))
            groups[outside, grid.externals_needed].append(literal)
            barred = [sits[juror] for juror in sits if juror not in grid.eligible[index]]
            for juror in barred:
                self.cp.add_implication(literal, juror.negated())
        for (able, least), literals in groups.items():
            needed = self.cp.new_bool_var("")
            self.cp.add(_among(sits, able) >= least * needed)
            for literal in literals:
                self.cp.add_implication(literal, needed)

    def _gender(self, sits: dict[int, IntVar], hears: dict[int, IntVar]) -> None:
        grid, weight = self.grid, self.grid.problem.weights.gender
        if grid.problem.panel.gender_mix is GenderMix.OFF or not weight:
            return
        mixed = self.cp.new_bool_var("")
        self.cp.add(_among(sits, grid.women) >= mixed)
        self.cp.add(_among(sits, grid.men) >= mixed)
        lacks = self.cp.new_int_var(0, len(hears), "")
        self.cp.add(lacks + len(hears) * mixed >= _total(hears.values()))
        self.costs.append(weight * lacks)

    def _time(self, number: int) -> None:
        place, sits, hears = self.places[number], self.sits[number], self.hears[number]
        grid, length = self.grid, self.grid.halves[place.half].length
        used = cp_model.LinearExpr.weighted_sum(
            list(hears.values()), [grid.candidates[index].slots for index in hears]
        )
        count = _total(hears.values())
        room = self.builder.window(place.half, place.room, ()).open.bit_count()
        self.cp.add(used <= (room if grid.whole else length))
        for juror, literal in sits.items():
            window = self.builder.window(place.half, place.room, (juror,))
            free = window.open.bit_count() if grid.whole else length
            if free < length:
                self.cp.add(used <= free).only_enforce_if(literal)
            most = self.builder.most(place.half, (juror,))
            if most < length:
                self.cp.add(count <= most).only_enforce_if(literal)
            if window.row and window.row < length:
                # A break is a slot lost after each full row.
                lost = [window.row * grid.candidates[index].slots + 1 for index in hears]
                filled = cp_model.LinearExpr.weighted_sum(list(hears.values()), lost)
                self.cp.add(filled <= window.row * (length + 1)).only_enforce_if(literal)
        self._waits(hears, count, length)

    def _waits(self, hears: dict[int, IntVar], count: cp_model.LinearExprT, length: int) -> None:
        shortest = min((self.grid.candidates[index].slots for index in hears), default=1)
        weight = self.grid.problem.weights.candidate_wait * shortest
        if not weight:
            return
        most = length // shortest
        waited = self.cp.new_int_var(0, most * most, "")
        for tangent in range(1, most):
            self.cp.add(2 * waited >= 2 * tangent * count - tangent * (tangent + 1))
        self.costs.append(weight * waited)

    def run(self, effort: Effort, share: float) -> list[Sitting] | None:
        """The sittings in place of those taken apart; None when none are found or they can't be ordered."""
        outcome = run(self.cp, effort, share)
        if not outcome.found:
            return None
        value = outcome.solver.boolean_value
        tried = []
        for place, sits, hears in zip(self.places, self.sits, self.hears, strict=True):
            panel = tuple(sorted(juror for juror, literal in sits.items() if value(literal)))
            heard = [index for index, literal in hears.items() if value(literal)]
            if heard:
                tried.append(self.builder.seated(place.half, place.room, panel, heard))
        made = [sitting for sitting in tried if sitting is not None]
        return made if len(made) == len(tried) else None


def _among(sits: dict[int, IntVar], able: Iterable[int]) -> cp_model.LinearExprT:
    wanted = frozenset(able)
    return _total(literal for juror, literal in sits.items() if juror in wanted)


def _total(literals: Iterable[IntVar]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum(list(literals))


def unplaced(builder: Builder, most: int) -> list[int]:
    """At most `most` candidates not placed, chosen anew at each call."""
    return builder.chance.sample(list(members(builder.left())), most)
