"""restic: ``snapshots``, ``stats``, ``backup`` and ``check`` with ``--json``, and the text of ``check``.

Versions before 0.18 have no JSON for ``check``; the text is then what the tool says (restic's documentation,
“Scripting”).
"""

# ruff: noqa: SIM905 - lists of keywords read better as words than one a line

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import repeat
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import restores
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.inspectors.recovery.restores import Restore
from preuve.domain.evidence.inspectors.recovery.series import Backup, state_series
from preuve.domain.evidence.reading.jsons import document, json_lines
from preuve.domain.evidence.reading.moments import read_moments
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_new = tuple.__new__  # a third of the time of a call of `Backup`
_CHECK = ("load indexes", "check all packs", "check snapshots, trees and blobs", "no errors were found")
_BAD = re.compile(
    r"(Fatal: |error: |error for tree|Pack ID does not match|pack \S+ contains|pack \S+ is damaged|"
    r"The repository index is damaged|The repository is damaged|.*\bnot referenced in any index|"
    r"Load\(<|repository contains errors)"
)


def sniff_snapshots(head: Head) -> float:
    """Recognise an array of snapshots."""
    wanted = {"time", "tree", "paths", "hostname"}
    return 1.0 if head.json_kind == "array" and wanted <= head.json_keys else 0.0


def sniff_stats(head: Head) -> float:
    """Recognise the object of ``stats``."""
    keys = head.json_keys
    if not {"total_size", "snapshots_count"} <= keys:
        return 0.0
    return 0.9 if keys <= _STATS else 0.5


_STATS = frozenset(
    (
        "total_size total_uncompressed_size compression_ratio compression_progress "
        "compression_space_saving total_file_count total_blob_count snapshots_count"
    ).split()
)


def sniff_messages(head: Head) -> float:
    """Recognise the first message of a command."""
    kind = as_text(dig(head.json_line, "message_type"))
    if kind in {"status", "verbose_status"}:
        return 0.95 if {"percent_done", "action"} & as_dict(head.json_line).keys() else 0.4
    if kind == "summary":
        known = {"snapshot_id", "files_restored", "total_files", "num_errors"}
        return 0.95 if known & as_dict(head.json_line).keys() else 0.4
    return 0.5 if kind in {"error", "exit_error", "initialized"} else 0.0


def sniff_check(head: Head) -> float:
    """Recognise the steps that ``check`` prints."""
    found = sum(step in head.text for step in _CHECK[:3])
    return 0.95 if found == 3 else 0.8 if found == 2 else 0.0


def state_snapshots(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the snapshots of a repository.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD when no snapshot that is given has a time.
    """
    found = document(artefact)
    given = as_list(found.value)
    snapshots = [as_dict(each) for each in given]
    paths = [_paths(each.get("paths")) for each in snapshots]
    hosts = [as_text(each.get("hostname")) for each in snapshots]
    several = Counter(host for host, _ in set(zip(hosts, paths, strict=True)))
    series = [
        f"{host} {path}" if several[host] > 1 else host for host, path in zip(hosts, paths, strict=True)
    ]
    names = [as_text(each.get("short_id")) or as_text(each.get("id"))[:8] for each in snapshots]
    columns = names, hosts, series, _moments(snapshots, "time"), range(len(names)), *_lasted(snapshots)
    backups = [_new(Backup, row) for row in zip(*columns, repeat(None), repeat(""), strict=False) if row[3]]
    if not isinstance(found.value, list) or (given and not backups):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(0), "time")
    report = Report(producer="restic")
    version = as_text(dig(given, -1, "program_version"))
    report.producer = version or "restic"
    state_series(report, backups, context, found.place(), found.place)
    report.scope = report.target
    report.limit(say.KEPT, say.NOT_RESTORED, say.OFF_SITE)
    return report


def _paths(value: Any) -> str:
    paths = as_list(value)
    return as_text(paths[0]) if len(paths) == 1 else ", ".join(map(as_text, paths))


def _moments(of: Sequence[Mapping[str, Any]], key: str) -> list[datetime | None]:
    values = [each.get(key) for each in of]
    return read_moments([each if isinstance(each, str) else as_text(each) for each in values])


def _lasted(snapshots: Sequence[Mapping[str, Any]]) -> tuple[list[float | None], list[int | None]]:
    """Seconds and bytes of each snapshot, which restic tells since 0.17."""
    summaries = [as_dict(each.get("summary")) for each in snapshots]
    ends = _moments(summaries, "backup_end")
    lasted = list(map(restores.seconds, _moments(summaries, "backup_start"), ends))
    return lasted, [as_int(each.get("total_bytes_processed")) for each in summaries]


def state_stats(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the size of a repository.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD without a size.
    """
    found = document(artefact)
    size = as_int(dig(found.value, "total_size"))
    if size is None or size < 0:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "total_size")
    report = Report(producer="restic")
    report.fact(say.STORED, size, [found.place("total_size")])
    report.limit(say.NOT_RESTORED, say.OFF_SITE)
    return report


