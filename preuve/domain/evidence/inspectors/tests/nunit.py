"""NUnit results, version 2 (`test-results`) and 3 (`test-run`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tests.model import Outcome, Run, named, seconds_of, xml_placed
from preuve.domain.evidence.reading.values import as_int
from preuve.domain.evidence.reading.xml import Element, children, elements, local, place_of, text_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_OUTCOMES = {
    "success": Outcome.PASSED,
    "passed": Outcome.PASSED,
    "failure": Outcome.FAILED,
    "failed": Outcome.FAILED,
    "error": Outcome.ERROR,
    "cancelled": Outcome.ERROR,
    "ignored": Outcome.SKIPPED,
    "skipped": Outcome.SKIPPED,
    "notrunnable": Outcome.SKIPPED,
}
_OUTCOMES |= {word.capitalize(): outcome for word, outcome in _OUTCOMES.items()}  # as they are written


def sniff_2(head: Head) -> float:
    """Recognise NUnit 2 by its root."""
    name, _, attributes = head.xml_root
    if name != "test-results":
        return 0.0
    return 1.0 if "not-run=" in attributes or "<test-case" in head.text else 0.5


def sniff_3(head: Head) -> float:
    """Recognise NUnit 3 by its root."""
    name, _, attributes = head.xml_root
    if name != "test-run":
        return 0.0
    return 1.0 if "testcasecount=" in attributes or "<test-case" in head.text else 0.5


def read(artefact: Artefact, *, keep: bool = False) -> Run:
    """Read a report of either version.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY with `keep`.
    """
    run = Run(artefact, xml_placed(artefact, "test-case"), keep=keep)
    root: Element = None
    for event, element in elements(artefact, "test-case", "test-suite", "environment"):
        if event == "root":
            root = element
            run.root = place_of(artefact, root)
        elif element.tag == "test-case" or local(element) == "test-case":
            _case(run, element)
        elif local(element) == "test-suite":
            run.suites += 1
        else:
            version = element.get("nunit-version") or element.get("framework-version")
            run.provenance.producer = f"NUnit {version}" if version else "NUnit"
    _whole(run, root)
    return run


def _case(run: Run, element: Element) -> None:
    get = element.get
    outcome = _outcome(element)
    if outcome is Outcome.SKIPPED:
        run.skip(_name(element), _reason(element), element.sourceline or 0)
    elif outcome is Outcome.PASSED and get("asserts") == "0":
        run.unasserted.add(_name(element), element.sourceline or 0, run.placed)
    tags = _tags(element) if len(element) else ()
    if tags:
        run.tag(tags, outcome)
    seconds = seconds_of(get("duration") or get("time"))  # of version 3, or of version 2
    if not run.counted(outcome, seconds):
        run.case(_name(element), outcome, seconds, element.sourceline or 0)


def _name(element: Element) -> str:
    return named(element.get("classname"), element.get("name"))


def _tags(element: Element) -> list[str]:
    """Return the categories of a case: of version 2, then of version 3."""
    categories = properties = None
    for box in element:
        tag = local(box)
        if tag == "properties":
            properties = box if properties is None else properties
        elif tag == "categories":
            categories = box if categories is None else categories
    tags = [] if categories is None else [each.get("name") for each in children(categories, "category")]
    tags += [
        each.get("value")
        for each in (() if properties is None else properties)
        if each.get("name") == "Category" and local(each) == "property"
    ]
    return [tag for tag in tags if tag]


def _reason(element: Element) -> str:
    """Return the reason of a case, or of the nearest suite around it that gives one."""
    around: Element | None = element
    while around is not None:
        reason = text_of(around, "reason/message")
        if reason:
            return reason
        around = around.getparent()
    return ""


def _outcome(element: Element) -> Outcome:
    result = element.get("result")
    if result is None:  # NUnit before 2.5 writes executed and success
        if element.get("executed") == "False":
            return Outcome.SKIPPED
        success = {"True": Outcome.PASSED, "False": Outcome.FAILED}
        return success.get(element.get("success") or "", Outcome.OTHER)
    outcome = _OUTCOMES.get(result) or _OUTCOMES.get(result.lower(), Outcome.OTHER)
    if outcome is Outcome.FAILED and (element.get("label") or "") in {"Error", "Cancelled"}:
        return Outcome.ERROR
    return outcome


def _whole(run: Run, root: Element) -> None:
    """Hold the root's counters against the cases; they are read before anything is emptied."""
    get = root.get

    def place() -> Place:
        return run.root

    counted = run.outcomes
    if local(root) == "test-results":
        not_run = as_int(get("not-run")) or 0
        total = as_int(get("total"))
        run.announce("total + not-run", None if total is None else total + not_run, (run.total,), place)
        run.announce("failures", get("failures"), (counted[Outcome.FAILED], run.failures), place)
        run.provenance.moment(f"{get('date') or ''}T{get('time') or ''}", place)
    else:
        # testcasecount also counts the cases that a filter left out, which are not in the file
        name = "testcasecount" if get("total") is None else "total"
        run.announce(name, get(name), (run.total,), place)
        run.announce("failed", get("failed"), (run.failures,), place)
        run.announce("passed", get("passed"), (counted[Outcome.PASSED],), place)
        run.provenance.moment(get("start-time") or "", place)
        if get("result") == "Passed" and run.failures:
            run.verdict = ("Passed", run.root)
    run.provenance.target = get("name") or ""
