from dataclasses import replace

import pytest

from preuve.domain.evidence.checklist import (
    Check,
    Point,
    PortfolioFacts,
    Status,
    checklist_of,
    may_be_submitted,
)
from preuve.domain.evidence.coverage import BlockScope, CompetenceScope, coverage_of

SCOPE = (
    BlockScope("BC1", (CompetenceScope("C1.1", ("C1.1-1",)),)),
    BlockScope("BC2", (CompetenceScope("C2.1", ("C2.1-1", "C2.1-2")),)),
)
READY = PortfolioFacts(
    is_late=False,
    has_presentation=True,
    coverage=coverage_of(SCOPE, (1,), [("C1.1-1", 1), ("C2.1-1", 1), ("C2.1-2", 1)]),
    undescribed_cases=(),
    unclaimed_evidence=(),
    unassessed_competences=(),
)


def test_everything_done():
    checks = checklist_of(READY)
    assert checks == tuple(Check(point, Status.DONE) for point in Point)
    assert may_be_submitted(checks)


@pytest.mark.parametrize(
    ("change", "check", "allowed"),
    [
        ({"is_late": True}, Check(Point.DEADLINE, Status.BLOCKING), False),
        ({"has_presentation": False}, Check(Point.PRESENTATION, Status.BLOCKING), False),
        (
            {"undescribed_cases": ("Refonte",)},
            Check(Point.CASES_DESCRIBED, Status.BLOCKING, ("Refonte",)),
            False,
        ),
        (
            {"unassessed_competences": ("C1.1",)},
            Check(Point.SELF_ASSESSMENT, Status.WARNING, ("C1.1",)),
            True,
        ),
        ({"unclaimed_evidence": ("a.txt",)}, Check(Point.EVIDENCE_CLAIMED, Status.INFO, ("a.txt",)), True),
        (
            {"coverage": coverage_of(SCOPE, (1,), [("C1.1-1", 1), ("C2.1-1", 1)])},
            Check(Point.CRITERIA, Status.WARNING, ("C2.1-2",)),
            True,
        ),
    ],
)
def test_one_point_not_done(change, check, allowed):
    checks = checklist_of(replace(READY, **change))
    assert [found for found in checks if found.status is not Status.DONE] == [check]
    assert may_be_submitted(checks) is allowed


def test_a_block_that_nothing_claims_is_blocking():
    checks = checklist_of(replace(READY, coverage=coverage_of(SCOPE, (1,), [("C1.1-1", 1)])))
    assert [found for found in checks if found.status is not Status.DONE] == [
        Check(Point.BLOCKS, Status.BLOCKING, ("BC2",)),
        Check(Point.CRITERIA, Status.WARNING, ("C2.1-1", "C2.1-2")),
    ]
