"""Shapes that real reports have beside the plain ones: what must not be counted, nor left out."""

import json

from preuve.domain.evidence.inspectors.scans import INSPECTOR
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of


def _inspect(content, name="artefact"):
    content = content if isinstance(content, str) else json.dumps(content)
    return INSPECTOR.inspect([artefact(content, name)], CONTEXT)


def _totals(found):
    return {name: count for name, count in fact_of(found, "scans.results").value.items() if count}


def test_the_first_host_of_nmap_is_one_that_is_up():
    found = _inspect(
        '<nmaprun scanner="nmap">\n<scaninfo protocol="tcp" services="1-5,3-9,20-10,a"/>\n'
        '<host><status state="down"/><address addr="192.0.2.5"/></host>\n'
        '<host><status state="up"/><address addr="192.0.2.7"/></host>\n'
        "</nmaprun>"
    )
    hosts = fact_of(found, "scans.hosts")
    assert (hosts.value, hosts.places[0].line) == (1, 4)
    assert fact_of(found, "scans.ports_examined").value == 9


def test_a_template_of_nuclei_that_matched_nothing_is_no_result():
    line = {"template-id": "a", "info": {"name": "A", "severity": "high"}, "host": "h", "matched-at": "h"}
    rows = [{**line, "matcher-status": status} for status in (True, False)]
    rows.append({"template-id": "b", "info": {"severity": "low"}, "host": "h", "matcher-status": False})
    found = _inspect("\n".join(map(json.dumps, rows)))
    assert _totals(found) == {"high": 2}


def test_how_openvas_detected_a_product_is_no_result():
    found = _inspect(
        '<report format_id="a" content_type="text/xml"><results><result id="1"><name>A</name><host>h</host>'
        '<nvt oid="1.3"/><threat>High</threat><detection><result id="2"><details/></result></detection>'
        "</result></results></report>"
    )
    assert _totals(found) == {"high": 1}


def _trivy(**result):
    return {"SchemaVersion": 2, "ArtifactName": "app", "Results": [{"Target": "Python", **result}]}


def test_licences_of_trivy_are_results():
    licences = [
        {"Severity": "HIGH", "PkgName": "gnome", "Name": "GPL-3.0", "Category": "restricted"},
        {"Severity": "LOW", "FilePath": "LICENSE", "Name": "MIT", "Category": "notice"},
        {"Severity": "UNKNOWN", "Name": "Odd"},
    ]
    found = _inspect(_trivy(Class="license", Licenses=licences))
    assert _totals(found) == {"high": 1, "low": 1, "unknown": 1}
    assert fact_of(found, "scans.severe").fr == (
        "1 résultat critique ou élevé figure dans ce rapport : GPL-3.0 (gnome)."
    )


def test_secrets_alone_of_trivy_are_not_called_no_result():
    found = _inspect(_trivy(Class="secret", Secrets=[{"RuleID": "github-pat", "Severity": "CRITICAL"}]))
    assert "scans.results" not in codes_of(found)
    assert fact_of(found, "scans.secrets").value == {"github-pat": 1}
    assert fact_of(_inspect(_trivy()), "scans.results").fr == "Le rapport ne liste aucun résultat."


def test_a_folder_scanned_by_trivy_does_not_shorten_the_names_of_its_files():
    check = {"ID": "DS002", "Title": "root", "Severity": "HIGH", "Status": "FAIL"}
    report = {"SchemaVersion": 2, "ArtifactName": "."}
    results = [{"Target": "k8s/app.yaml", "Misconfigurations": [check]}]
    found = _inspect({**report, "Results": results})
    assert fact_of(found, "scans.severe").fr.endswith(" : DS002 root [k8s/app.yaml].")


def test_a_summary_of_a_cluster_by_trivy():
    vulnerability = {"VulnerabilityID": "CVE-2024-0001", "PkgName": "p", "Severity": "LOW"}
    block = {"Target": "t", "Vulnerabilities": [vulnerability]}
    found = _inspect({"ClusterName": "c", "Findings": [{"Results": [block]}]})
    assert _totals(found) == {"low": 1}


def test_what_grype_calls_negligible_is_said():
    match = {"vulnerability": {"id": "CVE-2024-0001", "severity": "Negligible"}, "artifact": {"name": "p"}}
    low = {**match, "vulnerability": {"id": "CVE-2024-0002", "severity": "Low"}}
    report = {"matches": [match, low, low], "source": {}, "descriptor": {}}
    found = _inspect(report)
    assert _totals(found) == {"low": 3}
    assert fact_of(found, "scans.negligible").fr == (
        "Parmi les résultats faibles, 1 est dit « négligeable » (Negligible) par l’outil."
    )


def test_npm_announces_a_fix_without_its_version():
    via = {"source": 1, "title": "T", "severity": "high", "url": "https://x/GHSA-1"}
    package = {"severity": "high", "via": [via], "fixAvailable": True}
    found = _inspect({"auditReportVersion": 2, "vulnerabilities": {"p": package}, "metadata": {}})
    assert fact_of(found, "scans.fix_named").fr == (
        "L’outil annonce une correction disponible pour 1 résultat sur 1."
    )


