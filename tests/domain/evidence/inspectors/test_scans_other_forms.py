"""Other versions and poorer forms of the same reports, and what they leave unsaid."""

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.scans import INSPECTOR, model
from preuve.domain.evidence.inspectors.scans.openvas import threat_of
from preuve.domain.evidence.reading.head import Head
from tests.domain.evidence.inspectors import scans_reports as reports
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of


def _inspect(content, name="artefact"):
    return INSPECTOR.inspect([artefact(content, name)], CONTEXT)


def _sniff(content, name="artefact"):
    return INSPECTOR.sniff(Head.of(artefact(content, name)))


def _values(found):
    return {each.code: each.value for each in (*found.facts, *found.findings)}


# --- nmap ---------------------------------------------------------------------------------------------------


def test_the_sentences_of_an_nmap_scan():
    found = _inspect(reports.NMAP)
    assert [each.fr for each in found.facts] == [
        "Le rapport est produit par Nmap 7.94.",
        "La commande lancée est «\xa0nmap -sV -p 22,80,443 -oX a.xml scanme.nmap.org\xa0».",
        "L’analyse a duré 11,5\xa0s, du 14 novembre 2023 à 22:13:20 UTC au 14 novembre 2023 à 22:13:32 UTC.",
        "Les cibles sont scanme.nmap.org, 192.0.2.7 et 192.0.2.8.",
        "1 hôte a répondu à l’analyse.",
        "3 ports sont examinés sur chaque hôte : tcp 22,80,443.",
        "2 ports ouverts : 22/tcp ssh [192.0.2.7] et 443/tcp http/ssl (nginx 1.18.0) [192.0.2.7].",
        "1 port n’est déclaré ni ouvert ni fermé ; par état : filtered 1.",
        "Le rapport cite 1 identifiant CVE distinct : CVE-2021-23017.",
    ]
    assert fact_of(found, "scans.open_ports").en == (
        "2 open ports: 22/tcp ssh [192.0.2.7] and 443/tcp http/ssl (nginx 1.18.0) [192.0.2.7]."
    )
    assert fact_of(found, "scans.open_ports").places[1].path == (
        "//host[address/@addr='192.0.2.7']/ports/port[@protocol='tcp'][@portid='443']"
    )
    assert [each.code for each in found.limits] == ["scans.limit.depth"]


def test_a_ping_scan_states_no_port():
    found = _inspect(
        '<nmaprun args="nmap -sn 192.0.2.0/24" start="1700000000"><host><status state="up"/>'
        '<address addr="192.0.2.7"/><hostnames/></host><runstats><finished time="1700000001"/>'
        '<hosts up="2"/></runstats></nmaprun>'
    )
    assert _values(found) == {
        "scans.tool": "Nmap",
        "scans.command": "nmap -sn 192.0.2.0/24",
        "scans.duration": 1,
        "scans.targets": ["192.0.2.7"],
        "scans.hosts": 1,
        "scans.miscount": 1,
    }


def test_hosts_that_are_assumed_to_be_up_did_not_answer():
    host = (
        '<host><status state="up" reason="user-set"/><address addr="192.0.2.7"/>\n'
        '<ports><extraports state="{}" count="3"/></ports></host>'
    )
    text = (
        '<nmaprun>\n<scaninfo protocol="udp" services="1-3"/>\n{}<runstats><finished/></runstats></nmaprun>'
    )
    found = _inspect(text.format(host.format("open|filtered")))
    assert _values(found) == {
        "scans.tool": "Nmap",
        "scans.targets": ["192.0.2.7"],
        "scans.hosts_assumed": 1,
        "scans.ports_examined": 3,
        "scans.ports_undetermined": 3,
    }
    assumed, undetermined = fact_of(found, "scans.hosts_assumed"), fact_of(found, "scans.ports_undetermined")
    assert assumed.fr == "1 hôte est supposé actif (-Pn), sans découverte."
    assert assumed.en == "1 host is assumed to be up (-Pn), without discovery."
    assert undetermined.fr == ("3 ports ne sont déclarés ni ouverts ni fermés ; par état : open|filtered 3.")
    assert undetermined.en == "3 ports are called neither open nor closed; by state: open|filtered 3."
    assert (assumed.places[0].line, undetermined.places[0].line) == (3, 4)
    assert undetermined.places[0].path == "//host[address/@addr='192.0.2.7']/ports/extraports"
    closed = _inspect(text.format(host.format("closed")))
    assert fact_of(closed, "scans.open_ports").fr == "Aucun port examiné n’est ouvert."
    answered = '<host><status state="up" reason="syn-ack"/><address addr="192.0.2.8"/></host>'
    both = _inspect(text.format(host.format("closed") + answered))
    assert _values(both)["scans.hosts"] == 1
    many = _inspect(text.format(host.format("filtered") * 60))
    assert (fact_of(many, "scans.ports_undetermined").value, fact_of(many, "scans.hosts_assumed").value) == (
        180,
        60,
    )


