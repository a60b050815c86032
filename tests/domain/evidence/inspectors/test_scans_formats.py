"""Every format of scans: recognised, read, refused when spoiled."""

from __future__ import annotations

import pytest

from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.inspectors.scans import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.domain.evidence.inspectors.scans_reports import REPORTS
from tests.factories.evidence import CONTEXT, artefact, spoiled

#: code → value, line of the first place
EXPECTED = {
    "nmap": {
        "scans.tool": ("Nmap 7.94", 3),
        "scans.command": ("nmap -sV -p 22,80,443 -oX a.xml scanme.nmap.org", 3),
        "scans.duration": (11.5, 3),
        "scans.targets": (["scanme.nmap.org", "192.0.2.7", "192.0.2.8"], 3),
        "scans.hosts": (1, 5),
        "scans.ports_examined": (3, 4),
        "scans.open_ports": (2, 10),
        "scans.ports_undetermined": (1, 11),
        "scans.cves": (["CVE-2021-23017"], 12),
        "scans.demo_target": (["scanme.nmap.org"], 3),
    },
    "zap-xml": {
        "scans.tool": ("ZAP 2.14.0", 2),
        "scans.produced": ("2024-04-09T10:00:00", 2),
        "scans.targets": (["https://app.example.org"], 2),
        "scans.results": (
            {"critical": 0, "high": 1, "medium": 1, "low": 0, "information": 0, "unknown": 1},
            4,
        ),
        "scans.instances": (8, 4),
        "scans.dismissed": (1, 12),
        "scans.cwes": (["CWE-89"], 4),
        "scans.severe": (1, 4),
    },
    "zap-json": {
        "scans.tool": ("ZAP 2.14.0", 1),
        "scans.produced": ("2024-04-09T10:00:00.123000+00:00", 1),
        "scans.targets": (["https://app.example.org"], 1),
        "scans.results": (
            {"critical": 0, "high": 1, "medium": 0, "low": 0, "information": 0, "unknown": 0},
            10,
        ),
        "scans.instances": (1, 10),
        "scans.cwes": (["CWE-89"], 10),
        "scans.severe": (1, 10),
    },
    "nuclei": {
        "scans.tool": ("nuclei", 1),
        "scans.produced": ("2024-03-20T22:43:30-03:00", 1),
        "scans.targets": (["a.example.org", "b.example.org"], 1),
        "scans.results": (
            {"critical": 0, "high": 1, "medium": 1, "low": 0, "information": 0, "unknown": 1},
            1,
        ),
        "scans.cves": (["CVE-2018-15473"], 1),
        "scans.severe": (1, 2),
    },
    "openvas-csv": {
        "scans.tool": ("OpenVAS", 1),
        "scans.produced": ("2024-05-26T20:50:18+00:00", 2),
        "scans.targets": (["192.0.2.7", "192.0.2.8"], 1),
        "scans.results": (
            {"critical": 0, "high": 1, "medium": 0, "low": 1, "information": 0, "unknown": 1},
            2,
        ),
        "scans.dismissed": (1, 5),
        "scans.cves": (["CVE-2016-2183"], 2),
        "scans.severe": (1, 2),
    },
    "openvas-xml": {
        "scans.tool": ("OpenVAS", 1),
        "scans.duration": (3600.0, 1),
        "scans.targets": (["192.0.2.7"], 1),
        "scans.results": (
            {"critical": 0, "high": 1, "medium": 1, "low": 0, "information": 1, "unknown": 0},
            4,
        ),
        "scans.dismissed": (1, 9),
        "scans.cves": (["CVE-1999-0508"], 4),
        "scans.miscount": (1, 12),
        "scans.severe": (1, 4),
    },
    "nessus": {
        "scans.tool": ("Nessus", 2),
        "scans.duration": (3600.0, 2),
        "scans.targets": (["192.0.2.7", "192.0.2.8", "192.0.2.9"], 2),
        "scans.hosts": (3, 4),
        "scans.results": (
            {"critical": 1, "high": 0, "medium": 0, "low": 0, "information": 0, "unknown": 1},
            6,
        ),
        "scans.cves": (["CVE-2017-0144"], 6),
        "scans.cwes": (["CWE-20", "CWE-79"], 6),
        "scans.severe": (1, 6),
    },
    "burp": {
        "scans.tool": ("Burp Suite 2023.10", 2),
        "scans.produced": ("2023-11-14T22:13:19", 2),
        "scans.targets": (["https://app.example.org"], 2),
        "scans.results": (
            {"critical": 0, "high": 1, "medium": 0, "low": 0, "information": 0, "unknown": 0},
            3,
        ),
        "scans.dismissed": (1, 5),
        "scans.cwes": (["CWE-89"], 3),
        "scans.severe": (1, 3),
    },
    "nikto-xml": {
        "scans.tool": ("Nikto 2.1.6", 2),
        "scans.command": ("nikto -h https://a.example.org -id …", 2),
        "scans.duration": (10.0, 2),
        "scans.targets": (["https://a.example.org:443/"], 2),
        "scans.results": (2, 5),
        "scans.miscount": (1, 7),
    },
    "nikto-json": {
        "scans.tool": ("Nikto", 1),
        "scans.targets": (["a.example.org:443"], 1),
        "scans.results": (1, 1),
        "scans.cves": (["CVE-2019-0001"], 1),
    },
    "wpscan": {
        "scans.tool": ("WPScan 3.8.25", 7),
        "scans.duration": (30.0, 5),
        "scans.targets": (["https://blog.example.org/"], 7),
        "scans.system": ("WordPress 5.8", 10),
        "scans.results": (2, 12),
        "scans.fix_named": (1, 12),
        "scans.cves": (["CVE-2021-39200"], 12),
        "scans.not_looked_up": (None, 38),
    },
    "sqlmap-log": {
        "scans.tool": ("sqlmap 1.7.2#stable", 1),
        "scans.system": ("MySQL >= 5.6", 14),
        "scans.results": (2, 7),
        "scans.injections": (1, 7),
    },
    "sqlmap-csv": {
        "scans.tool": ("sqlmap", 1),
        "scans.targets": (["http://a.example.org/", "http://b.example.org/"], 1),
        "scans.results": (1, 2),
        "scans.injections": (1, 2),
    },
    "trivy": {
        "scans.tool": ("Trivy", 1),
        "scans.produced": ("2024-05-01T10:00:00.500000+00:00", 1),
        "scans.targets": (["registry.example.org/app:1.0"], 1),
        "scans.system": ("debian 12.1", 6),
        "scans.results": (
            {"critical": 0, "high": 2, "medium": 0, "low": 1, "information": 0, "unknown": 0},
            17,
        ),
        "scans.fix_named": (1, 17),
        "scans.secrets": ({"aws-access-key-id": 1}, 56),
        "scans.cves": (["CVE-2023-0286", "CVE-2011-3374"], 17),
        "scans.cwes": (["CWE-843"], 17),
        "scans.severe": (2, 17),
        "scans.secrets_found": (1, 56),
    },
    "grype": {
        "scans.tool": ("Grype 0.74.0", 53),
        "scans.produced": ("2024-05-01T10:00:00+00:00", 53),
        "scans.targets": (["app:1.0"], 53),
        "scans.system": ("debian 12", 49),
        "scans.results": (
            {"critical": 1, "high": 0, "medium": 0, "low": 1, "information": 0, "unknown": 0},
            3,
        ),
        "scans.negligible": (1, 25),
        "scans.fix_named": (1, 3),
        "scans.dismissed": (1, 40),
        "scans.cves": (["CVE-2021-44228"], 3),
        "scans.severe": (1, 3),
    },
    "npm-audit": {
        "scans.tool": ("npm audit", 38),
        "scans.dependencies": (42, 43),
        "scans.results": (
            {"critical": 1, "high": 0, "medium": 0, "low": 1, "information": 0, "unknown": 0},
            8,
        ),
        "scans.fix_named": (1, 8),
        "scans.packages_affected": (3, 4),
        "scans.cwes": (["CWE-1321"], 8),
        "scans.severe": (1, 8),
    },
    "pip-audit": {
        "scans.tool": ("pip-audit", 2),
        "scans.dependencies": (2, 2),
        "scans.results": (2, 7),
        "scans.fix_named": (1, 7),
        "scans.packages_affected": (1, 3),
        "scans.cves": (["CVE-2019-1010083"], 7),
        "scans.dependencies_skipped": (1, 27),
    },
    "dependency-check": {
        "scans.tool": ("OWASP dependency-check 8.4.0", 2),
        "scans.produced": ("2024-05-01T10:00:00.123456+00:00", 2),
        "scans.targets": (["boutique"], 2),
        "scans.dependencies": (2, 2),
        "scans.results": (
            {"critical": 1, "high": 1, "medium": 0, "low": 0, "information": 0, "unknown": 0},
            7,
        ),
        "scans.packages_affected": (1, 7),
        "scans.dismissed": (1, 9),
        "scans.cves": (["CVE-2021-44228", "CVE-2021-45046"], 7),
        "scans.cwes": (["CWE-502", "CWE-917"], 7),
        "scans.severe": (2, 7),
    },
    "lynis": {
        "scans.tool": ("Lynis 3.0.9", 3),
        "scans.duration": (60.0, 2),
        "scans.targets": (["srv1"], 3),
        "scans.system": ("Debian 12", 4),
        "scans.hardening_index": (64, 10),
        "scans.tests_run": (2, 11),
        "scans.warnings": ({"warnings": 1, "suggestions": 1}, 7),
    },
    "xccdf": {
        "scans.tool": ("OpenSCAP 1.3.7", 4),
        "scans.duration": (30.0, 4),
        "scans.targets": (["srv1.example.org"], 4),
        "scans.checks": ({"fail": 2, "pass": 1, "error": 1, "notselected": 1}, 4),
        "scans.failed_checks": (2, 7),
        "scans.score": (87.5, 5),
        "scans.cves": (["CVE-2024-1000"], 7),
        "scans.severe": (1, 7),
        "scans.check_errors": (1, 9),
    },
    "kube-bench": {
        "scans.tool": ("kube-bench", 1),
        "scans.targets": (["master"], 1),
        "scans.checks": ({"PASS": 1, "FAIL": 1, "WARN": 1}, 1),
        "scans.failed_checks": (1, 15),
        "scans.miscount": (1, 35),
    },
    "docker-bench": {
        "scans.tool": ("docker-bench-security 1.3.5", 1),
        "scans.duration": (5.0, 1),
        "scans.checks": ({"WARN": 1, "INFO": 1}, 1),
        "scans.failed_checks": (1, 8),
        "scans.miscount": (1, 21),
    },
    "gitleaks": {
        "scans.tool": ("Gitleaks", 1),
        "scans.secrets": ({"aws-access-token": 1, "old": 1, "?": 1}, 2),
        "scans.secrets_found": (3, 2),
    },
    "mobsf": {
        "scans.tool": ("MobSF 4.0.1", 6),
        "scans.produced": ("2024-05-01T10:00:00", 6),
        "scans.targets": (["App 1.2 (org.example.app)"], 6),
        "scans.results": (
            {"critical": 0, "high": 1, "medium": 2, "low": 0, "information": 1, "unknown": 0},
            19,
        ),
        "scans.permissions": (1, 10),
        "scans.score": (47.0, 70),
        "scans.cwes": (["CWE-532"], 38),
        "scans.severe": (1, 19),
    },
    "openvex": {
        "scans.tool": ("vexctl", 1),
        "scans.produced": ("2024-07-29T00:00:00+00:00", 1),
        "scans.exploitation": ({"affected": 2, "fixed": 1, "not_affected": 3, "under_investigation": 0}, 6),
        "scans.justifications": ({"vulnerable_code_not_present": 1}, 16),
        "scans.cves": (
            [
                "CVE-2024-10001",
                "CVE-2024-10002",
                "CVE-2024-10003",
                "CVE-2024-10004",
                "CVE-2024-10005",
                "CVE-2024-10007",
            ],
            6,
        ),
        "scans.unjustified": (1, 26),
        "scans.no_action": (1, 18),
    },
    "csaf": {
        "scans.tool": ("Secvisogram 2.5", 1),
        "scans.produced": ("2024-07-29T00:00:00+00:00", 1),
        "scans.targets": (["Avis"], 1),
        "scans.exploitation": ({"affected": 2, "fixed": 1, "not_affected": 3, "under_investigation": 0}, 21),
        "scans.justifications": ({"component_not_present": 1}, 21),
        "scans.cves": (["CVE-2024-10001"], 21),
        "scans.unjustified": (1, 23),
        "scans.no_action": (1, 27),
    },
}


