"""Line-based formats read by blocks say exactly what they say when each line is read alone."""

from __future__ import annotations

import random
import re

import pytest

from preuve.domain.evidence.inspectors.as_code import INSPECTOR as AS_CODE
from preuve.domain.evidence.inspectors.logs import INSPECTOR as LOGS
from preuve.domain.evidence.inspectors.logs import postgresql, syslog
from preuve.domain.evidence.inspectors.performance import INSPECTOR as PERFORMANCE
from preuve.domain.evidence.inspectors.performance import gatling, queries, slowlog
from preuve.domain.evidence.inspectors.recovery import INSPECTOR as RECOVERY
from preuve.domain.evidence.inspectors.recovery import checksums, postgres
from preuve.domain.evidence.inspectors.service_levels import INSPECTOR as SERVICE_LEVELS
from preuve.domain.evidence.inspectors.service_levels import checks
from preuve.domain.evidence.reading import text
from tests.factories.evidence import CONTEXT, artefact, fact_of

NOTHING = re.compile("(?!)")
SYSLOG = (
    "<34>1 2026-05-01T10:00:%.003Z web sshd @ - - Failed password for root from 192.0.2.% port 38% ssh2",
    "<38>1 2026-05-01T10:00:%.5+02:00 web cron @ - - session opened",
    '<191>1 2026-05-01T10:01:%Z bd - - - [a b="c"][d] \ufeffBOMmessage',
    "<13>1 2026-05-01T10:01:%Z - sshd @ ID - Accepted password for camille from 192.0.2.% port 1 ssh2",
    "<34>1 2026-05-01T10:00:%Z w sshd - - - message repeated 3 times: [ Failed none for a from b port 2 s]",
    '<34>1 2026-05-01T10:00:%Z web sshd - - [a b="\\"]"] Failed password for a from b port 2 ssh2',
    "<200>1 2026-05-01T10:00:%Z web cron - - - x",
    "<34>1 2026-05-01T10:00:% web cron - - - without a zone",
    "<34>1 2026-02-31T10:00:%Z web cron - - - x",
    "<34>1 2026-05-01T10:00:%Zulu web cron - - - x",
    "May  1 10:00:% web sshd[@]: Failed password for root from 192.0.2.% port 1 ssh2",
    "2026-05-01T10:00:%Z web sshd[@]: Failed password for root from 192.0.2.% port 1 ssh2",
    "",
    "un texte",
)
POSTGRESQL = (
    "2026-05-01 10:00:%.1 UTC [@] app@base LOG:  connection authorized: user=app database=base",
    "2026-05-01 10:00:%.1 UTC [@] app@base LOG:  statement: SELECT 1",
    "2026-05-01 10:00:%.1 UTC [@] app@base ERROR:  relation absente: LOG:  x",
    "2026-05-01 10:00:%.1 UTC [@] app@base STATEMENT:  SELECT * FROM absente",
    "\tWHERE a = 1 LOG:  x",
    "\t ",
    "",
    "2026-05-01 10:00:%.1 UTC [@] app@base LOG:  statement: DROP ROLE x",
    '2026-05-01 10:00:% UTC [@] FATAL:  password authentication failed for user "a%"',
    '2026-05-01 10:00:% UTC LOG:  connection authenticated: identity="a%" method=scram-sha-256 (f:1)',
    "2026-05-01 10:00:% CET [@] LOG:  checkpoint",
    "2026-02-31 10:00:% UTC [@] LOG:  checkpoint",
    "2026-05-01 10:00:% UTC [@] FOO:  checkpoint",
    "2026-05-01 10:00:% UTC [@] JOURNAL :  déconnexion : durée",
    "[@] LOG:  starting PostgreSQL 15.%",
    "2026-05-01 10:00:% UTC [@] FATAL:  connection authorized: no",
)
FIGURES = "# Query_time: 1.%  Lock_time: 0.1 Rows_sent: 1  Rows_examined: 2%"
SLOW = (
    (
        f"# Time: 2026-05-01T10:00:%Z\n# User@Host: a[a] @ b []\n{FIGURES}\nSET timestamp=17776296%;\n"
        "SELECT a FROM t WHERE b = % AND c = 'd%';"
    ),
    "# Query_time: 2.%  Lock_time: 0.1 Rows_sent: 1  Rows_examined: 2%\nuse b;\nSELECT t% FROM u;",
    "# Query_time: 3.%  Lock_time: 0.1 Rows_sent: 1  Rows_examined: 2% Full_scan: Yes\nSELECT 0x1%;",
    f"# Thread_id: %  Schema: b\n{FIGURES}\n# Bytes: %\nSELECT $1\nFROM t\nWHERE a = %;",
    "SET timestamp=17776290%;",
    "# administrator command: Ping;",
    "# Query_time: 4.%\nCREATE USER a IDENTIFIED BY 'b%';",
    "# Query_time: 9.%  Lock_time: 0.1 Rows_sent: 1  Rows_examined: 2%",
    "/usr/sbin/mysqld, Version: 8.0.3% (x). started with:",
    "",
)
GATLING = (
    "USER\tA\tSTART\t17640000%000",
    "REQUEST\t\tpage %\t17640000%000\t17640000%099\tOK\t ",
    "REQUEST\t\tpage %\t17640000%000\t17640000%199\tKO\tstatus",
    "USER\tA\tEND\t17640000%300",
    "REQUEST\t\tpage\t1764000000500\t1764000000100\tOK\t ",
    "REQUEST\t1\t\tpage\t1764000000500\t1764000000100\tOK\t ",
    "REQUEST\t1\t\tpage\t17640000%000\t17640000%100\tKO\tOK",
    "REQUEST\t\told\t0000000000001\t0000000000009\tOK\t ",
    "USER\tA\t@\tSTART\t17640000%000\t1",
    "REQUEST\tx",
    "RUN\tb\tc\td\t3.%",
    "",
)
CHECKSUMS = (
    "a" * 62 + "%  ./b@",
    "b" * 62 + "% *c%",
    "C" * 62 + "%  d%",
    "SHA256 (e%) = " + "f" * 62 + "%",
    "a" * 33 + "  f",
    "",
)
RESTORE = (
    'pg_restore: creating TABLE "public.t@"',
    'pg_restore: creating FK CONSTRAINT "public.t@"',
    'pg_restore: processing data for table "public.t@"',
    "pg_restore: connecting to database for restore",
    'pg_restore: creating INDEX "public.ignored"',
    "pg_restore : création de VIEW « public.v »",
    "pg_restore: creating nothing",
    "pg_restore: error: x %",
    "note",
    "",
)
PROBES = (
    'ts=2026-05-01T10:%:00.1Z caller=a.go:1 module=m target=https://a/% level=info msg="Probe succeeded" n=1',
    'ts=2026-05-01T10:%:00.1Z module=m target=https://a/% level=info msg="Probe failed" n=1',
    'ts=2026-05-01T10:%:00.1Z module=m target=https://a/% level=info msg="Beginning probe"',
    'time=2026-05-01T10:%:00Z msg="Probe failed" target=b% module=n',
    'level=info msg="Probe failed" target=c',
    'Probe msg="Probe failed"',
    "Probe",
    "",
)


