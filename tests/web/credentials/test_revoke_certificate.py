import pytest
from django.db import DatabaseError, transaction
from django.http import Http404
from django.urls import reverse

from preuve.web.accounts.models import Notification, Role
from preuve.web.audit.models import AuditRecord
from preuve.web.credentials.actions import publish_results, revoke_certificate
from preuve.web.credentials.models import Certificate
from preuve.web.errors import ActionRefusedError
from tests.factories.people import make_person
from tests.web.credentials.conftest import NOW


@pytest.fixture
def certificate(hearing):
    hearing.hear()
    (row,) = publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    return row


def test_revoking(hearing, certificate):
    revoke_certificate(actor=hearing.manager, certificate=certificate, reason="  Fraude établie. ", now=NOW)
    certificate.refresh_from_db()
    assert (certificate.revoked_at, certificate.revocation_reason) == (NOW, "Fraude établie.")
    told = Notification.objects.filter(user=certificate.holder).order_by("-pk").first()
    assert (told.kind, told.values) == ("certificate_revoked", {"number": certificate.number})
    record = AuditRecord.objects.get(action="revoke_certificate")
    assert record.details["reason"] == "Fraude établie."


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501, "a\x00b"])
def test_a_reason_that_can_be_kept_is_required(hearing, certificate, reason):
    with pytest.raises(ActionRefusedError):
        revoke_certificate(actor=hearing.manager, certificate=certificate, reason=reason, now=NOW)
    certificate.refresh_from_db()
    assert certificate.revoked_at is None


def test_revoking_twice_is_refused(hearing, certificate):
    revoke_certificate(actor=hearing.manager, certificate=certificate, reason="Fraude.", now=NOW)
    with pytest.raises(ActionRefusedError, match="Ce certificat est déjà révoqué"):
        revoke_certificate(actor=hearing.manager, certificate=certificate, reason="Autre.", now=NOW)
    certificate.refresh_from_db()
    assert certificate.revocation_reason == "Fraude."


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CERTIFICATION_MANAGER])
def test_only_a_certification_manager_revokes(certificate, role):
    with pytest.raises(Http404):
        revoke_certificate(actor=make_person(role), certificate=certificate, reason="Fraude.", now=NOW)


def test_the_database_refuses_what_the_code_does_not_do(certificate):
    rows = Certificate.objects.filter(pk=certificate.pk)
    for change in ({"number": "AUTRE"}, {"mentions": {}}, {"public_id": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


def test_revoke_certificate_page(hearing, certificate, signed_in):
    url = reverse("revoke_certificate", args=[certificate.pk])
    assert signed_in(certificate.holder).get(url).status_code == 404
    assert signed_in(make_person(Role.AUDITOR)).post(url, {"reason": "x"}).status_code == 404
    client = signed_in(hearing.manager)
    assert "Révoquer ce certificat ?" in client.get(url).content.decode()
    assert client.post(url, {"reason": " "}).status_code == 422
    answer = client.post(url, {"reason": "Fraude."})
    assert (answer.status_code, answer["Location"]) == (302, reverse("certificate", args=[certificate.pk]))
    certificate.refresh_from_db()
    assert certificate.revocation_reason == "Fraude."
    assert "déjà révoqué" in client.get(url).content.decode()


def test_revoke_certificate_asks_to_sign_in(client, certificate):
    answer = client.post(reverse("revoke_certificate", args=[certificate.pk]), {"reason": "x"})
    assert answer["Location"].startswith(reverse("account_login"))
