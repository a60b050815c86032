"""Small reports in the true shape of each scanner, for tests."""

from __future__ import annotations

import json

NMAP = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sV -p 22,80,443 -oX a.xml scanme.nmap.org" \
start="1700000000" version="7.94">
<scaninfo type="syn" protocol="tcp" numservices="3" services="22,80,443"/>
<host starttime="1700000000"><status state="up" reason="syn-ack"/>
<address addr="192.0.2.7" addrtype="ipv4"/>
<address addr="00:00:5E:00:53:01" addrtype="mac"/>
<hostnames><hostname name="scanme.nmap.org" type="user"/><hostname name="x.example" type="PTR"/></hostnames>
<ports><extraports state="closed" count="1"/>
<port protocol="tcp" portid="22"><state state="open"/><service name="ssh"/></port>
<port protocol="tcp" portid="80"><state state="filtered"/><service name="http"/></port>
<port protocol="tcp" portid="443"><state state="open"/><service name="http" product="nginx" version="1.18.0" \
tunnel="ssl"/><script id="vulners" output="CVE-2021-23017 7.7"/></port>
<port protocol="tcp" portid="444"/>
</ports><times srtt="1"/></host>
<host><status state="down"/><address addr="192.0.2.8" addrtype="ipv4"/></host>
<runstats><finished time="1700000012" elapsed="11.5" exit="success"/>\
<hosts up="1" down="1" total="2"/></runstats>
</nmaprun>
"""

ZAP_XML = """<?xml version="1.0"?>
<OWASPZAPReport programName="ZAP" version="2.14.0" generated="Tue, 9 Apr 2024 10:00:00">
<site name="https://app.example.org" host="app.example.org" port="443" ssl="true"><alerts>
<alertitem><pluginid>40018</pluginid><alertRef>40018-1</alertRef><alert>SQL Injection</alert>
<name>SQL Injection</name><riskcode>3</riskcode><confidence>2</confidence>
<instances><instance><uri>https://app.example.org/a</uri></instance>
<instance><uri>https://app.example.org/a</uri></instance></instances><count>2</count><cweid>89</cweid>
</alertitem>
<alertitem><pluginid>10038</pluginid><alert>CSP Not Set</alert>\
<riskcode>2</riskcode><confidence>3</confidence>
<instances><instance><uri>https://app.example.org/b</uri></instance></instances><count>5</count><cweid>-1</cweid>
</alertitem>
<alertitem><pluginid>1</pluginid><alert>Dismissed</alert>\
<riskcode>3</riskcode><confidence>0</confidence></alertitem>
<alertitem><pluginid>2</pluginid><alert>Old form</alert><riskcode>9</riskcode><confidence>1</confidence>
<uri>https://app.example.org/c</uri></alertitem>
</alerts></site></OWASPZAPReport>
"""

ZAP_JSON = json.dumps(
    {
        "@programName": "ZAP",
        "@version": "2.14.0",
        "@generated": "Tue, 9 Apr 2024 10:00:00",
        "created": "2024-04-09T10:00:00.123Z",
        "site": [
            {
                "@name": "https://app.example.org",
                "alerts": [
                    {
                        "pluginid": "40018",
                        "alertRef": "40018",
                        "name": "SQL Injection",
                        "riskcode": "3",
                        "confidence": "2",
                        "instances": [{"uri": "https://app.example.org/a"}],
                        "count": "1",
                        "cweid": "89",
                    }
                ],
            },
            {"alerts": "none"},
        ],
    },
    indent=1,
)

NUCLEI = (
    '{"template-id":"CVE-2018-15473","info":{"name":"OpenSSH enumeration","severity":"medium",'
    '"classification":'
    '{"cve-id":["cve-2018-15473"],"cwe-id":null}},"type":"network","host":"https://a.example.org:443",'
    '"matched-at":"a.example.org:22","timestamp":"2024-03-20T22:43:31.231312071-03:00"}\n'
    '{"templateID":"git-config","matcher_name":"x","info":{"name":"Git config","severity":"high"},'
    '"host":"b.example.org","matched":"b.example.org/.git/config"}\n'
    "[1]\n"
    '{"template":"t","name":"Old","severity":"odd","host":"","timestamp":"2024-03-20T22:43:30-03:00"}\n'
)

OPENVAS_CSV = (
    "IP,Hostname,Port,Port Protocol,CVSS,Severity,NVT Name,NVT OID,CVEs,Timestamp\n"
    '192.0.2.7,a,443,tcp,7.5,High,"Weak\nTLS",1.3.6.1.4.1.25623.1.0.1,CVE-2016-2183,2024-05-26T20:50:18Z\n'
    "192.0.2.7,a,,,2.6,,TCP timestamps,1.3.6.1.4.1.25623.1.0.2,,2024-05-26T20:51:18Z\n"
    ",b,80,tcp,0.0,False Positive,Dismissed,1.3.6.1.4.1.25623.1.0.3,,\n"
    "192.0.2.8,,80,tcp,none,,Odd,,,\n"
)

OPENVAS_XML = """<report id="r" format_id="f" extension="xml" content_type="text/xml"><report id="r">
<task id="t"><name>Serveurs</name></task><scan_start>2024-05-26T20:00:00Z</scan_start>
<results start="1" max="100">
<result id="a1"><name>Default credentials</name><host>192.0.2.7<asset/></host><port>22/tcp</port>
<nvt oid="1.3.6"><name>Default credentials</name>\
<refs><ref type="cve" id="CVE-1999-0508"/><ref type="url"/></refs></nvt>
<threat>High</threat><severity>9.0</severity></result>
<result id="a2"><host>192.0.2.7</host><port>general/tcp</port>\
<nvt oid=""><name>Old</name><cve>NOCVE</cve></nvt>
<severity>4.3</severity></result>
<result id="a3"><host>192.0.2.7</host><port>80/tcp</port><threat>False Positive</threat></result>
<result id="a4"><name>Bare</name><host/><severity>0.0</severity></result>
</results>
<result_count>4<full>3</full><filtered>4</filtered></result_count>
<full>9</full>
<scan_end>2024-05-26T21:00:00Z</scan_end></report></report>
"""

NESSUS = """<?xml version="1.0" ?>
<NessusClientData_v2><Policy><policyName>Base</policyName></Policy>
<Report name="interne">
<ReportHost name="192.0.2.7"><HostProperties>
<tag name="HOST_END_TIMESTAMP">1700003600</tag>\
<tag name="HOST_START_TIMESTAMP">1700000000</tag></HostProperties>
<ReportItem port="445" svc_name="cifs" protocol="tcp" severity="4" pluginID="97833" pluginName="MS17-010">
<cve>CVE-2017-0144</cve><cwe>20</cwe><xref>CWE:79</xref><xref/></ReportItem>
<ReportItem port="0" protocol="tcp" severity="7" pluginID="1" pluginName="Odd"/>
</ReportHost>
<ReportHost name="192.0.2.8"><HostProperties><tag name="HOST_START">Tue Nov 14 22:13:19 2023</tag>
<tag name="HOST_END">soon</tag></HostProperties></ReportHost>
<ReportHost name="192.0.2.9"><HostProperties/></ReportHost>
</Report></NessusClientData_v2>
"""

BURP = """<?xml version="1.0"?>
<issues burpVersion="2023.10" exportTime="Tue Nov 14 22:13:19 CET 2023">
<issue><serialNumber>1</serialNumber><type>1049088</type><name>SQL injection</name><host ip="192.0.2.7">\
https://app.example.org</host><path>/login</path><location>/login [user]</location><severity>High</severity>
<vulnerabilityClassifications>&lt;a&gt;CWE-89: SQL&lt;/a&gt;</vulnerabilityClassifications></issue>
<issue><name>Dismissed</name><host>https://app.example.org</host><severity>False positive</severity></issue>
</issues>
"""

NIKTO_XML = """<?xml version="1.0" ?>
<niktoscan>
<niktoscan hoststest="0" options="-h https://a.example.org -id root:hunter2" version="2.1.6" \
scanstart="Sat Nov 14 19:00:19 2020">
<scandetails targetip="192.0.2.7" targethostname="a.example.org" starttime="2020-11-14 19:24:57" \
sitename="https://a.example.org:443/" checks="6953">
<item id="999957" method="GET"><description>X-Frame-Options missing</description><uri>/</uri></item>
<item id="3092" method="GET"><description/><uri>/system/</uri></item>
<statistics elapsed="10" itemsfound="3" endtime="2020-11-14 19:25:07" />
</scandetails>
</niktoscan>
</niktoscan>
"""

NIKTO_JSON = json.dumps(
    {
        "host": "a.example.org",
        "ip": "192.0.2.7",
        "port": "443",
        "banner": "Apache",
        "vulnerabilities": [
            {"id": "999957", "method": "GET", "url": "/", "msg": "CVE-2019-0001, ID '', PW 'hunter2'"}
        ],
    }
)

WPSCAN = json.dumps(
    {
        "banner": {"version": "3.8.25"},
        "start_time": 1700000000,
        "stop_time": 1700000030,
        "target_url": "https://blog.example.org/",
        "interesting_findings": [],
        "version": {
            "number": "5.8",
            "vulnerabilities": [
                {
                    "title": "WordPress < 5.8.1 - XSS",
                    "fixed_in": "5.8.1",
                    "references": {"cve": ["2021-39200"]},
                }
            ],
        },
        "main_theme": {"slug": "astra", "vulnerabilities": []},
        "plugins": {"contact-form-7": {"vulnerabilities": [{"title": "CF7 - Upload", "fixed_in": None}]}},
        "vuln_api": {"error": "No WPScan API Token given"},
    },
    indent=1,
)

SQLMAP_LOG = """        ___
 ___ ___[.]_____ ___ ___  {1.7.2#stable}
https://sqlmap.org
sqlmap identified the following injection point(s) with a total of 46 HTTP(s) requests:
---
Parameter: id (GET)
    Type: boolean-based blind
    Title: AND boolean-based blind - WHERE or HAVING clause
    Payload: id=1 AND 5679=5679

    Type: time-based blind
---
web application technology: PHP 5.6.40
back-end DBMS: MySQL >= 5.6
"""

SQLMAP_CSV = (
    "Target URL,Place,Parameter,Technique(s),Note(s)\n"
    "http://a.example.org/?id=1,GET,id,BT,\n"
    "http://b.example.org/?id=1,,,,false positive\n"
)

TRIVY = json.dumps(
    {
        "SchemaVersion": 2,
        "CreatedAt": "2024-05-01T10:00:00.5Z",
        "ArtifactName": "registry.example.org/app:1.0",
        "Metadata": {"OS": {"Family": "debian", "Name": "12.1"}},
        "Results": [
            {
                "Target": "registry.example.org/app:1.0 (debian 12.1)",
                "Class": "os-pkgs",
                "Type": "debian",
                "Vulnerabilities": [
                    {
                        "VulnerabilityID": "CVE-2023-0286",
                        "PkgName": "openssl",
                        "InstalledVersion": "3.0.9",
                        "FixedVersion": "3.0.11",
                        "Severity": "HIGH",
                        "CweIDs": ["CWE-843"],
                    },
                    {"VulnerabilityID": "CVE-2011-3374", "PkgName": "apt", "Severity": "LOW"},
                ],
            },
            {
                "Target": "Dockerfile",
                "Class": "config",
                "Misconfigurations": [
                    {"ID": "DS002", "Title": "root user", "Severity": "HIGH", "Status": "FAIL"},
                    {"ID": "DS001", "Title": "latest", "Severity": "MEDIUM", "Status": "PASS"},
                ],
            },
            {
                "Target": "/app/.env",
                "Class": "secret",
                "Secrets": [{"RuleID": "aws-access-key-id", "Severity": "CRITICAL", "Match": "AKIAHUNTER2"}],
            },
        ],
    },
    indent=1,
)

GRYPE = json.dumps(
    {
        "matches": [
            {
                "vulnerability": {
                    "id": "GHSA-1",
                    "severity": "Critical",
                    "fix": {"versions": ["2.17.1"], "state": "fixed"},
                },
                "relatedVulnerabilities": [{"id": "CVE-2021-44228"}],
                "artifact": {"name": "log4j-core", "version": "2.14.1", "type": "java-archive"},
            },
            {
                "vulnerability": {"id": "CVE-2022-1", "severity": "Negligible", "fix": {"versions": []}},
                "artifact": {"name": "tar", "version": "1", "type": "deb"},
            },
        ],
        "ignoredMatches": [{}],
        "source": {"type": "image", "target": {"userInput": "app:1.0"}},
        "distro": {"name": "debian", "version": "12"},
        "descriptor": {"name": "grype", "version": "0.74.0", "timestamp": "2024-05-01T10:00:00Z"},
    },
    indent=1,
)

NPM_6 = json.dumps(
    {
        "actions": [],
        "advisories": {
            "106": {
                "findings": [{"version": "0.5.3", "paths": ["a>negotiator", "b>negotiator"]}],
                "module_name": "negotiator",
                "title": "Regular Expression Denial of Service",
                "severity": "high",
                "cves": ["CVE-2016-10539"],
                "cwe": "CWE-400",
                "patched_versions": ">= 0.6.1",
            },
            "107": {"module_name": "odd", "severity": "?", "cwe": ["CWE-20"], "patched_versions": "<0.0.0"},
        },
        "muted": [],
        "metadata": {"vulnerabilities": {"low": 1, "high": 2}, "totalDependencies": 159},
    },
    indent=1,
)

NPM_7 = json.dumps(
    {
        "auditReportVersion": 2,
        "vulnerabilities": {
            "minimist": {
                "name": "minimist",
                "severity": "critical",
                "via": [
                    {
                        "source": 1097678,
                        "title": "Prototype Pollution",
                        "url": "https://github.com/advisories/GHSA-xvch-5gv4-984h",
                        "severity": "critical",
                        "cwe": ["CWE-1321"],
                    }
                ],
                "fixAvailable": True,
            },
            "mkdirp": {"severity": "critical", "via": ["minimist"], "fixAvailable": False},
            "odd": {"severity": "?", "via": [{"source": 5, "severity": "low"}], "fixAvailable": False},
        },
        "metadata": {
            "vulnerabilities": {"critical": 2, "total": 3},
            "dependencies": {"prod": 10, "total": 42},
        },
    },
    indent=1,
)

PIP_AUDIT = json.dumps(
    {
        "dependencies": [
            {
                "name": "flask",
                "version": "0.5",
                "vulns": [
                    {"id": "PYSEC-2019-179", "fix_versions": ["1.0"], "aliases": ["CVE-2019-1010083"]},
                    {"id": "PYSEC-2018-66", "fix_versions": []},
                ],
            },
            {"name": "click", "version": "8.1.7", "vulns": []},
            {"name": "interne", "skip_reason": "Dependency not found on PyPI"},
        ],
        "fixes": [],
    },
    indent=1,
)

DEPENDENCY_CHECK = """<?xml version="1.0"?>
<analysis xmlns="https://jeremylong.github.io/DependencyCheck/dependency-check.2.5.xsd">
<scanInfo><engineVersion>8.4.0</engineVersion></scanInfo>
<projectInfo><name>boutique</name><reportDate>2024-05-01T10:00:00.123456789Z</reportDate></projectInfo>
<dependencies>
<dependency><fileName>log4j-core-2.14.1.jar</fileName><vulnerabilities>
<vulnerability><name>CVE-2021-44228</name><severity>CRITICAL</severity>\
<cwes><cwe>CWE-502</cwe></cwes></vulnerability>
<vulnerability><name>CVE-2021-45046</name><severity>HIGH</severity><cwe>CWE-917</cwe></vulnerability>
<suppressedVulnerability><name>CVE-2021-45105</name></suppressedVulnerability>
</vulnerabilities></dependency>
<dependency><fileName>slf4j.jar</fileName></dependency>
</dependencies></analysis>
"""

LYNIS = """# Lynis Report
report_datetime_start=2024-07-31 10:00:00
lynis_version=3.0.9
os_name=Debian
os_version=12
hostname=srv1
warning[]=FIRE-4512|iptables module(s) loaded, but no rules active|-|-|
suggestion[]=SSH-7408|Consider hardening SSH configuration|AllowTcpForwarding|-|
report_datetime_end=2024-07-31 10:01:00
hardening_index=64
tests_executed=FIRE-4512|SSH-7408|
tests_skipped=KRNL-6000|
finish=true
"""

XCCDF = """<?xml version="1.0"?>
<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2" id="b">
<Group id="g"><Rule id="rule_a" severity="high"><title>Disable root login</title></Rule></Group>
<TestResult id="t" start-time="2024-05-01T10:00:00+00:00" end-time="2024-05-01T10:00:30+00:00" \
test-system="cpe:/a:redhat:openscap:1.3.7">
<target>srv1.example.org</target><score system="urn:xccdf:scoring:default" maximum="100">87.5</score>
<score system="flat" maximum="10">9</score>
<rule-result idref="rule_a" severity="high"><result>fail</result>\
<ident system="cve">CVE-2024-1000</ident></rule-result>
<rule-result idref="rule_b" severity="low"><result>pass</result></rule-result>
<rule-result idref="rule_c"><result>error</result></rule-result>
<rule-result idref="rule_d"><result>notselected</result></rule-result>
<rule-result idref="rule_e"><result>odd</result></rule-result>
<rule-result idref="rule_f"><result>fail</result></rule-result>
</TestResult></Benchmark>
"""

KUBE_BENCH = json.dumps(
    {
        "Controls": [
            {
                "id": "1",
                "node_type": "master",
                "tests": [
                    {
                        "section": "1.1",
                        "results": [
                            {"test_number": "1.1.1", "test_desc": "pod file permissions", "status": "PASS"},
                            {"test_number": "1.1.2", "test_desc": "pod file ownership", "status": "FAIL"},
                            {"test_number": "1.1.3", "test_desc": "manual", "status": "WARN"},
                            {"test_number": "1.1.4"},
                        ],
                    }
                ],
            }
        ],
        "Totals": {"total_pass": 1, "total_fail": 2, "total_warn": 1, "total_info": 0},
    },
    indent=1,
)

DOCKER_BENCH = json.dumps(
    {
        "dockerbenchsecurity": "1.3.5",
        "start": 1700000000,
        "tests": [
            {
                "id": "1",
                "results": [
                    {"id": "1.1", "desc": "separate partition", "result": "WARN"},
                    {"id": "1.2", "desc": "hardened", "result": "INFO"},
                ],
            }
        ],
        "checks": 1,
        "score": 0,
        "end": 1700000005,
    },
    indent=1,
)

GITLEAKS = json.dumps(
    [
        {
            "Description": "AWS",
            "StartLine": 2,
            "StartColumn": 1,
            "Match": "key = AKIAHUNTER2",
            "Secret": "AKIAHUNTER2",
            "File": "conf/aws.tf",
            "Commit": "74d53286",
            "RuleID": "aws-access-token",
            "Fingerprint": "74d53286:conf/aws.tf:aws-access-token:2",
        },
        {"rule": "old", "file": "a.py", "lineNumber": 3, "offender": "hunter2", "commit": "1"},
        {"Secret": "hunter2"},
    ],
    indent=1,
)

MOBSF = json.dumps(
    {
        "version": "v4.0.1",
        "timestamp": "2024-05-01 10:00:00",
        "file_name": "app.apk",
        "app_name": "App",
        "md5": "0",
        "package_name": "org.example.app",
        "version_name": "1.2",
        "permissions": {
            "android.permission.CAMERA": {"status": "dangerous"},
            "android.permission.INTERNET": {"status": "normal"},
        },
        "manifest_analysis": {
            "manifest_findings": [
                {"rule": "debuggable", "title": "Debug Enabled", "severity": "high", "component": ["a"]}
            ]
        },
        "network_security": [{"description": "Cleartext", "severity": "warning", "component": "x"}],
        "code_analysis": {
            "findings": {
                "android_logging": {
                    "metadata": {"severity": "info", "description": "Logs", "cwe": "CWE-532: Insertion"}
                },
                "ssl_pinning": {"metadata": {"severity": "secure"}},
                "odd": 1,
            }
        },
        "certificate_analysis": {
            "certificate_findings": [["warning", "Signed with v1", "Janus"], ["good", "b"]]
        },
        "secrets": ["hunter2"],
        "appsec": {"security_score": 47},
    },
    indent=1,
)

OPENVEX = json.dumps(
    {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "tooling": "vexctl",
        "timestamp": "2024-07-29T00:00:00Z",
        "statements": [
            {
                "vulnerability": {"name": "CVE-2024-10001"},
                "products": [{"@id": "pkg:apk/a@1"}],
                "status": "not_affected",
                "justification": "vulnerable_code_not_present",
            },
            {
                "vulnerability": "CVE-2024-10002",
                "products": ["pkg:apk/b@1"],
                "status": "affected",
                "action_statement": "No action statement provided",
            },
            {"vulnerability": {"@id": "CVE-2024-10003"}, "products": ["a", "b"], "status": "not_affected"},
            {"vulnerability": "CVE-2024-10004", "status": "affected", "action_statement": "Upgrade"},
            {"vulnerability": "CVE-2024-10005", "status": "not_affected", "impact_statement": "Off"},
            {"vulnerability": "CVE-2024-10006", "status": "odd"},
            {"vulnerability": "CVE-2024-10007", "status": "fixed"},
        ],
    },
    indent=1,
)

CSAF = json.dumps(
    {
        "document": {
            "category": "csaf_vex",
            "csaf_version": "2.0",
            "title": "Avis",
            "tracking": {
                "current_release_date": "2024-07-29T00:00:00Z",
                "generator": {"engine": {"name": "Secvisogram", "version": "2.5"}},
            },
        },
        "vulnerabilities": [
            {
                "cve": "CVE-2024-10001",
                "product_status": {
                    "known_not_affected": ["P1", "P2", "P3"],
                    "known_affected": ["P4", "P5"],
                    "fixed": ["P6"],
                    "recommended": ["P7"],
                },
                "flags": [{"label": "component_not_present", "product_ids": ["P1"]}],
                "threats": [
                    {"category": "impact", "product_ids": ["P2"]},
                    {"category": "exploit_status", "product_ids": ["P3"]},
                ],
                "remediations": [{"category": "vendor_fix", "product_ids": ["P4"]}],
            }
        ],
    },
    indent=1,
)

REPORTS = {
    "nmap": NMAP,
    "zap-xml": ZAP_XML,
    "zap-json": ZAP_JSON,
    "nuclei": NUCLEI,
    "openvas-csv": OPENVAS_CSV,
    "openvas-xml": OPENVAS_XML,
    "nessus": NESSUS,
    "burp": BURP,
    "nikto-xml": NIKTO_XML,
    "nikto-json": NIKTO_JSON,
    "wpscan": WPSCAN,
    "sqlmap-log": SQLMAP_LOG,
    "sqlmap-csv": SQLMAP_CSV,
    "trivy": TRIVY,
    "grype": GRYPE,
    "npm-audit": NPM_7,
    "pip-audit": PIP_AUDIT,
    "dependency-check": DEPENDENCY_CHECK,
    "lynis": LYNIS,
    "xccdf": XCCDF,
    "kube-bench": KUBE_BENCH,
    "docker-bench": DOCKER_BENCH,
    "gitleaks": GITLEAKS,
    "mobsf": MOBSF,
    "openvex": OPENVEX,
    "csaf": CSAF,
}
