"""BackstopJS: ``config.js`` of its HTML report (JSONP, ``report({…});``) and ``jsonReport.json``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.web_pages import statements as say
from preuve.domain.evidence.inspectors.web_pages.model import Issue, Report, address, first
from preuve.domain.evidence.reading.jsons import embedded
from preuve.domain.evidence.reading.text import decode, whole
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_OPENING = re.compile(r"\s*report\s*\(\s*(?=\{)")
_CLOSING = re.compile(r"\)\s*;?\s*$")


def sniff(head: Head) -> float:
    """Certain of the test suite's name."""
    text = head.text.lstrip("\ufeff")
    if head.json_kind != "object" and not _OPENING.match(text):
        return 0.0
    if '"testSuite"' in text and '"tests"' in text:
        return 1.0 if "BackstopJS" in text or '"misMatchThreshold"' in text else 0.5
    return 0.0


BACKSTOP = Format("backstop", "BackstopJS", "backstop test ; backstop_data/html_report/config.js", sniff)


class _Gathered:
    def __init__(self, found: JsonDocument) -> None:
        self.found = found
        self.pages: dict[str, None] = {}
        self.viewports: dict[str, None] = {}
        self.passed = 0
        self.listed: list[Issue] = []
        self.failed: dict[str, Issue] = {}
        self.worst: tuple[float, str, Issue] | None = None


def read(artefact: Artefact) -> Report:
    """Read the report held whole."""
    text = decode(whole(artefact)).removeprefix("\ufeff")
    opening = _OPENING.match(text)
    if opening:
        text = _CLOSING.sub("", text)
    found = embedded(artefact, text, opening.end() if opening else 0)
    tests = as_list(dig(found.value, "tests"))
    if not tests:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "tests")
    got = _Gathered(found)
    for index, test in enumerate(tests):
        _test(as_dict(dig(test, "pair")), as_text(dig(test, "status")), index, got)
    return Report(
        artefact=artefact,
        format=BACKSTOP.id,
        tool="BackstopJS",
        pages=tuple(got.pages),
        setting={"viewports": ", ".join(sorted(got.viewports))},
        issues=got.failed,
        origin=found.place("testSuite"),
        facts=tuple(_facts(got)),
        findings=tuple(_findings(got)),
        limits=(say.CONTENT.state(),),
    )


def _test(pair: dict[str, Any], status: str, index: int, got: _Gathered) -> None:
    page, viewport = address(as_text(pair.get("url"))), as_text(pair.get("viewportLabel"))
    label = as_text(pair.get("label")) or page or f"/tests/{index}"
    label = f"{label} [{viewport}]" if viewport else label
    found = got.found
    issue = Issue(label, lambda: found.place("tests", index))
    if page:
        got.pages[page] = None
    if viewport:
        got.viewports[viewport] = None
    got.listed.append(issue)
    if status == "pass":
        got.passed += 1
    else:
        got.failed[f"{label} {as_text(pair.get('selector'))}"] = issue
    percentage = as_number(dig(pair, "diff", "misMatchPercentage"))
    if percentage is not None and 0 <= percentage <= 100 and (got.worst is None or percentage > got.worst[0]):
        got.worst = (percentage, label, issue)


def _facts(got: _Gathered) -> Iterator[Fact]:
    failed = len(got.listed) - got.passed
    counts = {"passed": got.passed, "failed": failed}
    yield say.SCREENS.state(
        counts,
        first(issue.place for issue in got.listed),
        total=len(got.listed),
        viewports=len(got.viewports),
        names=list(got.viewports),
        **counts,
    )
    if got.worst:
        percentage, label, issue = got.worst
        yield say.MISMATCH.state(percentage / 100, [issue.place()], label=label)


def _findings(got: _Gathered) -> Iterator[Finding]:
    failed = list(got.failed.values())
    if failed:
        total = len(got.listed) - got.passed
        yield say.OVER.state(
            total, first(issue.place for issue in failed), names=[each.name for each in failed]
        )
    if len(got.viewports) == 1:
        yield say.ONE_VIEWPORT.state(next(iter(got.viewports)), [got.listed[0].place()])
