"""Bad input and marks that nothing can be estimated from."""

import numpy as np
import pytest

from preuve.domain.assessment import severity
from preuve.domain.assessment.severity import (
    MarkTable,
    NotComputable,
    Reason,
    TableError,
    TableFault,
    estimation,
    reporting,
)
from tests.factories.mark_tables import jury


def crossed(marks, criteria="pq"):
    """A table from marks[juror][candidate][criterion]; None is missing."""
    return MarkTable.of(
        (f"c{c}", juror, criterion, float("nan") if mark is None else mark)
        for juror, rows in marks.items()
        for c, row in enumerate(rows)
        for criterion, mark in zip(criteria, row, strict=True)
    )


VARIED = [(0, 1), (1, 2), (2, 2), (1, 0), (2, 1), (0, 0)]
OTHER = [(0, 0), (1, 1), (2, 1), (0, 1), (2, 2), (1, 0)]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (MarkTable.of([]), Reason.NO_MARKS),
        (crossed({"x": [(None, None)] * 3}), Reason.NO_MARKS),
        (crossed({"x": VARIED}), Reason.ONE_JUROR),
        (crossed({"x": [(0, 1)], "y": [(1, 2)]}), Reason.ONE_CANDIDATE),
        (crossed({"x": [(1, 1)] * 6, "y": [(1, 1)] * 6}), Reason.NO_SPREAD),
        (crossed({"x": [(1, 2)] * 6, "y": [(1, 2)] * 6}), Reason.NO_SPREAD),
        (crossed({"x": VARIED, "y": [(2, 2)] * 6}), Reason.FEW_JURORS_LEFT),
        (crossed({"x": VARIED, "y": [(0.5, 1), *OTHER[1:]]}), Reason.NOT_WHOLE),
        (crossed({"x": VARIED, "y": [(200, 1), *OTHER[1:]]}), Reason.TOO_MANY_LEVELS),
        (
            MarkTable.of(
                [
                    ("a", "x", "p", 0), ("a", "y", "p", 1), ("a", "x", "r", 1), ("a", "y", "r", 0),
                    ("b", "x", "q", 1), ("b", "y", "q", 1),
                ]
            ),
            Reason.ONE_CANDIDATE,
        ),
    ],
)  # fmt: skip
def test_why_nothing_is_estimated(table, reason):
    result = severity.fit(table)
    assert isinstance(result, NotComputable)
    assert result.note.reason is reason
    assert severity.as_dict(result)["notes"][0]["text"] == result.note.in_words("fr")


def test_a_mark_that_is_not_whole_is_named_by_its_row():
    result = severity.fit(crossed({"x": VARIED, "y": [(0, 0.5), *OTHER[1:]]}))
    assert result.note.in_words("en") == "The model asks for whole marks; row 14 has 0.5."


def test_one_candidate_with_thousands_of_marks_is_refused(monkeypatch):
    monkeypatch.setattr(estimation, "MOST_POINTS", 30)
    result = severity.fit(jury(1, candidates=30, severity=[0.5, 0, -0.5])[0])
    assert result.note.reason is Reason.TOO_FINE


@pytest.mark.parametrize(
    ("changes", "fault", "row"),
    [
        ({"values": np.array([1.0])}, TableFault.LENGTHS_DIFFER, None),
        ({"juror_index": np.array([0, 2, 0])}, TableFault.UNKNOWN_INDEX, 1),
        ({"candidate_index": np.array([0, 1, -1])}, TableFault.UNKNOWN_INDEX, 2),
        ({"values": np.array([1.0, 2.0, np.inf])}, TableFault.NOT_FINITE, 2),
        (
            {"candidate_index": np.array([1, 1, 1]), "juror_index": np.array([1, 1, 0])},
            TableFault.REPEATED_MARK,
            1,
        ),
    ],
)  # fmt: skip
def test_tables_that_contradict_themselves(changes, fault, row):
    fields = {
        "candidates": ("a", "b"),
        "jurors": ("x", "y"),
        "criteria": ("p",),
        "candidate_index": np.array([0, 1, 0]),
        "juror_index": np.array([0, 1, 1]),
        "criterion_index": np.array([0, 0, 0]),
        "values": np.array([0.0, 1.0, 2.0]),
    }
    with pytest.raises(TableError) as caught:
        severity.fit(MarkTable(**(fields | changes)))
    assert (caught.value.fault, caught.value.row) == (fault, row)


def test_an_unknown_kind_of_steps():
    with pytest.raises(ValueError, match="sideways"):
        severity.fit(MarkTable.of([]), steps="sideways")


