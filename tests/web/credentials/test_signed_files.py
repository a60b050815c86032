"""Every signed file of a certificate: competences, JWT, learner record; each made once, each checked."""

import json
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preuve.cli import main
from preuve.credentialing.shipped import shipped_contexts
from preuve.domain.competences.case.items import identifier
from preuve.domain.credentials.status_lists import StatusPurpose
from preuve.domain.credentials.verification import Check, Outcome, verify
from preuve.web.credentials.actions import publish_results, revoke_certificate
from preuve.web.credentials.awards import FileName, Place, acquired, unsigned
from preuve.web.credentials.models import Certificate, Credential, StatusList
from preuve.web.credentials.queries.issuer import issuer_document, signed_status_list
from preuve.web.credentials.signing import make_credentials
from tests.web.credentials.conftest import NOW
from tests.web.credentials.test_credential_files import LATER, found

pytestmark = pytest.mark.django_db
GOOD = dict.fromkeys(set(Check) - {Check.PDF}, Outcome.PASSED)


@pytest.fixture
def certificate(hearing):
    hearing.hear()
    (row,) = publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    return row


@pytest.fixture
def files(certificate):
    return make_credentials(certificate=certificate, now=NOW)


def of_kind(files, kind):
    return [row for row in files if row.kind == kind]


def test_each_competence_granted_is_a_credential_of_its_own(files, certificate):
    blocks = certificate.framework_version.blocks.prefetch_related("competences")
    expected = {
        f"{block.code}/{row.code}": (row.code, row.statement)
        for block in blocks
        for row in block.competences.all()
    }
    rows = of_kind(files, "competence")
    assert {row.competence for row in rows} == set(expected)
    for row in rows:
        achievement = row.document["credentialSubject"]["achievement"]
        code, words = expected[row.competence]
        (aligned,) = achievement["alignment"]
        assert achievement["achievementType"] == "Competency"
        assert (achievement["humanCode"], achievement["name"]) == (code, words)
        item = identifier(certificate.mentions["rncp_code"], row.competence)
        assert UUID(item).version == 5
        assert aligned["targetUrl"] == f"urn:uuid:{item}"
        assert found(row) == GOOD


def test_a_block_has_its_own_competences_and_none_that_the_jury_refused(hearing):
    blocks = list(hearing.session.framework_version.blocks.prefetch_related("competences"))
    enrolment = hearing.hear(failed=(blocks[-1].code,))
    minutes = hearing.minute()
    rows = publish_results(actor=hearing.manager, minutes=minutes, now=NOW)
    assert {row.block_code for row in rows} == {block.code for block in blocks[:-1]}
    for row in rows:
        block = next(block for block in blocks if block.code == row.block_code)
        assert set(acquired(row)) == {f"{block.code}/{item.code}" for item in block.competences.all()}
        said = next(c for c in row.minutes.content["candidates"] if c["enrolment_id"] == enrolment.pk)
        refused = next(item for item in said["competences"] if item["block"] == block.code)
        refused["decided"] = "not_acquired"
        assert f"{block.code}/{refused['code']}" not in acquired(row)


def test_they_are_made_once_and_what_lacks_is_added(files, certificate):
    again = make_credentials(certificate=certificate, now=LATER)
    assert {row.pk for row in again} == {row.pk for row in files}
    assert len({(row.status_list_id, row.status_index) for row in files}) == len(files)
    assert len({row.document["id"] for row in files}) == len(files)


def test_a_certificate_of_before_gets_what_it_lacks(certificate, monkeypatch):
    first = "preuve.web.credentials.signing.files_of"
    with monkeypatch.context() as patched:
        from preuve.web.credentials.awards import files_of  # noqa: PLC0415 (the true one, before the patch)

        patched.setattr(first, lambda row: files_of(row)[:1])
        (old,) = make_credentials(certificate=certificate, now=NOW)
    rows = make_credentials(certificate=certificate, now=LATER)
    assert old in rows
    (record,) = of_kind(rows, "record")
    assert old.document in record.document["credentialSubject"]["verifiableCredential"]
    assert found(record) == GOOD


def test_the_record_holds_them_all_and_each_verifies_inside_it(files):
    (record,) = of_kind(files, "record")
    held = record.document["credentialSubject"]["verifiableCredential"]
    expected = [row.document for row in files if row.kind in {"certificate", "competence"}]
    assert sorted(item["id"] for item in held) == sorted(item["id"] for item in expected)
    assert found(record) == GOOD
    issuer = issuer_document(record.status_list.issuer)
    for item in held:
        checked = verify(item, at=LATER, issuers=[issuer], contexts=shipped_contexts())
        assert checked.findings[2].outcome is Outcome.PASSED
    held[1]["name"] = "Autre"
    assert found(record)[Check.SIGNATURE] is Outcome.SIGNATURE_WRONG


def test_the_token_is_signed_by_a_published_rsa_key(files):
    (row,) = of_kind(files, "token")
    assert row.key.algorithm == "rsa-2048"
    document = issuer_document(row.status_list.issuer)
    (method,) = [item for item in document["verificationMethod"] if "publicKeyJwk" in item]
    assert method["id"].endswith(f"#{row.key.public}")
    assert set(method["publicKeyJwk"]) == {"kty", "n", "e", "alg", "kid"}
    assert found(row) == GOOD
    head, claims, signature = row.token.split(".")
    row.token = f"{head}.{claims}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
    assert found(row)[Check.SIGNATURE] is Outcome.SIGNATURE_WRONG


