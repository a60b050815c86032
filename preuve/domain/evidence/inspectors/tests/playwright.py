"""Playwright Test JSON report (`--reporter=json`): suites nest, a spec runs once per project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.inspectors.tests.model import Outcome, Run, Where, named
from preuve.domain.evidence.reading.jsons import JsonDocument, document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_OUTCOMES = {
    "expected": Outcome.PASSED,
    "flaky": Outcome.PASSED,
    "unexpected": Outcome.FAILED,
    "skipped": Outcome.SKIPPED,
}
_STATS = {
    "expected": Outcome.PASSED,
    "unexpected": Outcome.FAILED,
    "skipped": Outcome.SKIPPED,
}
_Steps = tuple[str | int, ...]


def sniff(head: Head) -> float:
    """Recognise Playwright by its keys."""
    keys = head.json_keys
    if head.json_kind != "object" or not {"config", "suites"} <= keys:
        return 0.0
    if "stats" in keys and ("errors" in keys or "projects" in head.text):
        return 1.0
    return 0.8 if {"rootDir", "configFile"} & keys else 0.3


def read(artefact: Artefact, *, keep: bool = False) -> Run:
    """Read a report.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY with `keep`.
    """
    file = document(artefact)
    value = as_dict(file.value)
    run = Run(artefact, json_placed(file), keep=keep)
    run.root = file.place()
    version = as_text(dig(value, "config", "version"))
    run.provenance.producer = f"Playwright {version}".strip()
    pending: list[tuple[Any, str, _Steps]] = [
        (suite, "", ("suites", index)) for index, suite in enumerate(as_list(value.get("suites")))
    ]
    pending.reverse()
    while pending:
        suite, above, steps = pending.pop()
        pending.extend(_suite(run, as_dict(suite), above, steps))
    _whole(run, as_dict(value.get("stats")), file)
    return run


def json_placed(file: JsonDocument) -> Any:
    """Return how a case's place is made from its JSON Pointer."""

    def placed(where: Where, _: str) -> Place:
        return file.place(*where) if isinstance(where, tuple) else file.place()

    return placed


def _suite(run: Run, suite: dict[str, Any], above: str, steps: _Steps) -> list[tuple[Any, str, _Steps]]:
    """Take the specs of a suite and return the suites inside it, last first."""
    run.suites += 1
    title = as_text(suite.get("title"))
    name = f"{above} › {title}" if above else title
    for index, spec in enumerate(as_list(suite.get("specs"))):
        _spec(run, as_dict(spec), name, (*steps, "specs", index))
    inner = enumerate(as_list(suite.get("suites")))
    return [(each, name, (*steps, "suites", index)) for index, each in inner][::-1]


def _spec(run: Run, spec: dict[str, Any], group: str, steps: _Steps) -> None:
    tags = [f"@{as_text(tag).lstrip('@')}" for tag in as_list(spec.get("tags")) if as_text(tag)]
    for index, value in enumerate(as_list(spec.get("tests"))):
        test = as_dict(value)
        project = as_text(test.get("projectName"))
        title = as_text(spec.get("title"))
        name = named(group, f"{title} [{project}]" if project else title)
        where = (*steps, "tests", index)
        status = as_text(test.get("status"))
        outcome = _OUTCOMES.get(status, Outcome.OTHER)
        if status == "flaky":
            run.flaky.add(name, where, run.placed)
        elif outcome is Outcome.SKIPPED:
            run.skip(name, _reason(test), where)
        elif outcome is Outcome.PASSED and test.get("expectedStatus") == "failed":
            run.expected.add(name, where, run.placed)
        run.tag(tags, outcome)
        run.case(name, outcome, _seconds(as_list(test.get("results"))), where)


def _reason(test: dict[str, Any]) -> str:
    for annotation in as_list(test.get("annotations")):
        if dig(annotation, "type") in {"skip", "fixme"} and as_text(dig(annotation, "description")):
            return as_text(dig(annotation, "description"))
    return ""


def _seconds(results: list[Any]) -> float | None:
    """Return the seconds of all attempts together; None when one has none."""
    total = 0.0
    for result in results:
        milliseconds = as_number(dig(result, "duration"))
        if milliseconds is None or milliseconds < 0:
            return None
        total += milliseconds
    return total / 1000 if results else None


def _whole(run: Run, stats: dict[str, Any], file: JsonDocument) -> None:
    run.provenance.moment(as_text(stats.get("startTime")), lambda: file.place("stats", "startTime"))
    for name, outcome in _STATS.items():
        counted = run.outcomes[outcome]
        if outcome is Outcome.PASSED:
            counted -= run.flaky.count
        run.announce(name, stats.get(name), (counted,), lambda at=name: file.place("stats", at))  # type: ignore[misc] # bound at once
    run.announce("flaky", stats.get("flaky"), (run.flaky.count,), lambda: file.place("stats", "flaky"))
