"""Analysers that write one JSON object: SonarQube, Bandit, Semgrep, D-Scanner."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.inspectors.static_analysis.model import Report, Result, json_placed, names_line
from preuve.domain.evidence.reading.jsons import JsonDocument, document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_BANDIT_VERSION = re.compile(r"bandit\.readthedocs\.io/en/(\d[\w.]{0,20})/")
_SEMGREP_CWE = re.compile(r"CWE-(\d{1,5})")
_SEVERITY = "SEVERITY."
#: SonarQube's states of issues that are no longer open, before version 10.4 and since.
_SETTLED = frozenset(("CLOSED", "RESOLVED", "ACCEPTED", "FIXED", "FALSE_POSITIVE"))
#: SonarQube's qualifiers of files: of sources and of tests.
_FILES = frozenset(("FIL", "UTS"))


def _opened(artefact: Artefact, shape: str, *, keep: bool) -> tuple[JsonDocument, Report]:
    file = document(artefact)
    report = Report(artefact, json_placed(file), keep=keep)
    report.root = file.place()
    report.shape = shape
    return file, report


def sniff_sonarqube(head: Head) -> float:
    """Recognise an answer of SonarQube's `api/issues/search`."""
    if head.json_kind != "object" or "issues" not in head.json_keys:
        return 0.0
    if {"paging", "total"} & head.json_keys and ('"component"' in head.text or '"facets"' in head.text):
        return 1.0 if '"rule"' in head.text or "effortTotal" in head.json_keys else 0.5
    return 0.0