def test_they_are_revoked_with_their_certificate(hearing, files, certificate):
    revoke_certificate(actor=hearing.manager, certificate=certificate, reason="Fraude.", now=LATER)
    for row in files:
        (revoked, suspended) = statuses(row)
        assert (revoked, suspended) == (Outcome.REVOKED, Outcome.PASSED)


def statuses(row, at=LATER):
    checked = verify(
        row.token or row.document,
        at=at,
        issuers=[issuer_document(row.status_list.issuer)],
        contexts=shipped_contexts(),
        status_lists=[signed_status_list(row.status_list, at, purpose) for purpose in StatusPurpose],
    )
    return [item.outcome for item in checked.findings if item.check is Check.STATUS]


@pytest.mark.parametrize(
    ("url", "kind", "ending", "content_type"),
    [
        ("credential_token", "token", ".jwt", "application/vc+jwt"),
        ("learner_record", "record", "-releve.json", "application/vc"),
    ],
)
def test_anybody_downloads_them(client, files, certificate, url, kind, ending, content_type):
    (row,) = of_kind(files, kind)
    answer = client.get(reverse(url, args=[certificate.public_id]))
    assert (answer.content.decode() if kind == "token" else json.loads(answer.content)) == (
        row.token or row.document
    )
    assert answer["Content-Disposition"] == f'attachment; filename="{certificate.number}{ending}"'
    assert answer["Content-Type"] == content_type
    assert client.get(reverse(url, args=["zzzz"])).status_code == 404
    for page in (reverse("verify", args=[certificate.public_id]),):
        assert reverse(url, args=[certificate.public_id]) in client.get(page).content.decode()
    client.force_login(certificate.holder)
    page = client.get(reverse("certificate", args=[certificate.pk])).content.decode()
    assert reverse(url, args=[certificate.public_id]) in page


def test_before_they_are_made_no_page_offers_them(client, certificate):
    for url in ("credential", "credential_token", "learner_record"):
        address = reverse(url, args=[certificate.public_id])
        assert client.get(address).status_code == 404
        page = client.get(reverse("verify", args=[certificate.public_id])).content.decode()
        assert address not in page


@pytest.mark.parametrize("kind", ["token", "record", "competence"])
def test_the_program_checks_them_offline(files, tmp_path, capsys, kind):
    row = of_kind(files, kind)[0]
    (tmp_path / "file").write_text(row.token or json.dumps(row.document))
    (tmp_path / "did.json").write_text(json.dumps(issuer_document(row.status_list.issuer)))
    given = ["credential", "verify", str(tmp_path / "file"), "--issuer", str(tmp_path / "did.json")]
    for purpose in StatusPurpose:
        path = tmp_path / f"{purpose}.json"
        path.write_text(json.dumps(signed_status_list(row.status_list, LATER, purpose)))
        given += ["--status", str(path)]
    assert main([*given, "--at", LATER.isoformat()]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0] == "Valable"
    assert "non vérifiée" not in said


def test_the_site_checks_a_token_with_its_lists(client, hearing, files, certificate, monkeypatch):
    monkeypatch.setattr("preuve.web.credentials.views.files.timezone.now", lambda: LATER)
    (row,) = of_kind(files, "token")
    sent = {"file": SimpleUploadedFile("certificat.jwt", row.token.encode())}
    page = client.post(reverse("verify_file"), sent).content.decode()
    assert page.count("<h2>Ce certificat est valable</h2>") == 2
    revoke_certificate(actor=hearing.manager, certificate=certificate, reason="Fraude.", now=LATER)
    sent = {"file": SimpleUploadedFile("certificat.jwt", row.token.encode())}
    page = client.post(reverse("verify_file"), sent).content.decode()
    assert "révoqué par l’émetteur" in page.split('id="verify-words"')[0]
    broken = {"file": SimpleUploadedFile("certificat.jwt", b"eyJ.eyJ.x")}
    page = client.post(reverse("verify_file"), broken).content.decode()
    assert page.count("<h2>Ce fichier ne peut pas être cru</h2>") == 2


def test_the_private_rsa_key_is_in_the_vault_only(files):
    (row,) = of_kind(files, "token")
    assert bytes(row.key.sealed).startswith(b"gAAAA")
    assert set(row.key.jwk) == {"kty", "n", "e"}
    assert Certificate.objects.count() == 1
    assert Credential.objects.filter(key=row.key).count() == 1


def test_a_competence_lists_the_files_whose_claims_name_it(certificate):
    seen = {
        "evidence": [
            {"id": 1, "sha256": "a" * 64},
            {"id": 2, "sha256": ""},
            {"id": 3, "sha256": "b" * 64},
            {"id": 4, "sha256": "a" * 64},
        ],
        "claims": [
            {"evidence": 3, "criterion": "C1.1-2"},
            {"evidence": 2, "criterion": "C1.1-1"},
            {"evidence": 1, "criterion": "C1.10-1"},
        ],
    }
    issuer = certificate.certification.certifier
    rows = StatusList.objects.create(issuer=issuer, created_at=NOW)
    place = Place(rows, 7, 1, NOW, seen)

    def listed(kind, competence=""):
        said = unsigned(certificate, FileName(kind, competence), place, [])
        return [(item["name"], item["id"]) for item in said.get("evidence", [])]

    first, second = ("Pièce 1", f"urn:sha256:{'a' * 64}"), ("Pièce 2", f"urn:sha256:{'b' * 64}")
    assert listed(Credential.Kind.CERTIFICATE) == [first, second]
    assert listed(Credential.Kind.COMPETENCE, "BC1/C1.1") == [second]
    assert listed(Credential.Kind.COMPETENCE, "BC1/C1.2") == []
