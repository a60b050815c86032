"""The exact model: every rule and every term, for all candidates or for some with the others held fast.

Candidates that are `free` choose start, room and panel; those `held` in the half-days looked at are in the
model with what they have; those elsewhere count as numbers only (loads, days). With nobody held the model's
bound is a bound of the problem.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from preuve.domain.planning.solve.grid import Placement, Spot, Start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ortools.sat.python.cp_model import IntVar

    from preuve.domain.planning.solve.grid import Grid
    from preuve.domain.planning.solve.inforce import InForce


@dataclass(frozen=True, slots=True)
class Task:
    """What to decide.

    Attributes:
        current: what is placed now.
        free: candidates to decide.
        halves: half-days they may be put in; those held are the others of these half-days.
        in_force: convocations of the plan in force.
    """

    current: Placement
    free: frozenset[int]
    halves: frozenset[int]
    in_force: InForce

    def held(self) -> list[int]:
        """Candidates in the model that don't move."""
        return [
            index
            for index, spot in self.current.items()
            if index not in self.free and spot.half in self.halves
        ]

    def elsewhere(self) -> list[tuple[int, Spot]]:
        """Candidates that the model doesn't have."""
        return [
            (index, spot)
            for index, spot in self.current.items()
            if index not in self.free and spot.half not in self.halves
        ]


@dataclass(slots=True)
class Choice:
    """What the model decides of one candidate.

    Attributes:
        slots: length of the defence.
        placed: whether it is held at all.
        starts: each possible start, with its literal.
        at: position of the start.
        halves: for each half-day possible, whether it is there.
        jurors: for each juror possible, whether they sit.
        rooms: for each room possible, whether it is there.
        seats: for each seat and juror, whether the juror fills it; empty without seats.
    """

    slots: int
    placed: IntVar
    starts: list[tuple[Start, IntVar]]
    at: IntVar
    halves: dict[int, IntVar]
    jurors: dict[int, IntVar]
    rooms: dict[int, IntVar]
    seats: list[dict[int, IntVar]] = field(default_factory=list)
    held: bool = False


