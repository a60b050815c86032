"""What the regulations propose to the panel: a tree from the certification down to the criterion.

Every outcome carries the facts that led to it, as codes and numbers, so that a person can be told why.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from preuve.domain.assessment.spread import Spread


class Outcome(StrEnum):
    """Result on a competence, a block or the certification. A proposal that can't be made is None."""

    NOT_ACQUIRED = "not_acquired"
    PARTIALLY_ACQUIRED = "partially_acquired"
    ACQUIRED = "acquired"


class FactCode(StrEnum):
    """What was looked at. `reached` and `needed` are shares of 1 or counts, as each line says."""

    MARKS_MISSING = "marks_missing"
    """Competence: `subjects` are criteria that some juror has not marked; marks given, marks expected."""
    TOO_FEW_MARKS = "too_few_marks"
    """Competence: `subjects` are criteria with fewer levels than `CriterionRule.minimum_marks` after
    abstentions; `reached` is the least of their counts, `needed` the minimum."""
    ELIMINATORY_FAILED = "eliminatory_failed"
    """Competence, block: `subjects` are eliminatory criteria that are not acquired; no numbers."""
    CRITERIA_ACQUIRED = "criteria_acquired"
    """Competence: share of criteria acquired; `subjects` are those that are not."""
    CRITERIA_PARTLY_ACQUIRED = "criteria_partly_acquired"
    """Competence that is not acquired: share above the lowest level; `subjects` are the others."""
    COMPETENCES_UNDECIDED = "competences_undecided"
    """Block: `subjects` are competences without a proposal; no numbers."""
    COMPETENCES_ACQUIRED = "competences_acquired"
    """Block: share of competences acquired; `subjects` are those that are not."""
    POINTS = "points"
    """Block: share of the points of its criteria; `subjects` are competences that are not acquired."""
    BLOCKS_UNDECIDED = "blocks_undecided"
    """Certification: `subjects` are blocks without a proposal; no numbers."""
    BLOCKS_ACQUIRED = "blocks_acquired"
    """Certification: count of compulsory blocks acquired, before or now; `subjects` are the others."""
    OPTIONAL_BLOCKS_ACQUIRED = "optional_blocks_acquired"
    """Certification: counts of optional blocks acquired; `subjects` are those that are not."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing looked at, what was reached and what was needed.

    Attributes:
        code: what was looked at.
        met: whether it was enough.
        subjects: the codes concerned, in the order of the framework.
        reached: what there is, or None when the fact is no matter of quantity.
        needed: what is asked, in the unit of `reached`.
    """

    code: FactCode
    met: bool
    subjects: tuple[str, ...] = ()
    reached: Fraction | int | None = None
    needed: Fraction | int | None = None


class Cell(NamedTuple):
    """One juror's answer on one criterion: a level, an abstention, or neither (not marked)."""

    juror: str
    level: str | None
    abstained: bool

    @property
    def missing(self) -> bool:
        """The juror has not marked this criterion."""
        return self.level is None and not self.abstained


@dataclass(frozen=True, slots=True)
class CriterionProposal:
    """A criterion: what each juror gave, and what it comes to.

    Attributes:
        code: id of the criterion.
        cells: one per juror who sits, in the order given to `proposed_outcome`.
        level: merged level; None when marks are missing or too few.
        acquired: whether the merged level counts as acquired; None with `level`.
        spread: disagreement between the levels given so far; None when there is none.
    """

    code: str
    cells: tuple[Cell, ...]
    level: str | None
    acquired: bool | None
    spread: Spread | None

    @property
    def waiting(self) -> bool:
        """Some juror has not marked this criterion."""
        return any(cell.missing for cell in self.cells)


@dataclass(frozen=True, slots=True)
class CompetenceProposal:
    """A competence: proposed outcome (None: undecidable), why, and its criteria."""

    code: str
    outcome: Outcome | None
    facts: tuple[Fact, ...]
    criteria: tuple[CriterionProposal, ...]


@dataclass(frozen=True, slots=True)
class BlockProposal:
    """A block: proposed outcome (None: undecidable), why, and its competences."""

    code: str
    outcome: Outcome | None
    facts: tuple[Fact, ...]
    competences: tuple[CompetenceProposal, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The whole proposal for one candidate.

    Attributes:
        outcome: of the certification (None: undecidable). ACQUIRED needs the blocks of the whole
            certification, those acquired before counted; PARTIALLY_ACQUIRED means one block at least.
        facts: why.
        blocks: those assessed now, in the order of the framework.
        acquired_before: codes of blocks held already, in the order of the framework.
        all_blocks: codes of all blocks of the certification.
    """

    outcome: Outcome | None
    facts: tuple[Fact, ...]
    blocks: tuple[BlockProposal, ...]
    acquired_before: tuple[str, ...]
    all_blocks: tuple[str, ...]

    def competences(self) -> Iterator[CompetenceProposal]:
        """Competences of the blocks assessed now, in order."""
        return (competence for block in self.blocks for competence in block.competences)

    def criteria(self) -> Iterator[CriterionProposal]:
        """Criteria of the blocks assessed now, in order."""
        return (criterion for competence in self.competences() for criterion in competence.criteria)

    def missing(self) -> tuple[tuple[str, str], ...]:
        """(juror, criterion) of every mark that is still to come, in the order of the framework."""
        return tuple(
            (cell.juror, item.code) for item in self.criteria() for cell in item.cells if cell.missing
        )

    def by_disagreement(self) -> tuple[CriterionProposal, ...]:
        """Criteria from the widest spread to none, then those without any level; in order where equal."""
        spread = [(item, item.spread) for item in self.criteria()]
        known = sorted((pair for pair in spread if pair[1] is not None), key=_second, reverse=True)
        return tuple(item for item, _ in known) + tuple(item for item, value in spread if value is None)


def _second(pair: tuple[CriterionProposal, Spread | None]) -> Spread:
    assert pair[1] is not None  # noqa: S101 - narrows the type; the caller kept those only
    return pair[1]
