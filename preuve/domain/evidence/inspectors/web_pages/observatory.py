"""Mozilla HTTP Observatory: scan and tests, of the first service and of MDN's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.web_pages import statements as say
from preuve.domain.evidence.inspectors.web_pages.model import Issue, Report, first, iso
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument


def sniff(head: Head) -> float:
    """Certain of a scan beside tests of headers."""
    if head.json_kind != "object" or not {"scan", "tests"} <= head.json_keys:
        return 0.0
    return 1.0 if '"grade"' in head.text and '"expectation"' in head.text else 0.3


OBSERVATORY = Format(
    "observatory", "Mozilla Observatory JSON", "mdn-http-observatory-scan HÔTE > rapport.json", sniff
)


def read(artefact: Artefact) -> Report:
    """Read the answer held whole."""
    found = document(artefact)
    scan, tests = as_dict(dig(found.value, "scan")), as_dict(dig(found.value, "tests"))
    failed = {
        name: _issue(found, name, as_dict(test)) for name, test in tests.items() if dig(test, "pass") is False
    }
    passed = sum(dig(test, "pass") is True for test in tests.values())
    host = as_text(scan.get("host")) or as_text(scan.get("site"))
    version = as_text(scan.get("algorithm_version")) or as_text(scan.get("algorithmVersion"))
    return Report(
        artefact=artefact,
        format=OBSERVATORY.id,
        tool="Mozilla Observatory",
        version=version and f"(algorithm {version})",
        produced_at=iso(scan.get("end_time")) or iso(scan.get("scanned_at")),
        pages=(host,) if host else (),
        setting={"algorithm": version},
        issues=failed,
        origin=found.place("scan"),
        when=found.place("scan", "end_time" if iso(scan.get("end_time")) else "scanned_at"),
        facts=tuple(_facts(found, scan, passed, failed)),
        findings=tuple(_findings(found, scan, tests, failed)),
        limits=(say.ONE_MOMENT.state(), *(() if host else (say.NO_ADDRESS.state(),))),
    )


def _issue(found: JsonDocument, name: str, test: dict[str, Any]) -> Issue:
    return Issue(f"{name} ({as_text(test.get('result'))})", lambda: found.place("tests", name))


def _facts(
    found: JsonDocument, scan: dict[str, Any], passed: int, failed: dict[str, Issue]
) -> Iterator[Fact]:
    grade, score = as_text(scan.get("grade")), as_int(scan.get("score"))
    if grade:
        yield say.GRADE.state(grade, [found.place("scan", "grade")])
    if score is not None:
        yield say.SCORE.state(score, [found.place("scan", "score")])
    counts = {"passed": passed, "failed": len(failed)}
    yield say.TESTS.state(counts, [found.place("tests")], total=passed + len(failed), **counts)
    if failed:
        names = list(failed)
        yield say.FAILED.state(len(failed), first(issue.place for issue in failed.values()), names=names)


def _findings(
    found: JsonDocument, scan: dict[str, Any], tests: dict[str, Any], failed: dict[str, Issue]
) -> Iterator[Finding]:
    if failed:
        issues = list(failed.values())
        yield say.FAILED_TESTS.state(
            len(issues), first(issue.place for issue in issues), names=[issue.name for issue in issues]
        )
    for key, counted in (("tests_quantity", len(tests)), ("tests_failed", len(failed))):
        announced = as_int(scan.get(key))
        if announced is not None and announced != counted:
            yield say.MISCOUNT.state(counted, [found.place("scan", key)], subject=key, announced=announced)
            return
