"""How fast inspectors read, beside the bare parse by the library they use, in the same run.

    .venv/bin/python benchmarks/inspect.py [--megabytes 8] [--only junit,auth] [--gigabyte]

Each format is written to a file of the size asked (and four times it, for memory), in the shape of its tool's
real output. Two processes read it, in turn: the inspector, and the bare parse, by which the library alone hands
every value of the file to Python once: the attributes and text of each element (lxml's iterparse with clearing),
the cells of each row (`csv.reader`), the values of each document or line (`json.loads`), the nodes
(`yaml.compose` with libyaml). Logs have no library but `re`: their bare parse splits each decoded line into the
fields that the format defines, with one compiled expression. The ratio is ours over bare, so 1 is as fast as the
library alone; memory is the peak of the process above that of one which only imported. `--gigabyte` reads 1 GB of
auth.log and prints its peak.
"""

from __future__ import annotations

import sys

sys.path[0] = (
    __file__.rpartition("/benchmarks/")[0] or "."
)  # beside us, `import inspect` would find this file

import argparse
import hashlib
import json
import os
import resource
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def repeated(  # noqa: PLR0913 - each is one part of the file
    head: str, unit: str, tail: str, separator: str = "", moment: str = "", *, seconds: int = 420
) -> Callable[[Path, int], None]:
    """Write `head`, then `unit` with a running number until the size is reached, then `tail`.

    In `unit`, ``@`` is the number, ``%`` its last digits in base 60, ``¤`` an at sign, ``§`` a moment `seconds`
    after the one before, as `moment` formats it.
    """

    def write(path: Path, size: int) -> None:
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.write(head)
            written, number = len(head), 0
            while written < size:
                text = (separator if number else "") + unit.replace("@", str(number)).replace(
                    "%", f"{number % 60:02}"
                )
                text = text.replace("¤", "@")
                if moment:
                    at = datetime(2021, 1, 1, tzinfo=UTC) + number * timedelta(seconds=seconds)
                    text = text.replace("§", at.strftime(moment))
                stream.write(text)
                written += len(text)
                number += 1
            stream.write(tail)

    return write


