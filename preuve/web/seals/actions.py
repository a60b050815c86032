"""Give each signer their key, made when first needed. Keys are never shown and never leave."""

from datetime import datetime

from django.db import transaction

from preuve.web.accounts.models import Organisation, User
from preuve.web.seals.authorities import LockedKeyError, expiry, locked, new_root, new_signer, unlocked
from preuve.web.seals.models import Authority, SigningKey
from preuve.web.seals.signing import Signer
from preuve.web.vault import seal, unseal

ROOT_PURPOSE = "seal root"
KEY_PURPOSE = "seal key"


def seal_of(*, organisation: Organisation, now: datetime) -> Signer:
    """Return what seals a certifier's documents."""
    key = _in_use(organisation, None, now) or _new_key(organisation, None, now, password=None)
    return _signer(key, unseal(KEY_PURPOSE, key.sealed))


def signer_of(*, person: User, password: str, organisation: Organisation, now: datetime) -> Signer:
    """Return what signs for a person at a certifier; `password` has just been checked and opens their key.

    A password changed since opens nothing: a new key is made, and what the old one signed stays good.
    """
    key = _in_use(organisation, person, now)
    if key is not None:
        try:
            return _signer(key, unlocked(unseal(KEY_PURPOSE, key.sealed), password))
        except LockedKeyError:
            _retire(key, now)
    key = _new_key(organisation, person, now, password=password)
    return _signer(key, unlocked(unseal(KEY_PURPOSE, key.sealed), password))


def _in_use(organisation: Organisation, person: User | None, now: datetime) -> SigningKey | None:
    keys = SigningKey.objects.select_related("authority")
    key = keys.filter(authority__organisation=organisation, person=person, retired_at=None).first()
    if key is not None and key.expires_at <= now:
        _retire(key, now)
        return None
    return key


def _retire(key: SigningKey, now: datetime) -> None:
    key.retired_at = now
    key.save(update_fields=["retired_at"])


@transaction.atomic
def _new_key(
    organisation: Organisation, person: User | None, now: datetime, *, password: str | None
) -> SigningKey:
    """The certifier's row is locked: who asks twice at once finds the key that the first call made."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    made = _in_use(organisation, person, now)
    if made is not None:
        return made
    authority = _authority(organisation, now)
    root = (bytes(authority.certificate), unseal(ROOT_PURPOSE, authority.sealed))
    name = organisation.name if person is None else person.get_full_name()
    certificate, private = new_signer(name, organisation.name, root, now)
    return SigningKey.objects.create(
        authority=authority,
        person=person,
        certificate=certificate,
        sealed=seal(KEY_PURPOSE, private if password is None else locked(private, password)),
        created_at=now,
        expires_at=expiry(certificate),
    )


def _authority(organisation: Organisation, now: datetime) -> Authority:
    found = Authority.objects.filter(organisation=organisation).first()
    if found is not None:
        return found
    certificate, private = new_root(organisation.name, now)
    return Authority.objects.create(
        organisation=organisation,
        certificate=certificate,
        sealed=seal(ROOT_PURPOSE, private),
        created_at=now,
    )


def _signer(key: SigningKey, private: bytes) -> Signer:
    return Signer(bytes(key.certificate), private, bytes(key.authority.certificate))
