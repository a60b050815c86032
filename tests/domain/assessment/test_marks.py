"""A mark that may be saved, handed in, or neither."""

from dataclasses import replace
from itertools import product

import pytest

from preuve.domain.assessment.marks import UNFINISHED, Mark, MarkProblem, mark_problems
from preuve.domain.assessment.regulations import Regulations, Scale

RULES = Regulations()


def problems(regulations=RULES, **answer):
    return mark_problems(Mark("j1", "C1.1-1", **answer), regulations)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"level": "acquired"}, ()),
        ({"level": "partially_acquired"}, ()),
        ({"level": "not_acquired", "comment": "Rien ne le montre."}, ()),
        ({"abstained": True}, ()),
        ({"level": "not_acquired"}, (MarkProblem.COMMENT_REQUIRED,)),
        ({"level": "not_acquired", "comment": " \n\t"}, (MarkProblem.COMMENT_REQUIRED,)),
        ({}, (MarkProblem.NOT_MARKED,)),
        ({"comment": "à revoir"}, (MarkProblem.NOT_MARKED,)),
        ({"level": "excellent"}, (MarkProblem.LEVEL_UNKNOWN,)),
        ({"level": ""}, (MarkProblem.LEVEL_UNKNOWN,)),
        ({"level": "acquired", "abstained": True}, (MarkProblem.LEVEL_AND_ABSTENTION,)),
        (
            {"level": "excellent", "abstained": True},
            (MarkProblem.LEVEL_UNKNOWN, MarkProblem.LEVEL_AND_ABSTENTION),
        ),
        (
            {"level": "not_acquired", "abstained": True},
            (MarkProblem.COMMENT_REQUIRED, MarkProblem.LEVEL_AND_ABSTENTION),
        ),
    ],
)
def test_default_regulations(answer, expected):
    assert problems(**answer) == expected


def test_abstention_may_be_forbidden():
    strict = replace(RULES, scale=Scale(abstention_allowed=False))
    assert problems(strict, abstained=True) == (MarkProblem.ABSTENTION_NOT_ALLOWED,)
    assert problems(strict, level="acquired") == ()


@pytest.mark.parametrize(
    ("threshold", "asking"),
    [
        (None, []),
        ("not_acquired", ["not_acquired"]),
        ("partially_acquired", ["not_acquired", "partially_acquired"]),
        ("acquired", ["not_acquired", "partially_acquired", "acquired"]),
    ],
)
def test_the_comment_is_asked_at_and_below_a_level(threshold, asking):
    rules = replace(RULES, scale=Scale(comment_required_at=threshold))
    codes = [level.code for level in rules.scale.levels]
    assert [code for code in codes if problems(rules, level=code)] == asking
    assert [problems(rules, level="excellent")] == [(MarkProblem.LEVEL_UNKNOWN,)]


def test_problems_come_in_the_order_of_the_enum_and_once():
    order = list(MarkProblem)
    for level, abstained, comment, allowed in product(
        [None, "not_acquired", "acquired", "x"], [False, True], ["", "parce que"], [False, True]
    ):
        found = problems(
            replace(RULES, scale=Scale(abstention_allowed=allowed)),
            level=level,
            abstained=abstained,
            comment=comment,
        )
        assert list(found) == sorted(set(found), key=order.index)


def test_what_is_still_being_typed_may_be_saved():
    assert {MarkProblem.NOT_MARKED, MarkProblem.COMMENT_REQUIRED} == UNFINISHED
