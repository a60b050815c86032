"""What one reading gathers before it becomes an `Inspection`: statements, provenance, measures, items."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Description
from preuve.domain.evidence.serialise import place_json

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
        Json,
        Limit,
        LimitKind,
        Place,
        Value,
    )


@dataclass(slots=True)
class Report:
    """Statements about one artefact.

    Attributes:
        measures: what joins read, see `inspector`.
        weaknesses: what the findings name, each with its place: held against another artefact's.
        items: what the artefact lists (backups, files), as above; values that compare with it.
        unplaced: gives further items of a long list, whose places only a comparison needs.
        complete: the items are all those of what the artefact is about, so that one that lacks isn't there.
        scope: what both sides of a comparison must share; ``""`` when the artefact doesn't say.
    """

    facts: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    producer: str = ""
    produced_at: str = ""
    period: tuple[str, str] = ("", "")
    target: str = ""
    scope: str = ""
    measures: dict[str, Json] = field(default_factory=dict)
    weaknesses: dict[str, Place] = field(default_factory=dict)
    items: dict[str, tuple[str, Place]] = field(default_factory=dict)
    complete: bool = True
    unplaced: Callable[[], dict[str, tuple[str, Place]]] = dict

    def fact(self, kind: FactKind, value: Value, places: Iterable[Place], **values: Value) -> None:
        """Add a fact."""
        self.facts.append(kind.state(value, places, **values))

    def finding(self, kind: FindingKind, value: Value, places: Sequence[Place], **values: Value) -> None:
        """Add a finding, also a weakness by its code."""
        self.findings.append(kind.state(value, places, **values))
        self.weaknesses.setdefault(kind.code.partition(".")[2], places[0])

    def listed(self, kind: FindingKind, found: Sequence[tuple[str, Place]], **values: Value) -> None:
        """Add a finding whose value lists the names in `found` once each; nothing when there is none.

        ``total`` is how many there are, unless `values` says it: readers of logs keep only the first ones.
        """
        if not found:
            return
        names = list(dict.fromkeys(name for name, _ in found))
        values.setdefault("total", len(found))
        self.findings.append(kind.state(names, (place for _, place in found), **values))
        for name, place in found:
            self.weaknesses.setdefault(f"{kind.code.partition('.')[2]}: {name}", place)

    def limit(self, *kinds: LimitKind) -> None:
        """Add limits without values."""
        self.limits.extend(kind.state() for kind in kinds)

    def measure(self, name: str, values: dict[str, Json], place: Place) -> None:
        """Add one measure for joins, with its place."""
        self.measures.setdefault(name, []).append({**values, "place": place_json(place)})

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