#: As pytest writes them: nine cases pass, one fails.
JUNIT = repeated(
    '<?xml version="1.0"?><testsuites><testsuite name="pytest" timestamp="2026-05-01T10:00:00">\n',
    "".join(
        f'<testcase classname="tests.test_module_@" name="test_case_@_{case}" time="0.0%{case}" />\n'
        for case in range(9)
    )
    + '<testcase classname="tests.test_module_@" name="test_case_@" time="0.0%1">'
    '<failure message="assert 1 == 2">def test_case():\n&gt;       assert 1 == 2\nE       assert 1 == 2\n\n'
    "tests/test_module.py:2: AssertionError</failure></testcase>\n",
    "</testsuite></testsuites>\n",
)
COBERTURA = repeated(
    '<?xml version="1.0"?><coverage line-rate="1" branch-rate="1" version="7" timestamp="1764000000000"><packages>'
    '<package name="p" line-rate="1"><classes>\n',
    '<class name="m@.py" filename="src/m@.py" line-rate="1"><methods/><lines><line number="1" hits="1"/>'
    '<line number="2" hits="0"/><line number="3" hits="%"/></lines></class>\n',
    "</classes></package></packages></coverage>\n",
)
NMAP = repeated(
    '<?xml version="1.0"?><!DOCTYPE nmaprun><nmaprun scanner="nmap" args="nmap -sV -oX x 10.0.0.0/8" start="1764000000" '
    'startstr="x" version="7.93" xmloutputversion="1.05"><scaninfo type="syn" protocol="tcp" numservices="2" services="22,80"/>\n',
    '<host><status state="up"/><address addr="10.0.0.@" addrtype="ipv4"/><ports><port protocol="tcp" portid="22"><state state="open"/>'
    '<service name="ssh" product="OpenSSH" version="9.2"/></port><port protocol="tcp" portid="80"><state state="closed"/></port></ports></host>\n',
    '<runstats><finished time="1764000100" elapsed="100" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>\n',
)
CHECKSTYLE = repeated(
    '<?xml version="1.0"?><checkstyle version="10.1">\n',
    '<file name="src/A@.java">\n'
    + "".join(
        f'<error line="%{column}" column="{column}" severity="warning" message="Missing a Javadoc comment." '
        'source="com.puppycrawl.tools.checkstyle.checks.javadoc.MissingJavadocMethodCheck"/>\n'
        for column in range(1, 6)
    )
    + "</file>\n",
    "</checkstyle>\n",
)
JMETER = repeated(
    "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,failureMessage,bytes,sentBytes,"
    "grpThreads,allThreads,URL,Latency,IdleTime,Connect\n",
    "17640000%00,1%,page %,200,OK,Thread Group 1-1,text,true,,1024,128,1,1,http://exemple.invalid/,1%,0,1\n",
    "",
)
#: What sshd, PAM and logind of Debian 12 write for an attempt on an account that isn't there, and for a visit.
AUTH = repeated(
    "",
    "§ serveur sshd[@]: Invalid user webmaster from 192.0.2.% port 38926\n"
    "§ serveur sshd[@]: pam_unix(sshd:auth): check pass; user unknown\n"
    "§ serveur sshd[@]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
    "rhost=192.0.2.%\n"
    "§ serveur sshd[@]: Failed password for invalid user webmaster from 192.0.2.% port 38926 ssh2\n"
    "§ serveur sshd[@]: Connection closed by invalid user webmaster 192.0.2.% port 38926 [preauth]\n"
    "§ serveur sshd[@]: Accepted password for camille from 198.51.100.% port 50922 ssh2\n"
    "§ serveur sshd[@]: pam_unix(sshd:session): session opened for user camille(uid=1000) by (uid=0)\n"
    "§ serveur systemd-logind[612]: New session @ of user camille.\n"
    "§ serveur sshd[@]: pam_unix(sshd:session): session closed for user camille\n",
    "",
    moment="%b %e %H:%M:%S",
    seconds=20,
)
#: The worst of them: nothing but attempts and logins.
AUTH_LOGINS = repeated(
    "",
    "§ serveur sshd[@]: Failed password for invalid user webmaster from 192.0.2.% port 38926 ssh2\n"
    "§ serveur sshd[@]: Accepted password for camille from 198.51.100.% port 50922 ssh2\n",
    "",
    moment="%b %e %H:%M:%S",
    seconds=20,
)
EVE = repeated(
    "",
    '{"timestamp":"2026-05-01T10:00:%.000000+0000","event_type":"alert","src_ip":"192.0.2.%","src_port":@,"dest_ip":'
    '"198.51.100.1","dest_port":22,"proto":"TCP","alert":{"action":"allowed","gid":1,"signature_id":2001219,"rev":1,'
    '"signature":"ET SCAN Potential SSH Scan","category":"Attempted Information Leak","severity":2}}\n',
    "",
)
ACCESS = repeated(
    "",
    '192.0.2.% - - [§ +0100] "GET /page/@ HTTP/1.1" 200 512 "-" "Mozilla/5.0 (X11; Linux x86_64)"\n',
    "",
    moment="%d/%b/%Y:%H:%M:%S",
    seconds=2,
)
NUCLEI = repeated(
    "",
    '{"template":"http/technologies/tech-detect.yaml","template-url":"https://exemple.invalid/t/@","template-id":"tech-detect-@",'
    '"template-path":"/opt/nuclei-templates/http/technologies/tech-detect.yaml","info":{"name":"Wappalyzer Technology Detection",'
    '"author":["hakluke","sy3omda"],"tags":["tech","discovery"],"severity":"info","metadata":{"max-request":1}},"matcher-name":"nginx",'
    '"type":"http","host":"exemple.invalid","port":"443","scheme":"https","url":"https://exemple.invalid","matched-at":'
    '"https://exemple.invalid/@","request":"GET / HTTP/1.1\\r\\nHost: exemple.invalid\\r\\nUser-Agent: Mozilla/5.0 (X11; Linux '
    'x86_64)\\r\\nConnection: close\\r\\nAccept: */*\\r\\n\\r\\n","response":"HTTP/1.1 200 OK\\r\\nServer: nginx\\r\\n'
    "Content-Type: text/html\\r\\n\\r\\n<!DOCTYPE html><html><head><title>Accueil</title></head><body><h1>Bienvenue</h1></body>"
    '</html>","ip":"192.0.2.%","timestamp":"2026-05-01T10:00:%.0Z","curl-command":"curl -X \'GET\' -H \'Accept: */*\' '
    '\'https://exemple.invalid\'","matcher-status":true}\n',
    "",
)
SARIF = repeated(
    '{"version":"2.1.0","$schema":"https://json.schemastore.org/sarif-2.1.0.json","runs":[{"tool":{"driver":{"name":"Ruff",'
    '"version":"0.14","rules":[{"id":"F401"}]}},"results":[\n',
    '{"ruleId":"F401","level":"error","message":{"text":"unused import"},"locations":[{"physicalLocation":{"artifactLocation":'
    '{"uri":"src/m%.py"},"region":{"startLine":@,"startColumn":1}}}]}',
    "]}]}\n",
    ",\n",
)
TRIVY = repeated(
    '{"SchemaVersion":2,"CreatedAt":"2026-05-01T10:00:00Z","ArtifactName":"app:1","ArtifactType":"container_image","Results":'
    '[{"Target":"app:1","Class":"os-pkgs","Type":"debian","Vulnerabilities":[\n',
    '{"VulnerabilityID":"CVE-2026-1@","PkgID":"openssl@3.0.1","PkgName":"openssl","PkgIdentifier":{"PURL":"pkg:deb/debian/openssl@3.0.1",'
    '"UID":"a@"},"InstalledVersion":"3.0.1","FixedVersion":"3.0.2","Status":"fixed","Layer":{"DiffID":"sha256:0123456789abcdef"},'
    '"SeveritySource":"nvd","PrimaryURL":"https://avd.aquasec.com/nvd/cve-2026-1@","DataSource":{"ID":"debian","Name":"Debian Security '
    'Tracker","URL":"https://salsa.debian.org/security-tracker-team/security-tracker"},"Title":"openssl: a flaw in the parser",'
    '"Description":"A flaw was found in the parser, which lets a remote attacker read beyond the end of a buffer when a crafted '
    'certificate is verified. The highest threat is to confidentiality and availability.","Severity":"HIGH","CweIDs":["CWE-1%"],'
    '"VendorSeverity":{"amazon":2,"nvd":3,"redhat":2},"CVSS":{"nvd":{"V3Vector":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",'
    '"V3Score":7.5}},"References":["https://access.redhat.com/security/cve/CVE-2026-1@","https://nvd.nist.gov/vuln/detail/CVE-2026-1@",'
    '"https://www.cve.org/CVERecord?id=CVE-2026-1@"],"PublishedDate":"2026-05-01T10:00:00Z","LastModifiedDate":"2026-05-02T10:00:00Z"}',
    "]}]}\n",
    ",\n",
)
JIRA = repeated(
    "Summary,Issue key,Issue id,Issue Type,Status,Priority,Resolution,Assignee,Reporter,Created,Updated,Resolved,Labels,Labels\n",
    "Panne @,SUP-@,1@,Incident,Done,High,Fixed,a.exemple,b.exemple,11/May/26 03:% PM,12/May/26 03:% PM,12/May/26 04:% PM,x,y\n",
    "",
)
COMPOSE = repeated(
    "services:\n",
    '  service@:\n    image: registry.exemple/app:1.%\n    restart: always\n    ports:\n      - "80%:80"\n'
    "    environment:\n      MODE: production\n    depends_on:\n      - service0\n",
    "",
)
AVAILABILITY = repeated("timestamp,value\n", "§Z,1\n", "", moment="%Y-%m-%dT%H:%M:%S", seconds=60)
CYCLONE = repeated(
    '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"timestamp":"2026-05-01T10:00:00Z"},"components":[\n',
    '{"type":"library","name":"lib@","version":"1.%","purl":"pkg:pypi/lib@@1.%","licenses":[{"license":{"id":"MIT"}}]}',
    "]}\n",
    ",\n",
)
RESTIC = repeated(
    "[",
    '{"time":"§.012345678+02:00","parent":"'
    + "c" * 64
    + '","tree":"'
    + "d" * 64
    + '","paths":["/srv"],"hostname":"serveur",'
    '"username":"root","program_version":"restic 0.18.0","summary":{"backup_start":"§.012345678+02:00","backup_end":'
    '"§.912345678+02:00","files_new":1,"files_changed":2,"files_unmodified":@,"dirs_new":0,"dirs_changed":3,"dirs_unmodified":4,'
    '"data_blobs":3,"tree_blobs":4,"data_added":1@,"data_added_packed":1@,"total_files_processed":1@,"total_bytes_processed":1@},'
    '"id":"' + "e" * 56 + '@","short_id":"e@"}',
    "]\n",
    ",\n",
    "%Y-%m-%dT%H:%M:%S",
)
OPENVAS = repeated(
    "IP,Hostname,Port,Port Protocol,CVSS,Severity,QoD,Solution Type,NVT Name,Summary,Specific Result,NVT OID,CVEs,Task ID,"
    "Task Name,Timestamp,Result ID\n",
    '192.0.2.%,hote-@.exemple.invalid,4%,tcp,5.0,Medium,80,Mitigation,Test @,"A summary, over\ntwo lines",A result,'
    '1.3.6.1.4.1.25623.1.0.@,"CVE-2026-1%01,CVE-2026-1%02",t,Tâche,2026-05-01T10:00:%Z,r@\n',
    "",
)
ZAP = repeated(
    '<?xml version="1.0"?><OWASPZAPReport version="2.15.0" generated="Fri, 1 May 2026 10:00:00"><site name="https://exemple.invalid" '
    'host="exemple.invalid" port="443" ssl="true"><alerts>\n',
    "<alertitem><pluginid>@</pluginid><alertRef>@</alertRef><alert>Alerte @</alert><name>Alerte @</name><riskcode>1</riskcode>"
    "<confidence>2</confidence><riskdesc>Low (Medium)</riskdesc><desc>&lt;p&gt;Description&lt;/p&gt;</desc><instances>\n"
    "<instance><uri>https://exemple.invalid/@/a</uri><method>GET</method><param></param><attack></attack><evidence></evidence></instance>\n"
    "<instance><uri>https://exemple.invalid/@/b</uri><method>GET</method><param></param><attack></attack><evidence></evidence></instance>\n"
    "</instances><count>2</count><solution>s</solution><reference>r</reference><cweid>693</cweid><wascid>15</wascid></alertitem>\n",
    "</alerts></site></OWASPZAPReport>\n",
)
TESTSSL = repeated(
    '"id","fqdn/ip","port","severity","finding","cve","cwe"\n',
    '"cipher-tls1_2_xc0%","hote-%.exemple.invalid/192.0.2.%","443","OK","TLS 1.2   xc030   ECDHE-RSA-AES256-GCM-SHA384   ECDH 256   '
    'AESGCM      256","",""\n"BEAST","hote-%.exemple.invalid/192.0.2.%","443","MEDIUM","VULNERABLE, no higher protocols","CVE-2011-3389",'
    '"CWE-20"\n"HSTS","hote-%.exemple.invalid/192.0.2.%","443","OK","730 days","",""\n',
    "",
)
OPENVPN_STATUS = repeated(
    "TITLE,OpenVPN 2.6.3 x86_64-pc-linux-gnu\nTIME,2026-05-01 10:00:00,1777622400\nHEADER,CLIENT_LIST,Common Name,Real Address,"
    "Virtual Address,Virtual IPv6 Address,Bytes Received,Bytes Sent,Connected Since,Connected Since (time_t),Username,Client ID,Peer ID\n",
    "CLIENT_LIST,poste-%,192.0.2.%:5@,10.8.0.%,,1%@,2%@,2026-05-01 09:00:%,17776188%,UNDEF,@,@,AES-256-GCM\n"
    "ROUTING_TABLE,10.8.0.%,poste-%,192.0.2.%:5@,2026-05-01 09:59:%,17776223%\n",
    "GLOBAL_STATS,Max bcast/mcast queue length,0\nEND\n",
)
JOBS = repeated(
    '"JobName","JobType","CreationTime","EndTime","Result"\n',
    '"Sauvegarde %","Backup","§:00","§:30","Success"\n',
    "",
    moment="%d/%m/%Y %H:%M",
)
RSYNC = repeated(
    "sending incremental file list\n",
    ">f+++++++++ dossier-%/fichier-@.txt\n.d..t...... dossier-%/\n>f.st...... dossier-%/autre-@.txt\n",
    "\nNumber of files: 3 (reg: 2, dir: 1)\nNumber of regular files transferred: 2\nTotal file size: 1,234 bytes\n"
    "Total transferred file size: 1,234 bytes\n",
)
PG_RESTORE = repeated(
    "pg_restore: connecting to database for restore\n",
    'pg_restore: creating TABLE "public.table_@"\npg_restore: processing data for table "public.table_@"\n'
    'pg_restore: creating INDEX "public.index_@"\n',
    "",
)
PGBACKREST = repeated(
    "2026-05-01 10:00:00.000 P00   INFO: backup command begin 2.45: --exec-id=1 --repo1-retention-full=2 --stanza=base --type=full\n",
    "2026-05-01 10:00:%.123 P01 DETAIL: backup file /var/lib/postgresql/15/main/base/5/@ (8KB, 0.%%) checksum "
    "5ba93c9db0cff93f52b521d7420e43f6eda2784f\n",
    "2026-05-01 10:02:00.000 P00   INFO: new backup label = 20260501-100000F\n"
    "2026-05-01 10:02:00.000 P00   INFO: backup command end: completed successfully (120000ms)\n",
)
CHECKSUMS = repeated(
    "",
    "a" * 56 + "00ab12%  ./dossier-%/sous-dossier/un-nom-de-fichier-assez-long/fichier-@.txt\n",
    "",
)
BORG_LOG = repeated(
    "",
    '{"type": "log_message", "time": 17776224%.3517, "message": "Finished segment check at segment @", "levelname": "INFO", '
    '"name": "borg.repository"}\n',
    '{"type": "log_message", "time": 1777622500.5, "message": "Finished full repository check, no problems found.", "levelname": '
    '"INFO", "name": "borg.repository"}\n',
)
HAR = repeated(
    '{"log":{"version":"1.2","creator":{"name":"Firefox","version":"140"},"pages":[{"id":"page_1","startedDateTime":'
    '"2026-05-01T10:00:00.000+02:00","title":"t","pageTimings":{"onLoad":1200}}],"entries":[\n',
    '{"pageref":"page_1","startedDateTime":"2026-05-01T10:00:%.000+02:00","time":1%,"request":{"method":"GET","url":'
    '"https://exemple.invalid/page/@?q=1","httpVersion":"HTTP/2","headers":[{"name":"Accept","value":"*/*"},{"name":"Host","value":'
    '"exemple.invalid"}],"queryString":[],"cookies":[],"headersSize":-1,"bodySize":0},"response":{"status":200,"statusText":"OK",'
    '"httpVersion":"HTTP/2","headers":[{"name":"content-type","value":"text/html"},{"name":"cache-control","value":"no-store"}],'
    '"cookies":[],"content":{"mimeType":"text/html; charset=utf-8","size":512},"redirectURL":"","headersSize":200,"bodySize":512},'
    '"cache":{},"timings":{"blocked":0,"dns":0,"connect":0,"ssl":0,"send":0,"wait":1%,"receive":1}}',
    "]}}\n",
    ",\n",
)
AXE = repeated(
    '{"testEngine":{"name":"axe-core","version":"4.10.0"},"testRunner":{"name":"axe"},"testEnvironment":{"windowWidth":1280,'
    '"windowHeight":800},"timestamp":"2026-05-01T10:00:00.000Z","url":"https://exemple.invalid/","passes":[],"incomplete":[],'
    '"inapplicable":[],"violations":[\n',
    '{"id":"regle-@","impact":"serious","tags":["cat.color","wcag2aa","wcag143"],"description":"d","help":"Contraste @","helpUrl":'
    '"https://exemple.invalid/@","nodes":[{"any":[{"id":"color-contrast","data":{"fgColor":"#777777","contrastRatio":4.1},'
    '"relatedNodes":[],"impact":"serious","message":"m"}],"all":[],"none":[],"impact":"serious","html":"<a>","target":["#a@"]},'
    '{"any":[],"all":[],"none":[],"impact":"serious","html":"<b>","target":["#b@"]}]}',
    "]}\n",
    ",\n",
)
PLAN = repeated(
    '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion><Name>p</Name><Tasks>\n',
    "<Task><UID>@</UID><ID>@</ID><Name>Tâche @</Name><Type>0</Type><IsNull>0</IsNull><OutlineLevel>1</OutlineLevel>"
    "<Start>2026-05-01T08:00:00</Start><Finish>2026-05-02T17:00:00</Finish><Duration>PT16H0M0S</Duration></Task>\n",
    "</Tasks><Resources/><Assignments/></Project>\n",
)
DDL = repeated(
    "",
    "CREATE TABLE public.table_@ (\n    id integer NOT NULL,\n    nom text NOT NULL,\n    client_id integer,\n"
    "    PRIMARY KEY (id)\n);\nCREATE INDEX index_@ ON public.table_@ USING btree (client_id);\n",
    "",
)

