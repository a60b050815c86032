"""The old and the new version: the gain, with its dispersion, and whether chance alone could make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance import differences as differ
from preuve.domain.evidence.inspectors.performance import statements as say
from preuve.domain.evidence.inspectors.performance.model import Plan, Profile, Run, Times, Workload
from preuve.domain.evidence.inspectors.performance.samples import (
    mean_ratio_interval,
    rank_interval,
    rank_test,
)
from preuve.domain.evidence.inspectors.performance.stating import (
    brief,
    by_shape,
    listed,
    milliseconds,
    percentile,
    rounded,
    short,
)
from preuve.domain.evidence.wording import duration, number, percentage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Fact, Finding, Limit, Place
    from preuve.domain.evidence.inspectors.performance.model import Statement, Subject

    Compared = tuple[bool, list[Fact], list[Finding], list[Limit]]
    Words = dict[str, str]

_FEW = 30
#: From here on the normal approximation of the ranks' test is close (Mann and Whitney's own table).
_FEW_RANKS = 8
_UNLIKE = 1.25
_SURE = 0.05


def compared(before: Subject, after: Subject) -> Compared:
    """Return whether the scenario is the same, and what changed.

    Raises:
        UnreadableArtefactError: NOT_COMPARABLE: a run beside a plan, and the like.
    """
    if isinstance(before, Run) and isinstance(after, Run):
        return _as_gain(_runs(before, after))
    if isinstance(before, Plan) and isinstance(after, Plan):
        return _as_gain(_plans(before, after))
    if isinstance(before, Workload) and isinstance(after, Workload):
        return _as_gain(_workloads(before, after))
    if isinstance(before, Profile) and isinstance(after, Profile):
        return _as_gain(_profiles(before, after))
    raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE)


_GAINS = {kind.code for kind in (differ.RATIO, differ.RATES, differ.DISTINGUISHABLE)}


def _as_gain(found: Compared) -> Compared:
    """Give the facts of a gain a code of their own when it is none: another scenario, slower, more errors.

    The same figures are stated; only what they are linked to differs.
    """
    same, facts, findings, limits = found
    ratios = [
        float(ratio)
        for fact in facts
        if fact.code == differ.RATIO.code and isinstance(fact.value, Mapping)
        for ratio in fact.value.values()
        if isinstance(ratio, (int, float))
    ]
    spoiled = any(finding.code == differ.HIDING.code for finding in findings)
    if same and not spoiled and ratios and min(ratios) >= 1:
        return found
    return same, [_without_gain(fact) for fact in facts], findings, limits


def _without_gain(fact: Fact) -> Fact:
    return replace(fact, code=f"{fact.code}_no_gain") if fact.code in _GAINS else fact


def _times(value: float, language: str) -> str:
    return f"×{number(value if value >= 100 else float(f'{value:.3g}'), language)}"


def _tool(producer: str) -> str:
    return producer.partition(" ")[0]


def _said(rows: Sequence[Words]) -> dict[str, list[str]]:
    return {f"listed_{language}": [each[language] for each in rows] for language in ("fr", "en")}


def _change(fr: str, en: str, before: str, after: str) -> Words:
    return {"fr": f"{fr} ({before} → {after})", "en": f"{en} ({before} → {after})"}


def _scope(places: list[Place], rows: list[Words]) -> list[Finding]:
    return [differ.SCOPE.state(len(rows), places, **_said(rows))] if rows else []


def _runs(before: Run, after: Run) -> Compared:
    places = [before.place, after.place]
    differences = _scenario(before, after)
    facts = _run_facts(before, after)
    findings = _scope(places, differences)
    count = before.times.count, after.times.count
    at = [before.times.place, after.times.place]
    if min(count) < _FEW:
        findings.append(differ.FEW_COMPARED.state(min(count), at, before=count[0], after=count[1]))
    more, chance = _chance(before.times, after.times)
    findings += chance
    if before.errors is not None and after.errors is not None:
        old, new = before.error_share, after.error_share
        hides = new > old + 0.01 and _centre(after.times) < _centre(before.times)
        if hides:
            findings.append(differ.HIDING.state(new - old, places, before=old, after=new))
    limits = [differ.INDEPENDENT.state(), say.PRODUCTION.state(), *(rounded(before) or rounded(after))]
    return not differences, facts + more, findings, limits


def _tools(before: Run | Workload, after: Run | Workload) -> list[Words]:
    tools = _tool(before.producer), _tool(after.producer)
    return [] if tools[0] == tools[1] else [_change("outil", "tool", *tools)]


def _scenario(before: Run, after: Run) -> list[Words]:
    """Return what differs in labels, target, users and duration (as far as both tell)."""
    rows = _tools(before, after)
    labels = {each.name for each in before.labels}, {each.name for each in after.labels}
    if all(labels) and labels[0] != labels[1]:
        gone, come = sorted(labels[0] - labels[1]), sorted(labels[1] - labels[0])
        rows.append(_change("requêtes", "requests", ", ".join(gone[:3]) or "–", ", ".join(come[:3]) or "–"))
    if before.target and after.target and before.target != after.target:
        rows.append(_change("cible", "target", before.target[:80], after.target[:80]))
    if before.metric != after.metric:
        rows.append(_change("mesure", "metric", before.metric or "–", after.metric or "–"))
    if before.users and after.users and before.users != after.users:
        rows.append(_change("utilisateurs", "users", str(before.users), str(after.users)))
    counted = before.requests == after.requests  # a fixed number of requests ends sooner when it is faster
    spans = before.duration or 0.0, after.duration or 0.0
    if min(spans) > 0 and max(spans) > _UNLIKE * min(spans) and not counted:
        rows.append(
            {
                language: f"{word} ({duration(spans[0], language)} → {duration(spans[1], language)})"
                for language, word in (("fr", "durée"), ("en", "duration"))
            }
        )
    return rows


def _centre(times: Times) -> float:
    return times.quantiles.get(0.5, times.mean or 0.0)


def _ratios(before: Times, after: Times) -> dict[str, float]:
    ratios = {
        percentile(share): before.quantiles[share] / value
        for share, value in after.quantiles.items()
        if share in before.quantiles and value > 0
    }
    if before.mean is not None and after.mean:
        ratios["mean"] = before.mean / after.mean
    return {name: round(ratio, 6) for name, ratio in ratios.items()}


def _run_facts(before: Run, after: Run) -> list[Fact]:
    facts = []
    ratios = _ratios(before.times, after.times)
    at = [before.times.place, after.times.place]
    if ratios:
        facts.append(differ.RATIO.state(ratios, at, **_each_ratio(before.times, after.times, ratios)))
    if before.rate is not None and after.rate is not None:
        rates = {"before": before.rate, "after": after.rate}
        facts.append(
            differ.RATES.state(
                rates,
                [before.rate_place or before.place, after.rate_place or after.place],
                said_before=brief(before.rate),
                said_after=brief(after.rate),
            )
        )
    known = before.errors is not None and after.errors is not None
    if known and not before.sockets and not after.sockets:
        shares = {"before": before.error_share, "after": after.error_share}
        facts.append(
            differ.ERRORS.state(
                shares, [*before.failed_places, before.place, *after.failed_places, after.place], **shares
            )
        )
    return facts


def _each_ratio(before: Times, after: Times, ratios: dict[str, float]) -> dict[str, list[str]]:
    old = {percentile(share): value for share, value in before.quantiles.items()} | {
        "mean": before.mean or 0.0
    }
    new = {percentile(share): value for share, value in after.quantiles.items()} | {"mean": after.mean or 0.0}
    names = {"mean": {"fr": "moyenne", "en": "mean"}}
    return {
        f"listed_{language}": [
            f"{names.get(name, {}).get(language, name)} {_times(ratio, language)}"
            f" ({milliseconds(old[name], language)} → {milliseconds(new[name], language)})"
            for name, ratio in ratios.items()
        ]
        for language in ("fr", "en")
    }


def _chance(before: Times, after: Times) -> tuple[list[Fact], list[Finding]]:
    """Say whether the change can be told from chance, by the best proof that both files allow."""
    proof = _by_ranks(before, after) or _by_means(before, after) or _by_percentiles(before, after)
    places = [before.place, after.place]
    if proof is None:
        return [], [differ.NO_DISPERSION.state(1, places)]
    sure, value, words = proof
    said = {"proof_fr": words["fr"], "proof_en": words["en"]}
    if min(before.count, after.count) < (_FEW_RANKS if value == "mann-whitney" else _FEW):
        return [], []  # too few for a verdict, which a finding of its own says
    if sure:
        return [differ.DISTINGUISHABLE.state(value, places, **said)], []
    return [], [differ.NOT_DISTINGUISHABLE.state(value, places, **said)]


Proof = tuple[bool, str, dict[str, str]]


def _by_ranks(before: Times, after: Times) -> Proof | None:
    """Test the ranks of single samples, and give the interval of each median."""
    first, second = before.samples, after.samples
    if first is None or second is None or not (first.exact and second.exact):
        return None
    chance = rank_test(first, second)
    spans = [rank_interval(each, 0.5) or (0.0, 0.0) for each in (before, after)]
    words = {}
    for language, name in (("fr", "test de Mann-Whitney"), ("en", "Mann-Whitney test")):
        shown = (
            f"< {number(0.001, language)}" if chance < 0.001 else f"= {number(round(chance, 3), language)}"
        )
        old, new = (_span(low, high, language) for low, high in spans)
        median = {"fr": "médiane", "en": "median"}[language]
        words[language] = f"{name}, p {shown} ; {median} {old} → {new} (95 %)"
    words["en"] = words["en"].replace(" ;", ";").replace("95 %", "95%")
    return chance < _SURE, "mann-whitney", words


def _span(low: float, high: float, language: str) -> str:
    return f"[{milliseconds(low, language)} – {milliseconds(high, language)}]"


def _by_means(before: Times, after: Times) -> Proof | None:
    """Give the interval of the ratio of the means from the deviations written."""
    span = mean_ratio_interval(before, after)
    if span is None:
        return None
    words = {
        "fr": f"rapport des moyennes entre {_times(span[0], 'fr')} et {_times(span[1], 'fr')} (95 %)",
        "en": f"ratio of the means between {_times(span[0], 'en')} and {_times(span[1], 'en')} (95%)",
    }
    return not span[0] <= 1 <= span[1], "means", words


def _by_percentiles(before: Times, after: Times) -> Proof | None:
    """Give the interval of the lowest percentile, from the median up, that both summaries enclose."""
    for share in sorted(set(before.quantiles) & set(after.quantiles)):
        if share < 0.5 or not before.count or not after.count:
            continue
        old, new = rank_interval(before, share), rank_interval(after, share)
        if old is None or new is None:
            continue
        apart = old[1] < new[0] or new[1] < old[0]
        words = {
            "fr": f"{percentile(share)} {_span(*old, 'fr')} → {_span(*new, 'fr')} (95 %)",
            "en": f"{percentile(share)} {_span(*old, 'en')} → {_span(*new, 'en')} (95%)",
        }
        return apart, "percentiles", words
    return None


def _plans(before: Plan, after: Plan) -> Compared:
    places = [before.place, after.place]
    old, new = [each.kind for each in before.nodes], [each.kind for each in after.nodes]
    facts = [
        differ.PLANS.state({"before": ", ".join(old), "after": ", ".join(new)}, places, before=old, after=new)
    ]
    findings = []
    differences = _statements_differ(before, after)
    findings += _scope(places, differences)
    steps = [[(each.kind, each.relation, each.index) for each in plan.nodes] for plan in (before, after)]
    if steps[0] == steps[1]:
        findings.append(differ.SAME_PLAN.state(old, places))
    if before.execution is not None and after.execution:
        ratio = round(before.execution / after.execution, 6)
        words = {
            language: f"{word} {_times(ratio, language)} ({milliseconds(before.execution, language)} →"
            f" {milliseconds(after.execution, language)})"
            for language, word in (("fr", "exécution"), ("en", "execution"))
        }
        at = [before.execution_place or before.place, after.execution_place or after.place]
        facts.append(differ.RATIO.state({"execution": ratio}, at, **_said([words])))
        findings.append(differ.NO_DISPERSION.state(1, at))
    blocks = [_blocks(before), _blocks(after)]
    if blocks[0] and blocks[1]:
        totals = {"before": blocks[0][0], "after": blocks[1][0]}
        facts.append(differ.BLOCKS.state(totals, places, **totals))
        if abs(blocks[0][1] - blocks[1][1]) > 0.1:
            shares = {"before": blocks[0][1], "after": blocks[1][1]}
            findings.append(
                differ.CACHE.state(round(shares["after"] - shares["before"], 6), places, **shares)
            )
    return not differences, facts, findings, [say.ONE_RUN.state(), say.PRODUCTION.state()]


def _blocks(plan: Plan) -> tuple[int, float] | None:
    if plan.hits is None or plan.reads is None or plan.hits + plan.reads <= 0:
        return None
    return plan.hits + plan.reads, plan.reads / (plan.hits + plan.reads)


def _statements_differ(before: Plan, after: Plan) -> list[Words]:
    """Return what tells that the two plans aren't of one statement: other tables, other rows given."""
    rows = []
    tables = [{each.relation for each in plan.nodes if each.relation} for plan in (before, after)]
    if tables[0] != tables[1]:
        rows.append(
            _change(
                "tables", "tables", ", ".join(sorted(tables[0])) or "–", ", ".join(sorted(tables[1])) or "–"
            )
        )
    if before.rows is not None and after.rows is not None and before.rows != after.rows:
        rows.append(_change("lignes rendues", "rows given", f"{before.rows:g}", f"{after.rows:g}"))
    return rows