def test_what_was_not_examined_is_said_in_both_languages():
    report = '<nmaprun scanner="nmap"><scaninfo protocol="tcp" services="22"/></nmaprun>'
    nothing = fact_of(INSPECTOR.inspect([artefact(report)], CONTEXT), "scans.nothing_examined")
    assert nothing.fr == "Rien n’a été examiné : aucun hôte actif. L’absence de résultat ne dit rien."
    assert nothing.en == "Nothing was examined: no host is up. The absence of results says nothing."


def test_an_interrupted_scan_of_nothing():
    found = _inspect(
        '<nmaprun scanner="nmap"><scaninfo protocol="tcp" services="1-5,3-9,20-10,a"/>'
        '<runstats><finished exit="error"/><hosts/></runstats></nmaprun>'
    )
    assert _values(found) == {
        "scans.tool": "Nmap",
        "scans.hosts": 0,
        "scans.incomplete": "error",
        "scans.nothing_examined": 0,
    }


def test_masscan_writes_one_host_per_port():
    host = (
        '<host><address addr="{}"/><ports><port protocol="tcp" portid="{}"><state state="open"/></port>'
        "</ports></host>"
    )
    found = _inspect(
        '<nmaprun scanner="masscan" version="1.0"><scaninfo type="syn" protocol="tcp"/>'
        + host.format("192.0.2.7", 80)
        + host.format("192.0.2.7", 443)
        + host.format("192.0.2.8", "x")
        + "</nmaprun>"
    )
    values = _values(found)
    assert (values["scans.tool"], values["scans.hosts"], values["scans.open_ports"]) == ("masscan 1.0", 2, 3)


def test_hosts_beyond_what_is_held_are_counted_all_the_same(monkeypatch):
    monkeypatch.setattr("preuve.domain.evidence.inspectors.scans.nmap._MAX_HOSTS", 1)
    host = '<host><status state="up"/><address addr="192.0.2.{}"/></host>'
    found = _inspect(f"<nmaprun>{''.join(host.format(number) for number in range(3))}</nmaprun>")
    assert fact_of(found, "scans.hosts").value == 3


# --- web ----------------------------------------------------------------------------------------------------


def test_a_single_site_of_an_old_zap():
    found = _inspect(json.dumps({"@version": "2.7.0", "@generated": "", "site": {"@host": "a.example.org"}}))
    assert _values(found) == {
        "scans.tool": "ZAP 2.7.0",
        "scans.targets": ["a.example.org"],
        "scans.results": 0,
    }
    assert fact_of(found, "scans.results").fr == "Le rapport ne liste aucun résultat."
    assert _sniff('{"@version": "1", "@generated": "", "site": []}') == 0.8


def test_addresses_beyond_what_is_held_are_not_counted(monkeypatch):
    monkeypatch.setattr("preuve.domain.evidence.inspectors.scans.zap._MAX_URLS", 0)
    assert "sur 0 adresse distincte" in fact_of(_inspect(reports.ZAP_XML), "scans.instances").fr


def test_nuclei_as_one_array():
    lines = [json.loads(line) for line in reports.NUCLEI.splitlines()]
    found = _inspect(json.dumps(lines, indent=1))
    assert fact_of(found, "scans.results").places[0].words() == "ligne 2, /0"
    assert found.artefact.format == "nuclei"
    assert _sniff('{"template-id": "a", "host": "b"}') == 0.5


