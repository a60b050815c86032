"""The critical path method: early and late dates over links and durations, total float, cycles.

Kelley and Walker (1959) with the four kinds of links of the precedence diagram method (IBM, 1964). Time
runs on the project's own calendar. A task without predecessor starts where the schedule puts it; one held
by a date constraint, a manual or an actual start doesn't start before that; calendars of single tasks and
resources, and levelling, are left aside. A link from a summary starts at the end of all that it holds, a
link to a summary holds all that it sums up.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.schedules.calendars import MAX_DAYS, Axis
from preuve.domain.evidence.inspectors.schedules.model import LinkKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from preuve.domain.evidence.inspectors.schedules.model import Dependency, Schedule, Task

#: Minutes below which a float is none: tools round to tenths.
NONE = 1.0
_LONGEST = MAX_DAYS * 1440.0
_NOTHING = Span(0)
_FROM_END = frozenset((LinkKind.FINISH_START, LinkKind.FINISH_FINISH))
_TO_END = frozenset((LinkKind.FINISH_FINISH, LinkKind.START_FINISH))


@dataclass(frozen=True, slots=True)
class Floats:
    """Early and late working minutes of each leaf, by key, and what could not be computed.

    Attributes:
        total: total float of each task, in working minutes.
        critical: ids of tasks without float, by early start.
        length: working minutes from the first early start to the last early finish.
        finish: last early finish as a moment.
        cycle: ids of tasks that wait for one another; then nothing else is computed.
        left_out: tasks without duration and dates.
    """

    total: dict[str, float] = field(default_factory=dict)
    critical: tuple[str, ...] = ()
    length: float = 0
    finish: datetime | None = None
    cycle: tuple[str, ...] = ()
    left_out: int = 0


@dataclass(slots=True)
class _Node:
    length: Span
    earliest: float | None
    links: list[tuple[str, LinkKind, Span]] = field(default_factory=list)
    next: list[tuple[str, LinkKind, Span]] = field(default_factory=list)
    early: tuple[float, float] = (0.0, 0.0)
    late: tuple[float, float] = (0.0, 0.0)


def axis_of(schedule: Schedule) -> Axis:
    """Return the axis of working time over all dates of a schedule."""
    tasks = schedule.tasks.values()
    dates = [moment for task in tasks for moment in (task.start, task.finish) if moment]
    return Axis(schedule.calendar, dates)


def floats_of(schedule: Schedule, axis: Axis) -> Floats:
    """Compute early and late dates, floats and the critical tasks."""
    network = _Network(schedule, axis)
    order = network.order()
    if len(order) < len(network.nodes):
        return Floats(cycle=network.cycle(set(order)), left_out=network.left_out)
    if not order:
        return Floats(left_out=network.left_out)
    network.forward(order)
    network.backward(order)
    leaves = {key: node for key, node in network.nodes.items() if key in schedule.tasks}
    total = {key: max(node.late[0] - node.early[0], 0.0) for key, node in leaves.items()}
    critical = sorted((key for key in total if total[key] < NONE), key=lambda key: leaves[key].early)
    first = min(node.early[0] for node in leaves.values())
    last = max(node.early[1] for node in leaves.values())
    finish = axis.moment(last) if last <= axis.length else None
    return Floats(total, tuple(critical), last - first, finish, left_out=network.left_out)


class _Network:
    def __init__(self, schedule: Schedule, axis: Axis) -> None:
        self._schedule = schedule
        self._axis = axis
        self._children: dict[str, list[Task]] = {}
        for task in schedule.tasks.values():
            if task.active:
                self._children.setdefault(task.parent, []).append(task)
        self.nodes: dict[str, _Node] = {}
        self.left_out = 0
        starting = [task for task in schedule.leaves() if task.start]
        free = [task for task in starting if not task.links] or starting
        self._floor = min((axis.offset(task.start) for task in free if task.start), default=0.0)
        for task in schedule.leaves():
            self._add_leaf(task)
        for task in schedule.tasks.values():
            for link in task.links if task.active else ():
                self._link(task, link)
        for key, node in self.nodes.items():
            for before, kind, lag in node.links:
                self.nodes[before].next.append((key, kind, lag))

    def _add_leaf(self, task: Task) -> None:
        length = task.duration
        if length is None and task.start and task.finish:
            length = Span(max(self._axis.offset(task.finish) - self._axis.offset(task.start), 0))
        if length is None:
            self.left_out += 1
            return
        length = Span(min(max(length.minutes, 0), _LONGEST), length.elapsed)
        earliest = self._axis.offset(task.start) if task.start else None
        if task.links and not task.anchored:
            earliest = None
        if task.finish_not_before:
            held = self._back(self._axis.offset(task.finish_not_before), length)
            earliest = held if earliest is None else max(earliest, held)
        self.nodes[task.id] = _Node(length, earliest)

    def _link(self, task: Task, link: Dependency) -> None:
        before = self._schedule.tasks.get(link.predecessor)
        if before is None or not before.active:
            return
        lag = self._lag(before, link.lag)
        source = self._end(before) if link.kind in _FROM_END else self._first(before)
        target = self._last(task) if link.kind in _TO_END else self._start(task)
        if source and target:
            self.nodes[target].links.append((source, link.kind, lag))

    def _lag(self, before: Task, lag: Span) -> Span:
        if lag.share is not None:
            whole = before.duration or _NOTHING
            return Span(lag.share * whole.minutes, whole.elapsed or lag.elapsed)
        return Span(min(max(lag.minutes, -_LONGEST), _LONGEST), lag.elapsed)

    def _below(self, summary: Task) -> Iterator[Task]:
        """Yield the leaves under a summary that take part."""
        waiting = deque(self._children.get(summary.id, ()))
        while waiting:
            task = waiting.popleft()
            if task.summary:
                waiting.extend(self._children.get(task.id, ()))
            elif task.id in self.nodes:
                yield task

    def _first(self, task: Task) -> str:
        """Return the leaf that starts first, for links from the start of a summary."""
        if not task.summary:
            return task.id if task.id in self.nodes else ""
        leaves = sorted(self._below(task), key=lambda each: (each.start is None, str(each.start)))
        return leaves[0].id if leaves else ""

    def _last(self, task: Task) -> str:
        """Return the leaf that finishes last, for links to the end of a summary."""
        if not task.summary:
            return task.id if task.id in self.nodes else ""
        leaves = sorted(self._below(task), key=lambda each: str(each.finish or ""))
        return leaves[-1].id if leaves else ""

    def _end(self, task: Task) -> str:
        return self._gathered(task, "end") if task.summary else self._first(task)

    def _start(self, task: Task) -> str:
        return self._gathered(task, "start") if task.summary else self._first(task)

    def _gathered(self, summary: Task, side: str) -> str:
        """Return the node, of no length, at the start or the end of all that a summary holds."""
        name = f"\0{side} {summary.id}"
        if name in self.nodes:
            return name
        leaves = list(self._below(summary))
        if not leaves:
            return ""
        self.nodes[name] = _Node(_NOTHING, None)
        for leaf in leaves:
            if side == "end":
                self.nodes[name].links.append((leaf.id, LinkKind.FINISH_START, _NOTHING))
            else:
                self.nodes[leaf.id].links.append((name, LinkKind.FINISH_START, _NOTHING))
        return name

    def order(self) -> list[str]:
        """Return the nodes, each after all that it waits for (Kahn); not all if there is a cycle."""
        waits = {key: len(node.links) for key, node in self.nodes.items()}
        ready = deque(key for key, count in waits.items() if not count)
        order = []
        while ready:
            key = ready.popleft()
            order.append(key)
            for after, _, _ in self.nodes[key].next:
                waits[after] -= 1
                if not waits[after]:
                    ready.append(after)
        return order

    def cycle(self, ordered: set[str]) -> tuple[str, ...]:
        """Return the tasks of one cycle among those that could not be ordered."""
        key = next(each for each in self.nodes if each not in ordered)
        seen: dict[str, int] = {}
        while key not in seen:
            seen[key] = len(seen)
            key = next(before for before, _, _ in self.nodes[key].links if before not in ordered)
        around = list(seen)[seen[key] :]
        return tuple(each for each in reversed(around) if each in self._schedule.tasks)

    def _on(self, offset: float, span: Span) -> float:
        if not span.elapsed:
            return offset + span.minutes
        return self._axis.offset(self._axis.moment(offset) + timedelta(minutes=span.minutes))

    def _back(self, offset: float, span: Span) -> float:
        return self._on(offset, Span(-span.minutes, span.elapsed))

    def forward(self, order: list[str]) -> None:
        """Set early starts and finishes."""
        for key in order:
            node = self.nodes[key]
            starts = [] if node.earliest is None else [node.earliest]
            for before, kind, lag in node.links:
                start, finish = self.nodes[before].early
                held = self._on(finish if kind in _FROM_END else start, lag)
                held = self._back(held, node.length) if kind in _TO_END else held
                # like Project, which starts no task before the whole only to let it finish with another
                starts.append(max(held, self._floor) if kind is LinkKind.FINISH_FINISH else held)
            start = max(starts, default=self._floor)
            node.early = (start, self._on(start, node.length))

    def backward(self, order: list[str]) -> None:
        """Set late starts and finishes from the end of the whole."""
        end = max(self.nodes[key].early[1] for key in order)
        for key in reversed(order):
            node = self.nodes[key]
            finishes = [end]
            for after, kind, lag in node.next:
                start, finish = self.nodes[after].late
                held = self._back(finish if kind in _TO_END else start, lag)
                finishes.append(held if kind in _FROM_END else self._on(held, node.length))
            finish = min(finishes)
            node.late = (self._back(finish, node.length), finish)
