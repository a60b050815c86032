"""X.509 certificates, requests, revocation lists and PKCS#7 bags, from PEM or DER, as small typed models.

RFC 5280 gives certificates and lists, RFC 2986 requests, RFC 2315 bags. Signatures are verified in `chains`.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import bags, pem
from preuve.domain.evidence.reading.text import decode, whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Place

_LIMIT = 16 << 20
#: What the library raises on bytes that are no certificate, or hold values that RFC 5280 forbids.
UNPARSED = (
    ValueError,
    TypeError,
    OverflowError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
    x509.InvalidVersion,
)
_EXTENDED = {
    "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
    "1.3.6.1.5.5.7.3.17": "ipsecIKE",
    "2.5.29.37.0": "anyExtendedKeyUsage",
}
#: Usages of certificates that people hold.
_PERSONAL = frozenset({"clientAuth", "emailProtection"})
_USAGES = (
    ("digital_signature", "digitalSignature"),
    ("content_commitment", "nonRepudiation"),
    ("key_encipherment", "keyEncipherment"),
    ("data_encipherment", "dataEncipherment"),
    ("key_agreement", "keyAgreement"),
    ("key_cert_sign", "keyCertSign"),
    ("crl_sign", "cRLSign"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """One certificate.

    Attributes:
        own: it lies in the artefact that is stated, not in a companion.
        serial: hexadecimal, as ``openssl x509 -serial`` writes it.
        subject, issuer: common name, or the whole name (RFC 4514) without one; ``client`` for a subject that
            may be a person.
        is_authority: ``basicConstraints`` CA; None without the extension.
        path_length: of basic constraints; None when not limited.
        key: algorithm and size, ``RSA 2048``, ``EC secp256r1``.
        key_bits: size that `weak` speaks of; 0 when the algorithm has no such size (Ed25519).
        hash: of the signature; ``""`` when the algorithm has none of its own.
        names: DNS names and addresses of the subject; other kinds with their prefix, of e-mail a rank.
        usages, extended: names as in RFC 5280; () without the extension.
        key_identifier, issuer_key_identifier: of RFC 5280 §4.2.1.1 and 2; None without the extension.
        x509: what signatures are verified with.
    """

    place: Place
    own: bool
    serial: str
    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    is_authority: bool | None
    path_length: int | None
    key: str
    key_bits: int
    hash: str
    names: tuple[str, ...]
    usages: tuple[str, ...]
    extended: tuple[str, ...]
    key_identifier: bytes | None
    issuer_key_identifier: bytes | None
    x509: x509.Certificate

    @property
    def label(self) -> str:
        """Name and serial number, as sentences list them."""
        return f"{self.subject} (0x{self.serial})"

    @property
    def may_sign(self) -> bool:
        """Its usages allow signing certificates; without the extension none is barred (RFC 5280 §4.2.1.3)."""
        return not self.usages or "keyCertSign" in self.usages

    @property
    def names_machine(self) -> bool:
        """A DNS name or an address is among its names."""
        return any(not name.startswith(("email:", "URI:", "other:")) for name in self.names)

    @property
    def self_issued(self) -> bool:
        """Subject and issuer are one name (RFC 5280 §3.2)."""
        return self.x509.subject == self.x509.issuer


@dataclass(frozen=True, slots=True, eq=False)
class RevocationList:
    """A certificate revocation list; `revoked` counts its entries, `number` is None without the extension."""

    place: Place
    own: bool
    issuer: str
    number: int | None
    this_update: datetime
    next_update: datetime | None
    revoked: int
    hash: str
    x509: x509.CertificateRevocationList


@dataclass(frozen=True, slots=True)
class Request:
    """A request to certify; `signed` tells whether its own signature is right."""

    place: Place
    subject: str
    names: tuple[str, ...]
    key: str
    key_bits: int
    hash: str
    signed: bool


@dataclass(slots=True)
class Bundle:
    """What one or several files hold."""

    certificates: list[Certificate] = field(default_factory=list)
    lists: list[RevocationList] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    private_keys: list[Place] = field(default_factory=list)


def serial_text(number: int) -> str:
    """Return a serial number in hexadecimal, two digits a byte."""
    digits = f"{abs(number):X}"
    return ("-" if number < 0 else "") + digits.zfill(len(digits) + len(digits) % 2)


def read(artefact: Artefact, bundle: Bundle, *, own: bool = True) -> None:
    """Add to `bundle` what a PEM or DER file holds.

    Raises:
        UnreadableArtefactError: EMPTY, TOO_LARGE, TOO_MANY, MALFORMED, with the place.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # serial numbers that RFC 5280 forbids and old roots have
        _read(artefact, bundle, own=own)


def _read(artefact: Artefact, bundle: Bundle, *, own: bool) -> None:
    data = whole(artefact, _LIMIT)
    if data[:1] == b"\x30":
        der_kind = kind_of_der(data)
        if not der_kind:
            raise UnreadableArtefactError(Unreadable.MALFORMED, artefact.place())
        _add(bundle, der_kind, data, _Origin(artefact, 0, own))
        return
    text = decode(data)
    bundle.private_keys += pem.private_places(artefact, text)
    for block in pem.blocks(artefact, text):
        kind = _LABELS.get(block.label)
        if kind:
            _add(bundle, kind, block.der, _Origin(artefact, block.line, own))


_LABELS = {
    "CERTIFICATE": "certificate",
    "X509 CERTIFICATE": "certificate",
    "PKCS7": "bag",
    "CMS": "bag",
    "CERTIFICATE REQUEST": "request",
    "NEW CERTIFICATE REQUEST": "request",
    "X509 CRL": "list",
}


