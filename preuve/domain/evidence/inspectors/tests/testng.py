"""TestNG `testng-results.xml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tests.model import Outcome, Run, named, xml_placed
from preuve.domain.evidence.reading.values import as_number
from preuve.domain.evidence.reading.xml import Element, child, elements, local, place_of, text_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_OUTCOMES = {"PASS": Outcome.PASSED, "FAIL": Outcome.FAILED, "SKIP": Outcome.SKIPPED}


def sniff(head: Head) -> float:
    """Recognise TestNG by its root."""
    return 1.0 if head.xml_root[0] == "testng-results" else 0.0


def read(artefact: Artefact, *, keep: bool = False) -> Run:
    """Read a report; methods that prepare or clean up (`is-config`) are no cases.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY with `keep`.
    """
    run = Run(artefact, xml_placed(artefact, "test-method"), keep=keep)
    run.provenance.producer = "TestNG"
    root: Element = None
    retried = 0
    for event, element in elements(artefact, "test-method", "class", "suite"):  # classes, to be dropped
        if event == "root":
            root = element
            run.root = place_of(artefact, root)
        elif element.tag != "test-method" and local(element) != "test-method":
            if local(element) == "suite":
                _suite(run, element)
        elif element.get("is-config") != "true":
            retried += _case(run, element)
    _whole(run, root, retried)
    return run


def _suite(run: Run, element: Element) -> None:
    run.suites += 1
    run.provenance.target = run.provenance.target or (element.get("name") or "")
    for name in ("started-at", "finished-at"):
        run.provenance.moment(_local(element.get(name) or ""), lambda: place_of(run.artefact, element))


def _local(text: str) -> str:
    """Return a moment without the letters of its zone (``CET``), which name more than one; UTC is kept."""
    clock, _, zone = text.rpartition(" ")
    if not clock or not zone.isalpha():
        return text
    return f"{clock}Z" if zone in {"UTC", "GMT"} else clock


def _case(run: Run, element: Element) -> bool:
    """Take a case; say whether it is a try that TestNG calls skipped since another followed."""
    outcome, retried = _OUTCOMES.get(element.get("status") or "", Outcome.OTHER), False
    if outcome is Outcome.SKIPPED:
        reason = text_of(child(element, "exception"), "message")
        run.skip(_name(element), reason, element.sourceline or 0)
        retried = element.get("retried") == "true"
    milliseconds = as_number(element.get("duration-ms"))
    known = milliseconds is not None and milliseconds >= 0
    seconds = (milliseconds or 0) / 1000 if known else None
    if not run.counted(outcome, seconds):
        run.case(_name(element), outcome, seconds, element.sourceline or 0)
    return retried


def _name(element: Element) -> str:
    owner = element.getparent()
    group = owner.get("name") if owner is not None else None
    return named(group, element.get("name"))


def _whole(run: Run, root: Element, retried: int) -> None:
    def place() -> Place:
        return run.root

    counted = run.outcomes
    run.announce("passed", root.get("passed"), (counted[Outcome.PASSED],), place)
    run.announce("failed", root.get("failed"), (counted[Outcome.FAILED],), place)
    skipped = counted[Outcome.SKIPPED]
    run.announce("skipped", root.get("skipped"), (skipped, skipped - retried), place)
