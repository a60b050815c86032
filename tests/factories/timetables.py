"""Small sessions that the tests of this folder plan, check and break."""

from dataclasses import replace
from datetime import date, time
from fractions import Fraction

from preuve.domain.planning.model import (
    Candidate,
    Day,
    Defence,
    Interval,
    Juror,
    PanelMember,
    PanelRules,
    PanelScope,
    Problem,
    Room,
)

WHOLE_DAYS = (Interval(0, 0, 16), Interval(1, 0, 16))


def day(number):
    return Day(date(2026, 12, 1 + number), 16, time(9), (6, 8))


def juror(name, **given):
    facts = {
        "organisations": frozenset({f"of-{name}"}),
        "blocks": frozenset({"BC1", "BC2"}),
        "may_chair": True,
        "gender": "F" if name in {"j1", "j3", "j5"} else "M",
        "available": WHOLE_DAYS,
    }
    return Juror(name, **{**facts, **given})


def candidate(name, **given):
    return Candidate(name, **{"slots": 2, "blocks": ("BC1", "BC2"), "training_body": "CFA", **given})


def problem(**given):
    facts = {
        "slot_minutes": 30,
        "days": (day(0), day(1)),
        "rooms": (Room("A", WHOLE_DAYS, step_free=True), Room("B", WHOLE_DAYS, remote=True)),
        "jurors": tuple(juror(f"j{number}") for number in range(1, 7)),
        "candidates": tuple(candidate(f"c{number}") for number in range(1, 5)),
        "panel": PanelRules(3, certifier="CERT", scope=PanelScope.HALF_DAY, external_share=Fraction(1, 2)),
    }
    return Problem(**{**facts, **given})


def with_juror(given, name, **changes):
    jurors = tuple(replace(each, **changes) if each.id == name else each for each in given.jurors)
    return replace(given, jurors=jurors)


def with_candidate(given, name, **changes):
    candidates = tuple(replace(each, **changes) if each.id == name else each for each in given.candidates)
    return replace(given, candidates=candidates)


def panel(chair, *members):
    return (PanelMember(chair, "chair"), *(PanelMember(name, "member") for name in members))


def defence(name, day_number, slot, room, *jurors):
    return Defence(name, day_number, slot, room, panel(*jurors))


def good():
    """Four defences that keep every rule of `problem()`: two panels on the first morning."""
    return (
        defence("c1", 0, 0, "A", "j1", "j2", "j3"),
        defence("c2", 0, 2, "A", "j1", "j2", "j3"),
        defence("c3", 0, 0, "B", "j4", "j5", "j6"),
        defence("c4", 1, 8, "B", "j1", "j2", "j6"),
    )
