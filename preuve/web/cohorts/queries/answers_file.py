"""Answers in a CSV, as another survey tool gives them: read and checked whole, never half kept."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from preuve.domain.reporting.cohorts import Situation
from preuve.domain.reporting.cohorts_follow_up import Answers, Contract, JobStatus, PayBand, pay_band
from preuve.domain.reporting.errors import FollowUpError
from preuve.web.cohorts.models import FollowUp
from preuve.web.cohorts.phrasing import CONTRACTS, FAULTS, PAY, SITUATIONS, STATUSES
from preuve.web.cohorts.queries.follow_ups import follow_ups_in_force
from preuve.web.frameworks.models import Certification

LARGEST_FILE = 2_000_000
MOST_LINES = 5000
COLUMNS = {
    "number": "numéro",
    "horizon": "mois",
    "situation": "situation",
    "target_job": "métier visé",
    "job_title": "emploi",
    "contract": "contrat",
    "status": "statut",
    "pay": "rémunération",
}
REQUIRED = ("number", "horizon", "situation")
YES = {"oui": True, "non": False, "": False}
LONGEST_AMOUNT = 9

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: the line of the file (the header is line 1) and the name of the column."""

    line: int
    column: str
    sentence: str


@dataclass(slots=True)
class AnswersFile:
    """What was read; with a problem, nothing of it is to be kept."""

    answers: list[tuple[FollowUp, Answers]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_answers(data: bytes, certification: Certification) -> AnswersFile:
    """Read a CSV of answers of a certification's holders; every problem is told, not the first only."""
    found = AnswersFile()
    lines = _lines(data, found)
    if found.problems or not lines:
        return found
    heads = {name.strip().casefold(): rank for rank, name in enumerate(lines[0])}
    found.problems += [
        Problem(1, COLUMNS[name], _("Cette colonne manque."))
        for name in REQUIRED
        if COLUMNS[name] not in heads
    ]
    if found.problems:
        return found
    places = {name: heads[title] for name, title in COLUMNS.items() if title in heads}
    rows = follow_ups_in_force().filter(certificate__certification=certification)
    known = {(row.certificate.number, str(row.horizon)): row for row in rows}
    seen: dict[int, int] = {}
    for line, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            values = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
            _read_line(found, line, values, known, seen)
    return found


def _lines(data: bytes, found: AnswersFile) -> list[list[str]]:
    """Return the cells; a file that can't be read is one problem, on its line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found.problems.append(Problem(line, "", _("Le fichier n’est pas en UTF-8.")))
        return []
    delimiter = ";" if ";" in text.split("\n", 1)[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[list[str]] = []
    try:
        for cells in reader:
            lines.append(cells)
            if len(lines) > MOST_LINES + 1:
                sentence = _("Le fichier a plus de %(most)s lignes.") % {"most": MOST_LINES}
                found.problems.append(Problem(len(lines), "", sentence))
                return []
    except csv.Error:
        found.problems.append(Problem(reader.line_num, "", _("Ce n’est pas du CSV lisible.")))
        return []
    if len(lines) < 2:  # noqa: PLR2004 (a header and a line)
        found.problems.append(Problem(1, "", _("Le fichier ne contient aucune réponse.")))
    return lines


def _read_line(
    found: AnswersFile,
    line: int,
    values: Mapping[str, str],
    known: Mapping[tuple[str, str], FollowUp],
    seen: dict[int, int],
) -> None:
    row = known.get((values["number"], values["horizon"]))
    if row is None:
        column = "number" if values["horizon"] in {"6", "24"} else "horizon"
        sentence = _("Aucun certificat en vigueur de ce numéro n’est suivi à cette échéance.")
        found.problems.append(Problem(line, COLUMNS[column], sentence))
        return
    if (first := seen.setdefault(row.pk, line)) != line:
        sentence = _("La même personne est déjà à la ligne %(line)s.") % {"line": first}
        found.problems.append(Problem(line, COLUMNS["number"], sentence))
        return
    before = len(found.problems)
    parts = {name: _part(found, line, name, values.get(name, "")) for name in READERS}
    if len(found.problems) > before:
        return
    try:
        answers = Answers(job_title=values.get("job_title", ""), **parts)  # type: ignore[arg-type]  # by name
    except FollowUpError as error:
        found.problems.append(Problem(line, COLUMNS[error.field], str(FAULTS[error.fault])))
        return
    found.answers.append((row, answers))


def _part(found: AnswersFile, line: int, name: str, text: str) -> object:
    if not text and name != "situation":
        return False if name == "target_job" else None
    value = READERS[name](text)
    if value is None:
        sentence = _("« %(text)s » n’est pas une valeur connue.") % {"text": text[:40]}
        found.problems.append(Problem(line, COLUMNS[name], sentence))
    return value


def _coded(words: Mapping[Code, str | Promise]) -> Callable[[str], Code | None]:
    """Return what reads a code, or its words in the active language."""

    def read(text: str) -> Code | None:
        wanted = text.casefold()
        return next((code for code, said in words.items() if wanted in {code, str(said).casefold()}), None)

    return read


def _pay(text: str) -> PayBand | None:
    """Read a band, or an amount in euros, of which the band alone is kept."""
    digits = "".join(text.removesuffix("€").split())
    if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_AMOUNT:
        return pay_band(int(digits))
    return _coded(PAY)(text)


def _yes(text: str) -> bool | None:
    return YES.get(text.casefold())


READERS: dict[str, Callable[[str], Situation | Contract | JobStatus | PayBand | bool | None]] = {
    "situation": _coded(SITUATIONS),
    "target_job": _yes,
    "contract": _coded(CONTRACTS),
    "status": _coded(STATUSES),
    "pay": _pay,
}
