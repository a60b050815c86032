"""Data Integrity proofs of cryptosuite `eddsa-rdfc-2022`.

Sources: W3C Data Integrity 1.0, sections 4.2 and 4.3; Data Integrity EdDSA Cryptosuites 1.0, section 3.2.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from preuve.domain.credentials.contexts import Contexts
from preuve.domain.credentials.errors import DocumentError, DocumentFault, EncodingError
from preuve.domain.credentials.multibase import base58_decoded, base58_encoded
from preuve.domain.credentials.screening import screen
from preuve.domain.credentials.statements import canonical_text

CRYPTOSUITE = "eddsa-rdfc-2022"
SIGNATURE_BYTES = 64


def sign(
    document: Mapping[str, Any],
    key: Ed25519PrivateKey,
    *,
    method: str,
    created: str,
    contexts: Contexts,
) -> dict[str, Any]:
    """Return `document` with its proof.

    Args:
        document: a credential without proof.
        key: the issuer's.
        method: address of the key, as the issuer publishes it.
        created: instant of the signature, `YYYY-MM-DDThh:mm:ssZ`.
        contexts: what the document may name.

    `DocumentError` when something in the document would go unsigned.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    if "proof" in document:
        raise DocumentError(DocumentFault.PROOF, "/proof")
    signature = key.sign(signed_bytes(document, proof, contexts))
    return {**document, "proof": {**proof, "proofValue": base58_encoded(signature)}}


def signature_holds(document: Mapping[str, Any], key: Ed25519PublicKey, contexts: Contexts) -> bool:
    """Tell whether the proof of a document is the signature of `key` over it.

    `DocumentError` when the document can't be trusted whatever the signature, or has no proof of this kind.
    """
    proof = proof_of(document)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = base58_decoded(str(proof["proofValue"]))
        key.verify(signature, signed_bytes(unsigned, options, contexts))
    except (InvalidSignature, EncodingError):
        return False
    return len(signature) == SIGNATURE_BYTES


def proof_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the one proof of a document; `DocumentError` (PROOF) when it isn't of `eddsa-rdfc-2022`."""
    proof = document.get("proof")
    if not isinstance(proof, dict):
        raise DocumentError(DocumentFault.PROOF, "/proof")
    expected = {
        "type": "DataIntegrityProof",
        "cryptosuite": CRYPTOSUITE,
        "proofPurpose": "assertionMethod",
    }
    for name, value in expected.items():
        if proof.get(name) != value:
            raise DocumentError(DocumentFault.PROOF, f"/proof/{name}", str(proof.get(name)))
    for name in ("created", "verificationMethod", "proofValue"):
        if not isinstance(proof.get(name), str):
            raise DocumentError(DocumentFault.PROOF, f"/proof/{name}", str(proof.get(name)))
    if "@context" in proof:
        raise DocumentError(DocumentFault.PROOF, "/proof/@context")
    return proof


def signed_bytes(document: Mapping[str, Any], options: Mapping[str, Any], contexts: Contexts) -> bytes:
    """Return the 64 bytes that are signed: hash of the proof's options, then of the document."""
    screen(document, contexts)
    named = {"@context": document.get("@context"), **options}
    screen(named, contexts)
    texts = (canonical_text(named, contexts), canonical_text(document, contexts))
    return b"".join(hashlib.sha256(text.encode()).digest() for text in texts)
