"""Keep the answers of a file: all of them, or none."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from preuve.domain.reporting.cohorts_follow_up import Answers, Source
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.cohorts.actions.follow_ups import answer_follow_up
from preuve.web.cohorts.models import FollowUp
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.models import Certification


@transaction.atomic
def import_answers(
    *, actor: User, certification: Certification, answers: list[tuple[FollowUp, Answers]], now: datetime
) -> int:
    """Keep answers read from a file; return how many are new. What a holder said before is never replaced."""
    pks = sorted(row.pk for row, _answers in answers)
    locked = {
        row.pk: row
        for row in FollowUp.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    }
    new = [(locked[row.pk], said) for row, said in answers if not _same(locked[row.pk], said)]
    refused = [row.certificate.number for row, said in answers if _differs(locked[row.pk], said)]
    if refused:
        sentence = _("Déjà répondu autrement : %(numbers)s. Rien n’est importé.")
        raise ActionRefusedError(sentence % {"numbers": ", ".join(refused[:20])})
    for row, said in new:
        answer_follow_up(actor=actor, follow_up=row, answers=said, source=Source.IMPORT, now=now)
    record_action(
        actor=actor,
        action="import_follow_ups",
        subject=certification,
        details={"answers": len(new)},
        at=now,
    )
    return len(new)


def _same(row: FollowUp, said: Answers) -> bool:
    kept = (row.situation, row.target_job, row.job_title, row.contract, row.status, row.pay)
    job = (said.contract or "", said.status or "", said.pay or "")
    return kept == (said.situation, said.target_job, said.job_title, *job)


def _differs(row: FollowUp, said: Answers) -> bool:
    return row.answered_at is not None and not _same(row, said)
