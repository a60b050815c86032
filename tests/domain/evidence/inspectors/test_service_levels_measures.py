"""Measured series: counted as they pass, with interruptions, gaps and what can't be told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels import (
    INSPECTOR,
    cells,
    checks,
    inspector,
    prometheus,
    rows,
    tracks,
)
from preuve.domain.evidence.reading.head import Head
from preuve.domain.evidence.serialise import inspection_json
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of

T0 = 1_777_593_600  # 2026-05-01T00:00:00Z
SLO = """\
apiVersion: openslo/v1
kind: SLO
metadata:
  name: facturation
spec:
  service: facturation
  indicator:
    spec:
      ratioMetric:
        good: {metricSource: {type: Prometheus, spec: {query: up}}}
  timeWindow:
    - duration: 1d
  objectives:
    - target: 0.5
  alertPolicies: [brulage]
"""


def matrix(*series):
    return json.dumps(
        {
            "status": "success",
            "data": {"resultType": "matrix", "result": [series_of(*each) for each in series]},
        }
    )


def series_of(labels, values, step=60):
    return {"metric": labels, "values": [[T0 + step * i, str(value)] for i, value in enumerate(values)]}


def inspect(text, *others, name="a"):
    return INSPECTOR.inspect([artefact(text, name), *(artefact(each) for each in others)], CONTEXT)


def refusal(text, name="a"):
    with pytest.raises(UnreadableArtefactError) as refused:
        inspect(text, name=name)
    return refused.value


def lines_of(statement):
    return [place.line for place in statement.places]


UP = {"__name__": "up", "instance": "srv1:9100", "service": "facturation"}


def test_a_matrix_is_recounted_with_its_interruptions():
    found = inspect(matrix((UP, [1, 0, 0, 1, 1, 0, 1, 1])))
    assert found.artefact.period == ("2026-05-01T00:00:00+00:00", "2026-05-01T00:07:00+00:00")
    assert found.artefact.target == "srv1:9100"
    name = 'up{instance="srv1:9100",service="facturation"}'
    assert fact_of(found, "service_levels.samples").value == {name: 8}
    assert fact_of(found, "service_levels.samples").fr == (
        "8 échantillons comptés dans 1 série, du 1er mai 2026 à 00:00 UTC au 1er mai 2026 à 00:07 UTC"
    )
    assert fact_of(found, "service_levels.steps").value == {name: 60.0}
    assert fact_of(found, "service_levels.coverage").value == {name: 1.0}
    assert fact_of(found, "service_levels.attainment").value == {name: 0.625}
    breaches = fact_of(found, "service_levels.breaches")
    assert breaches.value == 2
    assert breaches.fr == (
        "2 interruptions relevées, 3\u00a0min en tout ; la plus longue : 2\u00a0min à partir du 1er mai"
        f" 2026 à 00:01 UTC ({name})"
    )
    assert [place.path for place in breaches.places] == ["/data/result/0/values/1", "/data/result/0/values/5"]
    assert found.findings == ()
    assert [limit.code for limit in found.limits] == ["service_levels.production", "service_levels.step"]
    assert found.measures["series"] == [
        {
            "name": name,
            "labels": {"__name__": "up", "instance": "srv1:9100", "service": "facturation"},
            "samples": 8,
            "step_s": 60.0,
            "start": "2026-05-01T00:00:00+00:00",
            "end": "2026-05-01T00:07:00+00:00",
            "good": 5,
            "total": 8,
            "attainment": 0.625,
            "breaches": [
                {"start": "2026-05-01T00:01:00+00:00", "end": "2026-05-01T00:03:00+00:00", "seconds": 120.0},
                {"start": "2026-05-01T00:05:00+00:00", "end": "2026-05-01T00:06:00+00:00", "seconds": 60.0},
            ],
            "place": inspection_json(found)["facts"][0]["places"][0],
        }
    ]


def test_series_without_interruption_without_good_sample_and_on_this_machine():
    found = inspect(matrix((UP, [1, 1, 1])))
    assert fact_of(found, "service_levels.breaches").en == "No interruption in 3 samples"
    found = inspect(matrix(({"__name__": "up", "instance": "localhost:9090"}, [0, 0, 0])))
    assert fact_of(found, "service_levels.never_good").value == 1
    assert fact_of(found, "service_levels.local_target").en == (
        '1 measure taken on the local machine: up{instance="localhost:9090"}'
    )
    assert fact_of(found, "service_levels.breaches").value == 1


def test_a_metric_of_failures_is_not_taken_for_availability():
    found = inspect(matrix(({"__name__": "probe_failed"}, [1, 0, 0])))
    assert "service_levels.attainment" not in codes_of(found)
    assert fact_of(found, "service_levels.means").value == {"probe_failed": 1 / 3}


def test_samples_without_a_moment_or_value_are_left_out_and_said():
    text = json.dumps(
        {
            "resultType": "matrix",
            "result": [
                {"metric": {}, "values": [["x", "1"], [T0, "NaN"], [T0 + 60, "1"]]},
                {"metric": {"__name__": "vide"}, "values": []},
            ],
        }
    )
    found = inspect(text)
    assert fact_of(found, "service_levels.unreadable_samples").value == 2
    assert fact_of(found, "service_levels.unknown_samples").value == 1
    assert fact_of(found, "service_levels.samples").value == {"{}": 1}
    assert "service_levels.steps" not in codes_of(found)


def test_values_written_as_numbers_are_read():
    text = json.dumps({"resultType": "matrix", "result": [{"metric": {}, "values": [[T0, 1], [T0 + 60, 0]]}]})
    assert fact_of(inspect(text), "service_levels.attainment").value == {"{}": 0.5}


def test_an_instant_query_gives_values_without_a_meaning():
    vector = {"status": "success", "data": {"resultType": "vector", "result": [
        {"metric": {"job": "node"}, "value": [T0, "0.88"]}, {"metric": {}, "value": [T0, "NaN"]},
    ]}}  # fmt: skip
    found = inspect(json.dumps(vector))
    values = fact_of(found, "service_levels.values")
    assert (values.value, values.strength) == ({'{job="node"}': 0.88}, 4)
    assert values.fr == 'Valeurs lues au 1er mai 2026 à 00:00 UTC : {job="node"} 0,88'
    assert fact_of(found, "service_levels.unreadable_samples").places[0].path == "/data/result/1/value"
    scalar = {"status": "success", "data": {"resultType": "scalar", "result": [T0, "1"]}}
    assert fact_of(inspect(json.dumps(scalar)), "service_levels.values").value == {"{}": 1.0}
    assert found.measures["declared"][0]["period"] == "2026-05-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"status": "error", "errorType": "bad_data", "resultType": "matrix"}, Unreadable.BAD_VALUE),
        ({"data": {"resultType": "matrix", "result": []}}, Unreadable.MISSING_FIELD),
        ({"data": {"resultType": "matrix", "result": [{"values": []}]}}, Unreadable.MISSING_FIELD),
        ({"data": {"resultType": "vector", "result": [{"value": []}]}}, Unreadable.MISSING_FIELD),
    ],
)
def test_answers_without_a_result_are_refused(data, reason):
    assert refusal(json.dumps(data)).reason is reason


def test_too_many_series_are_refused(monkeypatch):
    monkeypatch.setattr(prometheus, "_MAX_SERIES", 1)
    assert refusal(matrix((UP, [1]), (UP, [1]))).reason is Unreadable.TOO_MANY
    monkeypatch.setattr(rows, "_MAX_SERIES", 1)
    text = "time,service,value\n2026-05-01 00:00,a,1\n2026-05-01 00:01,b,1\n"
    assert (refusal(text).reason, refusal(text).place.line) == (Unreadable.TOO_MANY, 3)
    monkeypatch.setattr(checks, "_MAX_SERIES", 1)
    text = json.dumps([{"itemid": str(i), "clock": str(T0 + i), "value": "1"} for i in range(2)])
    assert (refusal(text).reason, refusal(text).place.path) == (Unreadable.TOO_MANY, "/1")


def test_measures_stay_small(monkeypatch):
    monkeypatch.setattr(inspector, "_MAX_BREACHES", 3)
    found = inspect(matrix((UP, [0, 1] * 4), (UP, [0, 1])))
    assert [len(each["breaches"]) for each in found.measures["series"]] == [3, 0]
    assert fact_of(found, "service_levels.breaches").value == 5
    monkeypatch.setattr(tracks, "_KEPT_BREACHES", 1)
    found = inspect(matrix((UP, [0, 1] * 4)))
    assert len(found.measures["series"][0]["breaches"]) == 1
    assert fact_of(found, "service_levels.breaches").value == 4


CSV = """\
timestamp;service;état
2026-05-01T00:00:00Z;caisse;UP
2026-05-01T00:01:00Z;caisse;DOWN
2026-05-01T00:02:00Z;caisse;DOWN
2026-05-01T00:03:00Z;caisse;UP
2026-05-01T00:13:00Z;caisse;UP
2026-05-01T00:14:00Z;caisse;peut-être
2026-05-01T00:15:00Z;caisse;inconnu
hier;caisse;UP
2026-05-01T00:16:00Z;caisse;UP
"""


def test_a_csv_of_states_has_gaps_and_unknown_samples():
    found = inspect(CSV)
    assert found.artefact.format == "measures-csv"
    assert found.artefact.target == "caisse"
    assert fact_of(found, "service_levels.attainment").value == {"caisse – état": 4 / 6}
    breaches = fact_of(found, "service_levels.breaches")
    assert [(place.line, place.last_line, place.column) for place in breaches.places] == [(3, 4, "état")]
    gap = fact_of(found, "service_levels.series_gaps")
    assert (gap.value, gap.places[0].line, gap.places[0].last_line) == (2, 5, 6)
    assert gap.fr == (
        "2 trous dans les séries, 11\u00a0min sans mesure ; le plus large : 10\u00a0min après le 1er mai"
        " 2026 à 00:03 UTC"
    )
    assert fact_of(found, "service_levels.coverage").value == {"caisse – état": 6 / 17}
    assert fact_of(found, "service_levels.unknown_samples").value == 2
    assert lines_of(fact_of(found, "service_levels.unknown_samples")) == [7, 8]
    assert breaches.fr == (
        "1 interruption relevée, 2\u00a0min au plus en tout, des échantillons manquant ; la plus longue : "
        "2\u00a0min au plus à partir du 1er mai 2026 à 00:01 UTC (caisse – état)"
    )
    assert lines_of(fact_of(found, "service_levels.unreadable_samples")) == [7, 9]


def test_newest_first_gives_the_same_interruptions():
    header, *lines = CSV.splitlines()
    found = inspect("\n".join([header, *reversed(lines)]))
    breach = found.measures["series"][0]["breaches"]
    assert breach == [
        {"start": "2026-05-01T00:01:00+00:00", "end": "2026-05-01T00:03:00+00:00", "seconds": 120.0}
    ]
    last = "timestamp,up\n" + "".join(
        f"2026-05-01 00:0{minute}:00,{up}\n" for minute, up in ((3, 0), (2, 0), (1, 1), (0, 1))
    )
    found = inspect(last)
    assert found.measures["series"][0]["breaches"] == [
        {"start": "2026-05-01T00:02:00", "end": "2026-05-01T00:03:00", "seconds": 60.0}
    ]
    assert found.artefact.period == ("2026-05-01T00:00:00", "2026-05-01T00:03:00")


def test_disordered_samples_keep_their_share_only():
    text = "timestamp,up\n" + "".join(f"{T0 + each},1\n" for each in (0, 60, 120, 60, 180, 180))
    found = inspect(text)
    mixed = fact_of(found, "service_levels.disordered_samples")
    assert mixed.value == 2
    assert mixed.en == "2 samples repeated or out of order; interruptions and gaps not computed for up"
    assert "service_levels.breaches" not in codes_of(found)
    assert fact_of(found, "service_levels.attainment").value == {"up": 1.0}


def test_shares_are_averaged_and_other_measures_only_described():
    found = inspect("Date;Disponibilité\n01/05/2026;99,9 %\n02/05/2026;100 %\n13/05/2026;98,6 %\n")
    assert fact_of(found, "service_levels.attainment").value == {"Disponibilité": pytest.approx(0.995)}
    assert [limit.code for limit in found.limits][-1] == "service_levels.mean"
    assert found.artefact.period == ("2026-05-01T00:00:00", "2026-05-13T00:00:00")
    found = inspect("date,sli\n2026-05-01,0.5\n2026-05-02,0.9\n")
    assert fact_of(found, "service_levels.attainment").value == {"sli": pytest.approx(0.7)}
    found = inspect("date,sli\n2026-05-01,250\n2026-05-02,0.9\n")
    assert fact_of(found, "service_levels.means").value == {"sli": 125.45}
    assert "service_levels.steps" not in codes_of(found)
    irregular = "date,value\n2026-05-01,5\n2026-05-02,5\n2026-05-09,5\n2026-05-30,5\n"
    assert "service_levels.steps" not in codes_of(inspect(irregular))


def test_grafana_wide_and_long():
    wide = 'sep=,\n"Time","a","b"\n2026-05-01 00:00:00,1,\n2026-05-01 00:01:00,0,1\n2026-05-01 00:02:00,1,1\n'
    found = inspect(wide)
    assert fact_of(found, "service_levels.samples").value == {"a": 3, "b": 2}
    assert fact_of(found, "service_levels.unknown_samples").value == 1
    long = "Series;Time;Value\nup;2026-05-01T00:00:00+02:00;1\nup;2026-05-01T00:01:00+02:00;0\n"
    found = inspect(long)
    assert found.artefact.producer == "Grafana"
    assert fact_of(found, "service_levels.samples").value == {"up – Value": 2}


def test_zabbix_and_uptime_kuma_tables():
    found = inspect(f"itemid,clock,value,ns\n7,{T0},1,5\n7,{T0 + 60},0,5\n")
    assert (found.artefact.producer, fact_of(found, "service_levels.attainment").value) == (
        "Zabbix",
        {"7 – value": 0.5},
    )
    kuma = "monitor_id,status,msg,time\n" + "".join(
        f"1,{status},ok,2026-05-01 00:0{minute}:00.123\n" for minute, status in enumerate((1, 0, 2, 3, 1))
    )
    found = inspect(kuma)
    assert found.artefact.producer == "Uptime Kuma"
    assert fact_of(found, "service_levels.attainment").value == {"1 – status": 2 / 3}
    assert fact_of(found, "service_levels.unknown_samples").value == 2


def test_clocks_in_milliseconds_and_american_dates():
    found = inspect(f"time,value\n{T0}000,1\n{T0 + 60}000,1\n")
    assert found.artefact.period == ("2026-05-01T00:00:00+00:00", "2026-05-01T00:01:00+00:00")
    found = inspect("date,value\n5/1/2026,1\n5/31/2026,1\n")
    assert found.artefact.period == ("2026-05-01T00:00:00", "2026-05-31T00:00:00")
    found = inspect("date,value,x\n2026-05-01,1\n12,1\n2026-05-0x,1\n,\n1850-01-01,1\n")
    assert lines_of(fact_of(found, "service_levels.unreadable_samples")) == [3, 4, 6]


def test_more_texts_than_are_remembered(monkeypatch):
    monkeypatch.setattr(rows, "_KEPT_TEXTS", 1)
    found = inspect("date,value\n2026-05-01,1\n2026-05-02,0\n2026-05-03,0\n")
    assert fact_of(found, "service_levels.samples").value == {"value": 3}


def test_more_steps_and_days_than_are_kept(monkeypatch):
    monkeypatch.setattr(tracks, "_KEPT_STEPS", 1)
    monkeypatch.setattr(tracks, "_KEPT_DAYS", 1)
    monkeypatch.setattr(tracks, "_KEPT_GAPS", 1)
    moments = [0, 60, 120, 180, 100_000, 100_060, 100_120, 100_180]
    text = "time,value\n" + "".join(f"{T0 + each},1\n" for each in moments)
    found = inspect(text)
    assert "service_levels.steps" not in codes_of(found)
    assert fact_of(found, "service_levels.samples").value == {"value": 8}


def test_a_matrix_with_samples_of_other_shapes():
    rows = [[T0, "1"], [T0 + 60, 1], [str(T0 + 120), "1"], [T0 + 180], {"1": 1, "2": 2}, "51", [-1, "1"]]
    matrix = {"resultType": "matrix", "result": [{"metric": {}, "values": [*rows, [T0 + 240, [1]]]}]}
    found = inspect(json.dumps({"status": "success", "data": matrix}))
    assert fact_of(found, "service_levels.samples").value == {"{}": 3}
    assert fact_of(found, "service_levels.unreadable_samples").value == 4
    assert fact_of(found, "service_levels.unknown_samples").value == 1


def test_zabbix_history_in_json():
    history = [
        {"itemid": "7", "clock": str(T0 + 60 * i), "value": str(v), "ns": "0"}
        for i, v in enumerate((1, 0, 1))
    ]
    for text in (json.dumps(history), json.dumps({"jsonrpc": "2.0", "result": history, "id": 1})):
        found = inspect(text)
        assert found.artefact.format == "zabbix-history"
        assert fact_of(found, "service_levels.attainment").value == {"item 7": 2 / 3}
    text = json.dumps([*history, {"itemid": "7", "value": "1"}])
    assert fact_of(inspect(text), "service_levels.unreadable_samples").places[0].path == "/3"
    broken = json.dumps([{"itemid": "7", "clock": None, "value": "1"}])
    assert refusal(broken).reason is Unreadable.MISSING_FIELD


def test_uptime_kuma_heartbeats():
    beats = [
        {"status": status, "time": f"2026-05-01 00:0{minute}:00", "msg": ""}
        for minute, status in enumerate((1, 0, 3, 1))
    ]
    text = json.dumps(
        {
            "heartbeatList": {"4": [*beats, {"status": 1}]},
            "uptimeList": {"4_24": 0.5, "4_720": "x", "5_24": 2},
        }
    )
    found = inspect(text)
    assert found.artefact.format == "uptime-kuma"
    assert fact_of(found, "service_levels.attainment").value == {"monitor 4": 2 / 3}
    uptimes = fact_of(found, "service_levels.uptimes")
    assert uptimes.value == {"monitor 4": 0.5}
    assert (
        uptimes.fr == "Disponibilité écrite par l’outil pour 1 service : la plus basse 50\u00a0% (monitor 4)"
    )
    assert fact_of(found, "service_levels.unreadable_samples").value == 1
    zoned = {"heartbeatList": {"4": [{"status": 1, "time": "2026-05-01T00:00:00Z"}]}}
    assert inspect(json.dumps(zoned)).artefact.period[0] == "2026-05-01T00:00:00+00:00"


def test_blackbox_probes_are_counted_by_target():
    log = (
        'ts=2026-05-01T00:00:00.5Z level=info msg="Beginning probe" target=https://a.example\n'
        'ts=2026-05-01T00:00:01Z module=http target=https://a.example msg="Probe succeeded" n=0.1\n'
        'ts=2026-05-01T00:01:01Z module=http target=https://a.example msg="Probe failed" n=0.1\n'
        'target=https://a.example msg="Probe failed"\n'
        'time=2026-05-01T00:00:01 target=b msg="Probe succeeded"\n'
    )
    found = inspect(log)
    assert fact_of(found, "service_levels.attainment").value == {"https://a.example (http)": 0.5, "b": 1.0}
    assert lines_of(fact_of(found, "service_levels.breaches")) == [3]
    assert lines_of(fact_of(found, "service_levels.unreadable_samples")) == [4]
    lost = "".join(f'target=a msg="Probe failed" n={n}\n' for n in range(1100)) + log
    assert fact_of(inspect(lost), "service_levels.unreadable_samples").value == 1101


def test_upptime_sums_the_minutes_down():
    site = {
        "name": "Boutique", "slug": "boutique", "uptime": "99.50%", "uptimeDay": "100%", "uptimeWeek": "x",
        "uptimeMonth": "101%",
        "dailyMinutesDown": {"2026-05-02": 30, "2026-05-01": 12, "jamais": 5, "2026-05-03": -1},
    }  # fmt: skip
    found = inspect(json.dumps([site, {"slug": "autre", "uptime": "100.00%", "dailyMinutesDown": {}}]))
    assert found.artefact.period == ("2026-05-01", "2026-05-02")
    assert fact_of(found, "service_levels.uptimes").value == {"Boutique": 0.995, "autre": 1.0}
    down = fact_of(found, "service_levels.minutes_down")
    assert (down.value, down.unit, down.places[0].path) == (42, "min", "/0/dailyMinutesDown")
    assert down.en == "42 minutes of interruption in all, the sum of the daily figures of 1 of 2 services"
    assert [each["period"] for each in found.measures["declared"]] == ["all", "day", "all"]
    site["dailyMinutesDown"] = {"2026-05-02": 0.5}
    del site["uptime"]
    half = json.dumps([{**site, "uptime": "?"}])
    assert fact_of(inspect(half), "service_levels.minutes_down").value == 0.5
    assert fact_of(inspect(half), "service_levels.uptimes").value == {"Boutique": 1.0}
    old = json.dumps([{"slug": "a", "uptime": "99%", "uptimeDay": "1"}])
    assert codes_of(inspect(old)) == ["service_levels.uptimes"]
    assert (
        refusal(json.dumps([{"slug": "a", "uptime": 3, "uptimeDay": "1"}])).reason is Unreadable.MISSING_FIELD
    )


def test_a_series_is_held_against_the_objective_of_its_service():
    series = matrix((UP, [1] * 5 + [0] * 3), ({"__name__": "up", "service": "autre"}, [1]))
    found = inspect(series, SLO)
    assert [each.format for each in found.companions] == ["openslo"]
    assert fact_of(found, "service_levels.deviations").value == {"facturation": 0.125}
    assert fact_of(found, "service_levels.deviations").strength == 5
    assert fact_of(found, "service_levels.budget_used").value == {"facturation": 0.75}
    short = fact_of(found, "service_levels.short_series")
    assert short.fr == "1 série plus courte que la fenêtre de l’objectif : facturation 8 min < 1 j"
    assert short.value == 1
    assert "service_levels.missed_target" not in codes_of(found)


def test_a_target_held_on_average_hides_a_day():
    hours = [1] * 24 + [0] * 20 + [1] * 4
    series = matrix(({"__name__": "up"}, hours, 3600))
    found = inspect(series, SLO)
    hidden = fact_of(found, "service_levels.average_hides_days")
    assert hidden.fr == "Cible tenue sur toute la période, mais 1 jour sous la cible : 2026-05-02"
    assert len(hidden.places) == 2
    assert "service_levels.short_series" not in codes_of(found)
    full = SLO.replace("target: 0.5", "target: 1").replace("    - duration: 1d", "    - duration: 5d")
    found = inspect(series, full)
    assert fact_of(found, "service_levels.missed_target").value == 1
    assert (
        fact_of(found, "service_levels.missed_target").fr
        == "1 mesure sous la cible : facturation 58,33 % < 100 %"
    )
    assert "service_levels.budget_used" not in codes_of(found)


def test_nothing_is_paired_by_chance():
    twice = matrix(({"__name__": "a"}, [1]), ({"__name__": "b"}, [1]))
    assert "service_levels.deviations" not in codes_of(inspect(twice, SLO))


def test_two_periods_of_measures():
    before, after = matrix((UP, [1, 0, 1, 1])), matrix((UP, [1, 1, 1, 1]))
    found = INSPECTOR.compare(artefact(before), artefact(after), CONTEXT)
    change = fact_of(found, "service_levels.compare.attainment")
    assert list(change.value.values()) == [0.25]
    assert change.fr.endswith("75 % → 100 %")
    assert (found.same_scope, found.findings) == (True, ())
    assert found.limits[0].code == "service_levels.compare.chance"
    longer = INSPECTOR.compare(artefact(before), artefact(matrix((UP, [1] * 9))), CONTEXT)
    assert longer.same_scope is False
    assert fact_of(longer, "service_levels.compare.scope").en == (
        "The two files don’t have the same scope: 3 min before, 8 min after"
    )
    other = matrix(({"__name__": "b"}, [1, 1, 1, 1]))
    alone = INSPECTOR.compare(artefact(before), artefact(other), CONTEXT)
    assert codes_of(alone) == ["service_levels.compare.scope"]
    site = json.dumps([{"slug": "a", "uptime": "99%", "uptimeDay": "1"}])
    better = site.replace("99%", "99.5%")
    found = INSPECTOR.compare(artefact(site), artefact(better), CONTEXT)
    assert fact_of(found, "service_levels.compare.attainment").value == {"a": 0.005}


@pytest.mark.parametrize("other", [SLO, matrix(({"__name__": "x"}, [5, 6]))])
def test_what_has_nothing_in_common_is_not_compared(other):
    with pytest.raises(UnreadableArtefactError) as refused:
        INSPECTOR.compare(artefact(matrix((UP, [1, 1]))), artefact(other), CONTEXT)
    assert refused.value.reason is Unreadable.NOT_COMPARABLE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("itemid,clock,value\n", Unreadable.MISSING_FIELD),
        ('msg="Probe failed" target=', Unreadable.MISSING_FIELD),
    ],
)
def test_measures_without_a_sample_are_refused(text, reason):
    assert refusal(text).reason is reason


def test_a_table_without_a_time_is_refused():
    with pytest.raises(UnreadableArtefactError) as refused:
        rows.read(artefact("a,b\n1,2\n"))
    assert refused.value.reason is Unreadable.MISSING_FIELD


@pytest.mark.parametrize(
    "text",
    [
        "timeStamp,elapsed,label\n1,2,3\n",
        "time,a\n",
        "time,a\nx,1\n",
        "time,a\n2026-05-01,mot\n",
        "date,value\nhier,1\n",
        "a,b\n1,2\n",
        "[]",
        "bonjour",
        "<a/>",
    ],
)
def test_other_files_are_not_claimed(text):
    assert INSPECTOR.sniff(Head.of(artefact(text))) == 0


def test_a_moment_out_of_range_is_said_as_nothing():
    track = tracks.Track("a", {}, lambda first, last: artefact("x").place(line=first, last_line=last))
    track.add(0.0, 1.0, 1)
    assert track.finish().moment(-1.0) == ""
    assert track.finish().coverage is None


PROBES = """\
horodatage,code,ms
2026-05-01T10:00:00.250+02:00,200,41
2026-05-01T10:00:01.250+02:00,301,12
2026-05-01T10:00:02.250+02:00,503,7
2026-05-01T10:00:03.250+02:00,0,300
2026-05-01T10:00:04.250+02:00,,300
2026-05-01T10:00:05.250+02:00,204,9
2026-05-01T10:00:06.250+02:00,nan,9
2026-05-01T10:00:07.250+02:00,timeout,9
"""


def test_probes_with_answers_of_http_are_states():
    assert INSPECTOR.sniff(Head.of(artefact(PROBES, "sondes.csv"))) == 0.5
    found = inspect(PROBES)
    assert found.artefact.period == ("2026-05-01T08:00:00+00:00", "2026-05-01T08:00:05+00:00")
    assert fact_of(found, "service_levels.samples").value == {"code": 6}
    assert fact_of(found, "service_levels.steps").value == {"code": 1.0}
    assert fact_of(found, "service_levels.attainment").value == {"code": 0.5}
    breaches = fact_of(found, "service_levels.breaches")
    assert (breaches.value, [(place.line, place.last_line) for place in breaches.places]) == (1, [(4, 6)])
    assert lines_of(fact_of(found, "service_levels.unreadable_samples")) == [9]
    assert fact_of(found, "service_levels.unknown_samples").value == 2
    assert [limit.code for limit in found.limits] == ["service_levels.production", "service_levels.codes"]
    assert found.limits[1].en == (
        "What happens between two samples isn’t seen; an HTTP answer from 200 to 399 is counted as good, any"
        " other, 0 or no answer as bad."
    )


@pytest.mark.parametrize(
    ("header", "claimed"),
    [
        ("time,status_code", 0.7),
        ("date,http_code,url", 0.5),
        ("date,code_http,url,method", 0.0),
        ("date,url", 0.0),
        ("date,x,statut_http,y,z,t,u", 0.0),
    ],
)
def test_tables_of_http_answers_are_told_from_journals_of_requests(header, claimed):
    cells = {"time": "2026-05-01T10:00:00Z", "date": "2026-05-01T10:00:00Z", "url": "https://a"}
    row = ",".join(cells.get(name, "000" if "stat" in name else "200") for name in header.split(","))
    assert INSPECTOR.sniff(Head.of(artefact(f"{header}\n{row}\n"))) == claimed


@pytest.mark.parametrize("text", ["date,code\n2026-05-01,FR\n", "date,x,code\n2026-05-01,1\n", "date,code\n"])
def test_a_column_of_other_codes_is_not_one_of_http(text):
    assert INSPECTOR.sniff(Head.of(artefact(text))) == 0


def test_a_column_of_status_is_one_of_http_when_its_cells_are():
    found = inspect("date,statut\n2026-05-01,200\n2026-05-02,500\n")
    assert fact_of(found, "service_levels.attainment").value == {"statut": 0.5}
    found = inspect("date,statut\n2026-05-01,0\n2026-05-02,1\n")
    assert [limit.code for limit in found.limits][-1] == "service_levels.step"
    assert inspect("time,code\n2026-05-01,200\n2026-05-02,7\n").limits[-1].code == "service_levels.step"


def test_probes_stand_against_the_only_objective_beside_them():
    both = inspect(SLO, PROBES + "2026-05-01T10:01:00Z,200,1\n")
    assert fact_of(both, "service_levels.deviations").value == {"facturation": 0.071428571}


def test_moments_of_several_zones_and_shapes_in_one_column():
    """The halves of a moment are remembered: what repeats is read as what came first was."""
    moments = [
        "2026-05-01T10:00:00+02:00", "2026-05-01T10:01:00+02:00", "2026-05-02T10:00:00+02:00",
        "2026-05-02T10:00:00Z", "2026-05-03 10:00:00", "2026-05-04T10:00:00.5Z", "2026-05-05",
        "2026-05-06T10:00:00 UTC", "2026-W20-1T10:00:00Z", "2026-05-31T10:00:00Z", "2026-05-31T10:00:00Z ",
        "1970-01-01T10:00:00Z", "1960-01-01T10:00:00Z", "2026-06-31T10:00:00Z",
    ]  # fmt: skip
    clock = cells.Clock(moments)
    for each in [*moments, *moments]:
        read = cells.Clock([]).seconds(each.strip())
        halves = each[:10] in clock.dates and each[10:] in clock.tails
        if read is not None:
            assert clock.seconds(each.strip()) == read
            clock.learn(each.strip())
        if halves:
            assert clock.dates[each[:10]] + clock.tails[each[10:]] == read
    assert sorted(clock.dates) == ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-31"]
    assert sorted(clock.tails) == [" 10:00:00", "T10:00:00+02:00", "T10:00:00Z", "T10:01:00+02:00"]


def test_samples_are_counted_alike_one_by_one_and_in_a_row():
    samples = [
        (T0 + 60.0 * i + (30 if i > 40 else 0), (1.0, 1.0, 0.0, None, 0.5)[i % 5 if i % 50 > 30 else 0], i)
        for i in range(3000)
    ] + [(T0 + 10.0, 1.0, 3001), (T0 + 10.0, 1.0, 3002)]

    def track():
        return tracks.Track("a", {}, lambda first, last: artefact("x").place(line=first, last_line=last))

    one, row, mixed, columns = track(), track(), track(), track()
    for each in samples:
        one.add(*each)
    row.extend(samples)
    mixed.extend(samples[:777])
    mixed.add(*samples[777])
    mixed.extend(iter(samples[778:]))
    columns.column(*zip(*samples[:500], strict=True))
    columns.column(*zip(*samples[500:], strict=True))
    assert one.finish() == row.finish() == mixed.finish() == columns.finish()
    assert one.finish().samples == 2760 + 2


@given(
    st.lists(
        st.tuples(
            st.integers(1, 400),
            st.sampled_from([60.0, 60.0, 61.0, -60.0, 0.0]),
            st.sampled_from([1, 1, 0, None]),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_stretches_are_counted_as_their_samples_are_one_by_one(stretches):
    samples = []
    moment = float(T0)
    for length, step, value in stretches:
        for _ in range(length):
            moment += step
            samples.append((moment, value, len(samples)))

    def track():
        return tracks.Track("a", {}, lambda first, last: artefact("x").place(line=first, last_line=last))

    one, columns = track(), track()
    for each in samples:
        one.add(*each)
    columns.column(*zip(*samples, strict=True))
    assert one.samples + one._repeats == columns.samples + columns._repeats
    if one.samples:
        assert one.finish() == columns.finish()


def test_a_table_of_some_days_is_read_as_its_rows_are_one_by_one():
    """Fractions send every row the slow way; whole seconds are the fast one."""
    moments = [datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=i) for i in range(4000)]
    moments[2000], moments[2003] = moments[2003], moments[2000]
    moments[1000:1003] = [moments[3999]] * 3
    rows = [
        (moment, {7: "0", 8: "0", 1500: "", 2900: "x", 3000: "0.5"}.get(index, "1"))
        for index, moment in enumerate(moments)
    ]
    quick = "timestamp,value\n" + "".join(f"{at:%Y-%m-%dT%H:%M:%S}Z,{value}\n" for at, value in rows)
    slow = "timestamp,value\n" + "".join(f"{at:%Y-%m-%dT%H:%M:%S}.0Z,{value}\n" for at, value in rows)
    assert [
        (each.code, each.value, each.places and each.places[0].line) for each in inspect(quick).facts
    ] == [(each.code, each.value, each.places and each.places[0].line) for each in inspect(slow).facts]
    assert fact_of(inspect(quick), "service_levels.samples").value == {"value": 3998}


def test_a_table_may_hold_many_moments_that_are_none():
    found = inspect(
        "timestamp,value\n2026-05-01T00:00:00Z,1\n" + "hier,1\n" * 1000 + "2026-05-01T00:01:00Z,0\n"
    )
    assert fact_of(found, "service_levels.samples").value == {"value": 2}
    assert fact_of(found, "service_levels.unreadable_samples").value == 1000


def test_steps_below_the_widest_are_only_counted():
    moments = [T0]
    for step, count in ((60, 200), (90, 80), (70, 20), (60, 50)):
        for _ in range(count):
            moments.append(moments[-1] + step)
    text = "time,value\n" + "".join(f"{each},{index % 2}\n" for index, each in enumerate(moments))
    found = inspect(text)
    assert fact_of(found, "service_levels.steps").value == {"value": 60.0}
    assert fact_of(found, "service_levels.attainment").value == {"value": 175 / 351}
    assert fact_of(found, "service_levels.breaches").value == 176
    assert "service_levels.series_gaps" not in codes_of(found)


def test_rows_cut_short_and_epochs_with_decimals():
    found = inspect(f"time,value\n{T0}.5,1\n{T0 + 60}\n{T0 + 61}.5,1\n")
    assert found.artefact.period == ("2026-05-01T00:00:00+00:00", "2026-05-01T00:01:01+00:00")
    assert fact_of(found, "service_levels.unknown_samples").value == 1
    found = inspect(f"time,a,b\n{T0},1,2\n{T0 + 60},3\n")
    assert fact_of(found, "service_levels.means").value == {"a": 2.0, "b": 2.0}
