"""`preuve inspect` and `preuve inspectors`, as a company's pipeline calls them."""

import json

import pytest

from preuve.cli import main
from preuve.inspection import registry

JUNIT = """<?xml version="1.0"?>
<testsuites>
<testsuite name="s" tests="2" failures="0" errors="0" skipped="0">
<testcase classname="a" name="b" time="0.1"/>
<testcase classname="a" name="c" time="0.1"/>
</testsuite>
</testsuites>
"""


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "rapport.xml"
    path.write_text(JUNIT)
    return path


def run(capsys, *arguments):
    status = main(["inspect", *map(str, arguments)])
    written = capsys.readouterr()
    return status, written.out, written.err


def test_facts_in_french_with_place_and_criterion(report, capsys):
    status, out, err = run(capsys, report)

    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("rapport.xml · junit")
    assert "  Faits" in lines
    assert any("2 cas de test" in line for line in lines)
    assert any(line.strip().startswith("rapport.xml: ligne") for line in lines)
    assert any("C2.3-3 montre" in line for line in lines)


def test_findings_give_1_and_speak_english(report, capsys):
    report.write_text(JUNIT.replace('tests="2"', 'tests="7"'))

    status, out, _ = run(capsys, report, "--language", "en", "--format", "text")

    assert status == 1
    assert "  Findings" in out.splitlines()


def test_what_cannot_be_read_gives_2_with_its_line(report, capsys):
    report.write_text(JUNIT[:150])
    status, out, _ = run(capsys, report)

    assert status == 2
    assert "rapport.xml · illisible : le fichier est mal formé ou tronqué (rapport.xml: ligne" in out
    report.write_text("bonjour")
    assert run(capsys, report)[:2] == (
        2,
        "rapport.xml · format non reconnu : le fichier reste une preuve ordinaire\n",
    )


def test_a_missing_file_or_kind_gives_2(report, capsys):
    status, _, err = run(capsys, report.parent / "absent.xml", "--before", report)
    assert (status, err) == (2, f"{report.parent / 'absent.xml'}: no such file\n")
    status, _, err = run(capsys, report, "--kind", "zzz")
    assert status == 2
    assert err.startswith("zzz: as_code, ")


def test_before_and_after(report, capsys, tmp_path):
    before = tmp_path / "avant.xml"
    before.write_text(JUNIT.replace('name="c" time="0.1"/>', 'name="c" time="0.1"><failure/></testcase>'))

    status, out, _ = run(capsys, report, "--before", before, "--as-of", "2026-05-01")

    assert status == 0
    assert "Comparaison · avant.xml → rapport.xml (tests 1.0)" in out.splitlines()


def test_a_pair_that_does_not_compare_gives_2(report, capsys, tmp_path):
    other = tmp_path / "x.txt"
    other.write_text("bonjour")

    status, out, _ = run(capsys, report, "--before", other, "--as-of", "2026-05-01T10:00:00+02:00")

    assert status == 2
    assert "ces deux fichiers ne se comparent pas" in out


def test_the_guard_speaks_first_and_repeats_nothing(report, capsys):
    report.write_text(JUNIT.replace("</testsuites>", "<!-- AKIAIOSFODNN7EXAMPLE --></testsuites>"))

    status, out, _ = run(capsys, report)

    assert status == 1
    assert out.splitlines()[:3] == [
        "rapport.xml · Garde-fou",
        "  ! 1 clé d’accès à un nuage",
        "      rapport.xml: ligne 7",
    ]
    assert "AKIA" not in out


def test_json_is_the_report_itself(report, capsys):
    status, out, _ = run(capsys, report, "--format", "json", "--framework", "aucun")
    found = json.loads(out)

    assert status == 0
    assert found["format"] == "preuve-report/1"
    assert found["files"][0]["inspections"][0]["format"] == "preuve-inspection/1"
    assert {
        criterion for each in found["files"][0]["inspections"][0]["facts"] for criterion in each["links"]
    } == set()


def test_sarif_has_findings_as_warnings_and_facts_as_information(report, capsys, tmp_path):
    report.write_text(JUNIT.replace('tests="2"', 'tests="7"'))
    broken = tmp_path / "cassé.xml"
    broken.write_text(JUNIT[:150])

    _, out, _ = run(capsys, report, broken, "--format", "sarif")
    (found,) = json.loads(out)["runs"]

    kinds = {(each["kind"], each["level"]) for each in found["results"]}
    assert kinds == {("fail", "warning"), ("informational", "none")}
    rules = {each["id"] for each in found["tool"]["driver"]["rules"]}
    assert {each["ruleId"] for each in found["results"]} == rules
    failing = [each for each in found["results"] if each["kind"] == "fail"]
    assert failing[0]["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "rapport.xml"}
    assert failing[0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    (invocation,) = found["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["descriptor"] == {"id": "malformed"}
    assert notification["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "cass%C3%A9.xml"}


def test_the_inspectors_and_how_to_export(capsys):
    assert main(["inspectors"]) == 0
    out = capsys.readouterr().out
    assert "nmap " in out
    assert "-oX" in out

    assert main(["inspectors", "--format", "json", "--language", "en"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert " ".join(each["id"] for each in found["inspectors"]) == (
        "as_code links logs performance recovery repositories scans schedules schemas service_levels "
        "static_analysis tests tickets web_pages"
    )
    assert all(one["export"] and one["label"] for each in found["inspectors"] for one in each["formats"])
    assert found["problems"] == []


def test_an_inspector_that_does_not_load_is_told(capsys, monkeypatch):
    monkeypatch.setattr(registry, "problems", lambda: ("x (y:z): broken",))

    assert main(["inspectors"]) == 2
    assert capsys.readouterr().err == "inspecteur non chargé : x (y:z): broken\n"
