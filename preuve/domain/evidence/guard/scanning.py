"""Scan a file, and the files inside it, block by block: memory holds one block whatever the size."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.guard.patterns import (
    BINARY_KEYS,
    BLOCKING,
    EMAIL,
    EMAIL_LIST,
    OVERLAP,
    WARNING,
    Pattern,
)
from preuve.domain.evidence.reading.archives import MAX_DEPTH, kind_of, members
from preuve.domain.evidence.reading.text import encoding_of
from preuve.domain.evidence.serialise import place_json
from preuve.domain.evidence.wording import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Place

_BLOCK = 1 << 20
_MAX_PLACES = 20
_MAX_ADDRESSES = 1000

_WORDS = {
    "guard.private-key": (
        "une clé privée se trouve dans le fichier",
        "there is a private key in the file",
    ),
    "guard.unsafe": ("le fichier n’est pas ouvert : {why}", "the file is not opened: {why}"),
    "guard.key-mention": (
        "le fichier porte l’en-tête d’une clé privée, sans la clé",
        "the file holds the header of a private key, without the key",
    ),
    "guard.password-hash": (
        "{count} {count:empreinte de mot de passe|empreintes de mots de passe}",
        "{count} {count:password hash|password hashes}",
    ),
    "guard.password": (
        "{count} {count:mot de passe ou secret écrit|mots de passe ou secrets écrits} en clair",
        "{count} {count:password or secret|passwords or secrets} in clear",
    ),
    "guard.token": (
        "{count} {count:jeton|jetons} d’accès à un service",
        "{count} access {count:token|tokens} of a service",
    ),
    "guard.cloud-key": (
        "{count} {count:clé|clés} d’accès à un nuage",
        "{count} cloud access {count:key|keys}",
    ),
    "guard.photo": ("{count} {count:photo|photos} de personnes", "{count} {count:photo|photos} of people"),
    "guard.nir": (
        "{count} {count:numéro|numéros} de sécurité sociale",
        "{count} social security {count:number|numbers}",
    ),
    "guard.iban": (
        "{count} {count:numéro|numéros} de compte bancaire (IBAN)",
        "{count} bank account {count:number|numbers} (IBAN)",
    ),
    "guard.addresses": (
        "une liste de {count} adresses électroniques",
        "a list of {count} e-mail addresses",
    ),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """What the guard saw, once per code and file; the thing itself is never repeated.

    Attributes:
        blocking: nothing is stored or shown until it is gone.
        count: how often; at least one.
        places: the first twenty.
    """

    code: str
    blocking: bool
    count: int
    fr: str
    en: str
    places: tuple[Place, ...]

    @property
    def place(self) -> Place:
        """The first place."""
        return self.places[0]


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as plain JSON."""
    return {
        "code": hit.code,
        "blocking": hit.blocking,
        "count": hit.count,
        "fr": hit.fr,
        "en": hit.en,
        "places": [place_json(place) for place in hit.places],
    }


def scan(artefact: Artefact) -> tuple[Hit, ...]:
    """Return what the guard sees in a file and in the files inside it, blocking hits first.

    An archive that is encrypted, out of proportion, nested deeper than `archives.MAX_DEPTH` or malformed is a
    blocking hit of its own: what can't be looked into can't be shown.
    """
    hits: list[Hit] = []
    _scan_into(artefact, hits, 0)
    return tuple(sorted(hits, key=lambda hit: not hit.blocking))


def _scan_into(artefact: Artefact, hits: list[Hit], depth: int) -> None:
    with artefact.open() as stream:
        head = stream.read(512)
    kind = kind_of(head)
    if not kind:
        hits.extend(_scan_plain(artefact, head))
        return
    try:
        for member in _members(artefact, depth):
            _scan_into(member, hits, depth + 1)
    except UnreadableArtefactError as error:
        words = {language: error.sentence(language) for language in ("fr", "en")}
        hits.append(
            Hit(
                "guard.unsafe",
                True,
                1,
                render(_WORDS["guard.unsafe"][0], {"why": words["fr"]}, "fr"),
                render(_WORDS["guard.unsafe"][1], {"why": words["en"]}, "en"),
                (artefact.place(),),
            )
        )


def _members(artefact: Artefact, depth: int) -> Iterator[Artefact]:
    if depth >= MAX_DEPTH:
        raise UnreadableArtefactError(Unreadable.TOO_DEEP, artefact.place())
    return members(artefact)


def _scan_plain(artefact: Artefact, head: bytes) -> list[Hit]:
    found = _Found(artefact)
    if BINARY_KEYS.match(head):
        found.add("guard.private-key", 0)
    addresses: dict[bytes, int] = {}
    for block, fresh, lines in _blocks(artefact):
        for pattern in BLOCKING:
            found.search(pattern, block, fresh, lines)
        for pattern in WARNING:
            found.search(pattern, block, fresh, lines)
        if b"@" in block and len(addresses) < _MAX_ADDRESSES:
            for match in EMAIL.finditer(block, fresh):
                if match[0].lower() not in addresses:
                    addresses[match[0].lower()] = lines + block.count(b"\n", 0, match.start()) + 1
    hits = found.hits()
    if len(addresses) >= EMAIL_LIST:
        places = [artefact.place(PlaceKind.TEXT, line=line) for line in addresses.values()]
        hits.append(_hit("guard.addresses", len(addresses), places))
    return hits


def _hit(code: str, count: int, places: list[Place]) -> Hit:
    french, english = _WORDS[code]
    values = {"count": count}
    return Hit(
        code,
        code == "guard.private-key",
        count,
        render(french, values, "fr"),
        render(english, values, "en"),
        tuple(places[:_MAX_PLACES]),
    )


class _Found:
    def __init__(self, artefact: Artefact) -> None:
        self._artefact = artefact
        self._lines: dict[str, list[int]] = {}

    def add(self, code: str, line: int) -> None:
        self._lines.setdefault(code, []).append(line)

    def search(self, pattern: Pattern, block: bytes, fresh: int, lines: int) -> None:
        """Add the matches that end after `fresh` (those before were seen with the last block)."""
        if pattern.literals and not any(literal in block for literal in pattern.literals):
            return
        for match in pattern.expression.finditer(block):
            if match.end() > fresh and (pattern.check is None or pattern.check(match[0].decode("latin-1"))):
                self.add(pattern.code, lines + block.count(b"\n", 0, match.start()) + 1)

    def hits(self) -> list[Hit]:
        if "guard.private-key" in self._lines:  # the same headers, seen twice
            self._lines.pop("guard.key-mention", None)
        return [
            _hit(code, len(lines), [self._place(line) for line in dict.fromkeys(lines)])
            for code, lines in self._lines.items()
        ]

    def _place(self, line: int) -> Place:
        return self._artefact.place(PlaceKind.TEXT, line=line) if line else self._artefact.place()


def _blocks(artefact: Artefact) -> Iterator[tuple[bytes, int, int]]:
    """Yield (block, where its new bytes begin, lines before it); each begins with the end of the last."""
    with artefact.open() as stream:
        encoding = encoding_of(stream.read(4096))
        stream.seek(0)
        narrow = None if encoding.startswith("utf-8") else codecs.getincrementaldecoder(encoding)("replace")
        kept, lines = b"", 0
        while data := stream.read(_BLOCK):
            fresh = narrow.decode(data).encode() if narrow else data
            block = kept + fresh
            yield block, len(kept), lines
            kept = block[-OVERLAP:]
            lines += block.count(b"\n", 0, len(block) - len(kept))
