"""Examine files: recognise, open what holds others, inspect, compare. Runs inside the sandbox, or a test."""

from __future__ import annotations

import encodings.cp1252
import encodings.idna
import encodings.latin_1
import encodings.utf_16
import encodings.utf_16_be
import encodings.utf_16_le
import encodings.utf_32
import sys
import traceback
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Context, Inspector
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.guard import hit_json, scan
from preuve.domain.evidence.links import linked
from preuve.domain.evidence.reading.archives import MAX_DEPTH, members
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.recognition import candidates
from preuve.domain.evidence.serialise import comparison_json, inspection_json, place_json
from preuve.inspection import registry
from preuve.inspection.links import links_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.links import LinkSet

FORMAT = "preuve-report/1"
#: Members of one archive or repository that are inspected; the others are counted.
MAX_INSPECTED = 200
#: What is imported late elsewhere and must be there before the process is confined.
_LATE = (
    encodings.cp1252, encodings.idna, encodings.latin_1, encodings.utf_16, encodings.utf_16_be,
    encodings.utf_16_le, encodings.utf_32,
)  # fmt: skip


def prepare() -> None:
    """Load every inspector and every late import."""
    import python_calamine  # noqa: F401, PLC0415 - see `reading.tables.sheets`

    registry.inspectors()
    links_of("")


def examined(  # noqa: PLR0913 - the parts of one request
    files: Sequence[Artefact],
    *,
    as_of: datetime,
    kind: str = "",
    before: Sequence[Artefact] = (),
    companions: Sequence[Artefact] = (),
    people: tuple[str, ...] = (),
    declared: Mapping[str, float] | None = None,
    framework: str = "",
    compare_only: bool = False,
    guard: bool = False,
) -> dict[str, Any]:
    """Return the report of `files`, and of what changed since `before`; see `sandbox.examine`."""
    run = _Run(Context(as_of, people, declared or {}), links_of(framework), kind, guard=guard)
    report = {
        "format": FORMAT,
        "files": [] if compare_only else [run.file(each, companions) for each in files],
    }
    comparisons, unreadable = run.compared(before, files) if before else ([], [])
    return {**report, "comparisons": comparisons, "unreadable": unreadable}


class _Run:
    def __init__(self, context: Context, links: LinkSet, kind: str, *, guard: bool) -> None:
        self.guard = guard
        self.context = context
        self.links = links
        self.kind = kind
        self.inspectors = registry.inspectors()

    def file(self, artefact: Artefact, companions: Sequence[Artefact]) -> dict[str, Any]:
        head = Head.of(artefact)
        found = candidates(self.inspectors.values(), head)
        report: dict[str, Any] = {
            "name": artefact.name,
            "sha256": artefact.sha256,
            "size": artefact.size,
            "archive": head.archive,
            "kinds": [
                {
                    "inspector": each.inspector,
                    "format": each.format,
                    "label": each.label,
                    "confidence": each.confidence,
                }
                for each in found
            ],
            "inspections": [],
            "unreadable": [],
            "unknown_members": 0,
            "guard": [hit_json(hit) for hit in scan(artefact)] if self.guard else [],
        }
        chosen = self.kind or (found[0].inspector if found else "")
        if chosen:
            self._inspect(report, chosen, artefact, companions)
            self._members(report, self.inspectors[chosen].members(artefact), chosen)
        elif head.archive:
            self._members(report, members(artefact), "")
        return report

    def _inspect(
        self, report: dict[str, Any], chosen: str, artefact: Artefact, companions: Sequence[Artefact]
    ) -> None:
        inspector = self.inspectors[chosen]
        alike = [
            each
            for each in companions
            if each.sha256 != artefact.sha256 and inspector.sniff(Head.of(each)) >= 0.5  # noqa: PLR2004 - likely
        ]
        try:
            inspection = linked(_guarded(inspector, artefact, alike, self.context), self.links)
            report["inspections"].append(inspection_json(inspection))
        except UnreadableArtefactError as error:
            report["unreadable"].append(unreadable_json(error, chosen, artefact.name))

    def _members(
        self, report: dict[str, Any], inside: Iterator[Artefact], chosen: str, depth: int = 1
    ) -> None:
        try:
            for artefact in inside:
                self._member(report, artefact, depth)
        except UnreadableArtefactError as error:
            report["unreadable"].append(unreadable_json(error, chosen, report["name"]))

    def _member(self, report: dict[str, Any], artefact: Artefact, depth: int) -> None:
        head = Head.of(artefact)
        found = candidates(self.inspectors.values(), head)
        if head.archive and not found and depth < MAX_DEPTH:
            self._members(report, members(artefact), "", depth + 1)
        elif not found or len(report["inspections"]) >= MAX_INSPECTED:
            report["unknown_members"] += 1
        else:
            self._inspect(report, found[0].inspector, artefact, ())

    def compared(
        self, before: Sequence[Artefact], after: Sequence[Artefact]
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        comparisons, unreadable = [], []
        for old, new in zip_longest(before, after):
            if old is None or new is None:
                error = UnreadableArtefactError(Unreadable.NOT_COMPARABLE)
                unreadable.append(unreadable_json(error, "", (old or new).name))
                continue
            chosen = self.kind or self._common(old, new)
            try:
                comparisons.append(comparison_json(linked(self._compare(chosen, old, new), self.links)))
            except UnreadableArtefactError as error:
                unreadable.append(unreadable_json(error, chosen, new.name))
        return comparisons, unreadable

    def _common(self, old: Artefact, new: Artefact) -> str:
        """The inspector surest of both files; ``""`` when none claims both."""
        claims = [
            {each.inspector: each.confidence for each in candidates(self.inspectors.values(), Head.of(file))}
            for file in (old, new)
        ]
        both = {name: claims[0][name] + claims[1][name] for name in claims[0] if name in claims[1]}
        return max(both, key=lambda name: both[name], default="")

    def _compare(self, chosen: str, old: Artefact, new: Artefact) -> Any:
        if not chosen:
            raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE)
        try:
            return self.inspectors[chosen].compare(old, new, self.context)
        except (UnreadableArtefactError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - a defect of one inspector must not cost the others' statements
            traceback.print_exc(file=sys.stderr)
            raise UnreadableArtefactError(Unreadable.DEFECT, new.place()) from None


def _guarded(
    inspector: Inspector, artefact: Artefact, companions: Sequence[Artefact], context: Context
) -> Any:
    try:
        return inspector.inspect((artefact, *companions), context)
    except (UnreadableArtefactError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - as in `_compare`
        traceback.print_exc(file=sys.stderr)
        raise UnreadableArtefactError(Unreadable.DEFECT, artefact.place()) from None


def unreadable_json(error: UnreadableArtefactError, inspector: str, name: str) -> dict[str, Any]:
    """Return an error as plain JSON."""
    return {
        "inspector": inspector,
        "name": name,
        "reason": error.reason.value,
        "detail": error.detail,
        "fr": error.sentence("fr"),
        "en": error.sentence("en"),
        "place": place_json(error.place) if error.place else None,
    }
