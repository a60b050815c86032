"""The old and the new version: gain, dispersion, scenario."""

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance import INSPECTOR
from preuve.domain.evidence.inspectors.performance.comparing import compared
from preuve.domain.evidence.inspectors.performance.model import Run, Times
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of

HEADER = "timeStamp,elapsed,label,responseCode,success,allThreads,URL\n"
T0 = 1_777_593_600_000


def jtl(times, *, label="/", failed=0, users=2, host="a.example", spread=1000):
    rows = [
        f"{T0 + spread * i},{time},{label},200,{'false' if i < failed else 'true'},{users},http://{host}/\n"
        for i, time in enumerate(times)
    ]
    return HEADER + "".join(rows)


def compare(before, after):
    return INSPECTOR.compare(artefact(before, "avant"), artefact(after, "après"), CONTEXT)


def test_a_gain_of_single_samples_is_told_by_ranks():
    found = compare(jtl(range(200, 260)), jtl(range(50, 110)))
    assert found.same_scope is True
    assert codes_of(found) == [
        "performance.compare.ratio",
        "performance.compare.throughput",
        "performance.compare.error_rate",
        "performance.compare.distinguishable",
    ]
    ratio = fact_of(found, "performance.compare.ratio")
    assert ratio.value["p50"] == round(229 / 79, 6)
    assert ratio.fr.startswith("Temps avant / temps après : p50 ×2,9 (229 ms → 79 ms), p75 ×")
    assert ratio.en.endswith("and mean ×2.89 (230 ms → 79.5 ms)")
    assert [place.name for place in ratio.places] == ["avant", "après"]
    told = fact_of(found, "performance.compare.distinguishable")
    assert told.value == "mann-whitney"
    assert told.fr == (
        "Écart distinguable du hasard : test de Mann-Whitney, p < 0,001 ; médiane [221 ms – 238 ms] →"
        " [71 ms – 88 ms] (95 %)"
    )
    assert told.en == (
        "Change that can be told from chance: Mann-Whitney test, p < 0.001; median [221 ms – 238 ms] →"
        " [71 ms – 88 ms] (95%)"
    )


def test_a_gain_that_chance_could_make():
    found = compare(jtl(range(200, 260)), jtl(range(199, 259)))
    told = fact_of(found, "performance.compare.not_distinguishable")
    assert told.fr.startswith("Écart non distinguable du hasard : test de Mann-Whitney, p = 0,")
    assert "performance.compare.distinguishable" not in codes_of(found)


def test_few_samples_are_said_and_very_few_give_no_verdict():
    found = compare(jtl(range(200, 210)), jtl(range(10)))
    assert (
        fact_of(found, "performance.compare.few_samples").fr
        == "Moins de 30 échantillons : 10 avant, 10 après"
    )
    assert fact_of(found, "performance.compare.distinguishable").value == "mann-whitney"
    found = compare(jtl([200, 210]), jtl([10, 20]))
    assert [each.code for each in found.findings] == ["performance.compare.few_samples"]


def test_another_scenario_is_said_first():
    before = jtl(range(200, 260))
    after = jtl(range(50, 90), label="/b", users=9, host="b.example")
    found = compare(before, after)
    assert found.same_scope is False
    assert fact_of(found, "performance.compare.scope").fr == (
        "Les deux mesures ne portent pas sur le même scénario : requêtes (/ → /b), cible (a.example →"
        " b.example),"
        " utilisateurs (2 → 9) et durée (59,26 s → 39,09 s)"
    )
    more = compare(before, before + "1777593900000,5,/c,200,true,2,http://a.example/\n")
    assert fact_of(more, "performance.compare.scope").en.startswith(
        "The two measures don’t have the same scenario: requests (– → /c)"
    )


def test_speed_that_failures_make():
    found = compare(jtl(range(200, 260)), jtl(range(50, 110), failed=30))
    hiding = fact_of(found, "performance.compare.errors_hide_speed")
    assert hiding.value == 0.5
    assert hiding.fr.startswith("Temps plus courts mais davantage d’échecs : 0\u00a0% avant, 50\u00a0% après")


def wrk(mean, deviation, requests=500, url="http://a.example/"):
    return (
        f"Running 5s test @ {url}\n  Thread Stats   Avg\n    Latency    {mean}ms "
        f"  {deviation}ms 235.54ms   90.05%\n"
        f"  {requests} requests in 5.00s, 46.03MB read\n"
    )


