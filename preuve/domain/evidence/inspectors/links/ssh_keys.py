"""OpenSSH public keys, `authorized_keys`, `known_hosts` and certificates (sshd(8), PROTOCOL.certkeys)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import SSHCertificate, load_ssh_public_identity

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import certificate_statements as say
from preuve.domain.evidence.inspectors.links.certificates import UNPARSED, key_of
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.inspectors.links.stating import short_key
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_KEY = re.compile(
    r"(?:^|[\s,])((?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d{3}|sk-ssh-ed25519|sk-ecdsa-sha2-nistp256)"
    r"(?:-cert-v0[01])?(?:@openssh\.com)?) +(AAAA[A-Za-z0-9+/]{20,20000}={0,2})(?=\s|$)"
)
MAX_KEYS = 50_000


@dataclass(slots=True)
class Keys:
    """Keys of a file.

    Attributes:
        kinds: type, with its size for RSA → how many.
        certificates: (rank, place) of those whose authority's signature is right.
        forged, outdated, short: names and places of what is wrong.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    places: list[Place] = field(default_factory=list)
    certificates: list[tuple[str, Place]] = field(default_factory=list)
    forged: list[tuple[str, Place]] = field(default_factory=list)
    outdated: list[tuple[str, Place]] = field(default_factory=list)
    short: list[tuple[str, Place]] = field(default_factory=list)


def sniff(head: Head) -> float:
    """Recognise a line with a key type and its blob."""
    wanted = [line for line in head.lines[:200] if line.strip() and not line.startswith("#")]
    found = sum(_KEY.search(line) is not None for line in wanted)
    return 0.95 if found and found * 2 >= len(wanted) else 0.0


def read(artefact: Artefact, context: Context) -> Keys:
    """Read the keys of a file, a line each.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY, TOO_MANY; MISSING_FIELD without any key.
    """
    keys = Keys()
    for number, line in lines(artefact):
        found = _KEY.search(line)
        if found and not line.startswith("#"):
            place = artefact.place(PlaceKind.TEXT, line=number)
            keys.places.append(place)
            _add(keys, found[1], f"{found[1]} {found[2]}".encode(), place, context)
            if len(keys.places) > MAX_KEYS:
                raise UnreadableArtefactError(Unreadable.TOO_MANY, place)
    if not keys.places:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "ssh-…")
    return keys


def _add(keys: Keys, kind: str, text: bytes, place: Place, context: Context) -> None:
    try:
        loaded = load_ssh_public_identity(text)
        key = loaded.public_key() if isinstance(loaded, SSHCertificate) else loaded
        label, bits = key_of(key)
    except UNPARSED:  # an unknown curve, a security key of an unknown kind
        keys.kinds[kind] += 1
        if kind.startswith("ssh-dss"):
            keys.short.append((kind, place))
        return
    keys.kinds[f"{kind} {bits}" if label.startswith("RSA") else kind] += 1
    if short_key(label, bits):
        keys.short.append((label, place))
    if isinstance(loaded, SSHCertificate):
        _add_certificate(keys, loaded, place, context)


def _add_certificate(keys: Keys, certificate: SSHCertificate, place: Place, context: Context) -> None:
    # principals and key identifiers name people: a rank stands for them
    label = f"#{len(keys.certificates) + len(keys.forged) + 1}"
    try:
        certificate.verify_cert_signature()
    except (InvalidSignature, *UNPARSED):
        keys.forged.append((label, place))
        return
    keys.certificates.append((label, place))
    now = context.as_of.timestamp()
    if not certificate.valid_after <= now < certificate.valid_before:
        until = from_epoch(certificate.valid_before)
        keys.outdated.append((f"{label} ({until:%Y-%m-%d})" if until else label, place))


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the keys of a file; see `read`."""
    keys = read(artefact, context)
    report = Report(scope="ssh keys")
    kinds = [f"{name} ({count})" for name, count in keys.kinds.items()]
    report.fact(say.SSH_KEYS, dict(keys.kinds), keys.places, total=len(keys.places), kinds=kinds)
    if keys.certificates:
        principals = [name for name, _ in keys.certificates]
        places = [place for _, place in keys.certificates]
        report.fact(say.SSH_CERTIFICATES, len(principals), places, principals=principals)
    report.listed(say.WEAK_KEY, keys.short)
    report.listed(say.FORGED, keys.forged)
    report.listed(say.SSH_EXPIRED, keys.outdated, as_of=context.as_of.isoformat())
    report.items = {f"{place.line}": place for place in keys.places[:200]}
    if keys.certificates:
        report.limit(say.EMBEDDED)
    report.limit(say.OWNERS)
    return report


READERS = (
    Reader(
        Format(
            "ssh-keys",
            "Clés et certificats SSH publics",
            "ssh-keygen -t ed25519 ; déposer le .pub ou authorized_keys",
            sniff,
        ),
        "ssh-keys",
        state,
    ),
)
