"""States facts, findings and limits from the two models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.tests import statements as say
from preuve.domain.evidence.inspectors.tests.model import Outcome, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Fact, FactKind, Finding, FindingKind, Limit, Place
    from preuve.domain.evidence.inspectors.tests.covering import Coverage, Share
    from preuve.domain.evidence.inspectors.tests.model import Gathered, Provenance, Run


def run_facts(run: Run) -> Iterator[Fact]:
    """State what a report of cases holds."""
    if run.linter:
        yield say.LINT_CASES.state(run.total, [run.root], tool=run.linter)
        return
    yield from _origin(run.provenance, run.root)
    if not run.total:
        return
    counted = run.outcomes
    outcomes: dict[str, int] = {"cases": run.total}
    outcomes.update({str(each): counted[each] for each in Outcome})
    cases = say.CASES_AND_OTHERS if counted[Outcome.OTHER] else say.CASES
    yield cases.state(outcomes, [run.root], **outcomes)
    if run.suites:
        yield say.SUITES.state(run.suites, [run.root])
    if counted[Outcome.OTHER]:
        yield say.OTHER.state(counted[Outcome.OTHER], [run.root])
    if run.seconds:
        yield say.DURATION.state(round(run.seconds, 6), [run.root], timed=run.timed)
    if run.longest and run.timed > 1:
        seconds, name, place = run.longest
        yield say.LONGEST.state(seconds, [place], name=name)
    if run.tags:
        shares = {tag: f"{passed}/{cases}" for tag, (passed, cases) in run.tags.items()}
        yield say.TAGS.state(shares, [run.root], count=len(shares))
    yield from _gathered_fact(say.FLAKY, run.flaky)
    yield from _gathered_fact(say.TRIES, run.tries)
    yield from _gathered_fact(say.PASSED_AGAIN, run.passed_again)
    yield from _gathered_fact(say.EXPECTED, run.expected)


def _origin(provenance: Provenance, root: Place) -> Iterator[Fact]:
    if provenance.producer:
        yield say.TOOL.state(provenance.producer, [root])
    last = provenance.produced or provenance.period[1]
    if last and provenance.place is not None:
        yield say.DATE.state(last, [provenance.place])


def _gathered_fact(kind: FactKind, gathered: Gathered) -> Iterator[Fact]:
    if gathered.count:
        yield kind.state(gathered.count, gathered.places, names=listed(gathered.names, gathered.count))


def run_findings(run: Run) -> Iterator[Finding]:
    """State what contradicts itself or is missing in a report of cases."""
    if run.linter:
        return
    if run.unfinished:
        word, where = run.unfinished
        yield say.RUN_FAILED.state(word, [where])
    if not run.total:
        yield say.NO_CASE.state(0, [run.root])
    elif run.outcomes[Outcome.SKIPPED] - run.expected.count == run.total:
        yield say.NONE_RAN.state(run.total, [run.root])
    yield from _gathered_finding(say.FAILING, run.failing)
    if run.verdict:
        words, place = run.verdict
        yield say.VERDICT.state(words, [place, *run.failing.places], failing=run.failures)
    yield from _differing(say.COUNTERS, run)
    if run.results:
        announced, counted, place = run.results
        yield say.RESULTS.state(counted, [place], announced=announced)
    yield from _gathered_finding(say.UNEXPLAINED, run.unexplained)
    yield from _gathered_finding(say.UNASSERTED, run.unasserted)
    yield from _gathered_finding(say.HOLLOW, run.hollow)
    yield from _gathered_finding(say.CRASHED, run.crashed)
    if run.total > 1 and run.untimed == run.total:
        yield say.NO_TIME.state(run.total, [run.root])
    yield from _gathered_finding(say.LOCAL, run.local)


def _gathered_finding(kind: FindingKind, gathered: Gathered) -> Iterator[Finding]:
    if gathered.count:
        yield kind.state(gathered.count, gathered.places, names=listed(gathered.names, gathered.count))


def _differing(kind: FindingKind, report: Run | Coverage) -> Iterator[Finding]:
    if report.differing:
        first = report.differing[0]
        yield kind.state(
            report.differences,
            [each.place for each in report.differing],
            what=first.what,
            announced=first.announced,
            counted=first.counted,
        )


def run_limits(run: Run) -> tuple[Limit, ...]:
    """What no report of cases tells."""
    if run.linter:
        return (say.LINTER.state(),)
    return say.RELEVANCE.state(), say.ENVIRONMENT.state()


def coverage_facts(report: Coverage) -> Iterator[Fact]:
    """State what a coverage report holds."""
    root = report.root
    yield from _origin(report.provenance, root)
    yield from _share(say.LINES, report.lines, root)
    branches = report.branches
    kind = say.CONDITIONS if branches is report.written_branches else say.BRANCHES
    yield from _share(kind, branches, root)
    yield from _share(say.FUNCTIONS, report.functions, root)
    yield from _share(say.INSTRUCTIONS, report.instructions, root)
    if report.files:
        yield say.FILES.state(len(report.files), [root])
    modules = report.sums.modules
    if len(modules) > 1:
        ranked = sorted(modules, key=lambda name: (modules[name].ratio, name))
        ratios = {name: round(modules[name].ratio, 6) for name in ranked}
        yield say.MODULES.state(
            ratios,
            [root],
            count=len(modules),
            lowest=ranked[0],
            low=modules[ranked[0]].ratio,
            highest=ranked[-1],
            high=modules[ranked[-1]].ratio,
        )


def _share(kind: FactKind, share: Share | None, root: Place) -> Iterator[Fact]:
    if share is not None and share.valid:
        yield kind.state(round(share.ratio, 6), [root], covered=share.covered, valid=share.valid)


def coverage_findings(report: Coverage) -> Iterator[Finding]:
    """State what contradicts itself or is missing in a coverage report."""
    if not report.lines.valid:
        yield say.EMPTY_COVERAGE.state(0, [report.root])
        return
    yield from _differing(say.RATES, report)
    sums = report.sums
    if sums.untouched:
        places = [report.place_of_file(name, where) for name, where in sums.first_untouched]
        names = listed([name for name, _ in sums.first_untouched], sums.untouched)
        yield say.UNTOUCHED.state(sums.untouched, places, names=names)
    if sums.generated and sums.with_lines > 1:
        yield say.GENERATED.state(sums.with_lines, [report.root])


def coverage_limits(form: str) -> tuple[Limit, ...]:
    """What no coverage report tells."""
    limits = [say.EXECUTED.state(), say.ENVIRONMENT.state()]
    if form == "clover":
        limits.append(say.STATEMENTS.state())
    return tuple(limits)
