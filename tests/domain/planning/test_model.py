"""Half-days: what lunch cuts a day into."""

from datetime import date, time

import pytest

from preuve.domain.planning.model import Day, half_day, half_days


def day(slots: int, lunch: tuple[int, int] | None) -> Day:
    return Day(date(2026, 12, 1), slots, time(9), lunch)


@pytest.mark.parametrize(
    ("slots", "lunch", "halves"),
    [
        (16, (6, 8), ((0, 0, 6), (1, 8, 16))),
        (16, None, ((0, 0, 16),)),
        (16, (0, 2), ((1, 2, 16),)),
        (16, (12, 16), ((0, 0, 12),)),
    ],
)
def test_lunch_cuts_a_day(
    slots: int, lunch: tuple[int, int] | None, halves: tuple[tuple[int, int, int], ...]
) -> None:
    assert half_days(day(slots, lunch)) == halves
    assert [half_day(day(slots, lunch), first) for _, first, _ in halves] == [
        number for number, _, _ in halves
    ]
