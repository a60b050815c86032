"""GNOME Planner's XML: ISO 8601 basic moments, lags in elapsed seconds, calendars by types of days."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schedules.calendars import FREE, OFFICE, STANDARD, Axis, Calendar, Day
from preuve.domain.evidence.inspectors.schedules.model import (
    Assignment,
    Dependency,
    LinkKind,
    Resource,
    Schedule,
    Span,
    Task,
    bounded,
)
from preuve.domain.evidence.reading.values import as_number
from preuve.domain.evidence.reading.xml import attribute_path, child, children, place_of, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.xml import Element

_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$")
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORKING = "0"
_INHERITED = "2"


def sniff(head: Head) -> float:
    """Return how sure it is that the file is GNOME Planner's."""
    name, _, attributes = head.xml_root
    if name != "project":
        return 0.0
    return 1.0 if "mrproject-version" in attributes else 0.0


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
    calendars = list(root.iter("{*}calendar"))
    used = next((each for each in calendars if each.get("id") == root.get("calendar")), None)
    calendar = _calendar(used) if used is not None else STANDARD
    tasks = _tasks(artefact, elements, calendar)
    return Schedule(
        producer="GNOME Planner",
        root=place_of(artefact, root, "/project"),
        tasks=tasks,
        resources={each.id: each for each in (_resource(artefact, one) for one in resources)},
        assignments=tuple(_assignment(artefact, each, tasks) for each in allocations),
        calendar=calendar,
        minutes_per_day=calendar.longest_day or 480,
        rows=len(elements),
        resource_rows=len(resources),
        assignment_rows=len(allocations),
        title=root.get("name", ""),
        start=_moment(root.get("project-start")),
        calendars=len(calendars),
        assumed_calendar=used is None,
    )


def _all(root: Element, holder: str, name: str) -> list[Element]:
    found = child(root, holder)
    return children(found, name) if found is not None else []


def _nested(holder: Element) -> Iterator[tuple[Element, str, int]]:
    waiting = [(each, "", 1) for each in reversed(children(holder, "task"))]
    while waiting:
        element, parent, depth = waiting.pop()
        yield element, parent, depth
        key = element.get("id", "")
        waiting += [(each, key, depth + 1) for each in reversed(children(element, "task"))]


def _moment(text: str | None) -> datetime | None:
    found = _MOMENT.match(text or "")
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - local, whatever its Z says
    except ValueError:
        return None
    return moment if 1980 <= year <= 2150 else None


def _calendar(element: Element) -> Calendar:
    """Return a calendar; days of a type that it inherits come from the calendar around it."""
    above = element.getparent()
    base = _calendar(above) if above is not None and above.get("name") and above.tag == element.tag else None
    usual = base.week if base else STANDARD.week
    hours = _intervals(element)
    weekly = child(element, "default-week")
    week = list(usual)
    for index, name in enumerate(_WEEK):
        kind = weekly.get(name, _INHERITED) if weekly is not None else _INHERITED
        week[index] = usual[index] if kind == _INHERITED else hours if kind == _WORKING else FREE
    exceptions: dict[date, Day] = dict(base.exceptions) if base else {}
    for each in _all(element, "days", "day"):
        when = _moment(each.get("date"))
        if when and each.get("id") in {_WORKING, "1"}:
            exceptions[when.date()] = hours if each.get("id") == _WORKING else FREE
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = week
    return Calendar((monday, tuesday, wednesday, thursday, friday, saturday, sunday), exceptions)


def _intervals(element: Element) -> Day:
    found = []
    for kind in _all(element, "overridden-day-types", "overridden-day-type"):
        if kind.get("id") == _WORKING:
            for each in children(kind, "interval"):
                start, to = _minute(each.get("start")), _minute(each.get("end"))
                if start < to:
                    found.append((start, to))
    return tuple(sorted(found)) or OFFICE


def _minute(text: str | None) -> int:
    if text is None or len(text) != 4 or not (text.isascii() and text.isdigit()):
        return 0
    return min(int(text[:2]) * 60 + int(text[2:]), 1440)


def _tasks(
    artefact: Artefact, elements: list[tuple[Element, str, int]], calendar: Calendar
) -> dict[str, Task]:
    moments = [
        moment for each, _, _ in elements for name in ("start", "end") if (moment := _moment(each.get(name)))
    ]
    axis = Axis(calendar, moments)
    return {
        element.get("id", ""): _task(artefact, element, parent, depth, axis)
        for element, parent, depth in elements
    }


def _task(artefact: Artefact, element: Element, parent: str, depth: int, axis: Axis) -> Task:
    start = _moment(element.get("work-start")) or _moment(element.get("start"))
    finish = _moment(element.get("end"))
    milestone = element.get("type") == "milestone"
    percent = as_number(element.get("percent-complete"))
    held = child(element, "constraint")
    length = None
    if milestone:
        length = Span(0)
    elif start and finish:
        length = Span(max(axis.offset(finish) - axis.offset(start), 0))
    return Task(
        id=element.get("id", ""),
        name=element.get("name", ""),
        place=place_of(artefact, element, attribute_path(element, "id")),
        parent=parent,
        depth=depth,
        summary=child(element, "task") is not None,
        milestone=milestone,
        start=start,
        finish=finish,
        duration=length,
        percent=percent if percent is not None and 0 <= percent <= 100 else None,
        anchored=held is not None and held.get("type") in {"must-start-on", "start-no-earlier-than"},
        held_late=held is not None and held.get("type") in {"must-start-on", "finish-no-later-than"},
        links=tuple(_link(artefact, each, element) for each in _all(element, "predecessors", "predecessor")),
    )


def _link(artefact: Artefact, element: Element, task: Element) -> Dependency:
    seconds = as_number(element.get("lag")) or 0.0
    kinds = {kind.value: kind for kind in LinkKind}
    kind = kinds.get(element.get("type", ""), LinkKind.FINISH_START)
    path = attribute_path(task, "id") + attribute_path(element, "predecessor-id")
    lag = Span(seconds / 60, elapsed=True) if seconds else Span(0)
    return Dependency(element.get("predecessor-id", ""), kind, lag, place_of(artefact, element, path))


def _resource(artefact: Artefact, element: Element) -> Resource:
    return Resource(
        id=element.get("id", ""),
        name=element.get("name", ""),
        place=place_of(artefact, element, attribute_path(element, "id")),
        works=element.get("type", "1") == "1",
        rate=as_number(element.get("std-rate")) or None,
        role=element.get("group", ""),
    )


def _assignment(artefact: Artefact, element: Element, tasks: dict[str, Task]) -> Assignment:
    task = tasks.get(element.get("task-id", ""))
    units = as_number(element.get("units"))
    return Assignment(
        task=element.get("task-id", ""),
        resource=element.get("resource-id", ""),
        place=place_of(artefact, element, attribute_path(element, "task-id", "resource-id")),
        units=1.0 if units is None else units / 100,
        start=task.start if task else None,
        finish=task.finish if task else None,
    )
