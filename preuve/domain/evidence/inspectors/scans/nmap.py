"""Nmap XML (``-oX``; nmap.dtd 1.05) and what masscan writes in the same form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import (
    Miscount,
    Ranges,
    Results,
    Scan,
    Severity,
    iso_from_epoch,
    masked,
)
from preuve.domain.evidence.reading.values import as_int, as_number
from preuve.domain.evidence.reading.xml import elements, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding, Place
    from preuve.domain.evidence.reading.head import Head

_RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?$")
#: States of a port that leave no doubt; Nmap's others (filtered, open|filtered …) do.
_SURE = frozenset({None, "", "open", "closed"})
_MAX_HOSTS = 100_000


def sniff(head: Head) -> float:
    """Certain of the root element."""
    return 1.0 if head.xml_root[0] == "nmaprun" else 0.0


NMAP = Format("nmap", "Nmap XML", "nmap -sV -oX scan.xml CIBLE", sniff)


class _Gathered:
    """What is met while the file is walked."""

    def __init__(self, artefact: Artefact, *, keep: bool) -> None:
        self.results = Results(
            artefact,
            lambda where: artefact.place(PlaceKind.XML, line=where[0], path=_path(*where)),
            keep=keep,
        )
        self.root: Any = None
        self.hosts: dict[str, str] = {}
        self.up = 0
        self.assumed = 0
        self.assumed_at: Place | None = None
        self.undetermined: dict[str, int] = {}
        self.undetermined_at: list[Any] = []
        self.first_host: Place | None = None
        self.ports: dict[str, Ranges] = {}
        self.scaninfo: list[Place] = []
        self.end = ""
        self.exit = ""
        self.elapsed: float | None = None
        self.announced: tuple[int, Place] | None = None
        self.names: list[str] = []
        self.shut: set[str] = set()
        self.unsure: set[str] = set()


def read(artefact: Artefact, *, keep: bool = True) -> Scan:
    """Read the report as a stream of hosts; `keep` as `Results` has it, and closed ports with it."""
    got = _Gathered(artefact, keep=keep)
    for event, element in elements(artefact, "scaninfo", "host", "finished", "hosts"):
        if event == "root":
            got.root = _root(artefact, element)
        elif (tag := element.tag) == "host":
            _host(artefact, element, got)
        elif tag == "scaninfo":
            _scaninfo(artefact, element, got)
        elif tag == "finished":
            got.end = iso_from_epoch(element.get("time"))
            got.elapsed = as_number(element.get("elapsed"))
            got.exit = element.get("exit") or "success"
        else:
            _announced(artefact, element, got)
    return _scan(artefact, got)


def _root(artefact: Artefact, element: Any) -> dict[str, Any]:
    return {
        "scanner": element.get("scanner") or "nmap",
        "version": element.get("version") or "",
        "command": masked(element.get("args") or ""),
        "start": iso_from_epoch(element.get("start")),
        "place": place_of(artefact, element, "/nmaprun"),
    }


def _scaninfo(artefact: Artefact, element: Any, got: _Gathered) -> None:
    protocol = element.get("protocol") or ""
    got.ports[protocol] = ranges_of(element.get("services") or "")
    got.scaninfo.append(place_of(artefact, element, f"//scaninfo[@protocol='{protocol}']"))


def ranges_of(services: str) -> Ranges:
    """Return sorted ranges that don't touch, from ``1,3-4``; what is no number is left out."""
    found = [_RANGE.match(part.strip()) for part in services.split(",")]
    pairs = sorted((int(each[1]), int(each[2] or each[1])) for each in found if each)
    merged: list[tuple[int, int]] = []
    for first, last in pairs:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        elif first <= last:
            merged.append((first, last))
    return tuple(merged)


def _host(artefact: Artefact, element: Any, got: _Gathered) -> None:
    address = state = reason = ""
    ports: Any = ()
    for child in element:
        tag = child.tag
        if tag == "status":
            state, reason = child.get("state") or "", child.get("reason") or ""
        elif tag == "address":
            address = address or child.get("addr") or ""
        elif tag == "ports":
            ports = child
        elif tag == "hostnames":
            # those typed by the user; the others come from the name service
            got.names += [each.get("name") or "" for each in child if each.get("type") == "user"][:10]
    if got.first_host is None and state in {"up", ""}:
        got.first_host = place_of(artefact, element, f"//host[address/@addr='{address}']")
    known = address in got.hosts
    if len(got.hosts) < _MAX_HOSTS:
        got.hosts[address] = state
    # masscan writes one <host> per open port and no status: each address counts once
    got.up += state == "up" or (not state and not known)
    if state == "up" and reason == "user-set":
        got.assumed += 1
        got.assumed_at = got.assumed_at or place_of(artefact, element, f"//host[address/@addr='{address}']")
    for port in ports:
        _port(address, port, got)
    _scripts(address, element, got.results)


def _scripts(address: str, host: Any, results: Results) -> None:
    for script in host.iter("script"):
        where = script.sourceline or 0, address, script.get("id") or ""
        results.note(script.get("output") or "", where)


def _path(_: int, address: str, script: str, port: tuple[str, str] | None = None) -> str:
    """Return the XPath of a port or of a script, made for what is stated only."""
    host = f"//host[address/@addr='{address}']"
    if port is None and not script:
        return f"{host}/ports/extraports"
    if port is None:
        return f"{host}//script[@id='{script}']"
    return f"{host}/ports/port[@protocol='{port[0]}'][@portid='{port[1]}']"


