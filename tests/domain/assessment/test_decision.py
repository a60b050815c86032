"""The panel's decision beside the proposal, and what it grants."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from preuve.domain.assessment.decision import (
    Attendance,
    AttendanceEffect,
    Decision,
    DecisionProblem,
    DecisionProblemCode,
    Grants,
    Ruling,
    attendance_effect,
    decision_problems,
    following_block_outcome,
    grants,
)
from preuve.domain.assessment.errors import DecisionError
from preuve.domain.assessment.marks import Mark
from preuve.domain.assessment.proposal import Outcome
from preuve.domain.assessment.regulations import (
    BlockRule,
    BlockRuleKind,
    CertificationRule,
    CompetenceRule,
    Regulations,
    ResitRules,
)
from preuve.domain.assessment.rules import proposed_outcome
from preuve.domain.assessment.structure import BlockStructure, CompetenceStructure, Structure

NO, PARTLY, YES = Outcome.NOT_ACQUIRED, Outcome.PARTIALLY_ACQUIRED, Outcome.ACQUIRED
LEVELS = ("not_acquired", "partially_acquired", "acquired")
RULES = Regulations()
STRUCTURE = Structure(
    (
        BlockStructure("B1", (CompetenceStructure("C1", ("a",)), CompetenceStructure("C2", ("b",)))),
        BlockStructure("B2", (CompetenceStructure("C3", ("c",)),)),
        BlockStructure("B3", (CompetenceStructure("C4", ("d",)),)),
    )
)


def proposal(ranks, *, regulations=RULES, before=("B3",), jurors=("j1",)):
    """One juror's ranks on a, b, c (B1 and B2 in scope); None leaves a mark out."""
    marks = [
        Mark("j1", criterion, LEVELS[rank])
        for criterion, rank in zip("abc", ranks, strict=True)
        if rank is not None
    ]
    return proposed_outcome(
        marks=marks,
        jurors=jurors,
        structure=STRUCTURE,
        scope=("B1", "B2"),
        regulations=regulations,
        acquired_before=before,
    )


def decision(c1, c2, c3, b1, b2, certification, **reasons):
    rulings = [Ruling(code, outcome, reasons.get(code, "")) for code, outcome in
               (("C1", c1), ("C2", c2), ("C3", c3), ("B1", b1), ("B2", b2))]  # fmt: skip
    return Decision(Attendance.PRESENT, tuple(rulings[:3]), tuple(rulings[3:]), certification)


ALL_YES = decision(YES, YES, YES, YES, YES, YES)


def test_following_the_proposal_needs_no_reason_and_grants_the_whole():
    assert decision_problems(ALL_YES, proposal([2, 2, 2]), RULES) == ()
    assert grants(ALL_YES, proposal([2, 2, 2]), RULES) == Grants(True, (), ("B1", "B2"))


def test_two_blocks_only():
    partial = decision(YES, YES, YES, YES, YES, PARTLY)
    assert grants(partial, proposal([2, 2, 2], before=()), RULES) == Grants(False, ("B1", "B2"), ("B1", "B2"))
    one = decision(YES, PARTLY, YES, PARTLY, YES, PARTLY)
    assert grants(one, proposal([2, 1, 2], before=()), RULES) == Grants(False, ("B2",), ("B2",))
    nothing = decision(NO, NO, NO, NO, NO, NO)
    assert grants(nothing, proposal([0, 0, 0], before=()), RULES) == Grants(False, (), ())


def test_rulings_may_come_in_any_order():
    mixed = replace(ALL_YES, competences=ALL_YES.competences[::-1], blocks=ALL_YES.blocks[::-1])
    assert grants(mixed, proposal([2, 2, 2]), RULES) == Grants(True, (), ("B1", "B2"))


def test_a_departure_on_a_competence_needs_a_reason_and_the_block_follows():
    found = proposal([2, 1, 2])
    raised = ALL_YES
    expected = DecisionProblem(DecisionProblemCode.REASON_REQUIRED, "C2", YES, PARTLY)
    assert decision_problems(raised, found, RULES) == (expected,)
    blank = decision(YES, YES, YES, YES, YES, YES, C2=" \n")
    assert decision_problems(blank, found, RULES) == (expected,)
    said = decision(YES, YES, YES, YES, YES, YES, C2="Démontré à l’oral.")
    assert grants(said, found, RULES) == Grants(True, (), ("B1", "B2"))


def test_a_block_departs_from_its_competences_with_a_reason_only():
    found = proposal([2, 1, 2])
    bare = decision(YES, PARTLY, YES, YES, YES, YES)
    assert decision_problems(bare, found, RULES) == (
        DecisionProblem(DecisionProblemCode.BLOCK_NOT_FROM_COMPETENCES, "B1", YES, PARTLY),
    )
    said = decision(YES, PARTLY, YES, YES, YES, YES, B1="Compensé par la soutenance.")
    assert grants(said, found, RULES).certification
    harsh = decision(YES, YES, YES, NO, YES, PARTLY, C2="Oral.")
    assert decision_problems(harsh, found, RULES) == (
        DecisionProblem(DecisionProblemCode.BLOCK_NOT_FROM_COMPETENCES, "B1", NO, YES),
    )


