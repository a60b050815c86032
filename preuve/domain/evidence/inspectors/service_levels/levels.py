"""Facts and findings of what was read, format aside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from preuve.domain.evidence.inspectors.service_levels import statements as say
from preuve.domain.evidence.reading.tables import plain
from preuve.domain.evidence.wording import clean, duration, number, percentage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from preuve.domain.evidence.contract import Fact, Finding, FindingKind
    from preuve.domain.evidence.inspectors.service_levels.model import Declared, Objective, ServiceLevels
    from preuve.domain.evidence.inspectors.service_levels.tracks import Series

T = TypeVar("T")

_PLACEHOLDERS = {"any", "todo", "tbd", "xxx", "changeme", "example", "exemple", "query", "na", "adefinir"}
#: Limits of the formats that have no place for a window: what can be computed isn't told of them.
_WINDOWLESS = {"sloth-window", "itop"}
_LOCAL = re.compile(r"(?<![\w.])(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[?::1\]?)(?![\w.])")
_AVAILABILITY = ("disponib", "availab", "uptime")


def keyed(rows: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Return a mapping; a name that comes again gets a number."""
    found: dict[str, T] = {}
    for name, value in rows:
        base = clean(name, 110) or "?"
        key, count = base, 1
        while key in found:
            count += 1
            key = f"{base} ({count})"
        found[key] = value
    return found


def listed(values: Mapping[str, float], how: Callable[[float, str], str]) -> dict[str, list[str]]:
    """Return the lists that the templates name: each value as words in both languages."""
    return {
        f"listed_{language}": [f"{name} {how(value, language)}" for name, value in values.items()]
        for language in ("fr", "en")
    }


def points(value: float, language: str) -> str:
    """Return a distance between ratios in points, with its sign."""
    return ("+" if value >= 0 else "-") + number(abs(100 * value), language)


def stated(levels: ServiceLevels) -> tuple[list[Fact], list[Finding]]:
    """State everything that one file holds."""
    facts: list[Fact] = []
    findings: list[Finding] = []
    if levels.objectives:
        facts += _objective_facts(levels)
        findings += _objective_findings(levels)
    if levels.series:
        facts += _series_facts(levels.series)
        findings += _series_findings(levels.series)
    facts += _declared_facts(levels)
    if levels.unreadable_count:
        findings.append(say.UNREADABLE.state(levels.unreadable_count, levels.unreadable))
    measures: list[Series | Declared] = [*levels.series, *levels.declared]
    local = [(each.name, each.place) for each in measures if _LOCAL.search(each.name)]
    if local:
        findings.append(
            say.LOCAL.state(len(local), [place for _, place in local], names=[name for name, _ in local])
        )
    return facts, findings


def _objective_facts(levels: ServiceLevels) -> list[Fact]:
    rows = levels.objectives
    places = [each.place for each in rows]
    facts = [say.OBJECTIVES.state(len(rows), places, names=[each.name for each in rows])]
    targeted = [each for each in rows if each.target is not None]
    targets = keyed((each.name, each.target or 0.0) for each in targeted)
    if targets:
        said = listed(targets, percentage)
        facts.append(say.TARGETS.state(targets, [each.target_place for each in targeted], **said))
    bounded = [each for each in rows if each.bound is not None]
    if bounded:
        bounds = keyed((each.name, each.bound or 0.0) for each in bounded)
        said = listed(bounds, duration)
        at = [each.bound_place or each.target_place for each in bounded]
        facts.append(say.BOUNDS.state(bounds, at, **said))
    framed = [each for each in rows if each.window]
    if framed:
        windows = keyed((each.name, each.window or 0) for each in framed)
        at = [each.window_place or each.place for each in framed]
        facts.append(say.WINDOWS.state(windows, at, **listed(windows, duration)))
    budgeted = [each for each in framed if each.target is not None and each.target < 1]
    if budgeted:
        budgets = keyed((each.name, _budget(each)) for each in budgeted)
        at = [each.target_place for each in budgeted]
        facts.append(say.BUDGETS.state(budgets, at, **listed(budgets, duration)))
    if not _WINDOWLESS & set(levels.untold):
        whole = [each.place for each in rows if not each.lacks and not each.wrong and not _is_example(each)]
        if whole:
            facts.append(say.COMPUTABLE.state(len(whole), whole, total=len(rows)))
    alerted = [each for each in rows if each.alerted is not None]
    if alerted:
        on = [each.place for each in alerted if each.alerted]
        facts.append(say.ALERTED.state(len(on), on or places, total=len(alerted)))
    if levels.rules:
        facts.append(say.RULES.state(dict(levels.rules), places, **levels.rules))
    return facts


