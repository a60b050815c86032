import random

import numpy as np
import pytest

from preuve.domain.assessment.agreement import marks_csv
from preuve.domain.assessment.agreement.marks_csv import read_marks
from preuve.domain.assessment.errors import MarksFileError, MarksFileFault

HEADER = "candidate,juror,criterion,value\n"
PLAIN = HEADER + "c2,b,X,1\nc1,b,X,\nc1,a,X,2.5\nc1,a,Y,-3e0\n"


def rows(ratings):
    return [
        (ratings.candidates[c], ratings.jurors[j], ratings.criteria[k], value)
        for c, j, k, value in zip(
            ratings.candidate_index,
            ratings.juror_index,
            ratings.criterion_index,
            ratings.values.tolist(),
            strict=True,
        )
    ]


EXPECTED = [("c2", "b", "X", 1.0), ("c1", "a", "X", 2.5), ("c1", "a", "Y", -3.0)]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN,
        PLAIN.encode(),
        "\ufeff" + PLAIN,
        PLAIN.encode("utf-8-sig"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", ";").replace(".", ","),
        PLAIN.replace(",", "\t").replace(".", ","),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\n\n"),
        "\n\n" + PLAIN + ",,,\n",
        PLAIN.replace(",", " , ").replace("candidate", "Candidate "),
        PLAIN.replace("c1", '"c1"').replace("2.5", '"2.5"'),
        PLAIN.removesuffix("\n"),
        "value;criterion;juror;candidate;day\n1;X;b;c2;1\n;X;b;c1;\n2,5;X;a;c1;2\n-3;Y;a;c1;\n",
        "Candidat;Juré;Critère;Note\nc2;b;X;1\nc1;b;X;\nc1;a;X;2,5\nc1;a;Y;-3\n".encode("cp1252"),
    ],
)
def test_ways_to_write_the_same_marks(data):
    ratings = read_marks(data)

    assert rows(ratings) == EXPECTED
    assert (ratings.candidates, ratings.jurors, ratings.criteria) == (("c2", "c1"), ("b", "a"), ("X", "Y"))


def test_a_juror_without_a_mark_is_known():
    ratings = read_marks(HEADER + "c,a,X,\nc,b,X,1\n")

    assert (ratings.jurors, rows(ratings)) == (("a", "b"), [("c", "b", "X", 1.0)])


def test_names_may_hold_separators_quotation_marks_and_line_ends():
    ratings = read_marks(
        HEADER + '"Roux, Anne","J ""x""","deux\nlignes",1\nb,j,k,x\n'.replace("b,j,k,x\n", "")
    )

    assert rows(ratings) == [("Roux, Anne", 'J "x"', "deux\nlignes", 1.0)]


@pytest.mark.parametrize(
    ("data", "fault", "line", "column", "found"),
    [
        ("", "empty", 1, "", ""),
        (b"", "empty", 1, "", ""),
        ("\n \n", "empty", 1, "", ""),
        (HEADER, "empty", 1, "", ""),
        (b"\x00\x01\x02", "not_text", 1, "", "0x00"),
        (HEADER.encode() + b"c,\x81,X,1\n", "not_text", 2, "", "0x81"),
        (HEADER + 'c,"j,X,1\n', "not_csv", 2, "", "unexpected end of data"),
        ("candidate,juror,value\n", "missing_column", 1, "criterion", "candidate,juror,value"),
        ("\na;b;c;d\n", "missing_column", 2, "candidate", "a,b,c,d"),
        ("x" * 50 + "\n", "missing_column", 1, "candidate", "x" * 39 + "…"),
        ("candidate,juror,juror,criterion,value\n", "repeated_column", 1, "juror", None),
        ("candidate,juror,criterion,value,note\n", "repeated_column", 1, "value", None),
        (HEADER + "c,j,X,1\nc,j,Y\n", "wrong_width", 3, "", "3"),
        (HEADER + "c,j,X,1,5\n", "wrong_width", 2, "", "5"),
        (HEADER + "c,j,X,1\n\n,j,X,1\n", "no_name", 4, "candidate", ""),
        (HEADER + "c,  ,X,1\n", "no_name", 2, "juror", ""),
        (HEADER + "c,j,,1\n", "no_name", 2, "criterion", ""),
        (HEADER + "c,j,X,1\nc,k,X,bien\n", "not_a_number", 3, "value", "bien"),
        (HEADER + "c,j,X,1_0\n", "not_a_number", 2, "value", "1_0"),
        (HEADER + "c,j,X,\uff11\n", "not_a_number", 2, "value", "\uff11"),
        (HEADER + 'c,j,X,"1,5"\n', "not_a_number", 2, "value", "1,5"),
        (HEADER.replace(",", ";") + "c;j;X;1,5,2\n", "not_a_number", 2, "value", "1,5,2"),
        (HEADER + "c,j,X,nan\n", "not_finite", 2, "value", "nan"),
        (HEADER + "c,j,X,-Inf\n", "not_finite", 2, "value", "-Inf"),
        (HEADER + "c,j,X,1e999\n", "too_large", 2, "value", "1e999"),
        (HEADER + "c,j,X,1000000001\n", "too_large", 2, "value", "1000000001"),
        (HEADER + f"c,j,X,{'9' * 80}\n", "too_large", 2, "value", "9" * 39 + "…"),
        (HEADER + "c,j,X,1\nd,j,X,1\nc,k,X,1\nd,j,X,2\nc,j,X,1\n", "repeated_mark", 5, "value", "3"),
        (HEADER + "c,j,X,\nc,j,X,1\n", "repeated_mark", 3, "value", "2"),
    ],
)
def test_files_that_are_refused(data, fault, line, column, found):
    with pytest.raises(MarksFileError) as caught:
        read_marks(data)

    error = caught.value
    assert (error.fault, error.line, error.column) == (MarksFileFault(fault), line, column)
    assert found is None or error.found == found


def test_many_lines_are_read_a_chunk_at_a_time(monkeypatch):
    """The same marks, and the right line of an error, however long the chunks are."""
    order = random.Random(3)  # noqa: S311 - a shuffle
    lines = [f"c{c},j{j},X,{(c + j) % 4}" for c in range(20) for j in range(3)]
    order.shuffle(lines)
    text = HEADER + "\n".join(lines)
    whole = read_marks(text)
    monkeypatch.setattr(marks_csv, "_CHUNK", 20)

    chunked = read_marks(text)
    assert (chunked.candidates, chunked.jurors) == (whole.candidates, whole.jurors)
    assert np.array_equal(chunked.values, whole.values)
    assert np.array_equal(chunked.candidate_index, whole.candidate_index)
    with pytest.raises(MarksFileError) as caught:
        read_marks(text + "\n" + lines[4])
    assert (caught.value.line, caught.value.found) == (62, "6")
    with pytest.raises(MarksFileError) as caught:
        read_marks(text + "\nc1,j9,X,?")
    assert caught.value.line == 62
