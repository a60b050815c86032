"""What stands between a portfolio and its submission: each point, done or not, and how grave it is.

The référentiel asks for a portfolio built from cases (company or study, real or reconstructed), defended with
a presentation, on criteria that the jury must make sure of; a block is granted on its own, hence a block that
nothing claims can't be handed in, while a single criterion left open is the candidate's choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preuve.domain.evidence.coverage import Coverage


class Point(StrEnum):
    """What is looked at, in the order in which it is shown."""

    DEADLINE = "deadline"
    PRESENTATION = "presentation"
    BLOCKS = "blocks"
    CASES_DESCRIBED = "cases-described"
    CRITERIA = "criteria"
    SELF_ASSESSMENT = "self-assessment"
    EVIDENCE_CLAIMED = "evidence-claimed"


class Status(StrEnum):
    """How a point stands; only BLOCKING keeps from handing in."""

    DONE = "done"
    INFO = "info"
    WARNING = "warning"
    BLOCKING = "blocking"


@dataclass(frozen=True, slots=True)
class PortfolioFacts:
    """What the checklist needs to know.

    Attributes:
        is_late: whether the deadline has passed (there may be none).
        has_presentation: whether slides are there.
        coverage: the matrix over the blocks aimed at.
        undescribed_cases: titles of the cases without context, period or role.
        unclaimed_evidence: titles of the pieces that no claim uses.
        unassessed_competences: codes of the competences without self-assessment.
    """

    is_late: bool
    has_presentation: bool
    coverage: Coverage
    undescribed_cases: tuple[str, ...]
    unclaimed_evidence: tuple[str, ...]
    unassessed_competences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One point, how it stands, and what it is about (codes or titles; empty when done)."""

    point: Point
    status: Status
    subjects: tuple[str, ...] = ()


def checklist_of(facts: PortfolioFacts) -> tuple[Check, ...]:
    """Return every point of the checklist, in order."""
    empty_blocks = tuple(block.code for block in facts.coverage.blocks if not block.claimed)
    return (
        Check(Point.DEADLINE, Status.BLOCKING if facts.is_late else Status.DONE),
        Check(Point.PRESENTATION, Status.DONE if facts.has_presentation else Status.BLOCKING),
        _check(Point.BLOCKS, Status.BLOCKING, empty_blocks),
        _check(Point.CASES_DESCRIBED, Status.BLOCKING, facts.undescribed_cases),
        _check(Point.CRITERIA, Status.WARNING, facts.coverage.missing),
        _check(Point.SELF_ASSESSMENT, Status.WARNING, facts.unassessed_competences),
        _check(Point.EVIDENCE_CLAIMED, Status.INFO, facts.unclaimed_evidence),
    )


def may_be_submitted(checks: tuple[Check, ...]) -> bool:
    """Return whether no point is blocking."""
    return all(check.status is not Status.BLOCKING for check in checks)


def _check(point: Point, status: Status, subjects: tuple[str, ...]) -> Check:
    return Check(point, status if subjects else Status.DONE, subjects)
