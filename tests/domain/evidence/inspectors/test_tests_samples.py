"""Real reports: what the inspector recounts is what the manifest of samples says."""

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tests import INSPECTOR
from tests.factories.evidence import CONTEXT, codes_of, fact_of, sample


def inspect(name):
    return INSPECTOR.inspect([sample(f"tests/{name}")], CONTEXT)


@pytest.mark.parametrize(
    ("name", "cases", "passed", "failed", "errors", "skipped", "other"),
    [
        ("dotnet.trx", 11, 5, 5, 0, 1, 0),  # UnitTestResult = 11 ; Failed = 5 ; total = 11
        ("junit-avec-entites.xml", 4, 0, 1, 1, 2, 0),  # cas = 4 ; échecs = 1 ; erreurs = 1 ; sautés = 2
        (
            "junit-jenkins-suites-imbriquees.xml",
            3,
            1,
            1,
            0,
            1,
            0,
        ),  # cas = 3, whatever the attributes add up to
        ("junit-pytest-avec-echec.xml", 5, 3, 1, 0, 1, 0),  # cas = 5 ; échecs = 1 ; sautés = 1
        ("nunit-2.xml", 28, 18, 1, 1, 7, 1),  # test-case = 28 ; échoués = 3: failed, in error, inconclusive
        ("pytest-apres.xml", 8, 6, 0, 0, 2, 0),  # cas = 8 ; échecs = 0 ; sautés = 2
        ("pytest-avant.xml", 5, 2, 1, 0, 2, 0),  # cas = 5 ; échecs = 1 ; sautés = 2
        ("robot-output.xml", 3, 1, 1, 0, 1, 0),  # tests = 3 ; PASS = 1 ; FAIL = 1 ; SKIP = 1
    ],
)
def test_cases(name, cases, passed, failed, errors, skipped, other):
    statements = inspect(name)
    assert fact_of(statements, "tests.cases").value == {
        "cases": cases,
        "passed": passed,
        "failed": failed,
        "errors": errors,
        "skipped": skipped,
        "other": other,
    }
    assert "tests.counters_differ" not in codes_of(statements)


def test_details_of_reports():
    assert fact_of(inspect("junit-jenkins-suites-imbriquees.xml"), "tests.suites").value == 4
    assert fact_of(inspect("nunit-2.xml"), "tests.date").value == "2010-10-18T13:23:35"
    assert fact_of(inspect("robot-output.xml"), "tests.tags").value == {
        "critique": "1/1",
        "EX-01": "1/1",
        "EX-02": "0/1",
        "EX-03": "0/1",
    }
    silent = fact_of(inspect("pytest-apres.xml"), "tests.skipped_without_reason")
    assert silent.value == 1


@pytest.mark.parametrize(
    ("name", "covered", "valid", "branches"),
    [
        ("cobertura-ancienne.xml", 5, 6, None),  # line-rate = 0.8333 ; lignes = 6 ; touchées = 5
        ("cobertura-nouvelle.xml", 6, 6, None),  # line-rate = 1 ; lignes = 6 ; touchées = 6
        ("couverture-apres.lcov", 14, 15, 1.0),  # DA = 15 ; touchées = 14
        ("couverture-apres.xml", 14, 15, 1.0),  # line-rate = 0.9333 ; branch-rate = 1
        ("couverture-avant.xml", 11, 15, 0.5),  # line-rate = 0.7333 ; branch-rate = 0.5
    ],
)
def test_coverage(name, covered, valid, branches):
    statements = inspect(name)
    fact = fact_of(statements, "tests.coverage.lines")
    assert fact.value == round(covered / valid, 6)
    assert fact.en.endswith(f"({covered} of {valid})")
    assert "tests.coverage.counters_differ" not in codes_of(statements)
    if branches is None:
        assert "tests.coverage.branches" not in codes_of(statements)
    else:
        assert fact_of(statements, "tests.coverage.branches").value == branches


@pytest.mark.parametrize(
    ("name", "reason", "line"),
    [
        ("hostile-xxe-fichier.xml", Unreadable.ENTITIES, 3),
        ("junit-tronque.xml", Unreadable.MALFORMED, 11),
    ],
)
def test_hostile_and_broken_reports_are_refused_with_their_line(name, reason, line):
    with pytest.raises(UnreadableArtefactError) as caught:
        inspect(name)
    assert (caught.value.reason, caught.value.place.line) == (reason, line)


def test_pairs():
    runs = INSPECTOR.compare(sample("tests/pytest-avant.xml"), sample("tests/pytest-apres.xml"), CONTEXT)
    assert runs.same_scope is True
    assert fact_of(runs, "tests.compare.outcomes").value == {
        "common": 5,
        "fixed": 1,
        "remaining": 0,
        "broken": 0,
        "added": 3,
        "removed": 0,
    }
    for before, after, values in (
        ("cobertura-ancienne.xml", "cobertura-nouvelle.xml", {"before": 0.833333, "after": 1.0}),
        ("couverture-avant.xml", "couverture-apres.xml", {"before": 0.733333, "after": 0.933333}),
    ):
        changes = INSPECTOR.compare(sample(f"tests/{before}"), sample(f"tests/{after}"), CONTEXT)
        assert changes.same_scope is True
        assert fact_of(changes, "tests.compare.coverage_lines").value == values
