"""What was planted is found, with the uncertainty that is stated."""

import numpy as np
import pytest

from preuve.domain.assessment import severity
from preuve.domain.assessment.severity import Reason
from tests.factories.mark_tables import jury, table_of

PLANTED = np.array([1.0, -1.0, 0.4, -0.4, 0.2, -0.2, 0.0, 0.0])


def estimates(result):
    return np.array([(each.estimate, each.se) for each in result.jurors]).T


@pytest.mark.parametrize("seats", [2, 3])
def test_planted_severities_in_sparse_designs(seats):
    z = []
    for seed in range(20):
        result = severity.fit(jury(seed, candidates=240, severity=PLANTED, seats=seats)[0])
        assert result.converged
        found, errors = estimates(result)
        z.append((found - PLANTED) / errors)
        assert found.argmax() == 0
        assert found.argmin() == 1
        assert np.abs(found - PLANTED).max() < 4 * errors.max()
    z = np.array(z)
    assert 0.85 < z.std() < 1.15
    assert abs(z.mean()) < 0.2
    assert (np.abs(z) > 2.58).mean() <= 0.03


def test_mean_squares_are_one_on_average_under_the_model():
    fits = [
        each.fit
        for seed in range(15)
        for each in severity.fit(jury(seed, candidates=160, severity=PLANTED)[0]).jurors
    ]
    assert np.mean([each.infit for each in fits]) == pytest.approx(1, abs=0.01)
    assert np.mean([each.outfit for each in fits]) == pytest.approx(1, abs=0.015)
    z = np.array([(each.infit_z, each.outfit_z) for each in fits])
    assert np.abs(z.mean(axis=0)).max() < 0.25
    assert (np.abs(z) > 2.58).mean() < 0.02


def test_adding_a_constant_to_all_marks_changes_nothing():
    table, seated, _, marks = jury(3, candidates=60, severity=PLANTED)
    one, other = severity.fit(table), severity.fit(table_of(seated, marks + 7))
    np.testing.assert_allclose(estimates(one), estimates(other), atol=1e-12)
    assert other.jurors[0].fair_average == pytest.approx(one.jurors[0].fair_average + 7)
    assert other.steps[0].levels == (7, 8, 9, 10)


def test_a_design_in_two_parts_is_said():
    _, seated, _, marks = jury(5, candidates=120, severity=[0.5, -0.5], seats=2)
    moved = seated + 2 * (np.arange(120) % 2)[:, None]
    result = severity.fit(table_of(moved, marks))
    assert not result.connected
    assert result.subsets == (("j0", "j1"), ("j2", "j3"))
    assert [each.reason for each in result.notes] == [Reason.NOT_CONNECTED]
    assert "j0, j1 | j2, j3" in result.notes[0].in_words("fr")


def test_no_difference_between_candidates():
    rng = np.random.default_rng(1)
    marks = rng.permuted(np.tile([[[0, 1], [1, 0]]], (40, 1, 1)), axis=2)
    result = severity.fit(table_of(np.tile([0, 1], (40, 1)), marks))
    assert result.variance < 1e-6
    assert result.variance_se is None
    assert result.reliability == pytest.approx(0, abs=1e-6)
    assert result.separation.reliability == 0
    assert Reason.NO_DIFFERENCE_BETWEEN_CANDIDATES in {each.reason for each in result.notes}
