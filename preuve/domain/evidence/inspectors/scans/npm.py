"""npm audit JSON: report version 2 (npm 7 and later), and the advisories of npm 6 and pnpm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import single_statements as single
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Miscount, Scan, json_results, severity_of
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_LEVELS = ("info", "low", "moderate", "high", "critical")


def sniff(head: Head) -> float:
    """Certain of what only npm names so."""
    keys = head.json_keys
    if {"auditReportVersion", "vulnerabilities"} <= keys:
        return 1.0
    if {"advisories", "metadata"} <= keys and head.json_kind == "object":
        return 1.0 if "actions" in keys or "muted" in keys else 0.8
    return 0.0


NPM = Format("npm-audit", "npm audit JSON", "npm audit --json > audit.json", sniff)


def read(artefact: Artefact) -> Scan:
    """Read the report held whole."""
    found = document(artefact)
    results = json_results(found)
    counted = dict.fromkeys(_LEVELS, 0)
    if "advisories" in as_dict(found.value):
        packages, fixable = _advisories(found, results, counted)
    else:
        packages, fixable = _packages(found, results, counted)
    return Scan(
        artefact=artefact,
        format=NPM.id,
        tool="npm audit",
        results=results,
        origin=found.place("metadata"),
        miscounts=tuple(_miscounts(found, counted)),
        facts=tuple(_facts(found, results, packages, fixable)),
        limits=(say.NOT_VERIFIED.state(),),
    )


Found = tuple[dict[str, Any], int]


def _advisories(found: JsonDocument, results: Results, counted: dict[str, int]) -> Found:
    """Npm 6 counts one vulnerability per path that leads to the package."""
    packages: dict[str, Any] = {}
    fixable = 0
    for key, value in as_dict(found.value["advisories"]).items():
        advisory, path = as_dict(value), ("advisories", key)
        name, level = as_text(advisory.get("module_name")), as_text(advisory.get("severity"))
        title = as_text(advisory.get("title"))
        results.add(f"{name} {key}", f"{name} – {title}" if title else name, severity_of(level), path)
        for text in (*as_list(advisory.get("cves")), *_listed(advisory.get("cwe"))):
            results.note(as_text(text), path)
        ways = sum(len(as_list(dig(each, "paths"))) for each in as_list(advisory.get("findings")))
        if level in counted:
            counted[level] += ways
        packages.setdefault(name, path)
        fixable += as_text(advisory.get("patched_versions")) not in {"", "<0.0.0"}
    return packages, fixable


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _packages(found: JsonDocument, results: Results, counted: dict[str, int]) -> Found:
    """Npm 7 counts one vulnerability per package; its own advisories are the objects under ``via``."""
    packages: dict[str, Any] = {}
    fixable = 0
    for name, value in as_dict(dig(found.value, "vulnerabilities")).items():
        package, path = as_dict(value), ("vulnerabilities", name)
        level = as_text(package.get("severity"))
        if level in counted:
            counted[level] += 1
        packages[name] = path
        for index, via in enumerate(as_list(package.get("via"))):
            if isinstance(via, dict):
                _advisory(name, via, (*path, "via", index), results)
                fixable += package.get("fixAvailable") not in (False, None)
    return packages, fixable


def _advisory(name: str, via: dict[str, Any], path: tuple[str | int, ...], results: Results) -> None:
    known = as_text(via.get("url")).rpartition("/")[2] or as_text(via.get("source"))
    title = as_text(via.get("title")) or known
    results.add(f"{name} {known}", f"{name} – {title}", severity_of(as_text(via.get("severity"))), path)
    for text in (title, *as_list(via.get("cwe"))):
        results.note(as_text(text), path)


def _miscounts(found: JsonDocument, counted: dict[str, int]) -> Iterator[Miscount]:
    announced = as_dict(dig(found.value, "metadata", "vulnerabilities"))
    for level in _LEVELS:
        count = as_int(announced.get(level))
        if count is not None and count != counted[level]:
            place = found.place("metadata", "vulnerabilities", level)
            yield Miscount(level, count, counted[level], place)


def _facts(found: JsonDocument, results: Results, packages: dict[str, Any], fixable: int) -> Iterator[Fact]:
    origin = found.place("metadata")
    dependencies = dig(found.value, "metadata", "dependencies")
    total = as_int(dig(dependencies, "total"))
    if total is None:
        total = as_int(dig(found.value, "metadata", "totalDependencies"))
    if total is not None:
        yield say.DEPENDENCIES.state(total, [found.place("metadata", "dependencies")])
    yield results_fact(results, origin, examined=total)
    if results.total:
        places = results.places(entry.where for entry in results.entries.values())
        kind = say.FIXABLE if "advisories" in as_dict(found.value) else single.FIX_ANNOUNCED
        yield kind.state(fixable, places, total=results.total)
    if packages:
        yield say.AFFECTED.state(len(packages), results.places(packages.values()), names=list(packages))
