"""Nikto XML (nested ``niktoscan`` elements in 2.1) and JSON (one host, or a list of hosts since 2.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import (
    Miscount,
    Results,
    Scan,
    Severity,
    Span,
    iso,
    json_results,
    masked,
    xml_results,
)
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text
from preuve.domain.evidence.reading.xml import elements, place_of, text_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head


#: a name that Nikto draws anew for each scan, to learn how the server answers what does not exist
_DRAWN = re.compile(r"/[A-Za-z0-9]{8}\.?\w*$")
_PASSWORD = re.compile(r"\b(PW|password)(\s*[:=]?\s*)'[^']*'", re.IGNORECASE)


def sniff_xml(head: Head) -> float:
    """Certain of the root element."""
    return 1.0 if head.xml_root[0] == "niktoscan" else 0.0


def sniff_json(head: Head) -> float:
    """Certain of a host with a banner and vulnerabilities."""
    keys = head.json_keys
    if not {"host", "port", "vulnerabilities"} <= keys:
        return 0.0
    return 1.0 if "banner" in keys else 0.5


NIKTO_XML = Format("nikto-xml", "Nikto XML", "nikto -h URL -Format xml -output rapport.xml", sniff_xml)
NIKTO_JSON = Format("nikto-json", "Nikto JSON", "nikto -h URL -Format json -output rapport.json", sniff_json)


class _Gathered:
    def __init__(self, artefact: Artefact) -> None:
        self.results: Results = xml_results(artefact)
        self.attributes: dict[str, str] = {}
        self.sites: dict[str, None] = {}
        self.site = ""
        self.items = 0
        self.began, self.ended = Span(), Span()
        self.miscounts: list[Miscount] = []


def read_xml(artefact: Artefact) -> Scan:
    """Read the items as a stream."""
    got = _Gathered(artefact)
    names = ("niktoscan", "scandetails", "item", "statistics")
    for event, element in elements(artefact, *names, starts=True):
        if event == "root":
            origin = place_of(artefact, element, "/niktoscan")
        elif event == "end":
            _end(artefact, element, got)
        elif element.tag == "scandetails":
            _site(element, got)
        elif element.tag == "niktoscan":
            got.attributes = got.attributes or dict(element.attrib)
    return Scan(
        artefact=artefact,
        format=NIKTO_XML.id,
        tool="Nikto",
        version=got.attributes.get("version", ""),
        command=masked(f"nikto {got.attributes['options']}") if got.attributes.get("options") else "",
        start=got.began.first or iso(got.attributes.get("scanstart")),
        end=got.ended.last,
        dated=True,
        targets=tuple(site for site in got.sites if site),
        examined=frozenset(got.sites),
        graded=False,
        results=got.results,
        origin=origin,
        miscounts=tuple(got.miscounts),
        facts=(results_fact(got.results, origin, graded=False),),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _site(element: Any, got: _Gathered) -> None:
    host = element.get("targethostname") or element.get("targetip") or ""
    got.site = element.get("sitename") or host
    got.sites[got.site] = None
    got.items = 0
    got.began.add(element.get("starttime"))


def _without_password(words: str) -> str:
    """Nikto writes the default passwords that it found open."""
    return _PASSWORD.sub(r"\1\2'…'", words)


def _key(site: str, known: str, address: str, words: str) -> str:
    return f"{site} {known} {_DRAWN.sub('/*', address)} {words}"


def _end(artefact: Artefact, element: Any, got: _Gathered) -> None:
    if element.tag == "item":
        _item(element, got)
    elif element.tag == "statistics":
        announced = as_int(element.get("itemsfound"))
        if announced is not None and announced != got.items:
            place = place_of(artefact, element, "//statistics")
            got.miscounts.append(Miscount(f"itemsfound, {got.site}", announced, got.items, place))
        got.ended.add(element.get("endtime"))


def _item(element: Any, got: _Gathered) -> None:
    got.items += 1
    known, address = element.get("id") or "", text_of(element, "uri")
    words = _without_password(text_of(element, "description"))
    where = (element.sourceline or 0, f"//item[@id='{known}'][uri='{address.replace(chr(39), '')}']")
    got.results.add(
        _key(got.site, known, address, words),
        f"{words or known} [{address}]",
        Severity.UNKNOWN,
        where,
        of=got.site,
    )
    got.results.note(words, where)


def read_json(artefact: Artefact) -> Scan:
    """Read the report held whole."""
    found = document(artefact)
    results = json_results(found)
    sites: dict[str, None] = {}
    several = isinstance(found.value, list)
    for index, value in enumerate(as_list(found.value) or [found.value]):
        site = as_dict(value)
        name = ":".join(part for part in (as_text(site.get("host")), as_text(site.get("port"))) if part)
        if name:
            sites[name] = None
        for number, each in enumerate(as_list(site.get("vulnerabilities"))):
            path = ("vulnerabilities", number)
            _json_item(as_dict(each), name, (index, *path) if several else path, results)
    return Scan(
        artefact=artefact,
        format=NIKTO_JSON.id,
        tool="Nikto",
        targets=tuple(sites),
        examined=frozenset(sites),
        graded=False,
        results=results,
        origin=found.place(),
        facts=(results_fact(results, found.place(), graded=False),),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _json_item(each: dict[str, Any], site: str, path: tuple[str | int, ...], results: Results) -> None:
    known, address = as_text(each.get("id")), as_text(each.get("url"))
    words = _without_password(as_text(each.get("msg"))) or known
    results.add(_key(site, known, address, words), f"{words} [{address}]", Severity.UNKNOWN, path, of=site)
    results.note(words, path)
