"""Load tests: JMeter, k6, Locust, wrk, ApacheBench, Gatling."""

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance import INSPECTOR, jmeter, reports, samples
from preuve.domain.evidence.inspectors.performance.model import Times
from preuve.domain.evidence.inspectors.performance.samples import (
    Recorder,
    Samples,
    mean_ratio_interval,
    rank_interval,
    rank_test,
)
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of

HEADER = (
    "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,"
    "sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect\n"
)
GROUP = "Number of samples in transaction : 2, number of failing samples : 0"
T0 = 1_777_593_600_000  # 2026-05-01T00:00:00Z


def row(
    index, elapsed, label="/", success="true", message="OK", users=3, url="https://u:p@boutique.example/"
):
    start = T0 + 1000 * index
    return f'{start},{elapsed},{label},200,"{message}",t 1,text,{success},,1,1,1,{users},{url},1,0,1\n'


def inspect(text, name="a"):
    return INSPECTOR.inspect([artefact(text, name)], CONTEXT)


def refusal(text):
    with pytest.raises(UnreadableArtefactError) as refused:
        inspect(text)
    return refused.value


def lines_of(statement):
    return [place.line for place in statement.places]


def test_jmeter_csv_is_recounted_without_its_transactions():
    rows = [row(i, 100 + i, "/" if i % 2 else "/panier") for i in range(30)]
    rows[3] = row(3, 900, "/", "false")
    text = HEADER + "".join(rows) + row(31, 5000, "Parcours", message=GROUP) + row(32, "rapide") + "1,2\n"
    found = inspect(text)
    assert found.artefact.format == "jmeter-csv"
    assert found.artefact.target == "boutique.example"
    assert found.artefact.period == ("2026-05-01T00:00:00+00:00", "2026-05-01T00:00:29+00:00")
    assert codes_of(found) == [
        "performance.requests",
        "performance.error_rate",
        "performance.percentiles",
        "performance.mean",
        "performance.throughput",
        "performance.users",
        "performance.duration",
        "performance.labels",
        "performance.label_times",
        "performance.groups",
        "performance.failed_requests",
        "performance.unreadable_rows",
    ]
    requests = fact_of(found, "performance.requests")
    assert (requests.value, requests.strength, requests.places[0].line, requests.places[0].last_line) == (
        30,
        5,
        2,
        31,
    )
    assert fact_of(found, "performance.percentiles").value == {
        "p50": 115.0, "p75": 123.0, "p90": 127.0, "p95": 129.0, "p99": 900.0
    }  # fmt: skip
    assert fact_of(found, "performance.percentiles").fr == (
        "Temps de réponse : p50 115 ms, p75 123 ms, p90 127 ms, p95 129 ms et p99 900 ms"
    )
    assert fact_of(found, "performance.error_rate").value == 1 / 30
    assert lines_of(fact_of(found, "performance.failed_requests")) == [5]
    assert fact_of(found, "performance.users").en == "3 concurrent users at most"
    assert fact_of(found, "performance.labels").value == {"/panier": 15, "/": 15}
    assert fact_of(found, "performance.groups").value == 1
    assert lines_of(fact_of(found, "performance.groups")) == [32]
    assert lines_of(fact_of(found, "performance.unreadable_rows")) == [33, 34]
    assert [limit.code for limit in found.limits] == ["performance.production", "performance.nearest_rank"]


def test_jmeter_csv_without_header_or_columns():
    text = "".join(row(i, 10) for i in range(3)).replace("https://u:p@boutique.example/", "null")
    found = inspect(text)
    assert fact_of(found, "performance.requests").value == 3
    assert found.artefact.target == ""
    few = fact_of(found, "performance.few_samples")
    assert few.fr == "3 échantillons : moins de 30, les centiles ne sont pas stables"
    found = inspect("timeStamp,elapsed,label\nx,5,a\n")
    assert found.artefact.period == ("", "")
    assert codes_of(found) == [
        "performance.requests",
        "performance.error_rate",
        "performance.percentiles",
        "performance.mean",
        "performance.labels",
        "performance.label_times",
        "performance.few_samples",
    ]
    assert fact_of(found, "performance.mean").en == "Mean response time 5\u00a0ms, over 1 sample"


