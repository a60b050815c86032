"""What OpenVPN, strongSwan, Libreswan and WireGuard configurations have in common, and how it is stated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.links import certificate_statements, statements
from preuve.domain.evidence.inspectors.links.report import Report

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Place

Found = list[tuple[str, "Place"]]


@dataclass(slots=True)
class Tunnels:
    """Links of one configuration; each list holds what is written and its place.

    Attributes:
        directives: number of active ones.
        ends: a link in words, ``net-net : 10.1.0.0/16 ↔ 10.2.0.0/16``.
        authentication: kinds (pubkey, psk, eap, tls …).
        algorithms, weak, null: proposals and ciphers as written; those set aside; no encryption at all.
        esp: proposals of data channels, with whether they renew keys by Diffie-Hellman.
        revocation: how revocation is checked.
        unchecked: a certificate server that checks none.
        secrets: places of private keys and shared secrets written in the file.
    """

    directives: int = 0
    first: Place | None = None
    ends: Found = field(default_factory=list)
    authentication: Found = field(default_factory=list)
    shared: Found = field(default_factory=list)
    algorithms: Found = field(default_factory=list)
    weak: Found = field(default_factory=list)
    null: Found = field(default_factory=list)
    esp: list[tuple[str, bool, Place]] = field(default_factory=list)
    lifetimes: Found = field(default_factory=list)
    revocation: Found = field(default_factory=list)
    unchecked: Found = field(default_factory=list)
    optional: Found = field(default_factory=list)
    compression: Found = field(default_factory=list)
    secrets: list[Place] = field(default_factory=list)
    includes: bool = False


def state(found: Tunnels, whole: Place) -> Report:
    """State the links of a configuration; `whole` is the place of the file."""
    report = Report()
    report.fact(statements.DIRECTIVES, found.directives, [found.first or whole])
    if found.ends:
        names = [name for name, _ in found.ends]
        report.fact(statements.TUNNELS, names, (place for _, place in found.ends), total=len(names))
        report.items = dict(found.ends)
    for kind, pairs in (
        (statements.AUTHENTICATION, found.authentication),
        (statements.ALGORITHMS, found.algorithms),
        (statements.LIFETIMES, found.lifetimes),
        (statements.REVOCATION_CONFIGURED, found.revocation),
    ):
        if pairs:
            report.fact(kind, list(dict.fromkeys(name for name, _ in pairs)), (place for _, place in pairs))
    if found.esp:
        renewing = sum(renews for _, renews, _ in found.esp)
        places = (place for _, _, place in found.esp)
        report.fact(statements.FORWARD_SECRECY, renewing, places, total=len(found.esp))
    if found.secrets:
        report.finding(certificate_statements.PRIVATE_KEY, len(found.secrets), found.secrets)
    fixed = [(name, place) for name, renews, place in found.esp if not renews]
    for finding, pairs in (
        (statements.NULL, found.null),
        (statements.WEAK, found.weak),
        (statements.PSK, found.shared),
        (statements.NO_CRL, found.unchecked),
        (statements.NO_CLIENT_CERTIFICATE, found.optional),
        (statements.COMPRESSION, found.compression),
        (statements.NO_FORWARD_SECRECY, fixed),
    ):
        report.listed(finding, pairs)
    report.limit(statements.APPLIED, statements.DEFAULTS)
    if found.includes:
        report.limit(statements.INCLUDES)
    return report