def _mean(statement: Statement) -> Times:
    mean = statement.total / statement.calls
    return Times(statement.calls, statement.place, mean=mean, deviation=statement.deviation)


def _workloads(before: Workload, after: Workload) -> Compared:
    old, new = by_shape(before.statements), by_shape(after.statements)
    kept = [shape for shape in old if shape in new and old[shape].calls and new[shape].calls]
    places = [before.place, after.place]
    counts = {
        "kept": len(kept),
        "gone": sum(shape not in new for shape in old),
        "new": sum(shape not in old for shape in new),
    }
    facts = [differ.SHAPES.state(counts, places, **counts)]
    differences = _tools(before, after)
    differences += [] if kept else [{"fr": "aucune requête commune", "en": "no statement in common"}]
    findings = _scope(places, differences)
    heavy = sorted(kept, key=lambda shape: -old[shape].total)[:10]
    pairs = [(shape, _mean(old[shape]), _mean(new[shape])) for shape in heavy]
    timed = [(shape, first, second) for shape, first, second in pairs if first.mean and second.mean]
    if timed:
        more, chance = _shape_ratios(timed)
        facts += more
        findings += chance
    return not differences, facts, findings, [differ.INDEPENDENT.state()]


def _shape_ratios(rows: list[tuple[str, Times, Times]]) -> tuple[list[Fact], list[Finding]]:
    """State the ratio of the means of each statement, and which of them can be told from chance."""
    ratios: dict[str, float] = {}
    words: list[Words] = []
    places: list[Place] = []
    told: dict[bool, list[tuple[str, list[Place]]]] = {True: [], False: []}
    for shape, first, second in rows:
        ratio = round((first.mean or 0.0) / (second.mean or 1.0), 6)
        ratios[short(shape)] = ratio
        at = [first.place, second.place]
        places += at
        span = mean_ratio_interval(first, second) if min(first.count, second.count) >= _FEW else None
        words.append({language: _shape_words(shape, ratio, span, language) for language in ("fr", "en")})
        if span:
            told[not span[0] <= 1 <= span[1]].append((short(shape), at))
    facts = [differ.RATIO.state(ratios, places, **_said(words))]
    findings = []
    if told[True]:
        facts.append(differ.DISTINGUISHABLE.state("means", _places(told[True]), **_names(told[True])))
    if told[False]:
        findings.append(
            differ.NOT_DISTINGUISHABLE.state("means", _places(told[False]), **_names(told[False]))
        )
    if not told[True] and not told[False]:
        findings.append(differ.NO_DISPERSION.state(len(ratios), places))
    return facts, findings


