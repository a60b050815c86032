import numpy as np
import pytest

from preuve.domain.assessment.agreement.notes import results_of
from preuve.domain.assessment.agreement.ratings import Ratings, table_of_marks, table_of_matrix
from preuve.domain.assessment.agreement.result import NotComputable
from preuve.domain.assessment.agreement.summary import agreement_on
from preuve.domain.assessment.agreement.weights import Weighting, quadratic_forms, weight_matrix
from preuve.domain.assessment.errors import RatingsError, RatingsFault

_ = np.nan


def ratings():
    """c0 and c1 marked by a and b on X; c0 by b and c on Y; d has no mark."""
    return Ratings(
        candidates=("c0", "c1"),
        jurors=("a", "b", "c", "d"),
        criteria=("X", "Y"),
        candidate_index=np.array([0, 0, 1, 1, 0, 0]),
        juror_index=np.array([0, 1, 0, 1, 1, 2]),
        criterion_index=np.array([0, 0, 0, 0, 1, 1]),
        values=np.array([1.0, 2.0, 3.0, 3.0, 0.0, 1.0]),
    )


def test_matrix_of_a_criterion():
    assert np.array_equal(ratings().matrix("X"), [[1, 2, _, _], [3, 3, _, _]], equal_nan=True)
    assert np.array_equal(ratings().matrix("Y"), [[_, 0, 1, _], [_, _, _, _]], equal_nan=True)


def test_tables_over_criteria():
    assert (ratings().table().units, ratings().table().jurors) == (3, 3)
    assert (ratings().table(["X"]).units, ratings().table(["X"]).jurors) == (2, 2)
    assert ratings().table(["X", "Y"]).units == 3
    assert ratings().table([]).units == 0
    assert (ratings().candidates_marked(), ratings().candidates_marked(["Y"])) == (2, 1)


@pytest.mark.parametrize("ask", [Ratings.matrix, lambda marks, name: marks.table([name])])
def test_a_criterion_that_is_not_there(ask):
    with pytest.raises(RatingsError) as caught:
        ask(ratings(), "Z")
    assert (caught.value.fault, caught.value.found) == (RatingsFault.UNKNOWN_CRITERION, "Z")


@pytest.mark.parametrize(
    ("matrix", "scale", "fault", "found"),
    [
        ([1, 2], None, RatingsFault.NOT_A_MATRIX, 1),
        ([[1, np.inf], [2, 1]], None, RatingsFault.NOT_FINITE, np.inf),
        ([[1, -np.inf], [_, 1]], None, RatingsFault.NOT_FINITE, -np.inf),
        ([[1, 2], [2, 7]], [1, 2, 3], RatingsFault.OUT_OF_SCALE, 7),
        ([[1, 2], [2, 1.5]], [1, 2, 3], RatingsFault.OUT_OF_SCALE, 1.5),
    ],
)
def test_marks_that_cannot_be(matrix, scale, fault, found):
    with pytest.raises(RatingsError) as caught:
        table_of_matrix(matrix, scale)
    assert (caught.value.fault, caught.value.found) == (fault, found)


def test_equal_units_are_counted_once():
    table = table_of_matrix([[1, 2, _]] * 5 + [[2, 1, _]] * 3 + [[_, 1, 2]] + [[_, _, _]])

    assert (table.units, table.jurors, sorted(table.repeats)) == (9, 3, [1, 3, 5])
    assert (len(table.multiplicity), table.multiplicity[0]) == (1, 9)  # as many 1s and 2s on each


