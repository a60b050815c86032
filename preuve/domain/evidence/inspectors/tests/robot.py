"""Robot Framework `output.xml`, schema versions 1 to 5 (Robot Framework 3 to 7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tests.model import Outcome, Run, inside, named, xml_placed
from preuve.domain.evidence.reading.values import as_number
from preuve.domain.evidence.reading.xml import Element, child, children, elements, local, place_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_OUTCOMES = {
    "PASS": Outcome.PASSED,
    "FAIL": Outcome.FAILED,
    "SKIP": Outcome.SKIPPED,
    "NOT RUN": Outcome.SKIPPED,
}
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?)$")
_TOTALS = frozenset({"All Tests", "All Tasks"})


def sniff(head: Head) -> float:
    """Recognise Robot Framework by its root and generator."""
    name, _, attributes = head.xml_root
    if name != "robot":
        return 0.0
    if "generator=" in attributes:
        return 1.0
    return 0.5 if "<suite" in head.text else 0.0  # a URDF model of a robot has this root too


def read(artefact: Artefact, *, keep: bool = False) -> Run:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY with `keep`.
    """
    run = Run(artefact, xml_placed(artefact, "test"), keep=keep)
    path: list[str] = []
    for event, element in elements(artefact, "suite", "test", "total", starts=True):
        tag = local(element)
        if event == "root":
            _root(run, element)
        elif tag == "test":
            if event == "end":
                _case(run, element, path)
        elif tag == "total":
            if event == "end":
                _total(run, element)
        elif event == "start":
            path.append(element.get("name") or "")
        else:
            _suite(run, element)
            path.pop()
    return run


def _root(run: Run, root: Element) -> None:
    run.root = place_of(run.artefact, root)
    generator = root.get("generator") or ""
    run.provenance.producer = generator.partition("(")[0].strip()
    generated = _iso(root.get("generated") or "")
    run.provenance.moment(generated, lambda: run.root)
    run.provenance.produced = run.provenance.period[1]


def _iso(text: str) -> str:
    return _COMPACT.sub(r"\1-\2-\3T\4", text)


def _case(run: Run, element: Element, path: list[str]) -> None:
    name = named(".".join(path), element.get("name"))
    line = element.sourceline or 0
    status = child(element, "status")
    outcome, seconds = Outcome.OTHER, None
    if status is not None:
        outcome = _OUTCOMES.get(status.get("status") or "", Outcome.OTHER)
        seconds = _seconds(status)
        if outcome is Outcome.SKIPPED:
            run.skip(name, status.text or "", line)
        elif outcome is Outcome.PASSED and _hollow(element):
            run.hollow.add(name, line, run.placed)
    tags = children(element, "tag") or inside(element, "tags", "tag")
    run.tag([(each.text or "").strip() for each in tags if each.text], outcome)
    run.case(name, outcome, seconds, line)


def _hollow(test: Element) -> bool:
    """Say whether no keyword of a test was run (`--dryrun`): one that calls others passes all the same."""
    ran = None
    for keyword in test.iter("kw"):
        if child(keyword, "kw") is None:
            status = child(keyword, "status")
            ran = status is None or status.get("status") != "NOT RUN"
            if ran:
                break
    return ran is False


def _seconds(status: Element) -> float | None:
    elapsed = as_number(status.get("elapsed"))
    if elapsed is not None:
        return elapsed if elapsed >= 0 else None
    first, last = _clock(status.get("starttime")), _clock(status.get("endtime"))
    if first is None or last is None:
        return None
    return round(last - first, 6) if last >= first else None


def _clock(text: str | None) -> float | None:
    """Return seconds within a day; a case that crosses midnight has no duration here."""
    found = _COMPACT.match(text or "")
    if not found:
        return None
    hours, minutes, seconds = found[4].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def _suite(run: Run, element: Element) -> None:
    parent = element.getparent()
    if parent is not None and local(parent) == "statistics":
        return
    run.suites += 1
    status = child(element, "status")
    if status is None:
        return

    def place() -> Place:
        return place_of(run.artefact, status)

    run.provenance.moment(_iso(status.get("start") or status.get("starttime") or ""), place)
    if status.get("status") == "PASS" and run.failures and parent is not None and local(parent) == "robot":
        run.verdict = ("PASS", place())


def _total(run: Run, element: Element) -> None:
    for stat in children(element, "stat"):
        if (stat.text or "").strip() not in _TOTALS:
            continue

        def place(at: Element = stat) -> Place:
            return place_of(run.artefact, at)

        run.announce("pass", stat.get("pass"), (run.outcomes[Outcome.PASSED],), place)
        run.announce("fail", stat.get("fail"), (run.outcomes[Outcome.FAILED],), place)
