"""Documents that leave the house: whole, signed by whom they say, and no byte of them changed unseen."""

import asyncio
import hashlib
import io
import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from preuve.credentialing.pdf import certificates_of, read_pdf
from preuve.domain.credentials.verification import Outcome
from preuve.web.accounts.models import User
from preuve.web.credentials.actions import publish_results
from preuve.web.credentials.models import Certificate
from preuve.web.juries.actions import sign_minutes
from preuve.web.juries.models import Minutes, MinutesSignature
from preuve.web.juries.tasks import make_minutes_document
from preuve.web.portfolios.storage import read_artefact
from preuve.web.seals import signing
from preuve.web.seals.authorities import new_root, pem
from preuve.web.seals.models import Authority, SigningKey
from tests.factories.people import PASSWORD
from tests.web.credentials.conftest import NOW, Hearing

pytestmark = pytest.mark.django_db
USAGE = KeyUsageConstraints(key_usage={"non_repudiation"})


@pytest.fixture
def hearing():
    return Hearing()


@pytest.fixture
def minutes(hearing, run_tasks):
    hearing.hear(failed=("BC2",))
    found = hearing.minute()
    run_tasks()
    found.refresh_from_db()
    return found


@pytest.fixture
def certificate(hearing, minutes, run_tasks):
    publish_results(actor=hearing.manager, minutes=minutes, now=NOW)
    run_tasks()
    return Certificate.objects.get()


def root(client):
    return client.get(reverse("root_certificate", args=[Authority.objects.get().organisation_id])).content


def seen(pdf, roots, at=None):
    """What pyHanko's own validator says of each signature; in a thread, as it runs an event loop."""
    given = list(certificates_of(roots))

    def look():
        context = ValidationContext(
            trust_roots=given,
            allow_fetching=False,
            moment=at or NOW,
            revocation_mode="soft-fail",
        )
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        return [
            (
                signature,
                asyncio.run(async_validate_pdf_signature(signature, context, key_usage_settings=USAGE)),
            )
            for signature in found
        ]

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(look).result()


