"""From a schedule to its findings: gaps and contradictions inside the file."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.schedules.load import overloads_of
from preuve.domain.evidence.inspectors.schedules.model import LinkKind
from preuve.domain.evidence.inspectors.schedules.statements import FINDINGS
from preuve.domain.evidence.inspectors.schedules.stating import bounds, costed, days_of, go_live_of, rounded
from preuve.domain.evidence.inspectors.schedules.words import purposes_of
from preuve.domain.evidence.wording import number, percentage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from preuve.domain.evidence.contract import Context, Finding, Place
    from preuve.domain.evidence.inspectors.schedules.calendars import Axis
    from preuve.domain.evidence.inspectors.schedules.model import Dependency, Schedule, Task
    from preuve.domain.evidence.inspectors.schedules.network import Floats

_FURTHEST = timedelta(hours=14)  # a date without a zone may be that far ahead of UTC
_CENT = 0.01


def findings_of(
    schedule: Schedule, axis: Axis, floats: Floats | None, context: Context
) -> tuple[Finding, ...]:
    """Return the findings of a schedule."""
    return (
        *_network(schedule, floats),
        *_gaps(schedule),
        *_load(schedule, axis),
        *_dates(schedule, context),
        *_links(schedule),
        *_plan(schedule),
        *_cost(schedule),
    )


def _state(code: str, tasks: list[Task], **values: object) -> Iterator[Finding]:
    if tasks:
        yield FINDINGS[code].state(len(tasks), [task.place for task in tasks], **values)  # type: ignore[arg-type] # plain words


def _network(schedule: Schedule, floats: Floats | None) -> Iterator[Finding]:
    if floats and floats.cycle:
        tasks = [schedule.tasks[key] for key in floats.cycle]
        yield from _state("schedules.cycle", tasks, names=[task.name for task in tasks])
    leaves = schedule.leaves()
    if not schedule.knows_links or schedule.unread_links or len(leaves) < 2:
        return
    if not any(task.links for task in schedule.tasks.values()):
        yield FINDINGS["schedules.no_links"].state(len(leaves), [schedule.root])
        return
    first = bounds(leaves)
    starts = first.start.date() if first else None
    loose = [
        task
        for task in leaves
        if not _held(schedule, task) and not (task.start and task.start.date() == starts)
    ]
    yield from _state("schedules.no_predecessor", loose, leaves=len(leaves))


def _above(schedule: Schedule, task: Task) -> Iterator[Task]:
    """Yield the task and the summaries that hold it."""
    seen: set[str] = set()
    current: Task | None = task
    while current and current.id not in seen:
        seen.add(current.id)
        yield current
        current = schedule.tasks.get(current.parent)


def _held(schedule: Schedule, task: Task) -> bool:
    return any(each.links for each in _above(schedule, task))


def _gaps(schedule: Schedule) -> Iterator[Finding]:
    leaves = [task for task in schedule.leaves() if not task.milestone]
    if schedule.knows_resources:
        assigned = {each.task for each in schedule.assignments}
        bare = [task for task in leaves if not any(each.id in assigned for each in _above(schedule, task))]
        yield from _state("schedules.no_resource", bare, leaves=len(leaves))
    without = [
        task
        for task in leaves
        if (task.duration is None and not (task.start and task.finish))
        or (task.duration and not task.duration.minutes)
    ]
    yield from _state("schedules.no_duration", without)
    used = {each.resource for each in schedule.assignments}
    unpaid = [
        each for each in schedule.resources.values() if each.works and each.rate is None and each.id in used
    ]
    if schedule.knows_rates and unpaid:
        yield FINDINGS["schedules.no_rate"].state(len(unpaid), [each.place for each in unpaid])


def _load(schedule: Schedule, axis: Axis) -> Iterator[Finding]:
    found = overloads_of(schedule, axis)
    if found:
        said: dict[str, list[str]] = {"fr": [], "en": []}
        for language, texts in said.items():
            for each in found:
                days = number(days_of(each.minutes, schedule), language)
                peak = percentage(each.peak, language)
                unit = "j" if language == "fr" else "d"
                texts.append(f"{each.resource.name} ({days}\N{NO-BREAK SPACE}{unit}, {peak})")
        places = [place for each in found for place in each.places]
        yield FINDINGS["schedules.overallocated"].state(
            len(found), places, said=said["fr"], said_en=said["en"]
        )


def _dates(schedule: Schedule, context: Context) -> Iterator[Finding]:
    tasks = [task for task in schedule.tasks.values() if task.active]
    now = context.as_of.astimezone(UTC).replace(tzinfo=None) + _FURTHEST
    done = [task for task in tasks if not task.summary and task.percent == 100 and _after(task.finish, now)]
    yield from _state("schedules.complete_in_future", done)
    wrong = [task.place for task in tasks if _after(task.start, task.finish)]
    count = len(wrong) + _after(schedule.start, schedule.finish)
    if _after(schedule.start, schedule.finish):
        wrong += schedule.span or (schedule.root,)
    if wrong:
        yield FINDINGS["schedules.finish_before_start"].state(count, wrong)
    passed = [task for task in tasks if _after(task.finish, task.deadline)]
    yield from _state("schedules.deadline_passed", passed)


def _after(first: datetime | None, last: datetime | None) -> bool:
    return first is not None and last is not None and first > last


def _links(schedule: Schedule) -> Iterator[Finding]:
    broken: list[Place] = []
    early: list[Place] = []
    unknown: list[Place] = []
    for task in schedule.tasks.values():
        for link in task.links if task.active else ():
            before = schedule.tasks.get(link.predecessor)
            if before is None:
                unknown.append(link.place)
            elif before.active:
                if _is_broken(schedule, before, task, link):
                    broken += [task.place, before.place]
                if link.kind is LinkKind.FINISH_START and _after(before.finish, task.deadline):
                    early += [task.place, before.place]
    for code, places, each in (
        ("schedules.link_broken", broken, 2),
        ("schedules.deadline_before_predecessor", early, 2),
        ("schedules.unknown_predecessor", unknown, 1),
    ):
        if places:
            yield FINDINGS[code].state(len(places) // each, places)


def _is_broken(schedule: Schedule, before: Task, task: Task, link: Dependency) -> bool:
    """Say whether dates contradict a link without a lead, which holds on any calendar."""
    if link.lag.minutes < 0 or (link.lag.share or 0) < 0:
        return False
    from_end = link.kind in {LinkKind.FINISH_START, LinkKind.FINISH_FINISH}
    to_start = link.kind in {LinkKind.FINISH_START, LinkKind.START_START}
    least, held = before.finish if from_end else before.start, task.start if to_start else task.finish
    if least and held and schedule.by_day:
        return held.date() < least.date()
    return _after(least, held)


def _plan(schedule: Schedule) -> Iterator[Finding]:
    leaves = schedule.leaves()
    if schedule.keeps_baselines and leaves and not any(task.baselines for task in schedule.tasks.values()):
        yield FINDINGS["schedules.no_baseline"].state(len(leaves), [schedule.root])
    live = go_live_of(schedule)
    if live and live.finish:
        tested = any(
            task.finish and task.finish <= live.finish and "quality" in purposes_of(task.name)
            for task in leaves
        )
        if not tested:
            yield FINDINGS["schedules.no_quality_before_go_live"].state(
                len(leaves), [live.place], name=live.name
            )


def _cost(schedule: Schedule) -> Iterator[Finding]:
    costs = [task.cost for task in costed(schedule)]
    known = [cost for cost in costs if cost is not None]
    if schedule.cost is not None and schedule.cost_place and len(known) == len(costs):
        counted = sum(known)
        if abs(counted - schedule.cost) > _CENT * max(len(known), 1):
            yield FINDINGS["schedules.cost_differs"].state(
                rounded(schedule.cost), [schedule.cost_place], counted=rounded(counted)
            )
