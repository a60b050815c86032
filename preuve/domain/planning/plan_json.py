"""Plan files: read strictly in shape, and written. Whether ids exist is the checker's question."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from preuve.domain.planning.json_reading import Reading, parsed
from preuve.domain.planning.json_writing import rows_text
from preuve.domain.planning.model import (
    Defence,
    Objective,
    PanelMember,
    Plan,
    PlanStatus,
    Unplaced,
    Weights,
)

MOST_DEFENCES = 40_000
MOST_MEMBERS = 100
MOST_REASONS = 100
LARGEST = 2**63 - 1

_KEYS = (
    "status",
    "defences",
    "unplaced",
    "objective",
    "bound",
    "gap",
    "seconds",
    "seed",
    "solver",
)
_DEFENCE_KEYS = ("candidate", "day", "slot", "room", "panel")
_LONGEST_REASON = 2_000


def read_plan(content: str | bytes) -> Plan:
    """The plan of a file.

    Raises:
        ProblemFileError: with all that is wrong, up to fifty faults.
    """
    return plan_from_data(parsed(content))


def plan_from_data(data: object) -> Plan:
    """The plan of what `json.loads` gives.

    Raises:
        ProblemFileError: as `read_plan`.
    """
    reading = Reading()
    reader = _PlanReader(reading)
    file = reading.group(data, "", _KEYS, ("status", "defences"))
    bound, gap = file.get("bound"), file.get("gap")
    plan = Plan(
        status=reading.choice(file.get("status", "unknown"), "/status", PlanStatus),
        defences=reading.items(file.get("defences", []), "/defences", reader.defence, MOST_DEFENCES),
        unplaced=reading.items(file.get("unplaced", []), "/unplaced", reader.unplaced, MOST_DEFENCES),
        objective=reader.objective(file.get("objective")),
        bound=None if bound is None else reading.integer(bound, "/bound", -LARGEST, LARGEST),
        gap=None if gap is None else reading.number(gap, "/gap"),
        seconds=reading.number(file.get("seconds", 0.0), "/seconds"),
        seed=reading.integer(file.get("seed", 0), "/seed", -LARGEST, LARGEST),
        solver=reading.text(file.get("solver", ""), "/solver", may_be_empty=True),
    )
    reading.finish()
    return plan


class _PlanReader:
    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def defence(self, value: object, pointer: str) -> Defence:
        group = self.reading.group(value, pointer, _DEFENCE_KEYS, _DEFENCE_KEYS)
        return Defence(
            candidate=self._text(group, "candidate", pointer),
            day=self.reading.integer(group.get("day", 0), f"{pointer}/day", -LARGEST, LARGEST),
            slot=self.reading.integer(group.get("slot", 0), f"{pointer}/slot", -LARGEST, LARGEST),
            room=self._text(group, "room", pointer),
            panel=self.reading.items(group.get("panel", []), f"{pointer}/panel", self.member, MOST_MEMBERS),
        )

    def member(self, value: object, pointer: str) -> PanelMember:
        group = self.reading.group(value, pointer, ("juror", "role"), ("juror", "role"))
        return PanelMember(self._text(group, "juror", pointer), self._text(group, "role", pointer))

    def unplaced(self, value: object, pointer: str) -> Unplaced:
        group = self.reading.group(value, pointer, ("candidate", "because"), ("candidate",))
        reasons = self.reading.items(
            group.get("because", []), f"{pointer}/because", self.reason, MOST_REASONS
        )
        return Unplaced(self._text(group, "candidate", pointer), reasons)

    def reason(self, value: object, pointer: str) -> str:
        if not isinstance(value, str):
            self.reading.wrong(pointer, value, "text")
            return ""
        return value[:_LONGEST_REASON]

    def objective(self, value: object) -> Objective | None:
        if value is None:
            return None
        group = self.reading.group(value, "/objective", ("total", "terms"), ("total", "terms"))
        names = tuple(weight.name for weight in fields(Weights))
        terms = self.reading.group(group.get("terms", {}), "/objective/terms", names)
        return Objective(
            self.reading.integer(group.get("total", 0), "/objective/total", -LARGEST, LARGEST),
            {
                name: self.reading.integer(terms[name], f"/objective/terms/{name}", -LARGEST, LARGEST)
                for name in names
                if name in terms
            },
        )

    def _text(self, group: dict[str, Any], name: str, pointer: str) -> str:
        return self.reading.text(group[name], f"{pointer}/{name}") if name in group else ""


def plan_to_data(plan: Plan) -> dict[str, Any]:
    """Every value of `plan`, as `json.dumps` takes it; `plan_from_data` gives the equal plan back."""
    cost = plan.objective
    return {
        "status": str(plan.status),
        "defences": [
            {
                "candidate": defence.candidate,
                "day": defence.day,
                "slot": defence.slot,
                "room": defence.room,
                "panel": [{"juror": member.juror, "role": member.role} for member in defence.panel],
            }
            for defence in plan.defences
        ],
        "unplaced": [
            {"candidate": unplaced.candidate, "because": list(unplaced.because)} for unplaced in plan.unplaced
        ],
        "objective": None if cost is None else {"total": cost.total, "terms": dict(cost.terms)},
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": plan.seconds,
        "seed": plan.seed,
        "solver": plan.solver,
    }


def write_plan(plan: Plan) -> str:
    """The file of `plan`, one defence a line."""
    return rows_text(plan_to_data(plan))
