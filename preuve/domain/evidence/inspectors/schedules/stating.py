"""From a schedule to its facts and limits."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from preuve.domain.evidence.inspectors.schedules import statements as say
from preuve.domain.evidence.inspectors.schedules.calendars import MAX_DAYS, Axis
from preuve.domain.evidence.inspectors.schedules.words import purposes_of
from preuve.domain.evidence.wording import day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from preuve.domain.evidence.contract import Fact, Limit
    from preuve.domain.evidence.inspectors.schedules.model import Baseline, Schedule, Span, Task
    from preuve.domain.evidence.inspectors.schedules.network import Floats

_MINUTE = timedelta(minutes=1)


def days_of(minutes: float, schedule: Schedule) -> float:
    """Return working minutes as days of the schedule, whole when they are."""
    return rounded(minutes / schedule.minutes_per_day)


def length_of(span: Span, schedule: Schedule) -> float:
    """Return a duration in days: of the schedule, or of 24 hours when it is elapsed, as tools show it."""
    return span.minutes / (1440 if span.elapsed else schedule.minutes_per_day)


def rounded(amount: float) -> float:
    """Return an amount of money or of days with two decimals at most, whole when it is."""
    amount = round(amount, 2)
    return int(amount) if amount == int(amount) else amount


def last_day(finish: datetime, start: datetime | None) -> str:
    """Return the last day of something in ISO 8601: midnight ends the day before, unless it lasts no time."""
    return (finish if finish == start else finish - _MINUTE).date().isoformat()


class Bounds(NamedTuple):
    """The task that starts first and the one that finishes last, with these moments."""

    first: Task
    start: datetime
    last: Task
    finish: datetime

    @property
    def last_day(self) -> str:
        """Return the last day in ISO 8601."""
        return last_day(self.finish, self.last.start)


def bounds(tasks: list[Task]) -> Bounds | None:
    """Return the bounds of tasks, when both are known; a milestone ends on its own day."""
    starting = [(task.start, index) for index, task in enumerate(tasks) if task.start]
    finishing = [(task.finish, task.milestone, index) for index, task in enumerate(tasks) if task.finish]
    if not starting or not finishing:
        return None
    start, first = min(starting)
    finish, _, last = max(finishing)
    return Bounds(tasks[first], start, tasks[last], finish)


def facts_of(schedule: Schedule, axis: Axis, floats: Floats | None) -> tuple[Fact, ...]:
    """Return the facts of a schedule; `floats` is None when they can't be computed."""
    return (
        *_structure(schedule, axis),
        *_resources(schedule, axis),
        *_network(schedule, floats),
        *_baselines(schedule),
        *_money(schedule),
        *_state(schedule),
    )


def _structure(schedule: Schedule, axis: Axis) -> Iterator[Fact]:
    tasks, leaves = list(schedule.tasks.values()), schedule.leaves()
    counts = {
        "tasks": len(tasks),
        "summaries": sum(task.summary for task in tasks),
        "milestones": sum(task.milestone for task in tasks),
        "depth": max((task.depth for task in tasks), default=0),
        "rows": schedule.rows,
        "blank": schedule.blank,
    }
    yield say.TASKS.state(counts, [schedule.root], **counts)
    ends = bounds(leaves)
    if ends:
        worked = days_of(max(axis.offset(ends.finish) - axis.offset(ends.start), 0), schedule)
        period: dict[str, str | float] = {
            "start": ends.start.date().isoformat(),
            "finish": ends.last_day,
            "working_days": worked,
        }
        yield say.PERIOD.state(period, [ends.first.place, ends.last.place], **period)
    links = [link for task in tasks for link in task.links]
    if links:
        kinds = Counter(link.kind.value for link in links)
        lags = sum(bool(link.lag.minutes or link.lag.share) for link in links)
        said = [f"{kind} ({count})" for kind, count in kinds.most_common()]
        value = {"links": len(links), "lags": lags, **kinds}
        yield say.LINKS.state(value, [link.place for link in links], links=len(links), lags=lags, said=said)
    lengths = [length_of(task.duration, schedule) for task in leaves if task.duration and not task.milestone]
    if lengths:
        spread = {
            "least": rounded(min(lengths)),
            "median": rounded(median(lengths)),
            "most": rounded(max(lengths)),
        }
        kind = say.DURATIONS if len(lengths) > 1 else say.ONE_DURATION
        yield kind.state(spread, [schedule.root], n=len(lengths), **spread)


