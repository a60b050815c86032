"""Jest's `--json` result, which Vitest writes too (`--reporter=json`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.inspectors.tests.model import Outcome, Run, named
from preuve.domain.evidence.inspectors.tests.playwright import json_placed
from preuve.domain.evidence.reading.jsons import JsonDocument, document
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_OUTCOMES = {
    "passed": Outcome.PASSED,
    "failed": Outcome.FAILED,
    "pending": Outcome.SKIPPED,
    "skipped": Outcome.SKIPPED,
    "todo": Outcome.SKIPPED,
    "disabled": Outcome.SKIPPED,
}
_COUNTERS = {
    "numTotalTests": tuple(Outcome),
    "numPassedTests": (Outcome.PASSED,),
    "numFailedTests": (Outcome.FAILED,),
}
_Steps = tuple[str | int, ...]


def sniff(head: Head) -> float:
    """Recognise Jest by its keys."""
    keys = head.json_keys
    if head.json_kind != "object" or "testResults" not in keys:
        return 0.0
    return 1.0 if {"numTotalTests", "numPassedTests"} & keys else 0.3


def read(artefact: Artefact, *, keep: bool = False) -> Run:
    """Read a report. A pending case has no reason in this format, so none is asked for.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY with `keep`.
    """
    file = document(artefact)
    value = as_dict(file.value)
    run = Run(artefact, json_placed(file), keep=keep)
    run.root = file.place()
    for index, suite in enumerate(as_list(value.get("testResults"))):
        _suite(run, as_dict(suite), ("testResults", index))
    _moment(run, value.get("startTime"), file, ("startTime",))
    for name, outcomes in _COUNTERS.items():
        counted = sum(run.outcomes[each] for each in outcomes)
        run.announce(name, value.get(name), (counted,), lambda at=name: file.place(at))  # type: ignore[misc] # bound at once
    if value.get("success") is True and run.failures:
        run.verdict = ("success: true", file.place("success"))
    return run


def _suite(run: Run, suite: dict[str, Any], steps: _Steps) -> None:
    run.suites += 1
    name = as_text(suite.get("name"))
    cases = as_list(suite.get("assertionResults"))
    if not cases and suite.get("status") == "failed":
        run.crashed.add(name, steps, run.placed)
    for index, value in enumerate(cases):
        case = as_dict(value)
        label = as_text(case.get("fullName")) or as_text(case.get("title"))
        milliseconds = as_number(case.get("duration"))
        seconds = milliseconds / 1000 if milliseconds is not None and milliseconds >= 0 else None
        outcome = _OUTCOMES.get(as_text(case.get("status")), Outcome.OTHER)
        run.case(named(name, label.strip()), outcome, seconds, (*steps, "assertionResults", index))


def _moment(run: Run, written: Any, file: JsonDocument, steps: _Steps) -> None:
    milliseconds = as_number(written)
    moment = from_epoch(milliseconds / 1000) if milliseconds is not None else None
    if moment is not None:
        run.provenance.moment(moment.isoformat(), lambda: file.place(*steps))
