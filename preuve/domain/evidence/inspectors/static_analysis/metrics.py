"""Measures of code: duplication (jscpd), complexity (radon, lizard), documentation (interrogate)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.static_analysis.model import (
    Complexity,
    Duplication,
    Report,
    json_placed,
    line_placed,
)
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.tables import table
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_LIZARD = ("nloc", "ccn", "token", "param", "length")
_LIZARD_ROW = re.compile(r'\d+,\d+,\d+,\d+,\d+,"?[^",\n]{1,400}@\d+-\d+@')
_BANNER = re.compile(r"=+ Coverage for (.{1,400}) =+$")
_ROW = re.compile(r"\| (?P<name>[^|]{1,400}?) +\| +(\d{1,9}) \| +(\d{1,9}) \| +(\d{1,9}) \| +[\d.]+% \|$")


def sniff_jscpd(head: Head) -> float:
    """Recognise jscpd's JSON by its keys."""
    keys = head.json_keys
    if head.json_kind != "object" or not {"duplicates", "statistics"} & keys:
        return 0.0
    if head.json is None:
        return 0.9 if {"duplicatedLines", "clones"} <= keys or {"firstFile", "secondFile"} <= keys else 0.0
    if not {"duplicates", "statistics"} <= keys:
        return 0.0
    return 1.0 if "duplicatedLines" in head.text or "clones" in head.text else 0.8


def read_jscpd(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read jscpd's report.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file = document(artefact)
    report = Report(artefact, json_placed(file), keep=keep)
    report.root = file.place()
    report.shape = "jscpd"
    report.lists_results = False
    statistics = as_dict(dig(file.value, "statistics"))
    report.dated(as_text(statistics.get("detectionDate")), lambda: file.place("statistics", "detectionDate"))
    for each in as_dict(statistics.get("formats")).values():
        for name in as_dict(dig(each, "sources")):
            report.saw(name)
    found = report.duplication = Duplication()
    for index, value in enumerate(as_list(dig(file.value, "duplicates"))):
        where = ("duplicates", index)
        found.clones.add(where, report.placed)
        found.passage_lines += max(as_int(dig(value, "lines")) or 0, 0)
    total = as_dict(statistics.get("total"))
    found.duplicated, found.lines = as_int(total.get("duplicatedLines")), as_int(total.get("lines"))
    place = file.place("statistics", "total", "clones")
    report.announce("clones", total.get("clones"), found.clones.count, lambda: place)
    return report


def sniff_radon(head: Head) -> float:
    """Recognise radon's complexity by the keys of a block."""
    if head.json_kind != "object":
        return 0.0
    blocks = next((value for value in as_dict(head.json).values() if isinstance(value, list) and value), None)
    if blocks is not None:
        return 1.0 if {"rank", "complexity", "lineno"} <= as_dict(blocks[0]).keys() else 0.0
    return (
        0.8 if head.json is None and {"rank", "complexity", "endline", "closures"} <= head.json_keys else 0.0
    )


def read_radon(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read radon's report (`radon cc -j`); methods are listed beside their class, which is no function.

    Raises:
        UnreadableArtefactError: as `reading.jsons.document`; TOO_MANY.
    """
    file = document(artefact)
    report = Report(artefact, json_placed(file), keep=keep)
    report.root = file.place()
    report.shape = "radon"
    report.lists_results = False
    found = report.complexity = Complexity()
    for name, blocks in as_dict(file.value).items():
        if isinstance(blocks, dict):  # {"error": …}: the file could not be parsed
            report.notices.add((name,), report.placed)
            continue
        report.saw(name)
        for index, value in enumerate(as_list(blocks)):
            amount = as_int(dig(value, "complexity"))
            if amount is not None and dig(value, "type") in {"function", "method"}:
                owner, function = as_text(dig(value, "classname")), as_text(dig(value, "name"))
                label = f"{owner}.{function}" if owner else function
                found.add(label, amount, (name, index), report.placed)
    return report


def sniff_lizard(head: Head) -> float:
    """Recognise lizard's CSV, with and without its header."""
    if head.columns[:5] == _LIZARD:
        return 1.0
    return 1.0 if head.lines and _LIZARD_ROW.match(head.lines[0][:600]) else 0.0


def read_lizard(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read lizard's CSV: NLOC, CCN, token, PARAM, length, location, file, function, long name, start, end.

    Raises:
        UnreadableArtefactError: as `reading.tables.table`; BAD_VALUE where the complexity is no number.
    """
    rows = table(artefact, ",")
    report = Report(artefact, line_placed(artefact, PlaceKind.CSV), keep=keep)
    report.root = rows.place(rows.header_line)
    report.shape = "lizard"
    report.lists_results = False
    found = report.complexity = Complexity()
    if as_int("".join(rows.header[1:2])) is not None:
        _lizard_row(report, found, rows.header_line, rows.header)
    for row in rows.rows():
        _lizard_row(report, found, row.line, row.cells)
    return report


def _lizard_row(report: Report, found: Complexity, line: int, cells: list[str]) -> None:
    amount = as_int(cells[1]) if len(cells) > 7 else None
    if amount is None:
        place = report.artefact.place(PlaceKind.CSV, line=line, column="CCN")
        raise UnreadableArtefactError(Unreadable.BAD_VALUE, place, "CCN")
    report.saw(cells[6])
    found.add(cells[7], amount, line, report.placed)


def sniff_interrogate(head: Head) -> float:
    """Recognise interrogate's table by its banner and its result."""
    text = head.text[:20_000]
    if "= Coverage for " in text and ("| TOTAL" in head.text or "Cover% |" in head.text):
        return 1.0
    return 0.0


def read_interrogate(artefact: Artefact, *, keep: bool = False) -> Report:
    """Read interrogate's summary (`interrogate -v`).

    Raises:
        UnreadableArtefactError: as `reading.text.lines`; MISSING_FIELD when there is no row.
    """
    report = Report(artefact, line_placed(artefact, PlaceKind.TEXT), keep=keep)
    report.shape = "interrogate"
    report.lists_results = False
    covered = total = 0
    for number, text in lines(artefact):
        banner = _BANNER.match(text[:900])
        if banner:
            report.root = report.placed(number)
            report.target = banner[1]
        row = _ROW.match(text[:900])
        if row is None:
            continue
        amounts = [int(each) for each in row.groups()[1:]]
        if row["name"] == "TOTAL":
            _total(report, amounts, covered, total, number)
        else:
            report.saw(row["name"])
            total += amounts[0]
            covered += amounts[2]
    if report.analysed is None:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "Total, Miss, Cover")
    report.documented = (covered, total)
    return report


def _total(report: Report, amounts: list[int], covered: int, total: int, number: int) -> None:
    report.announce("TOTAL Total", amounts[0], total, lambda: report.placed(number))
    report.announce("TOTAL Cover", amounts[2], covered, lambda: report.placed(number))
