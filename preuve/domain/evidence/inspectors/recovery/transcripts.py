"""A restore played in a terminal: moments, what was restored from where, checksums verified, exit codes.

Recognised lines: ``date -Is`` on a line of its own, restic's “restoring …”, ``time``'s “real”, the verdicts
of ``sha256sum -c`` (“OK”, “FAILED”, French “Réussi”, “Échec”), “exit code 1”.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import restores
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.inspectors.recovery.restores import Restore
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)\s*$")
_RESTIC = re.compile(r"restoring (?:<Snapshot|snapshot) ([0-9a-f]{8,64}) of (.{1,500}?)>? to (\S.*)")
#: Who made the snapshot, which is not repeated.
_BY = re.compile(r" by [^\]]{0,300}@[^\]]{0,300}$")
_BORG = re.compile(r"[$#>] ?(?:sudo )?borg (?:\S+ ){0,20}extract ")
_REAL = re.compile(r"real\s+(?:(\d{1,6})h)?(?:(\d{1,6})m)?(\d{1,6}(?:[.,]\d{1,6})?)s?\s*$")
_VERDICT = re.compile(
    r"(\S.{0,1000}) ?: (OK|FAILED(?: open or read)?|Réussi|[ÉE]chec(?: d['’]ouverture ou de lecture)?)\s*$",
    re.IGNORECASE,
)
#: What the verification says of a file beside its verdict, and of all of them.
_ASIDE = re.compile(r"(?:sha\d{0,3}sum|md5sum|b2sum|cksum|shasum) ?: ")
_EXIT = re.compile(r"(?:code de sortie|exit code|exit status|rc) ?[:=]? ?(\d{1,3})\s*$", re.IGNORECASE)
#: Of each kind of line, this many are kept.
_MOST = 1000
_FATAL = re.compile(r"(?:Fatal: |fatal error|ignoring error for )(.*)")


@dataclass(slots=True)
class Transcript:
    """What was seen, with places; `failures` counts verdicts of which `failed` keeps the first.

    `unread` are files that the verification could not open; `broken` tells that restic counted errors.
    """

    moments: list[tuple[datetime, Place]] = field(default_factory=list)
    restored: list[tuple[str, Place]] = field(default_factory=list)
    real: list[tuple[float, Place]] = field(default_factory=list)
    ok: int = 0
    ok_places: list[Place] = field(default_factory=list)
    failures: int = 0
    failed: list[tuple[str, Place]] = field(default_factory=list)
    unreadable: int = 0
    unread: list[tuple[str, Place]] = field(default_factory=list)
    errors: list[tuple[str, Place]] = field(default_factory=list)
    codes: list[tuple[int, Place]] = field(default_factory=list)
    broken: bool = False


def sniff(head: Head) -> float:
    """Recognise a restore's own line, or the verdicts of a verification."""
    text = head.lines[:2000]
    verdicts = sum(_VERDICT.match(line) is not None for line in text if ":" in line)
    if any(
        _RESTIC.match(line) or _BORG.search(line) for line in text if "restoring " in line or "borg " in line
    ):
        return 0.95 if verdicts else 0.8
    if verdicts < 2:
        return 0.0
    filled = sum(bool(line.strip()) and not _ASIDE.match(line) for line in text)
    return 0.7 if verdicts * 2 >= filled else 0.0


def read(artefact: Artefact) -> Transcript:
    """Read a transcript.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a restore and without a verdict.
    """
    found = Transcript()
    for number, line in lines(artefact, 20_000):
        if line.endswith(": OK") and len(found.ok_places) >= 50:
            found.ok += 1  # most lines of a long verification; no place is kept
        elif line:
            _take(found, line, artefact.place(PlaceKind.TEXT, line=number))
    if not (found.restored or found.ok or found.failures):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "restoring")
    return found


def _take(found: Transcript, line: str, place: Place) -> None:
    verdict, restic = _VERDICT.match(line), _RESTIC.match(line)
    if verdict and verdict[2].upper() in {"OK", "RÉUSSI"}:
        found.ok += 1
        found.ok_places.append(place)
    elif verdict:
        unread = " " in verdict[2]
        found.failures += 1
        found.unreadable += unread
        _keep(found.unread if unread else found.failed, verdict[1], place)
    elif restic:
        what = _BY.sub("", restic[2])
        _keep(found.restored, f"restic {restic[1][:8]}, {what} → {restic[3].strip()}", place)
    elif _BORG.search(line):
        _keep(found.restored, line.strip(), place)
    elif restores.TOTAL_OF_ERRORS.match(line):
        found.broken = True
    elif _FATAL.match(line):
        _keep(found.errors, line.strip(), place)
    else:
        _measure(found, line, place)


def _keep(these: list[tuple[str, Place]], text: str, place: Place) -> None:
    if len(these) < _MOST:
        these.append((text[:200], place))


def _measure(found: Transcript, line: str, place: Place) -> None:
    real, code, moment = _REAL.match(line), _EXIT.match(line), _MOMENT.match(line)
    if real:
        hours, minutes, seconds = real[1] or "0", real[2] or "0", real[3].replace(",", ".")
        found.real.append((int(hours) * 3600 + int(minutes) * 60 + float(seconds), place))
    elif code:
        found.codes.append((int(code[1]), place))
    elif moment:
        read = read_moment(moment[1].replace(",", "."))
        if read:
            found.moments.append((read, place))


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a restore; see `read`. Its duration is the longer of ``time`` and of the span of the moments."""
    found = read(artefact)
    report = Report()
    started, ended = "", ""
    span = None
    if len(found.moments) > 1:
        (first, _), (last, _) = found.moments[0], found.moments[-1]
        span = restores.seconds(first, last)
        if span is not None:
            started, ended = first.isoformat(), last.isoformat()
            report.period, report.produced_at = (started, ended), ended
    if found.restored:
        spans = [length for length, _ in found.real] + ([] if span is None else [span])
        bad = found.broken or found.failures or found.errors or any(code for code, _ in found.codes)
        good = found.ok or any(code == 0 for code, _ in found.codes)
        name, place = found.restored[0]
        ok = False if bad else True if good else None
        only = len(found.restored) == 1
        done = [Restore(name, started, ended, max(spans) if spans else None, ok, place)] if only else []
        done = done or [Restore(name, "", "", None, ok or None, place) for name, place in found.restored]
        restores.state(report, done, context)
        report.producer = "restic" if name.startswith("restic") else "Borg"
    if found.ok or found.failures:
        counts = {"ok": found.ok, "failed": found.failures}
        places = found.ok_places or [place for _, place in (*found.failed, *found.unread)]
        report.fact(say.CHECKED, counts, places, **counts)
    report.listed(say.CHECKSUM_FAILED, found.failed, total=found.failures - found.unreadable)
    report.listed(say.CHECKSUM_UNREAD, found.unread, total=found.unreadable)
    wrong = [(f"code {code}", place) for code, place in found.codes if code]
    report.listed(say.COMMAND_FAILED, [*found.errors, *wrong])
    if not found.restored:
        report.limit(say.NOT_RESTORED)
    return report


READERS = (
    Reader(
        Format(
            "restore-transcript",
            "Transcription d’une restauration",
            "script -c 'date -Is; time restic restore latest --target /cible; sha256sum -c sommes.txt; date "
            "-Is' "
            "restauration.txt",
            sniff,
        ),
        "restore",
        state,
    ),
)