SYSLOG_5424 = repeated(
    "",
    "<38>1 §.003Z serveur sshd @ - - Invalid user webmaster from 192.0.2.% port 38926\n"
    "<85>1 §.004Z serveur sshd @ - - pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
    "rhost=192.0.2.%\n"
    "<38>1 §.005Z serveur sshd @ - - Failed password for invalid user webmaster from 192.0.2.% port 38926 ssh2\n"
    "<38>1 §.006Z serveur sshd @ - - Connection closed by invalid user webmaster 192.0.2.% port 38926 [preauth]\n"
    "<78>1 §.007Z serveur CRON @ - - (root) CMD (/usr/local/bin/sauvegarde --tout)\n",
    "",
    moment="%Y-%m-%dT%H:%M:%S",
    seconds=20,
)
JOURNALD = repeated(
    "",
    '{"__CURSOR":"s=1;i=@","__REALTIME_TIMESTAMP":"17776224%000000","_HOSTNAME":"serveur","PRIORITY":"6","SYSLOG_IDENTIFIER":"sshd",'
    '"_PID":"@","_TRANSPORT":"syslog","MESSAGE":"Failed password for invalid user webmaster from 192.0.2.% port 38926 ssh2"}\n',
    "",
)
POSTGRESQL = repeated(
    "",
    "§.123 UTC [@] app@base LOG:  connection authorized: user=app database=base application_name=psql\n"
    "§.124 UTC [@] app@base LOG:  statement: SELECT 1\n"
    '§.125 UTC [@] app@base ERROR:  relation "absente" does not exist at character 15\n'
    "§.125 UTC [@] app@base STATEMENT:  SELECT * FROM absente\n",
    "",
    moment="%Y-%m-%d %H:%M:%S",
    seconds=2,
)
PACKAGE_LOCK = repeated(
    '{"name":"app","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"app"},\n',
    '"node_modules/paquet-@":{"version":"1.2.%","resolved":"https://registry.example/paquet-@/-/paquet-@-1.2.%.tgz","integrity":'
    '"sha512-abcdefghijklmnopqrstuvwxyz0123456789","dev":true,"license":"MIT","engines":{"node":">=18"}}',
    "}}\n",
    ",\n",
)
GIT_LOG = repeated(
    "",
    "commit 0123456789abcdef0123456789abcdef012345%\nAuthor: Camille Exemple <camille.%¤exemple.invalid>\nDate:   2026-05-01T10:00:%+02:00\n\n"
    "    feat: ajoute la page @\n\n12\t3\tsrc/module_@/page.py\n1\t0\tsrc/module_@/essai.py\n40\t2\ttests/test_page_@.py\n\n",
    "",
)
ANSIBLE = repeated(
    "\nPLAY [all] *********************************************************************\n",
    "\nTASK [role : tâche @] **********************************************************\nok: [hote-%]\nchanged: [hote-autre]\n"
    'ok: [hote-troisieme] => {"msg": "une valeur @"}\n',
    "\nPLAY RECAP *********************************************************************\n"
    "hote-00 : ok=3    changed=1    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0\n",
)
KUBERNETES = repeated(
    "",
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-@\nspec:\n  replicas: 2\n  template:\n    spec:\n      containers:\n"
    "        - name: app\n          image: registry.exemple/app:1.%\n          ports:\n            - containerPort: 80%\n"
    "          resources:\n            limits:\n              memory: 128Mi\n---\n",
    "",
)

