"""Checkstyle XML, which many linters write: ESLint, ShellCheck, PHP_CodeSniffer, detekt, ktlint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.inspectors.static_analysis.model import Report, Result, line_placed, names_line
from preuve.domain.evidence.reading.xml import Element, elements, local, place_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_TOOLS = {
    "ShellCheck.": "ShellCheck",
    "eslint.rules.": "ESLint",
    "detekt.": "detekt",
}


def sniff(head: Head) -> float:
    """Recognise Checkstyle by its root."""
    return 1.0 if head.xml_root[0] == "checkstyle" else 0.0


def read(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY.
    """
    report = Report(artefact, line_placed(artefact, PlaceKind.XML, "//error"), keep=keep)
    version = ""
    for event, element in elements(artefact, "error", "exception", "file"):
        tag = "error" if element.tag == "error" else local(element)
        if event == "root":
            report.root = place_of(artefact, element)
            version = element.get("version") or ""
        elif tag == "error":
            _error(report, element, version)
        elif tag == "file":
            report.saw(element.get("name") or "")
        else:
            report.notices.add(element.sourceline or 0, report.placed)
    return report


def _error(report: Report, element: Element, version: str) -> None:
    get = element.get
    rule = get("source") or ""
    owner = element.getparent()
    file = owner.get("name") if owner is not None else None
    if not report.producer and rule:
        report.producer = _producer(rule, version)
    report.result(
        Result(rule, get("severity") or "", file or "", get("message") or "", names_line(get("line"))),
        element.sourceline or 0,
    )


def _producer(rule: str, version: str) -> str:
    if rule.startswith("com.puppycrawl.tools.checkstyle"):
        return f"Checkstyle {version}".strip()
    return next((name for prefix, name in _TOOLS.items() if rule.startswith(prefix)), "")
