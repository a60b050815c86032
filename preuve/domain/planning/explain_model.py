"""A CP-SAT model in which all candidates are placed, whose rules can be let go group by group.

Every hard rule is in it but one: most defences in a row. So when it has no solution, there is none; when it
has one, the checker tells whether that is a plan.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from itertools import combinations
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from preuve.domain.planning.independence import external_members_needed
from preuve.domain.planning.lookup import Lookup
from preuve.domain.planning.model import (
    VAE_ROUTE,
    Defence,
    GenderMix,
    PanelMember,
    PanelScope,
    SeatedAs,
    half_days,
)
from preuve.domain.planning.rule_groups import GroupKind, RuleGroup

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ortools.sat.python.cp_model import IntVar

    from preuve.domain.planning.model import Candidate, Interval, Problem

_DAY = 10_000
"""Positions on one line of time: more than a day has slots and a defence is long."""


class Answer(Enum):
    """What one search says."""

    POSSIBLE = 1
    IMPOSSIBLE = 2
    UNKNOWN = 3


@dataclass(frozen=True, slots=True)
class _Choices:
    """One candidate's variables: start by day and slot, day, half-day, room, juror, seat and juror."""

    starts: dict[tuple[int, int], IntVar]
    at: IntVar
    days: dict[int, IntVar]
    halves: dict[tuple[int, int], IntVar]
    rooms: dict[str, IntVar]
    jurors: dict[str, IntVar]
    seats: tuple[dict[str, IntVar], ...]


