"""Hours to slots and back, on the clock of the place."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from preuve.domain.planning.model import Day, Interval
from preuve.web.sessions.models import TimetableSettings
from preuve.web.sessions.queries.grid import Grid, grid_of, half_day_times, settings_of

PARIS = ZoneInfo("Europe/Paris")
DAY = Day(date(2027, 1, 11), 36, time(9), (14, 18))


def at(hour: int, minute: int = 0, day: int = 11) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def grid():
    return Grid((DAY, Day(date(2027, 1, 12), 36, time(9), (14, 18))), 15)


def test_a_slot_begins_on_the_clock_of_the_place(grid):
    assert grid.starts_at(1, 5) == at(10, 15, day=12)


@pytest.mark.parametrize(
    ("moment", "place"),
    [
        (at(9), (0, 0)),
        (at(10, 15, day=12), (1, 5)),
        (at(17, 45), (0, 35)),
        (at(18), None),
        (at(8, 45), None),
        (at(9, 10), None),
        (at(9, day=13), None),
        (at(9).replace(second=1), None),
    ],
)
def test_only_a_moment_of_the_grid_has_a_place(grid, moment, place):
    assert grid.place_of(moment) == place


def test_minutes_are_rounded_up_to_slots(grid):
    assert [grid.slots_for(minutes) for minutes in (15, 45, 46, 60)] == [1, 3, 4, 4]


def test_times_keep_whole_slots_or_all_they_touch(grid):
    times = [(at(9, 10), at(10, 20)), (at(16), at(23)), (at(22, day=12), at(23, day=12))]
    assert grid.inside(times) == (Interval(0, 1, 5), Interval(0, 28, 36))
    assert grid.touched(times) == (Interval(0, 0, 6), Interval(0, 28, 36))


def test_a_night_is_cut_by_the_days(grid):
    assert grid.inside([(at(17), at(10, day=12))]) == (Interval(0, 32, 36), Interval(1, 0, 4))


def test_what_is_taken_elsewhere_is_left_out(grid):
    free = grid.less((Interval(0, 0, 14),), [(at(9, 40), at(10, 5))])
    assert free == (Interval(0, 0, 2), Interval(0, 5, 14))
    assert grid.without([]) == (Interval(0, 0, 36), Interval(1, 0, 36))


def test_half_days_are_those_that_lunch_leaves(grid):
    assert half_day_times(grid, 0) == [(at(9), at(12, 30)), (at(13, 30), at(18))]
    whole = Grid((Day(DAY.date, 8, time(9)),), 15)
    assert half_day_times(whole, 0) == [(at(9), at(11))]


def test_the_days_of_a_session_leave_out_weekends_and_closed_days(session):
    session.ends_on = session.starts_on + timedelta(days=7)
    settings = settings_of(session)
    settings.closed_days = [date(2027, 1, 13)]
    days = grid_of(session, settings).days
    assert [day.date.day for day in days] == [11, 12, 14, 15, 18]
    assert days[0] == DAY
    settings.weekends = True
    assert [day.date.day for day in grid_of(session, settings).days] == [11, 12, 14, 15, 16, 17, 18]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"closes": time(17, 50)}, (35, (14, 18))),
        ({"lunch_starts": None, "lunch_ends": None}, (36, None)),
        ({"lunch_starts": time(12, 25), "lunch_ends": time(13, 35)}, (36, (13, 19))),
        ({"slot_minutes": 60}, (9, (3, 5))),
    ],
)
def test_only_whole_slots_count(session, changes, expected):
    settings = TimetableSettings(session=session, **changes)
    day = grid_of(session, settings).days[0]
    assert (day.slots, day.lunch) == expected
