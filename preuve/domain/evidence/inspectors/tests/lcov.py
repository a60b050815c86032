"""lcov tracefiles (geninfo(1)): one record a line; a file may come again under another test name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tests.covering import Coverage, File, Share, amount, whole
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_int, as_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_RECORDS = (
    "TN:",
    "SF:",
    "DA:",
    "FN:",
    "FNDA:",
    "BRDA:",
    "LF:",
    "LH:",
    "VER:",
    "end_of_record",
    "FNL:",
    "FNA:",
)


def sniff(head: Head) -> float:
    """Recognise lcov by its records."""
    beginning = [line for line in head.lines[:60] if line.strip() and not line.startswith("#")]
    if not beginning or not beginning[0].startswith(("TN:", "SF:")):
        return 0.0
    known = sum(1 for line in beginning if line.startswith(_RECORDS))
    if any(line.startswith("SF:") for line in beginning) and known > len(beginning) / 2:
        return 1.0
    return 0.3


#: What the name of a function weighs beside a line.
_FUNCTION = 64
_MAX_ARMS = 10_000


class _Section:
    """What lies between SF and end_of_record."""

    def __init__(self, file: File, name: str, line: int) -> None:
        self.file = file
        self.name = name
        self.line = line
        self.found = 0
        self.hit = 0
        self.branches: dict[int, list[int]] = {}
        self.totals: dict[str, tuple[str, int]] = {}


def read(artefact: Artefact) -> Coverage:
    """Read a tracefile.

    Raises:
        UnreadableArtefactError: as `reading.text.lines`; MALFORMED where a DA record is no number; TOO_MANY.
    """
    report = Coverage(artefact)
    report.root = artefact.place(PlaceKind.TEXT, line=1)
    report.place_of_file = lambda name, where: artefact.place(PlaceKind.TEXT, line=where, path=name)
    functions: dict[tuple[str, str], bool] = {}
    section: _Section | None = None
    for number, text in lines(artefact):
        if section is not None and text.startswith("DA:"):  # nine lines of ten
            _data(report, section, text[3:], number)
            continue
        kind, _, rest = text.partition(":")
        if kind == "SF":
            name = rest.strip()
            folder = name.replace("\\", "/").rpartition("/")[0] or "."
            section = _Section(report.file(name, number, folder), name, number)
        elif section is None:
            continue
        elif kind == "end_of_record":
            _close(report, section)
            section = None
        else:
            _other(section, kind, rest, number, functions)
    if section is not None:
        raise UnreadableArtefactError(
            Unreadable.MALFORMED, artefact.place(PlaceKind.TEXT, line=section.line), "end_of_record"
        )
    if functions:
        report.functions = Share(sum(functions.values()), len(functions))
    return report


def _data(report: Coverage, section: _Section, rest: str, number: int) -> None:
    parts = rest.split(",", 2)
    line = whole(parts[0])
    hits = amount(parts[1]) if len(parts) > 1 else None
    if line is None or hits is None:
        place = report.artefact.place(PlaceKind.TEXT, line=number)
        raise UnreadableArtefactError(Unreadable.MALFORMED, place, "DA")
    section.found += 1
    section.hit += hits > 0
    section.file.line(line, hit=hits > 0)


def _other(
    section: _Section, kind: str, rest: str, number: int, functions: dict[tuple[str, str], bool]
) -> None:
    if kind == "BRDA":
        line = as_int(rest.partition(",")[0])
        taken = rest.rpartition(",")[2]
        if line is not None:
            pair = section.branches.setdefault(line, [0, 0])
            if (as_number(taken) or 0) > 0:  # "-": the line was never reached
                pair[0] |= 1 << min(pair[1], _MAX_ARMS)
            pair[1] = min(pair[1] + 1, _MAX_ARMS)
    elif kind in {"FNDA", "FNA"}:
        parts = rest.split(",", 2 if kind == "FNA" else 1)
        count = as_number(parts[-2]) if len(parts) > 1 else None
        if count is not None:
            key = (section.name, parts[-1])
            if key not in functions:
                section.file.report.take(_FUNCTION)
            functions[key] = functions.get(key, False) or count > 0
    elif kind in {"LF", "LH"}:
        section.totals[kind] = (rest.strip(), number)


def _close(report: Coverage, section: _Section) -> None:
    for line, (covered, valid) in section.branches.items():
        section.file.arm(line, covered, valid)
    counted: Mapping[str, int] = {"LF": section.found, "LH": section.hit}
    for kind, (written, number) in section.totals.items():

        def place(at: int = number) -> Place:
            return report.artefact.place(PlaceKind.TEXT, line=at)

        report.announce(kind, written, (counted[kind],), place)
