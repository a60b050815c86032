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
from preuve.domain.evidence.reading.tables import table
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
_COLUMNS = ("id", "fqdnip", "port", "severity", "finding")


class _Rows:
    """Gathers rows of any of the three shapes; a place is made only for what is stated."""

    def __init__(self, locate: Callable[[Any], Place]) -> None:
        self.locate = locate
        self.kept: Counter[tuple[str, str]] = Counter()
        self.offer = Offer()
        self.counts: Counter[str] = Counter()
        self.targets: dict[str, Place] = {}

    def add(self, row: tuple[str, str, str], target: str, where: Any) -> None:
        """Take one row: its id, severity and finding."""
        name, severity, finding = row
        severity = severity.upper()
        offer = self.offer
        if severity in _SEVERITIES:
            self.counts[severity] += 1
            offer.first = offer.first or self.locate(where)
        if target and target not in self.targets and len(self.targets) < 1000:
            self.targets[target] = self.locate(where)
        version = _VERSIONS.get(name.lower())
        if version:
            if _offered(finding):
                self._keep("versions", version, where)
        elif name.startswith(("cipher-", "cipher_x")):
            suite = _SUITE.search(finding[:500])
            if suite:
                self._keep("suites", suite[1], where)
        elif severity in _BAD:
            self._keep("vulnerable", f"{name} ({severity})", where)

    def _keep(self, kind: str, name: str, where: Any) -> None:
        """Keep as many places of each name as a statement does."""
        these: list[tuple[str, Place]] = getattr(self.offer, kind)
        count = self.kept[kind, name]
        if count < MAX_PLACES:
            self.kept[kind, name] = count + 1
            these.append((name, self.locate(where)))

    def finished(self, artefact: Artefact) -> Report:
        """State what was gathered."""
        if not self.counts:
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
    columns = [found.column(each) for each in ("id", "fqdn/ip", "port", "severity", "finding")]
    name, target, port, severity, finding = columns
    width = max(columns) + 1
    rows = _Rows(lambda line: found.place(line, finding))
    for line, cells in found.records():
        # a column that is missing has the index -1: the last cell, which is empty
        cells.extend([""] * (width + 1 - len(cells)) if len(cells) < width else ("",))
        host = cells[target].strip()
        rows.add(
            (cells[name].strip(), cells[severity].strip(), cells[finding].strip()),
            f"{host}:{cells[port].strip()}" if host else "",
            line,
        )
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
        host = f"{where}:{as_text(each.get('port'))}" if where else target
        rows.add(row, host, path)

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
    version = as_text(as_dict(found.value).get("version"))
    report.producer = f"testssl.sh {version}".strip()
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
