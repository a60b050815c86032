"""Cobertura XML: Cobertura, coverage.py, coverlet, PHPUnit, gcovr, Istanbul, tarpaulin.

The DTD (coverage-04.dtd) writes a line once per class and once more per method: only those of the class
count, and two classes of one file share its lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tests.covering import (
    Coverage,
    File,
    Share,
    amount,
    whole,
    xml_file_place,
)
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.values import as_number
from preuve.domain.evidence.reading.xml import Element, child, elements, local, place_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from preuve.domain.evidence.contract import Artefact, Place

    Get = Callable[[str], str | None]

_CONDITION = re.compile(r"\((\d{1,6})/(\d{1,6})\)")
_COVERAGE_PY = "coverage.readthedocs.io"


def sniff(head: Head) -> float:
    """Recognise Cobertura by its root and its rates."""
    name, _, attributes = head.xml_root
    if name != "coverage" or "<project" in head.text:
        return 0.0
    if "line-rate=" in attributes:
        return 1.0
    return 0.8 if "<packages" in head.text and "line-rate=" in head.text else 0.0


def read(artefact: Artefact) -> Coverage:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY files.
    """
    report = Coverage(artefact)
    report.place_of_file = xml_file_place(artefact, "class", "filename")
    root: Element = None
    summed, branches = Share(), Share()
    for event, element in elements(artefact, "class", "package"):
        if event == "root":
            root = element
            report.root = place_of(artefact, root)
        elif local(element) == "class":
            _class(report, element, summed, branches)
    _whole(report, root, summed, branches)
    return report


def _class(report: Coverage, element: Element, summed: Share, branches: Share) -> None:
    name = element.get("filename") or element.get("name") or ""
    parent = element.getparent()
    package = parent.getparent() if parent is not None else None
    module = package.get("name") if package is not None else None
    file = report.file(name, element.sourceline or 0, module or ".")
    lines = child(element, "lines")
    if lines is not None:
        for line in lines:
            _line(file, line.get, summed, branches)


def _line(file: File, get: Get, summed: Share, branches: Share) -> None:
    number = whole(get("number"))
    hits = amount(get("hits"))
    if number is None or hits is None:
        return
    hit = hits > 0
    file.line(number, hit=hit)
    summed.valid += 1
    summed.covered += hit
    branch = get("branch")
    if branch is None or branch.lower() != "true":
        return
    found = _CONDITION.search((get("condition-coverage") or "")[:60])
    if found:
        covered, valid = int(found[1]), int(found[2])
        file.branch(number, covered, valid)
        branches.covered += covered
        branches.valid += valid


def _whole(report: Coverage, root: Element, summed: Share, branches: Share) -> None:
    get = root.get

    def place() -> Place:
        return report.root

    lines = report.lines
    counted = report.branches or Share()
    report.announce("lines-valid", get("lines-valid"), (lines.valid, summed.valid), place)
    report.announce("lines-covered", get("lines-covered"), (lines.covered, summed.covered), place)
    report.announce_ratio("line-rate", get("line-rate"), (lines, summed), place)
    if counted.valid:
        report.announce_ratio("branch-rate", get("branch-rate"), (counted, branches), place)
    stamp = as_number(get("timestamp"))
    moment = None
    if stamp is not None:
        moment = from_epoch(stamp / 1000 if stamp >= 1e11 else stamp)
    if moment is not None:
        report.provenance.moment(moment.isoformat(), place)
    version = get("version") or ""
    if _COVERAGE_PY in Head.of(report.artefact).text[:2000]:
        report.provenance.producer = f"coverage.py {version}".strip()
    elif not version.replace(".", "").isdigit():  # a bare number does not say of which tool it is
        report.provenance.producer = version
