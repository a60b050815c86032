"""Planted halo and drift are found, and nobody else is accused more often than stated."""

import numpy as np
import pytest

from preuve.domain.assessment import severity
from preuve.domain.assessment.severity import MarkTable, TableError, TableFault
from preuve.domain.assessment.severity.agreed import Distance, distances
from preuve.domain.assessment.severity.patterns import Drift, Halo, central_tendency, drift, halo
from tests.factories.mark_tables import drawn, jury, panels, table_of

SEVERITY = np.array([0.6, -0.6, 0.3, -0.3, 0.1, -0.1, 0.0, 0.0])
DIFFICULTY = np.array([-0.5, 0.0, 0.2, 0.3])


def planted_halo(seed, seats, candidates):
    """As `jury`, but juror 2 has one impression of each candidate, off by a logit, and marks by it."""
    rng = np.random.default_rng(seed)
    seated = panels(rng, candidates, SEVERITY.size, seats)
    location = rng.normal(0.4, 1.2, candidates)[:, None] - SEVERITY[seated]
    location = location + (seated == 2) * rng.normal(0, 1.0, seated.shape)
    return table_of(seated, drawn(rng, location[:, :, None] - DIFFICULTY))


def test_halo_without_any_is_standard_normal():
    z = np.array(
        [
            each.z
            for seed in range(25)
            for each in halo(severity.fit(jury(seed, candidates=200, severity=SEVERITY)[0]))
        ]
    )
    assert abs(z.mean()) < 0.2
    assert 0.85 < z.std() < 1.15
    assert (z > 3.29).mean() <= 0.01


@pytest.mark.parametrize(("seats", "candidates"), [(2, 640), (3, 320)])
def test_a_planted_halo_is_found_and_others_are_not_accused(seats, candidates):
    found = np.array(
        [
            [each.found for each in halo(severity.fit(planted_halo(seed, seats, candidates)))]
            for seed in range(12)
        ]
    )
    assert found[:, 2].all()
    assert np.delete(found, 2, axis=1).mean() <= 0.03


def test_too_few_pairs_tell_nothing():
    assert halo(severity.fit(jury(1, candidates=6, severity=[0.5, 0, -0.5])[0]))[0].z is None
    single = halo(severity.fit(jury(1, candidates=40, severity=[0.5, 0, -0.5], difficulty=[0.0])[0]))
    assert single[0] == Halo("j0", 0, None, None, found=False)


def drifting(seed, slope, candidates=400):
    """As `jury`, but juror 3 becomes more severe by `slope` from the first candidate to the last."""
    rng = np.random.default_rng(seed)
    seated = panels(rng, candidates, SEVERITY.size, 2)
    when = np.linspace(-0.5, 0.5, candidates)[:, None]
    location = rng.normal(0.4, 1.2, candidates)[:, None] - SEVERITY[seated] - (seated == 3) * slope * when
    table = table_of(seated, drawn(rng, location[:, :, None] - DIFFICULTY))
    return table, np.repeat(np.linspace(0, 1, candidates), 2 * DIFFICULTY.size)


def test_drift_without_any_is_standard_normal():
    z = []
    for seed in range(25):
        table, order = drifting(seed, 0.0, candidates=200)
        z += [each.z for each in drift(severity.fit(table), order)]
    assert abs(np.mean(z)) < 0.2
    assert 0.85 < np.std(z) < 1.15


def test_a_planted_drift_is_found_and_others_are_not_accused():
    found, slopes = [], []
    for seed in range(10):
        table, order = drifting(seed, 2.5)
        drifts = drift(severity.fit(table), order)
        found.append([each.found for each in drifts])
        slopes.append((drifts[3].slope, drifts[3].se))
    found, slopes = np.array(found), np.array(slopes)
    assert found[:, 3].all()
    assert np.delete(found, 3, axis=1).mean() <= 0.03
    assert slopes[:, 0].mean() == pytest.approx(2.5, abs=0.6)
    assert slopes[:, 1].mean() == pytest.approx(slopes[:, 0].std(), rel=0.6)


def test_one_moment_only_shows_no_drift():
    table = jury(1, candidates=40, severity=[0.5, 0, -0.5])[0]
    assert drift(severity.fit(table), np.ones(table.values.size))[0] == Drift(
        "j0", None, None, None, found=False
    )


def test_an_order_that_does_not_fit_the_marks():
    table = jury(1, candidates=40, severity=[0.5, 0, -0.5])[0]
    result = severity.fit(table)
    with pytest.raises(TableError) as caught:
        drift(result, [1.0, 2.0])
    assert caught.value.fault is TableFault.LENGTHS_DIFFER
    order = np.arange(table.values.size, dtype=float)
    order[7] = np.nan
    with pytest.raises(TableError) as caught:
        drift(result, order)
    assert (caught.value.fault, caught.value.row) == (TableFault.NOT_FINITE, 7)


def test_who_keeps_to_the_middle():
    table, seated, _, marks = jury(3, candidates=300, severity=SEVERITY, seats=3)
    assert central_tendency(severity.fit(table)) == ()
    kept = np.where((seated == 4)[:, :, None], np.clip(marks, 1, 2), marks)
    assert central_tendency(severity.fit(table_of(seated, kept))) == ("j4",)


def test_visits_in_many_blocks(monkeypatch):
    table, order = drifting(1, 1.0, candidates=60)
    result = severity.fit(table)
    whole = (halo(result), drift(result, order))
    monkeypatch.setattr(severity.patterns, "BLOCK", 1000)
    parts = (halo(result), drift(result, order))
    assert [each.z for each in parts[0]] == pytest.approx([each.z for each in whole[0]], abs=1e-9)
    assert [each.z for each in parts[1]] == pytest.approx([each.z for each in whole[1]], abs=1e-9)


def test_distance_from_the_agreed_marks():
    table = MarkTable.of(
        [("a", "x", "p", 1), ("a", "y", "p", 2), ("b", "x", "p", 0), ("b", "y", "p", 3), ("c", "z", "p", 3)]
    )
    assert distances(table, [2, 2, 2, 2, float("nan")]) == (
        Distance("x", 2, 1.5, 1.5, 0.0),
        Distance("y", 2, -0.5, 0.5, 0.5),
        Distance("z", 0, None, None, None),
    )
    with pytest.raises(TableError) as caught:
        distances(table, [1.0])
    assert caught.value.fault is TableFault.LENGTHS_DIFFER
