"""Tiny problems for Hypothesis, and the least cost of one by trying everything, from the model's words."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from itertools import combinations, count, permutations, product

from hypothesis import strategies as st

from preuve.domain.planning.model import (
    AvailabilityCounts,
    Candidate,
    Day,
    Defence,
    GenderMix,
    Interval,
    Juror,
    NamedSeat,
    PanelMember,
    PanelRules,
    PanelScope,
    Pin,
    Plan,
    PlanStatus,
    Problem,
    Room,
    Weights,
)

SLOTS = 4


def clock():
    """A clock that counts how often it is asked."""
    ticks = count()
    return lambda: next(ticks) / 1000


intervals = st.lists(
    st.sampled_from(
        [
            Interval(0, 0, 4),
            Interval(0, 0, 2),
            Interval(0, 1, 3),
            Interval(0, 3, 4),
            Interval(1, 0, 4),
            Interval(1, 2, 4),
        ]
    ),
    max_size=2,
    unique_by=lambda each: each.day,
).map(tuple)
mostly_open = st.one_of(st.just((Interval(0, 0, 4), Interval(1, 0, 4))), intervals)
limit = st.sampled_from([None, None, 1, 2])
days = st.lists(st.sampled_from([None, (1, 2), (2, 3), (0, 1)]), min_size=1, max_size=2).map(
    lambda lunches: tuple(
        Day(date(2026, 12, 1 + n), SLOTS, time(9), lunch) for n, lunch in enumerate(lunches)
    )
)


@st.composite
def jurors(draw, number):
    return Juror(
        f"j{number}",
        frozenset(draw(st.sets(st.sampled_from(["CERT", "CFA"]), max_size=1))),
        frozenset(draw(st.sampled_from(["A", "B", "AB"]))),
        draw(st.booleans()),
        draw(st.sampled_from(["F", "M", None])),
        draw(mostly_open),
        draw(limit),
        draw(limit),
        draw(limit),
        draw(st.sampled_from([None, 1, 2])),
        draw(st.one_of(st.just(()), intervals)),
    )


@st.composite
def candidates(draw, number, people):
    seats = None
    if draw(st.integers(0, 3)) == 0:
        roles = draw(st.integers(1, 2))
        seats = tuple(
            NamedSeat(
                f"role{role}",
                tuple(draw(st.lists(st.sampled_from(people), min_size=1, max_size=3, unique=True))),
            )
            for role in range(roles)
        )
    return Candidate(
        f"c{number}",
        draw(st.integers(1, 2)),
        tuple(draw(st.sampled_from(["", "A", "B", "AB"]))),
        draw(st.sampled_from([None, "CFA"])),
        draw(st.sampled_from(["", "VAE"])),
        draw(st.one_of(st.none(), mostly_open)),
        frozenset(draw(st.sets(st.sampled_from(people), max_size=1))),
        draw(st.integers(0, 4)) == 0,
        draw(st.integers(0, 4)) == 0,
        draw(st.one_of(st.none(), st.none(), pins(people))),
        seats,
        draw(st.one_of(st.just(()), intervals)),
        draw(st.sampled_from([None, None, "p0", "p0", "p1"])),
    )


def pins(people):
    return st.builds(
        Pin,
        st.sampled_from([None, 0]),
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, "r0"]),
        st.sets(st.sampled_from(people), max_size=1).map(frozenset),
    )


weights = st.builds(
    Weights,
    placed=st.just(1000),
    juror_half_day=st.sampled_from([0, 20]),
    juror_gap=st.sampled_from([0, 3]),
    candidate_wait=st.sampled_from([0, 2]),
    balance=st.sampled_from([0, 5]),
    gender=st.sampled_from([0, 7]),
    room_change=st.sampled_from([0, 4]),
    wish=st.sampled_from([0, 6]),
    convocation_change=st.sampled_from([0, 30]),
)


@st.composite
def problems(draw):
    people = [f"j{number}" for number in range(draw(st.integers(2, 4)))]
    return Problem(
        30,
        draw(days),
        tuple(
            Room(f"r{number}", draw(mostly_open), draw(st.booleans()), draw(st.booleans()))
            for number in range(draw(st.integers(1, 2)))
        ),
        tuple(draw(jurors(number)) for number in range(len(people))),
        tuple(draw(candidates(number, people)) for number in range(draw(st.integers(2, 3)))),
        PanelRules(
            draw(st.integers(1, 2)),
            draw(st.sampled_from([Fraction(0), Fraction(1, 2)])),
            "CERT",
            draw(st.booleans()),
            draw(st.sampled_from(list(PanelScope))),
            draw(st.sampled_from(list(GenderMix))),
            draw(st.booleans()),
        ),
        draw(st.sampled_from(list(AvailabilityCounts))),
        draw(weights),
    )


def least_cost(problem, previous=None):
    """The least total, or None when the pins can't be kept: every plan is tried."""
    options = [[*_options(problem, candidate)] for candidate in problem.candidates]
    totals = [
        _cost(problem, plan, previous) for plan in _plans(problem, options) if _limits_kept(problem, plan)
    ]
    return min(totals, default=None)


