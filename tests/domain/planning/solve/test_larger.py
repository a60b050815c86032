"""Sessions too large for one exact model: plans keep every rule, whatever the limits and the scope."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from preuve.domain.planning.check import violations
from preuve.domain.planning.model import (
    Candidate,
    Day,
    GenderMix,
    Interval,
    Juror,
    NamedSeat,
    PanelRules,
    PanelScope,
    Pin,
    Problem,
    Room,
)
from preuve.domain.planning.solve import solve
from preuve.timetabling.generate import session
from tests.domain.planning.solve.solve_cases import clock

WORK = 3.0


def with_holes(available):
    """The same times, each without its fourth slot."""
    return tuple(
        part
        for item in available
        for part in (
            Interval(item.day, item.first, min(item.first + 3, item.last)),
            Interval(item.day, item.first + 4, item.last),
        )
        if part.last > part.first
    )


def planned(problem: Problem, work: float = WORK):
    plan = solve(problem, seed=3, work=work, limit=None, clock=clock())
    assert violations(problem, plan) == ()
    assert len(plan.defences) + len(plan.unplaced) == len(problem.candidates)
    return plan


@pytest.mark.parametrize("scope", list(PanelScope))
def test_limits_of_jurors_hold_in_every_scope(scope):
    problem = session(60, seed=5)
    limited = tuple(
        replace(
            juror,
            max_defences=(4, 12, None)[number % 3],
            max_per_day=(2, None, 5)[number % 3],
            max_days=(None, 1, 2)[number % 3],
            max_in_a_row=(2, 3, None)[number % 3],
            available=with_holes(juror.available) if number % 2 else juror.available,
        )
        for number, juror in enumerate(problem.jurors)
    )
    planned(replace(problem, jurors=limited, panel=replace(problem.panel, scope=scope)))


def test_seats_and_pins_are_kept_among_many():
    problem = session(60, seed=8)
    plan = planned(problem)
    seated = {item.candidate: item for item in plan.defences[:6]}
    fixed = []
    for number, candidate in enumerate(problem.candidates):
        held = seated.get(candidate.id)
        if held is None:
            fixed.append(candidate)
        elif number % 2:
            seats = tuple(NamedSeat(f"r{rank}", (member.juror,)) for rank, member in enumerate(held.panel))
            fixed.append(replace(candidate, seats=seats))
        else:
            jurors = frozenset(member.juror for member in held.panel)
            fixed.append(replace(candidate, pinned=Pin(held.day, held.slot, held.room, jurors)))
    pinned = replace(problem, candidates=tuple(fixed))
    again = planned(pinned)
    assert {item.candidate for item in again.defences} >= {
        item.id for item in fixed if item.pinned is not None
    }


@pytest.mark.parametrize("scope", PanelScope)
def test_who_defends_block_by_block_is_never_heard_twice_at_a_time(scope):
    """Three defences each of eight people: rooms and jurors would allow them at the same time."""
    given = session(24, seed=5)
    by_block = tuple(
        replace(each, person=f"p{number // 3}", pinned=None) for number, each in enumerate(given.candidates)
    )
    plan = planned(replace(given, candidates=by_block, panel=replace(given.panel, scope=scope)))
    assert len(plan.defences) == 24


def test_lengths_of_many_kinds_are_planned():
    problem = session(60, seed=2)
    lengths = (1, 2, 3, 4, 5)
    various = tuple(
        replace(
            candidate,
            slots=lengths[number % 5],
            available=None if number % 3 else (Interval(number % 15, 0, problem.days[0].slots),),
        )
        for number, candidate in enumerate(problem.candidates)
    )
    planned(replace(problem, candidates=various, panel=replace(problem.panel, gender_mix=GenderMix.REQUIRE)))


def test_a_plan_in_force_is_mended_where_a_juror_left():
    problem = session(60, seed=4)
    before = planned(problem)
    busiest = max(problem.jurors, key=lambda juror: sum(juror.id in str(item) for item in before.defences))
    ill = tuple(replace(juror, available=()) if juror == busiest else juror for juror in problem.jurors)
    changed = replace(problem, jurors=ill)
    after = solve(changed, seed=3, work=WORK, limit=None, clock=clock(), previous=before)
    assert violations(changed, after, before) == ()
    assert len(after.defences) >= len(before.defences) - 3


def test_many_jurors_alike_are_sampled():
    days = tuple(Day(date(2026, 12, day), 12, time(9), (5, 6)) for day in (1, 2, 3))
    whole = tuple(Interval(day, 0, 12) for day in range(3))
    jurors = tuple(
        Juror(f"j{number}", frozenset({f"f{number}"}), frozenset("A"), may_chair=number < 6, available=whole)
        for number in range(60)
    )
    candidates = tuple(Candidate(f"c{number}", 2, ("A",)) for number in range(70))
    rooms = tuple(Room(f"r{number}", whole) for number in range(6))
    planned(Problem(30, days, rooms, jurors, candidates, PanelRules(4, certifier="X")), work=2.0)
