"""The samples of the manifest, and what interrupted downloads and hostile hands leave of each format."""

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels import INSPECTOR
from tests.factories.evidence import CONTEXT, artefact, fact_of, sample, spoiled

FACTS = [
    ("itop-slt.xml", "objectives", 2),
    (
        "itop-slt.xml",
        "bounds",
        {"TTO priority high Incident 5mn": 300.0, "TTR priority high incident 15 mn": 900.0},
    ),
    ("openslo-occurrences.yaml", "targets", {"search-slo": 0.99}),
    ("openslo-occurrences.yaml", "windows", {"search-slo": 14 * 86400}),
    ("prometheus-query-moyenne.json", "values", [1.0, 0.8833333333333334, 0.0]),
    ("prometheus-query_range-up-node.json", "samples", [147]),
    ("prometheus-query_range-up-node.json", "attainment", [0.9047619047619048]),
    ("prometheus-query_range-up-node.json", "breaches", 1),
    ("prometheus-query_range-up-tous.json", "samples", [49, 49, 49]),
    ("prometheus-query_range-up-tous.json", "attainment", [1.0, 0.8979591836734694, 0.0]),
    ("pyrra-latence.yaml", "targets", {"caddy-response-latency": 0.9}),
    ("pyrra-latence.yaml", "windows", {"caddy-response-latency": 28 * 86400}),
    ("sloth-invalide.yaml", "senseless_target", 1),
    ("sloth-premiers-pas.yml", "targets", {"requests-availability": 0.999}),
    ("sloth-premiers-pas-genere.yml", "rules", {"groups": 3, "rules": 17, "alerts": 2}),
    ("sloth-premiers-pas-genere.yml", "windows", {"requests-availability": 30 * 86400}),
    ("upptime-synthese-dhbern.json", "minutes_down", 20734),
]


@pytest.mark.parametrize(("name", "code", "value"), FACTS)
def test_each_sample_gives_the_fact_of_the_manifest(name, code, value):
    found = fact_of(INSPECTOR.inspect([sample(f"slo/{name}")], CONTEXT), f"service_levels.{code}")
    assert (list(found.value.values()) if isinstance(value, list) else found.value) == value


def test_upptime_counts_the_services_below_a_share():
    found = INSPECTOR.inspect([sample("slo/upptime-synthese-dhbern.json")], CONTEXT)
    uptimes = fact_of(found, "service_levels.uptimes").value
    assert (len(uptimes), sum(each < 0.995 for each in uptimes.values())) == (51, 3)


def test_an_interruption_made_on_purpose_is_found_with_its_length():
    found = INSPECTOR.inspect([sample("slo/prometheus-query_range-up-node.json")], CONTEXT)
    (series,) = found.measures["series"]
    assert (series["good"], series["total"]) == (133, 147)
    assert series["breaches"] == [
        {"start": "2026-11-23T13:17:41+00:00", "end": "2026-11-23T13:18:51+00:00", "seconds": 70.0}
    ]


SMALL = {
    "openslo": "apiVersion: openslo/v1\nkind: SLO\nmetadata:\n  name: a\nspec:\n  timeWindow:\n"
    "  - duration: 1d\n"
    "  objectives:\n  - target: 0.9\n",
    "sloth": 'version: "prometheus/v1"\nservice: a\nslos:\n- name: b\n  objective: 99.1\n',
    "rules": "groups:\n- name: a\n  rules:\n  - record: slo:objective:ratio\n    expr: vector(0.9)\n"
    "    labels:\n"
    "      sloth_slo: a\n",
    "pyrra": 'apiVersion: pyrra.dev/v1alpha1\nkind: ServiceLevelObjective\nspec:\n  target: "99"\n'
    "  window: 1w\n"
    '  indicator:\n    latency:\n      success:\n        metric: a_seconds{le="0.1"}\n',
    "itop": '<Set><SLT id="1"><name>a</name><value>10</value><unit>hours</unit></SLT></Set>',
    "table": "Service;Indicateur;Cible;Unité;Fenêtre;Mesuré\nA;Disponibilité;99,1 %;;10 jours;99 %\n",
    "prometheus": json.dumps(
        {
            "data": {
                "resultType": "matrix",
                "result": [{"metric": {"a": "b"}, "values": [[1700000001, "1"]] * 3}],
            }
        }
    ),
    "vector": json.dumps(
        {"data": {"resultType": "vector", "result": [{"metric": {}, "value": [1700000001, "1"]}]}}
    ),
    "csv": "timestamp,state\n2026-01-01T00:01:00Z,1\n2026-01-01T00:02:00Z,0\n2026-01-01T00:03:00Z,1\n",
    "epoch": "itemid,clock,value\n1,1700000001,1\n1,1700000061,0\n",
    "zabbix": json.dumps([{"itemid": "1", "clock": "1700000001", "value": "1", "ns": "1"}]),
    "kuma": json.dumps(
        {"heartbeatList": {"1": [{"status": 1, "time": "2026-01-01 00:01:00"}]}, "uptimeList": {"1_24": 1}}
    ),
    "blackbox": 'ts=2026-01-01T00:01:00Z target=a msg="Probe failed"\n',
    "upptime": json.dumps(
        [{"slug": "a", "uptime": "99.1%", "uptimeDay": "1%", "dailyMinutesDown": {"2026-01-01": 1}}]
    ),
}


@pytest.mark.parametrize("kind", SMALL)
def test_a_spoiled_file_is_read_or_refused(kind):
    whole = artefact(SMALL[kind])
    assert INSPECTOR.inspect([whole], CONTEXT).facts
    for name, data in spoiled(SMALL[kind].encode()):
        broken = artefact(data, name)
        for read in (
            lambda broken=broken: INSPECTOR.inspect([broken, whole], CONTEXT),
            lambda broken=broken: INSPECTOR.compare(whole, broken, CONTEXT),
        ):
            try:
                assert read().inspector == "service_levels"
            except UnreadableArtefactError:
                continue  # refused, with its reason: what is asked for
