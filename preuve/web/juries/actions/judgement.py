"""Ask for the judgement of a session to be computed."""

from datetime import datetime, timedelta

from django.db import transaction

from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.juries.models import JudgementReport
from preuve.web.juries.queries.judgement import get_judged_session_or_404, sheets_counted
from preuve.web.juries.tasks import compute_judgement

ASKED_AGAIN_AFTER = timedelta(minutes=10)


@transaction.atomic
def ask_for_judgement(*, actor: User, session_id: int, now: datetime) -> JudgementReport:
    """Queue the computing on today's marks; asked for twice in a row, it is done once."""
    session = get_judged_session_or_404(actor, session_id)
    JudgementReport.objects.get_or_create(session=session)
    report = JudgementReport.objects.select_for_update(no_key=True).get(session=session)
    digest = sheets_counted(session).digest
    waited = report.asked_at is not None and now - report.asked_at < ASKED_AGAIN_AFTER
    if report.marks_digest == digest or (report.asked_digest == digest and waited):
        return report
    report.asked_digest, report.asked_at = digest, now
    report.save(update_fields=["asked_digest", "asked_at"])
    defer(compute_judgement, lock=f"judgement-{session.pk}", session_id=session.pk)
    record_action(actor=actor, action="compute_judgement", subject=session, at=now)
    return report
