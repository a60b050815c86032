"""Whose file is it: every inspector is asked, from the content; nobody is asked first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preuve.domain.evidence.contract import Inspector
    from preuve.domain.evidence.reading.head import Head

#: Below this an inspector doesn't claim a file.
CLAIMS = 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """An inspector that claims a file, the format it takes it for, and how sure it is (0.3 to 1)."""

    inspector: str
    format: str
    label: str
    confidence: float


def candidates(inspectors: Iterable[Inspector], head: Head) -> tuple[Candidate, ...]:
    """Return who claims the file, surest first, then by id; () when the kind is unknown."""
    found = []
    for inspector in inspectors:
        confidence = inspector.sniff(head)
        if confidence >= CLAIMS:
            best = inspector.format_of(head)
            found.append(Candidate(inspector.id, best.id, best.label, min(confidence, 1.0)))
    return tuple(sorted(found, key=lambda each: (-each.confidence, each.inspector)))
