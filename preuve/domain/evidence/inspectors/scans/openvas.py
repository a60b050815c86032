"""OpenVAS / Greenbone reports: CSV Results, and XML (GMP reports)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import (
    Miscount,
    Results,
    Scan,
    Severity,
    Span,
    iso,
    line_results,
    severity_of,
    xml_results,
)
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.tables import cells_of, table
from preuve.domain.evidence.reading.values import as_int, as_number
from preuve.domain.evidence.reading.xml import child, elements, place_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Place
    from preuve.domain.evidence.reading.head import Head

_FALSE_POSITIVE = "false positive"
_MAX_HOSTS = 100_000


def sniff_csv(head: Head) -> float:
    """Certain of the columns that only Greenbone names so."""
    columns = set(head.columns)
    if {"nvtname", "nvtoid"} <= columns:
        return 1.0
    return 0.8 if "nvtname" in columns and "cvss" in columns else 0.0


def sniff_xml(head: Head) -> float:
    """Certain of a report with results of network vulnerability tests."""
    name = head.xml_root[0]
    if name == "get_reports_response":
        return 1.0
    text = head.text
    if name != "report" or ("<nvt oid=" not in text and "format_id=" not in head.xml_root[2]):
        return 0.0
    return 1.0 if "<results" in text or "content_type=" in head.xml_root[2] else 0.5


OPENVAS_CSV = Format(
    "openvas-csv", "OpenVAS CSV", "Greenbone : rapport → Télécharger → CSV Results", sniff_csv
)
OPENVAS_XML = Format("openvas-xml", "OpenVAS XML", "Greenbone : rapport → Télécharger → XML", sniff_xml)


class _Gathered:
    def __init__(self, results: Results) -> None:
        self.results = results
        self.hosts: dict[str, None] = {}
        self.dismissed: list[Any] = []
        self.span = Span()
        self.when: Place | None = None

    def add(self, host: str, port: str, test: tuple[str, str], threat: str, where: Any) -> bool:
        """Count a result; say whether it is one that the report keeps."""
        if len(threat) == len(_FALSE_POSITIVE) and threat.lower() == _FALSE_POSITIVE:
            self.dismissed.append(where)
            return False
        oid, name = test
        if len(self.hosts) < _MAX_HOSTS:
            self.hosts[host] = None
        label = f"{name} [{host}{' ' + port if port else ''}]"
        self.results.add(f"{host} {port} {oid or name}", label, severity_of(threat), where, of=host)
        return True


def read_csv(artefact: Artefact, *, keep: bool = True) -> Scan:
    """Read the rows as a stream; `keep` as `Results` has it."""
    rows = table(artefact)
    got = _Gathered(line_results(artefact, PlaceKind.CSV, keep=keep))
    ip, name, port = rows.column("IP", "Host IP"), rows.column("Hostname"), rows.column("Port")
    protocol, threat, cvss = rows.column("Port Protocol"), rows.column("Severity"), rows.column("CVSS")
    test, oid, cves = rows.column("NVT Name"), rows.column("NVT OID"), rows.column("CVEs")
    moment = rows.column("Timestamp")
    for lines, block in rows.blocks():
        wanted = cells_of(block, ip, name, port, protocol, threat, cvss, oid, test, cves)
        for line, host, alias, number, layer, word, score, code, title, named in zip(
            lines, *wanted, strict=True
        ):
            at = f"{number}/{layer}".strip(" /")
            graded = (word or threat_of(score)).strip()
            if got.add(host or alias, at, (code, title), graded, line):
                got.results.note(named, line)
        moments = list(cells_of(block, moment)[0])
        for each in dict.fromkeys(moments):
            if got.span.add(each):
                got.when = rows.place(lines[moments.index(each)], moment)
    return _scan(artefact, OPENVAS_CSV.id, got, rows.place(rows.header_line))


def threat_of(score: str) -> str:
    """Return the word for a CVSS score, by the qualitative scale of CVSS 3.1 §5; ``""`` for none."""
    value = as_number(score)
    if value is None or not 0 <= value <= 10:
        return ""
    steps = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.1, Severity.LOW))
    return next((str(word) for least, word in steps if value >= least), str(Severity.INFORMATION))


def read_xml(artefact: Artefact, *, keep: bool = True) -> Scan:
    """Read the results as a stream; `keep` as `Results` has it."""
    got = _Gathered(xml_results(artefact, keep=keep))
    start = end = ""
    announced: tuple[int, Place] | None = None
    for event, element in elements(artefact, "result", "scan_start", "scan_end", "full"):
        if event == "root":
            origin = place_of(artefact, element, f"/{element.tag}")
        elif element.tag == "result":
            # one inside <detection> only says how the product was found
            parent = element.getparent()
            if parent is None or parent.tag != "detection":
                _xml_result(element, got)
        elif element.tag == "full":
            announced = announced or _full(artefact, element)
        elif element.tag == "scan_start":
            start = start or iso((element.text or "").strip())
        else:
            end = end or iso((element.text or "").strip())
    counted = got.results.total + len(got.dismissed)
    # a report is often exported through a filter: fewer than announced is no contradiction, more is
    odd = (
        ()
        if announced is None or counted <= announced[0]
        else (Miscount("result_count", announced[0], counted, announced[1]),)
    )
    return _scan(artefact, OPENVAS_XML.id, got, origin, start=start, end=end, miscounts=odd)


def _full(artefact: Artefact, element: Any) -> tuple[int, Place] | None:
    count = as_int(element.text)
    parent = element.getparent()
    if count is None or parent is None or parent.tag != "result_count":
        return None
    return count, place_of(artefact, element, "//result_count/full")


def _xml_result(element: Any, got: _Gathered) -> None:
    test = child(element, "nvt")
    oid = (test.get("oid") or "") if test is not None else ""
    name = text_of(element, "name") or text_of(test, "name")
    threat = text_of(element, "threat") or threat_of(text_of(element, "severity"))
    where = (element.sourceline or 0, f"//result[@id='{element.get('id') or ''}']")
    if not got.add(text_of(element, "host"), text_of(element, "port"), (oid, name), threat, where):
        return
    got.results.note(text_of(test, "cve"), where)
    references = child(test, "refs") if test is not None else None
    for reference in references if references is not None else ():
        got.results.note(reference.get("id") or "", where)


def _scan(  # noqa: PLR0913 - one argument for each field that differs
    artefact: Artefact,
    form: str,
    got: _Gathered,
    origin: Place,
    *,
    start: str = "",
    end: str = "",
    miscounts: tuple[Miscount, ...] = (),
) -> Scan:
    return Scan(
        artefact=artefact,
        format=form,
        tool="OpenVAS",
        start=start or got.span.first,
        end=end or got.span.last,
        dated=bool(start),
        targets=tuple(host for host in got.hosts if host),
        examined=frozenset(got.hosts),
        results=got.results,
        origin=origin,
        when=got.when,
        miscounts=miscounts,
        facts=tuple(_facts(got, origin)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _facts(got: _Gathered, origin: Place) -> Iterator[Fact]:
    yield results_fact(got.results, origin)
    if got.dismissed:
        yield say.DISMISSED.state(len(got.dismissed), got.results.places(got.dismissed))
