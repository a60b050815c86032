"""The search itself: what it does away from the maximum."""

import numpy as np
import pytest
from scipy import linalg

from preuve.domain.assessment import severity
from preuve.domain.assessment.severity import Reason, Steps, estimation
from preuve.domain.assessment.severity.design import design_of, fold
from preuve.domain.assessment.severity.estimation import Search
from preuve.domain.assessment.severity.model import first_guess, model_of, points_of
from preuve.domain.assessment.severity.scale import scale_of
from preuve.domain.assessment.severity.table import cells_of
from tests.factories.mark_tables import jury


def search_of(steps=Steps.PER_CRITERION):
    table = jury(1, candidates=40, severity=[0.5, 0.1, -0.6], spread=2)[0]
    scale = scale_of(table, cells_of(table), steps)
    model = model_of(scale, design_of(scale), steps)
    return Search(model, first_guess(model), points_of(201), estimation.PARTS)


@pytest.mark.parametrize("steps", list(Steps))
def test_gradient_and_information_are_the_derivatives(steps):
    search = search_of(steps)
    free = search.free + np.random.default_rng(2).normal(0, 0.3, search.free.size)
    tables, score = search.at(free)
    size, step = free.size, 1e-5
    moved = [[search.at(free + sign * step * row)[1] for sign in (1, -1)] for row in np.eye(size)]
    slope = [(up.value - down.value) / (2 * step) for up, down in moved]
    np.testing.assert_allclose(search.slope(score), slope, rtol=1e-6, atol=1e-6)
    bend = [(search.slope(down) - search.slope(up)) / (2 * step) for up, down in moved]
    np.testing.assert_allclose(search.information(tables, score), bend, rtol=1e-6, atol=1e-5)


def test_where_the_information_is_indefinite_the_step_still_goes_up():
    search = search_of()
    search.free[-1] = 0.02
    tables, score = search.at(search.free)
    with pytest.raises(linalg.LinAlgError):
        linalg.cho_factor(search.information(tables, score))
    step = search.step(tables, score)
    assert not search.definite
    assert step @ search.slope(score) > 0
    assert search.move(score, step)[2].value > score.value


def test_a_step_too_far_is_halved():
    search = search_of()
    tables, score = search.at(search.free)
    step = 40 * search.step(tables, score)
    length, _, reached = search.move(score, step)
    assert reached.value > score.value
    assert 0 < length < np.abs(step).max()


def test_ending_where_there_is_no_maximum(monkeypatch):
    def low(model):
        guess = first_guess(model)
        guess[-1] = 0.02
        return guess

    monkeypatch.setattr(estimation, "MOST_ITERATIONS", 0)
    monkeypatch.setattr(estimation, "first_guess", low)
    result = severity.fit(jury(1, candidates=40, severity=[0.5, 0.1, -0.6], spread=2)[0])
    assert result.note.reason is Reason.NOT_CONVERGED


def test_the_information_of_some_blocks_leads_to_the_same_end(monkeypatch):
    table = jury(1, candidates=400, severity=[0.5, 0.1, -0.6, 0.0], seats=3, spread=2)[0]
    whole = severity.fit(table)
    monkeypatch.setattr(severity.likelihood, "BLOCK", 60)
    for parts in (1, 3, 12):
        monkeypatch.setattr(estimation, "PARTS", parts)
        some = severity.fit(table)
        assert some.converged
        for one, other in zip(some.jurors, whole.jurors, strict=True):
            assert (one.estimate, one.se) == pytest.approx((other.estimate, other.se), abs=1e-8)


def test_information_is_taken_from_all_candidates_near_the_end():
    search = search_of()
    search.factor = (np.eye(2), True)
    search.judge(0.2, 1.0)
    assert (search.factor is None, search.parts) == (False, estimation.PARTS)
    search.judge(0.2, 0.3)
    assert (search.factor is None, search.parts) == (True, estimation.PARTS)
    search.judge(0.05, 0.06)
    assert search.parts is None


def test_fold_numbers_equal_lists_equally():
    lists = [[1, 2], [0], [1, 2, 3], [1, 3], [0], [1, 2], [2, 1]]
    starts = np.cumsum([0, *map(len, lists)])
    number, example = fold(starts, np.concatenate(lists))
    assert [[lists[a] == lists[b] for b in range(7)] for a in range(7)] == (
        number[:, None] == number
    ).tolist()
    assert [lists[each] for each in example[number]] == lists
    assert [len(lists[each]) for each in example] == [1, 2, 2, 2, 3]
