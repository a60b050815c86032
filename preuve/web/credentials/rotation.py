"""Change the keys of a certifier, and answer the theft of one: actions, beside those of `actions.py`."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import Organisation, User
from preuve.web.audit.actions import record_action
from preuve.web.background import defer
from preuve.web.credentials.keys import Algorithm, new_key
from preuve.web.credentials.models import Certificate, IssuerKey
from preuve.web.credentials.queries.keys import signed_since_theft
from preuve.web.credentials.reasons import kept_reason
from preuve.web.credentials.rules import require_issuer
from preuve.web.credentials.signing import sign_again
from preuve.web.credentials.tasks import sign_stolen_again
from preuve.web.errors import ActionRefusedError

INSTANT = timedelta(seconds=1)
"""Credentials tell moments by the second: a key ends in the second after its last signature, not in it."""


@transaction.atomic
def rotate_key(*, actor: User, key: IssuerKey, now: datetime) -> IssuerKey:
    """Retire a key and return the one that signs from now on. What it signed stays valid."""
    require_issuer(actor)
    row = _locked(key)
    if row.expires_at is not None or row.revoked_at is not None:
        raise ActionRefusedError(_("Cette clé ne signe plus : il n’y a rien à remplacer."))
    last = row.credentials.aggregate(last=Max("signed_at"))["last"]
    row.expires_at = max(now, last + INSTANT) if last else now
    row.save(update_fields=["expires_at"])
    made = new_key(row.issuer, Algorithm(row.algorithm), now)
    details = {"key": row.public, "replaced_by": made.public}
    record_action(actor=actor, action="rotate_issuer_key", subject=row, details=details, at=now)
    return made


@transaction.atomic
def revoke_key(*, actor: User, key: IssuerKey, stolen_at: datetime, reason: str, now: datetime) -> IssuerKey:
    """Revoke a stolen key from the moment of its theft; a task signs again what it signed since.

    What it signed before stays valid. If it was in use, a new one takes its place at once.
    """
    require_issuer(actor)
    row, stolen_at = _locked(key), stolen_at.replace(microsecond=0)
    if row.revoked_at is not None:
        raise ActionRefusedError(_("Cette clé est déjà révoquée."))
    if stolen_at > now:
        raise ActionRefusedError(_("Le vol ne peut pas être à venir."))
    if stolen_at < row.created_at.replace(microsecond=0):
        raise ActionRefusedError(_("Le vol ne peut pas précéder la création de la clé."))
    kept = kept_reason(reason, missing=_("Dites comment la clé a été perdue ou volée."))
    was_in_use = row.expires_at is None
    row.revoked_at, row.revocation_reason = stolen_at, kept
    row.save(update_fields=["revoked_at", "revocation_reason"])
    if was_in_use:
        new_key(row.issuer, Algorithm(row.algorithm), now)
    defer(sign_stolen_again, key_id=row.pk)
    details = {"key": row.public, "stolen_at": stolen_at.isoformat(), "reason": kept}
    record_action(actor=actor, action="revoke_issuer_key", subject=row, details=details, at=now)
    return row


def resume_signing(*, actor: User, key: IssuerKey) -> None:
    """Queue again the signing of what a stolen key signed; what is signed again already stays so."""
    require_issuer(actor)
    defer(sign_stolen_again, key_id=key.pk)


@transaction.atomic
def replace_files(*, certificate: Certificate, key: IssuerKey, now: datetime) -> None:
    """Sign again the files of a certificate that a stolen key signed since the theft; tell the holder."""
    stale = signed_since_theft().filter(key=key, certificate=certificate).values_list("pk", flat=True)
    if sign_again(certificate=certificate, stale=list(stale), now=now):
        url = reverse("certificate", args=[certificate.pk])
        notify(user=certificate.holder, kind="certificate_signed_again", url=url, number=certificate.number)


def _locked(key: IssuerKey) -> IssuerKey:
    """The certifier's row is locked, as whoever signs does: no signature is under way."""
    Organisation.objects.select_for_update(no_key=True).get(pk=key.issuer_id)
    return (
        IssuerKey.objects.select_for_update(no_key=True, of=("self",)).select_related("issuer").get(pk=key.pk)
    )
