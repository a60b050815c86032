"""pgBackRest: ``info --output=json``, and the log of its commands on console or file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import restores
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.inspectors.recovery.restores import Restore
from preuve.domain.evidence.inspectors.recovery.series import Backup, state_series
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import from_epoch, read_moment
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_LINE = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\.\d{3} P\d{2,4} +([A-Z]+): (.*)")
_BEGIN = re.compile(r"([a-z-]{2,30}) command begin ([\w.]{1,20}): (.*)")
_END = re.compile(r"([a-z-]{2,30}) command end: (.*)")
_MILLISECONDS = re.compile(r"\((\d{1,15})ms\)")
_RETENTION = re.compile(r"--(repo\d+-retention-[a-z-]+=\w{1,20})")
_STANZA = re.compile(r"--stanza=(\S{1,200})")
_LABEL = re.compile(r"new backup label = (\S{1,80})")


def sniff_info(head: Head) -> float:
    """Recognise an array of stanzas."""
    keys = head.json_keys
    if head.json_kind != "array":
        return 0.0
    return 1.0 if {"backup", "db", "name", "status"} <= keys else 0.0


def sniff_log(head: Head) -> float:
    """Recognise the line that begins a command."""
    found = [_LINE.match(line) for line in head.lines[:200]]
    return 1.0 if any(each and _BEGIN.match(each[3]) for each in found) else 0.0


def state_info(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the backups of each stanza.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD without a stanza.
    """
    found = document(artefact)
    stanzas = [(index, as_dict(each)) for index, each in enumerate(as_list(found.value))]
    if not any(stanza for _, stanza in stanzas):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "backup")
    report = Report()
    backups = []
    for index, stanza in stanzas:
        name = as_text(stanza.get("name"))
        for number, each in enumerate(as_list(stanza.get("backup"))):
            backup = _backup(each, name, (index, "backup", number))
            backups += [backup] if backup else []
            version = as_text(dig(each, "backrest", "version"))
            report.producer = f"pgBackRest {version}".strip()
    state_series(report, backups, context, found.place(), lambda path: found.place(*path))
    _state_stanzas(report, found, stanzas)
    report.producer = report.producer or "pgBackRest"
    report.scope = report.target = ", ".join(as_text(stanza.get("name")) for _, stanza in stanzas)
    report.limit(say.KEPT, say.NOT_RESTORED, say.OFF_SITE)
    return report


def _backup(value: Any, stanza: str, path: tuple[int, str, int]) -> Backup | None:
    start, stop = (as_number(dig(value, "timestamp", key)) for key in ("start", "stop"))
    at = from_epoch(start) if start is not None else None
    if at is None:
        return None
    ended = from_epoch(stop) if stop is not None else None
    error = dig(value, "error")
    return Backup(
        as_text(dig(value, "label")),
        stanza,
        stanza,
        at,
        path,
        restores.seconds(at, ended),
        as_int(dig(value, "info", "size")),
        not error if isinstance(error, bool) else None,
        as_text(dig(value, "type")),
    )


def _state_stanzas(report: Report, found: JsonDocument, stanzas: list[tuple[int, dict[str, Any]]]) -> None:
    good: list[tuple[str, Place]] = []
    bad: list[tuple[str, Place]] = []
    ciphers: list[tuple[str, Place]] = []
    for index, stanza in stanzas:
        name, message = as_text(stanza.get("name")), as_text(dig(stanza, "status", "message"))
        code = as_int(dig(stanza, "status", "code"))
        if code is not None:
            (bad if code else good).append((f"{name} : {message}", found.place(index, "status")))
        cipher = as_text(stanza.get("cipher"))
        if cipher:
            ciphers.append((cipher, found.place(index, "cipher")))
    if good:
        report.fact(say.STATUS, [each for each, _ in good], [place for _, place in good])
    report.listed(say.STATUS_BAD, bad)
    if ciphers:
        names = list(dict.fromkeys(each for each, _ in ciphers))
        report.fact(say.ENCRYPTION, names, [place for _, place in ciphers])


