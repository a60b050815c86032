"""What can go wrong in this package. Each error carries data; the shell makes the sentence."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.assessment.decision import DecisionProblem
    from preuve.domain.assessment.marks import MarksFault


class RegulationsFault(StrEnum):
    """Why a value of the regulations is refused."""

    UNKNOWN_KEY = "unknown_key"
    """The key is none of those the regulations know; `expected` lists them."""
    WRONG_TYPE = "wrong_type"
    """The value is of another JSON type; `expected` names the one asked for."""
    NOT_A_CHOICE = "not_a_choice"
    """The value is none of the choices listed in `expected`."""
    OUT_OF_RANGE = "out_of_range"
    """The number is outside `expected` = (least, most), both allowed."""
    EMPTY = "empty"
    """A text is blank, or a list has fewer than the items counted in `expected`."""
    REPEATED = "repeated"
    """The same code is there twice."""
    NOT_INCREASING = "not_increasing"
    """A level is worth no more than the one before it, or stops counting as acquired."""
    UNKNOWN_LEVEL = "unknown_level"
    """A level is named that the scale does not have; `expected` lists the scale."""
    CONTRADICTION = "contradiction"
    """The value can't hold beside the one at the pointer in `expected`."""


class StructureFault(StrEnum):
    """Why a structure, a scope or the regulations' codes do not fit together."""

    EMPTY = "empty"
    """No block, or a block without competence, or a competence without criterion."""
    REPEATED_CODE = "repeated_code"
    """The same block, competence or criterion code is there twice."""
    EMPTY_SCOPE = "empty_scope"
    """No block is to be assessed."""
    UNKNOWN_BLOCK = "unknown_block"
    """A block of the scope, or one acquired before, is not in the structure."""
    ALREADY_ACQUIRED = "already_acquired"
    """A block of the scope is held already: only failed blocks are retaken."""
    UNKNOWN_ELIMINATORY = "unknown_eliminatory"
    """The regulations name an eliminatory criterion that the structure does not have."""
    UNKNOWN_OPTIONAL_BLOCK = "unknown_optional_block"
    """The regulations name an optional block that the structure does not have."""
    REPEATED_JUROR = "repeated_juror"
    """The same juror is listed twice."""


class AssessmentError(Exception):
    """Base of every error of this package."""


class RegulationsError(AssessmentError):
    """A value of the regulations is refused.

    Attributes:
        pointer: JSON pointer (RFC 6901) of the value, `""` for the whole document.
        fault: why.
        found: the value met.
        expected: what would do; its shape depends on `fault`, see there.
    """

    def __init__(
        self, pointer: str, fault: RegulationsFault, *, found: object, expected: tuple[object, ...] = ()
    ) -> None:
        super().__init__(pointer, fault, found, expected)
        self.pointer = pointer
        self.fault = fault
        self.found = found
        self.expected = expected

    def under(self, prefix: str) -> RegulationsError:
        """The same error as seen from the document that holds this one at `prefix`."""
        return RegulationsError(prefix + self.pointer, self.fault, found=self.found, expected=self.expected)


class StructureError(AssessmentError):
    """The structure, the scope, the jurors and the regulations do not fit together.

    Attributes:
        fault: why.
        codes: the codes at fault, in the order met.
    """

    def __init__(self, fault: StructureFault, codes: Sequence[str] = ()) -> None:
        super().__init__(fault, tuple(codes))
        self.fault = fault
        self.codes = tuple(codes)


class MarksError(AssessmentError):
    """Marks can't be counted: nothing is proposed rather than something on part of them.

    Attributes:
        faults: every fault, in the order of the marks.
    """

    def __init__(self, faults: Sequence[MarksFault]) -> None:
        super().__init__(tuple(faults))
        self.faults = tuple(faults)


class DecisionError(AssessmentError):
    """A decision that has problems can't grant anything.

    Attributes:
        problems: what `decision_problems` found.
    """

    def __init__(self, problems: Sequence[DecisionProblem]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)
