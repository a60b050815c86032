"""Tickets × release tags: versions that tickets name, and tickets that commits name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, Strength
from preuve.domain.evidence.joins.model import Join, Measure, measures
from preuve.domain.evidence.reading.moments import seconds_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Fact, Finding, Inspection, Place

TAGGED = FactKind(
    "joins.tickets-in-releases",
    Strength.RECOMPUTED,
    "{value} {value:ticket|tickets} sur {total} avec une version : l’étiquette de cette version existe "
    "dans le dépôt",
    "{value} of {total} {total:ticket|tickets} that name a version: the repository has the tag of that "
    "version",
)
MENTIONED = FactKind(
    "joins.tickets-in-commits",
    Strength.RECOMPUTED,
    "{value} {value:ticket est cité|tickets sont cités} par des messages de commit",
    "{value} {value:ticket is|tickets are} named by commit messages",
)
UNTAGGED = FindingKind(
    "joins.version-without-tag",
    "{value} {value:ticket nomme|tickets nomment} une version sans étiquette dans le dépôt : {versions}",
    "{value} {value:ticket names|tickets name} a version that has no tag in the repository: {versions}",
)
LATE = FindingKind(
    "joins.resolved-after-release",
    "{value} {value:ticket résolu|tickets résolus} après l’étiquette de sa version : {tickets}",
    "{value} {value:ticket|tickets} resolved after the tag of its version: {tickets}",
)


def join(inspections: Sequence[Inspection]) -> Join:
    """Return what tags and commits say of tickets; nothing without both."""
    items = list(measures(inspections, "items"))
    tags = {_version(tag.text("name")): tag for tag in measures(inspections, "tags") if tag.text("name")}
    facts: list[Fact] = []
    findings: list[Finding] = []
    if items and tags:
        _versions(items, tags, facts, findings)
    if items:
        _mentions(items, list(measures(inspections, "mentions")), facts)
    return Join(
        "joins.tickets-and-releases",
        "Tickets et versions livrées",
        "Tickets and releases",
        tuple(facts),
        tuple(findings),
    )


def _version(name: str) -> str:
    folded = name.strip().lower().removeprefix("refs/tags/")
    return folded.removeprefix("v") if folded[1:2].isdigit() else folded


def _versions(
    items: list[Measure], tags: dict[str, Measure], facts: list[Fact], findings: list[Finding]
) -> None:
    tagged: list[Place] = []
    untagged: list[tuple[str, Place]] = []
    late: list[tuple[str, Place, Place]] = []
    named = [item for item in items if item.texts("versions")]
    count = 0
    for item in named:
        found = [tags[_version(each)] for each in item.texts("versions") if _version(each) in tags]
        if not found:
            untagged.append((item.texts("versions")[0], item.place))
            continue
        count += 1
        tagged += [item.place, found[0].place]
        if len(item.texts("versions")) == 1 and _is_late(item, found[0]):
            late.append((item.text("id"), item.place, found[0].place))
    if tagged:
        facts.append(TAGGED.state(count, tagged, total=len(named)))
    if untagged and tagged:
        versions = list(dict.fromkeys(version for version, _ in untagged))
        findings.append(UNTAGGED.state(len(untagged), [place for _, place in untagged], versions=versions))
    if late:
        places = [place for _, *both in late for place in both]
        findings.append(LATE.state(len(late), places, tickets=[ticket for ticket, _, _ in late]))


def _is_late(item: Measure, tag: Measure) -> bool:
    resolved, released = item.moment("resolved"), tag.moment("at")
    if resolved is None or released is None:
        return False
    seconds = seconds_between(released, resolved)
    return seconds is not None and seconds > 24 * 3600  # a day: zones and dates without hours


def _mentions(items: list[Measure], mentions: list[Measure], facts: list[Fact]) -> None:
    by_id = {item.text("id").lower().lstrip("#"): item for item in items if item.text("id")}
    named = {each.text("ticket").lower().lstrip("#"): each for each in mentions}
    both = [name for name in by_id if name in named]
    if both:
        places = [place for name in both for place in (by_id[name].place, named[name].place)]
        facts.append(MENTIONED.state(len(both), places))