def written(lines, seed, ordinary):
    """Return lines of a log: nearly all as the first `ordinary`, or any of them."""
    chosen = random.Random(seed)  # noqa: S311 - lines of a test
    rare = chosen.choice((0.02, 0.3))
    found = []
    for number in range(300):
        line = chosen.choice(lines if number > 4 and chosen.random() < rare else lines[:ordinary])
        found.append(line.replace("@", str(number)).replace("%", f"{chosen.randrange(60):02}"))
    return "\n".join(found) + "\n"


FORMATS = {
    "syslog": (LOGS, SYSLOG, 2, syslog, "_form_5424", lambda stamp: None),  # noqa: ARG005 - a stand-in
    "postgresql": (LOGS, POSTGRESQL, 4, postgresql, "_ROW", re.compile(r"()()().*+\n")),
    "slow": (PERFORMANCE, SLOW, 1, slowlog, "_RECORD", NOTHING),
    "gatling": (PERFORMANCE, GATLING, 4, gatling, "_ROW", re.compile(r"()()()().*+\n")),
    "checksums": (RECOVERY, CHECKSUMS, 2, checksums, "_ROW", re.compile(r"()().*+\n")),
    "restore": (RECOVERY, RESTORE, 3, postgres, "_ROW", re.compile(r"().*+\n")),
    "probes": (SERVICE_LEVELS, PROBES, 3, checks, "_END", NOTHING),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("size", [1 << 18, 2000])
def test_blocks_say_what_lines_say(name, seed, size, monkeypatch):
    inspector, lines, ordinary, module, attribute, alone = FORMATS[name]
    monkeypatch.setattr(text, "_BLOCK", size)
    head = "RUN\ta\tb\tc\t3.9\n" if name == "gatling" else ""
    log = artefact(head + written(lines, seed, ordinary), "a.log")
    found = inspector.inspect([log], CONTEXT)
    monkeypatch.setattr(module, attribute, alone)
    assert inspector.inspect([log], CONTEXT) == found


def test_shapes_are_remembered_by_digits_within_a_bound(monkeypatch):
    monkeypatch.setattr(queries, "_MOST_KNOWN", 1)
    shapes = queries.Shapes(double_quoted=True)
    said = [
        "SELECT 1",
        "SELECT 23",
        "SELECT 45",
        "DO 1",
        "SELECT t1",
        "SELECT t2",
        "SELECT 0x1F",
        "SELECT 1x1F",
        "",
    ]
    assert [shapes[each] for each in said] == [
        (queries.shape(each, double_quoted=True) or "?", False) for each in said
    ]
    assert shapes["SET PASSWORD = 'a'"] == ("SET PASSWORD …", True)


def test_a_recap_in_what_a_task_printed_is_none():
    found = AS_CODE.inspect(
        [
            artefact(
                "PLAY [a] ***\nTASK [b] ***\nchanged: [h] => x : ok=1 changed=1 unreachable=0 failed=0\n"
                "TASK [c\nTASK [d] ***\nfailed: [\n...ignoring\nfatal: [h -> g]: x\n...ignoring\n"
                "\x1b[0;33mchanged: [h]\x1b[0m\n"
                "PLAY RECAP ***\nh : ok=2 changed=2 unreachable=0 failed=0 ignored=1\n",
                "a.txt",
            )
        ],
        CONTEXT,
    )
    assert fact_of(found, "as_code.run.changed_tasks").value == ["b", "d"]
    assert [place.line for place in fact_of(found, "as_code.run.changed_tasks").places] == [3, 10]
    assert [place.line for place in fact_of(found, "as_code.run.ignored").places] == [8]