@pytest.mark.parametrize(
    ("b1", "b2", "certification", "expected"),
    [
        (YES, NO, YES, PARTLY),
        (YES, NO, NO, PARTLY),
        (YES, YES, PARTLY, YES),
        (NO, NO, NO, PARTLY),  # B3 is held already
    ],
)
def test_no_reason_makes_a_certification_without_its_blocks(b1, b2, certification, expected):
    ruled = decision(YES, YES, YES, b1, b2, certification, B1="Oui.", B2="Oui.")
    assert decision_problems(ruled, proposal([2, 2, 2]), RULES) == (
        DecisionProblem(DecisionProblemCode.CERTIFICATION_NOT_FROM_BLOCKS, None, certification, expected),
    )


def test_every_decision_is_judged_as_a_sentence_would():
    found = proposal([2, 1, 0])
    proposed = {"C1": YES, "C2": PARTLY, "C3": NO}
    for c1, c2, c3, b1, b2, whole in product(Outcome, repeat=6):
        ruled = decision(c1, c2, c3, b1, b2, whole)
        problems = {
            (item.code, item.target, item.expected) for item in decision_problems(ruled, found, RULES)
        }
        follow = YES if c1 == c2 == YES else NO if c1 == c2 == NO else PARTLY
        end = YES if b1 == b2 == YES else PARTLY
        expected = {
            (DecisionProblemCode.REASON_REQUIRED, code, proposed[code])
            for code, verdict in (("C1", c1), ("C2", c2), ("C3", c3))
            if verdict != proposed[code]
        }
        if b1 != follow:
            expected.add((DecisionProblemCode.BLOCK_NOT_FROM_COMPETENCES, "B1", follow))
        if b2 != c3:
            expected.add((DecisionProblemCode.BLOCK_NOT_FROM_COMPETENCES, "B2", c3))
        if whole != end:
            expected.add((DecisionProblemCode.CERTIFICATION_NOT_FROM_BLOCKS, None, end))
        assert problems == expected


def test_where_nothing_could_be_proposed_every_ruling_needs_a_reason():
    found = proposal([2, None, 2])
    assert decision_problems(ALL_YES, found, RULES) == (
        DecisionProblem(DecisionProblemCode.REASON_REQUIRED, "C2", YES, None),
    )
    assert decision_problems(decision(YES, YES, YES, YES, YES, YES, C2="Vu à l’oral."), found, RULES) == ()


def test_by_points_the_block_is_measured_against_the_proposal():
    rules = replace(RULES, block=BlockRule(BlockRuleKind.POINTS, Fraction(1, 2)))
    found = proposal([2, 0, 2], regulations=rules)
    assert found.blocks[0].outcome is YES
    ruled = decision(YES, NO, YES, YES, YES, YES)
    assert decision_problems(ruled, found, rules) == ()
    lowered = decision(NO, NO, YES, NO, YES, PARTLY, C1="Plagiat.")
    assert decision_problems(lowered, found, rules) == (
        DecisionProblem(DecisionProblemCode.BLOCK_NOT_FROM_COMPETENCES, "B1", NO, YES),
    )
    waiting = proposal([2, None, 2], regulations=rules)
    assert decision_problems(decision(YES, NO, YES, YES, YES, YES, C2="Oral."), waiting, rules) == (
        DecisionProblem(DecisionProblemCode.BLOCK_NOT_FROM_COMPETENCES, "B1", YES, None),
    )


def test_by_share_an_eliminatory_criterion_stops_the_block_until_the_panel_lifts_it():
    rules = replace(
        RULES,
        block=BlockRule(BlockRuleKind.SHARE, Fraction(1, 2)),
        competence=CompetenceRule(eliminatory_criteria=("b",)),
    )
    found = proposal([2, 1, 2], regulations=rules)
    assert found.blocks[0].outcome is PARTLY
    assert decision_problems(decision(YES, NO, YES, PARTLY, YES, PARTLY), found, rules) == ()
    lifted = decision(YES, YES, YES, YES, YES, YES, C2="Erreur de saisie.")
    assert decision_problems(lifted, found, rules) == ()
    refused = {"C1": Ruling("C1", NO), "C2": Ruling("C2", NO)}
    assert following_block_outcome(found.blocks[0], refused, rules) is NO
    plain = replace(rules, competence=CompetenceRule())
    assert following_block_outcome(proposal([2, 1, 2], regulations=plain).blocks[0], refused, plain) is NO


