"""JaCoCo XML report (report.dtd 1.1): lines, branches and instructions by source file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tests.covering import Coverage, Share, whole, xml_file_place
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.values import as_int
from preuve.domain.evidence.reading.xml import Element, children, elements, local, place_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place

_DOCTYPE = "-//JACOCO//"


def sniff(head: Head) -> float:
    """Recognise JaCoCo by its root and its counters."""
    if head.xml_root[0] != "report":
        return 0.0
    text = head.text
    if "JACOCO" in text[:1000]:
        return 1.0
    return 1.0 if "<sessioninfo" in text or 'type="INSTRUCTION"' in text or "<sourcefile" in text else 0.0


def read(artefact: Artefact) -> Coverage:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY files; MISSING_FIELD when no
            line says what ran.
    """
    report = Coverage(artefact)
    if _DOCTYPE in Head.of(artefact).text[:1000]:  # Kover and gcovr write this form without it
        report.provenance.producer = "JaCoCo"
    report.place_of_file = xml_file_place(artefact, "sourcefile", "name")
    instructions = Share()
    root: Element = None
    for event, element in elements(artefact, "sourcefile", "class", "package", "sessioninfo"):
        tag = local(element)
        if event == "root":
            root = element
            report.root = place_of(artefact, root)
            report.provenance.target = root.get("name") or ""
        elif tag == "sourcefile":
            _file(report, element, instructions)
        elif tag == "sessioninfo":
            _session(report, element)
    if not report.lines.valid:
        _refuse_bare(report, root)
    report.instructions = instructions if instructions.valid else None
    _whole(report, root)
    return report


def _refuse_bare(report: Coverage, root: Element) -> None:
    """Refuse a report that counts lines, none of which says what of it ran (`gcovr --jacoco`)."""
    if any(each.get("type") == "LINE" for each in children(root, "counter")):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, report.root, "line/@ci")


def _session(report: Coverage, element: Element) -> None:
    for name in ("start", "dump"):
        milliseconds = as_int(element.get(name))
        moment = from_epoch(milliseconds / 1000) if milliseconds is not None else None
        if moment is not None:
            report.provenance.moment(moment.isoformat(), lambda: place_of(report.artefact, element))


def _file(report: Coverage, element: Element, instructions: Share) -> None:
    parent = element.getparent()
    package = (parent.get("name") if parent is not None else "") or ""
    name = element.get("name") or ""
    full = f"{package}/{name}" if package else name
    file = report.file(full, element.sourceline or 0, package.replace("/", ".") or ".")
    marks = file.marks
    for line in element:
        if line.tag != "line":
            continue
        get = line.get
        number, missed, covered = whole(get("nr")), whole(get("mi")), whole(get("ci"))
        if number is None or missed is None or covered is None:
            continue
        if 0 < number < len(marks):
            marks[number] = 2 if covered > 0 else marks[number] or 1
        else:
            file.line(number, hit=covered > 0)
        instructions.covered += covered
        instructions.valid += missed + covered
        taken = whole(get("cb")) or 0
        branches = taken + (whole(get("mb")) or 0)
        if branches:
            file.branch(number, taken, branches)


def _whole(report: Coverage, root: Element) -> None:
    """Hold the counters of the whole report against the lines; METHOD is read, lines don't hold it."""
    counters = {each.get("type"): each for each in children(root, "counter")}
    recounted = {"LINE": report.lines, "BRANCH": report.branches, "INSTRUCTION": report.instructions}
    for kind, share in recounted.items():
        counter = counters.get(kind)
        if counter is None or share is None or not share.valid:
            continue

        def place(at: Element = counter) -> Place:
            return place_of(report.artefact, at, f"/report/counter[@type='{at.get('type')}']")

        report.announce(f"{kind} covered", counter.get("covered"), (share.covered,), place)
        report.announce(f"{kind} missed", counter.get("missed"), (share.valid - share.covered,), place)
    method = counters.get("METHOD")
    if method is not None:
        covered, missed = as_int(method.get("covered")), as_int(method.get("missed"))
        if covered is not None and missed is not None:
            report.functions = Share(covered, covered + missed)
