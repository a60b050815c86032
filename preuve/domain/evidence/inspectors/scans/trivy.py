"""Trivy JSON: schema 2, the array that versions before 0.20 wrote, and Kubernetes reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Results, Scan, iso, json_results, severity_of
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.jsons import JsonDocument, document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.reading.head import Head

Path = tuple[str | int, ...]


def sniff(head: Head) -> float:
    """Certain of the schema's version beside the artefact's name."""
    keys = head.json_keys
    if head.json_kind == "array":
        return 0.8 if {"Target", "Vulnerabilities"} <= keys else 0.0
    if {"SchemaVersion", "ArtifactName"} <= keys:
        return 1.0
    return 1.0 if "ClusterName" in keys and keys & {"Resources", "Findings", "Vulnerabilities"} else 0.0


TRIVY = Format("trivy", "Trivy JSON", "trivy image -f json -o rapport.json IMAGE", sniff)


class _Gathered:
    def __init__(self, found: JsonDocument) -> None:
        self.results: Results = json_results(found)
        self.targets: dict[str, None] = {}
        self.vulnerabilities = 0
        self.fixable: list[Path] = []
        self.aside: dict[str, int] = {}
        self.aside_at: list[Path] = []
        self.secrets: list[Path] = []
        self.rules: dict[str, int] = {}
        self.files: set[str] = set()


def read(artefact: Artefact) -> Scan:
    """Read the report held whole."""
    found = document(artefact)
    got = _Gathered(found)
    value = as_dict(found.value)
    for path, block in _blocks(found.value):
        _block(block, path, as_text(value.get("ArtifactName")), got)
    name = as_text(value.get("ArtifactName")) or as_text(value.get("ClusterName"))
    origin = found.place()
    return Scan(
        artefact=artefact,
        format=TRIVY.id,
        tool="Trivy",
        version=as_text(dig(value, "Trivy", "Version")),
        start=iso(value.get("CreatedAt")),
        targets=(name,) if name else tuple(got.targets),
        examined=frozenset(got.targets),
        results=got.results,
        origin=origin,
        facts=tuple(_facts(got, value, found)),
        findings=tuple(_findings(got)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _blocks(value: Any) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each element of ``Results``, wherever this version keeps them."""
    if isinstance(value, list):
        yield from (((index,), as_dict(each)) for index, each in enumerate(value))
        return
    yield from (
        (("Results", index), as_dict(each)) for index, each in enumerate(as_list(dig(value, "Results")))
    )
    for key in ("Resources", "Findings", "Vulnerabilities", "Misconfigurations"):
        for number, resource in enumerate(as_list(dig(value, key))):
            for index, each in enumerate(as_list(dig(resource, "Results"))):
                yield (key, number, "Results", index), as_dict(each)


def _block(block: dict[str, Any], path: Path, name: str, got: _Gathered) -> None:
    target = as_text(block.get("Target"))
    # the name of an image carries its version, which changes when it is corrected
    named = bool(name) and target.startswith(f"{name} (")
    on = as_text(block.get("Type")) if block.get("Class") == "os-pkgs" else target[len(name) * named :]
    got.targets[on] = None
    for index, each in enumerate(as_list(block.get("Vulnerabilities"))):
        _vulnerability(as_dict(each), (*path, "Vulnerabilities", index), on, got)
    for index, each in enumerate(as_list(block.get("ExperimentalModifiedFindings"))):
        _aside(as_text(as_dict(each).get("Status")), (*path, "ExperimentalModifiedFindings", index), got)
    for index, each in enumerate(as_list(block.get("Misconfigurations"))):
        _misconfiguration(as_dict(each), (*path, "Misconfigurations", index), on, got)
    for index, each in enumerate(as_list(block.get("Licenses"))):
        _licence(as_dict(each), (*path, "Licenses", index), on, got)
    for index, each in enumerate(as_list(block.get("Secrets"))):
        rule = as_text(as_dict(each).get("RuleID")) or "?"
        got.secrets.append((*path, "Secrets", index))
        got.rules[rule] = got.rules.get(rule, 0) + 1
        got.files.add(target)


def _vulnerability(each: dict[str, Any], path: Path, on: str, got: _Gathered) -> None:
    # "fixed" is no such status: Trivy writes it when a later version corrects what is installed here
    if as_text(each.get("Status")) == "not_affected":
        _aside("not_affected", path, got)
        return
    known, package = as_text(each.get("VulnerabilityID")), as_text(each.get("PkgName"))
    severity = severity_of(as_text(each.get("Severity")))
    version = as_text(each.get("InstalledVersion"))
    got.results.add(f"{known} {package} {on}", f"{known} ({package} {version})", severity, path, of=on)
    got.results.note(known, path)
    for category in as_list(each.get("CweIDs")):
        got.results.note(as_text(category), path)
    got.vulnerabilities += 1
    if as_text(each.get("FixedVersion")):
        got.fixable.append(path)


def _aside(status: str, path: Path, got: _Gathered) -> None:
    status = status or "?"
    got.aside[status] = got.aside.get(status, 0) + 1
    got.aside_at.append(path)


def _misconfiguration(each: dict[str, Any], path: Path, on: str, got: _Gathered) -> None:
    if as_text(each.get("Status")) in {"PASS", "EXCEPTION"}:
        return
    known = as_text(each.get("ID"))
    name = f"{known} {as_text(each.get('Title'))}"
    line = as_text(dig(each, "CauseMetadata", "StartLine"))
    severity = severity_of(as_text(each.get("Severity")))
    got.results.add(f"{known} {on} {line}", f"{name} [{on}]", severity, path, of=on)


def _licence(each: dict[str, Any], path: Path, on: str, got: _Gathered) -> None:
    name = as_text(each.get("Name"))
    holder = as_text(each.get("PkgName")) or as_text(each.get("FilePath"))
    severity = severity_of(as_text(each.get("Severity")))
    got.results.add(f"{name} {holder} {on}", f"{name} ({holder or on})", severity, path, of=on)


def _facts(got: _Gathered, value: dict[str, Any], found: JsonDocument) -> Iterator[Fact]:
    results = got.results
    system = dig(value, "Metadata", "OS")
    family, name = as_text(dig(system, "Family")), as_text(dig(system, "Name"))
    if family:
        yield say.SYSTEM.state(f"{family} {name}".strip(), [found.place("Metadata", "OS")])
    if results.total or not got.secrets:  # secrets alone are results too, and are stated below
        yield results_fact(results, found.place())
    if got.aside:
        yield say.SET_ASIDE.state(got.aside, results.places(got.aside_at), total=len(got.aside_at))
    if got.vulnerabilities:
        places = results.places(got.fixable) or [found.place()]
        yield say.FIXABLE.state(len(got.fixable), places, total=got.vulnerabilities)
    if got.secrets:
        total, files = len(got.secrets), len(got.files)
        yield say.SECRETS.state(got.rules, results.places(got.secrets), total=total, files=files)


def _findings(got: _Gathered) -> Iterator[Finding]:
    if got.secrets:
        yield say.SECRETS_FOUND.state(
            len(got.secrets), got.results.places(got.secrets), rules=list(got.rules)
        )
