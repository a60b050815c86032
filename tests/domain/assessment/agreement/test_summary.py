import json

import numpy as np
import pytest

from preuve.domain.assessment.agreement import pairs
from preuve.domain.assessment.agreement.marks_csv import read_marks
from preuve.domain.assessment.agreement.notes import Note, Remark, notes_of
from preuve.domain.assessment.agreement.pairs import TooManyPairs, pairs_of
from preuve.domain.assessment.agreement.ratings import table_of_matrix
from preuve.domain.assessment.agreement.result import Reason
from preuve.domain.assessment.agreement.serialise import to_json_dict
from preuve.domain.assessment.agreement.summary import agreement_of, agreement_on
from preuve.domain.assessment.agreement.wording import sentences
from preuve.domain.assessment.errors import RatingsError


def as_csv(matrices, jurors="bac"):
    lines = ["candidate,juror,criterion,value"]
    for criterion, matrix in matrices.items():
        for unit, row in enumerate(matrix):
            lines += [
                f"c{unit},{jurors[juror]},{criterion},{'' if np.isnan(mark) else mark}"
                for juror, mark in enumerate(row)
            ]
    return read_marks("\n".join(lines))


@pytest.fixture
def two_criteria():
    random = np.random.default_rng(0)
    matrices = {name: random.integers(0, 4, (12, 3)).astype(float) for name in ("Y", "X")}
    matrices["X"][0, 0] = np.nan
    matrices["X"][1, :2] = np.nan
    return matrices


def test_the_whole_has_one_unit_for_each_candidate_and_criterion(two_criteria):
    summary = agreement_of(as_csv(two_criteria), resamples=200)

    pooled = table_of_matrix(np.concatenate(list(two_criteria.values())))
    assert summary.overall == agreement_on(pooled, resamples=200)
    assert list(summary.by_criterion) == ["Y", "X"]
    assert summary.by_criterion["X"] == agreement_on(table_of_matrix(two_criteria["X"]), resamples=200)
    assert (summary.overall.units, summary.overall.paired, summary.overall.jurors) == (24, 23, 3)


def test_groups_of_criteria(two_criteria):
    groups = {"X": "BC1", "Y": "BC1"}
    summary = agreement_of(as_csv(two_criteria), groups=groups, resamples=0)

    assert summary.by_group == {"BC1": summary.overall}
    assert list(to_json_dict(summary)["by_group"]) == ["BC1"]
    assert agreement_of(as_csv(two_criteria), groups={"X": "BC2"}, resamples=0).by_group == {
        "BC2": summary.by_criterion["X"]
    }
    with pytest.raises(RatingsError):
        agreement_of(as_csv(two_criteria), groups={"Z": "BC1"})


def test_pairs_are_over_the_units_that_both_marked(two_criteria):
    found = pairs_of(as_csv(two_criteria))

    assert [(pair.first, pair.second, pair.units) for pair in found] == [
        ("b", "a", 22),
        ("b", "c", 22),
        ("a", "c", 23),
    ]
    both = np.concatenate(list(two_criteria.values()))[:, :2]
    both = both[~np.isnan(both).any(axis=1)]
    assert found[0].equal == (both[:, 0] == both[:, 1]).mean()
    assert found[0].difference == pytest.approx((both[:, 0] - both[:, 1]).mean())
    assert found[0].cohen == agreement_on(table_of_matrix(both), resamples=0).cohen


def test_pairs_that_never_met_are_not_listed():
    ratings = read_marks("candidate,juror,criterion,value\nc,a,X,1\nc,b,X,2\nd,c,X,1\n")

    assert [(pair.first, pair.second) for pair in pairs_of(ratings)] == [("a", "b")]
    assert pairs_of(read_marks("candidate,juror,criterion,value\nc,a,X,\n")) == ()


