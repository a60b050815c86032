"""Keep where candidates place themselves on each competence."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.frameworks.queries import structure_of
from preuve.web.portfolios.actions.locking import lock_open_portfolio
from preuve.web.portfolios.models import Portfolio, SelfAssessment


@transaction.atomic
def save_self_assessment(
    *, actor: User, portfolio: Portfolio, answers: Mapping[str, tuple[int | None, str]], now: datetime
) -> None:
    """Keep a level (1 to 4) and a comment per competence code; no level takes the answer back."""
    portfolio = lock_open_portfolio(portfolio.pk, now)
    blocks = structure_of(portfolio.framework_version_id).in_scope(portfolio.block_codes)
    known = {competence.code: competence.pk for block in blocks for competence in block.competences}
    codes = {pk: code for code, pk in known.items()}
    before = {codes.get(row.competence_id, ""): row.level for row in portfolio.self_assessments.all()}
    kept = {known[code]: answer for code, answer in answers.items() if code in known}
    withdrawn = [pk for pk, (level, _comment) in kept.items() if level is None]
    portfolio.self_assessments.filter(competence__in=withdrawn).delete()
    SelfAssessment.objects.bulk_create(
        [
            SelfAssessment(portfolio=portfolio, competence_id=pk, level=level, comment=comment)
            for pk, (level, comment) in kept.items()
            if level is not None
        ],
        update_conflicts=True,
        unique_fields=["portfolio", "competence"],
        update_fields=["level", "comment"],
    )
    after = {
        code: level for code, (level, _comment) in answers.items() if code in known and level is not None
    }
    record_action(actor=actor, action="save_self_assessment", subject=portfolio, before=before, after=after)
