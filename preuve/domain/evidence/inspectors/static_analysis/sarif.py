"""SARIF 2.1.0 (OASIS standard, 2020): any tool's results in one form.

Levels that a result leaves out come from its rule, else `warning` (§3.27.10); a result whose `kind` is not
`fail` is no problem (§3.27.9); it is suppressed when it has suppressions and none is rejected or under review
(§3.27.23).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from preuve.domain.evidence.inspectors.static_analysis.model import Report, json_placed, names_line
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


class _Rule(NamedTuple):
    """What a result takes from its rule: the rule's id, its level, its CWE numbers."""

    id: str
    level: str
    weaknesses: tuple[str, ...]


class _Rules:
    """Rules of a tool and its extensions, by number and by id."""

    def __init__(self, tool: dict[str, Any]) -> None:
        driver = as_dict(tool.get("driver"))
        self.driver = as_list(driver.get("rules"))
        self.all = list(self.driver)
        for extension in as_list(tool.get("extensions")):
            self.all += as_list(as_dict(extension).get("rules"))
        self.by_id = {as_text(as_dict(rule).get("id")): as_dict(rule) for rule in self.all}
        self._read: dict[str, _Rule] = {}

    def of(self, result: dict[str, Any]) -> _Rule:
        """Return the rule of a result; one without id when it can't be found."""
        name = result.get("ruleId")
        if not name or not isinstance(name, str):
            name = as_text(name) or as_text(dig(result, "rule", "id"))
        if not name:
            index = as_int(result.get("ruleIndex"))
            return _read(as_dict(dig(self.driver, index)) if index is not None and index >= 0 else {})
        found = self._read.get(name)
        if found is None:
            known = self.by_id.get(name) or self.by_id.get(name.rpartition("/")[0])
            found = self._read[name] = _read(known or {"id": name})
        return found


def _read(rule: dict[str, Any]) -> _Rule:
    numbers = {
        found[1].lstrip("0")
        for tag in as_list(dig(rule, "properties", "tags"))
        if (found := _CWE.search(as_text(tag)[:200]))
    }
    level = as_text(dig(rule, "defaultConfiguration", "level"))
    return _Rule(as_text(rule.get("id")), level or "warning", tuple(sorted(numbers)))


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
    above = (*steps, "results")
    for index, value in enumerate(as_list(run.get("results"))):
        _result(report, as_dict(value), rules, artifacts, (*above, index))


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
    get = result.get
    rule = rules.of(result)
    locations = get("locations")
    first = as_dict(locations[0]) if locations and isinstance(locations, list) else {}
    location = as_dict(first.get("physicalLocation"))
    uri = _file(as_dict(location.get("artifactLocation")), artifacts)
    line = as_dict(location.get("region")).get("startLine")
    message = (
        (as_text(dig(result, "message", "text")) or as_text(dig(result, "message", "id")))
        if report.keep
        else ""
    )
    report.result((rule.id, _level(result, rule), uri, message, names_line(line)), steps)
    if get("suppressions"):
        _suppressed(report, as_list(get("suppressions")), steps)
    state = get("baselineState")
    if state is not None and (said := as_text(state)):
        report.baseline[said] = report.baseline.get(said, 0) + 1
    for number in rule.weaknesses:
        report.weakness(number)


def _file(place: dict[str, Any], artifacts: list[Any]) -> str:
    uri = as_text(place.get("uri"))
    if uri:
        return uri
    index = as_int(place.get("index"))
    return as_text(dig(artifacts, index, "location", "uri")) if index is not None and index >= 0 else ""


def _suppressed(report: Report, suppressions: list[Any], steps: _Steps) -> None:
    if suppressions and all(dig(each, "status") not in _NOT_SUPPRESSED for each in suppressions):
        report.suppressed.add(steps, report.placed)
        report.justified += any(as_text(dig(each, "justification")).strip() for each in suppressions)


def _level(result: dict[str, Any], rule: _Rule) -> str:
    kind = result.get("kind")
    if kind is not None and as_text(kind) not in {"", "fail"}:
        return "none"
    return as_text(result.get("level")) or rule.level
