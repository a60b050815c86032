"""Execution plans, workloads of databases, profiles."""

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance import (
    INSPECTOR,
    plans,
    samples,
    slowlog,
    speedscope,
    workloads,
)
from preuve.domain.evidence.inspectors.performance.queries import shape, shows_password
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of


def inspect(text, name="a"):
    return INSPECTOR.inspect([artefact(text, name)], CONTEXT)


def refusal(text):
    with pytest.raises(UnreadableArtefactError) as refused:
        inspect(text)
    return refused.value


def lines_of(statement):
    return [place.line for place in statement.places]


def postgres(execution=12.5, scan="Seq Scan", reads=50, planned=5, actual=200, loops=3, **more):
    plan = {
        "Node Type": "Nested Loop",
        "Total Cost": 100.5,
        "Plan Rows": 600,
        "Actual Rows": 600,
        "Actual Loops": 1,
        "Actual Total Time": 11.0,
        "Shared Hit Blocks": 150,
        "Shared Read Blocks": reads,
        "Plans": [
            {"Node Type": "Index Scan", "Relation Name": "client", "Index Name": "pk"},
            {
                "Node Type": scan,
                "Relation Name": "commande",
                "Plan Rows": planned,
                "Actual Rows": actual,
                "Actual Loops": loops,
            },
        ],
    }
    return json.dumps([{"Plan": plan, "Planning Time": 0.5, "Execution Time": execution, **more}], indent=1)


def test_a_plan_multiplies_rows_by_loops():
    found = inspect(postgres())
    assert found.artefact.format == "postgres-plan"
    nodes = fact_of(found, "performance.plan_nodes")
    assert nodes.value == ["Nested Loop", "Index Scan", "Seq Scan"]
    assert [place.path for place in nodes.places] == ["/0/Plan", "/0/Plan/Plans/0", "/0/Plan/Plans/1"]
    assert lines_of(nodes) == [3, 13, 18]
    execution = fact_of(found, "performance.execution_time")
    assert (execution.value, execution.unit, execution.places[0].path) == (12.5, "ms", "/0/Execution Time")
    assert execution.fr == "Temps d’exécution de la requête : 12,5\u00a0ms"
    estimates = fact_of(found, "performance.rows_estimated")
    assert estimates.value == 40.0
    assert estimates.fr == (
        "Lignes estimées et réelles : écart le plus grand ×40 (Seq Scan : 15 estimées, 600 réelles)"
    )
    assert fact_of(found, "performance.estimates_off").value == 1
    assert lines_of(fact_of(found, "performance.estimates_off")) == [18]
    assert fact_of(found, "performance.buffers").value == {"hits": 150, "reads": 50}
    assert fact_of(found, "performance.cold_cache").en == (
        "50 blocks read from outside the cache, that is 25%: the time depends on its state"
    )
    assert fact_of(found, "performance.full_reads").fr == "1 parcours complet de table : commande"
    assert fact_of(found, "performance.plan_cost").value == 100.5


def test_a_plan_of_auto_explain_or_without_analyze():
    single = json.loads(postgres())[0]
    del single["Execution Time"]
    found = inspect(json.dumps({"Query Text": "SELECT 1", **single}))
    assert fact_of(found, "performance.execution_time").value == 11.0
    only = {"Plan": {"Node Type": "Result", "Shared Hit Blocks": 0, "Shared Read Blocks": 0}}
    assert codes_of(inspect(json.dumps([only]))) == [
        "performance.plan_nodes",
        "performance.buffers",
        "performance.plan_not_run",
    ]
    only["Plan"] |= {"Shared Hit Blocks": -5, "Shared Read Blocks": 5}
    assert fact_of(inspect(json.dumps([only])), "performance.cold_cache").value == 5
    assert refusal('[{"Plan": {}, "x": {"Node Type": 1}}]').detail == "Node Type"