TRX = repeated(
    '<?xml version="1.0" encoding="utf-8"?>\n<TestRun id="1" name="n" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">\n'
    '  <Times creation="2026-05-01T10:00:00.0000000+02:00" start="2026-05-01T10:00:00.0000000+02:00" finish="2026-05-01T10:09:00.0000000+02:00" />\n'
    "  <Results>\n",
    '    <UnitTestResult executionId="e-@" testId="t-@" testName="Exemple.Tests.Module.Cas@" computerName="poste" duration="00:00:00.00%1230" '
    'startTime="2026-05-01T10:00:%.0000000+02:00" endTime="2026-05-01T10:00:%.0000000+02:00" testType="13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b" '
    'outcome="Passed" testListId="8c84fa94-04c1-424b-9868-57a2d4851a1d" relativeResultsDirectory="e-@" />\n',
    '  </Results>\n  <ResultSummary outcome="Completed"><Counters total="1" passed="1" /></ResultSummary>\n</TestRun>\n',
)
NUNIT = repeated(
    '<?xml version="1.0" encoding="utf-8"?>\n<test-run id="2" testcasecount="1" result="Passed" start-time="2026-05-01 10:00:00Z">\n'
    '<test-suite type="TestFixture" id="1" name="Tests">\n',
    '<test-case id="0-@" name="Cas@" fullname="Exemple.Tests.Cas@" methodname="Cas@" classname="Exemple.Tests" runstate="Runnable" '
    'seed="%12" result="Passed" start-time="2026-05-01 10:00:%Z" end-time="2026-05-01 10:00:%Z" duration="0.0%1" asserts="1">\n'
    '<properties><property name="Category" value="C%" /></properties>\n</test-case>\n',
    "</test-suite></test-run>\n",
)
XUNIT = repeated(
    '<?xml version="1.0" encoding="utf-8"?>\n<assemblies><assembly name="a.dll" test-framework="xUnit.net 2.9" run-date="2026-05-01" '
    'run-time="10:00:00" total="1" passed="1" failed="0"><collection name="c">\n',
    '<test name="Exemple.Tests.Cas@" type="Exemple.Tests" method="Cas@" time="0.0%1" result="Pass"><traits><trait name="Category" '
    'value="C%" /></traits></test>\n',
    "</collection></assembly></assemblies>\n",
)
TESTNG = repeated(
    '<?xml version="1.0" encoding="UTF-8"?>\n<testng-results ignored="0" total="1" passed="1" failed="0" skipped="0"><suite name="s" '
    'started-at="2026-05-01T10:00:00 CEST" finished-at="2026-05-01T10:09:00 CEST"><test name="t"><class name="exemple.Tests">\n',
    '<test-method signature="cas@()[pri:0, instance:exemple.Tests@1]" started-at="2026-05-01T10:00:% CEST" name="cas@" duration-ms="1%" '
    'finished-at="2026-05-01T10:00:% CEST" status="PASS">\n</test-method>\n',
    "</class></test></suite></testng-results>\n",
)
ROBOT = repeated(
    '<?xml version="1.0" encoding="UTF-8"?>\n<robot generator="Robot 7.0 (Python 3.11.2 on linux)" generated="2026-05-01T10:00:00.000000" '
    'rpa="false" schemaversion="5"><suite id="s1" name="Suite">\n',
    '<test id="s1-t@" name="Cas @" line="%1">\n<kw name="Log" owner="BuiltIn"><msg time="2026-05-01T10:00:%.000000" level="INFO">x</msg>'
    '<arg>x</arg><status status="PASS" start="2026-05-01T10:00:%.000000" elapsed="0.0%1"/></kw>\n<tag>t%</tag>\n'
    '<status status="PASS" start="2026-05-01T10:00:%.000000" elapsed="0.0%1"/>\n</test>\n',
    '<status status="PASS" start="2026-05-01T10:00:00.000000" elapsed="1"/></suite></robot>\n',
)
JACOCO = repeated(
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><report name="exemple"><sessioninfo id="s" start="1764000000000" '
    'dump="1764000100000"/><package name="exemple/tests">\n',
    '<class name="exemple/tests/A@" sourcefilename="A@.java"><method name="a" desc="()V" line="3"><counter type="LINE" missed="0" '
    'covered="1"/></method></class><sourcefile name="A@.java"><line nr="3" mi="0" ci="3" mb="0" cb="0"/><line nr="4" mi="2" ci="0" mb="1" '
    'cb="1"/>'
    + "".join(f'<line nr="1{line}" mi="0" ci="{line}" mb="0" cb="0"/>' for line in range(10))
    + '<counter type="LINE" missed="1" covered="11"/></sourcefile>\n',
    "</package></report>\n",
)
CLOVER = repeated(
    '<?xml version="1.0" encoding="UTF-8"?>\n<coverage generated="1764000000"><project timestamp="1764000000">\n',
    '<file name="/src/A@.php"><class name="A@" namespace="global"><metrics methods="1" coveredmethods="1"/></class><line num="3" type="method" '
    'name="a" count="1"/><line num="4" type="stmt" count="%"/><line num="6" type="stmt" count="0"/><metrics loc="9"/></file>\n',
    '<metrics files="1" methods="1" coveredmethods="1" conditionals="0" coveredconditionals="0"/></project></coverage>\n',
)
PMD = repeated(
    '<?xml version="1.0" encoding="UTF-8"?>\n<pmd xmlns="http://pmd.sourceforge.net/report/2.0.0" version="7.0.0" '
    'timestamp="2026-05-01T10:00:00.000">\n',
    '<file name="/src/A@.java">\n<violation beginline="1%" endline="1%" begincolumn="5" endcolumn="9" rule="UnusedPrivateField" '
    'ruleset="Best Practices" class="A@" priority="3">\nAvoid unused private fields such as \'a@\'.\n</violation>\n</file>\n',
    "</pmd>\n",
)
SPOTBUGS = repeated(
    '<?xml version="1.0" encoding="UTF-8"?>\n<BugCollection version="4.8.0" timestamp="1764000000000" analysisTimestamp="1764000000000">'
    '<Project projectName="exemple"/>\n',
    '<BugInstance type="NP_NULL_ON_SOME_PATH" priority="2" rank="8" category="CORRECTNESS" cweid="476"><ShortMessage>Null</ShortMessage>'
    '<LongMessage>Null in exemple.A@</LongMessage><Class classname="exemple.A@" primary="true"><SourceLine classname="exemple.A@" start="1" '
    'end="99" sourcefile="A@.java" sourcepath="exemple/A@.java"/></Class><Method classname="exemple.A@" name="a" signature="()V">'
    '<SourceLine start="1%" sourcepath="exemple/A@.java"/></Method><SourceLine classname="exemple.A@" primary="true" start="1%" end="1%" '
    'sourcefile="A@.java" sourcepath="exemple/A@.java"/></BugInstance>\n',
    "</BugCollection>\n",
)
XCCDF = repeated(
    '<?xml version="1.0" encoding="UTF-8"?>\n<TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" id="r" '
    'start-time="2026-05-01T10:00:00" end-time="2026-05-01T10:09:00" test-system="cpe:/a:redhat:openscap:1.3.7"><target>serveur</target>\n',
    '<rule-result idref="xccdf_org.exemple_rule_@" role="full" time="2026-05-01T10:00:%" severity="medium" weight="1.000000">'
    '<result>fail</result><ident system="https://nvd.nist.gov/cce">CCE-@-1</ident><check system="http://oval.mitre.org/XMLSchema/'
    'oval-definitions-5"><check-content-ref name="oval:exemple:def:@" href="oval.xml"/></check></rule-result>\n',
    '<score system="urn:xccdf:scoring:default" maximum="100">50</score></TestResult>\n',
)
OPENVAS_XML = repeated(
    '<report id="1"><report id="2"><scan_start>2026-05-01T10:00:00Z</scan_start><scan_end>2026-05-01T11:00:00Z</scan_end><results>\n',
    '<result id="r@"><name>Constat @</name><host>192.0.2.%<hostname>h%</hostname></host><port>44%/tcp</port><nvt oid="1.3.6.1.4.1.25623.1.0.@">'
    '<type>nvt</type><name>Constat @</name><cvss_base>5.0</cvss_base><refs><ref type="cve" id="CVE-2021-1%%"/><ref type="url" '
    'id="https://exemple.invalid/@"/></refs></nvt><threat>Medium</threat><severity>5.0</severity><qod><value>80</value></qod>'
    "<description>Le service répond avec une version ancienne.</description></result>\n",
    "</results></report></report>\n",
)
NESSUS = repeated(
    '<?xml version="1.0" ?>\n<NessusClientData_v2><Report name="r"><ReportHost name="192.0.2.1"><HostProperties>'
    '<tag name="HOST_START_TIMESTAMP">1764000000</tag><tag name="HOST_END_TIMESTAMP">1764000100</tag></HostProperties>\n',
    '<ReportItem port="44%" svc_name="www" protocol="tcp" severity="2" pluginID="@" pluginName="Constat @" pluginFamily="General">'
    "<cve>CVE-2021-1%%</cve><cwe>79</cwe><description>Le service répond avec une version ancienne.</description><risk_factor>Medium</risk_factor>"
    "<solution>Mettre à jour.</solution><synopsis>Version ancienne</synopsis></ReportItem>\n",
    "</ReportHost></Report></NessusClientData_v2>\n",
)
JMETER_XML = repeated(
    '<?xml version="1.0" encoding="UTF-8"?>\n<testResults version="1.2">\n',
    '<httpSample t="1%" it="0" lt="1%" ct="1" ts="17640000%000" s="true" lb="page %" rc="200" rm="OK" tn="Groupe 1-@" dt="text" '
    'by="1024" sby="128" ng="1" na="1%">\n  <java.net.URL>https://exemple.invalid/page/@</java.net.URL>\n</httpSample>\n',
    "</testResults>\n",
)
K6_POINTS = repeated(
    '{"type":"Metric","data":{"name":"http_req_duration","type":"trend","contains":"time","thresholds":[],"submetrics":null},'
    '"metric":"http_req_duration"}\n',
    "".join(
        f'{{"metric":"{metric}","type":"Point","data":{{"time":"2026-05-01T10:00:%.123456+02:00","value":{value},"tags":{{'
        '"expected_response":"true","group":"","method":"GET","name":"https://exemple.invalid/%","proto":"HTTP/2.0","scenario":'
        '"default","status":"200","tls_version":"tls1.3","url":"https://exemple.invalid/%"}}}\n'
        for metric, value in (
            ("http_reqs", "1"),
            ("http_req_duration", "12%.345"),
            ("http_req_blocked", "0.0%"),
            ("http_req_waiting", "11%.345"),
            ("http_req_failed", "0"),
            ("checks", "1"),
        )
    ),
    "",
)
PROMETHEUS = repeated(
    '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","instance":"hote.exemple.invalid:9100",'
    '"job":"node"},"values":[',
    '[§,"1"]',
    "]}]}}",
    ",",
    "%s",
)
SLOW_LOG = repeated(
    "/usr/sbin/mysqld, Version: 8.0.36 (MySQL Community Server - GPL). started with:\nTcp port: 3306  Unix socket: "
    "/run/mysqld/mysqld.sock\nTime                 Id Command    Argument\n",
    "# Time: §.123456Z\n# User@Host: appli[appli] @ serveur [192.0.2.1]  Id:    %\n# Query_time: 1.0002%  "
    "Lock_time: 0.000012 Rows_sent: 1  Rows_examined: 1000%\nSET timestamp=17776296%;\nSELECT c.id, c.nom, SUM(l.montant) FROM "
    "commandes c JOIN lignes l ON l.commande_id = c.id WHERE c.client_id = @ AND c.etat IN ('payee', 'livree', 'x%') AND c.creee_le "
    "> '2026-04-%' GROUP BY c.id, c.nom LIMIT 20;\n",
    "",
    moment="%Y-%m-%dT%H:%M:%S",
    seconds=20,
)
GATLING = repeated(
    "RUN\tsimulations.Essai\tessai\t1764000000000\t \t3.9.5\n",
    "USER\tParcours\tSTART\t17640000%000\nREQUEST\t\tpage %\t17640000%000\t17640000%099\tOK\t \nREQUEST\t\tautre %\t"
    "17640000%100\t17640000%255\tKO\tstatus.find.is(200), but actually found 500\nUSER\tParcours\tEND\t17640000%300\n",
    "",
)
BLACKBOX = repeated(
    "",
    "".join(
        f"ts=§.{moment}Z caller=handler.go:117 module=http_2xx target=https://exemple.invalid/% level=info {said}\n"
        for moment, said in (
            ("123", 'msg="Beginning probe" probe=http timeout_seconds=9.5'),
            ("223", 'msg="Resolving target address" target=exemple.invalid ip_protocol=ip4'),
            ("323", 'msg="Probe succeeded" duration_seconds=0.2%'),
        )
    ),
    "",
    moment="%Y-%m-%dT%H:%M:%S",
    seconds=15,
)
PROBES = repeated("horodatage,code,ms\n", "§.123+00:00,200,1%\n", "", moment="%Y-%m-%dT%H:%M:%S", seconds=60)