def test_too_many_pairs(two_criteria, monkeypatch):
    monkeypatch.setattr(pairs, "MOST_PAIRS", 2)
    summary = agreement_of(as_csv(two_criteria), resamples=0)

    assert summary.pairs == TooManyPairs(3, pairs.TooManyPairs(3).most)
    written = to_json_dict(summary)
    assert written["pairs"] is None
    assert "too_many_pairs" in {note["code"] for note in written["notes"]}


def test_json(krippendorff_example):
    ratings = as_csv({"X": krippendorff_example}, "DBAC")
    written = to_json_dict(agreement_of(ratings, resamples=200), severity={"jurors": {}})

    assert list(written) == [
        "alpha",
        "ac1",
        "ac2",
        "cohen",
        "conger",
        "fleiss",
        "scott",
        "brennan_prediger",
        "icc",
        "severity",
        "by_criterion",
        "notes",
        "precision",
        "pairs",
        "counts",
    ]
    assert {name: round(value, 6) for name, value in written["alpha"].items()} == {
        "nominal": 0.743421,
        "ordinal": 0.815388,
        "interval": 0.849107,
        "ratio": 0.797403,
    }
    assert (round(written["ac1"], 5), written["cohen"], written["scott"]) == (0.77544, None, None)
    assert list(written["icc"]) == ["1,1", "2,1", "3,1", "1,k", "2,k", "3,k"]
    assert written["severity"] == {"jurors": {}}
    assert written["by_criterion"]["X"]["alpha"] == written["alpha"]
    assert round(written["precision"]["ac1"]["standard_error"], 5) == 0.14295
    assert written["precision"]["cohen"] is None
    assert written["precision"]["alpha.nominal"]["units"] == 11
    assert written["precision"]["icc.1,1"]["dropped"] == 4
    assert written["counts"] == {"candidates": 12, "jurors": 4, "criteria": 1, "marks": 41, "units": 12}
    assert written["pairs"][0]["jurors"] == ["D", "B"]
    assert [(note["criterion"], note["code"], note["about"][0]) for note in written["notes"]] == [
        (None, "not_two_jurors", "cohen"),
        (None, "unpaired_units", "alpha.nominal"),
        (None, "incomplete_units", "icc.1,1"),
        ("X", "not_two_jurors", "cohen"),
        ("X", "unpaired_units", "alpha.nominal"),
        ("X", "incomplete_units", "icc.1,1"),
    ]
    assert written["notes"][0]["en"].endswith("defined for two jurors, there are 4.")
    assert written["notes"][0]["fr"].endswith("défini pour deux jurés, il y en a 4.")
    assert json.loads(json.dumps(written, allow_nan=False)) == written


def test_one_candidate_on_several_criteria_is_still_one_candidate():
    ratings = as_csv({"X": np.array([[1.0, 2.0]]), "Y": np.array([[3.0, 3.0]])})
    written = to_json_dict(agreement_of(ratings, groups={"X": "B", "Y": "B"}))

    assert set(written["alpha"].values()) == {written["ac1"], written["fleiss"]} == {None}
    assert [note["code"] for note in written["notes"]] == [
        "pooled_criteria",
        "one_candidate",
        "one_candidate",
        "one_candidate",
        "one_candidate",
    ]
    assert [(note["criterion"], note["group"]) for note in written["notes"][1:]] == [
        (None, None),
        ("X", None),
        ("Y", None),
        (None, "B"),
    ]


def test_notes_of_marks_that_say_nothing():
    summary = agreement_of(as_csv({"X": np.array([[1.0], [2.0]])}))

    assert {note.says for note in notes_of(summary)} == {Reason.ONE_JUROR}


@pytest.mark.parametrize("says", [*Reason, *Remark])
def test_every_note_has_its_sentences(says):
    names = ["jurors", "values", "most", "complete", "units", "least", "dropped", "criteria", "pairs"]
    french, english = sentences(Note((), says, tuple((name, 7) for name in names)))

    assert french.endswith(".")
    assert english.endswith(".")
    assert "{" not in french + english
