import statistics
from fractions import Fraction
from itertools import combinations_with_replacement

import pytest

from preuve.domain.assessment.spread import AGREED, Spread, spread_of


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([2], AGREED),
        ([1, 1, 1], AGREED),
        ([0, 2], Spread(2, 2, Fraction(1))),
        ([2, 0, 1], Spread(2, 3, Fraction(2, 3))),
        ([0, 0, 1], Spread(1, 2, Fraction(2, 9))),
    ],
)
def test_spread_of(values, expected):
    assert spread_of(values) == expected


def test_it_is_extent_then_distinct_then_population_variance():
    for values in combinations_with_replacement([0, 1, 2, 5], 4):
        spread = spread_of(values)
        assert (spread.extent, spread.distinct) == (max(values) - min(values), len(set(values)))
        assert spread.variance == statistics.pvariance([Fraction(value) for value in values])


def test_order():
    ordered = [[1, 1], [0, 0, 1], [0, 1], [0, 0, 0, 2], [0, 2], [0, 1, 1, 2], [0, 1, 2], [0, 3]]
    assert sorted(ordered, key=spread_of) == ordered
