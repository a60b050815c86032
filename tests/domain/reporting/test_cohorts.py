"""Rates of cohorts, by hand-counted rows."""

from fractions import Fraction

import pytest

from preuve.domain.reporting.cohorts import (
    Cohort,
    FollowUp,
    Horizon,
    Rate,
    Situation,
    cohorts,
    definitions,
    table,
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


def test_neutralised_and_silent_are_left_out():
    assert cohorts([*ROWS, *FEW]) == (
        Cohort(2023, Horizon.TWENTY_FOUR, 1, 0, 1, 0, Rate(1, 1, None), Rate(1, 1, None)),
        Cohort(2024, Horizon.SIX, 10, 1, 9, 2, Rate(5, 7, Fraction(5, 7)), Rate(3, 7, Fraction(3, 7))),
    )


def test_nobody_counted_is_no_rate():
    (found,) = cohorts([FollowUp("a", 2024, Horizon.SIX)], least=0)

    assert (found.employed, found.employed.enough) == (Rate(0, 0, None), False)


def test_tables():
    french, english = (table(cohorts([*ROWS, *FEW]), language) for language in ("fr", "en"))

    assert french[1:] == (
        (2023, 24, 1, 0, 1, 0, 1, 1, "pas assez de réponses", 1, "pas assez de réponses"),
        (2024, 6, 10, 1, 9, 2, 7, 5, 5 / 7, 3, 3 / 7),
    )
    assert english[1][8] == "not enough answers"
    assert french[0] == tuple(name for name, _ in definitions("fr"))
    assert len(english[0]) == len(french[0]) == len(french[1])


@pytest.mark.parametrize(
    ("rows", "row", "field"),
    [([*FEW, *FEW], 2, "holder"), ([FollowUp("a", 2024, Horizon.SIX, target_job=True)], 1, "target_job")],
)
def test_rows_that_cannot_be_counted(rows, row, field):
    with pytest.raises(CohortError) as caught:
        cohorts(rows)

    assert (caught.value.row, caught.value.field) == (row, field)