def _resources(schedule: Schedule, axis: Axis) -> Iterator[Fact]:
    if not schedule.knows_resources:
        return
    named = schedule.resources
    counts = {
        "named": len(named),
        "rows": schedule.resource_rows,
        "with_rate": sum(each.rate is not None for each in named.values()),
    }
    yield say.RESOURCES.state(counts, [*(each.place for each in named.values()), schedule.root], **counts)
    assigned = schedule.assignments
    if assigned:
        numbers = {
            "assigned": len(assigned),
            "tasks": len({each.task for each in assigned}),
            "rows": schedule.assignment_rows,
        }
        yield say.ASSIGNMENTS.state(numbers, [each.place for each in assigned], **numbers)
    elif schedule.assignment_rows:
        yield say.UNNAMED.state(schedule.assignment_rows, [schedule.root])
    yield from _teams(schedule)
    works = [
        axis.offset(each.finish) * each.units - axis.offset(each.start) * each.units
        if each.work is None and each.start and each.finish
        else each.work
        for each in assigned
    ]
    known = [work for work in works if work is not None]
    if known and len(known) == len(works):
        yield say.WORK.state(days_of(sum(known), schedule), [each.place for each in assigned])


def _teams(schedule: Schedule) -> Iterator[Fact]:
    periods: dict[str, tuple[datetime, datetime, int]] = {}
    for each in schedule.assignments:
        resource = schedule.resources.get(each.resource)
        if resource and each.start and each.finish:
            first, last, count = periods.get(resource.name, (each.start, each.finish, 0))
            periods[resource.name] = min(first, each.start), max(last, each.finish), count + 1
    if periods:
        value, said = {}, {"fr": [], "en": []}  # type: dict[str, str], dict[str, list[str]]
        for name, (first, last, _) in periods.items():
            value[name] = f"{first.date().isoformat()}/{last_day(last, first)}"
            for language, texts in said.items():
                texts.append(
                    f"{name} ({day(first.date(), language)} – {day(last_day(last, first), language)})"
                )
        places = [each.place for each in schedule.resources.values() if each.name in periods]
        yield say.TEAMS.state(value, places, said=said["fr"], said_en=said["en"])


def _network(schedule: Schedule, floats: Floats | None) -> Iterator[Fact]:
    leaves = schedule.leaves()
    announced = [task for task in leaves if task.critical is not None]
    if announced:
        marked = [task for task in announced if task.critical]
        places = [task.place for task in marked] or [schedule.root]
        yield say.CRITICAL_ANNOUNCED.state(len(marked), places, leaves=len(announced))
    if floats is None or not floats.total:
        return
    critical = [schedule.tasks[key] for key in floats.critical]
    name = _calendar_name(schedule)
    yield say.CRITICAL_PATH.state(
        [task.name for task in critical],
        [task.place for task in critical],
        n=len(critical),
        leaves=len(floats.total),
        length=days_of(floats.length, schedule),
        calendar_fr=name[0],
        calendar_en=name[1],
    )
    slack = sorted(floats.total.values())
    spread = {
        "critical": len(critical),
        "floating": len(slack) - len(critical),
        "median": days_of(median(slack), schedule),
        "most": days_of(slack[-1], schedule),
    }
    widest = max(floats.total, key=lambda key: floats.total[key])
    yield say.FLOATS.state(spread, [schedule.tasks[widest].place], **spread)
    live = go_live_of(schedule)
    if live and live.id in floats.total:
        value = days_of(floats.total[live.id], schedule)
        yield say.GO_LIVE_FLOAT.state(value, [live.place], name=live.name)


def _calendar_name(schedule: Schedule) -> tuple[str, str]:
    if schedule.assumed_calendar:
        return "supposé (lundi à vendredi, 8 h par jour)", "an assumed calendar (Monday to Friday, 8 h a day)"
    return "du projet", "the project’s calendar"


def go_live_of(schedule: Schedule) -> Task | None:
    """Return the elementary task or milestone whose name speaks of going live; the last one of several."""
    found = [task for task in schedule.leaves() if task.finish and "go_live" in purposes_of(task.name)]
    return max(found, key=lambda task: (task.milestone, str(task.finish)), default=None)


def _baselines(schedule: Schedule) -> Iterator[Fact]:
    leaves = [task for task in schedule.leaves() if task.baselines]
    if not leaves:
        return
    saved = {
        "tasks": len(leaves),
        "total": len(schedule.leaves()),
        "saved": sum(len(task.baselines) for task in leaves),
    }
    yield say.BASELINE.state(saved, [task.place for task in leaves], **saved)
    used = min(min(task.baselines) for task in leaves)
    pairs = [(task, task.baselines[used]) for task in leaves if used in task.baselines]
    yield from _dates_against(schedule, pairs, used)
    yield from _costs_against(schedule, pairs, used)