def test_extremes_are_left_out_and_said():
    table = crossed(
        {
            "x": VARIED,
            "low": [(0, 0)] * 6,
            "y": OTHER,
            "high": [(2, 2)] * 6,
            "absent": [(None, None)] * 6,
            "seldom": [(1, 1), (None, 2), *[(None, None)] * 4],
        }
    )
    result = severity.fit(table)
    assert [each.name for each in result.jurors] == ["x", "low", "y", "high", "absent", "seldom"]
    assert [each.estimate is None for each in result.jurors] == [False, True, False, True, True, False]
    assert [(each.reason, dict(each.data)["juror"]) for each in result.notes] == [
        (Reason.ONLY_LOWEST, "low"),
        (Reason.ONLY_HIGHEST, "high"),
        (Reason.JUROR_WITHOUT_MARKS, "absent"),
        (Reason.FEW_MARKS, "seldom"),
    ]
    alone = severity.fit(
        crossed({"x": VARIED, "y": OTHER, "seldom": [(1, 1), (None, 2), *[(None, None)] * 4]})
    )
    assert result.deviance == pytest.approx(alone.deviance, abs=1e-9)
    assert result.jurors[-1].fit.infit_z is None
    written = severity.as_dict(result, "en")
    assert list(written["jurors"]) == ["x", "low", "y", "high", "absent", "seldom"]
    assert written["jurors"]["low"] == {
        "estimate": None, "se": None, "infit": None, "outfit": None, "infit_z": None, "outfit_z": None,
        "fair_average": None, "marks": 0,
    }  # fmt: skip
    assert (
        written["notes"][0]["text"] == "low only gave the lowest mark: the severity has no finite estimate."
    )


def test_leaving_one_out_can_leave_out_another():
    # Without y, nobody gives p anything but 1; without p, z gave only the lowest mark.
    table = crossed(
        {
            "x": [(1, 1), (1, 2), (1, 1), (1, 2), (1, 1)],
            "y": [(2, 2), (2, 2), (2, 2), (2, 2), (2, 2)],
            "z": [(1, 1), (1, 1), (1, 1), (1, 1), (0, 1)],
            "w": [(1, 2), (1, 1), (1, 1), (1, 2), (1, 2)],
        }
    )
    table.values[table.values == 0] = np.nan
    result = severity.fit(table)
    assert [each.reason for each in result.notes[:3]] == [
        Reason.ONLY_LOWEST,
        Reason.ONLY_HIGHEST,
        Reason.CRITERION_WITHOUT_SPREAD,
    ]
    assert [each.estimate is None for each in result.jurors] == [False, True, True, False]
    assert [each.estimate is None for each in result.criteria] == [True, False]


def test_a_candidate_without_marks_has_no_ability():
    table = crossed({"x": [*VARIED, (None, None)], "y": [*OTHER, (None, None)]})
    assert severity.fit(table).candidates[-1] == severity.results.Candidate("c6", 0)


def test_a_level_that_nobody_gave_keeps_its_score():
    table, _, _, _ = jury(2, candidates=80, severity=[0.5, 0, -0.5])
    jumped = MarkTable(
        table.candidates, table.jurors, table.criteria,
        table.candidate_index, table.juror_index, table.criterion_index,
        np.where((table.criterion_index == 1) & (table.values == 1), 2, table.values),
    )  # fmt: skip
    result = severity.fit(jumped)
    assert result.converged
    assert [dict(each.data) for each in result.notes] == [{"level": 1, "criterion": "k1"}]
    steps = result.steps[1]
    assert steps.levels == (0, 1, 2, 3)
    assert [each is None for each in steps.estimates] == [True, True, False]
    assert sum(result.steps[0].estimates) == pytest.approx(0, abs=1e-9)
    common = severity.fit(jumped, steps="common")
    assert common.converged
    assert common.notes == ()


def test_marks_in_any_order():
    table = jury(4, candidates=50, severity=[0.5, 0, -0.5])[0]
    order = np.random.default_rng(0).permutation(table.values.size)
    shuffled = MarkTable(
        table.candidates, table.jurors, table.criteria, table.candidate_index[order],
        table.juror_index[order], table.criterion_index[order], table.values[order],
    )  # fmt: skip
    assert severity.fit(shuffled) == severity.fit(table)


def test_a_search_cut_short_says_so(monkeypatch):
    monkeypatch.setattr(estimation, "MOST_ITERATIONS", 1)
    result = severity.fit(jury(1, candidates=60, severity=[0.9, 0, -0.9])[0])
    assert not result.converged
    assert result.notes[-1].reason is Reason.NOT_CONVERGED
    assert result.gradient > 1e-3


def test_panels_of_different_sizes_and_many_blocks(monkeypatch):
    table = jury(6, candidates=70, severity=[0.5, 0, -0.5, 0.2], seats=3)[0]
    kept = np.random.default_rng(1).random(table.values.size) < 0.7
    thinned = MarkTable(
        table.candidates, table.jurors, table.criteria, table.candidate_index[kept],
        table.juror_index[kept], table.criterion_index[kept], table.values[kept],
    )  # fmt: skip
    whole = severity.fit(thinned)
    monkeypatch.setattr(severity.likelihood, "BLOCK", 500)
    parts = severity.fit(thinned)
    assert [each.estimate for each in parts.jurors] == pytest.approx(
        [each.estimate for each in whole.jurors], abs=1e-10
    )
    assert [each.se for each in parts.jurors] == pytest.approx([each.se for each in whole.jurors], abs=1e-10)


def test_separation_without_any_difference():
    same = severity.results.Element("x", 10, 0.0, 0.0)
    assert reporting.separation_of((same, same)) == severity.results.Separation(0.0, 0.0, 0.0, 0.0)
