"""What changed between two reports on pages: scores, times, issues closed, remaining and new."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Comparison, FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.inspectors.web_pages.model import describe, first
from preuve.domain.evidence.reading.moments import seconds_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preuve.domain.evidence.contract import Fact, Finding, Limit, Place
    from preuve.domain.evidence.inspectors.web_pages.model import Issue, Report

_COUNTED = Strength.RECOMPUTED

SCORES = FactKind(
    "web_pages.compare.scores",
    _COUNTED,
    "Scores sur 100, du premier rapport au second : {names}.",
    "Scores out of 100, from the first report to the second: {names}.",
)
TIMES = FactKind(
    "web_pages.compare.times",
    _COUNTED,
    "Temps en millisecondes, du premier rapport au second : {names}.",
    "Times in milliseconds, from the first report to the second: {names}.",
    unit="ms",
)
CLOSED = FactKind(
    "web_pages.compare.closed",
    _COUNTED,
    "{value} {value:problème du premier rapport n’est plus|problèmes du premier rapport ne sont plus} "
    "dans le "
    "second : {names}.",
    "{value} {value:issue|issues} of the first report {value:is|are} no longer in the second: {names}.",
)
NONE_CLOSED = FactKind(
    "web_pages.compare.closed",
    _COUNTED,
    "Parmi ce que le second rapport évalue, aucun problème du premier n’a disparu.",
    "Of what the second report assesses, no issue of the first is gone.",
)
REMAINING = FactKind(
    "web_pages.compare.remaining",
    _COUNTED,
    "{value} {value:problème figure|problèmes figurent} dans les deux rapports : {names}.",
    "{value} {value:issue stands|issues stand} in both reports: {names}.",
)
NONE_REMAINING = FactKind(
    "web_pages.compare.remaining",
    _COUNTED,
    "Aucun problème ne figure dans les deux rapports.",
    "No issue stands in both reports.",
)
NEW = FactKind(
    "web_pages.compare.new",
    _COUNTED,
    "{value} {value:problème figure|problèmes figurent} dans le second rapport et non dans le premier : "
    "{names}.",
    "{value} {value:issue stands|issues stand} in the second report and not in the first: {names}.",
)
NONE_NEW = FactKind(
    "web_pages.compare.new",
    _COUNTED,
    "Aucun problème du second rapport n’est absent du premier.",
    "No issue of the second report is absent from the first.",
)
UNSEEN = FactKind(
    "web_pages.compare.not_examined",
    _COUNTED,
    "{value} {value:problème du premier rapport porte|problèmes du premier rapport portent} sur ce que le "
    "second n’évalue pas ; rien ne dit s’{value:il subsiste|ils subsistent} : {names}.",
    "{value} {value:issue|issues} of the first report {value:is|are} about what the second does not assess; "
    "nothing tells whether {value:it remains|they remain}: {names}.",
)
OTHER_PAGE = FindingKind(
    "web_pages.compare.other_page",
    "Les deux rapports ne portent pas sur la même adresse : {before} puis {after}.",
    "The two reports are not about the same address: {before}, then {after}.",
)
OTHER_SETTING = FindingKind(
    "web_pages.compare.other_setting",
    "Les deux mesures n’ont pas les mêmes réglages : {value}.",
    "The two measurements do not have the same settings: {value}.",
)
OTHER_CHECKS = FindingKind(
    "web_pages.compare.other_checks",
    "Les deux rapports n’ont pas les mêmes contrôles ou catégories ; d’un seul côté : {names}.",
    "The two reports do not hold the same audits or categories; on one side only: {names}.",
)
OTHER_VERSION = FindingKind(
    "web_pages.compare.other_version",
    "L’outil a changé de version ({before} puis {after}) : une différence peut venir de lui.",
    "The tool’s version changed ({before}, then {after}): a difference may come from it.",
)
BACKWARDS = FindingKind(
    "web_pages.compare.backwards",
    "Le second rapport ({after:moment}) est daté d’avant le premier ({before:moment}).",
    "The second report ({after:moment}) is dated before the first ({before:moment}).",
)
WORSE = FindingKind(
    "web_pages.compare.lower_scores",
    "{value} {value:score a baissé|scores ont baissé} : {names}.",
    "{value} {value:score|scores} went down: {names}.",
)
NOT_DISTINGUISHABLE = LimitKind(
    "web_pages.limit.compare_runs",
    "Une mesure de chaque côté : un écart de temps ne se distingue pas de la variation d’un passage à "
    "l’autre.",
    "One measurement on each side: a difference in time can't be told from the variation between runs.",
)
NO_PAGE = LimitKind(
    "web_pages.limit.compare_page",
    "Les deux fichiers ne nomment pas tous les deux leur page : rien ne dit qu’il s’agit de la même.",
    "The files do not both name their page: nothing tells that it is the same one.",
)

_KINDS = ((CLOSED, NONE_CLOSED), (REMAINING, NONE_REMAINING), (NEW, NONE_NEW))


def compare_reports(inspector: str, version: str, before: Report, after: Report) -> Comparison:
    """State what changed from `before` to `after`, both of one format."""
    named = bool(before.pages and after.pages)
    pages = named and set(before.pages) == set(after.pages)
    same = pages and dict(before.setting) == dict(after.setting) and before.checks == after.checks
    return Comparison(
        inspector,
        version,
        describe(before),
        describe(after),
        same_scope=same,
        facts=tuple(_facts(before, after)),
        findings=tuple(_findings(before, after, named=named)),
        limits=tuple(_limits(before, after, named=named)),
    )


def _facts(before: Report, after: Report) -> Iterator[Fact]:
    yield from _scores(before, after)
    yield from _times(before, after)
    old, new = before.issues, after.issues
    both = [before.origin, after.origin]
    disjoint, differ = _other_pages(before, after)
    kept = [] if disjoint else [issue for key, issue in new.items() if key in old]
    added = [issue for key, issue in new.items() if key not in old]
    gone = {key: issue for key, issue in old.items() if disjoint or key not in new}
    unseen = [issue for key, issue in gone.items() if differ or not _looked_at(after, key)]
    closed = [issue for key, issue in gone.items() if _looked_at(after, key)]
    # of another page, nothing is closed; of no page in common, nothing remains and nothing is new
    first_kind = 3 if disjoint else 1 if differ else 0
    for (some, none), issues in list(zip(_KINDS, (closed, kept, added), strict=True))[first_kind:]:
        kind = some if issues else none
        names = [issue.name for issue in issues]
        yield kind.state(len(issues), _places(issues) or both, names=names)
    if unseen:
        yield UNSEEN.state(len(unseen), _places(unseen), names=[issue.name for issue in unseen])


def _other_pages(before: Report, after: Report) -> tuple[bool, bool]:
    """Say whether the reports have no page in common, and whether one has a page that the other hasn't."""
    old, new = set(before.pages), set(after.pages)
    named = bool(old and new)
    return named and old.isdisjoint(new), named and old != new


