"""What all formats of schedules have in common: tasks, links, resources, assignments and a calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.inspectors.schedules.calendars import Calendar

#: Tasks, links or assignments of one schedule.
MAX_ROWS = 50_000


class LinkKind(StrEnum):
    """How a successor depends on its predecessor."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


@dataclass(frozen=True, slots=True)
class Span:
    """A duration or a lag in minutes: of working time, or `elapsed`; as a `share` of the predecessor's."""

    minutes: float
    elapsed: bool = False
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Dependency:
    """A link, as it stands on its successor."""

    predecessor: str
    kind: LinkKind
    lag: Span
    place: Place


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was first planned of a task."""

    start: datetime | None
    finish: datetime | None
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the schedule that is a task; not the project's own row, nor a blank one.

    Attributes:
        parent: id of the summary that holds it; ``""`` at the top.
        summary: whether it sums up others.
        duration: None when the file gives none.
        anchored: whether a constraint, a manual or an actual start holds its start.
        finish_not_before: earliest finish that a constraint gives, for tasks held by their finish.
        held_late: whether a constraint imposes a date, sets the latest one, or puts it as late as possible.
        critical: as the tool states it; None when it doesn't.
        percent: 0 to 100, None when unknown.
    """

    id: str
    name: str
    place: Place
    parent: str = ""
    depth: int = 1
    summary: bool = False
    milestone: bool = False
    start: datetime | None = None
    finish: datetime | None = None
    duration: Span | None = None
    percent: float | None = None
    manual: bool = False
    active: bool = True
    anchored: bool = False
    finish_not_before: datetime | None = None
    deadline: datetime | None = None
    held_late: bool = False
    critical: bool | None = None
    cost: float | None = None
    links: tuple[Dependency, ...] = ()
    baselines: Mapping[int, Baseline] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resource:
    """Who or what works: `rate` is None when the file has no rate for it; `units` 1.0 is full time."""

    id: str
    name: str
    place: Place
    works: bool = True
    rate: float | None = None
    units: float = 1.0
    role: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A resource on a task; `even` is whether its work is spread evenly."""

    task: str
    resource: str
    place: Place
    units: float = 1.0
    work: float | None = None
    start: datetime | None = None
    finish: datetime | None = None
    even: bool = True


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule, read.

    Attributes:
        rows: rows of tasks in the file, with the project's own and blank ones.
        blank: blank rows among them.
        resource_rows, assignment_rows: elements of the file, with those that name nobody.
        minutes_per_day: that durations in days are made of.
        cost: of the whole, as the tool states it.
        span: places of the start and the finish of the whole; empty when the file has none.
        keeps_baselines, knows_resources, knows_links, knows_rates: whether the format can hold them at all.
        by_day: whether dates have no hour, so that two on one day don't tell which comes first.
        unread_links: links that are written in a way that is not read.
        assumed_calendar: whether the file has no calendar, and five days of eight hours are assumed.
        partial_calendar: whether the file's calendar has rules that are not read (recurring exceptions).
    """

    producer: str
    root: Place
    tasks: Mapping[str, Task]
    resources: Mapping[str, Resource]
    assignments: tuple[Assignment, ...]
    calendar: Calendar
    minutes_per_day: float
    rows: int
    blank: int = 0
    resource_rows: int = 0
    assignment_rows: int = 0
    title: str = ""
    saved: str = ""
    start: datetime | None = None
    finish: datetime | None = None
    cost: float | None = None
    cost_place: Place | None = None
    span: tuple[Place, ...] = ()
    currency: str = ""
    calendars: int = 0
    keeps_baselines: bool = False
    knows_resources: bool = True
    knows_links: bool = True
    knows_rates: bool = True
    by_day: bool = False
    unread_links: int = 0
    assumed_calendar: bool = False
    partial_calendar: bool = False

    def leaves(self) -> list[Task]:
        """Return the active tasks that sum up no others."""
        return [task for task in self.tasks.values() if not task.summary and task.active]


def bounded(artefact: Artefact, count: int) -> None:
    """Refuse a schedule that no one could have made.

    Raises:
        UnreadableArtefactError: TOO_MANY.
    """
    if count > MAX_ROWS:
        raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), str(count))