def attached(pdf):
    names = PdfFileReader(io.BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    return {str(names[rank]): names[rank + 1]["/EF"]["/F"].data for rank in range(0, len(names), 2)}


def test_a_certificate_carries_its_credential_and_its_certifiers_seal(certificate, client):
    pdf = read_artefact(certificate.document)
    reading = read_pdf(pdf, roots=root(client), at=NOW)
    assert reading.finding.outcome is Outcome.PASSED
    assert json.loads(reading.credential) == certificate.credentials.get(kind="certificate").document
    assert list(attached(pdf)) == [f"{certificate.number}.json"]
    ((signature, status),) = seen(pdf, root(client))
    assert (status.bottom_line, status.trusted, str(status.coverage)) == (
        True,
        True,
        "SignatureCoverageLevel.ENTIRE_FILE",
    )
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert f"Certificat n° {certificate.number}" == signature.sig_object["/Reason"]
    assert b"pdfaid:part>3<" in pdf
    assert b"pdfuaid:part>1<" in pdf


def test_the_seal_of_another_certifier_is_not_trusted(certificate):
    forger, _private = new_root("Faussaire", NOW)
    reading = read_pdf(read_artefact(certificate.document), roots=pem(forger), at=NOW)
    assert reading.finding.outcome is Outcome.SIGNER_UNTRUSTED


def clock():
    """A time-stamping authority that nobody vouches for; RSA is all that pyHanko’s dummy signs with."""
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Horloge")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return asn1.Certificate.load(built.public_bytes(der)), keys.PrivateKeyInfo.load(private)


def test_the_time_is_told_by_an_authority_where_one_is_set(hearing, run_tasks, client, monkeypatch):
    stamper = DummyTimeStamper(*clock())
    monkeypatch.setattr(signing, "time_stamper", lambda: stamper)
    hearing.hear()
    found = hearing.minute()
    run_tasks()
    found.refresh_from_db()
    stamps = [
        status.timestamp_validity for _signature, status in seen(read_artefact(found.document), root(client))
    ]
    assert [stamp is not None and stamp.intact and stamp.valid for stamp in stamps] == [False, False, True]


def test_no_time_stamping_authority_by_default(settings):
    assert signing.time_stamper() is None
    settings.TSA_URL = "http://127.0.0.1:9/tsa"
    assert signing.time_stamper().url == "http://127.0.0.1:9/tsa"


def test_minutes_bear_each_members_signature_then_the_seal(hearing, minutes, client):
    pdf = read_artefact(minutes.document)
    found = seen(pdf, root(client))
    names = [status.signing_cert.subject.native["common_name"] for _signature, status in found]
    assert [signature.field_name for signature, _status in found] == ["Membre 1", "Membre 2", "Certificateur"]
    assert names == [
        *(juror.user.get_full_name() for juror in hearing.jurors),
        Authority.objects.get().organisation.name,
    ]
    assert [status.bottom_line for _signature, status in found] == [True, True, True]
    assert str(found[-1][1].coverage) == "SignatureCoverageLevel.ENTIRE_FILE"
    assert hashlib.sha256(attached(pdf)[f"{minutes.number}.json"]).hexdigest() == minutes.content_hash
    assert b"pdfaid:part>3<" in pdf


def sound(pdf, roots):
    try:
        found = seen(pdf, roots)
    except Exception:  # noqa: BLE001 - a broken file may raise anything inside the reader
        return False
    whole = bool(found) and str(found[-1][1].coverage) == "SignatureCoverageLevel.ENTIRE_FILE"
    return whole and len(found) == 3 and all(status.bottom_line for _signature, status in found)


def test_a_byte_of_the_minutes_changed_anywhere_is_caught(minutes, client):
    pdf, roots = read_artefact(minutes.document), root(client)
    assert sound(pdf, roots)
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    own = range(start, pdf.index(b">", start))
    chooser = random.Random(5)  # noqa: S311 - which bits to change, the same in every run
    places = [place for place in chooser.sample(range(len(pdf)), 90) if place not in own]
    for place in places:
        changed = pdf[:place] + bytes([pdf[place] ^ 1 << chooser.randrange(8)]) + pdf[place + 1 :]
        assert not sound(changed, roots), place
    assert not sound(pdf + b"\n%", roots)


def test_a_correction_names_the_minutes_it_corrects(hearing, minutes, run_tasks):
    later = NOW + timedelta(hours=1)
    enrolment = minutes.entries.get().enrolment
    hearing.reopen(minutes, enrolment, later)
    hearing.rule(enrolment, {"BC2": "acquired"}, later)
    second = hearing.minute(corrects=minutes, now=later)
    run_tasks()
    second.refresh_from_db()
    said = json.loads(attached(read_artefact(second.document))[f"{second.number}.json"])
    assert said["corrects"] == minutes.number


def test_a_member_keeps_their_key_until_the_password_changes(hearing, minutes, client):
    juror = hearing.jurors[0].user
    first = SigningKey.objects.get(person=juror)
    assert SigningKey.objects.filter(person=None).count() == 1
    user = User.objects.get(pk=juror.pk)
    user.set_password("un autre mot de passe 7")
    user.save()
    hearing.waiting = []
    hearing.hear()
    second = hearing.minute(sign=False)
    sign_minutes(actor=user, minutes_id=second.pk, password="un autre mot de passe 7", now=NOW)
    sign_minutes(actor=hearing.jurors[1].user, minutes_id=second.pk, password=PASSWORD, now=NOW)
    make_minutes_document(minutes_id=second.pk)
    first.refresh_from_db()
    assert first.retired_at == NOW
    assert SigningKey.objects.filter(person=juror, retired_at=None).count() == 1
    assert SigningKey.objects.filter(person=hearing.jurors[1].user).count() == 1
    second.refresh_from_db()
    for one in (minutes, second):
        assert sound(read_artefact(one.document), root(client))


def test_an_expired_key_is_replaced(hearing, minutes):
    late = NOW + timedelta(days=365 * 6)
    hearing.hear()
    second = hearing.minute(sign=False)
    sign_minutes(actor=hearing.chair, minutes_id=second.pk, password=PASSWORD, now=late)
    assert list(
        SigningKey.objects.filter(person=hearing.chair).values_list("retired_at", flat=True).order_by("pk")
    ) == [
        late,
        None,
    ]


def test_minutes_begun_before_documents_were_signed_are_sealed(hearing, client, run_tasks):
    hearing.hear()
    found = hearing.minute(sign=False)
    MinutesSignature.objects.create(
        minutes=found, juror=hearing.jurors[0], content_hash=found.content_hash, signed_at=NOW
    )
    sign_minutes(actor=hearing.jurors[1].user, minutes_id=found.pk, password=PASSWORD, now=NOW)
    run_tasks()
    found.refresh_from_db()
    ((signature, status),) = seen(read_artefact(found.document), root(client))
    assert (signature.field_name, status.bottom_line) == ("Certificateur", True)


def test_sealing_again_changes_nothing(minutes):
    before = minutes.document_id
    make_minutes_document(minutes_id=minutes.pk)
    assert Minutes.objects.get(pk=minutes.pk).document_id == before


def test_no_root_of_whom_has_none(client, hearing):
    assert client.get(reverse("root_certificate", args=[1])).status_code == 404