@dataclass(slots=True)
class Log:
    """Commands of a log; moments are local and name no zone."""

    version: str = ""
    stanza: str = ""
    first: str = ""
    last: str = ""
    done: list[tuple[str, Place]] = field(default_factory=list)
    total: int = 0
    errors: list[tuple[str, Place]] = field(default_factory=list)
    retention: list[tuple[str, Place]] = field(default_factory=list)
    labels: list[tuple[str, Place]] = field(default_factory=list)
    lengths: list[tuple[float, Place]] = field(default_factory=list)
    restores: list[Restore] = field(default_factory=list)


def state_log(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the commands of a log: backups, restores, checks, errors.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a command.
    """
    log = Log()
    begun: dict[str, str] = {}
    for number, line in lines(artefact, 20_000):
        # the files of a backup are most of the lines and say nothing that is stated
        if " command " in line or " ERROR: " in line or "new backup label" in line:
            found = _LINE.match(line)
            if found:
                moment = read_moment(found[1])
                at = moment.isoformat() if moment else ""
                log.first, log.last = log.first or at, at or log.last
                _take(log, begun, (found[2], found[3], at), artefact.place(PlaceKind.TEXT, line=number))
    if not log.total:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "command begin")
    return _state_log(log, context)


def _take(log: Log, begun: dict[str, str], said: tuple[str, str, str], place: Place) -> None:
    level, message, at = said
    begin, end, label = _BEGIN.match(message), _END.match(message), _LABEL.match(message)
    if level == "ERROR":
        log.errors.append((message[:160], place))
    elif begin:
        log.total += 1
        begun[begin[1]] = at
        log.version = begin[2]
        stanza = _STANZA.search(begin[3])
        log.stanza = stanza[1] if stanza else log.stanza
        if begin[1] == "backup":
            log.retention += [(option, place) for option in _RETENTION.findall(begin[3])]
    elif end:
        _finish(log, begun, end, at, place)
    elif label:
        log.labels.append((label[1], place))


def _finish(log: Log, begun: dict[str, str], end: re.Match[str], at: str, place: Place) -> None:
    name, result = end[1], end[2]
    ok = result.startswith("completed successfully")
    took = _MILLISECONDS.search(result)
    length = int(took[1]) / 1000 if took else None
    if ok:
        log.done.append((name, place))
    if name == "backup" and ok and length is not None:
        log.lengths.append((length, place))
    if name == "restore":
        label = f"pgBackRest {log.stanza}".strip()
        log.restores.append(Restore(label, begun.get(name, ""), at, length, ok, place))


def _state_log(log: Log, context: Context) -> Report:
    report = Report(
        producer=f"pgBackRest {log.version}",
        produced_at=log.last,
        period=(log.first, log.last),
        target=log.stanza,
        scope=log.stanza,
        complete=False,
    )
    if log.done:
        names = [name for name, _ in log.done]
        places = [place for _, place in log.done]
        report.fact(say.COMMANDS, names, places, done=len(names), total=log.total)
    if log.lengths:
        longest = max(log.lengths, key=lambda each: each[0])
        report.fact(say.DURATION, longest[0], [longest[1]])
    if log.retention:
        options = list(dict.fromkeys(option for option, _ in log.retention))
        report.fact(say.RETENTION, options, [place for _, place in log.retention])
    report.items = {label: ("", place) for label, place in log.labels}
    report.listed(say.COMMAND_FAILED, log.errors)
    if log.restores:
        restores.state(report, log.restores, context)
    else:
        report.limit(say.NOT_RESTORED, say.OFF_SITE)
    return report


READERS = (
    Reader(
        Format(
            "pgbackrest-info",
            "pgBackRest info (JSON)",
            "pgbackrest info --output=json > info.json",
            sniff_info,
        ),
        "series",
        state_info,
    ),
    Reader(
        Format(
            "pgbackrest-log",
            "Journal de pgBackRest",
            "pgbackrest --stanza=NOM --log-level-console=info restore > restauration.log 2>&1",
            sniff_log,
        ),
        "run",
        state_log,
    ),
)