def kind_of_der(data: bytes) -> str:
    """Return ``certificate``, ``list``, ``request`` or ``bag`` for the DER of one, else ``""``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as `read`; bags whose sets are not in order, as OpenSSL writes them
        for kind, load in _LOADERS.items():
            try:
                load(data)
            except UNPARSED:
                continue
            return kind
    return ""


_LOADERS: dict[str, Callable[[bytes], Any]] = {
    "certificate": x509.load_der_x509_certificate,
    "list": x509.load_der_x509_crl,
    "request": x509.load_der_x509_csr,
    "bag": pkcs7.load_der_pkcs7_certificates,
}


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where bytes come from: the artefact, the line of their block (0: none), and whether it is stated."""

    artefact: Artefact
    line: int
    own: bool

    def place(self) -> Place:
        """Return the block's place, or the whole file's."""
        kind = PlaceKind.TEXT if self.line else PlaceKind.FILE
        return self.artefact.place(kind, line=self.line)


def _add(bundle: Bundle, kind: str, der: bytes, origin: _Origin) -> None:
    try:
        loaded = _LOADERS[kind](der)
        if kind == "certificate":
            bundle.certificates.append(_certificate(loaded, origin))
        elif kind == "bag":
            bundle.certificates += [_certificate(each, origin) for each in loaded]
            for each in bags.lists_of(der):
                bundle.lists.append(_revocation_list(x509.load_der_x509_crl(each), origin))
        elif kind == "list":
            bundle.lists.append(_revocation_list(loaded, origin))
        else:
            bundle.requests.append(_request(loaded, origin))
    except UNPARSED:
        raise UnreadableArtefactError(Unreadable.MALFORMED, origin.place(), kind) from None


def _certificate(of: x509.Certificate, origin: _Origin) -> Certificate:
    serial = serial_text(of.serial_number)
    key, bits = _key(of)
    constraints = _extension(of, x509.BasicConstraints)
    usage = _extension(of, x509.KeyUsage)
    usages = _extended(of)
    own_key = _extension(of, x509.SubjectKeyIdentifier)
    issuer_key = _extension(of, x509.AuthorityKeyIdentifier)
    return Certificate(
        origin.artefact.place(PlaceKind.CERTIFICATE, line=origin.line, path=serial),
        origin.own,
        serial,
        _subject(of, usages),
        _name(of.issuer),
        of.not_valid_before_utc,
        of.not_valid_after_utc,
        constraints.ca if constraints else None,
        constraints.path_length if constraints else None,
        key,
        bits,
        hash_of(of),
        _names(of),
        tuple(word for attribute, word in _USAGES if usage and getattr(usage, attribute)),
        usages,
        own_key.digest if own_key else None,
        issuer_key.key_identifier if issuer_key else None,
        of,
    )


def _revocation_list(of: x509.CertificateRevocationList, origin: _Origin) -> RevocationList:
    number = _extension(of, x509.CRLNumber)
    return RevocationList(
        origin.place(),
        origin.own,
        _name(of.issuer),
        number.crl_number if number else None,
        of.last_update_utc,
        of.next_update_utc,
        len(of),
        hash_of(of),
        of,
    )


def _request(of: x509.CertificateSigningRequest, origin: _Origin) -> Request:
    key, bits = key_of(of.public_key())
    return Request(
        origin.place(), _subject(of, _extended(of)), _names(of), key, bits, hash_of(of), of.is_signature_valid
    )


def _extension(of: Any, kind: Any) -> Any:
    try:
        return of.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _name(name: x509.Name) -> str:
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[-1].value) if common else name.rfc4514_string()


def _extended(of: x509.Certificate | x509.CertificateSigningRequest) -> tuple[str, ...]:
    given = _extension(of, x509.ExtendedKeyUsage) or ()
    return tuple(_EXTENDED.get(each.dotted_string, each.dotted_string) for each in given)


def _subject(of: x509.Certificate | x509.CertificateSigningRequest, usages: tuple[str, ...]) -> str:
    """Return the subject's name, but ``client`` for one that may be a person: its usages are a person's."""
    return "client" if usages and _PERSONAL.issuperset(usages) else _name(of.subject)


def _names(of: x509.Certificate | x509.CertificateSigningRequest) -> tuple[str, ...]:
    names = []
    emails = 0
    for each in _extension(of, x509.SubjectAlternativeName) or ():
        if isinstance(each, (x509.DNSName, x509.IPAddress)):
            names.append(str(each.value))
        elif isinstance(each, x509.RFC822Name):
            emails += 1
            names.append(f"email:{emails}")
        elif isinstance(each, x509.UniformResourceIdentifier):
            names.append(f"URI:{each.value}")
        else:
            names.append(f"other:{type(each).__name__}")
    return tuple(names)


def key_of(key: Any) -> tuple[str, int]:
    """Return a public key's algorithm and size in words, and its bits (0: has none to judge)."""
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}", key.curve.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}", key.key_size
    return type(key).__name__.strip("_").replace("PublicKey", ""), 0


def _key(of: x509.Certificate) -> tuple[str, int]:
    """Return what `key_of` does; of an algorithm that the library does not know (GOST), its identifier."""
    try:
        return key_of(of.public_key())
    except UnsupportedAlgorithm:
        return of.public_key_algorithm_oid.dotted_string, 0


def hash_of(of: Any) -> str:
    """Return the name of a signature's hash; ``""`` when it has none of its own, or isn't known."""
    try:
        algorithm = of.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return ""
    return algorithm.name if algorithm else ""
