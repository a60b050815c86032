"""PostgreSQL's server log (``log_destination = stderr``), with pgAudit's lines in it.

`log_line_prefix` is free; what is fixed is the severity, followed by a colon and two spaces, in the language
of `lc_messages` (English and French are read). Lines without one go on with the entry above.
"""

from __future__ import annotations

import re
from collections import Counter as Frequencies
from itertools import compress
from typing import TYPE_CHECKING, cast

from preuve.domain.evidence.inspectors.logs.clock import Moments, iso_seconds
from preuve.domain.evidence.inspectors.logs.tally import Tally
from preuve.domain.evidence.reading.text import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_SEVERITIES = {
    "ERREUR": "ERROR",
    "JOURNAL": "LOG",
    "ATTENTION": "WARNING",
    "AVERTISSEMENT": "WARNING",
    "INSTRUCTION": "STATEMENT",
    "DÉTAIL": "DETAIL",
    "CONTEXTE": "CONTEXT",
    "ASTUCE": "HINT",
    "REQUÊTE": "QUERY",
}
#: Lines that go on with the message above.
_PARTS = {"STATEMENT", "DETAIL", "CONTEXT", "HINT", "QUERY", "LOCATION"}
_LINE = re.compile(
    r"(?=.{0,30}\d)[^\n]{0,400}?(?<!\w)"
    r"(LOG|ERROR|FATAL|WARNING|PANIC|NOTICE|DEBUG[1-5]?|STATEMENT|DETAIL|CONTEXT|HINT|QUERY|LOCATION"
    r"|ERREUR|JOURNAL|ATTENTION|AVERTISSEMENT|INSTRUCTION|DÉTAIL|CONTEXTE|ASTUCE|REQUÊTE) ?:  "
)
#: Severities of entries and of their parts as `_LINE` knows them, and those whose message is read.
_ENTRIES = frozenset({"LOG", "ERROR", "FATAL", "WARNING", "PANIC", "NOTICE", "DEBUG"}) | {
    *(f"DEBUG{level}" for level in range(1, 6)),
    *(word for word, meant in _SEVERITIES.items() if meant not in _PARTS),
}
_PART_WORDS = _PARTS | {word for word, part in _SEVERITIES.items() if part in _PARTS}
_KNOWN = _ENTRIES | _PART_WORDS
_TOLD = frozenset({"LOG", "JOURNAL", "FATAL"})
#: As `_LINE` for one that begins with its moment and has no colon before that of its severity; three empty
#: texts for any other.
_ROW = re.compile(
    r"(?:([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]++)?+(?: UTC| GMT)?+)"
    r"(?: [!-9;-~]{1,30}+(?= [^:\n])){0,8}+ ([A-ZÉÊ]++[1-5]?+) ?:  (.*+)|.*+)\n"
)
_AUTHORIZED = len("connection authorized: ")
#: Beginnings of statements that define no role.
_PLAIN_STATEMENTS = frozenset(
    f"statement: {letter}" for letter in "BEFGHIJKLMNOPQRSTUVWXYZbefghijklmnopqrstuvwxyz"
)
_STARTS = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\S*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\[?\d|[\w.-]+@|user=")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: (?:UTC|GMT))?")
#: PostgreSQL 14 and later; with the method “trust” nobody proved who they are.
_AUTHENTICATED = re.compile(
    r"(?:connection authenticated|connexion authentifiée) ?: (?:identity|identité|user|utilisateur)="
    r"[\"«]\s?([^\"»]*?)\s?[\"»],? (?:method|méthode)=(?!trust\b)(\S+)"
)
_FAILED = re.compile(
    r"(?:(\w+) authentication failed for user \"([^\"]*)\""
    r"|authentification (?:par )?(.{1,30}?) échouée pour l['’]utilisateur «\s?([^»]*?)\s?»"
    r"|no pg_hba\.conf entry for (?:host \"([^\"]*)\", )?(?:replication connection from host \"([^\"]*)\","
    r" )?user \"([^\"]*)\"?"
    r"|role \"([^\"]*)\" does not exist)"
)
_AUDIT = re.compile(r"AUDIT: (SESSION|OBJECT),\d+,\d+,(\w+),")
_VERSION = re.compile(r"(?:starting|démarrage de) PostgreSQL (\d[\w.]*)")
_DDL_ROLES = re.compile(r"\s*(?:CREATE|ALTER|DROP) (?:ROLE|USER|GROUP)\b", re.IGNORECASE)


def sniff(head: Head) -> float:
    """Lines with a moment and PostgreSQL's severities."""
    if head.json_kind == "object":
        return 0.0
    seen = hits = 0
    for line in head.lines[:200]:
        if _STARTS.match(line[:200]):
            seen += 1
            hits += _LINE.match(line[:500]) is not None
    return (0.9 if hits >= 0.6 * seen else 0.0) if hits else 0.0


def read(artefact: Artefact) -> Tally:
    """Read a server log as a stream.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY.
    """
    tally = _Reader(artefact).run()
    tally.producer = tally.producer or "PostgreSQL"
    return tally


