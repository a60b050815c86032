"""The plain model of the benchmark: what it minimises is what plans cost."""

import random
from dataclasses import replace
from datetime import date, time

import pytest
from ortools.sat.python import cp_model

from benchmarks.plain import Plain, TooLargeError
from preuve.domain.planning.check import violations
from preuve.domain.planning.costs import objective
from preuve.domain.planning.model import (
    Candidate,
    Day,
    GenderMix,
    Interval,
    Juror,
    PanelRules,
    Problem,
    Room,
    Weights,
)

HALVES = (Interval(0, 0, 4), Interval(0, 5, 9))


def tiny(seed):
    """Two half-days, two rooms, five jurors, four candidates; every term can count."""
    draw = random.Random(seed)  # noqa: S311 - problems to plan, nothing secret
    jurors = tuple(
        Juror(
            f"j{number}",
            organisations=frozenset({draw.choice(("CERT", "CFA", "A", "B"))}),
            blocks=frozenset(draw.sample(("BC1", "BC2"), draw.choice((1, 2)))),
            may_chair=number % 2 == 0,
            gender=draw.choice(("F", "M", None)),
            available=draw.choice((HALVES, HALVES, HALVES[:1], (Interval(0, 1, 4), Interval(0, 5, 8)))),
            max_defences=draw.choice((None, 3)),
            max_per_day=draw.choice((None, 2)),
            max_in_a_row=draw.choice((None, 1, 2)),
            wishes=draw.choice(((), HALVES[1:])),
        )
        for number in range(5)
    )
    candidates = tuple(
        Candidate(
            f"c{number}",
            draw.choice((1, 2)),
            blocks=draw.choice((("BC1",), ("BC1", "BC2"))),
            training_body="CFA",
            route=draw.choice(("VAE", "FC")),
            available=draw.choice((None, (Interval(0, 1, 4), Interval(0, 6, 9)))),
            wishes=draw.choice(((), (Interval(0, 2, 4),))),
            conflicts=frozenset(draw.sample(("j0", "j1", "j2"), 1)),
        )
        for number in range(4)
    )
    return Problem(
        slot_minutes=30,
        days=(Day(date(2026, 12, 1), 9, time(9), (4, 5)),),
        rooms=(Room("A", HALVES), Room("B", HALVES[:1])),
        jurors=jurors,
        candidates=candidates,
        panel=PanelRules(2, certifier="CERT", gender_mix=draw.choice(tuple(GenderMix))),
        weights=Weights(1000, 50, 7, 3, 11, 13, 5, 2, 0),
    )


def solved(plain):
    seen = []

    class Watch(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self):
            seen.append((round(self.objective_value), plain.read(self.boolean_value)))

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(plain.cp, Watch()) == cp_model.OPTIMAL
    return seen


@pytest.mark.parametrize("seed", range(12))
def test_its_value_is_the_cost_of_its_plan_in_every_solution(seed):
    problem = tiny(seed)
    found = solved(Plain(problem))
    assert [value for value, _ in found] == [objective(problem, plan).total for _, plan in found]
    assert [violations(problem, plan) for _, plan in found] == [()] * len(found)


@pytest.mark.parametrize("term", ["placed", "juror_half_day", "juror_gap", "balance", "gender", "wish"])
def test_each_term_is_counted_alone_and_backwards(term):
    # A weight below 0 asks for as much of the term as can be: a count that only holds from below would show.
    problem = replace(tiny(3), weights=replace(Weights(0, 0, 0, 0, 0, 0, 0, 0, 0), **{term: -1}))
    value, plan = solved(Plain(problem))[-1]
    assert value == objective(problem, plan).total


def test_a_model_for_which_there_is_no_time_is_not_written():
    with pytest.raises(TooLargeError):
        Plain(tiny(0), lambda: False)
