"""A certificate suspended, put back, or revoked: what the page, the program and the lists say."""

import json

import pytest
from django.http import Http404
from django.urls import reverse

from preuve.domain.credentials.status_lists import StatusPurpose
from preuve.domain.credentials.verification import Check, Outcome
from preuve.web.accounts.models import Notification, Role
from preuve.web.audit.models import AuditRecord
from preuve.web.credentials.actions import publish_results, revoke_certificate
from preuve.web.credentials.queries.issuer import signed_status_list
from preuve.web.credentials.signing import make_credentials
from preuve.web.credentials.suspension import lift_suspension, suspend_certificate
from preuve.web.errors import ActionRefusedError
from tests.factories.people import make_person
from tests.web.credentials.conftest import NOW
from tests.web.credentials.test_credential_files import LATER, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(hearing):
    hearing.hear()
    (row,) = publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    return row


@pytest.fixture
def files(certificate):
    return make_credentials(certificate=certificate, now=NOW)


def suspend(hearing, certificate, reason="Signalement."):
    return suspend_certificate(actor=hearing.manager, certificate=certificate, reason=reason, now=LATER)


def lift(hearing, certificate, reason="Signalement infondé."):
    return lift_suspension(actor=hearing.manager, certificate=certificate, reason=reason, now=LATER)


def test_every_file_says_it_while_it_lasts(hearing, certificate, files):
    suspend(hearing, certificate)
    assert {found(row)[Check.STATUS] for row in files} == {Outcome.SUSPENDED}
    lift(hearing, certificate)
    assert {found(row)[Check.STATUS] for row in files} == {Outcome.PASSED}
    certificate.refresh_from_db()
    assert (certificate.suspended_at, certificate.suspension_reason) == (None, "")
    records = AuditRecord.objects.filter(action__in=["suspend_certificate", "lift_suspension"]).order_by("pk")
    assert [(row.action, row.details["reason"]) for row in records] == [
        ("suspend_certificate", "Signalement."),
        ("lift_suspension", "Signalement infondé."),
    ]
    told = Notification.objects.filter(user=certificate.holder).order_by("-pk")[:2]
    assert [row.kind for row in told] == ["certificate_restored", "certificate_suspended"]


def test_what_can_not_be(hearing, certificate):
    with pytest.raises(ActionRefusedError, match="n’est pas suspendu"):
        lift(hearing, certificate)
    suspend(hearing, certificate)
    with pytest.raises(ActionRefusedError, match="déjà suspendu"):
        suspend(hearing, certificate)
    revoke_certificate(actor=hearing.manager, certificate=certificate, reason="Fraude.", now=LATER)
    with pytest.raises(ActionRefusedError, match="ne peut pas être suspendu"):
        suspend(hearing, certificate)
    with pytest.raises(ActionRefusedError, match="ne peut pas être rétabli"):
        lift(hearing, certificate)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 501, "a\x00b"])
def test_a_reason_that_can_be_kept_is_required(hearing, certificate, reason):
    with pytest.raises(ActionRefusedError):
        suspend(hearing, certificate, reason)
    certificate.refresh_from_db()
    assert certificate.suspended_at is None


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CERTIFICATION_MANAGER])
@pytest.mark.parametrize("act", [suspend_certificate, lift_suspension])
def test_only_a_certification_manager_does(certificate, role, act):
    with pytest.raises(Http404):
        act(actor=make_person(role), certificate=certificate, reason="Fraude.", now=NOW)


def test_the_pages(client, hearing, certificate):
    public, own = (
        reverse("verify", args=[certificate.public_id]),
        reverse("certificate", args=[certificate.pk]),
    )
    asked = reverse("suspend_certificate", args=[certificate.pk])
    client.force_login(hearing.manager)
    assert asked in client.get(own).content.decode()
    assert client.post(asked, {"reason": ""}).status_code == 422
    assert client.post(asked, {"reason": "Signalement."}).status_code == 302
    page = client.get(public).content.decode()
    assert "<h1>Certificat suspendu</h1>" in page
    assert "Signalement" not in page
    api = client.get(f"/api/verify/{certificate.public_id}")
    assert api.json()["status"] == "suspended"
    assert "Motif : Signalement." in client.get(own).content.decode()
    assert 'name="reason"' not in client.get(asked).content.decode()
    lifts = reverse("lift_suspension", args=[certificate.pk])
    assert client.post(lifts, {"reason": "Infondé."}).status_code == 302
    assert "<h1>Certificat valide</h1>" in client.get(public).content.decode()


def test_the_list_of_suspensions_is_published(client, hearing, certificate, files):
    answer = client.get(reverse("suspension_list", args=[files[0].status_list_id]))
    assert answer["Content-Type"] == "application/vc"
    published = json.loads(answer.content)
    assert published["credentialSubject"]["statusPurpose"] == "suspension"
    signed = signed_status_list(files[0].status_list, LATER, StatusPurpose.SUSPENSION)
    assert published["id"] == signed["id"]
    assert client.get(reverse("suspension_list", args=[999])).status_code == 404
