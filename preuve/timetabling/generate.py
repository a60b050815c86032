"""Timetable problems made up, like real sessions: the same seed gives the same problem."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction

from preuve.domain.planning.model import (
    VAE_ROUTE,
    AvailabilityCounts,
    Candidate,
    Day,
    GenderMix,
    Interval,
    Juror,
    NamedSeat,
    PanelRules,
    PanelScope,
    Problem,
    Room,
    Weights,
    half_days,
)

CERTIFIER = "CERTIF"
BLOCKS = ("BC1", "BC2", "BC3", "BC4")
TRAINING_BODIES = ("CFA-NORD", "CFA-SUD", "ECOLE-A", "ECOLE-B", "GRETA")
SITES = ("LYON", "PARIS")
FIRST_MONDAY = date(2026, 11, 30)

SLOT_MINUTES = 20
SLOTS = 27
LUNCH = (9, 12)
DEFENCE_SLOTS = 3
#: An hour and a third more.
LONG_DEFENCE_SLOTS = 4
WORKING_DAYS = 5
#: Defences that a room holds a day with some air, of the eight that fit.
A_ROOM_A_DAY = 5
#: Candidates for each juror, in sessions that have jurors enough without having them in plenty.
CANDIDATES_A_JUROR = 4
FEWEST_JURORS = 12

_VAE, _LONG, _REMOTE, _STEP_FREE, _AWAY, _WISHES = 0.15, 0.08, 0.05, 0.04, 0.3, 0.1
_PART_TIME = (0.25, 0.4, 0.6)


def session(candidates: int, *, seed: int = 0, weeks: int = 3) -> Problem:
    """A session of `candidates` over `weeks`: two sites, part-time jurors, VAE, accommodations, conflicts.

    Args:
        candidates: how many, at least 1.
        seed: of everything that is drawn.
        weeks: of five days each, at least 1.
    """
    draw = random.Random(f"session {seed}")  # noqa: S311 - problems to plan, nothing secret
    days = tuple(_day(number) for number in range(weeks * WORKING_DAYS))
    jurors = _jurors(draw, days, max(FEWEST_JURORS, -(-candidates // CANDIDATES_A_JUROR)))
    return Problem(
        slot_minutes=SLOT_MINUTES,
        days=days,
        rooms=_rooms(draw, days, candidates),
        jurors=jurors,
        candidates=tuple(_candidate(draw, days, jurors, number) for number in range(candidates)),
        panel=PanelRules(
            3,
            external_share=Fraction(1, 2),
            certifier=CERTIFIER,
            scope=PanelScope.HALF_DAY,
            gender_mix=GenderMix.PREFER,
        ),
    )


def _day(number: int) -> Day:
    week, weekday = divmod(number, WORKING_DAYS)
    return Day(FIRST_MONDAY + timedelta(weeks=week, days=weekday), SLOTS, time(9), LUNCH)


def _half_day_intervals(days: tuple[Day, ...]) -> list[Interval]:
    return [
        Interval(number, first, last) for number, day in enumerate(days) for _, first, last in half_days(day)
    ]


def _rooms(draw: random.Random, days: tuple[Day, ...], candidates: int) -> tuple[Room, ...]:
    count = max(2, -(-candidates // (A_ROOM_A_DAY * len(days)))) + 1
    whole = tuple(Interval(number, 0, day.slots) for number, day in enumerate(days))
    rooms = []
    for number in range(count):
        # The last room is closed some days, the first ones never: a session must be possible.
        last = number == count - 1
        rooms.append(
            Room(
                f"{SITES[number % len(SITES)]}-{number // len(SITES) + 1}",
                tuple(each for each in whole if not last or draw.random() < 0.6) or whole,  # noqa: PLR2004
                step_free=number % 2 == 0,
                remote=number % 3 == 0,
            )
        )
    return tuple(rooms)


def _jurors(draw: random.Random, days: tuple[Day, ...], count: int) -> tuple[Juror, ...]:
    return tuple(_juror(draw, days, number) for number in range(count))


def _juror(draw: random.Random, days: tuple[Day, ...], number: int) -> Juror:
    kind = draw.random()
    organisation = f"ENTREPRISE-{number + 1}"
    if kind < 0.1:  # noqa: PLR2004 - one in ten is of the certifier, one in four of a training body
        organisation = CERTIFIER
    elif kind < 0.35:  # noqa: PLR2004 - as above
        organisation = draw.choice(TRAINING_BODIES)
    part = draw.choice(_PART_TIME)
    halves = [half for half in _half_day_intervals(days) if draw.random() < part]
    blocks = frozenset(draw.sample(BLOCKS, draw.choice((2, 3, 3, 4))))
    return Juror(
        f"j{number + 1}",
        organisations=frozenset({organisation}),
        blocks=blocks,
        may_chair=number % 3 == 0 or draw.random() < 0.2,  # noqa: PLR2004 - every third, and some more
        gender=draw.choice(("F", "M", "F", "M", "F", "M", None)),
        available=tuple(halves) or tuple(_half_day_intervals(days)[:2]),
        max_defences=draw.choice((None, 24, 36)),
        max_per_day=draw.choice((6, 8)),
        max_days=draw.choice((None, 4, 6, 8)),
        max_in_a_row=draw.choice((None, 4, 5)),
        wishes=(draw.choice(halves),) if halves and draw.random() < _WISHES else (),
    )


def _candidate(
    draw: random.Random, days: tuple[Day, ...], jurors: tuple[Juror, ...], number: int
) -> Candidate:
    vae = draw.random() < _VAE
    body = None if vae else draw.choice(TRAINING_BODIES)
    # Trainers, as jurors, come from the candidate's training body; whoever accompanied a VAE, from anywhere.
    near = [juror.id for juror in jurors if vae or body in juror.organisations]
    away = draw.random() < _AWAY
    halves = _half_day_intervals(days)
    available = tuple(sorted(draw.sample(halves, max(2, len(halves) * 2 // 3)))) if away else None
    return Candidate(
        f"c{number + 1}",
        LONG_DEFENCE_SLOTS if draw.random() < _LONG else DEFENCE_SLOTS,
        blocks=BLOCKS if draw.random() < 0.7 else tuple(sorted(draw.sample(BLOCKS, 2))),  # noqa: PLR2004
        training_body=body,
        route=VAE_ROUTE if vae else draw.choice(("FI", "FC", "APPRENTISSAGE")),
        available=available,
        conflicts=frozenset(draw.sample(near, min(len(near), draw.choice((0, 1, 1, 2))))),
        remote=draw.random() < _REMOTE,
        step_free=draw.random() < _STEP_FREE,
        wishes=(draw.choice(available or tuple(halves)),) if draw.random() < _WISHES else (),
    )


def named_seats(defences: int, *, seed: int = 0) -> Problem:
    """A small session with `seats`, in the way of Almeida et al. (EJOR 2023), 20 to 50 defences as a rule.

    Each defence has a supervisor, named; a chair and an examiner among a few. Only the first slot of a
    defence is looked up, only candidates placed count, and there is too little time for all to be sure of it.
    """
    draw = random.Random(f"seats {seed}")  # noqa: S311 - as above
    days = tuple(replace(_day(number), slots=18, lunch=None) for number in range(5))
    everyone = [f"j{number + 1}" for number in range(max(6, defences // 2))]
    jurors = tuple(_lecturer(draw, name, days) for name in everyone)
    rooms = max(1, defences // 20)
    whole = tuple(Interval(number, 0, 18) for number in range(5))
    return Problem(
        slot_minutes=30,
        days=days,
        rooms=tuple(Room(f"S{number + 1}", whole) for number in range(rooms)),
        jurors=jurors,
        candidates=tuple(
            Candidate(f"c{number + 1}", 2, seats=_seats(draw, everyone)) for number in range(defences)
        ),
        panel=PanelRules(3, scope=PanelScope.DEFENCE),
        availability_counts=AvailabilityCounts.START_ONLY,
        weights=Weights(1, 0, 0, 0, 0, 0, 0, 0, 0),
    )


def _lecturer(draw: random.Random, name: str, days: tuple[Day, ...]) -> Juror:
    starts = sorted(
        (day, first)
        for day in range(len(days))
        for first in (0, 6, 12)
        if draw.random() < 0.4  # noqa: PLR2004
    )
    return Juror(name, available=tuple(Interval(day, first, first + 6) for day, first in starts))


def _seats(draw: random.Random, everyone: list[str]) -> tuple[NamedSeat, ...]:
    supervisor, *others = draw.sample(everyone, len(everyone))
    half = len(others) // 2
    return (
        NamedSeat("supervisor", (supervisor,)),
        NamedSeat("chair", tuple(others[: min(4, half)])),
        NamedSeat("examiner", tuple(others[half : half + 4])),
    )
