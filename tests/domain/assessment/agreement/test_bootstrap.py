import numpy as np
import pytest

from preuve.domain.assessment.agreement.alpha import krippendorff_alpha
from preuve.domain.assessment.agreement.ratings import table_of_matrix
from preuve.domain.assessment.agreement.result import Level


@pytest.mark.parametrize("level", Level)
def test_the_same_seed_gives_the_same_interval(krippendorff_example, level):
    table = table_of_matrix(krippendorff_example)
    first = krippendorff_alpha(table, level, seed=1, resamples=500)

    assert krippendorff_alpha(table, level, seed=1, resamples=500) == first
    assert krippendorff_alpha(table, level, seed=2, resamples=500).low != first.low
    assert first.low < first.value < first.high
    assert (first.resamples, first.confidence) == (500, 0.95)
    assert krippendorff_alpha(table, level).value == first.value


@pytest.mark.parametrize("level", Level)
def test_samples_are_of_whole_units(level):
    """Each sample's alpha is the alpha of the units drawn: the same quantiles, drawn by hand."""
    random = np.random.default_rng(9)
    matrix = random.integers(0, 4, (25, 3)).astype(float)
    matrix[:, 1:] = np.where(random.random((25, 2)) < 0.6, matrix[:, :1], matrix[:, 1:])
    by_hand = [
        krippendorff_alpha(table_of_matrix(matrix[random.integers(0, 25, 25)]), level).value
        for _ in range(2000)
    ]

    alpha = krippendorff_alpha(table_of_matrix(matrix), level, resamples=20000, confidence=0.8)
    assert alpha.low == pytest.approx(np.quantile(by_hand, 0.1), abs=0.02)
    assert alpha.high == pytest.approx(np.quantile(by_hand, 0.9), abs=0.02)


def test_a_narrower_interval_at_a_lower_confidence(krippendorff_example):
    table = table_of_matrix(krippendorff_example)
    wide = krippendorff_alpha(table, Level.NOMINAL, resamples=1000)
    narrow = krippendorff_alpha(table, Level.NOMINAL, resamples=1000, confidence=0.5)

    assert wide.low < narrow.low < narrow.high <= wide.high


def test_samples_without_variation_are_left_out():
    table = table_of_matrix([[1, 1]] * 3 + [[1, 2]])
    alpha = krippendorff_alpha(table, Level.NOMINAL, resamples=1000)

    assert 600 < alpha.resamples < 750  # a sample misses the last unit in (3/4)⁴ = 32 of 100


@pytest.mark.parametrize("resamples", [0, 50, 120])
def test_no_interval_on_too_few_samples(resamples):
    table = table_of_matrix([[1, 1]] * 3 + [[1, 2]])
    alpha = krippendorff_alpha(table, Level.NOMINAL, resamples=resamples)

    assert (alpha.low, alpha.high) == (None, None)


def test_many_profiles_are_drawn_a_block_at_a_time():
    """More profiles than a block of samples holds at once: still as many samples."""
    matrix = np.random.default_rng(4).random((4000, 2))
    alpha = krippendorff_alpha(table_of_matrix(matrix), Level.INTERVAL, resamples=600)

    assert alpha.resamples == 600
    assert alpha.low < 0 < alpha.high