def test_jmeter_against_this_machine_and_many_unreadable_rows():
    text = HEADER + row(1, 5, url="http://localhost:8080/a") + row(2, "x") * 1100
    found = inspect(text)
    assert fact_of(found, "performance.local_target").value == "localhost:8080"
    assert fact_of(found, "performance.unreadable_rows").value == 1100


XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<testResults version="1.2">
<httpSample t="20" ts="{T0}" s="true" lb="/" rm="OK" na="7">
<httpSample t="9" ts="{T0}" s="true" lb="image"/>
<java.net.URL>http://boutique.example/</java.net.URL>
</httpSample>
<sample t="99" ts="{T0}" s="true" lb="Parcours" rm="{GROUP}">
<httpSample t="40" ts="{T0 + 100}" s="false" lb="/panier"/>
<httpSample t="60" ts="{T0 + 200}" s="true" lb="/"/>
</sample>
<sample t="?" lb="x"/>
</testResults>
"""


def test_jmeter_xml_counts_neither_parts_nor_transactions():
    found = inspect(XML)
    assert found.artefact.format == "jmeter-xml"
    assert (found.artefact.producer, found.artefact.target) == (
        "JMeter (testResults 1.2)",
        "boutique.example",
    )
    assert fact_of(found, "performance.requests").value == 3
    assert fact_of(found, "performance.labels").value == {"/": 2, "/panier": 1}
    assert fact_of(found, "performance.users").value == 7
    assert fact_of(found, "performance.groups").value == 1
    failed = fact_of(found, "performance.failed_requests")
    assert [(place.line, place.path) for place in failed.places] == [(8, "//testResults/*")]
    assert lines_of(fact_of(found, "performance.unreadable_rows")) == [11]
    assert inspect(XML.replace(' version="1.2"', "")).artefact.producer == "JMeter"


def k6(metrics, **more):
    return json.dumps({"root_group": {}, "metrics": metrics, **more}, indent=1)


LEGACY = {
    "http_req_duration": {
        "avg": 20.5, "min": 1, "max": 90, "med": 18, "p(90)": 40, "p(95)": 50, "p(99.9)": 80,
        "thresholds": {"p(95)<500": False, "p(90)<10": True, "x": "?"},
    },
    "http_reqs": {"count": 200, "rate": 10},
    "http_req_failed": {"value": 0.05, "passes": 10, "fails": 190},
    "checks": {"passes": 5, "fails": 0},
    "vus_max": {"value": 4},
}  # fmt: skip


def test_k6_summary_export_says_false_for_not_crossed():
    found = inspect(k6(LEGACY))
    assert found.artefact.producer == "k6 --summary-export"
    thresholds = fact_of(found, "performance.thresholds")
    assert thresholds.value == {"http_req_duration p(95)<500": True, "http_req_duration p(90)<10": False}
    assert thresholds.fr.startswith("2 seuils fixés avant l’essai, 1 tenu : ")
    assert fact_of(found, "performance.threshold_crossed").value == 1
    assert fact_of(found, "performance.error_rate").value == 0.05
    assert fact_of(found, "performance.duration").value == 20.0
    assert fact_of(found, "performance.users").value == 4
    assert fact_of(found, "performance.percentiles").value == {
        "p50": 18.0,
        "p90": 40.0,
        "p95": 50.0,
        "p99.9": 80.0,
    }
    assert fact_of(found, "performance.percentiles").strength == 4
    assert fact_of(found, "performance.checks").value == {"passed": 5, "failed": 0}
    assert "performance.failed_checks" not in codes_of(found)


def test_k6_handle_summary_says_ok_for_passed():
    metrics = {name: {"type": "x", "contains": "time", "values": values} for name, values in LEGACY.items()}
    metrics["http_req_duration"]["thresholds"] = {"p(95)<500": {"ok": True}, "p(90)<10": {"ok": False}}
    metrics["checks"]["values"] = {"passes": 5, "fails": 2}
    metrics["vus_max"]["values"] = {"max": 6}
    found = inspect(k6(metrics, state={"testRunDurationMs": 15000}))
    assert found.artefact.producer == "k6 handleSummary"
    assert fact_of(found, "performance.thresholds").value == {
        "http_req_duration p(95)<500": True,
        "http_req_duration p(90)<10": False,
    }
    assert fact_of(found, "performance.duration").value == 15.0
    assert fact_of(found, "performance.failed_checks").en == "2 failed checks of 7"
    assert fact_of(found, "performance.users").value == 6


def test_k6_of_another_protocol_and_without_figures():
    metrics = {"iteration_duration": {"avg": 5}, "iterations": {"count": 40}}
    found = inspect(k6(metrics))
    assert codes_of(found) == ["performance.requests", "performance.mean"]
    metrics["iteration_duration"]["med"] = 4
    assert fact_of(inspect(k6(metrics)), "performance.percentiles").fr == (
        "Temps mesurés par iteration_duration : p50 4 ms"
    )
    assert refusal(k6({"iterations": {"count": 1}})).reason is Unreadable.MISSING_FIELD
    assert refusal(k6({"iterations": {}, "iteration_duration": {"avg": 1}})).detail == "iterations"


def point(metric, value, second=0, **tags):
    data = {"time": f"2026-05-01T00:00:{second:02d}.123456789+02:00", "value": value, "tags": tags}
    return json.dumps({"type": "Point", "metric": metric, "data": data}) + "\n"


def test_k6_points_are_recounted():
    text = json.dumps({"type": "Metric", "metric": "http_req_duration", "data": {"name": "x"}}) + "\n"
    text += (
        point("vus", 3)
        + point("http_req_duration", 12.5, 1, name="/")
        + point("http_req_failed", 0, 1, name="/")
    )
    text += point("http_req_duration", 30, 2, url="/b") + point("http_req_failed", 1, 2, url="/b")
    text += point("http_req_failed", 1, 2, url="/jamais") + point("checks", 1, 3) + point("checks", 0, 11)
    found = inspect(text)
    assert found.artefact.format == "k6-points"
    assert fact_of(found, "performance.requests").value == 2
    assert fact_of(found, "performance.duration").value == 11.0
    assert fact_of(found, "performance.labels").value == {"/": 1, "/b": 1}
    assert lines_of(fact_of(found, "performance.failed_requests")) == [6, 7]
    assert fact_of(found, "performance.checks").value == {"passed": 1, "failed": 1}
    assert fact_of(found, "performance.checks").strength == 5
    bare = inspect(point("http_req_duration", 5).replace("+02:00", ""))
    assert "performance.error_rate" not in codes_of(bare)
    assert "performance.throughput" not in codes_of(bare)
    timeless = point("http_req_duration", 5).replace("2026-05", "x")
    assert inspect(timeless).artefact.period == ("", "")
    assert refusal(point("vus", 1)).reason is Unreadable.MISSING_FIELD


LOCUST = """\
Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,\
Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,95%,99%,100%
GET,/,60,2,10,12,1,90,5,6,0,10,12,40,80,90
GET,/b,40,0,10,12,1,90,5,4,0,10,12,50,80,90
,Aggregated,100,2,10,12,1,90,5,10,0,10,12,45,80,90
"""


def test_locust_sums_its_rows():
    found = inspect(LOCUST)
    assert fact_of(found, "performance.requests").value == 100
    assert fact_of(found, "performance.percentiles").value == {
        "p50": 10.0,
        "p66": 12.0,
        "p95": 45.0,
        "p99": 80.0,
    }
    assert fact_of(found, "performance.label_times").value == {"GET /": 40.0, "GET /b": 50.0}
    failed = fact_of(found, "performance.failed_requests")
    assert [(place.line, place.column) for place in failed.places] == [(4, "Failure Count")]
    wrong = inspect(LOCUST.replace("GET,/b,40,0", "GET,/b,41,1") + "GET,/c,x,1\n")
    differs = fact_of(wrong, "performance.figures_differ")
    assert differs.fr == (
        "Le chiffre écrit et celui qui se recalcule diffèrent : requêtes 100 ≠ 101 et échecs 2 ≠ 3"
    )
    assert lines_of(fact_of(wrong, "performance.unreadable_rows")) == [5]
    assert refusal(LOCUST.split(",Aggregated", maxsplit=1)[0]).detail == "Aggregated"


def test_locust_before_its_version_1(monkeypatch):
    text = (
        '"Method","Name","# requests","# failures","Median response time","Average response time"\n'
        '"GET","/",40,0,10,12\n"None","Total",40,x,10,12\n'
    )
    found = inspect(text)
    assert fact_of(found, "performance.percentiles").value == {"p50": 10.0}
    assert "performance.error_rate" not in codes_of(found)
    assert fact_of(inspect(text.replace(',10,12\n"N', ',,\n"N')), "performance.requests").value == 40
    monkeypatch.setattr(reports, "_MAX_LABELS", 1)
    assert "performance.figures_differ" not in codes_of(inspect(LOCUST))


WRK = """\
Running 30s test @ http://127.0.0.1:8080/
  2 threads and 10 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.50ms  250.00us   2.00s    90.05%
    Req/Sec    25.44      6.03    38.00     69.63%
  Latency Distribution
     50%    1.20ms
     99%    9.00ms
    100%    2.00s
  60000 requests in 0.50m, 46.03MB read
  Socket errors: connect 0, read 3, write 0, timeout 2
  Non-2xx or 3xx responses: 10
