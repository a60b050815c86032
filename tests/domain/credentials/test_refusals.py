"""What is never signed nor believed, and statements held against PyLD's own."""

import json
from dataclasses import replace

import pyoxigraph as rdf
import pytest
from pyld import jsonld

from preuve.domain.credentials.badges import badge
from preuve.domain.credentials.contexts import CREDENTIALS, PINNED, Contexts, pinned_contexts
from preuve.domain.credentials.errors import (
    DocumentError,
    DocumentFault,
    EncodingError,
    PinnedContextError,
    StatusListError,
)
from preuve.domain.credentials.multibase import base58_decoded, base64url_decoded, public_key_of
from preuve.domain.credentials.proofs import proof_of
from preuve.domain.credentials.screening import LARGEST_DOCUMENT, read_document, screen
from preuve.domain.credentials.statements import canonical_text
from preuve.domain.credentials.status_lists import (
    LEAST_BITS,
    decoded_list,
    encoded_list,
    index_of,
    is_set,
    set_indexes,
)
from tests.factories.credentials import CONTEXTS, ISSUER, award, signed

FILES = [name for name, _ in PINNED.values()]
BASE = badge(award(), ISSUER)
DEEP = {"a": 1}
for _ in range(50):
    DEEP = {"a": DEEP}


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"[]", DocumentFault.NOT_AN_OBJECT),
        (b"{", DocumentFault.NOT_JSON),
        (b'{"a":NaN}', DocumentFault.NOT_JSON),
        (b"\xff", DocumentFault.NOT_JSON),
        (b'{"a":1,"a":2}', DocumentFault.REPEATED_KEY),
        (b'{"a":' * 100_000, DocumentFault.TOO_DEEP),
        (b" " * (LARGEST_DOCUMENT + 1), DocumentFault.TOO_LARGE),
    ],
)
def test_bytes_that_are_no_document(data, fault):
    with pytest.raises(DocumentError) as caught:
        read_document(data)
    assert caught.value.fault is fault


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": None}, DocumentFault.EMPTY_VALUE),
        ({"evidence": []}, DocumentFault.EMPTY_VALUE),
        ({"name": "a\tb"}, DocumentFault.CONTROL_CHARACTER),
        ({"name": "a\x7fb"}, DocumentFault.CONTROL_CHARACTER),
        ({"name": "a\ud800"}, DocumentFault.VALUE),
        ({"@id": "urn:x"}, DocumentFault.KEYWORD),
        ({"https://schema.org/name": "x"}, DocumentFault.KEYWORD),
        ({"id": 3}, DocumentFault.VALUE),
        ({"@context": ["https://autre.example"]}, DocumentFault.CONTEXT),
        ({"@context": [{"a": "b"}]}, DocumentFault.CONTEXT),
        ({"@context": BASE["@context"][::-1]}, DocumentFault.CONTEXT),
        ({"unknown": DEEP}, DocumentFault.TOO_DEEP),
        ({"unknown": "x"}, DocumentFault.UNDEFINED_TERM),
        ({"type": [*BASE["type"], "Unknown"]}, DocumentFault.UNDEFINED_TERM),
        ({"issuer": "relative"}, DocumentFault.RELATIVE_IDENTIFIER),
        ({"issuer": "http://a:port"}, DocumentFault.RELATIVE_IDENTIFIER),
        ({"issuer": "urn:a%zz"}, DocumentFault.RELATIVE_IDENTIFIER),
        ({"type": [*BASE["type"], "@abc"]}, DocumentFault.UNDEFINED_TERM),
        ({"issuer": "@abc"}, DocumentFault.RELATIVE_IDENTIFIER),
        ({"type": 3}, DocumentFault.VALUE),
        ({"issuer": "_:b0"}, DocumentFault.RELATIVE_IDENTIFIER),
        ({"evidence": [{"id": ISSUER.id, "type": ["Evidence"]}]}, DocumentFault.SPLIT_IDENTIFIER),
        ({"evidence": [{"type": ["Evidence"], "name": "a"} for _ in range(7)]}, DocumentFault.TOO_ALIKE),
        ({"proof": {"type": "x"}}, DocumentFault.PROOF),
        ({"_sd": [{"a": 1}]}, DocumentFault.VALUE),
    ],
)
def test_what_is_never_signed(change, fault):
    with pytest.raises(DocumentError) as caught:
        signed(BASE | change)
    assert caught.value.fault is fault


