"""Sign a PDF: PAdES (ETSI EN 319 142-1), baseline B-B, or B-T where a time-stamping authority is set."""

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from asn1crypto import keys, x509  # type: ignore[import-untyped] # it has no stubs
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

SEAL_FIELD = "Certificateur"
TSA_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: certificate (DER), private key (PKCS #8), root that vouches for the certificate (DER)."""

    certificate: bytes
    private: bytes
    root: bytes


def sealed(pdf: bytes, signer: Signer, *, reason: str, place: str = "") -> bytes:
    """Return a PDF that its certifier certifies: whatever is changed or added after breaks it."""
    metadata = signers.PdfSignatureMetadata(
        field_name=SEAL_FIELD,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
        location=place or None,
    )
    return _signed(pdf, signer, metadata, time_stamped=True)


def prepared(pdf: bytes, names: Sequence[str]) -> bytes:
    """Return a PDF with an empty field for each signature, and the certifier’s, which locks the whole."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    for rank, name in enumerate(names, 1):
        fields.append_signature_field(writer, fields.SigFieldSpec(f"Membre {rank}", readable_field_name=name))
    lock = fields.FieldMDPSpec(fields.FieldMDPAction.ALL)
    fields.append_signature_field(
        writer,
        fields.SigFieldSpec(
            SEAL_FIELD,
            readable_field_name="Cachet du certificateur",
            field_mdp_spec=lock,
            doc_mdp_update_value=fields.MDPPerm.NO_CHANGES,
        ),
    )
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call] # pyHanko has not typed it
    return out.getvalue()


def signed_in_field(pdf: bytes, signer: Signer, *, field: str, reason: str) -> bytes:
    """Return a prepared PDF with one more of its fields signed; what was signed before stays as it was."""
    last = field == SEAL_FIELD
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        docmdp_permissions=fields.MDPPerm.NO_CHANGES if last else fields.MDPPerm.FILL_FORMS,
        reason=reason,
    )
    return _signed(pdf, signer, metadata, time_stamped=last)


def _signed(
    pdf: bytes, signer: Signer, metadata: signers.PdfSignatureMetadata, *, time_stamped: bool
) -> bytes:
    """In a thread of its own: pyHanko runs an event loop, and the caller's thread may have one."""
    stamper = time_stamper() if time_stamped else None

    def sign() -> bytes:
        out = io.BytesIO()
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signers.sign_pdf(writer, metadata, signer=_pyhanko(signer), timestamper=stamper, output=out)
        return out.getvalue()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(sign).result()


def time_stamper() -> TimeStamper | None:
    """Return who says the time (RFC 3161), if `PREUVE_TSA_URL` names somebody."""
    return HTTPTimeStamper(settings.TSA_URL, timeout=TSA_SECONDS) if settings.TSA_URL else None


def _pyhanko(signer: Signer) -> signers.SimpleSigner:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call] # the same
    store.register(x509.Certificate.load(signer.root))
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(signer.certificate),
        signing_key=keys.PrivateKeyInfo.load(signer.private),
        cert_registry=store,
    )
