"""The checker: each rule broken on purpose gives that violation and no other."""

from dataclasses import replace
from fractions import Fraction

import pytest

from preuve.domain.planning.check import must_be_placed, violations
from preuve.domain.planning.costs import objective
from preuve.domain.planning.model import (
    AvailabilityCounts,
    GenderMix,
    Interval,
    NamedSeat,
    Objective,
    PanelMember,
    PanelRules,
    PanelScope,
    Pin,
    Plan,
    PlanStatus,
    Unplaced,
)
from preuve.domain.planning.violation import Rule, Violation
from preuve.domain.planning.wording import sentence
from tests.factories.timetables import (
    WHOLE_DAYS,
    candidate,
    defence,
    good,
    panel,
    problem,
    with_candidate,
    with_juror,
)

START_ONLY = problem(availability_counts=AvailabilityCounts.START_ONLY)
DEFENCE_SCOPE = PanelRules(3, certifier="CERT", scope=PanelScope.DEFENCE)


def moved(name, **changes):
    return tuple(replace(each, **changes) if each.candidate == name else each for each in good())


def broken(rule, name=None, **details):
    return Violation(rule, candidate=name, **details)


def seated(*seats):
    return with_candidate(problem(), "c4", seats=tuple(NamedSeat(role, names) for role, names in seats))


def test_a_good_plan_breaks_nothing():
    assert violations(problem(), good()) == ()


AT_FIRST = {"day": 0, "slot": 0}
LAST = {"day": 1, "slot": 8}

