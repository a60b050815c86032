"""Lists that say which credentials are revoked or suspended: one bit each.

Source: W3C Bitstring Status List 1.0: at least 131,072 bits so that a reader who asks for a list
doesn't tell which credential it is about; bit 0 is the most significant of the first
byte; GZIP; multibase base64url (`u`).
"""

import zlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from preuve.domain.credentials.contexts import CREDENTIALS
from preuve.domain.credentials.errors import EncodingError, StatusListError
from preuve.domain.credentials.multibase import base64url_decoded, base64url_encoded

LEAST_BITS = 131_072
MOST_BYTES = 16_000_000
"""Of a list once unpacked: 128 million credentials."""
BITS = 8
_GZIP = zlib.MAX_WBITS | 16


class StatusPurpose(StrEnum):
    """What a set bit means."""

    REVOCATION = "revocation"
    """For good."""
    SUSPENSION = "suspension"
    """Until the bit is cleared."""


def encoded_list(indexes: Iterable[int], *, length: int = LEAST_BITS) -> str:
    """Return the `encodedList` in which the bits at `indexes` are set.

    Args:
        indexes: from 0.
        length: in bits; a multiple of 8, of at least `LEAST_BITS`.

    `StatusListError` when the length or an index is out of bounds. The same bits always give the same text.
    """
    if length < LEAST_BITS or length % BITS or length > MOST_BYTES * BITS:
        raise StatusListError(str(length))
    bits = bytearray(length // BITS)
    for index in indexes:
        if not 0 <= index < length:
            raise StatusListError(str(index))
        bits[index // BITS] |= 0x80 >> index % BITS
    packer = zlib.compressobj(level=9, wbits=_GZIP)
    return "u" + base64url_encoded(packer.compress(bytes(bits)) + packer.flush())


def decoded_list(text: str) -> bytes:
    """Return the bits of an `encodedList`; `StatusListError` when it is none, too short or too large."""
    try:
        packed = base64url_decoded(text[1:])
        unpacker = zlib.decompressobj(wbits=_GZIP)
        bits = unpacker.decompress(packed, MOST_BYTES)
    except (EncodingError, zlib.error) as error:
        raise StatusListError(text) from error
    if not text.startswith("u") or not unpacker.eof or unpacker.unused_data or len(bits) * BITS < LEAST_BITS:
        raise StatusListError(text)
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Tell whether the bit at `index` is set; `StatusListError` when the list isn't that long."""
    if not 0 <= index < len(bits) * BITS:
        raise StatusListError(str(index))
    return bool(bits[index // BITS] & 0x80 >> index % BITS)


def set_indexes(bits: bytes) -> tuple[int, ...]:
    """Return the indexes of the bits that are set, in order."""
    return tuple(
        place * BITS + rank
        for place, byte in enumerate(bits)
        if byte
        for rank in range(BITS)
        if byte & 0x80 >> rank
    )


def status_list_credential(  # noqa: PLR0913 - one keyword for each thing that the list says
    *,
    url: str,
    issuer: str,
    purpose: StatusPurpose,
    indexes: Iterable[int],
    valid_from: str,
    valid_until: str,
    length: int = LEAST_BITS,
) -> dict[str, Any]:
    """Return the list as a credential, to be signed like the others.

    Args:
        url: where it is published; entries name it.
        issuer: as in the credentials it is about.
        purpose: what a set bit means.
        indexes: of the bits that are set.
        valid_from: instant at which it is issued.
        valid_until: instant from which an old copy is no longer believed.
        length: in bits.
    """
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose.value,
            "encodedList": encoded_list(indexes, length=length),
        },
    }


def status_entry(url: str, purpose: StatusPurpose, index: int) -> dict[str, Any]:
    """Return the entry by which a credential names its bit in the list published at `url`."""
    return {
        "id": f"{url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose.value,
        "statusListIndex": str(index),
        "statusListCredential": url,
    }


def index_of(entry: Mapping[str, Any]) -> int:
    """Return the index that an entry names; `StatusListError` when it isn't a plain whole number from 0."""
    text = entry.get("statusListIndex")
    if not isinstance(text, str) or not (text.isascii() and text.isdecimal()) or str(int(text[:20])) != text:
        raise StatusListError(str(text))
    return int(text)
