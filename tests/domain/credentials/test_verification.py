"""Issue, verify, revoke, steal a key: what a stranger is told."""

import base64
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import RSAKey

from preuve.domain.credentials.badges import Granted, badge, learner_record
from preuve.domain.credentials.errors import TokenError, TokenFault
from preuve.domain.credentials.issuers import IssuerKey, did_document, issuer_profile, keys_of
from preuve.domain.credentials.multibase import public_multikey
from preuve.domain.credentials.status_lists import LEAST_BITS, StatusPurpose, status_entry
from preuve.domain.credentials.tokens import read_token, sign_token, token_holds
from preuve.domain.credentials.verification import Check, Outcome, verify
from tests.factories.credentials import (
    AT,
    CONTEXTS,
    CREATED,
    DID,
    ISSUER,
    KEY,
    KEY_ID,
    LIST,
    OTHER_KEY,
    award,
    issuer_document,
    lists,
    signed,
    status_list,
)

RSA_ID = f"{DID}#rsa"


@pytest.fixture(scope="module")
def rsa_pem():
    key = rsa.generate_private_key(65537, 2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture(scope="module")
def rsa_issuer(rsa_pem):
    jwk = RSAKey.import_key(rsa_pem).as_dict(private=False)
    public = {name: jwk[name] for name in ("kty", "n", "e")}
    return did_document(
        DID, [IssuerKey(RSA_ID, public), IssuerKey(KEY_ID, public_multikey(KEY.public_key()))]
    )


def outcomes(credential, issuer=None, at=AT, status_lists=()):
    issuers = [issuer or issuer_document()]
    found = verify(credential, at=at, issuers=issuers, contexts=CONTEXTS, status_lists=status_lists)
    return [finding.outcome for finding in found.findings]


@pytest.mark.parametrize("kind", Granted)
def test_what_is_issued_is_valid_and_says_what_was_granted(kind):
    credential = signed(badge(award(kind), ISSUER))
    found = verify(credential, at=AT, issuers=[issuer_document()], contexts=CONTEXTS, status_lists=lists())
    assert found.valid
    assert [(finding.check, finding.outcome) for finding in found.findings] == [
        (Check.FORM, Outcome.PASSED),
        (Check.ISSUER, Outcome.PASSED),
        (Check.SIGNATURE, Outcome.PASSED),
        (Check.KEY, Outcome.PASSED),
        (Check.PERIOD, Outcome.PASSED),
        (Check.STATUS, Outcome.PASSED),
        (Check.STATUS, Outcome.PASSED),
    ]
    assert found.facts.holder == "Zoé Ångström-Lefèvre"
    assert found.facts.kind == kind.value
    assert found.facts.code == "RNCP38596"


def test_a_learner_record_holds_them_all():
    held = [signed(badge(award(kind), ISSUER)) for kind in Granted]
    record = learner_record(
        held,
        ISSUER,
        record_id="urn:uuid:0b1c",
        name="Relevé",
        holder_name="Zoé Ångström-Lefèvre",
        valid_from=CREATED,
    )
    record = signed(record)
    assert outcomes(record) == [Outcome.PASSED] * 5 + [Outcome.UNCHECKED]
    record["credentialSubject"]["verifiableCredential"][1]["name"] = "Autre"
    assert outcomes(record)[-1] is Outcome.SIGNATURE_WRONG


def test_the_status_lists_say_what_is_revoked_and_suspended():
    credential = signed(badge(award(), ISSUER))
    assert outcomes(credential)[-2:] == [Outcome.STATUS_LIST_MISSING] * 2
    assert outcomes(credential, status_lists=lists(revoked=[7]))[-2:] == [Outcome.REVOKED, Outcome.PASSED]
    assert outcomes(credential, status_lists=lists(suspended=[7]))[-2:] == [Outcome.PASSED, Outcome.SUSPENDED]
    forged = status_list(LIST, StatusPurpose.REVOCATION, key=OTHER_KEY)
    assert outcomes(credential, status_lists=[forged])[-2] is Outcome.STATUS_LIST_UNTRUSTED
    other = status_list(LIST, StatusPurpose.SUSPENSION)
    assert outcomes(credential, status_lists=[other])[-2] is Outcome.STATUS_LIST_UNTRUSTED


def test_an_old_key_keeps_what_it_signed_and_a_stolen_one_loses_what_came_after():
    credential = signed(badge(award(), ISSUER))
    assert outcomes(credential, issuer_document(expires="2026-08-01T00:00:00Z"))[3] is Outcome.PASSED
    assert outcomes(credential, issuer_document(revoked="2026-08-01T00:00:00Z"))[3] is Outcome.PASSED
    assert outcomes(credential, issuer_document(expires=CREATED))[3] is Outcome.KEY_EXPIRED
    assert outcomes(credential, issuer_document(revoked=CREATED))[3] is Outcome.KEY_REVOKED
    assert outcomes(credential, issuer_document(revoked="hier"))[3] is Outcome.KEY_REVOKED


def test_strangers_and_wrong_moments_are_said():
    credential = signed(badge(award(), ISSUER))
    assert outcomes(credential, did_document("did:web:autre.example", [])) == [Outcome.ISSUER_UNKNOWN]
    assert outcomes(credential, did_document(DID, [])) == [Outcome.KEY_UNKNOWN]
    assert outcomes(signed(badge(award(), ISSUER), OTHER_KEY))[2] is Outcome.SIGNATURE_WRONG
    early, late = AT.replace(year=2026, month=1), AT.replace(year=2032)
    assert outcomes(credential, at=early)[3:5] == [Outcome.SIGNED_LATER, Outcome.NOT_YET_VALID]
    assert outcomes(credential, at=late)[4] is Outcome.NO_LONGER_VALID
    assert outcomes({"type": ["Autre"]}) == [Outcome.UNTRUSTED_FORM]
    assert outcomes({**credential, "type": ["Autre"]}) == [Outcome.NOT_A_CREDENTIAL]
    unreadable = {**badge(award(), ISSUER), "validUntil": "demain"}
    assert outcomes(signed(unreadable))[4] is Outcome.PERIOD_UNREADABLE


def test_a_published_key_that_is_none_verifies_nothing():
    credential = signed(badge(award(), ISSUER))
    assert outcomes(credential, did_document(DID, [IssuerKey(KEY_ID, "z6Mk")]))[2] is Outcome.SIGNATURE_WRONG
    assert outcomes(credential, did_document(DID, [IssuerKey(KEY_ID, {"kty": "RSA"})]))[2] is (
        Outcome.SIGNATURE_WRONG
    )


def test_a_status_list_too_short_for_the_entry_or_unsigned_is_not_believed():
    status = (status_entry(LIST, StatusPurpose.REVOCATION, LEAST_BITS),)
    credential = signed(badge(replace(award(), status=status), ISSUER))
    assert outcomes(credential, status_lists=lists())[-1] is Outcome.STATUS_LIST_UNTRUSTED
    unsigned = {name: value for name, value in lists()[0].items() if name != "proof"}
    assert outcomes(credential, status_lists=[unsigned])[-1] is Outcome.STATUS_LIST_MISSING


def test_a_key_must_be_controlled_by_its_document_and_allowed_to_assert():
    document = issuer_document()
    assert list(keys_of(document)) == [KEY_ID]
    assert keys_of({**document, "assertionMethod": []}) == {}
    assert keys_of({**document, "id": "did:web:autre.example"}) == {}
    assert keys_of({**document, "verificationMethod": ["x", {"id": KEY_ID}]}) == {}
    profile = issuer_profile(ISSUER, [IssuerKey(KEY_ID, public_multikey(KEY.public_key()))])
    assert keys_of(profile) == keys_of(document)


def test_a_token_is_valid(rsa_pem, rsa_issuer):
    token = sign_token(badge(award(), ISSUER), rsa_pem, method=RSA_ID)
    assert read_token(token)[0] == {"alg": "RS256", "typ": "JWT", "kid": RSA_ID}
    assert outcomes(token, rsa_issuer, status_lists=lists()) == [Outcome.PASSED] * 7


def test_only_rs256_is_believed(rsa_pem, rsa_issuer):
    token = sign_token(badge(award(), ISSUER), rsa_pem, method=RSA_ID)
    _, payload, signature = token.split(".")
    for algorithm in ("none", "HS256", "RS512"):
        header = json.dumps({"alg": algorithm, "typ": "JWT", "kid": RSA_ID}).encode()
        forged = base64.urlsafe_b64encode(header).rstrip(b"=").decode()
        with pytest.raises(TokenError) as caught:
            read_token(f"{forged}.{payload}.{signature}")
        assert caught.value.fault is TokenFault.ALGORITHM
    assert outcomes(f"{payload}.{signature}") == [Outcome.UNTRUSTED_FORM]
    with pytest.raises(TokenError):
        token_holds(token, {"kty": "RSA"})
    with pytest.raises(TokenError):
        sign_token({}, b"-", method=RSA_ID)
    # a key of the other kind never counts
    assert outcomes(sign_token(badge(award(), ISSUER), rsa_pem, method=KEY_ID), rsa_issuer)[2] is (
        Outcome.SIGNATURE_WRONG
    )


@pytest.mark.filterwarnings("ignore:Key size should be")
def test_an_rsa_key_of_1024_bits_neither_signs_nor_verifies(rsa_pem):
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - the weakness is what is tested
    pem = weak.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(TokenError) as refused:
        sign_token(badge(award(), ISSUER), pem, method=RSA_ID)
    assert refused.value.fault is TokenFault.KEY
    token = sign_token(badge(award(), ISSUER), rsa_pem, method=RSA_ID)
    with pytest.raises(TokenError) as refused:
        token_holds(token, RSAKey.import_key(pem).as_dict(private=False))
    assert refused.value.fault is TokenFault.KEY
