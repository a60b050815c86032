from datetime import date

import pytest

from preuve.web.sessions.roster import (
    MAXIMUM_LINES,
    RosterContext,
    RosterFault,
    RosterProblem,
    RosterRow,
    check_roster,
    read_roster,
)

HEADER = "Adresse électronique;Nom;Prénom;Voie d’accès;Centre;Blocs"
LINE = "anne@ecole.example;Le Goff;Anaïs;apprentissage;Rennes;BC1"
ROW = RosterRow(
    2, "anne@ecole.example", "Le Goff", "Anaïs", route="apprenticeship", centre="Rennes", blocks=("BC1",)
)
CONTEXT = RosterContext(
    block_codes=("BC1", "BC2"),
    centres={"rennes": 7},
    default_centre=7,
    trainers={"f@ecole.example": 3},
    accounts={"deja@ecole.example": "Durand"},
    enrolled=frozenset({"inscrit@ecole.example"}),
    most_extra_minutes=15,
)


def text(*lines, header=HEADER):
    return "\r\n".join([header, *lines]) + "\r\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("cp1252", "Latin-1"),
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_encoding_and_delimiter_reads_the_same(encoding, said, delimiter):
    roster = read_roster(text(LINE).replace(";", delimiter).encode(encoding))
    assert (roster.rows, roster.problems) == ((ROW,), ())
    assert (roster.encoding, roster.delimiter) == (said, delimiter)


def test_english_headers_and_values():
    header = "email,last name,First Name,ROUTE,date of birth,gender,extra minutes,accommodation"
    roster = read_roster(
        text('a@b.example,"Smith, Jr",Al,VAE,1999-04-02,female,10,extra time', header=header).encode()
    )
    assert roster.problems == ()
    row = roster.rows[0]
    assert (row.last_name, row.route, row.birth_date, row.sex, row.extra_minutes) == (
        "Smith, Jr",
        "vae",
        date(1999, 4, 2),
        "F",
        10,
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", RosterProblem(0, RosterFault.EMPTY)),
        (b"  \r\n", RosterProblem(0, RosterFault.EMPTY)),
        (b"PK\x03\x04\x00\x00binaire", RosterProblem(0, RosterFault.NOT_TEXT)),
        (b"rien;du;tout\r\n1;2;3\r\n", RosterProblem(1, RosterFault.NO_HEADER)),
        (text().encode(), RosterProblem(0, RosterFault.NO_LINE)),
        (
            text(LINE, header="email;nom;nom;prénom;voie;blocs").encode(),
            RosterProblem(1, RosterFault.REPEATED_COLUMN, "last_name"),
        ),
        (
            text("x", header="email;nom;prénom").encode(),
            RosterProblem(1, RosterFault.MISSING_COLUMN, "route"),
        ),
        (text(LINE, LINE).encode(), RosterProblem(3, RosterFault.DUPLICATE, "email", "2")),
        (text(LINE + ";surplus").encode(), RosterProblem(2, RosterFault.CELLS, value="surplus")),
        (text('a@b.example;"Le Goff;Anne').encode(), RosterProblem(2, RosterFault.QUOTES)),
        (
            text("", LINE.replace("@", "")).encode(),
            RosterProblem(3, RosterFault.BAD_EMAIL, "email", "anneecole.example"),
        ),
        (
            text(LINE.replace("apprentissage", "?")).encode(),
            RosterProblem(2, RosterFault.BAD_ROUTE, "route", "?"),
        ),
        (text(LINE.replace("Le Goff", "")).encode(), RosterProblem(2, RosterFault.REQUIRED, "last_name")),
        (
            text(LINE.replace("Le Goff", "x" * 151)).encode(),
            RosterProblem(2, RosterFault.TOO_LONG, "last_name", "150"),
        ),
        (
            text(LINE.replace("Le Goff", "Le\x07Goff")).encode(),
            RosterProblem(2, RosterFault.CONTROL, "last_name"),
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(data, problem):
    assert read_roster(data).problems == (problem,)


def test_a_record_over_two_lines_keeps_the_number_of_its_first():
    roster = read_roster(text('a@b.example;"Le\r\nGoff";Anne;vae;;', LINE.replace("anne", "@")).encode())
    assert [(problem.line, problem.fault) for problem in roster.problems] == [
        (2, RosterFault.CONTROL),
        (4, RosterFault.BAD_EMAIL),
    ]


def test_more_lines_than_allowed_are_refused_whole():
    lines = [LINE.replace("anne", f"a{n}") for n in range(MAXIMUM_LINES + 1)]
    roster = read_roster(text(*lines).encode())
    assert roster.rows == ()
    assert roster.problems == (RosterProblem(MAXIMUM_LINES + 2, RosterFault.TOO_MANY_LINES, value="5000"),)


def test_what_the_base_knows():
    header = "email;nom;prénom;voie;centre;formateur;blocs;aménagement;minutes;extra minutes"
    lines = [
        "inscrit@ecole.example;A;A;vae;Rennes;;BC1;;;",
        "deja@ecole.example;Dupond;A;vae;rennes;;BC1;;;",
        "deja@ecole.example2;A;A;vae;Nantes;x@y.example;BC9;;;",
        "n@ecole.example;A;A;vae;;;;;;16",
    ]
    faults = [
        (problem.line, problem.fault)
        for problem in check_roster(read_roster(text(*lines, header=header).encode()), CONTEXT)
    ]
    assert faults == [
        (1, RosterFault.UNKNOWN_COLUMN),
        (2, RosterFault.ALREADY_ENROLLED),
        (3, RosterFault.OTHER_NAME),
        (4, RosterFault.NO_IDENTITY),
        (4, RosterFault.UNKNOWN_CENTRE),
        (4, RosterFault.UNKNOWN_TRAINER),
        (4, RosterFault.UNKNOWN_BLOCK),
        (5, RosterFault.NO_IDENTITY),
        (5, RosterFault.DEFAULT_CENTRE),
        (5, RosterFault.ALL_BLOCKS),
        (5, RosterFault.EXTRA_WITHOUT_MEASURE),
        (5, RosterFault.TOO_MUCH_EXTRA),
    ]
