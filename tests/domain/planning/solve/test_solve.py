"""What `solve` promises beside the optimum: bounds, seeds, interruption, re-planning, pins, reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings

from preuve.domain.planning.check import violations
from preuve.domain.planning.costs import changed_convocations
from preuve.domain.planning.errors import BrokenPlanError
from preuve.domain.planning.model import (
    AvailabilityCounts,
    Candidate,
    Day,
    GenderMix,
    Interval,
    Juror,
    NamedSeat,
    PanelRules,
    PanelScope,
    Pin,
    PlanStatus,
    Problem,
    Room,
    Weights,
)
from preuve.domain.planning.solve import search, solve, solver
from preuve.domain.planning.solve.effort import Effort
from preuve.domain.planning.solve.grid import Grid
from preuve.domain.planning.solve.relaxation import relax
from preuve.domain.planning.solve.timed import timed_bound
from tests.domain.planning.solve.solve_cases import clock, least_cost, problems

OPEN = tuple(Interval(day, 0, 12) for day in range(2))


def juror(number, **changes):
    return Juror(
        f"j{number}",
        frozenset({"CERT" if number % 5 == 0 else f"firm{number}"}),
        frozenset("AB" if number % 2 else "BC"),
        number % 2 == 0,
        "FM"[number % 2] if number % 7 else None,
        OPEN,
        **changes,
    )


def session(candidates=16, jurors=8, **changes):
    problem = Problem(
        30,
        tuple(Day(date(2026, 12, day), 12, time(9), (5, 6)) for day in (1, 2)),
        (Room("r0", OPEN, step_free=True, remote=True), Room("r1", OPEN), Room("r2", OPEN[:1])),
        tuple(
            juror(number, max_days=1 if number == 1 else None, max_in_a_row=2 if number == 2 else None)
            for number in range(jurors)
        ),
        tuple(
            Candidate(
                f"c{number}",
                1 + (number % 4 == 0),
                ("A", "B") if number % 3 else ("C",),
                training_body="firm1" if number % 2 else None,
                route="VAE" if number % 6 == 0 else "FI",
                available=(Interval(number % 2, 2, 12),) if number % 5 == 0 else None,
                step_free=number == 3,
            )
            for number in range(candidates)
        ),
        PanelRules(2, Fraction(1, 2), "CERT", gender_mix=GenderMix.PREFER),
    )
    return replace(problem, **changes)


def with_scope(problem, scope):
    return replace(problem, panel=replace(problem.panel, scope=scope))


def seats(problem):
    named = (NamedSeat("head", ("j0", "j2", "j4")), NamedSeat("other", ("j1", "j3", "j5")))
    changed = tuple(
        replace(each, seats=named if number % 2 else None) for number, each in enumerate(problem.candidates)
    )
    return replace(problem, candidates=changed)


@pytest.fixture
def never_small(monkeypatch):
    monkeypatch.setattr(search, "SMALL", 0)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems())
def test_no_plan_costs_less_than_the_bounds_of_the_relaxations(problem):
    least = least_cost(problem)
    if least is None:
        return
    grid = Grid(problem)
    assert timed_bound(grid, Effort(clock()), 5.0) <= least
    if problem.panel.scope is not PanelScope.DEFENCE:
        assert relax(grid, Effort(clock()), 5.0).bound <= least


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems())
def test_the_way_of_large_problems_breaks_no_rule_and_claims_no_false_bound(problem):
    small, search.SMALL = search.SMALL, 0
    try:
        plan = solve(problem, clock=clock(), work=0.05)
    finally:
        search.SMALL = small
    least = least_cost(problem)
    assert violations(problem, plan) == ()
    assert (plan.status is PlanStatus.INFEASIBLE) <= (least is None)
    if plan.objective is not None:
        assert plan.bound <= least <= plan.objective.total


@pytest.mark.parametrize("scope", list(PanelScope))
@pytest.mark.parametrize("make", [session, lambda: seats(session())])
def test_the_same_seed_gives_the_same_plan(scope, make, never_small):
    problem = with_scope(make(), scope)
    plans = [solve(problem, clock=clock(), seed=3, work=1.5) for _ in range(2)]
    assert plans[0].defences == plans[1].defences
    assert (plans[0].objective, plans[0].bound) == (plans[1].objective, plans[1].bound)
    assert violations(problem, plans[0]) == ()
    assert len(plans[0].defences) == len(problem.candidates)


def test_two_workers_give_the_same_plan_for_fixed_work(never_small):
    problem = session()
    plans = [solve(problem, clock=clock(), workers=2, work=1.0) for _ in range(2)]
    assert plans[0].defences == plans[1].defences


def test_a_stopped_run_gives_the_best_so_far_with_its_bound():
    told = []
    plan = solve(
        session(), clock=clock(), limit=60.0, on_progress=told.append, should_stop=lambda: len(told) > 2
    )
    assert plan.status is PlanStatus.FEASIBLE
    assert (told[-1].total, told[-1].bound) == (plan.objective.total, plan.bound)
    assert told[-1].gap == plan.gap
    totals = [each.total for each in told]
    assert totals == sorted(totals, reverse=True)


def test_no_time_at_all_gives_a_plan_without_anybody_rather_than_none():
    plan = solve(session(), clock=clock(), limit=0.0)
    assert (plan.status, plan.defences) == (PlanStatus.FEASIBLE, ())
    assert plan.unplaced[1].because == ("no place found in the time given",)


def test_an_ill_juror_changes_their_convocations_and_no_other_where_somebody_can_replace_them():
    problem = session(8, 8)
    before = solve(problem, clock=clock(), work=2.0)
    ill = next(member.juror for member in before.defences[0].panel)
    sat = sum(ill in {member.juror for member in each.panel} for each in before.defences)
    after = replace(
        problem,
        jurors=tuple(replace(each, available=()) if each.id == ill else each for each in problem.jurors),
    )
    plan = solve(after, clock=clock(), work=6.0, previous=before)
    assert violations(after, plan, before) == ()
    assert changed_convocations(before.defences, plan.defences) == sat


def test_a_large_session_is_planned_anew_around_what_stays(never_small):
    problem = session()
    before = solve(problem, clock=clock(), work=1.0)
    after = replace(
        problem, rooms=(problem.rooms[0], replace(problem.rooms[1], open=OPEN[:1]), problem.rooms[2])
    )
    plan = solve(after, clock=clock(), work=2.0, previous=before)
    gone = [each for each in before.defences if (each.room, each.day) == ("r1", 1)]
    assert violations(after, plan, before) == ()
    assert changed_convocations(before.defences, plan.defences) >= 3 * len(gone)


def test_pins_that_contradict_each_other_are_infeasible():
    problem = session(3)
    pin = Pin(0, 0, "r1")
    twice = replace(
        problem, candidates=tuple(replace(each, pinned=pin, available=None) for each in problem.candidates)
    )
    plan = solve(twice, clock=clock())
    assert (plan.status, plan.defences, plan.objective, plan.bound) == (PlanStatus.INFEASIBLE, (), None, None)
    assert len(plan.unplaced) == 3


def test_a_pinned_panel_stays():
    problem = session(4)
    pin = Pin(1, 6, "r0", frozenset({"j2", "j3"}))
    first = replace(problem.candidates[1], pinned=pin)
    plan = solve(replace(problem, candidates=(first, *problem.candidates[2:])), clock=clock(), work=1.0)
    kept = plan.defences[0]
    assert (kept.day, kept.slot, kept.room, {each.juror for each in kept.panel}) == (1, 6, "r0", pin.jurors)


def test_pins_for_which_no_place_is_found_in_time_leave_the_answer_open():
    problem = session(4)
    pinned = tuple(replace(each, pinned=Pin(day=0), available=None) for each in problem.candidates)
    plan = solve(replace(problem, candidates=pinned), clock=clock(), limit=0.0)
    assert (plan.status, plan.objective) == (PlanStatus.UNKNOWN, None)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"remote": True, "step_free": True, "pinned": None}, "no place found in the time given"),
        ({"available": ()}, "no time when the candidate and a room that fits are free long enough"),
        ({"blocks": ("Z",)}, "no panel may judge this candidate"),
        (
            {"seats": (NamedSeat("head", ("j1",)),), "conflicts": frozenset({"j1"})},
            "no panel may judge this candidate",
        ),
    ],
)
def test_the_unplaced_are_told_what_is_proven(change, because):
    problem = session(2)
    candidate = replace(problem.candidates[1], **change)
    plan = solve(replace(problem, candidates=(candidate,)), clock=clock(), limit=0.0)
    assert plan.unplaced[0].because == (because,)


def test_no_room_and_no_common_time_are_told():
    problem = session(2)
    alone = (replace(problem.candidates[1], remote=True),)
    plan = solve(replace(problem, rooms=problem.rooms[1:], candidates=alone), clock=clock())
    assert plan.unplaced[0].because == ("no room fits",)
    halves = [(Interval(number % 2, 0, 12),) for number in range(2)]
    people = tuple(replace(juror(3 + n), available=free, may_chair=True) for n, free in enumerate(halves))
    plan = solve(replace(problem, jurors=people, candidates=(problem.candidates[1],)), clock=clock())
    assert plan.unplaced[0].because == ("no panel is free when the candidate and a room are",)


def test_a_plan_that_the_checker_refuses_never_leaves(monkeypatch):
    monkeypatch.setattr(solver, "violations", lambda *_: ("broken",))
    with pytest.raises(BrokenPlanError) as refused:
        solve(session(1), clock=clock(), work=0.1)
    assert refused.value.broken == ("broken",)


def test_seats_of_which_only_the_count_matters_are_proven():
    problem = replace(
        seats(session(12)),
        availability_counts=AvailabilityCounts.START_ONLY,
        weights=Weights(1, 0, 0, 0, 0, 0, 0, 0, 0),
    )
    plan = solve(with_scope(problem, PanelScope.DEFENCE), clock=clock(), work=10.0)
    assert (plan.status, plan.objective.total, plan.bound) == (PlanStatus.OPTIMAL, 0, 0)


def test_no_candidates_make_an_empty_plan():
    plan = solve(replace(session(1), candidates=()), clock=clock())
    assert (plan.status, plan.defences, plan.objective.total) == (PlanStatus.OPTIMAL, (), 0)