def bare_xml(path: Path) -> None:
    from lxml import etree

    for _, element in etree.iterparse(str(path), events=("end",), tag="{*}*"):
        element.items()
        element.text  # noqa: B018 - made when it is asked for
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def bare_csv(path: Path) -> None:
    import csv

    with path.open(encoding="utf-8", newline="") as stream:
        for _ in csv.reader(stream):
            pass


def bare_json(path: Path) -> None:
    json.loads(path.read_bytes())


def bare_json_lines(path: Path) -> None:
    with path.open("rb") as stream:
        for line in stream:
            json.loads(line)


def bare_matched(expression: str) -> Callable[[Path], None]:
    """Return the bare parse of a log: each of its lines, decoded, split into the format's fields at once."""

    def bare(path: Path) -> None:
        import re

        known = re.compile(expression)
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                if found := known.match(line):
                    found.groups()

    return bare


#: RFC 3164: moment, host, program, process, message.
bare_syslog = bare_matched(r"(\w{3} [ \d]\d \d\d:\d\d:\d\d) (\S+) ([^\s\[:]+)(?:\[(\d+)\])?: (.*)")
#: RFC 5424 §6: priority, version, moment, host, program, process, kind, structured data, message.
bare_syslog_5424 = bare_matched(
    r"<(\d{1,3})>(\d{1,3}) (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[[^\]\"]*(?:\"[^\"\\]*(?:\\.[^\"\\]*)*\"[^\]\"]*)*\])+)(?: (.*))?"
)
#: Apache's “combined”: address, identity, user, moment, request, status, size, referer, agent.
bare_access = bare_matched(
    r"(\S+) (\S+) (\S+) \[([^\]]+)\] \"([^\"\\]*(?:\\.[^\"\\]*)*)\" (\d{3}) (\d+|-) \"([^\"\\]*(?:\\.[^\"\\]*)*)\" "
    r"\"([^\"\\]*(?:\\.[^\"\\]*)*)\""
)
#: Moment, zone, process, user, database, level, message.
bare_postgresql = bare_matched(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?) (\w+) \[(\d+)\] (?:(\S+)@(\S+) )?([A-Z0-9]+):  (.*)"
)
#: A commit and its references, its author and address, its date, its message, lines added and deleted of a file.
bare_git_log = bare_matched(
    r"commit ([0-9a-f]+)(?: \((.*)\))?|Author: +(.*) <(.*)>|Date: +(.*)|    (.*)|(\d+|-)\t(\d+|-)\t(.*)"
)
#: Headings; outcome, host and result of a task; the recap's figures.
bare_ansible = bare_matched(
    r"(PLAY|TASK|RUNNING HANDLER|PLAY RECAP) (?:\[(.*)\] )?\*+|(ok|changed|skipping|fatal|failed): \[([^\]]+)\](.*)"
    r"|(\S+) +: ok=(\d+) +changed=(\d+) +unreachable=(\d+) +failed=(\d+)(?: +skipped=(\d+) +rescued=(\d+) +ignored=(\d+))?"
)
bare_rsync = bare_matched(r"(\*deleting|[<>ch.][fdLDS]\S{9}) +(.*)|([A-Z][^:]*): (.*)")
bare_pg_restore = bare_matched(
    r"(\w+): (?:(error|warning|hint|detail): )?(?:(creating) ([A-Z ]+) \"(.*)\"|(processing data for table) \"(.*)\"|(.*))"
)
#: Moment, process, level, message.
bare_pgbackrest = bare_matched(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (P\d+) +([A-Z]+): (.*)")
bare_checksums = bare_matched(r"\\?([0-9a-fA-F]+) ([ *])(.*)")

bare_slow_log = bare_matched(
    r"# (?:Time: (\S+)|User@Host: (\S+)|Query_time: (\S+)\s+Lock_time: (\S+)\s+Rows_sent: (\d+)\s+Rows_examined: (\d+))"
    r"|SET timestamp=(\d+);|(.+)"
)
bare_gatling = bare_matched(r"(\w+)\t([^\t]*)\t([^\t]*)\t(\d+)(?:\t(\d+)\t(\w+)\t(.*))?")
bare_blackbox = bare_matched(r'ts=(\S+) caller=(\S+) module=(\S+) target=(\S+) level=(\S+) msg="([^"]*)"')


def bare_yaml(path: Path) -> None:
    import yaml

    with path.open("rb") as stream:
        for _ in yaml.compose_all(stream, Loader=yaml.CSafeLoader):
            pass


def bare_sql(path: Path) -> None:
    import sqlglot

    sqlglot.parse(path.read_text(encoding="utf-8"), read="postgres")


#: format → (inspector, writer, bare parse, share of the size asked: slow libraries get smaller files,
#: and so do formats whose inspector refuses more records than 32 MB of them hold).
FORMATS = {
    "junit": ("tests", JUNIT, bare_xml, 1.0),
    "cobertura": ("tests", COBERTURA, bare_xml, 1.0),
    "trx": ("tests", TRX, bare_xml, 1.0),
    "nunit": ("tests", NUNIT, bare_xml, 1.0),
    "xunit": ("tests", XUNIT, bare_xml, 1.0),
    "testng": ("tests", TESTNG, bare_xml, 1.0),
    "robot": ("tests", ROBOT, bare_xml, 1.0),
    "jacoco": ("tests", JACOCO, bare_xml, 1.0),
    "clover": ("tests", CLOVER, bare_xml, 1.0),
    "pmd": ("static_analysis", PMD, bare_xml, 1.0),
    "spotbugs": ("static_analysis", SPOTBUGS, bare_xml, 1.0),
    "xccdf": ("scans", XCCDF, bare_xml, 1.0),
    "openvas-xml": ("scans", OPENVAS_XML, bare_xml, 1.0),
    "nessus": ("scans", NESSUS, bare_xml, 1.0),
    "nmap": ("scans", NMAP, bare_xml, 1.0),
    "trivy": ("scans", TRIVY, bare_json, 1.0),
    "nuclei": ("scans", NUCLEI, bare_json_lines, 1.0),
    "checkstyle": ("static_analysis", CHECKSTYLE, bare_xml, 1.0),
    "sarif": ("static_analysis", SARIF, bare_json, 1.0),
    "auth": ("logs", AUTH, bare_syslog, 1.0),
    "auth-logins": ("logs", AUTH_LOGINS, bare_syslog, 1.0),
    "eve": ("logs", EVE, bare_json_lines, 1.0),
    "access": ("logs", ACCESS, bare_access, 1.0),
    "jmeter": ("performance", JMETER, bare_csv, 1.0),
    "availability": ("service_levels", AVAILABILITY, bare_csv, 1.0),
    "jmeter-xml": ("performance", JMETER_XML, bare_xml, 1.0),
    "k6-points": ("performance", K6_POINTS, bare_json_lines, 1.0),
    "slow-log": ("performance", SLOW_LOG, bare_slow_log, 1.0),
    "gatling": ("performance", GATLING, bare_gatling, 1.0),
    "prometheus": ("service_levels", PROMETHEUS, bare_json, 1.0),
    "blackbox": ("service_levels", BLACKBOX, bare_blackbox, 1.0),
    "probes": ("service_levels", PROBES, bare_csv, 1.0),
    "jira": ("tickets", JIRA, bare_csv, 1.0),
    "mspdi": ("schedules", PLAN, bare_xml, 0.1),
    "restic": ("recovery", RESTIC, bare_json, 1.0),
    "openvas": ("scans", OPENVAS, bare_csv, 1.0),
    "zap": ("scans", ZAP, bare_xml, 1.0),
    "testssl": ("links", TESTSSL, bare_csv, 1.0),
    "openvpn-status": ("links", OPENVPN_STATUS, bare_csv, 1.0),
    "jobs": ("recovery", JOBS, bare_csv, 0.5),
    "rsync": ("recovery", RSYNC, bare_rsync, 1.0),
    "pg_restore": ("recovery", PG_RESTORE, bare_pg_restore, 1.0),
    "pgbackrest": ("recovery", PGBACKREST, bare_pgbackrest, 1.0),
    "checksums": ("recovery", CHECKSUMS, bare_checksums, 0.5),
    "borg-log": ("recovery", BORG_LOG, bare_json_lines, 1.0),
    "har": ("web_pages", HAR, bare_json, 1.0),
    "axe": ("web_pages", AXE, bare_json, 1.0),
    "cyclonedx": ("repositories", CYCLONE, bare_json, 1.0),
    "compose": ("as_code", COMPOSE, bare_yaml, 0.1),
    "sql": ("schemas", DDL, bare_sql, 0.05),
    "syslog-5424": ("logs", SYSLOG_5424, bare_syslog_5424, 1.0),
    "journald": ("logs", JOURNALD, bare_json_lines, 1.0),
    "postgresql-log": ("logs", POSTGRESQL, bare_postgresql, 1.0),
    "package-lock": ("repositories", PACKAGE_LOCK, bare_json, 0.5),
    "git-log": ("repositories", GIT_LOG, bare_git_log, 1.0),
    "ansible": ("as_code", ANSIBLE, bare_ansible, 1.0),
    "kubernetes": ("as_code", KUBERNETES, bare_yaml, 0.1),
}


def inspect(name: str, path: Path) -> None:
    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.inspection import registry

    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    file = Artefact(path.name, path.stat().st_size, digest, lambda: path.open("rb"))
    inspector = registry.inspectors()[FORMATS[name][0]]
    started = time.perf_counter()
    found = inspector.inspect([file], Context(datetime(2026, 11, 23, tzinfo=UTC)))
    report(started, len(found.facts))


def report(started: float, facts: int = 0) -> None:
    elapsed = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"seconds": elapsed, "peak": peak, "facts": facts}))


