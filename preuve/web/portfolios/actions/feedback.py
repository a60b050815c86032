"""Formative feedback: the trainer comments, the candidate answers or says that it is dealt with."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.queries import structure_of
from preuve.web.portfolios.actions.locking import lock_portfolio, refuse_submitted
from preuve.web.portfolios.models import Feedback, Portfolio


@transaction.atomic
def add_feedback(*, actor: User, portfolio: Portfolio, criterion: str, text: str) -> Feedback:
    """Comment the portfolio, or one of its criteria (`criterion` is its identifier); the candidate is told.

    The deadline does not matter here: a comment may be about what to do once it was moved.
    """
    portfolio = lock_portfolio(portfolio.pk)
    refuse_submitted(portfolio)
    criterion_id = _criterion_id(portfolio, criterion)
    same = portfolio.feedback.filter(
        author=actor, criterion=criterion_id, text=text, resolved_at=None
    ).first()
    if same is not None:
        return same
    feedback = Feedback.objects.create(
        portfolio=portfolio, criterion_id=criterion_id, author=actor, text=text
    )
    notify(
        user=portfolio.candidate,
        kind="feedback_received",
        url=_feedback_url(feedback),
        author=actor,
        about=criterion or _("l’ensemble"),
    )
    record_action(
        actor=actor, action="add_feedback", subject=feedback, after=text, details={"criterion": criterion}
    )
    return feedback


@transaction.atomic
def answer_feedback(*, actor: User, feedback: Feedback, text: str, now: datetime) -> Feedback:
    """Say that a comment is dealt with, with an answer or without; its author is told of an answer.

    Refused once the portfolio is submitted, as commenting is.
    """
    refuse_submitted(lock_portfolio(feedback.portfolio_id))
    feedback = (
        Feedback.objects.select_for_update(no_key=True, of=("self",))
        .select_related("author", "criterion")
        .get(pk=feedback.pk)
    )
    if feedback.resolved_at is not None:
        return feedback
    feedback.resolved_at = now
    feedback.save(update_fields=["resolved_at"])
    identifier = feedback.criterion.identifier if feedback.criterion else ""
    if text:
        Feedback.objects.create(
            portfolio_id=feedback.portfolio_id,
            criterion_id=feedback.criterion_id,
            author=actor,
            text=text,
            resolved_at=now,
        )
        notify(
            user=feedback.author,
            kind="feedback_answered",
            url=_feedback_url(feedback),
            author=actor,
            about=identifier or _("l’ensemble"),
        )
    record_action(
        actor=actor, action="answer_feedback", subject=feedback, after=text, details={"criterion": identifier}
    )
    return feedback


def _feedback_url(feedback: Feedback) -> str:
    return f"{reverse('portfolio', args=[feedback.portfolio_id])}#feedback-{feedback.pk}"


def _criterion_id(portfolio: Portfolio, identifier: str) -> int | None:
    if not identifier:
        return None
    node = structure_of(portfolio.framework_version_id).criteria_by_identifier.get(identifier)
    if node is None or node.block_code not in portfolio.block_codes:
        raise ActionRefusedError(_("Ce critère n’est pas dans les blocs visés."))
    return node.pk
