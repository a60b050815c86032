"""What a measure of performance holds, whatever its format; all times are milliseconds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.evidence.contract import Place
    from preuve.domain.evidence.inspectors.performance.samples import Samples


@dataclass(frozen=True, slots=True)
class Times:
    """Response times.

    Attributes:
        count: of samples.
        mean, deviation, lowest, highest: None when the file doesn't say.
        quantiles: share (0..1) → time, in order of the share.
        samples: the times themselves, when the file holds them.
        place: where the tool wrote them, or the first and last sample.
    """

    count: int
    place: Place
    mean: float | None = None
    deviation: float | None = None
    lowest: float | None = None
    highest: float | None = None
    quantiles: Mapping[float, float] = field(default_factory=dict)
    samples: Samples | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """One kind of request of a run; `errors` is None when the file doesn't say."""

    name: str
    errors: int | None
    times: Times


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit set before the run: `passed` is None when the file gives no result."""

    name: str
    passed: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of the tool and the one recounted; `what` is requests, errors, rate or calls."""

    what: str
    written: float
    recounted: float
    place: Place


@dataclass(frozen=True, slots=True)
class Run:
    """A load test.

    Attributes:
        recounted: the figures come from the single samples; otherwise the tool wrote them.
        metric: what is timed, as the tool names it; ``""`` for the response time of requests.
        target: hosts or URL; several separated by commas.
        users: at most at once; None unknown. `duration` in seconds. `rate` in requests per second.
        groups: samples that only sum up others (JMeter's transactions), left out of the figures.
        checks: passed and failed checks of k6.
        lengths, lengths_place: responses that ab counts as failed since their length isn't that of the first.
        sockets: errors of connections that wrk wrote, to connect, read, write, then late responses.
        failed_places: of the first failed requests, or of the count of them.
    """

    producer: str
    requests: int
    errors: int | None
    times: Times
    place: Place
    recounted: bool = False
    metric: str = ""
    target: str = ""
    target_place: Place | None = None
    period: tuple[str, str] = ("", "")
    users: int | None = None
    users_place: Place | None = None
    duration: float | None = None
    duration_place: Place | None = None
    rate: float | None = None
    rate_place: Place | None = None
    labels: tuple[Label, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    checks: tuple[int, int] | None = None
    checks_place: Place | None = None
    groups: int = 0
    groups_place: Place | None = None
    lengths: int = 0
    lengths_place: Place | None = None
    sockets: tuple[int, ...] = ()
    sockets_place: Place | None = None
    failed_places: tuple[Place, ...] = ()
    unreadable: tuple[Place, ...] = ()
    unreadable_count: int = 0
    differences: tuple[Difference, ...] = ()

    @property
    def error_share(self) -> float:
        """Share of failures with errors of connections: nearly, as wrk may complete a late response."""
        lost = sum(self.sockets)
        return ((self.errors or 0) + lost) / (self.requests + lost)


@dataclass(frozen=True, slots=True)
class Node:
    """A step of an execution plan, in the plan's order; rows are those of all loops."""

    kind: str
    place: Place
    relation: str = ""
    index: str = ""
    planned: float | None = None
    actual: float | None = None
    loops: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """An execution plan.

    Attributes:
        execution, planning: None when the statement was not run, or without its summary.
        hits, reads: blocks found in the cache and read, of the whole plan; None when not asked for.
        rows: that the statement gave; None unknown.
    """

    producer: str
    nodes: tuple[Node, ...]
    place: Place
    execution: float | None = None
    execution_place: Place | None = None
    planning: float | None = None
    hits: int | None = None
    reads: int | None = None
    cost: float | None = None
    rows: float | None = None

    @property
    def ran(self) -> bool:
        """Say whether the statement was run: `SUMMARY OFF` leaves the time out, but not the real rows."""
        return self.execution is not None or any(each.actual is not None for each in self.nodes)


@dataclass(frozen=True, slots=True)
class Statement:
    """A kind of SQL statement: its shape without values, and what it cost in all."""

    shape: str
    calls: int
    total: float
    place: Place
    deviation: float | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Workload:
    """Statements that a database ran.

    Attributes:
        rows: rows of the table, queries of the log.
        calls, total: executions and time of all of them, also of those that `statements` doesn't keep.
        times: of single executions, when the file holds them.
        slowest: its time and place.
        passwords: places of statements that show a password; never its text.
        examined, sent: rows read and rows given, of a slow log.
        scans: executions that the log marks as full scans; None when it doesn't.
        reads, hits: shared blocks; None when the columns are missing.
        kept_all: False when there were more shapes than are kept.
    """

    producer: str
    rows: int
    statements: tuple[Statement, ...]
    place: Place
    calls: int = 0
    total: float = 0.0
    times: Times | None = None
    slowest: tuple[float, Place] | None = None
    passwords: tuple[Place, ...] = ()
    password_count: int = 0
    examined: int | None = None
    sent: int | None = None
    scans: int | None = None
    period: tuple[str, str] = ("", "")
    unreadable: tuple[Place, ...] = ()
    unreadable_count: int = 0
    differences: tuple[Difference, ...] = ()
    kept_all: bool = True


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile of a program: share of the weight spent in each function itself.

    `unit` is the file's own; `weight` is in it, `samples` counts stacks or events.
    """

    producer: str
    names: tuple[str, ...]
    unit: str
    weight: float
    samples: int
    functions: Mapping[str, float]
    places: Mapping[str, Place]
    place: Place


Subject = Run | Plan | Workload | Profile
