"""Reports of static analysis: results are recounted, whatever the tool's own sums say."""
# ruff: noqa: E501 - the artefacts keep the long lines that the tools write

import json
from contextlib import suppress

import pytest

from preuve.domain.evidence.contract import PlaceKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.static_analysis import INSPECTOR, model, pmd
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled


def inspect(content, name="rapport"):
    text = content if isinstance(content, str) else json.dumps(content, indent=1)
    return INSPECTOR.inspect([artefact(text, name)], CONTEXT)


def value(statements, code):
    return fact_of(statements, f"static_analysis.{code}").value


def compare(before, after):
    files = [each if isinstance(each, str) else json.dumps(each, indent=1) for each in (before, after)]
    return INSPECTOR.compare(artefact(files[0], "avant"), artefact(files[1], "apres"), CONTEXT)


def sarif_result(**fields):
    location = {"artifactLocation": {"uri": fields.pop("uri", "a.py")}, "region": {"startLine": 3}}
    return {"message": {"text": "m"}, "locations": [{"physicalLocation": location}], **fields}


SARIF = {
    "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
    "version": "2.1.0",
    "runs": [
        {
            "tool": {
                "driver": {
                    "name": "Outil",
                    "semanticVersion": "1.2.3",
                    "rules": [
                        {
                            "id": "R1",
                            "defaultConfiguration": {"level": "error"},
                            "properties": {"tags": ["CWE-079", "external/cwe/cwe-79", "security"]},
                        },
                        {"id": "camelcase"},
                    ],
                },
                "extensions": [{"rules": [{"id": "X1"}]}],
            },
            "artifacts": [{"location": {"uri": "b.py"}}],
            "invocations": [
                {
                    "executionSuccessful": False,
                    "startTimeUtc": "2026-02-03T11:00:00Z",
                    "endTimeUtc": "2026-02-03T11:12:13Z",
                    "toolExecutionNotifications": [{"level": "error"}, {"level": "note"}],
                },
                {"executionSuccessful": False},
            ],
            "versionControlProvenance": [
                {"revisionId": "abc123", "repositoryUri": "https://git.exemple.fr/a"},
                {},
            ],
            "results": [
                sarif_result(ruleId="R1", suppressions=[{"kind": "inSource", "justification": "essai"}]),
                sarif_result(ruleIndex=1, level="note", baselineState="new"),
                sarif_result(ruleId="R1/sub", kind="pass"),
                sarif_result(
                    rule={"id": "inconnue"}, suppressions=[{"kind": "external", "status": "rejected"}]
                ),
                {
                    "ruleIndex": -1,
                    "message": {"id": "x"},
                    "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}],
                },
            ],
        },
        {"tool": {"driver": {"version": "2"}}, "results": None},
    ],
}


def test_sarif_takes_levels_from_the_rules():
    statements = inspect(SARIF)
    assert codes_of(statements) == [
        f"static_analysis.{code}"
        for code in [
            "tool",
            "date",
            "commit",
            "results",
            "levels",
            "rules",
            "files",
            "weaknesses",
            "naming",
            "rules_listed",
            "analysed_files",
            "suppressed",
            "baseline",
            "execution_failed",
            "tool_errors",
            "without_line",
        ]
    ]
    assert value(statements, "results") == 5
    assert fact_of(statements, "static_analysis.results").fr == "5 résultats recomptés dans 2 fichiers"
    assert fact_of(statements, "static_analysis.results").strength is Strength.RECOMPUTED
    assert value(statements, "levels") == {"warning": 2, "error": 1, "none": 1, "note": 1}
    assert fact_of(statements, "static_analysis.levels").en == (
        "Results by level, in the tool’s words: warning (2), error (1), none (1) and note (1)"
    )
    assert value(statements, "rules") == {"R1": 2, "camelcase": 1, "inconnue": 1}
    assert value(statements, "weaknesses") == {"CWE-79": 2}
    assert value(statements, "naming") == 1
    assert value(statements, "rules_listed") == 3
    assert value(statements, "suppressed") == {"suppressed": 1, "justified": 1}
    assert value(statements, "baseline") == {"new": 1}
    assert value(statements, "tool") == "Outil 1.2.3"
    assert fact_of(statements, "static_analysis.commit").fr == "Analyse faite sur la révision abc123"
    assert fact_of(statements, "static_analysis.execution_failed").places[0].path == (
        "/runs/0/invocations/0/executionSuccessful"
    )
    assert fact_of(statements, "static_analysis.without_line").places[0].path == "/runs/0/results/4"
    assert statements.artefact.produced_at == "2026-02-03T11:12:13+00:00"
    assert statements.artefact.target == "https://git.exemple.fr/a"
    assert [limit.code for limit in statements.limits] == [
        "static_analysis.limit.truth",
        "static_analysis.limit.scope",
    ]