@pytest.mark.parametrize("name", ["nuclei", "openvas"])
def test_hosts_beyond_what_is_held(monkeypatch, name):
    monkeypatch.setattr(f"preuve.domain.evidence.inspectors.scans.{name}._MAX_HOSTS", 0)
    found = _inspect(reports.NUCLEI if name == "nuclei" else reports.OPENVAS_CSV)
    assert "scans.targets" not in codes_of(found)


@pytest.mark.parametrize("report", [reports.NUCLEI, reports.OPENVAS_CSV, reports.TRIVY])
def test_identifiers_that_are_read_again_are_the_same(monkeypatch, report):
    whole = _inspect(report)
    monkeypatch.setattr(model, "_MAX_NOTED", 0)

    assert _inspect(report) == whole


def test_several_hosts_of_nikto():
    both = [
        json.loads(reports.NIKTO_JSON),
        {"host": "b.example.org", "port": 80, "vulnerabilities": [{}]},
        {},
    ]
    found = _inspect(json.dumps(both))
    assert fact_of(found, "scans.targets").value == ["a.example.org:443", "b.example.org:80"]
    assert fact_of(found, "scans.results").value == 2
    assert _sniff('{"host": "a", "port": 1, "vulnerabilities": []}') == 0.5


def test_a_nikto_site_without_figures():
    found = _inspect("<niktoscan><scandetails><statistics/></scandetails></niktoscan>")
    assert _values(found) == {"scans.tool": "Nikto", "scans.results": 0}


BURP_TYPE = """<!DOCTYPE issues [
<!ELEMENT issues (issue*)>
<!ATTLIST issues burpVersion CDATA "">
<!ATTLIST issues exportTime CDATA "">
<!ELEMENT issue (serialNumber, type, name, host, path, location, severity, confidence, issueBackground?, \
remediationBackground?, references?, vulnerabilityClassifications?, issueDetail?, issueDetailItems?, \
remediationDetail?, requestresponse*, collaboratorEvent*, infiltratorEvent*, staticAnalysis*, \
dynamicAnalysis*)>
<!ELEMENT serialNumber (#PCDATA)>
<!ELEMENT type (#PCDATA)>
<!ELEMENT name (#PCDATA)>
<!ELEMENT host (#PCDATA)>
<!ATTLIST host ip CDATA "">
<!ELEMENT path (#PCDATA)>
<!ELEMENT severity (#PCDATA)>
<!ELEMENT request (#PCDATA)>
<!ATTLIST request method CDATA "">
<!ATTLIST request base64 (true|false) "false">
]>
"""


def test_a_burp_report_declares_its_elements():
    plain = _inspect(reports.BURP)
    typed = _inspect(reports.BURP.replace("<issues", BURP_TYPE + "<issues", 1))
    assert _values(typed) == _values(plain)
    assert fact_of(typed, "scans.severe").places[0].line == 3 + BURP_TYPE.count("\n")
    assert typed.artefact.format == "burp"
    hostile = BURP_TYPE.replace("<!ELEMENT issues", '<!ENTITY x "y">\n<!ELEMENT issues')
    with pytest.raises(UnreadableArtefactError) as caught:
        _inspect(reports.BURP.replace("<issues", hostile + "<issues", 1))
    assert caught.value.reason is Unreadable.ENTITIES


def test_a_burp_report_without_dates():
    found = _inspect('<issues burpVersion="1"/>')
    assert _values(found) == {"scans.tool": "Burp Suite 1", "scans.results": 0}


def test_a_wordpress_without_vulnerability_whose_scan_was_aborted():
    found = _inspect(
        json.dumps(
            {"target_url": "http://a.example.org", "interesting_findings": [], "scan_aborted": "timeout"}
        )
    )
    assert _values(found) == {
        "scans.tool": "WPScan",
        "scans.targets": ["http://a.example.org"],
        "scans.results": 0,
        "scans.incomplete": "scan_aborted",
    }
    assert _sniff('{"target_url": "", "effective_url": "", "start_time": 1}') == 0.8


def test_a_vulnerability_without_a_fix_of_wordpress():
    given = json.loads(reports.WPSCAN)
    given["version"] = {"vulnerabilities": [{"title": "a"}]}
    assert fact_of(_inspect(json.dumps(given)), "scans.fix_named").value == 0


