"""sqlmap: the ``log`` of a target, the text of the console, and ``results-….csv`` of several targets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.inspectors.scans import single_statements as single
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, Severity, line_results, without_query
from preuve.domain.evidence.inspectors.scans.stating import results_fact
from preuve.domain.evidence.reading.tables import table
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head

_FOUND = re.compile(r"sqlmap (identified|resumed) the following injection point")
_BANNER = re.compile(r"\{(\d+(?:\.\d+){1,3}(?:#\w+)?)\}")
_PARAMETER = re.compile(r"Parameter: (.{1,200}?)\s*$")
_TYPE = re.compile(r"\s+Type: (.{1,100}?)\s*$")
_DATABASE = re.compile(r"back-end DBMS: (.{1,100}?)\s*$")


def sniff_log(head: Head) -> float:
    """Certain of the sentence that opens a log, or of the console's banner."""
    if _FOUND.search(head.text):
        return 1.0
    return 0.8 if "https://sqlmap.org" in head.text and _BANNER.search(head.text) else 0.0


def sniff_csv(head: Head) -> float:
    """Certain of its columns."""
    return 1.0 if {"targeturl", "place", "parameter", "techniques"} <= set(head.columns) else 0.0


SQLMAP_LOG = Format(
    "sqlmap-log", "sqlmap (journal)", "sqlmap -u URL ; ~/.local/share/sqlmap/output/HÔTE/log", sniff_log
)
SQLMAP_CSV = Format(
    "sqlmap-csv", "sqlmap (CSV)", "sqlmap -m urls.txt --results-file=resultats.csv", sniff_csv
)


def read_log(artefact: Artefact) -> Scan:
    """Read line by line."""
    results = line_results(artefact, PlaceKind.TEXT)
    version = database = parameter = ""
    database_line = 1
    parameters: dict[str, int] = {}
    known: set[str] = set()
    for number, line in lines(artefact):
        if found := _PARAMETER.match(line):
            parameter = found[1]
        elif parameter and (found := _TYPE.match(line)):
            name = f"{parameter} – {found[1]}"
            # each run on the same target writes what it resumes again
            if name not in known:
                known.add(name)
                results.add(name, name, Severity.UNKNOWN, number)
            parameters.setdefault(parameter, number)
        elif found := _DATABASE.match(line):
            database, database_line = found[1], number
        elif not version and number < 20 and (found := _BANNER.search(line)):
            version = found[1]
    system = single.DATABASE.state(database, [artefact.place(PlaceKind.TEXT, line=database_line)])
    return Scan(
        artefact=artefact,
        format=SQLMAP_LOG.id,
        tool="sqlmap",
        version=version,
        named=True,
        graded=False,
        results=results,
        origin=artefact.place(PlaceKind.TEXT, line=1),
        facts=(*([system] if database else []), *_facts(results, artefact, parameters)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def read_csv(artefact: Artefact) -> Scan:
    """Read the rows as a stream."""
    rows = table(artefact)
    results = line_results(artefact, PlaceKind.CSV)
    url, place, parameter = rows.column("Target URL"), rows.column("Place"), rows.column("Parameter")
    technique = rows.column("Technique(s)")
    targets: dict[str, None] = {}
    parameters: dict[str, int] = {}
    for row in rows.rows():
        target = without_query(row.cell(url))
        targets[target] = None
        if row.cell(parameter):
            name = f"{row.cell(parameter)} ({row.cell(place)}) [{target}]"
            results.add(name, f"{name} {row.cell(technique)}", Severity.UNKNOWN, row.line, of=target)
            parameters.setdefault(name, row.line)
    return Scan(
        artefact=artefact,
        format=SQLMAP_CSV.id,
        tool="sqlmap",
        targets=tuple(target for target in targets if target),
        examined=frozenset(targets),
        graded=False,
        results=results,
        origin=rows.place(rows.header_line),
        facts=tuple(_facts(results, artefact, parameters)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _facts(results: Results, artefact: Artefact, parameters: dict[str, int]) -> Iterator[Fact]:
    yield results_fact(results, artefact.place(), graded=False)
    if results.total:
        places = results.places(parameters.values())
        yield say.INJECTIONS.state(len(parameters), places, names=list(parameters))
