"""Configuration of log collection: rsyslog (both syntaxes) and syslog-ng.

Only what the words of the configuration say: where logs go to, over what, with TLS or not, what listens.
Addresses are not repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_RSYSLOG = re.compile(
    r"^\s*(?:\$(?:ModLoad|IncludeConfig|ActionFileDefaultTemplate|FileOwner|WorkDirectory|InputTCPServerRun|UDPServerRun)\b"
    r"|(?:module|input|action|ruleset|template|global)\s*\(\s*\w+\s*=)",
    re.IGNORECASE | re.MULTILINE,
)
_FACILITY = r"(?:\*|auth|authpriv|cron|daemon|ftp|kern|lpr|mail|news|security|syslog|user|uucp|local[0-7])"
_SELECTOR = re.compile(
    rf"^[ \t]*{_FACILITY}(?:,{_FACILITY})*\.[\w*=!]+(?:;[\w*,]+\.[\w*=!]+){{0,20}}[ \t]+(?:-?/|@|:)",
    re.MULTILINE,
)
_SYSLOG_NG = re.compile(
    r"^\s*(?:@version:\s*[\d.]+|(?:source|destination)\s+[\w.\"-]+\s*\{|log\s*\{)", re.MULTILINE
)
_OLD_FORWARD = re.compile(r"^\s*[^#\s]\S*\s+(@@?)(\S+)")
_OLD_LISTEN = re.compile(r"^\s*\$(InputTCPServerRun|UDPServerRun)\s+\d+", re.IGNORECASE)
_OLD_TLS = re.compile(r"^\s*\$(?:ActionSendStreamDriverMode)\s+1\b", re.IGNORECASE)
_OLD_FILE = re.compile(r"^\s*[\w*,]+\.[\w*=!,;.]+\s+-?/\S+")
_CALL = re.compile(r"\b(action|input)\s*\(", re.IGNORECASE)
_NG_BLOCK = re.compile(r"\b(source|destination)\s+[\w.\"-]+\s*\{|\b(destination|source)\s*\{")
_NG_NETWORK = re.compile(r"\b(network|syslog|tcp6?|udp6?)\s*\(")
_NG_FILE = re.compile(r"\bfile\s*\(")
_LONGEST = 20_000


@dataclass(slots=True)
class Collection:
    """What a configuration of log collection declares; each list holds lines.

    Attributes:
        clear: forwards without TLS; `encrypted`: with TLS.
        listeners: inputs from the network; `files`: rules that write a local file.
    """

    tool: str
    clear: list[int] = field(default_factory=list)
    encrypted: list[int] = field(default_factory=list)
    listeners: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)


def sniff_rsyslog(head: Head) -> float:
    """Directives of rsyslog, or selectors of syslog.conf."""
    if head.json_kind or head.xml_root[0]:
        return 0.0
    marks = len(_RSYSLOG.findall(head.text[:65536]))
    rules = len(_SELECTOR.findall(head.text[:65536]))
    if "syslog" in head.base_name and marks + rules:
        return 1.0
    return 0.9 if marks and rules else 0.8 if marks > 2 else 0.6 if rules > 1 else 0.0


def sniff_syslog_ng(head: Head) -> float:
    """Blocks of syslog-ng."""
    if head.json_kind or head.xml_root[0]:
        return 0.0
    found = {each.strip().split()[0].rstrip("{") for each in _SYSLOG_NG.findall(head.text[:65536])}
    version = any(each.startswith("@version") for each in found)
    return 1.0 if version and len(found) > 1 else 0.9 if {"source", "destination", "log"} <= found else 0.0


def _bare(artefact: Artefact, comment: str) -> Iterator[tuple[int, str]]:
    for number, line in lines(artefact):
        text = line[:4000]
        if text.strip() and not text.lstrip().startswith(comment):
            yield number, text


def read_rsyslog(artefact: Artefact) -> Collection:
    """Read an rsyslog configuration."""
    found = Collection("rsyslog")
    tls = False
    call, start, kind = "", 0, ""
    for number, line in _bare(artefact, "#"):
        text = line.split(" #", 1)[0]
        opened = None if call else _CALL.search(text)
        if opened:
            start, kind = number, opened[1].lower()
            text = text[opened.start() :]
        if opened or call:
            call = (call + " " + text)[:_LONGEST]
            if call.count("(") <= call.count(")"):
                _call(found, kind, call.lower(), start, tls=tls)
                call = ""
            continue
        tls = tls or _OLD_TLS.match(text) is not None
        _directive(found, text, number, tls=tls)
    return found


def _directive(found: Collection, text: str, number: int, *, tls: bool) -> None:
    forward = _OLD_FORWARD.match(text)
    if forward:
        encrypted = tls and forward[1] == "@@"
        (found.encrypted if encrypted else found.clear).append(number)
    elif _OLD_LISTEN.match(text):
        found.listeners.append(number)
    elif _OLD_FILE.match(text):
        found.files.append(number)


def _call(found: Collection, kind: str, call: str, line: int, *, tls: bool) -> None:
    values = dict(re.findall(r"([\w.]+)\s*=\s*\"([^\"]*)\"", call))
    module = values.get("type", "")
    if kind == "input":
        if module in {"imtcp", "imudp", "imptcp", "imrelp"}:
            found.listeners.append(line)
    elif module == "omfile":
        found.files.append(line)
    elif module == "omfwd":
        encrypted = values.get("streamdrivermode") == "1" or (tls and values.get("protocol") == "tcp")
        (found.encrypted if encrypted else found.clear).append(line)
    elif module == "omrelp":
        (found.encrypted if values.get("tls") == "on" else found.clear).append(line)


def read_syslog_ng(artefact: Artefact) -> Collection:
    """Read a syslog-ng configuration."""
    found = Collection("syslog-ng")
    side, depth, pending, start = "", 0, "", 0
    for number, line in _bare(artefact, "#"):
        text = line.split(" #", 1)[0]
        block = _NG_BLOCK.search(text)
        if block and depth <= 1:
            side = block[1] or block[2]
        if side == "destination" and _NG_FILE.search(text):
            found.files.append(number)
        if not pending and side and _NG_NETWORK.search(text):
            start = number
            text = text[_NG_NETWORK.search(text).start() :]  # type: ignore[union-attr] # found in the condition
            pending = " "
        if pending:
            pending = (pending + text)[:_LONGEST]
            if pending.count("(") <= pending.count(")"):
                _network(found, side, pending, start)
                pending = ""
        depth = max(0, depth + line.count("{") - line.count("}"))
        if depth == 0:
            side = ""
    return found


def _network(found: Collection, side: str, call: str, line: int) -> None:
    if side == "source":
        found.listeners.append(line)
    elif re.search(r"transport\s*\(\s*\"?(?:tls|proxied-tls)|\btls\s*\(", call):
        found.encrypted.append(line)
    else:
        found.clear.append(line)
