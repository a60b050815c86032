"""Cobertura XML: Cobertura, coverage.py, coverlet, PHPUnit, gcovr, Istanbul, tarpaulin.

The DTD (coverage-04.dtd) writes a line once per class and once more per method: only those of the class
count, and two classes of one file share its lines.
"""

from __future__ import annotations

import re
from functools import lru_cache
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
from preuve.domain.evidence.reading.xml import Element, elements, local, place_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place

_CONDITION = re.compile(r"\((\d{1,6})/(\d{1,6})\)")
#: Texts of figures kept with their meaning; reports have few different ones.
_KNOWN = 20_000
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
    sums = _Sums()
    for event, element in elements(artefact, "class", "package"):
        if event == "root":
            root = element
            report.root = place_of(artefact, root)
        elif element.tag == "class" or local(element) == "class":
            _class(report, element, sums)
    _whole(report, root, sums.lines, sums.branches)
    return report


class _Sums:
    """Lines and branches as often as they are written, and the last package met."""

    def __init__(self) -> None:
        self.lines, self.branches = Share(), Share()
        self.parent: Element = None
        self.module = "."


@lru_cache(maxsize=_KNOWN)
def _hit(text: str | None) -> bool | None:
    """Say whether a count is above 0; None for what is no count."""
    count = amount(text)
    return None if count is None else count > 0


def _class(report: Coverage, element: Element, sums: _Sums) -> None:
    parent = element.getparent()
    if parent is not sums.parent:
        package = parent.getparent()
        sums.parent = parent
        sums.module = (package.get("name") if package is not None else None) or "."
    name = element.get("filename") or element.get("name") or ""
    file = report.file(name, element.sourceline or 0, sums.module)
    for each in element:
        if each.tag == "lines" or (each.tag != "methods" and local(each) == "lines"):
            _lines(file, each, sums)
            break


def _lines(file: File, lines: Element, sums: _Sums) -> None:
    marks = file.marks
    valid = covered = 0
    for line in lines:
        get = line.get
        number, hit = whole(get("number")), _hit(get("hits"))
        if number is None or hit is None:
            continue
        if not 0 < number < len(marks):
            file.line(number, hit=hit)
        elif hit:
            marks[number] = 2
        elif not marks[number]:
            marks[number] = 1
        valid += 1
        covered += hit
        branch = get("branch")
        if branch is not None and branch.lower() == "true":
            _branch(file, number, get("condition-coverage") or "", sums.branches)
    sums.lines.valid += valid
    sums.lines.covered += covered


def _branch(file: File, number: int, text: str, branches: Share) -> None:
    found = _CONDITION.search(text[:60])
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
