"""Plan files: round trip, and what is refused."""

import pytest

from preuve.domain.planning.costs import objective
from preuve.domain.planning.errors import ProblemFileError
from preuve.domain.planning.file_faults import FaultCode
from preuve.domain.planning.model import Defence, Objective, PanelMember, Plan, PlanStatus, Unplaced
from preuve.domain.planning.plan_json import plan_from_data, plan_to_data, read_plan, write_plan
from tests.factories.timetables import good, problem

FULL = Plan(
    PlanStatus.FEASIBLE,
    good()[:3],
    (Unplaced("c4", ("« pas de salle »",)), Unplaced("c5")),
    objective(problem(), good()[:3]),
    bound=12,
    gap=0.25,
    seconds=1.5,
    seed=7,
    solver="x 1",
)


@pytest.mark.parametrize("plan", [FULL, Plan(PlanStatus.UNKNOWN)])
def test_a_plan_comes_back_equal(plan):
    assert read_plan(write_plan(plan)) == plan


def test_only_status_and_defences_are_needed():
    data = {
        "status": "optimal",
        "defences": [
            {"candidate": "c", "day": 0, "slot": -1, "room": "A", "panel": [{"juror": "j", "role": "chair"}]}
        ],
        "objective": {"total": 3, "terms": {"placed": 3}},
    }

    assert plan_from_data(data) == Plan(
        PlanStatus.OPTIMAL,
        (Defence("c", 0, -1, "A", (PanelMember("j", "chair"),)),),
        objective=Objective(3, {"placed": 3}),
    )


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"status": "done"}, "/status", FaultCode.NOT_A_CHOICE),
        ({"defences": [{"day": 1, "slot": 0, "room": "A", "panel": []}]}, "/defences/0", FaultCode.MISSING),
        ({"unplaced": [{"candidate": "c", "because": "x"}]}, "/unplaced/0/because", FaultCode.WRONG_TYPE),
        ({"unplaced": [{"candidate": "c", "because": [1]}]}, "/unplaced/0/because/0", FaultCode.WRONG_TYPE),
        ({"objective": {"total": 1, "terms": {"x": 1}}}, "/objective/terms/x", FaultCode.UNKNOWN_KEY),
        ({"gap": "0"}, "/gap", FaultCode.WRONG_TYPE),
        ({"gap": True}, "/gap", FaultCode.WRONG_TYPE),
        ({"bound": 2**70}, "/bound", FaultCode.OUT_OF_RANGE),
        ({"plan": 1}, "/plan", FaultCode.UNKNOWN_KEY),
    ],
)
def test_a_wrong_plan_is_refused_at_its_place(changes, pointer, code):
    with pytest.raises(ProblemFileError) as raised:
        plan_from_data({**plan_to_data(FULL), **changes})

    assert [(each.pointer, each.code) for each in raised.value.faults] == [(pointer, code)]
