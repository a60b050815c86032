"""A list of candidates in a CSV file: read it, and say line by line what is wrong. Pure functions, no rows.

It is here and not in `preuve/domain`: a roster is the shape of a file that this shell takes in, with the
headers people type, not a rule of the trade. It touches no database so that every oddity of such files is
tested fast; what the database knows comes in as a `RosterContext`.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

MAXIMUM_LINES = 5000
MAXIMUM_BYTES = 5 * 1024 * 1024
LONGEST_VALUE = 200
DELIMITERS = (";", ",", "\t")
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\".]+(?:\.[^@\s,;<>\".]+)+")

COLUMNS: dict[str, tuple[str, ...]] = {
    "email": (
        "adresse électronique",
        "adresse mail",
        "adresse e-mail",
        "courriel",
        "e-mail",
        "mail",
        "email",
        "email address",
    ),
    "last_name": ("nom", "nom d’usage", "last name", "surname", "family name"),
    "first_name": ("prénom", "first name", "given name"),
    "birth_name": ("nom de naissance", "birth name", "name at birth"),
    "sex": ("sexe", "sex", "gender"),
    "birth_date": ("date de naissance", "né(e) le", "birth date", "date of birth"),
    "birth_place": ("lieu de naissance", "birth place", "place of birth"),
    "route": ("voie d’accès", "voie", "route", "access route"),
    "centre": ("centre", "organisme de formation", "center", "training centre"),
    "trainer": ("formateur", "adresse du formateur", "trainer", "trainer email"),
    "blocks": ("blocs", "blocs visés", "blocks"),
    "accommodation": ("aménagement", "accommodation"),
    "extra_minutes": ("temps supplémentaire (minutes)", "temps supplémentaire", "extra minutes"),
}
REQUIRED = ("email", "last_name", "first_name", "route")
ROUTES: dict[str, tuple[str, ...]] = {
    "initial": ("formation initiale", "initiale", "initial"),
    "continuing": ("formation continue", "continue", "continuing"),
    "apprenticeship": ("apprentissage", "apprenticeship"),
    "professionalisation": (
        "contrat de professionnalisation",
        "contrat pro",
        "professionnalisation",
        "professionalisation",
    ),
    "vae": ("vae", "validation des acquis de l’expérience"),
    "independent": ("candidat libre", "libre", "independent"),
}
SEXES: dict[str, tuple[str, ...]] = {
    "F": ("f", "femme", "féminin", "female"),
    "M": ("m", "h", "homme", "masculin", "male"),
}


class RosterFault(StrEnum):
    """What is wrong with a file or one of its lines. `value` is what was met."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NO_HEADER = "no_header"
    MISSING_COLUMN = "missing_column"
    REPEATED_COLUMN = "repeated_column"
    UNKNOWN_COLUMN = "unknown_column"
    TOO_MANY_LINES = "too_many_lines"
    NO_LINE = "no_line"
    QUOTES = "quotes"
    CELLS = "cells"
    REQUIRED = "required"
    TOO_LONG = "too_long"
    CONTROL = "control"
    BAD_EMAIL = "bad_email"
    BAD_DATE = "bad_date"
    BAD_SEX = "bad_sex"
    BAD_ROUTE = "bad_route"
    BAD_NUMBER = "bad_number"
    DUPLICATE = "duplicate"
    UNKNOWN_CENTRE = "unknown_centre"
    DEFAULT_CENTRE = "default_centre"
    UNKNOWN_TRAINER = "unknown_trainer"
    UNKNOWN_BLOCK = "unknown_block"
    ALL_BLOCKS = "all_blocks"
    EXTRA_WITHOUT_MEASURE = "extra_without_measure"
    TOO_MUCH_EXTRA = "too_much_extra"
    ALREADY_ENROLLED = "already_enrolled"
    OTHER_NAME = "other_name"
    KNOWN_PERSON = "known_person"
    NO_IDENTITY = "no_identity"
    BLOCK_REFUSED = "block_refused"
    ACQUIRED_BLOCKS = "acquired_blocks"


