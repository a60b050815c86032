"""What must not change a coefficient, whatever the marks."""

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from preuve.domain.assessment.agreement.notes import results_of
from preuve.domain.assessment.agreement.ratings import table_of_matrix
from preuve.domain.assessment.agreement.result import NotComputable
from preuve.domain.assessment.agreement.summary import agreement_on

MARK = st.one_of(st.just(np.nan), st.integers(0, 4).map(float))
MATRICES = st.tuples(st.integers(2, 8), st.integers(2, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=MARK)
)
BY_RANK = {"ac2", "alpha.interval", "alpha.ratio"}


def figures(matrix):
    """Each result: its figure, or why there is none."""
    results = results_of(agreement_on(table_of_matrix(matrix), resamples=0))
    return {
        name: result.reason if isinstance(result, NotComputable) else result.value
        for name, result in results.items()
    }


def assert_same(one, other, without=()):
    for name, value in one.items():
        if name not in without:
            expected = value if not isinstance(value, float) else pytest.approx(value, abs=1e-9, rel=1e-9)
            assert other[name] == expected, name


@given(MATRICES, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_of_units_and_jurors(matrix, random):
    units, jurors = list(range(matrix.shape[0])), list(range(matrix.shape[1]))
    random.shuffle(units)
    random.shuffle(jurors)

    assert_same(figures(matrix), figures(matrix[units][:, jurors]))


@given(MATRICES)
@settings(max_examples=60, deadline=None)
def test_other_units_of_measure(matrix):
    """Twice the points: every coefficient is the same, the ratio ones too."""
    assert_same(figures(matrix), figures(matrix * 2))
    assert_same(figures(matrix), figures(matrix / 3))


@given(MATRICES)
@settings(max_examples=60, deadline=None)
def test_other_names_for_the_values(matrix):
    """Stretching the scale keeps names and ranks, nothing else."""
    stretched = matrix**3 + 7
    kept = {name: value for name, value in figures(matrix).items() if not name.startswith("icc.")}

    assert_same(kept, figures(stretched), without=BY_RANK)


@given(MATRICES)
@settings(max_examples=60, deadline=None)
def test_units_and_jurors_without_a_mark(matrix):
    units, jurors = matrix.shape
    larger = np.full((units + 2, jurors + 1), np.nan)
    larger[1:-1, :jurors] = matrix

    assert_same(figures(matrix), figures(larger))


@given(MATRICES, st.integers(2, 3))
@settings(max_examples=60, deadline=None)
def test_every_unit_several_times(matrix, times):
    """Shares don't change; alpha does (its small-sample term) and so do the intraclass correlations."""
    assume(np.nansum(~np.isnan(matrix).all(axis=1)) > 1)
    before, after = figures(matrix), figures(np.repeat(matrix, times, axis=0))
    names = ("ac1", "ac2", "conger", "fleiss", "brennan_prediger", "cohen", "scott")

    assert_same({name: before[name] for name in names}, after)


@given(MATRICES)
@settings(max_examples=200, deadline=None)
def test_figures_are_bounded(matrix):
    for name, result in results_of(agreement_on(table_of_matrix(matrix), resamples=0)).items():
        if isinstance(result, NotComputable):
            continue
        figures_of_it = [value for value in asdict(result).values() if isinstance(value, float)]
        assert np.isfinite(figures_of_it).all(), name
        assert result.value <= 1 + 1e-12, name
        if not name.startswith("alpha") and result.low is not None and result.high is not None:
            assert result.low <= result.value + 1e-9, name
            assert result.value <= result.high + 1e-9, name
