"""Two versions of a schedule: tasks added and removed, dates and durations moved, links, critical path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.inspectors.schedules.stating import bounds, days_of, length_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preuve.domain.evidence.contract import Fact, Finding, Limit, Place
    from preuve.domain.evidence.inspectors.schedules.calendars import Axis
    from preuve.domain.evidence.inspectors.schedules.model import Schedule, Task
    from preuve.domain.evidence.inspectors.schedules.network import Floats

_COUNTED = Strength.RECOMPUTED

TASKS = FactKind(
    "schedules.compare.tasks",
    _COUNTED,
    "{common} {common:tâche commune|tâches communes}, {added} {added:ajoutée|ajoutées}, {removed} "
    "{removed:retirée|retirées}, {renamed} {renamed:renommée|renommées}.",
    "{common} common {common:task|tasks}, {added} added, {removed} removed, {renamed} renamed.",
)
DATES = FactKind(
    "schedules.compare.dates",
    _COUNTED,
    "{moved} {moved:tâche commune a changé|tâches communes ont changé} de dates : {later} "
    "{later:finit|finissent} "
    "plus tard, {earlier} plus tôt.",
    "{moved} common {moved:task has|tasks have} other dates: {later} {later:finishes|finish} later, "
    "{earlier} "
    "earlier.",
)
DURATIONS = FactKind(
    "schedules.compare.durations",
    _COUNTED,
    "{longer} {longer:tâche allongée|tâches allongées}, {shorter} {shorter:raccourcie|raccourcies}, {same} "
    "de même "
    "durée.",
    "{longer} {longer:task|tasks} longer, {shorter} shorter, {same} of the same duration.",
)
FINISH = FactKind(
    "schedules.compare.finish",
    _COUNTED,
    "Fin du projet : {before:date} avant, {after:date} après, soit {value} "
    "{value:jour calendaire|jours calendaires}.",
    "End of the project: {before:date} before, {after:date} after, that is {value} calendar "
    "{value:day|days}.",
    unit="days",
)
LINKS = FactKind(
    "schedules.compare.links",
    _COUNTED,
    "{added} {added:lien ajouté|liens ajoutés}, {removed} {removed:retiré|retirés} entre tâches communes.",
    "{added} {added:link|links} added, {removed} removed between common tasks.",
)
CRITICAL_PATH = FactKind(
    "schedules.compare.critical_path",
    _COUNTED,
    "Chemin critique recalculé : {before} {before:jour ouvré|jours ouvrés} avant, {after} après.",
    "Critical path recomputed: {before} working {before:day|days} before, {after} after.",
    unit="days",
)
OTHER_SCOPE = FindingKind(
    "schedules.compare.other_scope",
    "Les deux plannings n’ont que {value} {value:tâche commune|tâches communes}, pour {n_before} avant et "
    "{n_after} "
    "après : ce ne sont pas deux versions d’un même planning.",
    "The two schedules only have {value} common {value:task|tasks}, for {n_before} before and {n_after} "
    "after: they "
    "are not two versions of one schedule.",
)
MATCHED_BY = LimitKind(
    "schedules.compare.matching",
    "Les tâches sont rapprochées par leur identifiant quand les deux fichiers le partagent, sinon par leur "
    "nom.",
    "Tasks are matched by identifier when both files share them, otherwise by name.",
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two schedules, with its axis and its floats."""

    schedule: Schedule
    axis: Axis
    floats: Floats | None


def compared(
    before: Side, after: Side, *, one_format: bool
) -> tuple[bool, tuple[Fact, ...], tuple[Finding, ...], tuple[Limit, ...]]:
    """Return whether these are two versions of one schedule, and what changed."""
    pairs = _pairs(before.schedule, after.schedule, one_format=one_format)
    sizes = len(before.schedule.tasks), len(after.schedule.tasks)
    same = bool(pairs) and 2 * len(pairs) >= min(sizes)
    if not same:
        places = [before.schedule.root, after.schedule.root]
        other = OTHER_SCOPE.state(len(pairs), places, n_before=sizes[0], n_after=sizes[1])
        return False, (), (other,), (MATCHED_BY.state(),)
    facts = (
        _tasks(before.schedule, after.schedule, pairs),
        *_moves(before, after, pairs),
        *_whole(before, after),
    )
    return True, facts, (), (MATCHED_BY.state(),)


Pairs = list[tuple["Task", "Task"]]


