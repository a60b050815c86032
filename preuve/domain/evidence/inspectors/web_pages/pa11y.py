"""pa11y JSON (a list of issues of one page) and pa11y-ci JSON (issues by page)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.web_pages import statements as say
from preuve.domain.evidence.inspectors.web_pages.model import Issue, Report, address, first
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

TYPES = ("error", "warning", "notice")


def sniff(head: Head) -> float:
    """Certain of an issue's keys; an empty list only by its name."""
    keys = head.json_keys
    if head.json_kind == "array":
        if head.json == []:
            return 0.3 if "pa11y" in head.base_name else 0.0
        return 1.0 if {"code", "typeCode", "selector"} <= keys else 0.0
    if {"total", "passes", "errors", "results"} <= keys:
        return 1.0 if '"typeCode"' in head.text or "pa11y" in head.base_name else 0.5
    return 0.0


PA11Y = Format("pa11y", "pa11y JSON", "pa11y --reporter json URL > rapport.json", sniff)


class _Gathered:
    def __init__(self, found: JsonDocument) -> None:
        self.found = found
        self.types = dict.fromkeys(TYPES, 0)
        self.runners: dict[str, int] = {}
        self.listed: list[Issue] = []
        self.errors: list[Issue] = []
        self.issues: dict[str, Issue] = {}
        self.total = 0

    def add(self, each: dict[str, Any], path: tuple[str | int, ...], page: str) -> None:
        """Count one issue."""
        kind, code = as_text(each.get("type")), as_text(each.get("code"))
        selector, runner = as_text(each.get("selector")), as_text(each.get("runner"))
        self.total += 1
        if kind in self.types:
            self.types[kind] += 1
        if runner:
            self.runners[runner] = self.runners.get(runner, 0) + 1
        found = self.found
        issue = Issue(f"{code} [{selector}]", lambda: found.place(*path))
        self.listed.append(issue)
        if kind == "error":
            self.errors.append(issue)
        self.issues.setdefault(f"{page} {code} {selector}"[:300], issue)


def read(artefact: Artefact) -> Report:
    """Read the report held whole."""
    found = document(artefact)
    got = _Gathered(found)
    pages: list[str] = []
    if isinstance(found.value, list):
        for index, each in enumerate(found.value):
            got.add(as_dict(each), (index,), "")
    else:
        for page, listed in as_dict(as_dict(found.value).get("results")).items():
            pages.append(address(page))
            for index, each in enumerate(as_list(listed)):
                # a page that could not be opened is listed as {"message": …}
                if "type" in as_dict(each):
                    got.add(as_dict(each), ("results", page, index), address(page))
    return Report(
        artefact=artefact,
        format=PA11Y.id,
        tool="pa11y",
        pages=tuple(pages),
        issues=got.issues,
        origin=found.place(),
        facts=tuple(_facts(got)),
        findings=tuple(_findings(got)),
        limits=(say.AUTOMATIC.state(), *(() if pages else (say.NO_ADDRESS.state(),))),
    )


def _facts(got: _Gathered) -> Iterator[Fact]:
    if not got.total:
        kind = say.EMPTY_BY_NAME if isinstance(got.found.value, list) else say.NO_ISSUE
        yield kind.state(got.types, [got.found.place()])
        return
    places = first(issue.place for issue in got.listed)
    yield say.ISSUES.state(got.types, places, total=got.total, **got.types)
    if got.runners:
        yield say.RUNNERS.state(got.runners, places)


def _findings(got: _Gathered) -> Iterator[Finding]:
    errors = got.errors
    if errors:
        places = first(issue.place for issue in errors)
        yield say.ISSUE_ERRORS.state(len(errors), places, names=[issue.name for issue in errors])
    announced = as_int(as_dict(got.found.value).get("errors"))
    if announced is not None and announced != len(errors):
        yield say.MISCOUNT.state(
            len(errors), [got.found.place("errors")], subject="errors", announced=announced
        )
