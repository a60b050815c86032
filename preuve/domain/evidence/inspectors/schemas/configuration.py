"""Settings of database servers: pg_hba.conf, postgresql.conf, my.cnf."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_TYPES = {"local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"}
#: PostgreSQL manual, “The pg_hba.conf File”.
_METHODS = {
    "trust",
    "reject",
    "scram-sha-256",
    "md5",
    "password",
    "gss",
    "sspi",
    "ident",
    "peer",
    "ldap",
    "radius",
    "cert",
    "pam",
    "bsd",
    "oauth",
}
_ANYWHERE = {"all", "::/0", "0.0.0.0/0", "0.0.0.0"}  # noqa: S104 - compared with, never bound to
_FIELD = re.compile(r"\"[^\"]*\"|[^\s#]+")
_SETTING = re.compile(r"\s*([A-Za-z_][\w.-]*)\s*=?\s*('(?:[^']|'')*'|[^#;\s][^#]*)?")
#: MySQL: “!include”, “!includedir”; PostgreSQL: “include”, “include_dir”, “include_if_exists”.
_INCLUDE = re.compile(r"!|include(?:_dir|_if_exists)?(?![\w.-])", re.IGNORECASE)
_SECTION = re.compile(r"\s*\[([\w-]+)\]")
#: Settings that speak about encryption, authentication and traces.
POSTGRESQL = (
    "ssl",
    "ssl_min_protocol_version",
    "password_encryption",
    "listen_addresses",
    "log_connections",
    "log_disconnections",
    "log_statement",
    "log_line_prefix",
    "log_min_duration_statement",
    "logging_collector",
    "log_destination",
    "shared_preload_libraries",
    "pgaudit.log",
    "row_security",
)
MYSQL = (
    "require_secure_transport",
    "ssl_ca",
    "ssl_cert",
    "tls_version",
    "bind_address",
    "general_log",
    "log_bin",
    "log_error",
    "slow_query_log",
    "audit_log_policy",
    "server_audit_logging",
    "plugin_load_add",
    "plugin_load",
    "local_infile",
    "skip_grant_tables",
    "skip_networking",
    "sql_mode",
    "default_authentication_plugin",
    "validate_password.policy",
)
_MARKS_OF_POSTGRESQL = re.compile(
    r"^#?(?:listen_addresses|max_connections|shared_buffers|wal_level|log_line_prefix|datestyle|work_mem|max_wal_size"
    r"|log_connections|log_statement|ssl|password_encryption|logging_collector)\s*=",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of pg_hba.conf."""

    kind: str
    method: str
    anywhere: bool
    place: Place


@dataclass(slots=True)
class Configuration:
    """Lines of pg_hba.conf, or settings by name (last one wins) with their place.

    `includes` are lines that call other files, which are not read.
    """

    tool: str
    rules: list[Rule] = field(default_factory=list)
    settings: dict[str, tuple[str, Place]] = field(default_factory=dict)
    count: int = 0
    unread: list[Place] = field(default_factory=list)
    includes: list[Place] = field(default_factory=list)


def sniff_hba(head: Head) -> float:
    """Active lines of pg_hba.conf, or its name with its comments."""
    rules = [each.split() for each in head.lines if each.strip() and not each.lstrip().startswith("#")][:50]
    hits = sum(
        each[0] in _TYPES and any(field.lower() in _METHODS for field in each[3:]) for each in rules if each
    )
    if rules and hits >= 0.6 * len(rules):
        return 1.0
    return 0.5 if head.base_name == "pg_hba.conf" and head.text else 0.0


def sniff_postgresql(head: Head) -> float:
    """Settings that only PostgreSQL knows."""
    hits = len(set(_MARKS_OF_POSTGRESQL.findall(head.text)))
    named = head.base_name in {"postgresql.conf", "postgresql.auto.conf"}
    return 1.0 if hits >= 4 else 0.8 if hits >= 2 else 0.6 if named and head.text else 0.0


def sniff_mysql(head: Head) -> float:
    """An option file of MySQL or MariaDB: a section [mysqld], [mariadb] …."""
    if head.json_kind == "object" or head.xml_root[0]:
        return 0.0
    found = {each[1].lower() for each in map(_SECTION.match, head.lines) if each}
    if found & {"mysqld", "mariadb", "mariadbd"}:
        return 1.0
    return 0.6 if found and found <= {"client", "mysql", "mysqldump", "client-server"} else 0.0


def read_hba(artefact: Artefact) -> Configuration:
    """Read pg_hba.conf.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY.
    """
    found = Configuration("PostgreSQL")
    for number, line in lines(artefact):
        fields = [each.strip('"') for each in _FIELD.findall(line.partition("#")[0][:2000])]
        if not fields:
            continue
        place = artefact.place(PlaceKind.TEXT, line=number)
        if fields[0].startswith(("include", "@")):
            found.includes.append(place)
            continue
        kind = fields[0]
        at = 3 if kind == "local" else 4
        if len(fields) > at and re.fullmatch(r"[\d.]+", fields[at]):  # an address and its mask apart
            at += 1
        method = fields[at].lower() if len(fields) > at else ""
        if kind not in _TYPES or method not in _METHODS:
            found.unread.append(place)
            continue
        anywhere = kind != "local" and fields[3].lower() in _ANYWHERE
        found.rules.append(Rule(kind, method, anywhere, place))
    return found


def read_postgresql(artefact: Artefact) -> Configuration:
    """Read postgresql.conf: active settings only."""
    return _read(artefact, "PostgreSQL", ("#",))


def read_mysql(artefact: Artefact) -> Configuration:
    """Read my.cnf: settings of the server's sections only."""
    return _read(artefact, "MySQL", ("#", ";"))


def _read(artefact: Artefact, tool: str, comments: tuple[str, ...]) -> Configuration:
    found = Configuration(tool)
    section = "mysqld"
    for number, line in lines(artefact):
        text = line[:2000].strip()
        if not text or text.startswith(comments):
            continue
        if _INCLUDE.match(text):
            found.includes.append(artefact.place(PlaceKind.TEXT, line=number))
            continue
        header = _SECTION.match(text)
        if header:
            section = header[1].lower()
            continue
        setting = _SETTING.match(text)
        if setting is None:
            found.unread.append(artefact.place(PlaceKind.TEXT, line=number))
            continue
        if tool == "MySQL" and section not in {"mysqld", "mariadb", "mariadbd", "server"}:
            continue
        name = setting[1].lower()
        name = name.replace("-", "_") if tool == "MySQL" else name
        value = (setting[2] or "").strip().strip("'\"")
        found.count += 1
        found.settings[name] = (value, artefact.place(PlaceKind.TEXT, line=number))
    return found