def test_sarif_without_results_rules_or_files_says_so():
    statements = inspect(
        {"version": "2.1.0", "$schema": "sarif", "runs": [{"tool": {"driver": {"name": "T"}}, "results": []}]}
    )
    assert codes_of(statements) == [
        "static_analysis.tool",
        "static_analysis.results_of_nothing",
        "static_analysis.nothing_analysed",
    ]
    assert fact_of(statements, "static_analysis.nothing_analysed").fr == (
        "Aucun résultat, et rien dans le rapport ne dit ce qui a été analysé"
    )
    assert statements.limits[-1].code == "static_analysis.limit.revision"


def test_sarif_with_everything_set_aside():
    run = {"tool": {"driver": {"name": "T"}}, "results": [sarif_result(suppressions=[{"kind": "external"}])]}
    statements = inspect({"version": "2.1.0", "$schema": "sarif", "runs": [run]})
    assert value(statements, "all_suppressed") == 1
    assert fact_of(statements, "static_analysis.all_suppressed").fr == (
        "Tous les résultats (1) sont écartés dans le rapport"
    )
    assert fact_of(statements, "static_analysis.suppressed_without_reason").en == (
        "1 result set aside without a justification in the report"
    )


CHECKSTYLE = """<?xml version="1.0"?>
<checkstyle version="10.3">
<file name="A.java"><error line="3" severity="error" message="m" source="com.puppycrawl.tools.checkstyle.checks.naming.MemberName"/>
<error line="0" severity="warning" message="n" source="autre"/></file>
<file name="B.java"><exception>échec</exception></file>
</checkstyle>
"""


def test_checkstyle():
    statements = inspect(CHECKSTYLE)
    assert value(statements, "results") == 2
    assert value(statements, "tool") == "Checkstyle 10.3"
    assert value(statements, "naming") == 1
    assert value(statements, "analysed_files") == 2
    assert fact_of(statements, "static_analysis.tool_errors").fr == (
        "1 erreur signalée par l’outil pendant l’analyse"
    )
    place = fact_of(statements, "static_analysis.without_line").places[0]
    assert (place.kind, place.line, place.path) == (PlaceKind.XML, 4, "//error")


def test_results_beyond_the_places_that_are_kept_are_counted():
    errors = "".join(f'<error line="{i}" severity="error" message="m" source="a.b"/>\n' for i in range(60))
    statements = inspect(f'<checkstyle version="1">\n<file name="A.java">\n{errors}</file></checkstyle>')
    results = fact_of(statements, "static_analysis.results")
    assert (results.value, [place.line for place in results.places]) == (60, list(range(3, 53)))
    assert value(statements, "levels") == {"error": 60}
    assert value(statements, "files") == {"A.java": 60}


def test_errors_in_no_file_are_counted_beyond_their_places():
    errors = '<error line="1" source="a.b"/>\n' * 60
    statements = inspect(f'<checkstyle version="1">\n{errors}</checkstyle>')
    assert value(statements, "without_line") == 60
    assert len(fact_of(statements, "static_analysis.without_line").places) == 50


def test_sarif_reads_a_rule_once_for_all_its_results():
    rule = {
        "id": "r",
        "defaultConfiguration": {"level": "note"},
        "properties": {"tags": ["external/cwe/cwe-79"]},
    }
    run = {
        "tool": {"driver": {"name": "outil", "rules": [rule]}},
        "results": [sarif_result(ruleId="r"), sarif_result(ruleId="r/sub"), sarif_result(ruleId="r")],
    }
    statements = inspect({"version": "2.1.0", "$schema": "sarif-2.1.0.json", "runs": [run]})
    assert value(statements, "rules") == {"r": 3}
    assert value(statements, "levels") == {"note": 3}
    assert value(statements, "weaknesses") == {"CWE-79": 3}


@pytest.mark.parametrize(
    ("source", "tool"),
    [("ShellCheck.SC2086", "ShellCheck"), ("eslint.rules.semi", "ESLint"), ("PSR12.Files", None), ("", None)],
)
def test_checkstyle_written_by_others(source, tool):
    statements = inspect(f'<checkstyle version="4.3"><error source="{source}"/></checkstyle>')
    assert ("static_analysis.tool" in codes_of(statements)) == (tool is not None)
    if tool:
        assert value(statements, "tool") == tool


PMD = """<pmd xmlns="http://pmd.sourceforge.net/report/2.0.0" version="7.1.0" timestamp="2026-02-03T11:12:13.000">
<file name="A.java"><violation beginline="3" rule="ClassNamingConventions" priority="1">texte</violation>
<violation rule="X"/></file>
<suppressedviolation usermsg="voulu"/><suppressedviolation usermsg=""/><error filename="C.java" msg="x"/></pmd>
"""