def test_the_console_of_sqlmap_that_found_nothing():
    text = "  {1.8#stable}\nhttps://sqlmap.org\n    Type: text of nobody\n"
    assert _sniff(text) == 0.8
    assert _values(_inspect(text)) == {"scans.tool": "sqlmap 1.8#stable", "scans.results": 0}


# --- hosts and settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "word"),
    [
        ("10", "critical"),
        ("9.0", "critical"),
        ("8.9", "high"),
        ("4", "medium"),
        ("0.1", "low"),
        ("0", "information"),
        ("", ""),
        ("11", ""),
        ("-1", ""),
    ],
)
def test_words_of_cvss(score, word):
    assert threat_of(score) == word


def test_openvas_forms():
    assert _sniff("<get_reports_response><report/></get_reports_response>") == 1.0
    assert _sniff('<report><nvt oid="1"/></report>') == 0.5
    assert _sniff("<report/>") == 0.0
    assert _sniff("NVT Name;CVSS\n") == 0.8
    found = _inspect('<report format_id="a"><results/><result_count><full>x</full></result_count></report>')
    assert _values(found) == {"scans.tool": "OpenVAS", "scans.results": 0}


def test_a_filtered_openvas_report_is_no_contradiction():
    assert "scans.miscount" not in codes_of(_inspect(reports.OPENVAS_XML.replace("<full>3<", "<full>300<")))


def test_a_nessus_report_without_a_host():
    found = _inspect('<NessusClientData_v2><Report name="a"/></NessusClientData_v2>')
    assert _values(found) == {
        "scans.tool": "Nessus",
        "scans.hosts": 0,
        "scans.results": 0,
        "scans.nothing_examined": 0,
    }


def test_hosts_of_nessus_beyond_what_is_held(monkeypatch):
    monkeypatch.setattr("preuve.domain.evidence.inspectors.scans.nessus._MAX_HOSTS", 0)
    assert fact_of(_inspect(reports.NESSUS), "scans.hosts").value == 0


def test_a_lynis_audit_that_was_interrupted():
    found = _inspect("lynis_version=3.0.0\ntests_executed=\nhardening_index=x\n")
    assert _values(found) == {
        "scans.tool": "Lynis 3.0.0",
        "scans.warnings": {"warnings": 0, "suggestions": 0},
        "scans.incomplete": "finish",
        "scans.nothing_examined": 0,
    }
    assert _sniff("report_version_major=1\nhardening_index=5\n") == 0.8
    assert _sniff("hardening_index=5\n") == 0.0


def test_the_machine_that_lynis_audits_is_its_own():
    assert "scans.local_target" not in codes_of(_inspect(reports.LYNIS.replace("srv1", "localhost")))


def test_a_benchmark_without_results_is_refused():
    content = '<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2"/>'
    assert _sniff(content) == 0.5
    with pytest.raises(UnreadableArtefactError) as caught:
        _inspect(content)
    assert (caught.value.reason, caught.value.detail) == (Unreadable.MISSING_FIELD, "TestResult")


def test_an_asset_report_of_a_machine_that_was_not_judged():
    found = _inspect(
        '<asset-report-collection xmlns="http://scap.nist.gov/schema/asset-reporting-format/1.1">'
        '<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" end-time="2024-05-01T10:00:30+00:00">'
        "<score>none</score></TestResult><target>elsewhere</target><TestResult/></asset-report-collection>"
    )
    assert _values(found) == {
        "scans.tool": "OpenSCAP",
        "scans.produced": "2024-05-01T10:00:30+00:00",
        "scans.nothing_examined": 0,
    }
    assert _sniff("<Benchmark/>") == 0.0


def test_rules_beyond_what_is_held(monkeypatch):
    monkeypatch.setattr("preuve.domain.evidence.inspectors.scans.xccdf._MAX_TITLES", 0)
    found = _inspect(reports.XCCDF)
    assert fact_of(found, "scans.failed_checks").fr == "2 contrôles en échec : rule_a et rule_f."