def _pairs(before: Schedule, after: Schedule, *, one_format: bool) -> Pairs:
    """Return tasks that are the same: by id when at least half of the common ids keep their names."""
    common = [(task, after.tasks[key]) for key, task in before.tasks.items() if key in after.tasks]
    kept = sum(task.name == other.name for task, other in common)
    if one_format and common and 2 * kept >= len(common):
        return common
    named = _by_name(after)
    return [(task, named[key]) for key, task in _by_name(before).items() if key in named]


def _by_name(schedule: Schedule) -> dict[tuple[str, str], Task]:
    """Return tasks by their name and that of their parent; the first of several."""
    found: dict[tuple[str, str], Task] = {}
    for task in schedule.tasks.values():
        parent = schedule.tasks.get(task.parent)
        found.setdefault((parent.name if parent else "", task.name), task)
    return found


def _tasks(before: Schedule, after: Schedule, pairs: Pairs) -> Fact:
    old, new = {task.id for task, _ in pairs}, {task.id for _, task in pairs}
    removed = [task for key, task in before.tasks.items() if key not in old]
    added = [task for key, task in after.tasks.items() if key not in new]
    renamed = [(one, other) for one, other in pairs if one.name != other.name]
    counts = {"common": len(pairs), "added": len(added), "removed": len(removed), "renamed": len(renamed)}
    places = [task.place for task in (*added, *removed)] + _places(renamed)
    return TASKS.state(counts, places or [before.root, after.root], **counts)


def _places(pairs: Pairs) -> list[Place]:
    return [place for one, other in pairs for place in (one.place, other.place)]


def _moves(before: Side, after: Side, pairs: Pairs) -> Iterator[Fact]:
    roots = [before.schedule.root, after.schedule.root]
    leaves = [(one, other) for one, other in pairs if not one.summary and not other.summary]

    def those(test: Callable[[Task, Task], bool]) -> Pairs:
        return [(one, other) for one, other in leaves if test(one, other)]

    moved = those(lambda one, other: (one.start, one.finish) != (other.start, other.finish))
    later = those(lambda one, other: bool(one.finish and other.finish and other.finish > one.finish))
    earlier = those(lambda one, other: bool(one.finish and other.finish and other.finish < one.finish))
    dates = {"moved": len(moved), "later": len(later), "earlier": len(earlier)}
    yield DATES.state(dates, _places(moved) or roots, **dates)
    spans = [
        (
            one,
            other,
            length_of(other.duration, after.schedule) - length_of(one.duration, before.schedule),
        )
        for one, other in leaves
        if one.duration and other.duration
    ]
    changed = [(one, other) for one, other, gap in spans if abs(gap) > _SAME]
    durations = {
        "longer": sum(gap > _SAME for *_, gap in spans),
        "shorter": sum(gap < -_SAME for *_, gap in spans),
        "same": len(spans) - len(changed),
    }
    yield DURATIONS.state(durations, _places(changed) or roots, **durations)
    if before.schedule.knows_links and after.schedule.knows_links:
        yield _links(before.schedule, after.schedule, pairs)


#: Days by which two durations may differ and be the same.
_SAME = 0.002


def _links(before: Schedule, after: Schedule, pairs: Pairs) -> Fact:
    named = {one.id: other.id for one, other in pairs}
    kept = set(named.values())
    old = {
        (named[link.predecessor], named[one.id], link.kind): link.place
        for one, _ in pairs
        for link in one.links
        if link.predecessor in named
    }
    new = {
        (link.predecessor, other.id, link.kind): link.place
        for _, other in pairs
        for link in other.links
        if link.predecessor in kept
    }
    counts = {"added": len(new.keys() - old.keys()), "removed": len(old.keys() - new.keys())}
    places = [new[key] for key in new if key not in old] + [old[key] for key in old if key not in new]
    return LINKS.state(counts, places or [before.root, after.root], **counts)


def _whole(before: Side, after: Side) -> Iterator[Fact]:
    old, new = bounds(before.schedule.leaves()), bounds(after.schedule.leaves())
    if old and new:
        moved = (date.fromisoformat(new.last_day) - date.fromisoformat(old.last_day)).days
        places = [old.last.place, new.last.place]
        yield FINISH.state(moved, places, before=old.last_day, after=new.last_day)
    if before.floats and after.floats and before.floats.total and after.floats.total:
        value = {
            "before": days_of(before.floats.length, before.schedule),
            "after": days_of(after.floats.length, after.schedule),
        }
        yield CRITICAL_PATH.state(value, [before.schedule.root, after.schedule.root], **value)
