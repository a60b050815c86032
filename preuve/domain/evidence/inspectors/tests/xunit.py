"""xUnit.net results, version 2 and 3 (`assemblies`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tests.model import Outcome, Run, inside, seconds_of, xml_placed
from preuve.domain.evidence.reading.xml import Element, elements, local, place_of, text_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_OUTCOMES = {
    "Pass": Outcome.PASSED,
    "Fail": Outcome.FAILED,
    "Skip": Outcome.SKIPPED,
    "NotRun": Outcome.SKIPPED,
}


def sniff(head: Head) -> float:
    """Recognise xUnit.net by its root and the assembly's attributes."""
    name = head.xml_root[0]
    if name not in {"assemblies", "assembly"}:
        return 0.0
    return 1.0 if "test-framework=" in head.text or "<collection" in head.text else 0.2


def read(artefact: Artefact, *, keep: bool = False) -> Run:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY with `keep`.
    """
    run = Run(artefact, xml_placed(artefact, "test"), keep=keep)
    before = (0, 0, 0)
    for event, element in elements(artefact, "test", "collection", "assembly"):
        tag = local(element)
        if event == "root":
            run.root = place_of(artefact, element)
        elif tag == "test":
            _case(run, element)
        elif tag == "collection":
            run.suites += 1
        else:
            before = _assembly(run, element, before)
    return run


def _case(run: Run, element: Element) -> None:
    outcome = _OUTCOMES.get(element.get("result") or "", Outcome.OTHER)
    if outcome is Outcome.SKIPPED:
        run.skip(element.get("name") or "", text_of(element, "reason"), element.sourceline or 0)
    if len(element):
        run.tag([_tag(each) for each in inside(element, "traits", "trait")], outcome)
    seconds = seconds_of(element.get("time"))
    if not run.counted(outcome, seconds):
        run.case(element.get("name") or "", outcome, seconds, element.sourceline or 0)


def _tag(trait: Element) -> str:
    name, value = trait.get("name") or "", trait.get("value") or ""
    return value if name == "Category" else f"{name}={value}"


def _assembly(run: Run, element: Element, before: tuple[int, int, int]) -> tuple[int, int, int]:
    """Hold an assembly's counters against the cases read since the one before."""

    def place() -> Place:
        return place_of(run.artefact, element)

    now = (run.total, run.failures, run.outcomes[Outcome.PASSED])
    names = ("total", "failed", "passed")
    for name, first, last in zip(names, before, now, strict=True):
        run.announce(name, element.get(name), (last - first,), place)
    run.provenance.moment(f"{element.get('run-date') or ''}T{element.get('run-time') or ''}", place)
    run.provenance.producer = run.provenance.producer or (element.get("test-framework") or "")
    run.provenance.target = run.provenance.target or (element.get("name") or "")
    return now
