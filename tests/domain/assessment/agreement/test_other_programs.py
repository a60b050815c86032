"""The same figures as other programs give, on marks with gaps."""

import warnings

import krippendorff
import numpy as np
import pytest
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from preuve.domain.assessment.agreement.alpha import krippendorff_alpha
from preuve.domain.assessment.agreement.chance import brennan_prediger, cohen, conger, fleiss, gwet, scott
from preuve.domain.assessment.agreement.icc import analyse_variance, intraclass_correlation
from preuve.domain.assessment.agreement.ratings import table_of_matrix
from preuve.domain.assessment.agreement.result import Coefficient, IccForm, Level, NotComputable, Reason
from preuve.domain.assessment.agreement.weights import Weighting

_ = np.nan
GAPS = np.array(
    [
        [1, 2, 1, _],
        [2, 2, _, 2],
        [4, 3, 4, 4],
        [_, _, 1, 2],
        [5, 4, _, _],
        [1, 1, 2, 1],
        [_, _, _, 3],
        [2, 4, 2, 1],
        [4, 4, 5, _],
        [3, 3, 3, 2],
    ]
)

#: Of the marks above, by irrCAC 0.4.4 (irrCAC.raw.CAC, digits=12): coefficient and standard error.
BY_IRRCAC = [
    ("gwet", "identity", 0.218121191215, 0.132750185344),
    ("fleiss", "identity", 0.191631003329, 0.122058548590),
    ("conger", "identity", 0.189553214454, 0.121981438336),
    ("bp", "identity", 0.212962962963, 0.130252764482),
    ("gwet", "linear", 0.576931641060, 0.113020999177),
    ("fleiss", "linear", 0.501704694466, 0.124453230615),
    ("conger", "linear", 0.504643139211, 0.114116576984),
    ("bp", "linear", 0.560185185185, 0.107461051596),
    ("gwet", "quadratic", 0.794079794080, 0.115877343735),
    ("fleiss", "quadratic", 0.720279720280, 0.152132749653),
    ("conger", "quadratic", 0.722004299360, 0.137517218092),
    ("bp", "quadratic", 0.777777777778, 0.114405882672),
    ("gwet", "radical", 0.412228927544, 0.117851655529),
    ("fleiss", "radical", 0.353664046530, 0.110497567348),
    ("conger", "radical", 0.355233997144, 0.106032104500),
    ("bp", "radical", 0.399449414570, 0.112236205170),
    ("gwet", "ordinal", 0.733680168463, 0.113930978012),
    ("fleiss", "ordinal", 0.653029936254, 0.145157976905),
    ("conger", "ordinal", 0.655140490457, 0.130679845080),
    ("bp", "ordinal", 0.715608465608, 0.110589358956),
    ("gwet", "ratio", 0.652310657052, 0.136266131876),
    ("fleiss", "ratio", 0.593409786232, 0.164770836498),
    ("conger", "ratio", 0.607069169102, 0.153830994417),
    ("bp", "ratio", 0.629539711374, 0.145958748897),
]
COEFFICIENTS = {"gwet": gwet, "fleiss": fleiss, "conger": conger, "bp": brennan_prediger}


@pytest.mark.parametrize(("name", "weighting", "value", "error"), BY_IRRCAC)
def test_gaps_and_weights_as_irrcac(name, weighting, value, error):
    result = COEFFICIENTS[name](table_of_matrix(GAPS), Weighting(weighting))

    assert result.value == pytest.approx(value, abs=1e-11)
    assert result.standard_error == pytest.approx(error, abs=1e-11)


def marks(random, units, jurors, values, *, gaps=0.3):
    matrix = random.choice(np.asarray(values, dtype=float), size=(units, jurors))
    matrix[random.random(matrix.shape) < gaps] = np.nan
    return matrix


SCALES = {
    "whole": range(4),
    "long": range(21),
    "negative": range(-3, 3),
    "halves": np.arange(0, 10.5, 0.5),
    "thirds": np.arange(1, 9) / 3,
    "wide": np.arange(0, 60000, 997),
}
POSSIBLE = {
    name: [level for level in Level if name != "negative" or level is not Level.RATIO] for name in SCALES
}