def test_pmd():
    statements = inspect(PMD)
    assert value(statements, "tool") == "PMD 7.1.0"
    assert value(statements, "levels") == {"priority 1": 1}
    assert value(statements, "naming") == 1
    assert value(statements, "suppressed") == {"suppressed": 2, "justified": 1}
    assert value(statements, "tool_errors") == 1
    assert fact_of(statements, "static_analysis.date").fr == "Analyse datée du 3 février 2026 à 11:12:13"
    outside = inspect('<pmd><violation beginline="1" rule="X">m</violation></pmd>')
    assert value(outside, "without_line") == 1


PMD_CSV = '"Problem","Package","File","Priority","Line","Description","Rule set","Rule"\n"1","p","A.java","3","7","d","Design","R"\n"2","p","A.java","","","d","Design","R"\n'


def test_pmd_csv():
    statements = inspect(PMD_CSV)
    assert value(statements, "results") == 2
    assert value(statements, "levels") == {"priority 3": 1}
    assert [(place.kind, place.line) for place in fact_of(statements, "static_analysis.results").places] == [
        (PlaceKind.CSV, 2),
        (PlaceKind.CSV, 3),
    ]
    assert fact_of(statements, "static_analysis.without_line").places[0].line == 3


def test_pmd_csv_without_its_columns_is_refused():
    with pytest.raises(UnreadableArtefactError) as caught:
        pmd.read_csv(artefact("File,Line\na,1\n"))
    assert caught.value.reason is Unreadable.MISSING_FIELD


CPD = """<?xml version="1.0"?>
<pmd-cpd pmdVersion="7.1.0" timestamp="2026-02-03T11:12:13+01:00"><file path="a.c" totalNumberOfTokens="9"/>
<duplication lines="14" tokens="40"><file line="5" path="a.c"/><file line="5" path="b.c"/><codefragment>x</codefragment></duplication>
<duplication lines="x" tokens="9"><file line="1" path="a.c"/></duplication></pmd-cpd>
"""


def test_cpd():
    statements = inspect(CPD)
    assert codes_of(statements) == [
        "static_analysis.tool",
        "static_analysis.date",
        "static_analysis.analysed_files",
        "static_analysis.clones",
    ]
    assert (
        fact_of(statements, "static_analysis.clones").fr
        == "2 passages dupliqués (14 lignes de passages en tout)"
    )
    assert [place.line for place in fact_of(statements, "static_analysis.clones").places] == [3, 4]
    assert value(statements, "tool") == "PMD CPD 7.1.0"
    changes = compare(CPD, CPD)
    assert codes_of(changes) == ["static_analysis.compare.clones"]
    assert fact_of(changes, "static_analysis.compare.clones").fr == "Passages dupliqués : 2 avant, 2 après"
    assert changes.limits == ()


def test_cpd_without_a_version_may_be_of_another_tool():
    statements = inspect(
        '<pmd-cpd><duplication lines="14"><file line="5" path="a.c"/></duplication></pmd-cpd>'
    )
    assert codes_of(statements) == ["static_analysis.shape", "static_analysis.clones"]
    assert value(statements, "shape") == "PMD CPD"


SPOTBUGS = """<BugCollection version="4.8.3" analysisTimestamp="1770000000000"><Project projectName="app"/>
<BugInstance type="NP" priority="1" cweid="476"><LongMessage>nul</LongMessage><Class classname="a.A"><SourceLine sourcepath="a/A.java" start="1"/></Class>
<Method><SourceLine sourcepath="a/A.java" start="9"/></Method><SourceLine sourcepath="a/A.java" start="12"/><SourceLine primary="true" sourcepath="a/B.java" start="13"/></BugInstance>
<BugInstance type="M"><Class classname="a.C"/><Method><SourceLine/></Method></BugInstance>
<BugInstance type="N"><Class classname="a.D"/></BugInstance>
<BugInstance type="O"/>
<Errors><Error/></Errors><FindBugsSummary total_bugs="3"/></BugCollection>
"""


def test_spotbugs():
    statements = inspect(SPOTBUGS)
    assert value(statements, "files") == {"a.C": 1, "a.D": 1, "a/B.java": 1}
    assert value(statements, "levels") == {"priority 1": 1}
    assert value(statements, "weaknesses") == {"CWE-476": 1}
    assert value(statements, "shape") == "SpotBugs 4.8.3"
    assert statements.artefact.producer == ""
    assert value(statements, "tool_errors") == 1
    assert fact_of(statements, "static_analysis.counters_differ").fr == (
        "1 compteur annoncé par l’outil diffère du contenu ; «\N{NO-BREAK SPACE}total_bugs\N{NO-BREAK SPACE}» : "
        "3 annoncé, 4 recompté"
    )
    assert statements.artefact.target == "app"
    assert value(statements, "without_line") == 3
    assert (
        value(inspect('<BugCollection version="3.0.1"><BugInstance/></BugCollection>'), "shape")
        == "FindBugs 3.0.1"
    )


