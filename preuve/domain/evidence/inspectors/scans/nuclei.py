"""nuclei results: JSON lines (``-jsonl``, versions 2 and 3) and one JSON array (``-json-export``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import (
    Results,
    Scan,
    Span,
    json_results,
    line_results,
    severity_of,
    without_query,
)
from preuve.domain.evidence.inspectors.scans.stating import host_of, results_fact
from preuve.domain.evidence.reading.jsons import document, json_lines
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_MAX_HOSTS = 100_000


def sniff(head: Head) -> float:
    """Certain of a template's id beside what it matched."""
    if not head.json_kind:
        return 0.0
    line = head.json_line
    keys = frozenset(line) if isinstance(line, dict) else head.json_keys
    template = bool(keys & {"template-id", "templateID", "template"})
    if not (template and keys & {"matched-at", "matched", "matcher-status", "host"}):
        return 0.0
    return 1.0 if "info" in keys else 0.5


NUCLEI = Format("nuclei", "nuclei JSON lines", "nuclei -u URL -jsonl -o resultats.jsonl", sniff)


def read(artefact: Artefact, *, keep: bool = True) -> Scan:
    """Read line by line, or the array held whole; `keep` as `Results` has it, for lines."""
    span = Span()
    hosts: dict[str, None] = {}
    with artefact.open() as stream:
        is_array = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    results: Results
    if is_array:
        found = document(artefact)
        results = json_results(found)
        pairs: Iterator[tuple[Any, Any]] = (
            ((index,), each) for index, each in enumerate(as_list(found.value))
        )
    else:
        results = line_results(artefact, PlaceKind.JSON, keep=keep)
        pairs = json_lines(artefact)
    for where, value in pairs:
        if isinstance(value, dict):
            _result(value, where, results, hosts)
            span.add(value.get("timestamp"))
    origin = results.place((0,) if is_array else 1)
    return Scan(
        artefact=artefact,
        format=NUCLEI.id,
        tool="nuclei",
        start=span.first,
        end=span.last,
        targets=tuple(hosts),
        examined=frozenset(hosts),
        results=results,
        origin=origin,
        facts=(results_fact(results, origin),),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _result(value: dict[str, Any], where: Any, results: Results, hosts: dict[str, None]) -> None:
    # -matcher-status also writes templates that matched nothing, without where; matches may say false too
    if value.get("matcher-status") is False and not (value.get("matched-at") or value.get("matched")):
        return
    info = as_dict(value.get("info")) or value
    template = as_text(value.get("template-id") or value.get("templateID") or value.get("template"))
    host = host_of(as_text(value.get("host")))
    matched = without_query(as_text(value.get("matched-at")) or as_text(value.get("matched")) or host)
    matcher = as_text(value.get("matcher-name")) or as_text(value.get("matcher_name"))
    name = as_text(info.get("name")) or template
    severity = severity_of(as_text(info.get("severity")))
    results.add(f"{template} {matcher} {matched}", f"{name} [{matched}]", severity, where, of=host)
    classification = as_dict(info.get("classification"))
    for key in ("cve-id", "cwe-id"):
        given = classification.get(key)
        for each in as_list(given) or [given]:
            results.note(as_text(each), where)
    if host and len(hosts) < _MAX_HOSTS:
        hosts[host] = None
