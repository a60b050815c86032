"""Burp Suite issues, XML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, iso, severity_of, xml_results
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.xml import child, elements, place_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head

_FALSE_POSITIVE = "false positive"


def sniff(head: Head) -> float:
    """Certain of the version on the root element."""
    name, _, attributes = head.xml_root
    return 1.0 if name == "issues" and "burpVersion" in attributes else 0.0


BURP = Format("burp", "Burp Suite XML", "Burp : Target → Issues → Report issues for this host → XML", sniff)


def read(artefact: Artefact) -> Scan:
    """Read the issues as a stream."""
    results = xml_results(artefact)
    hosts: dict[str, None] = {}
    dismissed: list[Any] = []
    for event, element in elements(artefact, "issue"):
        if event == "root":
            origin = place_of(artefact, element, "/issues")
            version, exported = element.get("burpVersion") or "", _zoneless(element.get("exportTime") or "")
        else:
            _issue(element, results, hosts, dismissed)
    return Scan(
        artefact=artefact,
        format=BURP.id,
        tool="Burp Suite",
        version=version,
        start=exported,
        targets=tuple(host for host in hosts if host),
        examined=frozenset(hosts),
        results=results,
        origin=origin,
        facts=tuple(_facts(results, dismissed, origin)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _zoneless(text: str) -> str:
    """``Tue Nov 03 13:14:02 CET 2026`` without its abbreviated zone, which names no offset."""
    words = text.split()
    return iso(f"{words[2]} {words[1]} {words[5]} {words[3]}" if len(words) == 6 else "")


def _issue(element: Any, results: Results, hosts: dict[str, None], dismissed: list[Any]) -> None:
    host, path = text_of(element, "host"), text_of(element, "path")
    name, kind = text_of(element, "name"), text_of(element, "type")
    number = text_of(element, "serialNumber")
    where = (element.sourceline or 0, f"//issue[serialNumber='{number}']" if number else "//issue")
    severity = text_of(element, "severity")
    if severity.lower() == _FALSE_POSITIVE:
        dismissed.append(where)
        return
    hosts[host] = None
    location = text_of(element, "location") or path
    results.add(
        f"{host} {kind or name} {location}", f"{name} [{host}{path}]", severity_of(severity), where, of=host
    )
    results.note(text_of(child(element, "vulnerabilityClassifications")), where)


def _facts(results: Results, dismissed: list[Any], origin: Any) -> Iterator[Fact]:
    yield results_fact(results, origin)
    if dismissed:
        yield say.DISMISSED.state(len(dismissed), results.places(dismissed))
