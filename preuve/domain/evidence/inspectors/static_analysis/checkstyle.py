"""Checkstyle XML, which many linters write: ESLint, ShellCheck, PHP_CodeSniffer, detekt, ktlint."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.inspectors.static_analysis.model import Report, line_placed, names_line
from preuve.domain.evidence.reading.xml import Element, elements, local, place_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_TOOLS = {
    "ShellCheck.": "ShellCheck",
    "eslint.rules.": "ESLint",
    "detekt.": "detekt",
}
_PLAIN = frozenset({"error", "file"})


def sniff(head: Head) -> float:
    """Recognise Checkstyle by its root."""
    return 1.0 if head.xml_root[0] == "checkstyle" else 0.0


def read(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.xml.elements`; TOO_MANY.
    """
    report = Report(artefact, line_placed(artefact, PlaceKind.XML, "//error"), keep=keep)
    take, version, name = report.result, "", ""
    file: Element = None
    for event, element in elements(artefact, "error", "exception", "file"):
        tag = element.tag
        if tag not in _PLAIN:
            tag = local(element)
        if event == "root":
            report.root = place_of(artefact, element)
            version = element.get("version") or ""
        elif tag == "error":
            owner = element.getparent()
            if owner is not file:
                file, name = owner, (owner.get("name") if owner is not None else "") or ""
            get = element.get
            rule = get("source") or ""
            if rule and not report.producer:
                report.producer = _producer(rule, version)
            message = (get("message") or "") if keep else ""
            parts = rule, get("severity") or "", name, message, _names_line(get("line"))
            take(parts, element.sourceline or 0)
        elif tag == "file":
            report.saw(name if element is file else element.get("name") or "")
        else:
            report.notices.add(element.sourceline or 0, report.placed)
    return report


@lru_cache(maxsize=20_000)  # the same lines come again and again
def _names_line(text: str | None) -> bool:
    return names_line(text)


def _producer(rule: str, version: str) -> str:
    if rule.startswith("com.puppycrawl.tools.checkstyle"):
        return f"Checkstyle {version}".strip()
    return next((name for prefix, name in _TOOLS.items() if rule.startswith(prefix)), "")
