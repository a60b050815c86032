"""Decisions near a cut."""

import numpy as np
import pytest

from preuve.domain.assessment import severity
from preuve.domain.assessment.severity import Reason
from preuve.domain.assessment.severity.cut import outcomes
from tests.factories.mark_tables import drawn, jury, panels, table_of


def test_probability_and_accuracy_hold_in_simulation():
    rng = np.random.default_rng(11)
    hard = np.array([1.0, -1.0, 0.5, -0.5, 0.0, 0.0])
    seated = panels(rng, 1500, 6, 2)
    ability = rng.normal(0.4, 1.2, 1500)
    marks = drawn(rng, ability[:, None, None] - hard[seated][:, :, None] - np.array([-0.5, 0.0, 0.5]))
    found = outcomes(severity.fit(table_of(seated, marks)), 1.5)
    passing = np.array([each.passing for each in found.candidates])
    true = ability >= found.ability
    assert ((passing >= 0.5) == true).mean() == pytest.approx(found.accuracy, abs=0.03)
    for low in (0.0, 0.25, 0.5, 0.75):
        band = (passing >= low) & (passing < low + 0.25)
        assert true[band].mean() == pytest.approx(passing[band].mean(), abs=0.07)
    adjusted = np.array([each.adjusted for each in found.candidates])
    observed = np.array([each.observed for each in found.candidates])
    assert ((adjusted >= 1.5) == true).mean() > ((observed >= 1.5) == true).mean()


def test_a_severe_panel_costs_marks():
    severities = [1.2, 1.2, -1.2, -1.2]
    table, seated, _, marks = jury(4, candidates=200, severity=severities)
    found = outcomes(severity.fit(table), 1.5)
    gain = np.array([each.adjusted - each.observed for each in found.candidates])
    panel = np.array(severities)[seated].sum(axis=1)
    assert (gain[panel > 0] > 0).all()
    assert (gain[panel < 0] < 0).all()
    assert [each.observed for each in found.candidates] == pytest.approx(marks.mean(axis=(1, 2)).tolist())
    changed = found.changed()
    assert changed
    assert all((each.observed >= 1.5) != (each.adjusted >= 1.5) for each in changed)
    assert all(0.05 <= each.passing <= 0.95 for each in found.near())
    assert len(found.near(0.2)) < len(found.near())


@pytest.mark.parametrize("cut", [-1, 0, 3, 3.5])
def test_a_cut_outside_of_the_scale(cut):
    found = outcomes(severity.fit(jury(4, candidates=60, severity=[0.5, 0, -0.5])[0]), cut)
    assert found.note.reason is Reason.CUT_OUTSIDE
    assert found.note.in_words("en") == (
        f"The cut {cut:g} is not between the lowest mean mark (0) and the highest (3)."
    )
