"""Microsoft Project's XML (MSPDI), also written by ProjectLibre, Project for the web and others.

Source: *Project 2007 XML Data Interchange Schema*: durations as ``PT8H0M0S``; lags in tenths of minutes;
costs in hundredths; UID 0 is the project's own row; ``IsNull`` is a blank row; resource -65535 is nobody.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.schedules.calendars import FREE, OFFICE, STANDARD, Calendar, Day
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
from preuve.domain.evidence.reading.xml import child, children, place_of, text_of, tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.xml import Element

_SPACE = "http://schemas.microsoft.com/project"
_DURATION = re.compile(r"(-)?P(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d+)?S)?)?$")
_CLOCK = re.compile(r"(\d{2}):(\d{2})(?::\d{2})?")
_KINDS = {
    "0": LinkKind.FINISH_FINISH,
    "1": LinkKind.FINISH_START,
    "2": LinkKind.START_FINISH,
    "3": LinkKind.START_START,
}
#: Formats of durations that count elapsed time, with and without a question mark; 20 and 52 are percentages.
_ELAPSED = frozenset((4, 6, 8, 10, 12, 36, 38, 40, 42, 44))
_PERCENT = frozenset((19, 20, 51, 52))
_START_CONSTRAINTS = frozenset(("2", "4"))
_FINISH_CONSTRAINTS = frozenset(("3", "6"))
#: As late as possible; must start or finish on; start or finish no later than.
_LATE_CONSTRAINTS = frozenset(("1", "2", "3", "5", "7"))
#: Children of ``Task`` that are read.
_READ = frozenset((
    "ActualStart", "Active", "Baseline", "ConstraintDate", "ConstraintType", "Cost", "Critical", "Deadline",
    "Duration", "DurationFormat", "Finish", "IsNull", "Manual", "Milestone", "Name", "OutlineLevel",
    "PercentComplete", "PredecessorLink", "Start", "Summary", "UID",
))  # fmt: skip
_NOBODY = "-65535"
_LONGEST_EXCEPTION = 3700


def sniff(head: Head) -> float:
    """Return how sure it is that the file is Project's XML."""
    name, space, _ = head.xml_root
    if name != "Project":
        return 0.0
    if space.startswith(_SPACE):
        return 1.0
    return 0.5 if "<Tasks>" in head.text and "<UID>" in head.text else 0.0


def read(artefact: Artefact) -> Schedule:
    """Read a schedule.

    Raises:
        UnreadableArtefactError: as `xml.tree`; MISSING_FIELD without ``Tasks``; TOO_MANY.
    """
    root = tree(artefact)
    holder = child(root, "Tasks")
    if holder is None:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, place_of(artefact, root), "Tasks")
    elements = children(holder, "Task")
    resources = _all(root, "Resources", "Resource")
    assignments = _all(root, "Assignments", "Assignment")
    bounded(artefact, max(len(elements), len(resources), len(assignments)))
    calendars = {text_of(each, "UID"): each for each in _all(root, "Calendars", "Calendar")}
    used = calendars.get(text_of(root, "CalendarUID"))
    calendar, partial = _calendar(used, calendars) if used is not None else (STANDARD, False)
    rows = [_Row(each) for each in elements]
    summary = next((each.element for each in rows if each.key == "0"), None)
    return Schedule(
        producer="",  # the form names no tool, and several write it
        root=place_of(artefact, root, "/Project"),
        tasks=_tasks(artefact, rows),
        resources={each.id: each for each in (_resource(artefact, one) for one in resources) if each.name},
        assignments=tuple(
            _assignment(artefact, each) for each in assignments if text_of(each, "ResourceUID") != _NOBODY
        ),
        calendar=calendar,
        minutes_per_day=_minutes_per_day(root),
        rows=len(elements),
        blank=sum(each.is_null for each in rows),
        resource_rows=len(resources),
        assignment_rows=len(assignments),
        title=text_of(root, "Title") or text_of(root, "Name"),
        saved=text_of(root, "LastSaved"),
        span=_span_places(artefact, root),
        start=_moment(text_of(root, "StartDate")),
        finish=_moment(text_of(root, "FinishDate")),
        cost=_money(text_of(summary, "Cost")) if not _money(text_of(summary, "FixedCost")) else None,
        cost_place=place_of(artefact, summary, "//Task[UID='0']/Cost") if summary is not None else None,
        currency=text_of(root, "CurrencyCode") or text_of(root, "CurrencySymbol"),
        calendars=len(calendars),
        keeps_baselines=True,
        assumed_calendar=used is None,
        partial_calendar=partial,
    )


