"""The report chooses figures of `agreement` and `severity`; each must be the one they compute."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from preuve.domain.assessment import severity
from preuve.domain.assessment.agreement import pairs
from preuve.domain.assessment.agreement.alpha import krippendorff_alpha
from preuve.domain.assessment.agreement.chance import gwet
from preuve.domain.assessment.agreement.result import Level
from preuve.domain.assessment.agreement.weights import Weighting
from preuve.domain.assessment.judgement import Cut, JudgedMarks, Step, judgement_report
from preuve.domain.assessment.judgement.report import _why_no_severity
from preuve.domain.assessment.severity.notes import note
from tests.factories.mark_tables import jury

CRITERIA = ("k0", "k1", "k2", "k3")
COMPETENCES = {"C1": ("k0", "k1"), "C2": ("k2", "k3"), "C3": ("k9",)}
BLOCKS = {"B1": CRITERIA}
SHARE = Cut(Step.COMPETENCE, "C1", ("k0", "k1"), (0, 0, 1, 1), 2 / 3, 2 / 3)
POINTS = Cut(Step.BLOCK, "B1", CRITERIA, (0, 1, 2, 3), 1.5, 0.5)
ELSEWHERE = Cut(Step.COMPETENCE, "C3", ("k9",), (0, 0, 1, 1), 2 / 3, 2 / 3)
TOO_HIGH = Cut(Step.BLOCK, "B1", CRITERIA, (0, 1, 2, 3), 3.0, 1.0)


@pytest.fixture(scope="module")
def marks():
    table, *_ = jury(5, candidates=120, severity=(-1, 0, 0.2, 0.8), seats=3)
    rows = [
        (
            table.candidates[table.candidate_index[row]],
            table.jurors[table.juror_index[row]],
            table.criteria[table.criterion_index[row]],
            int(table.values[row]),
            9.0 + int(table.candidate_index[row]) % 8,
        )
        for row in range(len(table.values))
    ]
    return JudgedMarks.of(rows, ["k9", *CRITERIA])


@pytest.fixture(scope="module")
def report(marks):
    return judgement_report(
        marks, competences=COMPETENCES, blocks=BLOCKS, cuts=(SHARE, POINTS, ELSEWHERE, TOO_HIGH), seed=3
    )


def few(*rows, hour=None):
    return JudgedMarks.of([(*row, hour) for row in rows], ["k0", "k1"])


def said(marks, cuts=()):
    return judgement_report(marks, competences={}, blocks={}, cuts=cuts)


def test_agreement_is_that_of_the_marks(marks, report):
    ratings = marks.ratings
    assert ratings.criteria == CRITERIA
    for found, criteria in (
        (report["agreement"]["whole"], CRITERIA),
        (report["agreement"]["criteria"]["k1"], ("k1",)),
        (report["agreement"]["competences"]["C2"], ("k2", "k3")),
        (report["agreement"]["blocks"]["B1"], CRITERIA),
    ):
        table = ratings.table(criteria)
        alpha = krippendorff_alpha(table, Level.ORDINAL, seed=3, resamples=1000)
        assert found == {
            "alpha": alpha.value,
            "low": alpha.low,
            "high": alpha.high,
            "units": alpha.units,
            "marks": alpha.marks,
            "ac2": gwet(table, Weighting.QUADRATIC).value,
            "equal": gwet(table).agreement,
            "why": None,
        }
    assert list(report["agreement"]["competences"]) == ["C1", "C2"]
    assert list(report["agreement"]["criteria"]) == list(CRITERIA)
    assert report["counts"] == {"candidates": 120, "jurors": 4, "criteria": 4, "marks": 1440}
    assert (report["seed"], report["resamples"]) == (3, 1000)


def test_severity_and_patterns_are_those_of_the_marks(marks, report):
    result = severity.fit(marks.ratings)
    expected = severity.as_dict(result)
    assert {key: value for key, value in report["severity"].items() if key not in {"notes", "why"}} == {
        key: value for key, value in expected.items() if key != "notes"
    }
    assert report["severity"]["why"] is None
    assert report["patterns"] == {
        "halo": {
            each.juror: {"correlation": each.correlation, "z": each.z, "found": each.found}
            for each in severity.halo(result)
        },
        "drift": {
            each.juror: {"slope": each.slope, "se": each.se, "z": each.z, "found": each.found}
            for each in severity.drift(result, marks.hours)
        },
        "central": list(severity.central_tendency(result)),
    }


def test_cuts_are_held_beside_means_of_their_own_values(marks, report):
    share, points, too_high = report["cuts"]
    ratings = marks.ratings
    chosen = ratings.criterion_index < 2
    expected = severity.outcomes(
        severity.fit(
            severity.MarkTable(
                ratings.candidates,
                ratings.jurors,
                ("k0", "k1"),
                ratings.candidate_index[chosen],
                ratings.juror_index[chosen],
                ratings.criterion_index[chosen],
                (ratings.values[chosen] >= 2).astype(float),
            )
        ),
        2 / 3,
    )
    doubtful = {each.candidate for each in (*expected.near(), *expected.changed())}
    assert (share["step"], share["code"], share["candidates"]) == ("competence", "C1", 120)
    assert (share["accuracy"], share["doubtful"], share["changed"]) == (
        expected.accuracy,
        len(doubtful),
        len(expected.changed()),
    )
    assert len(share["near"]) == min(20, len(doubtful))
    certain = [abs(each["passing"] - 0.5) for each in share["near"]]
    assert certain == sorted(certain)
    by_name = {each.candidate: each for each in expected.candidates}
    for each in share["near"]:
        one = by_name[each["candidate"]]
        assert each == {
            "candidate": one.candidate,
            "observed": one.observed,
            "adjusted": one.adjusted,
            "passing": one.passing,
            "changes": one.changes,
        }
    assert points["accuracy"] == severity.outcomes(severity.fit(ratings), 1.5).accuracy
    assert (too_high["accuracy"], too_high["near"]) == (None, [])
    assert too_high["why"]["fr"].startswith("Le seuil 3 n’est pas entre")


def test_it_is_plain_json(report):
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_pairs(marks, report, monkeypatch):
    assert [pair["jurors"] for pair in report["pairs"]] == [
        [pair.first, pair.second] for pair in pairs.pairs_of(marks.ratings)
    ]
    first, expected = report["pairs"][0], pairs.pairs_of(marks.ratings)[0]
    assert first == {
        "jurors": [expected.first, expected.second],
        "units": expected.units,
        "equal": expected.equal,
        "difference": expected.difference,
        "ac1": expected.ac1.value,
    }
    monkeypatch.setattr(pairs, "MOST_PAIRS", 3)
    assert said(marks)["pairs"] is None


def test_a_defence_without_an_hour_leaves_drift_unsaid(marks):
    hours = marks.hours.copy()
    hours[0] = np.nan
    patterns = said(JudgedMarks(marks.ratings, hours))["patterns"]
    assert patterns["drift"] is None
    assert list(patterns["halo"]) == list(marks.ratings.jurors)


def test_no_marks():
    found = said(few())
    assert found["agreement"]["whole"]["why"] == {
        "fr": "Calcul impossible : aucune note n’a été donnée.",
        "en": "Can’t be computed: no mark was given.",
    }
    assert found["severity"]["why"] == {
        "fr": "Il n’y a aucune note.",
        "en": "There are no marks.",
    }
    assert (found["patterns"], found["pairs"], found["agreement"]["criteria"]) == (None, [], {})


def test_one_candidate_says_so_over_several_criteria():
    found = said(few(("c", "i", "k0", 1), ("c", "j", "k0", 2), ("c", "i", "k1", 0), ("c", "j", "k1", 0)))
    assert found["agreement"]["whole"]["alpha"] is None
    assert found["agreement"]["whole"]["why"]["en"].endswith("all the marks are about one candidate.")
    assert found["severity"]["why"]["en"] == "At least two marked candidates are needed."


def test_marks_all_equal_have_no_alpha_and_no_cut():
    rows = [(c, j, "k0", 2) for c, j in product("abc", "ij")]
    cut = Cut(Step.COMPETENCE, "C1", ("k0",), (0, 0, 1), 2 / 3, 2 / 3)
    found = said(few(*rows), (cut,))
    assert found["agreement"]["criteria"]["k0"]["why"]["en"].startswith("Can’t be computed: the marks don’t")
    assert found["pairs"][0]["ac1"] is None
    assert found["cuts"] == [
        {
            "step": "competence",
            "code": "C1",
            "share": 2 / 3,
            "threshold": 2 / 3,
            "top": 1,
            "accuracy": None,
            "candidates": 0,
            "doubtful": 0,
            "changed": 0,
            "near": [],
            "why": found["severity"]["why"],
        }
    ]


def test_a_search_that_did_not_end_is_not_used(marks):
    result = severity.fit(marks.ratings)
    lost = replace(
        result,
        converged=False,
        notes=(
            note(severity.Reason.NO_DIFFERENCE_BETWEEN_CANDIDATES),
            note(severity.Reason.NOT_CONVERGED, gradient="1", change="2"),
        ),
    )
    assert _why_no_severity(result) is None
    assert _why_no_severity(lost)["fr"].startswith("Le calcul n’a pas convergé")


def test_marks_keep_the_order_of_the_framework():
    found = JudgedMarks.of([("b", "j", "k1", 2, None), ("a", "i", "k0", 1, 14.5)], ["k0", "k2", "k1"])
    ratings = found.ratings
    assert (ratings.candidates, ratings.jurors, ratings.criteria) == (("b", "a"), ("j", "i"), ("k0", "k1"))
    assert ratings.criterion_index.tolist() == [1, 0]
    assert (np.isnan(found.hours[0]), found.hours[1]) == (True, 14.5)
    only = found.among({"k1"}, (0, 5, 10))
    assert (only.criteria, only.values.tolist(), only.criterion_index.tolist()) == (("k1",), [10.0], [0])


def test_a_criterion_that_the_framework_lacks_is_refused():
    with pytest.raises(ValueError, match="k7"):
        JudgedMarks.of([("a", "i", "k7", 1, None)], ["k0"])
