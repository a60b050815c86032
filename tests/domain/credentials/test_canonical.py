import hashlib

import pytest

from preuve.domain.credentials.canonical import canonical_bytes, content_hash

# RFC 8785, section 3.2.3: the keys of its sorting example, in the order that it prints.
RFC_8785_KEYS = ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"]


def test_keys_in_the_order_of_rfc_8785():
    value = dict.fromkeys(["€", "\r", "\ufb33", "1", "😀", "\u0080", "ö"], 0)
    expected = "{" + ",".join(f'"{key}":0' for key in RFC_8785_KEYS).replace("\r", "\\r") + "}"
    assert canonical_bytes(value).decode() == expected


def test_strings_as_in_rfc_8785():
    # RFC 8785, section 3.2.2.2: its example string, and the bytes that section 3.2.4 gives for it.
    value = {"string": '€$\u000f\nA\'B"\\\\"/'}
    assert canonical_bytes(value).hex() == (
        "7b22737472696e67223a22e282ac245c75303030665c6e412742"  # {"string":"€$\u000f\nA'B
        "5c225c5c5c5c5c222f227d"  # \"\\\\\"/"}
    )


def test_literals_and_nesting():
    value = {"b": [None, True, False, -3, "x"], "a": {"d": [], "c": {}}}
    assert canonical_bytes(value) == b'{"a":{"c":{},"d":[]},"b":[null,true,false,-3,"x"]}'


def test_hash_is_sha_256_of_the_bytes():
    assert content_hash({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()


@pytest.mark.parametrize("value", [1.0, float("nan"), {"a": [1, {"b": 0.5}]}, 2**53, -(2**53), "\ud800"])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(ValueError, match=r"canonical|surrogates"):
        canonical_bytes(value)
