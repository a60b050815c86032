"""Retaking failed blocks, and contesting a result: who may, from when, until when, or why not.

Days are those of the certifier's calendar: the shell turns moments into days of its time zone. Only blocks
that failed are retaken, and while an appeal is open the resit it concerns can't be booked (certification.md
§1, [S]); numbers and delays are parameters (`ResitRules`, `Deadlines.appeal_days`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.assessment.regulations import ResitRules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Attempt:
    """One earlier enrolment of the candidate for the same certification.

    Attributes:
        blocks: codes of the blocks it was for.
        acquired: those of them that its published result grants; empty while nothing is published.
        notified_on: day its result was published; None while a result, or its rectification, is awaited.
        counts: whether it uses an attempt (`attendance_effect`); read once `notified_on` is known.
        appeal_open: an appeal against its result is not decided yet.
        rules: the resit rules the candidate was told with that result.
    """

    blocks: tuple[str, ...]
    acquired: tuple[str, ...] = ()
    notified_on: date | None = None
    counts: bool = True
    appeal_open: bool = False
    rules: ResitRules = field(default_factory=ResitRules)


class ResitRefusal(StrEnum):
    """Why a block can't be presented again, the first that holds in this order."""

    ACQUIRED = "acquired"
    """It is acquired already, and stays so."""
    AWAITING_RESULT = "awaiting_result"
    """Its result at another session is not known yet, or is being rectified."""
    APPEAL_OPEN = "appeal_open"
    """An appeal against its result is not decided."""
    NO_ATTEMPT_LEFT = "no_attempt_left"
    """It was retaken as often as the regulations allow: see `Resit.attempts` and `Resit.allowed`."""
    TOO_EARLY = "too_early"
    """The session begins before `Resit.from_day`."""


@dataclass(frozen=True, slots=True)
class Resit:
    """What may be done about one block.

    Attributes:
        block: its code.
        attempts: how many attempts are used.
        allowed: how many attempts there are in all, the first included; None before the first one.
        from_day: first day at which it may be presented again; None when nothing delays it.
        refusal: why it can't be, or None.
    """

    block: str
    attempts: int = 0
    allowed: int | None = None
    from_day: date | None = None
    refusal: ResitRefusal | None = None


def resit(block: str, attempts: Sequence[Attempt], starts_on: date | None = None) -> Resit:
    """Whether `block` may be presented at a session that begins on `starts_on`.

    The rules are those of the attempt whose result was published last: the candidate was told them. Without
    a session (`starts_on` is None) the day is not judged, `from_day` says it.

    Args:
        block: code of a block.
        attempts: every earlier enrolment of the candidate for the certification, in any order.
        starts_on: first day of the session.
    """
    past = [attempt for attempt in attempts if block in attempt.blocks]
    used = [(item.notified_on, item.rules) for item in past if item.notified_on is not None and item.counts]
    if not used:
        return Resit(block, refusal=_standing_refusal(block, past))
    day, rules = max(used, key=lambda pair: pair[0])
    allowed, from_day = rules.maximum + 1, day + timedelta(days=rules.delay_days)
    refusal = _standing_refusal(block, past)
    if refusal is None and len(used) >= allowed:
        refusal = ResitRefusal.NO_ATTEMPT_LEFT
    if refusal is None and starts_on is not None and starts_on < from_day:
        refusal = ResitRefusal.TOO_EARLY
    return Resit(block, len(used), allowed, from_day, refusal)


def _standing_refusal(block: str, past: Sequence[Attempt]) -> ResitRefusal | None:
    """The refusals that neither a number nor a day lifts."""
    if any(block in attempt.acquired for attempt in past):
        return ResitRefusal.ACQUIRED
    if any(attempt.notified_on is None for attempt in past):
        return ResitRefusal.AWAITING_RESULT
    if any(attempt.appeal_open for attempt in past):
        return ResitRefusal.APPEAL_OPEN
    return None


class AppealRefusal(StrEnum):
    """Why an appeal can't be lodged."""

    NOT_NOTIFIED = "not_notified"
    """No result is published: there is nothing to contest."""
    ALREADY_OPEN = "already_open"
    """An appeal against this result is not decided yet."""
    ALREADY_DECIDED = "already_decided"
    """An appeal against this very result was decided on its merits."""
    TOO_LATE = "too_late"
    """The deadline has passed."""


@dataclass(frozen=True, slots=True)
class AppealWindow:
    """Until when a result may be contested (`deadline`, that day included), and why not."""

    deadline: date | None
    refusal: AppealRefusal | None = None


def appeal_window(
    notified_on: date | None, on: date, appeal_days: int, *, is_open: bool = False, is_decided: bool = False
) -> AppealWindow:
    """Whether an appeal received on day `on` against a result published on `notified_on` may be lodged.

    The day of publication isn't counted and the last day is: published on the 1st with 60 days, the appeal
    may be received on the 61st day, as far into it as it lasts.

    Args:
        notified_on: day the result was published; a rectified result has its own.
        on: day the appeal is received; before `notified_on` there is nothing to contest.
        appeal_days: `Deadlines.appeal_days`, days.
        is_open: an appeal against the result is open.
        is_decided: one was decided on its merits.
    """
    if notified_on is None:
        return AppealWindow(None, AppealRefusal.NOT_NOTIFIED)
    deadline = notified_on + timedelta(days=appeal_days)
    if on < notified_on:
        return AppealWindow(deadline, AppealRefusal.NOT_NOTIFIED)
    if is_open:
        return AppealWindow(deadline, AppealRefusal.ALREADY_OPEN)
    if is_decided:
        return AppealWindow(deadline, AppealRefusal.ALREADY_DECIDED)
    return AppealWindow(deadline, AppealRefusal.TOO_LATE if on > deadline else None)
