"""Newman's JSON report (`newman run … --reporters json`): the assertions of a collection are the cases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.inspectors.tests.jest import _moment
from preuve.domain.evidence.inspectors.tests.model import Outcome, Run, named
from preuve.domain.evidence.inspectors.tests.playwright import json_placed
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0"})  # noqa: S104 - a name to recognise, nothing is bound
_KEYS = frozenset({"run", "collection"})
_LONG_COLLECTION = re.compile(r'\s*\{\s*"collection"\s*:\s*\{\s*"(?:_|item)"\s*:')
_Steps = tuple[str | int, ...]


def sniff(head: Head) -> float:
    """Recognise Newman by its keys."""
    if head.json_kind != "object" or not _KEYS & head.json_keys:
        return 0.0
    if head.json is None and _LONG_COLLECTION.match(head.text) and {"item", "request"} <= head.json_keys:
        return 0.8 if '"executions"' in head.text else 0.6  # the run may begin after what is seen
    run = dig(head.json, "run")
    if isinstance(run, dict):
        return 1.0 if {"executions", "stats"} <= run.keys() else 0.0
    return 0.0


def read(artefact: Artefact, *, keep: bool = False) -> Run:
    """Read a report; assertions have no duration.

    A request that could not be sent, or a script that failed, is a case in error.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY with `keep`.
    """
    file = document(artefact)
    value = as_dict(file.value)
    run = Run(artefact, json_placed(file), keep=keep)
    run.root = file.place()
    run.provenance.producer = "Newman"
    run.provenance.target = as_text(dig(value, "collection", "info", "name")) or as_text(
        dig(value, "collection", "name")
    )
    broken = 0
    for index, execution in enumerate(as_list(dig(value, "run", "executions"))):
        broken += _execution(run, as_dict(execution), ("run", "executions", index))
    for name in ("started", "completed"):
        _moment(run, dig(value, "run", "timings", name), file, ("run", "timings", name))
    steps: _Steps = ("run", "stats", "assertions")
    stats = as_dict(dig(value, *steps))
    counted = run.total - broken
    run.announce("assertions.total", stats.get("total"), (counted,), lambda: file.place(*steps, "total"))
    failed = run.outcomes[Outcome.FAILED]
    run.announce("assertions.failed", stats.get("failed"), (failed,), lambda: file.place(*steps, "failed"))
    return run


def _execution(run: Run, execution: dict[str, Any], steps: _Steps) -> int:
    """Take one request; return how many cases are no assertion: it could not be sent, or a script failed."""
    run.suites += 1
    name = as_text(dig(execution, "item", "name"))
    host = dig(execution, "request", "url", "host")
    joined = ".".join(as_text(part) for part in as_list(host)) or as_text(host)
    if joined.lower() in _LOCAL:
        run.local.add(name, (*steps, "request", "url", "host"), run.placed)
    for index, value in enumerate(as_list(execution.get("assertions"))):
        assertion = as_dict(value)
        outcome = Outcome.PASSED
        if assertion.get("error"):
            outcome = Outcome.FAILED
        elif assertion.get("skipped") is True:
            outcome = Outcome.SKIPPED
        label = named(name, as_text(assertion.get("assertion")))
        run.case(label, outcome, None, (*steps, "assertions", index))
    broken: list[_Steps] = [("requestError",)] if execution.get("requestError") else []
    for script in ("prerequestScript", "testScript"):
        for index, value in enumerate(as_list(execution.get(script))):
            if as_dict(value).get("error"):
                broken.append((script, index))
    for each in broken:
        run.case(named(name, as_text(each[0])), Outcome.ERROR, None, (*steps, *each))
    return len(broken)
