"""Real reports of the sample folder; the figures are those of its manifest, computed by other means."""

from __future__ import annotations

import pytest

from preuve.domain.evidence.inspectors.scans import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, SAMPLES, artefact, codes_of, fact_of, sample


def _value(name, code):
    return fact_of(INSPECTOR.inspect([sample(f"scans/{name}")], CONTEXT), code).value


@pytest.mark.parametrize(
    ("name", "code", "value"),
    [
        # four secrets, of the rules RSA-PK, aws-access-token and generic-api-key
        ("gitleaks.json", "scans.secrets", {"aws-access-token": 2, "RSA-PK": 1, "generic-api-key": 1}),
        ("gitleaks.json", "scans.secrets_found", 3),
        # version = 3.1.4 ; avertissements = 0 ; suggestions = 1
        ("lynis-report.dat", "scans.tool", "Lynis 3.1.4"),
        ("lynis-report.dat", "scans.warnings", {"warnings": 0, "suggestions": 1}),
        # items = 10 ; version = 2.1.6
        ("nikto.xml", "scans.results", 10),
        ("nikto.xml", "scans.tool", "Nikto 2.1.6"),
        # version nmap ; hôtes ; ports ouverts ; commande
        ("nmap-loopback-apres.xml", "scans.tool", "Nmap 7.93"),
        ("nmap-loopback-apres.xml", "scans.hosts", 1),
        ("nmap-loopback-apres.xml", "scans.open_ports", 3),
        ("nmap-loopback-avant.xml", "scans.open_ports", 2),
        (
            "nmap-loopback-avant.xml",
            "scans.command",
            "nmap -sT -sV --version-light -p 8081,8082,8443,5432,2222 -oX nmap-loopback-avant.xml 127.0.0.1",
        ),
        ("nmap-loopback-perimetre-reduit.xml", "scans.open_ports", 1),
        (
            "nmap-loopback-perimetre-reduit.xml",
            "scans.command",
            "nmap -sT -p 8081 -oX nmap-loopback-perimetre-reduit.xml 127.0.0.1",
        ),
        ("nmap-plusieurs-ports.xml", "scans.tool", "Nmap 7.12"),
        ("nmap-plusieurs-ports.xml", "scans.hosts", 1),
        ("nmap-plusieurs-ports.xml", "scans.open_ports", 13),
        ("nmap-plusieurs-ports.xml", "scans.ports_examined", 1000),
        ("nmap_loopback.xml", "scans.open_ports", 0),
        ("nmap_loopback.xml", "scans.local_target", ["127.0.0.1"]),
        # avis = 5 ; métadonnées = low 7, moderate 2, high 6, par chemin : the recount by path agrees
        ("npm-audit.json", "scans.packages_affected", 5),
        # two lines, one low and one medium
        (
            "nuclei.jsonl",
            "scans.results",
            {"critical": 0, "high": 0, "medium": 1, "low": 1, "information": 0, "unknown": 0},
        ),
        # lignes = 4 ; Low 1, Medium 2, High 1
        (
            "openvas.csv",
            "scans.results",
            {"critical": 0, "high": 1, "medium": 2, "low": 1, "information": 0, "unknown": 0},
        ),
        # déclarations = 6 ; affected:1, fixed:1, not_affected:3, under_investigation:1
        (
            "openvex.json",
            "scans.exploitation",
            {"affected": 1, "fixed": 1, "not_affected": 3, "under_investigation": 1},
        ),
        # five vulnerabilities, of which one is critical
        (
            "trivy.json",
            "scans.results",
            {"critical": 1, "high": 1, "medium": 3, "low": 0, "information": 0, "unknown": 0},
        ),
        # version = 2.10.0 ; alertes = 15 ; instances = 130 ; riskcode 3 = 4
        ("zap-premier.xml", "scans.tool", "ZAP 2.10.0"),
        (
            "zap-premier.xml",
            "scans.results",
            {"critical": 0, "high": 4, "medium": 3, "low": 4, "information": 4, "unknown": 0},
        ),
        ("zap-premier.xml", "scans.instances", 130),
        # version = 2.10.0 ; alertes = 18 ; instances = 126 ; riskcode 3 = 4
        (
            "zap-second.xml",
            "scans.results",
            {"critical": 0, "high": 4, "medium": 3, "low": 6, "information": 5, "unknown": 0},
        ),
        ("zap-second.xml", "scans.instances", 126),
        # eight results, of which one failed, on sample.system
        ("../correctifs/openscap-rhsa.xml", "scans.failed_checks", 1),
        ("../correctifs/openscap-rhsa.xml", "scans.targets", ["sample.system"]),
    ],
)
def test_states_what_the_manifest_says(name, code, value):
    assert _value(name, code) == value


