"""`preuve agreement`, as a manager calls it."""

import json
import os
import subprocess
import sys

import pytest

from preuve.cli import main
from preuve.domain.assessment.agreement.marks_csv import read_marks
from preuve.domain.assessment.severity import as_dict, fit

FIGURES = ("estimate", "se", "infit", "outfit")
ROWS = ("123321412...", "1233224125..", ".33323422513", "12332441251.")


@pytest.fixture
def marks(tmp_path):
    path = tmp_path / "notes.csv"
    lines = [
        f"c{unit},{'DABC'[juror]},X,{mark if mark != '.' else ''}"
        for juror, row in enumerate(ROWS)
        for unit, mark in enumerate(row)
    ]
    path.write_text("\n".join(["candidate,juror,criterion,value", *lines]))
    return path


def run(capsys, *arguments):
    status = main(["agreement", *map(str, arguments)])
    written = capsys.readouterr()
    return status, written.out, written.err


def test_json(marks, capsys):
    status, out, err = run(capsys, marks, "--format", "json")

    report = json.loads(out)
    assert (status, err) == (0, "")
    assert round(report["alpha"]["nominal"], 6) == 0.743421
    assert report["severity"] is None
    assert report["pairs"][0]["jurors"] == ["D", "A"]


def test_the_seed_decides_the_interval(marks, capsys):
    first = run(capsys, marks, "--format", "json", "--seed", 4)

    assert run(capsys, marks, "--format", "json", "--seed", 4) == first
    assert run(capsys, marks, "--format", "json", "--seed", 5) != first


def test_text_in_french(marks, capsys):
    status, out, _ = run(capsys, marks)

    lines = out.splitlines()
    assert status == 0
    assert lines[:3] == ["12 candidats · 4 jurés · 1 critères · 41 notes", "", "Ensemble"]
    assert "  AC1 de Gwet, sans poids              0,775  [0,461 ; 1,000]  erreur type 0,143" in lines
    assert "  AC2 de Gwet, poids quadratiques      0,914  [0,685 ; 1,000]  erreur type 0,104" in lines
    assert "  Kappa de Cohen, sans poids               —" in lines
    assert "  D et A : 9 en commun, 89 % de notes égales, écart moyen −0,111" in lines
    assert lines[-2].startswith("  alpha : Non comptés : 1 couple")
    assert "Critère X" not in lines


def test_text_in_english_by_criterion(marks, capsys):
    marks.write_text(marks.read_text() + "\nc1,D,Y,1\nc1,A,Y,2\n")
    _, out, _ = run(capsys, marks, "--language", "en")

    lines = out.splitlines()
    assert "Criterion Y" in lines
    assert "  Gwet’s AC2, quadratic weights" in {line[:31] for line in lines}
    assert (
        "  Y · alpha, ac1, ac2, cohen, conger, fleiss, scott, brennan_prediger, icc: "
        "Can’t be computed: all the marks are about one candidate."
    ) in lines


@pytest.mark.parametrize(
    ("text", "language", "line", "words"),
    [
        ("candidate,juror,criterion,value\nc,j,X,bien\n", "fr", 2, "« bien » n’est pas un nombre"),
        ("candidate,juror,criterion,value\nc,j,X,bien\n", "en", 2, "“bien” is not a number"),
        ("candidate,juror,criterion,value\nc,,X,1\n", "fr", 2, "« juré » est vide"),
        ("", "fr", 1, "aucune ligne de notes"),
        (
            "candidate,juror,criterion,value\nc,j,X,1\nc,j,X,1\n",
            "en",
            3,
            "this juror marked this candidate on this criterion before, line 2",
        ),
    ],
)
def test_unreadable_files(tmp_path, capsys, text, language, line, words):
    path = tmp_path / "notes.csv"
    path.write_text(text)

    assert run(capsys, path, "--language", language) == (2, "", f"{path}:{line}: {words}\n")


def test_a_file_that_is_not_there(tmp_path, capsys):
    status, out, err = run(capsys, tmp_path / "notes.csv")

    assert (status, out) == (2, "")
    assert err == f"{tmp_path / 'notes.csv'}: No such file or directory\n"


def test_severity_in_json_as_its_package_computes_it(marks, capsys):
    _, out, _ = run(capsys, marks, "--severity", "--format", "json")

    found = json.loads(out)
    expected = as_dict(fit(read_marks(marks.read_bytes())))
    assert found["severity"] == expected
    assert list(found["severity"]["jurors"]) == ["D", "A", "B", "C"]
    assert {"estimate", "se", "infit", "outfit"} <= set(found["severity"]["jurors"]["D"])
    assert {"jurors", "criteria", "steps", "deviance", "converged", "connected"} <= set(expected)
    assert [note["fr"] for note in found["notes"] if note["about"] == ["severity"]] == [
        note["text"] for note in expected["notes"]
    ]


def test_severity_in_words(marks, capsys):
    _, out, _ = run(capsys, marks, "--severity")

    severity = as_dict(fit(read_marks(marks.read_bytes())))
    juror = severity["jurors"]["D"]
    words = [f"{juror[key]:.3f}".replace(".", ",").replace("-", "−") for key in FIGURES]
    lines = out.splitlines()
    first = lines.index("Sévérité des jurés (logits)")
    line = "  D : {}, erreur type {}, infit {}, outfit {}".format(*words)
    assert lines[first + 1] == line
    assert [line.split(" : ")[0].strip() for line in lines[first + 1 : first + 5]] == ["D", "A", "B", "C"]
    assert lines[first + 6].startswith("Difficulté des critères")
    assert lines[first + 7].startswith("  X : 0,000, erreur type ")
    assert [f"  {note['text']}" for note in severity["notes"]] == lines[
        first + 8 : first + 8 + len(severity["notes"])
    ]


def test_severity_that_can_t_be_computed_says_why(tmp_path, capsys):
    path = tmp_path / "notes.csv"
    path.write_text("candidate,juror,criterion,value\nc,j,X,1\nd,j,X,2\n")
    _, out, _ = run(capsys, path, "--severity", "--language", "en")
    lines = out.splitlines()
    assert lines[lines.index("Severity of jurors (logits)") + 1] == (
        "  Severity is measured between jurors: at least two are needed."
    )
    _, out, _ = run(capsys, path, "--severity", "--format", "json")
    assert json.loads(out)["severity"]["jurors"] == {}
    assert [note["code"] for note in json.loads(out)["notes"] if note["about"] == ["severity"]] == [
        "one_juror"
    ]


def test_the_command_alone_uses_one_thread_and_imports_numbers_late(marks):
    told = (
        "import os, sys; from preuve.cli import main; assert 'numpy' not in sys.modules; "
        f"main(['agreement', {str(marks)!r}, '--severity', '--format', 'json']); "
        "sys.stderr.write(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    environment = {key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True
    )
    assert (done.stderr, json.loads(done.stdout)["severity"]["converged"]) == ("1", True)
