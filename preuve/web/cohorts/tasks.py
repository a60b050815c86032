"""What runs without anybody: opening, asking and reminding every morning, and the mails."""

from datetime import UTC, datetime

from django.utils import timezone

from preuve.web.background import app
from preuve.web.frameworks.models import Certification


@app.task(queue="mail", retry=5)
def mail_follow_up(*, mail_id: int) -> None:
    """Send one questionnaire or reminder; once, however often the task runs."""
    from preuve.web.cohorts.actions.follow_ups import send_follow_up_mail  # noqa: PLC0415 (it queues this)

    send_follow_up_mail(mail_id=mail_id, now=timezone.now())


@app.periodic(cron="0 6 * * *")
@app.task(queue="default", queueing_lock="cohorts.ask_holders")
def ask_holders(timestamp: int) -> None:
    """Every morning (06:00 UTC): open follow-ups that are missing, then send what is due."""
    from preuve.web.cohorts.actions.follow_ups import (  # noqa: PLC0415 (it queues a task of this module)
        open_missing_follow_ups,
        send_due_follow_ups,
    )

    open_missing_follow_ups()
    now = datetime.fromtimestamp(timestamp, UTC)
    for certification in Certification.objects.order_by("pk"):
        send_due_follow_ups(actor=None, certification=certification, now=now)
