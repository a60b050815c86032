from preuve.domain.evidence.coverage import (
    BlockCoverage,
    BlockScope,
    CompetenceCoverage,
    CompetenceScope,
    Coverage,
    CriterionCoverage,
    coverage_of,
)

SCOPE = (
    BlockScope("BC1", (CompetenceScope("C1.1", ("C1.1-1", "C1.1-2")), CompetenceScope("C1.2", ("C1.2-1",)))),
    BlockScope("BC2", (CompetenceScope("C2.1", ("C2.1-1",)),)),
)


def test_counts_by_column_and_sums():
    claims = [("C1.1-1", 7), ("C1.1-1", 7), ("C1.1-1", None), ("C1.2-1", 7)]
    assert coverage_of(SCOPE, (7, None), claims) == Coverage(
        (7, None),
        (
            BlockCoverage(
                "BC1",
                (
                    CompetenceCoverage(
                        "C1.1",
                        (CriterionCoverage("C1.1-1", (2, 1), 3), CriterionCoverage("C1.1-2", (0, 0), 0)),
                        (2, 1),
                        1,
                        2,
                    ),
                    CompetenceCoverage("C1.2", (CriterionCoverage("C1.2-1", (1, 0), 1),), (1, 0), 1, 1),
                ),
                (3, 1),
                2,
                3,
            ),
            BlockCoverage(
                "BC2",
                (CompetenceCoverage("C2.1", (CriterionCoverage("C2.1-1", (0, 0), 0),), (0, 0), 0, 1),),
                (0, 0),
                0,
                1,
            ),
        ),
        2,
        4,
    )


def test_what_is_missing_in_the_order_of_the_framework():
    coverage = coverage_of(SCOPE, (None,), [("C1.2-1", None)])
    assert coverage.missing == ("C1.1-1", "C1.1-2", "C2.1-1")
    assert coverage.blocks[0].missing == ("C1.1-1", "C1.1-2")


def test_claims_out_of_scope_or_in_an_unknown_column_count_nowhere():
    coverage = coverage_of(SCOPE, (7,), [("C9.9-1", 7), ("C1.1-1", 8)])
    assert (coverage.claimed, coverage.blocks[0].cells) == (0, (0,))


def test_a_block_without_competence_has_zero_sums():
    assert coverage_of((BlockScope("BC9", ()),), (1, 2), []).blocks[0] == BlockCoverage(
        "BC9", (), (0, 0), 0, 0
    )