Pairs = list[tuple["Task", "Baseline"]]


def _planned(planned: Baseline) -> datetime | None:
    """Return a baseline's finish, unless it starts after it: then it tells nothing."""
    return None if planned.start and planned.finish and planned.start > planned.finish else planned.finish


def _dates_against(schedule: Schedule, pairs: Pairs, used: int) -> Iterator[Fact]:
    dates = [(planned, task.finish) for task, each in pairs if (planned := _planned(each)) and task.finish]
    moments = [moment for both in dates for moment in both]
    if moments and (max(moments) - min(moments)).days < MAX_DAYS:
        axis = Axis(schedule.calendar, moments)  # a baseline may lie before the first day of the schedule
        ends = [(axis.offset(planned), axis.offset(now)) for planned, now in dates]
        gaps = [now - planned for planned, now in ends]
        moved = max(now for _, now in ends) - max(planned for planned, _ in ends)
        variance = {
            "late": sum(gap >= 1 for gap in gaps),
            "early": sum(gap <= -1 for gap in gaps),
            "equal": sum(abs(gap) < 1 for gap in gaps),
            "finish_days": days_of(moved, schedule),
        }
        yield say.VARIANCE.state(variance, [task.place for task, _ in pairs], used=used, **variance)


def _costs_against(schedule: Schedule, pairs: Pairs, used: int) -> Iterator[Fact]:
    costs = [
        (planned.cost, task.cost)
        for task, planned in pairs
        if planned.cost is not None and task.cost is not None
    ]
    if any(planned or now for planned, now in costs):
        first, last = sum(planned for planned, _ in costs), sum(now for _, now in costs)
        yield say.COST_VARIANCE.state(
            rounded(last - first),
            [task.place for task, _ in pairs],
            cost=rounded(last),
            baseline=rounded(first),
            used=used,
            currency=schedule.currency or None,
        )


def costed(schedule: Schedule) -> list[Task]:
    """Return the tasks whose costs add up to the whole: top ones where summaries have theirs, else leaves."""
    if schedule.cost is not None:
        return [task for task in schedule.tasks.values() if not task.parent and task.active]
    return schedule.leaves()


def _money(schedule: Schedule) -> Iterator[Fact]:
    costs = [task.cost for task in costed(schedule)]
    known = [cost for cost in costs if cost is not None]
    if len(known) == len(costs) and sum(known) > 0:
        yield say.COST.state(
            rounded(sum(known)), [schedule.root], n=len(known), currency=schedule.currency or None
        )


def _state(schedule: Schedule) -> Iterator[Fact]:
    leaves = schedule.leaves()
    percents = [task.percent for task in leaves if task.percent is not None]
    if any(percents):  # 0 everywhere is also what a tool writes where nobody filled it in
        counts = {
            "complete": sum(percent == 100 for percent in percents),
            "started": sum(0 < percent < 100 for percent in percents),
            "waiting": sum(percent == 0 for percent in percents),
        }
        yield say.PROGRESS.state(counts, [schedule.root], **counts)
    if not schedule.assumed_calendar:
        ends = bounds(leaves)
        inside = [
            each
            for each in schedule.calendar.exceptions
            if ends and ends.start.date() <= each <= ends.finish.date()
        ]
        value = {"working_days": schedule.calendar.working_days, "exceptions": len(inside)}
        yield say.CALENDAR.state(value, [schedule.root], **value)
    purposes = Counter(purpose for task in leaves for purpose in purposes_of(task.name))
    if purposes:
        names = ("quality", "go_live", "deployment", "training", "support")
        named = {name: purposes[name] for name in names}
        places = [task.place for task in leaves if purposes_of(task.name)]
        yield say.PURPOSES.state(named, places, **named)


def limits_of(schedule: Schedule, floats: Floats | None) -> tuple[Limit, ...]:
    """Return what the file can't tell."""
    limits = [say.NO_REALISM.state()]
    if floats and floats.total:
        limits.append(say.METHOD.state())
        held = sum(each.held_late or each.deadline is not None for each in schedule.leaves())
        if held:
            limits.append(say.HELD_LATE.state(n=held))
    if schedule.assumed_calendar:
        limits.append(say.ASSUMED_CALENDAR.state())
    if schedule.partial_calendar:
        limits.append(say.PARTIAL_CALENDAR.state())
    if schedule.unread_links:
        limits.append(say.UNREAD_LINKS.state(n=schedule.unread_links))
    if floats and floats.left_out:
        limits.append(say.LEFT_OUT.state(n=floats.left_out))
    return tuple(limits)
