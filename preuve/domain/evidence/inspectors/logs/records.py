"""Logs in JSON: journald, Keycloak events, Suricata's EVE, Wazuh alerts, PostgreSQL's jsonlog.

Each comes as JSON lines (read as a stream) or as one array.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.logs import postgresql
from preuve.domain.evidence.inspectors.logs.auth import rule_of
from preuve.domain.evidence.inspectors.logs.clock import iso_seconds
from preuve.domain.evidence.inspectors.logs.syslog import SEVERITIES
from preuve.domain.evidence.inspectors.logs.tally import Tally
from preuve.domain.evidence.reading.jsons import document, json_lines
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

    Entry = Callable[[Tally, dict[str, Any], int], None]

_FIRST = 64


def _keys(head: Head) -> frozenset[str]:
    line = head.json_line
    return frozenset(line) if isinstance(line, dict) else head.json_keys


def sniff_journald(head: Head) -> float:
    """Keys that systemd's journal writes in each entry (systemd.journal-fields(7))."""
    return 1.0 if {"__REALTIME_TIMESTAMP", "__CURSOR"} <= _keys(head) else 0.0


def sniff_keycloak(head: Head) -> float:
    """User events (type, realm, client or address) or admin events (operation, resource)."""
    keys = _keys(head)
    user = {"time", "type", "realmId"} <= keys and keys & {"clientId", "ipAddress", "userId"}
    admin = {"time", "operationType", "resourceType"} <= keys
    return 0.9 if user or admin else 0.0


def sniff_suricata(head: Head) -> float:
    """EVE: a moment, a kind of event, a flow or an interface."""
    keys = _keys(head)
    if not {"timestamp", "event_type"} <= keys:
        return 0.0
    return 1.0 if keys & {"flow_id", "in_iface", "alert", "src_ip", "stats"} else 0.3


def sniff_wazuh(head: Head) -> float:
    """Alerts of Wazuh or OSSEC: rule and agent beside the decoder."""
    keys = _keys(head)
    if not {"timestamp", "rule", "agent"} <= keys:
        return 0.0
    return 1.0 if keys & {"manager", "decoder", "location"} else 0.5


def sniff_postgresql(head: Head) -> float:
    """PostgreSQL 15's ``log_destination = jsonlog``."""
    return 1.0 if {"timestamp", "error_severity", "backend_type"} <= _keys(head) else 0.0


def _entries(tally: Tally) -> Iterator[tuple[int, Any]]:
    artefact = tally.artefact
    with artefact.open() as stream:
        start = stream.read(_FIRST).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start.startswith(b"["):
        found = document(artefact)
        tally.where = found.place
        yield from enumerate(as_list(found.value))
        return
    tally.where = lambda line: _line(artefact, line)
    yield from json_lines(artefact)


def _line(artefact: Artefact, line: int) -> Place:
    return artefact.place(PlaceKind.JSON, line=line)


def _read(artefact: Artefact, entry: Entry) -> Tally:
    tally = Tally(artefact)
    for number, value in _entries(tally):
        if isinstance(value, dict):
            tally.entries += 1
            entry(tally, value, number)
        else:
            tally.unread.add(number)
    if not tally.entries:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place())
    return tally


def read_journald(artefact: Artefact) -> Tally:
    """Read ``journalctl -o json``."""
    tally = _read(artefact, _journald)
    tally.producer = "systemd-journald"
    return tally


def _journald(tally: Tally, value: dict[str, Any], number: int) -> None:
    received = as_number(value.get("__REALTIME_TIMESTAMP"))
    moment = None
    if received is not None and 0 <= received < 253_402_300_800e6:
        moment = tally.at((received / 1e6, True), number)
    else:
        tally.unread.add(number)
    sent = as_number(value.get("_SOURCE_REALTIME_TIMESTAMP"))
    if sent is not None and received is not None:
        tally.offsets += 1
        if abs(received - sent) / 1e6 > tally.offset_most:
            tally.offset_most, tally.offset_line = abs(received - sent) / 1e6, number
    tally.seen(as_text(value.get("_HOSTNAME")), number, moment)
    priority = as_int(value.get("PRIORITY"))
    if priority is not None and 0 <= priority <= 7:
        tally.severities.add(SEVERITIES[priority], number)
    program = as_text(value.get("SYSLOG_IDENTIFIER")) or as_text(value.get("_COMM"))
    if program:
        tally.programs.add(program, number)
    message = _message(value.get("MESSAGE"))
    rule = rule_of(program, message[:5])
    if rule is not None:
        rule(tally, message, moment, number, 1)