def _plans(problem, options, sofar=()):
    if len(sofar) == len(options):
        yield [defence for defence in sofar if defence is not None]
        return
    for option in options[len(sofar)]:
        if option is None or all(other is None or _side_by_side(problem, option, other) for other in sofar):
            yield from _plans(problem, options, (*sofar, option))


def _slots(interval_list, day):
    return {s for i in interval_list if i.day == day for s in range(i.first, i.last)}


def _half(problem, day, slot):
    lunch = problem.days[day].lunch
    return (day, 0) if lunch is None or slot < lunch[0] else (day, 1)


def _options(problem, candidate):
    if candidate.pinned in {None, Pin()}:
        yield None
    for day, slot in product(range(len(problem.days)), range(SLOTS)):
        taken = set(range(slot, slot + candidate.slots))
        lunch = problem.days[day].lunch
        if max(taken) >= SLOTS or (lunch and taken & set(range(*lunch))):
            continue
        needed = taken if problem.availability_counts == "whole_duration" else {slot}
        if candidate.available is not None and not needed <= _slots(candidate.available, day):
            continue
        for room, panel in product(problem.rooms, _panels(problem, candidate, day, needed)):
            if (candidate.step_free and not room.step_free) or (candidate.remote and not room.remote):
                continue
            if needed <= _slots(room.open, day) and _pinned(candidate.pinned, day, slot, room, panel):
                yield Defence(candidate.id, day, slot, room.id, panel)


def _pinned(pin, day, slot, room, panel):
    return pin is None or (
        pin.day in {None, day}
        and pin.slot in {None, slot}
        and pin.room in {None, room.id}
        and pin.jurors <= {member.juror for member in panel}
    )


def _panels(problem, candidate, day, needed):
    free = [
        juror
        for juror in problem.jurors
        if needed <= _slots(juror.available, day) and juror.id not in candidate.conflicts
    ]
    if candidate.seats is not None:
        for order in permutations(free, len(candidate.seats)):
            if all(juror.id in seat.eligible for juror, seat in zip(order, candidate.seats, strict=True)):
                yield tuple(PanelMember(j.id, s.role) for j, s in zip(order, candidate.seats, strict=True))
        return
    for panel in combinations(free, problem.panel.size):
        if _judges(problem.panel, candidate, panel):
            yield from _chaired(problem.panel, panel)


def _judges(rules, candidate, panel):
    outside = [j for j in panel if not j.organisations & {rules.certifier, candidate.training_body}]
    known = frozenset().union(*(juror.blocks for juror in panel))
    if Fraction(len(outside), len(panel)) < rules.external_share:
        return False
    if rules.cover_blocks and not set(candidate.blocks) <= known:
        return False
    if candidate.route == "VAE" and not known & set(candidate.blocks):
        return False
    must_mix = candidate.route == "VAE" and rules.gender_mix == "require"
    return not must_mix or {"F", "M"} <= {juror.gender for juror in panel}


def _chaired(rules, panel):
    if not rules.chair:
        yield tuple(PanelMember(juror.id, "member") for juror in panel)
    for chair in panel if rules.chair else ():
        if chair.may_chair:
            yield tuple(PanelMember(j.id, "chair" if j is chair else "member") for j in panel)


def _side_by_side(problem, one, other):
    lengths = {candidate.id: candidate.slots for candidate in problem.candidates}
    people = [{member.juror for member in defence.panel} for defence in (one, other)]
    shared = people[0] & people[1]
    first, second = sorted((one, other), key=lambda each: (each.day, each.slot))
    overlap = first.day == second.day and first.slot + lengths[first.candidate] > second.slot
    persons = {candidate.id: candidate.person for candidate in problem.candidates}
    same = persons[one.candidate] is not None and persons[one.candidate] == persons[other.candidate]
    if overlap and (shared or same or one.room == other.room):
        return False
    seated = {candidate.id for candidate in problem.candidates if candidate.seats is not None}
    if problem.panel.scope == "defence" or {one.candidate, other.candidate} & seated or not shared:
        return True
    near = _half(problem, one.day, one.slot) == _half(problem, other.day, other.slot)
    return set(one.panel) == set(other.panel) or (problem.panel.scope == "half_day" and not near)


def _by_juror(plan):
    return {
        juror: [defence for defence in plan if juror in {member.juror for member in defence.panel}]
        for juror in {member.juror for defence in plan for member in defence.panel}
    }


