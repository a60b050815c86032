"""The points of the checklist that come from the guard and the inspectors, beside those of the domain."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from preuve.domain.evidence.checklist import Check, Status


class ReadingPoint(StrEnum):
    """What the checklist looks at beside the domain's points: what the guard and the inspectors left open."""

    WARNINGS = "warnings"
    READINGS = "readings"
    FINDINGS = "findings"


OPEN_STATUS = {
    ReadingPoint.WARNINGS: Status.BLOCKING,
    ReadingPoint.READINGS: Status.WARNING,
    ReadingPoint.FINDINGS: Status.WARNING,
}


@dataclass(frozen=True, slots=True)
class ReadingCheck:
    """One such point, as the domain's `Check`."""

    point: ReadingPoint
    status: Status
    subjects: tuple[str, ...] = ()


def reading_check(point: ReadingPoint, subjects: Iterable[str]) -> ReadingCheck:
    """Return how a point stands: done when it is about nothing."""
    about = tuple(subjects)
    return ReadingCheck(point, OPEN_STATUS[point] if about else Status.DONE, about)


def is_ready(checks: Iterable[Check | ReadingCheck]) -> bool:
    """Return whether no point keeps the portfolio from being handed in."""
    return all(check.status is not Status.BLOCKING for check in checks)
