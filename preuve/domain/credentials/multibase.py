"""Text forms of keys, signatures and lists: multibase, and Multikey for Ed25519.

Source: W3C Controlled Identifiers 1.0, sections 2.2.2 (Multikey) and 2.4 (Multibase). Every reader is strict:
a value has one text form only, so that a changed character is never read as the same value.
"""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from preuve.domain.credentials.errors import EncodingError

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
"""Base 58 as Bitcoin writes it."""
ED25519_PUBLIC = b"\xed\x01"
ED25519_SECRET = b"\x80\x26"
KEY_BYTES = 32
LONGEST_BASE58 = 256
"""Characters: the work grows with the square of the length, and no key or signature of ours is longer."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}


def base58_encoded(data: bytes) -> str:
    """Return `data` in multibase base 58: `z` and the digits."""
    value, digits = int.from_bytes(data, "big"), ""
    while value:
        value, digit = divmod(value, 58)
        digits = ALPHABET[digit] + digits
    return "z" + ALPHABET[0] * (len(data) - len(data.lstrip(b"\0"))) + digits


def base58_decoded(text: str) -> bytes:
    """Return the bytes of a multibase base 58 text; `EncodingError` when it isn't one or is too long."""
    if not text.startswith("z") or len(text) > LONGEST_BASE58:
        raise EncodingError(text)
    value = 0
    for character in text[1:]:
        if character not in _VALUES:
            raise EncodingError(text)
        value = value * 58 + _VALUES[character]
    zeros = len(text) - 1 - len(text[1:].lstrip(ALPHABET[0]))
    return bytes(zeros) + value.to_bytes((value.bit_length() + 7) // 8, "big")


def base64url_encoded(data: bytes) -> str:
    """Return `data` in base64url without padding (no multibase prefix)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def base64url_decoded(text: str) -> bytes:
    """Return the bytes of a base64url text without padding; `EncodingError` when it is not exactly one."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise EncodingError(text) from error
    if base64url_encoded(data) != text:
        raise EncodingError(text)
    return data


def public_multikey(key: Ed25519PublicKey) -> str:
    """Return the `publicKeyMultibase` of a key: `z6Mk…`."""
    return base58_encoded(ED25519_PUBLIC + key.public_bytes_raw())


def public_key_of(text: str) -> Ed25519PublicKey:
    """Return the Ed25519 key of a `publicKeyMultibase`; `EncodingError` when it is not one."""
    return Ed25519PublicKey.from_public_bytes(_key_bytes(text, ED25519_PUBLIC))


def secret_key_of(text: str) -> Ed25519PrivateKey:
    """Return the Ed25519 key of a `secretKeyMultibase`; `EncodingError` when it is not one."""
    return Ed25519PrivateKey.from_private_bytes(_key_bytes(text, ED25519_SECRET))


def _key_bytes(text: str, prefix: bytes) -> bytes:
    data = base58_decoded(text)
    if not data.startswith(prefix) or len(data) != len(prefix) + KEY_BYTES:
        raise EncodingError(text)
    return data[len(prefix) :]
