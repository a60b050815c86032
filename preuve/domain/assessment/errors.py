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


class RatingsFault(StrEnum):
    """Why marks can't be laid out as a table of units and jurors."""

    UNKNOWN_CRITERION = "unknown_criterion"
    """No mark and no name of that criterion; `found` names it."""
    NOT_A_MATRIX = "not_a_matrix"
    """Units × jurors has two dimensions; `found` is the number met."""
    NOT_FINITE = "not_finite"
    """A mark is infinite or not a number."""
    OUT_OF_SCALE = "out_of_scale"
    """A mark is none of the values of the scale given."""


class RatingsError(AssessmentError):
    """A caller gave marks, or asked for some, that can't be.

    Attributes:
        fault: why.
        found: what was met.
    """

    def __init__(self, fault: RatingsFault, found: object) -> None:
        super().__init__(fault, found)
        self.fault = fault
        self.found = found


class MarksFileFault(StrEnum):
    """Why a file of marks is refused."""

    EMPTY = "empty"
    """Nothing, or no line below the header."""
    NOT_TEXT = "not_text"
    """The bytes are neither UTF-8 nor Windows-1252, or hold a zero (`found`: the byte)."""
    NOT_CSV = "not_csv"
    """A quotation mark is out of place or never closed (`found`: the reader's words)."""
    MISSING_COLUMN = "missing_column"
    """The header has no such column."""
    REPEATED_COLUMN = "repeated_column"
    """The header has it twice."""
    WRONG_WIDTH = "wrong_width"
    """The line has more or fewer fields than the header (`found`: how many)."""
    NO_NAME = "no_name"
    """Candidate, juror or criterion is blank."""
    NOT_A_NUMBER = "not_a_number"
    """The value is neither blank nor a number."""
    NOT_FINITE = "not_finite"
    """The value is infinite or "not a number"."""
    TOO_LARGE = "too_large"
    """The value is beyond a thousand million: no mark is."""
    REPEATED_MARK = "repeated_mark"
    """The same juror marks the same candidate twice on a criterion (`found`: the line of the first)."""


class MarksFileError(AssessmentError):
    """A file of marks is refused as a whole: figures on part of it would mislead.

    Attributes:
        fault: why.
        line: line of the file, from 1.
        column: name of the column, `""` where the whole line is at fault.
        found: what stands there.
    """

    def __init__(self, fault: MarksFileFault, line: int, column: str = "", found: str = "") -> None:
        super().__init__(fault, line, column, found)
        self.fault = fault
        self.line = line
        self.column = column
        self.found = found