def test_a_plan_without_its_summary_was_run_all_the_same():
    node = {
        "Node Type": "Seq Scan",
        "Relation Name": "t",
        "Plan Rows": 50,
        "Actual Rows": 50,
        "Actual Loops": 1,
    }
    assert codes_of(inspect(json.dumps([{"Plan": node, "Triggers": []}]))) == [
        "performance.plan_nodes",
        "performance.full_reads",
        "performance.rows_estimated",
    ]


def test_plans_of_too_many_nodes_are_refused(monkeypatch):
    monkeypatch.setattr(plans, "_MAX_NODES", 1)
    assert (refusal(postgres()).reason, refusal(postgres()).place.path) == (
        Unreadable.TOO_MANY,
        "/0/Plan/Plans/0",
    )
    assert refusal(json.dumps(MYSQL)).reason is Unreadable.TOO_MANY


MYSQL = {
    "query_block": {
        "select_id": 1,
        "cost_info": {"query_cost": "20.5"},
        "ordering_operation": {
            "using_filesort": True,
            "nested_loop": [
                {"table": {"table_name": "commande", "access_type": "ALL", "rows_examined_per_scan": 100}},
                {"table": {"table_name": "client", "access_type": "eq_ref", "key": "PRIMARY"}},
                {"table": {"table_name": "x"}},
            ],
        },
    }
}


def test_a_mysql_plan_says_how_tables_are_reached():
    found = inspect(json.dumps(MYSQL, indent=1))
    assert found.artefact.producer == "MySQL EXPLAIN"
    assert fact_of(found, "performance.plan_nodes").value == ["ALL", "eq_ref"]
    assert fact_of(found, "performance.full_reads").en == "1 full scan of a table: commande"
    assert fact_of(found, "performance.plan_cost").value == 20.5
    assert fact_of(found, "performance.plan_not_run").value == 1
    assert refusal('{"query_block": {"message": "No tables used"}}').detail == "table"


def test_a_mariadb_analysis_and_the_second_form_of_mysql():
    table = {"table_name": "t", "access_type": "ALL", "r_loops": 1, "rows": 10, "r_rows": 10}
    found = inspect(json.dumps({"query_block": {"r_total_time_ms": 3.5, "table": table}}))
    assert found.artefact.producer == "MariaDB ANALYZE"
    assert fact_of(found, "performance.execution_time").value == 3.5
    assert fact_of(found, "performance.rows_estimated").value == 1.0
    second = {
        "query": "x",
        "operation": "Filter: (t.a = 1)",
        "actual_last_row_ms": 2.5,
        "estimated_total_cost": 9.0,
        "inputs": [
            {
                "operation": "Table scan on t", "access_type": "table", "table_name": "t",
                "estimated_rows": 4, "actual_rows": 4, "actual_loops": 1,
            }
        ],
    }  # fmt: skip
    for text in (json.dumps(second), json.dumps({"query_plan": second})):
        found = inspect(text)
        assert fact_of(found, "performance.plan_nodes").value == ["Filter: (t.a = 1)", "Table scan"]
        assert fact_of(found, "performance.execution_time").value == 2.5
        assert fact_of(found, "performance.full_reads").value == 1
        assert fact_of(found, "performance.plan_cost").value == 9.0


STATEMENTS = """\
userid,query,calls,total_exec_time,mean_exec_time,stddev_exec_time,max_exec_time,rows
10,SELECT * FROM client WHERE id = $1,200,400.5,2.0025,0.5,9.5,200
10,"CREATE ROLE app LOGIN PASSWORD 'tr3s-secret'",1,1.5,1.5,0,1.5,0
11,SELECT * FROM client WHERE id = $1,100,100,1,0.1,3,100
11,SELECT 1,x,,,,,
11,SELECT 2,3,,2,,,
"""