def _minutes_per_day(root: Element) -> float:
    minutes = as_number(text_of(root, "MinutesPerDay"))
    return minutes if minutes is not None and 60 <= minutes <= 1440 else 480


def _span_places(artefact: Artefact, root: Element) -> tuple[Place, ...]:
    names = ("StartDate", "FinishDate")
    found = [(name, child(root, name)) for name in names]
    return tuple(place_of(artefact, each, f"/Project/{name}") for name, each in found if each is not None)


def _all(root: Element, holder: str, name: str) -> list[Element]:
    found = child(root, holder)
    return children(found, name) if found is not None else []


@lru_cache(maxsize=1000)  # a file has few names
def _read(tag: object) -> str:
    """Return the local name of a child of ``Task`` that is read here; ``""`` for the many that are not."""
    name = str(tag).rpartition("}")[2]
    return name if name in _READ else ""


class _Row:
    """A ``Task`` whose children were looked at once: its texts by name, its links and its baselines."""

    __slots__ = ("baselines", "element", "key", "links", "said")

    def __init__(self, element: Element) -> None:
        self.element = element
        self.said: dict[str, str] = {}
        self.links: list[Element] = []
        self.baselines: list[Element] = []
        for each in element:
            name = _read(each.tag)
            if not name:
                continue
            if name == "PredecessorLink":
                self.links.append(each)
            elif name == "Baseline":
                self.baselines.append(each)
            elif not len(each):
                self.said[name] = (each.text or "").strip()
        self.key = self.said.get("UID", "")

    @property
    def is_null(self) -> bool:
        return self.said.get("IsNull") == "1"


def _tasks(artefact: Artefact, rows: Iterable[_Row]) -> dict[str, Task]:
    found: dict[str, Task] = {}
    above: list[tuple[int, str]] = []
    fathers: set[str] = set()
    for row in rows:
        key = row.key
        if row.is_null or key == "0" or key in found:
            continue
        level = as_int(row.said.get("OutlineLevel")) or 1
        while above and above[-1][0] >= level:
            above.pop()
        parent = above[-1][1] if above else ""
        above.append((level, key))
        fathers.add(parent)
        found[key] = _task(artefact, row, parent, len(above))
    return {
        key: _summed(task) if key in fathers and not task.summary else task for key, task in found.items()
    }


def _summed(task: Task) -> Task:
    return replace(task, summary=True)


def _task(artefact: Artefact, row: _Row, parent: str, depth: int) -> Task:
    key, said = row.key, row.said
    constraint = said.get("ConstraintType", "")
    held = _moment(said.get("ConstraintDate", ""))
    started = bool(said.get("ActualStart"))
    manual = said.get("Manual") == "1"
    percent = as_number(said.get("PercentComplete"))
    return Task(
        id=key,
        name=said.get("Name", ""),
        place=place_of(artefact, row.element, f"//Task[UID='{key}']"),
        parent=parent,
        depth=depth,
        summary=said.get("Summary") == "1",
        milestone=said.get("Milestone") == "1",
        start=_moment(said.get("Start", "")),
        finish=_moment(said.get("Finish", "")),
        duration=_span(said.get("Duration", ""), said.get("DurationFormat", "")),
        percent=percent if percent is not None and 0 <= percent <= 100 else None,
        manual=manual,
        active=said.get("Active") != "0",
        anchored=manual or started or constraint in _START_CONSTRAINTS,
        finish_not_before=held if constraint in _FINISH_CONSTRAINTS else None,
        deadline=_moment(said.get("Deadline", "")),
        held_late=constraint in _LATE_CONSTRAINTS,
        critical=said["Critical"] == "1" if "Critical" in said else None,
        cost=_money(said.get("Cost", "")),
        links=tuple(_link(artefact, each, key) for each in row.links),
        baselines={
            as_int(text_of(each, "Number")) or 0: Baseline(
                _moment(text_of(each, "Start")),
                _moment(text_of(each, "Finish")),
                _money(text_of(each, "Cost")),
            )
            for each in row.baselines
        },
    )


