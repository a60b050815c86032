"""Tables that their authors printed the results of, to the printed digit."""

import pytest

from preuve.domain.assessment.agreement.alpha import krippendorff_alpha
from preuve.domain.assessment.agreement.chance import brennan_prediger, cohen, conger, fleiss, gwet, scott
from preuve.domain.assessment.agreement.fleiss1971 import fleiss_1971
from preuve.domain.assessment.agreement.icc import analyse_variance, intraclass_correlation
from preuve.domain.assessment.agreement.ratings import table_of_matrix
from preuve.domain.assessment.agreement.result import IccForm, Level
from preuve.domain.assessment.agreement.weights import Weighting


@pytest.mark.parametrize(
    ("level", "printed", "longer"),
    [
        (Level.NOMINAL, 0.743, 0.743421),
        (Level.ORDINAL, 0.815, 0.815388),
        (Level.INTERVAL, 0.849, 0.849107),
        (Level.RATIO, 0.797, 0.797403),
    ],
)
def test_alpha_of_krippendorff(krippendorff_example, level, printed, longer):
    alpha = krippendorff_alpha(table_of_matrix(krippendorff_example), level)

    assert (round(alpha.value, 3), round(alpha.value, 6)) == (printed, longer)
    assert (alpha.units, alpha.marks) == (11, 40)  # the unit with a single mark is not there


def test_chance_corrected_coefficients_of_the_same_marks(krippendorff_example):
    """Printed in Gwet (2014) and by irrCAC 0.4.4."""
    table = table_of_matrix(krippendorff_example)
    ac1 = gwet(table)

    assert (round(ac1.value, 5), round(ac1.standard_error, 5)) == (0.77544, 0.14295)
    assert (round(ac1.low, 5), ac1.high, round(ac1.p, 5)) == (0.46081, 1.0, 0.00021)
    assert (round(ac1.agreement, 5), round(ac1.chance, 5)) == (0.81818, 0.19032)
    assert (ac1.units, ac1.jurors) == (12, 4)
    assert round(fleiss(table).value, 5) == 0.76117
    assert round(fleiss(table).standard_error, 5) == 0.15302
    assert round(conger(table).value, 5) == 0.76282
    assert round(brennan_prediger(table).value, 5) == 0.77273
    assert round(gwet(table, Weighting.QUADRATIC).value, 5) == 0.91400


@pytest.mark.parametrize(
    ("form", "printed", "longer"),
    [
        ("1,1", 0.17, 0.165742),
        ("2,1", 0.29, 0.289764),
        ("3,1", 0.71, 0.714841),
        ("1,k", 0.44, 0.442797),
        ("2,k", 0.62, 0.620051),
        ("3,k", 0.91, 0.909316),
    ],
)
def test_intraclass_correlations_of_shrout_and_fleiss(shrout_fleiss, form, printed, longer):
    variance = analyse_variance(table_of_matrix(shrout_fleiss))
    icc = intraclass_correlation(variance, IccForm(form))

    assert (round(icc.value, 2), round(icc.value, 6)) == (printed, longer)


def test_mean_squares_of_shrout_and_fleiss(shrout_fleiss):
    variance = analyse_variance(table_of_matrix(shrout_fleiss))

    assert (round(variance.between, 2), round(variance.within, 2)) == (11.24, 6.26)
    assert (round(variance.of_jurors, 2), round(variance.error, 2)) == (32.49, 1.02)


def test_intervals_of_shrout_and_fleiss(shrout_fleiss):
    """As McGraw & Wong's formulas give them in R's psych::ICC and in pingouin 0.6.1."""
    variance = analyse_variance(table_of_matrix(shrout_fleiss))
    bounds = {
        str(form): (round(icc.low, 2), round(icc.high, 2))
        for form in IccForm
        if (icc := intraclass_correlation(variance, form))
    }

    assert bounds == {
        "1,1": (-0.13, 0.72),
        "2,1": (0.02, 0.76),
        "3,1": (0.34, 0.95),
        "1,k": (-0.88, 0.91),
        "2,k": (0.07, 0.93),
        "3,k": (0.68, 0.99),
    }


def test_kappa_of_fleiss(fleiss_example):
    table = table_of_matrix(fleiss_example)
    kappa = fleiss_1971(table)

    assert fleiss_example.shape == (30, 6)
    assert (round(kappa.value, 6), round(kappa.z, 3)) == (0.430245, 17.652)
    assert (kappa.units, kappa.marks_per_unit) == (30, 6)
    assert kappa.p < 1e-60
    assert fleiss(table).value == pytest.approx(kappa.value, abs=1e-12)


def test_two_raters_of_gwet(gwet_example):
    table = table_of_matrix(gwet_example)

    assert (round(cohen(table).value, 7), round(cohen(table).standard_error, 7)) == (0.7964094, 0.0589107)
    assert round(scott(table).value, 7) == 0.7962397
    assert round(gwet(table).value, 5) == 0.84933