class ExplainModel:
    """All `problem.candidates` placed, under groups of rules.

    Attributes:
        groups: the groups there are, in a fixed order.
        core: after an IMPOSSIBLE answer, groups that are enough for it.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.lookup = Lookup.of(problem)
        self.cp = cp_model.CpModel()
        self.core: tuple[RuleGroup, ...] = ()
        self._literals: dict[RuleGroup, IntVar] = {}
        self._open: dict[tuple[tuple[Interval, ...], int], frozenset[tuple[int, int]]] = {}
        self._solver = cp_model.CpSolver()
        self._choices = {candidate.id: self._candidate(candidate) for candidate in problem.candidates}
        for candidate in problem.candidates:
            self._place(candidate)
            self._people(candidate)
        self._one_at_a_time()
        self._limits()
        if problem.panel.scope is not PanelScope.DEFENCE:
            self._scope()

    @property
    def groups(self) -> tuple[RuleGroup, ...]:
        """The groups in force."""
        return tuple(self._literals)

    def ask(self, groups: Iterable[RuleGroup], seconds: float) -> Answer:
        """Whether all can be placed under `groups` alone, within `seconds`."""
        wanted = list(groups)
        self.cp.clear_assumptions()
        self.cp.add_assumptions([self._literals[group] for group in wanted])
        self._solver.parameters.max_time_in_seconds = max(0.01, seconds)
        # Each question is small and many follow: presolving costs more than it saves (three times, measured).
        self._solver.parameters.cp_model_presolve = False
        self._solver.parameters.catch_sigint_signal = False  # whoever calls decides what Ctrl-C does
        self._solver.parameters.num_workers = 1
        self._solver.parameters.random_seed = 0
        status = self._solver.solve(self.cp)
        if status == cp_model.INFEASIBLE:
            enough = set(self._solver.sufficient_assumptions_for_infeasibility())
            self.core = tuple(group for group in wanted if self._literals[group].index in enough)
            return Answer.IMPOSSIBLE
        return Answer.POSSIBLE if status in {cp_model.OPTIMAL, cp_model.FEASIBLE} else Answer.UNKNOWN

    def defences(self) -> tuple[Defence, ...]:
        """The defences of the last POSSIBLE answer under all groups."""
        return tuple(self._defence(candidate) for candidate in self.problem.candidates)

    def _defence(self, candidate: Candidate) -> Defence:
        choices, value = self._choices[candidate.id], self._solver.boolean_value
        day, slot = next(start for start, chosen in choices.starts.items() if value(chosen))
        room = next(name for name, chosen in choices.rooms.items() if value(chosen))
        if candidate.seats is None:
            sitting = [name for name, chosen in choices.jurors.items() if value(chosen)]
            chair = next((name for name in sitting if self.lookup.jurors[name].may_chair), None)
            roles = [SeatedAs.CHAIR if name == chair else SeatedAs.MEMBER for name in sitting]
            panel = tuple(PanelMember(name, str(role)) for name, role in zip(sitting, roles, strict=True))
        else:
            panel = tuple(
                PanelMember(next(name for name, chosen in filled.items() if value(chosen)), seat.role)
                for filled, seat in zip(choices.seats, candidate.seats, strict=True)
            )
        return Defence(candidate.id, day, slot, room, panel)

    def _group(self, kind: GroupKind, subject: str = "", day: int | None = None) -> IntVar:
        group = RuleGroup(kind, subject, day)
        if group not in self._literals:
            self._literals[group] = self.cp.new_bool_var(f"{kind} {subject} {day}")
        return self._literals[group]

    def _candidate(self, candidate: Candidate) -> _Choices:
        cp, starts = self.cp, {}
        days: defaultdict[int, list[IntVar]] = defaultdict(list)
        halves: defaultdict[tuple[int, int], list[IntVar]] = defaultdict(list)
        for number, day in enumerate(self.problem.days):
            for half, first, last in half_days(day):
                for slot in range(first, last - candidate.slots + 1):
                    chosen = cp.new_bool_var("")
                    starts[number, slot] = chosen
                    days[number].append(chosen)
                    halves[number, half].append(chosen)
        at = cp.new_int_var(0, _DAY * len(self.problem.days), "")
        jurors = {juror.id: cp.new_bool_var("") for juror in self.problem.jurors}
        seats = tuple({name: cp.new_bool_var("") for name in jurors} for _ in candidate.seats or ())
        choices = _Choices(
            starts,
            at,
            {number: self._any(chosen) for number, chosen in days.items()},
            {half: self._any(chosen) for half, chosen in halves.items()},
            {room.id: cp.new_bool_var("") for room in self.problem.rooms},
            jurors,
            seats,
        )
        placed = self._group(GroupKind.CANDIDATE_PLACED, candidate.id)
        cp.add_at_most_one(starts.values())
        cp.add_bool_or([*starts.values(), placed.negated()])
        for (number, slot), chosen in starts.items():
            cp.add(at == _DAY * number + slot).only_enforce_if(chosen)
        cp.add_at_most_one(choices.rooms.values())
        cp.add_bool_or([*choices.rooms.values(), placed.negated()])
        return choices

    def _any(self, chosen: Sequence[IntVar]) -> IntVar:
        one = self.cp.new_bool_var("")
        self.cp.add(_total(chosen) == one)
        return one

    def _closed(self, candidate: Candidate, intervals: tuple[Interval, ...]) -> list[IntVar]:
        """Starts that `intervals` don't allow."""
        allowed = self._allowed(candidate, intervals)
        return [
            chosen for start, chosen in self._choices[candidate.id].starts.items() if start not in allowed
        ]

    def _allowed(self, candidate: Candidate, intervals: tuple[Interval, ...]) -> frozenset[tuple[int, int]]:
        """Starts that `intervals` allow: worked out once for all defences of one length."""
        key = intervals, candidate.slots
        if key not in self._open:
            by_day: defaultdict[int, list[Interval]] = defaultdict(list)
            for interval in intervals:
                by_day[interval.day].append(interval)
            self._open[key] = frozenset(
                start
                for start in self._choices[candidate.id].starts
                if self.lookup.is_open(by_day[start[0]], Defence(candidate.id, *start, "", ()))
            )
        return self._open[key]

    def _place(self, candidate: Candidate) -> None:
        choices, cp = self._choices[candidate.id], self.cp
        if candidate.available is not None:
            group = self._group(GroupKind.CANDIDATE_AVAILABLE, candidate.id)
            for chosen in self._closed(candidate, candidate.available):
                cp.add_implication(group, chosen.negated())
        for room in self.problem.rooms:
            closed = self._closed(candidate, room.open)
            if closed:
                group = self._group(GroupKind.ROOM_OPEN, room.id)
                cp.add(_total(closed) + choices.rooms[room.id] <= 1).only_enforce_if(group)
            if (candidate.step_free and not room.step_free) or (candidate.remote and not room.remote):
                fit = self._group(GroupKind.CANDIDATE_ROOM, candidate.id)
                cp.add_implication(fit, choices.rooms[room.id].negated())
        self._pin(candidate, choices)

    def _pin(self, candidate: Candidate, choices: _Choices) -> None:
        pin = candidate.pinned
        if pin is None:
            return
        group = self._group(GroupKind.CANDIDATE_PIN, candidate.id)
        for (day, slot), chosen in choices.starts.items():
            if pin.day not in {None, day} or pin.slot not in {None, slot}:
                self.cp.add_implication(group, chosen.negated())
        for room, chosen in choices.rooms.items():
            if pin.room not in {None, room}:
                self.cp.add_implication(group, chosen.negated())
        for juror in sorted(pin.jurors):
            placed = self._group(GroupKind.CANDIDATE_PLACED, candidate.id)
            self.cp.add_bool_or([group.negated(), placed.negated(), choices.jurors[juror]])

    def _people(self, candidate: Candidate) -> None:
        choices, cp = self._choices[candidate.id], self.cp
        for juror in self.problem.jurors:
            sits = choices.jurors[juror.id]
            if juror.id in candidate.conflicts:
                group = self._group(GroupKind.CANDIDATE_CONFLICTS, candidate.id)
                cp.add_implication(group, sits.negated())
            by_day: defaultdict[int, list[IntVar]] = defaultdict(list)
            allowed = self._allowed(candidate, juror.available)
            for start, chosen in choices.starts.items():
                if start not in allowed:
                    by_day[start[0]].append(chosen)
            for day, closed in by_day.items():
                group = self._group(GroupKind.JUROR_AVAILABLE, juror.id, day)
                cp.add(_total(closed) + sits <= 1).only_enforce_if(group)
        if candidate.seats is None:
            self._rules(candidate, choices)
        else:
            self._seats(candidate, choices)

    def _seats(self, candidate: Candidate, choices: _Choices) -> None:
        placed = self._group(GroupKind.CANDIDATE_PLACED, candidate.id)
        group = self._group(GroupKind.CANDIDATE_SEATS, candidate.id)
        for filled, seat in zip(choices.seats, candidate.seats or (), strict=True):
            self.cp.add_at_most_one(filled.values())
            self.cp.add_bool_or([*filled.values(), placed.negated()])
            for name, chosen in filled.items():
                if name not in seat.eligible:
                    self.cp.add_implication(group, chosen.negated())
        for name, sits in choices.jurors.items():
            self.cp.add(_total(filled[name] for filled in choices.seats) == sits)

    def _rules(self, candidate: Candidate, choices: _Choices) -> None:
        rules, jurors = self.problem.panel, self.problem.jurors
        placed = self._group(GroupKind.CANDIDATE_PLACED, candidate.id)
        self.cp.add(_total(choices.jurors.values()) == rules.size).only_enforce_if(placed)
        if rules.chair:
            self._need(choices, GroupKind.PANEL_CHAIR, "", {each.id for each in jurors if each.may_chair})
        inside = {rules.certifier, candidate.training_body}
        external = {each.id for each in jurors if each.organisations.isdisjoint(inside)}
        share = external_members_needed(rules.size, rules.external_share)
        self._need(choices, GroupKind.PANEL_EXTERNAL, "", external, share)
        for block in candidate.blocks if rules.cover_blocks else ():
            self._need(choices, GroupKind.PANEL_BLOCK, block, {j.id for j in jurors if block in j.blocks})
        if candidate.route == VAE_ROUTE:
            able = {each.id for each in jurors if not each.blocks.isdisjoint(candidate.blocks)}
            self._need(choices, GroupKind.PANEL_VAE, "", able)
            if rules.gender_mix is GenderMix.REQUIRE:
                for gender in ("F", "M"):
                    self._need(choices, GroupKind.PANEL_MIX, "", {j.id for j in jurors if j.gender == gender})

    def _need(
        self, choices: _Choices, kind: GroupKind, subject: str, able: Collection[str], least: int = 1
    ) -> None:
        """At least `least` of `able` sit, if anybody does: the panel of somebody not placed is empty."""
        sitting = [sits for name, sits in choices.jurors.items() if name in able]
        placed = _total(choices.starts.values())
        self.cp.add(_total(sitting) >= least * placed).only_enforce_if(self._group(kind, subject))

    def _one_at_a_time(self) -> None:
        for kind, names in (
            (GroupKind.ROOM_ONE_AT_A_TIME, self.lookup.rooms),
            (GroupKind.JUROR_ONE_AT_A_TIME, self.lookup.jurors),
        ):
            for name in names:
                self._no_overlap(kind, name)
        persons = {each.person for each in self.problem.candidates if each.person is not None}
        for person in sorted(persons):
            self._one_person(person)

    def _one_person(self, person: str) -> None:
        own = [each for each in self.problem.candidates if each.person == person]
        if len(own) > 1:
            group = self._group(GroupKind.PERSON_ONE_AT_A_TIME, person)
            self.cp.add_no_overlap(
                self.cp.new_optional_fixed_size_interval_var(
                    self._choices[each.id].at, each.slots, self._heard(each.id, group), ""
                )
                for each in own
            )

    def _heard(self, candidate: str, group: IntVar) -> IntVar:
        """Whether the candidate is placed while `group` holds."""
        heard = self.cp.new_bool_var("")
        for placed in self._choices[candidate].starts.values():
            self.cp.add_bool_or([placed.negated(), group.negated(), heard])
        return heard

    def _no_overlap(self, kind: GroupKind, name: str) -> None:
        if len(self._choices) < 2:  # noqa: PLR2004 - one defence can't overlap
            return
        group, intervals = self._group(kind, name), []
        for candidate in self.problem.candidates:
            choices = self._choices[candidate.id]
            taken = choices.rooms[name] if kind is GroupKind.ROOM_ONE_AT_A_TIME else choices.jurors[name]
            present = self.cp.new_bool_var("")
            self.cp.add_bool_or([taken.negated(), group.negated(), present])
            intervals.append(
                self.cp.new_optional_fixed_size_interval_var(choices.at, candidate.slots, present, "")
            )
        self.cp.add_no_overlap(intervals)

    def _limits(self) -> None:
        for juror in self.problem.jurors:
            sits = [choices.jurors[juror.id] for choices in self._choices.values()]
            if juror.max_defences is not None and juror.max_defences < len(sits):
                group = self._group(GroupKind.JUROR_MAX_DEFENCES, juror.id)
                self.cp.add(_total(sits) <= juror.max_defences).only_enforce_if(group)
            a_day = juror.max_per_day is not None and juror.max_per_day < len(sits)
            days = juror.max_days is not None and juror.max_days < len(self.problem.days)
            if a_day or days:
                self._days(juror.id, juror.max_per_day if a_day else None, juror.max_days if days else None)

    def _days(self, juror: str, a_day: int | None, most: int | None) -> None:
        cp, used = self.cp, []
        for day in range(len(self.problem.days)):
            here = []
            for choices in self._choices.values():
                if day in choices.days:
                    both = cp.new_bool_var("")
                    cp.add_bool_or([choices.jurors[juror].negated(), choices.days[day].negated(), both])
                    here.append(both)
            if a_day is not None:
                group = self._group(GroupKind.JUROR_MAX_PER_DAY, juror)
                cp.add(_total(here) <= a_day).only_enforce_if(group)
            used.append(cp.new_bool_var(""))
            for both in here:
                cp.add_implication(both, used[-1])
        if most is not None:
            group = self._group(GroupKind.JUROR_MAX_DAYS, juror)
            cp.add(_total(used) <= most).only_enforce_if(group)

    def _scope(self) -> None:
        ruled = [each.id for each in self.problem.candidates if each.seats is None]
        for one, other in combinations(ruled, 2):
            self._same_panel(self._choices[one], self._choices[other])

    def _same_panel(self, one: _Choices, other: _Choices) -> None:
        cp, group = self.cp, self._group(GroupKind.PANEL_SCOPE)
        within, same = cp.new_bool_var(""), cp.new_bool_var("")
        if self.problem.panel.scope is PanelScope.SESSION:
            cp.add(within == 1)
        for half in one.halves.keys() & other.halves.keys():
            cp.add_bool_or([one.halves[half].negated(), other.halves[half].negated(), within])
        for juror, sits in one.jurors.items():
            also = other.jurors[juror]
            cp.add(sits == also).only_enforce_if(same)
            cp.add_bool_or([sits.negated(), also.negated(), within.negated(), group.negated(), same])


def _total(literals: Iterable[IntVar]) -> cp_model.LinearExpr:
    return cp_model.LinearExpr.sum(list(literals))
