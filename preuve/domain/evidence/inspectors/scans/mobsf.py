"""MobSF JSON report (versions 3 and 4) of an Android or iOS application; its ``secrets`` are not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, Severity, iso, json_results, severity_of
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

Path = tuple[str | int, ...]
#: MobSF's own words beside those of CVSS; "warning" is its middle step, "secure" praises
_WORDS = {"warning": Severity.MEDIUM, "secure": None, "good": None, "hotspot": None}


def sniff(head: Head) -> float:
    """Certain of the analyses of one application's package."""
    keys = head.json_keys
    if head.json_kind != "object" or "md5" not in keys:
        return 0.0
    analyses = len(
        keys & {"manifest_analysis", "code_analysis", "permissions", "certificate_analysis", "appsec"}
    )
    return 1.0 if analyses > 2 else 0.8 if analyses and keys & {"package_name", "bundle_id"} else 0.0


MOBSF = Format("mobsf", "MobSF JSON", "MobSF : POST /api/v1/report_json", sniff)


def read(artefact: Artefact) -> Scan:
    """Read the report held whole."""
    found = document(artefact)
    value = as_dict(found.value)
    results = json_results(found)
    for path, key, each in _issues(value):
        _issue(path, key, each, results)
    name = as_text(value.get("app_name")) or as_text(value.get("file_name"))
    package = as_text(value.get("package_name")) or as_text(value.get("bundle_id"))
    version = as_text(value.get("version_name")) or as_text(value.get("app_version"))
    target = " ".join(part for part in (name, version, package and f"({package})") if part)
    return Scan(
        artefact=artefact,
        format=MOBSF.id,
        tool="MobSF",
        version=as_text(value.get("version")).lstrip("v"),
        start=iso(value.get("timestamp")),
        targets=(target,) if target else (),
        examined=frozenset([package]),
        results=results,
        origin=found.place("md5"),
        facts=tuple(_facts(found, value, results)),
        limits=(say.APPLICATION.state(), say.NOT_VERIFIED.state()),
    )


def _issues(value: dict[str, Any]) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """Yield path, key and content of each finding, in the forms of the versions 1 to 4."""
    for section, listed in (
        ("manifest_analysis", "manifest_findings"),
        ("network_security", "network_findings"),
    ):
        block = value.get(section)
        base: Path = (section,) if isinstance(block, list) else (section, listed)
        for index, each in enumerate(as_list(block) or as_list(dig(block, listed))):
            yield (*base, index), _key(as_dict(each)), as_dict(each)
    yield from _rules(as_dict(value.get("code_analysis")))
    certificates = as_list(dig(value, "certificate_analysis", "certificate_findings"))
    for index, each in enumerate(certificates):
        severity, words = as_text(dig(each, 0)), as_text(dig(each, 2)) or as_text(dig(each, 1))
        path = ("certificate_analysis", "certificate_findings", index)
        yield path, words, {"severity": severity, "title": words}


def _key(each: dict[str, Any]) -> str:
    component = each.get("component")
    components = component if isinstance(component, list) else [component]
    rule = next((text for key in ("rule", "title", "description") if (text := as_text(each.get(key)))), "")
    return f"{rule} {','.join(map(as_text, components))}".strip()


def _rules(block: dict[str, Any]) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    base: Path = ("code_analysis", "findings") if "findings" in block else ("code_analysis",)
    for rule, each in as_dict(block.get("findings", block)).items():
        # before version 3 the rule itself carried what is now its metadata
        yield (*base, rule), rule, as_dict(dig(each, "metadata")) or as_dict(each)


def _issue(path: Path, key: str, each: dict[str, Any], results: Results) -> None:
    words = (as_text(each.get(field)) for field in ("severity", "stat", "level"))
    word = next((word.lower() for word in words if word), "")
    severity = _WORDS.get(word, severity_of(word))
    if severity is None or not word:
        return
    name = (as_text(each.get("title")) or as_text(each.get("name")) or key).replace("<br>", " ")
    results.add(f"{path[0]} {key}", name, severity, path)
    results.note(as_text(each.get("cwe")), path)


def _facts(found: JsonDocument, value: dict[str, Any], results: Results) -> Iterator[Fact]:
    yield results_fact(results, found.place())
    permissions = as_dict(value.get("permissions"))
    if permissions:
        dangerous = [name for name, each in permissions.items() if dig(each, "status") == "dangerous"]
        places = results.places(("permissions", name) for name in dangerous) or [found.place("permissions")]
        yield say.PERMISSIONS.state(len(dangerous), places, total=len(permissions))
    for path in (("appsec", "security_score"), ("security_score",)):
        score = as_number(dig(value, *path))
        if score is not None and 0 <= score <= 100:
            yield say.SCORE.state(score, [found.place(*path)], maximum=100)
            return