ESLINT = [
    {
        "filePath": "/a.js",
        "messages": [
            {"ruleId": "semi", "severity": 2, "message": "m", "line": 1},
            {"ruleId": None, "severity": 2, "fatal": True, "message": "Parsing error"},
            {"ruleId": "camelcase", "severity": 1, "message": "m", "line": 2},
            {"severity": 0},
        ],
        "suppressedMessages": [{"suppressions": [{"kind": "directive", "justification": "voulu"}]}, {}],
        "errorCount": 3,
        "warningCount": 1,
    },
    {"filePath": "/b.js", "messages": []},
]


def test_eslint():
    statements = inspect(ESLINT)
    assert value(statements, "levels") == {"error": 2, "warning": 1}
    assert value(statements, "analysed_files") == 2
    assert value(statements, "naming") == 1
    assert value(statements, "tool_errors") == 1
    assert value(statements, "suppressed") == {"suppressed": 2, "justified": 1}
    assert fact_of(statements, "static_analysis.counters_differ").places[0].path == "/0/errorCount"
    assert fact_of(statements, "static_analysis.naming").places[0].path == "/0/messages/2"


SHELLCHECK = [
    {"file": "a.sh", "line": 3, "endLine": 3, "level": "warning", "code": 2086, "message": "m"},
    {"endLine": 1},
]


def test_shellcheck_in_both_forms():
    for content in (SHELLCHECK, {"comments": SHELLCHECK}):
        statements = inspect(content)
        assert value(statements, "rules") == {"SC2086": 1}
        assert value(statements, "levels") == {"warning": 1}
        assert value(statements, "results") == 2
    assert "static_analysis.nothing_analysed" in codes_of(inspect({"comments": []}))


SQLFLUFF = [
    {
        "filepath": "a.sql",
        "violations": [
            {"start_line_no": 1, "code": "LT01", "description": "d", "warning": False},
            {"line_no": 2, "code": "L010", "description": "d", "warning": True},
            {"code": "L011"},
        ],
    }
]


def test_sqlfluff():
    statements = inspect(SQLFLUFF)
    assert value(statements, "levels") == {"error": 1, "warning": 1}
    assert value(statements, "rules") == {"L010": 1, "L011": 1, "LT01": 1}
    assert value(statements, "without_line") == 1


PYLINT = [
    {
        "type": "convention",
        "module": "a",
        "symbol": "invalid-name",
        "path": "a.py",
        "message-id": "C0103",
        "line": 1,
        "message": "m",
    }
]
PYLINT_2 = {
    "messages": PYLINT,
    "statistics": {"messageTypeCount": {"convention": 2, "fatal": 0}, "modulesLinted": 1},
}


def test_pylint_in_both_forms():
    assert value(inspect(PYLINT), "naming") == 1
    statements = inspect(PYLINT_2)
    assert value(statements, "levels") == {"convention": 1}
    finding = fact_of(statements, "static_analysis.counters_differ")
    assert (finding.value, finding.places[0].path) == (1, "/statistics/messageTypeCount/convention")


CODE_QUALITY = [
    {
        "description": "d",
        "check_name": "name[play]",
        "fingerprint": "f",
        "severity": "major",
        "location": {"path": "a.yml", "lines": {"begin": 3}},
        "url": "https://docs.ansible.com/projects/lint/rules/name/",
    },
    {
        "description": "e",
        "check_name": "x",
        "fingerprint": "g",
        "severity": "minor",
        "location": {"path": "a.yml", "positions": {"begin": {"line": 3}}},
    },
]


def test_code_quality():
    statements = inspect(CODE_QUALITY)
    assert value(statements, "tool") == "ansible-lint"
    assert value(statements, "levels") == {"major": 1, "minor": 1}
    assert "static_analysis.without_line" not in codes_of(statements)


SONARQUBE = {
    "total": 9,
    "paging": {"total": 12},
    "effortTotal": 3,
    "issues": [
        {
            "rule": "java:S100",
            "severity": "MINOR",
            "component": "p:src/A.java",
            "project": "p",
            "line": 3,
            "message": "m",
        },
        {"rule": "java:S2", "severity": "MAJOR", "component": "seul", "textRange": {"startLine": 1}},
        {"component": "p:b"},
    ],
}


def test_sonarqube_lists_a_page():
    statements = inspect(SONARQUBE)
    assert value(statements, "levels") == {"MAJOR": 1, "MINOR": 1}
    assert value(statements, "files") == {"b": 1, "seul": 1, "src/A.java": 1}
    assert value(statements, "naming") == 1
    finding = fact_of(statements, "static_analysis.partial")
    assert finding.fr == "Le fichier liste 3 résultats sur 9 annoncés"
    assert finding.places[0].path == "/total"
    assert statements.artefact.target == "p"


