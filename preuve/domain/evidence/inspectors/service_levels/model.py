"""What a file of service levels holds, whatever its format: objectives, measured series, declared figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.evidence.contract import Place
    from preuve.domain.evidence.inspectors.service_levels.tracks import Series

#: Calendar units have no fixed length; what is counted here is said in a limit.
MONTH = 30 * 86400
QUARTER = 90 * 86400
YEAR = 365 * 86400


@dataclass(frozen=True, slots=True)
class Objective:
    """One thing promised.

    Attributes:
        name: of the objective; unique enough to be read, not guaranteed unique.
        service, indicator: ``""`` when the file doesn't say.
        target: share of good events or time, 0..1 both excluded but for 1; None when absent or senseless.
        wrong: a target that makes no sense, as written; ``""`` when there is none.
        bound: a time that is promised (response, restoring), in seconds; None when there is none.
        downtime: unavailability allowed per window, in seconds; None when there is none.
        window: in seconds; None when the file doesn't say.
        calendar: the window is a month, a quarter or a year.
        source: query, tool or method of measure; ``""`` when the file doesn't say.
        lacks: what a clause needs to be computed and hasn't: ``target``, ``unit``, ``window``, ``source``.
        alerted: alerts are declared for it; None where the format has no such thing.
        measured: the figure that stands beside the target, 0..1.
        place: of the objective; `target_place` of its target, `window_place` of its window, `bound_place` of
            the promised time, `measured_place` of the figure.
    """

    name: str
    place: Place
    target_place: Place
    service: str = ""
    indicator: str = ""
    target: float | None = None
    wrong: str = ""
    bound: float | None = None
    downtime: float | None = None
    window: int | None = None
    calendar: bool = False
    source: str = ""
    lacks: tuple[str, ...] = ()
    alerted: bool | None = None
    measured: float | None = None
    measured_place: Place | None = None
    window_place: Place | None = None
    bound_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """A figure that a tool computed and wrote: ``value`` is what it wrote, a ratio where it is a percentage.

    `period` is ``day``, ``week``, ``month``, ``year``, ``all``, or the moment of an instant query.
    """

    name: str
    period: str
    value: float
    place: Place


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """Everything read from one file.

    Attributes:
        kind: ``objectives``, ``series`` or ``declared``: what the format carries.
        rules: counts of groups, rules and alerts of a file of Prometheus rules; empty elsewhere.
        downtime: minutes of interruption by service and in all, as the tool wrote them; None elsewhere.
        unreadable: places of the first samples without a readable date or value; `unreadable_count` of all.
        untold: codes of the limits that the format brings.
    """

    kind: str
    producer: str = ""
    period: tuple[str, str] = ("", "")
    target: str = ""
    objectives: tuple[Objective, ...] = ()
    series: tuple[Series, ...] = ()
    declared: tuple[Declared, ...] = ()
    rules: Mapping[str, int] = field(default_factory=dict)
    downtime: Mapping[str, float] | None = None
    downtime_places: tuple[Place, ...] = ()
    unreadable: tuple[Place, ...] = ()
    unreadable_count: int = 0
    untold: tuple[str, ...] = ()
