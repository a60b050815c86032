"""Who may do what with a portfolio; who may see it is decided by the doors in `queries/doors.py`."""

from datetime import datetime
from typing import Any

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import READERS, has_role
from preuve.web.portfolios.models import Portfolio

WRITERS = (Role.CANDIDATE,)
FOLLOWERS = (Role.TRAINER, Role.CENTRE_MANAGER)
MANAGERS = (Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER, Role.CENTRE_MANAGER)
VISITORS = (*WRITERS, *FOLLOWERS, *READERS)
LISTERS = (*FOLLOWERS, *READERS)


def is_late(portfolio: Portfolio, now: datetime) -> bool:
    """Return whether the deadline has passed; a portfolio without deadline is never late."""
    return portfolio.due_at is not None and now > portfolio.due_at


def is_open(portfolio: Portfolio, now: datetime) -> bool:
    """Return whether the candidate can still change it."""
    return portfolio.is_editable and not is_late(portfolio, now)


def may_edit(user: Any, portfolio: Portfolio, now: datetime) -> bool:
    """Return whether this person writes in it, now: the owner, while it is open."""
    return portfolio.candidate_id == user.pk and is_open(portfolio, now)


def may_comment(user: Any, portfolio: Portfolio) -> bool:
    """Return whether this person may leave formative feedback: its trainer, or who manages its centre.

    `is_followed` comes from the door that gave the portfolio.
    """
    followed = bool(getattr(portfolio, "is_followed", False))
    return followed and portfolio.candidate_id != user.pk and portfolio.is_editable


def may_reopen(user: Any, portfolio: Portfolio, now: datetime) -> bool:
    """Return whether this person may give the portfolio back: a manager, before the deadline."""
    return not portfolio.is_editable and not is_late(portfolio, now) and has_role(user, *MANAGERS)