BANDIT = {
    "errors": [{"filename": "z.py", "reason": "syntax error"}],
    "generated_at": "2026-02-03T11:12:13Z",
    "metrics": {"_totals": {"SEVERITY.HIGH": 1, "SEVERITY.LOW": 1, "loc": 16}, "a.py": {"loc": 16}},
    "results": [
        {
            "filename": "a.py",
            "issue_severity": "HIGH",
            "issue_text": "m",
            "issue_cwe": {"id": 78},
            "line_number": 3,
            "more_info": "https://bandit.readthedocs.io/en/1.9.4/x.html",
            "test_id": "B602",
        },
        {"filename": "a.py", "issue_severity": "MEDIUM", "test_id": "B1"},
    ],
}


def test_bandit():
    statements = inspect(BANDIT)
    assert value(statements, "tool") == "Bandit 1.9.4"
    assert value(statements, "weaknesses") == {"CWE-78": 1}
    assert value(statements, "source_lines") == 16
    assert (
        fact_of(statements, "static_analysis.source_lines").fr
        == "16 lignes de code analysées, d’après l’outil"
    )
    assert value(statements, "tool_errors") == 1
    finding = fact_of(statements, "static_analysis.counters_differ")
    assert (finding.value, finding.places[0].path) == (1, "/metrics/_totals/SEVERITY.LOW")


SEMGREP = {
    "version": "1.100.0",
    "errors": [{"level": "error"}, {"level": "warn"}],
    "paths": {"scanned": ["a.py", "b.py"]},
    "results": [
        {
            "check_id": "r1",
            "path": "a.py",
            "start": {"line": 1},
            "extra": {
                "severity": "ERROR",
                "message": "m",
                "is_ignored": True,
                "metadata": {"cwe": ["CWE-78: OS Command"]},
            },
        },
        {"check_id": "r2", "path": "a.py", "extra": {"metadata": {"cwe": "CWE-89: SQL"}}},
    ],
}


def test_semgrep():
    statements = inspect(SEMGREP)
    assert value(statements, "shape") == "Semgrep 1.100.0"
    assert value(statements, "analysed_files") == 2
    assert value(statements, "weaknesses") == {"CWE-78": 1, "CWE-89": 1}
    assert value(statements, "suppressed") == {"suppressed": 1, "justified": 0}
    assert value(statements, "tool_errors") == 1


DSCANNER = {
    "issues": [{"fileName": "a.d", "line": 3, "key": "dscanner.x", "type": "warn", "message": "m"}, {}],
    "functionCount": 1,
    "lineOfCodeCount": 40,
}


def test_dscanner():
    statements = inspect(DSCANNER)
    assert value(statements, "results") == 2
    assert value(statements, "empty_entries") == 1
    assert value(statements, "source_lines") == 40
    assert fact_of(statements, "static_analysis.empty_entries").places[0].path == "/issues/1"


JSCPD = {
    "statistics": {
        "detectionDate": "2026-02-03T11:12:13.000Z",
        "formats": {"js": {"sources": {"a.js": {}, "": {}}}},
        "total": {"lines": 20, "duplicatedLines": 5, "clones": 2},
    },
    "duplicates": [
        {"lines": 6, "fragment": "x", "firstFile": {"name": "a.js"}, "secondFile": {"name": "b.js"}}
    ],
}


def test_jscpd():
    statements = inspect(JSCPD)
    share = fact_of(statements, "static_analysis.duplication")
    assert (share.value, share.unit) == (0.25, "ratio")
    assert share.fr == "Part de lignes dupliquées : 25\N{NO-BREAK SPACE}% (5 sur 20)"
    assert value(statements, "clones") == 1
    assert value(statements, "counters_differ") == 1
    odd = {**JSCPD, "statistics": {"total": {"lines": 2, "duplicatedLines": 5}}}
    assert "static_analysis.duplication" not in codes_of(inspect(odd))
    changes = compare(JSCPD, JSCPD)
    assert fact_of(changes, "static_analysis.compare.duplication").value == {"before": 0.25, "after": 0.25}
    assert codes_of(compare(JSCPD, odd)) == [
        "static_analysis.compare.clones",
        "static_analysis.compare.files_left_out",
    ]
    none = {"statistics": {"clones": 0, "total": {}}, "duplicates": []}
    assert codes_of(compare(none, none)) == ["static_analysis.compare.clones"]


def block(complexity, name="f", kind="function", **more):
    return {
        "type": kind,
        "rank": "A",
        "complexity": complexity,
        "name": name,
        "lineno": 1,
        "endline": 2,
        "closures": [],
        **more,
    }


RADON = {
    "vide.py": [],
    "a.py": [
        block(3),
        block(12, "m", "method", classname="C"),
        block(9, "C", "class"),
        block(25, "g"),
        block("x"),
    ],
    "b.py": {"error": "invalid syntax"},
    "c.py": "?",
}


def test_radon():
    statements = inspect(RADON)
    fact = fact_of(statements, "static_analysis.complexity")
    assert fact.value == {"1-5": 1, "6-10": 0, "11-20": 1, "> 20": 1}
    assert fact.fr == (
        "Complexité cyclomatique de 3 fonctions, moyenne 13,33 ; par tranche : 1-5 (1), 6-10 (0), 11-20 (1) et > 20 (1)"
    )
    worst = fact_of(statements, "static_analysis.complexity_max")
    assert (worst.value, worst.places[0].path) == (25, "/a.py/3")
    assert value(statements, "complexity_above_10") == 2
    assert value(statements, "tool_errors") == 1
    assert value(statements, "analysed_files") == 3


