from fractions import Fraction

from preuve.domain.assessment.judgement import Cut, Step, cuts_of
from preuve.domain.assessment.regulations import BlockRule, BlockRuleKind, Regulations
from preuve.domain.assessment.structure import BlockStructure, CompetenceStructure, Structure

STRUCTURE = Structure(
    (
        BlockStructure("B1", (CompetenceStructure("C1", ("a", "b", "c")), CompetenceStructure("C2", ("d",)))),
        BlockStructure("B2", (CompetenceStructure("C3", ("e",)),)),
    )
)


def test_competences_ask_for_a_share_of_criteria_acquired():
    assert cuts_of(STRUCTURE, Regulations()) == (
        Cut(Step.COMPETENCE, "C1", ("a", "b", "c"), (0, 0, 1), 2 / 3, 2 / 3),
        Cut(Step.COMPETENCE, "C2", ("d",), (0, 0, 1), 2 / 3, 2 / 3),
        Cut(Step.COMPETENCE, "C3", ("e",), (0, 0, 1), 2 / 3, 2 / 3),
    )


def test_points_are_asked_for_by_block():
    regulations = Regulations(block=BlockRule(BlockRuleKind.POINTS, Fraction(3, 5)))
    assert cuts_of(STRUCTURE, regulations) == (
        Cut(Step.BLOCK, "B1", ("a", "b", "c", "d"), (0, 1, 2), 1.2, 0.6),
        Cut(Step.BLOCK, "B2", ("e",), (0, 1, 2), 1.2, 0.6),
    )