@pytest.mark.parametrize(("scale", "level"), [(s, level) for s in SCALES for level in POSSIBLE[s]])
@pytest.mark.parametrize("jurors", [2, 5])
def test_alpha_as_the_krippendorff_package(scale, level, jurors):
    random = np.random.default_rng(jurors)
    for units in (3, 8, 30, 200):
        matrix = marks(random, units, jurors, SCALES[scale])
        alpha = krippendorff_alpha(table_of_matrix(matrix), level)
        if isinstance(alpha, NotComputable):
            assert alpha.reason in {Reason.ONE_PAIRABLE_UNIT, Reason.NO_VARIATION, Reason.NO_PAIRABLE_UNIT}
            continue
        theirs = krippendorff.alpha(matrix.T, level_of_measurement=level.value)
        assert alpha.value == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("jurors", [2, 3, 6])
def test_fleiss_as_statsmodels(jurors):
    random = np.random.default_rng(jurors)
    for units in (5, 40, 500):
        matrix = marks(random, units, jurors, range(5), gaps=0)
        theirs = fleiss_kappa(aggregate_raters(matrix.astype(int))[0])
        assert fleiss(table_of_matrix(matrix)).value == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize(
    ("weighting", "theirs"),
    [(Weighting.IDENTITY, None), (Weighting.LINEAR, "linear"), (Weighting.QUADRATIC, "quadratic")],
)
def test_cohen_as_statsmodels_with_its_standard_error(weighting, theirs):
    random = np.random.default_rng(7)
    for size in (2, 3, 5):
        counts = random.integers(1, 30, (size, size))
        pairs = [(i, j) for i in range(size) for j in range(size) for _ in range(counts[i, j])]
        ours = cohen(table_of_matrix(pairs), weighting)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = cohens_kappa(counts, wt=theirs)
        assert ours.value == pytest.approx(expected.kappa, abs=1e-9)
        assert ours.standard_error == pytest.approx(expected.std_kappa, abs=1e-9)


def test_two_jurors_are_the_case_of_many_jurors():
    matrix = marks(np.random.default_rng(3), 60, 2, range(4))
    table = table_of_matrix(matrix)

    for two, many in ((cohen(table), conger(table)), (scott(table), fleiss(table))):
        assert two.value == many.value
        assert two.standard_error == pytest.approx(
            many.standard_error * np.sqrt((table.units - 1) / table.units), abs=1e-12
        )


def brute_force_variance(matrix):
    """Shrout & Fleiss (1979), table 3, written out."""
    units, jurors = matrix.shape
    grand = matrix.mean()
    between = jurors * sum((row.mean() - grand) ** 2 for row in matrix) / (units - 1)
    within = sum(((row - row.mean()) ** 2).sum() for row in matrix) / (units * (jurors - 1))
    of_jurors = units * sum((column.mean() - grand) ** 2 for column in matrix.T) / (jurors - 1)
    left = within * units * (jurors - 1) - of_jurors * (jurors - 1)
    return between, within, of_jurors, left / ((units - 1) * (jurors - 1))


@pytest.mark.parametrize("scale", ["whole", "halves"])
def test_intraclass_correlation_leaves_incomplete_units_out(scale):
    random = np.random.default_rng(11)
    matrix = marks(random, 40, 3, SCALES[scale], gaps=0.1)
    complete = matrix[~np.isnan(matrix).any(axis=1)]
    between, within, of_jurors, error = brute_force_variance(complete)

    variance = analyse_variance(table_of_matrix(matrix))
    assert (variance.units, variance.dropped) == (len(complete), 40 - len(complete))
    assert variance.between == pytest.approx(between)
    assert variance.within == pytest.approx(within)
    assert variance.of_jurors == pytest.approx(of_jurors)
    assert variance.error == pytest.approx(error)
    two_way = intraclass_correlation(variance, IccForm.TWO_WAY_RANDOM)
    units = len(complete)
    expected = (between - error) / (between + 2 * error + 3 * (of_jurors - error) / units)
    assert two_way.value == pytest.approx(expected)
    assert (two_way.df1, two_way.df2) == (units - 1, 2 * (units - 1))


def test_a_scale_that_nobody_used_up_counts():
    short, long = table_of_matrix(GAPS), table_of_matrix(GAPS, scale=range(11))

    assert brennan_prediger(long).chance == pytest.approx(1 / 11)
    assert brennan_prediger(short).chance == pytest.approx(1 / 5)
    assert fleiss(long) == fleiss(short)
    assert isinstance(gwet(long, Weighting.RATIO), Coefficient)
