"""Slots as dates and hours."""

from datetime import date, datetime

import pytest

from preuve.domain.planning.calendar_words import hour_words, listed, slot_start, weekday_words, when_words
from tests.factories.timetables import problem


def test_a_slot_begins_on_the_clock_of_its_day():
    assert slot_start(problem(), 1, 9) == datetime(2026, 12, 2, 13, 30)  # noqa: DTZ001 - the place's own clock


def test_dates_and_hours_in_both_languages():
    assert weekday_words(date(2026, 12, 3), "fr") == "jeudi 3 décembre 2026"
    assert weekday_words(date(2026, 12, 3), "en") == "Thursday 3 December 2026"
    assert hour_words(slot_start(problem(), 0, 1), "fr") == "9\xa0h\xa030"
    assert when_words(problem(), 0, 0, "fr") == "le 1er décembre 2026 à 9\xa0h"
    assert when_words(problem(), 0, 0, "en") == "on 1 December 2026 at 09:00"


@pytest.mark.parametrize(
    ("names", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a et b"), (("a", "b", "c"), "a, b et c")]
)
def test_lists_end_with_and(names, said):
    assert listed(names, "fr") == said
    assert listed(names, "en") == said.replace(" et ", " and ")
