"""XCCDF 1.1 and 1.2 results of OpenSCAP (``--results``), alone or inside an ARF (``--results-arf``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import (
    Results,
    Scan,
    iso,
    severity_of,
    xml_results,
)
from preuve.domain.evidence.reading.values import as_number
from preuve.domain.evidence.reading.xml import elements, local, place_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding, Place
    from preuve.domain.evidence.reading.head import Head

_PASSED_OVER = ("unknown", "error", "notapplicable", "notchecked", "notselected", "informational")
OUTCOMES = frozenset(("pass", "fail", "fixed", *_PASSED_OVER))
_JUDGED = frozenset(("pass", "fail", "fixed"))
_MAX_TITLES = 100_000


def sniff(head: Head) -> float:
    """Certain of a test result or of an asset report; likely of a benchmark, whose results may come later."""
    name, space, _ = head.xml_root
    if name == "asset-report-collection" or (name == "TestResult" and "xccdf" in space):
        return 1.0
    if name == "Benchmark" and "xccdf" in space:
        return 1.0 if "TestResult" in head.text else 0.5
    return 0.0


XCCDF = Format(
    "xccdf",
    "OpenSCAP XCCDF / ARF",
    "oscap xccdf eval --profile PROFIL --results resultats.xml CONTENU",
    sniff,
)


class _Gathered:
    def __init__(self, artefact: Artefact, *, keep: bool) -> None:
        self.artefact = artefact
        self.results: Results = xml_results(artefact, keep=keep)
        self.titles: dict[str, str] = {}
        self.outcomes: dict[str, int] = {}
        self.judged: set[str] = set()
        self.errors: list[Any] = []
        self.attributes: dict[str, str] = {}
        self.targets: dict[str, None] = {}
        self.score: tuple[float, float, Place] | None = None
        self.origin: Place | None = None


def read(artefact: Artefact, *, keep: bool = True) -> Scan:
    """Read rules and their results as a stream; of several test results, all are counted together.

    `keep` is as `Results` has it.
    """
    got = _Gathered(artefact, keep=keep)
    names = ("Rule", "rule-result", "target", "score", "TestResult")
    for event, element in elements(artefact, *names, starts=True):
        name = local(element)
        if event == "root":
            continue
        if event == "end":
            _READERS.get(name, _nothing)(element, got)
        elif name == "TestResult":
            got.attributes = got.attributes or dict(element.attrib)
            got.origin = got.origin or place_of(artefact, element, "//TestResult")
    if got.origin is None:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "TestResult")
    start, end = iso(got.attributes.get("start-time")), iso(got.attributes.get("end-time"))
    return Scan(
        artefact=artefact,
        format=XCCDF.id,
        tool="OpenSCAP",
        version=_version(got.attributes.get("test-system", "")),
        start=start or end,
        end=end,
        dated=bool(start),
        targets=tuple(name for name in got.targets if name),
        examined=frozenset(got.judged),
        lists_examined=True,
        remote=False,
        results=got.results,
        origin=got.origin,
        facts=tuple(_facts(got, got.origin)),
        findings=tuple(_findings(got, got.origin)),
    )


def _version(system: str) -> str:
    """``cpe:/a:redhat:openscap:1.3.7`` and ``cpe:2.3:a:…`` end with the tool and its version."""
    _, _, rest = system.partition(":openscap:")
    return rest.partition(":")[0]


def _nothing(element: Any, got: _Gathered) -> None:
    """Pass over an end that says nothing."""


def _rule(element: Any, got: _Gathered) -> None:
    if len(got.titles) < _MAX_TITLES:
        got.titles[element.get("id") or ""] = text_of(element, "title")


def _rule_result(element: Any, got: _Gathered) -> None:
    outcome = text_of(element, "result")
    if outcome not in OUTCOMES:
        return
    rule = element.get("idref") or ""
    where = (element.sourceline or 0, f"//rule-result[@idref='{rule}']")
    got.outcomes[outcome] = got.outcomes.get(outcome, 0) + 1
    if outcome in _JUDGED and len(got.judged) < _MAX_TITLES:
        got.judged.add(rule)
    if outcome == "fail":
        name = got.titles.get(rule) or rule
        severity = severity_of(element.get("severity") or "")
        got.results.add(rule, name, severity, where, of=rule)
        for child in element:
            if local(child) == "ident":
                got.results.note(text_of(child), where)
    elif outcome in {"error", "unknown"}:
        got.errors.append(where)


def _target(element: Any, got: _Gathered) -> None:
    parent = element.getparent()
    if parent is not None and local(parent) == "TestResult":
        got.targets[text_of(element)] = None


def _score(element: Any, got: _Gathered) -> None:
    value, maximum = as_number(element.text), as_number(element.get("maximum") or "100")
    if got.score is None and value is not None and maximum is not None and 0 <= value <= maximum:
        got.score = (value, maximum, place_of(got.artefact, element, "//score"))


_READERS = {"Rule": _rule, "rule-result": _rule_result, "target": _target, "score": _score}


def _facts(got: _Gathered, origin: Place) -> Iterator[Fact]:
    if got.outcomes:
        yield say.CHECKS.state(got.outcomes, [origin], total=sum(got.outcomes.values()))
    results = got.results
    if results.total:
        entries = results.entries.values()
        places = results.places(entry.where for entry in entries)
        yield say.FAILED_CHECKS.state(results.total, places, names=[entry.name for entry in entries])
    if got.score:
        yield say.SCORE.state(got.score[0], [got.score[2]], maximum=got.score[1])


def _findings(got: _Gathered, origin: Place) -> Iterator[Finding]:
    if got.errors:
        yield say.CHECK_ERRORS.state(len(got.errors), got.results.places(got.errors))
    if not got.judged:
        yield say.NOTHING_EXAMINED.state(
            0, [origin], said="aucune règle n’a de verdict", said_en="no rule has a verdict"
        )
