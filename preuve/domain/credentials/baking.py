"""A credential inside a picture: PNG and SVG.

Source: Open Badges 3.0, section 5.3: PNG, an iTXt chunk with keyword `openbadgecredential`, not compressed;
SVG, one element `openbadges:credential` with the JWT in `verify` or the JSON as its text.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import TypeVar

from lxml import etree

from preuve.domain.credentials.errors import BakingError, BakingFault

LARGEST_PICTURE = 20_000_000
"""Bytes."""
KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
SVG = "http://www.w3.org/2000/svg"

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PLAIN = b"\0\0\0\0\0"
"""After the keyword: its end, no compression, method 0, no language, no translated keyword."""
_FRAME = 12
_Item = TypeVar("_Item")
_TAG = f"{{{NAMESPACE}}}credential"


def bake_png(picture: bytes, credential: str) -> bytes:
    """Return a PNG that holds `credential` (JSON or JWT) after its header, in place of any it held."""
    chunks = [(kind, body) for kind, body in _chunks(picture) if not _is_ours(kind, body)]
    baked = (b"iTXt", KEYWORD + _PLAIN + credential.encode())
    return _SIGNATURE + b"".join(_chunk(kind, body) for kind, body in [chunks[0], baked, *chunks[1:]])


def png_credential(picture: bytes) -> str:
    """Return what a PNG holds; `BakingError` when it isn't one, or doesn't hold exactly one credential."""
    found = [body for kind, body in _chunks(picture) if _is_ours(kind, body)]
    return _text(_only(found)[len(KEYWORD) :].removeprefix(_PLAIN))


def bake_svg(picture: bytes, credential: str) -> bytes:
    """Return an SVG that holds `credential` (JSON or JWT) first, in place of any it held."""
    root = _svg(picture)
    etree.strip_elements(root, _TAG, with_tail=False)
    element = etree.Element(_TAG, nsmap={"openbadges": NAMESPACE})
    if credential.startswith("{"):
        element.text = credential
    else:
        element.set("verify", credential)
    root.insert(0, element)
    baked: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return baked


def svg_credential(picture: bytes) -> str:
    """Return what an SVG holds; `BakingError` when it isn't one, or doesn't hold exactly one credential."""
    element = _only(list(_svg(picture).iter(_TAG)))
    return str(element.get("verify") or element.text or "").strip()


def _chunks(picture: bytes) -> list[tuple[bytes, bytes]]:
    if len(picture) > LARGEST_PICTURE:
        raise BakingError(BakingFault.TOO_LARGE)
    chunks = list(_read_chunks(picture))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise BakingError(BakingFault.NOT_A_PICTURE)
    return chunks


def _read_chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not picture.startswith(_SIGNATURE):
        raise BakingError(BakingFault.NOT_A_PICTURE)
    place = len(_SIGNATURE)
    while place < len(picture):
        if len(picture) - place < _FRAME:
            raise BakingError(BakingFault.NOT_A_PICTURE)
        (length,) = struct.unpack_from(">I", picture, place)
        end = place + _FRAME + length
        kind, body = picture[place + 4 : place + 8], picture[place + 8 : end - 4]
        if _chunk(kind, body) != picture[place:end]:
            raise BakingError(BakingFault.NOT_A_PICTURE)
        yield kind, body
        place = end


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _is_ours(kind: bytes, body: bytes) -> bool:
    return kind == b"iTXt" and body.startswith(KEYWORD + b"\0")


def _svg(picture: bytes) -> etree._Element:
    if len(picture) > LARGEST_PICTURE:
        raise BakingError(BakingFault.TOO_LARGE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(picture, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BakingError(BakingFault.NOT_A_PICTURE) from error
    if root.tag != f"{{{SVG}}}svg" or root.getroottree().docinfo.doctype:
        raise BakingError(BakingFault.NOT_A_PICTURE)
    return root


def _only(found: list[_Item]) -> _Item:
    if not found:
        raise BakingError(BakingFault.NOTHING_BAKED)
    if len(found) > 1:
        raise BakingError(BakingFault.SEVERAL)
    return found[0]


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BakingError(BakingFault.UNREADABLE) from error
