"""Reports of test runs: cases are recounted, and what the tool wrote is held against them."""
# ruff: noqa: E501 - the artefacts keep the long lines that the tools write

import json
from contextlib import suppress

import pytest

from preuve.domain.evidence.contract import Place, PlaceKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.tests import INSPECTOR, model
from preuve.domain.evidence.inspectors.tests.trx import duration
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled


def inspect(content, name="rapport"):
    return INSPECTOR.inspect([artefact(content, name)], CONTEXT)


def cases(statements):
    return fact_of(statements, "tests.cases").value


def lines(statement):
    return [place.line for place in statement.places]


def counts(total, passed=0, failed=0, errors=0, skipped=0, other=0):
    return {
        "cases": total,
        "passed": passed,
        "failed": failed,
        "errors": errors,
        "skipped": skipped,
        "other": other,
    }


PYTEST = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests">
<testsuite name="pytest" errors="0" failures="1" skipped="3" tests="5" time="0.1" timestamp="2026-03-02T10:00:00+01:00">
<testcase classname="t.test_a" name="test_ok" time="1.5"/>
<testcase classname="t.test_a" name="test_ko" time="0.25"><failure message="assert 1 == 2">trace</failure></testcase>
<testcase classname="t.test_a" name="test_sk" time="0"><skipped type="pytest.skip" message="pas de base"/></testcase>
<testcase classname="t.test_a" name="test_sr" time="0"><skipped type="pytest.skip" message="unconditional skip"/></testcase>
<testcase classname="t.test_a" name="test_xf" time="0"><skipped type="pytest.xfail" message=""/></testcase>
</testsuite>
</testsuites>
"""


def test_a_try_that_failed_before_a_case_passed_is_said():
    statements = inspect(
        """<testsuite name="A" tests="5"><testcase classname="C" name="a"><failure/></testcase>
