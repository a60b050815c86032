"""Over-allocation: when the assignments of a resource ask for more than it has, by their dates and shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Place
    from preuve.domain.evidence.inspectors.schedules.calendars import Axis
    from preuve.domain.evidence.inspectors.schedules.model import Assignment, Resource, Schedule

#: Working minutes of overlap below which two assignments merely touch.
_TOUCH = 1.0
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Overload:
    """A resource asked for more than its share: for how many working minutes, and how much at most."""

    resource: Resource
    minutes: float
    peak: float
    places: tuple[Place, ...]


def overloads_of(schedule: Schedule, axis: Axis) -> list[Overload]:
    """Return the over-allocated resources; one with work that isn't spread evenly is left out."""
    by_resource: dict[str, list[Assignment]] = {}
    for each in schedule.assignments:
        by_resource.setdefault(each.resource, []).append(each)
    found = []
    for key, assignments in by_resource.items():
        resource = schedule.resources.get(key)
        if resource and resource.works and all(each.even for each in assignments):
            overload = _overload(resource, assignments, axis)
            if overload:
                found.append(overload)
    return found


def _overload(resource: Resource, assignments: list[Assignment], axis: Axis) -> Overload | None:
    events: list[tuple[float, float, int]] = []
    for index, each in enumerate(assignments):
        if each.start and each.finish and each.units > 0 and each.work != 0:
            start, finish = axis.offset(each.start), axis.offset(each.finish)
            if finish - start >= _TOUCH:
                events += [(start, each.units, index), (finish, -each.units, index)]
    events.sort(key=lambda event: event[:2])
    minutes = load = peak = last = 0.0
    running: set[int] = set()
    involved: set[int] = set()
    for when, units, index in events:
        if load > resource.units + _ROUNDING and when - last >= _TOUCH:
            minutes += when - last
            peak = max(peak, load)
            involved |= running
        load += units
        running ^= {index}
        last = when
    if not minutes:
        return None
    return Overload(resource, minutes, peak, tuple(assignments[index].place for index in sorted(involved)))
