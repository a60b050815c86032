"""Before and after: results matched by file, rule and message; the scope is checked first."""

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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Place
    from preuve.domain.evidence.inspectors.static_analysis.model import Report, Where

RESULTS = FactKind(
    "static_analysis.compare.results",
    Strength.RECOMPUTED,
    "{before} {before:résultat|résultats} avant, {after} après : {closed} {closed:disparu|disparus}, "
    "{remaining} "
    "{remaining:maintenu|maintenus}, {new} {new:nouveau|nouveaux}",
    "{before} {before:result|results} before, {after} after: {closed} gone, {remaining} remaining, {new} new",
)
CLOSED = FactKind(
    "static_analysis.compare.closed",
    Strength.RECOMPUTED,
    "{value} {value:résultat disparu|résultats disparus} entre les deux rapports",
    "{value} {value:result|results} gone between the two reports",
)
REMAINING = FactKind(
    "static_analysis.compare.remaining",
    Strength.RECOMPUTED,
    "{value} {value:résultat présent|résultats présents} dans les deux rapports",
    "{value} {value:result|results} in both reports",
)
NEW = FindingKind(
    "static_analysis.compare.new",
    "{value} {value:nouveau résultat|nouveaux résultats} dans le second rapport",
    "{value} new {value:result|results} in the second report",
)
LEVELS = FactKind(
    "static_analysis.compare.levels",
    Strength.RECOMPUTED,
    "Résultats par niveau, avant → après : {value}",
    "Results by level, before → after: {value}",
)
DUPLICATION = FactKind(
    "static_analysis.compare.duplication",
    Strength.RECOMPUTED,
    "Part de lignes dupliquées : {before:%} avant, {after:%} après",
    "Share of duplicated lines: {before:%} before, {after:%} after",
    "ratio",
)
CLONES = FactKind(
    "static_analysis.compare.clones",
    Strength.RECOMPUTED,
    "Passages dupliqués : {before} avant, {after} après",
    "Duplicated passages: {before} before, {after} after",
)
COMPLEXITY = FactKind(
    "static_analysis.compare.complexity",
    Strength.RECOMPUTED,
    "Complexité moyenne des fonctions : {before:.2} avant, {after:.2} après",
    "Mean complexity of the functions: {before:.2} before, {after:.2} after",
)
DOCUMENTATION = FactKind(
    "static_analysis.compare.documentation",
    Strength.RECOMPUTED,
    "Éléments documentés : {before:%} avant, {after:%} après",
    "Documented elements: {before:%} before, {after:%} after",
    "ratio",
)
NOT_EXAMINED = FindingKind(
    "static_analysis.compare.not_examined",
    "{value} {value:résultat|résultats} du premier rapport dans des fichiers dont le second ne dit pas "
    "qu’il les a analysés",
    "{value} {value:result|results} of the first report in files that the second does not say it analysed",
)
TOOLS = FindingKind(
    "static_analysis.compare.other_tool",
    "Les deux rapports ne viennent pas du même outil ou de la même version : {before:quoted} puis "
    "{value:quoted}",
    "The two reports do not come from the same tool or version: {before:quoted}, then {value:quoted}",
)
FEWER = FindingKind(
    "static_analysis.compare.files_left_out",
    "{value} {value:fichier analysé avant et absent|fichiers analysés avant et absents} du second rapport "
    ": {names}",
    "{value} {value:file|files} analysed before and absent from the second report: {names}",
)
ORDER = FindingKind(
    "static_analysis.compare.order",
    "Le second rapport est daté du {value:moment}, avant le premier ({first:moment})",
    "The second report is dated {value:moment}, before the first ({first:moment})",
)
MATCHED = LimitKind(
    "static_analysis.limit.matched",
    "Les résultats sont rapprochés par fichier, règle et message : un fichier renommé les fait paraître "
    "disparus et "
    "nouveaux",
    "Results are matched by file, rule and message: a renamed file makes them look gone and new",
)
UNKNOWN_SCOPE = LimitKind(
    "static_analysis.limit.unknown_scope",
    "Les rapports ne listent pas les fichiers analysés : un résultat disparu peut venir d’un fichier qui "
    "n’a pas été "
    "analysé",
    "The reports do not list the files analysed: a result that is gone may be of a file that was not "
    "analysed",
)


