"""Before and after: the scope first, then what closed, remains and is new."""

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.scans import INSPECTOR
from preuve.domain.evidence.inspectors.scans.comparing import subtract
from tests.domain.evidence.inspectors import scans_reports as reports
from tests.factories.evidence import CONTEXT, artefact, fact_of


def _compare(before, after):
    return INSPECTOR.compare(artefact(before, "avant"), artefact(after, "apres"), CONTEXT)


def _values(found):
    return {each.code: each.value for each in (*found.facts, *found.findings)}


def _nmap(opened, services="22,80,443", host="192.0.2.7", state="up", version="7.94", protocol="tcp"):
    ports = "".join(
        f'<port protocol="tcp" portid="{number}"><state state="open"/></port>\n' for number in opened
    )
    return (
        f'<nmaprun version="{version}"><scaninfo protocol="{protocol}" services="{services}"/>\n'
        f'<host><status state="{state}"/><address addr="{host}"/><ports>\n{ports}</ports></host></nmaprun>'
    )


def test_a_closed_port_and_a_new_one_in_one_scope():
    found = _compare(_nmap([22, 80]), _nmap([22, 443]))
    assert found.same_scope is True
    assert [each.fr for each in found.facts] == [
        "1 port ouvert au premier relevé ne l’est plus au second : 80/tcp [192.0.2.7].",
        "1 port est ouvert dans les deux relevés : 22/tcp [192.0.2.7].",
        (
            "1 port ouvert au second relevé ne figure pas parmi les ports ouverts du premier : "
            "443/tcp [192.0.2.7]."
        ),
    ]
    assert [each.en for each in found.facts] == [
        "1 port open in the first scan is no longer open in the second: 80/tcp [192.0.2.7].",
        "1 port is open in both scans: 22/tcp [192.0.2.7].",
        "1 port open in the second scan is not among the open ports of the first: 443/tcp [192.0.2.7].",
    ]
    assert [[(place.name, place.line) for place in each.places] for each in found.facts] == [
        [("avant", 4)],
        [("avant", 3), ("apres", 3)],
        [("apres", 4)],
    ]
    assert found.findings == ()
    assert [each.code for each in found.limits] == ["scans.limit.compare_cause", "scans.limit.depth"]


def test_nothing_changed():
    assert [each.fr for each in _compare(_nmap([]), _nmap([])).facts] == [
        "Aucun port ouvert au premier relevé n’apparaît fermé au second.",
        "Aucun port n’est ouvert dans les deux relevés.",
        "Tous les ports ouverts au second relevé l’étaient au premier.",
    ]


def test_a_port_that_is_filtered_now_is_not_said_closed():
    before = _nmap([22, 80, 443], services="22,25,80,443")
    listed = _nmap([22], services="22,25,80,443").replace(
        "</ports>",
        '<port protocol="tcp" portid="80"><state state="filtered"/></port>'
        '<port protocol="tcp" portid="443"><state state="closed"/></port></ports>',
    )
    found = _compare(before, listed)
    assert fact_of(found, "scans.compare.closed").fr == (
        "1 port ouvert au premier relevé ne l’est plus au second : 443/tcp [192.0.2.7]."
    )
    undetermined = fact_of(found, "scans.compare.undetermined")
    assert undetermined.fr == (
        "1 port ouvert au premier relevé n’est ni ouvert ni fermé au second (filtré, par exemple) : "
        "80/tcp [192.0.2.7]."
    )
    unlisted = _nmap([22], services="22,25,80,443").replace(
        "</ports>",
        '<extraports state="filtered" count="2"/>'
        '<port protocol="tcp" portid="443"><state state="closed"/></port></ports>',
    )
    assert _values(_compare(before, unlisted))["scans.compare.undetermined"] == 1
    shut = unlisted.replace('state="filtered"', 'state="closed"')
    assert "scans.compare.undetermined" not in _values(_compare(before, shut))


def test_a_port_that_was_not_examined_again_is_not_said_closed():
    found = _compare(_nmap([22, 80]), _nmap([22], services="1-22"))
    assert found.same_scope is False
    assert _values(found) == {
        "scans.compare.closed": 0,
        "scans.compare.remaining": 1,
        "scans.compare.new": 0,
        "scans.compare.not_examined": 1,
        "scans.compare.smaller_scope": ["tcp/80", "tcp/443"],
        "scans.compare.wider_scope": ["tcp/1-21"],
    }
    finding = fact_of(found, "scans.compare.smaller_scope")
    assert finding.fr == (
        "Le second relevé a un périmètre plus petit que le premier : il ne couvre pas tcp/80 et tcp/443."
    )
    assert [(place.name, place.line) for place in finding.places] == [("avant", 1), ("apres", 1)]


