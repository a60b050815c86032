"""WPScan JSON (version 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import single_statements as single
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, Severity, iso_from_epoch, json_results
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

Path = tuple[str | int, ...]


def sniff(head: Head) -> float:
    """Certain of what it found interesting at its target."""
    keys = head.json_keys
    if {"target_url", "interesting_findings"} <= keys:
        return 1.0
    return 0.8 if {"target_url", "effective_url", "start_time"} <= keys else 0.0


WPSCAN = Format("wpscan", "WPScan JSON", "wpscan --url URL -f json -o rapport.json", sniff)


def read(artefact: Artefact) -> Scan:
    """Read the report held whole."""
    found = document(artefact)
    value = as_dict(found.value)
    results = json_results(found)
    fixable: list[Path] = []
    for path, name, component in _components(value):
        for index, each in enumerate(as_list(component.get("vulnerabilities"))):
            _vulnerability(name, as_dict(each), (*path, "vulnerabilities", index), results, fixable)
    target = as_text(value.get("target_url"))
    return Scan(
        artefact=artefact,
        format=WPSCAN.id,
        tool="WPScan",
        version=as_text(dig(value, "banner", "version")),
        start=iso_from_epoch(value.get("start_time")),
        end=iso_from_epoch(value.get("stop_time")),
        dated=True,
        targets=(target,) if target else (),
        examined=frozenset([target]),
        graded=False,
        results=results,
        origin=found.place("target_url"),
        when=found.place("start_time"),
        facts=tuple(_facts(found, results, fixable)),
        findings=tuple(_findings(found)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _components(value: dict[str, Any]) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    yield ("version",), "WordPress", as_dict(value.get("version"))
    theme = as_dict(value.get("main_theme"))
    yield ("main_theme",), as_text(theme.get("slug")), theme
    for key in ("plugins", "themes"):
        for name, component in as_dict(value.get(key)).items():
            yield (key, name), name, as_dict(component)


def _vulnerability(
    name: str, each: dict[str, Any], path: Path, results: Results, fixable: list[Path]
) -> None:
    title = as_text(each.get("title"))
    results.add(f"{name} {title}", title, Severity.UNKNOWN, path)
    for number in as_list(dig(each, "references", "cve")):
        results.note(f"CVE-{as_text(number)}", path)
    if as_text(each.get("fixed_in")):
        fixable.append(path)


def _facts(found: JsonDocument, results: Results, fixable: list[Path]) -> Iterator[Fact]:
    number = as_text(dig(found.value, "version", "number"))
    if number:
        yield say.SYSTEM.state(f"WordPress {number}", [found.place("version", "number")])
    if results.total:
        yield results_fact(results, found.place(), graded=False)
    else:
        yield single.NO_VULNERABILITY.state(0, [found.place()])
    yield from _remarked(found)
    if results.total:
        places = results.places(fixable) or [found.place()]
        yield say.FIXABLE.state(len(fixable), places, total=results.total)


def _remarked(found: JsonDocument) -> Iterator[Fact]:
    """State what was noticed without being a known vulnerability: an open directory, a backup in reach."""
    names: list[str] = []
    paths: list[Path] = []
    for index, each in enumerate(as_list(dig(found.value, "interesting_findings"))):
        names.append(as_text(dig(each, "to_s")) or as_text(dig(each, "type")))
        paths.append(("interesting_findings", index))
    for key in ("config_backups", "db_exports"):
        for address in as_dict(dig(found.value, key)):
            names.append(address)
            paths.append((key, address))
    if paths:
        yield single.REMARKED.state(len(paths), [found.place(*path) for path in paths[:20]], names=names)


def _findings(found: JsonDocument) -> Iterator[Finding]:
    value = as_dict(found.value)
    if as_text(dig(value, "vuln_api", "error")):
        yield say.NOT_LOOKED_UP.state(None, [found.place("vuln_api", "error")])
    if "scan_aborted" in value:
        yield say.INCOMPLETE.state("scan_aborted", [found.place("scan_aborted")])