LIZARD = '6,12,26,2,7,"f@3-9@src/a.py","src/a.py","f","f( x )",3,9\n2,1,9,2,2,"h@11-12@src/a.py","src/a.py","h","h( )",11,12\n'
LIZARD_HEADER = "NLOC,CCN,token,PARAM,length,location,file,function,long_name,start,end\n"


def test_lizard_with_and_without_its_header():
    for head, first in (("", 1), (LIZARD_HEADER, 2)):
        statements = inspect(head + LIZARD)
        assert value(statements, "complexity") == {"1-5": 1, "6-10": 0, "11-20": 1, "> 20": 0}
        assert fact_of(statements, "static_analysis.complexity_max").places[0].line == first
    with pytest.raises(UnreadableArtefactError) as caught:
        inspect(LIZARD_HEADER + "1,x,3,4,5,6,7,8\n")
    assert (caught.value.reason, caught.value.place.line) == (Unreadable.BAD_VALUE, 2)
    empty = inspect(LIZARD_HEADER)
    assert codes_of(empty) == ["static_analysis.shape", "static_analysis.no_function"]


def test_a_tool_that_the_file_does_not_name_is_said_to_be_told_by_its_form():
    statements = inspect(
        [{"filePath": "a.js", "messages": [], "errorCount": 0}]
    )  # html-validate writes it too

    assert "static_analysis.tool" not in codes_of(statements)
    assert statements.artefact.producer == ""
    assert fact_of(statements, "static_analysis.shape").fr == (
        "Le rapport a la forme que lui donne «\N{NO-BREAK SPACE}ESLint\N{NO-BREAK SPACE}», mais ne nomme pas "
        "l’outil qui l’a produit"
    )


INTERROGATE = """====== Coverage for /src/ ======
------ Summary ------
| Name             |        Total |        Miss |        Cover |        Cover% |
|------------------|--------------|-------------|--------------|---------------|
| a.py             |            5 |           3 |            2 |           40% |
| b.py             |            5 |           0 |            5 |          100% |
|------------------|--------------|-------------|--------------|---------------|
| TOTAL            |           11 |           3 |            7 |         70.0% |
------ RESULT: FAILED (minimum: 80.0%, actual: 70.0%) ------
"""


def test_interrogate():
    statements = inspect(INTERROGATE)
    fact = fact_of(statements, "static_analysis.documentation")
    assert fact.fr == "Éléments documentés : 70\N{NO-BREAK SPACE}% (7 sur 10)"
    finding = fact_of(statements, "static_analysis.counters_differ")
    assert (finding.value, finding.places[0].line) == (1, 8)
    assert statements.artefact.target == "/src/"
    assert fact_of(compare(INTERROGATE, INTERROGATE), "static_analysis.compare.documentation").fr == (
        "Éléments documentés : 70\N{NO-BREAK SPACE}% avant, 70\N{NO-BREAK SPACE}% après"
    )
    nothing = INTERROGATE.replace(" 5 |", " 0 |").replace(" 3 |", " 0 |").replace(" 2 |", " 0 |")
    assert "static_analysis.documentation" not in codes_of(inspect(nothing))
    assert codes_of(compare(nothing, INTERROGATE)) == []
    with pytest.raises(UnreadableArtefactError) as caught:
        inspect("= Coverage for x =\n| TOTAL\n")
    assert caught.value.reason is Unreadable.MISSING_FIELD


def test_before_and_after():
    later = json.loads(json.dumps(BANDIT))
    later["generated_at"] = "2026-02-04T11:12:13Z"
    later["results"] = [BANDIT["results"][1], {**BANDIT["results"][1], "test_id": "B2"}]
    later["results"][0]["more_info"] = BANDIT["results"][0]["more_info"]
    changes = compare(BANDIT, later)
    assert changes.same_scope is True
    assert fact_of(changes, "static_analysis.compare.results").value == {
        "before": 2,
        "after": 2,
        "closed": 1,
        "remaining": 1,
        "new": 1,
    }
    assert fact_of(changes, "static_analysis.compare.results").fr == (
        "2 résultats avant, 2 après : 1 disparu, 1 maintenu, 1 nouveau"
    )
    closed = fact_of(changes, "static_analysis.compare.closed")
    assert [(place.name, place.path) for place in closed.places] == [("avant", "/results/0")]
    remaining = fact_of(changes, "static_analysis.compare.remaining")
    assert [(place.name, place.path) for place in remaining.places] == [
        ("avant", "/results/1"),
        ("apres", "/results/0"),
    ]
    assert [place.path for place in fact_of(changes, "static_analysis.compare.new").places] == ["/results/1"]
    assert fact_of(changes, "static_analysis.compare.levels").value == {"HIGH": "1 → 0", "MEDIUM": "1 → 2"}
    assert [limit.code for limit in changes.limits] == ["static_analysis.limit.matched"]