MUTATIONS = {
    "candidate": (
        problem(),
        (*good(), defence("x", 1, 12, "A", "j1", "j2", "j3")),
        broken(Rule.UNKNOWN_CANDIDATE, "x"),
    ),
    "juror": (
        problem(),
        moved("c4", panel=panel("j1", "j2", "x")),
        broken(Rule.UNKNOWN_JUROR, "c4", jurors=("x",)),
    ),
    "room": (problem(), moved("c4", room="X"), broken(Rule.UNKNOWN_ROOM, "c4", room="X")),
    "day": (problem(), moved("c4", day=2), broken(Rule.UNKNOWN_DAY, "c4", found=2, needed=2)),
    "day before the first": (
        problem(),
        moved("c4", day=-1),
        broken(Rule.UNKNOWN_DAY, "c4", found=-1, needed=2),
    ),
    "twice": (
        problem(),
        (*good(), defence("c4", 1, 12, "B", "j1", "j2", "j6")),
        broken(Rule.CANDIDATE_TWICE, "c4", found=2, needed=1),
    ),
    "past the day": (
        problem(availability_counts=AvailabilityCounts.START_ONLY),
        moved("c4", slot=15),
        broken(Rule.OUT_OF_DAY, "c4", day=1, slot=15, found=17, needed=16),
    ),
    "into lunch": (
        problem(),
        moved("c4", slot=5),
        broken(Rule.OVER_LUNCH, "c4", day=1, slot=5),
    ),
    "candidate away": (
        with_candidate(problem(), "c4", available=(Interval(1, 9, 16),)),
        good(),
        broken(Rule.CANDIDATE_UNAVAILABLE, "c4", **LAST),
    ),
    "candidate away at the end": (
        with_candidate(problem(), "c4", available=(Interval(1, 0, 9), Interval(1, 10, 16))),
        good(),
        broken(Rule.CANDIDATE_UNAVAILABLE, "c4", **LAST),
    ),
    "room closed": (
        replace(problem(), rooms=(problem().rooms[0], replace(problem().rooms[1], open=WHOLE_DAYS[:1]))),
        good(),
        broken(Rule.ROOM_CLOSED, "c4", room="B", **LAST),
    ),
    "steps": (
        with_candidate(problem(), "c4", step_free=True),
        good(),
        broken(Rule.ROOM_NOT_STEP_FREE, "c4", room="B", **LAST),
    ),
    "remote": (
        with_candidate(problem(), "c1", remote=True),
        good(),
        broken(Rule.ROOM_NOT_REMOTE, "c1", room="A", **AT_FIRST),
    ),
    "juror away": (
        with_juror(problem(), "j6", available=WHOLE_DAYS[:1]),
        good(),
        broken(Rule.JUROR_UNAVAILABLE, "c4", jurors=("j6",), **LAST),
    ),
    "juror away at the end": (
        with_juror(problem(), "j6", available=(WHOLE_DAYS[0], Interval(1, 0, 9))),
        good(),
        broken(Rule.JUROR_UNAVAILABLE, "c4", jurors=("j6",), **LAST),
    ),
    "pinned and not placed": (
        with_candidate(problem(), "c4", pinned=Pin(day=1)),
        good()[:3],
        broken(Rule.PINNED_UNPLACED, "c4"),
    ),
    "pinned day": (
        with_candidate(problem(), "c4", pinned=Pin(day=0)),
        good(),
        broken(Rule.PINNED_DAY, "c4", found=1, needed=0, **LAST),
    ),
    "pinned slot": (
        with_candidate(problem(), "c4", pinned=Pin(day=1, slot=9)),
        good(),
        broken(Rule.PINNED_SLOT, "c4", found=8, needed=9, **LAST),
    ),
    "pinned room": (
        with_candidate(problem(), "c4", pinned=Pin(room="A")),
        good(),
        broken(Rule.PINNED_ROOM, "c4", room="B", **LAST),
    ),
    "pinned jurors": (
        with_candidate(problem(), "c4", pinned=Pin(jurors=frozenset({"j5", "j6", "j3"}))),
        good(),
        broken(Rule.PINNED_JUROR, "c4", jurors=("j3", "j5"), **LAST),
    ),
    "seated twice": (
        problem(),
        moved("c4", panel=panel("j1", "j2", "j6", "j6")),
        broken(Rule.JUROR_SEATED_TWICE, "c4", jurors=("j6",), **LAST),
    ),
    "conflict": (
        with_candidate(problem(), "c4", conflicts=frozenset({"j6", "j5"})),
        good(),
        broken(Rule.CONFLICT, "c4", jurors=("j6",), **LAST),
    ),
    "conflict on a seat": (
        with_candidate(
            seated(("chair", ("j1",)), ("member", ("j2",)), ("member", ("j6",))),
            "c4",
            conflicts=frozenset({"j1"}),
        ),
        good(),
        broken(Rule.CONFLICT, "c4", jurors=("j1",), **LAST),
    ),
    "panel too small": (
        problem(),
        moved("c4", panel=panel("j1", "j2")),
        broken(Rule.PANEL_SIZE, "c4", found=2, needed=3, **LAST),
    ),
    "panel too large": (
        problem(),
        moved("c4", panel=panel("j1", "j2", "j6", "j5")),
        broken(Rule.PANEL_SIZE, "c4", found=4, needed=3, **LAST),
    ),
    "role": (
        problem(),
        moved("c4", panel=(*panel("j1", "j2"), PanelMember("j6", "guest"))),
        broken(Rule.UNKNOWN_ROLE, "c4", jurors=("j6",), **LAST),
    ),
    "no chair": (
        problem(),
        moved("c4", panel=tuple(replace(each, role="member") for each in panel("j1", "j2", "j6"))),
        broken(Rule.NO_CHAIR, "c4", **LAST),
    ),
    "two chairs": (
        problem(),
        moved("c4", panel=(*panel("j1", "j2"), PanelMember("j6", "chair"))),
        broken(Rule.SEVERAL_CHAIRS, "c4", jurors=("j1", "j6"), **LAST),
    ),
    "chair not able": (
        with_juror(problem(), "j6", may_chair=False),
        moved("c4", panel=panel("j6", "j2", "j1")),
        broken(Rule.CHAIR_NOT_ABLE, "c4", jurors=("j6",), **LAST),
    ),
    "chair not able, though none is needed": (
        with_juror(problem(panel=replace(problem().panel, chair=False)), "j6", may_chair=False),
        moved("c4", panel=panel("j6", "j2", "j1")),
        broken(Rule.CHAIR_NOT_ABLE, "c4", jurors=("j6",), **LAST),
    ),
    "half of three is two": (
        with_juror(
            with_juror(problem(), "j5", organisations=frozenset({"CFA"})),
            "j6",
            organisations=frozenset({"CERT", "Z"}),
        ),
        (*good()[:2], defence("c3", 0, 0, "B", "j4", "j5", "j6"), good()[3]),
        broken(Rule.EXTERNAL_SHARE, "c3", jurors=("j5", "j6"), found=1, needed=2, **AT_FIRST),
    ),
    "all external": (
        with_juror(
            problem(panel=replace(problem().panel, external_share=Fraction(1))),
            "j5",
            organisations=frozenset({"CFA"}),
        ),
        good(),
        broken(Rule.EXTERNAL_SHARE, "c3", jurors=("j5",), found=2, needed=3, **AT_FIRST),
    ),
    "block": (
        with_candidate(problem(), "c4", blocks=("BC1", "BC3", "BC4")),
        good(),
        broken(Rule.BLOCK_NOT_COVERED, "c4", blocks=("BC3", "BC4"), **LAST),
    ),
    "vae": (
        with_candidate(
            problem(panel=replace(problem().panel, cover_blocks=False)), "c4", blocks=("BC3",), route="VAE"
        ),
        good(),
        broken(Rule.VAE_NOT_QUALIFIED, "c4", blocks=("BC3",), **LAST),
    ),
    "vae without blocks": (
        with_candidate(problem(), "c4", blocks=(), route="VAE"),
        good(),
        broken(Rule.VAE_NOT_QUALIFIED, "c4", **LAST),
    ),
    "mix": (
        with_candidate(
            problem(panel=replace(problem().panel, gender_mix=GenderMix.REQUIRE)), "c4", route="VAE"
        ),
        moved("c4", panel=panel("j2", "j4", "j6")),
        broken(Rule.GENDER_MIX, "c4", **LAST),
    ),
    "mix, not said": (
        with_candidate(
            with_juror(
                problem(panel=replace(problem().panel, gender_mix=GenderMix.REQUIRE)), "j1", gender=None
            ),
            "c4",
            route="VAE",
        ),
        good(),
        broken(Rule.GENDER_MIX, "c4", **LAST),
    ),
    "seat of another": (
        seated(("chair", ("j1", "j2")), ("member", ("j2", "j6")), ("member", ("j3", "j4"))),
        moved("c4", panel=panel("j1", "j2", "j6")),
        broken(Rule.NOT_ELIGIBLE, "c4", jurors=("j6",), **LAST),
    ),
    "seat role": (
        seated(("chair", ("j1",)), ("member", ("j2",)), ("expert", ("j6",))),
        good(),
        broken(Rule.PANEL_SIZE, "c4", found=3, needed=3, **LAST),
    ),
    "seat role unknown": (
        seated(("chair", ("j1",)), ("expert", ("j2", "j6"))),
        good(),
        broken(Rule.UNKNOWN_ROLE, "c4", jurors=("j2", "j6"), **LAST),
    ),
    "seat empty": (
        seated(("chair", ("j1",)), ("member", ("j2",)), ("member", ("j6",))),
        moved("c4", panel=panel("j1", "j2")),
        broken(Rule.PANEL_SIZE, "c4", found=2, needed=3, **LAST),
    ),
    "room twice": (
        problem(),
        moved("c3", room="A", slot=3),
        broken(Rule.ROOM_TWICE, "c2", other="c3", day=0, slot=3, room="A"),
    ),
    "juror twice": (
        problem(panel=DEFENCE_SCOPE),
        moved("c3", panel=panel("j4", "j5", "j1")),
        broken(Rule.JUROR_TWICE, "c1", other="c3", jurors=("j1",), **AT_FIRST),
    ),
    "person twice": (
        with_candidate(with_candidate(problem(), "c2", person="Ada"), "c3", person="Ada"),
        moved("c3", slot=3),
        broken(Rule.PERSON_TWICE, "c2", other="c3", day=0, slot=3),
    ),
    "other colleagues": (
        problem(),
        moved("c2", panel=panel("j1", "j2", "j4"), slot=4)[:2],
        broken(Rule.PANEL_CHANGES, "c1", other="c2", jurors=("j1", "j2"), day=0, slot=4),
    ),
    "other chair": (
        problem(),
        moved("c2", panel=panel("j2", "j1", "j3")),
        broken(Rule.PANEL_CHANGES, "c1", other="c2", jurors=("j2", "j1", "j3"), day=0, slot=2),
    ),
    "most defences": (
        with_juror(problem(), "j1", max_defences=2),
        good(),
        broken(Rule.MAX_DEFENCES, jurors=("j1",), found=3, needed=2),
    ),
    "most a day": (
        with_juror(problem(), "j1", max_per_day=1),
        good(),
        broken(Rule.MAX_PER_DAY, jurors=("j1",), day=0, found=2, needed=1),
    ),
    "most days": (
        with_juror(problem(), "j1", max_days=1),
        good(),
        broken(Rule.MAX_DAYS, jurors=("j1",), found=2, needed=1),
    ),
    "most in a row": (
        with_juror(problem(), "j1", max_in_a_row=1),
        good(),
        broken(Rule.MAX_IN_A_ROW, jurors=("j1",), found=2, needed=1, **AT_FIRST),
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_each_rule_broken_on_purpose_is_caught_alone(name):
    given, defences, expected = MUTATIONS[name]

    assert violations(given, defences) == (expected,)


def test_a_panel_of_the_session_stays_together():
    given = problem(panel=replace(problem().panel, scope=PanelScope.SESSION))

    assert violations(given, good()) == (
        broken(Rule.PANEL_CHANGES, "c1", other="c4", jurors=("j1", "j2"), day=1, slot=8),
        broken(Rule.PANEL_CHANGES, "c3", other="c4", jurors=("j6",), day=1, slot=8),
    )


@pytest.mark.parametrize(
    ("given", "defences"),
    [
        (problem(availability_counts=AvailabilityCounts.START_ONLY), good()),
        (
            with_candidate(START_ONLY, "c4", available=(Interval(1, 8, 9),)),
            good(),
        ),
        (with_candidate(problem(), "c4", available=(Interval(1, 9, 10), Interval(1, 0, 9))), good()),
        (seated(("chair", ("j1",)), ("member", ("j2", "j6")), ("member", ("j2",))), good()),
        (seated(("chair", ("j1",)), ("member", ("j2",)), ("member", ("j2", "j6"))), good()),
        (seated(("first", ("j1",)), ("second", ("j2",))), moved("c4", panel=(
            PanelMember("j2", "second"), PanelMember("j1", "first")))),
        (with_candidate(problem(), "c4", pinned=Pin()), good()[:3]),
        (with_candidate(problem(), "c4", pinned=Pin(1, 8, "B", frozenset({"j6"}))), good()),
        (with_juror(problem(), "j1", max_in_a_row=2, max_days=2, max_per_day=2, max_defences=3), good()),
        (with_candidate(problem(panel=replace(problem().panel, cover_blocks=False)), "c4", route="VAE",
                        blocks=("BC3", "BC1")), good()),
        (problem(panel=replace(problem().panel, gender_mix=GenderMix.REQUIRE)),
         moved("c4", panel=panel("j2", "j4", "j6"))),
    ],
)  # fmt: skip
def test_what_keeps_to_the_letter_of_the_rules_is_no_violation(given, defences):
    assert violations(given, defences) == ()


def test_lunch_and_a_free_slot_are_breaks_and_touching_ends_are_not():
    given = with_juror(problem(days=(replace(problem().days[0], lunch=(4, 4)), problem().days[1])), "j1")
    given = with_juror(problem(), "j1", max_in_a_row=2)
    row = [
        defence(f"c{number + 1}", 0, slot, "A", "j1", "j2", "j3") for number, slot in enumerate((2, 4, 8, 11))
    ]

    assert violations(given, row) == ()
    row[3] = replace(row[3], slot=10)
    assert violations(given, row) == ()
    assert violations(with_juror(problem(), "j1", max_in_a_row=1), row) == (
        broken(Rule.MAX_IN_A_ROW, jurors=("j1",), day=0, slot=2, found=2, needed=1),
        broken(Rule.MAX_IN_A_ROW, jurors=("j1",), day=0, slot=8, found=2, needed=1),
    )


def test_a_long_defence_clashes_with_all_that_begin_before_it_ends():
    given = with_candidate(problem(panel=DEFENCE_SCOPE), "c1", slots=6)
    defences = (good()[0], good()[1], defence("c3", 0, 4, "A", "j4", "j5", "j6"))

    assert violations(given, defences) == (
        broken(Rule.ROOM_TWICE, "c1", other="c2", day=0, slot=2, room="A"),
        broken(Rule.ROOM_TWICE, "c1", other="c3", day=0, slot=4, room="A"),
        *(
            broken(Rule.JUROR_TWICE, "c1", other="c2", jurors=(name,), day=0, slot=2)
            for name in ("j1", "j2", "j3")
        ),
    )


def announced(**changes):
    cost = objective(problem(), good())
    facts = {
        "status": PlanStatus.OPTIMAL,
        "defences": good(),
        "objective": cost,
        "bound": cost.total,
        "gap": 0.0,
    }
    return Plan(**{**facts, **changes})


TOTAL = objective(problem(), good()).total
WAITS = objective(problem(), good()).terms["candidate_wait"]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (announced(), ()),
        (announced(status=PlanStatus.FEASIBLE, bound=None, gap=None), ()),
        (announced(status=PlanStatus.FEASIBLE, bound=TOTAL - 100, gap=round(100 / TOTAL, 7)), ()),
        (announced(unplaced=(Unplaced("c4"),)), (broken(Rule.CANDIDATE_TWICE, "c4", found=2, needed=1),)),
        (announced(unplaced=(Unplaced("x"),)), (broken(Rule.UNKNOWN_CANDIDATE, "x"),)),
        (
            Plan(PlanStatus.UNKNOWN, unplaced=tuple(Unplaced(f"c{number}") for number in range(1, 5))),
            (),
        ),
        (
            Plan(PlanStatus.INFEASIBLE, unplaced=tuple(Unplaced(f"c{number}") for number in range(1, 4))),
            (broken(Rule.CANDIDATE_MISSING, "c4"),),
        ),
        (announced(status=PlanStatus.UNKNOWN), (broken(Rule.STATUS, found=4, needed=0),)),
        (announced(objective=None, bound=None, gap=None), (broken(Rule.OBJECTIVE_MISSING),)),
        (
            announced(objective=None),
            (broken(Rule.OBJECTIVE_MISSING), broken(Rule.GAP, found=0.0, needed=None)),
        ),
        (announced(bound=None, gap=None), (broken(Rule.STATUS, found=TOTAL, needed=None),)),
        (announced(gap=None), (broken(Rule.GAP, found=None, needed=0.0),)),
        (announced(gap=0.5), (broken(Rule.GAP, found=0.5, needed=0.0),)),
        (
            announced(status=PlanStatus.FEASIBLE, bound=2 * TOTAL, gap=-1.0),
            (broken(Rule.BOUND, found=2 * TOTAL, needed=TOTAL),),
        ),
        (
            announced(
                objective=Objective(TOTAL, {**objective(problem(), good()).terms, "candidate_wait": 1})
            ),
            (broken(Rule.OBJECTIVE_TERM, term="candidate_wait", found=1, needed=WAITS),),
        ),
        (
            announced(objective=Objective(TOTAL + 1, objective(problem(), good()).terms), bound=TOTAL + 1),
            (
                broken(Rule.OBJECTIVE_TOTAL, found=TOTAL + 1, needed=TOTAL),
                broken(Rule.BOUND, found=TOTAL + 1, needed=TOTAL),
            ),
        ),
        (
            announced(defences=(*good()[:3], replace(good()[3], room="X"))),
            (broken(Rule.UNKNOWN_ROOM, "c4", room="X"),),
        ),
    ],
)
def test_what_a_plan_announces_is_recomputed(plan, expected):
    assert violations(problem(), plan) == expected


