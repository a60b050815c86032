"""A restore that took place, whichever tool wrote it, and what is said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.reading.moments import seconds_between

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from preuve.domain.evidence.contract import Context, Place
    from preuve.domain.evidence.inspectors.recovery.report import Report

#: restic's last line, which counts the errors told before it and is none of them.
TOTAL_OF_ERRORS = re.compile(r"Fatal: There were \d{1,12} errors?")


@dataclass(frozen=True, slots=True)
class Restore:
    """One restore; moments in ISO 8601 or ``""``; `duration` in seconds or None; `ok` None when not told."""

    name: str
    started: str
    ended: str
    duration: float | None
    ok: bool | None
    place: Place


def seconds(first: datetime | None, last: datetime | None) -> float | None:
    """Return the seconds between two moments, None when one is missing or they run backwards."""
    if first is None or last is None:
        return None
    length = seconds_between(first, last)
    return length if length is not None and length >= 0 else None


def state(report: Report, done: Sequence[Restore], context: Context) -> None:
    """State the restores, how long the longest that did not fail took, against a declared objective."""
    failed = [each for each in done if each.ok is False]
    others = [each for each in done if each.ok is not False]
    for kind, these in ((say.RESTORES, others), (say.RESTORES_BROKEN, failed)):
        if these:
            report.fact(kind, [each.name for each in these], [each.place for each in these], total=len(these))
    report.listed(say.RESTORE_FAILED, [(each.name, each.place) for each in failed])
    timed = [each for each in others if each.duration is not None]
    if timed:
        longest = max(timed, key=lambda each: each.duration or 0)
        length = longest.duration or 0
        report.fact(say.RESTORE_DURATION, length, [longest.place])
        objective = context.declared.get("rto_s")
        if objective:
            report.fact(say.AGAINST_OBJECTIVE, length, [longest.place], objective=objective)
            if length > objective:
                report.finding(say.OVER_RTO, length, [longest.place], declared=objective)
    elif all(each.duration is None for each in done):
        report.limit(say.NO_DURATION)
    report.limit(say.SERVICE)
    for each in done[:200]:
        values = {
            "name": each.name[:300],
            "started": each.started,
            "ended": each.ended,
            "duration_s": each.duration,
            "ok": each.ok,
        }
        report.measure("restores", values, each.place)