def test_kube_bench_in_its_older_forms():
    control = json.loads(reports.KUBE_BENCH)["Controls"][0] | {"total_pass": 1}
    assert _sniff(json.dumps(control)) == 0.8
    for content in (json.dumps(control), json.dumps([control])):
        assert fact_of(_inspect(content), "scans.checks").value == {"PASS": 1, "FAIL": 1, "WARN": 1}


def test_benches_that_judged_nothing():
    found = _inspect(json.dumps({"dockerbenchsecurity": "1.6", "tests": []}))
    assert _values(found) == {"scans.tool": "docker-bench-security 1.6", "scans.nothing_examined": 0}
    found = _inspect(json.dumps({"Controls": [{"tests": [], "detected": '"node_type"'}], "node_type": 1}))
    assert _values(found) == {"scans.tool": "kube-bench", "scans.nothing_examined": 0}


def test_a_check_that_is_only_manual_is_no_failure():
    content = json.dumps(
        {"dockerbenchsecurity": "1", "tests": [{"results": [{"id": "1", "result": "PASS"}]}]}
    )
    assert "scans.failed_checks" not in codes_of(_inspect(content))


# --- packages -----------------------------------------------------------------------------------------------


def test_trivy_before_its_schema():
    found = _inspect(json.dumps([{"Target": "a.lock", "Vulnerabilities": None}]))
    assert _values(found) == {"scans.tool": "Trivy", "scans.targets": ["a.lock"], "scans.results": 0}
    assert _sniff('[{"Target": "a"}]') == 0.0


def test_trivy_sets_aside_what_does_not_affect():
    found = _inspect(
        json.dumps(
            {
                "SchemaVersion": 2,
                "ArtifactName": "app",
                "Results": [
                    {
                        "Target": "a.lock",
                        "Vulnerabilities": [
                            {
                                "VulnerabilityID": "CVE-2024-1",
                                "Severity": "CRITICAL",
                                "Status": "not_affected",
                            },
                            {"VulnerabilityID": "CVE-2024-22222", "Severity": "HIGH", "Status": "fixed"},
                        ],
                        "ExperimentalModifiedFindings": [{"Status": "fixed"}, {"Status": "not_affected"}],
                    }
                ],
            },
            indent=1,
        )
    )
    stated = fact_of(found, "scans.set_aside")
    assert stated.value == {"not_affected": 2, "fixed": 1}
    assert stated.fr == (
        "3 vulnérabilités sont mises à part par leur statut et non comptées parmi les résultats : "
        "not_affected 2 et fixed 1."
    )
    assert stated.en == (
        "3 vulnerabilities are set aside by their status and not counted among the results: "
        "not_affected 2 and fixed 1."
    )
    assert [place.line for place in stated.places] == [8, 20, 23]
    assert fact_of(found, "scans.severe").value == 1
    assert fact_of(found, "scans.cves").value == ["CVE-2024-22222"]


def test_trivy_of_a_cluster():
    found = _inspect(
        json.dumps(
            {
                "ClusterName": "prod",
                "Resources": [
                    {
                        "Kind": "Deployment",
                        "Results": [
                            {"Target": "a", "Vulnerabilities": [{"VulnerabilityID": "CVE-2024-1111"}]}
                        ],
                    }
                ],
            }
        )
    )
    assert fact_of(found, "scans.targets").value == ["prod"]
    assert (
        fact_of(found, "scans.fix_named").fr == "Le rapport nomme une version corrigée pour 0 résultat sur 1."
    )


def test_a_clean_grype_report():
    content = json.dumps({"matches": [], "source": {"target": "dir:."}, "descriptor": {"version": "0.1"}})
    assert _values(_inspect(content)) == {
        "scans.tool": "Grype 0.1",
        "scans.targets": ["dir:."],
        "scans.results": 0,
    }
    assert _sniff('{"matches": [{"vulnerability": {}, "artifact": {}, "matchDetails": [') == 0.8
    assert _sniff('{"matches": []}') == 0.0


