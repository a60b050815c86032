"""axe-core results: one object, or the list that axe-cli and pages in number give."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.web_pages import statements as say
from preuve.domain.evidence.inspectors.web_pages.lighthouse import screen_fact
from preuve.domain.evidence.inspectors.web_pages.model import Issue, Report, address, first, iso
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

IMPACTS = ("critical", "serious", "moderate", "minor")
_WCAG = re.compile(r"wcag(\d)(\d)(\d{1,2})$")
_RGAA = re.compile(r"RGAA-(\d{1,2}(?:\.\d{1,2}){1,2})$")
_OUTCOMES = ("passes", "incomplete", "inapplicable")


def sniff(head: Head) -> float:
    """Certain of the four outcomes of axe."""
    keys = head.json_keys
    if head.json is None and {"testEngine", "testRunner"} <= keys:
        return 1.0  # axe writes what passed first: in a long report, the violations lie beyond the head
    if "violations" not in keys or not keys & {*_OUTCOMES, "testEngine"}:
        return 0.0
    return 1.0 if "testEngine" in keys or keys.issuperset(_OUTCOMES) else 0.5


AXE = Format("axe", "axe JSON", "axe URL --save rapport.json", sniff)


class _Gathered:
    def __init__(self, found: JsonDocument, *, by_page: bool) -> None:
        self.found = found
        self.by_page = by_page
        self.impacts = dict.fromkeys((*IMPACTS, "unknown"), 0)
        self.rules: dict[str, Issue] = {}
        self.severe: dict[str, Issue] = {}
        self.issues: dict[str, Issue] = {}
        self.criteria: dict[str, None] = {}
        self.outcomes = dict.fromkeys(_OUTCOMES, 0)
        self.broken: set[str] = set()
        self.total = 0
        self.nodes = 0


def read(artefact: Artefact) -> Report:
    """Read the results held whole; of several pages, all are counted together."""
    found = document(artefact)
    several = isinstance(found.value, list)
    results = [as_dict(each) for each in as_list(found.value)] if several else [as_dict(found.value)]
    got = _Gathered(found, by_page=len(results) > 1)
    pages: dict[str, None] = {}
    for index, result in enumerate(results):
        base: tuple[str | int, ...] = (index,) if several else ()
        page = address(as_text(result.get("url")))
        pages.update({page: None} if page else {})
        _result(result, base, page, got)
    top: dict[str, Any] = results[0] if results else {}
    base = (0,) if several else ()
    engine = as_dict(top.get("testEngine"))
    environment = top.get("testEnvironment")
    screen = {"width": dig(environment, "windowWidth"), "height": dig(environment, "windowHeight")}
    return Report(
        artefact=artefact,
        format=AXE.id,
        tool=as_text(engine.get("name")) or "axe-core",
        version=as_text(engine.get("version")),
        produced_at=iso(top.get("timestamp")),
        pages=tuple(pages),
        setting={"window": f"{as_text(screen['width'])}x{as_text(screen['height'])}"},
        issues=got.issues,
        origin=found.place(*base, "testEngine"),
        when=found.place(*base, "timestamp"),
        facts=(*screen_fact(screen, found.place(*base, "testEnvironment")), *_facts(got)),
        findings=tuple(_findings(got)),
        limits=(say.AUTOMATIC.state(),),
    )


def _result(result: dict[str, Any], base: tuple[str | int, ...], page: str, got: _Gathered) -> None:
    for outcome in _OUTCOMES:
        got.outcomes[outcome] += len(as_list(result.get(outcome)))
    for index, value in enumerate(as_list(result.get("violations"))):
        _violation(as_dict(value), (*base, "violations", index), page, got)


def _violation(each: dict[str, Any], path: tuple[str | int, ...], page: str, got: _Gathered) -> None:
    rule, impact = as_text(each.get("id")), as_text(each.get("impact"))
    words = as_text(each.get("help")) or rule
    nodes = as_list(each.get("nodes"))
    found = got.found
    got.total += 1
    got.broken.add(rule)
    got.nodes += len(nodes)
    got.impacts[impact if impact in IMPACTS else "unknown"] += 1
    issue = Issue(f"{rule} – {words}", partial(found.place, *path))
    got.rules[f"{page} {rule}"] = issue
    if impact in {"critical", "serious"}:
        got.severe.setdefault(rule, issue)
    for tag in map(as_text, as_list(each.get("tags"))):
        if match := _WCAG.match(tag):
            got.criteria[f"WCAG {match[1]}.{match[2]}.{match[3]}"] = None
        elif match := _RGAA.match(tag):
            got.criteria[f"RGAA {match[1]}"] = None
    for index, node in enumerate(nodes):
        target = " ".join(map(as_text, as_list(as_dict(node).get("target"))))
        place = partial(found.place, *path, "nodes", index)
        got.issues[f"{rule} {target}"[:300]] = Issue(f"{rule} [{target}]", place)


def _facts(got: _Gathered) -> Iterator[Fact]:
    found = got.found
    places = first(issue.place for issue in got.rules.values())
    if got.total:
        kind = say.VIOLATIONS_BY_PAGE if got.by_page else say.VIOLATIONS
        counts = {"total": got.total, "nodes": got.nodes, "rules": len(got.broken), **got.impacts}
        yield kind.state(got.impacts, places, **counts)
    else:
        yield say.NO_VIOLATION.state(got.impacts, [found.place()])
    rules = say.RULES_BY_PAGE if got.by_page else say.RULES
    yield rules.state(got.outcomes, [found.place()], **got.outcomes)
    if got.criteria:
        yield say.CRITERIA.state(list(got.criteria), places)


def _findings(got: _Gathered) -> Iterator[Finding]:
    severe = list(got.severe.values())
    if severe:
        names = [issue.name for issue in severe]
        yield say.SEVERE.state(len(severe), first(issue.place for issue in severe), names=names)
