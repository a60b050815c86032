"""Why candidates can't all be placed: conflicts against brute force, relaxations that resolve them."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, count, product

import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from preuve.domain.planning.check import violations
from preuve.domain.planning.explain import explain
from preuve.domain.planning.explain_model import Answer, ExplainModel
from preuve.domain.planning.explanation import Explanation, conflict_sentences, explanation_sentences
from preuve.domain.planning.explanation_json import explanation_from_data, explanation_to_data
from preuve.domain.planning.model import (
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
    Problem,
    Room,
)
from preuve.domain.planning.reasons import Reason, ReasonCode
from preuve.domain.planning.relaxations import Relaxation, RelaxationKind, relaxation_words, relaxations_of
from preuve.domain.planning.rule_groups import GroupKind, RuleGroup, conflict_words
from preuve.domain.planning.shortages import Shortage, ShortageKind
from tests.factories.timetables import day, juror, problem, with_candidate, with_juror

MORNING = (Interval(0, 0, 6),)
FULL_DAY = (Interval(0, 0, 16),)


def still():
    return 0.0


def small(**given):
    """One day, one room, three jurors who all may do everything, two candidates of two slots."""
    facts = {
        "slot_minutes": 30,
        "days": (day(0),),
        "rooms": (Room("A", FULL_DAY),),
        "jurors": tuple(
            Juror(
                f"j{number}",
                frozenset({f"of-{number}"}),
                frozenset({"BC1"}),
                may_chair=True,
                gender="FM"[number % 2],
                available=FULL_DAY,
            )
            for number in range(1, 4)
        ),
        "candidates": (Candidate("c1", 2, ("BC1",)), Candidate("c2", 2, ("BC1",))),
        "panel": PanelRules(2, certifier="CERT"),
    }
    return Problem(**{**facts, **given})


def everyone(given, **changes):
    return replace(given, jurors=tuple(replace(each, **changes) for each in given.jurors))


def groups(found):
    return {(group.kind, group.subject, group.day) for group in found.conflict}


def test_all_can_be_placed_and_nothing_is_claimed():
    found = explain(small(), clock=still)

    assert (found.candidates, found.conflict, found.relaxations) == ((), (), ())
    assert explanation_sentences(small(), found, "fr") == (
        "Aucun conflit n’a été prouvé dans le temps donné.",
    )
    assert explain(small(), [], clock=still) == Explanation(())


def test_two_candidates_and_one_juror_who_hears_one():
    given = with_juror(replace(small(), panel=PanelRules(3, certifier="CERT")), "j1", max_defences=1)

    found = explain(given, clock=still)

    assert found.candidates == ("c1", "c2")
    assert groups(found) == {(GroupKind.JUROR_MAX_DEFENCES, "j1", None)}
    assert found.relaxations == (Relaxation(RelaxationKind.JUROR_MAX_DEFENCES, "j1"),)
    assert explanation_sentences(given, found, "fr") == (
        "Ne peuvent être placés ensemble : c1 et c2.",
        "Règles en conflit : le nombre de soutenances de j1.",
        "Suffirait, pour ces candidats : une soutenance de plus pour j1.",
    )
    assert explanation_sentences(given, found, "en") == (
        "Can’t be placed together: c1 and c2.",
        "Rules in conflict: the most defences of j1.",
        "Would be enough, for these candidates: one more defence for j1.",
    )


def test_one_person_cannot_be_heard_twice_at_a_time():
    """Two rooms and four jurors at the only hour that both blocks have."""
    jurors = tuple(replace(juror(f"j{number}"), available=FULL_DAY) for number in range(1, 5))
    hour = (Interval(0, 0, 2),)
    given = small(
        rooms=(Room("A", FULL_DAY), Room("B", FULL_DAY)),
        jurors=jurors,
        candidates=tuple(
            Candidate(f"ada:{block}", 2, (block,), available=hour, person="ada") for block in ("BC1", "BC2")
        ),
    )

    found = explain(given, clock=still)

    assert (GroupKind.PERSON_ONE_AT_A_TIME, "ada", None) in groups(found)
    assert conflict_words(given, found.conflict, "fr", {"person ada": "Ada"})[-1] == (
        "une soutenance à la fois pour Ada"
    )
    assert {each.kind for each in found.relaxations} == {RelaxationKind.CANDIDATE_DAY}
    apart = replace(given, candidates=tuple(replace(each, person=None) for each in given.candidates))
    assert explain(apart, clock=still).conflict == ()


def test_a_candidate_ruled_out_alone_is_explained_alone():
    given = everyone(small(), may_chair=False)

    found = explain(given, ["c2"], clock=still)

    assert found.candidates == ("c2",)
    assert groups(found) == {(GroupKind.PANEL_CHAIR, "", None)}
    assert found.relaxations == tuple(Relaxation(RelaxationKind.CHAIR, f"j{number}") for number in (1, 2, 3))
    assert explanation_sentences(given, found, "en")[:2] == (
        "Nobody able to chair for c2 is free.",
        "Can’t be placed: c2.",
    )


SITUATIONS = [
    (
        everyone(replace(small(), panel=PanelRules(3)), available=(Interval(0, 0, 2),)),
        {(GroupKind.JUROR_ONE_AT_A_TIME, "j1", None), (GroupKind.JUROR_AVAILABLE, "j1", 0)},
        None,
    ),
    (
        with_juror(
            with_candidate(replace(small(), panel=PanelRules(3)), "c1", available=MORNING),
            "j1",
            available=(Interval(0, 8, 16),),
        ),
        {(GroupKind.CANDIDATE_AVAILABLE, "c1", None), (GroupKind.JUROR_AVAILABLE, "j1", 0)},
        {RelaxationKind.JUROR_HALF_DAY, RelaxationKind.CANDIDATE_DAY},
    ),
    (
        with_candidate(small(), "c1", step_free=True),
        {(GroupKind.CANDIDATE_ROOM, "c1", None)},
        {RelaxationKind.ROOM_FITTED},
    ),
    (
        replace(small(), rooms=(Room("A", (Interval(0, 0, 1),)),)),
        {(GroupKind.ROOM_OPEN, "A", None)},
        {RelaxationKind.ROOM_DAY},
    ),
    (
        replace(everyone(small(), organisations=frozenset({"CERT"}))),
        {(GroupKind.PANEL_EXTERNAL, "", None)},
        {RelaxationKind.EXTERNAL_SHARE},
    ),
    (
        with_candidate(small(), "c1", pinned=Pin(0, 0, "A", frozenset({"j1"})), conflicts=frozenset({"j1"})),
        {(GroupKind.CANDIDATE_PIN, "c1", None), (GroupKind.CANDIDATE_CONFLICTS, "c1", None)},
        {RelaxationKind.PIN_REMOVED},
    ),
    (
        replace(
            with_candidate(everyone(small(), gender="M"), "c1", route="VAE"),
            panel=PanelRules(2, gender_mix=GenderMix.REQUIRE),
        ),
        {(GroupKind.PANEL_MIX, "", None)},
        {RelaxationKind.MIX},
    ),
    (
        with_candidate(
            replace(small(), panel=PanelRules(2, cover_blocks=False)), "c1", blocks=("X",), route="VAE"
        ),
        {(GroupKind.PANEL_VAE, "", None)},
        set(),
    ),
    (with_candidate(small(), "c1", blocks=("X",)), {(GroupKind.PANEL_BLOCK, "X", None)}, set()),
    (
        with_juror(replace(small(), panel=PanelRules(3)), "j2", max_per_day=1),
        {(GroupKind.JUROR_MAX_PER_DAY, "j2", None)},
        {RelaxationKind.JUROR_MAX_PER_DAY},
    ),
    (
        with_juror(
            replace(
                small(),
                days=(day(0), day(1)),
                rooms=(Room("A", (Interval(0, 0, 2), Interval(1, 0, 2))),),
                panel=PanelRules(3),
                jurors=everyone(small(), available=(Interval(0, 0, 16), Interval(1, 0, 16))).jurors,
            ),
            "j2",
            max_days=1,
        ),
        {
            (GroupKind.JUROR_MAX_DAYS, "j2", None),
            (GroupKind.ROOM_OPEN, "A", None),
        },
        None,
    ),
    (
        with_candidate(
            with_candidate(small(), "c1", seats=(NamedSeat("x", ("j1",)),), conflicts=frozenset({"j1"})),
            "c2",
            seats=(NamedSeat("x", ("j1",)),),
        ),
        {(GroupKind.CANDIDATE_SEATS, "c1", None), (GroupKind.CANDIDATE_CONFLICTS, "c1", None)},
        set(),
    ),
    (
        with_candidate(
            with_candidate(everyone(small(), available=MORNING), "c1", conflicts=frozenset({"j1"})),
            "c2",
            conflicts=frozenset({"j2"}),
        ),
        {
            (GroupKind.PANEL_SCOPE, "", None),
            (GroupKind.CANDIDATE_CONFLICTS, "c1", None),
            (GroupKind.CANDIDATE_CONFLICTS, "c2", None),
        },
        None,
    ),
    (
        with_candidate(
            with_candidate(
                replace(small(), panel=PanelRules(2, scope=PanelScope.SESSION)),
                "c1",
                conflicts=frozenset({"j1"}),
            ),
            "c2",
            conflicts=frozenset({"j2"}),
        ),
        {
            (GroupKind.PANEL_SCOPE, "", None),
            (GroupKind.CANDIDATE_CONFLICTS, "c1", None),
            (GroupKind.CANDIDATE_CONFLICTS, "c2", None),
        },
        {RelaxationKind.SCOPE},
    ),
]


@pytest.mark.parametrize(("given", "needed", "relaxed"), SITUATIONS)
def test_the_conflict_names_the_rules_and_relaxations_resolve_it(given, needed, relaxed):
    found = explain(given, clock=still)

    assert found.smallest
    assert needed <= groups(found)
    if relaxed is not None:
        assert groups(found) == needed
        assert {each.kind for each in found.relaxations} == relaxed
    for language in ("fr", "en"):
        assert all(said.endswith(".") for said in explanation_sentences(given, found, language))


@pytest.mark.parametrize(("given", "needed", "relaxed"), SITUATIONS)
def test_every_group_of_a_conflict_is_needed_and_all_together_are_enough(given, needed, relaxed):
    found = explain(given, clock=still)
    names = set(found.candidates)
    subset = replace(given, candidates=tuple(each for each in given.candidates if each.id in names))
    model = ExplainModel(subset)
    core = [*found.conflict, *(RuleGroup(GroupKind.CANDIDATE_PLACED, name) for name in found.candidates)]

    assert model.ask(core, 10) is Answer.IMPOSSIBLE
    for left_out in core:
        assert model.ask([group for group in core if group != left_out], 10) is Answer.POSSIBLE


def test_most_in_a_row_is_outside_of_the_model_and_no_wrong_relaxation_is_given():
    given = everyone(replace(small(), panel=PanelRules(3)), max_in_a_row=1, available=(Interval(0, 0, 4),))
    given = with_juror(given, "j1", max_defences=1)

    found = explain(given, clock=still)

    assert groups(found) == {(GroupKind.JUROR_MAX_DEFENCES, "j1", None)}
    assert found.relaxations == ()


def test_seats_are_filled_in_a_verified_relaxation():
    given = with_candidate(small(), "c1", seats=(NamedSeat("lead", ("j1",)), NamedSeat("aid", ("j1", "j2"))))
    given = with_juror(given, "j1", available=())
    given = with_candidate(given, "c1", available=MORNING)

    found = explain(given, ["c1"], clock=still)

    assert found.relaxations[:1] == (Relaxation(RelaxationKind.JUROR_HALF_DAY, "j1", 0, 0),)


def test_a_chair_is_not_named_where_none_is_able():
    given = everyone(replace(small(), panel=PanelRules(2, chair=False)), may_chair=False)
    given = with_juror(with_juror(given, "j1", available=()), "j2", available=())

    found = explain(given, ["c1"], clock=still)

    assert {each.subject for each in found.relaxations} == {"j1", "j2"}


def test_out_of_time_nothing_or_less_is_claimed():
    given = SITUATIONS[0][0]

    assert explain(given, clock=still, limit=0.0).candidates == ()
    # Time passes by looking at the clock: once at the start, then twice for each set that is looked at.
    ticks = count()
    late = explain(with_candidate(small(), "c1", blocks=("X",)), ["c1"], clock=lambda: next(ticks), limit=4.0)
    assert late.candidates
    assert not late.smallest
    assert late.relaxations == ()
    assert "le temps a manqué" in " ".join(explanation_sentences(given, late, "fr"))


def test_an_unknown_answer_stops_the_shrinking(monkeypatch):
    answers = iter([Answer.IMPOSSIBLE, Answer.UNKNOWN])
    real = ExplainModel.ask

    def ask(self, wanted, seconds):
        answer = next(answers, None)
        return answer if answer is Answer.UNKNOWN else real(self, wanted, seconds)

    monkeypatch.setattr(ExplainModel, "ask", ask)

    found = explain(with_candidate(small(), "c1", blocks=("X",)), ["c1"], clock=still)

    assert not found.smallest


def test_no_time_at_all_is_unknown():
    given = problem()
    model = ExplainModel(given)
    model._solver.parameters.max_deterministic_time = 0.0

    assert model.ask(model.groups, 10) is Answer.UNKNOWN


def brute_force(given):
    """Whether both candidates can be placed, by trying everything with the checker."""
    options = []
    for candidate in given.candidates:
        alone = replace(given, candidates=(candidate,))
        options.append(
            [
                defence
                for slot, room, pair in product(
                    range(given.days[0].slots), given.rooms, combinations(given.jurors, given.panel.size)
                )
                for chair in pair
                for defence in [
                    Defence(
                        candidate.id,
                        0,
                        slot,
                        room.id,
                        tuple(PanelMember(each.id, "chair" if each is chair else "member") for each in pair),
                    )
                ]
                if not violations(alone, (defence,))
            ]
        )
    return any(not violations(given, both) for both in product(*options))


HOURS = st.sampled_from(
    [(Interval(0, 0, 5),), (Interval(0, 0, 2),), (Interval(0, 3, 5),), (Interval(0, 1, 4),)]
)


HALL = (Interval(0, 0, 5),)


@st.composite
def tiny(draw):
    jurors = tuple(
        Juror(
            f"j{number}",
            frozenset(draw(st.sampled_from([("X",), ("CERT",), ("T",)]))),
            frozenset(draw(st.sampled_from([("B1",), ("B2",), ("B1", "B2")]))),
            may_chair=draw(st.booleans()),
            gender=draw(st.sampled_from(["F", "M", None])),
            available=draw(HOURS),
            max_defences=draw(st.sampled_from([None, None, 1])),
            max_per_day=draw(st.sampled_from([None, None, 1])),
            max_days=draw(st.sampled_from([None, 0])) if draw(st.integers(0, 9)) == 0 else None,
        )
        for number in range(draw(st.integers(2, 4)))
    )
    candidates = tuple(
        Candidate(
            f"c{number}",
            draw(st.integers(1, 2)),
            draw(st.sampled_from([("B1",), ("B1", "B2")])),
            training_body=draw(st.sampled_from([None, "T"])),
            route=draw(st.sampled_from(["VAE", ""])),
            available=draw(st.none() | HOURS),
            conflicts=frozenset(draw(st.sampled_from([(), (), ("j0",)]))),
            step_free=draw(st.integers(0, 5)) == 0,
            person=draw(st.sampled_from([None, "p"])),
        )
        for number in range(2)
    )
    return Problem(
        30,
        (Day(day(0).date, 5, day(0).first, draw(st.sampled_from([None, (2, 3)]))),),
        (
            Room("A", draw(HOURS), step_free=draw(st.booleans())),
            *draw(st.sampled_from([(), (Room("B", HALL),)])),
        ),
        jurors,
        candidates,
        PanelRules(
            2,
            Fraction(draw(st.integers(0, 2)), 2),
            "CERT",
            scope=draw(st.sampled_from(PanelScope)),
            gender_mix=draw(st.sampled_from(GenderMix)),
        ),
    )


@settings(max_examples=120, deadline=None)
@example(given=tiny())
def test_the_model_says_what_trying_everything_says(given):
    model = ExplainModel(given)

    answer = model.ask(model.groups, 10)

    assert (answer is Answer.POSSIBLE) == brute_force(given)
    if answer is Answer.POSSIBLE:
        assert violations(given, model.defences()) == ()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_groups_and_relaxations_have_words(language):
    said = conflict_words(problem(), [RuleGroup(kind, "x", 1) for kind in GroupKind], language)
    assert len(set(said)) == len(GroupKind)
    for relaxed in RelaxationKind:
        assert relaxation_words(problem(), Relaxation(relaxed, "x", 1, 0, Fraction(1, 3)), language)
    assert relaxation_words(problem(), Relaxation(RelaxationKind.JUROR_HALF_DAY, "j5", 1, 1), "fr") == (
        "convenir d’une demi-journée de plus avec j5 : le 2 décembre 2026, après-midi"
    )


def test_a_conflict_is_said_with_names_and_survives_being_kept():
    given = with_juror(replace(small(), panel=PanelRules(3, certifier="CERT")), "j1", max_defences=1)
    found = explain(given, clock=still)
    names = {"candidate c1": "Ada", "candidate c2": "Bo", "juror j1": "Cy", "room A": "Salle 1"}

    kept = explanation_from_data(json.loads(json.dumps(explanation_to_data(found))))

    assert kept == found
    assert conflict_sentences(given, kept, "fr", names) == (
        "Ne peuvent être placés ensemble : Ada et Bo.",
        "Règles en conflit : le nombre de soutenances de Cy.",
        "Suffirait, pour ces candidats : une soutenance de plus pour Cy.",
    )
    assert conflict_words(given, [RuleGroup(GroupKind.ROOM_OPEN, "A")], "en", names) == (
        "when Salle 1 is open",
    )
    said = [
        relaxation_words(given, Relaxation(kind, subject, 0), "en", names)
        for kind, subject in (
            (RelaxationKind.ROOM_FITTED, "A"),
            (RelaxationKind.PIN_REMOVED, "c1"),
            (RelaxationKind.CHAIR, "j1"),
        )
    ]
    assert said == [
        "make room Salle 1 step-free and fitted for remote candidates",
        "let go what is pinned for Ada",
        "let Cy chair",
    ]


def test_all_that_an_explanation_may_hold_survives_being_kept():
    found = Explanation(
        (Reason(ReasonCode.NO_EXTERNAL, "c1", (0, 2), "x", 1, 2),),
        ("c1",),
        (RuleGroup(GroupKind.JUROR_AVAILABLE, "j1", 1),),
        smallest=True,
        relaxations=(Relaxation(RelaxationKind.EXTERNAL_SHARE, share=Fraction(1, 3)),),
        shortages=(Shortage(ShortageKind.JUROR_SEATS, 3, 6),),
    )
    assert explanation_from_data(json.loads(json.dumps(explanation_to_data(found)))) == found
    with pytest.raises(ValueError, match="gossip"):
        explanation_from_data({**explanation_to_data(found), "conflict": [["gossip", "", None]]})


def test_opening_a_half_day_keeps_what_was_open():
    given = with_juror(problem(), "j1", available=(Interval(0, 4, 10), Interval(1, 0, 3)))
    (morning, first), (_, second) = relaxations_of(given, [RuleGroup(GroupKind.JUROR_AVAILABLE, "j1", 0)])

    assert morning == Relaxation(RelaxationKind.JUROR_HALF_DAY, "j1", 0, 0)
    assert first.jurors[0].available == (Interval(0, 0, 6), Interval(0, 6, 10), Interval(1, 0, 3))
    assert second.jurors[0].available == (Interval(0, 4, 8), Interval(0, 8, 16), Interval(1, 0, 3))


def test_what_is_open_already_is_not_offered_again():
    given = problem(
        rooms=(
            Room("A", (Interval(0, 0, 16),), step_free=True, remote=True),
            Room("B", FULL_DAY, remote=True),
        )
    )
    given = with_candidate(with_juror(given, "j1", available=(Interval(0, 0, 6),)), "c1", available=FULL_DAY)

    def offered(kind, subject, day_number=None):
        return [each for each, _ in relaxations_of(given, [RuleGroup(kind, subject, day_number)])]

    assert offered(GroupKind.JUROR_AVAILABLE, "j1", 0) == [
        Relaxation(RelaxationKind.JUROR_HALF_DAY, "j1", 0, 1)
    ]
    assert offered(GroupKind.CANDIDATE_AVAILABLE, "c1") == [Relaxation(RelaxationKind.CANDIDATE_DAY, "c1", 1)]
    assert offered(GroupKind.ROOM_OPEN, "A") == [Relaxation(RelaxationKind.ROOM_DAY, "A", 1)]
    assert offered(GroupKind.CANDIDATE_ROOM, "c1") == [Relaxation(RelaxationKind.ROOM_FITTED, "B")]
    assert [each.kind for each in offered(GroupKind.PANEL_CHAIR, "")] == []


def test_a_defence_longer_than_any_half_day_conflicts_with_the_days_alone():
    given = with_candidate(small(), "c1", slots=9)

    found = explain(given, ["c1"], clock=still)

    assert (found.candidates, found.conflict, found.relaxations) == (("c1",), (), ())
    assert explanation_sentences(given, found, "en") == (
        "c1 is never there long enough for a defence of 270 minutes.",
        "Can’t be placed: c1.",
    )


def test_days_too_short_for_a_defence_count_for_nobody():
    given = replace(small(), days=(day(0), replace(day(1), slots=1, lunch=None)))
    given = with_juror(replace(given, panel=PanelRules(3)), "j1", max_per_day=1)

    assert groups(explain(given, clock=still)) >= {(GroupKind.JUROR_MAX_PER_DAY, "j1", None)}


def test_of_many_candidates_the_tightest_are_looked_at():
    given = replace(
        small(),
        candidates=tuple(Candidate(f"c{number}", 2, ("BC1",)) for number in range(1, 20)),
        rooms=tuple(Room(name, FULL_DAY) for name in "ABCD"),
    )
    given = with_candidate(given, "c19", available=(Interval(0, 0, 2),))
    given = with_candidate(given, "c18", available=(Interval(0, 0, 2),))

    assert explain(given, ["c1"], clock=still).candidates == ("c18", "c19")
    free = replace(given, days=tuple(day(number) for number in range(3)))
    free = replace(
        free,
        candidates=tuple(replace(each, available=None) for each in free.candidates),
        rooms=tuple(Room(name, tuple(Interval(number, 0, 16) for number in range(3))) for name in "ABCD"),
        jurors=tuple(
            replace(each, available=tuple(Interval(number, 0, 16) for number in range(3)))
            for each in free.jurors
        ),
    )
    assert explain(free, ["c1"], clock=still).candidates == ()


def test_pinned_rooms_and_jurors_hold_in_the_model():
    given = replace(small(), rooms=(Room("A", FULL_DAY), Room("B", FULL_DAY)))
    given = with_candidate(given, "c1", pinned=Pin(0, 3, "B", frozenset({"j3"})))
    model = ExplainModel(given)

    assert model.ask(model.groups, 10) is Answer.POSSIBLE
    first = model.defences()[0]
    assert (first.slot, first.room, "j3" in {member.juror for member in first.panel}) == (3, "B", True)


def test_groups_alike_are_said_once():
    alike = [RuleGroup(GroupKind.JUROR_AVAILABLE, name, 1) for name in ("j1", "j2", "j3")]

    assert conflict_words(problem(), [*alike, RuleGroup(GroupKind.PANEL_CHAIR)], "en") == (
        "the availability of j1, j2 and j3 on 2 December 2026",
        "somebody able to chair",
    )


def test_relaxations_stop_when_time_is_over():
    ticks = count()

    found = explain(everyone(small(), may_chair=False), ["c1"], clock=lambda: next(ticks), limit=6.0)

    assert found.smallest
    assert found.relaxations == (Relaxation(RelaxationKind.CHAIR, "j1"),)


def test_a_conflict_that_the_solver_gives_too_large_is_made_smallest(monkeypatch):
    real = ExplainModel.ask

    def ask(self, wanted, seconds):
        answer = real(self, wanted, seconds)
        if set(wanted) == set(self.groups):
            self.core = self.groups
        return answer

    monkeypatch.setattr(ExplainModel, "ask", ask)

    found = explain(with_candidate(small(), "c1", blocks=("X",)), ["c1"], clock=still)

    assert found.smallest
    assert groups(found) == {(GroupKind.PANEL_BLOCK, "X", None)}
