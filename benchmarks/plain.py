"""The plain model that `benchmarks/plan.py` compares with: what one writes first, whole, in one go.

A literal for each candidate, half-day, room and start, and one for each juror, half-day and room. It
minimises what `preuve.domain.planning.costs` counts, term by term, and its value is the cost of its plan in
every solution. It allows less than the rules in one way: within a half-day a panel keeps its room and a room
its panel, as in the numbered panels of most timetables; so its bound holds for itself only.
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import TYPE_CHECKING, Any

from ortools.sat.python import cp_model

from preuve.domain.planning.lookup import covers
from preuve.domain.planning.model import (
    VAE_ROUTE,
    AvailabilityCounts,
    Candidate,
    Defence,
    GenderMix,
    PanelMember,
    PanelScope,
    Problem,
    half_days,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class TooLargeError(Exception):
    """The model could not be written in the time given."""


class Plain:
    """Time-indexed, whole. For the problems of this benchmark: panels of a half-day, no seats, no pins.

    Args:
        problem: what to plan.
        go_on: asked while the model is written; `TooLargeError` once it says no.
    """

    def __init__(self, problem: Problem, go_on: Callable[[], bool] = lambda: True) -> None:
        assert problem.panel.scope is PanelScope.HALF_DAY
        assert problem.panel.cover_blocks
        assert problem.panel.chair
        assert problem.availability_counts is AvailabilityCounts.WHOLE_DURATION
        assert not any(each.seats or each.pinned for each in problem.candidates)
        self.problem, self.weights, self.go_on = problem, problem.weights, go_on
        self.cp = cp_model.CpModel()
        self.halves = [(number, *half) for number, day in enumerate(problem.days) for half in half_days(day)]
        self.places = [(half, room) for half in range(len(self.halves)) for room in range(len(problem.rooms))]
        self.starts: dict[tuple[int, int, int, int], cp_model.IntVar] = {}
        self.members: dict[tuple[int, int], dict[int, cp_model.IntVar]] = {}
        self.sat: dict[tuple[int, int], cp_model.IntVar] = {}
        self.heard: dict[tuple[int, int], dict[int, cp_model.IntVar]] = defaultdict(dict)
        self.costs: list[Any] = []
        self._panels()
        self._candidates()
        self._times()
        for place in self.places:
            self._check()
            self._judging(place)
            self._gender(place)
        self._loads()
        self.cp.minimize(sum(self.costs))

    def _check(self) -> None:
        if not self.go_on():
            raise TooLargeError

    def _cost(self, weight: int, literal: Any) -> None:
        if weight:
            self.costs.append(weight * literal)

    def _panels(self) -> None:
        problem = self.problem
        for half, room in self.places:
            day, _, opens, closes = self.halves[half]
            is_open = self.sat[half, room] = self.cp.new_bool_var("")
            members = self.members[half, room] = {
                index: self.cp.new_bool_var("")
                for index, juror in enumerate(problem.jurors)
                if _touches(juror.available, day, opens, closes)
            }
            for index, sits in members.items():
                wishes = problem.jurors[index].wishes
                missed = bool(wishes) and not _touches(wishes, day, opens, closes)
                self._cost(self.weights.juror_half_day + self.weights.wish * missed, sits)
            self.cp.add(sum(members.values()) == problem.panel.size * is_open)
            self.cp.add(sum(lit for j, lit in members.items() if problem.jurors[j].may_chair) >= is_open)
        for half in range(len(self.halves)):
            for index in range(len(problem.jurors)):
                rooms = (self.members[half, room] for room in range(len(problem.rooms)))
                self.cp.add_at_most_one(members[index] for members in rooms if index in members)

    def _candidates(self) -> None:
        for index, candidate in enumerate(self.problem.candidates):
            self._check()
            mine = [
                self._start(index, half, room, slot)
                for half, room in self.places
                if self._fits(candidate, room)
                for slot in self._slots(candidate, half, room)
            ]
            unplaced = self.cp.new_bool_var("")
            self.cp.add_exactly_one([*mine, unplaced])
            self._cost(self.weights.placed, unplaced)

    def _fits(self, candidate: Candidate, room: int) -> bool:
        where = self.problem.rooms[room]
        return (where.step_free or not candidate.step_free) and (where.remote or not candidate.remote)

    def _slots(self, candidate: Candidate, half: int, room: int) -> list[int]:
        day, _, opens, closes = self.halves[half]
        return [
            slot
            for slot in range(opens, closes - candidate.slots + 1)
            if covers(self.problem.rooms[room].open, day, slot, slot + candidate.slots)
            and _is_there(candidate, day, slot, slot + candidate.slots)
        ]

    def _start(self, index: int, half: int, room: int, slot: int) -> cp_model.IntVar:
        literal = self.starts[index, half, room, slot] = self.cp.new_bool_var("")
        candidate, (day, _, opens, _) = self.problem.candidates[index], self.halves[half]
        came = slot
        while came > opens and _is_there(candidate, day, came - 1, slot):
            came -= 1
        self._cost(self.weights.candidate_wait, (slot - came) * literal)
        last = slot + candidate.slots
        within = (w.day == day and w.first <= slot and last <= w.last for w in candidate.wishes)
        if candidate.wishes and not any(within):
            self._cost(self.weights.wish, literal)
        return literal

    def _times(self) -> None:
        here: dict[tuple[int, int], dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        running: dict[tuple[int, int], dict[int, list[Any]]] = defaultdict(lambda: defaultdict(list))
        ends: dict[tuple[int, int], list[tuple[int, int, Any]]] = defaultdict(list)
        for (index, half, room, slot), literal in self.starts.items():
            last = slot + self.problem.candidates[index].slots
            here[half, room][index].append(literal)
            ends[half, room].append((slot, last, literal))
            for each in range(slot, last):
                running[half, room][each].append(literal)
        for place in self.places:
            self._check()
            for index, literals in here[place].items():
                self.heard[place][index] = self.cp.new_bool_var("")
                self.cp.add(sum(literals) == self.heard[place][index])
            # A panel that hears nobody doesn't sit.
            self.cp.add(sum(self.heard[place].values()) >= self.sat[place])
            self._busy(place, running[place])
            self._rows(place, ends[place])

    def _busy(self, place: tuple[int, int], running: dict[int, list[Any]]) -> None:
        day, _, opens, closes = self.halves[place[0]]
        busy = []
        for slot in range(opens, closes):
            busy.append(self.cp.new_bool_var(""))
            self.cp.add(sum(running[slot]) == busy[-1])
            for index, sits in self.members[place].items():
                if not covers(self.problem.jurors[index].available, day, slot, slot + 1):
                    self.cp.add_at_most_one([busy[-1], sits])
        begun, to_come = self._so_far(busy), self._so_far(busy[::-1])[::-1]
        for at, (before, after) in enumerate(zip(begun, to_come, strict=True)):
            idle = self.cp.new_bool_var("")
            self.cp.add_min_equality(idle, [before, after, 1 - busy[at]])
            # Every member of the panel idles.
            self._cost(self.weights.juror_gap * self.problem.panel.size, idle)

    def _so_far(self, literals: list[Any]) -> list[Any]:
        found: list[Any] = []
        for literal in literals:
            known = self.cp.new_bool_var("")
            self.cp.add_max_equality(known, [literal, *found[-1:]])
            found.append(known)
        return found

    def _rows(self, place: tuple[int, int], ends: list[tuple[int, int, Any]]) -> None:
        most = {index: self.problem.jurors[index].max_in_a_row for index in self.members[place]}
        if not any(most.values()):
            return
        _, _, opens, closes = self.halves[place[0]]
        # How many have been heard in a row when a defence ends at a slot.
        row = {slot: self.cp.new_int_var(0, closes - opens, "") for slot in range(opens, closes + 1)}
        for slot, last, literal in ends:
            self.cp.add(row[last] >= row[slot] + 1).only_enforce_if(literal)
        for index, sits in self.members[place].items():
            limit = most[index]
            if limit is not None:
                for each in row.values():
                    self.cp.add(each <= limit).only_enforce_if(sits)

    def _judging(self, place: tuple[int, int]) -> None:
        problem, rules = self.problem, self.problem.panel
        needed = ceil(rules.external_share * rules.size)
        members = self.members[place]
        for index, heard in self.heard[place].items():
            candidate = problem.candidates[index]
            bodies = {rules.certifier, candidate.training_body}
            outside = [lit for j, lit in members.items() if not problem.jurors[j].organisations & bodies]
            self.cp.add_implication(heard, self.sat[place])
            self.cp.add(sum(outside) >= needed * heard)
            for block in candidate.blocks:
                able = (lit for j, lit in members.items() if block in problem.jurors[j].blocks)
                self.cp.add(sum(able) >= heard)
            for juror, literal in members.items():
                if problem.jurors[juror].id in candidate.conflicts:
                    self.cp.add_implication(heard, literal.negated())

    def _gender(self, place: tuple[int, int]) -> None:
        mix = self.problem.panel.gender_mix
        if mix is GenderMix.OFF:
            return
        sides = []
        for gender in ("F", "M"):
            people = [
                lit for j, lit in self.members[place].items() if self.problem.jurors[j].gender == gender
            ]
            sides.append(self.cp.new_bool_var(""))
            self.cp.add_max_equality(sides[-1], [*people, 0])
        mixed = self.cp.new_bool_var("")
        self.cp.add_min_equality(mixed, sides)
        for index, heard in self.heard[place].items():
            if mix is GenderMix.REQUIRE and self.problem.candidates[index].route == VAE_ROUTE:
                self.cp.add_implication(heard, mixed)
                continue
            lacks = self.cp.new_bool_var("")
            self.cp.add_min_equality(lacks, [heard, 1 - mixed])
            self._cost(self.weights.gender, lacks)

    def _loads(self) -> None:
        most = len(self.problem.candidates)
        count = {place: sum(self.heard[place].values()) for place in self.places}
        by_juror: dict[int, dict[int, list[tuple[Any, Any]]]] = defaultdict(lambda: defaultdict(list))
        for place in self.places:
            self._check()
            for index, sits in self.members[place].items():
                load = self.cp.new_int_var(0, most, "")
                self.cp.add(load == count[place]).only_enforce_if(sits)
                self.cp.add(load == 0).only_enforce_if(sits.negated())
                by_juror[index][self.halves[place[0]][0]].append((load, sits))
        self._balance([self._limits(index, days) for index, days in by_juror.items()], most)

    def _limits(self, index: int, by_day: dict[int, list[tuple[Any, Any]]]) -> tuple[Any, Any]:
        juror, most = self.problem.jurors[index], len(self.problem.candidates)
        days = []
        for pairs in by_day.values():
            days.append(self.cp.new_bool_var(""))
            self.cp.add_max_equality(days[-1], [sits for _, sits in pairs])
            if juror.max_per_day is not None:
                self.cp.add(sum(load for load, _ in pairs) <= juror.max_per_day)
        if juror.max_days is not None:
            self.cp.add(sum(days) <= juror.max_days)
        total = self.cp.new_int_var(0, most if juror.max_defences is None else juror.max_defences, "")
        self.cp.add(total == sum(load for pairs in by_day.values() for load, _ in pairs))
        sits = self.cp.new_bool_var("")
        self.cp.add_max_equality(sits, days)
        return total, sits

    def _balance(self, loads: list[tuple[Any, Any]], most: int) -> None:
        if not (self.weights.balance and loads):
            return
        # Who doesn't sit has no share in the fewest.
        highest, lowest = (self.cp.new_int_var(0, most, "") for _ in range(2))
        self.cp.add_max_equality(highest, [total for total, _ in loads])
        self.cp.add_min_equality(lowest, [total + most * (1 - sits) for total, sits in loads])
        anybody = self.cp.new_bool_var("")
        self.cp.add_max_equality(anybody, [sits for _, sits in loads])
        apart = self.cp.new_int_var(0, most, "")
        self.cp.add(apart == highest - lowest).only_enforce_if(anybody)
        self.cp.add(apart == 0).only_enforce_if(anybody.negated())
        self._cost(self.weights.balance, apart)

    def read(self, value: Callable[[Any], bool]) -> tuple[Defence, ...]:
        """The plan, where `value` says whether a literal is true."""
        return tuple(
            defence(self.problem, self.problem.candidates[index], (self.halves[half][0], slot), room, panel)
            for (index, half, room, slot), literal in self.starts.items()
            if value(literal)
            for panel in [[juror for juror, lit in self.members[half, room].items() if value(lit)]]
        )


def _touches(intervals: Iterable[Any], day: int, first: int, last: int) -> bool:
    return any(each.day == day and each.first < last and first < each.last for each in intervals)


def _is_there(candidate: Candidate, day: int, first: int, last: int) -> bool:
    return candidate.available is None or covers(candidate.available, day, first, last)


def defence(
    problem: Problem, candidate: Candidate, at: tuple[int, int], room: int, panel: Iterable[int]
) -> Defence:
    """The defence at a day and slot, with the first juror who can as chair."""
    people = [problem.jurors[each] for each in sorted(panel)]
    chair = next(each for each in people if each.may_chair)
    return Defence(
        candidate.id,
        *at,
        problem.rooms[room].id,
        tuple(PanelMember(each.id, "chair" if each is chair else "member") for each in people),
    )
