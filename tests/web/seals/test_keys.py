"""Keys are kept for ever, opened by the vault and a password, and made once."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.seals.actions import seal_of, signer_of
from preuve.web.seals.authorities import LockedKeyError, locked, unlocked
from preuve.web.seals.models import Authority, SigningKey
from tests.factories.people import make_organisation, make_person


def test_only_the_password_opens_a_persons_key():
    held = locked(b"secret", "mot de passe")
    assert unlocked(held, "mot de passe") == b"secret"
    assert b"secret" not in held
    assert locked(b"secret", "mot de passe") != held
    for wrong in ("mot de passé", ""):
        with pytest.raises(LockedKeyError):
            unlocked(held, wrong)
    with pytest.raises(LockedKeyError):
        unlocked(held[:-1] + bytes([held[-1] ^ 1]), "mot de passe")


@pytest.mark.django_db
def test_keys_are_kept_and_never_changed():
    organisation, now = make_organisation(), timezone.now()
    signer_of(person=make_person(Role.JUROR), password="x", organisation=organisation, now=now)
    key, authority = SigningKey.objects.get(), Authority.objects.get()
    key.retired_at = now
    key.save()
    for change in (
        lambda: SigningKey.objects.all().delete(),
        lambda: SigningKey.objects.update(certificate=b"other"),
        lambda: SigningKey.objects.update(retired_at=None),
        lambda: Authority.objects.all().delete(),
        lambda: Authority.objects.update(certificate=b"other"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert bytes(authority.sealed).startswith(b"gAAAA")  # by the vault
    SigningKey.objects.update(sealed=b"resealed with a new key of the vault")


@pytest.mark.django_db(transaction=True)
def test_a_key_asked_for_twice_at_once_is_made_once():
    organisation, now, made = make_organisation(), timezone.now(), []

    def ask():
        try:
            made.append(seal_of(organisation=organisation, now=now).certificate)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _rank in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == SigningKey.objects.count() == Authority.objects.count() == 1
