"""Hand a portfolio in: a frozen copy, its hash and a receipt; and give it back before the deadline."""

from datetime import datetime

from django.db import connection, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from preuve.domain.credentials.canonical import content_hash
from preuve.domain.evidence.checklist import Status
from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.actions.locking import lock_portfolio, refuse_late
from preuve.web.portfolios.checks import is_ready
from preuve.web.portfolios.models import Portfolio, Submission
from preuve.web.portfolios.queries.contents import contents_of, submission_content
from preuve.web.portfolios.queries.submission import latest_submission
from preuve.web.portfolios.wording import check_sentence


@transaction.atomic
def submit_portfolio(*, actor: User, portfolio: Portfolio, now: datetime) -> Submission:
    """Freeze the portfolio and return its copy; handing in twice gives the copy of the first time."""
    portfolio = lock_portfolio(portfolio.pk)
    latest = latest_submission(portfolio.pk)
    if latest is not None and not portfolio.is_editable:
        return latest
    refuse_late(portfolio, now)
    contents = contents_of(portfolio, held_back=True, activities=True)
    checks = contents.checks(now)
    if not is_ready(checks):
        blocking = [check for check in checks if check.status is Status.BLOCKING]
        raise ActionRefusedError(*(check_sentence(check) for check in blocking))
    pk = _next_key()
    receipt = receipt_number(pk, now)
    content = submission_content(contents, receipt=receipt, submitted_at=now.isoformat())
    submission = Submission.objects.create(
        pk=pk,
        portfolio=portfolio,
        number=latest.number + 1 if latest else 1,
        receipt=receipt,
        content=content,
        manifest_hash=content_hash(content),
        submitted_at=now,
        submitted_by=actor,
    )
    Portfolio.objects.filter(pk=portfolio.pk).update(state=Portfolio.State.SUBMITTED)
    if portfolio.trainer is not None:
        notify(
            user=portfolio.trainer,
            kind="portfolio_submitted",
            url=reverse("submission", args=[submission.pk]),
            candidate=portfolio.candidate,
        )
    details = {"receipt": receipt, "manifest_hash": submission.manifest_hash}
    record_action(actor=actor, action="submit_portfolio", subject=submission, details=details, at=now)
    return submission


@transaction.atomic
def reopen_portfolio(*, actor: User, portfolio: Portfolio, now: datetime, reason: str) -> Portfolio:
    """Give a submitted portfolio back to its candidate, before the deadline; the copy handed in stays."""
    portfolio = lock_portfolio(portfolio.pk)
    if portfolio.is_editable:
        return portfolio
    refuse_late(portfolio, now)
    if not reason.strip():
        raise ActionRefusedError(_("Dites pourquoi le portfolio est rouvert."))
    portfolio.state = Portfolio.State.BUILDING
    portfolio.save(update_fields=["state"])
    record_action(actor=actor, action="reopen_portfolio", subject=portfolio, details={"reason": reason})
    return portfolio


def receipt_number(pk: int, now: datetime) -> str:
    """Return the number of a receipt: year, rank, and four signs that only this site can compute."""
    body = f"D-{localtime(now).year}-{pk:06d}"
    return f"{body}-{salted_hmac('preuve.receipt', body, algorithm='sha256').hexdigest()[:4].upper()}"


def _next_key() -> int:
    """Take the row's id before the row is written: its receipt, which says it, can't be added afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('portfolios_submission', 'id'))")
        return int(cursor.fetchone()[0])
