"""One thing wrong with a datum, and its sentence in French and English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from preuve.domain.reporting.cpf import words


class Severity(StrEnum):
    """What an issue prevents."""

    BLOCKING = "blocking"
    """The entry can't be sent."""
    WARNING = "warning"
    """The entry can be sent; the holder may not be found, or the datum surprises."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with one datum.

    Attributes:
        field: key of the datum, as in `grammar.BY_KEY` (``holder.sex``).
        code: what is wrong, a key of `words.SENTENCES`.
        severity: what it prevents.
        data: what fills the sentence, never personal where the datum must stay hidden.
    """

    field: str
    code: str
    severity: Severity = Severity.BLOCKING
    data: tuple[tuple[str, str], ...] = ()

    def words(self, language: str) -> str:
        """The sentence, ``fr`` or ``en``, that opens with the datum's name."""
        label = words.label(self.field, language)
        colon = " : " if language == "fr" else ": "
        return f"{label}{colon}{words.sentence(self.code, language, dict(self.data))}"


def issue(field: str, code: str, severity: Severity = Severity.BLOCKING, **data: object) -> Issue:
    """An issue whose data is written as text."""
    return Issue(field, code, severity, tuple((name, str(value)) for name, value in data.items()))
