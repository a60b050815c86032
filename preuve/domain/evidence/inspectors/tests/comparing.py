"""Before and after: cases matched by name, files matched by path; the scope is checked first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import (
    MAX_PLACES,
    Fact,
    FactKind,
    Finding,
    FindingKind,
    Limit,
    LimitKind,
    Strength,
)
from preuve.domain.evidence.inspectors.tests.model import Outcome, shown
from preuve.domain.evidence.inspectors.tests.statements import LINTER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from preuve.domain.evidence.contract import Place
    from preuve.domain.evidence.inspectors.tests.covering import Coverage, Share
    from preuve.domain.evidence.inspectors.tests.model import Run

OUTCOMES = FactKind(
    "tests.compare.outcomes",
    Strength.RECOMPUTED,
    "{common} cas communs aux deux rapports : {fixed} {fixed:corrigé|corrigés}, {remaining} toujours en "
    "échec, "
    "{broken} nouvellement en échec ; {added} {added:ajouté|ajoutés}, {removed} {removed:disparu|disparus}",
    "{common} cases in both reports: {fixed} fixed, {remaining} still failing, {broken} newly failing; "
    "{added} added, "
    "{removed} removed",
)
FIXED = FactKind(
    "tests.compare.fixed",
    Strength.RECOMPUTED,
    "{value} {value:cas corrigé|cas corrigés} entre les deux rapports : {names}",
    "{value} {value:case|cases} fixed between the two reports: {names}",
)
STEADY = FactKind(
    "tests.compare.none_newly_failing",
    Strength.RECOMPUTED,
    "Parmi {value} {value:cas exécuté|cas exécutés} dans les deux rapports, aucun n’est "
    "nouvellement en échec",
    "Of {value} {value:case|cases} run in both reports, none is newly failing",
)
BROKEN = FindingKind(
    "tests.compare.newly_failing",
    "{value} {value:cas nouvellement en échec|cas nouvellement en échec} : {names}",
    "{value} {value:case|cases} newly failing: {names}",
)
STILL = FindingKind(
    "tests.compare.still_failing",
    "{value} {value:cas en échec dans les deux rapports|cas en échec dans les deux rapports} : {names}",
    "{value} {value:case|cases} failing in both reports: {names}",
)
ADDED_FAILING = FindingKind(
    "tests.compare.added_failing",
    "{value} {value:cas ajouté est en échec|cas ajoutés sont en échec} : {names}",
    "{value} added {value:case|cases} failing: {names}",
)
UNPLAYED = FindingKind(
    "tests.compare.no_longer_run",
    "{value} {value:cas exécuté avant et non exécuté après|cas exécutés avant et non exécutés après} : "
    "{names}",
    "{value} {value:case|cases} run before and not run after: {names}",
)
REMOVED = FindingKind(
    "tests.compare.removed",
    "{value} {value:cas absent|cas absents} du second rapport, dont rien ne peut être dit : {names}",
    "{value} {value:case|cases} absent from the second report, of which nothing can be told: {names}",
)
OTHER_SCOPE = FindingKind(
    "tests.compare.other_scope",
    "Les deux rapports n’ont aucun cas commun ({before} avant, {after} après) : ce ne sont pas deux "
    "exécutions d’une même suite",
    "The two reports have no case in common ({before} before, {after} after): they are not two runs of one "
    "suite",
)
ORDER = FindingKind(
    "tests.compare.order",
    "Le second rapport est daté du {value:moment}, avant le premier ({first:moment})",
    "The second report is dated {value:moment}, before the first ({first:moment})",
)
NAMES = LimitKind(
    "tests.limit.names",
    "Les cas sont rapprochés par leur nom : un cas renommé compte comme disparu et ajouté",
    "Cases are matched by name: a renamed case counts as removed and added",
)
REPEATED = LimitKind(
    "tests.limit.repeated",
    "{count} {count:cas porte|cas portent} un nom déjà vu dans le même rapport : le résultat le plus "
    "grave est retenu",
    "{count} {count:case bears|cases bear} a name already seen in the same report: the gravest result is "
    "kept",
)
LINES = FactKind(
    "tests.compare.coverage_lines",
    Strength.RECOMPUTED,
    "Couverture des lignes : {before:%} avant, {after:%} après",
    "Line coverage: {before:%} before, {after:%} after",
    "ratio",
)
BRANCHES = FactKind(
    "tests.compare.coverage_branches",
    Strength.RECOMPUTED,
    "Couverture des branches : {before:%} avant, {after:%} après",
    "Branch coverage: {before:%} before, {after:%} after",
    "ratio",
)
RAISED = FactKind(
    "tests.compare.coverage_files_up",
    Strength.RECOMPUTED,
    "{value} {value:fichier dont la couverture augmente|fichiers dont la couverture augmente} : {names}",
    "{value} {value:file|files} whose coverage rises: {names}",
)
LOWERED = FindingKind(
    "tests.compare.coverage_files_down",
    "{value} {value:fichier dont la couverture baisse|fichiers dont la couverture baisse} : {names}",
    "{value} {value:file|files} whose coverage falls: {names}",
)
GONE = FindingKind(
    "tests.compare.files_removed",
    "{value} {value:fichier mesuré|fichiers mesurés} avant et {value:absent|absents} du second rapport : "
    "{names}",
    "{value} {value:file|files} measured before and absent from the second report: {names}",
)
PATHS = LimitKind(
    "tests.limit.paths",
    "Les fichiers sont rapprochés par leur chemin : un fichier déplacé compte comme disparu et ajouté",
    "Files are matched by path: a moved file counts as removed and added",
)

_BAD = frozenset({Outcome.FAILED, Outcome.ERROR})


def _named(names: list[str]) -> list[str]:
    return [shown(name) for name in names]


class Runs:
    """Two test reports."""

    def __init__(self, before: Run, after: Run) -> None:
        self.before = before
        self.after = after
        old, new = before.cases, after.cases
        common = [name for name in old if name in new]
        self.common = len(common)
        self.linted = bool(before.linter or after.linter)
        self.ran = sum(
            Outcome.SKIPPED is not old[name][0] and Outcome.SKIPPED is not new[name][0] for name in common
        )
        self.removed = [name for name in old if name not in new]
        self.added = [name for name in new if name not in old]
        bad_before = {name for name in common if old[name][0] in _BAD}
        bad_after = {name for name in common if new[name][0] in _BAD}
        ordered = [name for name in common if name in bad_before or name in bad_after]
        self.fixed = [name for name in ordered if name in bad_before and new[name][0] is Outcome.PASSED]
        self.remaining = [name for name in ordered if name in bad_before and name in bad_after]
        self.broken = [name for name in ordered if name not in bad_before]
        self.unplayed = [
            name for name in common if old[name][0] is not Outcome.SKIPPED and new[name][0] is Outcome.SKIPPED
        ]

    @property
    def same_scope(self) -> bool:
        """Whether every case of the first report is in the second, and there is one; never for linters."""
        return bool(self.common) and not self.linted and not self.removed

    def facts(self) -> Iterator[Fact]:
        """State what was fixed, and that nothing broke."""
        if self.linted or not self.common:
            return
        counts = {
            "common": self.common,
            "fixed": len(self.fixed),
            "remaining": len(self.remaining),
            "broken": len(self.broken),
            "added": len(self.added),
            "removed": len(self.removed),
        }
        yield OUTCOMES.state(counts, [self.before.root, self.after.root], **counts)
        if self.fixed:
            yield FIXED.state(len(self.fixed), self._places(self.fixed), names=_named(self.fixed))
        if self.ran and not self.broken and not any(_order(self.before, self.after)):
            yield STEADY.state(self.ran, [self.before.root, self.after.root])

    def findings(self) -> Iterator[Finding]:
        """State what broke, what remains, and what is no longer looked at."""
        if self.linted:
            return
        if not self.common:
            sizes = {"before": len(self.before.cases), "after": len(self.after.cases)}
            yield OTHER_SCOPE.state(0, [self.before.root, self.after.root], **sizes)
            return
        yield from _order(self.before, self.after)
        for kind, names in (
            (REMOVED, self.removed),
            (BROKEN, self.broken),
            (STILL, self.remaining),
            (ADDED_FAILING, [name for name in self.added if self.after.cases[name][0] in _BAD]),
            (UNPLAYED, self.unplayed),
        ):
            if names:
                yield kind.state(len(names), self._places(names), names=_named(names))

    def _places(self, names: list[str]) -> list[Place]:
        return [
            run.placed(run.cases[name][1], name)
            for name in names[:MAX_PLACES]
            for run in (self.before, self.after)
            if name in run.cases
        ]

    def limits(self) -> tuple[Limit, ...]:
        """What a match by names can't tell."""
        if self.linted:
            return (LINTER.state(),)
        repeated = max(self.before.repeated, self.after.repeated)
        if repeated:
            return NAMES.state(), REPEATED.state(count=repeated)
        return (NAMES.state(),)