@pytest.mark.parametrize(
    "change",
    [{"cryptosuite": "ecdsa-rdfc-2019"}, {"proofValue": 3}, {"@context": CREDENTIALS}],
)
def test_other_proofs_are_refused(change):
    with pytest.raises(DocumentError) as caught:
        proof_of({"proof": signed(BASE)["proof"] | change})
    assert caught.value.fault is DocumentFault.PROOF


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"exp": 12, "iat": 1.5, "nbf": 2.0},
        {"credentialSubject": BASE["credentialSubject"] | {"creditsEarned": 7.25, "term": True}},
        {
            "credentialSubject": BASE["credentialSubject"]
            | {
                "achievement": BASE["credentialSubject"]["achievement"]
                | {
                    "resultDescription": [
                        {"id": "urn:r", "type": ["ResultDescription"], "allowedValue": ["A", "B"]}
                    ]
                }
            }
        },
        {"endorsement": [signed(BASE | {"id": "urn:other"})]},
    ],
)
def test_statements_are_those_of_pyld(change):
    document = BASE | change
    screen(document, CONTEXTS)
    options = {"documentLoader": CONTEXTS.loaded, "format": "application/n-quads"}
    quads = rdf.parse(jsonld.to_rdf(document, options), format=rdf.RdfFormat.N_QUADS)
    dataset = rdf.Dataset(quads)
    dataset.canonicalize(rdf.CanonicalizationAlgorithm.RDFC_1_0)
    assert canonical_text(document, CONTEXTS) == "".join(sorted(f"{quad} .\n" for quad in dataset))


def test_contexts_are_those_that_were_pinned():
    with pytest.raises(PinnedContextError) as caught:
        pinned_contexts(dict.fromkeys(FILES, b"{}").__getitem__)
    assert caught.value.url == CREDENTIALS
    with pytest.raises(PinnedContextError):
        Contexts({}).loaded("https://autre.example")
    with pytest.raises(DocumentError) as refused:
        canonical_text({"@context": "https://autre.example", "id": "urn:x"}, CONTEXTS)
    assert refused.value.fault is DocumentFault.CONTEXT


@pytest.mark.parametrize("text", ["", "a11", "z0", "z" * 300])
def test_other_texts_are_no_base58(text):
    with pytest.raises(EncodingError):
        base58_decoded(text)


@pytest.mark.parametrize("text", ["AB", "AA==", "A", "A A", "A+", "é"])
def test_other_texts_are_no_base64url(text):
    with pytest.raises(EncodingError) as caught:
        base64url_decoded(text)
    assert caught.value.found == text


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({}, DocumentFault.VALUE),
        ({"@index": "a", "type": "VerifiableCredential"}, DocumentFault.KEYWORD),
        ({"name": {"@value": "a", "@language": "fr"}}, DocumentFault.VALUE),
        ({"@included": {"id": "urn:y", "name": "a"}}, DocumentFault.KEYWORD),
    ],
)
def test_what_says_nothing_or_is_not_stated_has_no_canonical_text(members, fault):
    with pytest.raises(DocumentError) as caught:
        canonical_text({"@context": CREDENTIALS, "id": "urn:x"} | members, CONTEXTS)
    assert caught.value.fault is fault


def test_an_award_without_result_says_none():
    subject = badge(replace(award(), result=""), ISSUER)["credentialSubject"]
    assert "result" not in subject
    assert "resultDescription" not in subject["achievement"]


def test_another_kind_of_key_is_refused():
    with pytest.raises(EncodingError):
        public_key_of("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP")


def test_a_status_list_is_read_bit_by_bit():
    bits = decoded_list(encoded_list([0, 9]))
    assert (bits[0], bits[1], len(bits)) == (0x80, 0x40, LEAST_BITS // 8)
    assert [index for index in range(16) if is_set(bits, index)] == [0, 9]
    assert set_indexes(bits) == (0, 9)
    for act in (
        lambda: is_set(bits, LEAST_BITS),
        lambda: encoded_list([LEAST_BITS]),
        lambda: encoded_list([], length=8),
        lambda: decoded_list("u!"),
        lambda: decoded_list("uAAAA"),
        lambda: decoded_list("z" + encoded_list([])[1:]),
        lambda: index_of({"statusListIndex": "01"}),
        lambda: index_of({"statusListIndex": 1}),
    ):
        with pytest.raises(StatusListError):
            act()


def test_a_document_survives_being_written():
    assert read_document(json.dumps(BASE).encode()) == BASE