def test_a_ping_scan_and_a_port_scan_have_two_scopes():
    found = _compare(_nmap([22]), _nmap([], services=""))
    assert found.same_scope is False
    assert _values(found) == {
        "scans.compare.closed": 0,
        "scans.compare.remaining": 0,
        "scans.compare.new": 0,
        "scans.compare.not_examined": 1,
        "scans.compare.smaller_scope": ["tcp/22", "tcp/80", "tcp/443"],
    }
    assert fact_of(found, "scans.compare.closed").fr == (
        "Aucun port ouvert au premier relevé n’apparaît fermé au second."
    )
    found = _compare(_nmap([], services=""), _nmap([]))
    assert found.same_scope is False
    assert _values(found)["scans.compare.wider_scope"] == ["tcp/22", "tcp/80", "tcp/443"]


def test_no_result_is_gone_of_what_the_second_scan_covers():
    stated = fact_of(_compare(reports.ZAP_JSON, reports.ZAP_JSON), "scans.compare.closed")
    assert stated.fr == "Parmi ce que le second relevé couvre, aucun résultat du premier n’a disparu."
    assert stated.en == "Of what the second scan covers, no result of the first is gone."


@pytest.mark.parametrize(
    "after",
    [
        _nmap([], host="192.0.2.8"),
        _nmap([], state="down"),
        _nmap([], services=""),
        _nmap([], protocol="udp"),
        "<nmaprun/>",
    ],
)
def test_another_host_one_that_is_down_or_a_ping_scan_closes_nothing(after):
    found = _compare(_nmap([22]), after)
    values = _values(found)
    assert (values["scans.compare.closed"], values["scans.compare.not_examined"]) == (0, 1)


def test_another_version_of_the_tool():
    found = _compare(_nmap([]), _nmap([], version="7.95"))
    assert fact_of(found, "scans.compare.other_version").fr == (
        "L’outil a changé de version (7.94 puis 7.95) : une différence peut venir de lui."
    )


def test_severe_results_that_remain_and_that_appear():
    after = json.loads(reports.ZAP_JSON)
    after["created"] = "2024-04-19T10:00:00.123Z"
    after["site"][0]["alerts"] += [{"pluginid": "2", "name": "RCE", "riskcode": "3", "confidence": "2"}]
    found = _compare(reports.ZAP_JSON, json.dumps(after))
    assert found.same_scope is False
    assert _values(found) == {
        "scans.compare.closed": 0,
        "scans.compare.remaining": 1,
        "scans.compare.new": 1,
        "scans.compare.elapsed": 864_000,
        "scans.compare.severe_remaining": 1,
        "scans.compare.severe_new": 1,
    }
    assert found.limits[0].code == "scans.limit.compare_scope"


def test_a_site_that_is_not_mentioned_any_more():
    after = json.loads(reports.ZAP_JSON)
    after["created"] = "2024-04-01T10:00:00Z"
    after["site"] = [{"@name": "https://b.example.org", "alerts": []}]
    found = _compare(reports.ZAP_JSON, json.dumps(after))
    assert _values(found) == {
        "scans.compare.closed": 0,
        "scans.compare.remaining": 0,
        "scans.compare.new": 0,
        "scans.compare.not_examined": 1,
        "scans.compare.unmentioned": ["https://app.example.org"],
        "scans.compare.wider_scope": ["https://b.example.org"],
        "scans.compare.backwards": pytest.approx(-691_200.123),
    }


def test_xml_and_json_of_one_tool_are_compared():
    found = _compare(reports.ZAP_XML, reports.ZAP_JSON)
    assert (found.before.format, found.after.format) == ("zap-xml", "zap-json")


def test_statements_made_by_two_tools_are_compared():
    after = reports.OPENVEX.replace('"vexctl"', '"other"').replace('"affected"', '"fixed"')
    found = _compare(reports.OPENVEX, after)
    assert _values(found) == {
        "scans.compare.closed": 2,
        "scans.compare.remaining": 0,
        "scans.compare.new": 0,
    }
    assert fact_of(found, "scans.compare.closed").fr == (
        "2 résultats du premier relevé ne sont plus dans le second : "
        "CVE-2024-10002 (pkg:apk/b@1) et CVE-2024-10004."
    )


def test_two_tools_are_not_compared():
    with pytest.raises(UnreadableArtefactError) as caught:
        _compare(reports.NMAP, reports.ZAP_JSON)
    assert (caught.value.reason, caught.value.detail) == (Unreadable.NOT_COMPARABLE, "nmap, zap-json")


def test_moments_of_which_one_names_no_zone_are_not_subtracted():
    after = reports.ZAP_JSON.replace('"created": "2024-04-09T10:00:00.123Z",', "")
    assert "scans.compare.elapsed" not in _values(_compare(reports.ZAP_JSON, after))


@pytest.mark.parametrize(
    ("ranges", "others", "left"),
    [
        (((1, 10),), (), [(1, 10)]),
        (((1, 10),), ((3, 4), (6, 6)), [(1, 2), (5, 5), (7, 10)]),
        (((1, 10), (20, 30)), ((5, 25),), [(1, 4), (26, 30)]),
        (((5, 6),), ((1, 10),), []),
    ],
)
def test_ranges_are_subtracted(ranges, others, left):
    assert subtract(ranges, others) == left
