"""Rates of cohorts, by hand-counted rows and by a naive restatement on random ones."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuve.domain.reporting.cohorts import (
    NEUTRALISED,
    Cohort,
    FollowUp,
    Horizon,
    Rate,
    Situation,
    cohorts,
)
from preuve.domain.reporting.cohorts_sheet import (
    detail_definitions,
    detail_table,
    public_definitions,
    public_sheet,
    safe_cells,
)
from preuve.domain.reporting.errors import CohortError

ANSWERS = [
    *[(Situation.JOB, True)] * 3, *[(Situation.JOB, False)] * 2, (Situation.SEARCH, False),
    (Situation.OTHER, False), (Situation.STUDIES, False), (Situation.INCAPACITY, False), (None, False),
]  # fmt: skip
ROWS = [
    FollowUp(str(rank), 2024, Horizon.SIX, rank == 0, situation, target)
    for rank, (situation, target) in enumerate(ANSWERS)
]
FEW = [FollowUp("a", 2023, Horizon.TWENTY_FOUR, situation=Situation.JOB, target_job=True)]
NOT_ASKED = [FollowUp(str(rank), 2024, Horizon.TWENTY_FOUR, rank == 0, asked=False) for rank in range(10)]


def test_neutralised_and_silent_are_left_out():
    assert cohorts([*ROWS, *FEW]) == (
        Cohort(2023, Horizon.TWENTY_FOUR, 1, 0, 1, 1, 0, Rate(1, 1, None), Rate(1, 1, None)),
        Cohort(2024, Horizon.SIX, 10, 1, 10, 9, 2, Rate(5, 7, Fraction(5, 7)), Rate(3, 7, Fraction(3, 7))),
    )


def test_nobody_counted_is_no_rate():
    (found,) = cohorts([FollowUp("a", 2024, Horizon.SIX)], least=0)

    assert (found.employed, found.employed.enough) == (Rate(0, 0, None), False)


def test_response_rate_is_of_those_asked():
    some = [*ROWS, *[FollowUp(f"n{rank}", 2024, Horizon.SIX, asked=False) for rank in range(5)]]
    (found,), (nobody,) = cohorts(some), cohorts(NOT_ASKED)

    assert (found.holders, found.asked, found.response) == (15, 10, Fraction(9, 10))
    assert (nobody.asked, nobody.response) == (0, None)


def test_detail_withholds_what_few_answers_would_tell_of_one_person():
    french, english = (
        detail_table(cohorts([*ROWS, *FEW, *NOT_ASKED]), language) for language in ("fr", "en")
    )

    few, missing = "pas assez de réponses", "pas encore interrogés"
    assert french[1:] == (
        (2023, 24, 1, 0, 1, 1, 100.0, *[few] * 6),
        (2024, 6, 10, 1, 10, 9, 90.0, 2, 7, 5, 71.4, 3, 42.9),
        (2024, 24, 10, 1, 0, 0, *[missing] * 7),
    )
    assert (english[1][-1], english[3][-1]) == ("not enough answers", "not asked yet")
    for table, language in ((french, "fr"), (english, "en")):
        assert table[0] == tuple(name for name, _ in detail_definitions(language))
        assert {len(row) for row in table} == {len(table[0])}


def test_public_sheet_has_the_names_and_figures_of_the_public_sheet():
    later = [
        FollowUp(str(rank), 2024, Horizon.TWENTY_FOUR, rank == 0, situation, target)
        for rank, (situation, target) in enumerate(ANSWERS)
    ]
    names = (
        "ANNEE",
        "NOMBRE_CERTIFIES",
        "NOMBRE_CERTIFIES_VAE",
        "TAUX_INSERTION_GLOBAL_6MOIS",
        "TAUX_INSERTION_METIER_2ANS",
    )

    assert public_sheet(cohorts([*ROWS, *later, *FEW]), "fr") == (
        names,
        (2023, 1, 0, "pas encore interrogés", "pas assez de réponses"),
        (2024, 10, 1, 71, 43),
    )
    assert public_sheet(cohorts([*ROWS, *NOT_ASKED]), "en")[1] == (2024, 10, 1, 71, "not asked yet")
    assert public_sheet(cohorts(ROWS), "en")[1] == (2024, 10, 1, 71, "not asked yet")
    for language in ("fr", "en"):
        assert tuple(name for name, _ in public_definitions(language)) == names


def test_halves_round_upwards():
    rows = [
        FollowUp(str(rank), 2024, Horizon.SIX, situation=Situation.JOB if rank else Situation.SEARCH)
        for rank in range(8)
    ]

    assert public_sheet(cohorts(rows), "fr")[1][3] == 88  # 87.5


def test_cells_that_a_spreadsheet_would_run():
    cells = ("=1+1", "+33", "-2", "@SUM", "\tx", "\rx", " =1", "Paris", -2, 1.5, "")

    assert safe_cells(cells) == (
        "'=1+1",
        "'+33",
        "'-2",
        "'@SUM",
        "'\tx",
        "'\rx",
        "' =1",
        "Paris",
        -2,
        1.5,
        "",
    )


@pytest.mark.parametrize(
    ("rows", "row", "field"),
    [
        ([*FEW, *FEW], 2, "holder"),
        ([FollowUp("a", 2024, Horizon.SIX, target_job=True)], 1, "target_job"),
        ([FollowUp("a", 2024, Horizon.SIX, situation=Situation.JOB, asked=False)], 1, "asked"),
    ],
)
def test_rows_that_cannot_be_counted(rows, row, field):
    with pytest.raises(CohortError) as caught:
        cohorts(rows)

    assert (caught.value.row, caught.value.field) == (row, field)


@st.composite
def follow_ups(draw):
    keys = draw(
        st.lists(
            st.tuples(st.integers(0, 30), st.integers(2022, 2024), st.sampled_from(Horizon)),
            unique=True,
            max_size=60,
        )
    )
    rows = []
    for holder, year, horizon in keys:
        asked = draw(st.booleans())
        situation = draw(st.one_of(st.none(), st.sampled_from(Situation))) if asked else None
        target = situation is Situation.JOB and draw(st.booleans())
        rows.append(FollowUp(str(holder), year, horizon, draw(st.booleans()), situation, target, asked))
    return rows


@given(follow_ups(), st.integers(1, 8))
def test_brute_force(rows, least):
    found = cohorts(rows, least)

    assert [(row.year, row.horizon) for row in found] == sorted({(row.year, row.horizon) for row in rows})
    for cohort in found:
        here = [row for row in rows if (row.year, row.horizon) == (cohort.year, cohort.horizon)]
        asked = answered = counted = job = target = vae = 0
        for row in here:
            vae += 1 if row.vae else 0
            asked += 1 if row.asked else 0
            answered += 1 if row.situation else 0
            counts = row.situation in {"job", "search", "other"}
            counted += 1 if counts else 0
            job += 1 if row.situation == "job" else 0
            target += 1 if row.target_job else 0
        assert (cohort.holders, cohort.holders_by_vae) == (len(here), vae)
        assert (cohort.asked, cohort.respondents, cohort.neutralised) == (asked, answered, answered - counted)
        for rate, figure in ((cohort.employed, job), (cohort.in_target_job, target)):
            assert (rate.counted, rate.base) == (figure, counted)
            assert rate.enough == (counted >= least)
            assert rate.value is None or rate.value == Fraction(figure, counted)
    assert {"studies", "incapacity"} == NEUTRALISED


@given(follow_ups())
def test_no_table_says_a_count_of_few(rows):
    for cohort, row in zip(cohorts(rows), detail_table(cohorts(rows), "fr")[1:], strict=True):
        assert all(isinstance(cell, str) for cell in row[7:]) == (cohort.employed.base < 5)
