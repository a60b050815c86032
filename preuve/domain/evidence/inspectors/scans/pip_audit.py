"""pip-audit JSON: the object of versions 2, and the array of versions 0 and 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, Severity, json_results
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
    """Certain of dependencies that carry ``vulns``."""
    keys = head.json_keys
    if head.json_kind == "array":
        return 0.8 if {"name", "version", "vulns"} <= keys else 0.0
    if "dependencies" not in keys:
        return 0.0
    if "fixes" in keys and keys <= {"dependencies", "fixes"}:
        return 1.0
    listed = dig(head.json, "dependencies")
    if head.json is None:
        return 0.8 if {"vulns", "name", "version"} <= keys else 0.0
    first = as_dict(listed[0]) if isinstance(listed, list) and listed else {}
    return 0.8 if "vulns" in first or "skip_reason" in first else 0.0


PIP_AUDIT = Format("pip-audit", "pip-audit JSON", "pip-audit -f json -o audit.json", sniff)


def read(artefact: Artefact) -> Scan:
    """Read the report held whole."""
    found = document(artefact)
    results = json_results(found)
    base: Path = () if isinstance(found.value, list) else ("dependencies",)
    listed = as_list(found.value) or as_list(dig(found.value, "dependencies"))
    packages: dict[str, Path] = {}
    skipped: dict[str, Path] = {}
    fixable: list[Path] = []
    for index, each in enumerate(listed):
        path, dependency = (*base, index), as_dict(each)
        name = as_text(dependency.get("name"))
        if "skip_reason" in dependency:
            skipped[name] = path
        vulnerabilities = as_list(dependency.get("vulns"))
        if vulnerabilities:
            packages[f"{name} {as_text(dependency.get('version'))}"] = path
        for number, value in enumerate(vulnerabilities):
            _vulnerability(name, as_dict(value), (*path, "vulns", number), results, fixable)
    return Scan(
        artefact=artefact,
        format=PIP_AUDIT.id,
        tool="pip-audit",
        examined=frozenset(
            as_text(dig(each, "name")) for each in listed if "skip_reason" not in as_dict(each)
        ),
        lists_examined=True,
        graded=False,
        results=results,
        origin=found.place(*base),
        facts=tuple(_facts(found, len(listed) - len(skipped), results, packages, fixable)),
        findings=tuple(_findings(results, skipped)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _vulnerability(
    name: str, value: dict[str, Any], path: Path, results: Results, fixable: list[Path]
) -> None:
    known = as_text(value.get("id"))
    results.add(f"{name} {known}", f"{known} ({name})", Severity.UNKNOWN, path, of=name)
    for text in (known, *as_list(value.get("aliases"))):
        results.note(as_text(text), path)
    if as_list(value.get("fix_versions")):
        fixable.append(path)


def _facts(
    found: JsonDocument, examined: int, results: Results, packages: dict[str, Path], fixable: list[Path]
) -> Iterator[Fact]:
    origin = found.place("dependencies")
    yield say.LISTED_DEPENDENCIES.state(examined, [origin])
    yield results_fact(results, origin, graded=False, examined=examined)
    if packages:
        yield say.FIXABLE.state(len(fixable), results.places(fixable) or [origin], total=results.total)
        yield say.AFFECTED.state(len(packages), results.places(packages.values()), names=list(packages))


def _findings(results: Results, skipped: dict[str, Path]) -> Iterator[Finding]:
    if skipped:
        yield say.SKIPPED.state(len(skipped), results.places(skipped.values()), names=list(skipped))
