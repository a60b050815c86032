"""Every term of the objective, by cases worked out by hand and against a naive restatement."""

from dataclasses import fields, replace

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from preuve.domain.planning.costs import changed_convocations, objective
from preuve.domain.planning.errors import UnknownReferenceError
from preuve.domain.planning.model import (
    Defence,
    GenderMix,
    Interval,
    NamedSeat,
    PanelMember,
    Plan,
    PlanStatus,
    Weights,
)
from tests.factories.timetables import candidate, defence, good, panel, problem, with_candidate, with_juror

ONES = Weights(**{weight.name: 1 for weight in fields(Weights)})
COUNTED = problem(weights=ONES)


def counts(given, defences, previous=None):
    cost = objective(given, defences, previous)
    assert cost.total == sum(cost.terms.values())
    return {name: count for name, count in cost.terms.items() if count}


def test_terms_of_a_plan_worked_out_by_hand():
    # Mornings: j1 j2 j3 hear c1, c2; j4 j5 j6 hear c3. Afternoon of the next day: j1 j2 j6 hear c4. c2 waits
    # two slots. j1 and j2 have three defences, j4 one.
    assert counts(COUNTED, good()) == {"juror_half_day": 9, "candidate_wait": 2, "balance": 2}


def test_weights_multiply_and_every_term_is_there():
    assert objective(problem(), good()[:3]).terms == {
        "placed": 1_000_000,
        "juror_half_day": 6000,
        "juror_gap": 0,
        "candidate_wait": 10,
        "balance": 20,
        "gender": 0,
        "room_change": 0,
        "wish": 0,
        "convocation_change": 0,
    }


def test_nobody_heard_costs_the_candidates_only():
    assert counts(COUNTED, ()) == {"placed": 4}


def test_idle_slots_are_those_between_defences_of_a_half_day():
    defences = [
        defence("c1", 0, 0, "A", "j1", "j2", "j3"),
        defence("c2", 0, 4, "A", "j1", "j2", "j3"),
        defence("c3", 0, 8, "B", "j1", "j2", "j3"),
    ]

    assert counts(COUNTED, defences) == {
        "placed": 1,
        "juror_half_day": 6,
        "juror_gap": 3 * 2,
        "candidate_wait": 4,
    }


def test_a_long_defence_leaves_no_idle_slot_under_it():
    long = with_candidate(COUNTED, "c1", slots=6)
    defences = [good()[0], defence("c2", 0, 2, "B", "j1", "j2", "j3")]

    assert "juror_gap" not in counts(long, defences)


@pytest.mark.parametrize(
    ("available", "slot", "waits"),
    [
        (None, 8, 0),
        (None, 10, 2),
        (None, 3, 3),
        ((Interval(0, 0, 16),), 10, 2),
        ((Interval(0, 9, 16),), 10, 1),
        ((Interval(0, 8, 9), Interval(0, 10, 14)), 11, 1),
        ((Interval(0, 10, 14), Interval(0, 8, 10)), 11, 3),
        ((Interval(0, 0, 3), Interval(1, 0, 16)), 2, 2),
        ((Interval(1, 0, 16),), 2, 0),
    ],
)
def test_a_candidate_waits_from_opening_or_from_their_own_arrival(available, slot, waits):
    given = with_candidate(COUNTED, "c1", available=available)

    terms = objective(given, [defence("c1", 0, slot, "A", "j1", "j2", "j3")]).terms

    assert terms["candidate_wait"] == waits


def test_without_lunch_the_day_opens_once():
    given = problem(weights=ONES, days=tuple(replace(day, lunch=None) for day in COUNTED.days))

    assert objective(given, [defence("c1", 0, 10, "A", "j1", "j2", "j3")]).terms["candidate_wait"] == 10


def test_a_panel_of_one_sex_costs_unless_the_mix_is_off_or_seats_are_named():
    men = [defence("c1", 0, 0, "A", "j2", "j4", "j6")]
    mixed = replace(COUNTED, panel=replace(COUNTED.panel, gender_mix=GenderMix.PREFER))
    required = replace(COUNTED, panel=replace(COUNTED.panel, gender_mix=GenderMix.REQUIRE))
    seats = with_candidate(mixed, "c1", seats=(NamedSeat("chair", ("j2",)),))

    assert [objective(each, men).terms["gender"] for each in (COUNTED, mixed, required, seats)] == [
        0,
        1,
        1,
        0,
    ]
    assert objective(mixed, good()).terms["gender"] == 0


def test_rooms_beyond_the_first_of_a_half_day():
    defences = [good()[0], replace(good()[1], room="B")]

    assert counts(COUNTED, defences)["room_change"] == 3


@pytest.mark.parametrize(
    ("wishes", "unmet"),
    [
        ((), 0),
        ((Interval(0, 5, 9),), 1),
        ((Interval(0, 0, 1), Interval(1, 15, 16)), 0),
        ((Interval(0, 6, 8),), 2),
        ((Interval(0, 8, 16), Interval(1, 0, 8)), 2),
    ],
)
def test_half_days_of_a_juror_that_meet_no_wish(wishes, unmet):
    assert objective(with_juror(COUNTED, "j1", wishes=wishes), good()).terms["wish"] == unmet


@pytest.mark.parametrize(
    ("wishes", "unmet"),
    [
        ((Interval(0, 2, 4),), 0),
        ((Interval(0, 2, 3), Interval(0, 3, 4)), 1),
        ((Interval(1, 0, 16),), 1),
        ((Interval(0, 3, 16),), 1),
        ((Interval(0, 0, 3),), 1),
    ],
)
def test_a_defence_lies_whole_in_one_wish(wishes, unmet):
    assert objective(with_candidate(COUNTED, "c2", wishes=wishes), good()).terms["wish"] == unmet


