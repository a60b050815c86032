"""Which SQL a text is: dump, script, rights, and in whose dialect."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.evidence.inspectors.schemas.model import Schema
    from preuve.domain.evidence.reading.head import Head

_LOOKED_AT = 131_072
_PG_DUMP = re.compile(r"^-- PostgreSQL database dump$", re.MULTILINE)
_PG_DUMPALL = re.compile(r"^-- PostgreSQL database cluster dump$", re.MULTILINE)
_MYSQLDUMP = re.compile(
    r"^(?:/\*M?!999999\\- enable the sandbox mode \*/ ?\n)?-- (?:MySQL|MariaDB) dump [\d.]+|^-- phpMyAdmin"
    r" SQL Dump",
    re.MULTILINE,
)
_TABLE = re.compile(
    r"^[ \t]*(?:/\*!\d+ )?CREATE[ \t]+(?:GLOBAL[ \t]+|LOCAL[ \t]+)?(?:UNLOGGED[ \t]+|TEMP(?:ORARY)?["
    r" \t]+)?TABLE\b"
    r"|^[ \t]*ALTER[ \t]+TABLE\b",
    re.IGNORECASE | re.MULTILINE,
)
_OBJECT = re.compile(
    r"^[ \t]*CREATE[ \t]+(?:OR[ \t]+REPLACE[ \t]+)?(?:UNIQUE["
    r" \t]+)?(?:VIEW|INDEX|FUNCTION|PROCEDURE|TRIGGER|SEQUENCE|TYPE|SCHEMA)\b",
    re.IGNORECASE | re.MULTILINE,
)
_RIGHTS = re.compile(
    r"^[ \t]*(?:GRANT\b[^;]{1,2000}\bTO\b|(?:CREATE|ALTER)[ \t]+(?:ROLE|USER|LOGIN)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST = re.compile(
    r"(?:SET|CREATE|DROP|USE|ALTER|GRANT|REVOKE|BEGIN|START|INSERT|SELECT|DELIMITER|EXEC|IF|PRAGMA|COMMENT|GO|PRINT"
    r"|DO(?=\s+(?:\$|LANGUAGE))|DECLARE|LOCK|COPY|CONNECT|WHENEVER|REM|PROMPT|COMMIT|FLUSH|TRUNCATE|DELETE|UPDATE|WITH|REPLACE|SHOW)\b|\\|/\*!",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"(?:\s+|--[^\n]*(?:\n|\Z)|#[^\n]*(?:\n|\Z)|/\*(?!!).{0,20000}?\*/)*", re.DOTALL)
_DIALECTS: Mapping[str, re.Pattern[str]] = {
    "postgresql": re.compile(
        r"\bpg_catalog\b|\bOWNER TO\b|\bplpgsql\b|\bcharacter varying\b|\bwith(?:out)? time"
        r" zone\b|\b(?:big)?serial\b|\bbytea\b"
        r"|\bjsonb\b|\btimestamptz\b|\$\$|\btext\[\]|^-- PostgreSQL|GENERATED (?:ALWAYS|BY DEFAULT) AS"
        r" IDENTITY|\bSUPERUSER\b",
        re.IGNORECASE | re.MULTILINE,
    ),
    "mysql": re.compile(
        r"\bENGINE\s*=|\bAUTO_INCREMENT\b|`|^DELIMITER\b|\bUNSIGNED\b|^-- (?:MySQL|MariaDB)|\bIDENTIFIED"
        r" BY\b|/\*!\d",
        re.IGNORECASE | re.MULTILINE,
    ),
    "sqlserver": re.compile(
        r"^\s*GO\s*$|\[dbo\]|\bIDENTITY\s*\(|\bNVARCHAR\b|\[\w+\]\.\[|\bCLUSTERED\b|\bDATETIME2\b|\bN'",
        re.IGNORECASE | re.MULTILINE,
    ),
    "oracle": re.compile(
        r"\bN?VARCHAR2\b|\bNUMBER\s*\(|^/\s*$|\bSYSDATE\b|\bTABLESPACE\b|\bCLOB\b",
        re.IGNORECASE | re.MULTILINE,
    ),
    "sqlite": re.compile(
        r"\bAUTOINCREMENT\b|\bPRAGMA\b|\bWITHOUT ROWID\b|\bsqlite_\w+|\binteger primary key\b",
        re.IGNORECASE | re.MULTILINE,
    ),
}
_SERVER = re.compile(r"^-- Dumped from database version (.{1,100})$", re.MULTILINE)
_DUMPER = re.compile(r"^-- Dumped by (pg_dump(?:all)?) version (.{1,100})$", re.MULTILINE)
_MYSQL_TOOL = re.compile(r"^-- ((?:MySQL|MariaDB) dump [^\s]+)\s+(Distrib [^,\n]{1,80})?", re.MULTILINE)
_MYSQL_SERVER = re.compile(r"^-- Server version\s+(\S{1,80})", re.MULTILINE)
_MYSQL_DATABASE = re.compile(r"^-- Host: .{1,100}?\s+Database: (\S{1,80})", re.MULTILINE)
_MYSQL_DATE = re.compile(r"^-- Dump completed on (\d{4}-\d\d-\d\d) +(\d{1,2}):(\d\d):(\d\d)", re.MULTILINE)


def _begins_as_sql(head: Head) -> bool:
    if head.json_kind or head.xml_root[0] or not head.text:
        return False
    text = head.text.lstrip("\ufeff")[:_LOOKED_AT]
    start = _COMMENTS.match(text)
    return _FIRST.match(text, start.end() if start else 0) is not None


def sniff_pg_dump(head: Head) -> float:
    """The comment that pg_dump writes first."""
    return 1.0 if _PG_DUMP.search(head.text[:4096]) and not sniff_pg_dumpall(head) else 0.0


def sniff_pg_dumpall(head: Head) -> float:
    """The comment that pg_dumpall writes first."""
    return 1.0 if _PG_DUMPALL.search(head.text[:4096]) else 0.0


def sniff_mysqldump(head: Head) -> float:
    """The comment that mysqldump, mariadb-dump or phpMyAdmin writes first."""
    return 1.0 if _MYSQLDUMP.search(head.text[:4096]) else 0.0


def sniff_script(head: Head) -> float:
    """A script that creates tables or other objects."""
    if not _begins_as_sql(head):
        return 0.0
    text = head.text[:_LOOKED_AT]
    return 0.9 if _TABLE.search(text) else 0.85 if _OBJECT.search(text) else 0.0


def sniff_rights(head: Head) -> float:
    """A script that gives rights and creates no table."""
    return 0.8 if _begins_as_sql(head) and _RIGHTS.search(head.text[:_LOOKED_AT]) else 0.0


def dialect_of(head: Head) -> str:
    """Return the dialect that the text shows most marks of; ``""`` when it shows none."""
    text = head.text[:_LOOKED_AT]
    marks = {name: len(pattern.findall(text)) for name, pattern in _DIALECTS.items()}
    best = max(marks, key=lambda name: marks[name])
    return best if marks[best] else ""


def provenance(schema: Schema, head: Head, tail: str) -> None:
    """Read what dumps write about themselves, at their beginning and end."""
    text = head.text[:8192]
    dumper = _DUMPER.search(text)
    server = _SERVER.search(text)
    tool = _MYSQL_TOOL.search(text)
    if dumper:
        schema.producer = f"{dumper[1]} {dumper[2].strip()}"
    elif tool:
        schema.producer = " ".join(each for each in tool.groups() if each)
    mysql = _MYSQL_SERVER.search(text)
    schema.server = server[1].strip() if server else mysql[1] if mysql else ""
    database = _MYSQL_DATABASE.search(text)
    schema.target = database[1] if database else ""
    date = _MYSQL_DATE.search(tail)
    if date:
        schema.produced_at = f"{date[1]}T{int(date[2]):02d}:{date[3]}:{date[4]}"
