"""The follow-up of one holder: when they are asked, when again, and what may be answered.

Source: the follow-up of cohorts that France compétences asks for, at 6 and at 24 months after granting
(situation, job, target job, contract, status, gross yearly pay). Nobody prescribes how often one may write:
those parameters are ours, with their reasons.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from preuve.domain.reporting.cohorts import Horizon, Situation
from preuve.domain.reporting.errors import FollowUpError, FollowUpFault

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_JOB_TITLE = 150
"""Characters of a job title."""


class Contract(StrEnum):
    """What binds the person to the job."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    AGENCY = "agency"
    APPRENTICESHIP = "apprenticeship"
    CIVIL_SERVANT = "civil_servant"
    SELF_EMPLOYED = "self_employed"
    OTHER = "other"


class JobStatus(StrEnum):
    """Professional category, as French employers declare it."""

    EXECUTIVE = "executive"
    INTERMEDIATE = "intermediate"
    EMPLOYEE = "employee"
    WORKER = "worker"
    SELF_EMPLOYED = "self_employed"


class PayBand(StrEnum):
    """Gross yearly pay in thousands of euros, lower bound included; an amount says more than is needed."""

    UNDER_20 = "under_20"
    FROM_20 = "from_20"
    FROM_25 = "from_25"
    FROM_30 = "from_30"
    FROM_35 = "from_35"
    FROM_40 = "from_40"
    FROM_50 = "from_50"
    FROM_60 = "from_60"


_BOUNDS = (20, 25, 30, 35, 40, 50, 60)


def pay_band(euros: int) -> PayBand:
    """The band of a gross yearly amount in euros, 0 or more."""
    reached = sum(euros >= bound * 1000 for bound in _BOUNDS)
    return tuple(PayBand)[reached]


class Source(StrEnum):
    """How an answer came."""

    QUESTIONNAIRE = "questionnaire"
    IMPORT = "import"
    TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class Answers:
    """What one person says at one horizon. All but the situation is about a job; empty without one."""

    situation: Situation
    target_job: bool = False
    job_title: str = ""
    contract: Contract | None = None
    status: JobStatus | None = None
    pay: PayBand | None = None

    def __post_init__(self) -> None:
        """Raise `FollowUpError` for what contradicts itself or is too long."""
        if len(self.job_title) > LONGEST_JOB_TITLE:
            raise FollowUpError(FollowUpFault.TOO_LONG, "job_title")
        if self.situation is Situation.JOB:
            return
        for name in ("target_job", "job_title", "contract", "status", "pay"):
            if getattr(self, name):
                raise FollowUpError(FollowUpFault.WITHOUT_JOB, name)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When holders are written to."""

    reminders: int = 2
    """Mails after the first one, 0 to 2: more is pressure, and an answer is never owed."""
    days_between: int = 14
    """Days between two mails, 7 to 90."""
    open_days: int = 120
    """Days during which a follow-up can be answered from its due date on, 30 to 365: the situation told must
    still be about that of the horizon."""

    def __post_init__(self) -> None:
        """Raise `FollowUpError` for a parameter outside its bounds."""
        for name, least, most in (("reminders", 0, 2), ("days_between", 7, 90), ("open_days", 30, 365)):
            if not least <= getattr(self, name) <= most:
                raise FollowUpError(FollowUpFault.OUT_OF_RANGE, name)


def due_on(granted: date, horizon: Horizon) -> date:
    """The day on which a holder is asked: as many months later, the last day of a shorter month."""
    months = granted.month - 1 + int(horizon)
    year, month = granted.year + months // 12, months % 12 + 1
    return date(year, month, min(granted.day, monthrange(year, month)[1]))


def closes_on(due: date, schedule: Schedule) -> date:
    """The last day on which the questionnaire can be answered or corrected."""
    return due + timedelta(days=schedule.open_days)


def next_mail(
    *, due: date, closes: date, sent: Sequence[date], today: date, schedule: Schedule
) -> int | None:
    """Which mail is to be sent today: 0 the invitation, then the reminders; None when none is.

    Args:
        due: first day of the follow-up.
        closes: last day of the follow-up.
        sent: days of the mails sent so far, in order.
        today: the day of the question.
        schedule: how many mails, how far apart.
    """
    rank = len(sent)
    wait = timedelta(days=schedule.days_between)
    earliest = sent[-1] + wait if sent else due
    return rank if rank <= schedule.reminders and earliest <= today <= closes else None