def read_sonarqube(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read a page of issues; the answer is cut into pages, so what it lists may be a part.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file, report = _opened(artefact, "SonarQube", keep=keep)
    issues = as_list(dig(file.value, "issues"))
    others = {
        as_text(dig(each, "key"))
        for each in as_list(dig(file.value, "components"))
        if as_text(dig(each, "qualifier")) not in {"", *_FILES}
    }
    for index, value in enumerate(issues):
        each = as_dict(value)
        component = as_text(each.get("component"))
        report.target = report.target or as_text(each.get("project"))
        if _SETTLED & {as_text(each.get("status")), as_text(each.get("issueStatus"))}:
            report.settled.add(("issues", index), report.placed)
            continue
        line = each.get("line") or dig(each, "textRange", "startLine")
        report.result(
            Result(
                as_text(each.get("rule")),
                as_text(each.get("severity")),
                "" if component in others else component.partition(":")[2] or component,
                as_text(each.get("message")),
                names_line(line),
            ),
            ("issues", index),
        )
    for steps in (("total",), ("paging", "total")):
        total = as_int(dig(file.value, *steps))
        if total is not None and total > len(issues) and report.partial is None:
            report.partial = (len(issues), total, file.place(*steps))
    return report


def sniff_bandit(head: Head) -> float:
    """Recognise Bandit's JSON by its keys."""
    keys = head.json_keys
    if head.json_kind != "object" or "metrics" not in keys:
        return 0.0
    if head.json is None:  # the metrics of many files come before the results
        return 0.9 if {"generated_at", "SEVERITY.HIGH", "CONFIDENCE.HIGH"} <= keys else 0.0
    return 1.0 if "results" in keys and ("generated_at" in keys or "SEVERITY.HIGH" in head.text) else 0.0


def read_bandit(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read Bandit's report.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file, report = _opened(artefact, "Bandit", keep=keep)
    value = as_dict(file.value)
    report.dated(as_text(value.get("generated_at")), lambda: file.place("generated_at"))
    for index, result in enumerate(as_list(value.get("results"))):
        each = as_dict(result)
        found = _BANDIT_VERSION.search(as_text(each.get("more_info"))[:300])
        if found:
            report.producer = f"Bandit {found[1]}"
        report.result(
            Result(
                as_text(each.get("test_id")),
                as_text(each.get("issue_severity")),
                as_text(each.get("filename")),
                as_text(each.get("issue_text")),
                names_line(each.get("line_number")),
            ),
            ("results", index),
        )
        cwe = as_int(dig(each, "issue_cwe", "id"))
        if cwe:
            report.weakness(str(abs(cwe)))
    for index, _ in enumerate(as_list(value.get("errors"))):
        report.notices.add(("errors", index), report.placed)
    _bandit_metrics(report, as_dict(value.get("metrics")), file)
    return report


def _bandit_metrics(report: Report, metrics: dict[str, Any], file: JsonDocument) -> None:
    for name in metrics:
        if name != "_totals":
            report.saw(name)
    totals = as_dict(metrics.get("_totals"))
    report.source_lines = as_int(totals.get("loc"))
    for name, written in totals.items():
        if name.startswith(_SEVERITY):
            counted = report.levels.get(name.removeprefix(_SEVERITY), 0)
            report.announce(name, written, counted, lambda at=name: file.place("metrics", "_totals", at))  # type: ignore[misc] # bound at once


def sniff_semgrep(head: Head) -> float:
    """Recognise Semgrep's own JSON by its keys."""
    keys = head.json_keys
    if head.json_kind != "object" or "results" not in keys:
        return 0.0
    if head.json is None:
        return 0.9 if {"check_id", "extra", "path"} <= keys else 0.0
    if "errors" not in keys or "metrics" in keys:
        return 0.0
    return 1.0 if "check_id" in head.text or {"paths", "version"} <= keys else 0.0


def read_semgrep(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read Semgrep's report.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file, report = _opened(artefact, "", keep=keep)
    value = as_dict(file.value)
    report.shape = f"Semgrep {as_text(value.get('version'))}".strip()
    for path in as_list(dig(value, "paths", "scanned")):
        report.saw(as_text(path))
    for index, result in enumerate(as_list(value.get("results"))):
        each = as_dict(result)
        extra = as_dict(each.get("extra"))
        report.result(
            Result(
                as_text(each.get("check_id")),
                as_text(extra.get("severity")),
                as_text(each.get("path")),
                as_text(extra.get("message")),
                names_line(dig(each, "start", "line")),
            ),
            ("results", index),
        )
        if extra.get("is_ignored") is True:
            report.suppressed.add(("results", index), report.placed)
        _semgrep_cwe(report, dig(extra, "metadata", "cwe"))
    for index, error in enumerate(as_list(value.get("errors"))):
        if dig(error, "level") == "error":
            report.notices.add(("errors", index), report.placed)
    return report


def _semgrep_cwe(report: Report, written: Any) -> None:
    texts = as_list(written) or [written]
    numbers = {found[1] for each in texts if (found := _SEMGREP_CWE.search(as_text(each)[:200]))}
    for number in sorted(numbers):
        report.weakness(number)


def sniff_dscanner(head: Head) -> float:
    """Recognise D-Scanner's JSON by its keys, or by the file name of its first issue."""
    if head.json_kind != "object" or "issues" not in head.json_keys:
        return 0.0
    if {"functionCount", "lineOfCodeCount"} & head.json_keys:
        return 1.0
    if head.json is None:
        return (
            0.8
            if {"fileName", "key", "type"} <= head.json_keys and "component" not in head.json_keys
            else 0.0
        )
    first = dig(head.json, "issues", 0)
    if not isinstance(first, dict) or "fileName" not in first:
        return 0.0
    return 0.9 if set(first) <= {"fileName", "line", "column", "message", "key", "type"} else 0.3


def read_dscanner(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read D-Scanner's report.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file, report = _opened(artefact, "D-Scanner", keep=keep)
    report.source_lines = as_int(dig(file.value, "lineOfCodeCount"))
    for index, value in enumerate(as_list(dig(file.value, "issues"))):
        each = as_dict(value)
        where = ("issues", index)
        if not each:
            report.hollow.add(where, report.placed)
        report.result(
            Result(
                as_text(each.get("key")),
                as_text(each.get("type")),
                as_text(each.get("fileName")),
                as_text(each.get("message")),
                names_line(each.get("line")),
            ),
            where,
        )
    return report
