"""Nessus ``.nessus`` (NessusClientData_v2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import (
    Results,
    Scan,
    Severity,
    Span,
    iso_from_epoch,
    xml_results,
)
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.xml import children, elements, place_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding, Place
    from preuve.domain.evidence.reading.head import Head

_SEVERITIES = {
    "0": Severity.INFORMATION,
    "1": Severity.LOW,
    "2": Severity.MEDIUM,
    "3": Severity.HIGH,
    "4": Severity.CRITICAL,
}
_MAX_HOSTS = 100_000
_REFERENCES = frozenset(("cve", "cwe", "xref"))


def sniff(head: Head) -> float:
    """Certain of the root element."""
    return 1.0 if head.xml_root[0] == "NessusClientData_v2" else 0.0


NESSUS = Format("nessus", "Nessus .nessus", "Nessus : scan → Export → Nessus", sniff)


class _Gathered:
    def __init__(self, artefact: Artefact, *, keep: bool) -> None:
        self.results: Results = xml_results(artefact, keep=keep)
        self.hosts: dict[str, None] = {}
        self.began, self.ended = Span(), Span()
        self.name = ""
        self.first_host: Place | None = None


def read(artefact: Artefact, *, keep: bool = True) -> Scan:
    """Read hosts and items as a stream; `keep` as `Results` has it."""
    got = _Gathered(artefact, keep=keep)
    for event, element in elements(artefact, "ReportHost", "ReportItem", "HostProperties"):
        if event == "root":
            origin = place_of(artefact, element, "/NessusClientData_v2")
        elif element.tag == "ReportItem":
            _item(element, got)
        elif element.tag == "HostProperties":
            _properties(element, got)
        else:
            name = element.get("name") or ""
            got.first_host = got.first_host or place_of(artefact, element, f"//ReportHost[@name='{name}']")
            if len(got.hosts) < _MAX_HOSTS:
                got.hosts[name] = None
    return Scan(
        artefact=artefact,
        format=NESSUS.id,
        tool="Nessus",
        start=got.began.first,
        end=got.ended.last,
        dated=True,
        named=True,
        targets=tuple(host for host in got.hosts if host),
        examined=frozenset(got.hosts),
        lists_examined=True,
        results=got.results,
        origin=origin,
        facts=tuple(_facts(got, origin)),
        findings=tuple(_findings(got, origin)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _item(element: Any, got: _Gathered) -> None:
    host = (element.getparent().get("name") or "") if element.getparent() is not None else ""
    plugin, name = element.get("pluginID") or "", element.get("pluginName") or ""
    port = f"{element.get('port') or ''}/{element.get('protocol') or ''}"
    where = (element.sourceline or 0, f"//ReportHost[@name='{host}']/ReportItem[@pluginID='{plugin}']")
    severity = _SEVERITIES.get(element.get("severity") or "", Severity.UNKNOWN)
    got.results.add(f"{host} {port} {plugin}", f"{name} [{host} {port}]", severity, where, of=host)
    for reference in element:
        if reference.tag in _REFERENCES and reference.text:
            text = f"CWE-{reference.text}" if reference.tag == "cwe" else reference.text
            got.results.note(text.replace("CWE:", "CWE-"), where)


def _properties(element: Any, got: _Gathered) -> None:
    """Host times: seconds since 1970, or text without a zone in older versions."""
    tags = {tag.get("name"): text_of(tag) for tag in children(element, "tag")}
    got.began.add(_moment(tags, "HOST_START"))
    got.ended.add(_moment(tags, "HOST_END"))


def _moment(tags: dict[str | None, str], name: str) -> str:
    known = iso_from_epoch(tags.get(f"{name}_TIMESTAMP"))
    if known:
        return known
    words = tags.get(name, "").split()
    # ctime: Tue Nov  3 13:14:02 2026
    return f"{words[2]} {words[1]} {words[4]} {words[3]}" if len(words) == 5 else ""


def _facts(got: _Gathered, origin: Place) -> Iterator[Fact]:
    yield say.HOSTS_LISTED.state(len(got.hosts), [got.first_host or origin])
    yield results_fact(got.results, origin)


def _findings(got: _Gathered, origin: Place) -> Iterator[Finding]:
    if not got.hosts:
        yield say.NOTHING_EXAMINED.state(
            0, [origin], said="aucun hôte dans le rapport", said_en="no host in the report"
        )