def test_pg_stat_statements_never_repeats_a_password():
    found = inspect(STATEMENTS)
    assert found.artefact.format == "pg-stat-statements"
    assert fact_of(found, "performance.statements").value == 4
    assert fact_of(found, "performance.statements").fr == (
        "4 requêtes SQL relevées, 3 formes distinctes, 304 exécutions"
    )
    assert fact_of(found, "performance.most_calls").value == 200
    assert fact_of(found, "performance.database_time").value == 508.0
    assert fact_of(found, "performance.top_statements").value == {
        "SELECT * FROM client WHERE id = ?": 500.5,
        "SELECT ?": 6.0,
        "CREATE ROLE …": 1.5,
    }
    slowest = fact_of(found, "performance.slowest")
    assert (slowest.value, slowest.places[0].line, slowest.places[0].column) == (9.5, 2, "max_exec_time")
    shown = fact_of(found, "performance.visible_password")
    assert [(place.line, place.column) for place in shown.places] == [(3, "query")]
    assert lines_of(fact_of(found, "performance.unreadable_rows")) == [5]
    assert "tr3s-secret" not in repr(found)
    assert refusal("query,calls,total_time\nx,,\n").detail == "calls"


def test_more_statements_than_are_kept(monkeypatch):
    monkeypatch.setattr(workloads, "_KEPT", 1)
    found = inspect(STATEMENTS)
    assert fact_of(found, "performance.statements").value == 4
    assert [limit.code for limit in found.limits] == ["performance.since_reset", "performance.kept_shapes"]
    assert fact_of(found, "performance.statements").fr == "4 requêtes SQL relevées, 304 exécutions"
    assert fact_of(found, "performance.database_time").value == 508.0
    badger = inspect(json.dumps(PGBADGER))
    assert fact_of(badger, "performance.statements").value == 2
    monkeypatch.setattr(slowlog, "_KEPT", 1)
    found = inspect(SLOW)
    assert fact_of(found, "performance.statements").value == 4
    assert [limit.code for limit in found.limits][-1] == "performance.kept_shapes"


PGBADGER = {
    "normalyzed_info": {
        "boutique": {
            "select * from client where id = ?;": {"count": 5, "duration": 50.5},
            "select ?;": {"count": 2, "duration": 0.5},
            "vide": {"count": 0},
        }
    },
    "overall_stat": {
        "postgres": {
            "queries_number": 8, "first_log_ts": "2026-05-01 10:00:00", "last_log_ts": "2026-05-01 11:00:00"
        }
    },
    "top_slowest": {
        "postgres": [
            ["12.5", "2026-05-01 10:00:00", "ALTER ROLE a PASSWORD 'tr3s-secret'"],
            ["x", "", "select 1"], ["20", "", ""]
        ]
    },
}  # fmt: skip


def test_pgbadger_is_recounted():
    found = inspect(json.dumps(PGBADGER))
    assert fact_of(found, "performance.statements").value == 2
    assert fact_of(found, "performance.database_time").value == 51.0
    assert fact_of(found, "performance.slowest").value == 20.0
    assert fact_of(found, "performance.slowest").places[0].path == "/top_slowest/postgres/2"
    assert fact_of(found, "performance.visible_password").places[0].path == "/top_slowest/postgres/0"
    assert fact_of(found, "performance.figures_differ").en == (
        "The figure written and the one recounted differ: executions 8 ≠ 7"
    )
    assert found.artefact.period == ("2026-05-01T10:00:00", "2026-05-01T11:00:00")
    assert "tr3s-secret" not in repr(found)
    old = {
        "normalyzed_info": {"select ?": {"count": 7, "duration": 5}},
        "overall_stat": {"queries_number": 7},
        "top_slowest": [["3", "", "select 1"]],
    }
    found = inspect(json.dumps(old))
    assert "performance.figures_differ" not in codes_of(found)
    assert (fact_of(found, "performance.slowest").value, found.artefact.period) == (3.0, ("", ""))
    bare = inspect(json.dumps({"normalyzed_info": old["normalyzed_info"], "overall_stat": {}}))
    assert "performance.slowest" not in codes_of(bare)
    assert refusal('{"normalyzed_info": {}, "overall_stat": {}}').detail == "normalyzed_info"