def _link(artefact: Artefact, element: Element, key: str) -> Dependency:
    before = text_of(element, "PredecessorUID")
    written = text_of(element, "LinkLag")
    amount = as_number(written) or 0.0
    unit = as_int(text_of(element, "LagFormat")) or 7
    if unit in _PERCENT:
        lag = Span(0, elapsed=unit in {20, 52}, share=amount / 100)
    else:
        duration = _span(written, str(unit))  # some tools write PT0H0M0S there
        lag = duration or Span(amount / 10, elapsed=unit in _ELAPSED)
    path = f"//Task[UID='{key}']/PredecessorLink[PredecessorUID='{before}']"
    kind = _KINDS.get(text_of(element, "Type"), LinkKind.FINISH_START)
    return Dependency(before, kind, lag, place_of(artefact, element, path))


def _resource(artefact: Artefact, element: Element) -> Resource:
    key = text_of(element, "UID")
    rate = as_number(text_of(element, "StandardRate"))
    units = as_number(text_of(element, "MaxUnits"))
    return Resource(
        id=key,
        name=text_of(element, "Name"),
        place=place_of(artefact, element, f"//Resource[UID='{key}']"),
        works=text_of(element, "Type") in {"1", ""},
        rate=rate or None,
        units=units if units is not None and units > 0 else 1.0,
        role=text_of(element, "Group"),
    )


def _assignment(artefact: Artefact, element: Element) -> Assignment:
    units = as_number(text_of(element, "Units"))
    work = _span(text_of(element, "Work"), "")
    return Assignment(
        task=text_of(element, "TaskUID"),
        resource=text_of(element, "ResourceUID"),
        place=place_of(artefact, element, f"//Assignment[UID='{text_of(element, 'UID')}']"),
        units=units if units is not None else 1.0,
        work=work.minutes if work else None,
        start=_moment(text_of(element, "Start")),
        finish=_moment(text_of(element, "Finish")),
        even=text_of(element, "WorkContour") in {"0", ""},
    )


@lru_cache(maxsize=4096)  # one moment often stands in several tasks
def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=None) if 1984 < moment.year < 2150 else None


@lru_cache(maxsize=4096)  # as above
def _span(text: str, unit: str) -> Span | None:
    found = _DURATION.match(text)
    if not found:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    total = days * 1440 + hours * 60 + minutes + seconds / 60
    return Span(-total if found[1] else total, elapsed=(as_int(unit) or 7) in _ELAPSED)


def _money(text: str) -> float | None:
    amount = as_number(text) if text else None
    return None if amount is None else amount / 100


def _calendar(element: Element, others: dict[str, Element]) -> tuple[Calendar, bool]:
    """Return a calendar with what it inherits, and whether some of its rules are not read."""
    base = others.get(text_of(element, "BaseCalendarUID"))
    week: list[Day] = [OFFICE] * 5 + [FREE] * 2
    exceptions: dict[date, Day] = {}
    partial = False
    for each in (base, element):
        if each is not None:
            for day in _all(each, "WeekDays", "WeekDay"):
                number = as_int(text_of(day, "DayType")) or 0
                if 1 <= number <= 7:
                    week[(number + 5) % 7] = _hours(day)
                else:
                    _except(exceptions, day)
            for rule in _all(each, "Exceptions", "Exception"):
                partial |= text_of(rule, "Type") not in {"", "1"}
                _except(exceptions, rule)
            partial |= bool(_all(each, "WorkWeeks", "WorkWeek"))
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = week
    return Calendar((monday, tuesday, wednesday, thursday, friday, saturday, sunday), exceptions), partial


def _except(exceptions: dict[date, Day], element: Element) -> None:
    first = _moment(text_of(element, "TimePeriod/FromDate"))
    last = _moment(text_of(element, "TimePeriod/ToDate"))
    if text_of(element, "Type") not in {"", "1"} or first is None or last is None:
        return
    hours = _hours(element)
    for index in range(min((last.date() - first.date()).days + 1, _LONGEST_EXCEPTION)):
        exceptions[first.date() + timedelta(days=index)] = hours


def _hours(element: Element) -> Day:
    if text_of(element, "DayWorking") != "1":
        return FREE
    found = []
    for each in _all(element, "WorkingTimes", "WorkingTime"):
        start, to = _minute(text_of(each, "FromTime")), _minute(text_of(each, "ToTime"))
        if start is not None and to is not None:
            to = to or 1440  # midnight ends the day
            if to > start:
                found.append((start, to))
    return tuple(sorted(found)) or OFFICE


def _minute(text: str) -> int | None:
    found = _CLOCK.match(text)
    if not found:
        return None
    return min(int(found[1]) * 60 + int(found[2]), 1440)
