"""Chains rebuilt from signatures, whatever the order of the file (RFC 5280 §6).

Every edge is verified with the issuer's public key: names only propose an issuer. Trust is not judged: a root
is a certificate that its own key signed, not one that somebody believes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.inspectors.links.certificates import Certificate

#: Certificates of one name that are tried as issuers.
_NAMESAKES = 20


@dataclass(slots=True)
class Chains:
    """What signatures tell.

    Attributes:
        issuers: index of a certificate → index of the one whose key verified it (itself for a root).
        forged: (child, issuer) whose names and key identifiers agree and whose signature does not.
        paths: one for each certificate that signs no other, from it upwards, as far as verified.
        roots: those that their own key signed.
    """

    issuers: dict[int, int] = field(default_factory=dict)
    forged: list[tuple[Certificate, Certificate]] = field(default_factory=list)
    paths: list[tuple[Certificate, ...]] = field(default_factory=list)
    roots: set[Certificate] = field(default_factory=set)


def verify(child: x509.Certificate, issuer: x509.Certificate) -> bool | None:
    """Say whether the key of `issuer` made the signature of `child`; None when the algorithm isn't known."""
    return _verified(_key(issuer), child.signature, child.tbs_certificate_bytes, child, _parameters(child))


def verify_list(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool | None:
    """Say whether the key of `issuer` signed the revocation list; as `verify`."""
    return _verified(_key(issuer), crl.signature, crl.tbs_certlist_bytes, crl, _parameters(crl))


def _key(issuer: x509.Certificate) -> Any:
    try:
        return issuer.public_key()
    except UnsupportedAlgorithm:
        return None


def _parameters(of: Any) -> Any:
    try:
        return of.signature_algorithm_parameters
    except (UnsupportedAlgorithm, ValueError):
        return None


def _verified(key: Any, signature: bytes, data: bytes, of: Any, parameters: Any) -> bool | None:
    try:
        if isinstance(key, rsa.RSAPublicKey) and parameters is not None:
            key.verify(signature, data, parameters, of.signature_hash_algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(parameters, ec.ECDSA):
            key.verify(signature, data, parameters)
        elif isinstance(key, (ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)):
            key.verify(signature, data)
        else:
            return None
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, ValueError, TypeError):
        return None
    return True


def build(certificates: Sequence[Certificate]) -> Chains:
    """Return the chains among `certificates`, in time linear in their number but for names that repeat."""
    chains = Chains()
    by_subject: dict[bytes, list[int]] = {}
    for index, each in enumerate(certificates):
        by_subject.setdefault(each.x509.subject.public_bytes(), []).append(index)
    for index, each in enumerate(certificates):
        proposed = by_subject.get(each.x509.issuer.public_bytes(), [])
        _find_issuer(chains, certificates, index, proposed[:_NAMESAKES])
    signing = {issuer for child, issuer in chains.issuers.items() if child != issuer}
    chains.paths = [
        _path(chains, certificates, index) for index in range(len(certificates)) if index not in signing
    ]
    return chains


def _find_issuer(
    chains: Chains, certificates: Sequence[Certificate], index: int, proposed: Sequence[int]
) -> None:
    child = certificates[index]
    answers = {each: verify(child.x509, certificates[each].x509) for each in proposed}
    right = [each for each, answer in answers.items() if answer]
    if right:
        chains.issuers[index] = index if index in right else right[0]
        if index in right:
            chains.roots.add(child)
        return
    for each, answer in answers.items():
        if answer is False and _same_key(child, certificates[each]):
            chains.forged.append((child, certificates[each]))
            return


def _same_key(child: Certificate, issuer: Certificate) -> bool:
    """Say whether key identifiers bind the two; without them names alone don't tell a renewed key."""
    wanted = child.issuer_key_identifier
    return wanted is not None and wanted == issuer.key_identifier


def _path(chains: Chains, certificates: Sequence[Certificate], index: int) -> tuple[Certificate, ...]:
    path = [index]
    issuer = chains.issuers.get(index)
    while issuer is not None and issuer not in path:
        path.append(issuer)
        issuer = chains.issuers.get(issuer)
    return tuple(certificates[each] for each in path)


def too_long(path: Sequence[Certificate]) -> list[Certificate]:
    """Return the authorities of a path whose length constraint it exceeds (RFC 5280 §4.2.1.9).

    The constraint counts the certificates between the authority and the last one that are not self-issued.
    """
    found = []
    for position, authority in enumerate(path[1:], 1):
        between = sum(not each.self_issued for each in path[1:position])
        if authority.path_length is not None and between > authority.path_length:
            found.append(authority)
    return found


def not_entitled(path: Sequence[Certificate]) -> list[Certificate]:
    """Return those that signed a certificate of the path and are not allowed to (RFC 5280 §6.1.4 k, n).

    A version 1 certificate has no constraints to read and is not named.
    """
    return [
        each
        for each in path[1:]
        if each.is_authority is False
        or (each.is_authority is None and each.x509.version is x509.Version.v3)
        or (each.usages and "keyCertSign" not in each.usages)
    ]
