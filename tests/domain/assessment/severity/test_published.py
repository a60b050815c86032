"""Wind & Hua, *Rasch Measurement Theory Analysis in R*, chapter 6: 372 students, 21 raters, 4 domains."""

import numpy as np
import pytest

from preuve.domain.assessment import severity
from tests.factories.mark_tables import book


@pytest.fixture(scope="module")
def fitted():
    table, values = book()
    return severity.fit(table), values


def both(result):
    raters = sorted(result.jurors, key=lambda each: int(each.name))
    return np.array([each.estimate for each in raters]), np.array([each.estimate for each in result.criteria])


def test_beside_tam(fitted):
    result, values = fitted
    printed = values["xsi_se"]
    raters = np.array([printed[f"rater_{each}"][0] for each in range(1, 22)])
    items = np.array([printed[each.name][0] for each in result.criteria])
    ours = both(result)
    for mine, theirs in zip(ours, (raters, items), strict=True):
        assert np.corrcoef(mine, theirs)[0, 1] >= 0.9999
        assert np.abs(mine - theirs).max() <= 0.02


def test_beside_the_finer_grid(fitted):
    # Its abilities are normal within ±12 logits only, which makes the deviance .056 smaller and the
    # variance .011 greater than without the ends.
    result, values = fitted
    finer = values["independent_MLE_fine_grid"]
    raters, items = both(result)
    assert np.abs(raters - finer["raters"]).max() <= 0.001
    assert np.abs(items - finer["items"]).max() <= 0.001
    steps = np.array([each.estimates for each in result.steps])
    assert np.abs(steps - finer["steps"]).max() <= 0.001
    assert result.deviance == pytest.approx(finer["deviance"], abs=0.06)
    assert result.variance == pytest.approx(finer["var"], abs=0.012)
    assert result.mean == pytest.approx(finer["mu"], abs=0.001)
    assert result.reliability == pytest.approx(finer["EAP_rel"], abs=0.0001)


def test_it_says_where_it_stopped(fitted):
    result, values = fitted
    assert result.converged
    assert result.connected
    assert result.gradient < 1e-6
    assert result.change < 1e-6
    assert result.parameters == values["npar"]
    assert result.notes == ()