def test_the_recount_of_npm_agrees_with_its_metadata():
    assert "scans.miscount" not in codes_of(INSPECTOR.inspect([sample("scans/npm-audit.json")], CONTEXT))


def test_openscap_counts_every_outcome():
    assert sum(_value("../correctifs/openscap-rhsa.xml", "scans.checks").values()) == 8


def test_a_port_opened_between_two_scans_of_one_scope():
    found = INSPECTOR.compare(
        sample("scans/nmap-loopback-avant.xml"), sample("scans/nmap-loopback-apres.xml"), CONTEXT
    )
    assert found.same_scope is True
    assert {each.code: each.value for each in (*found.facts, *found.findings)} == {
        "scans.compare.closed": 0,
        "scans.compare.remaining": 2,
        "scans.compare.new": 1,
        "scans.compare.elapsed": 14,
    }
    assert fact_of(found, "scans.compare.new").fr == (
        "1 port ouvert au second relevé ne figure pas parmi les ports ouverts du premier : "
        "8082/tcp http (SimpleHTTPServer 0.6) [127.0.0.1]."
    )


def test_a_second_scan_of_one_port_closes_nothing():
    found = INSPECTOR.compare(
        sample("scans/nmap-loopback-apres.xml"), sample("scans/nmap-loopback-perimetre-reduit.xml"), CONTEXT
    )
    assert found.same_scope is False
    assert {each.code: each.value for each in (*found.facts, *found.findings)} == {
        "scans.compare.closed": 0,
        "scans.compare.remaining": 1,
        "scans.compare.new": 0,
        "scans.compare.not_examined": 2,
        "scans.compare.elapsed": 12,
        "scans.compare.smaller_scope": ["tcp/2222", "tcp/5432", "tcp/8082", "tcp/8443"],
    }


def test_the_second_zap_report_is_dated_before_the_first():
    found = INSPECTOR.compare(sample("scans/zap-premier.xml"), sample("scans/zap-second.xml"), CONTEXT)
    assert {each.code: each.value for each in (*found.facts, *found.findings)} == {
        "scans.compare.closed": 1,
        "scans.compare.remaining": 14,
        "scans.compare.new": 4,
        "scans.compare.backwards": -173_289,
        "scans.compare.severe_remaining": 3,
        "scans.compare.severe_new": 1,
    }


@pytest.mark.skipif(not SAMPLES.exists(), reason="no samples")
def test_claims_no_file_of_another_kind():
    claimed = {
        str(file.relative_to(SAMPLES))
        for file in SAMPLES.rglob("*")
        if file.is_file() and INSPECTOR.sniff(Head.of(artefact(file.read_bytes(), file.name))) >= 0.3
    }
    own = {str(file.relative_to(SAMPLES)) for file in (SAMPLES / "scans").iterdir()}
    assert claimed == {*own, "correctifs/openscap-rhsa.xml"}


def test_no_secret_of_gitleaks_is_repeated():
    import json  # noqa: PLC0415 - beside its only use

    given = sample("scans/gitleaks.json")
    said = repr(INSPECTOR.inspect([given], CONTEXT))
    secrets = [each[key] for each in json.load(given.open()) for key in ("Secret", "Match") if each[key]]
    assert [secret for secret in secrets if secret in said] == []
