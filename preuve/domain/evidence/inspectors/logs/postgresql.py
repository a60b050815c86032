"""PostgreSQL's server log (``log_destination = stderr``), with pgAudit's lines in it.

`log_line_prefix` is free; what is fixed is the severity, followed by a colon and two spaces, in the language
of `lc_messages` (English and French are read). Lines without one go on with the entry above.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.logs.clock import iso_seconds
from preuve.domain.evidence.inspectors.logs.tally import Tally
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
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
    r"(?=.{0,30}\d)[^\n]{0,400}?(?<![\w:])"
    r"(LOG|ERROR|FATAL|WARNING|PANIC|NOTICE|DEBUG[1-5]?|STATEMENT|DETAIL|CONTEXT|HINT|QUERY|LOCATION"
    r"|ERREUR|JOURNAL|ATTENTION|AVERTISSEMENT|INSTRUCTION|DÉTAIL|CONTEXTE|ASTUCE|REQUÊTE) ?:  "
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
    tally = Tally(artefact)
    number = 0
    for number, line in lines(artefact):
        if not line or line.isspace():
            tally.blank += 1
            continue
        found = _LINE.match(line) if _STARTS.match(line) else None
        if found is None:
            if tally.entries:
                tally.continued += 1
            else:
                tally.unread.add(number)
            continue
        severity = _SEVERITIES.get(found[1], found[1])
        if severity in _PARTS:
            tally.continued += 1
            continue
        tally.entries += 1
        tally.severities.add(severity, number)
        when = _MOMENT.search(line[:80])
        moment = tally.at(iso_seconds(when[0]) if when else None, number)
        message(tally, severity, line[found.end() : found.end() + 2000], moment, number, "")
    tally.lines = number
    tally.producer = tally.producer or "PostgreSQL"
    return tally


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