def _limits_kept(problem, plan):
    people = {juror.id: juror for juror in problem.jurors}
    lengths = {candidate.id: candidate.slots for candidate in problem.candidates}
    return all(_within(problem, people[who], heard, lengths) for who, heard in _by_juror(plan).items())


def _within(problem, juror, heard, lengths):
    per_day = [sum(d.day == day for d in heard) for day in range(len(problem.days))]
    if juror.max_defences is not None and len(heard) > juror.max_defences:
        return False
    if juror.max_per_day is not None and max(per_day) > juror.max_per_day:
        return False
    if juror.max_days is not None and sum(each > 0 for each in per_day) > juror.max_days:
        return False
    for defence in heard if juror.max_in_a_row is not None else ():
        run, ends = 1, defence
        while following := [
            d
            for d in heard
            if d.day == ends.day
            and d.slot == ends.slot + lengths[ends.candidate]
            and _half(problem, d.day, d.slot) == _half(problem, ends.day, ends.slot)
        ]:
            run, ends = run + 1, following[0]
        if run > juror.max_in_a_row:
            return False
    return True


def _cost(problem, plan, previous):
    people = {juror.id: juror for juror in problem.jurors}
    asked = {candidate.id: candidate for candidate in problem.candidates}
    cost = problem.weights.placed * (len(asked) - len(plan))
    for defence in plan:
        cost += _cost_of_one(problem, asked[defence.candidate], defence, people)
    heard = _by_juror(plan)
    for who, defences in heard.items():
        for half in {_half(problem, d.day, d.slot) for d in defences}:
            here = [d for d in defences if _half(problem, d.day, d.slot) == half]
            cost += _cost_of_half(problem, people[who], half, here, asked)
    loads = [len(defences) for defences in heard.values()]
    cost += problem.weights.balance * (max(loads, default=0) - min(loads, default=0))
    return cost + problem.weights.convocation_change * _changed(previous, plan)


def _cost_of_one(problem, candidate, defence, people):
    weights = problem.weights
    half = _half(problem, defence.day, defence.slot)
    wait, slot = 0, defence.slot - 1
    came = None if candidate.available is None else _slots(candidate.available, defence.day)
    lunch = problem.days[defence.day].lunch
    while (
        slot >= 0
        and not (lunch and lunch[0] <= slot < lunch[1])
        and _half(problem, defence.day, slot) == half
        and (came is None or slot in came)
    ):
        wait, slot = wait + 1, slot - 1
    cost = weights.candidate_wait * wait
    if candidate.wishes:
        taken = set(range(defence.slot, defence.slot + candidate.slots))
        cost += weights.wish * (not any(taken <= _slots([wish], defence.day) for wish in candidate.wishes))
    if problem.panel.gender_mix != "off" and candidate.seats is None:
        cost += weights.gender * (not {"F", "M"} <= {people[m.juror].gender for m in defence.panel})
    return cost


def _cost_of_half(problem, juror, half, here, asked):
    weights = problem.weights
    busy = {s for d in here for s in range(d.slot, d.slot + asked[d.candidate].slots)}
    cost = weights.juror_half_day
    cost += weights.juror_gap * (max(busy) - min(busy) + 1 - len(busy))
    cost += weights.room_change * (len({d.room for d in here}) - 1)
    if juror.wishes:
        open_slots = {s for s in range(SLOTS) if _half(problem, half[0], s) == half}
        lunch = problem.days[half[0]].lunch
        open_slots -= set(range(*lunch)) if lunch else set()
        cost += weights.wish * (not _slots(juror.wishes, half[0]) & open_slots)
    return cost


def _changed(previous, plan):
    kept = {(d.candidate, d.day, d.slot, d.room): {m.juror for m in d.panel} for d in plan}
    changed = 0
    for defence in previous.defences if previous else ():
        there = kept.get((defence.candidate, defence.day, defence.slot, defence.room))
        people = {member.juror for member in defence.panel}
        changed += 1 + len(people) if there is None else len(people - there)
    return changed


@st.composite
def previous_plans(draw, problem):
    """Some defences that were once planned, possible now or not."""
    people = [juror.id for juror in problem.jurors] + ["gone"]
    defences = []
    for candidate in (*problem.candidates[:2], Candidate("left", 1)):
        if draw(st.booleans()):
            panel = draw(st.lists(st.sampled_from(people), min_size=1, max_size=2, unique=True))
            defences.append(
                Defence(
                    candidate.id,
                    0,
                    draw(st.integers(0, 3)),
                    draw(st.sampled_from(["r0", "old"])),
                    tuple(PanelMember(juror, "member") for juror in panel),
                )
            )
    return Plan(PlanStatus.FEASIBLE, tuple(defences))
