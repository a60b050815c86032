"""ZAP reports: Traditional XML and Traditional JSON, of OWASP ZAP 2.x and ZAP by Checkmarx."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import single_statements as single
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import (
    Miscount,
    Results,
    Scan,
    Severity,
    iso,
    json_results,
    xml_results,
)
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text
from preuve.domain.evidence.reading.xml import elements, local, place_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact
    from preuve.domain.evidence.reading.head import Head

_RISKS = {
    "0": Severity.INFORMATION,
    "1": Severity.LOW,
    "2": Severity.MEDIUM,
    "3": Severity.HIGH,
}
_FALSE_POSITIVE = "0"
_NOT_SYSTEMIC = frozenset(("", "false", "False"))
_MAX_URLS = 200_000
_SAFE = re.compile(r"[^\w.:/-]")


def sniff_xml(head: Head) -> float:
    """Certain of the root element."""
    return 1.0 if head.xml_root[0] == "OWASPZAPReport" else 0.0


def sniff_json(head: Head) -> float:
    """Certain of the attributes that ZAP keeps as keys."""
    keys = head.json_keys
    if not {"@version", "@generated", "site"} <= keys:
        return 0.0
    return 1.0 if "@programName" in keys or "alerts" in head.text else 0.8


ZAP_XML = Format("zap-xml", "ZAP XML", "zap.sh -cmd -quickurl URL -quickout rapport.xml", sniff_xml)
ZAP_JSON = Format("zap-json", "ZAP JSON", "zap-baseline.py -t URL -J rapport.json", sniff_json)


class _Alerts:
    """Alerts of all sites, counted."""

    def __init__(self, results: Results) -> None:
        self.results = results
        self.sites: dict[str, None] = {}
        self.dismissed: list[Any] = []
        self.systemic: list[Any] = []
        self.instances = self.written = 0
        self.urls: set[int] = set()
        self.miscounts: list[Miscount] = []

    def add(self, site: str, alert: dict[str, str], addresses: list[str], where: Any) -> None:
        """Count one alert and where it was met."""
        if alert["confidence"] == _FALSE_POSITIVE:
            self.dismissed.append(where)
            return
        reference = alert["alertRef"] or alert["pluginid"]
        if alert["systemic"] not in _NOT_SYSTEMIC:
            self.systemic.append(where)
        severity = _RISKS.get(alert["riskcode"], Severity.UNKNOWN)
        name = alert["name"] or alert["alert"]
        self.results.add(f"{site} {reference} {name}", f"{name} [{site}]", severity, where, of=site)
        if as_int(alert["cweid"]):
            self.results.note(f"CWE-{as_int(alert['cweid'])}", where)
        announced = as_int(alert["count"])
        # ZAP counts all of them, and writes as many as its options allow
        self.instances += max(announced or 0, len(addresses))
        self.written += len(addresses)
        if len(self.urls) < _MAX_URLS:
            self.urls.update(map(hash, addresses))
        if announced is not None and announced < len(addresses):
            place = self.results.place(where)
            self.miscounts.append(Miscount(f"instances, {reference}", announced, len(addresses), place))


_FIELDS = ("pluginid", "alertRef", "alert", "name", "riskcode", "confidence", "count", "cweid")


def read_xml(artefact: Artefact, *, keep: bool = True) -> Scan:
    """Read the report as a stream of alerts; `keep` as `Results` has it."""
    alerts = _Alerts(xml_results(artefact, keep=keep))
    site = ""
    for event, element in elements(artefact, "alertitem", "site", starts=True):
        if event == "root":
            origin = place_of(artefact, element, "/OWASPZAPReport")
            attributes = dict(element.attrib)
        elif element.tag == "site":
            site = element.get("name") or element.get("host") or ""
            alerts.sites[site] = None
        elif event == "end":
            _xml_alert(element, site, alerts)
    return _scan(artefact, ZAP_XML.id, attributes, origin, alerts)


def _xml_alert(element: Any, site: str, alerts: _Alerts) -> None:
    first: dict[str, Any] = {}
    for each in element:
        first.setdefault(local(each), each)
    fields = {name: text_of(first.get(name)) for name in _FIELDS}
    instances = first.get("instances")
    if instances is None:
        # ZAP before 2.6 wrote one alert per address
        addresses = [text_of(first.get("uri"))]
    else:
        addresses = [text_of(instance, "uri") for instance in instances]
    systemic = first.get("systemic")
    fields["systemic"] = "" if systemic is None else text_of(systemic) or "true"
    path = f"//alertitem[pluginid='{_SAFE.sub('', fields['pluginid'])}']"
    alerts.add(site, fields, addresses, (element.sourceline or 0, path))


def read_json(artefact: Artefact) -> Scan:
    """Read the report held whole."""
    found = document(artefact)
    value = as_dict(found.value)
    alerts = _Alerts(json_results(found))
    sites = value.get("site")
    for index, site in enumerate(sites if isinstance(sites, list) else [sites]):
        path = ("site", index) if isinstance(sites, list) else ("site",)
        name = as_text(as_dict(site).get("@name")) or as_text(as_dict(site).get("@host"))
        if name:
            alerts.sites[name] = None
        for number, alert in enumerate(as_list(as_dict(site).get("alerts"))):
            given = as_dict(alert)
            fields = {field: as_text(given.get(field)) for field in _FIELDS}
            fields["systemic"] = str(given.get("systemic") or "")
            addresses = [as_text(as_dict(each).get("uri")) for each in as_list(given.get("instances"))]
            alerts.add(name, fields, addresses, (*path, "alerts", number))
    attributes = {key.lstrip("@"): as_text(each) for key, each in value.items()}
    return _scan(artefact, ZAP_JSON.id, attributes, found.place(), alerts)


def _scan(artefact: Artefact, form: str, attributes: dict[str, str], origin: Any, alerts: _Alerts) -> Scan:
    return Scan(
        artefact=artefact,
        format=form,
        tool="ZAP",
        version=attributes.get("version", ""),
        start=iso(attributes.get("created", "")) or iso(attributes.get("generated", "")),
        targets=tuple(site for site in alerts.sites if site),
        examined=frozenset(alerts.sites),
        results=alerts.results,
        origin=origin,
        miscounts=tuple(alerts.miscounts),
        facts=tuple(_facts(alerts, origin)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _facts(alerts: _Alerts, origin: Any) -> Iterator[Fact]:
    results = alerts.results
    yield results_fact(results, origin)
    if results.total:
        places = results.places(entry.where for entry in results.entries.values())
        kind = say.INSTANCES if alerts.instances == alerts.written else single.INSTANCES_CUT
        yield kind.state(alerts.instances, places, urls=len(alerts.urls), written=alerts.written)
    if alerts.systemic:
        yield single.SYSTEMIC.state(len(alerts.systemic), results.places(alerts.systemic))
    if alerts.dismissed:
        yield say.DISMISSED.state(len(alerts.dismissed), results.places(alerts.dismissed))
