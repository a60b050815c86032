"""A changed byte anywhere is caught; what counts as unchanged is said here.

JSON: a Data Integrity signature covers statements, so a byte may change where the JSON read is the same
(one white space for another, between values). Nowhere else. JWT and status lists: nowhere at all.
Pictures: the credential inside is claimed, not the drawing, which no signature covers.
"""

import json
import random
import struct
import zlib

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import example, given, settings
from hypothesis import strategies as st
from joserfc.jwk import RSAKey

from preuve.domain.credentials.badges import badge
from preuve.domain.credentials.baking import bake_png, bake_svg, png_credential, svg_credential
from preuve.domain.credentials.errors import BakingError, DocumentError
from preuve.domain.credentials.issuers import IssuerKey, did_document
from preuve.domain.credentials.screening import read_document
from preuve.domain.credentials.tokens import sign_token
from preuve.domain.credentials.verification import Check, Outcome, verify
from tests.factories.credentials import AT, CONTEXTS, DID, ISSUER, award, issuer_document, lists, signed

RSA_ID = f"{DID}#rsa"
CREDENTIAL = signed(badge(award(), ISSUER))
COMPACT = json.dumps(CREDENTIAL, ensure_ascii=False, separators=(",", ":")).encode()
INDENTED = json.dumps(CREDENTIAL, indent=1).encode()
"""Non-ASCII characters escaped, as other writers do: `\\u00e9` and `\\u00E9` are the same JSON."""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>Badge</title><g fill="red"/></svg>'


def png_chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PIXELS = zlib.compress(b"\0\1\2\0\3\4")
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0))
    + png_chunk(b"IDAT", PIXELS)
    + png_chunk(b"IEND", b"")
)


def flips(data, stride=1, seed=1):
    """Each `stride`-th byte, with one of its bits changed (the same ones in every run)."""
    chooser = random.Random(seed)  # noqa: S311 - which bit to change, the same in every run
    for place in range(seed % stride, len(data), stride):
        yield place, changed_at(data, place, data[place] ^ 1 << chooser.randrange(8))


def changed_at(data, place, value):
    return data[:place] + bytes([value]) + data[place + 1 :]


def read(data):
    try:
        return read_document(data)
    except DocumentError:
        return None


def believed(credential, issuer=None, status_lists=()):
    issuers = [issuer or issuer_document()]
    return verify(credential, at=AT, issuers=issuers, contexts=CONTEXTS, status_lists=status_lists).valid


def test_a_bit_changed_anywhere_in_compact_json_is_caught():
    assert believed(read(COMPACT))
    for place, changed in flips(COMPACT, stride=4):
        document = read(changed)
        assert document is None or not believed(document), place


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.integers(0, len(INDENTED) - 1), st.integers(0, 255))
@example(INDENTED.index(b" "), ord("\t"))
@example(INDENTED.index(b"\\u00e9") + 4, ord("E"))
@example(INDENTED.index(b"false"), ord("t"))
def test_a_byte_changed_in_json_is_caught_unless_the_json_read_is_the_same(place, value):
    document = read(changed_at(INDENTED, place, value))
    same = document == CREDENTIAL
    assert (document is not None and believed(document)) is same