def test_convocations_taken_back_or_changed():
    before = good()
    swapped = replace(before[0], panel=panel("j1", "j2", "j4"))
    new_chair = replace(before[0], panel=panel("j2", "j1", "j3"))

    assert changed_convocations(before, before) == 0
    assert changed_convocations(before, before[1:]) == 4
    assert changed_convocations(before[1:], before) == 0
    assert changed_convocations(before, (swapped, *before[1:])) == 1
    assert changed_convocations(before, (new_chair, *before[1:])) == 0
    assert changed_convocations(before, (replace(before[0], room="B"), *before[1:])) == 4
    assert objective(COUNTED, before[1:], Plan(PlanStatus.FEASIBLE, before)).terms["convocation_change"] == 4


@pytest.mark.parametrize(
    ("changes", "kind", "found"),
    [
        ({"candidate": "x"}, "candidate", "x"),
        ({"day": 2}, "day", 2),
        ({"panel": panel("x")}, "juror", "x"),
    ],
)
def test_a_cost_needs_what_exists(changes, kind, found):
    with pytest.raises(UnknownReferenceError) as raised:
        objective(problem(), (replace(good()[0], **changes),))

    assert (raised.value.kind, raised.value.found) == (kind, found)


NAMES = [f"j{number}" for number in range(1, 7)]
INTERVALS = st.builds(
    lambda day, first, length: Interval(day, first, min(16, first + length)),
    st.integers(0, 1),
    st.integers(0, 15),
    st.integers(1, 8),
)
DEFENCES = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from([0, 1, 2, 3, 4, 5, 8, 9, 10, 12]),
        st.sampled_from("AB"),
        st.permutations(NAMES).map(lambda names: names[:3]),
    ),
    max_size=4,
)


@st.composite
def sessions(draw):
    session = problem(
        weights=Weights(*(draw(st.integers(0, 9)) for _ in fields(Weights))),
        panel=replace(problem().panel, gender_mix=draw(st.sampled_from(GenderMix))),
        candidates=tuple(
            candidate(
                f"c{number}",
                slots=draw(st.integers(1, 3)),
                available=draw(st.none() | st.lists(INTERVALS, max_size=3).map(tuple)),
                wishes=tuple(draw(st.lists(INTERVALS, max_size=2))),
            )
            for number in range(1, 5)
        ),
    )
    for name in NAMES:
        session = with_juror(session, name, wishes=tuple(draw(st.lists(INTERVALS, max_size=2))))
    return session


def plan_of(rows):
    return tuple(
        Defence(f"c{number}", day, slot, room, tuple(PanelMember(name, "member") for name in names))
        for number, (day, slot, room, names) in enumerate(rows, 1)
    )


def naive(session, defences, before):
    """The definitions of `Weights` slot by slot, with no thought of speed."""
    length = {each.id: each.slots for each in session.candidates}
    halves = [(day, half) for day in (0, 1) for half in (range(6), range(8, 16))]
    sits = [(name, item) for item in defences for name in {member.juror for member in item.panel}]
    loads = [sum(name == other for name, _ in sits) for other in {name for name, _ in sits}]
    terms = dict.fromkeys((weight.name for weight in fields(Weights)), 0)
    terms["placed"] = len(session.candidates) - len({item.candidate for item in defences})
    terms["balance"] = max(loads, default=0) - min(loads, default=0)
    for juror in session.jurors:
        for day, half in halves:
            own = [item for name, item in sits if name == juror.id and item.day == day and item.slot in half]
            if not own:
                continue
            terms["juror_half_day"] += 1
            terms["room_change"] += len({item.room for item in own}) - 1
            busy = {slot for item in own for slot in range(item.slot, item.slot + length[item.candidate])}
            terms["juror_gap"] += len(set(range(min(busy), max(busy))) - busy)
            wished = {
                slot for wish in juror.wishes if wish.day == day for slot in range(wish.first, wish.last)
            }
            terms["wish"] += bool(juror.wishes) and wished.isdisjoint(half)
    sexes = {juror.id: juror.gender for juror in session.jurors}
    for item in defences:
        own = next(each for each in session.candidates if each.id == item.candidate)
        half = next(half for day, half in halves if item.slot in half)
        there = set(half)
        if own.available is not None:
            there &= {
                slot
                for each in own.available
                if each.day == item.day
                for slot in range(each.first, each.last)
            }
        slot = item.slot
        while slot in there and slot - 1 in there:
            slot -= 1
            terms["candidate_wait"] += 1
        terms["gender"] += (
            session.panel.gender_mix is not GenderMix.OFF and len({sexes[m.juror] for m in item.panel}) < 2
        )
        heard = set(range(item.slot, item.slot + own.slots))
        terms["wish"] += bool(own.wishes) and not any(
            wish.day == item.day and heard <= set(range(wish.first, wish.last)) for wish in own.wishes
        )
    for old in before:
        for person in [None, *(member.juror for member in old.panel)]:
            terms["convocation_change"] += not any(
                (new.candidate, new.day, new.slot, new.room) == (old.candidate, old.day, old.slot, old.room)
                and (person is None or person in {member.juror for member in new.panel})
                for new in defences
            )
    return {name: count * getattr(session.weights, name) for name, count in terms.items()}


@settings(max_examples=150, deadline=None)
@example(session=sessions(), rows=DEFENCES, before=DEFENCES)
def test_terms_equal_a_naive_restatement(session, rows, before):
    plan, old = plan_of(rows), plan_of(before)

    assert objective(session, plan, Plan(PlanStatus.FEASIBLE, old)).terms == naive(session, plan, old)