def state_messages(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the summaries and errors that ``backup``, ``restore`` and ``check`` wrote, a message a line.

    Raises:
        UnreadableArtefactError: as `jsons.json_lines`; MISSING_FIELD without a message.
    """
    report = Report(producer="restic", complete=False)
    errors: list[tuple[str, Place]] = []
    told = False
    done: list[Restore] = []
    for number, value in json_lines(artefact):
        kind = as_text(dig(value, "message_type"))
        told = told or bool(kind)
        if kind in {"summary", "error", "exit_error"}:
            place = artefact.place(PlaceKind.JSON, line=number)
            if kind == "summary":
                _summary(report, as_dict(value), place, done)
            else:
                text = as_text(dig(value, "error", "message")) or as_text(dig(value, "message"))
                errors.append((text or kind, place))
    if not told:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "message_type")
    report.listed(
        say.COMMAND_FAILED, [each for each in errors if not restores.TOTAL_OF_ERRORS.match(each[0])]
    )
    if done:
        restores.state(report, [replace(each, ok=False) for each in done] if errors else done, context)
    else:
        report.limit(say.NOT_RESTORED, say.OFF_SITE)
    return report


def _summary(report: Report, value: dict[str, Any], place: Place, done: list[Restore]) -> None:
    size = as_int(value.get("total_bytes_processed"))
    errors = as_int(value.get("num_errors"))
    if size is not None:
        name = as_text(value.get("snapshot_id"))[:8] or "?"
        report.fact(
            say.BACKUP,
            size,
            [place],
            name=name,
            files=as_int(value.get("total_files_processed")) or 0,
            added=as_int(value.get("data_added")),
            duration=as_number(value.get("total_duration")),
        )
        report.items[name] = ("", place)
    elif "files_restored" in value:
        files, total = (as_int(value.get(key)) for key in ("files_restored", "total_files"))
        skipped = as_int(value.get("files_skipped")) or 0
        ok = None if files is None or total is None else files + skipped == total
        label = f"restic, {files} / {total}"
        done.append(Restore(label, "", "", as_number(value.get("seconds_elapsed")), ok, place))
    elif errors is not None:
        if errors:
            report.listed(say.CHECK_FAILED, [(f"num_errors {errors}", place)], tool="restic")
        else:
            report.fact(say.INTEGRITY, "num_errors 0", [place], tool="restic")


def state_check(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State what ``check`` found.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD when none of its steps is there.
    """
    report = Report(producer="restic")
    bad: list[tuple[str, Place]] = []
    clean: Place | None = None
    steps = False
    for number, line in lines(artefact, 10_000):
        text = line.strip()
        steps = steps or text in _CHECK
        if text == "no errors were found":
            clean = artefact.place(PlaceKind.TEXT, line=number)
        elif _BAD.match(text):
            bad.append((text[:160], artefact.place(PlaceKind.TEXT, line=number)))
    if not steps:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "no errors were found")
    if bad:
        report.listed(say.CHECK_FAILED, bad, tool="restic")
    elif clean:
        report.fact(say.INTEGRITY, "no errors were found", [clean], tool="restic")
    report.limit(say.NOT_RESTORED, say.OFF_SITE)
    return report


READERS = (
    Reader(
        Format(
            "restic-snapshots",
            "restic snapshots (JSON)",
            "restic snapshots --json > instantanes.json",
            sniff_snapshots,
        ),
        "series",
        state_snapshots,
    ),
    Reader(
        Format("restic-stats", "restic stats (JSON)", "restic stats --json > stats.json", sniff_stats),
        "size",
        state_stats,
    ),
    Reader(
        Format(
            "restic-messages",
            "restic backup, restore ou check (JSON)",
            "restic backup --json CHEMIN > sauvegarde.jsonl",
            sniff_messages,
        ),
        "run",
        state_messages,
    ),
    Reader(
        Format(
            "restic-check",
            "restic check (texte)",
            "restic check --read-data > controle.txt 2>&1",
            sniff_check,
        ),
        "check",
        state_check,
    ),
)
