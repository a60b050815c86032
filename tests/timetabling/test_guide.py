"""docs/timetable.md: its examples are read, and it names every term, kind of status and key."""

import re
from dataclasses import fields
from pathlib import Path

from preuve.domain.planning.check import violations
from preuve.domain.planning.model import PlanStatus, Weights
from preuve.domain.planning.plan_json import read_plan
from preuve.domain.planning.problem_json import problem_to_data, read_problem

GUIDE = (Path(__file__).parents[2] / "docs" / "timetable.md").read_text()
PROBLEM, PLAN = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)


def test_examples_are_read():
    problem, plan = read_problem(PROBLEM), read_plan(PLAN)

    assert violations(problem, plan.defences) == ()


def test_every_term_weight_status_and_key_is_told():
    for weight in fields(Weights):
        assert f"| `{weight.name}` | {weight.default:,} |" in GUIDE
    for status in PlanStatus:
        assert f"`{status}`" in GUIDE
    data = problem_to_data(read_problem(PROBLEM))
    for key in (*data, *data["jurors"][0], *data["candidates"][0], *data["panel"]):
        assert key in GUIDE
