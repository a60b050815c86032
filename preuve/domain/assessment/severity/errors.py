"""What can be wrong with a table of marks. Each error carries data; the shell makes the sentence."""

from __future__ import annotations

from enum import StrEnum

from preuve.domain.assessment.errors import AssessmentError


class TableFault(StrEnum):
    """Why a table of marks can't be read."""

    LENGTHS_DIFFER = "lengths_differ"
    """Indices and values are not equally long."""
    UNKNOWN_INDEX = "unknown_index"
    """An index points to no candidate, juror or criterion of the table."""
    NOT_FINITE = "not_finite"
    """A value is infinite. (NaN is a missing mark.)"""
    REPEATED_MARK = "repeated_mark"
    """The same juror marks the same candidate on the same criterion twice."""


class SeverityError(AssessmentError):
    """Base of the errors of this package."""


class TableError(SeverityError):
    """A table of marks is refused.

    Attributes:
        fault: why.
        row: position of the first mark at fault, from 0; None when the fault is of the whole table.
    """

    def __init__(self, fault: TableFault, row: int | None = None) -> None:
        super().__init__(fault, row)
        self.fault = fault
        self.row = row