def _budget(objective: Objective) -> float:
    return round((1 - (objective.target or 0.0)) * (objective.window or 0), 3)


def _objective_findings(levels: ServiceLevels) -> list[Finding]:
    rows = levels.objectives
    kinds = {"target": say.NO_TARGET, "unit": say.NO_UNIT, "window": say.NO_WINDOW, "source": say.NO_SOURCE}
    findings = []
    for lack, kind in kinds.items():
        findings += _named(kind, [each for each in rows if lack in each.lacks])
    findings += _named(say.NO_ALERT, [each for each in rows if each.alerted is False])
    findings += _named(say.NO_BUDGET, [each for each in rows if each.target == 1])
    senseless = [each for each in rows if each.wrong]
    if senseless:
        said = [f"{each.name} ({each.wrong})" for each in senseless]
        at = [each.target_place for each in senseless]
        findings.append(say.SENSELESS.state(len(senseless), at, listed=said))
    examples = [each for each in rows if _is_example(each)]
    if examples:
        at = [each.place for each in examples]
        said = sorted({each.source for each in examples})
        findings.append(say.PLACEHOLDER.state(len(examples), at, sources=said))
    findings += _contradictions(levels)
    return findings


def _is_example(objective: Objective) -> bool:
    return plain(objective.source) in _PLACEHOLDERS


def _named(kind: FindingKind, rows: Sequence[Objective]) -> list[Finding]:
    if not rows:
        return []
    return [kind.state(len(rows), [each.place for each in rows], names=[each.name for each in rows])]


def _contradictions(levels: ServiceLevels) -> list[Finding]:
    """Say pairs that can't both hold: a share and a downtime more than a tenth apart; two targets."""
    pairs: list[tuple[Objective, Objective, dict[str, str]]] = []
    ratios: dict[str, list[Objective]] = {}
    same: dict[tuple[str, str, int | None], Objective] = {}
    for each in levels.objectives:
        words = plain(each.indicator)
        if each.target is not None and (
            each.downtime or not words or any(word in words for word in _AVAILABILITY)
        ):
            ratios.setdefault(plain(each.service), []).append(each)
        key = (plain(each.service), words, each.window)
        other = same.get(key)
        if other is not None and "declared" in levels.untold and _differ(other, each):
            pairs.append((other, each, _two(other.target or 0.0, each.target or 0.0)))
        elif all(key[:2]) and each.target is not None:
            same[key] = each
    for each in levels.objectives:
        window = each.window
        for other in ratios.get(plain(each.service), []) if each.downtime and window else ():
            allowed, share = (each.downtime or 0.0) / (window or 1), 1 - (other.target or 0.0)
            if abs(allowed - share) > 0.1 * max(allowed, share):
                pairs.append((other, each, _share_and_time(other, each)))
    if not pairs:
        return []
    places = [place for first, second, _ in pairs for place in (first.target_place, second.target_place)]
    said = {f"listed_{language}": [words[language] for _, _, words in pairs] for language in ("fr", "en")}
    return [say.CONTRADICTORY.state(len(pairs), places, **said)]


def _differ(first: Objective, second: Objective) -> bool:
    return None not in (first.target, second.target) and first.target != second.target


def _two(first: float, second: float) -> dict[str, str]:
    return {
        "fr": f"{percentage(first, 'fr')} et {percentage(second, 'fr')}",
        "en": f"{percentage(first, 'en')} and {percentage(second, 'en')}",
    }


def _share_and_time(ratio: Objective, time: Objective) -> dict[str, str]:
    window, target = time.window or 0, ratio.target or 0.0
    allowed = time.downtime or 0.0
    return {
        "fr": f"{percentage(target, 'fr')} laisse {duration((1 - target) * window, 'fr')}"
        " d’indisponibilité par"
        f" {duration(window, 'fr')}, et non {duration(allowed, 'fr')}",
        "en": f"{percentage(target, 'en')} leaves {duration((1 - target) * window, 'en')} of"
        " unavailability per"
        f" {duration(window, 'en')}, not {duration(allowed, 'en')}",
    }


