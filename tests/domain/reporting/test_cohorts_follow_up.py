"""When holders are asked, when again, and what they may answer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuve.domain.reporting.cohorts import Horizon, Situation
from preuve.domain.reporting.cohorts_follow_up import (
    Answers,
    Contract,
    JobStatus,
    PayBand,
    Schedule,
    closes_on,
    due_on,
    next_mail,
    pay_band,
)
from preuve.domain.reporting.errors import FollowUpError, FollowUpFault


@pytest.mark.parametrize(
    ("granted", "horizon", "due"),
    [
        (date(2026, 3, 12), Horizon.SIX, date(2026, 9, 12)),
        (date(2026, 8, 31), Horizon.SIX, date(2027, 2, 28)),
        (date(2027, 8, 31), Horizon.SIX, date(2028, 2, 29)),
        (date(2026, 6, 30), Horizon.SIX, date(2026, 12, 30)),
        (date(2024, 2, 29), Horizon.TWENTY_FOUR, date(2026, 2, 28)),
        (date(2026, 12, 1), Horizon.TWENTY_FOUR, date(2028, 12, 1)),
    ],
)
def test_due_date(granted, horizon, due):
    assert due_on(granted, horizon) == due


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(Horizon))
def test_due_date_is_that_many_months_later(granted, horizon):
    due = due_on(granted, horizon)
    assert due.year * 12 + due.month - granted.year * 12 - granted.month == horizon
    assert due.day == granted.day or (due + timedelta(days=1)).day == 1


def test_mails_in_a_whole_follow_up():
    """Asked every day as a daily task does: three mails, fourteen days apart, then silence."""
    schedule, due = Schedule(), date(2027, 3, 1)
    closes, sent, ranks = closes_on(due, schedule), [], []
    for days in range(-10, 200):
        today = due + timedelta(days=days)
        rank = next_mail(due=due, closes=closes, sent=sent, today=today, schedule=schedule)
        if rank is not None:
            ranks.append((rank, days))
            sent.append(today)
    assert ranks == [(0, 0), (1, 14), (2, 28)]
    assert closes == date(2027, 6, 29)


def test_no_mail_after_closing_nor_beyond_the_reminders():
    schedule, due = Schedule(reminders=0, days_between=7, open_days=30), date(2027, 3, 1)
    closes = closes_on(due, schedule)
    assert closes == date(2027, 3, 31)

    def asked(sent, today):
        return next_mail(due=due, closes=closes, sent=sent, today=today, schedule=schedule)

    assert asked([], closes) == 0
    assert asked([], closes + timedelta(days=1)) is None
    assert asked([due], closes) is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reminders": 3}, "reminders"),
        ({"reminders": -1}, "reminders"),
        ({"days_between": 6}, "days_between"),
        ({"days_between": 91}, "days_between"),
        ({"open_days": 29}, "open_days"),
        ({"open_days": 366}, "open_days"),
    ],
)
def test_parameters_have_bounds(values, field):
    with pytest.raises(FollowUpError) as caught:
        Schedule(**values)
    assert (caught.value.fault, caught.value.field) == (FollowUpFault.OUT_OF_RANGE, field)


@pytest.mark.parametrize(
    ("euros", "band"),
    [
        (0, PayBand.UNDER_20),
        (19_999, PayBand.UNDER_20),
        (20_000, PayBand.FROM_20),
        (25_000, PayBand.FROM_25),
        (34_999, PayBand.FROM_30),
        (35_000, PayBand.FROM_35),
        (40_000, PayBand.FROM_40),
        (59_999, PayBand.FROM_50),
        (60_000, PayBand.FROM_60),
        (900_000, PayBand.FROM_60),
    ],
)
def test_pay_bands(euros, band):
    assert pay_band(euros) == band


def test_a_job_may_say_everything_and_nothing_is_owed():
    whole = Answers(
        Situation.JOB,
        target_job=True,
        job_title="Architecte",
        contract=Contract.PERMANENT,
        status=JobStatus.EXECUTIVE,
        pay=PayBand.FROM_40,
    )
    assert whole.target_job
    assert [Answers(situation).job_title for situation in Situation] == [""] * 5


@pytest.mark.parametrize(
    ("values", "fault", "field"),
    [
        ({"target_job": True}, FollowUpFault.WITHOUT_JOB, "target_job"),
        ({"job_title": "Architecte"}, FollowUpFault.WITHOUT_JOB, "job_title"),
        ({"contract": Contract.AGENCY}, FollowUpFault.WITHOUT_JOB, "contract"),
        ({"status": JobStatus.WORKER}, FollowUpFault.WITHOUT_JOB, "status"),
        ({"pay": PayBand.FROM_20}, FollowUpFault.WITHOUT_JOB, "pay"),
        ({"job_title": "x" * 151}, FollowUpFault.TOO_LONG, "job_title"),
    ],
)
def test_answers_that_contradict_themselves(values, fault, field):
    with pytest.raises(FollowUpError) as caught:
        Answers(Situation.SEARCH, **values)
    assert (caught.value.fault, caught.value.field) == (fault, field)
