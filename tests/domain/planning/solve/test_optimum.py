"""The solver's optimum is that of trying everything, for every scope, rule, limit, pin and seat."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preuve.domain.planning.check import violations
from preuve.domain.planning.model import PlanStatus
from preuve.domain.planning.solve import solve
from tests.domain.planning.solve.solve_cases import clock, least_cost, previous_plans, problems


def agrees(problem, plan, previous=None):
    least = least_cost(problem, previous)
    if least is None:
        assert plan.status is PlanStatus.INFEASIBLE
        assert len(plan.unplaced) == len(problem.candidates)
    else:
        assert (plan.status, plan.objective.total, plan.bound, plan.gap) == (
            PlanStatus.OPTIMAL,
            least,
            least,
            0,
        )
        assert violations(problem, plan, previous) == ()


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems())
def test_the_optimum_is_that_of_trying_everything(problem):
    agrees(problem, solve(problem, clock=clock()))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_so_is_it_with_a_plan_in_force(data):
    problem = data.draw(problems())
    previous = data.draw(previous_plans(problem))
    agrees(problem, solve(problem, clock=clock(), previous=previous), previous)
