"""GanttProject's ``.gan``: days as the unit, links written on the predecessor, milestones as ``meeting``.

Durations and lags count working days of the project's calendar (checked on real files: a lag of 5 passes over
a week-end). A cost needs a ``rate`` per day, or is typed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schedules.calendars import FREE, WHOLE, Axis, Calendar, Day
from preuve.domain.evidence.inspectors.schedules.model import (
    Assignment,
    Baseline,
    Dependency,
    LinkKind,
    Resource,
    Schedule,
    Span,
    Task,
    bounded,
)
from preuve.domain.evidence.reading.values import as_int, as_number
from preuve.domain.evidence.reading.xml import attribute_path, child, children, place_of, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.xml import Element

_KINDS = {
    "1": LinkKind.START_START,
    "2": LinkKind.FINISH_START,
    "3": LinkKind.FINISH_FINISH,
    "4": LinkKind.START_FINISH,
}
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 1440.0


def sniff(head: Head) -> float:
    """Return how sure it is that the file is GanttProject's."""
    name, _, attributes = head.xml_root
    if name != "project":
        return 0.0
    if "gantt-divider-location" in attributes or "taskproperties" in head.text:
        return 1.0
    return 0.5 if head.extension == ".gan" and "<tasks" in head.text else 0.0


def read(artefact: Artefact) -> Schedule:
    """Read a schedule.

    Raises:
        UnreadableArtefactError: as `xml.tree`; MISSING_FIELD without ``tasks``; TOO_MANY.
    """
    root = tree(artefact)
    holder = child(root, "tasks")
    if holder is None:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, place_of(artefact, root), "tasks")
    elements = list(_nested(holder))
    resources = _all(root, "resources", "resource")
    allocations = _all(root, "allocations", "allocation")
    bounded(artefact, max(len(elements), len(resources), len(allocations)))
    calendar = _calendar(root)
    days = [day for each, _, _ in elements if (day := _day(each.get("start")))]
    axis = Axis(calendar, days)
    roles = {each.get("id", ""): each.get("name", "") for each in root.iter("{*}role")}
    tasks = _tasks(artefact, root, elements, axis)
    kept = {each.id: each for each in (_resource(artefact, one, roles) for one in resources)}
    assignments = tuple(_assignment(artefact, each, tasks) for each in allocations)
    return Schedule(
        producer=f"GanttProject {root.get('version', '')}".strip(),
        root=place_of(artefact, root, "/project"),
        tasks=_with_costs(tasks, elements, kept, assignments),
        resources=kept,
        assignments=assignments,
        calendar=calendar,
        minutes_per_day=_DAY,
        rows=len(elements),
        resource_rows=len(resources),
        assignment_rows=len(allocations),
        title=root.get("name", ""),
        calendars=1,
        keeps_baselines=True,
    )


def _all(root: Element, holder: str, name: str) -> list[Element]:
    found = child(root, holder)
    return children(found, name) if found is not None else []


def _nested(holder: Element) -> Iterator[tuple[Element, str, int]]:
    """Yield tasks in the order of the file, with the key of their parent and their depth."""
    waiting = [(each, "", 1) for each in reversed(children(holder, "task"))]
    while waiting:
        element, parent, depth = waiting.pop()
        yield element, parent, depth
        key = element.get("id", "")
        waiting += [(each, key, depth + 1) for each in reversed(children(element, "task"))]


def _day(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=None) if 1980 <= moment.year <= 2150 else None


def _calendar(root: Element) -> Calendar:
    week: list[Day] = [WHOLE] * 5 + [FREE] * 2
    exceptions: dict[date, Day] = {}
    holder = child(root, "calendars")
    if holder is not None:
        only_shown = next(holder.iter("{*}only-show-weekends"), None)
        usual = next(holder.iter("{*}default-week"), None)
        if only_shown is not None and only_shown.get("value") == "true":
            week = [WHOLE] * 7
        elif usual is not None:
            week = [FREE if usual.get(day) == "1" else WHOLE for day in _WEEK]
        for each in children(holder, "date"):
            _except(exceptions, each)
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = week
    return Calendar((monday, tuesday, wednesday, thursday, friday, saturday, sunday), exceptions)


def _except(exceptions: dict[date, Day], element: Element) -> None:
    """Note a holiday or a working day; without a year it comes every year."""
    year, month, day = (as_int(element.get(name)) for name in ("year", "month", "date"))
    hours = WHOLE if element.get("type") == "WORKING_DAY" else FREE
    for each in range(1980, 2151) if year is None else (year,):
        try:
            exceptions[date(each, month or 0, day or 0)] = hours
        except (ValueError, OverflowError):
            continue


