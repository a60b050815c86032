"""Statements that a database ran: pg_stat_statements in CSV, pgBadger's JSON."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Difference, Statement, Workload
from preuve.domain.evidence.inspectors.performance.queries import shape, shows_password
from preuve.domain.evidence.inspectors.performance.samples import Lost
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.tables import table
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_TOTALS = ("total_exec_time", "total_time")
_DEVIATIONS = ("stddev_exec_time", "stddev_time")
_KEPT = 20_000


def sniff_statements(head: Head) -> float:
    """Certain for a query, its calls and a total time; 0.9 when only the mean is there."""
    columns = set(head.columns)
    if not {"query", "calls"} <= columns:
        return 0.0
    return 1.0 if {"totalexectime", "totaltime"} & columns else 0.9 if "meanexectime" in columns else 0.0


def read_statements(artefact: Artefact) -> Workload:
    """Return the statements of a CSV of the view ``pg_stat_statements`` (PostgreSQL 9.4 to 17).

    Raises:
        UnreadableArtefactError: as `table`; MISSING_FIELD without a row that has calls and a time.
    """
    opened = table(artefact)
    query, calls, rows = opened.column("query"), opened.column("calls"), opened.column("rows")
    total, mean = opened.column(*_TOTALS), opened.column("mean_exec_time", "mean_time")
    deviation, slowest = opened.column(*_DEVIATIONS), opened.column("max_exec_time", "max_time")
    statements: list[Statement] = []
    passwords, lost = Lost(), Lost()
    worst: tuple[float, Place] | None = None
    count = executions = 0
    time = 0.0
    for row in opened.rows():
        text, called = row.cell(query), as_int(row.cell(calls))
        spent, average = _number(row.cell(total)), _number(row.cell(mean))
        if spent is None and average is not None and called is not None:
            spent = average * called
        if called is None or called < 0 or spent is None or spent < 0:
            lost.add(row.place)
            continue
        count += 1
        executions += called
        time += spent
        if shows_password(text):
            passwords.add(partial(row.place, query))
        longest = _number(row.cell(slowest))
        if longest is not None and (worst is None or longest > worst[0]):
            worst = (longest, row.place(slowest))
        if len(statements) < _KEPT:
            spread, given = _number(row.cell(deviation)), as_int(row.cell(rows))
            statements.append(Statement(shape(text), called, spent, row.place(), spread, given))
    if not count:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "calls")
    return Workload(
        producer="pg_stat_statements",
        rows=count,
        statements=tuple(statements),
        place=artefact.place(),
        calls=executions,
        total=time,
        slowest=worst,
        passwords=tuple(passwords.places),
        password_count=passwords.count,
        unreadable=tuple(lost.places),
        unreadable_count=lost.count,
        kept_all=count == len(statements),
    )


def _number(text: str) -> float | None:
    return as_number(text if "." in text else text.replace(",", "."))


def sniff_pgbadger(head: Head) -> float:
    """Certain for pgBadger's own keys."""
    keys = head.json_keys
    return 1.0 if head.json_kind == "object" and {"normalyzed_info", "overall_stat"} <= keys else 0.0


def read_pgbadger(artefact: Artefact) -> Workload:
    """Return the normalised statements, the slowest one, and the count of queries beside the tool's own.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without a normalised statement.
    """
    found = document(artefact)
    statements: list[Statement] = []
    count = executions = 0
    time = 0.0
    for path, query, figures in _normalised(found):
        calls, spent = as_int(figures.get("count")), as_number(figures.get("duration"))
        if calls is None or calls <= 0 or spent is None or spent < 0:
            continue
        count += 1
        executions += calls
        time += spent
        if len(statements) < _KEPT:
            statements.append(Statement(shape(query), calls, spent, found.place(*path)))
    if not count:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "normalyzed_info")
    slowest, passwords = _slowest(found)
    return Workload(
        producer="pgBadger",
        rows=count,
        statements=tuple(statements),
        place=found.place("normalyzed_info"),
        calls=executions,
        total=time,
        slowest=slowest,
        passwords=tuple(passwords.places),
        password_count=passwords.count,
        period=_period(found),
        differences=_difference(found, executions),
        kept_all=count == len(statements),
    )


def _normalised(found: JsonDocument) -> list[tuple[tuple[str, ...], str, dict[str, Any]]]:
    """Return statements with the path of their database: a path never holds a query's text."""
    rows: list[tuple[tuple[str, ...], str, dict[str, Any]]] = []
    for name, content in as_dict(dig(found.value, "normalyzed_info")).items():
        if "count" in as_dict(content) and not isinstance(content["count"], dict):  # before pgBadger 12
            rows.append((("normalyzed_info",), name, content))
            continue
        for query, figures in as_dict(content).items():
            rows.append((("normalyzed_info", name), query, as_dict(figures)))
    return rows


def _slowest(found: JsonDocument) -> tuple[tuple[float, Place] | None, Lost]:
    top = dig(found.value, "top_slowest")
    groups = (
        [((), top)] if isinstance(top, list) else [((name,), rows) for name, rows in as_dict(top).items()]
    )
    worst: tuple[float, Place] | None = None
    passwords = Lost()
    for path, rows in groups:
        for index, row in enumerate(as_list(rows)):
            spent, place = as_number(dig(row, 0)), found.place("top_slowest", *path, index)
            if spent is not None and (worst is None or spent > worst[0]):
                worst = (spent, place)
            if shows_password(as_text(dig(row, 2))):
                passwords.add(partial(found.place, "top_slowest", *path, index))
    return worst, passwords


def _stat(found: JsonDocument) -> tuple[tuple[str, ...], dict[str, Any]]:
    stat = as_dict(dig(found.value, "overall_stat"))
    inner = as_dict(stat.get("postgres"))
    return (("overall_stat", "postgres"), inner) if "queries_number" in inner else (("overall_stat",), stat)


def _period(found: JsonDocument) -> tuple[str, str]:
    _, stat = _stat(found)
    moments = [read_moment(as_text(stat.get(key))) for key in ("first_log_ts", "last_log_ts")]
    first, last = moments
    return (first.isoformat(), last.isoformat()) if first and last else ("", "")


def _difference(found: JsonDocument, counted: int) -> tuple[Difference, ...]:
    path, stat = _stat(found)
    written = as_int(stat.get("queries_number"))
    if written is None or written == counted:
        return ()
    return (Difference("calls", written, counted, found.place(*path, "queries_number")),)


def pooled(rows: list[Statement]) -> Statement:
    """Return statements of one shape as one; the deviation is kept when each has its own."""
    first = rows[0]
    if len(rows) == 1:
        return first
    calls, total = sum(each.calls for each in rows), sum(each.total for each in rows)
    deviation = None
    if calls and all(each.deviation is not None for each in rows):
        mean = total / calls
        squares = sum(
            each.calls * ((each.deviation or 0.0) ** 2 + (each.total / (each.calls or 1) - mean) ** 2)
            for each in rows
        )
        deviation = math.sqrt(squares / calls)
    return Statement(first.shape, calls, total, first.place, deviation)
