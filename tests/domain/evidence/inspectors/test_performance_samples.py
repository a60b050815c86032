"""The samples of the manifest, and what interrupted downloads and hostile hands leave of each format."""

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance import INSPECTOR
from tests.factories.evidence import CONTEXT, artefact, fact_of, sample, spoiled

FACTS = [
    ("ab-apres.txt", "throughput", 377.13),
    ("ab-apres.txt", "error_rate", 0.0),
    ("ab-avant.txt", "throughput", 86.87),
    ("ab-avant.txt", "error_rate", 0.0),
    ("explain-plage-apres.json", "plan_nodes", ["Aggregate", "Bitmap Heap Scan", "Bitmap Index Scan"]),
    ("explain-plage-apres.json", "execution_time", 0.897),
    ("explain-plage-avant.json", "plan_nodes", ["Aggregate", "Seq Scan"]),
    ("explain-plage-avant.json", "execution_time", 3.932),
    ("explain_after.json", "plan_nodes", ["Bitmap Heap Scan", "Bitmap Index Scan"]),
    ("explain_after.json", "execution_time", 0.891),
    ("explain_before.json", "plan_nodes", ["Seq Scan"]),
    ("explain_before.json", "execution_time", 24.442),
    ("jmeter-csv-multiligne.jtl", "requests", 2),
    ("jmeter-dix.jtl", "requests", 10),
    ("jmeter-dix.jtl", "error_rate", 0.0),
    ("k6-handleSummary.json", "requests", 878),
    (
        "k6-handleSummary.json",
        "thresholds",
        {"http_req_duration p(95)<1000": True, "iteration_duration max<4000": True},
    ),
    ("locust-apres_stats.csv", "requests", 2082),
    ("locust-apres_stats.csv", "error_rate", 0.0),
    ("locust-avant_stats.csv", "requests", 1525),
    ("locust-avant_stats.csv", "failed_requests", 17),
    ("mysql-lent-002.txt", "statements", 8),
    ("mysql-lent-002.txt", "slowest", 726.052),
    ("pg_stat_statements.csv", "statements", 30),
    ("pg_stat_statements.csv", "most_calls", 20),
    ("pg_stat_statements.csv", "visible_password", 1),
    ("pgbadger.json", "slowest", 695.913),
    ("wrk-court.txt", "throughput", 205.68),
    ("wrk-court.txt", "mean", 78.27),
    ("wrk-long.txt", "throughput", 205.68),
    ("wrk-long.txt", "mean", 78270.0),
]
P95 = [
    ("k6-handleSummary.json", 30.0256841),
    ("locust-apres_stats.csv", 37.0),
    ("locust-avant_stats.csv", 160.0),
    ("ab-avant.txt", 255.0),
]


@pytest.mark.parametrize(("name", "code", "value"), FACTS)
def test_each_sample_gives_the_fact_of_the_manifest(name, code, value):
    found = INSPECTOR.inspect([sample(f"performance/{name}")], CONTEXT)
    assert fact_of(found, f"performance.{code}").value == value


@pytest.mark.parametrize(("name", "value"), P95)
def test_the_95th_percentile_is_that_of_the_tool(name, value):
    found = INSPECTOR.inspect([sample(f"performance/{name}")], CONTEXT)
    assert fact_of(found, "performance.percentiles").value["p95"] == value


def test_jmeter_transactions_are_told_from_samples():
    found = INSPECTOR.inspect([sample("performance/jmeter-transactions.csv")], CONTEXT)
    requests, groups = (fact_of(found, f"performance.{code}").value for code in ("requests", "groups"))
    assert (requests, groups, requests + groups) == (210, 103, 313)


def test_pgbadger_counts_what_is_recounted():
    found = INSPECTOR.inspect([sample("performance/pgbadger.json")], CONTEXT)
    assert "383 exécutions" in fact_of(found, "performance.statements").fr
    assert found.findings == ()


def test_the_long_run_of_wrk_contradicts_itself():
    found = INSPECTOR.inspect([sample("performance/wrk-long.txt")], CONTEXT)
    assert fact_of(found, "performance.figures_differ").fr == (
        "Le chiffre écrit et celui qui se recalcule diffèrent : débit 205,68 ≠ 0,209008"
    )


@pytest.mark.parametrize(
    ("before", "after", "ratio"),
    [
        ("explain_before.json", "explain_after.json", {"execution": 27.432099}),
        ("explain-plage-avant.json", "explain-plage-apres.json", {"execution": 4.383501}),
    ],
)
def test_pairs_of_plans(before, after, ratio):
    found = INSPECTOR.compare(sample(f"performance/{before}"), sample(f"performance/{after}"), CONTEXT)
    assert (found.same_scope, fact_of(found, "performance.compare.ratio").value) == (True, ratio)