def test_npm_6_counts_by_path():
    found = _inspect(reports.NPM_6)
    assert _values(found) == {
        "scans.tool": "npm audit",
        "scans.dependencies": 159,
        "scans.results": {"critical": 0, "high": 1, "medium": 0, "low": 0, "information": 0, "unknown": 1},
        "scans.fix_named": 1,
        "scans.packages_affected": 2,
        "scans.cves": ["CVE-2016-10539"],
        "scans.cwes": ["CWE-400", "CWE-20"],
        "scans.miscount": 1,
        "scans.severe": 1,
    }
    assert fact_of(found, "scans.miscount").fr == (
        "L’outil annonce 1 (low) et le fichier en contient 0 ; écarts de ce genre : 1."
    )
    assert fact_of(found, "scans.miscount").places[0].path == "/metadata/vulnerabilities/low"


def test_a_clean_npm_audit():
    found = _inspect(json.dumps({"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {}}))
    assert _values(found) == {"scans.tool": "npm audit", "scans.results": 0}
    assert _sniff('{"advisories": {}, "metadata": {}}') == 0.8


def test_pip_audit_as_an_array():
    content = json.dumps([{"name": "click", "version": "8.1.7", "vulns": []}])
    assert _sniff(content) == 0.8
    assert _values(_inspect(content)) == {
        "scans.tool": "pip-audit",
        "scans.dependencies": 1,
        "scans.results": 0,
    }


@pytest.mark.parametrize(
    ("content", "confidence"),
    [
        ('{"dependencies": [{"name": "a", "version": "1", "vulns": [', 0.8),
        ('{"dependencies": {"react": "18"', 0.0),
        ('{"dependencies": [{"name": "a", "vulns": []}], "other": 1}', 0.8),
        ('{"dependencies": {"react": "18"}, "name": "a"}', 0.0),
        ('[{"name": "a"}]', 0.0),
    ],
)
def test_dependencies_of_other_files_are_no_audit(content, confidence):
    assert _sniff(content) == confidence


def test_an_audit_of_nothing_shows_nothing():
    skipped = {"name": "interne", "skip_reason": "Dependency not found on PyPI"}
    found = _inspect(json.dumps({"dependencies": [skipped], "fixes": []}, indent=1))
    assert _values(found) == {
        "scans.tool": "pip-audit",
        "scans.dependencies": 0,
        "scans.results_of_nothing": 0,
        "scans.dependencies_skipped": 1,
    }
    stated = fact_of(found, "scans.results_of_nothing")
    assert stated.fr == "Le rapport ne liste aucun résultat, et aucune dépendance n’y est examinée."
    assert stated.en == "The report lists no result, and no dependency is examined in it."
    assert stated.places[0].line == 2


def test_dependency_check_without_a_vulnerability():
    found = _inspect(
        '<analysis xmlns="https://jeremylong.github.io/DependencyCheck/dependency-check.1.8.xsd"><dependencies>'
        "<dependency><fileName>a.jar</fileName></dependency></dependencies></analysis>"
    )
    assert _values(found) == {
        "scans.tool": "OWASP dependency-check",
        "scans.dependencies": 1,
        "scans.results": 0,
    }


# --- secrets, applications, statements ----------------------------------------------------------------------


def test_no_secret_is_ever_repeated():
    for report in (reports.GITLEAKS, reports.MOBSF, reports.TRIVY, reports.NIKTO_XML, reports.NIKTO_JSON):
        again = INSPECTOR.compare(artefact(report), artefact(report), CONTEXT)
        said = repr((_inspect(report), again)).lower()
        assert "hunter2" not in said


def test_an_empty_gitleaks_report_is_known_by_its_name_only():
    assert _sniff("[]", "gitleaks-report.json") == 0.3
    assert _sniff("[]", "report.json") == 0.0
    found = _inspect("[]", "gitleaks.json")
    assert _values(found) == {"scans.tool": "Gitleaks", "scans.secrets": {}}
    assert fact_of(found, "scans.secrets").fr == (
        "Aucun secret relevé : liste vide, attribuée à l’outil d’après le nom du fichier."
    )


def test_a_secret_of_several_commits_is_one_secret():
    one = {"RuleID": "aws", "File": "a.tf", "StartLine": 2, "Secret": "x", "Commit": "1"}
    content = [one, one | {"Commit": "2"}, one | {"File": "b.tf", "Commit": ""}]
    stated = fact_of(_inspect(json.dumps(content, indent=1)), "scans.secrets_found")
    assert stated.value == 2
    assert stated.fr == ("2 secrets présumés distincts ont été relevés (1 dans l’historique) ; règles : aws.")
    assert stated.en == "2 distinct presumed secrets were reported (1 in the history); rules: aws."
    assert [place.line for place in stated.places] == [2, 16]


def test_gitleaks_7():
    assert _sniff('[{"offender": "x", "rule": "a", "lineNumber": 3}]') == 0.8


def test_mobsf_of_an_application_for_ios():
    content = json.dumps(
        {"md5": "0", "bundle_id": "org.example", "code_analysis": {}, "security_score": "odd"}
    )
    assert _sniff(content) == 0.8
    assert _values(_inspect(content)) == {
        "scans.tool": "MobSF",
        "scans.targets": ["(org.example)"],
        "scans.results": 0,
    }
    assert _sniff('{"md5": "0"}') == 0.0


def test_mobsf_before_its_third_version():
    rules = {"api_log": {"level": "info", "path": ["a.java"]}, "api_ssl": {"level": "high"}, "odd": {}}
    content = json.dumps({"md5": "0", "package_name": "a", "code_analysis": rules})
    assert fact_of(_inspect(content), "scans.results").value == {
        "critical": 0,
        "high": 1,
        "medium": 0,
        "low": 0,
        "information": 1,
        "unknown": 0,
    }


def test_names_that_nikto_draws_anew_are_one_result():
    def report(address):
        item = {"id": "999100", "method": "GET", "url": address, "msg": "Uncommon header"}
        return json.dumps({"host": "a", "port": "80", "banner": "", "vulnerabilities": [item]})

    found = INSPECTOR.compare(artefact(report("/tldH5dDP.")), artefact(report("/iqeVqbOU.")), CONTEXT)
    assert [each.value for each in found.facts] == [0, 1, 0]


def test_permissions_none_of_which_is_dangerous():
    content = json.dumps({"md5": "0", "permissions": {"a": {}}, "package_name": "a", "security_score": 101})
    found = _inspect(content)
    assert fact_of(found, "scans.permissions").value == 0
    assert "scans.score" not in codes_of(found)


def test_statements_that_say_nothing():
    content = '{"statements": [{"vulnerability": "a"}], "author": "x"}'
    assert _sniff(content) == 0.3
    found = _inspect(content)
    assert _values(found) == {
        "scans.exploitation": {"affected": 0, "fixed": 0, "not_affected": 0, "under_investigation": 0}
    }
    assert [each.code for each in found.limits] == [
        "scans.limit.declared",
        "scans.limit.scope",
        "scans.limit.depth",
    ]


def test_statements_that_answer_all():
    content = json.dumps(
        {
            "document": {"csaf_version": "2.0"},
            "vulnerabilities": [
                {
                    "ids": [{"text": "GHSA-1"}],
                    "product_status": {"known_affected": ["P1"], "known_not_affected": ["P2"]},
                    "remediations": [{"category": "mitigation"}],
                    "threats": [{"category": "impact", "product_ids": ["P2"]}],
                }
            ],
        }
    )
    assert codes_of(_inspect(content)) == ["scans.exploitation"]


# --- what all share -----------------------------------------------------------------------------------------


def test_too_many_results_are_refused(monkeypatch):
    monkeypatch.setattr(model, "MAX_ENTRIES", 1)
    with pytest.raises(UnreadableArtefactError) as caught:
        _inspect(reports.NMAP)
    assert (caught.value.reason, caught.value.place.line) == (Unreadable.TOO_MANY, 12)


def test_too_many_identifiers_are_refused(monkeypatch):
    monkeypatch.setattr(model, "MAX_ENTRIES", 1)
    row = '192.0.2.7,443,High,Weak TLS,1,"CVE-2026-0001, CVE-2026-0002"\n'
    with pytest.raises(UnreadableArtefactError) as caught:
        _inspect("IP,Port,Severity,NVT Name,NVT OID,CVEs\n" + row)
    assert (caught.value.reason, caught.value.place.line) == (Unreadable.TOO_MANY, 2)


def test_of_results_with_one_key_the_worst_is_kept():
    row = "192.0.2.7,443,{},Weak TLS,1\n"
    content = "IP,Port,Severity,NVT Name,NVT OID\n" + "".join(map(row.format, ("Low", "High", "Medium")))
    finding = fact_of(_inspect(content), "scans.severe")
    assert (finding.value, [place.line for place in finding.places]) == (1, [3])


def test_a_category_of_zero_is_none():
    assert "scans.cwes" not in codes_of(_inspect(reports.BURP.replace("CWE-89", "CWE-0")))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("nikto -id admin:hunter2 -h a", "nikto -id … -h a"),
        ("nmap --script-args http.password=hunter2 a", "nmap --script-args http.password=… a"),
        ("sqlmap --cookie 'PHPSESSID=hunter2; a' -u b", "sqlmap --cookie … -u b"),
        ("x --auth-cred=user:hunter2", "x --auth-cred=…"),
        ("curl https://me:hunter2@a.example.org/", "curl https://…@a.example.org/"),
        ("nmap -sV 192.0.2.7", "nmap -sV 192.0.2.7"),
    ],
)
def test_secrets_of_a_command_are_masked(command, said):
    assert model.masked(command) == said


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ("http://localhost:8080", ["scans.local_target"]),
        ("http://127.0.0.1", ["scans.local_target"]),
        ("https://[::1]:8443/", ["scans.local_target"]),
        ("::1", ["scans.local_target"]),
        ("http://juice-shop.example.org", ["scans.demo_target"]),
        ("https://localhost.example.org", []),
        (":", []),
    ],
)
def test_targets_that_lessen_a_scan(target, codes):
    content = json.dumps({"target_url": target, "interesting_findings": []})
    assert [each.code for each in _inspect(content).findings] == codes