Requests/sec:   2.00k
Transfer/sec:      9.06MB
"""


def test_errors_of_connections_are_no_answers_of_wrk():
    found = inspect(WRK)
    assert "performance.error_rate" not in codes_of(found)
    sockets = fact_of(found, "performance.socket_errors")
    assert sockets.value == {"connect": 0, "read": 3, "write": 0, "timeout": 2}
    assert lines_of(sockets) == [11]
    assert sockets.fr == (
        "Erreurs de connexion écrites par l’outil : 0 à la connexion, 3 à la lecture, 0 à l’écriture, "
        "2 délais dépassés"
    )
    without = WRK.replace("  Socket errors: connect 0, read 3, write 0, timeout 2\n", "")
    assert fact_of(inspect(without), "performance.error_rate").value == 10 / 60000
    lost = WRK.replace("read 3", "read 60000").replace("Latency     1.50ms", "Latency     0.50ms")
    lost = lost.replace("50%    1.20ms", "50%    0.20ms")
    codes = codes_of(INSPECTOR.compare(artefact(without, "a"), artefact(lost, "b"), CONTEXT))
    assert "performance.compare.errors" not in codes
    assert "performance.compare.errors_hide_speed" in codes


def test_wrk_reads_its_units():
    found = inspect(WRK)
    assert found.artefact.target == "http://127.0.0.1:8080/"
    assert fact_of(found, "performance.mean").value == 1.5
    assert fact_of(found, "performance.mean").fr == (
        "Temps de réponse moyen 1,5\u00a0ms, écart type 0,25\u00a0ms, sur 60\u202f000 échantillons"
    )
    assert fact_of(found, "performance.percentiles").value == {"p50": 1.2, "p99": 9.0}
    assert fact_of(found, "performance.duration").value == 30.0
    assert fact_of(found, "performance.throughput").value == 2000.0
    assert fact_of(found, "performance.throughput").fr == "Débit : 2\u202f000 requêtes par seconde"
    slow = fact_of(inspect(WRK.replace("2.00k", "1.2346")), "performance.throughput")
    assert (slow.value, slow.fr, slow.en) == (
        1.2346,
        "Débit : 1,23 requête par seconde",
        "Throughput: 1.23 requests per second",
    )
    assert fact_of(found, "performance.users").value == 10
    assert fact_of(found, "performance.failed_requests").value == 10
    assert lines_of(fact_of(found, "performance.failed_requests")) == [12]
    assert lines_of(fact_of(found, "performance.local_target")) == [1]
    assert "performance.figures_differ" not in codes_of(found)
    wrong = inspect(WRK.replace("2.00k", "2.00M"))
    assert fact_of(wrong, "performance.figures_differ").en == (
        "The figure written and the one recounted differ: throughput 2,000,000 ≠ 2,000"
    )


def test_wrk_cut_short():
    lines = WRK.splitlines(keepends=True)
    found = inspect("".join([lines[0], *lines[2:4], lines[9]]))
    assert codes_of(found)[:4] == [
        "performance.requests", "performance.error_rate", "performance.mean", "performance.duration"
    ]  # fmt: skip
    assert refusal("".join(lines[:4])).detail == "Latency"
    assert refusal(WRK.replace("60000 requests", "0 requests")).detail == "requests"
    none = inspect(WRK.replace("0.50m", "0.00s"))
    assert "performance.duration" not in codes_of(none)
    late = "".join([*lines[:9], "x\n" * 5000, *lines[9:]])
    assert refusal(late).reason is Unreadable.MISSING_FIELD


AB = """\
This is ApacheBench, Version 2.3 <$Revision$>
Server Hostname:        boutique.example
Server Port:            443
Document Path:          /recherche
Concurrency Level:      8
Time taken for tests:   4.000 seconds
Complete requests:      400
Failed requests:        4
   (Connect: 0, Receive: 0, Length: 4, Exceptions: 0)