def _tasks(
    artefact: Artefact, root: Element, elements: list[tuple[Element, str, int]], axis: Axis
) -> dict[str, Task]:
    links: dict[str, list[Dependency]] = {}
    for element, _, _ in elements:
        for each in children(element, "depend"):
            links.setdefault(each.get("id", ""), []).append(_link(artefact, element, each))
    baselines = _baselines(root, axis)
    found: dict[str, Task] = {}
    for element, parent, depth in elements:
        key = element.get("id", "")
        start, days = _day(element.get("start")), as_number(element.get("duration"))
        milestone = element.get("meeting") == "true"
        length = 0.0 if milestone else days
        percent = as_number(element.get("complete"))
        found[key] = Task(
            id=key,
            name=element.get("name", ""),
            place=place_of(artefact, element, attribute_path(element, "id")),
            parent=parent,
            depth=depth,
            summary=child(element, "task") is not None,
            milestone=milestone,
            start=start,
            finish=_finish(axis, start, length),
            duration=None if length is None else Span(length * _DAY),
            percent=percent if percent is not None and 0 <= percent <= 100 else None,
            anchored=element.get("thirdDate-constraint") == "1",
            links=tuple(links.get(key, ())),
            baselines=baselines.get(key, {}),
        )
    return found


def _finish(axis: Axis, start: datetime | None, days: float | None) -> datetime | None:
    """Return the end of the last day worked: the midnight after it."""
    if start is None or days is None or not 0 <= days <= 36_500:
        return None
    return axis.moment(axis.offset(start) + days * _DAY) if days else start


def _link(artefact: Artefact, before: Element, element: Element) -> Dependency:
    days = as_number(element.get("difference")) or 0.0
    path = attribute_path(before, "id") + attribute_path(element, "id").removeprefix("/")
    kind = _KINDS.get(element.get("type", ""), LinkKind.FINISH_START)
    return Dependency(before.get("id", ""), kind, Span(days * _DAY), place_of(artefact, element, path))


def _baselines(root: Element, axis: Axis) -> dict[str, dict[int, Baseline]]:
    found: dict[str, dict[int, Baseline]] = {}
    for number, each in enumerate(_all(root, "previous", "previous-tasks")):
        for task in children(each, "previous-task"):
            start = _day(task.get("start"))
            finish = _finish(axis, start, as_number(task.get("duration")))
            found.setdefault(task.get("id", ""), {})[number] = Baseline(start, finish)
    return found


def _resource(artefact: Artefact, element: Element, roles: dict[str, str]) -> Resource:
    rates = (as_number(each.get("value")) for each in children(element, "rate"))
    return Resource(
        id=element.get("id", ""),
        name=element.get("name", ""),
        place=place_of(artefact, element, attribute_path(element, "id")),
        rate=next((rate for rate in rates if rate is not None), None),
        role=roles.get(element.get("function", ""), ""),
    )


def _assignment(artefact: Artefact, element: Element, tasks: dict[str, Task]) -> Assignment:
    task = tasks.get(element.get("task-id", ""))
    load = as_number(element.get("load"))
    return Assignment(
        task=element.get("task-id", ""),
        resource=element.get("resource-id", ""),
        place=place_of(artefact, element, attribute_path(element, "task-id", "resource-id")),
        units=1.0 if load is None else load / 100,
        start=task.start if task else None,
        finish=task.finish if task else None,
    )


def _with_costs(
    tasks: dict[str, Task],
    elements: list[tuple[Element, str, int]],
    resources: dict[str, Resource],
    assignments: tuple[Assignment, ...],
) -> dict[str, Task]:
    """Give each leaf its cost: typed, or rates × shares × days; none when a rate is missing."""
    shares: dict[str, list[tuple[float, float | None]]] = {}
    for each in assignments:
        rate = resources[each.resource].rate if each.resource in resources else None
        shares.setdefault(each.task, []).append((each.units, rate))
    typed = {
        element.get("id", ""): as_number(element.get("cost-manual-value"))
        for element, _, _ in elements
        if element.get("cost-calculated") == "false"
    }
    found = {}
    for key, task in tasks.items():
        parts = shares.get(key, [])
        cost = typed.get(key)
        if key not in typed and task.duration and all(rate is not None for _, rate in parts):
            days = task.duration.minutes / _DAY
            cost = sum(units * (rate or 0.0) * days for units, rate in parts)
        found[key] = replace(task, cost=cost)
    return found
