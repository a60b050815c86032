"""Why a candidate alone can't be placed, in data and in words."""

from dataclasses import replace
from fractions import Fraction

import pytest

from preuve.domain.planning.model import GenderMix, Interval, NamedSeat, Pin
from preuve.domain.planning.reasons import Reason, ReasonCode, reason_sentence, reasons, reasons_in_words
from tests.factories.timetables import problem, with_candidate, with_juror


def everyone(given, **changes):
    return replace(given, jurors=tuple(replace(each, **changes) for each in given.jurors))


MORNINGS = (Interval(0, 0, 6), Interval(1, 0, 6))
AFTERNOON = (Interval(0, 8, 16),)
P = problem()
VAE = with_candidate(P, "c1", route="VAE")

CASES = [
    (P, [Reason(ReasonCode.COMPETITION, "c1")]),
    (with_candidate(P, "c1", remote=True, step_free=True), [Reason(ReasonCode.NO_ROOM, "c1")]),
    (with_candidate(P, "c1", available=(Interval(0, 5, 9),)), [Reason(ReasonCode.NO_TIME, "c1")]),
    (with_candidate(P, "c1", slots=9), [Reason(ReasonCode.NO_TIME, "c1")]),
    (
        replace(
            with_candidate(P, "c1", available=MORNINGS),
            rooms=tuple(replace(room, open=AFTERNOON) for room in P.rooms),
        ),
        [Reason(ReasonCode.NO_ROOM_TIME, "c1")],
    ),
    (
        with_candidate(P, "c1", conflicts=frozenset({"j1", "j2", "j3", "j4"})),
        [Reason(ReasonCode.NO_JURORS, "c1", found=2, needed=3)],
    ),
    (everyone(P, may_chair=False), [Reason(ReasonCode.NO_CHAIR, "c1")]),
    (
        replace(
            everyone(P, organisations=frozenset({"CFA"})),
            panel=replace(P.panel, external_share=Fraction(1, 3)),
        ),
        [Reason(ReasonCode.NO_EXTERNAL, "c1", found=0, needed=1)],
    ),
    (with_candidate(P, "c1", blocks=("BC1", "BC3")), [Reason(ReasonCode.NO_QUALIFIED, "c1", name="BC3")]),
    (
        replace(with_candidate(VAE, "c1", blocks=("BC3",)), panel=replace(P.panel, cover_blocks=False)),
        [Reason(ReasonCode.NO_VAE_QUALIFIED, "c1")],
    ),
    (
        replace(everyone(VAE, gender="M"), panel=replace(P.panel, gender_mix=GenderMix.REQUIRE)),
        [Reason(ReasonCode.NO_WOMAN, "c1")],
    ),
    (
        replace(everyone(VAE, gender="F"), panel=replace(P.panel, gender_mix=GenderMix.REQUIRE)),
        [Reason(ReasonCode.NO_MAN, "c1")],
    ),
    (
        replace(VAE, panel=replace(P.panel, gender_mix=GenderMix.PREFER)),
        [Reason(ReasonCode.COMPETITION, "c1")],
    ),
    (
        with_candidate(
            with_juror(P, "j1", available=()),
            "c1",
            seats=(NamedSeat("chair", ("j1",)), NamedSeat("member", ("j2",))),
        ),
        [Reason(ReasonCode.NO_SEAT, "c1", name="chair")],
    ),
    (
        with_candidate(with_juror(P, "j1", available=()), "c1", pinned=Pin(jurors=frozenset({"j1", "j2"}))),
        [Reason(ReasonCode.PINNED_AWAY, "c1", name="j1")],
    ),
    (
        with_candidate(
            with_juror(P, "j1", available=AFTERNOON), "c1", pinned=Pin(1, jurors=frozenset({"j1"}))
        ),
        [Reason(ReasonCode.PINNED_AWAY, "c1", (1,), name="j1")],
    ),
    (
        with_candidate(everyone(P, available=AFTERNOON), "c1", pinned=Pin(0, 0, "A")),
        [Reason(ReasonCode.NO_JURORS, "c1", (0,), found=0, needed=3)],
    ),
    (
        with_candidate(everyone(P, available=AFTERNOON), "c1", available=(Interval(1, 0, 16),)),
        [Reason(ReasonCode.NO_JURORS, "c1", (1,), found=0, needed=3)],
    ),
]


@pytest.mark.parametrize(("given", "expected"), CASES)
def test_what_rules_out_a_candidate_is_named(given, expected):
    assert list(reasons(given, "c1")) == expected


def mixed():
    """On the first day nobody chairs in the morning, and too few are there in the afternoon."""
    given = everyone(P, available=(Interval(0, 0, 6),), may_chair=False)
    return with_juror(given, "j1", available=AFTERNOON, may_chair=True)


def test_days_differ_and_hours_differ():
    given = mixed()

    assert reasons(given, "c1") == (
        Reason(ReasonCode.NO_PANEL, "c1", (0,)),
        Reason(ReasonCode.NO_JURORS, "c1", (1,), found=0, needed=3),
    )
    assert reasons_in_words(given, "c1", "fr") == (
        "Aucun jury complet n’est libre pour c1 le 1er décembre 2026, aux heures possibles.",
        "0 juré(s) au plus peuvent juger c1 le 2 décembre 2026, aux heures possibles, il en faut 3.",
    )


def test_the_same_lack_on_several_days_is_said_once():
    given = everyone(P, available=(Interval(0, 0, 6),))
    given = replace(everyone(given, may_chair=False), candidates=P.candidates)
    given = with_juror(
        with_juror(given, "j1", available=AFTERNOON), "j2", may_chair=True, available=MORNINGS[1:]
    )

    assert reasons(with_candidate(given, "c1", available=MORNINGS[:1]), "c1") == (
        Reason(ReasonCode.NO_CHAIR, "c1", (0,)),
    )
    assert reasons(replace(given, jurors=tuple(replace(each, available=()) for each in given.jurors)), "c1")[
        0
    ] == (Reason(ReasonCode.NO_JURORS, "c1", found=0, needed=3))
    away = everyone(P, available=(Interval(0, 6, 8), Interval(1, 6, 8)))
    assert reasons(away, "c1") == (Reason(ReasonCode.NO_JURORS, "c1", (0, 1), found=0, needed=3),)


@pytest.mark.parametrize("code", ReasonCode)
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("days", [(), (0,), (0, 1, 0, 1, 0, 1)])
def test_every_reason_has_its_sentence(code, language, days):
    said = reason_sentence(P, Reason(code, "c1", days, "BC3", 1, 2), language)

    assert said.endswith(".")
    assert "None" not in said


def test_the_sentence_of_the_brief():
    reason = Reason(ReasonCode.NO_QUALIFIED, "c1", (1,), "BC3")

    assert reason_sentence(P, reason, "en") == (
        "No juror qualified for BC3 is free for c1 on 2 December 2026, at the possible hours."
    )
