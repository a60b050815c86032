"""Open follow-ups, write to holders when they are due, keep what they answer."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import uuid4

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from preuve.domain.credentials.canonical import Json
from preuve.domain.reporting.cohorts import Horizon
from preuve.domain.reporting.cohorts_follow_up import (
    Answers,
    Schedule,
    Source,
    closes_on,
    due_on,
    next_mail,
)
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.cohorts.models import FollowUp, FollowUpMail
from preuve.web.cohorts.queries.follow_ups import due_follow_ups, follow_up_letter
from preuve.web.cohorts.tasks import mail_follow_up
from preuve.web.credentials.models import Certificate
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.models import Certification

SCHEDULE = Schedule()
BATCH = 500


@transaction.atomic
def open_follow_ups(certificates: Iterable[Certificate]) -> None:
    """Open what is to be asked of holders of whole certifications in force; a new certificate moves dates."""
    for certificate in certificates:
        if certificate.kind != Certificate.Kind.CERTIFICATION or certificate.revoked_at is not None:
            continue
        for horizon in Horizon:
            due = due_on(certificate.granted_on, horizon)
            values = {"certificate": certificate, "due_on": due, "closes_on": closes_on(due, SCHEDULE)}
            FollowUp.objects.update_or_create(
                enrolment_id=certificate.enrolment_id, horizon=int(horizon), defaults=values
            )


def open_missing_follow_ups() -> int:
    """Open the follow-ups of certificates that were issued before there were any; return of how many."""
    missing = Certificate.objects.filter(
        kind=Certificate.Kind.CERTIFICATION, revoked_at=None, follow_ups=None
    ).order_by("pk")
    count = 0
    while batch := list(missing[:BATCH]):
        open_follow_ups(batch)
        count += len(batch)
    return count


def send_due_follow_ups(*, actor: User | None, certification: Certification, now: datetime) -> int:
    """Queue every mail that is due today; return how many. Run again, or twice at once, it adds none."""
    sent, after = 0, 0
    while True:
        count, last = _send_batch(actor, certification, after, now)
        sent += count
        if not last:
            return sent
        after = last


@transaction.atomic
def _send_batch(
    actor: User | None, certification: Certification, after: int, now: datetime
) -> tuple[int, int]:
    """Queue the mails of one batch; return their number, and the last key while there may be more.

    The rows are locked before their mails are read: of two runs at once, the second sees what the first sent.
    """
    today = timezone.localdate(now)
    rows = due_follow_ups(certification, today).filter(pk__gt=after).order_by("pk")
    locked = list(rows.select_for_update(of=("self",), no_key=True)[:BATCH])
    mails = [mail for row in locked if (mail := _next_mail(row, today)) is not None]
    FollowUpMail.objects.bulk_create(mails)
    for mail in mails:
        defer(mail_follow_up, mail_id=mail.pk)
    if mails:
        details: dict[str, Json] = {"mails": len(mails)}
        record_action(actor=actor, action="send_follow_ups", subject=certification, details=details, at=now)
    return len(mails), locked[-1].pk if len(locked) == BATCH else 0


def _next_mail(row: FollowUp, today: date) -> FollowUpMail | None:
    sent = list(row.mails.order_by("rank").values_list("asked_on", flat=True))
    rank = next_mail(due=row.due_on, closes=row.closes_on, sent=sent, today=today, schedule=SCHEDULE)
    return None if rank is None else FollowUpMail(follow_up=row, rank=rank, asked_on=today)


@transaction.atomic
def send_follow_up_mail(*, mail_id: int, now: datetime) -> bool:
    """Send one mail, once however often it is run; none to who answered meanwhile or lost the certificate."""
    mail = FollowUpMail.objects.select_for_update(no_key=True).get(pk=mail_id)
    if mail.sent_at is not None:
        return False
    due = due_follow_ups(None, timezone.localdate(now)).filter(pk=mail.follow_up_id).first()
    if due is None:
        return False
    mail.sent_at = now
    mail.save(update_fields=["sent_at"])
    holder = due.certificate.holder
    with translation.override(holder.language):
        subject, body = follow_up_letter(due, reminder=mail.rank > 0)
        send_mail(subject, body, None, [holder.email])
    return True


@transaction.atomic
def answer_follow_up(
    *, actor: User | None, follow_up: FollowUp, answers: Answers, source: Source, now: datetime
) -> FollowUp:
    """Keep what a holder says in place of what they said before. By the link, `actor` is nobody."""
    row = FollowUp.objects.select_for_update(no_key=True).select_related(None).get(pk=follow_up.pk)
    if row.due_on > timezone.localdate(now):
        raise ActionRefusedError(_("L’échéance de ce suivi n’est pas encore atteinte."))
    if source is Source.QUESTIONNAIRE and row.closes_on < timezone.localdate(now):
        raise ActionRefusedError(_("Ce suivi est clos : les réponses ne peuvent plus être modifiées."))
    before = answer_facts(row) if row.answered_at else None
    row.situation, row.target_job, row.job_title = answers.situation, answers.target_job, answers.job_title
    row.contract, row.status, row.pay = answers.contract or "", answers.status or "", answers.pay or ""
    row.source, row.answered_at = source, now
    row.save()
    record_action(
        actor=actor,
        action="answer_follow_up",
        subject=row,
        before=before,
        after=answer_facts(row),
        details={"kind": str(source)},
        at=now,
    )
    return row


@transaction.atomic
def renew_follow_up_link(*, actor: User, follow_up: FollowUp, now: datetime) -> FollowUp:
    """End the link that was sent; the next mail holds another."""
    row = FollowUp.objects.select_for_update(no_key=True).get(pk=follow_up.pk)
    row.key = uuid4()
    row.save(update_fields=["key"])
    record_action(actor=actor, action="renew_follow_up_link", subject=row, at=now)
    return row


def answer_facts(row: FollowUp) -> Json:
    """Return what the audit keeps the digest of; the link’s key, which nobody guesses, hides it."""
    return {
        "key": row.key.hex,
        "situation": row.situation,
        "target_job": row.target_job,
        "job_title": row.job_title,
        "contract": row.contract,
        "status": row.status,
        "pay": row.pay,
        "source": row.source,
    }
