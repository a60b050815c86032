"""Facts and findings of one run, plan, workload or profile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.performance import statements as say
from preuve.domain.evidence.inspectors.performance.model import Plan, Run, Workload
from preuve.domain.evidence.inspectors.performance.samples import REST
from preuve.domain.evidence.inspectors.performance.workloads import pooled
from preuve.domain.evidence.wording import clean, duration, number, percentage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from preuve.domain.evidence.contract import Fact, FactKind, Finding, Limit
    from preuve.domain.evidence.inspectors.performance.model import (
        Difference,
        Node,
        Profile,
        Statement,
        Subject,
    )

    Stated = tuple[list[Fact], list[Finding], list[Limit]]

_LOCAL = re.compile(r"(?<![\w.])(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[?::1\]?)(?![\w.])")
_FEW = 30
#: Milliseconds below which half of one, lost by rounding, makes a tenth.
_SMALL = 5
_FULL = {"Seq Scan", "Parallel Seq Scan", "ALL", "Table scan"}
_WHAT = {
    "requests": ("requêtes", "requests"),
    "errors": ("échecs", "failures"),
    "rate": ("débit", "throughput"),
    "calls": ("exécutions", "executions"),
}


def percentile(share: float) -> str:
    """Return ``p95`` for 0.95, ``p99.9`` for 0.999."""
    return f"p{round(100 * share, 4):g}"


def short(name: str) -> str:
    """Return a name as a key of a fact."""
    return clean(name, 100) or "?"


def listed(values: Mapping[str, float], how: Callable[[float, str], str]) -> dict[str, list[str]]:
    """Return the lists that the templates name: each value as words in both languages."""
    return {
        f"listed_{language}": [f"{name} {how(value, language)}" for name, value in values.items()]
        for language in ("fr", "en")
    }


def milliseconds(value: float, language: str) -> str:
    """Return milliseconds as a duration in words."""
    return duration(value / 1000, language)


def stated(subject: Subject) -> Stated:
    """State everything that one file holds."""
    if isinstance(subject, Run):
        return _run(subject)
    if isinstance(subject, Plan):
        return _plan(subject)
    return _workload(subject) if isinstance(subject, Workload) else _profile(subject)


def brief(amount: float) -> float:
    """Return an amount with three significant digits, whole from a hundred up."""
    return float(f"{amount:.3g}") if abs(amount) < 100 else round(amount)


def _run(run: Run) -> Stated:
    def kind(of: FactKind) -> FactKind:
        return of if run.recounted else say.read(of)

    facts = [kind(say.REQUESTS).state(run.requests, [run.place])]
    if run.errors is not None and run.requests and not run.sockets:
        at = [*run.failed_places, run.place]
        ratio = run.errors / run.requests
        facts.append(say.ERROR_RATE.state(ratio, at, errors=run.errors, requests=run.requests))
    if run.lengths and run.lengths_place:
        facts.append(say.LENGTHS.state(run.lengths, [run.lengths_place]))
    facts += _times(run, kind)
    if run.rate is not None:
        facts.append(
            kind(say.THROUGHPUT).state(run.rate, [run.rate_place or run.place], said=brief(run.rate))
        )
    if run.users:
        facts.append(say.USERS.state(run.users, [run.users_place or run.place]))
    if run.duration:
        facts.append(kind(say.DURATION).state(run.duration, [run.duration_place or run.place]))
    facts += _labels(run, kind)
    if run.groups and run.groups_place:
        facts.append(say.GROUPS.state(run.groups, [run.groups_place]))
    if run.thresholds:
        passed = sum(each.passed for each in run.thresholds)
        facts.append(
            say.THRESHOLDS.state(
                {each.name: each.passed for each in run.thresholds},
                [each.place for each in run.thresholds],
                count=len(run.thresholds),
                passed=passed,
                names=[each.name for each in run.thresholds],
            )
        )
    if run.checks:
        counts = {"passed": run.checks[0], "failed": run.checks[1]}
        facts.append(kind(say.CHECKS).state(counts, [run.checks_place or run.place], **counts))
    return facts, _run_findings(run), _run_limits(run)


def _times(run: Run, kind: Callable[[FactKind], FactKind]) -> list[Fact]:
    times, facts = run.times, []
    if times.quantiles:
        quantiles = {percentile(share): value for share, value in times.quantiles.items()}
        said = listed(quantiles, milliseconds)
        if run.metric:
            kinds = kind(say.METRIC_PERCENTILES)
            facts.append(kinds.state(quantiles, [times.place], metric=run.metric, **said))
        else:
            facts.append(kind(say.PERCENTILES).state(quantiles, [times.place], **said))
    if times.mean is not None:
        mean, spread = times.mean / 1000, times.deviation
        if spread is None:
            facts.append(kind(say.BARE_MEAN).state(times.mean, [times.place], mean=mean, count=times.count))
        else:
            values = {"mean": mean, "deviation": spread / 1000, "count": times.count}
            facts.append(kind(say.MEAN).state(times.mean, [times.place], **values))
    return facts


def _labels(run: Run, kind: Callable[[FactKind], FactKind]) -> list[Fact]:
    if not run.labels:
        return []
    places = [each.times.place for each in run.labels]
    counts: dict[str, int] = {}
    times: dict[str, float] = {}
    for each in run.labels:
        counts[short(each.name)] = counts.get(short(each.name), 0) + each.times.count
        if each.times.count and 0.95 in each.times.quantiles:
            times[short(each.name)] = each.times.quantiles[0.95]
    whole = all(each.name != REST for each in run.labels)  # else how many there are isn't known
    facts = [kind(say.LABELS).state(counts, places, count=len(run.labels))] if whole else []
    if times:
        facts.append(kind(say.LABEL_TIMES).state(times, places, **listed(times, milliseconds)))
    return facts


def _run_findings(run: Run) -> list[Finding]:
    findings = []
    if run.errors:
        at = run.failed_places or (run.place,)
        findings.append(say.FAILED.state(run.errors, at, requests=run.requests))
    if run.sockets:
        counts = dict(zip(("connect", "read", "write", "timeout"), run.sockets, strict=True))
        findings.append(say.SOCKETS.state(counts, [run.sockets_place or run.place], **counts))
    crossed = [each for each in run.thresholds if not each.passed]
    if crossed:
        names = [each.name for each in crossed]
        findings.append(say.CROSSED.state(len(crossed), [each.place for each in crossed], names=names))
    if run.checks and run.checks[1]:
        at = (run.checks_place or run.place,)
        findings.append(say.FAILED_CHECKS.state(run.checks[1], at, total=sum(run.checks)))
    if run.times.count < _FEW:
        findings.append(say.FEW.state(run.times.count, [run.times.place]))
    if _LOCAL.search(run.target):
        findings.append(say.LOCAL.state(run.target, [run.target_place or run.place]))
    if run.unreadable_count:
        findings.append(say.UNREADABLE.state(run.unreadable_count, run.unreadable))
    return findings + _differences(run.differences)


def _differences(rows: Sequence[Difference]) -> list[Finding]:
    if not rows:
        return []
    said = {
        f"listed_{language}": [
            f"{_WHAT[each.what][index]} {number(each.written, language)} ≠ {number(each.recounted, language)}"
            for each in rows
        ]
        for index, language in enumerate(("fr", "en"))
    }
    return [say.DIFFERS.state(len(rows), [each.place for each in rows], **said)]


def _run_limits(run: Run) -> list[Limit]:
    limits = [say.PRODUCTION.state()]
    if not run.recounted:
        return [*limits, say.WRITTEN.state(), *rounded(run)]
    limits.append(say.NEAREST.state())
    return limits if run.times.samples is None or run.times.samples.exact else [*limits, say.CLASSES.state()]


def rounded(run: Run) -> list[Limit]:
    """Return the limit of tools that write whole milliseconds, when their percentiles are small."""
    known = run.producer.startswith(("ApacheBench", "Locust"))
    small = any(time < _SMALL for time in run.times.quantiles.values())
    return [say.ROUNDED.state()] if known and small else []


def _plan(plan: Plan) -> Stated:
    facts = [say.NODES.state([each.kind for each in plan.nodes], [each.place for each in plan.nodes])]
    findings = []
    if not plan.ran:
        findings.append(say.NOT_RUN.state(1, [plan.place]))
    if plan.execution is not None:
        at = [plan.execution_place or plan.place]
        facts.append(say.EXECUTION.state(plan.execution, at, seconds=plan.execution / 1000))
    if plan.cost is not None:
        facts.append(say.COST.state(plan.cost, [plan.place]))
    if plan.hits is not None and plan.reads is not None:
        blocks = {"hits": plan.hits, "reads": plan.reads}
        facts.append(say.BUFFERS.state(blocks, [plan.place], **blocks))
        if plan.reads > 0:
            share = plan.reads / (plan.hits + plan.reads) if plan.hits + plan.reads > 0 else 1.0
            findings.append(say.COLD.state(plan.reads, [plan.place], share=share))
    # a node of no loop is written “never executed” by EXPLAIN: nothing was read
    full = [each for each in plan.nodes if each.kind in _FULL and each.loops != 0]
    if full:
        names = sorted({each.relation or each.kind for each in full})
        facts.append(say.FULL_READS.state(len(full), [each.place for each in full], names=names))
    more, wrong = _estimates(plan.nodes)
    return facts + more, findings + wrong, [say.ONE_RUN.state(), say.PRODUCTION.state()]


def _estimates(nodes: Sequence[Node]) -> tuple[list[Fact], list[Finding]]:
    """Compare estimated and real rows of each step, counted as one row at least."""
    found = []
    for each in nodes:
        if (
            each.planned is not None
            and each.actual is not None
            and each.loops
            and min(each.planned, each.actual) >= 0
        ):
            planned, actual = max(each.planned, 1.0), max(each.actual, 1.0)
            found.append((max(planned / actual, actual / planned), each))
    if not found:
        return [], []
    worst, node = max(found, key=lambda pair: pair[0])
    fact = say.ESTIMATES.state(
        round(worst, 2), [node.place], kind=node.kind, planned=node.planned, actual=node.actual
    )
    off = [each for ratio, each in found if ratio >= 10]
    if not off:
        return [fact], []
    names = [each.kind for each in off]
    return [fact], [say.OFF.state(len(off), [each.place for each in off], names=names)]


def by_shape(rows: Iterable[Statement]) -> dict[str, Statement]:
    """Return the statements, those of one shape as one."""
    shapes: dict[str, list[Statement]] = {}
    for each in rows:
        shapes.setdefault(each.shape, []).append(each)
    return {shape: pooled(same) for shape, same in shapes.items()}


def _shapes(work: Workload) -> list[Fact]:
    if not work.kept_all:
        return [say.MANY_STATEMENTS.state(work.rows, [work.place], calls=work.calls)]
    shapes = by_shape(work.statements)
    called = max(work.statements, key=lambda each: each.calls)
    top = sorted(shapes.values(), key=lambda each: -each.total)[:5]
    spent = {short(each.shape): round(each.total, 6) for each in top}
    return [
        say.STATEMENTS.state(work.rows, [work.place], shapes=len(shapes), calls=work.calls),
        say.MOST_CALLS.state(called.calls, [called.place], shape=short(called.shape)),
        say.TOP.state(spent, [each.place for each in top], **listed(spent, milliseconds)),
    ]


def _workload(work: Workload) -> Stated:
    facts = [*_shapes(work)]
    facts.append(say.DATABASE_TIME.state(round(work.total, 6), [work.place], seconds=work.total / 1000))
    if work.slowest:
        slowest, place = work.slowest
        facts.append(say.SLOWEST.state(slowest, [place], seconds=slowest / 1000))
    if work.times:
        quantiles = {percentile(share): value for share, value in work.times.quantiles.items()}
        said = listed(quantiles, milliseconds)
        facts.append(say.PERCENTILES.state(quantiles, [work.times.place], **said))
    if work.examined is not None and work.sent is not None:
        counts = {"examined": work.examined, "sent": work.sent}
        facts.append(say.EXAMINED.state(counts, [work.place], **counts))
    if work.scans is not None:
        facts.append(say.SCANS.state(work.scans, [work.place], total=work.rows))
    findings = []
    if work.password_count:
        findings.append(say.PASSWORDS.state(work.password_count, work.passwords))
    if work.times and work.times.count < _FEW:
        findings.append(say.FEW.state(work.times.count, [work.times.place]))
    if work.unreadable_count:
        findings.append(say.UNREADABLE.state(work.unreadable_count, work.unreadable))
    return facts, findings + _differences(work.differences), _workload_limits(work)


def _workload_limits(work: Workload) -> list[Limit]:
    kind = say.SINCE_RESET if work.producer == "pg_stat_statements" else say.ONLY_SLOW
    limits = [kind.state()]
    if work.times:
        limits.append(say.NEAREST.state())
        if work.times.samples is not None and not work.times.samples.exact:
            limits.append(say.CLASSES.state())
    return limits if work.kept_all else [*limits, say.KEPT.state()]


def _profile(profile: Profile) -> Stated:
    shares = {short(name): share for name, share in profile.functions.items()}
    facts = [
        say.PROFILE.state(
            profile.samples,
            [profile.place],
            weight=profile.weight,
            unit=profile.unit,
            names=[name for name in profile.names if name],
        ),
        say.HOTSPOTS.state(shares, list(profile.places.values()), **listed(shares, percentage)),
    ]
    few = [say.FEW.state(profile.samples, [profile.place])] if profile.samples < _FEW else []
    return facts, few, [say.PRODUCTION.state()]