def _places(rows: list[tuple[str, list[Place]]]) -> list[Place]:
    return [place for _, places in rows for place in places]


def _names(rows: list[tuple[str, list[Place]]]) -> dict[str, list[str]]:
    names = [name for name, _ in rows]
    return {"proof_fr": names, "proof_en": names}


def _shape_words(shape: str, ratio: float, span: tuple[float, float] | None, language: str) -> str:
    text = f"{short(shape)} {_times(ratio, language)}"
    return f"{text} [{_times(span[0], language)} – {_times(span[1], language)}]" if span else text


def _profiles(before: Profile, after: Profile) -> Compared:
    places = [before.place, after.place]
    names = list(dict.fromkeys([*before.functions, *after.functions]))[:10]
    deltas = {
        short(name): round(after.functions.get(name, 0.0) - before.functions.get(name, 0.0), 6)
        for name in names
    }
    words = [
        {
            language: f"{short(name)} {percentage(before.functions.get(name, 0.0), language)} →"
            f" {percentage(after.functions.get(name, 0.0), language)}"
            for language in ("fr", "en")
        }
        for name in names
    ]
    facts = [differ.SHARES.state(deltas, places, **_said(words))]
    differences = []
    if before.unit != after.unit:
        differences.append(_change("unité", "unit", before.unit or "–", after.unit or "–"))
    else:
        ratio = round(before.weight / after.weight, 6)
        facts.append(differ.RATIO.state({"profile": ratio}, places, **listed({"total": ratio}, _times)))
    findings = _scope(places, differences)
    findings.append(differ.NO_DISPERSION.state(1, places))
    return not differences, facts, findings, [say.PRODUCTION.state()]
