"""Two logs side by side; sources and alerts are matched by their real names and stated as counts only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.logs import statements as say
from preuve.domain.evidence.inspectors.logs.clock import DAY
from preuve.domain.evidence.wording import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from preuve.domain.evidence.contract import Fact, FactKind, Finding, Place
    from preuve.domain.evidence.inspectors.logs.forwarding import Collection
    from preuve.domain.evidence.inspectors.logs.tally import Counter, Tally

_SENDERS_FR = "{gone} {gone:émetteur|émetteurs} seulement avant, {come} seulement après"
_SENDERS_EN = "{gone} {gone:sender|senders} only before, {come} only after"


def scope(before: Tally, after: Tally, formats: tuple[str, str]) -> Iterator[Finding]:
    """State what makes the scopes differ: another format, other senders."""
    french: list[str] = []
    english: list[str] = []
    if formats[0] != formats[1]:
        french.append("formats différents")
        english.append("different formats")
    gone = len(before.hosts.keys() - after.hosts.keys())
    come = len(after.hosts.keys() - before.hosts.keys())
    if gone or come:
        french.append(render(_SENDERS_FR, {"gone": gone, "come": come}, "fr"))
        english.append(render(_SENDERS_EN, {"gone": gone, "come": come}, "en"))
    if french:
        yield say.OTHER_SCOPE.state(
            len(french),
            [before.artefact.place(), after.artefact.place()],
            difference_fr=french,
            difference_en=english,
        )


def facts(before: Tally, after: Tally, *, same_scope: bool) -> Iterator[Fact]:
    """State what changed."""
    whole = [before.artefact.place(), after.artefact.place()]
    places = [*_places(before, before.failures.lines[:20]), *_places(after, after.failures.lines[:20])]
    if before.failures.total or after.failures.total:
        figures = {"before": before.failures.total, "after": after.failures.total}
        yield say.COMPARED_FAILURES.state(figures, places or whole, **figures)
        if same_scope and not before.time.yearless and not after.time.yearless:
            yield from _rate(before, after, whole)
        first = {name for name, each in before.sources.items() if each.failures}
        second = {name for name, each in after.sources.items() if each.failures}
        if (first or second) and not before.more_sources + after.more_sources:
            lines = [before.where(before.sources[name].first_line) for name in sorted(first - second)[:20]]
            lines += [after.where(after.sources[name].first_line) for name in sorted(second)[:20]]
            yield say.COMPARED_SOURCES.state(_sets(first, second), lines, **_sets(first, second))
    for kind, first_titles, second_titles in (
        (say.COMPARED_ALERTS, before.alerts, after.alerts),
        (say.COMPARED_EVENTS, before.events, after.events),
    ):
        yield from _titles(kind, first_titles, second_titles, (before, after))
    if before.reactions.total or after.reactions.total:
        figures = {"before": before.reactions.total, "after": after.reactions.total}
        lines = [*_places(before, before.reactions.lines(20)), *_places(after, after.reactions.lines(20))]
        yield say.COMPARED_REACTIONS.state(figures, lines, **figures)


def _titles(kind: FactKind, first: Counter, second: Counter, logs: tuple[Tally, Tally]) -> Iterator[Fact]:
    if (first.total or second.total) and not first.others + second.others:
        figures = _sets(first.counts, second.counts)
        lines = [*_places(logs[0], first.lines(20)), *_places(logs[1], second.lines(20))]
        yield kind.state(figures, lines, **figures)


def _rate(before: Tally, after: Tally, whole: list[Place]) -> Iterator[Fact]:
    days = [(each.time.last or 0.0) - (each.time.first or 0.0) for each in (before, after)]
    if min(days) < DAY:  # a part of a day says nothing of a day
        return
    figures = {
        "before": round(before.failures.total / (days[0] / DAY), 3),
        "after": round(after.failures.total / (days[1] / DAY), 3),
    }
    yield say.COMPARED_RATE.state(figures, whole, **figures)


def _places(tally: Tally, lines: Iterable[int]) -> list[Place]:
    return [tally.where(line) for line in lines]


def _sets(before: Iterable[str], after: Iterable[str]) -> dict[str, int]:
    first, second = set(before), set(after)
    return {"closed": len(first - second), "remaining": len(first & second), "new": len(second - first)}


def forwarding(before: Collection, after: Collection, places: list[Place]) -> Fact:
    """State how forwards changed between two configurations."""
    figures = {
        "clear_before": len(before.clear),
        "encrypted_before": len(before.encrypted),
        "clear_after": len(after.clear),
        "encrypted_after": len(after.encrypted),
    }
    return say.COMPARED_FORWARDS.state(figures, places, **figures)
