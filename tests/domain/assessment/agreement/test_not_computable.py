"""Honest marks that have no figure: the reason, never nan."""

import numpy as np
import pytest

from preuve.domain.assessment.agreement.alpha import krippendorff_alpha
from preuve.domain.assessment.agreement.chance import cohen, gwet
from preuve.domain.assessment.agreement.fleiss1971 import fleiss_1971
from preuve.domain.assessment.agreement.icc import analyse_variance, intraclass_correlation
from preuve.domain.assessment.agreement.notes import results_of
from preuve.domain.assessment.agreement.ratings import table_of_matrix
from preuve.domain.assessment.agreement.result import IccForm, Level, NotComputable, Reason
from preuve.domain.assessment.agreement.summary import agreement_on
from preuve.domain.assessment.agreement.weights import MOST_VALUES, Weighting

_ = np.nan


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        (np.empty((0, 0)), Reason.NO_MARK),
        (np.empty((3, 0)), Reason.NO_MARK),
        ([[_, _], [_, _]], Reason.NO_MARK),
        ([[1], [2], [3]], Reason.ONE_JUROR),
        ([[1, _], [2, _], [3, _]], Reason.ONE_JUROR),
        ([[1, 2, 3]], Reason.ONE_CANDIDATE),
        ([[1, _], [_, 2]], Reason.NO_PAIRABLE_UNIT),
        ([[2, 2], [2, 2], [_, 2]], Reason.NO_VARIATION),
        ([[0.1, 0.1, 0.1]] * 7, Reason.NO_VARIATION),
    ],
)
def test_nothing_can_be_computed(matrix, reason):
    table = table_of_matrix(matrix)

    assert set(results_of(agreement_on(table)).values()) == {NotComputable(reason)}
    assert fleiss_1971(table) == NotComputable(reason)


@pytest.mark.parametrize("level", Level)
def test_alpha_of_paired_marks_that_are_all_equal(level):
    """The mark that differs is alone on its unit."""
    table = table_of_matrix([[3, 3], [3, 3], [1, _]])

    assert krippendorff_alpha(table, level) == NotComputable(Reason.NO_VARIATION)
    assert gwet(table).value == 1


@pytest.mark.parametrize("level", Level)
def test_alpha_of_one_paired_unit(level):
    table = table_of_matrix([[3, 2], [1, _]])

    assert krippendorff_alpha(table, level) == NotComputable(Reason.ONE_PAIRABLE_UNIT)
    assert gwet(table).agreement == 0


def test_ratios_of_negative_values():
    table = table_of_matrix([[-1, 1], [2, 2], [1, 1]])

    assert krippendorff_alpha(table, Level.RATIO) == NotComputable(Reason.NEGATIVE_VALUES)
    assert gwet(table, Weighting.RATIO) == NotComputable(Reason.NEGATIVE_VALUES)
    assert krippendorff_alpha(table, Level.INTERVAL).value < 1


def test_more_values_than_a_scale_has():
    values = np.arange(2 * MOST_VALUES + 2.0)
    table = table_of_matrix(values.reshape(-1, 2) + 0.5)
    too_many = NotComputable(Reason.TOO_MANY_VALUES, (("values", 2 * MOST_VALUES + 2), ("most", MOST_VALUES)))

    assert krippendorff_alpha(table, Level.RATIO) == too_many
    assert gwet(table, Weighting.QUADRATIC) == too_many
    assert gwet(table).agreement == 0
    assert krippendorff_alpha(table, Level.INTERVAL).value == pytest.approx(1, abs=1e-6)


def test_coefficients_of_two_jurors_with_three():
    table = table_of_matrix([[1, 2, 1], [2, 2, 2]])

    assert cohen(table) == NotComputable(Reason.NOT_TWO_JURORS, (("jurors", 3),))


def test_fleiss_1971_wants_as_many_marks_on_each_unit():
    table = table_of_matrix([[1, 2, 1], [2, 2, _]])

    assert fleiss_1971(table) == NotComputable(Reason.UNEQUAL_MARKS, (("least", 2), ("most", 3)))


def test_intraclass_correlation_wants_two_complete_units():
    table = table_of_matrix([[1, 2, 1], [2, 2, _], [_, 1, 1]])

    assert analyse_variance(table) == NotComputable(
        Reason.TOO_FEW_COMPLETE_UNITS, (("complete", 1), ("units", 3), ("jurors", 3))
    )


def test_intraclass_correlation_of_complete_units_that_are_all_equal():
    assert analyse_variance(table_of_matrix([[1, 1], [1, 1], [2, _]])) == NotComputable(Reason.NO_VARIATION)


def correlations(matrix):
    variance = analyse_variance(table_of_matrix(matrix))
    return {str(form): intraclass_correlation(variance, form) for form in IccForm}


def test_perfect_agreement():
    for icc in correlations([[1, 1], [2, 2], [5, 5]]).values():
        assert (icc.value, icc.low, icc.high) == (1, 1, 1)
        assert (icc.f, icc.p) == (None, None)
    kappa = gwet(table_of_matrix([[1, 1], [2, 2]]))
    assert (kappa.value, kappa.standard_error, kappa.low, kappa.high, kappa.p) == (1, 0, 1, 1, None)


def test_jurors_who_only_differ_in_severity():
    """One gives everybody one point more: consistent (3), in absolute terms not quite (2)."""
    found = correlations([[1, 2], [2, 3], [5, 6]])

    assert (found["3,1"].value, found["3,1"].low, found["3,k"].value) == (1, 1, 1)
    assert found["2,1"].value == pytest.approx(26 / 29)
    assert 0 < found["2,1"].low < found["2,1"].value < found["2,1"].high < 1
    assert found["2,k"].value == pytest.approx(2 * (26 / 29) / (1 + 26 / 29))


def test_jurors_who_give_everybody_the_same():
    """Nothing varies but severity: what compares candidates has no value."""
    found = correlations([[1, 3], [1, 3], [1, 3]])

    assert (found["2,1"].value, found["2,1"].low, found["2,1"].high) == (0, 0, 0)
    assert found["1,1"].value == -1
    for form in ("3,1", "1,k", "3,k"):
        assert found[form] == NotComputable(Reason.NO_VARIATION)
    assert found["2,k"].value == 0


def test_an_interval_without_end():
    """Candidates differ no more than chance makes them: the mean of the jurors has no lower bound."""
    found = correlations([[2, 3], [3, 2], [2, 2], [2, 1]])

    assert (found["2,k"].value, found["2,k"].low) == (0, None)
    assert found["2,k"].high == pytest.approx(0.94637462882)


@pytest.mark.parametrize(
    ("matrix", "value"),
    [([[1, 3], [2, 2]], -1), ([[1, 3], [3, 1], [1, 3], [3, 1]], -2)],
)
def test_jurors_who_contradict_each_other(matrix, value):
    """Every candidate has the same mean: the bounds of (2,1) meet at its value, (1,k) has none."""
    found = correlations(matrix)

    bounds = (found["2,1"].low, found["2,1"].value, found["2,1"].high)
    assert bounds == pytest.approx((value, value, value))
    assert found["1,k"] == NotComputable(Reason.NO_VARIATION)


def test_a_denominator_that_is_nothing_but_rounding():
    found = correlations([[1, 3, 3], [1, 3, 3], [3, 3, 1]])

    assert found["2,k"] == NotComputable(Reason.NO_VARIATION)
