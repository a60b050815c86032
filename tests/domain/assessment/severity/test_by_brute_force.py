"""The estimates against a likelihood written out plainly: adaptive integration, general-purpose optimiser."""

import math

import numpy as np
import pytest
from scipy import integrate, optimize

from preuve.domain.assessment import severity
from preuve.domain.assessment.severity import MarkTable

# Candidate, juror, criterion, mark: three jurors, two criteria, some cells missing, one pair of twins.
ROWS = [
    ("a", "x", "p", 0), ("a", "x", "q", 1), ("a", "y", "p", 0), ("a", "y", "q", 0),
    ("b", "x", "p", 1), ("b", "x", "q", 2), ("b", "z", "p", 0), ("b", "z", "q", 1),
    ("c", "y", "p", 2), ("c", "y", "q", 1), ("c", "z", "p", 1),
    ("d", "x", "p", 2), ("d", "x", "q", 2), ("d", "y", "p", 2), ("d", "y", "q", 1),
    ("d", "z", "p", 2), ("d", "z", "q", 1),
    ("e", "x", "q", 0), ("e", "z", "p", 0), ("e", "z", "q", 0),
    ("f", "y", "p", 1), ("f", "y", "q", 2), ("f", "z", "p", 2), ("f", "z", "q", 2),
    ("g", "x", "p", 1), ("g", "x", "q", 2), ("g", "z", "p", 0), ("g", "z", "q", 1),
]  # fmt: skip


def unpacked(free, common):
    mean, spread, x, y, p, *steps = free
    severities = {"x": x, "y": y, "z": -x - y}
    difficulties = {"p": p, "q": -p}
    first = {"p": steps[0], "q": steps[0] if common else steps[1]}
    return mean, spread, severities, difficulties, first


def chance(location, mark, first):
    weights = [1.0, math.exp(location - first), math.exp(2 * location)]
    return weights[mark] / sum(weights)


def log_likelihood(free, *, common):
    mean, spread, severities, difficulties, first = unpacked(free, common)
    total = 0.0
    for candidate in sorted({row[0] for row in ROWS}):
        marks = [row[1:] for row in ROWS if row[0] == candidate]

        def joint(ability, marks=marks):
            value = math.exp(-0.5 * ((ability - mean) / spread) ** 2) / (abs(spread) * math.sqrt(2 * math.pi))
            for juror, criterion, mark in marks:
                value *= chance(ability - severities[juror] - difficulties[criterion], mark, first[criterion])
            return value

        reach = 9 * abs(spread)
        area, _ = integrate.quad(
            joint, mean - reach, mean + reach, epsabs=0, epsrel=1e-11, limit=200, points=[mean]
        )
        total += math.log(area)
    return total


def hessian(function, at, step=2e-3):
    size = len(at)
    found = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            e, f = np.eye(size)[i] * step, np.eye(size)[j] * step
            found[i, j] = found[j, i] = (
                function(at + e + f) - function(at + e - f) - function(at - e + f) + function(at - e - f)
            ) / (4 * step * step)
    return found


@pytest.mark.parametrize("common", [False, True])
def test_estimates_and_standard_errors(common):
    result = severity.fit(MarkTable.of(ROWS), steps="common" if common else "per_criterion")
    size = 6 if common else 7

    def plain(free):
        return log_likelihood(free, common=common)

    def reported(result):
        steps = [each.estimates[0] for each in result.steps][: size - 5]
        jurors, criteria = result.jurors, result.criteria
        return np.array(
            [
                result.mean,
                math.sqrt(result.variance),
                jurors[0].estimate,
                jurors[1].estimate,
                criteria[0].estimate,
                *steps,
            ]
        )

    start = np.array([0.0, 1.0] + [0.0] * (size - 2))
    found = optimize.minimize(lambda free: -plain(free), start, method="BFGS", options={"gtol": 1e-8}).x
    np.testing.assert_allclose(reported(result), found, atol=2e-6)
    assert result.converged
    assert result.deviance == pytest.approx(-2 * plain(reported(result)), abs=1e-8)

    covariance = np.linalg.inv(-hessian(plain, found))
    errors = np.sqrt(covariance.diagonal())
    assert result.mean_se == pytest.approx(errors[0], rel=1e-4)
    assert result.variance_se == pytest.approx(2 * found[1] * errors[1], rel=1e-4)
    assert [each.se for each in result.jurors[:2]] == pytest.approx(errors[2:4], rel=1e-4)
    last = math.sqrt(covariance[2, 2] + covariance[3, 3] + 2 * covariance[2, 3])
    assert result.jurors[2].se == pytest.approx(last, rel=1e-4)
    assert [each.se for each in result.criteria] == pytest.approx([errors[4]] * 2, rel=1e-4)
    assert [each.errors[0] for each in result.steps][: size - 5] == pytest.approx(errors[5:], rel=1e-4)


def test_abilities_fits_and_fair_averages():
    result = severity.fit(MarkTable.of(ROWS))
    severities = {each.name: each.estimate for each in result.jurors}
    difficulties = {each.name: each.estimate for each in result.criteria}
    first = {each.name: each.estimates[0] for each in result.steps}
    spread = math.sqrt(result.variance)

    def chances(ability, juror, criterion):
        location = ability - severities.get(juror, 0.0) - difficulties[criterion]
        return np.array([chance(location, mark, first[criterion]) for mark in range(3)])

    def moments(ability, juror, criterion):
        p = chances(ability, juror, criterion)
        mean = p @ [0, 1, 2]
        return mean, p @ np.square(np.arange(3) - mean)

    def posterior_mean(candidate, function):
        marks = [row[1:] for row in ROWS if row[0] == candidate]

        def joint(ability):
            value = math.exp(-0.5 * ((ability - result.mean) / spread) ** 2)
            return value * math.prod(chances(ability, j, c)[mark] for j, c, mark in marks)

        ends = (result.mean - 9 * spread, result.mean + 9 * spread)
        return (
            integrate.quad(lambda at: joint(at) * function(at), *ends, epsrel=1e-10)[0]
            / integrate.quad(joint, *ends, epsrel=1e-10)[0]
        )

    one = result.candidates[1]
    ability = posterior_mean("b", lambda at: at)
    assert one.ability == pytest.approx(ability, abs=1e-7)
    assert one.sd == pytest.approx(math.sqrt(posterior_mean("b", lambda at: (at - ability) ** 2)), abs=1e-7)
    fair = np.mean([moments(ability, None, each)[0] for each in "pq"])
    assert one.fair_average == pytest.approx(fair, abs=1e-7)

    squares = weights = plain = 0.0
    of_x = [row for row in ROWS if row[1] == "x"]
    for candidate, juror, criterion, mark in of_x:

        def square(at, juror=juror, criterion=criterion, mark=mark):
            return (mark - moments(at, juror, criterion)[0]) ** 2

        def information(at, juror=juror, criterion=criterion):
            return moments(at, juror, criterion)[1]

        squares += posterior_mean(candidate, square)
        weights += posterior_mean(candidate, information)
        plain += posterior_mean(
            candidate, lambda at, square=square, information=information: square(at) / information(at)
        )
    x = result.jurors[0]
    assert x.marks == len(of_x)
    assert x.fit.infit == pytest.approx(squares / weights, abs=1e-7)
    assert x.fit.outfit == pytest.approx(plain / len(of_x), abs=1e-7)
    fair = np.mean([moments(result.mean, "x", each)[0] for each in "pq"])
    assert x.fair_average == pytest.approx(fair, abs=1e-7)
    assert result.criteria[0].fair_average == pytest.approx(moments(result.mean, None, "p")[0], abs=1e-7)
