"""Real reports: what the inspector recounts is what the manifest of samples says."""

import pytest

from preuve.domain.evidence.inspectors.static_analysis import INSPECTOR
from tests.factories.evidence import CONTEXT, codes_of, fact_of, sample


def inspect(name):
    return INSPECTOR.inspect([sample(f"analyse-statique/{name}")], CONTEXT)


def stated(statements, code):
    code = f"static_analysis.{code}"
    return fact_of(statements, code).value if code in codes_of(statements) else None


@pytest.mark.parametrize(
    ("name", "tool", "results", "levels"),
    [
        ("bandit-apres.json", "Bandit 1.9.4", 3, {"LOW": 3}),
        ("bandit-avant.json", "Bandit 1.9.4", 3, {"HIGH": 2, "LOW": 1}),
        ("bandit-apres.sarif", "Bandit", 3, {"note": 3}),
        ("bandit-avant.sarif", "Bandit", 3, {"error": 2, "note": 1}),
        ("checkstyle.xml", "Checkstyle 4.1", 7, {"error": 7}),
        ("dockle.sarif", "Dockle", 4, {"error": 1, "note": 3}),
        ("dscanner-champs-manquants.json", "D-Scanner", 2, None),
        ("eslint-apres.sarif", "ESLint 9.39.5", 0, None),
        ("eslint-avant.sarif", "ESLint 9.39.5", 16, {"error": 13, "warning": 3}),
        ("eslint.json", "ESLint", 2, {"error": 1, "warning": 1}),
        ("pmd.csv", "PMD", 16, {"priority 3": 16}),
        ("semgrep-apres.sarif", "Semgrep OSS 1.182.0", 0, None),
        # the results leave their level out: it is that of their rule
        ("semgrep-avant.sarif", "Semgrep OSS 1.182.0", 2, {"error": 1, "warning": 1}),
        ("shellcheck-apres.json", "ShellCheck", 0, None),
        ("shellcheck-avant.json", "ShellCheck", 10, {"info": 6, "style": 2, "error": 1, "warning": 1}),
        ("shellcheck-checkstyle.xml", "ShellCheck", 10, {"info": 8, "error": 1, "warning": 1}),
        ("shellcheck.json", "ShellCheck", 8, {"error": 1, "info": 3, "style": 1, "warning": 3}),
        ("sonarqube-api.json", "SonarQube", 5, {"CRITICAL": 1, "MAJOR": 2, "MINOR": 2}),
        ("spotbugs.xml", "SpotBugs 3.1.1", 2, {"priority 2": 2}),
        ("suppressions.sarif", "CodeScanner", 5, {"warning": 5}),
    ],
)
def test_results(name, tool, results, levels):
    statements = inspect(name)
    assert (stated(statements, "tool") or stated(statements, "shape")) == tool
    code = "results" if results or name != "shellcheck-apres.json" else "results_of_nothing"
    assert stated(statements, code) == results
    assert stated(statements, "levels") == levels


@pytest.mark.parametrize(
    ("name", "code", "value"),
    [
        ("bandit-avant.sarif", "rules_listed", 3),
        ("dockle.sarif", "rules_listed", 4),
        ("eslint-avant.sarif", "rules_listed", 7),
        ("eslint-apres.sarif", "rules_listed", None),
        ("semgrep-apres.sarif", "rules_listed", 2),
        ("suppressions.sarif", "rules_listed", 5),
        ("suppressions.sarif", "suppressed", {"suppressed": 3, "justified": 0}),
        ("eslint.json", "analysed_files", 3),
        ("eslint.json", "counters_differ", 2),  # errorCount = 6 announced for one error listed
        ("checkstyle.xml", "analysed_files", 2),  # three `file` elements, one name twice
        ("dscanner-champs-manquants.json", "without_line", 2),
        ("dscanner-champs-manquants.json", "empty_entries", 1),
        ("sonarqube-api.json", "partial", 42),
        ("shellcheck-apres.json", "nothing_analysed", 0),
        ("eslint-apres.sarif", "nothing_analysed", None),  # it lists the file that was analysed
        ("jscpd.json", "clones", 1),
        ("jscpd.json", "duplication", 0.409091),
        ("pmd-cpd.xml", "clones", 10),
        ("radon-cc.json", "complexity", {"1-5": 4, "6-10": 0, "11-20": 0, "> 20": 0}),
        ("radon-cc.json", "complexity_max", 3),
    ],
)
def test_other_facts(name, code, value):
    assert stated(inspect(name), code) == value


def test_passages_of_cpd():
    clones = fact_of(inspect("pmd-cpd.xml"), "static_analysis.clones")
    assert clones.en == "10 duplicated passages (38 lines of passages in all)"


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        ("bandit-avant.json", "bandit-apres.json", (3, 3, 2, 1, 2)),
        ("bandit-avant.sarif", "bandit-apres.sarif", (3, 3, 2, 1, 2)),
        ("eslint-avant.sarif", "eslint-apres.sarif", (16, 0, 16, 0, 0)),
    ],
)
def test_pairs(before, after, counts):
    files = [sample(f"analyse-statique/{name}") for name in (before, after)]
    changes = INSPECTOR.compare(*files, CONTEXT)
    names = ("before", "after", "closed", "remaining", "new")
    assert fact_of(changes, "static_analysis.compare.results").value == dict(zip(names, counts, strict=True))
    assert changes.same_scope is True


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("semgrep-avant.sarif", "semgrep-apres.sarif", 2),
        ("shellcheck-avant.json", "shellcheck-apres.json", 10),
    ],
)
def test_pairs_of_which_the_second_names_no_file(before, after, count):
    files = [sample(f"analyse-statique/{name}") for name in (before, after)]
    changes = INSPECTOR.compare(*files, CONTEXT)
    assert not changes.same_scope
    assert fact_of(changes, "static_analysis.compare.not_examined").value == count
    assert changes.facts == ()
