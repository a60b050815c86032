"""What can go wrong in this package. Each error carries data; the shell makes the sentence."""

from enum import StrEnum


class NumberFault(StrEnum):
    """Why a text is no certificate number."""

    SHAPE = "shape"
    """Its parts are not those of a number: prefix, year, rank, two check characters."""
    CHECK = "check"
    """Its check characters are not those of the rest: a character was mistyped or two were swapped."""


class CredentialsError(Exception):
    """Base of every error of this package that carries data."""


class NumberError(CredentialsError):
    """A text is no certificate number.

    Attributes:
        fault: why.
        found: the text, as given.
    """

    def __init__(self, fault: NumberFault, found: str) -> None:
        super().__init__(fault, found)
        self.fault = fault
        self.found = found