SLOW = """\
/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server). started with:
Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock
Time                 Id Command    Argument
# Time: 2026-05-01T00:00:00.5Z
# User@Host: app[app] @  [10.0.0.1]  Id:     7
# Query_time: 2.500000  Lock_time: 0.000091 Rows_sent: 1  Rows_examined: 5000
# Full_scan: Yes  Full_join: No
use boutique;
SET timestamp=1777593600;
SELECT * FROM client
WHERE nom = "Durand" AND n IN (1, 2, 3);
# User@Host: app[app] @  [10.0.0.1]  Id:     7
# Query_time: 0.500000  Lock_time: 0.000091 Rows_sent: 1  Rows_examined: 100
# Full_scan: No  Full_join: No
SET timestamp=1777593660;
SELECT * FROM client
WHERE nom = "Martin" AND n IN (4, 5);
# Query_time: 0.250000
# administrator command: Quit;
# Time: 2026-05-01T00:02:00.5Z
# Query_time: 0.125000
SET insert_id=5,timestamp=1777593630;
SET PASSWORD FOR 'app'@'%' = 'tr3s-secret';
/usr/sbin/mysqld, Version: 8.0.37 (MySQL Community Server). started with:
"""


def test_a_slow_log_is_recounted_by_shape():
    found = inspect(SLOW)
    assert (found.artefact.format, found.artefact.producer) == ("mysql-slow-log", "MySQL 8.0.37")
    assert found.artefact.period == ("2026-05-01T00:00:00+00:00", "2026-05-01T00:01:00+00:00")
    assert fact_of(found, "performance.statements").value == 4
    assert fact_of(found, "performance.top_statements").value == {
        "SELECT * FROM client WHERE nom = ? AND n IN (?+)": 3000.0,
        "administrator command: Quit": 250.0,
        "SET PASSWORD …": 125.0,
    }
    slowest = fact_of(found, "performance.slowest")
    assert (slowest.value, lines_of(slowest)) == (2500.0, [6])
    assert fact_of(found, "performance.rows_examined").value == {"examined": 5100, "sent": 2}
    assert fact_of(found, "performance.logged_scans").fr == "1 exécution marquée « parcours complet » sur 4"
    assert lines_of(fact_of(found, "performance.visible_password")) == [23]
    assert fact_of(found, "performance.percentiles").value["p50"] == 250.0
    assert fact_of(found, "performance.few_samples").value == 4
    assert "tr3s-secret" not in repr(found)
    assert refusal("# User@Host: a\n x # Query_time: 1.0\n").detail == "Query_time"


def test_a_slow_log_of_another_kind(monkeypatch):
    monkeypatch.setattr(slowlog, "_MAX_QUERY", 5)
    monkeypatch.setattr(samples, "EXACT", 20)
    found = inspect("# Query_time: 1.0\nSELECT a\nFROM b;\n" * 40)
    assert [limit.code for limit in found.limits][-1] == "performance.classes"
    assert fact_of(found, "performance.top_statements").value == {"SELECT a": 40000.0}
    assert "performance.logged_scans" not in codes_of(found)
    assert "performance.few_samples" not in codes_of(found)
    assert found.artefact.period == ("", "")


PROFILE = {
    "$schema": "https://www.speedscope.app/file-format-schema.json",
    "exporter": "py-spy@0.3.14",
    "shared": {"frames": [{"name": "main"}, {"name": "trier"}, {}]},
    "profiles": [
        {
            "type": "sampled", "name": "MainThread", "unit": "seconds",
            "samples": [[0, 1], [0], [0, 1], [], [0, 2]], "weights": [0.5, 0.25, 0.125, 1, 0.125],
        },
        {
            "type": "evented", "name": "T2", "unit": "seconds",
            "events": [
                {"type": "O", "frame": 0, "at": 0}, {"type": "O", "frame": 1, "at": 1},
                {"type": "C", "frame": 0, "at": 1}, {"type": "C", "frame": 1, "at": 2},
                {"type": "C", "frame": 0, "at": 3}, {"type": "C", "frame": 0, "at": 3},
                {"type": "O", "frame": 0, "at": 1}, {"type": "O", "frame": None},
            ],
        },
        {"type": "sampled", "name": "octets", "unit": "bytes", "samples": [[0]], "weights": [99]},
    ],
}  # fmt: skip


