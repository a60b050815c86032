"""Merging jurors' levels, against definitions said another way."""

import statistics
from fractions import Fraction
from itertools import permutations, product

import pytest

from preuve.domain.assessment.merging import merged_rank
from preuve.domain.assessment.regulations import CriterionRule, Merge, Ties

RULES = [CriterionRule(merge, ties) for merge in Merge for ties in Ties]
SCALES = [(0, 1), (0, 1, 2), (0, 1, 10), (2, 3, 7, 8)]


def by_definition(ranks, values, rule):
    points = [values[rank] for rank in ranks]
    pick = min if rule.ties is Ties.LOWER else max
    if rule.merge is Merge.LOWEST:
        return values.index(min(points))
    if rule.merge is Merge.MAJORITY:
        enough = len(points) // 2 + 1 if rule.ties is Ties.LOWER else (len(points) + 1) // 2
        return max(rank for rank in range(len(values)) if sum(given >= rank for given in ranks) >= enough)
    exact = [Fraction(point) for point in points]
    centre = statistics.median(exact) if rule.merge is Merge.MEDIAN else statistics.mean(exact)
    nearest = min(abs(value - centre) for value in values)
    return pick(rank for rank, value in enumerate(values) if abs(value - centre) == nearest)


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("values", SCALES)
def test_every_panel_of_one_to_four(rule, values):
    for size in range(1, 5):
        for ranks in product(range(len(values)), repeat=size):
            assert merged_rank(ranks, values, rule) == by_definition(ranks, values, rule), ranks


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("values", SCALES)
def test_no_juror_lowers_the_result_by_giving_more(rule, values):
    for ranks in product(range(len(values)), repeat=4):
        for juror, rank in enumerate(ranks):
            if rank + 1 < len(values):
                raised = [*ranks[:juror], rank + 1, *ranks[juror + 1 :]]
                assert merged_rank(raised, values, rule) >= merged_rank(ranks, values, rule)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_the_order_of_jurors_does_not_matter(rule):
    for ranks in product(range(3), repeat=4):
        assert len({merged_rank(order, (0, 1, 10), rule) for order in permutations(ranks)}) == 1


@pytest.mark.parametrize(
    ("ranks", "merge", "lower", "higher"),
    [
        ([0, 2], Merge.MAJORITY, 0, 2),
        ([0, 2], Merge.MEDIAN, 1, 1),
        ([0, 1], Merge.MEDIAN, 0, 1),
        ([0, 2, 2], Merge.MAJORITY, 2, 2),
        ([0, 2, 2], Merge.MEAN, 1, 1),
        ([0, 2, 2], Merge.LOWEST, 0, 0),
        ([1, 2], Merge.MEAN, 1, 2),
        ([0, 1, 2], Merge.MAJORITY, 1, 1),
    ],
)
def test_by_hand(ranks, merge, lower, higher):
    assert merged_rank(ranks, (0, 1, 2), CriterionRule(merge, Ties.LOWER)) == lower
    assert merged_rank(ranks, (0, 1, 2), CriterionRule(merge, Ties.HIGHER)) == higher
