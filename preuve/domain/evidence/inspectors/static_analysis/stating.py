"""States facts, findings and limits from the model."""

from __future__ import annotations

from heapq import nsmallest
from itertools import islice
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.static_analysis import statements as say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preuve.domain.evidence.contract import Fact, FactKind, Finding, FindingKind, Limit, Place
    from preuve.domain.evidence.inspectors.static_analysis.model import (
        Complexity,
        Duplication,
        Gathered,
        Report,
    )

_NAMED = 8
#: Entries that a statement keeps of a mapping (`contract.tidy`).
_KEPT = 200


def ranked(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the greatest counts, as many as a statement keeps, greatest first, then by name."""
    return dict(nsmallest(_KEPT, counts.items(), key=lambda each: (-each[1], each[0])))


def listed(counts: Mapping[str, int], of: int) -> list[str]:
    """Return the first of `of` names with their counts, then as many blanks as there are others."""
    first = [f"{name} ({count})" for name, count in islice(counts.items(), _NAMED)]
    return first + [""] * (of - len(first))


def facts(report: Report) -> Iterator[Fact]:
    """State what a report holds."""
    yield from _origin(report)
    if report.lists_results:
        yield from _results(report)
    yield from _scope(report)
    if report.duplication:
        yield from _duplication(report, report.duplication)
    if report.complexity and report.complexity.worst:
        yield from _complexity(report, report.complexity, report.complexity.worst)
    if report.documented and report.documented[1]:
        covered, total = report.documented
        yield say.DOCUMENTED.state(round(covered / total, 6), [report.root], covered=covered, total=total)


def _origin(report: Report) -> Iterator[Fact]:
    root = report.root
    if report.producer:
        yield say.TOOL.state(report.producer, [root])
    elif report.shape:
        yield say.SHAPE.state(report.shape, [root])
    if report.date_place:
        yield say.DATE.state(report.produced_at, [report.date_place])
    if report.commits:
        yield say.COMMIT.state(list(report.commits), report.commits.values())


def _untold(report: Report) -> bool:
    """Say whether the report lists no result, and nothing in it tells what was analysed."""
    told = report.rules_run or report.analysed or report.source_lines or report.settled.count
    return not (report.results.count or told)


def _scope(report: Report) -> Iterator[Fact]:
    root = report.root
    if report.rules_run:
        yield say.RULES_RUN.state(report.rules_run, [root])
    if report.analysed:
        yield say.ANALYSED.state(len(report.analysed), [root])
    if report.source_lines is not None and report.source_lines >= 0:
        yield say.SOURCE_LINES.state(report.source_lines, [root])
    if report.suppressed.count:
        counts = {"suppressed": report.suppressed.count, "justified": report.justified}
        yield say.SUPPRESSED.state(counts, report.suppressed.places, **counts)
    yield from _gathered(say.SETTLED, report.settled)
    if report.baseline:
        states = ranked(report.baseline)
        yield say.BASELINE.state(states, [root], names=listed(states, len(report.baseline)))


def _results(report: Report) -> Iterator[Fact]:
    found = report.results
    kind = say.RESULTS if report.files else say.UNPLACED_RESULTS
    if _untold(report):
        kind = say.RESULTS_OF_NOTHING
    yield kind.state(found.count, found.places or [report.root], files=len(report.files))
    for kind, counts in (
        (say.LEVELS, report.levels),
        (say.RULES, report.rules),
        (say.FILES, report.files),
        (say.WEAKNESSES, report.weaknesses),
    ):
        if counts:
            most = ranked(counts)
            yield kind.state(most, [report.root], count=len(counts), names=listed(most, len(counts)))
    yield from _gathered(say.NAMING, report.naming)


def _gathered(kind: FactKind, gathered: Gathered) -> Iterator[Fact]:
    if gathered.count:
        yield kind.state(gathered.count, gathered.places)


def _duplication(report: Report, found: Duplication) -> Iterator[Fact]:
    places = found.clones.places or [report.root]
    yield say.CLONES.state(found.clones.count, places, lines=found.passage_lines)
    duplicated, lines = found.duplicated, found.lines
    if duplicated is not None and lines and 0 <= duplicated <= lines:
        yield say.DUPLICATION.state(
            round(duplicated / lines, 6), [report.root], duplicated=duplicated, lines=lines
        )


def _complexity(report: Report, found: Complexity, worst: tuple[int, str, Place]) -> Iterator[Fact]:
    mean = found.total / found.functions
    names = listed(found.bands, len(found.bands))
    yield say.COMPLEXITY.state(found.bands, [report.root], functions=found.functions, mean=mean, names=names)
    amount, name, place = worst
    yield say.WORST.state(amount, [place], name=name)
    yield from _gathered(say.ABOVE, found.above)


def findings(report: Report) -> Iterator[Finding]:
    """State what contradicts itself or is missing in a report."""
    if report.lists_results and _untold(report):
        yield say.DID_IT_RUN.state(0, [report.root])
    if report.complexity and not report.complexity.functions:
        yield say.NO_FUNCTION.state(0, [report.root])
    if report.failed:
        yield say.FAILED.state(1, [report.failed])
    yield from _problem(say.NOTICES, report.notices)
    if report.results.count and report.suppressed.count == report.results.count:
        yield say.ALL_SUPPRESSED.state(report.suppressed.count, report.suppressed.places)
    unjustified = report.suppressed.count - report.justified
    if unjustified:
        yield say.UNJUSTIFIED.state(unjustified, report.suppressed.places)
    if report.differing:
        first = report.differing[0]
        yield say.COUNTERS.state(
            report.differences,
            [each.place for each in report.differing],
            what=first.what,
            announced=first.announced,
            counted=first.counted,
        )
    if report.partial:
        listed, total, place = report.partial
        yield say.PARTIAL.state(total, [place], listed=listed)
    yield from _problem(say.UNPLACED, report.unplaced)
    yield from _problem(say.HOLLOW, report.hollow)


def _problem(kind: FindingKind, gathered: Gathered) -> Iterator[Finding]:
    if gathered.count:
        yield kind.state(gathered.count, gathered.places)


def limits(report: Report) -> tuple[Limit, ...]:
    """What this report can't tell."""
    stated = [say.SCOPE.state()]
    if report.lists_results:
        stated.insert(0, say.TRUTH.state())
    if not report.commits:
        stated.append(say.REVISION.state())
    return tuple(stated)