def test_before_and_after_of_other_tools_or_files():
    later = json.loads(json.dumps(SARIF))
    later["runs"][0]["tool"]["driver"]["semanticVersion"] = "2.0.0"
    later["runs"][0]["artifacts"] = []
    later["runs"][0]["invocations"][0]["endTimeUtc"] = "2026-02-01T11:12:13Z"
    later["runs"][0]["results"] = []
    changes = compare(SARIF, later)
    assert changes.same_scope is False
    assert [each.code for each in changes.findings] == [
        "static_analysis.compare.other_tool",
        "static_analysis.compare.files_left_out",
        "static_analysis.compare.order",
        "static_analysis.compare.not_examined",
    ]
    assert changes.findings[0].fr == (
        "Les deux rapports ne viennent pas du même outil ou de la même version : «\N{NO-BREAK SPACE}Outil 1.2.3"
        "\N{NO-BREAK SPACE}» puis «\N{NO-BREAK SPACE}Outil 2.0.0\N{NO-BREAK SPACE}»"
    )
    assert changes.findings[1].fr == "1 fichier analysé avant et absent du second rapport : b.py"


def test_before_and_after_without_anything():
    changes = compare({"comments": []}, {"comments": []})
    assert codes_of(changes) == []
    assert changes.same_scope is False
    assert [limit.code for limit in changes.limits] == [
        "static_analysis.limit.matched",
        "static_analysis.limit.unknown_scope",
    ]
    assert codes_of(compare(RADON, RADON)) == ["static_analysis.compare.complexity"]
    with pytest.raises(UnreadableArtefactError) as caught:
        compare(RADON, PMD)
    assert caught.value.reason is Unreadable.NOT_COMPARABLE


def test_more_results_than_places():
    statements = inspect({"comments": SHELLCHECK * 30})
    found = fact_of(statements, "static_analysis.results")
    assert (found.value, len(found.places)) == (60, 50)


def test_counters_are_counted_beyond_their_places():
    entry = {"filePath": "a.js", "messages": [], "errorCount": 1}
    finding = fact_of(inspect([entry] * 60), "static_analysis.counters_differ")
    assert (finding.value, len(finding.places)) == (60, 50)


def test_more_than_can_be_held(monkeypatch):
    monkeypatch.setattr(model, "MAX_NAMES", 1)
    for attempt in (
        lambda: inspect(SQLFLUFF),
        lambda: inspect(
            [{"filePath": "a", "messages": [], "errorCount": 0}, {"filePath": "b", "messages": []}]
        ),
        lambda: compare(*[[SHELLCHECK[0], SHELLCHECK[0]]] * 2),
    ):
        with pytest.raises(UnreadableArtefactError) as caught:
            attempt()
        assert caught.value.reason is Unreadable.TOO_MANY


@pytest.mark.parametrize(
    ("content", "sure"),
    [
        ('{"runs": [], "version": "2.1.0"}', 0.0),
        ('{"runs": [{"tool": {"driver": {}}}], "version": "2.1.0"}', 0.9),
        ("File,Priority,Line,Rule set,Rule\n", 0.6),
        ("a,b\n", 0.0),
        ('[{"filePath": "a", "messages": []}]', 0.8),
        ('{"comments": [{"text": "x"}]}', 0.0),
        ('{"comments": [], "x": 1}', 0.0),
        ('{"messages": [], "statistics": {}}', 0.0),
        ('[{"description": 1, "fingerprint": 1, "location": 1}]', 0.5),
        ('{"issues": [], "total": 0, "facets": []}', 0.5),
        ('{"issues": [], "total": 0}', 0.0),
        ('{"issues": [{"fields": {}}]}', 0.0),
        ('{"issues": [{"fileName": "a", "autre": 1}]}', 0.3),
        ('{"issues": [{"fileName": "a"}]}', 0.9),
        ('{"results": [], "metrics": {}}', 0.0),
        ('{"results": [], "errors": []}', 0.0),
        ('{"duplicates": [], "statistics": {}}', 0.8),
        ('{"a.py": [{"rank": "A", "complexity": 1, "closures": [], "endline": 2}', 0.8),
        ('{"a.py": [{"x": 1}]}', 0.0),
        ('{"a": 1}', 0.0),
        ("= Coverage for x =\n", 0.0),
        # what is seen of a long file ends within it
        ('{"comments": [{"file": 1, "level": 1, "code": 1, "endLine": 1}, {', 1.0),
        ('{"x": 1, "comments": [{"file": 1, "level": 1, "code": 1, "endLine": 1}, {', 0.0),
        ('{"messages": [{"messageId": 1, "symbol": 1, "module": 1}, {', 0.9),
        ('{"generated_at": 1, "metrics": {"a": {"SEVERITY.HIGH": 1, "CONFIDENCE.HIGH": 1', 0.9),
        ('{"metrics": {"a": 1', 0.0),
        ('{"results": [{"check_id": 1, "path": 1, "extra": 1', 0.9),
        ('{"results": [{"x": 1', 0.0),
        ('{"issues": [{"fileName": 1, "key": 1, "type": 1', 0.8),
        ('{"issues": [{"key": 1, "type": 1', 0.0),
        ('{"statistics": {"duplicatedLines": 1, "clones": 1', 0.9),
        ('{"duplicates": [{"firstFile": 1, "secondFile": 1', 0.9),
        ('{"duplicates": [{"x": 1', 0.0),
        ('{"statistics": {}}', 0.0),
        ('{"runs": [{"results": [{"ruleId": 1, "physicalLocation": 1', 0.9),
    ],
)
def test_what_is_recognised(content, sure):
    assert INSPECTOR.sniff(Head.of(artefact(content))) == sure


