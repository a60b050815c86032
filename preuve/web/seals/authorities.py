"""Certificates (X.509, RFC 5280) of those who sign documents. Keys are P-384 for roots, P-256 below."""

import secrets
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.x509.oid import NameOID

ROOT_YEARS = 40
SIGNER_YEARS = 5
EARLIER = timedelta(days=1)
"""Certificates begin that much before they are made: a reader's clock may be late."""
USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
LONGEST_NAME = 64
"""Characters of a name in a certificate (X.520, upper bounds)."""
SALT_BYTES, NONCE_BYTES = 16, 12


class LockedKeyError(Exception):
    """A person's key that this password doesn't open: it was changed since."""


def new_root(organisation: str, now: datetime) -> tuple[bytes, bytes]:
    """Return the certificate (DER) and the private key (PKCS #8) of a new root, which signs itself."""
    key = ec.generate_private_key(ec.SECP384R1())
    name = _named(f"Racine – {organisation}", organisation)
    built = _certificate(name, name, key.public_key(), now, root=True)
    return _der(built.sign(key, hashes.SHA384())), _pkcs8(key)


def new_signer(
    common_name: str, organisation: str, root: tuple[bytes, bytes], now: datetime
) -> tuple[bytes, bytes]:
    """Return the certificate (DER) and the private key (PKCS #8) of a new signer that `root` vouches for."""
    issuer, issuer_key = x509.load_der_x509_certificate(root[0]), _loaded(root[1])
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named(common_name, organisation)
    built = _certificate(subject, issuer.subject, key.public_key(), now, root=False)
    point = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return _der(built.add_extension(point, critical=False).sign(issuer_key, hashes.SHA384())), _pkcs8(key)


def pem(certificate: bytes) -> bytes:
    """Return a certificate as text (RFC 7468)."""
    return x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM)


def expiry(certificate: bytes) -> datetime:
    """Return the last moment of a certificate."""
    return x509.load_der_x509_certificate(certificate).not_valid_after_utc


def locked(private: bytes, password: str) -> bytes:
    """Return a private key that only this password opens (scrypt, RFC 7914, then AES-256-GCM)."""
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    return salt + nonce + AESGCM(_derived(password, salt)).encrypt(nonce, private, None)


def unlocked(held: bytes, password: str) -> bytes:
    """Return the private key; `LockedKeyError` when the password isn't the one it was locked with."""
    salt, nonce, body = held[:SALT_BYTES], held[SALT_BYTES : SALT_BYTES + NONCE_BYTES], held[28:]
    try:
        return AESGCM(_derived(password, salt)).decrypt(nonce, body, None)
    except InvalidTag as error:
        raise LockedKeyError from error


def _derived(password: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(password.encode())


def _named(common_name: str, organisation: str) -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "FR"), (NameOID.ORGANIZATION_NAME, organisation[:LONGEST_NAME])]
    parts.append((NameOID.COMMON_NAME, common_name[:LONGEST_NAME]))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    *,
    root: bool,
) -> x509.CertificateBuilder:
    allowed = ("key_cert_sign", "crl_sign") if root else ("digital_signature", "content_commitment")
    years = ROOT_YEARS if root else SIGNER_YEARS
    usage = x509.KeyUsage(**{name: name in allowed for name in USAGES})
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.BasicConstraints(ca=root, path_length=0 if root else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _loaded(private: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_der_private_key(private, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101 (made above; narrows the type)
    return key