<testcase classname="C" name="a"/>
<testcase classname="C" name="b"><failure/></testcase><testcase classname="D" name="b"/>
<testcase classname="C" name="c"><rerunFailure/></testcase></testsuite>"""
    )
    again = fact_of(statements, "tests.failed_then_passed")
    assert (again.value, [place.line for place in again.places]) == (1, [2])
    assert again.fr == (
        "1 cas en échec suivi d’un cas réussi du même nom, comme l’écrit une nouvelle tentative : C::a"
    )
    assert fact_of(statements, "tests.failing").value == 2
    assert fact_of(statements, "tests.flaky").fr == (
        "1 cas réussi seulement après une nouvelle tentative : C::c"
    )


def test_cases_in_another_state_are_counted_in_the_sentence():
    statements = inspect(
        '<testsuite><testcase name="a"><warning/></testcase><testcase name="b"/></testsuite>'
    )
    assert fact_of(statements, "tests.cases").fr == (
        "2 cas de test recomptés : 1 réussi, 0 en échec, 0 en erreur, 0 non exécuté, 1 dans un autre état"
    )
    assert fact_of(statements, "tests.cases").en == (
        "2 test cases recounted: 1 passed, 0 failed, 0 in error, 0 not run, 1 in another state"
    )


def test_a_pytest_report_is_recounted():
    statements = inspect(PYTEST)
    assert codes_of(statements) == [
        "tests.tool",
        "tests.date",
        "tests.cases",
        "tests.suites",
        "tests.duration",
        "tests.longest",
        "tests.expected_failures",
        "tests.failing",
        "tests.skipped_without_reason",
    ]
    fact = fact_of(statements, "tests.cases")
    assert fact.value == counts(5, passed=1, failed=1, skipped=3)
    assert fact.strength is Strength.RECOMPUTED
    assert fact.fr == "5 cas de test recomptés : 1 réussi, 1 en échec, 0 en erreur, 3 non exécutés"
    assert fact.en == "5 test cases recounted: 1 passed, 1 failed, 0 in error, 3 not run"
    assert lines(fact) == [2]
    assert fact_of(statements, "tests.tool").value == "pytest"
    assert fact_of(statements, "tests.date").fr == (
        "Exécution ou rapport daté du 2 mars 2026 à 10:00 (UTC+0100)"
    )
    total = fact_of(statements, "tests.duration")
    assert (total.value, total.unit) == (1.75, "s")
    assert total.fr == "Durée cumulée de 5 cas chronométrés : 1,75\N{NO-BREAK SPACE}s"
    longest = fact_of(statements, "tests.longest")
    assert longest.value == 1.5
    assert longest.en == "Longest case: “t.test_a::test_ok”, 1.5\N{NO-BREAK SPACE}s"
    assert longest.places[0].path == "//testcase[@name='test_ok']"
    failing = fact_of(statements, "tests.failing")
    assert (failing.value, lines(failing)) == (1, [5])
    assert failing.fr == "1 cas en échec ou en erreur : t.test_a::test_ko"
    assert failing.en == "1 case failed or in error: t.test_a::test_ko"
    silent = fact_of(statements, "tests.skipped_without_reason")
    assert (silent.value, lines(silent)) == (1, [7])
    assert silent.fr == "1 cas non exécuté sans raison écrite dans le rapport : t.test_a::test_sr"
    assert lines(fact_of(statements, "tests.expected_failures")) == [8]
    described = statements.artefact
    assert (described.format, described.producer) == ("junit", "pytest")
    assert described.period == ("2026-03-02T10:00:00+01:00", "2026-03-02T10:00:00+01:00")
    assert [limit.code for limit in statements.limits] == ["tests.limit.relevance", "tests.limit.environment"]


def by_pytest(announced, inside, suite="pytest", root="pytest tests"):
    """A report as pytest writes one: `tests` counts results."""
    return (
        f'<testsuites name="{root}"><testsuite name="{suite}" tests="{announced}">\n{inside}</testsuite>'
        "</testsuites>"
    )


TRIED = """<testcase classname="c" name="ok" time="0.5"/>
<testcase classname="c" name="flaky" time="0.25"/>
<testcase classname="c" name="bad" time="0"><system-out>x</system-out></testcase>
<testcase classname="c" name="flaky"/>
<testcase classname="c" name="bad"/>
<testcase classname="c" name="flaky" time="0.125"/>
<testcase classname="c" name="bad" time="1"><failure message="no">trace</failure></testcase>
"""


@pytest.mark.parametrize(("suite", "root"), [("pytest", ""), ("mine", "pytest tests")])
def test_tries_of_pytest_rerunfailures_are_no_cases(suite, root):
    statements = inspect(by_pytest(3, TRIED, suite, root))
    assert cases(statements) == counts(3, passed=2, failed=1)
    tries = fact_of(statements, "tests.earlier_tries")
    assert (tries.value, lines(tries)) == (4, [3, 4, 5, 6])
    assert tries.en == (
        "4 earlier tries, which pytest writes as passed cases, are not counted: c::flaky, c::bad, c::flaky and "
        "c::bad"
    )
    flaky = fact_of(statements, "tests.flaky")
    assert (flaky.value, lines(flaky)) == (1, [7])
    assert fact_of(statements, "tests.duration").value == 1.625
    assert not {"tests.counters_differ", "tests.results_and_cases"} & set(codes_of(statements))
    compared = INSPECTOR.compare(
        artefact(by_pytest(3, TRIED, suite, root), "a"),
        artefact(by_pytest(3, TRIED, suite, root), "b"),
        CONTEXT,
    )
    assert "tests.compare.none_newly_failing" in codes_of(compared)


def test_names_that_pytest_counts_each_time_are_cases():
    twice = '<testcase classname="c" name="a"/>\n' * 2
    assert cases(inspect(by_pytest(2, twice))) == counts(2, passed=2)
    short = inspect(by_pytest(1, twice.replace('"a"', '"b"', 1)))
    assert cases(short) == counts(2, passed=2)
    assert fact_of(short, "tests.counters_differ").en.endswith("“tests”: 1 announced, 2 recounted")
    other = inspect(by_pytest(1, twice, "a", "b"))
    assert cases(other) == counts(2, passed=2)
    assert "tests.counters_differ" in codes_of(other)


def test_results_of_pytest_that_are_no_cases():
    after = '<testcase classname="c" name="a"><error message="failed on teardown with &quot;x&quot;">t</error></testcase>'
    for announced in (0, 1, 2):
        assert not {"tests.counters_differ", "tests.results_and_cases"} & set(
            codes_of(inspect(by_pytest(announced, after)))
        )
    more = fact_of(inspect(by_pytest(3, after)), "tests.results_and_cases")
    assert more.fr == (
        "pytest annonce 3 résultats, le rapport écrit 1 cas : un sous-test, une tentative ou une erreur après "
        "un test peut compter pour un résultat"
    )
    two = by_pytest(3, after) + by_pytest(4, after)
    merged = fact_of(inspect(f"<testsuites>{two}</testsuites>"), "tests.results_and_cases")
    assert (merged.value, lines(merged)) == (1, [1])


def test_a_report_of_which_nothing_ran():
    skipped = '<testcase name="a"><skipped message="plus tard"/></testcase>'
    expected = '<testcase name="b"><skipped type="pytest.xfail" message=""/></testcase>'
    ran = "tests.none_ran"
    one, two, both = (
        inspect(f"<testsuite>{each}</testsuite>") for each in (skipped, skipped * 2, skipped + expected)
    )
    assert fact_of(one, ran).fr == "Le seul cas du rapport n’a pas été exécuté"
    assert fact_of(two, ran).en == "None of the report’s cases was run"
    assert ran not in codes_of(both)


def test_nested_suites_are_counted_once():
    statements = inspect(
        '<testsuites tests="3" failures="1"><testsuite name="a" tests="3" failures="1" skipped="1">\n'
        '<testcase name="x"><failure/></testcase>\n'
        '<testsuite name="b" tests="2" skipped="1" failures="0"><testcase name="y"><skipped/></testcase>\n'
        '<testsuite name="c" tests="1"><testcase name="z"/></testsuite></testsuite></testsuite></testsuites>'
    )
    assert cases(statements) == counts(3, passed=1, failed=1, skipped=1)
    assert fact_of(statements, "tests.suites").value == 3
    assert "tests.counters_differ" not in codes_of(statements)
    assert fact_of(statements, "tests.failing").en == "1 case failed or in error: a::x"


def test_counters_that_differ_are_said_with_both_figures():
    statements = inspect(
        '<testsuite name="s" tests="6" failures="2" errors="1" skipped="4" disabled="0">\n'
        '<testcase name="x"><failure/></testcase><testcase name="y"/></testsuite>'
    )
    finding = fact_of(statements, "tests.counters_differ")
    assert finding.value == 3
    assert finding.fr == (
        "3 compteurs annoncés par l’outil diffèrent du contenu ; «\N{NO-BREAK SPACE}tests\N{NO-BREAK SPACE}» : "
        "6 annoncé, 2 recompté"
    )
    assert finding.places == (
        Place(statements.artefact.sha256, "rapport", PlaceKind.XML, 1, 1, "", "//testsuite[@name='s']"),
    )


def test_counters_are_counted_beyond_their_places():
    suites = "".join(f'<testsuite name="{index}" tests="1"/>' for index in range(60))
    finding = fact_of(inspect(f"<testsuites>{suites}</testsuites>"), "tests.counters_differ")
    assert (finding.value, len(finding.places)) == (60, 50)


def test_counters_that_may_be_counted_otherwise_are_left_alone():
    statements = inspect(
        '<testsuites tests="?" failures="x"><testsuite name="s" tests="2" failures="2" errors="0" disabled="1" skipped="9">'
        '<testcase name="x"><failure/><error/></testcase><testcase name="y" status="notrun" result="suppressed"/>'
        "</testsuite></testsuites>"
    )
    assert cases(statements) == counts(2, failed=1, skipped=1)
    assert "tests.counters_differ" not in codes_of(statements)


DIALECTS = """<testsuites>
<testsuite xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd">
<testcase class="C" name="php" assertions="0" time="1,234.5"/>
<testcase name="decimal" time="0,5" status="run" result="completed"/>
<testcase name="unclear" time="1,234"/>
<testcase name="retried"><flakyFailure/><system-out>log</system-out></testcase>
<testcase name="warned" time="-1"><warning/></testcase>
<testcase name="crashed"><error/><properties><property name="requirement" value="EX-01, EX-02"/>
<property name="other" value="x"/><property name="tag">lent</property></properties></testcase>
<testcase name="said" status="failed"/>
<testcase name="broken" status="error"/>
<testcase name="playwright"><properties><property name="fixme" value="panne connue"/></properties><skipped> </skipped></testcase>
<testcase name="junit5"><skipped message="void a.B.c() is @Disabled"/></testcase>
<testcase><properties><property name="tags" value="EX-01"/></properties></testcase>
</testsuite></testsuites>
"""


def test_the_dialects_of_junit():
    statements = inspect(DIALECTS)
    assert cases(statements) == counts(11, passed=5, failed=1, errors=2, skipped=2, other=1)
    assert fact_of(statements, "tests.tool").value == "Maven Surefire"
    assert fact_of(statements, "tests.duration").value == 1235.0
    assert fact_of(statements, "tests.other_outcomes").fr.startswith("1 cas dans un autre état")
    assert lines(fact_of(statements, "tests.flaky")) == [7]
    assert fact_of(statements, "tests.without_assertion").fr == (
        "1 cas réussi pour lequel l’outil n’a compté aucune assertion : C::php"
    )
    assert fact_of(statements, "tests.tags").value == {"EX-01": "1/2", "EX-02": "0/1", "lent": "0/1"}
    assert lines(fact_of(statements, "tests.failing")) == [9, 11, 12]
    assert lines(fact_of(statements, "tests.skipped_without_reason")) == [14]


def test_an_empty_report_and_durations_of_zero():
    empty = inspect("<testsuites/>")
    assert codes_of(empty) == ["tests.no_case"]
    assert fact_of(empty, "tests.no_case").fr == "Le rapport ne contient aucun cas de test"
    zero = inspect('<testsuite><testcase name="a" time="0"/><testcase name="b" time="0.00"/></testsuite>')
    assert codes_of(zero) == ["tests.cases", "tests.suites", "tests.all_durations_zero"]
    assert fact_of(zero, "tests.all_durations_zero").en == "All 2 cases have a written duration of 0 s"


def test_moments_with_and_without_a_zone_are_not_mixed():
    statements = inspect(
        '<testsuites><testsuite name="a" timestamp="2026-03-02T10:00:00"/><testsuite name="b" timestamp="2026-03-01T10:00:00"/>'
        '<testsuite name="c" timestamp="2026-03-02T12:00:00Z"/><testsuite name="d" timestamp="hier"/>'
        '<testsuite name="e" timestamp="2026-03-03T10:00:00"/></testsuites>'
    )
    assert statements.artefact.period == ("2026-03-01T10:00:00", "2026-03-03T10:00:00")
    assert fact_of(statements, "tests.date").places[0].path == "//testsuite[@name='e']"


def test_more_names_than_are_shown_are_counted_right():
    body = "".join(f'<testcase name="n{i}" classname="it\'s"><failure/></testcase>\n' for i in range(60))
    failing = fact_of(inspect(f"<testsuite>\n{body}</testsuite>"), "tests.failing")
    assert failing.fr.endswith("it's::n6, it's::n7 et 52 autres")
    assert [place.line for place in failing.places] == list(range(2, 52))


def test_cases_beyond_the_places_that_are_kept_are_counted_with_their_time():
    body = "".join(
        f'<testcase name="n{i}" time="{1 if i < 55 else 2}"><{"failure" if i % 2 else "skipped"}/></testcase>\n'
        for i in range(120)
    )
    statements = inspect(f"<testsuite>\n{body}</testsuite>")
    assert fact_of(statements, "tests.cases").value == counts(120, failed=60, skipped=60)
    assert fact_of(statements, "tests.duration").value == 185
    assert (fact_of(statements, "tests.longest").value, lines(fact_of(statements, "tests.longest"))) == (
        2,
        [57],
    )
    skipped = fact_of(statements, "tests.skipped_without_reason")
    assert (skipped.value, lines(skipped)) == (60, list(range(2, 102, 2)))


TRX = """\ufeff<?xml version="1.0" encoding="utf-8"?>
<TestRun id="1" name="run" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
<Times creation="2026-01-05T08:00:01+01:00" start="2026-01-05T08:00:00+01:00" finish="2026-01-05T08:00:02+01:00"/>
<Results>
<UnitTestResult testId="a" testName="N.C.Ok" duration="00:00:01.5" outcome="Passed"/>
<UnitTestResult testId="b" testName="Ko" duration="1.00:00:00" outcome="Failed"><Output/></UnitTestResult>
<UnitTestResult testId="c" testName="Sk" duration="bad" outcome="NotExecuted"><Output><StdOut>sans réseau</StdOut></Output></UnitTestResult>
<UnitTestResult testId="d" testName="Sr" duration="0:0:x" outcome="NotExecuted"/>
<UnitTestResult testId="e" testName="Theory" outcome="Passed"><InnerResults>
<UnitTestResult testId="e" testName="Theory(1)" outcome="Inconclusive"/></InnerResults></UnitTestResult>
</Results>
<TestDefinitions><UnitTest id="b" name="Ko"><TestMethod className="N.C, dll" name="Ko"/></UnitTest><UnitTest id="z"/></TestDefinitions>
<ResultSummary outcome="Completed"><Counters total="6" passed="1" failed="1" error="0" timeout="0" aborted="0"/></ResultSummary>
</TestRun>
"""


def test_trx_counts_the_rows_of_a_theory_and_not_the_theory():
    statements = inspect(TRX)
    assert cases(statements) == counts(5, passed=1, failed=1, skipped=2, other=1)
    assert fact_of(statements, "tests.duration").value == 86401.5
    assert lines(fact_of(statements, "tests.skipped_without_reason")) == [8]
    assert fact_of(statements, "tests.verdict_differs").fr == (
        "Le rapport conclut «\N{NO-BREAK SPACE}Completed\N{NO-BREAK SPACE}» alors que 1 cas est en échec ou en erreur"
    )
    differing = fact_of(statements, "tests.counters_differ")
    assert (differing.value, lines(differing)) == (1, [13])
    assert statements.artefact.period == ("2026-01-05T08:00:00+01:00", "2026-01-05T08:00:02+01:00")
    assert fact_of(statements, "tests.failing").places[0].path == "//UnitTestResult[@testName='Ko']"


def test_trx_without_counters_or_with_errors_apart():
    head = '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">'
    one = '<UnitTestResult testName="a" outcome="Timeout"/>'
    bare = inspect(f'{head}<Results>{one}</Results><ResultSummary outcome="Failed"/></TestRun>')
    assert cases(bare) == counts(1, errors=1)
    apart = inspect(
        f'{head}{one}<ResultSummary><Counters total="1" passed="0" failed="0" timeout="1"/></ResultSummary></TestRun>'
    )
    assert codes_of(apart) == ["tests.cases", "tests.failing"]


def test_durations_of_trx():
    assert duration("00:01:02.5") == 62.5
    assert duration("1.02:00:00") == 93600
    assert duration("-1:00:00") is None
    assert duration(None) is None


NUNIT_2 = """<test-results name="a.dll" total="3" errors="0" failures="1" not-run="2" date="2026-02-03" time="11:12:13">
<environment nunit-version="2.6.4"/>
<test-suite type="TestFixture" name="F"><reason><message>machine absente</message></reason><results>
<test-case name="ok" executed="True" result="Success" time="0.5" asserts="1"><categories><category name="EX-1"/></categories></test-case>
<test-case name="ko" executed="True" result="Failure" time="0.1" asserts="1"/>
<test-case name="ig" executed="False" result="Ignored"><reason><message></message></reason></test-case>
<test-case name="old" executed="True" success="True"/>
<test-case name="older" executed="False"/>
<test-case name="oldest" executed="True" success="peut-être"/>
</results></test-suite></test-results>
"""


def test_nunit_2():
    statements = inspect(NUNIT_2)
    assert statements.artefact.format == "nunit2"
    assert cases(statements) == counts(6, passed=2, failed=1, skipped=2, other=1)
    assert fact_of(statements, "tests.tool").value == "NUnit 2.6.4"
    assert fact_of(statements, "tests.date").value == "2026-02-03T11:12:13"
    assert fact_of(statements, "tests.tags").value == {"EX-1": "1/1"}
    assert fact_of(statements, "tests.counters_differ").en == (
        "1 counter written by the tool differs from the content; “total + not-run”: 5 announced, 6 recounted"
    )
    assert "tests.skipped_without_reason" not in codes_of(statements)


NUNIT_3 = """<test-run testcasecount="4" result="Passed" passed="1" failed="1" start-time="2026-02-03 11:12:13Z">
<test-suite type="Assembly" name="a.dll"><environment/>
<test-case name="Ok" classname="N.C" result="Passed" duration="0.5" asserts="0"><properties><property name="Category" value="EX-1"/><property name="Author" value="x"/></properties></test-case>
<test-case name="Er" classname="N.C" result="Failed" label="Error"/>
<test-case name="Sk" classname="N.C" result="Skipped" label="Ignored"/>
<test-case name="Wa" classname="N.C" result="Warning"/>
</test-suite></test-run>
"""


def test_nunit_3():
    statements = inspect(NUNIT_3)
    assert statements.artefact.format == "nunit3"
    assert cases(statements) == counts(4, passed=1, errors=1, skipped=1, other=1)
    assert fact_of(statements, "tests.verdict_differs").value == "Passed"
    assert fact_of(statements, "tests.without_assertion").value == 1
    assert lines(fact_of(statements, "tests.skipped_without_reason")) == [5]
    assert fact_of(statements, "tests.tool").value == "NUnit"
    assert "tests.counters_differ" not in codes_of(statements)
    filtered = NUNIT_3.replace('testcasecount="4"', 'testcasecount="40" total="4"')
    assert "tests.counters_differ" not in codes_of(inspect(filtered))
    fewer = fact_of(inspect(NUNIT_3.replace('count="4"', 'count="4" total="5"')), "tests.counters_differ")
    assert fewer.en == (
        "1 counter written by the tool differs from the content; “total”: 5 announced, 4 recounted"
    )
    honest = inspect(NUNIT_3.replace('result="Passed" passed="1"', 'result="Failed"'))
    assert "tests.verdict_differs" not in codes_of(honest)


XUNIT = """<assemblies><assembly name="a.dll" test-framework="xUnit.net 2.4.1" run-date="2026-02-03" run-time="11:12:13" total="2" passed="1" failed="0">
<collection name="c"><test name="N.C.Ok" time="0.5" result="Pass"><traits><trait name="Category" value="EX-1"/><trait name="Bug" value="7"/></traits></test>
<test name="N.C.Sk" result="Skip"><reason>plus tard</reason></test></collection></assembly>
<assembly name="b.dll" total="2" failed="1" passed="0"><collection>
<test name="Ko" result="Fail"/></collection></assembly></assemblies>
"""


def test_xunit():
    statements = inspect(XUNIT)
    assert cases(statements) == counts(3, passed=1, failed=1, skipped=1)
    assert fact_of(statements, "tests.tags").value == {"EX-1": "1/1", "Bug=7": "1/1"}
    assert fact_of(statements, "tests.tool").value == "xUnit.net 2.4.1"
    assert statements.artefact.target == "a.dll"
    finding = fact_of(statements, "tests.counters_differ")
    assert (finding.value, lines(finding)) == (1, [4])
    assert fact_of(statements, "tests.suites").value == 2


TESTNG = """<testng-results skipped="2" failed="0" total="5" passed="1">
<suite name="S" started-at="2026-02-03T11:12:13Z" finished-at="2026-02-03T11:12:15Z"><test name="T"><class name="a.B">
<test-method status="PASS" name="setUp" is-config="true" duration-ms="9"/>
<test-method status="PASS" name="ok" duration-ms="1500"/>
<test-method status="FAIL" name="ko" duration-ms="x"/>
<test-method status="SKIP" name="sk" duration-ms="-1"><exception><message>pas de base</message></exception></test-method>
<test-method status="SKIP" name="again" retried="true"/>
</class></test></suite></testng-results>
"""


def test_testng():
    statements = inspect(TESTNG)
    assert cases(statements) == counts(4, passed=1, failed=1, skipped=2)
    assert fact_of(statements, "tests.duration").value == 1.5
    assert fact_of(statements, "tests.failing").fr == "1 cas en échec ou en erreur : a.B::ko"
    assert fact_of(statements, "tests.counters_differ").value == 1
    assert fact_of(statements, "tests.date").value == "2026-02-03T11:12:15+00:00"
    assert statements.artefact.target == "S"
    for zone, said in (
        ("Z", "+00:00"),
        (" UTC", "+00:00"),
        (" GMT", "+00:00"),
        (" CEST", ""),
        (" +02:00", "+02:00"),
    ):
        zoned = fact_of(inspect(TESTNG.replace("12:15Z", f"12:15{zone}").replace("12:13Z", "")), "tests.date")
        assert zoned.value == f"2026-02-03T11:12:15{said}"
    outside = inspect('<testng-results passed="0"><test-method status="?" name="x"/></testng-results>')
    assert cases(outside) == counts(1, other=1)


ROBOT = """<robot generator="Robot 7.5 (Python 3.11)" generated="2026-02-03T11:12:13" rpa="false">
<suite name="S"><test name="EX-01"><kw name="Log"><status status="PASS"/></kw><tag>EX-01</tag><tag/><status status="PASS" elapsed="1.5"/></test>
<test name="EX-02"><tag>EX-01</tag><status status="FAIL" elapsed="-1">faux</status></test>
<test name="EX-03"><status status="SKIP" elapsed="0">réseau coupé</status></test>
<test name="EX-04"/>
<status status="PASS" start="2026-02-03T11:12:14"/></suite>
<statistics><total><stat pass="2" fail="1" skip="1">All Tests</stat><stat pass="0" fail="0">Critical Tests</stat></total>
<suite><stat name="S" pass="1">S</stat></suite></statistics></robot>
"""

ROBOT_3 = """<robot generator="Robot 3.2.2 (Python 3.8 on linux)" generated="20260203 11:12:13.456">
<suite name="S"><suite name="T"><test name="a"><tags><tag>x</tag></tags>
<status status="PASS" starttime="20260203 11:12:13.000" endtime="20260203 11:12:13.250"/></test>
<test name="b"><status status="NOT RUN" starttime="20260203 23:59:59.000" endtime="20260204 00:00:01.000"/></test>
<test name="c"><status status="FAIL" starttime="N/A"/></test></suite></suite></robot>
"""


def test_robot():
    statements = inspect(ROBOT)
    assert cases(statements) == counts(4, passed=1, failed=1, skipped=1, other=1)
    assert fact_of(statements, "tests.suites").value == 1
    assert fact_of(statements, "tests.tags").value == {"EX-01": "1/2"}
    assert (
        fact_of(statements, "tests.tags").fr == "1 étiquette portée par les cas (cas réussis/cas) : EX-01 1/2"
    )
    assert fact_of(statements, "tests.verdict_differs").value == "PASS"
    assert lines(fact_of(statements, "tests.counters_differ")) == [7]
    assert statements.artefact.produced_at == "2026-02-03T11:12:13"
    assert fact_of(statements, "tests.failing").fr == "1 cas en échec ou en erreur : S::EX-02"
    honest = inspect(ROBOT.replace('<status status="PASS" start=', '<status status="FAIL" start='))
    assert "tests.verdict_differs" not in codes_of(honest)


def test_robot_says_what_a_dry_run_did_not_run():
    dry = '<kw name="Log"><status status="NOT RUN"/></kw>'
    ran = '<kw name="Log"><status status="PASS"/></kw>'
    tests = [f'<kw name="U">{dry}<status status="PASS"/></kw>{dry}', dry + ran, "", "<kw/>"]
    written = "\n".join(
        f'<test name="{number}">{each}<status status="PASS"/></test>' for number, each in enumerate(tests)
    )
    statements = inspect(f'<robot generator="Robot 7.5"><suite name="S">{written}</suite></robot>')
    hollow = fact_of(statements, "tests.without_step")
    assert hollow.fr == (
        "1 cas réussi dont l’outil n’a exécuté aucune étape, comme dans un essai à blanc : S::0"
    )
    assert lines(hollow) == [1]


def test_robot_before_version_7():
    statements = inspect(ROBOT_3)
    assert cases(statements) == counts(3, passed=1, failed=1, skipped=1)
    assert fact_of(statements, "tests.duration").value == 0.25
    assert fact_of(statements, "tests.tool").value == "Robot 3.2.2"
    assert fact_of(statements, "tests.tags").value == {"x": "1/1"}
    assert fact_of(statements, "tests.skipped_without_reason").fr.endswith(" : S.T::b")


PLAYWRIGHT = {
    "config": {"version": "1.50.0", "rootDir": "/t", "projects": [{"id": "p"}]},
    "suites": [
        {
            "title": "a.spec.ts",
            "suites": [
                {
                    "title": "panier",
                    "specs": [
                        {
                            "title": "ok",
                            "tags": ["EX-1"],
                            "tests": [
                                {
                                    "projectName": "chromium",
                                    "expectedStatus": "passed",
                                    "status": "expected",
                                    "results": [{"duration": 500}],
                                }
                            ],
                        },
                        {"title": "fl", "tests": [{"status": "flaky", "results": [{"duration": 1}, {}]}]},
                        {"title": "ko", "tests": [{"status": "unexpected", "results": [{"duration": -1}]}]},
                        {"title": "xf", "tests": [{"status": "expected", "expectedStatus": "failed"}]},
                        {
                            "title": "sk",
                            "tests": [
                                {
                                    "status": "skipped",
                                    "annotations": [
                                        {"type": "issue"},
                                        {"type": "skip", "description": "panne"},
                                    ],
                                }
                            ],
                        },
                        {"title": "sr", "tests": [{"status": "skipped"}]},
                    ],
                }
            ],
        },
        {"title": "b.spec.ts", "specs": [{"title": "odd", "tests": [{"status": "?"}]}]},
    ],
    "errors": [],
    "stats": {
        "startTime": "2026-02-03T11:12:13.000Z",
        "expected": 3,
        "unexpected": 1,
        "skipped": 2,
        "flaky": 1,
    },
}


def test_playwright():
    statements = inspect(json.dumps(PLAYWRIGHT, indent=1))
    assert cases(statements) == counts(7, passed=3, failed=1, skipped=2, other=1)
    assert fact_of(statements, "tests.tool").value == "Playwright 1.50.0"
    assert fact_of(statements, "tests.tags").value == {"@EX-1": "1/1"}
    assert fact_of(statements, "tests.flaky").fr == (
        "1 cas réussi seulement après une nouvelle tentative : a.spec.ts › panier::fl"
    )
    assert fact_of(statements, "tests.expected_failures").value == 1
    failing = fact_of(statements, "tests.failing")
    assert failing.places[0].path == "/suites/0/suites/0/specs/2/tests/0"
    assert fact_of(statements, "tests.duration").value == 0.5
    assert fact_of(statements, "tests.counters_differ").en == (
        "1 counter written by the tool differs from the content; “expected”: 3 announced, 2 recounted"
    )
    assert fact_of(statements, "tests.skipped_without_reason").value == 1


JEST = {
    "numTotalTests": 5,
    "numPassedTests": 1,
    "numFailedTests": 1,
    "success": True,
    "startTime": 1_770_000_000_000,
    "testResults": [
        {
            "name": "/t/a.test.js",
            "status": "failed",
            "assertionResults": [
                {"fullName": "grp ok", "title": "ok", "status": "passed", "duration": 1500},
                {"fullName": "", "title": "ko", "status": "failed", "duration": None},
                {"fullName": "grp sk", "status": "pending"},
                {"fullName": "grp autre", "status": "focused"},
            ],
        },
        {"name": "/t/b.test.js", "status": "failed", "assertionResults": []},
    ],
}


def test_jest():
    statements = inspect(json.dumps(JEST))
    assert cases(statements) == counts(4, passed=1, failed=1, skipped=1, other=1)
    assert fact_of(statements, "tests.suites_without_case").fr == (
        "1 suite déclarée en échec sans aucun cas exécuté : /t/b.test.js"
    )
    assert fact_of(statements, "tests.verdict_differs").places[0].path == "/success"
    assert fact_of(statements, "tests.date").value == "2026-02-02T02:40:00+00:00"
    assert fact_of(statements, "tests.failing").fr == "1 cas en échec ou en erreur : /t/a.test.js::ko"
    assert fact_of(statements, "tests.counters_differ").value == 1
    calm = inspect(json.dumps({"numTotalTests": 0, "testResults": [], "success": True}))
    assert codes_of(calm) == ["tests.no_case"]


NEWMAN = {
    "collection": {"info": {"name": "API"}},
    "run": {
        "stats": {"assertions": {"total": 3, "failed": 2}},
        "timings": {"started": 1_770_000_000_000, "completed": 1_770_000_001_000},
        "executions": [
            {
                "item": {"name": "R1"},
                "request": {"url": {"host": ["localhost"]}},
                "assertions": [
                    {"assertion": "s200", "skipped": False},
                    {"assertion": "corps", "error": {"message": "x"}},
                    {"assertion": "sk", "skipped": True},
                ],
            },
            {
                "item": {"name": "R2"},
                "request": {"url": {"host": "api.exemple.fr"}},
                "requestError": {"code": "X"},
            },
        ],
    },
}


def test_newman():
    statements = inspect(json.dumps(NEWMAN))
    assert cases(statements) == counts(4, passed=1, failed=1, errors=1, skipped=1)
    assert fact_of(statements, "tests.local_target").fr == (
        "1 requête adressée à la machine elle-même (localhost)"
    )
    assert fact_of(statements, "tests.counters_differ").places[0].path == "/run/stats/assertions/failed"
    assert statements.artefact.target == "API"
    assert statements.artefact.period == ("2026-02-02T02:40:00+00:00", "2026-02-02T02:40:01+00:00")


def test_a_script_of_newman_that_failed_is_in_error():
    value = {
        "run": {
            "stats": {"assertions": {"total": 0, "failed": 0}},
            "executions": [
                {
                    "item": {"name": "R1"},
                    "prerequestScript": [{"error": {"message": "x"}}],
                    "testScript": [{"script": "ok"}, {"error": {"message": "boum"}}],
                }
            ],
        }
    }
    statements = inspect(json.dumps(value))
    assert cases(statements) == counts(2, errors=2)
    failing = fact_of(statements, "tests.failing")
    assert failing.en == "2 cases failed or in error: R1::prerequestScript and R1::testScript"
    assert [place.path for place in failing.places] == [
        "/run/executions/0/prerequestScript/0",
        "/run/executions/0/testScript/1",
    ]
    assert "tests.counters_differ" not in codes_of(statements)


def test_newman_writes_sums_of_iterations_to_junit():
    uuid = "263ca8f8-6086-4de2-a41b-bac7ae473ca4"
    statements = inspect(
        '<testsuites name="Coll" tests="2" time="1">\n'
        f'<testsuite name="ok" id="{uuid}" tests="1" failures="2" errors="1"><testcase name="a"><failure/></testcase></testsuite>\n'
        f'<testsuite name="exc" id="{uuid}" tests="0" failures="0" errors="2"><system-err>x</system-err></testsuite>\n'
        f'<testsuite name="sans test" id="{uuid}" tests="0" failures="0" errors="0"/></testsuites>'
    )
    assert cases(statements) == counts(1, failed=1)
    assert codes_of(statements)[-2:] == ["tests.failing", "tests.suites_without_case"]
    crashed = fact_of(statements, "tests.suites_without_case")
    assert (crashed.fr, lines(crashed)) == (
        "1 suite déclarée en échec sans aucun cas exécuté : exc",
        [3],
    )


CRASHED_BEFORE = PYTEST.replace('name="test_ok" time="1.5"/>', 'name="test_ok"><failure/></testcase>')


def compare(before, after):
    return INSPECTOR.compare(artefact(before, "avant"), artefact(after, "apres"), CONTEXT)


def test_before_and_after_without_a_new_failure():
    before = PYTEST
    after = (
        PYTEST.replace('<failure message="assert 1 == 2">trace</failure>', "")
        .replace("</testsuite>", '<testcase classname="t.test_a" name="test_new"/></testsuite>')
        .replace("2026-03-02", "2026-03-03")
    )
    changes = compare(before, after)
    assert changes.same_scope is True
    assert codes_of(changes) == [
        "tests.compare.outcomes",
        "tests.compare.fixed",
        "tests.compare.none_newly_failing",
    ]
    outcomes = fact_of(changes, "tests.compare.outcomes")
    assert outcomes.value == {"common": 5, "fixed": 1, "remaining": 0, "broken": 0, "added": 1, "removed": 0}
    assert outcomes.fr == (
        "5 cas communs aux deux rapports : 1 corrigé, 0 toujours en échec, 0 nouvellement en échec ; 1 ajouté, 0 disparu"
    )
    fixed = fact_of(changes, "tests.compare.fixed")
    assert fixed.en == "1 case fixed between the two reports: t.test_a::test_ko"
    assert [(place.name, place.line) for place in fixed.places] == [("avant", 5), ("apres", 5)]
    assert fact_of(changes, "tests.compare.none_newly_failing").fr == (
        "Parmi 2 cas exécutés dans les deux rapports, aucun n’est nouvellement en échec"
    )
    assert [limit.code for limit in changes.limits] == ["tests.limit.names"]


def test_before_and_after_with_all_that_may_go_wrong():
    before = (
        '<testsuite timestamp="2026-03-02T10:00:00"><testcase name="a"/><testcase name="b"><failure/></testcase>'
        '<testcase name="c"/><testcase name="gone"/><testcase name="d"/><testcase name="d"><failure/></testcase></testsuite>'
    )
    after = (
        '<testsuite timestamp="2026-03-01T10:00:00"><testcase name="a"><error/></testcase><testcase name="b"><failure/>'
        '</testcase><testcase name="c"><skipped/></testcase><testcase name="new"><failure/></testcase>'
        '<testcase name="d"><failure/></testcase><testcase name="d"/></testsuite>'
    )
    changes = compare(before, after)
    assert changes.same_scope is False
    assert {each.code: each.value for each in changes.findings} == {
        "tests.compare.order": "2026-03-01T10:00:00",
        "tests.compare.removed": 1,
        "tests.compare.newly_failing": 1,
        "tests.compare.still_failing": 2,
        "tests.compare.added_failing": 1,
        "tests.compare.no_longer_run": 1,
    }
    assert [place.name for place in fact_of(changes, "tests.compare.removed").places] == ["avant"]
    assert codes_of(changes)[0] == "tests.compare.outcomes"
    assert "tests.compare.none_newly_failing" not in codes_of(changes)
    assert changes.limits[1].fr.startswith("1 cas porte un nom déjà vu")


def test_reports_without_a_common_case_or_of_two_formats():
    changes = compare(
        '<testsuite><testcase name="a"/></testsuite>', '<testsuite><testcase name="b"/></testsuite>'
    )
    assert changes.same_scope is False
    assert codes_of(changes) == ["tests.compare.other_scope"]
    with pytest.raises(UnreadableArtefactError) as caught:
        compare(PYTEST, TRX)
    assert caught.value.reason is Unreadable.NOT_COMPARABLE


def test_trx_cases_are_matched_with_their_class():
    changes = compare(TRX, TRX.replace("N.C, dll", "N.D, dll"))
    assert fact_of(changes, "tests.compare.removed").en == (
        "1 case absent from the second report, of which nothing can be told: N.C::Ko"
    )


def test_too_many_cases_to_hold_by_name(monkeypatch):
    monkeypatch.setattr(model, "MAX_CASES", 3)
    with pytest.raises(UnreadableArtefactError) as caught:
        compare(PYTEST, PYTEST)
    assert caught.value.reason is Unreadable.TOO_MANY


def test_too_many_tags_are_not_stated(monkeypatch):
    monkeypatch.setattr(model, "MAX_TAGS", 1)
    assert "tests.tags" not in codes_of(inspect(DIALECTS))


@pytest.mark.parametrize(
    ("content", "sure"),
    [
        ("<testsuites/>", 0.8),
        ('<testsuites><testsuite name="x"/></testsuites>', 1.0),
        ('<testsuite name="x" tests="0"/>', 0.8),
        ('<testsuite name="x"/>', 0.5),
        ('<testsuite name="x"><node_order/><testcase/></testsuite>', 0.0),
        ("<TestRun/>", 0.3),
        ("<test-results/>", 0.5),
        ("<test-run/>", 0.5),
        ("<assemblies/>", 0.2),
        ('<robot name="bras"><link/></robot>', 0.0),
        ("<robot><suite/></robot>", 0.5),
        ('{"suites": [], "config": {"rootDir": 1}', 0.8),
        ('{"suites": [], "config": {}}', 0.3),
        ('{"testResults": []}', 0.3),
        ('{"run": {}}', 0.0),
        ('{"run": {"executions": [], "collection": 1', 0.0),
        ('{"collection": {"item": [{"request": {', 0.6),
        ('{"collection": {"_": 1, "item": [{"request": {}}]}, "run": {"executions": [', 0.8),
        ('{"run": [], "collection": 1}', 0.0),
        ("[1]", 0.0),
        ("texte", 0.0),
    ],
)
def test_what_is_recognised(content, sure):
    assert INSPECTOR.sniff(Head.of(artefact(content))) == sure


@pytest.mark.parametrize(
    "content",
    [
        PYTEST,
        DIALECTS,
        TRX,
        NUNIT_2,
        NUNIT_3,
        XUNIT,
        TESTNG,
        ROBOT,
        ROBOT_3,
        json.dumps(PLAYWRIGHT),
        json.dumps(JEST),
        json.dumps(NEWMAN),
    ],
    ids=[
        "pytest",
        "dialects",
        "trx",
        "nunit2",
        "nunit3",
        "xunit",
        "testng",
        "robot",
        "robot3",
        "playwright",
        "jest",
        "newman",
    ],
)
def test_spoiled_files_are_read_or_refused(content):
    whole = artefact(content)
    for _, data in spoiled(content.encode()):
        for attempt in (
            lambda data=data: INSPECTOR.inspect([artefact(data)], CONTEXT),
            lambda data=data: INSPECTOR.compare(whole, artefact(data), CONTEXT),
        ):
            with suppress(UnreadableArtefactError):
                attempt()


LINTED = [
    '<testsuites><testsuite package="org.eslint" name="a.js" tests="1"><testcase name="org.eslint.eqeqeq"><failure/></testcase></testsuite></testsuites>',
    '<testsuites name="ruff" tests="1"><testsuite name="a.py" tests="1"><testcase name="org.ruff.E401"><failure/></testcase></testsuite></testsuites>',
    '<testsuite name="bandit" tests="1"><testcase classname="a.py" name="blacklist"><error/></testcase></testsuite>',
    '<testsuite name="mypy" tests="1" time="1"><testcase classname="mypy" name="mypy-py3_11-linux"><failure/></testcase></testsuite>',
    '<testsuites tests="1"><testsuite name="flake8._/a_py" tests="1"><testcase name="F401, unused"><failure/></testcase></testsuite></testsuites>',
    '<testsuites name="PHP_CodeSniffer 3.7.2" tests="1"><testsuite name="a.php" tests="1"><testcase name="Squiz.A.B"><failure/></testcase></testsuite></testsuites>',
]


@pytest.mark.parametrize(
    ("content", "tool"),
    [*zip(LINTED, ("ESLint", "Ruff", "Bandit", "mypy", "flake8", "PHP_CodeSniffer"), strict=True)],
)
def test_results_of_an_analyser_are_no_tests(content, tool):
    statements = inspect(content)
    assert codes_of(statements) == ["tests.lint_cases"]
    assert fact_of(statements, "tests.lint_cases").fr == (
        f"1 cas qui vient d’un analyseur statique ({tool}), et non de tests"
    )
    assert [limit.code for limit in statements.limits] == ["tests.limit.linter"]
    changes = compare(content, content)
    assert (codes_of(changes), changes.same_scope) == ([], False)
    assert [limit.code for limit in changes.limits] == ["tests.limit.linter"]


def test_a_case_still_to_do_has_not_failed():
    statements = inspect(
        '<testsuites><testcase name="a"><skipped type="todo" message="true"/><failure/></testcase></testsuites>'
    )
    assert cases(statements) == counts(1, skipped=1)
    assert "tests.failing" not in codes_of(statements)


@pytest.mark.parametrize(
    ("tests", "passed", "skipped", "differs"),
    [("0", 0, 2, False), ("1", 1, 1, False), ("2", 2, 0, False), ("3", 2, 0, True), ("", 2, 0, False)],
)
def test_jest_junit_does_not_count_what_is_to_do(tests, passed, skipped, differs):
    statements = inspect(
        f'<testsuites name="jest tests" tests="{tests}"><testsuite name="s" tests="{tests}" skipped="0">'
        '<testcase name="a"/><testcase name="b"/></testsuite></testsuites>'
    )
    assert cases(statements) == counts(passed + skipped, passed=passed, skipped=skipped)
    assert ("tests.counters_differ" in codes_of(statements)) is differs


@pytest.mark.parametrize(("tests", "differs"), [(1, True), (2, False), (5, False)])
def test_pytest_counts_subtests_that_it_writes_as_one_case(tests, differs):
    statements = inspect(
        f'<testsuites name="pytest tests"><testsuite name="s" tests="{tests}">'
        '<testcase name="a"/><testcase name="b"/></testsuite></testsuites>'
    )
    assert ("tests.counters_differ" in codes_of(statements)) is differs


@pytest.mark.parametrize(("tests", "differs"), [(2, False), (3, False), (4, True)])
def test_mocha_counts_no_hook_that_failed(tests, differs):
    statements = inspect(
        f'<testsuite name="Mocha Tests" tests="{tests}" failures="0" errors="1" skipped="{tests - 2}">'
        '<testcase name="a"/><testcase name="b"><skipped/></testcase>'
        '<testcase name="&quot;before all&quot; hook for &quot;a&quot;"><failure/></testcase></testsuite>'
    )
    assert cases(statements) == counts(3, passed=1, failed=1, skipped=1)
    assert ("tests.counters_differ" in codes_of(statements)) is differs


@pytest.mark.parametrize(
    ("summary", "word"),
    [
        ('<ResultSummary outcome="Aborted"/>', "Aborted"),
        (
            '<ResultSummary outcome="Failed"><RunInfos><RunInfo outcome="Error"/></RunInfos></ResultSummary>',
            "Failed",
        ),
        (
            '<ResultSummary outcome="Completed"><RunInfos><RunInfo outcome="Warning"/><RunInfo outcome="Error"/></RunInfos></ResultSummary>',
            "Error",
        ),
    ],
)
def test_a_run_that_failed_without_a_failing_case(summary, word):
    head = '<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">'
    statements = inspect(f'{head}<UnitTestResult testName="a" outcome="Passed"/>{summary}</TestRun>')
    assert codes_of(statements) == ["tests.cases", "tests.run_failed"]
    assert fact_of(statements, "tests.run_failed").fr == (
        f"Le rapport dit que l’exécution a fini par «\N{NO-BREAK SPACE}{word}\N{NO-BREAK SPACE}» alors qu’aucun de ses cas "
        "n’est en échec ou en erreur"
    )


def test_nothing_is_steady_when_nothing_ran_twice_or_the_order_is_reversed():
    idle = '<testsuite><testcase name="a"><skipped/></testcase></testsuite>'
    assert codes_of(compare(idle, idle)) == ["tests.compare.outcomes"]
    late, early = (
        f'<testsuite timestamp="2026-03-0{day}T10:00:00"><testcase name="a"/></testsuite>' for day in (2, 1)
    )
    assert codes_of(compare(late, early)) == ["tests.compare.outcomes", "tests.compare.order"]
