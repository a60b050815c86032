"""A competence framework as plain, immutable values.

The words are those of the French Labour Code, article L6113-1: a framework ("référentiel") lists activities,
the competences that follow from them, and how these are assessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_CRITERIA_LEAD = re.compile(r"\bjury\s+s\W?assure", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the jury must make sure of.

    Attributes:
        id: code of the competence, a hyphen, rank from 1 in document order (``C1.1-1``).
        label: the part of ``text`` before its first colon; the whole when there is none.
        expectation: the part after it; empty when there is no colon.
        text: the whole item, as the document words it.
    """

    id: str
    label: str
    expectation: str
    text: str


@dataclass(frozen=True, slots=True)
class Competence:
    """One competence (``C1.1``), the ways in which it is exercised, and its criteria, in document order."""

    code: str
    statement: str
    practices: tuple[str, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class AssessmentMethod:
    """One cell of the assessment columns that opens by saying which competences it is about.

    Attributes:
        stated_range: the range as the document prints it, mistakes included (``C4.1 à C4``).
        applies_to: codes of the block's competences that the range covers, in document order.
        steps: the paragraphs under the range, in document order.
    """

    stated_range: str
    applies_to: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def introduces_criteria(self) -> bool:
        """Whether this cell is the lead of the criteria ("Le jury s’assure que/de/du :"), not a modality."""
        return any(_CRITERIA_LEAD.search(step) for step in self.steps)


@dataclass(frozen=True, slots=True)
class Block:
    """Competences assessed and granted as one; ``Bloc 1`` of the document has the code ``BC1``."""

    code: str
    title: str
    introduction: str
    activities: tuple[str, ...]
    assessment_methods: tuple[AssessmentMethod, ...]
    competences: tuple[Competence, ...]


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """An oddity of the document, kept as it is and pointed at.

    Attributes:
        code: stable identifier of the kind of oddity (``range-incomplete``).
        line: line of the source, from 1.
        message: one French sentence for the person who reviews the draft.
    """

    code: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A line of the source (from 1) whose words belong to no item: template, page furniture, stray text."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A whole framework, as read from a document; ``warnings`` and ``unassigned`` are about the reading."""

    title: str
    certifier: str
    blocks: tuple[Block, ...]
    warnings: tuple[ReadingWarning, ...] = ()
    unassigned: tuple[Unassigned, ...] = ()

    @property
    def competences(self) -> tuple[Competence, ...]:
        """Competences of all blocks, in document order."""
        return tuple(competence for block in self.blocks for competence in block.competences)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Criteria of all competences, in document order."""
        return tuple(criterion for competence in self.competences for criterion in competence.criteria)


def split_criterion(text: str) -> tuple[str, str]:
    """Label and expectation of a criterion: what stands before and after its first colon.

    A colon counts when white space or the end follows it; without one, the label is the whole text and
    the expectation is empty.
    """
    found = re.search(r"\s*:(?=\s|$)\s*", text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")