@pytest.mark.parametrize("form", REPORTS)
def test_each_format_is_recognised_by_one_reader_only(form):
    head = Head.of(artefact(REPORTS[form]))
    assert [each.id for each in INSPECTOR.formats if each.sniff(head)] == [form]


@pytest.mark.parametrize("form", REPORTS)
def test_states_values_and_lines(form):
    found = INSPECTOR.inspect([artefact(REPORTS[form])], CONTEXT)
    stated = {each.code: (each.value, each.places[0].line) for each in (*found.facts, *found.findings)}
    assert stated == EXPECTED[form]
    assert found.artefact.format == form


@pytest.mark.parametrize("form", REPORTS)
def test_a_spoiled_file_is_read_or_refused(form):
    data = REPORTS[form].encode()
    for name, spoilt in spoiled(data):
        try:
            INSPECTOR.inspect([artefact(spoilt)], CONTEXT)
            INSPECTOR.compare(artefact(data), artefact(spoilt), CONTEXT)
        except UnreadableArtefactError:
            continue
        except Exception as error:  # noqa: BLE001 - names the way it was spoiled
            pytest.fail(f"{name}: {error!r}")


def test_values_are_kept_as_plain_json():
    for form, report in REPORTS.items():
        found = INSPECTOR.inspect([artefact(report)], CONTEXT)
        assert all(each.fr and each.en and each.places for each in (*found.facts, *found.findings)), form
        assert found.limits, form
