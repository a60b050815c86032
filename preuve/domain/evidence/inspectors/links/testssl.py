"""testssl.sh 2.9 to 3.2: CSV (``--csv``), flat JSON (``--json``), structured JSON (``--json-pretty``)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import MAX_PLACES, Format
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import offers
from preuve.domain.evidence.inspectors.links.offers import Offer
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.tables import cells_of, table
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_VERSIONS = {
    "sslv2": "SSLv2",
    "sslv3": "SSLv3",
    "tls1": "TLS 1.0",
    "tls1_1": "TLS 1.1",
    "tls1_2": "TLS 1.2",
    "tls1_3": "TLS 1.3",
}
_SEVERITIES = ("OK", "INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL", "WARN", "DEBUG", "FATAL")
_BAD = frozenset({"MEDIUM", "HIGH", "CRITICAL"})
_SUITE = re.compile(r"(?:^|\s)x[0-9a-f]{2,6}\s+([A-Za-z0-9_+-]{4,80})(?=\s|$)")
_MAX_TARGETS = 1000
_MAX_KNOWN = 20_000
_COLUMNS = ("id", "fqdnip", "port", "severity", "finding")


class _Meaning:
    """What rows with the same id, severity and finding say, and how many there were."""

    __slots__ = ("count", "kind", "name", "severity", "wanted")

    def __init__(self, severity: str, kind: str, name: str) -> None:
        self.severity = severity
        self.kind = kind
        self.name = name
        self.count = 0
        #: Places of such rows are still kept.
        self.wanted = True


class _Rows:
    """Gathers rows of any of the three shapes; a place is made only for what is stated."""

    def __init__(self, locate: Callable[[Any], Place]) -> None:
        self.locate = locate
        self.kept: Counter[tuple[str, str]] = Counter()
        self.offer = Offer()
        self.counts: Counter[str] = Counter()
        self.targets: dict[str, Place] = {}
        self._known: dict[tuple[str, str, str], _Meaning] = {}
        self._hosts: set[tuple[str, str]] = set()

    def add_rows(self, rows: Iterable[tuple[str, str, str]], wheres: Iterable[Any]) -> None:
        """Take rows: the id, the severity and the finding of each, as read."""
        known = self._known
        for row, where in zip(rows, wheres, strict=True):
            meaning = known.get(row) or self._learn(row)
            meaning.count += 1
            if meaning.wanted:
                self._keep(meaning, where)

    def add_target(self, target: str, where: Any) -> None:
        """Take note of what was measured, where it is named first."""
        if target and target not in self.targets and len(self.targets) < _MAX_TARGETS:
            self.targets[target] = self.locate(where)

    def add_hosts(self, hosts: list[tuple[str, str]], lines: Sequence[int]) -> None:
        """Take note of hosts and ports, as read from cells."""
        if self._hosts.issuperset(hosts) or len(self.targets) >= _MAX_TARGETS:
            return
        for (host, port), line in zip(hosts, lines, strict=True):
            # before it knows its target, the tool writes "/" in its place
            if (host, port) not in self._hosts and host.strip(" /"):
                self._hosts.add((host, port))
                self.add_target(f"{host.strip()}:{port.strip()}", line)

    def _learn(self, row: tuple[str, str, str]) -> _Meaning:
        if len(self._known) >= _MAX_KNOWN:
            self._settle()
        name, severity, finding = (cell.strip() for cell in row)
        severity = severity.upper()
        kind = said = ""
        version = _VERSIONS.get(name.lower())
        if version:
            kind, said = ("versions", version) if _offered(finding) else ("", "")
        elif name.startswith(("cipher-", "cipher_x")):
            suite = _SUITE.search(finding[:500])
            kind, said = ("suites", suite[1]) if suite else ("", "")
        elif severity in _BAD:
            kind, said = "vulnerable", f"{name} ({severity})"
        meaning = self._known[row] = _Meaning(severity if severity in _SEVERITIES else "", kind, said)
        return meaning

    def _settle(self) -> None:
        """Count the rows met so far."""
        for meaning in self._known.values():
            self.counts[meaning.severity] += meaning.count
        self._known.clear()

    def _keep(self, meaning: _Meaning, where: Any) -> None:
        """Keep as many places of each name as a statement does."""
        if meaning.severity and self.offer.first is None:
            self.offer.first = self.locate(where)
        count = self.kept[meaning.kind, meaning.name]
        if not meaning.kind or count >= MAX_PLACES:
            meaning.wanted = False
            return
        these: list[tuple[str, Place]] = getattr(self.offer, meaning.kind)
        self.kept[meaning.kind, meaning.name] = count + 1
        these.append((meaning.name, self.locate(where)))

    def finished(self, artefact: Artefact) -> Report:
        """State what was gathered."""
        self._settle()
        if not any(self.counts[name] for name in _SEVERITIES):
            raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "severity")
        self.offer.severities = {name: self.counts[name] for name in _SEVERITIES if self.counts[name]}
        self.offer.targets = list(self.targets.items())
        report = offers.state(self.offer, artefact.place())
        report.producer = "testssl.sh"
        return report


def _offered(finding: str) -> bool:
    """Say whether a protocol is offered; what is neither said nor denied is not."""
    text = finding.lower()
    return "not offered" not in text and ("offered" in text or "vulnerable" in text)


def sniff_csv(head: Head) -> float:
    """Recognise the header."""
    return 1.0 if head.columns[:5] == _COLUMNS else 0.0


def sniff_json(head: Head) -> float:
    """Recognise rows with an id, a severity and a finding, or the keys of the structured report."""
    keys = head.json_keys
    if {"scanResult", "Invocation"} <= keys:
        return 1.0
    return 0.95 if head.json_kind == "array" and {"id", "severity", "finding", "ip"} <= keys else 0.0


def state_csv(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a CSV report.

    Raises:
        UnreadableArtefactError: as `tables.table`; MISSING_FIELD without a severity.
    """
    found = table(artefact)
    name, target, port, severity, finding = map(
        found.column, ("id", "fqdn/ip", "port", "severity", "finding")
    )
    rows = _Rows(lambda line: found.place(line, finding))
    for lines, block in found.blocks():
        names, severities, findings, targets, ports = cells_of(block, name, severity, finding, target, port)
        rows.add_hosts(list(zip(targets, ports, strict=True)), lines)
        rows.add_rows(zip(names, severities, findings, strict=True), lines)
    return rows.finished(artefact)


