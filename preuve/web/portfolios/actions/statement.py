"""What candidates answer to inspectors: accept or set aside a fact, comment it, answer a contradiction."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios.actions.locking import lock_open_portfolio
from preuve.web.portfolios.models import Evidence, FactReview, FindingAnswer, Statement

if TYPE_CHECKING:
    from preuve.domain.credentials.canonical import Json

Answer = FindingAnswer.Answer


@transaction.atomic
def review_fact(
    *, actor: User, statement: Statement, verdict: str, comment: str, now: datetime
) -> FactReview | None:
    """Accept or set aside a fact, with a comment or without; no verdict and no comment take the review back.

    The fact itself stays: the jury sees what was set aside, marked so, with the comment.
    """
    portfolio = lock_open_portfolio(statement.portfolio_id, now)
    if statement.nature != Statement.Nature.FACT:
        raise ActionRefusedError(_("Un constat ne s’accepte ni ne s’écarte : répondez-y."))
    rows = FactReview.objects.filter(portfolio=portfolio, key=statement.key)
    row = rows.first()
    before: Json = {"verdict": row.verdict, "comment": row.comment} if row else None
    after: Json = {"verdict": verdict, "comment": comment} if verdict or comment else None
    if before == after:
        return row
    if after is None:
        rows.delete()
        row = None
    else:
        values = {"verdict": verdict, "comment": comment, "reviewed_at": now}
        row, _created = FactReview.objects.update_or_create(
            portfolio=portfolio, key=statement.key, defaults=values
        )
    details: dict[str, Json] = {"code": statement.code, "verdict": verdict}
    record_action(
        actor=actor, action="review_fact", subject=statement, before=before, after=after, details=details
    )
    return row


@transaction.atomic
def answer_finding(  # noqa: PLR0913 (an answer has this many parts, all named)
    *, actor: User, statement: Statement, answer: str, text: str, evidence: Evidence | None, now: datetime
) -> FindingAnswer:
    """Answer a contradiction: explained in words, corrected by another piece, or left; it stays visible."""
    portfolio = lock_open_portfolio(statement.portfolio_id, now)
    if statement.nature != Statement.Nature.FINDING:
        raise ActionRefusedError(_("Seul un constat attend une réponse."))
    if answer == Answer.EXPLAINED and not text.strip():
        raise ActionRefusedError(_("Écrivez l’explication."))
    if answer == Answer.CORRECTED and evidence is None:
        raise ActionRefusedError(_("Choisissez la preuve qui corrige ce constat, ou envoyez un fichier."))
    if evidence is not None and (
        evidence.portfolio_id != portfolio.pk or evidence.pk == statement.evidence_id
    ):
        raise ActionRefusedError(_("Choisissez une autre preuve du même portfolio."))
    values = {"answer": answer, "text": text, "evidence": evidence if answer == Answer.CORRECTED else None}
    row, _created = FindingAnswer.objects.update_or_create(
        portfolio=portfolio, key=statement.key, defaults={**values, "answered_at": now}
    )
    details: dict[str, Json] = {
        "code": statement.code,
        "answer": answer,
        "evidence": row.evidence.title if row.evidence else None,
    }
    record_action(actor=actor, action="answer_finding", subject=statement, after=text, details=details)
    return row
