"""Before and after: lists of checksums file by file, other artefacts of one subject by what they list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Comparison, FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import checksums
from preuve.domain.evidence.inspectors.recovery.naming import said
from preuve.domain.evidence.inspectors.recovery.report import Report

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Context, Fact, Finding, Place
    from preuve.domain.evidence.inspectors.recovery.report import Reader

WEAKNESSES = FactKind(
    "recovery.compare.weaknesses",
    Strength.RECOMPUTED,
    "Constats relevés : {before} avant, {value} après.",
    "Findings stated: {before} before, {value} after.",
)
CLOSED = FactKind(
    "recovery.compare.closed",
    Strength.RECOMPUTED,
    "{total} {total:constat relevé avant ne l’est plus|constats relevés avant ne le sont plus} : "
    "{listed_fr}.",
    "{total} {total:finding|findings} stated before and no more: {listed_en}.",
)
REMAINING = FactKind(
    "recovery.compare.remaining",
    Strength.RECOMPUTED,
    "{total} {total:constat relevé|constats relevés} avant comme après : {listed_fr}.",
    "{total} {total:finding|findings} stated before and after alike: {listed_en}.",
)
ADDED = FactKind(
    "recovery.compare.added",
    Strength.RECOMPUTED,
    "{total} {total:élément présent|éléments présents} après et pas avant : {value}.",
    "{total} {total:item|items} there after and not before: {value}.",
)
REMOVED = FactKind(
    "recovery.compare.removed",
    Strength.RECOMPUTED,
    "{total} {total:élément présent|éléments présents} avant et plus après : {value}.",
    "{total} {total:item|items} there before and not after: {value}.",
)
MODIFIED = FactKind(
    "recovery.compare.changed",
    Strength.RECOMPUTED,
    "{total} {total:élément a|éléments ont} changé de valeur : {value}.",
    "{total} {total:item|items} changed value: {value}.",
)
NEW = FindingKind(
    "recovery.compare.new",
    "{total} {total:constat relevé|constats relevés} après et pas avant : {listed_fr}.",
    "{total} {total:finding|findings} stated after and not before: {listed_en}.",
)
OTHER_SCOPE = FindingKind(
    "recovery.compare.other_scope",
    "Les deux fichiers ne portent pas sur le même objet : {before:quoted} avant, {value:quoted} après.",
    "The two files are not about the same object: {before:quoted} before, {value:quoted} after.",
)
_WEAK = (CLOSED, REMAINING)
LISTED = LimitKind(
    "recovery.limit.compared",
    "La comparaison porte sur ce que les deux fichiers contiennent ; elle ne dit pas pourquoi cela a changé.",
    "The comparison is about what the two files hold; it does not tell why it changed.",
)


def compare(
    inspector: str,
    version: str,
    sides: tuple[tuple[Artefact, Reader], tuple[Artefact, Reader]],
    context: Context,
) -> Comparison:
    """State what changed.

    Raises:
        UnreadableArtefactError: NOT_COMPARABLE when the two are about different subjects; or because one of
            them can't be read.
    """
    (before, first), (after, second) = sides
    if first.subject != second.subject:
        raise UnreadableArtefactError(
            Unreadable.NOT_COMPARABLE, detail=f"{first.format.id}, {second.format.id}"
        )
    old, new = first.state(before, (), context), second.state(after, (), context)
    same = not (old.scope and new.scope) or old.scope == new.scope
    if first.subject == "checksums":
        told = Report()
        checksums.state_compared(told, (before, checksums.read(before)), (after, checksums.read(after)))
        facts, findings = told.facts, told.findings
    else:
        facts, findings = _changes(old, new, before, after)
        if not same:
            facts, findings = facts[:1], []  # what only one of two objects has is neither closed nor new
    if not same:
        places = [before.place(), after.place()]
        findings.insert(0, OTHER_SCOPE.state(new.scope, places, before=old.scope))
    return Comparison(
        inspector,
        version,
        old.description(before, first.format.id),
        new.description(after, second.format.id),
        same,
        tuple(facts),
        tuple(findings),
        (LISTED.state(),),
    )


def _changes(old: Report, new: Report, before: Artefact, after: Artefact) -> tuple[list[Fact], list[Finding]]:
    whole = [before.place(), after.place()]
    were, are = old.items | old.unplaced(), new.items | new.unplaced()
    facts = [WEAKNESSES.state(len(new.weaknesses), whole, before=len(old.weaknesses))]
    pairs = [
        (name, (old.weaknesses[name], new.weaknesses[name]))
        for name in new.weaknesses
        if name in old.weaknesses
    ]
    changed = [
        (name, (were[name][1], place))
        for name, (value, place) in are.items()
        if name in were and were[name][0] != value
    ]
    listed = old.complete and new.complete
    shown = (
        (CLOSED, _without(old.weaknesses, new.weaknesses, after.place())),
        (REMAINING, pairs),
        (ADDED, _without(_places(are), _places(were), before.place()) if listed else []),
        (REMOVED, _without(_places(were), _places(are), after.place()) if listed else []),
        (MODIFIED, changed),
    )
    for kind, found in shown:
        if found:
            places = [place for _, both in found for place in both]
            names = [name for name, _ in found]
            spoken = said(names) if kind in _WEAK else {}
            facts.append(kind.state(names, places, total=len(names), **spoken))
    fresh = _without(new.weaknesses, old.weaknesses, before.place())
    findings = []
    if fresh:
        places = [place for _, both in fresh for place in both]
        names = [name for name, _ in fresh]
        findings.append(NEW.state(names, places, total=len(names), **said(names)))
    return facts, findings


def _places(items: dict[str, tuple[str, Place]]) -> dict[str, Place]:
    return {name: place for name, (_, place) in items.items()}


def _without(
    these: dict[str, Place], those: dict[str, Place], other: Place
) -> list[tuple[str, tuple[Place, Place]]]:
    """Return names of `these` that are not in `those`, with their place and the other file."""
    return [(name, (place, other)) for name, place in these.items() if name not in those]
