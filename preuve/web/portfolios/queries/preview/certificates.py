"""Certificates as cards that people read: who, by whom, from when to when, which key, which names."""

from typing import Any

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import certificates as links
from preuve.web.portfolios.queries.preview.model import Asked, Card

CERTIFICATE_BYTES = 1 << 20
MOST_CARDS = 100
MOST_NAMES = 50
MOST_WORDS = 300
SUFFIXES = {".pem", ".crt", ".cer", ".der", ".p7b", ".p7c", ".csr", ".crl", ".chain"}


def may_hold(head: bytes, size: int) -> bool:
    """Return whether a file may hold certificates, by its first bytes."""
    return size <= CERTIFICATE_BYTES and (head[:2] in {b"\x30\x80", b"\x30\x82", b"\x30\x81"} or PEM in head)


PEM = b"-----BEGIN "


def cards_of(artefact: Artefact, asked: Asked) -> tuple[Card, ...]:
    """Return the cards of a file, the one that is asked for marked; none when it holds none."""
    bundle = links.Bundle()
    try:
        links.read(artefact, bundle)
    except (UnreadableArtefactError, ValueError, TypeError, OverflowError):
        return ()
    wanted = asked.path.upper().removeprefix("0X")
    found = [
        *(_certificate(each, wanted, asked.line) for each in bundle.certificates),
        *(
            Card("request", each.subject, each.place.line, key=each.key, names=_names(each.names))
            for each in bundle.requests
        ),
        *(_revocation_list(each) for each in bundle.lists),
    ]
    return tuple(found[:MOST_CARDS])


def _certificate(found: links.Certificate, wanted: str, line: int) -> Card:
    is_here = found.serial == wanted or (not wanted and bool(line) and found.place.line == line)
    anchor = f"L{line}" if line else "here"
    return Card(
        "certificate",
        _short(found.subject),
        found.place.line,
        ":".join(found.serial[at : at + 2] for at in range(0, len(found.serial), 2)),
        _whole(found.x509.subject, found.subject),
        _whole(found.x509.issuer, found.issuer),
        found.not_before,
        found.not_after,
        found.key,
        found.hash,
        _names(found.names),
        tuple(_short(each) for each in (*found.usages, *found.extended)),
        bool(found.is_authority),
        is_here=is_here,
        anchor=anchor if is_here else "",
    )


def _revocation_list(found: links.RevocationList) -> Card:
    return Card(
        "list",
        _short(found.issuer),
        found.place.line,
        not_before=found.this_update,
        not_after=found.next_update,
        signature=found.hash,
        revoked=found.revoked,
    )


def _whole(name: Any, otherwise: str) -> str:
    try:
        return _short(str(name.rfc4514_string()))
    except (ValueError, TypeError, UnicodeError):
        return _short(otherwise)


def _short(text: str) -> str:
    return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS]}…"


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_short(name) for name in names[:MOST_NAMES])
