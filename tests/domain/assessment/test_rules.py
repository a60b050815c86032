"""The decision rules, against a naive restatement, by properties, and fact by fact."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preuve.domain.assessment.errors import MarksError, StructureError, StructureFault
from preuve.domain.assessment.marks import Mark, MarksFault, MarksFaultCode
from preuve.domain.assessment.proposal import Cell, Fact, FactCode, Outcome
from preuve.domain.assessment.regulations import (
    BlockRule,
    BlockRuleKind,
    CertificationRule,
    CompetenceRule,
    CriterionRule,
    Level,
    Merge,
    Regulations,
    Scale,
    Ties,
)
from preuve.domain.assessment.rules import certification_outcome, proposed_outcome
from preuve.domain.assessment.spread import AGREED, Spread
from preuve.domain.assessment.structure import BlockStructure, CompetenceStructure, Structure

LEVELS = ("not_acquired", "partially_acquired", "acquired")
NO, PARTLY, YES = Outcome.NOT_ACQUIRED, Outcome.PARTIALLY_ACQUIRED, Outcome.ACQUIRED
SMALL = Structure(
    (
        BlockStructure("B1", (CompetenceStructure("C1", ("a", "b")), CompetenceStructure("C2", ("c",)))),
        BlockStructure("B2", (CompetenceStructure("C3", ("d",)),)),
    )
)
ONE_JUROR = Structure((BlockStructure("B1", (CompetenceStructure("C1", tuple("abcdef")),)),))


def row(**answers):
    """Answers of one juror by criterion."""
    return answers


def propose(answers, *, structure=SMALL, scope=("B1",), regulations=None, jurors=None, before=()):
    """`answers`: {juror: {criterion: rank, "-" (abstains) or "." (nothing)}}."""
    marks = [
        Mark(juror, criterion, None if answer in ("-", ".") else LEVELS[answer], abstained=answer == "-")
        for juror, given_by in answers.items()
        for criterion, answer in given_by.items()
    ]
    return proposed_outcome(
        marks=marks,
        jurors=jurors or tuple(answers),
        structure=structure,
        scope=scope,
        regulations=regulations or Regulations(),
        acquired_before=before,
    )


def outcomes(proposal):
    return (
        proposal.outcome,
        [block.outcome for block in proposal.blocks],
        [competence.outcome for competence in proposal.competences()],
        [criterion.level for criterion in proposal.criteria()],
    )


# --- the same rules in another style: numbers 0, 1, 2 and None, one long sentence per floor -----------------


def naive(columns, regulations):
    """Ranks of (certification, [B1], [C1, C2], [a, b, c]) from the answers on a, b and c."""
    merged = [naive_merge(column, regulations.criterion) for column in columns]
    out = {
        name: naive_competence(
            [merged[i] for i in places], [i in places and i == 0 for i in places], regulations
        )
        for name, places in {"C1": [0, 1], "C2": [2]}.items()
    }
    if None in out.values():
        return None, [None], list(out.values()), merged
    kind, wanted = regulations.block.kind, regulations.block.threshold
    good = [value for value in out.values() if value == 2]
    won = {
        BlockRuleKind.ALL_COMPETENCES: len(good) == 2,
        BlockRuleKind.SHARE: len(good) >= 2 * wanted,
        BlockRuleKind.POINTS: sum(merged) >= 6 * wanted,
    }[kind]
    eliminated = bool(regulations.competence.eliminatory_criteria) and merged[0] != 2
    some = any(out.values())
    block = 2 if won and not eliminated else (1 if some or won else 0)
    return (1 if block == 2 else 0), [block], list(out.values()), merged


def naive_merge(column, rule):
    given_ranks = sorted(answer for answer in column if answer not in ("-", "."))
    if "." in column or len(given_ranks) < rule.minimum_marks:
        return None
    if rule.merge is Merge.LOWEST:
        return given_ranks[0]
    low, high = given_ranks[0], given_ranks[-1]  # two jurors at most here
    if rule.merge is Merge.MAJORITY:
        return low if rule.ties is Ties.LOWER else high
    return (low + high + (rule.ties is Ties.HIGHER)) // 2


def naive_competence(merged, may_eliminate, regulations):
    if None in merged:
        return None
    rule, size = regulations.competence, len(merged)
    if rule.eliminatory_criteria and any(e and m < 2 for e, m in zip(may_eliminate, merged, strict=True)):
        return 0
    if merged.count(2) >= rule.acquired_share * size:
        return 2
    return int(size - merged.count(0) >= rule.partial_share * size)


def as_ranks(proposal):
    rank = {None: None, NO: 0, PARTLY: 1, YES: 2} | {code: i for i, code in enumerate(LEVELS)}
    certification, blocks, competences, criteria = outcomes(proposal)
    return (
        rank[certification],
        [rank[item] for item in blocks],
        [rank[item] for item in competences],
        [rank[item] for item in criteria],
    )


ALL_RULES = [
    Regulations(
        criterion=CriterionRule(merge, ties),
        competence=CompetenceRule(share, Fraction(1, 2), eliminatory),
        block=BlockRule(kind, Fraction(1, 2)),
    )
    for merge, ties, share, eliminatory, kind in product(
        Merge, Ties, (Fraction(1, 2), Fraction(2, 3)), ((), ("a",)), BlockRuleKind
    )
]


def all_tables(answers):
    for flat in product(answers, repeat=6):
        yield [flat[0:2], flat[2:4], flat[4:6]]


def proposal_of(columns, regulations):
    answers = {
        juror: {criterion: columns[place][index] for place, criterion in enumerate("abc")}
        for index, juror in enumerate(("j1", "j2"))
    }
    return propose(answers, regulations=regulations)


@pytest.mark.parametrize("kind", BlockRuleKind)
def test_every_table_of_two_jurors_three_criteria_three_levels(kind):
    rules = [item for item in ALL_RULES if item.block.kind is kind][::5]
    for regulations in rules:
        for columns in all_tables((0, 1, 2)):
            assert as_ranks(proposal_of(columns, regulations)) == naive(columns, regulations), columns


@pytest.mark.parametrize("minimum", [1, 2])
def test_every_table_with_abstentions_and_missing_marks(minimum):
    regulations = Regulations(criterion=CriterionRule(minimum_marks=minimum))
    for columns in all_tables((0, 2, "-", ".")):
        proposal = proposal_of(columns, regulations)
        assert as_ranks(proposal) == naive(columns, regulations), columns
        waiting = [
            ("j1", "j2")[i] + c
            for c, column in zip("abc", columns, strict=True)
            for i in (0, 1)
            if column[i] == "."
        ]
        assert [juror + criterion for juror, criterion in proposal.missing()] == waiting


# --- properties ------------------------------------------------------------------------------------------

WIDE = Structure(
    tuple(
        BlockStructure(
            f"B{b}",
            tuple(CompetenceStructure(f"C{b}{c}", tuple(f"{b}{c}{k}" for k in range(2))) for c in range(2)),
        )
        for b in range(2)
    )
)
WIDE_CRITERIA = [criterion for block in WIDE.blocks for criterion in block.criteria()]
any_rules = st.builds(
    Regulations,
    criterion=st.builds(CriterionRule, st.sampled_from(Merge), st.sampled_from(Ties)),
    competence=st.builds(
        CompetenceRule,
        st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(1)]),
        st.sampled_from([Fraction(1, 2), Fraction(1)]),
        st.sampled_from([(), ("000",), ("000", "111")]),
    ),
    block=st.builds(
        BlockRule, st.sampled_from(BlockRuleKind), st.sampled_from([Fraction(1, 2), Fraction(4, 5)])
    ),
    scale=st.sampled_from(
        [
            Scale(),
            Scale(
                (
                    Level(LEVELS[0], "n", "n", 0),
                    Level(LEVELS[1], "p", "p", 1, acquired=True),
                    Level(LEVELS[2], "a", "a", 10, acquired=True),
                )
            ),
        ]
    ),
)


@st.composite
def tables(draw):
    jurors = [f"j{i}" for i in range(draw(st.integers(1, 4)))]
    ranks = st.lists(st.integers(0, 2), min_size=len(WIDE_CRITERIA), max_size=len(WIDE_CRITERIA))
    return {juror: dict(zip(WIDE_CRITERIA, draw(ranks), strict=True)) for juror in jurors}


def wide(answers, regulations, jurors=None):
    return propose(answers, structure=WIDE, scope=("B0", "B1"), regulations=regulations, jurors=jurors)


@settings(max_examples=150, deadline=None)
@given(tables(), any_rules, st.data())
def test_raising_a_mark_never_lowers_an_outcome(answers, regulations, data):
    juror, criterion = data.draw(st.sampled_from(sorted(answers))), data.draw(st.sampled_from(WIDE_CRITERIA))
    raised = {who: dict(given_by) for who, given_by in answers.items()}
    raised[juror][criterion] = data.draw(st.integers(answers[juror][criterion], 2))
    before, after = as_ranks(wide(answers, regulations)), as_ranks(wide(raised, regulations))
    assert before[0] <= after[0]
    assert all(low <= high for i in (1, 2, 3) for low, high in zip(before[i], after[i], strict=True))


@settings(max_examples=100, deadline=None)
@given(tables(), any_rules, st.randoms(use_true_random=False))
def test_the_order_of_jurors_and_marks_does_not_matter(answers, regulations, shuffle):
    names = list(answers)
    shuffle.shuffle(names)
    shuffled = wide({name: dict(reversed(answers[name].items())) for name in names}, regulations)
    plain = wide(answers, regulations)
    assert outcomes(shuffled) == outcomes(plain)
    assert [item.facts for item in shuffled.competences()] == [item.facts for item in plain.competences()]
    assert [item.spread for item in shuffled.criteria()] == [item.spread for item in plain.criteria()]
    assert wide({name: answers[name] for name in names}, regulations, jurors=tuple(answers)) == plain


# --- fact by fact ----------------------------------------------------------------------------------------


def test_everything_acquired():
    proposal = propose({"j1": row(a=2, b=2, c=2, d=2), "j2": row(a=2, b=2, c=2, d=2)}, scope=("B2", "B1"))
    assert [block.code for block in proposal.blocks] == ["B1", "B2"]
    assert outcomes(proposal) == (YES, [YES, YES], [YES, YES, YES], ["acquired"] * 4)
    assert proposal.facts == (Fact(FactCode.BLOCKS_ACQUIRED, True, (), 2, 2),)
    assert proposal.blocks[0].facts == (
        Fact(FactCode.COMPETENCES_ACQUIRED, True, (), Fraction(1), Fraction(1)),
    )
    assert proposal.blocks[0].competences[0].facts == (
        Fact(FactCode.CRITERIA_ACQUIRED, True, (), Fraction(1), Fraction(2, 3)),
    )
    assert proposal.blocks[0].competences[0].criteria[0].cells == (
        Cell("j1", "acquired", abstained=False),
        Cell("j2", "acquired", abstained=False),
    )
    assert proposal.missing() == ()
    assert (proposal.acquired_before, proposal.all_blocks) == ((), ("B1", "B2"))


@pytest.mark.parametrize(
    ("ranks", "outcome", "facts"),
    [
        ("222211", YES, [(FactCode.CRITERIA_ACQUIRED, True, "ef", Fraction(2, 3), Fraction(2, 3))]),
        (
            "222110",
            PARTLY,
            [
                (FactCode.CRITERIA_ACQUIRED, False, "def", Fraction(1, 2), Fraction(2, 3)),
                (FactCode.CRITERIA_PARTLY_ACQUIRED, True, "f", Fraction(5, 6), Fraction(1, 2)),
            ],
        ),
        (
            "111000",
            PARTLY,
            [
                (FactCode.CRITERIA_ACQUIRED, False, "abcdef", Fraction(0), Fraction(2, 3)),
                (FactCode.CRITERIA_PARTLY_ACQUIRED, True, "def", Fraction(1, 2), Fraction(1, 2)),
            ],
        ),
        (
            "220000",
            NO,
            [
                (FactCode.CRITERIA_ACQUIRED, False, "cdef", Fraction(1, 3), Fraction(2, 3)),
                (FactCode.CRITERIA_PARTLY_ACQUIRED, False, "cdef", Fraction(1, 3), Fraction(1, 2)),
            ],
        ),
    ],
)
def test_a_competence_says_why(ranks, outcome, facts):
    ranks_by_criterion = {criterion: int(rank) for criterion, rank in zip("abcdef", ranks, strict=True)}
    competence = propose({"j1": ranks_by_criterion}, structure=ONE_JUROR).blocks[0].competences[0]
    assert competence.outcome is outcome
    assert competence.facts == tuple(
        Fact(code, met, tuple(who), got, need) for code, met, who, got, need in facts
    )


def test_an_eliminatory_criterion_stops_competence_and_block_even_by_points():
    rules = Regulations(
        competence=CompetenceRule(Fraction(1, 2), eliminatory_criteria=("b",)),
        block=BlockRule(BlockRuleKind.POINTS, Fraction(1, 2)),
    )
    proposal = propose({"j1": row(a=2, b=1, c=2)}, regulations=rules)
    eliminated = Fact(FactCode.ELIMINATORY_FAILED, False, ("b",))
    assert proposal.blocks[0].competences[0].outcome is NO
    assert proposal.blocks[0].competences[0].facts == (
        eliminated,
        Fact(FactCode.CRITERIA_ACQUIRED, True, ("b",), Fraction(1, 2), Fraction(1, 2)),
    )
    assert proposal.blocks[0].outcome is PARTLY
    assert proposal.blocks[0].facts == (
        eliminated,
        Fact(FactCode.POINTS, True, ("C1",), Fraction(5, 6), Fraction(1, 2)),
    )
    assert propose({"j1": row(a=2, b=2, c=0)}, regulations=rules).blocks[0].outcome is YES


def test_a_block_by_share_says_why():
    rules = Regulations(block=BlockRule(BlockRuleKind.SHARE, Fraction(1, 2)))
    proposal = propose({"j1": row(a=0, b=0, c=2)}, regulations=rules)
    assert proposal.blocks[0].outcome is YES
    assert proposal.blocks[0].facts == (
        Fact(FactCode.COMPETENCES_ACQUIRED, True, ("C1",), Fraction(1, 2), Fraction(1, 2)),
    )
    assert proposal.outcome is PARTLY
    assert proposal.facts == (Fact(FactCode.BLOCKS_ACQUIRED, False, ("B2",), 1, 2),)


def test_a_block_refused_by_points_says_why():
    rules = Regulations(block=BlockRule(BlockRuleKind.POINTS, Fraction(3, 5)))
    proposal = propose({"j1": row(a=0, b=1, c=2)}, regulations=rules)
    assert proposal.blocks[0].outcome is PARTLY
    assert proposal.blocks[0].facts == (
        Fact(FactCode.POINTS, False, ("C1",), Fraction(1, 2), Fraction(3, 5)),
    )


def test_a_block_just_at_its_points_is_acquired():
    rules = Regulations(block=BlockRule(BlockRuleKind.POINTS, Fraction(1, 2)))
    block = propose({"j1": row(a=1, b=2, c=0)}, regulations=rules).blocks[0]
    assert block.outcome is YES
    assert block.facts == (Fact(FactCode.POINTS, True, ("C1", "C2"), Fraction(1, 2), Fraction(1, 2)),)


def test_blocks_acquired_before_count_for_the_certification():
    proposal = propose({"j1": row(a=2, b=2, c=2)}, before=("B2",))
    assert (proposal.outcome, proposal.acquired_before) == (YES, ("B2",))
    refused = propose({"j1": row(a=0, b=0, c=0)}, before=("B2",))
    assert (refused.blocks[0].outcome, refused.outcome) == (NO, PARTLY)
    assert propose({"j1": row(a=0, b=0, c=0)}).outcome is NO


def test_missing_marks_make_undecidable_and_are_named():
    proposal = propose({"j1": row(a=2, b=2, c=2), "j2": row(a=2, c=0)}, jurors=("j2", "j1"))
    assert outcomes(proposal) == (None, [None], [None, NO], ["acquired", None, "not_acquired"])
    assert proposal.missing() == (("j2", "b"),)
    assert proposal.facts == (Fact(FactCode.BLOCKS_UNDECIDED, False, ("B1",)),)
    assert proposal.blocks[0].facts == (Fact(FactCode.COMPETENCES_UNDECIDED, False, ("C1",)),)
    assert proposal.blocks[0].competences[0].facts == (Fact(FactCode.MARKS_MISSING, False, ("b",), 3, 4),)
    waiting = proposal.blocks[0].competences[0].criteria[1]
    assert (waiting.waiting, waiting.acquired, waiting.spread) == (True, None, AGREED)
    assert waiting.cells == (Cell("j2", None, abstained=False), Cell("j1", "acquired", abstained=False))


def test_a_mark_with_neither_level_nor_abstention_is_missing():
    assert propose({"j1": row(a=".", b=2, c=2)}).missing() == (("j1", "a"),)


def test_too_few_marks_after_abstentions():
    rules = Regulations(criterion=CriterionRule(minimum_marks=2))
    answers = {"j1": row(a="-", b=2, c="-"), "j2": row(a="-", b=2, c=2), "j3": row(a=1, b=2, c=".")}
    proposal = propose(answers, regulations=rules)
    first, second = proposal.competences()
    assert first.facts == (Fact(FactCode.TOO_FEW_MARKS, False, ("a",), 1, 2),)
    assert second.facts == (Fact(FactCode.MARKS_MISSING, False, ("c",), 2, 3),)
    everyone_abstains = propose({"j1": row(a="-", b=".", c=2)}).blocks[0].competences[0]
    assert everyone_abstains.facts == (
        Fact(FactCode.MARKS_MISSING, False, ("b",), 1, 2),
        Fact(FactCode.TOO_FEW_MARKS, False, ("a",), 0, 1),
    )
    assert everyone_abstains.criteria[0].spread is None


def test_nobody_sits():
    proposal = proposed_outcome(marks=(), jurors=(), structure=SMALL, scope=["B2"], regulations=Regulations())
    assert proposal.outcome is None
    assert proposal.blocks[0].competences[0].facts == (Fact(FactCode.TOO_FEW_MARKS, False, ("d",), 0, 1),)
    assert proposal.missing() == ()


def test_the_board_is_sorted_by_disagreement():
    answers = {
        "j1": row(a=2, b=0, c=1, d="-", e=0, f=2),
        "j2": row(a=2, b=2, c=0, d="-", e=2, f=1),
        "j3": row(a=2, b=2, c=0, d="-", e=1, f=1),
    }
    proposal = propose(answers, structure=ONE_JUROR)
    assert [item.code for item in proposal.by_disagreement()] == ["e", "b", "c", "f", "a", "d"]
    assert {item.code: item.spread for item in proposal.criteria()} == {
        "a": AGREED,
        "b": Spread(2, 2, Fraction(8, 9)),
        "c": Spread(1, 2, Fraction(2, 9)),
        "d": None,
        "e": Spread(2, 3, Fraction(2, 3)),
        "f": Spread(1, 2, Fraction(2, 9)),
    }


@pytest.mark.parametrize(
    ("held", "needed", "outcome", "lacking", "not_held"),
    [
        ((), 1, NO, ("B1", "B2"), ("O1", "O2")),
        (("O1",), 1, PARTLY, ("B1", "B2"), ("O2",)),
        (("B1", "B2"), 1, PARTLY, (), ("O1", "O2")),
        (("B1", "B2"), 0, YES, (), ("O1", "O2")),
        (("B1", "B2", "O2"), 1, YES, (), ("O1",)),
        (("B1", "B2", "O2"), 2, PARTLY, (), ("O1",)),
        (("B1", "O1", "O2"), 1, PARTLY, ("B2",), ()),
    ],
)
def test_optional_blocks(held, needed, outcome, lacking, not_held):
    rule = CertificationRule(("O1", "O2"), needed)
    assert certification_outcome(held, ("B1", "O1", "B2", "O2"), rule) == (
        outcome,
        (
            Fact(FactCode.BLOCKS_ACQUIRED, not lacking, lacking, 2 - len(lacking), 2),
            Fact(
                FactCode.OPTIONAL_BLOCKS_ACQUIRED,
                2 - len(not_held) >= needed,
                not_held,
                2 - len(not_held),
                needed,
            ),
        ),
    )


# --- bad input -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "fault", "codes"),
    [
        ({"scope": ()}, StructureFault.EMPTY_SCOPE, ()),
        ({"scope": ("B1", "B9")}, StructureFault.UNKNOWN_BLOCK, ("B9",)),
        ({"acquired_before": ("B8",)}, StructureFault.UNKNOWN_BLOCK, ("B8",)),
        ({"acquired_before": ("B1",)}, StructureFault.ALREADY_ACQUIRED, ("B1",)),
        ({"jurors": ("j1", "j2", "j1")}, StructureFault.REPEATED_JUROR, ("j1",)),
        (
            {"regulations": Regulations(competence=CompetenceRule(eliminatory_criteria=("a", "d", "z")))},
            StructureFault.UNKNOWN_ELIMINATORY,
            ("z",),
        ),
        (
            {"regulations": Regulations(certification=CertificationRule(("B2", "O1")))},
            StructureFault.UNKNOWN_OPTIONAL_BLOCK,
            ("O1",),
        ),
    ],
)
def test_what_does_not_fit_is_refused(changes, fault, codes):
    plain = {
        "marks": (),
        "jurors": ("j1",),
        "structure": SMALL,
        "scope": ("B1",),
        "regulations": Regulations(),
    }
    with pytest.raises(StructureError) as caught:
        proposed_outcome(**(plain | changes))
    assert (caught.value.fault, caught.value.codes) == (fault, codes)


def test_marks_that_are_not_this_panels_are_all_named():
    good = Mark("j1", "a", "acquired")
    bad = [
        (Mark("j9", "a", "acquired"), MarksFaultCode.JUROR_UNKNOWN),
        (Mark("j1", "d", "acquired"), MarksFaultCode.CRITERION_OUT_OF_SCOPE),
        (Mark("j1", "b", "excellent"), MarksFaultCode.LEVEL_UNKNOWN),
        (Mark("j1", "c", "acquired", abstained=True), MarksFaultCode.LEVEL_AND_ABSTENTION),
        (Mark("j1", "a", "not_acquired"), MarksFaultCode.REPEATED),
    ]
    with pytest.raises(MarksError) as caught:
        proposed_outcome(
            marks=[good, *(mark for mark, _ in bad)],
            jurors=("j1",),
            structure=SMALL,
            scope=("B1",),
            regulations=Regulations(),
        )
    assert caught.value.faults == tuple(MarksFault(code, mark) for mark, code in bad)


def test_ten_thousand_marks_are_quick():
    structure = Structure(
        tuple(
            BlockStructure(
                f"B{b}",
                tuple(
                    CompetenceStructure(f"C{b}.{c}", tuple(f"{b}.{c}-{k}" for k in range(5)))
                    for c in range(25)
                ),
            )
            for b in range(16)
        )
    )
    criteria = [criterion for block in structure.blocks for criterion in block.criteria()]
    jurors = [f"j{i}" for i in range(5)]
    marks = [
        Mark(juror, criterion, LEVELS[(line * 7 + column) % 3])
        for line, criterion in enumerate(criteria)
        for column, juror in enumerate(jurors)
    ]
    regulations = replace(Regulations(), criterion=CriterionRule(Merge.MEAN))
    assert len(marks) == 10_000
    seconds = []
    for _ in range(3):
        began = process_time()
        proposed_outcome(
            marks=marks,
            jurors=jurors,
            structure=structure,
            scope=structure.block_codes(),
            regulations=regulations,
        )
        seconds.append(process_time() - began)
    assert min(seconds) < 1  # 0.03 alone; what must fail is work that grows with the square
