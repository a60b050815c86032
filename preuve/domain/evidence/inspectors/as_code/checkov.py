"""Checkov's JSON: one report, or a list of them (one per framework)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.jsons import JsonDocument, document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text, dig
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Context, Place, Value
    from preuve.domain.evidence.reading.head import Head

CHECKS = FactKind(
    "as_code.checks",
    Strength.RECOMPUTED,
    "Checkov : {passed} {passed:contrôle réussi|contrôles réussis}, {failed} en échec et {skipped} "
    "{skipped:écarté|écartés} (comptés un par un)",
    "Checkov: {passed} {passed:check|checks} passed, {failed} failed and {skipped} skipped (counted one by "
    "one)",
)
FRAMEWORKS = FactKind(
    "as_code.check_frameworks",
    Strength.READ,
    "{n} {n:type de fichier contrôlé|types de fichiers contrôlés} : {value}",
    "{n} {n:kind of file|kinds of files} checked: {value}",
)
RULES = FactKind(
    "as_code.failed_rules",
    Strength.READ,
    "{n} {n:règle en échec|règles en échec} : {value}",
    "{n} failed {n:rule|rules}: {value}",
)
FIGURES = FindingKind(
    "as_code.check_counts",
    "Le résumé ne dit pas ce qui est listé : {failed} {failed:échec annoncé|échecs annoncés} et "
    "{failed_listed} "
    "{failed_listed:listé|listés}, {passed} {passed:réussite annoncée|réussites annoncées} et "
    "{passed_listed} "
    "{passed_listed:listée|listées}, {skipped} {skipped:contrôle écarté annoncé|contrôles écartés "
    "annoncés} et "
    "{skipped_listed} {skipped_listed:listé|listés}",
    "The summary doesn’t say what is listed: {failed} failed announced and {failed_listed} listed, "
    "{passed} passed "
    "announced and {passed_listed} listed, {skipped} skipped announced and {skipped_listed} listed",
)
UNJUSTIFIED = FindingKind(
    "as_code.check_skipped",
    "{value} {value:contrôle écarté|contrôles écartés} sans justification",
    "{value} {value:check|checks} skipped without a justification",
)
ERRORS = FindingKind(
    "as_code.check_errors",
    "{value} {value:fichier n’a|fichiers n’ont} pas pu être lus par l’outil",
    "{value} {value:file|files} could not be read by the tool",
)
STATIC = LimitKind(
    "as_code.limit.checks",
    "L’outil compare les fichiers à des règles générales ; il ne voit pas l’infrastructure en service.",
    "The tool compares files with general rules; it doesn’t see the running infrastructure.",
)
COMPARED = FactKind(
    "as_code.compare.checks",
    Strength.RECOMPUTED,
    "Échecs de Checkov : {closed} {closed:corrigé|corrigés}, {remaining} {remaining:restant|restants}, {new} "
    "{new:nouveau|nouveaux}",
    "Checkov failures: {closed} closed, {remaining} remaining, {new} new",
)
SCOPE = FindingKind(
    "as_code.compare.checks_scope",
    "Les deux rapports n’ont pas contrôlé les mêmes ressources : {value} {value:ressource n’est|ressources "
    "ne "
    "sont} que d’un côté",
    "The two reports did not check the same resources: {value} {value:is|are} on one side only",
)

_RESULTS = ("passed_checks", "failed_checks", "skipped_checks")
#: A check on a resource: rule, file, resource.
Key = tuple[str, str, str]


@dataclass(slots=True)
class Report:
    """Checks of all reports of one file."""

    version: str = ""
    frameworks: list[str] = field(default_factory=list)
    start: list[Place] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_RESULTS, 0))
    announced: dict[str, int | None] = field(default_factory=dict)
    summaries: list[Place] = field(default_factory=list)
    failed: dict[Key, Place] = field(default_factory=dict)
    resources: set[str] = field(default_factory=set)
    unjustified: list[Place] = field(default_factory=list)
    errors: list[Place] = field(default_factory=list)


def sniff(head: Head) -> float:
    """``check_type`` with ``results``, or the marks of checks in an array."""
    keys = head.json_keys
    if {"check_type", "results"} <= keys:
        return 1.0
    return 0.9 if {"passed_checks", "failed_checks", "check_id"} <= keys else 0.0


def read(artefact: Artefact) -> Report:
    """Read all reports of one file.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD (no results).
    """
    read = document(artefact)
    found = Report()
    several = isinstance(read.value, list)
    for index, each in enumerate(as_list(read.value) if several else [read.value]):
        if isinstance(dig(each, "results"), dict):
            _add(found, read, (index,) if several else (), as_dict(each))
    if not found.start:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "results")
    return found


def _add(found: Report, read: JsonDocument, path: tuple[str | int, ...], report: dict[str, Any]) -> None:
    found.start.append(read.place(*path, "check_type"))
    found.frameworks.append(as_text(report.get("check_type")))
    summary = as_dict(report.get("summary"))
    found.version = as_text(summary.get("checkov_version")) or found.version
    found.summaries.append(read.place(*path, "summary"))
    for name in _RESULTS:
        checks = as_list(dig(report, "results", name))
        found.counts[name] += len(checks)
        announced = as_int(summary.get(name.partition("_")[0]))
        known = found.announced.get(name, 0)
        found.announced[name] = None if announced is None or known is None else known + announced
        for index, check in enumerate(checks):
            _check(found, read, (*path, "results", name, index), as_dict(check))
    errors = as_list(dig(report, "results", "parsing_errors"))
    found.errors += [
        read.place(*path, "results", "parsing_errors", index) for index in range(min(len(errors), 200))
    ]


def _check(found: Report, read: JsonDocument, path: tuple[str | int, ...], check: dict[str, Any]) -> None:
    key = (as_text(check.get("check_id")), as_text(check.get("file_path")), as_text(check.get("resource")))
    found.resources.add(f"{key[1]} {key[2]}")
    if path[-2] == "failed_checks":
        found.failed.setdefault(key, read.place(*path))
    elif path[-2] == "skipped_checks":
        comment = as_text(dig(check, "check_result", "suppress_comment")).strip()
        if not comment or comment == "No comment provided":
            found.unjustified.append(read.place(*path))


def state(found: Report, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of a report."""
    stated = Stated(producer=f"Checkov {found.version}".strip())
    names = {name.partition("_")[0]: count for name, count in found.counts.items()}
    stated.fact(CHECKS, dict(names), found.start, **names)
    stated.fact(FRAMEWORKS, found.frameworks, found.start, n=len(found.frameworks))
    if found.failed:
        rules = sorted({rule for rule, _, _ in found.failed})
        stated.fact(RULES, rules, found.failed.values(), n=len(rules))
    announced = [found.announced[name] for name in _RESULTS]
    counted = [found.counts[name] for name in _RESULTS]
    if None not in announced and announced != counted:
        words: dict[str, Value] = dict(zip(names, announced, strict=True))
        words |= {f"{name}_listed": count for name, count in names.items()}
        stated.findings.append(FIGURES.state(sum(counted), [*found.summaries, *found.start], **words))
    stated.finding(UNJUSTIFIED, found.unjustified)
    stated.finding(ERRORS, found.errors)
    stated.limits.append(STATIC.state())
    return stated


def compare(before: Report, after: Report) -> tuple[Stated, bool]:
    """State which failures closed, remain and are new."""
    stated = Stated()
    apart = before.resources ^ after.resources
    closed = [place for key, place in before.failed.items() if key not in after.failed]
    remaining = [place for key, place in after.failed.items() if key in before.failed]
    new = [place for key, place in after.failed.items() if key not in before.failed]
    counts = {"closed": len(closed), "remaining": len(remaining), "new": len(new)}
    stated.fact(
        COMPARED, dict(counts), [*closed, *remaining, *new] or [*before.start, *after.start], **counts
    )
    if apart:
        stated.findings.append(SCOPE.state(len(apart), [*before.start, *after.start]))
    stated.limits.append(STATIC.state())
    return stated, not apart