WARNINGS = frozenset(
    {
        RosterFault.UNKNOWN_COLUMN,
        RosterFault.DEFAULT_CENTRE,
        RosterFault.ALL_BLOCKS,
        RosterFault.KNOWN_PERSON,
        RosterFault.NO_IDENTITY,
        RosterFault.ACQUIRED_BLOCKS,
    }
)


@dataclass(frozen=True, slots=True)
class RosterProblem:
    """One thing to correct or to know: line (1 is the header, 0 the whole file), column, what was met."""

    line: int
    fault: RosterFault
    column: str = ""
    value: str = ""

    @property
    def is_error(self) -> bool:
        return self.fault not in WARNINGS


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One candidate as the file says it, values cleaned; `line` is the line the record begins on."""

    line: int
    email: str
    last_name: str
    first_name: str
    birth_name: str = ""
    sex: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    route: str = ""
    centre: str = ""
    trainer: str = ""
    blocks: tuple[str, ...] = ()
    accommodation: str = ""
    extra_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    """A file as it was understood."""

    rows: tuple[RosterRow, ...]
    problems: tuple[RosterProblem, ...]
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True, slots=True)
class RosterContext:
    """What is known where the list is to be written; names are keys as `folded` makes them."""

    block_codes: tuple[str, ...]
    centres: Mapping[str, int]
    default_centre: int | None
    trainers: Mapping[str, int]
    accounts: Mapping[str, str] = field(default_factory=dict)
    enrolled: frozenset[str] = frozenset()
    refused_blocks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # in words, by address
    acquired: Mapping[str, frozenset[str]] = field(default_factory=dict)
    most_extra_minutes: int = 0


def folded(text: str) -> str:
    """Return `text` without case, accents, punctuation or doubled spaces, to compare what people type."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w@.+-]+", " ", letters.replace("-", " ").replace("_", " ")).split())


_COLUMN_OF = {folded(alias): name for name, aliases in COLUMNS.items() for alias in (name, *aliases)}
_ROUTE_OF = {folded(alias): name for name, aliases in ROUTES.items() for alias in (name, *aliases)}
_SEX_OF = {alias: name for name, aliases in SEXES.items() for alias in map(folded, aliases)}


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a file and its encoding: by its mark, then UTF-8 if it is, then Windows' Latin-1.

    UTF-16 without a mark is known by its zero bytes. Raises `UnicodeError` for what is no text at all.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), "UTF-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig"), "UTF-8"
    head = data[:400]
    if head[1::2].count(0) > len(head) // 4:
        return data.decode("utf-16-le"), "UTF-16"
    if head[::2].count(0) > len(head) // 4:
        return data.decode("utf-16-be"), "UTF-16"
    if 0 in data:
        raise UnicodeError
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="strict"), "Latin-1"


def read_roster(data: bytes) -> Roster:
    """Return what the file says. Nothing raises: what can't be read is a problem with its line."""
    if not data.strip():
        return _refused(RosterFault.EMPTY)
    if len(data) > MAXIMUM_BYTES:
        return _refused(RosterFault.TOO_LARGE)
    try:
        text, encoding = decoded(data)
    except UnicodeError:
        return _refused(RosterFault.NOT_TEXT)
    delimiter = _delimiter(text)
    problems: list[RosterProblem] = []
    records = _records(text, delimiter, problems)
    header_line, header = next(records, (1, []))
    columns = _columns(header_line, header, problems)
    if any(problem.is_error for problem in problems):
        return Roster((), tuple(problems), encoding, delimiter)
    rows: list[RosterRow] = []
    for count, (line, cells) in enumerate(records, start=1):
        if count > MAXIMUM_LINES:
            problems.append(RosterProblem(line, RosterFault.TOO_MANY_LINES, value=str(MAXIMUM_LINES)))
            return Roster((), tuple(problems), encoding, delimiter)
        if row := _row(line, cells, columns, len(header), problems):
            rows.append(row)
    if not rows and not any(problem.is_error for problem in problems):
        problems.append(RosterProblem(0, RosterFault.NO_LINE))
    problems += _duplicates(rows)
    return Roster(tuple(rows), tuple(problems), encoding, delimiter)


