"""Resits and appeals against a naive restatement, over every small history."""

from datetime import date, timedelta
from itertools import product

import pytest

from preuve.domain.assessment.regulations import ResitRules
from preuve.domain.assessment.resits import (
    AppealRefusal,
    AppealWindow,
    Attempt,
    Resit,
    ResitRefusal,
    appeal_window,
    resit,
)

DAY = date(2027, 3, 12)
RULES = (ResitRules(0, 2), ResitRules(1, 3))
HISTORIES = [
    Attempt(blocks, acquired, notified, counts, is_open, rules)
    for blocks in (("BC1",), ("BC2",), ("BC1", "BC2"))
    for acquired in ((), blocks[:1])
    for notified in (None, DAY, DAY + timedelta(days=1))
    for counts, is_open in product((True, False), repeat=2)
    for rules in RULES
]


def restated(attempts, starts_on):
    """The rule said again, one question after the other, for BC1."""
    mine = [attempt for attempt in attempts if "BC1" in attempt.blocks]
    counted = sorted((a for a in mine if a.notified_on and a.counts), key=lambda a: a.notified_on)
    last = None
    for attempt in counted:
        if last is None or attempt.notified_on > last.notified_on:
            last = attempt
    answers = {
        ResitRefusal.ACQUIRED: any("BC1" in a.acquired for a in mine),
        ResitRefusal.AWAITING_RESULT: any(not a.notified_on for a in mine),
        ResitRefusal.APPEAL_OPEN: any(a.appeal_open for a in mine),
        ResitRefusal.NO_ATTEMPT_LEFT: last is not None and len(counted) - 1 >= last.rules.maximum,
        ResitRefusal.TOO_EARLY: last is not None
        and starts_on is not None
        and (starts_on - last.notified_on).days < last.rules.delay_days,
    }
    refusal = next((why for why in ResitRefusal if answers[why]), None)
    if last is None:
        return Resit("BC1", refusal=refusal)
    from_day = last.notified_on + timedelta(days=last.rules.delay_days)
    return Resit("BC1", len(counted), last.rules.maximum + 1, from_day, refusal)


@pytest.mark.parametrize("starts_on", [None, *(DAY + timedelta(days=days) for days in (1, 2, 3, 4, 5))])
def test_every_history_of_two_attempts(starts_on):
    for attempts in [(), *((one,) for one in HISTORIES), *product(HISTORIES, repeat=2)]:
        assert resit("BC1", attempts, starts_on) == restated(attempts, starts_on)


def test_each_refusal_and_its_edge():
    failed = Attempt(("BC1",), notified_on=DAY, rules=ResitRules(1, 30))
    first_day = DAY + timedelta(days=30)
    assert resit("BC1", [failed], first_day) == Resit("BC1", 1, 2, first_day)
    early = resit("BC1", [failed], first_day - timedelta(days=1))
    assert early == Resit("BC1", 1, 2, first_day, ResitRefusal.TOO_EARLY)
    twice = resit("BC1", [failed, failed], date(2030, 1, 1))
    assert twice == Resit("BC1", 2, 2, first_day, ResitRefusal.NO_ATTEMPT_LEFT)
    postponed = Attempt(("BC1",), notified_on=DAY, counts=False)
    assert resit("BC1", [postponed], DAY) == Resit("BC1")


@pytest.mark.parametrize(
    ("notified_on", "on", "is_open", "is_decided", "expected"),
    [
        (None, DAY, False, False, AppealRefusal.NOT_NOTIFIED),
        (DAY, DAY - timedelta(days=1), False, False, AppealRefusal.NOT_NOTIFIED),
        (DAY, DAY, False, False, None),
        (DAY, DAY + timedelta(days=60), False, False, None),
        (DAY, DAY + timedelta(days=61), False, False, AppealRefusal.TOO_LATE),
        (DAY, DAY, True, False, AppealRefusal.ALREADY_OPEN),
        (DAY, DAY, False, True, AppealRefusal.ALREADY_DECIDED),
        (DAY, DAY + timedelta(days=61), True, True, AppealRefusal.ALREADY_OPEN),
    ],
)
def test_an_appeal_until_its_last_day(notified_on, on, is_open, is_decided, expected):
    deadline = date(2027, 5, 11) if notified_on else None
    found = appeal_window(notified_on, on, 60, is_open=is_open, is_decided=is_decided)
    assert found == AppealWindow(deadline, expected)