class _Reader:
    """Reads one file into one tally; a line that differs in anything from `_ROW` is read alone."""

    def __init__(self, artefact: Artefact) -> None:
        self.tally = Tally(artefact)
        self.moments = Moments(self.moment, 17)

    def moment(self, stamp: str) -> float | None:
        """Return the moment of a stamp, None when it can't be held beside the first of the log."""
        read = iso_seconds(stamp)
        return read[0] if read and read[1] == self.tally.time.zoned else None

    def run(self) -> Tally:
        """Read all lines."""
        tally = self.tally
        for number, text in blocks(tally.artefact):
            start, line = 0, number
            while tally.time.first is None and start < len(text):
                end = text.index("\n", start)
                self.line(text[start:end], line)
                start, line = end + 1, line + 1
            if start < len(text):
                line = self.block(text, start, line)
            tally.lines = line - 1
        return tally

    def block(self, text: str, start: int, line: int) -> int:
        """Read the lines from the offset `start`; returns the number of the line after them."""
        stamps, severities, messages = zip(*_ROW.findall(text, start), strict=True)
        moments = self.moments.column(stamps)
        odd: list[int] = []
        lines: list[str] = []
        if self.moments.odd or not _KNOWN.issuperset(severities):
            lines = text[start:].split("\n")
            pairs = enumerate(zip(moments, severities, strict=True))
            alone = [index for index, (moment, name) in pairs if moment is None or name not in _KNOWN]
            odd = [index for index in alone if lines[index][:1] != "\t" or lines[index].isspace()]
            self.tally.continued += len(alone) - len(odd)
        first = 0
        for index in (*odd, len(moments)):
            part = slice(first, index)
            self.rows(moments[part], severities[part], messages[part], line + first)
            if index < len(moments):
                self.line(lines[index], line + index)
            first = index + 1
        return line + len(moments)

    def rows(
        self, moments: list[float | None], severities: Sequence[str], messages: Sequence[str], line: int
    ) -> None:
        """Count rows that follow each other, the first of them `line`; ``""`` goes on with the one above."""
        tally = self.tally
        counts = Frequencies(severities)
        numbers: Sequence[int] = range(line, line + len(moments))
        kept = moments
        if not _ENTRIES.issuperset(counts):
            begins = [name in _ENTRIES for name in severities]
            kept, numbers = list(compress(moments, begins)), list(compress(numbers, begins))
        tally.continued += sum(counts[name] for name in counts.keys() & _PART_WORDS)
        if not kept:
            return
        tally.entries += len(kept)
        for name in counts.keys() & _ENTRIES:
            tally.severities.add(_SEVERITIES.get(name, name), line + severities.index(name), counts[name])
        placed = tally.time.column(cast("list[float]", kept), numbers)
        if not _TOLD.isdisjoint(counts):
            moment_of = dict(zip(numbers, placed, strict=True)) if "FATAL" in counts else {}
            self.messages(severities, messages, moment_of, line)

    def messages(
        self, severities: Sequence[str], messages: Sequence[str], moments: Mapping[int, float], line: int
    ) -> None:
        """Count what the messages say; those that most lines of a busy log bear are counted together."""
        tally = self.tally
        statements: list[int] = []
        authorized: list[int] = []
        for number, (severity, text) in enumerate(zip(severities, messages, strict=True), line):
            if severity in _TOLD:
                begun = text[:_AUTHORIZED]
                if begun == "connection authorized: " and severity != "FATAL":
                    authorized.append(number)
                elif begun[:12] in _PLAIN_STATEMENTS and severity != "FATAL":
                    statements.append(number)
                else:
                    name = _SEVERITIES.get(severity, severity)
                    message(tally, name, text[:2000], moments.get(number), number, "")
        if statements:
            tally.types.add("statement", statements[0], len(statements))
        tally.authorized.extend(authorized)

    def line(self, line: str, number: int) -> None:
        """Count one line of any form."""
        tally = self.tally
        if not line or line.isspace():
            tally.blank += 1
            return
        found = _LINE.match(line) if _STARTS.match(line) else None
        if found is None:
            if tally.entries:
                tally.continued += 1
            else:
                tally.unread.add(number)
            return
        severity = _SEVERITIES.get(found[1], found[1])
        if severity in _PARTS:
            tally.continued += 1
            return
        tally.entries += 1
        tally.severities.add(severity, number)
        when = _MOMENT.search(line[:80])
        moment = tally.at(iso_seconds(when[0]) if when else None, number)
        message(tally, severity, line[found.end() : found.end() + 2000], moment, number, "")


def message(  # noqa: PLR0913, PLR0917 - what one entry of the log says
    tally: Tally, severity: str, text: str, moment: float | None, line: int, source: str
) -> None:
    """Count what a message of the server says: connections, refusals, pgAudit."""
    if severity == "LOG":
        audited = _AUDIT.match(text)
        if audited:
            tally.audited.add(audited[2], line)
            if audited[2] == "ROLE":
                tally.changes.add("roles", line)
            return
        authenticated = _AUTHENTICATED.match(text)
        if authenticated:
            tally.success(authenticated[1], source, line, 1, authenticated[2])
            return
        _log(tally, text, line)
    elif severity == "FATAL":
        failed = _FAILED.match(text)
        if failed:
            account = failed[2] or failed[4] or failed[7] or failed[8] or ""
            method = failed[1] or failed[3] or ("pg_hba.conf" if failed[7] is not None else "")
            tally.failure(account, failed[5] or failed[6] or source, moment, line, 1, method)


def _log(tally: Tally, text: str, line: int) -> None:
    if text.startswith(("statement: ", "duration: ", "execute ", "instruction : ", "durée : ")):
        tally.types.add("statement", line)
        statement = text.partition("statement: ")[2] or text.partition("instruction : ")[2]
        if _DDL_ROLES.match(statement):
            tally.changes.add("roles", line)
    elif text.startswith(("disconnection: ", "déconnexion : ")):
        tally.types.add("disconnection", line)
    elif text.startswith(("connection authorized: ", "connexion autorisée : ")):
        tally.authorized.add(line)
    elif text.startswith(("connection received: ", "connexion reçue : ")):
        tally.types.add("connection received", line)
    else:
        version = _VERSION.match(text)
        if version:
            tally.producer = f"PostgreSQL {version[1]}"
