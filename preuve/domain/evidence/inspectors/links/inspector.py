"""Certificates and secured links: X.509 chains, revocation, VPN, SSH and TLS.

Signatures are verified here, one by one; algorithms are held against documents of the ANSSI and the IETF (see
`weak`). Companions bring issuers and revocation lists to certificates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from preuve.domain.evidence.contract import Comparison, Description, Inspection, Inspector
from preuve.domain.evidence.inspectors.links import (
    certificate_formats,
    comparing,
    list_sas,
    openvpn,
    openvpn_status,
    ssh_audit,
    ssh_keys,
    sshd,
    sslyze,
    strongswan,
    testssl,
    webserver,
    wireguard,
)
from preuve.domain.evidence.reading.collecting import without_collections
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.links.report import Reader

_READERS: tuple[Reader, ...] = (
    *certificate_formats.READERS,
    *ssh_keys.READERS,
    *openvpn.READERS,
    *openvpn_status.READERS,
    *strongswan.READERS,
    *list_sas.READERS,
    *wireguard.READERS,
    *sshd.READERS,
    *ssh_audit.READERS,
    *testssl.READERS,
    *sslyze.READERS,
    *webserver.READERS,
)
_BY_FORMAT = {each.format.id: each for each in _READERS}


class Links(Inspector):
    """See the module."""

    id = "links"
    version = "1.0"
    title = ("Certificats et liaisons sécurisées", "Certificates and secured links")
    formats: ClassVar = tuple(each.format for each in _READERS)

    @without_collections
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State the first artefact; those that come with it bring issuers and revocation lists."""
        first, *others = artefacts
        reader = self._reader(first)
        report = reader.state(first, others, context)
        return Inspection(
            self.id,
            self.version,
            report.description(first, reader.format.id),
            tuple(report.facts),
            tuple(report.findings),
            tuple(report.limits),
            tuple(
                Description(each.sha256, each.name, each.size, self.format_of(Head.of(each)).id)
                for each in report.companions
            ),
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:
        """State the weaknesses closed, remaining and new, and what was added or removed."""
        sides = (before, self._reader(before)), (after, self._reader(after))
        return comparing.compare(self.id, self.version, sides, context)

    def _reader(self, artefact: Artefact) -> Reader:
        return _BY_FORMAT[self.format_of(Head.of(artefact)).id]


INSPECTOR = Links()
