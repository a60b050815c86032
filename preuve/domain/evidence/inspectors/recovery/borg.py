"""Borg: ``list``, ``info`` and ``create`` with ``--json``, and ``--log-json`` of any command (JSON lines).

Borg writes moments in local time without zone (up to 1.4) and log lines with POSIX seconds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import restores
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.inspectors.recovery.series import Backup, state_series
from preuve.domain.evidence.reading.jsons import document, json_lines
from preuve.domain.evidence.reading.moments import from_epoch, read_moment
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_LOG_TYPES = frozenset(
    {
        "log_message",
        "archive_progress",
        "progress_message",
        "progress_percent",
        "file_status",
        "question_prompt",
    }
)
#: The date or the number that names of archives end with, by habit: what is before it names the series.
_DATED = re.compile(r"[-_.:T ]*\d{4}-?\d{2}-?\d{2}[-_.:T\d+ ]*$")
_NUMBERED = re.compile(r"[-_.: ]*\d{1,9}$")
_WRONG = ("ERROR", "CRITICAL")
_CLEAN = re.compile(r"(no problems found|with 0 integrity errors)")
_CHECKING = re.compile(r"(repository|consistency) check|integrity verification")
_ERRORS = re.compile(r"with (\d{1,12}) integrity errors?")


def sniff_json(head: Head) -> float:
    """Recognise the keys that ``list``, ``info`` and ``create`` share."""
    keys = head.json_keys
    if not {"repository", "encryption"} <= keys:
        return 0.0
    if isinstance(head.json, dict):
        return 1.0 if "location" in as_dict(head.json.get("repository")) else 0.3
    return 0.9 if {"archives", "archive", "barchive"} & keys else 0.5


def sniff_log(head: Head) -> float:
    """Recognise the first line of a log."""
    line = as_dict(head.json_line)
    if as_text(line.get("type")) not in _LOG_TYPES:
        return 0.0
    return (
        0.95
        if "borg" in as_text(line.get("name")) or line["type"] in {"archive_progress", "file_status"}
        else 0.4
    )


def state_json(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the archives of a repository.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD without a repository, or when archives are
            given and none has a moment.
    """
    found = document(artefact)
    root = as_dict(found.value)
    if not as_dict(root.get("repository")):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "repository")
    report = Report(producer="Borg")
    given: list[tuple[tuple[str | int, ...], Any]] = [
        (("archives", index), each) for index, each in enumerate(as_list(root.get("archives")))
    ]
    if "archive" in root:
        given.append((("archive",), root["archive"]))
    backups = [each for each in (_archive(path, value) for path, value in given) if each]
    if given and not backups:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(*given[0][0]), "start")
    if given or "archives" in root:
        state_series(report, backups, context, found.place("archives"), lambda path: found.place(*path))
    # ``info`` and ``create`` name no archive, or only the one that was asked for; only they have a cache
    report.complete = "archives" in root and not {"cache", "archive"} & root.keys()
    report.scope = as_text(dig(root, "repository", "id"))
    report.target = report.target or as_text(dig(root, "repository", "location"))
    mode = as_text(dig(root, "encryption", "mode"))
    if mode:
        report.fact(say.ENCRYPTION, mode, [found.place("encryption", "mode")])
    size = as_int(dig(root, "cache", "stats", "unique_csize"))
    if size is not None and size >= 0:
        report.fact(say.STORED, size, [found.place("cache", "stats", "unique_csize")])
    modified = read_moment(as_text(dig(root, "repository", "last_modified")))
    report.produced_at = modified.isoformat() if modified else ""
    report.limit(say.KEPT, say.NOT_RESTORED, say.OFF_SITE)
    return report


def _archive(path: tuple[str | int, ...], value: Any) -> Backup | None:
    at = read_moment(as_text(dig(value, "start")) or as_text(dig(value, "time")))
    if at is None:
        return None
    name = as_text(dig(value, "name")) or as_text(dig(value, "archive"))
    host = as_text(dig(value, "hostname"))
    duration = as_number(dig(value, "duration"))
    if duration is None:
        duration = restores.seconds(at, read_moment(as_text(dig(value, "end"))))
    before = _DATED.sub("", name[:300])
    if before == name:
        before = _NUMBERED.sub("", name)
    series = before or host or name
    size = as_int(dig(value, "stats", "original_size"))
    return Backup(name, host or ("" if series == name else series), series, at, path, duration, size)


def state_log(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the results of checks and the errors of a log.

    Raises:
        UnreadableArtefactError: as `jsons.json_lines`; MISSING_FIELD without a line of Borg.
    """
    report = Report(producer="Borg")
    clean: list[tuple[str, Place]] = []
    bad: list[tuple[str, Place]] = []
    moments: list[float] = []
    told = checking = False
    for number, value in json_lines(artefact):
        if not isinstance(value, dict) or as_text(value.get("type")) not in _LOG_TYPES:
            continue
        told = True
        moment = as_number(value.get("time"))
        if moment is not None:
            moments[1:] = [moment]  # the first and the last
        message = as_text(value.get("message"))
        errors = _ERRORS.search(message)
        checking = checking or _CHECKING.search(message) is not None
        if value.get("levelname") in _WRONG or (errors and errors[1] != "0"):
            bad.append((message[:160], artefact.place(PlaceKind.JSON, line=number)))
        elif _CLEAN.search(message):
            clean.append((message[:160].rstrip("."), artefact.place(PlaceKind.JSON, line=number)))
    if not told:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "log_message")
    _state_log(report, clean, bad, checking=checking)
    ends = [from_epoch(each) for each in moments]
    if ends and ends[0] and ends[-1]:
        report.period = ends[0].isoformat(), ends[-1].isoformat()
        report.produced_at = report.period[1]
    report.limit(say.NOT_RESTORED, say.OFF_SITE)
    return report


def _state_log(
    report: Report, clean: list[tuple[str, Place]], bad: list[tuple[str, Place]], *, checking: bool
) -> None:
    if bad:
        report.listed(say.CHECK_FAILED if checking else say.COMMAND_FAILED, bad, tool="Borg")
    elif clean:
        said = [message for message, _ in clean]
        shown = {f"m{number}": message for number, message in enumerate(said[:20])}
        places = [place for _, place in clean]
        report.fact(say.integrity_of(len(shown)), said, places, tool="Borg", **shown)


READERS = (
    Reader(
        Format(
            "borg-json",
            "Borg list, info ou create (JSON)",
            "borg list --json DÉPÔT > archives.json",
            sniff_json,
        ),
        "series",
        state_json,
    ),
    Reader(
        Format(
            "borg-log",
            "Borg --log-json",
            "borg check --verify-data --info --log-json DÉPÔT 2> controle.jsonl",
            sniff_log,
        ),
        "check",
        state_log,
    ),
)