def test_dates_that_make_no_sense():
    given = json.loads(reports.WPSCAN) | {"start_time": 1900000000, "stop_time": 1800000000, "vuln_api": {}}
    found = _inspect(json.dumps(given))
    assert [(each.code, each.fr) for each in found.findings] == [
        (
            "scans.dates_odd",
            "La fin indiquée (15 janvier 2027 à 08:00 UTC) précède le début (17 mars 2030 à 17:46:40 UTC).",
        ),
        ("scans.future", "L’analyse est datée du 17 mars 2030 à 17:46:40 UTC, après le jour de la lecture."),
    ]
    assert "scans.started" in codes_of(found)


def test_moments_without_a_zone_count_only_when_there_is_no_other():
    span = model.Span()
    for text in ("2024-05-01 10:00", None, "soon", "2024-05-01T10:00:00Z", "2024-05-01T09:00:00+00:00"):
        span.add(text)
    assert (span.first, span.last) == ("2024-05-01T09:00:00+00:00", "2024-05-01T10:00:00+00:00")


# --- results that are counted and never shown ---------------------------------------------------------------


@pytest.mark.parametrize("shown", [0, 1, 3, 100])
def test_without_a_comparison_what_may_be_shown_is_the_same(shown, monkeypatch):
    monkeypatch.setattr(model, "_SHOWN", shown)
    whole, light = (model.line_results(artefact(b"x"), PlaceKind.TEXT, keep=keep) for keep in (True, False))
    levels = list(model.Severity)
    for number in range(60):
        key, severity = f"clé {number * 7 % 11}", levels[number * 5 % 6]
        for results in (whole, light):
            results.add(key, f"nom {number}", severity, number, of="hôte")

    kept, held = list(whole.entries.values()), list(light.entries.values())
    assert (light.total, light.by, len(held)) == (whole.total, whole.by, len(kept))
    assert light.severe() == whole.severe()
    assert held[:shown] == kept[:shown]
    assert [each.severity for each in held] == [each.severity for each in kept]


def test_a_result_that_is_not_shown_is_held_without_its_name(monkeypatch):
    monkeypatch.setattr(model, "_SHOWN", 1)
    results = model.line_results(artefact(b"x"), PlaceKind.TEXT, keep=False)
    for key, severity in (("a", "low"), ("b", "low"), ("b", "medium"), ("a", "medium"), ("b", "high")):
        results.add(key, f"{key} {severity}", model.Severity(severity), 1)
        names = [each.name for each in results.entries.values()]

        assert names[1:] == (["b high"] if severity == "high" else [""] * (len(names) - 1))
    assert names == ["a medium", "b high"]
