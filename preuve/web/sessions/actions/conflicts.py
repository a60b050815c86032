from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import Role, User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.letters import cancel_letters
from preuve.web.sessions.actions.slots import locked_defence
from preuve.web.sessions.models import Conflict, Defence, Enrolment, Juror


@transaction.atomic
def declare_conflict(
    *, actor: User, juror: Juror, enrolment: Enrolment, reason: str, now: datetime
) -> Conflict:
    """Say that a juror has a link with a candidate: the juror loses sight of them, and their seat for them.

    Never refused: the managers are told, and see on the panel what is missing then.
    """
    candidate = enrolment.candidate
    try:
        with transaction.atomic():
            conflict = Conflict.objects.create(
                juror=juror, candidate=candidate, reason=reason.strip(), declared_by=actor
            )
    except IntegrityError:
        raise ActionRefusedError(_("Ce lien est déjà déclaré.")) from None
    for defence in Defence.objects.filter(candidate=candidate, panel__members__juror=juror).distinct():
        row = locked_defence(defence)
        row.seats.filter(juror=juror).delete()
        cancel_letters(row, actor=actor, now=now, only=frozenset({juror.user_id}))
    managers = User.objects.filter(role_grants__role=Role.CERTIFICATION_MANAGER, is_active=True).distinct()
    for manager in managers.exclude(pk=actor.pk):
        notify(
            user=manager,
            kind="conflict_declared",
            url=reverse("enrolment", args=[enrolment.pk]),
            juror=juror,
            candidate=candidate,
        )
    details = {"juror": str(juror), "candidate": str(candidate)}
    record_action(actor=actor, action="declare_conflict", subject=conflict, details=details)
    return conflict