def test_a_profile_weighs_functions_themselves():
    found = inspect(json.dumps(PROFILE, indent=1))
    assert (found.artefact.format, found.artefact.producer) == ("speedscope", "py-spy@0.3.14")
    profile = fact_of(found, "performance.profile")
    assert profile.value == 10
    assert profile.en == "Profile of 10 records, 4 seconds in all: MainThread and T2"
    hot = fact_of(found, "performance.hotspots")
    assert hot.value == {"main": 2.25 / 4, "trier": 1.625 / 4, "[2]": 0.125 / 4}
    assert [place.path for place in hot.places] == [
        "/shared/frames/0",
        "/shared/frames/1",
        "/shared/frames/2",
    ]
    assert fact_of(found, "performance.few_samples").value == 10
    assert refusal('{"shared": {"frames": []}, "profiles": []}').detail == "weights"


def test_a_profile_of_deep_stacks(monkeypatch):
    monkeypatch.setattr(speedscope, "_MAX_DEPTH", 1)
    text = json.dumps(PROFILE).replace('"exporter": "py-spy@0.3.14"', '"name": "x"')
    assert inspect(text).artefact.producer == ""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT 1", "SELECT ?"),
        ("INSERT INTO t VALUES (1, 'a', $3), (2, 'b', $4)", "INSERT INTO t VALUES (?+)"),
        ("SELECT 'l''été', E'a\\'b' -- secrètement\n FROM t /* 5 */;", "SELECT ?, ? FROM t"),
        ("DO $x$ BEGIN END $x$", "DO ?"),
        ("SELECT 'resté ouvert", "SELECT"),
        ("ALTER USER bob IDENTIFIED BY 'x'", "ALTER USER …"),
        ("/* x */ SET 'a' = secret", "SET …"),
        ('SELECT "Colonne" FROM t', 'SELECT "Colonne" FROM t'),
    ],
)
def test_shapes_hold_no_values(query, expected):
    assert shape(query) == expected


def test_shapes_of_mysql_take_double_quotes_for_text():
    assert shape('SELECT "a" FROM t WHERE b = "ouvert', double_quoted=True) == "SELECT ? FROM t WHERE b ="


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("CREATE USER a PASSWORD 'x1'", True),
        ("ALTER ROLE a ENCRYPTED PASSWORD E'x1'", True),
        ('CREATE USER a IDENTIFIED BY "x1"', True),
        ("CREATE USER a IDENTIFIED WITH mysql_native_password AS '*AB'", True),
        ("SET PASSWORD = PASSWORD('x1')", True),
        ("CREATE USER a PASSWORD $1", False),
        ("CREATE USER a PASSWORD '?'", False),
        ("CREATE USER a PASSWORD '***'", False),
        ("CREATE USER a PASSWORD NULL", False),
        ("CREATE USER a PASSWORD ''", False),
        ("SELECT password FROM users WHERE a = 'x'", False),
    ],
)
def test_passwords_in_statements(query, shown):
    assert shows_password(query) is shown


@pytest.mark.parametrize(
    "text",
    [
        '{"Plan": 1}',
        '{"operation": 1}',
        "query,calls\n1,2\n",
        '{"shared": {}, "profiles": []}',
        "# Time: 1\n",
        "[1]",
    ],
)
def test_other_files_are_not_claimed(text):
    assert INSPECTOR.sniff(Head.of(artefact(text))) == 0


def test_weaker_claims():
    assert INSPECTOR.sniff(Head.of(artefact("query,calls,mean_exec_time\n1,2,3\n"))) == 0.9
    assert INSPECTOR.sniff(Head.of(artefact("# Query_time: 1.0\n"))) == 0.8
    assert INSPECTOR.sniff(Head.of(artefact('{"shared": {"frames": []}, "profiles": []}'))) == 0.8


def test_a_scan_that_was_never_executed_read_nothing():
    assert "performance.full_reads" not in codes_of(inspect(postgres(loops=0)))