def test_a_summary_with_deviations_gives_the_interval_of_the_ratio():
    found = compare(wrk(80, 30), wrk(40, 20))
    told = fact_of(found, "performance.compare.distinguishable")
    assert (told.value, told.fr) == (
        "means",
        "Écart distinguable du hasard : rapport des moyennes entre ×1,89 et ×2,11 (95 %)",
    )
    same = compare(wrk(80, 30), wrk(79, 30))
    assert fact_of(same, "performance.compare.not_distinguishable").en == (
        "Change that can’t be told from chance: ratio of the means between ×0.966 and ×1.06 (95%)"
    )
    few = compare(wrk(80, 30, 20), wrk(40, 20, 20))
    assert [each.code for each in few.findings] == ["performance.compare.few_samples"]
    tools = compare(wrk(80, 30), "Complete requests: 500\nTime per request: 1\n")
    assert fact_of(tools, "performance.compare.scope").fr.endswith("outil (wrk → ApacheBench)")
    assert fact_of(tools, "performance.compare.no_dispersion").value == 1


LOCUST = (
    "Type,Name,Request Count,Failure Count,Median Response Time,50%,66%,75%,99%\n"
    "GET,/,1000,0,{0},{0},{1},{2},{3}\n,Aggregated,1000,0,{0},{0},{1},{2},{3}\n"
)


def test_a_summary_of_percentiles_encloses_one_of_them():
    found = compare(LOCUST.format(36, 56, 71, 290), LOCUST.format(9, 13, 17, 56))
    told = fact_of(found, "performance.compare.distinguishable")
    assert (told.value, told.fr) == (
        "percentiles",
        "Écart distinguable du hasard : p66 [36 ms – 71 ms] → [9 ms – 17 ms] (95 %)",
    )
    near = compare(LOCUST.format(36, 56, 71, 290), LOCUST.format(30, 50, 70, 280))
    assert fact_of(near, "performance.compare.not_distinguishable").value == "percentiles"


def test_percentiles_too_few_to_enclose_one_give_no_dispersion():
    place = artefact("x").place()
    run = Run("k6", 100, None, Times(100, place, quantiles={0.2: 1.0, 0.5: 5.0}), place)
    same, facts, findings, _ = compared(run, run)
    assert same is True
    assert [each.code for each in (*facts, *findings)] == [
        "performance.compare.ratio",
        "performance.compare.no_dispersion",
    ]
    empty = Run("k6", 100, None, Times(0, place, quantiles={0.5: 5.0}), place, metric="x")
    same, _, findings, _ = compared(run, empty)
    assert same is False
    assert [each.code for each in findings] == [
        "performance.compare.scope",
        "performance.compare.few_samples",
        "performance.compare.no_dispersion",
    ]


def plan(kind, execution, hits=100, reads=0, relation="t", rows=10, **more):
    node = {
        "Node Type": kind, "Relation Name": relation, "Actual Rows": rows, "Actual Loops": 1,
        "Shared Hit Blocks": hits, "Shared Read Blocks": reads,
    }  # fmt: skip
    return json.dumps([{"Plan": node, "Execution Time": execution, **more}])


def test_a_plan_that_changed():
    found = compare(plan("Seq Scan", 24.4), plan("Index Scan", 0.8, hits=4, reads=4))
    assert found.same_scope is True
    assert fact_of(found, "performance.compare.plan_nodes").fr == "Plan avant : Seq Scan ; après : Index Scan"
    ratio = fact_of(found, "performance.compare.ratio")
    assert ratio.value == {"execution": 30.5}
    assert ratio.fr == "Temps avant / temps après : exécution ×30,5 (24,4 ms → 0,8 ms)"
    assert [place.path for place in ratio.places] == ["/0/Execution Time", "/0/Execution Time"]
    assert fact_of(found, "performance.compare.no_dispersion").fr == (
        "Aucune dispersion dans les fichiers : rien n’y permet de distinguer l’écart du hasard"
    )
    assert fact_of(found, "performance.compare.buffers").value == {"before": 100, "after": 8}
    assert fact_of(found, "performance.compare.cache").fr == (
        "État du cache différent : 0\u00a0% des blocs lus hors cache avant, 50\u00a0% après"
    )