@pytest.mark.parametrize(
    ("tool", "end", "proof"), [("ab", ".txt", "means"), ("locust", "_stats.csv", "percentiles")]
)
def test_pairs_of_runs(tool, end, proof):
    before, after = (sample(f"performance/{tool}-{when}{end}") for when in ("avant", "apres"))
    found = INSPECTOR.compare(before, after, CONTEXT)
    assert found.same_scope is True
    assert fact_of(found, "performance.compare.distinguishable").value == proof


SMALL = {
    "csv": "timeStamp,elapsed,label,success\n1777593600000,101,/,true\n1777593601000,110,/,false\n",
    "headless": "1777593600000,101,/,200,OK,t,text,true,,1,1,1,1,null,1,0,1\n",
    "xml": '<testResults version="1.2"><httpSample t="10" ts="1777593600000" s="true" lb="/"/></testResults>',
    "dashboard": json.dumps(
        {"Total": {"sampleCount": 10, "errorCount": 1, "meanResTime": 1.0, "pct1ResTime": 10}}
    ),
    "k6": json.dumps(
        {
            "root_group": {},
            "metrics": {
                "http_req_duration": {"avg": 1.5, "med": 1.0, "thresholds": {"p(95)<10": False}},
                "http_reqs": {"count": 10, "rate": 1.0},
                "http_req_failed": {"passes": 1},
            },
        }
    ),
    "points": '{"type": "Point", "metric": "http_req_duration", "data": {"time": "2026-01-01T00:00:01Z",'
    ' "value": 1.0,'
    ' "tags": {"name": "a"}}}\n',
    "locust": "Type,Name,Request Count,Failure Count,Median Response Time,95%\n"
    "GET,/,10,1,10,11\n,Aggregated,10,1,10,11\n",
    "wrk": "Running 10s test @ http://a/\n  Thread Stats\n    Latency    1.00ms  1.10ms 10.00ms 90%\n"
    "  100 requests in 10.10s,"
    " 1MB read\nRequests/sec: 10.10\n",
    "ab": "Concurrency Level: 10\nTime taken for tests: 1.0 seconds\nComplete requests: 100\n"
    "Failed requests: 1\n"
    "Time per"
    " request: 1\nTotal: 1 10 1.1 10 100\n  50% 10\n 100% 100 (longest request)\n",
    "gatling": "RUN\ta\tb\t1\t \t3.1\nREQUEST\t\tA\t1777593600000\t1777593600100\tOK\t \n",
    "stats": json.dumps({"numberOfRequests": {"total": 10, "ok": 9, "ko": 1}, "percentiles1": {"total": 10}}),
    "postgres": json.dumps(
        [{"Plan": {"Node Type": "Seq Scan", "Plan Rows": 10, "Actual Rows": 1, "Actual Loops": 1},
          "Execution Time": 1.0}]
    ),
    "mysql": json.dumps(
        {"query_block": {"cost_info": {"query_cost": "1.0"},
          "table": {"table_name": "a", "access_type": "ALL", "rows": 10}}}
    ),
    "statements": "query,calls,total_exec_time,stddev_exec_time\nSELECT 1,10,100.1,1.0\n",
    "pgbadger": json.dumps(
        {"normalyzed_info": {"a": {"select 1": {"count": 1, "duration": 1.0}}},
         "overall_stat": {"queries_number": 1},
         "top_slowest": [["1.0", "", "select 1"]]}
    ),
    "slow": "# User@Host: a\n# Query_time: 1.0  Lock_time: 0.1 Rows_sent: 1  Rows_examined: 10\n"
    "SET timestamp=1777593600;\n"
    "SELECT 1 FROM t WHERE a = 'b';\n",
    "speedscope": json.dumps(
        {"shared": {"frames": [{"name": "a"}]},
         "profiles": [{"type": "sampled", "unit": "s", "samples": [[0]], "weights": [1.0]}]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SMALL)
def test_a_spoiled_file_is_read_or_refused(kind):
    whole = artefact(SMALL[kind])
    assert INSPECTOR.inspect([whole], CONTEXT).facts
    for name, data in spoiled(SMALL[kind].encode()):
        broken = artefact(data, name)
        for read in (
            lambda broken=broken: INSPECTOR.inspect([broken], CONTEXT),
            lambda broken=broken: INSPECTOR.compare(whole, broken, CONTEXT),
            lambda broken=broken: INSPECTOR.compare(broken, whole, CONTEXT),
        ):
            try:
                assert read().inspector == "performance"
            except UnreadableArtefactError:
                continue  # refused, with its reason: what is asked for
