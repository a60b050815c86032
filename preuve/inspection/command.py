"""``preuve inspect`` and ``preuve inspectors``: for a company's own pipeline, without a database."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

EXIT_READ, EXIT_FINDINGS, EXIT_UNREADABLE = 0, 1, 2
#: The framework whose links are shown unless another is named.
FRAMEWORK = "expert-ingenierie-informatique"

_WORDS = {
    "guard": ("Garde-fou", "Guard"),
    "facts": ("Faits", "Facts"),
    "findings": ("Constats", "Findings"),
    "limits": ("Limites", "Limits"),
    "unknown": (
        "format non reconnu : le fichier reste une preuve ordinaire",
        "unknown format: the file remains plain evidence",
    ),
    "also": ("peut aussi se lire comme", "may also be read as"),
    "inner": ("fichiers de l’archive non reconnus", "files of the archive not recognised"),
    "compared": ("Comparaison", "Comparison"),
    "scope": ("les périmètres diffèrent", "the scopes differ"),
    "shows": ("montre", "shows"),
    "situates": ("situe", "situates"),
    "contradicts": ("contredit", "contradicts"),
    "unreadable": ("illisible", "unreadable"),
    "loading": ("inspecteur non chargé", "inspector not loaded"),
}


def register(subparsers: Any) -> None:
    """Add both commands."""
    inspect = subparsers.add_parser(
        "inspect", help="dire ce que des fichiers d’outils montrent, avec leur place"
    )
    inspect.add_argument("files", nargs="+", type=Path, metavar="FICHIER")
    inspect.add_argument(
        "--before", nargs="+", type=Path, default=[], metavar="FICHIER", help="les mêmes, avant"
    )
    inspect.add_argument(
        "--kind", default="", metavar="ID", help="inspecteur à employer (voir preuve inspectors)"
    )
    inspect.add_argument("--format", choices=("text", "json", "sarif"), default="text")
    inspect.add_argument("--language", choices=("fr", "en"), default="fr")
    inspect.add_argument(
        "--framework", default=FRAMEWORK, metavar="CLÉ", help="référentiel dont les liens sont montrés"
    )
    inspect.add_argument(
        "--as-of", type=datetime.fromisoformat, default=None, metavar="DATE", help="date de référence"
    )
    inspect.set_defaults(command=inspect_files)
    listing = subparsers.add_parser(
        "inspectors", help="lister les genres de fichiers lus, et comment les exporter"
    )
    listing.add_argument("--format", choices=("text", "json"), default="text")
    listing.add_argument("--language", choices=("fr", "en"), default="fr")
    listing.set_defaults(command=list_inspectors)


def inspect_files(arguments: argparse.Namespace) -> int:
    """Print what the files show; 0 read, 1 there are findings, 2 something could not be read."""
    from preuve.inspection import registry, sandbox  # noqa: PLC0415 - imported when used

    missing = [path for path in (*arguments.files, *arguments.before) if not path.is_file()]
    for path in missing:
        print(f"{path}: no such file", file=sys.stderr)
    if arguments.kind and arguments.kind not in registry.inspectors():
        print(f"{arguments.kind}: {', '.join(registry.inspectors())} ?", file=sys.stderr)
        return EXIT_UNREADABLE
    if missing:
        return EXIT_UNREADABLE
    files = [sandbox.File(path, path.name) for path in arguments.files]
    report = sandbox.examine(
        files,
        as_of=_as_of(arguments.as_of),
        kind=arguments.kind,
        before=[sandbox.File(path, path.name) for path in arguments.before],
        companions=files if len(files) > 1 else (),
        framework=arguments.framework,
        guard=True,
        limits=sandbox.Limits(cpu_s=900, wall_s=1200.0),
    )
    if arguments.format == "json":
        print(json.dumps(report, ensure_ascii=False, indent=2))
    elif arguments.format == "sarif":
        print(json.dumps(sarif(report, arguments.language), ensure_ascii=False, indent=2))
    else:
        for line in _text(report, arguments.language):
            print(line)
    return _status(report)


def _as_of(given: datetime | None) -> datetime:
    if given is None:
        return datetime.now(UTC)
    if given.tzinfo is None:
        return datetime.combine(given.date(), given.time() or time(12), UTC)
    return given


def _statements(report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for file in report["files"]:
        yield from file["inspections"]
    yield from report["comparisons"]
    yield from report["joins"]


def _status(report: Mapping[str, Any]) -> int:
    unread = [file for file in report["files"] if file["unreadable"] or not file["inspections"]]
    if unread or report["unreadable"]:
        return EXIT_UNREADABLE
    found = any(each["findings"] for each in _statements(report))
    guarded = any(file["guard"] for file in report["files"])
    return EXIT_FINDINGS if found or guarded else EXIT_READ


def _word(key: str, language: str) -> str:
    return _WORDS[key][0 if language == "fr" else 1]


def _text(report: Mapping[str, Any], language: str) -> Iterator[str]:
    for file in report["files"]:
        yield from _file_lines(file, language)
    for comparison in report["comparisons"]:
        before, after = comparison["before"], comparison["after"]
        yield f"{_word('compared', language)} · {before['name']} → {after['name']} ({_inspector(comparison)})"
        if not comparison["same_scope"]:
            yield f"  ! {_word('scope', language)}"
        yield from _statement_lines(comparison, language)
    for join in report["joins"]:
        yield join[language]
        yield from _statement_lines(join, language)
    for error in report["unreadable"]:
        yield _error_line(error, language)


def _file_lines(file: Mapping[str, Any], language: str) -> Iterator[str]:
    if file["guard"]:
        yield f"{file['name']} · {_word('guard', language)}"
        for hit in file["guard"]:
            sign = "✗" if hit["blocking"] else "!"
            yield f"  {sign} {hit[language]}"
            yield from (f"      {_place(place, language)}" for place in hit["places"][:3])
    for inspection in file["inspections"]:
        artefact = inspection["artefact"]
        parts = (
            artefact["name"],
            artefact["format"],
            artefact["producer"],
            artefact["produced_at"],
            artefact["target"],
        )
        yield " · ".join(part for part in parts if part) + f" ({_inspector(inspection)})"
        yield from _statement_lines(inspection, language)
    others = [kind["inspector"] for kind in file["kinds"][1:]]
    if others:
        yield f"  {_word('also', language)} : {', '.join(others)}"
    if file["unknown_members"]:
        yield f"  {_word('inner', language)} : {file['unknown_members']}"
    if not file["inspections"] and not file["unreadable"]:
        yield f"{file['name']} · {_word('unknown', language)}"
    for error in file["unreadable"]:
        yield _error_line(error, language)


def _inspector(statements: Mapping[str, Any]) -> str:
    return f"{statements['inspector']} {statements['version']}"


def _error_line(error: Mapping[str, Any], language: str) -> str:
    place = f" ({_place(error['place'], language)})" if error["place"] else ""
    return f"{error['name']} · {_word('unreadable', language)} : {error[language]}{place}"


def _statement_lines(statements: Mapping[str, Any], language: str) -> Iterator[str]:
    for part in ("facts", "findings", "limits"):
        if statements.get(part):
            yield f"  {_word(part, language)}"
        for each in statements.get(part, ()):
            sign = {"facts": str(each.get("strength")), "findings": "!", "limits": "·"}[part]
            yield f"    {sign} {each[language]}"
            yield from (f"        {_place(place, language)}" for place in each.get("places", ())[:3])
            links = [
                f"{criterion} {_word(relation, language)}"
                for criterion, relation in each.get("links", {}).items()
            ]
            if links:
                yield f"        → {', '.join(links)}"


def _place(place: Mapping[str, Any], language: str) -> str:
    from preuve.domain.evidence.serialise import place_from  # noqa: PLC0415 - imported when used

    return f"{place['name']}: {place_from(place).words(language)}"


def sarif(report: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the report as SARIF 2.1.0 (OASIS): findings are warnings, facts are informational results."""
    from importlib.metadata import version  # noqa: PLC0415 - imported when used

    results = []
    for file in report["files"]:
        for hit in file["guard"]:
            results += _results(hit, language, "fail", "error" if hit["blocking"] else "warning")
    for statements in _statements(report):
        for finding in statements["findings"]:
            results += _results(finding, language, "fail", "warning")
        for fact in statements["facts"]:
            results += _results(fact, language, "informational", "none")
    errors = [error for file in report["files"] for error in file["unreadable"]] + list(report["unreadable"])
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Preuve",
                        "version": version("preuve"),
                        "rules": [{"id": rule} for rule in sorted({each["ruleId"] for each in results})],
                    }
                },
                "language": language,
                "invocations": [
                    {
                        "executionSuccessful": not errors,
                        "toolExecutionNotifications": [_notification(error, language) for error in errors],
                    }
                ],
                "results": results,
            }
        ],
    }


