"""Jobs of Veeam (``Get-VBRBackupSession | Export-Csv``), Bareos and Bacula as CSV: a row a job."""

# ruff: noqa: SIM905 - lists of keywords read better as words than one a line

from __future__ import annotations

import re
from collections import deque
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from preuve.domain.evidence.contract import Format
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import restores
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.inspectors.recovery.restores import Restore
from preuve.domain.evidence.inspectors.recovery.series import Backup, state_series
from preuve.domain.evidence.reading.moments import month_comes_first, read_moment
from preuve.domain.evidence.reading.tables import cells_of, plain, table
from preuve.domain.evidence.reading.values import as_int

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, time

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.tables import Table

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
#: Days, times of day, and jobs' own words that are read once: lists repeat them.
_MAX_KNOWN = 100_000
_DAY = 10
_new = tuple.__new__  # a third of the time of a call of `Backup`
_PLAIN = re.compile(
    r"(?:[0-9]{2}[/.-][0-9]{2}[/.-][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?"
)
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
    jobs = _Jobs(artefact)
    if month_comes_first(jobs.read()):
        jobs = _Jobs(artefact, month_first=True)
        deque(jobs.read(), maxlen=0)
    backups = jobs.backups
    done = [
        Restore(each.name, each.at.isoformat(), "", each.duration, each.ok, jobs.place(each.where))
        for each in jobs.restored
    ]
    if not backups and not done:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "start")
    report = Report()
    if backups:
        state_series(report, backups, context, artefact.place(), jobs.place)
    if done:
        restores.state(report, done, context)
        if len(done) == 1:
            report.finding(say.ONE_RESTORE, done[0].name, [done[0].place], total=jobs.total)
    else:
        report.limit(say.NOT_RESTORED)
    report.limit(say.OFF_SITE)
    return report


def _opened(artefact: Artefact) -> tuple[Table, list[int]]:
    """Return the table at its first row and, for each of `_COLUMNS`, its index or -1."""
    found = table(artefact, _separator(artefact))
    if found.header[:1] and found.header[0].startswith("#TYPE"):
        found.take_header()
    folded = [plain(each) for each in found.header]
    return found, [_found(folded, names) for names in _COLUMNS]


class _Words(NamedTuple):
    """What the words of a row say, the same on many rows."""

    name: str
    host: str
    series: str
    ok: bool | None
    kind: str
    #: No backup and no restore: left out.
    other: bool
    restores: bool


class _Moments:
    """Moments of a column; each day and each time of day is read once."""

    def __init__(self, *, month_first: bool) -> None:
        self._month_first = month_first
        self.days: dict[str, date] = {}
        self.times: dict[str, time] = {}

    def read(self, text: str) -> datetime | None:
        """Return what `read_moment` reads."""
        moment = read_moment(text, month_first=self._month_first)
        if moment is not None and len(self.times) < _MAX_KNOWN and _PLAIN.fullmatch(text):
            self.days[text[:_DAY]], self.times[text[_DAY:]] = moment.date(), moment.time()
        return moment


class _Jobs:
    """Rows read once: backups and restores, whose `where` is their line; `total` counts all rows."""

    def __init__(self, artefact: Artefact, *, month_first: bool = False) -> None:
        self._table, self._columns = _opened(artefact)
        self._moments = _Moments(month_first=month_first)
        self._known: dict[tuple[str, ...], _Words] = {}
        self.backups: list[Backup] = []
        self.restored: list[Backup] = []
        self.total = 0

    def place(self, line: int) -> Place:
        """Return the place of a job: its start."""
        return self._table.place(line, self._columns[2])

    def read(self) -> Iterator[str]:
        """Read the rows; yield the starts that may tell whether months come first."""
        name, host, start, end, result, kind, level, size = self._columns
        for lines, rows in self._table.blocks():
            if self.total + len(rows) > _MAX_JOBS:
                raise UnreadableArtefactError(
                    Unreadable.TOO_MANY, self._table.place(lines[_MAX_JOBS - self.total])
                )
            self.total += len(rows)
            starts, ends, sizes, *keys = cells_of(rows, start, end, size, name, host, result, kind, level)
            yield from self._take(zip(lines, starts, ends, sizes, zip(*keys, strict=True), strict=True))

    def _take(self, rows: Iterable[tuple[int, str, str, str, tuple[str, ...]]]) -> Iterator[str]:
        days, times, words_of = self._moments.days, self._moments.times, self._known
        read, combine = self._moments.read, datetime.combine
        keep, restore = self.backups.append, self.restored.append
        at: datetime | None
        ended: datetime | None
        for line, start, end, size, key in rows:
            try:
                at = combine(days[start[:_DAY]], times[start[_DAY:]])
            except KeyError:
                at = read(start)
                yield start
                if at is None:
                    continue
            words = words_of.get(key) or self._learn(key)
            try:
                ended = combine(days[end[:_DAY]], times[end[_DAY:]])
            except KeyError:
                ended = read(end)
            if words.other:
                continue
            lasted = restores.seconds(at, ended)
            fields = (
                words.name or f"{line}",
                words.host,
                words.series,
                at,
                line,
                lasted,
                as_int(size.strip()) if size else None,
                words.ok,
                words.kind,
            )
            (restore if words.restores else keep)(_new(Backup, fields))

    def _learn(self, key: tuple[str, ...]) -> _Words:
        name, host, result, kind, level = (cell.strip() for cell in key)
        kind_word = kind if plain(kind) in _RESTORING else level or kind
        words = _Words(
            name,
            host or name,
            name or host,
            _outcome(result),
            kind_word,
            kind in _OTHER_TYPES,
            plain(kind_word) in _RESTORING,
        )
        if len(self._known) < _MAX_KNOWN:
            self._known[key] = words
        return words


def _separator(artefact: Artefact) -> str:
    """Return the separator under a ``#TYPE`` line, which holds none itself; ``""`` to find it as usual."""
    with artefact.open() as stream:
        lines = stream.read(65536).decode("utf-8", "replace").lstrip("\ufeff").split("\n", 2)
    if not lines[0].startswith("#TYPE ") or len(lines) < 2:
        return ""
    return ";" if lines[1].count(";") > lines[1].count(",") else ","


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