class Changes:
    """Two reports of one format."""

    def __init__(self, before: Report, after: Report) -> None:
        self.before = before
        self.after = after
        old, new = before.keys, after.keys
        self.closed: list[Where] = []
        self.remaining: list[tuple[Where, Where]] = []
        self.new: list[Where] = []
        self.not_examined: list[Where] = []
        missing = before.analysed or {}
        self.left_out = [name for name in missing if name not in (after.analysed or {})]
        lost = frozenset(self.left_out)
        for key, places in old.items():
            later = new.get(key, [])
            self.remaining += zip(places, later, strict=False)
            gone = self.not_examined if self.silent or key[0] in lost else self.closed
            gone += places[len(later) :]
        for key, places in new.items():
            self.new += places[len(old.get(key, [])) :]

    @property
    def same_tool(self) -> bool:
        """Whether nothing says that the tools differ: one that names no version may be any of them."""
        old, new = self._tools
        return old == new or not old or not new or old.startswith(f"{new} ") or new.startswith(f"{old} ")

    @property
    def _other_tool(self) -> bool:
        """Whether the names of the tools differ, and not only their versions."""
        old, new = self._tools
        return not self.same_tool and old.partition(" ")[0] != new.partition(" ")[0]

    @property
    def _tools(self) -> tuple[str, str]:
        """The tools as the files name them, or else as the form of the files tells them."""
        return self.before.producer or self.before.shape, self.after.producer or self.after.shape

    @property
    def silent(self) -> bool:
        """Whether the second report lists no result, and nothing proves that it analysed the same files."""
        unknown = self.before.analysed is None or self.after.analysed is None
        return unknown and self.after.lists_results and not self.after.results.count

    @property
    def same_scope(self) -> bool:
        """Whether the tool is the same and no file that was analysed before is missing or may be."""
        return self.same_tool and not self.left_out and not self.silent

    def facts(self) -> Iterator[Fact]:
        """State what is gone and what remains, and both figures of each measure."""
        roots = [self.before.root, self.after.root]
        if self._other_tool:
            return
        if self.before.lists_results:
            yield from self._results(roots)
        yield from self._measures(roots)

    def _results(self, roots: list[Place]) -> Iterator[Fact]:
        whole = not self.left_out and not self.silent
        if whole:
            counts = {
                "before": self.before.results.count,
                "after": self.after.results.count,
                "closed": len(self.closed),
                "remaining": len(self.remaining),
                "new": len(self.new),
            }
            yield RESULTS.state(counts, roots, **counts)
        if self.closed:
            yield CLOSED.state(len(self.closed), self._places(self.before, self.closed))
        if self.remaining:
            places = [
                report.placed(where)
                for pair in self.remaining[:MAX_PLACES]
                for report, where in zip((self.before, self.after), pair, strict=True)
            ]
            yield REMAINING.state(len(self.remaining), places)
        if whole:
            yield from self._levels(roots)

    def _places(self, report: Report, where: list[Where]) -> list[Place]:
        return [report.placed(each) for each in where[:MAX_PLACES]]

    def _levels(self, roots: list[Place]) -> Iterator[Fact]:
        old, new = self.before.levels, self.after.levels
        names = [*old, *(name for name in new if name not in old)]
        if names:
            yield LEVELS.state({name: f"{old.get(name, 0)} → {new.get(name, 0)}" for name in names}, roots)

    def _measures(self, roots: list[Place]) -> Iterator[Fact]:
        if self.before.duplication and self.after.duplication:
            clones = self.before.duplication.clones.count, self.after.duplication.clones.count
            yield from _pair(CLONES, clones[0], clones[1], roots)
        for kind, measure in (
            (DUPLICATION, _duplication),
            (COMPLEXITY, _complexity),
            (DOCUMENTATION, _documentation),
        ):
            yield from _pair(kind, measure(self.before), measure(self.after), roots)

    def findings(self) -> Iterator[Finding]:
        """State what is new, and why the two may not be held side by side."""
        roots = [self.before.root, self.after.root]
        if not self.same_tool:
            before, after = self._tools
            yield TOOLS.state(after, roots, before=before)
        if self.left_out:
            yield FEWER.state(len(self.left_out), roots, names=self.left_out)
        first, last = self.before.produced_at, self.after.produced_at
        if first and last and len(first) == len(last) and last < first and first[19:] == last[19:]:
            yield ORDER.state(last, roots, first=first)
        if self._other_tool or not self.before.lists_results:
            return
        if self.not_examined:
            yield NOT_EXAMINED.state(len(self.not_examined), self._places(self.before, self.not_examined))
        if self.new:
            yield NEW.state(len(self.new), self._places(self.after, self.new))

    def limits(self) -> tuple[Limit, ...]:
        """What the match can't tell."""
        if not self.before.lists_results:
            return ()
        if self.before.analysed is None:
            return MATCHED.state(), UNKNOWN_SCOPE.state()
        return (MATCHED.state(),)


def _pair(kind: FactKind, before: float | None, after: float | None, roots: list[Place]) -> Iterator[Fact]:
    if before is not None and after is not None:
        values = {"before": before, "after": after}
        yield kind.state(values, roots, **values)


def _duplication(report: Report) -> float | None:
    found = report.duplication
    if found is None or not found.lines or found.duplicated is None:
        return None
    return round(found.duplicated / found.lines, 6) if 0 <= found.duplicated <= found.lines else None


def _complexity(report: Report) -> float | None:
    found = report.complexity
    return round(found.total / found.functions, 6) if found and found.functions else None


def _documentation(report: Report) -> float | None:
    found = report.documented
    return round(found[0] / found[1], 6) if found and found[1] else None
