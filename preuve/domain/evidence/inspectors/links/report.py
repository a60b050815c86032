"""What one reading gathers before it becomes an `Inspection`: statements, provenance, and what compares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Description

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from preuve.domain.evidence.contract import (
        Artefact,
        Context,
        Fact,
        FactKind,
        Finding,
        FindingKind,
        Format,
        Limit,
        LimitKind,
        Place,
        Value,
    )


@dataclass(slots=True)
class Report:
    """Statements about one artefact.

    Attributes:
        companions: those that were read with it.
        weaknesses: what the findings name, each with its place: held against another artefact's.
        items: what the artefact lists (certificates, tunnels, versions of TLS), as above.
        scope: what both sides of a comparison must share; ``""`` when the artefact doesn't say.
    """

    facts: list[Fact] = field(default_factory=list)
    companions: list[Artefact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    producer: str = ""
    produced_at: str = ""
    period: tuple[str, str] = ("", "")
    target: str = ""
    scope: str = ""
    weaknesses: dict[str, Place] = field(default_factory=dict)
    items: dict[str, Place] = field(default_factory=dict)

    def fact(self, kind: FactKind, value: Value, places: Iterable[Place], **values: Value) -> None:
        """Add a fact."""
        self.facts.append(kind.state(value, places, **values))

    def finding(self, kind: FindingKind, value: Value, places: Iterable[Place], **values: Value) -> None:
        """Add a finding."""
        self.findings.append(kind.state(value, places, **values))

    def listed(self, kind: FindingKind, found: Sequence[tuple[str, Place]], **values: Value) -> None:
        """Add a finding whose value lists the names in `found` once each; nothing when there is none.

        Each name also counts as a weakness, for comparisons.
        """
        if not found:
            return
        names = list(dict.fromkeys(name for name, _ in found))
        self.findings.append(kind.state(names, (place for _, place in found), **values))
        for name, place in found:
            self.weaknesses.setdefault(f"{kind.code.partition('.')[2]}: {name}", place)

    def limit(self, *kinds: LimitKind) -> None:
        """Add limits without values."""
        self.limits.extend(kind.state() for kind in kinds)

    def description(self, artefact: Artefact, format_id: str) -> Description:
        """Return what the artefact says of itself."""
        return Description(
            artefact.sha256,
            artefact.name,
            artefact.size,
            format_id,
            self.producer,
            self.produced_at,
            self.period,
            self.target,
        )


@dataclass(frozen=True, slots=True)
class Reader:
    """A format, the subject it belongs to, and what states it from the artefact and its companions."""

    format: Format
    subject: str
    state: Callable[[Artefact, Sequence[Artefact], Context], Report]
