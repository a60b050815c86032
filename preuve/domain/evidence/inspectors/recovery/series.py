"""A series of backups, whichever tool listed it, and what its moments tell.

An interval is a gap only where the list can prove it: what retention removed leaves long intervals among the
oldest backups, so the oldest run of long intervals is never held against the series.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import islice
from operator import attrgetter, sub
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from preuve.domain.evidence.contract import MAX_PLACES
from preuve.domain.evidence.inspectors.recovery import statements as say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from preuve.domain.evidence.contract import Context, Place
    from preuve.domain.evidence.inspectors.recovery.report import Report

#: Intervals up to this share beyond the declared frequency are within it: jobs don't start to the second.
TOLERANCE = 1.1
#: An interval this many times the median of its series is far from its rhythm, given that many intervals.
FAR = 3
_FEWEST = 4
MAX_MEASURES = 50


class Backup(NamedTuple):
    """One backup: a tuple, since lists hold many.

    Attributes:
        name: identifier that the tool gives.
        series: host, or host and paths, or stanza: what is backed up again and again.
        at: when it began; naive when the tool names no zone, like all of its list.
        where: what `state_series` gets its place from, when it is stated.
        duration: in seconds, None when unknown. size: in bytes, None when unknown.
        ok: None when the tool doesn't say.
        kind: full, incr, diff …; ``""`` unknown.
    """

    name: str
    host: str
    series: str
    at: datetime
    where: Any
    duration: float | None = None
    size: int | None = None
    ok: bool | None = None
    kind: str = ""


class Interval(NamedTuple):
    """Time between two neighbours of a series, in seconds."""

    first: Backup
    last: Backup
    seconds: float


_new = tuple.__new__  # a third of the time of a call of `Interval`
_AT, _SECONDS = attrgetter("at"), attrgetter("seconds")


def intervals(backups: Sequence[Backup]) -> list[list[Interval]]:
    """Return the intervals of each series of two or more, oldest first as `backups` are."""
    by_series: dict[str, list[Backup]] = {}
    for each in backups:
        by_series.setdefault(each.series, []).append(each)
    found = []
    for members in by_series.values():
        moments = list(map(_AT, members))
        spans = map(timedelta.total_seconds, map(sub, islice(moments, 1, None), moments))
        pairs = [_new(Interval, pair) for pair in zip(members, members[1:], spans, strict=False)]
        if pairs:
            found.append(pairs)
    return found


def aware(backups: list[Backup]) -> list[Backup]:
    """Return the backups with moments that compare: naive ones are left out when others name a zone."""
    zoned = [each for each in backups if each.at.tzinfo is not None]
    return zoned or backups


def _after_retention(pairs: Sequence[Interval], usual: float) -> list[Interval]:
    """Return the intervals after the oldest run of long ones, when the newest is a usual one."""
    if pairs[-1].seconds > usual:
        return list(pairs)
    start = next(index for index, each in enumerate(pairs) if each.seconds <= usual)
    return list(pairs[start:])


class _Places:
    """Makes the places of what is stated, and of nothing else."""

    def __init__(self, locate: Callable[[Any], Place]) -> None:
        self.locate = locate

    def of(self, backups: Iterable[Backup]) -> Iterator[Place]:
        return (self.locate(each.where) for each in backups)

    def ends(self, of: Interval) -> list[Place]:
        return [self.locate(of.first.where), self.locate(of.last.where)]


def state_series(
    report: Report, given: list[Backup], context: Context, whole: Place, locate: Callable[[Any], Place]
) -> None:
    """State how many, of whom, how often, how long and how well.

    `whole` is the place of an empty list; `locate` gives the place of a backup from its `where`.
    """
    backups = sorted(aware(given), key=_AT)
    if not backups:
        report.fact(say.EMPTY_LIST, 0, [whole])
        return
    first, last = backups[0], backups[-1]
    placing = _Places(locate)
    period = first.at.isoformat(), last.at.isoformat()
    if len(backups) == 1:
        report.fact(say.ONE, 1, placing.of(backups), at=period[0])
    else:
        report.fact(say.SNAPSHOTS, len(backups), placing.of(backups), first=period[0], last=period[1])
    report.period = period
    hosts = Counter(each.host for each in backups if each.host)
    if hosts:
        report.fact(say.HOSTS, dict(hosts), placing.of(backups), kinds=counted(hosts))
        report.target = report.target or ", ".join(list(hosts)[:5])
    days = {each.date() for each in map(_AT, backups)}
    span = (last.at.date() - first.at.date()).days + 1
    if span > 1:
        report.fact(say.DAYS, len(days), placing.of(backups), total=span)
    _state_gaps(report, intervals(backups), context, placing)
    _state_details(report, backups, placing)
    for each in backups[-MAX_MEASURES:]:
        report.measure("snapshots", {"host": each.host, "at": each.at.isoformat()}, locate(each.where))
    report.unplaced = lambda: {each.name: ("", locate(each.where)) for each in backups}


def counted(kinds: Counter[str]) -> list[str]:
    """Return names with how many of each, the most first."""
    return [f"{name} ({count})" for name, count in kinds.most_common()]


def _state_gaps(
    report: Report, series: Sequence[Sequence[Interval]], context: Context, placing: _Places
) -> None:
    if not series:
        return
    longest = max((each for pairs in series for each in pairs), key=_SECONDS)
    report.fact(say.GAP, longest.seconds, placing.ends(longest), **_told(longest))
    declared = context.declared.get("backup_frequency_days")
    if declared:
        _state_declared(report, series, declared * 86400, placing)
    else:
        _state_rhythm(report, series, placing)
    objective = context.declared.get("rpo_s")
    if objective:
        over = [
            each
            for pairs in series
            for each in _after_retention(pairs, objective)
            if each.seconds > objective * TOLERANCE
        ]
        if over:
            worst = max(over, key=_SECONDS)
            ends = placing.ends(worst)
            report.finding(say.OVER_RPO, worst.seconds, ends, declared=objective, series=worst.last.series)


def _told(of: Interval) -> dict[str, str]:
    return {
        "series": of.last.series,
        "first": of.first.at.isoformat(),
        "last": of.last.at.isoformat(),
    }


def _state_declared(
    report: Report, series: Sequence[Sequence[Interval]], declared: float, placing: _Places
) -> None:
    usual = declared * TOLERANCE
    over = [each for pairs in series for each in _after_retention(pairs, usual) if each.seconds > usual]
    if over:
        worst = max(over, key=_SECONDS)
        report.finding(
            say.OVER_FREQUENCY,
            len(over),
            [place for each in over[:MAX_PLACES] for place in placing.ends(each)],
            declared=declared,
            longest=worst.seconds,
            series=worst.last.series,
        )


def _state_rhythm(report: Report, series: Sequence[Sequence[Interval]], placing: _Places) -> None:
    far: list[tuple[float, Interval]] = []
    for pairs in series:
        rhythm = median(each.seconds for each in pairs)
        if len(pairs) < _FEWEST or rhythm < 60:
            continue
        kept = _after_retention(pairs, rhythm * 1.5)
        far += [(rhythm, each) for each in kept if each.seconds > FAR * rhythm]
    if far:
        rhythm, worst = max(far, key=lambda each: each[1].seconds / each[0])
        report.finding(say.IRREGULAR, worst.seconds, placing.ends(worst), rhythm=rhythm, **_told(worst))


def _state_details(report: Report, backups: Sequence[Backup], placing: _Places) -> None:
    kinds = Counter(each.kind for each in backups if each.kind)
    if kinds:
        places = placing.of(each for each in backups if each.kind)
        report.fact(say.KINDS, dict(kinds), places, kinds=counted(kinds))
    sized = [each for each in backups if each.size is not None]
    if sized:
        report.fact(say.SIZE, sized[-1].size, placing.of(sized[-1:]))
    timed = [each for each in backups if each.duration is not None]
    if timed:
        slowest = max(timed, key=lambda each: each.duration or 0)
        report.fact(say.DURATION, slowest.duration, placing.of([slowest]))
    told = [each for each in backups if each.ok is not None]
    if told:
        done = sum(bool(each.ok) for each in told)
        report.fact(say.SUCCESS, done / len(told), placing.of(told), done=done, total=len(told))
    failed = [
        (f"{each.name} ({each.at:%Y-%m-%d})", placing.locate(each.where)) for each in told if not each.ok
    ]
    report.listed(say.FAILED, failed)
