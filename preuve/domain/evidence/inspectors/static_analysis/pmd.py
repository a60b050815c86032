"""PMD's XML report (report_2_0_0.xsd) and its CSV, and CPD's XML on duplicated code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.static_analysis.model import (
    Duplication,
    Report,
    Result,
    line_placed,
    names_line,
)
from preuve.domain.evidence.reading.tables import table
from preuve.domain.evidence.reading.values import as_int
from preuve.domain.evidence.reading.xml import Element, elements, local, place_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_CSV = {"problem", "package", "file", "priority", "line", "description", "ruleset", "rule"}


def sniff_xml(head: Head) -> float:
    """Recognise PMD's XML by its root."""
    return 1.0 if head.xml_root[0] == "pmd" else 0.0


def sniff_csv(head: Head) -> float:
    """Recognise PMD's CSV by its header."""
    columns = set(head.columns)
    if columns >= _CSV:
        return 1.0
    return 0.6 if columns >= {"file", "priority", "line", "ruleset", "rule"} else 0.0


def sniff_cpd(head: Head) -> float:
    """Recognise CPD by its root."""
    return 1.0 if head.xml_root[0] == "pmd-cpd" else 0.0


def read_xml(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY.
    """
    report = Report(artefact, line_placed(artefact, PlaceKind.XML, "//violation"), keep=keep)
    names = "violation", "suppressedviolation", "error", "configerror"
    for event, element in elements(artefact, *names, "file"):  # a file is named so that it is dropped
        tag = local(element)
        line = element.sourceline or 0
        if event == "root":
            _root(report, element)
        elif tag == "violation":
            _violation(report, element, line)
        elif tag == "suppressedviolation":
            report.suppressed.add(line, report.placed)
            report.justified += bool((element.get("usermsg") or "").strip())
        elif tag != "file":
            report.notices.add(line, report.placed)
    return report


def _root(report: Report, root: Element) -> None:
    report.root = place_of(report.artefact, root)
    report.producer = f"PMD {root.get('version') or root.get('pmdVersion') or ''}".strip()
    report.dated(root.get("timestamp") or "", lambda: report.root)


def _violation(report: Report, element: Element, line: int) -> None:
    owner = element.getparent()
    file = owner.get("name") if owner is not None else None
    priority = element.get("priority")
    known = names_line(element.get("beginline"))
    message = (element.text or "").strip()
    level = f"priority {priority}" if priority else ""
    report.result(Result(element.get("rule") or "", level, file or "", message, known), line)


def read_csv(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.tables.table`; MISSING_FIELD without Rule or File; TOO_MANY.
    """
    rows = table(artefact)
    report = Report(artefact, line_placed(artefact, PlaceKind.CSV), keep=keep)
    report.root = rows.place(rows.header_line)
    report.shape = "PMD"
    columns = [rows.column(name) for name in ("rule", "file", "priority", "line", "description")]
    rule, file, priority, line, message = columns
    if min(rule, file) < 0:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, report.root, "Rule, File")
    for row in rows.rows():
        level = row.cell(priority)
        report.result(
            Result(
                row.cell(rule),
                f"priority {level}" if level else "",
                row.cell(file),
                row.cell(message),
                names_line(row.cell(line)),
            ),
            row.line,
        )
    return report


def read_cpd(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read CPD's report. How much code was looked at is not in it, so no share is stated.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY.
    """
    report = Report(artefact, line_placed(artefact, PlaceKind.XML, "//duplication"), keep=keep)
    report.lists_results = False
    found = report.duplication = Duplication()
    for event, element in elements(artefact, "duplication", "file"):
        tag = local(element)
        if event == "root":
            _cpd_root(report, element)
        elif tag == "duplication":
            where = element.sourceline or 0
            found.clones.add(where, report.placed)
            found.passage_lines += max(as_int(element.get("lines")) or 0, 0)
        elif local(element.getparent()) != "duplication":
            report.saw(element.get("path") or "")
    return report


def _cpd_root(report: Report, root: Element) -> None:
    """Read the root; CPD of PMD 6 names no version there, and neither does jscpd, which writes this form."""
    _root(report, root)
    if report.producer == "PMD":
        report.producer, report.shape = "", "PMD CPD"
    else:
        report.producer = report.producer.replace("PMD", "PMD CPD", 1)