def child(what: str, name: str, path: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", what, "--only", name, "--file", str(path)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}
    )
    return json.loads(done.stdout)


def serve(what: str, name: str, path: Path) -> None:
    import csv  # noqa: F401 - so that no side pays for an import
    import re  # noqa: F401 - as above

    import sqlglot  # noqa: F401 - as above
    import yaml  # noqa: F401 - as above
    from lxml import etree  # noqa: F401 - as above

    if what == "ours":
        inspect(name, path)
    else:
        started = time.perf_counter()
        if what == "bare":
            FORMATS[name][2](path)
        else:  # what an import alone holds
            from preuve.inspection import registry

            registry.inspectors()
        report(started)


def gigabyte(folder: Path) -> None:
    path = folder / "auth.log"
    AUTH(path, 1_000_000_000)
    bare, ours = child("bare", "auth", path), child("ours", "auth", path)
    print(
        f"\n1 GB of auth.log: {ours['seconds']:.0f} s (bare {bare['seconds']:.0f} s), peak {ours['peak']:.0f} MB of the whole process"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=float, default=8)
    parser.add_argument("--only", default="")
    parser.add_argument("--gigabyte", action="store_true")
    parser.add_argument("--child", default="")
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.child:
        serve(options.child, options.only, options.file)
        return
    names = [name for name in FORMATS if not options.only or name in options.only.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        empty = child("import", "junit", Path(folder))["peak"]
        print("| format | MB | bare MB/s | ours MB/s | ratio | facts | peak MB | peak MB, 4 × the file |")
        print("|---|---|---|---|---|---|---|---|")
        for name in names:
            _, write, _, share = FORMATS[name]
            path, large = Path(folder) / f"{name}.a", Path(folder) / f"{name}.b"
            size = int(options.megabytes * share * 1_000_000)
            write(path, size)
            write(large, 4 * size)
            runs = [(child("bare", name, path), child("ours", name, path)) for _ in range(3)]
            bare = min(run[0]["seconds"] for run in runs)
            ours = min(run[1]["seconds"] for run in runs)
            more = child("ours", name, large)["peak"] - empty
            print(
                f"| {name} | {size / 1e6:g} | {size / 1e6 / bare:.1f} | {size / 1e6 / ours:.1f} | {bare / ours:.2f} "
                f"| {runs[0][1]['facts']:.0f} | {runs[0][1]['peak'] - empty:.0f} | {more:.0f} |",
                flush=True,
            )
            path.unlink()
            large.unlink()
        if options.gigabyte:
            gigabyte(Path(folder))


if __name__ == "__main__":
    main()
