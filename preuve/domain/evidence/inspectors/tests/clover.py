"""Clover XML: OpenClover, PHPUnit, Istanbul. Statements are written by line; several may share one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tests.covering import (
    Coverage,
    File,
    Share,
    amount,
    whole,
    xml_file_place,
)
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.values import as_int, as_number
from preuve.domain.evidence.reading.xml import Element, children, elements, local, place_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

#: The version that Istanbul writes, which is not its own.
_ISTANBUL = "3.2.0"


def sniff(head: Head) -> float:
    """Recognise Clover by its root, its project and its metrics."""
    name, _, attributes = head.xml_root
    if name != "coverage" or "line-rate=" in attributes:
        return 0.0
    if "<project" not in head.text:
        return 0.0
    return 1.0 if "generated=" in attributes or "clover=" in attributes else 0.8


def read(artefact: Artefact) -> Coverage:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY files.
    """
    report = Coverage(artefact)
    report.place_of_file = xml_file_place(artefact, "file", "name")
    for event, element in elements(artefact, "file", "package", "metrics"):
        tag = local(element)
        if event == "root":
            _root(report, element)
        elif tag == "file":
            if not _of_tests(element):
                _file(report, element)
        elif tag == "metrics" and local(element.getparent()) == "project":
            _project(report, element)
    return report


def _of_tests(element: Element) -> bool:
    """Say whether a file holds tests: OpenClover measures them beside the project, in a `testproject`."""
    return any(local(each) == "testproject" for each in element.iterancestors())


def _root(report: Coverage, root: Element) -> None:
    report.root = place_of(report.artefact, root)
    version = root.get("clover")
    if version and "." in version and version != _ISTANBUL:  # gcovr writes a moment there
        report.provenance.producer = f"Clover {version}"
    stamp = as_number(root.get("generated"))
    moment = None
    if stamp is not None:
        moment = from_epoch(stamp / 1000 if stamp >= 1e11 else stamp)
    if moment is not None:
        report.provenance.moment(moment.isoformat(), lambda: report.root)


def _file(report: Coverage, element: Element) -> None:
    name = element.get("path") or element.get("name") or ""
    parent = element.getparent()
    package = parent.get("name") if parent is not None and local(parent) == "package" else None
    file = report.file(name, element.sourceline or 0, package or ".")
    for line in children(element, "line"):
        number = whole(line.get("num"))
        if number is not None and line.get("type") != "method":
            _line(file, number, line)


def _line(file: File, number: int, line: Element) -> None:
    count = amount(line.get("count"))
    if count is None:
        taken = (as_number(line.get("truecount")) or 0) + (as_number(line.get("falsecount")) or 0)
        file.line(number, hit=taken > 0)
    else:
        file.line(number, hit=count > 0)


def _project(report: Coverage, metrics: Element) -> None:
    """Read the sums of what lines don't tell: conditions and methods."""
    report.provenance.target = metrics.getparent().get("name") or ""
    report.written_branches = _share(metrics, "coveredconditionals", "conditionals")
    report.functions = _share(metrics, "coveredmethods", "methods")


def _share(metrics: Element, covered: str, valid: str) -> Share | None:
    some, of = as_int(metrics.get(covered)), as_int(metrics.get(valid))
    if some is None or of is None or not 0 <= some <= of or not of:
        return None
    return Share(some, of)