FORMATS = {
    "sarif": SARIF,
    "checkstyle": CHECKSTYLE,
    "pmd": PMD,
    "pmd-csv": PMD_CSV,
    "cpd": CPD,
    "spotbugs": SPOTBUGS,
    "eslint": ESLINT,
    "shellcheck": SHELLCHECK,
    "sqlfluff": SQLFLUFF,
    "pylint": PYLINT_2,
    "code-quality": CODE_QUALITY,
    "sonarqube": SONARQUBE,
    "bandit": BANDIT,
    "semgrep": SEMGREP,
    "dscanner": DSCANNER,
    "jscpd": JSCPD,
    "radon": RADON,
    "lizard": LIZARD,
    "interrogate": INTERROGATE,
}


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_recognised_and_spoiled_files_are_read_or_refused(form):
    content = FORMATS[form]
    text = content if isinstance(content, str) else json.dumps(content)
    whole = artefact(text)
    assert INSPECTOR.format_of(Head.of(whole)).id == form
    assert sorted(FORMATS) == sorted(each.id for each in INSPECTOR.formats)
    for _, data in spoiled(text.encode()):
        for attempt in (
            lambda data=data: INSPECTOR.inspect([artefact(data)], CONTEXT),
            lambda data=data: INSPECTOR.compare(whole, artefact(data), CONTEXT),
        ):
            with suppress(UnreadableArtefactError):
                attempt()


def test_issues_of_sonarqube_that_are_settled_are_no_results():
    issue = {"rule": "java:S2", "severity": "MAJOR", "component": "p:a.java", "line": 1}
    states = [
        {"status": "CLOSED"},
        {"status": "RESOLVED"},
        {"issueStatus": "ACCEPTED"},
        {"status": "OPEN"},
        {"component": "p"},
    ]
    statements = inspect(
        {
            "paging": {"total": 5},
            "total": 5,
            "components": [{"key": "p", "qualifier": "TRK"}, {"key": "p:a.java", "qualifier": "FIL"}, 1],
            "issues": [{**issue, **state} for state in states],
        }
    )
    assert value(statements, "results") == 2
    assert value(statements, "files") == {"a.java": 1}
    settled = fact_of(statements, "static_analysis.settled")
    assert [place.path for place in settled.places] == ["/issues/0", "/issues/1", "/issues/2"]
    assert settled.fr == "3 entrées closes ou acceptées dans l’outil, non comptées parmi les résultats"
    assert "static_analysis.partial" not in codes_of(statements)


def test_results_of_files_that_were_not_analysed_again_are_not_closed():
    later = {**BANDIT, "metrics": {"_totals": {}, "b.py": {}}, "results": []}
    changes = compare(BANDIT, later)
    assert changes.same_scope is False
    assert codes_of(changes) == [
        "static_analysis.compare.files_left_out",
        "static_analysis.compare.not_examined",
    ]
    assert fact_of(changes, "static_analysis.compare.not_examined").fr == (
        "2 résultats du premier rapport dans des fichiers dont le second ne dit pas qu’il les a analysés"
    )


def test_an_empty_report_that_names_no_file_closes_nothing():
    comment = {"file": "a.sh", "line": 1, "endLine": 1, "level": "info", "code": 1, "message": "m"}
    changes = compare({"comments": [comment]}, {"comments": []})
    assert changes.same_scope is False
    assert codes_of(changes) == ["static_analysis.compare.not_examined"]


def test_nothing_is_closed_or_new_between_two_tools():
    later = json.loads(json.dumps(SARIF))
    later["runs"][0]["tool"]["driver"]["name"] = "Autre"
    assert {"static_analysis.compare.other_tool"} >= set(codes_of(compare(SARIF, later)))


def test_the_same_files_without_any_result_twice():
    clean = {**BANDIT, "results": []}
    assert codes_of(compare(clean, clean)) == ["static_analysis.compare.results"]