def _message(value: Any) -> str:
    if isinstance(value, list):  # journald writes a message that is no UTF-8 as an array of bytes
        return bytes(each for each in value[:2000] if isinstance(each, int) and 0 <= each < 256).decode(
            "utf-8", "replace"
        )
    return as_text(value)


def read_keycloak(artefact: Artefact) -> Tally:
    """Read user or admin events of Keycloak."""
    tally = _read(artefact, _keycloak)
    tally.producer = "Keycloak"
    return tally


def _keycloak(tally: Tally, value: dict[str, Any], number: int) -> None:
    time = as_number(value.get("time"))
    moment = None
    if time is not None and 0 <= time < 253_402_300_800e3:
        moment = tally.at((time / 1e3, True), number)
    operation = as_text(value.get("operationType"))
    if operation:
        resource = as_text(value.get("resourceType")) or "?"
        tally.types.add(f"{resource} {operation}", number)
        tally.changes.add(f"{resource} {operation}", number)
        return
    kind = as_text(value.get("type")) or "?"
    tally.types.add(kind, number)
    account = as_text(dig(value, "details", "username")) or as_text(value.get("userId"))
    source = as_text(value.get("ipAddress"))
    if kind == "LOGIN_ERROR":
        tally.failure(account, source, moment, number, 1, as_text(value.get("error")))
    elif kind == "LOGIN":
        tally.success(account, source, number, 1, as_text(dig(value, "details", "auth_method")))
    elif kind in {"USER_DISABLED_BY_TEMPORARY_LOCKOUT", "USER_DISABLED_BY_PERMANENT_LOCKOUT"}:
        tally.reactions.add("lock", number)


def read_suricata(artefact: Artefact) -> Tally:
    """Read EVE output of Suricata."""
    tally = _read(artefact, _suricata)
    tally.producer = "Suricata"
    return tally


def _suricata(tally: Tally, value: dict[str, Any], number: int) -> None:
    moment = tally.at(iso_seconds(as_text(value.get("timestamp"))), number)
    tally.seen(as_text(value.get("host")), number, moment)
    kind = as_text(value.get("event_type")) or "?"
    tally.types.add(kind, number)
    alert = as_dict(value.get("alert"))
    if not alert:
        return
    tally.alerts.add(as_text(alert.get("signature")) or as_text(alert.get("signature_id")) or "?", number)
    severity = as_text(alert.get("severity"))
    if severity:
        tally.severities.add(severity, number)
    if as_text(alert.get("action")) == "blocked":
        tally.reactions.add("blocked", number)


def read_wazuh(artefact: Artefact) -> Tally:
    """Read ``alerts.json`` of Wazuh."""
    tally = _read(artefact, _wazuh)
    tally.producer = "Wazuh"
    return tally


def _wazuh(tally: Tally, value: dict[str, Any], number: int) -> None:
    moment = tally.at(iso_seconds(as_text(value.get("timestamp"))), number)
    tally.seen(as_text(dig(value, "agent", "name")), number, moment)
    rule = as_dict(value.get("rule"))
    tally.alerts.add(as_text(rule.get("description")) or as_text(rule.get("id")) or "?", number)
    level = as_text(rule.get("level"))
    if level:
        tally.severities.add(level, number)
    groups = {each for each in as_list(rule.get("groups")) if isinstance(each, str)}
    for group in sorted(groups):
        tally.types.add(group, number)
    account = as_text(dig(value, "data", "dstuser")) or as_text(dig(value, "data", "srcuser"))
    source = as_text(dig(value, "data", "srcip"))
    if groups & {"authentication_failed", "invalid_login"}:
        tally.failure(account, source, moment, number)
    elif "authentication_success" in groups:
        tally.success(account, source, number)
    if "active_response" in groups:
        tally.reactions.add("ban", number)


def read_postgresql(artefact: Artefact) -> Tally:
    """Read PostgreSQL's jsonlog."""
    tally = _read(artefact, _postgresql)
    tally.producer = "PostgreSQL"
    return tally


def _postgresql(tally: Tally, value: dict[str, Any], number: int) -> None:
    moment = tally.at(iso_seconds(as_text(value.get("timestamp"))), number)
    severity = as_text(value.get("error_severity"))
    tally.severities.add(severity or "?", number)
    source = as_text(value.get("remote_host"))
    postgresql.message(tally, severity, as_text(value.get("message")), moment, number, source)
