"""The inspector of scans: one table of formats, one way to state them all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from preuve.domain.evidence.contract import Comparison, Format, Inspection, Inspector
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.scans import (
    benches,
    burp,
    dependency_check,
    gitleaks,
    grype,
    lynis,
    mobsf,
    nessus,
    nikto,
    nmap,
    npm,
    nuclei,
    openvas,
    pip_audit,
    sqlmap,
    trivy,
    vex,
    wpscan,
    xccdf,
    zap,
)
from preuve.domain.evidence.inspectors.scans.comparing import compare_scans
from preuve.domain.evidence.inspectors.scans.stating import describe, facts_of, findings_of, limits_of
from preuve.domain.evidence.reading.collecting import without_collections
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.scans.model import Scan

_READERS: tuple[tuple[Format, Callable[[Artefact], Scan]], ...] = (
    (nmap.NMAP, nmap.read),
    (zap.ZAP_XML, zap.read_xml),
    (zap.ZAP_JSON, zap.read_json),
    (nuclei.NUCLEI, nuclei.read),
    (openvas.OPENVAS_CSV, openvas.read_csv),
    (openvas.OPENVAS_XML, openvas.read_xml),
    (nessus.NESSUS, nessus.read),
    (burp.BURP, burp.read),
    (nikto.NIKTO_XML, nikto.read_xml),
    (nikto.NIKTO_JSON, nikto.read_json),
    (wpscan.WPSCAN, wpscan.read),
    (sqlmap.SQLMAP_LOG, sqlmap.read_log),
    (sqlmap.SQLMAP_CSV, sqlmap.read_csv),
    (trivy.TRIVY, trivy.read),
    (grype.GRYPE, grype.read),
    (npm.NPM, npm.read),
    (pip_audit.PIP_AUDIT, pip_audit.read),
    (dependency_check.DEPENDENCY_CHECK, dependency_check.read),
    (lynis.LYNIS, lynis.read),
    (xccdf.XCCDF, xccdf.read),
    (benches.KUBE_BENCH, benches.read_kube),
    (benches.DOCKER_BENCH, benches.read_docker),
    (gitleaks.GITLEAKS, gitleaks.read),
    (mobsf.MOBSF, mobsf.read),
    (vex.OPENVEX, vex.read_openvex),
    (vex.CSAF, vex.read_csaf),
)
_BY_ID: Mapping[str, Callable[[Artefact], Scan]] = {form.id: read for form, read in _READERS}
#: Readers of streams, which hold less when nothing is compared.
_ALONE: Mapping[str, Callable[[Artefact], Scan]] = {
    **_BY_ID,
    nmap.NMAP.id: partial(nmap.read, keep=False),
    zap.ZAP_XML.id: partial(zap.read_xml, keep=False),
    nuclei.NUCLEI.id: partial(nuclei.read, keep=False),
    openvas.OPENVAS_CSV.id: partial(openvas.read_csv, keep=False),
    openvas.OPENVAS_XML.id: partial(openvas.read_xml, keep=False),
    nessus.NESSUS.id: partial(nessus.read, keep=False),
    xccdf.XCCDF.id: partial(xccdf.read, keep=False),
}


class ScansInspector(Inspector):
    """Reads scanners' own reports; every result has its place."""

    id: ClassVar[str] = "scans"
    version: ClassVar[str] = "1.0"
    title: ClassVar[tuple[str, str]] = ("Analyses de sécurité", "Security scans")
    formats: ClassVar[tuple[Format, ...]] = tuple(form for form, _ in _READERS)

    @without_collections
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State tool, dates, targets, scope and results of the first artefact."""
        scan = self._read(artefacts[0], _ALONE)
        return Inspection(
            self.id,
            self.version,
            describe(scan),
            tuple(facts_of(scan)),
            tuple(findings_of(scan, context)),
            tuple(limits_of(scan)),
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - the contract
        """State what closed, what remains, what is new; the scope of both is checked first."""
        first, second = self._read(before, _BY_ID), self._read(after, _BY_ID)
        if first.format != second.format and first.tool != second.tool:
            raise UnreadableArtefactError(
                Unreadable.NOT_COMPARABLE, after.place(), f"{first.format}, {second.format}"
            )
        return compare_scans(self.id, self.version, first, second)

    def _read(self, artefact: Artefact, readers: Mapping[str, Callable[[Artefact], Scan]]) -> Scan:
        return readers[self.format_of(Head.of(artefact)).id](artefact)