def members(value):
    """Every object or list in a document, with one of its keys or ranks."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield value, key
        yield from members(item)


PLACES = len(list(members(CREDENTIAL)))
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["@id", "@abc", "_:b0", "urn:x", "a:b", "https://[", "2026-07-01T10:00:00", "9" * 400]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "name", "@value", "@context", "issuer"]), inner, max_size=3
        )
    ),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, PLACES - 1), ODD)
@example(0, "@abc")
def test_an_odd_value_anywhere_is_a_finding_and_never_an_error(place, odd):
    document = json.loads(COMPACT)
    holder, key = list(members(document))[place]
    holder[key] = odd
    assert believed(document) is (document == CREDENTIAL)
    believed(CREDENTIAL, status_lists=[document])


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, len(list(members(issuer_document()))) - 1), ODD)
def test_an_odd_issuer_document_is_a_finding_and_never_an_error(place, odd):
    issuer = issuer_document()
    holder, key = list(members(issuer))[place]
    holder[key] = odd
    believed(CREDENTIAL, issuer)


def test_the_bytes_that_may_change_are_white_space_and_the_case_of_escapes():
    replaced = {ord(" "): ord("\t"), ord("\n"): ord("\r")}
    free = set()
    for place, byte in enumerate(INDENTED):
        value = replaced.get(byte, byte ^ 0x20)
        if read(changed_at(INDENTED, place, value)) == CREDENTIAL:
            free.add(chr(byte))
    escaped = {digit for part in INDENTED.decode().split("\\u")[1:] for digit in part[:4] if digit.isalpha()}
    assert free == {" ", "\n"} | escaped


@pytest.fixture(scope="module")
def rsa_key():
    return rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.fixture(scope="module")
def token(rsa_key):
    return sign_token(badge(award(), ISSUER), rsa_key, method=RSA_ID)


@pytest.fixture(scope="module")
def rsa_issuer(rsa_key):
    jwk = RSAKey.import_key(rsa_key).as_dict(private=False)
    return did_document(DID, [IssuerKey(RSA_ID, {name: jwk[name] for name in ("kty", "n", "e")})])


def test_a_byte_changed_anywhere_in_a_token_is_caught(token, rsa_issuer):
    assert believed(token, rsa_issuer)
    for place, changed in flips(token.encode()):
        assert not believed(changed.decode("latin-1"), rsa_issuer), place
    for end in (token[:-1], token + "A", token + "=", token + "\n", " " + token):
        assert not believed(end, rsa_issuer)


def test_another_character_of_the_alphabet_in_a_token_is_caught(token, rsa_issuer):
    for place, character in enumerate(token):
        other = "A" if character != "A" else "B"
        assert not believed(token[:place] + other + token[place + 1 :], rsa_issuer), place


def status_outcome(changed):
    document = read(changed)
    given_lists = [] if document is None else [document]
    found = verify(
        CREDENTIAL, at=AT, issuers=[issuer_document()], contexts=CONTEXTS, status_lists=given_lists
    )
    return next(finding.outcome for finding in found.findings if finding.check is Check.STATUS)


def test_a_byte_changed_anywhere_in_a_status_list_is_caught():
    listed = json.dumps(lists(revoked=[3])[0], separators=(",", ":")).encode()
    assert status_outcome(listed) is Outcome.PASSED
    caught = {status_outcome(changed) for _, changed in flips(listed, stride=2)}
    # a list whose own address changed, or that is no JSON any more, isn't the list that was asked for
    assert caught == {Outcome.STATUS_LIST_UNTRUSTED, Outcome.STATUS_LIST_MISSING}


def from_png(picture):
    try:
        return read(png_credential(picture).encode())
    except BakingError:
        return None


def test_a_byte_changed_anywhere_in_a_png_is_caught_by_its_checksums():
    baked = bake_png(PNG, COMPACT.decode())
    assert believed(from_png(baked))
    for place, changed in flips(baked):
        with pytest.raises(BakingError):
            png_credential(changed)
        assert from_png(changed) is None, place


def test_with_its_checksum_made_again_the_credential_of_a_png_is_still_caught():
    body = b"openbadgecredential\0\0\0\0\0" + COMPACT
    for place, changed in flips(body, stride=11):
        document = from_png(PNG[:33] + png_chunk(b"iTXt", changed) + PNG[33:])
        assert document is None or not believed(document), place


def test_the_pixels_of_a_png_are_not_claimed():
    baked = bake_png(PNG, COMPACT.decode())
    other = png_chunk(b"IDAT", zlib.compress(b"\0\4\3\0\2\1"))
    redrawn = baked.replace(png_chunk(b"IDAT", PIXELS), other)
    assert redrawn != baked
    assert from_png(redrawn) == CREDENTIAL


def from_svg(picture):
    try:
        return read(svg_credential(picture).encode())
    except BakingError:
        return None


def test_a_byte_changed_in_an_svg_is_caught_or_leaves_the_credential_as_it_was():
    baked = bake_svg(SVG, COMPACT.decode())
    start, end = baked.index(b"{"), baked.rindex(b"}") + 1
    assert believed(from_svg(baked))
    drawing = 0
    for place, changed in flips(baked, stride=7):
        document = from_svg(changed)
        if start <= place < end:
            assert document is None or not believed(document), place
        else:
            assert document is None or document == CREDENTIAL, place
            drawing += document is not None
    assert drawing > 0  # the drawing is not claimed


def test_a_byte_changed_in_the_token_of_an_svg_is_caught(token, rsa_issuer):
    baked = bake_svg(SVG, token)
    start = baked.index(token.encode())
    for place, changed in flips(baked[start : start + len(token)], stride=3):
        try:
            found = svg_credential(baked[:start] + changed + baked[start + len(token) :])
        except BakingError:
            continue
        assert not believed(found, rsa_issuer), place
