"""Dates as tools write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from preuve.domain.evidence.reading.moments import (
    from_epoch,
    month_comes_first,
    read_moment,
    seconds_between,
)

EAST = timezone(timedelta(hours=2))


def at(*parts, zone=None):
    return datetime(*parts, tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-04", at(2026, 5, 4)),
        ("2026-05-04T09:01:02Z", at(2026, 5, 4, 9, 1, 2, zone=UTC)),
        ("2026-05-04 09:01:02 UTC", at(2026, 5, 4, 9, 1, 2, zone=UTC)),
        ("2026-05-04 09:01:02 +0200", at(2026, 5, 4, 9, 1, 2, zone=EAST)),
        (
            "2026-05-04T09:01:02.123456789+02:00",
            at(2026, 5, 4, 9, 1, 2, 123456, zone=EAST),
        ),
        ("19/févr./26 7:31 PM", at(2026, 2, 19, 19, 31)),
        ("19/févr./26 12:05 AM", at(2026, 2, 19, 0, 5)),
        ("11/May/24 03:26 PM", at(2024, 5, 11, 15, 26)),
        ("1er janvier 2026", at(2026, 1, 1)),
        ("lundi 4 mai 2026 à 14h05", at(2026, 5, 4, 14, 5)),
        ("4 août 2026, 14:05:09", at(2026, 8, 4, 14, 5, 9)),
        ("March 5, 2026", at(2026, 3, 5)),
        ("Sept. 5, 2026 4:05 PM", at(2026, 9, 5, 16, 5)),
        ("15/03/2026 14:05", at(2026, 3, 15, 14, 5)),
        ("15.03.2026", at(2026, 3, 15)),
        ("2026/03/15 14:05:09", at(2026, 3, 15, 14, 5, 9)),
        ("05\u202f03 2026".replace("\u202f", "/").replace(" ", "/"), at(2026, 3, 5)),
        ("Thu, 01 Dec 1994 16:00:00 GMT", at(1994, 12, 1, 16, zone=UTC)),
        ("Thu, 01 Dec 1994 16:00:00 +0100", at(1994, 12, 1, 16, zone=timezone(timedelta(hours=1)))),
    ],
)
def test_the_dates_of_tools(text, moment):
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "hier matin",
        "32/01/2026",
        "2026-13-01",
        "4 brumaire 2026",
        "x" * 100,
        "12:30:45",
        "#12345678",
        "0/0/0000",
        "1.2.3-rc",
        "Brumaire 4, 2026",
        "abc def ghi",
        "§ mai 2026",
    ],
)
def test_what_is_no_date(text):
    assert read_moment(text) is None


def test_months_come_first_only_when_told():
    assert read_moment("6/21/2025 16:14") is None
    assert read_moment("6/21/2025 16:14", month_first=True) == at(2025, 6, 21, 16, 14)


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["6/21/2025", "1/2/2025"], True),
        (["21/6/2025", "1/2/2025"], False),
        (["1/2/2025"], False),
        (["21/6/2025", "6/21/2025"], False),
        (["2025/06/21", "x"], False),
    ],
)
def test_the_order_of_a_column(texts, first):
    assert month_comes_first(texts) is first


def test_seconds_of_the_epoch():
    assert from_epoch(0) == at(1970, 1, 1, zone=UTC)
    assert from_epoch(1.5) == at(1970, 1, 1, 0, 0, 1, 500000, zone=UTC)
    assert [from_epoch(each) for each in (-1, 1e12, float("nan"))] == [None, None, None]


def test_seconds_between_a_moment_with_a_zone_and_one_without_are_unknown():
    naive, aware = at(2026, 1, 1), at(2026, 1, 1, zone=UTC)

    assert seconds_between(naive, naive + timedelta(hours=1)) == 3600
    assert seconds_between(aware, aware - timedelta(seconds=1)) == -1
    assert seconds_between(naive, aware) is None
