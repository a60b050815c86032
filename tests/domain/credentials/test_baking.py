import struct
import zlib

import pytest
from openbadgeslib import baking as theirs

from preuve.domain.credentials import baking
from preuve.domain.credentials.errors import BakingError, BakingFault

JSON, JWT = '{"name":"Zoé"}', "eyJh.eyJi.c2ln"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)


@pytest.mark.parametrize("text", [JSON, JWT])
def test_what_is_baked_is_read_back_by_us_and_by_openbadgeslib(text):
    twice = baking.bake_png(baking.bake_png(PNG, "ancien"), text)
    assert baking.png_credential(twice) == text
    assert theirs.extract_png(twice, keyword=theirs.ITXT_KEYWORD_OB3) == text
    drawn = baking.bake_svg(baking.bake_svg(SVG, "ancien"), text)
    assert baking.svg_credential(drawn) == text


def test_what_openbadgeslib_bakes_is_read():
    assert baking.png_credential(theirs.bake_png(PNG, JWT, keyword=theirs.ITXT_KEYWORD_OB3)) == JWT
    drawn = theirs.bake_svg(SVG, JWT, element=theirs.SVG_ELEMENT_OB3, namespace=theirs.SVG_NS_OB3)
    assert baking.svg_credential(drawn) == JWT


@pytest.mark.parametrize(
    ("read", "picture", "fault"),
    [
        (baking.png_credential, b"GIF89a", BakingFault.NOT_A_PICTURE),
        (baking.png_credential, PNG[:8], BakingFault.NOT_A_PICTURE),
        (baking.png_credential, PNG[:-3], BakingFault.NOT_A_PICTURE),
        (baking.png_credential, PNG[:40] + b"!" + PNG[41:], BakingFault.NOT_A_PICTURE),
        (baking.png_credential, PNG, BakingFault.NOTHING_BAKED),
        (baking.png_credential, b"0" * (baking.LARGEST_PICTURE + 1), BakingFault.TOO_LARGE),
        (
            baking.png_credential,
            PNG[:-12] + 2 * chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0a") + PNG[-12:],
            BakingFault.SEVERAL,
        ),
        (
            baking.png_credential,
            PNG[:-12] + chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0\xff") + PNG[-12:],
            BakingFault.UNREADABLE,
        ),
        (baking.svg_credential, b"<svg>", BakingFault.NOT_A_PICTURE),
        (baking.svg_credential, b"<html/>", BakingFault.NOT_A_PICTURE),
        (baking.svg_credential, b"<!DOCTYPE svg>" + SVG, BakingFault.NOT_A_PICTURE),
        (baking.svg_credential, SVG, BakingFault.NOTHING_BAKED),
        (baking.svg_credential, b"0" * (baking.LARGEST_PICTURE + 1), BakingFault.TOO_LARGE),
    ],
)
def test_other_pictures_are_refused(read, picture, fault):
    with pytest.raises(BakingError) as caught:
        read(picture)
    assert caught.value.fault is fault