def check_roster(roster: Roster, context: RosterContext) -> tuple[RosterProblem, ...]:
    """Return every problem of the file and of what it asks for there, in the order of the lines."""
    problems = list(roster.problems)
    for row in roster.rows:
        problems += _known(row, context)
        problems += _place(row, context)
        problems += _resits(row, context)
        problems += _accommodation(row, context)
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _refused(fault: RosterFault) -> Roster:
    return Roster((), (RosterProblem(0, fault),))


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    known = {
        delimiter: sum(
            folded(cell) in _COLUMN_OF for cell in next(csv.reader([header], delimiter=delimiter), [])
        )
        for delimiter in DELIMITERS
    }
    return max(DELIMITERS, key=lambda delimiter: (known[delimiter], header.count(delimiter)))


def _records(text: str, delimiter: str, problems: list[RosterProblem]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
    except csv.Error:
        # Beyond a quote that does not close nothing can be told apart: the rest is not read at all.
        problems.append(RosterProblem(before + 1, RosterFault.QUOTES))


def _columns(line: int, header: list[str], problems: list[RosterProblem]) -> dict[int, str]:
    columns = {
        index: _COLUMN_OF[folded(cell)] for index, cell in enumerate(header) if folded(cell) in _COLUMN_OF
    }
    if not columns:
        problems.append(RosterProblem(line, RosterFault.NO_HEADER))
        return {}
    names = list(columns.values())
    repeated = sorted({name for name in names if names.count(name) > 1})
    problems += [RosterProblem(line, RosterFault.REPEATED_COLUMN, column=name) for name in repeated]
    missing = [name for name in REQUIRED if name not in names]
    problems += [RosterProblem(line, RosterFault.MISSING_COLUMN, column=name) for name in missing]
    for index, cell in enumerate(header):
        if cell and index not in columns:
            problems.append(RosterProblem(line, RosterFault.UNKNOWN_COLUMN, value=cell[:LONGEST_VALUE]))
    return columns


def _row(
    line: int, cells: list[str], columns: dict[int, str], width: int, problems: list[RosterProblem]
) -> RosterRow | None:
    beyond = [cell for index, cell in enumerate(cells) if index >= width and cell]
    if beyond:
        problems.append(RosterProblem(line, RosterFault.CELLS, value=beyond[0][:LONGEST_VALUE]))
        return None
    values = {name: cells[index] if index < len(cells) else "" for index, name in columns.items()}
    found = list(_faults(line, values))
    problems += found
    if any(problem.is_error for problem in found):
        return None
    blocks = tuple(
        dict.fromkeys(re.split(r"[\s,;/+|]+", values.get("blocks", "").strip()))
        if values.get("blocks")
        else ()
    )
    return RosterRow(
        line=line,
        email=values["email"].lower(),
        last_name=values["last_name"],
        first_name=values["first_name"],
        birth_name=values.get("birth_name", ""),
        sex=_SEX_OF.get(folded(values.get("sex", "")), ""),
        birth_date=_date(values.get("birth_date", "")),
        birth_place=values.get("birth_place", ""),
        route=_ROUTE_OF[folded(values["route"])],
        centre=values.get("centre", ""),
        trainer=values.get("trainer", "").lower(),
        blocks=tuple(block.upper() for block in blocks),
        accommodation=values.get("accommodation", ""),
        extra_minutes=int(values.get("extra_minutes") or 0),
    )


LONGEST = {"birth_name": 60, "birth_place": 100, "last_name": 150, "first_name": 150}
CHECKS: tuple[tuple[str, RosterFault, Callable[[str], bool]], ...] = (
    ("email", RosterFault.BAD_EMAIL, lambda text: EMAIL.fullmatch(text) is not None),
    ("birth_date", RosterFault.BAD_DATE, lambda text: _date(text) is not None),
    ("sex", RosterFault.BAD_SEX, lambda text: folded(text) in _SEX_OF),
    ("route", RosterFault.BAD_ROUTE, lambda text: folded(text) in _ROUTE_OF),
    ("extra_minutes", RosterFault.BAD_NUMBER, lambda text: re.fullmatch(r"[0-9]{1,3}", text) is not None),
)


def _faults(line: int, values: dict[str, str]) -> Iterator[RosterProblem]:
    for name in REQUIRED:
        if not values[name]:
            yield RosterProblem(line, RosterFault.REQUIRED, name)
    for name, value in values.items():
        longest = LONGEST.get(name, LONGEST_VALUE)
        if len(value) > longest:
            yield RosterProblem(line, RosterFault.TOO_LONG, name, str(longest))
        elif any(unicodedata.category(char) == "Cc" for char in value):
            yield RosterProblem(line, RosterFault.CONTROL, name)
    for name, fault, is_well_formed in CHECKS:
        text = values.get(name, "")
        if text and not is_well_formed(text):
            yield RosterProblem(line, fault, name, text[:LONGEST_VALUE])


def _date(text: str) -> date | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no time zone)
        except ValueError:
            continue
        return found if found.year >= 1900 else None  # noqa: PLR2004 (the State's flows begin in 1900)
    return None


