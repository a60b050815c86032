"""Work on certificates that a request does not wait for."""

import json

from django.db import transaction
from django.utils import timezone

from preuve.web.background import app
from preuve.web.credentials.models import Certificate, Credential, IssuerKey
from preuve.web.credentials.queries.certificates import document_data
from preuve.web.credentials.queries.keys import certificates_to_sign_again
from preuve.web.credentials.signing import make_credential
from preuve.web.documents import Attachment, compile_pdf
from preuve.web.portfolios.storage import store_artefact
from preuve.web.seals.actions import seal_of
from preuve.web.seals.signing import sealed

TEMPLATE = "credentials/templates/credentials/certificate.typ"


@app.task(queue="documents", retry=3)
def sign_stolen_again(*, key_id: int) -> None:
    """Sign again what a stolen key signed, certificate by certificate: run again, it goes on where it was."""
    from preuve.web.credentials.rotation import replace_files  # noqa: PLC0415 (it queues this)

    key = IssuerKey.objects.get(pk=key_id)
    for certificate in certificates_to_sign_again(key):
        replace_files(certificate=certificate, key=key, now=timezone.now())


@app.task(queue="documents", retry=3)
def make_certificate_document(*, certificate_id: int) -> None:
    """Make the credential and the PDF of a certificate, once: run again, it changes nothing."""
    certificate = Certificate.objects.select_related("minutes", "certification__certifier").get(
        pk=certificate_id
    )
    now = timezone.now()
    credential = make_credential(certificate=certificate, now=now)
    if certificate.document_id is not None:
        return
    signer = seal_of(organisation=certificate.certification.certifier, now=now)
    pdf = sealed(drawn(certificate, credential), signer, reason=f"Certificat n° {certificate.number}")
    with transaction.atomic():
        artefact = store_artefact(pdf)
        Certificate.objects.filter(pk=certificate_id, document=None).update(document=artefact)


def drawn(certificate: Certificate, credential: Credential) -> bytes:
    """Return the PDF of a certificate with its credential inside, before the seal: always the same bytes."""
    attached = Attachment(
        f"{certificate.number}.json",
        json.dumps(credential.document, ensure_ascii=False, sort_keys=True),
        "Ce certificat comme attestation numérique signée (Open Badges 3.0)",
    )
    return compile_pdf(TEMPLATE, document_data(certificate), [attached])


@app.task(queue="documents", retry=3)
def issue_certificates(*, run_id: int) -> None:
    """Issue what a publication grants, some decisions at a time: run again, it goes on where it was."""
    from preuve.web.credentials.actions import issue_next  # noqa: PLC0415 (it queues this)

    while issue_next(run_id=run_id, now=timezone.now()):
        pass