Non-2xx responses:      3
Requests per second:    100.00 [#/sec] (mean)
Time per request:       92.089 [ms] (mean)
              min  mean[+/-sd] median   max
Total:          1   85  95.7     57    1049
  50%     57
  95%    255
 100%   1049 (longest request)
"""


def test_apachebench_reads_its_table():
    found = inspect(AB)
    assert (found.artefact.producer, found.artefact.target) == (
        "ApacheBench 2.3",
        "boutique.example:443/recherche",
    )
    assert fact_of(found, "performance.mean").value == 85.0
    assert fact_of(found, "performance.percentiles").value == {"p50": 57.0, "p95": 255.0}
    assert fact_of(found, "performance.failed_requests").value == 3
    assert lines_of(fact_of(found, "performance.failed_requests")) == [8, 10]
    lengths = fact_of(found, "performance.other_lengths")
    assert (lengths.fr, lines_of(lengths)) == (
        "4 réponses d’une autre longueur que la première, que l’outil compte comme échecs (non comptées ici)",
        [9],
    )
    bare = inspect("Complete requests: 50\nTime per request: 1\n")
    assert codes_of(bare) == ["performance.requests"]
    assert refusal("Complete requests: 0\nTime per request: 1\n").place.line == 1


def test_whole_milliseconds_of_apachebench_are_said_when_they_are_few():
    def limits(found):
        return [limit.code for limit in found.limits if limit.code == "performance.rounded_times"]

    small = AB.replace("  50%     57", "  50%      0")
    assert (limits(inspect(AB)), limits(inspect(small))) == ([], ["performance.rounded_times"])
    changes = INSPECTOR.compare(artefact(AB, "a"), artefact(small, "b"), CONTEXT)
    assert limits(changes) == ["performance.rounded_times"]


LOG = (
    "RUN\tfr.boutique.Essai\tessai\t1777593600000\t \t3.9.5\n"
    "USER\tParcours\tSTART\t1777593600000\n"
    "USER\tParcours\tSTART\t1777593600000\n"
    "REQUEST\t\tAccueil\t1777593600000\t1777593600120\tOK\t \n"
    "REQUEST\t1\t\tPanier\t1777593601000\t1777593601400\tKO\tstatus 500\n"
    "REQUEST\t\tPanier\t1777593602000\t1777593601000\tOK\t \n"
    "REQUEST\tx\n"
    "USER\tParcours\tEND\t1777593604000\n"
)


def test_gatling_log_is_recounted():
    found = inspect(LOG)
    assert (found.artefact.producer, found.artefact.target) == ("Gatling 3.9.5", "fr.boutique.Essai")
    assert fact_of(found, "performance.requests").value == 2
    assert fact_of(found, "performance.labels").value == {"Accueil": 1, "Panier": 1}
    assert fact_of(found, "performance.users").value == 2
    assert fact_of(found, "performance.duration").value == 1.4
    assert lines_of(fact_of(found, "performance.failed_requests")) == [5]
    assert lines_of(fact_of(found, "performance.unreadable_rows")) == [6, 7]
    many = inspect(LOG.replace("\t3.9.5", "\tx") + "REQUEST\tx\n" * 1100)
    assert many.artefact.producer == "Gatling"
    assert fact_of(many, "performance.unreadable_rows").value == 1102
    still = "RUN\t\n" + "REQUEST\t\tA\t1777593600000\t1777593600000\tOK\t \n"
    assert "performance.throughput" not in codes_of(inspect(still))
    assert refusal("RUN\t\nUSER\ta\n").detail == "REQUEST"


def gatling(total, ko, name="x", **more):
    each = {"total": 12, "ok": 12, "ko": 0}
    return {
        "type": "REQUEST",
        "stats": {
            "name": name,
            "numberOfRequests": {"total": total, "ok": total - ko, "ko": ko},
            "meanResponseTime": each, "standardDeviation": each, "percentiles1": each, "percentiles3": each,
            "meanNumberOfRequestsPerSecond": each,
        },
        **more,
    }  # fmt: skip


def test_gatling_stats_are_read():
    both = {"a": gatling(30, 1, "A"), "b": gatling(20, 0, "B"), "c": {"type": "REQUEST", "stats": {}}}
    found = inspect(json.dumps(gatling(50, 1, contents=both)))
    assert fact_of(found, "performance.requests").value == 50
    assert fact_of(found, "performance.labels").value == {"A": 30, "B": 20}
    assert fact_of(found, "performance.percentiles").value == {"p50": 12.0, "p95": 12.0}
    assert "performance.figures_differ" not in codes_of(found)
    grouped = {"a": gatling(30, 1, "A"), "g": {"type": "GROUP"}}
    assert "performance.figures_differ" not in codes_of(inspect(json.dumps(gatling(50, 1, contents=grouped))))
    flat = gatling(50, 1)["stats"]
    assert fact_of(inspect(json.dumps(flat)), "performance.error_rate").value == 0.02
    assert refusal(json.dumps(gatling(0, 0))).detail == "numberOfRequests"


def test_jmeter_dashboard_is_read():
    one = {
        "sampleCount": 40,
        "errorCount": 2,
        "meanResTime": 5,
        "medianResTime": 4,
        "pct1ResTime": 9,
        "throughput": 3,
    }
    found = inspect(json.dumps({"Total": one, "/": one, "x": {}}))
    assert fact_of(found, "performance.percentiles").value == {"p50": 4.0, "p90": 9.0}
    assert fact_of(found, "performance.labels").value == {"/": 40}
    assert "performance.label_times" not in codes_of(found)
    assert refusal(json.dumps({"/": one})).detail == "Total"


@pytest.mark.parametrize(
    ("text", "detail"),
    [(HEADER, "elapsed"), ("<testResults/>", "elapsed")],
)
def test_a_run_without_a_sample_is_refused(text, detail):
    assert refusal(text).detail == detail


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "{}", "[]", "bonjour", "<a/>", '{"metrics": {}, "state": {}}', ""]
)
def test_other_files_are_not_claimed(text):
    assert INSPECTOR.sniff(Head.of(artefact(text))) == 0


def counted(values):
    made = Samples()
    for value in values:
        made.add(value)
    return made


def test_beyond_what_is_kept_percentiles_stay_within_one_percent(monkeypatch):
    monkeypatch.setattr(samples, "EXACT", 1000)
    monkeypatch.setattr(samples, "_MAX_LABELS", 2)
    text = HEADER + "".join(row(i, i, f"l{i % 4}") for i in range(5000))
    found = inspect(text)
    percentiles = fact_of(found, "performance.percentiles").value
    for name, true in (("p50", 2499), ("p95", 4749), ("p99", 4949)):
        assert abs(percentiles[name] / true - 1) < 0.011
    assert "performance.labels" not in codes_of(found)
    assert list(fact_of(found, "performance.label_times").value) == ["l0", "l1", "…"]
    assert [limit.code for limit in found.limits][-1] == "performance.classes"
    folded = counted([0.0, 5.0])
    folded.fold()
    assert folded.quantile(0.5) == 0.0
    recorder = Recorder(lambda first, last: artefact("x").place(line=first, last_line=last))
    for index in range(60):
        recorder.add("a", 1.0, good=False, row=index + 1)
    assert (recorder.errors, len(recorder.failed)) == (60, 50)
    recorder.start, recorder.end = 0.0, 1e18  # as a file with senseless dates
    assert recorder.period == ("1970-01-01T00:00:00+00:00", "")


def test_requests_taken_one_by_one_go_over_to_classes(monkeypatch):
    monkeypatch.setattr(samples, "EXACT", 3)
    recorder = Recorder(lambda first, last: artefact("x").place(line=first, last_line=last))
    exact = []
    for index in range(4):
        recorder.add("a", 5.0, good=True, row=index + 1)
        exact.append(recorder.times().samples.exact)
    assert exact == [True, True, False, False]
    assert (recorder.count, recorder.times().count, recorder.place.last_line) == (4, 4, 4)


def test_a_label_that_comes_late_is_counted_in_classes(monkeypatch):
    monkeypatch.setattr(samples, "EXACT", 10)
    monkeypatch.setattr(jmeter, "_MAX_URLS", 1)
    found = inspect(HEADER + "".join(row(i, 100, "a") for i in range(20)) + row(20, 100, "b"))
    assert fact_of(found, "performance.labels").value == {"a": 20, "b": 1}
    assert fact_of(found, "performance.mean").value == 100.0
    assert found.artefact.target == "boutique.example"


def test_the_rank_test_agrees_with_its_paper():
    """Mann and Whitney's statistic by its definition: pairs in which the first is smaller, ties half."""
    first, second = counted([1.0, 4.0, 4.0, 9.0]), counted([2.0, 4.0, 8.0, 10.0, 12.0])
    assert rank_test(first, second) == pytest.approx(0.3832, abs=1e-4)  # as scipy 1.11 gives
    assert rank_test(second, first) == rank_test(first, second)
    assert rank_test(counted([1.0] * 9), counted([1.0] * 9)) == 1.0
    assert rank_test(counted(range(30)), counted(range(100, 130))) < 1e-9


def test_intervals_of_ranks_and_means():
    place = artefact("x").place()
    times = counted(range(1, 101)).times(place)
    assert rank_interval(times, 0.5) == (40, 61)
    few = counted([1.0]).times(place)
    assert few.deviation is None
    assert mean_ratio_interval(times, few) is None
    zero = counted([0.0, 0.0]).times(place)
    assert mean_ratio_interval(zero, times) is None
    wild = counted([0.0] * 10 + [1e9]).times(place)
    assert mean_ratio_interval(times, times) == pytest.approx((0.853, 1.173), abs=2e-3)
    assert mean_ratio_interval(times, wild) is not None
    assert mean_ratio_interval(times, Times(5, place, mean=1.0, deviation=1e6)) is None
    assert mean_ratio_interval(times, Times(0, place, mean=1.0, deviation=1.0)) is None
    assert mean_ratio_interval(Times(5, place, mean=-1.0, deviation=1.0), times) is None


def test_a_long_file_goes_over_to_classes_on_its_way(monkeypatch):
    monkeypatch.setattr(samples, "EXACT", 10)
    monkeypatch.setattr(samples, "_MAX_LABELS", 3)
    monkeypatch.setattr(jmeter, "_SETTLED", 5)
    monkeypatch.setattr(jmeter, "_MAX_STATES", 1)
    labels = ["a"] * 12 + ["…", "b", "c", "d", "c"]
    text = HEADER + "".join(
        row(20 - i, 100, each, "false" if i == 4 else "true", users=i) for i, each in enumerate(labels)
    )
    found = inspect(text)
    assert fact_of(found, "performance.requests").value == 17
    assert fact_of(found, "performance.users").value == 16
    assert fact_of(found, "performance.failed_requests").value == 1
    assert list(fact_of(found, "performance.label_times").value) == ["a", "…", "b"]
    assert found.artefact.period == ("2026-05-01T00:00:04+00:00", "2026-05-01T00:00:20+00:00")


def test_samples_in_any_order_of_time_and_rows_after_the_last_counted():
    cells = [row(9, 100), row(2, 50), row(3, "nan"), row(1, "x"), row(12, 5, message=GROUP)]
    found = inspect(HEADER + "".join(cells))
    assert found.artefact.period == ("2026-05-01T00:00:02+00:00", "2026-05-01T00:00:09+00:00")
    assert [place.last_line for place in fact_of(found, "performance.requests").places] == [3]
    assert lines_of(fact_of(found, "performance.unreadable_rows")) == [4, 5]
    dated = inspect(HEADER + row(1, 100).replace(str(T0 + 1000), "2026/05/01 10:00:00"))
    assert dated.artefact.period == ("", "")
    assert fact_of(dated, "performance.mean").value == 100.0
    element = (
        '<httpSample t="{t}" ts="{ts}" lb="a"><java.net.URL>http://a.example/</java.net.URL></httpSample>'
    )
    body = "\n".join(element.format(t=10, ts=T0 + each) for each in (5000, 1000, 9000))
    found = inspect(f'<testResults version="1.2">\n{body}\n<sample t="1" lb="b"><b/></sample></testResults>')
    assert found.artefact.target == "a.example"
    assert found.artefact.period == ("2026-05-01T00:00:01+00:00", "2026-05-01T00:00:09+00:00")


def test_k6_points_without_a_figure_are_left_out():
    text = (
        point("http_req_duration", 10)
        + point("http_req_duration", -1)
        + point("http_req_duration", None)
        + point("vus", 1e12)
        + point("iterations", 1)
        + point("http_req_failed", 0)
        + "[]\n"
    )
    found = inspect(text)
    assert fact_of(found, "performance.requests").value == 1
    assert fact_of(found, "performance.error_rate").value == 0.0
    assert "performance.users" not in codes_of(found)
