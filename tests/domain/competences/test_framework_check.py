"""What prevents publication."""

from dataclasses import replace

import pytest

from preuve.domain.competences.check import Problem, ProblemCode, problems_before_publication
from preuve.domain.competences.model import AssessmentMethod
from tests.domain.competences.test_framework_serialise import CRITERION, SMALL

BLOCK = SMALL.blocks[0]
COMPETENCE = BLOCK.competences[0]
LEAD = AssessmentMethod("C1.1 à C1.1", ("C1.1",), ("Le jury s’assure que :",))
NO_METHOD = ("no-method", "/blocks/0/assessment_methods", "BC1")
NOT_ASSESSED = ("not-assessed", "/blocks/0/competences/0", "C1.1")


def with_block(**changes):
    return replace(SMALL, blocks=(replace(BLOCK, **changes),))


def with_competence(**changes):
    return with_block(competences=(replace(COMPETENCE, **changes),))


def test_a_whole_framework_has_no_problem():
    assert problems_before_publication(SMALL) == []


def test_the_real_framework_may_be_published(framework):
    assert problems_before_publication(framework) == []


@pytest.mark.parametrize(
    ("framework", "problems"),
    [
        (replace(SMALL, title=" ", blocks=()), [("empty-text", "/title", ""), ("no-block", "/blocks", "")]),
        (
            replace(SMALL, blocks=(BLOCK, BLOCK)),
            [
                ("duplicate-code", "/blocks/1/code", "BC1"),
                ("duplicate-code", "/blocks/1/competences/0/code", "C1.1"),
                ("duplicate-id", "/blocks/1/competences/0/criteria/0/id", "C1.1-1"),
            ],
        ),
        (
            with_block(code="", title=""),
            [("empty-text", "/blocks/0/code", ""), ("empty-text", "/blocks/0/title", "")],
        ),
        (with_block(activities=()), [("no-activity", "/blocks/0/activities", "BC1")]),
        (with_block(activities=("a", "")), [("empty-text", "/blocks/0/activities/1", "")]),
        (
            with_block(assessment_methods=()),
            [NO_METHOD, NOT_ASSESSED],
        ),
        (
            with_block(assessment_methods=(LEAD,)),
            [NO_METHOD, NOT_ASSESSED],
        ),
        (
            with_block(
                assessment_methods=(AssessmentMethod("C8.1 à C9", (), ("",)), *BLOCK.assessment_methods)
            ),
            [
                ("method-applies-to-nothing", "/blocks/0/assessment_methods/0/applies_to", "C8.1 à C9"),
                ("empty-text", "/blocks/0/assessment_methods/0/steps/0", ""),
            ],
        ),
        (
            with_block(assessment_methods=(AssessmentMethod("C1.1 à C9.9", ("C1.1", "C9.9"), ("s",)),)),
            [("method-applies-to-unknown", "/blocks/0/assessment_methods/0/applies_to/1", "C9.9")],
        ),
        (with_block(competences=()), [
            ("no-competence", "/blocks/0/competences", "BC1"),
            ("method-applies-to-unknown", "/blocks/0/assessment_methods/0/applies_to/0", "C1.1"),
        ]),
        (
            with_competence(statement="", practices=(), criteria=()),
            [
                ("empty-text", "/blocks/0/competences/0/statement", ""),
                ("no-practice", "/blocks/0/competences/0/practices", "C1.1"),
                ("no-criterion", "/blocks/0/competences/0/criteria", "C1.1"),
            ],
        ),
        (
            with_competence(practices=("",), criteria=(replace(CRITERION, id="", label="", text=""),) * 2),
            [("empty-text", "/blocks/0/competences/0/practices/0", "")]
            + [
                ("empty-text", f"/blocks/0/competences/0/criteria/{i}/{key}", "")
                for i in (0, 1)
                for key in ("id", "label", "text")
            ],
        ),
    ],
)  # fmt: skip
def test_names_each_problem_and_its_place(framework, problems):
    expected = [Problem(ProblemCode(code), pointer, subject) for code, pointer, subject in problems]
    assert problems_before_publication(framework) == expected