def _duplicates(rows: list[RosterRow]) -> Iterator[RosterProblem]:
    first: dict[str, int] = {}
    for row in rows:
        if row.email in first:
            yield RosterProblem(row.line, RosterFault.DUPLICATE, "email", str(first[row.email]))
        first.setdefault(row.email, row.line)


def _known(row: RosterRow, context: RosterContext) -> Iterator[RosterProblem]:
    if row.email in context.enrolled:
        yield RosterProblem(row.line, RosterFault.ALREADY_ENROLLED, "email", row.email)
    elif row.email in context.accounts:
        known_name = context.accounts[row.email]
        if folded(known_name) != folded(row.last_name):
            yield RosterProblem(row.line, RosterFault.OTHER_NAME, "last_name", row.last_name)
        else:
            yield RosterProblem(row.line, RosterFault.KNOWN_PERSON, "email", row.email)
    elif not (row.sex and row.birth_date and row.birth_place):
        yield RosterProblem(row.line, RosterFault.NO_IDENTITY)


def _place(row: RosterRow, context: RosterContext) -> Iterator[RosterProblem]:
    if row.centre and folded(row.centre) not in context.centres:
        yield RosterProblem(row.line, RosterFault.UNKNOWN_CENTRE, "centre", row.centre)
    elif not row.centre:
        fault = RosterFault.DEFAULT_CENTRE if context.default_centre else RosterFault.REQUIRED
        yield RosterProblem(row.line, fault, "centre")
    if row.trainer and row.trainer not in context.trainers:
        yield RosterProblem(row.line, RosterFault.UNKNOWN_TRAINER, "trainer", row.trainer)
    for block in row.blocks:
        if block not in context.block_codes:
            yield RosterProblem(row.line, RosterFault.UNKNOWN_BLOCK, "blocks", block)
    if not row.blocks:
        said = ", ".join(wanted_blocks(row, context))
        yield RosterProblem(row.line, RosterFault.ALL_BLOCKS, "blocks", said)


def wanted_blocks(row: RosterRow, context: RosterContext) -> tuple[str, ...]:
    """Return the blocks a line asks for: without any, those of the session that are not acquired yet."""
    if row.blocks:
        return row.blocks
    acquired = context.acquired.get(row.email, frozenset())
    return tuple(code for code in context.block_codes if code not in acquired) or context.block_codes


def _resits(row: RosterRow, context: RosterContext) -> Iterator[RosterProblem]:
    if row.email in context.enrolled:
        return
    wanted, refused = wanted_blocks(row, context), context.refused_blocks.get(row.email, {})
    for code in wanted:
        if code in refused:
            yield RosterProblem(row.line, RosterFault.BLOCK_REFUSED, "blocks", refused[code])
    if left := [code for code in context.block_codes if not row.blocks and code not in wanted]:
        yield RosterProblem(row.line, RosterFault.ACQUIRED_BLOCKS, "blocks", ", ".join(left))


def _accommodation(row: RosterRow, context: RosterContext) -> Iterator[RosterProblem]:
    if row.extra_minutes and not row.accommodation:
        yield RosterProblem(row.line, RosterFault.EXTRA_WITHOUT_MEASURE, "accommodation")
    if row.extra_minutes > context.most_extra_minutes:
        yield RosterProblem(
            row.line, RosterFault.TOO_MUCH_EXTRA, "extra_minutes", str(context.most_extra_minutes)
        )
