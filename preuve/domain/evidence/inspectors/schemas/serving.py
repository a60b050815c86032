"""Statements about server configurations and JSON Schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.schemas import statements as say
from preuve.domain.evidence.inspectors.schemas.configuration import MYSQL, POSTGRESQL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Fact, Finding, Limit, Place
    from preuve.domain.evidence.inspectors.schemas.configuration import Configuration
    from preuve.domain.evidence.inspectors.schemas.documents import JsonSchema

_OFF = {"off", "0", "false", "no", "disabled"}
_ON = {"on", "1", "true", "yes", ""}
#: Settings that are addresses or paths: said to be set, not repeated.
_NOT_REPEATED = {"listen_addresses", "bind_address", "log_error", "ssl_ca", "ssl_cert", "log_bin"}


def facts(found: Configuration, whole: Place) -> Iterator[Fact]:
    """State lines by method, or the settings that matter."""
    if found.rules:
        counts: dict[str, int] = {}
        for each in found.rules:
            counts[each.method] = counts.get(each.method, 0) + 1
        named = [f"{method} ({count})" for method, count in counts.items()]
        places = [each.place for each in found.rules]
        yield say.RULES.state(counts, places, rules=len(found.rules), named=named)
    if found.count:
        shown = {
            name: "…" if name in _NOT_REPEATED else found.settings[name][0]
            for name in (*POSTGRESQL, *MYSQL)
            if name in found.settings
        }
        yield say.SETTINGS.state(
            shown,
            [found.settings[name][1] for name in shown] or [whole],
            count=found.count,
            named=[f"{name} = {value}" for name, value in shown.items()] or None,
        )


def limits(found: Configuration) -> Iterator[Limit]:
    """State what a configuration can't tell."""
    yield say.CONFIGURATION.state()
    if found.includes:
        yield say.INCLUDES.state()


def findings(found: Configuration, whole: Place) -> Iterator[Finding]:
    """State what lets in, what is not encrypted, what is not traced."""
    for kind, rules in (
        (say.TRUST, [each for each in found.rules if each.method == "trust"]),
        (say.WEAK, [each for each in found.rules if each.method in {"md5", "password"}]),
        (
            say.CLEAR,
            [
                each
                for each in found.rules
                if each.kind == "host" and each.anywhere and each.method != "reject"
            ],
        ),
    ):
        if rules:
            yield kind.state(len(rules), [each.place for each in rules])
    if found.count:
        yield from _settings(found, whole)
    if found.unread:
        yield say.UNREAD.state(len(found.unread), found.unread)


def _settings(found: Configuration, whole: Place) -> Iterator[Finding]:
    off = [
        name
        for name in ("ssl", "require_secure_transport")
        if name in found.settings and found.settings[name][0].lower() in _OFF
    ]
    if off:
        named = [f"{name} = {found.settings[name][0]}" for name in off]
        yield say.TLS_OFF.state(len(off), [found.settings[name][1] for name in off], named=named)
    open_to_all = found.settings.get("skip_grant_tables")
    if found.tool == "MySQL" and open_to_all and open_to_all[0].lower() in _ON:
        yield say.NO_AUTHENTICATION.state(True, [open_to_all[1]])
    if not _traces(found):
        kind = say.NO_TRACE_HERE if found.includes else say.NO_TRACE
        yield kind.state(True, [whole, *found.includes])


def _traces(found: Configuration) -> bool:
    values = {name: value.lower() for name, (value, _) in found.settings.items()}
    if found.tool == "PostgreSQL":
        return (
            values.get("log_connections", "off") not in _OFF
            or values.get("log_statement", "none") != "none"
            or "pgaudit" in values.get("shared_preload_libraries", "")
        )
    plugins = values.get("plugin_load_add", "") + values.get("plugin_load", "")
    return (
        values.get("general_log", "off") in _ON
        or any("audit" in name for name in values)
        or "audit" in plugins
    )


def json_facts(found: JsonSchema) -> Iterator[Fact]:
    """State what a JSON Schema describes."""
    figures = {
        "objects": found.objects,
        "properties": found.properties,
        "required": found.required,
        "bounded": found.bounded,
    }
    yield say.JSON_SCHEMA.state(figures, [found.whole], **figures)


def json_findings(found: JsonSchema) -> Iterator[Finding]:
    """State which objects accept anything."""
    if found.open_count:
        yield say.OPEN_OBJECTS.state(found.open_count, found.open_objects)
