"""Gitleaks JSON, versions 7 and 8. What a rule caught is never repeated: only rules, files and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, Severity, json_results
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument


def sniff(head: Head) -> float:
    """Certain of a rule beside what it caught; an empty array only by its name."""
    if head.json_kind != "array":
        return 0.0
    if head.json == []:
        return 0.3 if "gitleaks" in head.base_name else 0.0
    keys = head.json_keys
    if {"RuleID", "StartLine"} <= keys and keys & {"Secret", "Match", "Fingerprint"}:
        return 1.0
    return 0.8 if {"offender", "rule", "lineNumber"} <= keys else 0.0


GITLEAKS = Format(
    "gitleaks", "Gitleaks JSON", "gitleaks detect --report-format json --report-path rapport.json", sniff
)


def read(artefact: Artefact) -> Scan:
    """Read the report held whole."""
    found = document(artefact)
    results = json_results(found)
    rules: dict[str, int] = {}
    files: set[str] = set()
    history: set[str] = set()
    for index, value in enumerate(as_list(found.value)):
        each = as_dict(value)
        rule = as_text(each.get("RuleID")) or as_text(each.get("rule")) or "?"
        file = as_text(each.get("File")) or as_text(each.get("file"))
        line = as_text(each.get("StartLine")) or as_text(each.get("lineNumber"))
        commit = as_text(each.get("Commit")) or as_text(each.get("commit"))
        rules[rule] = rules.get(rule, 0) + 1
        files.add(file)
        # one secret is caught again in every commit that holds its line
        key = f"{file}:{rule}:{line}"
        if commit:
            history.add(key)
        results.add(key, f"{rule} [{file}:{line}]", Severity.UNKNOWN, (index,))
    return Scan(
        artefact=artefact,
        format=GITLEAKS.id,
        tool="Gitleaks",
        graded=False,
        results=results,
        origin=found.place(),
        facts=tuple(_facts(found, results, rules, len(files))),
        findings=tuple(_findings(results, rules, len(history))),
        limits=(say.SECRET_VALID.state(),),
    )


def _facts(found: JsonDocument, results: Results, rules: dict[str, int], files: int) -> Iterator[Fact]:
    if not results.total:
        yield say.NO_SECRET_BY_NAME.state({}, [found.place()])
        return
    places = results.places(entry.where for entry in results.entries.values())
    yield say.SECRETS.state(rules, places, total=results.total, files=files)


def _findings(results: Results, rules: dict[str, int], history: int) -> Iterator[Finding]:
    if results.total:
        places = results.places(entry.where for entry in results.entries.values())
        count = len(results.entries)
        yield say.SECRETS_IN_HISTORY.state(count, places, rules=list(rules), history=history)
