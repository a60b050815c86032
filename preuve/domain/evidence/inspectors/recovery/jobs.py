"""Jobs of Veeam (``Get-VBRBackupSession | Export-Csv``), Bareos and Bacula as CSV: a row a job."""

# ruff: noqa: SIM905 - lists of keywords read better as words than one a line

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import restores
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.inspectors.recovery.restores import Restore
from preuve.domain.evidence.inspectors.recovery.series import Backup, state_series
from preuve.domain.evidence.reading.moments import month_comes_first, read_moment
from preuve.domain.evidence.reading.tables import plain, table
from preuve.domain.evidence.reading.values import as_int

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.tables import Row

_NAME = ("jobname", "job", "name", "nomdutravail", "travail", "tache", "nom", "nomdujob", "backupjob")
_HOST = (
    "client",
    "clientname",
    "host",
    "hostname",
    "machine",
    "serveur",
    "objectname",
    "vmname",
    "vm",
    "servername",
)
_START = (
    "creationtime",
    "starttime",
    "start",
    "started",
    "debut",
    "heurededebut",
    "datededebut",
    "sessionstart",
    "startdate",
)
_END = ("endtime", "end", "ended", "fin", "heuredefin", "datedefin", "realendtime", "sessionend", "enddate")
_RESULT = ("result", "jobstatus", "status", "statut", "resultat", "etat", "termstatus")
_TYPE = ("type", "jobtype", "typedetravail", "jobtypestring", "sessiontype")
_LEVEL = ("level", "niveau", "backuptype", "algorithm")
#: Only titles that name bytes: Veeam exports sizes in bytes or gigabytes under one title.
_SIZE = ("jobbytes", "bytes", "octets")
_GOOD = frozenset("success ok terminatednormally succes reussi completed successful termine backupok".split())
_WARNED = frozenset("warning avertissement terminatedwithwarnings backupokwithwarnings".split())
_BAD = frozenset("failed error echec fatal canceled cancelled annule fatalerror aborted".split())
#: Codes of Bareos and Bacula, whose case counts (Bareos' manual, “Catalog Tables”); others are not finished.
_CODES = {"T": True, "W": True, "E": False, "f": False, "A": False}
#: Types of jobs that are no backup: verify, admin, diagnostic, migration, copy, archive.
_OTHER_TYPES = frozenset({"V", "D", "A", "M", "g", "C", "c", "a", "verify", "Verify", "Admin", "admin"})
_RESTORING = frozenset({"r", "restore", "restauration", "restorejob", "fullvmrestore", "filerestore"})
_MAX_JOBS = 200_000
_COLUMNS = (_NAME, _HOST, _START, _END, _RESULT, _TYPE, _LEVEL, _SIZE)


def _found(columns: Sequence[str], names: Sequence[str]) -> int:
    return next((columns.index(name) for name in names if name in columns), -1)


def sniff(head: Head) -> float:
    """Recognise a job, its start and its result; Veeam's and Bareos' own titles make it sure."""
    columns = head.columns or _typed_columns(head)
    if min(_found(columns, names) for names in (_NAME, _START, _RESULT)) < 0:
        return 0.0
    if {"jobname", "creationtime", "result"} <= set(columns) or {"jobbytes", "jobstatus"} <= set(columns):
        return 0.95
    own = {"jobname", "backupjob", "jobtype", "jobbytes", "backupsize", "jobstatus", "level", "niveau"}
    return 0.6 if own & set(columns) else 0.0


def _typed_columns(head: Head) -> tuple[str, ...]:
    """Return the titles under PowerShell's ``#TYPE`` line."""
    if not head.text.lstrip("\ufeff").startswith("#TYPE ") or len(head.lines) < 2:
        return ()
    separator = ";" if head.lines[1].count(";") > head.lines[1].count(",") else ","
    return tuple(plain(cell) for cell in head.lines[1].split(separator))


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the jobs: backups as a series with their results, restores apart.

    Raises:
        UnreadableArtefactError: as `tables.table`; TOO_MANY; MISSING_FIELD without a job that has a start.
    """
    kept, columns = _rows(artefact)
    month_first = month_comes_first(row.cell(columns[2]) for row in kept)
    backups, done = [], []
    for row in kept:
        backup = _backup(row, columns, month_first=month_first)
        if backup and plain(backup.kind) in _RESTORING:
            begun = backup.at.isoformat()
            done.append(Restore(backup.name, begun, "", backup.duration, backup.ok, backup.place))
        elif backup:
            backups.append(backup)
    if not backups and not done:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "start")
    report = Report()
    if backups:
        state_series(report, backups, context, artefact.place())
    if done:
        restores.state(report, done, context)
        if len(done) == 1:
            report.finding(say.ONE_RESTORE, done[0].name, [done[0].place], total=len(kept))
    else:
        report.limit(say.NOT_RESTORED)
    report.limit(say.OFF_SITE)
    return report


def _rows(artefact: Artefact) -> tuple[list[Row], list[int]]:
    """Return the rows and, for each of `_COLUMNS`, its index or -1."""
    found = table(artefact, _separator(artefact))
    rows = found.rows()
    if found.header[:1] and found.header[0].startswith("#TYPE"):
        titles = next(rows, None)
        found.header = [cell.strip() for cell in titles.cells] if titles else []
    folded = [plain(each) for each in found.header]
    kept: list[Row] = []
    for row in rows:
        kept.append(row)
        if len(kept) > _MAX_JOBS:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, row.place())
    return kept, [_found(folded, names) for names in _COLUMNS]


def _separator(artefact: Artefact) -> str:
    """Return the separator under a ``#TYPE`` line, which holds none itself; ``""`` to find it as usual."""
    with artefact.open() as stream:
        lines = stream.read(65536).decode("utf-8", "replace").lstrip("\ufeff").split("\n", 2)
    if not lines[0].startswith("#TYPE ") or len(lines) < 2:
        return ""
    return ";" if lines[1].count(";") > lines[1].count(",") else ","


def _backup(row: Row, columns: Sequence[int], *, month_first: bool) -> Backup | None:
    name, host, start, end, result, kind, level, size = columns
    at = read_moment(row.cell(start), month_first=month_first)
    if at is None or row.cell(kind) in _OTHER_TYPES:
        return None
    kind_word = row.cell(kind) if plain(row.cell(kind)) in _RESTORING else row.cell(level) or row.cell(kind)
    machine = row.cell(host)
    return Backup(
        row.cell(name) or f"{row.line}",
        machine or row.cell(name),
        row.cell(name) or machine,
        at,
        row.place(start),
        restores.seconds(at, read_moment(row.cell(end), month_first=month_first)),
        as_int(row.cell(size)),
        _outcome(row.cell(result)),
        kind_word,
    )


def _outcome(text: str) -> bool | None:
    """Say whether a job succeeded; None when the word isn't known or the job is not finished."""
    if len(text) == 1:
        return _CODES.get(text)
    word = plain(text)
    return True if word in _GOOD | _WARNED else False if word in _BAD else None


READERS = (
    Reader(
        Format(
            "backup-jobs",
            "Travaux Veeam ou Bareos (CSV)",
            "Get-VBRBackupSession | Select JobName,JobType,CreationTime,EndTime,Result | Export-Csv -NoType "
            "travaux.csv",
            sniff,
        ),
        "jobs",
        state,
    ),
)
