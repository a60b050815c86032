"""What can go wrong in this package; the data is on the exception, ``Issue.words`` makes the sentences."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preuve.domain.reporting.cpf.issues import Issue


class ReportingError(Exception):
    """Base of the errors of this package."""


class NirFault(StrEnum):
    """Why a text is no NIR."""

    LENGTH = "nir-length"
    SHAPE = "nir-shape"
    KEY = "nir-key"


class NirError(ReportingError):
    """A text is no NIR. The number itself is kept out of the exception: nobody may read it in a log.

    Attributes:
        fault: why.
        length: how many characters there were, spaces left out.
    """

    def __init__(self, fault: NirFault, length: int) -> None:
        super().__init__(fault, length)
        self.fault = fault
        self.length = length


class EntryError(ReportingError):
    """An entry can't be sent as it is.

    Attributes:
        issues: everything that is missing or impossible, in the order of the flow.
    """

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(", ".join(f"{issue.field}: {issue.code}" for issue in issues))
        self.issues = issues


class AnswerFault(StrEnum):
    """Why an answer file can't be read."""

    NOT_XML = "not-xml"
    DOCUMENT_TYPE = "document-type"
    ENCODING = "encoding"
    NOT_A_REPORT = "not-a-report"
    TOO_LONG = "too-long"


class AnswerError(ReportingError):
    """An answer file can't be read.

    Attributes:
        fault: why.
        line: where, from 1.
    """

    def __init__(self, fault: AnswerFault, line: int) -> None:
        super().__init__(fault, line)
        self.fault = fault
        self.line = line


class StateError(ReportingError):
    """An event that a state doesn't take.

    Attributes:
        state: where the entry or file was.
        event: what came.
    """

    def __init__(self, state: str, event: str) -> None:
        super().__init__(state, event)
        self.state = state
        self.event = event


class CohortError(ReportingError):
    """Rows of a follow-up that can't be counted.

    Attributes:
        row: rank of the row, from 1.
        field: which datum.
        found: what it holds.
    """

    def __init__(self, row: int, field: str, found: str) -> None:
        super().__init__(row, field, found)
        self.row = row
        self.field = field
        self.found = found


class FollowUpFault(StrEnum):
    """Why an answer or a parameter of the follow-up is refused."""

    WITHOUT_JOB = "without_job"
    TOO_LONG = "too_long"
    OUT_OF_RANGE = "out_of_range"


class FollowUpError(ReportingError):
    """An answer that contradicts itself, or a parameter outside its bounds.

    Attributes:
        fault: why.
        field: which datum.
    """

    def __init__(self, fault: FollowUpFault, field: str) -> None:
        super().__init__(fault, field)
        self.fault = fault
        self.field = field
