"""The hard rules in the exact model."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from preuve.domain.planning.model import PanelScope
from preuve.domain.planning.solve.grid import juror_limit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ortools.sat.python.cp_model import IntVar

    from preuve.domain.planning.solve.whole import Choice, Whole


def add_rules(whole: Whole) -> None:
    """Put every hard rule into the model."""
    for index in sorted(whole.task.free):
        choice = whole.choices[index]
        _open_hours(whole, choice)
        if whole.grid.candidates[index].seats is None:
            _panel(whole, index, choice)
        else:
            _seats(whole, index, choice)
        _pinned(whole, index, choice)
    _one_place(whole)
    _together(whole)
    _with_those_elsewhere(whole)
    _limits(whole)


def _open_hours(whole: Whole, choice: Choice) -> None:
    grid = whole.grid
    for masks, literals in ((grid.free, choice.jurors), (grid.open, choice.rooms)):
        for which, here in literals.items():
            closed = [
                lit for start, lit in choice.starts if not grid.admits(masks[which], start.at, choice.slots)
            ]
            if closed:
                whole.cp.add_at_most_one(here, *closed)


def _panel(whole: Whole, index: int, choice: Choice) -> None:
    grid, cp = whole.grid, whole.cp
    cp.add(_total(choice.jurors.values()) == grid.size * choice.placed)
    external = [lit for juror, lit in choice.jurors.items() if grid.is_external(juror, index)]
    cp.add(_total(external) >= grid.externals_needed * choice.placed)
    needs = list(grid.covers(index))
    if grid.problem.panel.chair:
        needs.append(grid.chairs)
    for able in dict.fromkeys(needs):
        cp.add(_total(lit for juror, lit in choice.jurors.items() if juror in able) >= choice.placed)


def _seats(whole: Whole, index: int, choice: Choice) -> None:
    cp = whole.cp
    for number, seat in enumerate(whole.grid.candidates[index].seats or ()):
        who = {whole.grid.juror_index[juror] for juror in seat.eligible} & choice.jurors.keys()
        filled = {juror: cp.new_bool_var(f"q{index}.{number}:{juror}") for juror in sorted(who)}
        cp.add(_total(filled.values()) == choice.placed)
        choice.seats.append(filled)
    for juror, sits in choice.jurors.items():
        cp.add(_total(seat[juror] for seat in choice.seats if juror in seat) == sits)


def _pinned(whole: Whole, index: int, choice: Choice) -> None:
    pin = whole.grid.pin(index)
    for juror in sorted(pin.jurors) if pin is not None else ():
        sits = choice.jurors.get(whole.grid.juror_index[juror])
        whole.cp.add_bool_or([] if sits is None else [sits])


def _one_place(whole: Whole) -> None:
    cp = whole.cp
    for juror in range(len(whole.grid.jurors)):
        _no_overlap(whole, {index: whole.choices[index].jurors[juror] for index in whole.heard_by(juror)})
    for room in range(len(whole.grid.problem.rooms)):
        _no_overlap(
            whole,
            {index: choice.rooms[room] for index, choice in whole.choices.items() if room in choice.rooms},
        )
    for person in whole.grid.persons:
        _no_overlap(whole, {index: whole.choices[index].placed for index in person if index in whole.choices})
    intervals, count = (
        _intervals(whole, {i: c.placed for i, c in whole.choices.items()}),
        len(whole.grid.open),
    )
    if intervals:
        cp.add_cumulative(intervals, [1] * len(intervals), count)


def _intervals(whole: Whole, present: dict[int, IntVar]) -> list[cp_model.IntervalVar]:
    return [
        whole.cp.new_optional_fixed_size_interval_var(
            whole.choices[index].at, whole.choices[index].slots, lit, f"i{index}"
        )
        for index, lit in present.items()
    ]


def _no_overlap(whole: Whole, present: dict[int, IntVar]) -> None:
    if len(present) > 1:
        whole.cp.add_no_overlap(_intervals(whole, present))


def _together(whole: Whole) -> None:
    scope = whole.grid.problem.panel.scope
    if scope is PanelScope.DEFENCE:
        return
    for first, second in combinations(_in_scope(whole, session=scope is PanelScope.SESSION), 2):
        if not (whole.choices[first].held and whole.choices[second].held):
            _same_panel(whole, first, second, session=scope is PanelScope.SESSION)


def _with_those_elsewhere(whole: Whole) -> None:
    """Over a session, jurors who sit outside the half-days looked at sit with the same colleagues here."""
    if whole.grid.problem.panel.scope is not PanelScope.SESSION:
        return
    candidates = whole.grid.candidates
    teams = {
        frozenset(spot.panel)
        for index, spot in whole.task.current.items()
        if index not in whole.choices and candidates[index].seats is None
    }
    for index, choice in whole.choices.items():
        if candidates[index].seats is None:
            for team in teams:
                _whole_team(whole, choice, team)


def _whole_team(whole: Whole, choice: Choice, team: frozenset[int]) -> None:
    for juror in team & choice.jurors.keys():
        if not team <= choice.jurors.keys():
            whole.cp.add(choice.jurors[juror] == 0)
            continue
        for other, literal in choice.jurors.items():
            wanted = literal if other in team else literal.negated()
            whole.cp.add_implication(choice.jurors[juror], wanted)


def _in_scope(whole: Whole, *, session: bool) -> list[int]:
    # Of candidates held with the same panel in the same half-day (or session), one speaks for all.
    seen: set[tuple[int, frozenset[int]]] = set()
    found = []
    for index, choice in whole.choices.items():
        if whole.grid.candidates[index].seats is not None:
            continue
        if choice.held:
            key = (0 if session else next(iter(choice.halves)), frozenset(choice.jurors))
            if key in seen:
                continue
            seen.add(key)
        found.append(index)
    return found


def _same_panel(whole: Whole, first: int, second: int, *, session: bool) -> None:
    one, other = whole.choices[first], whole.choices[second]
    halves = [half for half in one.halves if half in other.halves]
    shared = [juror for juror in one.jurors if juror in other.jurors]
    if not shared or not (session or halves):
        return
    same = whole.cp.new_bool_var(f"e{first}-{second}")
    for juror in one.jurors | other.jurors:
        if juror in one.jurors and juror in other.jurors:
            whole.cp.add(one.jurors[juror] == other.jurors[juror]).only_enforce_if(same)
        else:
            whole.cp.add_implication(same, (one.jurors | other.jurors)[juror].negated())
    for juror in shared:
        if session:
            whole.cp.add_bool_or(one.jurors[juror].negated(), other.jurors[juror].negated(), same)
        for half in [] if session else halves:
            both = whole.sits(first, juror, half).negated(), whole.sits(second, juror, half).negated()
            whole.cp.add_bool_or(*both, same)


def _limits(whole: Whole) -> None:
    for number, juror in enumerate(whole.grid.jurors):
        heard = whole.heard_by(number)
        count = len(heard) + whole.loads[number]
        limit = juror_limit(juror, count)
        if limit < count:
            whole.cp.add(
                _total(whole.choices[index].jurors[number] for index in heard) <= limit - whole.loads[number]
            )
        if juror.max_per_day is not None or juror.max_days is not None:
            _days(whole, number, heard)
        if juror.max_in_a_row is not None and juror.max_in_a_row < len(heard):
            _in_a_row(whole, number, juror.max_in_a_row, heard)


def _days(whole: Whole, number: int, heard: list[int]) -> None:
    juror, used = whole.grid.jurors[number], []
    elsewhere = {day for who, day in whole.day_loads if who == number}
    for day in range(len(whole.grid.problem.days)):
        parts = [
            whole.sits(index, number, half)
            for index in heard
            for half in whole.choices[index].halves
            if whole.grid.halves[half].day == day
        ]
        if juror.max_per_day is not None and parts:
            whole.cp.add(_total(parts) <= juror.max_per_day - whole.day_loads[number, day])
        if parts and day not in elsewhere:
            used.append(whole.cp.new_bool_var(f"d{number}:{day}"))
            for part in parts:
                whole.cp.add_implication(part, used[-1])
    if juror.max_days is not None:
        whole.cp.add(_total(used) <= juror.max_days - len(elsewhere))


def _in_a_row(whole: Whole, juror: int, most: int, heard: list[int]) -> None:
    runs = {index: whole.cp.new_int_var(1, most, f"n{juror}:{index}") for index in heard}
    for first in heard:
        for second in heard:
            one, other = whole.choices[first], whole.choices[second]
            if first != second and _may_touch(one, other):
                touching = whole.touching(first, second)
                whole.cp.add(runs[second] >= runs[first] + 1).only_enforce_if(
                    touching, one.jurors[juror], other.jurors[juror]
                )


def _may_touch(one: Choice, other: Choice) -> bool:
    ends = {start.at + one.slots for start, _ in one.starts}
    return any(start.at in ends for start, _ in other.starts)


def _total(literals: Iterable[IntVar]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum(list(literals))
