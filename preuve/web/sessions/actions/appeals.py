"""Contest a published result, and answer. Nothing that was lodged or decided ever changes."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from preuve.domain.assessment.resits import AppealRefusal
from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import Role, User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.models import Appeal, Enrolment
from preuve.web.sessions.phrasing import appeal_refusal_sentence
from preuve.web.sessions.queries.appeals import (
    get_appeal_or_404,
    get_own_enrolment_or_404,
    standing_of,
    window_of,
)
from preuve.web.sessions.rules import manages


@transaction.atomic
def lodge_appeal(*, actor: User, enrolment: Enrolment, grounds: str, now: datetime) -> Appeal:
    """Contest one's own result, within the days that the regulations give."""
    get_own_enrolment_or_404(actor, enrolment.pk)
    appeal = _create(actor, enrolment, timezone.localdate(now), grounds, "", now)
    for manager in _managers().exclude(pk=actor.pk):
        notify(
            user=manager,
            kind="appeal_lodged",
            url=reverse("appeal", args=[appeal.pk]),
            candidate=appeal.enrolment.candidate,
            session=appeal.enrolment.session.title,
        )
    _record(actor, "lodge_appeal", appeal, now)
    return appeal


@transaction.atomic
def record_appeal(  # noqa: PLR0913 (what a letter says, who opens it and when)
    *,
    actor: User,
    enrolment: Enrolment,
    received_on: date,
    grounds: str,
    late_reason: str = "",
    now: datetime,
) -> Appeal:
    """Enter an appeal received by letter; one received late is only entered with the reason why."""
    _refuse_other_than_managers(actor)
    if received_on > timezone.localdate(now):
        raise ActionRefusedError(_("Un recours ne peut pas être reçu demain : vérifiez la date."))
    appeal = _create(actor, enrolment, received_on, grounds, late_reason, now)
    candidate = appeal.enrolment.candidate
    url = reverse("appeal", args=[appeal.pk])
    notify(user=candidate, kind="appeal_recorded", url=url, session=appeal.enrolment.session.title)
    _record(actor, "record_appeal", appeal, now)
    return appeal


@transaction.atomic
def decide_appeal(*, actor: User, appeal: Appeal, decision: str, reasons: str, now: datetime) -> Appeal:
    """Uphold, reject or note as withdrawn, with reasons, once; nobody decides about themselves."""
    _refuse_other_than_managers(actor)
    _lock(appeal.enrolment)
    row = get_appeal_or_404(actor, appeal.pk)
    if row.enrolment.candidate_id == actor.pk:
        raise ActionRefusedError(_("Vous ne pouvez pas décider de votre propre recours."))
    if not row.is_open:
        raise ActionRefusedError(_("Ce recours est déjà décidé."))
    if decision not in Appeal.Decision.values:
        raise ActionRefusedError(_("Choisissez une décision."))
    row.decision, row.reasons = (
        Appeal.Decision(decision),
        _text(reasons, _("Dites les motifs de la décision.")),
    )
    row.decided_at, row.decided_by = now, actor
    row.save(update_fields=["decision", "reasons", "decided_at", "decided_by"])
    notify(
        user=row.enrolment.candidate,
        kind="appeal_decided",
        url=reverse("appeal", args=[row.pk]),
        session=row.enrolment.session.title,
    )
    _record(actor, "decide_appeal", row, now, decision=str(row.decision))
    return row


def _create(  # noqa: PLR0913, PLR0917 (one row's columns)
    actor: User, enrolment: Enrolment, received_on: date, grounds: str, late_reason: str, now: datetime
) -> Appeal:
    text = _text(grounds, _("Dites pourquoi le résultat est contesté."))
    _lock(enrolment)
    standing = standing_of(enrolment)
    window = window_of(standing, received_on)
    late = window.refusal is AppealRefusal.TOO_LATE
    admitted = window.refusal is None or (late and bool(late_reason.strip()))
    notified_on = standing.notified_on
    if not admitted or standing.spoken is None or notified_on is None or window.deadline is None:
        raise ActionRefusedError(appeal_refusal_sentence(window))
    return Appeal.objects.create(
        enrolment=standing.enrolment,
        minutes_number=standing.spoken.number,
        notified_on=notified_on,
        deadline=window.deadline,
        received_on=received_on,
        late_reason=late_reason.strip() if late else "",
        grounds=text,
        lodged_at=now,
        lodged_by=actor,
    )


def _lock(enrolment: Enrolment) -> None:
    """Whoever contests, decides or books a resit waits here for the others."""
    Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.pk)


def _text(typed: str, asked: object) -> str:
    text = typed.strip()
    if not text:
        raise ActionRefusedError(str(asked))
    return text


def _refuse_other_than_managers(actor: User) -> None:
    if not manages(actor):
        raise Http404


def _managers() -> QuerySet[User]:
    return User.objects.filter(role_grants__role=Role.CERTIFICATION_MANAGER, is_active=True).distinct()


def _record(actor: User, action: str, appeal: Appeal, now: datetime, **details: str) -> None:
    record_action(
        actor=actor,
        action=action,
        subject=appeal,
        after={"grounds": appeal.grounds, "decision": str(appeal.decision), "reasons": appeal.reasons},
        details={"enrolment": appeal.enrolment_id, "minutes": appeal.minutes_number, **details},
        at=now,
    )