def test_what_wpscan_remarks_is_not_called_nothing():
    report = {
        "target_url": "http://h/",
        "interesting_findings": [{"to_s": "Headers"}, {"type": "xmlrpc"}],
        "config_backups": {"http://h/wp-config.php~": {}},
    }
    found = _inspect(report)
    assert fact_of(found, "scans.results").fr == "Le rapport ne liste aucune vulnérabilité."
    assert fact_of(found, "scans.remarked").fr == (
        "L’outil a aussi relevé 3 éléments, hors vulnérabilités : Headers, xmlrpc et http://h/wp-config.php~."
    )
    assert fact_of(found, "scans.remarked").places[2].path == "/config_backups/http:~1~1h~1wp-config.php~0"


def test_instances_of_zap_beyond_those_it_writes():
    alert = {"pluginid": "1", "name": "A", "riskcode": "1", "instances": [{"uri": "http://h/"}]}
    site = {"@name": "http://h", "alerts": [{**alert, "count": "25"}]}
    found = _inspect({"@version": "2.10", "@generated": "x", "@programName": "ZAP", "site": [site]})
    assert fact_of(found, "scans.instances").fr == (
        "L’outil compte 25 relevés de ces résultats ; le rapport en écrit 1, sur 1 adresse distincte."
    )
    assert "scans.miscount" not in codes_of(found)
    site["alerts"][0]["count"] = "0"
    found = _inspect({"@version": "2.10", "@generated": "x", "@programName": "ZAP", "site": [site]})
    assert fact_of(found, "scans.miscount").places[0].path == "/site/0/alerts/0"


def _csaf(**vulnerability):
    groups = [{"group_id": "G", "product_ids": ["A", "B"]}]
    return {
        "document": {"csaf_version": "2.0", "tracking": {}},
        "product_tree": {"product_groups": groups},
        "vulnerabilities": [{"cve": "CVE-2024-0001", **vulnerability}],
    }


def test_groups_of_products_of_csaf():
    status = {"known_not_affected": ["A", "B", "C"], "known_affected": ["D"]}
    flags = [{"label": "component_not_present", "group_ids": ["G"]}]
    found = _inspect(_csaf(product_status=status, flags=flags, remediations=[{"group_ids": ["none"]}]))
    assert fact_of(found, "scans.justifications").value == {"component_not_present": 2}
    unjustified, idle = fact_of(found, "scans.unjustified"), fact_of(found, "scans.no_action")
    assert (unjustified.value, idle.value) == (1, 1)
    assert unjustified.places[0].path == "/vulnerabilities/0/product_status/known_not_affected/2"


def test_an_impact_or_a_remedy_without_a_product_is_of_all():
    status = {"known_not_affected": ["A"], "known_affected": ["D"]}
    threats = [{"category": "impact", "details": "not there"}, {"category": "exploit_status"}]
    found = _inspect(_csaf(product_status=status, threats=threats, remediations=[{"category": "mitigation"}]))
    assert not {"scans.unjustified", "scans.no_action"} & set(codes_of(found))


def test_a_product_both_fixed_and_first_fixed_is_counted_once():
    status = {"first_fixed": ["A"], "fixed": ["A", "B"], "recommended": ["B"]}
    exploitation = fact_of(_inspect(_csaf(product_status=status)), "scans.exploitation")
    assert exploitation.value == {"affected": 0, "fixed": 2, "not_affected": 0, "under_investigation": 0}


def test_what_sqlmap_resumes_is_counted_once():
    run = "---\nParameter: id (GET)\n    Type: UNION query\n---\nback-end DBMS: SQLite\n"
    text = f"sqlmap identified the following injection point(s)\n{run}sqlmap resumed the following\n{run}"
    found = _inspect(text)
    assert fact_of(found, "scans.results").value == 1
    assert fact_of(found, "scans.system").fr == "Le moteur de base de données reconnu est SQLite."


def test_what_zap_calls_systemic_is_said():
    alert = {"pluginid": "1", "name": "A", "riskcode": "1", "instances": [{"uri": "http://h/"}], "count": "1"}
    alerts = [{**alert, "systemic": True}, {**alert, "pluginid": "2", "systemic": False}]
    site = {"@name": "http://h", "alerts": alerts}
    found = _inspect({"@version": "2.17.0", "@generated": "x", "@programName": "ZAP", "site": [site]})
    assert fact_of(found, "scans.systemic").fr == (
        "1 de ces résultats est dit systémique par l’outil, qui n’en écrit que quelques relevés."
    )
    assert fact_of(found, "scans.systemic").places[0].path == "/site/0/alerts/0"
    item = "<alertitem><pluginid>{}</pluginid><name>A</name><riskcode>1</riskcode>{}</alertitem>"
    marks = ("<systemic/>", "<systemic>true</systemic>", "<systemic>false</systemic>", "")
    items = "".join(item.format(number, mark) for number, mark in enumerate(marks))
    found = _inspect(
        f'<OWASPZAPReport version="2.17.0"><site name="http://h">{items}</site></OWASPZAPReport>'
    )
    assert fact_of(found, "scans.systemic").value == 2
