"""Before and after: two artefacts of one subject, by the weaknesses that were named and by what they list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Comparison, FactKind, FindingKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links.naming import said

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Context, Fact, Finding, Place
    from preuve.domain.evidence.inspectors.links.report import Reader, Report

CLOSED = FactKind(
    "links.compare.closed",
    Strength.RECOMPUTED,
    "{total} {total:faiblesse relevée avant ne l’est plus|faiblesses relevées avant ne le sont plus} : "
    "{listed_fr}.",
    "{total} {total:weakness|weaknesses} stated before and no more: {listed_en}.",
)
REMAINING = FactKind(
    "links.compare.remaining",
    Strength.RECOMPUTED,
    "{total} {total:faiblesse relevée|faiblesses relevées} avant comme après : {listed_fr}.",
    "{total} {total:weakness|weaknesses} stated before and after alike: {listed_en}.",
)
SAME = FactKind(
    "links.compare.weaknesses",
    Strength.RECOMPUTED,
    "Faiblesses relevées : {before} avant, {value} après.",
    "Weaknesses stated: {before} before, {value} after.",
)
ADDED = FactKind(
    "links.compare.added",
    Strength.RECOMPUTED,
    "Présent après et pas avant : {value}.",
    "There after and not before: {value}.",
)
REMOVED = FactKind(
    "links.compare.removed",
    Strength.RECOMPUTED,
    "Présent avant et plus après : {value}.",
    "There before and not after: {value}.",
)
NEW = FindingKind(
    "links.compare.new",
    "{total} {total:faiblesse relevée après et pas avant|faiblesses relevées après et pas avant} : "
    "{listed_fr}.",
    "{total} {total:weakness|weaknesses} stated after and not before: {listed_en}.",
)
OTHER_SCOPE = FindingKind(
    "links.compare.other_scope",
    "Les deux fichiers ne portent pas sur la même cible : {before:quoted} avant, {value:quoted} après.",
    "The two files are not about the same target: {before:quoted} before, {value:quoted} after.",
)


def compare(
    inspector: str,
    version: str,
    sides: tuple[tuple[Artefact, Reader], tuple[Artefact, Reader]],
    context: Context,
) -> Comparison:
    """State what changed.

    Raises:
        UnreadableArtefactError: NOT_COMPARABLE when the two are about different subjects (a certificate and a
            configuration); or because one of them can't be read.
    """
    (before, first), (after, second) = sides
    if first.subject != second.subject:
        raise UnreadableArtefactError(
            Unreadable.NOT_COMPARABLE, detail=f"{first.format.id}, {second.format.id}"
        )
    old = first.state(before, (), context)
    new = second.state(after, (), context)
    same = not (old.scope and new.scope) or old.scope == new.scope
    facts, findings = _changes(old, new, before, after)
    if not same:
        findings.insert(0, OTHER_SCOPE.state(new.scope, [before.place(), after.place()], before=old.scope))
    return Comparison(
        inspector,
        version,
        old.description(before, first.format.id),
        new.description(after, second.format.id),
        same,
        tuple(facts),
        tuple(findings),
        tuple(dict.fromkeys((*old.limits, *new.limits))),
    )


def _changes(old: Report, new: Report, before: Artefact, after: Artefact) -> tuple[list[Fact], list[Finding]]:
    facts: list[Fact] = []
    findings: list[Finding] = []
    whole = [before.place(), after.place()]
    facts.append(SAME.state(len(new.weaknesses), whole, before=len(old.weaknesses)))
    closed = _without(old.weaknesses, new.weaknesses)
    if closed:
        facts.append(
            CLOSED.state(list(closed), [*closed.values(), after.place()], total=len(closed), **said(closed))
        )
    remaining = {name: place for name, place in new.weaknesses.items() if name in old.weaknesses}
    if remaining:
        places = [place for name in remaining for place in (old.weaknesses[name], remaining[name])]
        facts.append(REMAINING.state(list(remaining), places, total=len(remaining), **said(remaining)))
    added = _without(new.items, old.items)
    if added:
        facts.append(ADDED.state(list(added), [*added.values(), before.place()]))
    removed = _without(old.items, new.items)
    if removed:
        facts.append(REMOVED.state(list(removed), [*removed.values(), after.place()]))
    fresh = _without(new.weaknesses, old.weaknesses)
    if fresh:
        findings.append(
            NEW.state(list(fresh), [*fresh.values(), before.place()], total=len(fresh), **said(fresh))
        )
    return facts, findings


def _without(these: dict[str, Place], those: dict[str, Place]) -> dict[str, Place]:
    return {name: place for name, place in these.items() if name not in those}