def state_json(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a flat or structured JSON report.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD without a severity.
    """
    found = document(artefact)
    rows = _Rows(lambda path: found.place(*path))

    def take(value: Any, target: str, *path: str | int) -> None:
        each = as_dict(value)
        row = as_text(each.get("id")), as_text(each.get("severity")), as_text(each.get("finding"))
        where = as_text(each.get("ip"))
        host = f"{where}:{as_text(each.get('port'))}" if where.strip("/") else target
        rows.add_target(host, path)
        rows.add_rows([row], [path])

    for index, each in enumerate(as_list(found.value)):
        take(each, "", index)
    for index, scan in enumerate(as_list(as_dict(found.value).get("scanResult"))):
        server = as_dict(scan)
        host = as_text(server.get("targetHost"))
        target = f"{host}/{as_text(server.get('ip'))}:{as_text(server.get('port'))}" if host else ""
        for part, values in server.items():
            for number, each in enumerate(as_list(values)):
                take(each, target, "scanResult", index, part, number)
    report = rows.finished(artefact)
    started = as_number(as_dict(found.value).get("startTime"))
    moment = from_epoch(started) if started is not None else None
    report.produced_at = moment.isoformat() if moment else ""
    # "3.0.8  from " when the tool knows no date of its own
    version = as_text(as_dict(found.value).get("version")).split()[:1]
    report.producer = " ".join(["testssl.sh", *version])
    return report


READERS = (
    Reader(
        Format("testssl-csv", "testssl.sh (CSV)", "testssl.sh --csvfile tls.csv HÔTE", sniff_csv),
        "tls",
        state_csv,
    ),
    Reader(
        Format("testssl-json", "testssl.sh (JSON)", "testssl.sh --jsonfile tls.json HÔTE", sniff_json),
        "tls",
        state_json,
    ),
)
