"""SARIF 2.1.0 (OASIS standard, 2020): any tool's results in one form.

Levels that a result leaves out come from its rule, else `warning` (§3.27.10); a result whose `kind` is not
`fail` is no problem (§3.27.9); it is suppressed when it has suppressions and none is rejected or under review
(§3.27.23).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.inspectors.static_analysis.model import Report, Result, json_placed, names_line
from preuve.domain.evidence.reading.jsons import JsonDocument, document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_Steps = tuple[str | int, ...]
_CWE = re.compile(r"(?:^|/)cwe-(\d{1,5})\b", re.IGNORECASE)
_INSIDE = frozenset({"driver", "ruleId", "physicalLocation", "artifactLocation"})
_NOT_SUPPRESSED = frozenset({"rejected", "underReview"})


def sniff(head: Head) -> float:
    """Recognise SARIF by its keys, or by its schema."""
    keys = head.json_keys
    if head.json_kind != "object" or "runs" not in keys:
        return 0.0
    if "sarif" in head.text[:2000].lower() or "sarif" in as_text(dig(head.json, "$schema")).lower():
        return 1.0
    # tools put the keys in any order, and what is seen of a long file may end within the results
    return 0.9 if len(keys & _INSIDE) > 1 or '"driver"' in head.text else 0.0


class _Rules:
    """Rules of a tool and its extensions, by number and by id."""

    def __init__(self, tool: dict[str, Any]) -> None:
        driver = as_dict(tool.get("driver"))
        self.driver = as_list(driver.get("rules"))
        self.all = list(self.driver)
        for extension in as_list(tool.get("extensions")):
            self.all += as_list(as_dict(extension).get("rules"))
        self._weaknesses: dict[int, list[str]] = {}
        self.by_id = {as_text(as_dict(rule).get("id")): as_dict(rule) for rule in self.all}

    def of(self, result: dict[str, Any]) -> dict[str, Any]:
        """Return the rule of a result; an empty one when it can't be found."""
        name = as_text(result.get("ruleId")) or as_text(dig(result, "rule", "id"))
        if name:
            known = self.by_id.get(name) or self.by_id.get(name.rpartition("/")[0])
            return known or {"id": name}
        index = as_int(result.get("ruleIndex"))
        return as_dict(dig(self.driver, index)) if index is not None and index >= 0 else {}

    def weaknesses(self, rule: dict[str, Any]) -> list[str]:
        """Return the CWE numbers among the tags of a rule."""
        known = self._weaknesses.get(id(rule))
        if known is None or not rule:
            numbers = {
                found[1].lstrip("0")
                for tag in as_list(dig(rule, "properties", "tags"))
                if (found := _CWE.search(as_text(tag)[:200]))
            }
            known = self._weaknesses[id(rule)] = sorted(numbers)
        return known


def read(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read a log of one or several runs.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file = document(artefact)
    report = Report(artefact, json_placed(file), keep=keep)
    report.root = file.place()
    producers = []
    for index, value in enumerate(as_list(dig(file.value, "runs"))):
        run = as_dict(value)
        producers.append(_producer(as_dict(dig(run, "tool", "driver"))))
        _run(report, run, ("runs", index), file)
    report.producer = ", ".join(dict.fromkeys(name for name in producers if name))
    return report


def _producer(driver: dict[str, Any]) -> str:
    name = as_text(driver.get("name"))
    version = as_text(driver.get("semanticVersion")) or as_text(driver.get("version"))
    return f"{name} {version}".strip() if name else ""


def _run(report: Report, run: dict[str, Any], steps: _Steps, file: JsonDocument) -> None:
    rules = _Rules(as_dict(run.get("tool")))
    report.rules_run = (report.rules_run or 0) + len(rules.all)
    artifacts = as_list(run.get("artifacts"))
    for artifact in artifacts:
        report.saw(as_text(dig(artifact, "location", "uri")))
    for index, value in enumerate(as_list(run.get("invocations"))):
        _invocation(report, as_dict(value), (*steps, "invocations", index), file)
    for index, value in enumerate(as_list(run.get("versionControlProvenance"))):
        revision = as_text(dig(value, "revisionId"))
        if revision:
            report.commits[revision] = file.place(*steps, "versionControlProvenance", index, "revisionId")
            report.target = report.target or as_text(dig(value, "repositoryUri"))
    for index, value in enumerate(as_list(run.get("results"))):
        _result(report, as_dict(value), rules, artifacts, (*steps, "results", index))


def _invocation(report: Report, invocation: dict[str, Any], steps: _Steps, file: JsonDocument) -> None:
    if invocation.get("executionSuccessful") is False and report.failed is None:
        report.failed = file.place(*steps, "executionSuccessful")
    for name in ("endTimeUtc", "startTimeUtc"):
        report.dated(as_text(invocation.get(name)), lambda at=name: file.place(*steps, at))  # type: ignore[misc] # bound at once
    for name in ("toolExecutionNotifications", "toolConfigurationNotifications"):
        for index, value in enumerate(as_list(invocation.get(name))):
            if dig(value, "level") == "error":
                report.notices.add((*steps, name, index), report.placed)


def _result(
    report: Report, result: dict[str, Any], rules: _Rules, artifacts: list[Any], steps: _Steps
) -> None:
    rule = rules.of(result)
    locations = result.get("locations")
    location = (
        as_dict(dig(locations[0], "physicalLocation")) if locations and isinstance(locations, list) else {}
    )
    place = as_dict(location.get("artifactLocation"))
    uri = as_text(place.get("uri"))
    if not uri:
        index = as_int(place.get("index"))
        uri = as_text(dig(artifacts, index, "location", "uri")) if index is not None and index >= 0 else ""
    line = names_line(dig(location, "region", "startLine"))
    message = as_text(dig(result, "message", "text")) or as_text(dig(result, "message", "id"))
    report.result(Result(as_text(rule.get("id")), _level(result, rule), uri, message, line), steps)
    suppressions = as_list(result.get("suppressions"))
    if suppressions and all(dig(each, "status") not in _NOT_SUPPRESSED for each in suppressions):
        report.suppressed.add(steps, report.placed)
        report.justified += any(as_text(dig(each, "justification")).strip() for each in suppressions)
    state = as_text(result.get("baselineState"))
    if state:
        report.baseline[state] = report.baseline.get(state, 0) + 1
    for number in rules.weaknesses(rule):
        report.weakness(number)


def _level(result: dict[str, Any], rule: dict[str, Any]) -> str:
    if as_text(result.get("kind")) not in {"", "fail"}:
        return "none"
    written = as_text(result.get("level")) or as_text(dig(rule, "defaultConfiguration", "level"))
    return written or "warning"
