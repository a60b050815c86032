"""Lynis report (``/var/log/lynis-report.dat``): one key and value a line, lists as repeated ``key[]``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.inspectors.scans import statements as say
from preuve.domain.evidence.inspectors.scans.model import Scan, Severity, iso, line_results
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_int

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding, Place
    from preuve.domain.evidence.inspectors.scans.model import Results
    from preuve.domain.evidence.reading.head import Head

_KEYS = re.compile(r"^(lynis_version|report_version_major|hardening_index|lynis_tests_done)=", re.MULTILINE)
_LISTS = {"warning[]": "warning", "suggestion[]": "suggestion"}


def sniff(head: Head) -> float:
    """Certain of the keys that open a report."""
    found = set(_KEYS.findall(head.text))
    return 1.0 if "lynis_version" in found else 0.8 if len(found) > 1 else 0.0


LYNIS = Format("lynis", "Lynis .dat", "lynis audit system ; cp /var/log/lynis-report.dat .", sniff)


class _Gathered:
    def __init__(self, artefact: Artefact) -> None:
        self.artefact = artefact
        self.results: Results = line_results(artefact, PlaceKind.TEXT)
        #: first value of each key, and its line
        self.values: dict[str, tuple[str, int]] = {}
        self.warnings: list[int] = []
        self.suggestions: list[int] = []

    def text(self, key: str) -> str:
        """The value of a key; ``""`` when absent."""
        return self.values.get(key, ("", 1))[0]

    def place(self, key: str) -> Place:
        """The place of a key; the first line when absent."""
        return self.artefact.place(PlaceKind.TEXT, line=self.values.get(key, ("", 1))[1])


_WANTED = frozenset(
    (
        "lynis_version",
        "report_datetime_start",
        "report_datetime_end",
        "hostname",
        "os_fullname",
        "os_name",
        "os_version",
        "hardening_index",
        "tests_executed",
        "tests_skipped",
        "finish",
    )
)


def read(artefact: Artefact) -> Scan:
    """Read line by line."""
    got = _Gathered(artefact)
    for number, line in lines(artefact):
        key, _, value = line.partition("=")
        if key in _LISTS:
            _listed(_LISTS[key], value, number, got)
        elif key in _WANTED:
            got.values.setdefault(key, (value.strip(), number))
    host = got.text("hostname")
    executed = _tests(got.text("tests_executed"))
    return Scan(
        artefact=artefact,
        format=LYNIS.id,
        tool="Lynis",
        version=got.text("lynis_version"),
        start=iso(got.text("report_datetime_start")),
        end=iso(got.text("report_datetime_end")),
        dated=True,
        targets=(host,) if host else (),
        examined=executed,
        lists_examined=True,
        graded=False,
        remote=False,
        results=got.results,
        origin=got.place("lynis_version"),
        when=got.place("report_datetime_start"),
        facts=tuple(_facts(got, executed)),
        findings=tuple(_findings(got, executed)),
        limits=(say.NOT_VERIFIED.state(),),
    )


def _tests(text: str) -> frozenset[str]:
    return frozenset(name for name in text.split("|") if name)


def _listed(kind: str, value: str, number: int, got: _Gathered) -> None:
    test, _, rest = value.partition("|")
    message = rest.partition("|")[0]
    got.results.add(f"{kind} {test} {message}", f"{test} – {message}", Severity.UNKNOWN, number, of=test)
    (got.warnings if kind == "warning" else got.suggestions).append(number)


def _facts(got: _Gathered, executed: frozenset[str]) -> Iterator[Fact]:
    system = got.text("os_fullname") or f"{got.text('os_name')} {got.text('os_version')}".strip()
    if system:
        key = "os_fullname" if got.text("os_fullname") else "os_name"
        yield say.SYSTEM.state(system, [got.place(key)])
    index = as_int(got.text("hardening_index"))
    if index is not None and 0 <= index <= 100:
        yield say.HARDENING.state(index, [got.place("hardening_index")])
    if executed:
        skipped = len(_tests(got.text("tests_skipped")))
        places = [got.place("tests_executed"), got.place("tests_skipped")]
        yield say.TESTS_RUN.state(len(executed), places, skipped=skipped)
    warnings, suggestions = len(got.warnings), len(got.suggestions)
    places = got.results.places((*got.warnings, *got.suggestions)) or [got.place("finish")]
    yield say.WARNINGS.state(
        {"warnings": warnings, "suggestions": suggestions}, places, warnings=warnings, suggestions=suggestions
    )


def _findings(got: _Gathered, executed: frozenset[str]) -> Iterator[Finding]:
    if got.text("finish") != "true":
        yield say.INCOMPLETE.state("finish", [got.place("finish")])
    if "tests_executed" in got.values and not executed:
        yield say.NOTHING_EXAMINED.state(
            0,
            [got.place("tests_executed")],
            said="la liste des tests exécutés est vide",
            said_en="the list of tests run is empty",
        )