@pytest.mark.parametrize("ranks", list(product(range(3), repeat=3)))
@pytest.mark.parametrize("kind", BlockRuleKind)
@pytest.mark.parametrize("eliminatory", [(), ("a",)])
def test_the_proposal_itself_is_always_a_decision_without_problem(ranks, kind, eliminatory):
    rules = replace(
        RULES,
        block=BlockRule(kind, Fraction(1, 2)),
        competence=CompetenceRule(eliminatory_criteria=eliminatory),
    )
    found = proposal(ranks, regulations=rules)
    followed = Decision(
        Attendance.PRESENT,
        tuple(Ruling(item.code, item.outcome) for item in found.competences()),
        tuple(Ruling(item.code, item.outcome) for item in found.blocks),
        found.outcome,
    )
    assert decision_problems(followed, found, rules) == ()
    granted = grants(followed, found, rules)
    acquired = tuple(block.code for block in found.blocks if block.outcome is YES)
    assert granted == Grants(len(acquired) == 2, () if len(acquired) == 2 else acquired, acquired)


def test_optional_blocks_count_in_the_certification():
    rules = replace(RULES, certification=CertificationRule(("B2", "B3"), 1))
    ruled = decision(YES, YES, NO, YES, NO, YES)
    assert grants(ruled, proposal([2, 2, 0], regulations=rules), rules) == Grants(True, (), ("B1",))


def test_what_is_missing_repeated_or_foreign_is_named():
    empty = Decision(Attendance.PRESENT)
    missing = [
        DecisionProblem(DecisionProblemCode.RULING_MISSING, code)
        for code in ("C1", "C2", "C3", "B1", "B2", None)
    ]
    assert decision_problems(empty, proposal([2, 2, 2]), RULES) == tuple(missing)
    odd = replace(
        ALL_YES,
        competences=(*ALL_YES.competences, Ruling("C1", YES), Ruling("C4", YES)),
        blocks=(*ALL_YES.blocks, Ruling("B3", YES)),
    )
    assert decision_problems(odd, proposal([2, 2, 2]), RULES) == (
        DecisionProblem(DecisionProblemCode.REPEATED_TARGET, "C1"),
        DecisionProblem(DecisionProblemCode.UNKNOWN_TARGET, "C4"),
        DecisionProblem(DecisionProblemCode.UNKNOWN_TARGET, "B3"),
    )
    without_b1 = replace(ALL_YES, blocks=ALL_YES.blocks[1:], certification=NO)
    assert decision_problems(without_b1, proposal([2, 2, 2]), RULES) == (
        DecisionProblem(DecisionProblemCode.RULING_MISSING, "B1"),
    )
    without_c1 = replace(ALL_YES, competences=ALL_YES.competences[1:])
    assert decision_problems(without_c1, proposal([2, 2, 2]), RULES) == (
        DecisionProblem(DecisionProblemCode.RULING_MISSING, "C1"),
    )


@pytest.mark.parametrize(
    ("attendance", "absence_counts", "effect"),
    [
        (Attendance.PRESENT, True, AttendanceEffect(True, True, False)),
        (Attendance.ABSENT, True, AttendanceEffect(False, True, False)),
        (Attendance.ABSENT, False, AttendanceEffect(False, False, False)),
        (Attendance.POSTPONED, True, AttendanceEffect(False, False, True)),
        (Attendance.EXCLUDED, False, AttendanceEffect(False, True, True)),
    ],
)
def test_what_an_attendance_implies(attendance, absence_counts, effect):
    assert attendance_effect(attendance, ResitRules(absence_counts=absence_counts)) == effect


def test_an_absent_candidate_is_ruled_on_nothing_and_granted_nothing():
    found = proposal([None, None, None])
    absent = Decision(Attendance.ABSENT)
    assert decision_problems(absent, found, RULES) == ()
    assert grants(absent, found, RULES) == Grants(False, (), ())
    ruled = replace(
        ALL_YES, attendance=Attendance.ABSENT, competences=ALL_YES.competences[:1], blocks=ALL_YES.blocks[:1]
    )
    assert decision_problems(ruled, found, RULES) == (
        DecisionProblem(DecisionProblemCode.NOTHING_TO_RULE, "C1", YES),
        DecisionProblem(DecisionProblemCode.NOTHING_TO_RULE, "B1", YES),
        DecisionProblem(DecisionProblemCode.NOTHING_TO_RULE, None, YES),
    )


@pytest.mark.parametrize("attendance", [Attendance.POSTPONED, Attendance.EXCLUDED])
def test_putting_off_or_excluding_is_explained(attendance):
    found = proposal([2, 2, 2])
    assert decision_problems(Decision(attendance, reason=" "), found, RULES) == (
        DecisionProblem(DecisionProblemCode.ATTENDANCE_REASON_REQUIRED),
    )
    assert grants(Decision(attendance, reason="Alerte incendie."), found, RULES) == Grants(False, (), ())


def test_nothing_is_granted_on_a_decision_with_problems():
    with pytest.raises(DecisionError) as caught:
        grants(ALL_YES, proposal([2, 1, 2]), RULES)
    assert caught.value.problems == (DecisionProblem(DecisionProblemCode.REASON_REQUIRED, "C2", YES, PARTLY),)


def test_a_ruling_once_made_does_not_change():
    with pytest.raises(AttributeError):
        ALL_YES.blocks[0].outcome = NO
    with pytest.raises(AttributeError):
        ALL_YES.certification = NO
