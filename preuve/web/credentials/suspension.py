"""Suspend a certificate and lift the suspension: actions, beside those of `actions.py`."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.credentials.models import Certificate
from preuve.web.credentials.reasons import kept_reason
from preuve.web.credentials.rules import require_issuer
from preuve.web.errors import ActionRefusedError


@transaction.atomic
def suspend_certificate(*, actor: User, certificate: Certificate, reason: str, now: datetime) -> Certificate:
    """Suspend a certificate until it is lifted. The reason stays inside; the public page gives the date."""
    require_issuer(actor)
    row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    if row.revoked_at is not None:
        raise ActionRefusedError(_("Ce certificat est révoqué : il ne peut pas être suspendu."))
    if row.suspended_at is not None:
        raise ActionRefusedError(_("Ce certificat est déjà suspendu."))
    kept = kept_reason(reason, missing=_("Dites pourquoi ce certificat est suspendu."))
    return _set(actor, row, "suspend_certificate", kept, suspended_at=now, now=now)


@transaction.atomic
def lift_suspension(*, actor: User, certificate: Certificate, reason: str, now: datetime) -> Certificate:
    """Put a suspended certificate back in force."""
    require_issuer(actor)
    row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
    if row.revoked_at is not None:
        raise ActionRefusedError(_("Ce certificat est révoqué : il ne peut pas être rétabli."))
    if row.suspended_at is None:
        raise ActionRefusedError(_("Ce certificat n’est pas suspendu."))
    kept = kept_reason(reason, missing=_("Dites pourquoi la suspension est levée."))
    return _set(actor, row, "lift_suspension", kept, suspended_at=None, now=now)


def _set(  # noqa: PLR0913 (what a suspension is, all named where it matters)
    actor: User, row: Certificate, action: str, reason: str, *, suspended_at: datetime | None, now: datetime
) -> Certificate:
    row.suspended_at = suspended_at
    row.suspension_reason = reason if suspended_at else ""
    row.save(update_fields=["suspended_at", "suspension_reason"])
    kind = "certificate_suspended" if suspended_at else "certificate_restored"
    notify(user=row.holder, kind=kind, url=reverse("certificate", args=[row.pk]), number=row.number)
    record_action(
        actor=actor, action=action, subject=row, details={"number": row.number, "reason": reason}, at=now
    )
    return row