def _results(statement: Mapping[str, Any], language: str, kind: str, level: str) -> list[dict[str, Any]]:
    """One result for all places of a fact; for a finding, one for each place."""
    base = {
        "ruleId": statement["code"],
        "kind": kind,
        "level": level,
        "message": {"text": statement[language]},
        "properties": {"value": statement.get("value"), "criteria": statement.get("links", {})},
    }
    locations = [_location(place) for place in statement["places"]]
    if kind == "fail":
        return [{**base, "locations": [location]} for location in locations]
    return [{**base, "locations": locations[:1], "relatedLocations": locations[1:]}]


def _location(place: Mapping[str, Any]) -> dict[str, Any]:
    from urllib.parse import quote  # noqa: PLC0415 - imported when used

    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place["name"])}}
    if place.get("line"):
        physical["region"] = {"startLine": place["line"], "endLine": place.get("last_line", place["line"])}
    location: dict[str, Any] = {"physicalLocation": physical}
    if place.get("path"):
        location["logicalLocations"] = [{"fullyQualifiedName": place["path"]}]
    return location


def _notification(error: Mapping[str, Any], language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "level": "error",
        "message": {"text": f"{error['name']}: {error[language]}"},
        "descriptor": {"id": error["reason"]},
    }
    if error["place"]:
        found["locations"] = [_location(error["place"])]
    return found


def list_inspectors(arguments: argparse.Namespace) -> int:
    """Print the inspectors, their formats and how to export them; 2 when one did not load."""
    from preuve.inspection import registry  # noqa: PLC0415 - imported when used

    index = 0 if arguments.language == "fr" else 1
    listing: list[dict[str, Any]] = [
        {
            "id": each.id,
            "version": each.version,
            "title": each.title[index],
            "formats": [{"id": one.id, "label": one.label, "export": one.export} for one in each.formats],
        }
        for each in registry.inspectors().values()
    ]
    if arguments.format == "json":
        print(
            json.dumps(
                {"inspectors": listing, "problems": list(registry.problems())}, ensure_ascii=False, indent=2
            )
        )
    else:
        for entry in listing:
            print(f"{entry['id']} · {entry['title']} ({entry['version']})")
            for one in entry["formats"]:
                print(f"  {one['label']} : {one['export']}")
    for problem in registry.problems():
        print(f"{_word('loading', arguments.language)} : {problem}", file=sys.stderr)
    return EXIT_UNREADABLE if registry.problems() else EXIT_READ
