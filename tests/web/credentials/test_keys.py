"""A key replaced, and a key stolen: rotate, revoke, sign again, the old flagged, the new valid."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from preuve.domain.credentials.verification import Check, Outcome
from preuve.web.accounts.models import Notification, Role
from preuve.web.audit.models import AuditRecord
from preuve.web.credentials.actions import publish_results, revoke_certificate
from preuve.web.credentials.models import Credential, IssuerKey
from preuve.web.credentials.queries.issuer import issuer_document, key_in_use
from preuve.web.credentials.queries.keys import list_keys
from preuve.web.credentials.queries.signed import current_credentials
from preuve.web.credentials.rotation import resume_signing, revoke_key, rotate_key
from preuve.web.credentials.signing import make_credentials
from preuve.web.credentials.tasks import sign_stolen_again
from preuve.web.errors import ActionRefusedError
from tests.factories.people import make_person
from tests.web.credentials.conftest import NOW
from tests.web.credentials.test_credential_files import found

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
THEFT = NOW + 2 * DAY
AFTER = NOW + 6 * DAY
Algorithm = IssuerKey.Algorithm


@pytest.fixture
def certificates(hearing):
    for _each in range(2):
        hearing.hear()
    return publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)


@pytest.fixture
def signed(certificates):
    """The files of a certificate signed before the theft, and those of one signed after."""
    before, after = certificates
    return make_credentials(certificate=before, now=NOW), make_credentials(certificate=after, now=THEFT + DAY)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr("preuve.web.credentials.tasks.timezone.now", lambda: AFTER - DAY)


def steal(hearing, key, **changes):
    values = {"stolen_at": THEFT, "reason": "Sauvegarde perdue.", "now": AFTER - 2 * DAY, **changes}
    return revoke_key(actor=hearing.manager, key=key, **values)


def good(rows, at=AFTER):
    return [set(found(row, at).values()) for row in rows]


def published(issuer):
    return {item["id"].split("#")[1]: item for item in issuer_document(issuer)["verificationMethod"]}


def test_a_replaced_key_stays_published_and_what_it_signed_stays_valid(hearing, certificates, signed):
    old = key_in_use(certificates[0].certification.certifier)
    new = rotate_key(actor=hearing.manager, key=old, now=THEFT + DAY)
    old.refresh_from_db()
    assert old.expires_at == THEFT + DAY + timedelta(seconds=1)  # after its last signature
    assert key_in_use(old.issuer) == new
    keys = published(old.issuer)
    assert set(keys) == set(IssuerKey.objects.values_list("public", flat=True))
    assert keys[old.public]["expires"] == "2027-03-15T15:00:01Z"
    assert good([*signed[0], *signed[1]]) == [{Outcome.PASSED}] * len(signed[0]) * 2
    record = AuditRecord.objects.get(action="rotate_issuer_key")
    assert record.details == {"key": old.public, "replaced_by": new.public}
    with pytest.raises(ActionRefusedError, match="ne signe plus"):
        rotate_key(actor=hearing.manager, key=old, now=AFTER)


def test_the_new_key_signs_from_then_on(hearing, certificates):
    (first, *_rest) = make_credentials(certificate=certificates[0], now=NOW)
    new = rotate_key(actor=hearing.manager, key=first.key, now=NOW + DAY)
    rows = make_credentials(certificate=certificates[1], now=NOW + 2 * DAY)
    assert {row.key for row in rows if row.kind != "token"} == {new}
    assert good([first, *rows]) == [{Outcome.PASSED}] * (1 + len(rows))


@pytest.mark.parametrize("algorithm", Algorithm)
def test_the_rehearsal_of_a_theft(hearing, certificates, signed, clock, algorithm):
    before, after = signed
    key = IssuerKey.objects.get(algorithm=algorithm)
    steal(hearing, key)
    flagged = [row for row in after if row.key == key]
    assert [found(row, AFTER)[Check.KEY] for row in flagged] == [Outcome.KEY_REVOKED] * len(flagged)
    assert good(before) == [{Outcome.PASSED}] * len(before)
    (shown,) = [item for item in list_keys(hearing.manager) if item.key == key]
    assert (shown.state, shown.signed, shown.left) == ("revoked", 2 * len(flagged), len(flagged))

    sign_stolen_again(key_id=key.pk)
    again = list(Credential.objects.filter(edition=2))
    assert {(row.certificate_id, row.kind, row.competence) for row in again} == {
        (row.certificate_id, row.kind, row.competence) for row in flagged
    }
    assert good(again) == [{Outcome.PASSED}] * len(flagged)
    assert {row.key for row in again} == {key_in_use(key.issuer, algorithm)}
    for row in flagged:
        assert (found(row, AFTER)[Check.KEY], found(row, AFTER)[Check.STATUS]) == (
            Outcome.KEY_REVOKED,
            Outcome.REVOKED,
        )
    assert good(before) == [{Outcome.PASSED}] * len(before)
    assert {row.document["id"] for row in again}.isdisjoint(row.document["id"] for row in flagged)
    told = Notification.objects.filter(kind="certificate_signed_again")
    assert [row.user for row in told] == [certificates[1].holder]

    sign_stolen_again(key_id=key.pk)
    assert Credential.objects.count() == len(before) + len(after) + len(again)
    assert [item.left for item in list_keys(hearing.manager)] == [0, 0, 0]


def test_it_goes_on_where_it_was_interrupted(hearing, certificates, clock, monkeypatch):
    for row in certificates:
        make_credentials(certificate=row, now=THEFT + DAY)
    used = key_in_use(certificates[0].certification.certifier)
    key = steal(hearing, used, stolen_at=THEFT + DAY)
    from preuve.web.credentials import rotation  # noqa: PLC0415 (the module that is made to fail)

    true, calls = rotation.sign_again, []

    def failing(**arguments):
        calls.append(arguments)
        if len(calls) > 1:
            raise ConnectionError
        return true(**arguments)

    with monkeypatch.context() as patched:
        patched.setattr(rotation, "sign_again", failing)
        with pytest.raises(ConnectionError):
            sign_stolen_again(key_id=key.pk)
    assert set(Credential.objects.filter(edition=2).values_list("certificate", flat=True)) == {
        min(row.pk for row in certificates)
    }
    resume_signing(actor=hearing.manager, key=key)
    sign_stolen_again(key_id=key.pk)
    rows = current_credentials().exclude(kind="token")
    assert set(rows.values_list("edition", flat=True)) == {2}
    assert good(rows) == [{Outcome.PASSED}] * len(rows)


def test_a_key_retired_before_is_revoked_without_a_new_one(hearing, signed, certificates):
    old = key_in_use(certificates[0].certification.certifier)
    new = rotate_key(actor=hearing.manager, key=old, now=THEFT + DAY)
    steal(hearing, old)
    assert key_in_use(old.issuer) == new
    assert IssuerKey.objects.filter(algorithm=Algorithm.ED25519).count() == 2


def test_a_revoked_certificate_is_not_signed_again(hearing, signed, certificates, clock):
    revoke_certificate(actor=hearing.manager, certificate=certificates[1], reason="Fraude.", now=THEFT + DAY)
    key = steal(hearing, key_in_use(certificates[0].certification.certifier))
    sign_stolen_again(key_id=key.pk)
    assert not Credential.objects.filter(edition=2).exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stolen_at": AFTER}, "à venir"),
        ({"stolen_at": NOW - DAY}, "précéder la création"),
        ({"reason": " "}, "Dites comment"),
        ({"reason": "x" * 501}, "500 caractères"),
    ],
)
def test_what_is_refused(hearing, signed, certificates, changes, said):
    key = key_in_use(certificates[0].certification.certifier)
    with pytest.raises(ActionRefusedError, match=said):
        steal(hearing, key, **changes)
    key.refresh_from_db()
    assert key.revoked_at is None


def test_a_key_is_revoked_once(hearing, signed, certificates):
    key = steal(hearing, key_in_use(certificates[0].certification.certifier))
    with pytest.raises(ActionRefusedError, match="déjà révoquée"):
        steal(hearing, key)
    for change in ({"revoked_at": None}, {"created_at": AFTER}, {"jwk": {}}, {"algorithm": "rsa-2048"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IssuerKey.objects.filter(pk=key.pk).update(**change)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CERTIFICATION_MANAGER])
def test_only_a_certification_manager_has_keys(client, signed, role):
    person, key = make_person(role), IssuerKey.objects.first()
    with pytest.raises(Http404):
        rotate_key(actor=person, key=key, now=AFTER)
    with pytest.raises(Http404):
        revoke_key(actor=person, key=key, stolen_at=THEFT, reason="Vol.", now=AFTER)
    with pytest.raises(Http404):
        resume_signing(actor=person, key=key)
    assert list_keys(person) == []
    client.force_login(person)
    assert client.get(reverse("issuer_keys")).status_code == 404


def test_the_pages(client, hearing, signed, monkeypatch):
    monkeypatch.setattr("preuve.web.credentials.views.keys.timezone.now", lambda: AFTER)
    client.force_login(hearing.manager)
    page = reverse("issuer_keys")
    assert page in client.get(reverse("certificates")).content.decode()
    key = IssuerKey.objects.get(algorithm=Algorithm.ED25519)
    assert client.post(reverse("rotate_key", args=[key.pk])).status_code == 302
    content = client.get(page).content.decode()
    assert [content.count(word) for word in ("en service", "retirée", "révoquée")] == [2, 1, 0]
    asked = reverse("revoke_key", args=[key.pk])
    assert client.post(asked, {"stolen_at": "hier", "reason": ""}).status_code == 422
    assert client.post(asked, {"stolen_at": "2027-03-14T16:00", "reason": "Vol."}).status_code == 302
    content = client.get(page).content.decode()
    assert "révoquée" in content
    assert f"{sum(row.kind != 'token' for row in signed[1])} à signer de nouveau" in content
    assert client.post(reverse("resume_signing", args=[key.pk])).status_code == 302
    assert 'name="stolen_at"' not in client.get(asked).content.decode()
    assert client.get(reverse("revoke_key", args=[10**6])).status_code == 404


def test_there_is_no_key_before_the_first_certificate(client, hearing):
    client.force_login(hearing.manager)
    assert "Aucune clé encore" in client.get(reverse("issuer_keys")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_two_queries(hearing, signed, certificates, count, django_assert_num_queries):
    for step in range(count - 1):
        key = key_in_use(certificates[0].certification.certifier)
        rotate_key(actor=hearing.manager, key=key, now=AFTER + step * DAY)
    assert hearing.manager.role_grants.exists()
    list_keys(hearing.manager)
    with django_assert_num_queries(2):
        assert len(list_keys(hearing.manager)) == count + 1
