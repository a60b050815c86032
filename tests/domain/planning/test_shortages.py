"""What there is too little of for everybody, by counting: against plans that exist, and by hand."""

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given as example
from hypothesis import settings

from preuve.domain.planning.explain import explain
from preuve.domain.planning.explanation import conflict_sentences
from preuve.domain.planning.model import AvailabilityCounts, Interval, NamedSeat, Room
from preuve.domain.planning.shortages import Shortage, ShortageKind, shortages
from preuve.domain.planning.solve import solve
from tests.domain.planning.solve.solve_cases import problems
from tests.factories.timetables import problem, with_candidate, with_juror


def limited(**changes):
    given = problem()
    return replace(given, jurors=tuple(replace(each, **changes) for each in given.jurors))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        # Six jurors; days of 6 and 8 slots around lunch, defences of two: seven a day for each.
        ({"max_per_day": 0}, 0),
        ({"max_per_day": 1, "max_days": 1}, 6),
        ({"max_defences": 1}, 6),
        ({"available": (Interval(0, 5, 9),)}, 0),
        ({"available": (Interval(0, 4, 7), Interval(1, 9, 12)), "max_days": 1}, 6),
    ],
)
def test_seats_are_counted_by_hours_and_limits(changes, found):
    """Four candidates before panels of three."""
    assert shortages(limited(**changes)) == (Shortage(ShortageKind.JUROR_SEATS, found, 12),)


def test_rooms_are_counted_by_their_open_slots_without_lunch():
    given = problem(rooms=(Room("A", (Interval(0, 4, 9),)), Room("B", (Interval(1, 0, 4),))))
    assert shortages(given) == (Shortage(ShortageKind.ROOM_SLOTS, 7, 8),)
    assert shortages(problem(rooms=(Room("A", (Interval(0, 4, 9), Interval(1, 0, 5))),))) == ()


def test_named_seats_count_as_they_are_and_nothing_is_counted_by_the_first_slot_alone():
    seated = with_candidate(limited(max_defences=1), "c1", seats=(NamedSeat("head", ("j1",)),))
    assert shortages(seated) == (Shortage(ShortageKind.JUROR_SEATS, 6, 10),)
    assert shortages(replace(seated, availability_counts=AvailabilityCounts.START_ONLY)) == ()
    assert shortages(replace(seated, candidates=())) == ()


def test_a_shortage_is_said_before_the_conflict():
    given = limited(max_defences=1)
    found = explain(given, clock=lambda: 0.0)
    assert conflict_sentences(given, found, "fr")[0] == (
        "Tous ne peuvent être placés : leurs jurys demandent 12 présences de jurés, "
        "les disponibilités et limites des jurés en permettent 6 au plus."
    )
    late = explain(given, clock=count(step=100).__next__)
    assert (late.candidates, conflict_sentences(given, late, "en")) == (
        (),
        (
            (
                "Not everybody can be placed: their panels ask for 12 seats of jurors, "
                "the availability and limits of jurors allow 6 at most."
            ),
        ),
    )
    assert explain(with_juror(problem(), "j1", max_defences=1), clock=lambda: 0.0).shortages == ()


@settings(max_examples=60, deadline=None, derandomize=True)
@example(problems())
def test_nothing_lacks_where_everybody_is_placed(given):
    plan = solve(given, clock=count(step=0.001).__next__)
    if len(plan.defences) == len(given.candidates):
        assert shortages(given) == ()
