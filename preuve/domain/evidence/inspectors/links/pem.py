"""Blocks of textual encodings (RFC 7468) with their lines; private ones are noticed and never decoded."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place

MAX_BLOCKS = 2000
_EDGE = re.compile(r"\s*-----(BEGIN|END) ([A-Z0-9 ]{1,60})-----\s*$")
_PUTTY = re.compile(r"PuTTY-User-Key-File-\d:")


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `der` is empty for private keys, whose bytes are not looked at."""

    label: str
    line: int
    last_line: int
    der: bytes


def is_private(label: str) -> bool:
    """Say whether a block's label is that of a private key, encrypted or not."""
    return label.endswith(("PRIVATE KEY", "PRIVATE KEY BLOCK"))


def blocks(artefact: Artefact, text: str) -> list[Block]:
    """Return the blocks of a text, in order.

    Raises:
        UnreadableArtefactError: MALFORMED (no end, or no base64), TOO_MANY, with the line.
    """
    found: list[Block] = []
    label, start, body = "", 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        edge = _EDGE.match(line)
        if edge and edge[1] == "BEGIN":
            label, start, body = edge[2], number, []
        elif edge and label == edge[2]:
            der = b"" if is_private(label) else _decoded(artefact, "".join(body), start)
            found.append(Block(label, start, number, der))
            label = ""
            if len(found) > MAX_BLOCKS:
                raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(PlaceKind.TEXT, line=start))
        elif label and ":" not in line:
            body.append(line.strip())
    if label:
        raise UnreadableArtefactError(Unreadable.MALFORMED, artefact.place(PlaceKind.TEXT, line=start), label)
    return found


def _decoded(artefact: Artefact, body: str, line: int) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableArtefactError(
            Unreadable.MALFORMED, artefact.place(PlaceKind.TEXT, line=line)
        ) from None


def private_places(artefact: Artefact, text: str) -> list[Place]:
    """Return the lines where a private key begins, in any kind of text (PEM, PuTTY), without its content."""
    return [
        artefact.place(PlaceKind.TEXT, line=number)
        for number, line in enumerate(text.split("\n"), 1)
        if ("PRIVATE KEY" in line and "-----BEGIN" in line) or _PUTTY.match(line)
    ]
