"""Linters that write arrays: ESLint, ShellCheck, SQLFluff, Pylint, and the code quality form of GitLab."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.inspectors.static_analysis.model import Report, Result, json_placed, names_line
from preuve.domain.evidence.reading.jsons import JsonDocument, document
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_Steps = tuple[str | int, ...]
_COMMENT = frozenset({"file", "level", "code", "endLine"})
_COMMENTS = re.compile(r'\s*\{\s*"comments"\s*:\s*\[')
_SEVERITIES = {1: "warning", 2: "error"}


def _opened(artefact: Artefact, shape: str, *, keep: bool) -> tuple[JsonDocument, Report]:
    file = document(artefact)
    report = Report(artefact, json_placed(file), keep=keep)
    report.root = file.place()
    report.shape = shape
    return file, report


def sniff_eslint(head: Head) -> float:
    """Recognise ESLint's JSON by its keys."""
    keys = head.json_keys
    if head.json_kind != "array" or not {"filePath", "messages"} <= keys:
        return 0.0
    return 1.0 if "errorCount" in keys else 0.8


def read_eslint(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read ESLint's report; suppressed messages are listed beside the others since version 8.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file, report = _opened(artefact, "ESLint", keep=keep)
    for index, value in enumerate(as_list(file.value)):
        _eslint_file(report, as_dict(value), (index,), file)
    return report


def _eslint_file(report: Report, entry: dict[str, Any], steps: _Steps, file: JsonDocument) -> None:
    path = as_text(entry.get("filePath"))
    report.saw(path)
    counts = {"error": 0, "warning": 0}
    for index, value in enumerate(as_list(entry.get("messages"))):
        message = as_dict(value)
        where = (*steps, "messages", index)
        level = _SEVERITIES.get(as_int(message.get("severity")) or 0, "")
        if level:
            counts[level] += 1
        if message.get("fatal") is True:
            report.notices.add(where, report.placed)
        line = names_line(message.get("line"))
        rule = as_text(message.get("ruleId"))
        report.result(Result(rule, level, path, as_text(message.get("message")), line), where)
    for index, value in enumerate(as_list(entry.get("suppressedMessages"))):
        report.suppressed.add((*steps, "suppressedMessages", index), report.placed)
        reasons = as_list(dig(value, "suppressions"))
        report.justified += any(as_text(dig(each, "justification")).strip() for each in reasons)
    for name, counted in counts.items():
        key = f"{name}Count"
        report.announce(key, entry.get(key), counted, lambda at=key: file.place(*steps, at))  # type: ignore[misc] # bound at once


def sniff_shellcheck(head: Head) -> float:
    """Recognise ShellCheck's JSON, in both its forms, by the keys of a comment."""
    keys = head.json_keys
    if head.json_kind == "array":
        return 1.0 if keys >= _COMMENT else 0.0
    if head.json is None:
        return 1.0 if keys >= _COMMENT and _COMMENTS.match(head.text) else 0.0
    if keys != {"comments"}:
        return 0.0
    comments = as_list(dig(head.json, "comments"))
    return 1.0 if as_dict(dig(comments, 0)).keys() >= _COMMENT else 0.0 if comments else 0.8


def read_shellcheck(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read ShellCheck's report.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file, report = _opened(artefact, "ShellCheck", keep=keep)
    steps: _Steps = ("comments",) if isinstance(file.value, dict) else ()
    for index, value in enumerate(as_list(dig(file.value, *steps))):
        each = as_dict(value)
        code = as_text(each.get("code"))
        report.result(
            Result(
                f"SC{code}" if code else "",
                as_text(each.get("level")),
                as_text(each.get("file")),
                as_text(each.get("message")),
                names_line(each.get("line")),
            ),
            (*steps, index),
        )
    return report


def sniff_sqlfluff(head: Head) -> float:
    """Recognise SQLFluff's JSON by its keys."""
    return 1.0 if head.json_kind == "array" and {"filepath", "violations"} <= head.json_keys else 0.0


def read_sqlfluff(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read SQLFluff's report; lines are `line_no` before version 3 and `start_line_no` since.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file, report = _opened(artefact, "SQLFluff", keep=keep)
    for index, value in enumerate(as_list(file.value)):
        path = as_text(dig(value, "filepath"))
        report.saw(path)
        for number, violation in enumerate(as_list(dig(value, "violations"))):
            each = as_dict(violation)
            line = each.get("start_line_no", each.get("line_no"))
            level = "" if not isinstance(each.get("warning"), bool) else _fluff(warning=each["warning"])
            report.result(
                Result(
                    as_text(each.get("code")),
                    level,
                    path,
                    as_text(each.get("description")),
                    names_line(line),
                ),
                (index, "violations", number),
            )
    return report


def _fluff(*, warning: bool) -> str:
    return "warning" if warning else "error"


def sniff_pylint(head: Head) -> float:
    """Recognise Pylint's JSON (an array) and JSON2 (an object with messages and statistics)."""
    keys = head.json_keys
    if head.json_kind == "array":
        named = {"type", "module", "symbol", "path"} <= keys
        return 1.0 if named and ("message-id" in keys or "messageId" in keys) else 0.0
    if head.json is None:
        return 0.9 if {"messages", "messageId", "symbol", "module"} <= keys else 0.0
    named = {"messages", "statistics"} <= keys
    return 1.0 if named and ("modulesLinted" in head.text or "messageTypeCount" in head.text) else 0.0


def read_pylint(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read Pylint's report.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file, report = _opened(artefact, "Pylint", keep=keep)
    steps: _Steps = ("messages",) if isinstance(file.value, dict) else ()
    for index, value in enumerate(as_list(dig(file.value, *steps))):
        each = as_dict(value)
        report.result(
            Result(
                as_text(each.get("symbol")),
                as_text(each.get("type")),
                as_text(each.get("path")),
                as_text(each.get("message")),
                names_line(each.get("line")),
            ),
            (*steps, index),
        )
    counts = as_dict(dig(file.value, "statistics", "messageTypeCount"))
    for name, written in counts.items():
        report.announce(
            name,
            written,
            report.levels.get(name, 0),
            lambda at=name: file.place("statistics", "messageTypeCount", at),  # type: ignore[misc] # bound at once
        )
    return report


def sniff_code_quality(head: Head) -> float:
    """Recognise the code quality report of GitLab (Code Climate's form) by its keys."""
    keys = head.json_keys
    if head.json_kind != "array" or not {"description", "fingerprint", "location"} <= keys:
        return 0.0
    return 1.0 if {"check_name", "severity"} & keys else 0.5


def read_code_quality(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read a code quality report; ansible-lint writes this form too, and names itself by its links.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file, report = _opened(artefact, "", keep=keep)
    for index, value in enumerate(as_list(file.value)):
        each = as_dict(value)
        url = as_text(each.get("url"))
        if "ansible" in url and "/lint/" in url:
            report.producer = "ansible-lint"
        location = as_dict(each.get("location"))
        line = dig(location, "lines", "begin") or dig(location, "positions", "begin", "line")
        report.result(
            Result(
                as_text(each.get("check_name")),
                as_text(each.get("severity")),
                as_text(location.get("path")),
                as_text(each.get("description")),
                names_line(line),
            ),
            (index,),
        )
    return report
