"""What can go wrong in this package. Each error carries data; the shell makes the sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from preuve.domain.planning.file_faults import FileFault
    from preuve.domain.planning.violation import Violation


class PlanningError(Exception):
    """Base of every error of this package."""


class RequirementsError(PlanningError):
    """A number asked of a panel is out of its range.

    Attributes:
        name: the requirement.
        found: its value.
    """

    def __init__(self, name: str, found: object) -> None:
        super().__init__(name, found)
        self.name = name
        self.found = found


class OccupationError(PlanningError):
    """A slot that ends before it begins, lasts no time, or whose hours have no time zone.

    Attributes:
        slot: id of the slot.
        start: its beginning.
        end: its end.
    """

    def __init__(self, slot: str, start: datetime, end: datetime) -> None:
        super().__init__(slot, start, end)
        self.slot = slot
        self.start = start
        self.end = end


class UnknownReferenceError(PlanningError):
    """A defence names something that the problem doesn't have.

    Attributes:
        kind: "candidate", "juror" or "day".
        found: the id or number.
    """

    def __init__(self, kind: str, found: str | int) -> None:
        super().__init__(kind, found)
        self.kind = kind
        self.found = found


class BrokenPlanError(PlanningError):
    """The solver made a plan that the checker refuses; the plan is not given away.

    Attributes:
        broken: what the checker found.
    """

    def __init__(self, broken: tuple[Violation, ...]) -> None:
        super().__init__(broken)
        self.broken = broken


class ProblemFileError(PlanningError):
    """A problem or plan file that can't be used as it is.

    Attributes:
        faults: what is wrong and where, in the order of the file; at most `file_faults.MOST_FAULTS`.
    """

    def __init__(self, faults: tuple[FileFault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults
