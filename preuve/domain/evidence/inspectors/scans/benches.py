"""CIS benchmarks: kube-bench JSON, and the JSON log of docker-bench-security."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import (
    Miscount,
    Scan,
    Severity,
    iso_from_epoch,
    json_results,
)
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

Path = tuple[str | int, ...]
#: docker-bench writes WARN where a check is not passed; kube-bench keeps WARN for what a person must check
_JUDGED = frozenset(("PASS", "FAIL", "WARN"))


def sniff_kube(head: Head) -> float:
    """Certain of the controls and their node."""
    keys = head.json_keys
    if "Controls" in keys and '"node_type"' in head.text:
        return 1.0
    return 0.8 if {"node_type", "tests", "total_pass"} <= keys else 0.0


def sniff_docker(head: Head) -> float:
    """Certain of the tool's own key."""
    return 1.0 if {"dockerbenchsecurity", "tests"} <= head.json_keys else 0.0


KUBE_BENCH = Format("kube-bench", "kube-bench JSON", "kube-bench run --json > rapport.json", sniff_kube)
DOCKER_BENCH = Format(
    "docker-bench", "docker-bench-security JSON", "sh docker-bench-security.sh -l rapport", sniff_docker
)


class _Checks:
    def __init__(self, found: JsonDocument, failing: str) -> None:
        self.found = found
        self.failing = failing
        self.results: Results = json_results(found)
        self.outcomes: dict[str, int] = {}
        self.judged: set[str] = set()
        self.targets: dict[str, None] = {}
        self.version = ""

    def add(self, number: str, words: str, outcome: str, path: Path) -> None:
        """Count one check; an outcome that is no word is left out."""
        if not outcome:
            return
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        if outcome in _JUDGED:
            self.judged.add(number)
        if outcome == self.failing:
            self.results.add(number, f"{number} {words}", Severity.UNKNOWN, path, of=number)


def read_kube(artefact: Artefact) -> Scan:
    """Read the report held whole: an object with its controls, a list of them, or a single one."""
    found = document(artefact)
    checks = _Checks(found, "FAIL")
    value = as_dict(found.value)
    base: Path = ("Controls",) if "Controls" in value else ()
    controls = as_list(value.get("Controls")) or as_list(found.value)
    for index, each in enumerate(controls):
        _control(as_dict(each), (*base, index), checks)
    if not controls:
        _control(value, (), checks)
    announced = ("Totals", as_dict(value.get("Totals")))
    return _scan(artefact, KUBE_BENCH.id, "kube-bench", checks, tuple(_kube_miscounts(checks, *announced)))


def _control(control: dict[str, Any], path: Path, checks: _Checks) -> None:
    node = as_text(control.get("node_type"))
    if node:
        checks.targets[node] = None
    for index, test in enumerate(as_list(control.get("tests"))):
        for number, result in enumerate(as_list(as_dict(test).get("results"))):
            each = as_dict(result)
            where = (*path, "tests", index, "results", number)
            name, words = as_text(each.get("test_number")), as_text(each.get("test_desc"))
            checks.add(f"{node} {name}".strip(), words, as_text(each.get("status")).upper(), where)


def _kube_miscounts(checks: _Checks, key: str, totals: dict[str, Any]) -> Iterator[Miscount]:
    for outcome in ("pass", "fail", "warn", "info"):
        announced = as_int(totals.get(f"total_{outcome}"))
        counted = checks.outcomes.get(outcome.upper(), 0)
        if announced is not None and announced != counted:
            yield Miscount(outcome, announced, counted, checks.found.place(key, f"total_{outcome}"))


def read_docker(artefact: Artefact) -> Scan:
    """Read the log held whole."""
    found = document(artefact)
    checks = _Checks(found, "WARN")
    value = as_dict(found.value)
    for index, test in enumerate(as_list(value.get("tests"))):
        for number, result in enumerate(as_list(as_dict(test).get("results"))):
            each = as_dict(result)
            words = as_text(each.get("desc"))
            where = ("tests", index, "results", number)
            checks.add(as_text(each.get("id")), words, as_text(each.get("result")).upper(), where)
    checks.version = as_text(value.get("dockerbenchsecurity"))
    announced = as_int(value.get("checks"))
    counted = sum(checks.outcomes.values())
    odd: tuple[Miscount, ...] = ()
    if announced is not None and announced < counted:
        # the tool also counts checks that write no result
        odd = (Miscount("checks", announced, counted, found.place("checks")),)
    start, end = iso_from_epoch(value.get("start")), iso_from_epoch(value.get("end"))
    return _scan(artefact, DOCKER_BENCH.id, "docker-bench-security", checks, odd, start=start, end=end)


def _scan(  # noqa: PLR0913 - one argument for each field that differs
    artefact: Artefact,
    form: str,
    tool: str,
    checks: _Checks,
    miscounts: tuple[Miscount, ...],
    *,
    start: str = "",
    end: str = "",
) -> Scan:
    return Scan(
        artefact=artefact,
        format=form,
        tool=tool,
        version=checks.version,
        start=start,
        end=end,
        dated=True,
        targets=tuple(checks.targets),
        examined=frozenset(checks.judged),
        lists_examined=True,
        graded=False,
        results=checks.results,
        origin=checks.found.place(),
        miscounts=miscounts,
        facts=tuple(_facts(checks)),
        findings=tuple(_findings(checks)),
    )


def _facts(checks: _Checks) -> Iterator[Fact]:
    if checks.outcomes:
        total = sum(checks.outcomes.values())
        yield say.CHECKS.state(checks.outcomes, [checks.found.place()], total=total)
    results = checks.results
    if results.total:
        entries = results.entries.values()
        places = results.places(entry.where for entry in entries)
        yield say.FAILED_CHECKS.state(results.total, places, names=[entry.name for entry in entries])


def _findings(checks: _Checks) -> Iterator[Finding]:
    if not checks.judged:
        yield say.NOTHING_EXAMINED.state(
            0, [checks.found.place()], said="aucun contrôle n’a de verdict", said_en="no check has a verdict"
        )