def test_an_unplaced_pin_is_an_answer_of_infeasible_only():
    given = with_candidate(problem(), "c1", pinned=Pin(day=0))
    unplaced = tuple(Unplaced(f"c{number}") for number in range(1, 5))

    assert violations(given, Plan(PlanStatus.INFEASIBLE, unplaced=unplaced)) == ()
    assert violations(given, announced(defences=good()[1:], unplaced=unplaced[:1], objective=objective(
        given, good()[1:]), bound=objective(given, good()[1:]).total)) == (
        broken(Rule.PINNED_UNPLACED, "c1"),
    )  # fmt: skip


def test_changes_of_a_plan_in_force_are_counted():
    before = announced()
    after = moved("c4", slot=10)
    cost = objective(problem(), after, before)
    plan = announced(defences=after, objective=cost, bound=cost.total)

    assert cost.terms["convocation_change"] == 40_000
    assert violations(problem(), plan, before) == ()
    assert next(found.term for found in violations(problem(), plan)) == "convocation_change"


def test_a_candidate_must_be_placed_only_if_something_is_pinned():
    assert [must_be_placed(candidate("c", pinned=pin)) for pin in (None, Pin(), Pin(slot=0))] == [
        False,
        False,
        True,
    ]


WORDS = {
    "juror away": (
        "c4 le 2 décembre 2026 à 13 h : jurés non disponibles : j6.",
        "c4 on 2 December 2026 at 13:00: jurors not available: j6.",
    ),
    "pinned day": (
        "c4 passe le 2 décembre 2026 au lieu du 1er décembre 2026, qui est fixé.",
        "c4 is heard on 2 December 2026 instead of 1 December 2026, which is pinned.",
    ),
    "room twice": (
        "La salle A est prise par c2 et par c3 le 1er décembre 2026 à 10 h 30.",
        "Room A is taken by both c2 and c3 on 1 December 2026 at 10:30.",
    ),
    "most a day": (
        "j1 : 2 soutenances le 1er décembre 2026, 1 au plus par jour.",
        "j1: 2 defences on 1 December 2026, 1 a day at most.",
    ),
    "block": (
        "c4 le 2 décembre 2026 à 13 h : aucun membre qualifié pour BC3 et BC4.",
        "c4 on 2 December 2026 at 13:00: no member qualified for BC3 and BC4.",
    ),
    "other chair": (
        "Le jury de j2, j1 et j3 n’est pas le même pour c1 et pour c2 le 1er décembre 2026 à 10 h.",
        "The panel of j2, j1 and j3 is not the same for c1 and for c2 on 1 December 2026 at 10:00.",
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_sentences_say_dates_and_hours(name):
    given, _, violation = MUTATIONS[name]

    assert (
        tuple(
            sentence(given, violation, language).replace("\N{NO-BREAK SPACE}", " ")
            for language in ("fr", "en")
        )
        == WORDS[name]
    )


def sample(rule):
    for _, _, violation in MUTATIONS.values():
        if violation.rule is rule:
            return violation
    return broken(rule, "c1", term="wish", found=None, needed=3)


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_rule_has_its_sentence(rule, language):
    said = sentence(problem(), sample(rule), language)

    assert said.endswith(".")
    assert "None" not in said
    assert "{" not in said
