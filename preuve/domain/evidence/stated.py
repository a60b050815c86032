"""For inspectors of many formats: a table of readers, and what each gathers on the way.

An inspector whose formats are all *read into a model, then stated* needs nothing but that table: inspecting
and comparing are written here once. Inspectors that do more (companions, formats that share one report)
implement the contract themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from preuve.domain.evidence.contract import (
    Comparison,
    Description,
    Fact,
    Finding,
    Inspection,
    Inspector,
    Limit,
)
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.collecting import without_collections
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, FactKind, FindingKind, Place, Value


@dataclass(slots=True)
class Stated:
    """What one reader states of one file, gathered on the way."""

    facts: list[Fact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    producer: str = ""
    produced_at: str = ""
    period: tuple[str, str] = ("", "")
    target: str = ""
    measures: dict[str, Any] = field(default_factory=dict)

    def fact(self, kind: FactKind, value: Value, places: Iterable[Place], **values: Value) -> None:
        """State a fact."""
        self.facts.append(kind.state(value, places, **values))

    def finding(self, kind: FindingKind, places: Iterable[Place], **values: Value) -> None:
        """State a finding whose value is how many places it has; nothing when it has none."""
        found = list(places)
        self.counted(kind, len(found), found, **values)

    def counted(self, kind: FindingKind, count: int, places: Iterable[Place], **values: Value) -> None:
        """As `finding`, with places that are looked for only as far as they are kept."""
        if count:
            self.findings.append(kind.state(count, places, **values))

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
    """How a format is read into a model and stated, and what holds two of its family side by side.

    `compare` takes both models and answers with what changed and whether the scope is the same; two formats
    compare when they name the same function.
    """

    read: Callable[[Artefact], Any]
    state: Callable[[Any, Artefact, Context], Stated]
    compare: Callable[[Any, Any], tuple[Stated, bool]] | None = None


class ReadersInspector(Inspector):
    """An inspector that is its table of readers."""

    #: format's id → its reader.
    readers: ClassVar[Mapping[str, Reader]]

    @without_collections
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State what the first file describes; others are not read with it.

        Raises:
            UnreadableArtefactError: with its place.
        """
        artefact = artefacts[0]
        format_id = self.format_of(Head.of(artefact)).id
        reader = self.readers[format_id]
        stated = reader.state(reader.read(artefact), artefact, context)
        return Inspection(
            self.id,
            self.version,
            stated.description(artefact, format_id),
            tuple(stated.facts),
            tuple(stated.findings),
            tuple(stated.limits),
            measures=stated.measures,
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:
        """Hold two files of one family side by side.

        Raises:
            UnreadableArtefactError: NOT_COMPARABLE when they are of no common family; or as `inspect`.
        """
        ids = [self.format_of(Head.of(each)).id for each in (before, after)]
        readers = [self.readers[each] for each in ids]
        compare = readers[0].compare
        if compare is None or compare is not readers[1].compare:
            raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE, after.place(), " / ".join(ids))
        models = [reader.read(each) for reader, each in zip(readers, (before, after), strict=True)]
        described = [
            reader.state(model, each, context).description(each, format_id)
            for reader, model, each, format_id in zip(readers, models, (before, after), ids, strict=True)
        ]
        stated, same = compare(*models)
        return Comparison(
            self.id,
            self.version,
            described[0],
            described[1],
            same,
            tuple(stated.facts),
            tuple(stated.findings),
            tuple(stated.limits),
        )
