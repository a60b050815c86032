"""PDFs with files attached, made by typst, and signed by pyHanko with keys made on the spot."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import typst
from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

SOURCE = """#set document(title: "Certificat", date: datetime(year: 2026, month: 7, day: 1))
#set text(lang: "fr")
#for (name, text) in sys.inputs {{
  pdf.attach(name, bytes(text), relationship: "data", mime-type: "application/json", description: name)
}}
= Certificat
{body}
"""


def attached_pdf(*, body="Zoé Ångström-Lefèvre", **texts):
    """PDF/A-3 to which each text is attached under its name."""
    return typst.compile(
        SOURCE.format(body=body).encode(),
        format="pdf",
        sys_inputs=texts,
        pdf_standards=["a-3a"],
        ignore_system_fonts=True,
    )


class Authority:
    """A root and the signer it vouches for."""

    def __init__(self, name="Institut Arc Numérique"):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._root = _certificate("Racine", "Racine", self._key, self._key, authority=True)
        signer_key = ec.generate_private_key(ec.SECP256R1())
        signer = _certificate(name, "Racine", signer_key, self._key, authority=False)
        self.signer = signers.SimpleSigner(
            signing_cert=asn1.Certificate.load(signer.public_bytes(serialization.Encoding.DER)),
            signing_key=keys.PrivateKeyInfo.load(
                signer_key.private_bytes(
                    serialization.Encoding.DER,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            ),
            cert_registry=SimpleCertificateStore(),
        )

    @property
    def pem(self):
        return self._root.public_bytes(serialization.Encoding.PEM)

    def signed(self, pdf, field="Certifieur"):
        """In a thread of its own: pyHanko starts an event loop, and a browser test may leave one in ours."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(self._signed, pdf, field).result()

    def _signed(self, pdf, field):
        out = io.BytesIO()
        signers.sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)),
            signers.PdfSignatureMetadata(
                field_name=field, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
            ),
            signer=self.signer,
            output=out,
        )
        return out.getvalue()


def _certificate(name, issuer, key, issuer_key, *, authority):
    usage = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    usage |= {"key_cert_sign": True} if authority else {"content_commitment": True}
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def _named(name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
