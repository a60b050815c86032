"""TRX of Visual Studio Test and `dotnet test` (schema vstst.xsd, namespace TeamTest/2010)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tests.model import Outcome, Run, inside, named, xml_placed
from preuve.domain.evidence.reading.xml import Element, child, elements, local, place_of, text_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_OUTCOMES = {
    "Passed": Outcome.PASSED,
    "PassedButRunAborted": Outcome.PASSED,
    "Failed": Outcome.FAILED,
    "Error": Outcome.ERROR,
    "Timeout": Outcome.ERROR,
    "Aborted": Outcome.ERROR,
    "NotExecuted": Outcome.SKIPPED,
    "NotRunnable": Outcome.SKIPPED,
}
_DURATION = re.compile(r"(?:(\d{1,6})\.)?(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$", re.ASCII)
_RESULTS = ("UnitTestResult", "GenericTestResult", "ManualTestResult", "WebTestResult")
_MEANS_WELL = frozenset({"Passed", "Completed"})
_MEANS_ILL = frozenset({"Failed", "Aborted", "Error", "Timeout", "Disconnected"})


def sniff(head: Head) -> float:
    """Recognise TRX by its root and namespace."""
    name, space, _ = head.xml_root
    if name != "TestRun":
        return 0.0
    return 1.0 if "/TeamTest/" in space else 0.3


def read(artefact: Artefact, *, keep: bool = False) -> Run:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY with `keep`.
    """
    run = Run(artefact, xml_placed(artefact, "UnitTestResult", "testName"), keep=keep)
    classes = _classes(artefact) if keep else {}
    for event, element in elements(artefact, *_RESULTS, "UnitTest", "Times", "ResultSummary"):
        tag = local(element)
        if event == "root":
            run.root = place_of(artefact, element)
        elif tag == "Times":
            for name in ("start", "finish", "creation"):
                run.provenance.moment(element.get(name) or "", lambda at=element: place_of(artefact, at))  # type: ignore[misc] # bound at once
        elif tag == "ResultSummary":
            _summary(run, element)
        elif tag != "UnitTest" and not (len(element) and child(element, "InnerResults") is not None):
            _case(run, element, classes)
    return run


def _classes(artefact: Artefact) -> dict[str, str]:
    """Return the class of each test: a method's name alone does not tell two tests apart."""
    found = {}
    for event, element in elements(artefact, "UnitTest"):
        method = child(element, "TestMethod") if event == "end" else None
        if method is not None:
            found[element.get("id") or ""] = (method.get("className") or "").partition(",")[0]
    return found


def _case(run: Run, element: Element, classes: dict[str, str]) -> None:
    outcome = _OUTCOMES.get(element.get("outcome") or "", Outcome.OTHER)
    if outcome is Outcome.SKIPPED:
        output = child(element, "Output")
        reason = text_of(output, "ErrorInfo/Message") or text_of(output, "StdOut")
        run.skip(_name(element, classes), reason, element.sourceline or 0)
    seconds = duration(element.get("duration"))
    if not run.counted(outcome, seconds):
        run.case(_name(element, classes), outcome, seconds, element.sourceline or 0)


def _name(element: Element, classes: dict[str, str]) -> str:
    bare = element.get("testName") or ""
    group = classes.get(element.get("testId") or "", "")
    return bare if bare.startswith(group) else named(group, bare)


def duration(text: str | None) -> float | None:
    """Return seconds from ``hh:mm:ss.fffffff``, with days as ``d.hh:mm:ss``."""
    found = _DURATION.match(text or "")
    if found is None:
        return None
    days, hours, minutes, seconds = found.groups()
    return int(days or 0) * 86400 + int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _summary(run: Run, element: Element) -> None:
    counters = child(element, "Counters")
    failing = run.failures
    if element.get("outcome") in _MEANS_WELL and failing:
        run.verdict = (element.get("outcome"), place_of(run.artefact, element))
    if not failing:
        _unfinished(run, element)
    if counters is None:
        return

    def place() -> Place:
        return place_of(run.artefact, counters)

    counted = run.outcomes
    run.announce("total", counters.get("total"), (run.total,), place)
    run.announce("passed", counters.get("passed"), (counted[Outcome.PASSED],), place)
    if all(counters.get(each) in {None, "0"} for each in ("error", "timeout", "aborted")):
        run.announce("failed", counters.get("failed"), (counted[Outcome.FAILED], failing), place)


def _unfinished(run: Run, element: Element) -> None:
    """Look for a run that failed as a whole: aborted, crashed, or without the cases it should have had."""
    for each in (element, *inside(element, "RunInfos", "RunInfo")):
        outcome = each.get("outcome") or ""
        if outcome in _MEANS_ILL:
            run.unfinished = run.unfinished or (outcome, place_of(run.artefact, each))