def _looked_at(report: Report, key: str) -> bool:
    return report.checked is None or key in report.checked


def _places(issues: Sequence[Issue]) -> list[Place]:
    return first(issue.place for issue in issues)


def _scores(before: Report, after: Report) -> Iterator[Fact]:
    shared = [name for name in before.scores if name in after.scores]
    if shared:
        changes = {name: round(after.scores[name][0] - before.scores[name][0], 4) for name in shared}
        places = [place for name in shared for place in (before.scores[name][1], after.scores[name][1])]
        names = [_change(name, 100 * before.scores[name][0], 100 * after.scores[name][0]) for name in shared]
        yield SCORES.state(changes, places, names=names)


def _times(before: Report, after: Report) -> Iterator[Fact]:
    shared = [name for name, metric in before.metrics.items() if metric.timed and name in after.metrics]
    if shared:
        pairs = {name: (before.metrics[name], after.metrics[name]) for name in shared}
        changes = {name: round(new.value - old.value, 3) for name, (old, new) in pairs.items()}
        places = [metric.place for pair in pairs.values() for metric in pair]
        names = [_change(name, old.value, new.value) for name, (old, new) in pairs.items()]
        yield TIMES.state(changes, places, names=names)


def _change(name: str, before: float, after: float) -> str:
    return f"{name} {round(before)} → {round(after)}"


def _findings(before: Report, after: Report, *, named: bool) -> Iterator[Finding]:
    both = [before.origin, after.origin]
    if named and set(before.pages) != set(after.pages):
        yield OTHER_PAGE.state(list(after.pages), both, before=before.pages, after=after.pages)
    settings = [
        f"{name} {value} → {after.setting[name]}"
        for name, value in before.setting.items()
        if value and after.setting[name] and value != after.setting[name]
    ]
    if settings:
        yield OTHER_SETTING.state(settings, both)
    checks = sorted(before.checks ^ after.checks)
    if checks:
        yield OTHER_CHECKS.state(checks, both, names=checks)
    if before.version and after.version and before.version != after.version:
        yield OTHER_VERSION.state(
            [before.version, after.version], both, before=before.version, after=after.version
        )
    yield from _backwards(before, after)
    lower = [
        name
        for name, (score, _) in before.scores.items()
        if name in after.scores and after.scores[name][0] < score
    ]
    if lower:
        places = [after.scores[name][1] for name in lower]
        names = [_change(name, 100 * before.scores[name][0], 100 * after.scores[name][0]) for name in lower]
        yield WORSE.state(len(lower), places, names=names)


def _backwards(before: Report, after: Report) -> Iterator[Finding]:
    old, new = before.produced_at, after.produced_at
    if old and new:
        seconds = seconds_between(datetime.fromisoformat(old), datetime.fromisoformat(new))
        if seconds is not None and seconds < 0:
            yield BACKWARDS.state(seconds, [before.origin, after.origin], before=old, after=new)


def _limits(before: Report, after: Report, *, named: bool) -> Iterator[Limit]:
    if before.metrics and after.metrics:
        yield NOT_DISTINGUISHABLE.state()
    if not named:
        yield NO_PAGE.state()
