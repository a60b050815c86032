"""Problems made up: the same for the same seed, readable, and like real sessions."""

import pytest

from preuve.domain.planning.model import AvailabilityCounts, Weights
from preuve.domain.planning.problem_json import read_problem, write_problem
from preuve.domain.planning.reasons import ReasonCode, reasons
from preuve.timetabling.generate import DEFENCE_SLOTS, LONG_DEFENCE_SLOTS, named_seats, session


@pytest.mark.parametrize("make", [session, named_seats])
def test_a_seed_gives_one_problem_that_can_be_read_back(make):
    first = make(40, seed=3)

    assert make(40, seed=3) == first
    assert make(40, seed=4) != first
    assert read_problem(write_problem(first)) == first


def test_a_session_has_all_that_makes_sessions_hard():
    made = session(200, seed=1)

    assert len(made.candidates) == 200
    assert len(made.days) == 15
    assert {room.id.split("-")[0] for room in made.rooms} == {"LYON", "PARIS"}
    assert {candidate.slots for candidate in made.candidates} == {DEFENCE_SLOTS, LONG_DEFENCE_SLOTS}
    assert any(candidate.route == "VAE" for candidate in made.candidates)
    assert any(candidate.conflicts for candidate in made.candidates)
    assert any(len(juror.blocks) < 4 for juror in made.jurors)
    assert {reasons(made, each.id)[0].code for each in made.candidates} == {ReasonCode.COMPETITION}


def test_named_seats_follow_the_published_kind():
    made = named_seats(30, seed=1)

    assert made.availability_counts is AvailabilityCounts.START_ONLY
    assert made.weights == Weights(1, 0, 0, 0, 0, 0, 0, 0, 0)
    assert all(len(candidate.seats) == 3 for candidate in made.candidates)


@pytest.mark.parametrize("candidates", [1, 12])
def test_the_smallest_sessions_can_be_made(candidates):
    assert len(session(candidates, weeks=1).candidates) == candidates
    assert len(named_seats(candidates).candidates) == candidates
