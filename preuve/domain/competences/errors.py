"""What can go wrong with a framework; the data is on the exception, the sentences are made by the shell."""

from __future__ import annotations

from enum import StrEnum


class CompetencesError(Exception):
    """Base of the errors of this package."""


class UnreadableReason(StrEnum):
    """Why a document cannot be read at all."""

    EMPTY = "empty"
    BINARY = "binary"
    ENCODING = "encoding"
    TOO_LARGE = "too-large"
    NO_BLOCK = "no-block"
    NO_COMPETENCE = "no-competence"
    JSON = "json"
    SHAPE = "shape"
    XML = "xml"
    CSV = "csv"
    NO_FICHE = "no-fiche"
    SEVERAL_FICHES = "several-fiches"


class UnreadableDocumentError(CompetencesError):
    """The document yields no framework.

    Attributes:
        reason: which of the known reasons.
        line: line of the source where it shows, from 1.
        detail: what was found there (a format's name, a byte, a heading), empty when nothing was.
    """

    def __init__(self, reason: UnreadableReason, *, line: int = 1, detail: str = "") -> None:
        super().__init__(reason, line, detail)
        self.reason = reason
        self.line = line
        self.detail = detail


class InvalidFrameworkJsonError(CompetencesError):
    """A JSON value is not a framework.

    Attributes:
        pointer: where, as a JSON Pointer (RFC 6901); empty for the whole.
        expected: what belongs there: a JSON type, or ``key`` or ``no other key``.
        found: what is there: a JSON type, or the key that is missing or unknown.
    """

    def __init__(self, pointer: str, *, expected: str, found: str) -> None:
        super().__init__(pointer, expected, found)
        self.pointer = pointer
        self.expected = expected
        self.found = found