def same(one, other):
    ours, theirs = results_of(agreement_on(one, resamples=0)), results_of(agreement_on(other, resamples=0))
    for name, result in ours.items():
        if isinstance(result, NotComputable):
            assert theirs[name] == result, name
        else:
            assert theirs[name].value == pytest.approx(result.value, abs=1e-9), name
            assert theirs[name].low == pytest.approx(result.low, abs=1e-9), name


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(np.arange(4.0), id="whole"),
        pytest.param(np.arange(0, 10, 0.25), id="quarters"),
        pytest.param(np.arange(-40.0, 40), id="whole numbers of two passes"),
        pytest.param(np.arange(0.0, 5e6, 1e5), id="rows that need sorting"),
        pytest.param(np.arange(0.0, 5e7, 1e6), id="whole but far apart"),
        pytest.param(np.arange(3) + 1e15, id="whole and very large"),
        pytest.param(np.arange(1000) + 0.5, id="so many that profiles don't repeat"),
    ],
)
@pytest.mark.parametrize("jurors", [2, 6])
def test_ways_to_lay_out_a_table_agree(values, jurors):
    """From the matrix, mark by mark, and mark by mark with numbers far apart."""
    random = np.random.default_rng(5)
    matrix = random.choice(values, size=(90, jurors))
    matrix[random.random(matrix.shape) < 0.2] = np.nan
    unit, juror = np.nonzero(~np.isnan(matrix))
    table = table_of_matrix(matrix)

    same(table, table_of_marks(unit, juror, matrix[unit, juror]))
    same(table, table_of_marks(unit * 10**9, juror * 10**10, matrix[unit, juror]))


def test_a_nearly_whole_mark_is_another_mark():
    nearly = np.nextafter(1.0, 2)
    table = table_of_matrix([[1, nearly], [1, 1], [2, 2]])

    assert table.values.tolist() == [1, nearly, 2]


def test_few_marks_among_many_jurors_are_not_laid_out():
    """100 jurors, two to a candidate: the table is the one that the matrix gives."""
    first = np.arange(100)
    second = (first + 1) % 100
    marks = Ratings(
        candidates=tuple(f"c{i}" for i in range(100)),
        jurors=tuple(f"j{i}" for i in range(100)),
        criteria=("X",),
        candidate_index=np.tile(first, 2),
        juror_index=np.concatenate((first, second)),
        criterion_index=np.zeros(200, dtype=np.intp),
        values=np.random.default_rng(1).integers(0, 3, 200).astype(float),
    )

    same(marks.table(), table_of_matrix(marks.matrix("X")))


@pytest.mark.parametrize(
    ("weighting", "expected"),
    [
        (Weighting.IDENTITY, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        (Weighting.LINEAR, [[1, 3 / 4, 0], [3 / 4, 1, 1 / 4], [0, 1 / 4, 1]]),
        (Weighting.QUADRATIC, [[1, 15 / 16, 0], [15 / 16, 1, 7 / 16], [0, 7 / 16, 1]]),
        (Weighting.RADICAL, [[1, 1 / 2, 0], [1 / 2, 1, 1 - 3**0.5 / 2], [0, 1 - 3**0.5 / 2, 1]]),
        (Weighting.ORDINAL, [[1, 2 / 3, 0], [2 / 3, 1, 2 / 3], [0, 2 / 3, 1]]),
        (Weighting.RATIO, [[1, 0.75, 0], [0.75, 1, 1 - 9 / 49 * 9 / 4], [0, 1 - 9 / 49 * 9 / 4, 1]]),
    ],
)
def test_weights(weighting, expected):
    assert weight_matrix(weighting, np.array([1.0, 2.0, 5.0])) == pytest.approx(np.array(expected))


def test_weights_of_a_scale_from_zero():
    ratio = weight_matrix(Weighting.RATIO, np.array([0.0, 1.0, 3.0]))

    assert ratio == pytest.approx(np.array([[1, 0, 0], [0, 1, 0.75], [0, 0.75, 1]]))


def test_many_profiles_are_weighed_a_block_at_a_time():
    random = np.random.default_rng(2)
    matrix = random.integers(0, 1500, (4000, 3)) + 0.5
    table = table_of_matrix(matrix)
    weights = weight_matrix(Weighting.LINEAR, table.values)
    dense = table.counts.toarray()

    expected = np.einsum("ij,jk,ik->i", dense, weights, dense, optimize=True)
    assert quadratic_forms(table.counts, weights) == pytest.approx(expected)
