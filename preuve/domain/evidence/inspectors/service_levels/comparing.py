"""Two states of the service levels: what was promised or measured before, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels import statements as say
from preuve.domain.evidence.inspectors.service_levels.levels import keyed
from preuve.domain.evidence.wording import duration, percentage

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Fact, Finding, Limit, Place
    from preuve.domain.evidence.inspectors.service_levels.model import ServiceLevels


def compared(
    before: ServiceLevels, after: ServiceLevels
) -> tuple[bool, list[Fact], list[Finding], list[Limit]]:
    """Return whether the scopes are the same, and what changed.

    Raises:
        UnreadableArtefactError: NOT_COMPARABLE: a file of objectives beside a file of measures.
    """
    if bool(before.objectives) != bool(after.objectives):
        raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE)
    if before.objectives:
        return _objectives(before, after)
    return _measures(before, after)


def _objectives(
    before: ServiceLevels, after: ServiceLevels
) -> tuple[bool, list[Fact], list[Finding], list[Limit]]:
    old = keyed((f"{each.service} {each.name}".strip(), each) for each in before.objectives)
    new = keyed((f"{each.service} {each.name}".strip(), each) for each in after.objectives)
    kept = [key for key in old if key in new]
    places = [each.place for each in (*before.objectives[:20], *after.objectives[:20])]
    counts = {"kept": len(kept), "added": len(new) - len(kept), "removed": len(old) - len(kept)}
    facts = [say.COMPARED_OBJECTIVES.state(counts, places, **counts)]
    changed = {key: (old[key], new[key]) for key in kept if old[key].target != new[key].target}
    moves = {
        key: (first.target, second.target)
        for key, (first, second) in changed.items()
        if first.target is not None and second.target is not None
    }
    if moves:
        at = [place for key in moves for place in (old[key].target_place, new[key].target_place)]
        facts.append(_moved(say.COMPARED_TARGETS.state, moves, at, count=len(moves)))
    services = {each.service for each in before.objectives}, {each.service for each in after.objectives}
    same = bool(kept) and services[0] == services[1]
    gone, come = sorted(services[0] - services[1]), sorted(services[1] - services[0])
    findings = [] if same else [_scope(gone, come, places)]
    return same, facts, findings, []


def _moved(state: object, moves: dict[str, tuple[float, float]], at: list[Place], **values: int) -> Fact:
    said = {
        f"listed_{language}": [
            f"{key} {percentage(first, language)} → {percentage(second, language)}"
            for key, (first, second) in moves.items()
        ]
        for language in ("fr", "en")
    }
    deltas = {key: round(second - first, 9) for key, (first, second) in moves.items()}
    return state(deltas, at, **said, **values)  # type: ignore[operator, no-any-return] # the kind's own method


def _scope(gone: list[str], come: list[str], places: list[Place]) -> Finding:
    nothing = {"fr": "rien en commun", "en": "nothing in common"}
    words = {"fr": ("seulement avant :", "seulement après :"), "en": ("only before:", "only after:")}
    said = {}
    for language, (first, second) in words.items():
        parts = [f"{first} {', '.join(each or '–' for each in gone[:5])}"] if gone else []
        parts += [f"{second} {', '.join(each or '–' for each in come[:5])}"] if come else []
        said[f"listed_{language}"] = parts or [nothing[language]]
    return say.SCOPE.state(len(gone) + len(come), places, **said)


def _levels(levels: ServiceLevels) -> dict[str, tuple[float, Place]]:
    rows = [
        (each.name, (each.attainment, each.place)) for each in levels.series if each.attainment is not None
    ]
    named = keyed(rows)
    if named or levels.series:
        return named
    longest = [each for each in levels.declared if each.period == "all"] or list(levels.declared)
    return keyed((each.name, (each.value, each.place)) for each in longest if 0 <= each.value <= 1)


def _measures(
    before: ServiceLevels, after: ServiceLevels
) -> tuple[bool, list[Fact], list[Finding], list[Limit]]:
    old, new = _levels(before), _levels(after)
    if not old or not new:
        raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE)
    common = [key for key in old if key in new]
    places = [place for rows in (old, new) for _, place in list(rows.values())[:20]]
    facts = []
    if common:
        moves = {key: (old[key][0], new[key][0]) for key in common}
        at = [place for key in common for place in (old[key][1], new[key][1])]
        facts.append(_moved(say.COMPARED_ATTAINMENT.state, moves, at))
    findings = []
    gone, come = sorted(set(old) - set(new)), sorted(set(new) - set(old))
    spans = _span(before), _span(after)
    uneven = min(spans) > 0 and max(spans) > 1.25 * min(spans)
    if gone or come:
        findings.append(_scope(gone, come, places))
    elif uneven:
        said = {
            "listed_fr": [f"{duration(spans[0], 'fr')} avant, {duration(spans[1], 'fr')} après"],
            "listed_en": [f"{duration(spans[0], 'en')} before, {duration(spans[1], 'en')} after"],
        }
        findings.append(say.SCOPE.state(1, places, **said))
    return not findings, facts, findings, [say.CHANCE.state()]


def _span(levels: ServiceLevels) -> float:
    return max((each.end - each.start for each in levels.series), default=0.0)
