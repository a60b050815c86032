"""Data Integrity proofs against the vector of the Recommendation, and what must never be signed."""

import hashlib
import json
from pathlib import Path

from preuve.domain.credentials.contexts import Contexts, pinned_contexts
from preuve.domain.credentials.multibase import (
    public_key_of,
    public_multikey,
    secret_key_of,
)
from preuve.domain.credentials.proofs import sign, signature_holds, signed_bytes
from preuve.domain.credentials.statements import canonical_hash, canonical_text

HERE = Path(__file__).parent
FILES = Path(__file__).parents[3] / "preuve/data/contexts"
VECTOR = json.loads((HERE / "w3c/eddsa-rdfc-2022.json").read_text())
SHIPPED = pinned_contexts(lambda name: (FILES / name).read_bytes())
CONTEXTS = Contexts(
    {**SHIPPED.by_url, "https://www.w3.org/ns/credentials/examples/v2": VECTOR["examplesContext"]}
)
SIGNED = VECTOR["signed"]
UNSIGNED = {name: value for name, value in SIGNED.items() if name != "proof"}
OPTIONS = {name: value for name, value in SIGNED["proof"].items() if name != "proofValue"}
KEY = secret_key_of(VECTOR["secretKeyMultibase"])


def test_the_canonical_document_is_that_of_the_recommendation():
    assert canonical_text(UNSIGNED, CONTEXTS) == "\n".join(VECTOR["canonicalDocument"]) + "\n"
    assert canonical_hash(UNSIGNED, CONTEXTS).hex() == VECTOR["documentHash"]


def test_the_canonical_proof_is_that_of_the_recommendation():
    text = canonical_text({"@context": UNSIGNED["@context"], **OPTIONS}, CONTEXTS)
    assert text == "\n".join(VECTOR["canonicalProof"]) + "\n"
    assert hashlib.sha256(text.encode()).hexdigest() == VECTOR["proofHash"]


def test_the_signature_is_that_of_the_recommendation():
    hashes = signed_bytes(UNSIGNED, OPTIONS, CONTEXTS)
    assert hashes.hex() == VECTOR["proofHash"] + VECTOR["documentHash"]
    assert KEY.sign(hashes).hex() == VECTOR["signature"]
    signed = sign(
        UNSIGNED,
        KEY,
        method=OPTIONS["verificationMethod"],
        created=OPTIONS["created"],
        contexts=CONTEXTS,
    )
    assert signed == SIGNED
    assert public_multikey(KEY.public_key()) == VECTOR["publicKeyMultibase"]


def test_the_signed_document_of_the_recommendation_holds():
    assert signature_holds(SIGNED, public_key_of(VECTOR["publicKeyMultibase"]), CONTEXTS) is True