def _series_facts(rows: Sequence[Series]) -> list[Fact]:
    places = [each.place for each in rows]
    first, last = min(rows, key=lambda each: each.start), max(rows, key=lambda each: each.end)
    facts = [
        say.SAMPLES.state(
            keyed((each.name, each.samples) for each in rows),
            places,
            total=sum(each.samples for each in rows),
            count=len(rows),
            start=first.moment(first.start),
            end=last.moment(last.end),
        )
    ]
    stepped = [each for each in rows if each.step]
    if stepped:
        at = [each.place for each in stepped]
        steps = keyed((each.name, each.step or 0.0) for each in stepped)
        facts.append(say.STEPS.state(steps, at, **listed(steps, duration)))
        coverage = keyed((each.name, each.coverage or 0.0) for each in stepped)
        facts.append(say.COVERAGE.state(coverage, at, **listed(coverage, percentage)))
    attained = [each for each in rows if each.attainment is not None]
    if attained:
        ratios = keyed((each.name, each.attainment or 0.0) for each in attained)
        at = [each.place for each in attained]
        facts.append(say.ATTAINMENT.state(ratios, at, **listed(ratios, percentage)))
    facts += _breaches([each for each in rows if each.kind == "state" and not each.disordered])
    measured = [each for each in rows if each.kind == "measure"]
    if measured:
        means = keyed((each.name, each.mean) for each in measured)
        facts.append(say.MEANS.state(means, [each.place for each in measured]))
    return facts


def _breaches(rows: Sequence[Series]) -> list[Fact]:
    if not rows:
        return []
    broken = [(each.longest, each) for each in rows if each.longest]
    if not broken:
        samples = sum(each.samples for each in rows)
        return [say.NO_BREACH.state(0, [each.place for each in rows], samples=samples)]
    longest, of = max(((breach, each) for breach, each in broken), key=lambda pair: pair[0].seconds)
    holed = any(each.gap_count or each.unknown for _, each in broken)
    return [
        (say.BREACHES_AT_MOST if holed else say.BREACHES).state(
            sum(each.breach_count for each in rows),
            [longest.place, *(breach.place for each in rows for breach in each.breaches)],
            total=sum(each.breach_seconds for each in rows),
            longest=longest.seconds,
            start=of.moment(longest.start),
            name=of.name,
        )
    ]


def _series_findings(rows: Sequence[Series]) -> list[Finding]:
    findings = []
    holed = [each for each in rows if each.gap_count]
    if holed:
        wide, of = max(((gap, each) for each in holed for gap in each.gaps), key=lambda pair: pair[0][1])
        findings.append(
            say.GAPS.state(
                sum(each.gap_count for each in holed),
                [place for each in holed for _, _, place in each.gaps],
                total=sum(each.gap_seconds for each in holed),
                widest=wide[1],
                start=of.moment(wide[0]),
            )
        )
    mixed = [each for each in rows if each.disordered]
    if mixed:
        names = [each.name for each in mixed]
        total = sum(each.disordered for each in mixed)
        findings.append(say.DISORDERED.state(total, [each.place for each in mixed], names=names))
    holes = [each for each in rows if each.unknown]
    if holes:
        findings.append(
            say.UNKNOWN.state(
                sum(each.unknown for each in holes),
                [place for each in holes for place in each.unknown_places],
            )
        )
    dead = [each for each in rows if each.kind == "state" and not each.good]
    if dead:
        findings.append(
            say.NEVER_GOOD.state(len(dead), [each.place for each in dead], names=[each.name for each in dead])
        )
    return findings


def _declared_facts(levels: ServiceLevels) -> list[Fact]:
    facts = []
    rows = levels.declared
    if rows and levels.producer == "Prometheus":
        values = keyed((each.name, each.value) for each in rows)
        facts.append(say.VALUES.state(values, [each.place for each in rows], at=rows[0].period))
    elif rows:
        longest = [each for each in rows if each.period == "all"] or list(rows)
        lowest = min(longest, key=lambda each: each.value)
        values = keyed((each.name, each.value) for each in longest)
        at = [lowest.place, *(each.place for each in longest)]
        facts.append(say.UPTIMES.state(values, at, count=len(longest), lowest=lowest.value, name=lowest.name))
    if levels.downtime:
        total = sum(levels.downtime.values())
        facts.append(
            say.MINUTES_DOWN.state(
                int(total) if total == int(total) else total,
                levels.downtime_places,
                count=len(levels.downtime),
                sites=sum(each.period == "all" for each in rows),
            )
        )
    return facts
