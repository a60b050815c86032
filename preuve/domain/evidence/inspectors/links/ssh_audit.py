"""ssh-audit's JSON (``ssh-audit -j``, 2.x and 3.x), of one server or a list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import statements, weak
from preuve.domain.evidence.inspectors.links.offers import is_local
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_KINDS = ("kex", "key", "enc", "mac")


def sniff(head: Head) -> float:
    """Recognise the keys of one server."""
    wanted = {"banner", "kex", "key", "enc", "mac"}
    return 1.0 if wanted <= head.json_keys else 0.6 if {"kex", "enc", "mac"} <= head.json_keys else 0.0


def _servers(found: JsonDocument) -> list[tuple[tuple[str | int, ...], dict[str, Any]]]:
    if isinstance(found.value, list):
        return [((index,), as_dict(each)) for index, each in enumerate(found.value)]
    return [((), as_dict(found.value))]


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the algorithms a server offers and what the tool marks.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD without a list of algorithms.
    """
    found = document(artefact)
    counts: dict[str, int] = {}
    listed: list[Place] = []
    marks: dict[str, list[tuple[str, Place]]] = {"fail": [], "warn": []}
    wrong: list[tuple[str, Place]] = []
    report = Report()
    targets = []
    for path, server in _servers(found):
        for kind in _KINDS:
            for index, each in enumerate(as_list(server.get(kind))):
                name = as_text(dig(each, "algorithm"))
                place = found.place(*path, kind, index)
                counts[kind] = counts.get(kind, 0) + 1
                if weak.weak_ssh(name):
                    wrong.append((f"{kind} {name}", place))
                for mark, places in marks.items():
                    if as_list(dig(each, "notes", mark)):
                        places.append((f"{kind} {name}", place))
            if as_list(server.get(kind)):
                listed.append(found.place(*path, kind))
        targets.append((as_text(server.get("target")), found.place(*path, "target")))
        report.producer = report.producer or "ssh-audit"
        software = as_text(dig(server, "banner", "software"))
        if software:
            report.items.setdefault(software, found.place(*path, "banner", "software"))
    if not counts:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "kex")
    report.target = report.scope = ", ".join(name for name, _ in targets if name)
    report.fact(statements.SSH_ALGORITHMS, counts, listed)
    noted = {kind: len(places) for kind, places in marks.items()}
    noted_places = [place for places in marks.values() for _, place in places]
    report.fact(statements.SSH_NOTES, noted, noted_places or listed, **noted)
    report.listed(statements.WEAK, wrong)
    report.listed(statements.VULNERABLE, marks["fail"])
    report.listed(statements.LOCAL, [each for each in targets if is_local(each[0])])
    report.limit(statements.SCANNED)
    return report


READERS = (
    Reader(
        Format("ssh-audit", "ssh-audit (JSON)", "ssh-audit -j HÔTE > ssh-audit.json", sniff), "ssh", state
    ),
)
