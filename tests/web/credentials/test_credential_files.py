"""The signed file of a certificate: made once, published keys and lists, and what a stranger finds."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from preuve.credentialing.shipped import shipped_contexts
from preuve.domain.credentials.baking import bake_svg, png_credential, svg_credential
from preuve.domain.credentials.status_lists import StatusPurpose
from preuve.domain.credentials.verification import Check, Outcome, verify
from preuve.web.credentials.actions import publish_results, revoke_certificate
from preuve.web.credentials.awards import acquired
from preuve.web.credentials.models import Credential, IssuerKey, StatusList
from preuve.web.credentials.queries.issuer import issuer_document, signed_status_list
from preuve.web.credentials.signing import make_credential
from preuve.web.credentials.tasks import make_certificate_document
from tests.web.credentials.conftest import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def certificate(hearing):
    hearing.hear()
    (row,) = publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    return row


@pytest.fixture
def credential(certificate):
    return make_credential(certificate=certificate, now=NOW)


def found(credential, at=LATER):
    """What the library finds with nothing but what the certifier publishes."""
    row = credential.status_list
    checked = verify(
        credential.token or credential.document,
        at=at,
        issuers=[issuer_document(row.issuer)],
        contexts=shipped_contexts(),
        status_lists=[signed_status_list(row, at, purpose) for purpose in StatusPurpose],
    )
    assert all(item.outcome is not Outcome.STATUS_LIST_MISSING for item in checked.findings)
    said = sorted(checked.findings, key=lambda finding: finding.outcome is not Outcome.PASSED)
    return {finding.check: finding.outcome for finding in said}


def sent(client, content, name="certificat.json"):
    return client.post(reverse("verify_file"), {"file": SimpleUploadedFile(name, content)})


def test_a_credential_says_what_was_granted_and_verifies(credential, certificate):
    subject = credential.document["credentialSubject"]
    mentions = certificate.mentions
    assert subject["achievement"]["name"] == mentions["title"]
    assert subject["achievement"]["humanCode"] == mentions["rncp_code"]
    blocks = certificate.framework_version.blocks.all()
    expected = sum(1 + block.competences.count() for block in blocks)
    assert len(subject["achievement"]["alignment"]) == expected
    assert found(credential) == dict.fromkeys(set(Check) - {Check.PDF}, Outcome.PASSED)


def test_it_is_made_once(certificate):
    first = make_credential(certificate=certificate, now=NOW)
    assert make_credential(certificate=certificate, now=LATER) == first
    make_certificate_document(certificate_id=certificate.pk)
    made = Counter(Credential.objects.values_list("kind", flat=True))
    assert made == {"certificate": 1, "competence": len(acquired(certificate)), "token": 1, "record": 1}
    assert sorted(IssuerKey.objects.values_list("algorithm", flat=True)) == ["ed25519", "rsa-2048"]
    assert StatusList.objects.count() == 1


def test_the_private_key_is_not_in_the_database(credential):
    assert b"PRIVATE" not in bytes(credential.key.sealed)
    assert bytes(credential.key.sealed).startswith(b"gAAAA")


@pytest.mark.parametrize("change", [{"status_index": 1}, {"document": {}}])
def test_the_database_keeps_it_as_it_is(credential, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuerKey.objects.filter(pk=credential.key_id).update(public="z6Mk")


def test_a_revoked_certificate_is_in_the_list(hearing, credential):
    revoke_certificate(actor=hearing.manager, certificate=credential.certificate, reason="Fraude.", now=LATER)
    assert found(credential)[Check.STATUS] is Outcome.REVOKED


def test_what_is_published_is_for_any_site(client, credential):
    issuer = client.get(reverse("issuer", args=[credential.key.issuer_id]))
    listed = client.get(reverse("status_list", args=[credential.status_list_id]))
    assert (issuer["Content-Type"], listed["Content-Type"]) == ("application/did+json", "application/vc")
    for answer in (issuer, listed):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer.cookies == {}
    checked = verify(
        credential.document,
        at=datetime.now(UTC) + timedelta(days=400),
        issuers=[json.loads(issuer.content)],
        contexts=shipped_contexts(),
        status_lists=[json.loads(listed.content)],
    )
    assert checked.facts.issuer == json.loads(issuer.content)["id"]
    assert checked.findings[2].outcome is Outcome.PASSED


def test_strangers_to_issuing_publish_nothing(client, hearing):
    assert client.get(reverse("issuer", args=[hearing.session.centre_id])).status_code == 404
    assert client.get(reverse("status_list", args=[999])).status_code == 404
    assert client.get(reverse("credential", args=["a" * 26])).status_code == 404
    assert client.get(reverse("credential", args=["%00"])).status_code == 404


def test_the_file_is_the_credential(client, credential):
    answer = client.get(reverse("credential", args=[credential.certificate.public_id]))
    assert json.loads(answer.content) == credential.document
    assert answer["Content-Disposition"] == f'attachment; filename="{credential.certificate.number}.json"'
    assert answer["Cache-Control"] == "no-store"


def test_a_stranger_checks_a_file_without_scripts(client, hearing, credential, monkeypatch):
    monkeypatch.setattr("preuve.web.credentials.views.files.timezone.now", lambda: LATER)
    data = json.dumps(credential.document).encode()
    page = sent(client, data).content.decode()
    assert page.count("<h2>Ce certificat est valable</h2>") == 2  # the answer, and the mould for scripts
    assert "<dd>conforme</dd>" in page
    svg = bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"/>', data.decode())
    assert sent(client, svg).content.decode().count("<h2>Ce certificat est valable</h2>") == 2
    revoke_certificate(actor=hearing.manager, certificate=credential.certificate, reason="Fraude.", now=LATER)
    page = sent(client, data).content.decode()
    assert page.count("<h2>Ce fichier ne peut pas être cru</h2>") == 2
    assert "révoqué par l’émetteur" in page.split('id="verify-words"')[0]


def test_a_changed_file_is_not_believed(client, credential):
    changed = json.dumps(credential.document).replace("Camille", "Camillo").encode()
    page = sent(client, changed).content.decode()
    assert "<dd>la signature ne correspond pas" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choisissez un fichier qui n’est pas vide."),
        (b"%PDF-1.7", "Ce fichier ne contient pas de certificat lisible."),
        (b"<svg", "Ce fichier ne contient pas de certificat lisible."),
        (b"{" + b" " * 5_000_000, "Ce fichier est trop grand pour être un certificat : 5 Mo au plus."),
    ],
)
def test_other_files_are_answered_in_words(client, content, said):
    answer = sent(client, content)
    assert answer.status_code == 422
    assert said in answer.content.decode().split("<form")[0]


@pytest.mark.parametrize(("form", "read"), [("png", png_credential), ("svg", svg_credential)])
def test_the_badge_carries_the_credential(client, hearing, credential, form, read):
    certificate = credential.certificate
    address = reverse("certificate_badge", args=[certificate.pk, form])
    client.force_login(certificate.holder)
    assert client.get(address).status_code == 404  # the documents are still in preparation
    make_certificate_document(certificate_id=certificate.pk)
    answer = client.get(address)
    assert json.loads(read(answer.content)) == credential.document
    assert answer["Content-Disposition"] == f'attachment; filename="{certificate.number}.{form}"'
    revoke_certificate(actor=hearing.manager, certificate=certificate, reason="Fraude.", now=LATER)
    assert client.get(address).status_code == 404


def test_there_is_no_other_badge(client, certificate):
    client.force_login(certificate.holder)
    make_certificate_document(certificate_id=certificate.pk)
    assert client.get(reverse("certificate_badge", args=[certificate.pk, "gif"])).status_code == 404
