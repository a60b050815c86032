"""Logs of one entry per line that are no syslog: auditd, fail2ban, CEF.

One refused login writes several audit records (PAM’s USER_AUTH, sshd’s own, USER_LOGIN): of one process, the
records of the kind that came most often are counted, whichever it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.logs.clock import iso_seconds
from preuve.domain.evidence.inspectors.logs.tally import MOST_KEYS, Tally
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

    Entry = Callable[[Tally, str, int], bool]

_LOOKED_AT = 60

_AUDIT = re.compile(r"(?:node=(\S+) )?type=(\S+) msg=audit\((\d{1,12})\.(\d{1,3}):\d+\): ?(.*)")
_PAIR = re.compile(r"\b(pid|acct|exe|addr|res|hostname|op)=(\"[^\"]*\"|[^\s']+)")
_AUDIT_CHANGES = {
    "ADD_USER": "created",
    "DEL_USER": "deleted",
    "ADD_GROUP": "groups",
    "DEL_GROUP": "groups",
    "USER_CHAUTHTOK": "password",
    "USER_MGMT": "changed",
    "CONFIG_CHANGE": "audit",
}
#: What stands for an account that does not exist: “?”, “(unknown)”, “(invalid user)”, also in hexadecimal.
_NO_ACCOUNT = re.compile(r"\?|\(.*\)|28(?:[0-9A-F]{2})+29")
_FAIL2BAN = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[,.]\d+) fail2ban\.(\w+)\s*\[\d+\]: ([A-Z]+)\s+(?:\[([\w.-]+)\]"
    r" )?(\S*)(?: (\S+))?"
)
_CEF = re.compile(r"CEF: ?\d+\|")
_CEF_FIELD = re.compile(r"((?:[^|\\]|\\.)*)\|")
_CEF_TIME = re.compile(r"\b(?:rt|end|start)=(\d{13})\b")
_CEF_LEVELS = {
    "unknown": "unknown",
    "low": "low",
    "medium": "medium",
    "high": "high",
    "very-high": "very high",
}


def share_of(head: Head, pattern: re.Pattern[str], *, search: bool = False) -> float:
    """Return the share of the first lines that `pattern` knows."""
    found = [each for each in head.lines[:-1] or head.lines if each.strip()][:_LOOKED_AT]
    test = pattern.search if search else pattern.match
    hits = sum(test(each[:2000]) is not None for each in found)
    return hits / len(found) if found else 0.0


def sniff_auditd(head: Head) -> float:
    """Records of the Linux audit daemon."""
    return 1.0 if share_of(head, _AUDIT) >= 0.6 else 0.0


def sniff_fail2ban(head: Head) -> float:
    """Lines of ``fail2ban.log``."""
    return 1.0 if share_of(head, _FAIL2BAN) >= 0.6 else 0.0


def sniff_cef(head: Head) -> float:
    """ArcSight's Common Event Format, bare or inside syslog lines."""
    return 1.0 if share_of(head, _CEF, search=True) >= 0.5 else 0.0


def _read(artefact: Artefact, entry: Entry, producer: str) -> Tally:
    tally = Tally(artefact)
    number = 0
    for number, line in lines(artefact):
        if not line or line.isspace():
            tally.blank += 1
        elif entry(tally, line, number):
            tally.entries += 1
        else:
            tally.unread.add(number)
    tally.lines = number
    tally.producer = producer
    return tally


def read_auditd(artefact: Artefact) -> Tally:
    """Read ``audit.log``."""
    return _read(artefact, _auditd, "auditd")


def _auditd(tally: Tally, line: str, number: int) -> bool:
    found = _AUDIT.match(line)
    if found is None:
        return False
    host, kind, seconds, thousandths, rest = found.groups()
    moment = tally.at((int(seconds) + int(thousandths) / 1000, True), number) if len(seconds) < 12 else None
    tally.seen(host or "", number, moment)
    tally.types.add(kind, number)
    change = _AUDIT_CHANGES.get(kind)
    if change:
        tally.changes.add(change, number)
    elif kind in {"USER_LOGIN", "USER_AUTH", "USER_ERR", "USER_CMD", "ANOM_LOGIN_FAILURES", "RESP_ACCT_LOCK"}:
        _auditd_user(tally, kind, rest[:2000], moment, number)
    return True


def _auditd_user(tally: Tally, kind: str, rest: str, moment: float | None, number: int) -> None:
    pairs = {name: value.strip('"') for name, value in _PAIR.findall(rest)}
    account, source = pairs.get("acct", ""), pairs.get("addr", "").replace("?", "")
    failed = pairs.get("res") in {"failed", "0", "no"}
    if _NO_ACCOUNT.fullmatch(account):
        account = ""
    if kind in {"ANOM_LOGIN_FAILURES", "RESP_ACCT_LOCK"}:
        tally.reactions.add("lock", number)
        tally.aside = True
    elif kind == "USER_CMD":
        tally.privilege(account, number)
    elif failed and kind == "USER_ERR":
        tally.aside = True
    elif failed:
        process = pairs.get("pid", ""), pairs.get("exe", "")
        if _is_more(tally, process, f"{kind} {pairs.get('op', '')}"):
            tally.failure(account, source, moment, number, 1, pairs.get("op", ""))
    elif not failed and kind == "USER_LOGIN":
        tally.success(account, source, number, 1, pairs.get("op", ""))


def _is_more(tally: Tally, process: tuple[str, str], record: str) -> bool:
    """Say whether this refusal of a process is one more than its other kinds of records told of."""
    counts = tally.processes.get(process)
    if counts is None:
        if len(tally.processes) >= MOST_KEYS:
            del tally.processes[next(iter(tally.processes))]
        counts = tally.processes[process] = {}
    most = max(counts.values(), default=0)
    counts[record] = counts.get(record, 0) + 1
    return counts[record] > most


def read_fail2ban(artefact: Artefact) -> Tally:
    """Read ``fail2ban.log``."""
    return _read(artefact, _fail2ban, "fail2ban")


def _fail2ban(tally: Tally, line: str, number: int) -> bool:
    found = _FAIL2BAN.match(line)
    if found is None:
        return False
    tally.at(iso_seconds(found[1]), number)
    tally.severities.add(found[3], number)
    if found[4] and found[5]:
        action = found[5] if found[5] != "Restore" else "Restore Ban"
        tally.types.add(f"{found[4]}: {action}", number)
        if found[5] == "Ban":
            tally.reactions.add("ban", number)
    else:
        tally.types.add(found[2], number)
    return True


def read_cef(artefact: Artefact) -> Tally:
    """Read events in Common Event Format."""
    return _read(artefact, _cef, "")


def _cef(tally: Tally, line: str, number: int) -> bool:
    start = _CEF.search(line)
    if start is None:
        return False
    fields: list[str] = []
    position = start.end()
    while len(fields) < 6:
        found = _CEF_FIELD.match(line, position)
        if found is None:
            return False
        fields.append(found[1].strip())
        position = found.end()
    vendor, product, _, _, name, severity = fields
    tally.programs.add(f"{vendor} {product}".strip() or "?", number)
    tally.events.add(name or "?", number)
    tally.severities.add(_CEF_LEVELS.get(severity.lower(), severity) or "?", number)
    when = _CEF_TIME.search(line, position)
    written = iso_seconds(line[line.find("1 ") + 2 :]) if line.startswith("<") else None
    tally.at((int(when[1]) / 1000, True) if when else written, number)
    return True
