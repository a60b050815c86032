"""Grype JSON (``grype -o json``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import single_statements as single
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, iso, json_results, severity_of
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument


_Path = tuple[str, int]


def sniff(head: Head) -> float:
    """Certain of matches beside the tool's descriptor."""
    keys = head.json_keys
    if "matches" not in keys or head.json_kind != "object":
        return 0.0
    if {"source", "descriptor"} <= keys:
        return 1.0
    return 0.8 if {"vulnerability", "artifact", "matchDetails"} <= keys else 0.0


GRYPE = Format("grype", "Grype JSON", "grype IMAGE -o json > rapport.json", sniff)


def read(artefact: Artefact) -> Scan:
    """Read the report held whole."""
    found = document(artefact)
    results = json_results(found)
    fixable: list[_Path] = []
    negligible: list[_Path] = []
    for index, match in enumerate(as_list(dig(found.value, "matches"))):
        path = ("matches", index)
        _match(as_dict(match), path, results)
        if as_list(dig(match, "vulnerability", "fix", "versions")):
            fixable.append(path)
        if as_text(dig(match, "vulnerability", "severity")).lower() == "negligible":
            negligible.append(path)
    target = _target(found.value)
    return Scan(
        artefact=artefact,
        format=GRYPE.id,
        tool="Grype",
        version=as_text(dig(found.value, "descriptor", "version")),
        start=iso(dig(found.value, "descriptor", "timestamp")),
        targets=(target,) if target else (),
        results=results,
        origin=found.place("descriptor"),
        facts=tuple(_facts(found, results, fixable, negligible)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _target(value: Any) -> str:
    target = dig(value, "source", "target")
    return as_text(target) or as_text(dig(target, "userInput"))


def _match(match: dict[str, Any], path: tuple[str, int], results: Results) -> None:
    known = as_text(dig(match, "vulnerability", "id"))
    name, version = as_text(dig(match, "artifact", "name")), as_text(dig(match, "artifact", "version"))
    kind = as_text(dig(match, "artifact", "type"))
    severity = severity_of(as_text(dig(match, "vulnerability", "severity")))
    results.add(f"{known} {name} {kind}", f"{known} ({name} {version})", severity, path)
    results.note(known, path)
    for related in as_list(match.get("relatedVulnerabilities")):
        results.note(as_text(dig(related, "id")), path)


def _facts(
    found: JsonDocument, results: Results, fixable: list[_Path], negligible: list[_Path]
) -> Iterator[Fact]:
    name = as_text(dig(found.value, "distro", "name"))
    if name:
        version = as_text(dig(found.value, "distro", "version"))
        yield say.SYSTEM.state(f"{name} {version}".strip(), [found.place("distro")])
    yield results_fact(results, found.place("matches"))
    if negligible:
        yield single.NEGLIGIBLE.state(len(negligible), results.places(negligible))
    if results.total:
        places = results.places(fixable) or [found.place("matches")]
        yield say.FIXABLE.state(len(fixable), places, total=results.total)
    ignored = as_list(dig(found.value, "ignoredMatches"))
    if ignored:
        yield say.DISMISSED.state(len(ignored), [found.place("ignoredMatches")])