class Whole:
    """The model of `task`; `terms` and `rules` add to it.

    Attributes:
        cp: the CP-SAT model.
        choices: by candidate.
        costs: what to make small, as literal or variable times cost.
        constant: cost that nothing here changes.
        loads: defences elsewhere, by juror.
        day_loads: defences elsewhere, by juror and day.
    """

    def __init__(self, grid: Grid, task: Task) -> None:
        self.grid = grid
        self.task = task
        self.cp = cp_model.CpModel()
        self.costs: list[tuple[IntVar, int]] = []
        self.constant = 0
        self.one = self.cp.new_constant(1)
        self.loads: Counter[int] = Counter()
        self.day_loads: Counter[tuple[int, int]] = Counter()
        for _, spot in task.elsewhere():
            day = grid.halves[spot.half].day
            self.loads.update(spot.panel)
            self.day_loads.update((juror, day) for juror in spot.panel)
        self.choices = {index: self._held(index) for index in task.held()}
        self.choices |= {index: self._free(index) for index in sorted(task.free)}
        self._sits: dict[tuple[int, int, int], IntVar] = {}
        self._touching: dict[tuple[int, int], IntVar] = {}

    def _held(self, index: int) -> Choice:
        spot = self.task.current[index]
        start = next(each for each in self.grid.starts[index] if each.at == spot.at)
        return Choice(
            self.grid.candidates[index].slots,
            self.one,
            [(start, self.one)],
            self.cp.new_constant(spot.at),
            {spot.half: self.one},
            dict.fromkeys(spot.panel, self.one),
            {spot.room: self.one},
            held=True,
        )

    def _free(self, index: int) -> Choice:
        cp, name = self.cp, str(index)
        starts = [
            (start, cp.new_bool_var(f"s{name}@{start.at}"))
            for start in self.grid.starts[index]
            if start.half in self.task.halves
        ]
        placed = self.one if self.grid.pin(index) is not None else cp.new_bool_var("p" + name)
        rooms = {room: cp.new_bool_var(f"r{name}:{room}") for room in self.grid.rooms[index]}
        jurors = {juror: cp.new_bool_var(f"x{name}:{juror}") for juror in self.grid.eligible[index]}
        at = cp.new_int_var_from_domain(
            cp_model.Domain.from_values([start.at for start, _ in starts] or [0]), "a" + name
        )
        for start, here in starts:
            cp.add(at == start.at).only_enforce_if(here)
        cp.add(_total(here for _, here in starts) == placed)
        cp.add(_total(rooms.values()) == placed)
        halves = self._halves(name, starts)
        return Choice(self.grid.candidates[index].slots, placed, starts, at, halves, jurors, rooms)

    def _halves(self, name: str, starts: list[tuple[Start, IntVar]]) -> dict[int, IntVar]:
        halves: dict[int, IntVar] = {}
        for half in dict.fromkeys(start.half for start, _ in starts):
            halves[half] = self.cp.new_bool_var(f"h{name}:{half}")
            self.cp.add(_total(here for start, here in starts if start.half == half) == halves[half])
        return halves

    def sits(self, index: int, juror: int, half: int) -> IntVar:
        """Whether the candidate is heard in the half-day by the juror."""
        key = index, juror, half
        if key not in self._sits:
            self._split(index, juror)
        return self._sits[key]

    def _split(self, index: int, juror: int) -> None:
        choice = self.choices[index]
        on_panel = choice.jurors[juror]
        if len(choice.halves) == 1:
            self._sits |= {(index, juror, half): on_panel for half in choice.halves}
            return
        parts = {half: self.cp.new_bool_var(f"w{index}:{juror}@{half}") for half in choice.halves}
        self.cp.add(_total(parts.values()) == on_panel)
        for half, part in parts.items():
            self.cp.add_implication(part, choice.halves[half])
            self._sits[index, juror, half] = part

    def heard_by(self, juror: int) -> list[int]:
        """Candidates whom the juror may hear."""
        return [index for index, choice in self.choices.items() if juror in choice.jurors]

    def pairs(self) -> Iterator[tuple[int, int, list[int]]]:
        """Juror, half-day and the candidates whom the juror may hear in it."""
        for juror in range(len(self.grid.jurors)):
            heard = self.heard_by(juror)
            for half in sorted(self.task.halves):
                here = [index for index in heard if half in self.choices[index].halves]
                if here:
                    yield juror, half, here

    def convened(self, juror: int, half: int, here: list[int]) -> IntVar:
        """Whether the juror hears somebody in the half-day, out of the candidates `here`."""
        found = self.cp.new_bool_var(f"y{juror}@{half}")
        for index in here:
            self.cp.add_implication(self.sits(index, juror, half), found)
        self.cp.add(_total(self.sits(index, juror, half) for index in here) >= found)
        return found

    def touching(self, first: int, second: int) -> IntVar:
        """Whether the second candidate's defence begins when the first one's ends, if both are placed."""
        key = first, second
        if key not in self._touching:
            one, other = self.choices[first], self.choices[second]
            found, sooner, later = (self.cp.new_bool_var("") for _ in range(3))
            self.cp.add(other.at < one.at + one.slots).only_enforce_if(sooner)
            self.cp.add(other.at > one.at + one.slots).only_enforce_if(later)
            self.cp.add_bool_or(found, sooner, later)
            self._touching[key] = found
        return self._touching[key]

    def hint(self, placement: Placement) -> None:
        """Where the search begins."""
        for index in self.task.free:
            choice, spot = self.choices[index], placement.get(index)
            panel = spot.panel if spot is not None else ()
            for start, here in choice.starts:
                self.cp.add_hint(here, int(spot is not None and start.at == spot.at))
            for room, here in choice.rooms.items():
                self.cp.add_hint(here, int(spot is not None and room == spot.room))
            for juror, here in choice.jurors.items():
                self.cp.add_hint(here, int(juror in panel))

    def objective(self) -> cp_model.LinearExprT:
        """What to make small."""
        return sum(cost * variable for variable, cost in self.costs) + self.constant

    def read(self, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> Placement:
        """Where the free candidates are in a solution."""
        found = {}
        for index in sorted(self.task.free):
            choice = self.choices[index]
            for start, here in choice.starts:
                if value.boolean_value(here):
                    room = next(room for room, lit in choice.rooms.items() if value.boolean_value(lit))
                    found[index] = Spot(start.half, start.at, room, _panel(choice, value))
        return found


def _panel(choice: Choice, value: cp_model.CpSolver | cp_model.CpSolverSolutionCallback) -> tuple[int, ...]:
    if choice.seats:
        return tuple(
            next(juror for juror, lit in seat.items() if value.boolean_value(lit)) for seat in choice.seats
        )
    return tuple(juror for juror, lit in choice.jurors.items() if value.boolean_value(lit))


def _total(literals: Iterable[IntVar]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum(list(literals))