def _port(address: str, port: Any, got: _Gathered) -> None:
    tag = port.tag
    if tag == "extraports":
        # it counts the ports that are not listed one by one
        if port.get("state") not in _SURE:
            got.unsure.add(address)
        _undetermined(
            port.get("state") or "",
            as_int(port.get("count")) or 0,
            (port.sourceline or 0, address, "", None),
            got,
        )
        return
    state = next(port.iterchildren("state"), None)
    if state is None or tag != "port":
        return
    said = state.get("state") or ""
    key = port.get("protocol") or "", port.get("portid") or ""
    where = port.sourceline or 0, address, "", key
    if said != "open":
        if got.results.keep:
            (got.shut if said in _SURE else got.unsure).add(f"{address} {key[1]}/{key[0]}")
        _undetermined(said, 1, where, got)
        return
    label, numbered = _label(*key)
    service = next(port.iterchildren("service"), None)
    name = label.strip() if service is None else f"{label} {_service(service)}".strip()
    got.results.add(
        f"{address} {label}",
        f"{name} [{address}]",
        Severity.INFORMATION,
        where,
        of=address,
        port=numbered,
    )


@lru_cache(maxsize=10_000)  # the same ports come at each host
def _label(protocol: str, number: str) -> tuple[str, tuple[str, int]]:
    """Return how a port is said, and its protocol and number."""
    return f"{number}/{protocol}", (protocol, as_int(number) or 0)


def _undetermined(state: str, count: int, where: Any, got: _Gathered) -> None:
    """Count ports that the tool calls neither open nor closed (Nmap, “Port Scanning Basics”)."""
    if state in _SURE or count <= 0:
        return
    got.undetermined[state] = got.undetermined.get(state, 0) + count
    got.undetermined_at = got.undetermined_at or [where]


def _service(service: Any) -> str:
    name = service.get("name") or ""
    if service.get("tunnel") == "ssl":
        name = f"{name}/ssl"
    product, version = service.get("product"), service.get("version")
    product = f"{product} {version}" if product and version else product or version
    return f"{name} ({product})" if product else name


def _announced(artefact: Artefact, element: Any, got: _Gathered) -> None:
    up = as_int(element.get("up"))
    if up is not None:
        got.announced = (up, place_of(artefact, element, "//runstats/hosts"))


def _scan(artefact: Artefact, got: _Gathered) -> Scan:
    root = got.root
    miscounts: tuple[Miscount, ...] = ()
    if got.announced and got.announced[0] != got.up:
        miscounts = (Miscount("hosts up", got.announced[0], got.up, got.announced[1]),)
    name = {"nmap": "Nmap"}.get(root["scanner"], root["scanner"])
    return Scan(
        artefact=artefact,
        format=NMAP.id,
        tool=name,
        version=root["version"],
        command=root["command"],
        start=root["start"],
        end=got.end,
        elapsed=got.elapsed,
        dated=True,
        targets=_targets(got),
        examined=frozenset(address for address, state in got.hosts.items() if state in {"up", ""}),
        lists_examined=True,
        ports=got.ports,
        lists_ports=any(got.ports.values()),
        graded=False,
        results=got.results,
        origin=root["place"],
        scope=got.scaninfo[0] if got.scaninfo else None,
        miscounts=miscounts,
        facts=tuple(_facts(got)),
        shut=frozenset(got.shut),
        unsure=frozenset(got.unsure),
        findings=tuple(_findings(got)),
    )


def _targets(got: _Gathered) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*got.names, *(address for address in got.hosts if address)]))


def _facts(got: _Gathered) -> Iterator[Fact]:
    origin = got.root["place"]
    if got.assumed:
        yield say.HOSTS_ASSUMED.state(got.assumed, [got.assumed_at or origin])
    if got.up > got.assumed or not got.up:
        yield say.HOSTS.state(got.up - got.assumed, [got.first_host or origin])
    count = sum(last - first + 1 for ranges in got.ports.values() for first, last in ranges)
    if count and got.up:
        yield say.PORTS_EXAMINED.state(count, got.scaninfo, ranges=_range_words(got.ports))
    results = got.results
    if results.total:
        entries = results.entries.values()
        yield say.OPEN_PORTS.state(
            len(results.entries),
            results.places(entry.where for entry in entries),
            ports=[entry.name for entry in entries],
        )
    elif count and got.up and not got.undetermined:
        yield say.NO_OPEN_PORT.state(0, got.scaninfo)
    if got.undetermined:
        total = sum(got.undetermined.values())
        yield say.UNDETERMINED_PORTS.state(
            total, results.places(got.undetermined_at), states=got.undetermined
        )


def _range_words(ports: dict[str, Ranges]) -> list[str]:
    return [
        f"{protocol} "
        + ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in ranges)
        for protocol, ranges in ports.items()
        if ranges
    ]


def _findings(got: _Gathered) -> Iterator[Finding]:
    origin = got.root["place"]
    if got.exit != "success":
        yield say.INCOMPLETE.state(got.exit or "<finished>", [origin])
    if not got.up:
        yield say.NOTHING_EXAMINED.state(0, [origin], said="aucun hôte actif", said_en="no host is up")
