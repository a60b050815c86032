"""SpotBugs and FindBugs XML (bugcollection.xsd)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.inspectors.static_analysis.model import Report, Result, line_placed, names_line
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.values import as_int
from preuve.domain.evidence.reading.xml import Element, child, children, elements, local, place_of, text_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_OLD = ("1.", "2.", "3.0")


def sniff(head: Head) -> float:
    """Recognise SpotBugs by its root."""
    return 1.0 if head.xml_root[0] == "BugCollection" else 0.0


def read(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY.
    """
    report = Report(artefact, line_placed(artefact, PlaceKind.XML, "//BugInstance"), keep=keep)
    for event, element in elements(artefact, "BugInstance", "Project", "FindBugsSummary", "Error"):
        tag = local(element)
        if event == "root":
            _root(report, element)
        elif tag == "BugInstance":
            _bug(report, element)
        elif tag == "Project":
            report.target = element.get("projectName") or ""
        elif tag == "FindBugsSummary":
            _summary(report, element)
        else:
            report.notices.add(element.sourceline or 0, report.placed)
    return report


def _root(report: Report, root: Element) -> None:
    report.root = place_of(report.artefact, root)
    version = root.get("version") or ""
    tool = "FindBugs" if version.startswith(_OLD) else "SpotBugs"
    report.shape = f"{tool} {version}".strip()
    milliseconds = as_int(root.get("analysisTimestamp"))
    moment = from_epoch(milliseconds / 1000) if milliseconds else None
    if moment is not None:
        report.dated(moment.isoformat(), lambda: report.root)


def _bug(report: Report, element: Element) -> None:
    line = _source(element)
    file = (line.get("sourcepath") if line is not None else None) or ""
    if not file:
        owner = child(element, "Class")
        file = (owner.get("classname") if owner is not None else None) or ""
    known = line is not None and names_line(line.get("start"))
    priority = element.get("priority")
    message = text_of(element, "LongMessage")
    level = f"priority {priority}" if priority else ""
    report.result(Result(element.get("type") or "", level, file, message, known), element.sourceline or 0)
    cwe = as_int(element.get("cweid"))
    if cwe:
        report.weakness(str(abs(cwe)))


def _source(element: Element) -> Element | None:
    """Return the line of the bug: its own, else that of its method, else that of its class."""
    own = children(element, "SourceLine")
    primary = [each for each in own if each.get("primary") == "true"] or own
    if primary:
        return primary[0]
    for name in ("Method", "Field", "Class"):
        owner = child(element, name)
        found = None if owner is None else child(owner, "SourceLine")
        if found is not None:
            return found
    return None


def _summary(report: Report, element: Element) -> None:
    place = place_of(report.artefact, element)
    report.announce("total_bugs", element.get("total_bugs"), report.results.count, lambda: place)