def test_the_same_plan_or_another_statement():
    found = compare(plan("Seq Scan", 24.4, hits=0), plan("Seq Scan", None, hits=0))
    assert fact_of(found, "performance.compare.same_plan").value == ["Seq Scan"]
    assert "performance.compare.ratio" not in codes_of(found)
    assert "performance.compare.buffers" not in codes_of(found)
    other = compare(plan("Seq Scan", 24.4), plan("Seq Scan", 12.2, relation="u", rows=5))
    assert other.same_scope is False
    assert fact_of(other, "performance.compare.scope").en == (
        "The two measures don’t have the same scenario: tables (t → u) and rows given (10 → 5)"
    )
    none = compare(plan("Seq Scan", 24.4), plan("Result", 12.2, relation=None, rows=None))
    assert fact_of(none, "performance.compare.scope").fr.endswith("tables (t → –)")


def statements(*rows):
    return "query,calls,total_exec_time,stddev_exec_time\n" + "".join(
        f"{query},{calls},{total},{deviation}\n" for query, calls, total, deviation in rows
    )


def test_statements_are_held_side_by_side_by_shape():
    before = statements(
        ("SELECT a", 100, 1000, 1), ("SELECT b", 100, 100, 5), ("SELECT c", 5, 5, 1), ("d", 0, 0, 0)
    )
    after = statements(
        ("SELECT a", 100, 500, 1), ("SELECT b", 100, 101, 5), ("SELECT c", 5, 9, 1), ("e", 1, 0, 0)
    )
    found = compare(before, after)
    assert fact_of(found, "performance.compare.statements").value == {"kept": 3, "gone": 1, "new": 1}
    ratio = fact_of(found, "performance.compare.ratio_no_gain")
    assert ratio.value == {"SELECT a": 2.0, "SELECT b": 0.990099, "SELECT c": 0.555556}
    assert ratio.fr.startswith("Temps avant / temps après : SELECT a ×2 [×1,91 – ×2,09], SELECT b ×0,99 [×")
    assert (
        fact_of(found, "performance.compare.distinguishable_no_gain").fr
        == "Écart distinguable du hasard : SELECT a"
    )
    assert fact_of(found, "performance.compare.not_distinguishable").fr == (
        "Écart non distinguable du hasard : SELECT b"
    )
    assert "performance.compare.no_dispersion" not in codes_of(found)


def test_statements_without_dispersion_or_in_common():
    before = statements(("SELECT a", 100, 1000, ""), ("SELECT a", 50, 100, ""))
    found = compare(before, statements(("SELECT a", 100, 500, "")))
    assert fact_of(found, "performance.compare.no_dispersion").value == 1
    other = compare(before, statements(("SELECT b", 100, 500, "")))
    assert other.same_scope is False
    assert codes_of(other) == ["performance.compare.statements", "performance.compare.scope"]
    spread = statements(("SELECT a", 60, 600, 1), ("SELECT a", 60, 300, 1), ("SELECT a", 0, 0, 1))
    found = compare(spread, statements(("SELECT a", 100, 100, 1)))
    assert fact_of(found, "performance.compare.ratio").value == {"SELECT a": 7.5}
    idle = statements(("SELECT a", 0, 0, 1), ("SELECT a", 0, 0, 1))
    assert compare(idle, idle).same_scope is False


def profile(*weights, unit="seconds"):
    return json.dumps(
        {
            "$schema": "https://www.speedscope.app/file-format-schema.json",
            "shared": {"frames": [{"name": "lire"}, {"name": "trier"}]},
            "profiles": [{"type": "sampled", "unit": unit, "samples": [[0], [1]], "weights": weights}],
        }
    )


def test_profiles_are_held_side_by_side():
    found = compare(profile(1, 3), profile(1, 1))
    assert fact_of(found, "performance.compare.hotspots").value == {"trier": -0.25, "lire": 0.25}
    assert fact_of(found, "performance.compare.hotspots").fr == (
        "Part du temps par fonction, avant puis après : trier 75 % → 50 % et lire 25 % → 50 %"
    )
    assert fact_of(found, "performance.compare.ratio").value == {"profile": 2.0}
    assert fact_of(found, "performance.compare.no_dispersion").value == 1
    other = compare(profile(1, 3), profile(1, 1, unit="bytes"))
    assert other.same_scope is False
    assert fact_of(other, "performance.compare.scope").en.endswith("unit (seconds → bytes)")


def test_a_run_is_not_held_beside_a_plan():
    with pytest.raises(UnreadableArtefactError) as refused:
        compare(jtl([1]), plan("Seq Scan", 1))
    assert refused.value.reason is Unreadable.NOT_COMPARABLE