class Coverages:
    """Two coverage reports."""

    def __init__(self, before: Coverage, after: Coverage) -> None:
        self.before = before
        self.after = after
        old = {name: each.lines for name, each in before.files.items()}
        new = {name: each.lines for name, each in after.files.items()}
        self.common = [name for name in old if name in new]
        self.removed = [name for name in old if old[name].valid and name not in new]
        moved = {name: _difference(old[name], new[name]) for name in self.common}
        self.raised = [name for name in self.common if moved[name] > 0]
        self.lowered = [name for name in self.common if moved[name] < 0]

    @property
    def same_scope(self) -> bool:
        """Whether every measured file of the first report is in the second, and there is one."""
        return bool(self.common) and not self.removed

    def facts(self) -> Iterator[Fact]:
        """State both figures of lines and branches."""
        places = [self.before.root, self.after.root]
        pairs = (
            (LINES, self.before.lines, self.after.lines),
            (BRANCHES, self.before.branches, self.after.branches),
        )
        for kind, old, new in pairs:
            if old is None or new is None or not old.valid or not new.valid:
                continue
            ratios = {"before": round(old.ratio, 6), "after": round(new.ratio, 6)}
            yield kind.state(ratios, places, **ratios)
        if self.raised:
            yield RAISED.state(len(self.raised), self._places(self.raised), names=_named(self.raised))

    def findings(self) -> Iterator[Finding]:
        """State what fell and what is no longer measured."""
        yield from _order(self.before, self.after)
        for kind, names in ((GONE, self.removed), (LOWERED, self.lowered)):
            if names:
                yield kind.state(len(names), self._places(names), names=_named(names))

    def _places(self, names: list[str]) -> list[Place]:
        return [
            report.place_of_file(name, report.files[name].where)
            for name in names[:MAX_PLACES]
            for report in (self.before, self.after)
            if name in report.files
        ]

    def limits(self) -> tuple[Limit, ...]:
        """What a match by paths can't tell."""
        return (PATHS.state(),)


def _difference(old: Share, new: Share) -> float:
    """Compare two shares exactly, by cross multiplication; 0 where one has nothing to cover."""
    if not old.valid or not new.valid:
        return 0
    return new.covered * old.valid - old.covered * new.valid


def _order(before: Run | Coverage, after: Run | Coverage) -> Iterator[Finding]:
    first, last = before.provenance.latest, after.provenance.latest
    if first and last and _earlier(last, first):
        places = [each.provenance.place or each.root for each in (before, after)]
        yield ORDER.state(last.isoformat(), places, first=first.isoformat())


def _earlier(one: datetime, other: datetime) -> bool:
    return (one.tzinfo is None) == (other.tzinfo is None) and one < other
