"""Logs that are no syslog: JSON, Windows, audit, database, bans, alerts, web access; and their collection."""

# ruff: noqa: E501 - log lines are as long as tools write them

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.logs import INSPECTOR, entries, events, forwarding, records, tally
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of, spoiled

JOURNAL = [
    {
        "__CURSOR": "s=1",
        "__REALTIME_TIMESTAMP": "1715314801000000",
        "_SOURCE_REALTIME_TIMESTAMP": "1715314800500000",
        "_HOSTNAME": "web",
        "PRIORITY": "6",
        "SYSLOG_IDENTIFIER": "sshd",
        "MESSAGE": "Failed password for root from 203.0.113.9 port 1 ssh2",
    },
    {
        "__CURSOR": "s=2",
        "__REALTIME_TIMESTAMP": "1715314802000000",
        "_SOURCE_REALTIME_TIMESTAMP": "1715314802000000",
        "_COMM": "sshd",
        "MESSAGE": [70, 97, 105, 108, 101, 100, 300, "x"],
    },
    {"__CURSOR": "s=3", "__REALTIME_TIMESTAMP": "x", "PRIORITY": "9"},
]
KEYCLOAK = [
    {
        "time": 1715314801000,
        "type": "LOGIN_ERROR",
        "realmId": "r",
        "clientId": "c",
        "ipAddress": "203.0.113.9",
        "error": "invalid_user_credentials",
        "details": {"username": "martin"},
    },
    {
        "time": 1715314802000,
        "type": "LOGIN",
        "realmId": "r",
        "userId": "u",
        "details": {"auth_method": "openid-connect"},
    },
    {"time": 1715314803000, "type": "USER_DISABLED_BY_TEMPORARY_LOCKOUT", "realmId": "r"},
    {"time": 1715314804000, "operationType": "UPDATE", "resourceType": "USER", "realmId": "r"},
    {"time": "x", "type": "CODE_TO_TOKEN", "realmId": "r"},
]
SURICATA = [
    {
        "timestamp": "2019-01-02T03:50:11.315110+0000",
        "event_type": "alert",
        "flow_id": 1,
        "host": "sonde",
        "alert": {"signature": "ET SCAN 203.0.113.9", "severity": 2, "action": "blocked"},
    },
    {
        "timestamp": "2019-01-02T03:50:12.315110+0000",
        "event_type": "alert",
        "flow_id": 1,
        "alert": {"signature_id": 7},
    },
    {"timestamp": "2019-01-02T03:50:13.315110+0000", "event_type": "dns", "flow_id": 1},
]
WAZUH = [
    {
        "timestamp": "2024-05-10T06:25:01.000+0200",
        "rule": {
            "level": 5,
            "description": "sshd: authentication failed.",
            "groups": ["sshd", "authentication_failed"],
        },
        "agent": {"id": "001", "name": "web"},
        "manager": {"name": "siem"},
        "data": {"srcip": "203.0.113.9", "dstuser": "martin"},
    },
    {
        "timestamp": "2024-05-10T06:25:02.000+0200",
        "rule": {"id": "5501", "groups": ["authentication_success", "active_response"]},
        "agent": {"name": "web"},
        "decoder": {},
    },
    {"timestamp": "2024-05-10T06:25:03.000+0200", "rule": {"groups": ["ids"]}, "agent": {}, "location": "x"},
]
PG_JSON = [
    {
        "timestamp": "2024-05-10 06:25:01.000 UTC",
        "error_severity": "FATAL",
        "backend_type": "client backend",
        "message": 'password authentication failed for user "martin"',
        "remote_host": "203.0.113.9",
    },
    {
        "timestamp": "2024-05-10 06:25:02.000 UTC",
        "error_severity": "LOG",
        "backend_type": "x",
        "message": "AUDIT: SESSION,1,1,ROLE,CREATE ROLE,,,x",
    },
]
POSTGRESQL = """\
2024-05-10 06:25:01.000 UTC [1] LOG:  starting PostgreSQL 15.18 (Debian) on x86_64
2024-05-10 06:25:02.000 UTC [2] LOG:  connection received: host=203.0.113.9 port=1
2024-05-10 06:25:02.100 UTC [2] LOG:  connection authorized: user=martin database=boutique
2024-05-10 06:25:03.000 UTC [2] LOG:  statement: CREATE ROLE api LOGIN
2024-05-10 06:25:03.100 UTC [2] LOG:  duration: 3.9 ms  statement: SELECT 1
\tFROM t

2024-05-10 06:25:04.000 UTC [3] FATAL:  password authentication failed for user "martin"
2024-05-10 06:25:04.000 UTC [3] DETAIL:  Connection matched pg_hba.conf line 1
2024-05-10 06:25:05.000 UTC [3] FATAL:  no pg_hba.conf entry for host "203.0.113.9", user "jo", database "x"
2024-05-10 06:25:06.000 UTC [3] FATAL:  the database system is starting up
2024-05-10 06:25:07.000 UTC [2] LOG:  AUDIT: SESSION,1,1,READ,SELECT,TABLE,public.client,x
2024-05-10 06:25:08.000 UTC [2] LOG:  disconnection: session time: 0:00:01
2024-05-10 06:25:08.500 UTC [2] LOG:  checkpoint starting: time
2024-05-10 06:25:09.000 UTC [2] ERREUR:  la relation n'existe pas
"""
AUDITD = """\
type=USER_LOGIN msg=audit(1715314801.243:1): pid=1 uid=0 auid=1 ses=1 msg='op=login acct="martin" exe="/usr/sbin/sshd" hostname=? addr=203.0.113.9 terminal=ssh res=failed'
node=web type=USER_LOGIN msg=audit(1715314802.243:2): pid=1 msg='op=login id=0 exe="/usr/sbin/sshd" addr=203.0.113.9 res=success'
type=USER_AUTH msg=audit(1715314803.243:3): pid=1 msg='op=PAM:authentication acct="jo" exe="/usr/bin/su" addr=? res=failed'
type=USER_AUTH msg=audit(1715314803.243:3): pid=1 msg='op=PAM:authentication acct="jo" exe="/usr/bin/su" addr=? res=success'
type=USER_CMD msg=audit(1715314804.243:4): pid=1 msg='cwd="/" cmd=6964 acct="jo" exe="/usr/bin/sudo" res=success'
type=ADD_USER msg=audit(1715314805.243:5): pid=1 msg='op=adding user id=1001 res=success'
type=ANOM_LOGIN_FAILURES msg=audit(1715314806.243:6): pid=1 msg='x res=success'
type=SYSCALL msg=audit(999999999999.243:7): arch=c000003e syscall=59 success=yes
"""
FAIL2BAN = """\
2024-01-15 06:25:07,100 fail2ban.server         [12]: INFO    Starting Fail2ban v1.0.2
2024-01-15 06:25:07,123 fail2ban.filter         [12]: INFO    [sshd] Found 203.0.113.9 - 2024-01-15 06:25:07
2024-01-15 06:25:08,123 fail2ban.actions        [12]: NOTICE  [sshd] Ban 203.0.113.9
2024-01-15 06:35:08,123 fail2ban.actions        [12]: NOTICE  [sshd] Unban 203.0.113.9
2024-01-15 06:36:08,123 fail2ban.actions        [12]: NOTICE  [sshd] Restore Ban 203.0.113.9

nothing
"""
CEF = r"""CEF:0|Trend Micro|Deep Security|9|4000000|Eicar \| file|Medium|rt=1715314801000 act=Delete
<189>1 2024-05-10T10:55:50.000003Z host app - - - CEF:0|Elastic|Vaporware|1|18|Web request|10|eventId=1
CEF:0|Cut|short
nothing
"""
ACCESS = """\
203.0.113.9 - - [10/May/2024:06:25:01 +0200] "GET / HTTP/1.1" 200 12 "-" "curl/8"
203.0.113.9 - martin [10/May/2024:06:25:02 -0200] "POST /login HTTP/1.1" 401 -
site.fr:443 203.0.113.10 - - [10/May/2024:06:25:03 +0200] "\\x16\\x03" 400 150
203.0.113.9 - - [31/Feb/2024:06:25:01 +0200] "GET / HTTP/1.1" 200 12
nothing
"""


def json_lines(entries):
    return "".join(json.dumps(each) + "\n" for each in entries)


def inspect(text, name="x"):
    return INSPECTOR.inspect([artefact(text, name)], CONTEXT)


def failures(found):
    return fact_of(found, "logs.failures").value["failures"]


def test_journald():
    found = inspect(json_lines(JOURNAL))
    assert found.artefact.format == "journald"
    assert found.artefact.producer == "systemd-journald"
    assert found.artefact.period == ("2024-05-10T04:20:01+00:00", "2024-05-10T04:20:02+00:00")
    assert failures(found) == 1
    assert fact_of(found, "logs.failures").places[0].kind is PlaceKind.JSON
    assert fact_of(found, "logs.failures").places[0].line == 1
    assert fact_of(found, "logs.severities").value == {"informational": 1}
    assert fact_of(found, "logs.time_offset").value == 0.5
    assert fact_of(found, "logs.unread_lines").value == 1
    same = [JOURNAL[1] | {"SYSLOG_IDENTIFIER": "x", "MESSAGE": "y"}]
    assert fact_of(inspect(json_lines(same)), "logs.time_offset").value == 0.0


def test_keycloak_as_array_and_as_lines():
    for text in (json.dumps(KEYCLOAK, indent=1), json_lines(KEYCLOAK)):
        found = inspect(text)
        assert found.artefact.format == "keycloak-events"
        assert failures(found) == 1
        assert fact_of(found, "logs.successes").value == {"successes": 1, "accounts": 1}
        assert fact_of(found, "logs.types").value == {
            "LOGIN_ERROR": 1,
            "LOGIN": 1,
            "USER_DISABLED_BY_TEMPORARY_LOCKOUT": 1,
            "USER UPDATE": 1,
            "CODE_TO_TOKEN": 1,
        }
        assert fact_of(found, "logs.reactions").fr == "Réactions consignées : verrouillages de compte (1)."
        assert fact_of(found, "logs.account_changes").value == {"USER UPDATE": 1}
    assert fact_of(inspect(json.dumps(KEYCLOAK, indent=1)), "logs.failures").places[0].path == "/0"


def test_suricata():
    found = inspect(json_lines(SURICATA))
    assert fact_of(found, "logs.alerts").value == {"alerts": 2, "distinct": 2}
    assert fact_of(found, "logs.alerts").fr == (
        "2 alertes, 2 intitulés distincts ; les plus fréquentes : ET SCAN … (1) et 7 (1)."
    )
    assert fact_of(found, "logs.severities").value == {"2": 1}
    assert fact_of(found, "logs.reactions").en == "Recorded reactions: flows blocked (1)."
    assert fact_of(found, "logs.types").value == {"alert": 2, "dns": 1}
    assert "logs.no_failure" not in codes_of(found)
    assert fact_of(found, "logs.entries").value == 3


def test_wazuh():
    found = inspect(json_lines(WAZUH) + "[1]\n")
    assert failures(found) == 1
    assert fact_of(found, "logs.successes").value["successes"] == 1
    assert fact_of(found, "logs.reactions").value == {"ban": 1}
    assert fact_of(found, "logs.severities").value == {"5": 1}
    assert fact_of(found, "logs.unread_lines").value == 1
    assert found.artefact.target == "web"


def test_postgresql():
    found = inspect(POSTGRESQL)
    assert found.artefact.producer == "PostgreSQL 15.18"
    assert fact_of(found, "logs.lines").value == {
        "lines": 15,
        "entries": 12,
        "continued": 2,
        "blank": 1,
        "unread": 0,
    }
    assert fact_of(found, "logs.failures").value == {"failures": 2, "lines": 2, "accounts": 2, "sources": 1}
    assert fact_of(found, "logs.methods").value == {"password": 1, "pg_hba.conf": 1}
    assert fact_of(found, "logs.authorized").fr == "1 connexion autorisée."
    assert "logs.successes" not in codes_of(found)
    assert fact_of(found, "logs.audited").fr == "1 ordre consigné par pgAudit, par classe : READ (1)."
    assert fact_of(found, "logs.severities").value == {"LOG": 8, "FATAL": 3, "ERROR": 1}
    assert fact_of(found, "logs.types").value == {
        "statement": 2,
        "connection received": 1,
        "disconnection": 1,
    }
    assert fact_of(found, "logs.account_changes").value == {"roles": 1}
    bare = inspect("[1] LOG:  checkpoint\n[1] LOG:  checkpoint\n")
    assert bare.artefact.producer == "PostgreSQL"
    cut = inspect("going on\n" + POSTGRESQL)
    assert fact_of(cut, "logs.unread_lines").value == 1


def test_postgresql_json():
    found = inspect(json_lines(PG_JSON))
    assert found.artefact.format == "postgresql-json"
    assert fact_of(found, "logs.failures").value == {"failures": 1, "lines": 1, "accounts": 1, "sources": 1}
    assert fact_of(found, "logs.audited").value == {"ROLE": 1}
    assert fact_of(found, "logs.account_changes").en == (
        "Recorded changes of accounts, rights or auditing: role changes (1)."
    )


def test_auditd():
    found = inspect(AUDITD)
    assert found.artefact.format == "auditd"
    assert fact_of(found, "logs.failures").value == {"failures": 2, "lines": 2, "accounts": 2, "sources": 1}
    assert fact_of(found, "logs.successes").value == {"successes": 1, "accounts": 0}
    assert fact_of(found, "logs.privileged").value == 1
    assert fact_of(found, "logs.account_changes").value == {"created": 1}
    assert fact_of(found, "logs.reactions").value == {"lock": 1}
    assert fact_of(inspect(AUDITD + "nothing\n"), "logs.unread_lines").value == 1


def _audited(*records):
    return "".join(
        f"type={kind} msg=audit(17153148{number:02d}.243:{number}): pid={pid} uid=0 msg='op={op} acct={account}"
        f' exe="{exe}" addr=203.0.113.9 res={result}\'\n'
        for number, (kind, pid, op, account, exe, result) in enumerate(records)
    )


def test_auditd_counts_what_several_records_say_once():
    sshd, pam = "/usr/sbin/sshd", "PAM:authentication"
    found = inspect(
        _audited(
            ("USER_AUTH", 7, pam, '"martin"', sshd, "failed"),
            ("USER_LOGIN", 7, "login", '"martin"', sshd, "failed"),
            ("USER_AUTH", 7, pam, '"martin"', sshd, "failed"),
            ("USER_AUTH", 8, pam, '"?"', sshd, "failed"),
            ("USER_LOGIN", 8, "login", "28696E76616C6964207573657229", sshd, "failed"),
            ("USER_LOGIN", 9, "login", '"(unknown)"', "/usr/bin/login", "success"),
        )
    )
    assert fact_of(found, "logs.failures").value == {"failures": 3, "lines": 3, "accounts": 1, "sources": 1}
    assert [place.line for place in fact_of(found, "logs.failures").places] == [1, 3, 4]
    assert fact_of(found, "logs.successes").fr == "1 authentification réussie."
    assert fact_of(found, "logs.successes").en == "1 successful authentication."


def test_auditd_does_not_say_that_nothing_failed_when_refusals_were_set_aside():
    done = ("USER_LOGIN", 9, "login", '"jo"', "/usr/sbin/sshd", "success")
    assert "logs.no_failure" in codes_of(inspect(_audited(done)))
    for kind in ("USER_ERR", "ANOM_LOGIN_FAILURES"):
        found = inspect(_audited(done, (kind, 9, "PAM:bad_ident", '"?"', "/usr/sbin/sshd", "failed")))
        assert "logs.no_failure" not in codes_of(found)
        assert "logs.failures" not in codes_of(found)


def test_auditd_remembers_a_bounded_number_of_processes(monkeypatch):
    monkeypatch.setattr(entries, "MOST_KEYS", 1)
    sshd = "/usr/sbin/sshd"
    records = [("USER_LOGIN", pid, "login", '"jo"', sshd, "failed") for pid in (7, 8, 9)]
    assert failures(inspect(_audited(*records))) == 3


def test_fail2ban():
    found = inspect(FAIL2BAN)
    assert found.artefact.format == "fail2ban"
    assert fact_of(found, "logs.reactions").value == {"ban": 1}
    assert fact_of(found, "logs.types").value == {
        "server": 1,
        "sshd: Found": 1,
        "sshd: Ban": 1,
        "sshd: Unban": 1,
        "sshd: Restore Ban": 1,
    }
    assert fact_of(found, "logs.unread_lines").value == 1


def test_cef():
    found = inspect(CEF)
    assert fact_of(found, "logs.events").value == {"events": 2, "distinct": 2}
    assert fact_of(found, "logs.events").fr.startswith("2 événements CEF, 2 intitulés distincts ; les plus")
    assert "logs.alerts" not in codes_of(found)
    assert fact_of(found, "logs.severities").value == {"medium": 1, "10": 1}
    assert fact_of(found, "logs.programs").value == {"Trend Micro Deep Security": 1, "Elastic Vaporware": 1}
    assert found.artefact.period == ("2024-05-10T04:20:01+00:00", "2024-05-10T10:55:50.000003+00:00")
    assert fact_of(found, "logs.unread_lines").value == 2


def test_cef_events_before_and_after():
    found = INSPECTOR.compare(artefact(CEF), artefact(CEF), CONTEXT)
    assert fact_of(found, "logs.compare.events").fr == (
        "Intitulés d’événements CEF : 0 disparu, 2 présents dans les deux journaux, 0 nouveau."
    )


@pytest.mark.parametrize(
    ("text", "code", "figure"),
    [
        ('connection authenticated: identity="martin" method=scram-sha-256 (/x:1)', "logs.successes", 1),
        ('connexion authentifiée : identité="martin" méthode=md5 (/x:1)', "logs.successes", 1),
        ("connexion autorisée : utilisateur=martin base de données=x", "logs.authorized", 1),
        ('connection authenticated: user="martin" method=trust (/x:1)', "logs.successes", None),
    ],
)
def test_postgresql_authenticated_is_not_authorized(text, code, figure):
    found = inspect(POSTGRESQL.replace("connection authorized: user=martin database=boutique", text))
    if figure is None:
        assert code not in codes_of(found)
    else:
        value = fact_of(found, code).value
        assert (value if code == "logs.authorized" else value["successes"]) == figure


def test_failures_per_day_of_whole_days_of_one_scope_only():
    def log(days, host="web"):
        line = "{}T06:25:0{}+00:00 {} sshd[1]: Failed password for root from 203.0.113.9 port 1 ssh2\n"
        return artefact("".join(line.format(f"2024-05-1{day}", day, host) for day in range(days)))

    def codes(before, after):
        return codes_of(INSPECTOR.compare(before, after, CONTEXT))

    rate = fact_of(INSPECTOR.compare(log(3), log(3), CONTEXT), "logs.compare.failures_per_day")
    assert rate.value == {"before": 1.5, "after": 1.5}
    assert "logs.compare.failures_per_day" not in codes(log(3), log(1))
    assert "logs.compare.failures_per_day" not in codes(log(3), log(3, "db"))
    assert fact_of(INSPECTOR.compare(log(2), log(2, "db"), CONTEXT), "logs.compare.other_scope").fr == (
        "Les deux journaux ne couvrent pas le même périmètre : 1 émetteur seulement avant, 1 seulement après."
    )


def test_numbers_are_written_as_each_language_writes_them():
    found = inspect(ACCESS.splitlines(keepends=True)[0] * 1234)
    assert fact_of(found, "logs.types").fr == "Entrées par type : GET (1 234)."
    assert fact_of(found, "logs.types").en == "Entries by type: GET (1,234)."


def test_web_access():
    found = inspect(ACCESS)
    assert found.artefact.format == "web-access"
    assert fact_of(found, "logs.statuses").value == {"200": 1, "401": 1, "400": 1}
    assert (
        fact_of(found, "logs.statuses").fr
        == "Réponses HTTP par code : 200 (1), 401 (1) et 400 (1) ; 2 sources distinctes."
    )
    assert fact_of(found, "logs.types").value == {"GET": 1, "POST": 1, "?": 1}
    assert fact_of(found, "logs.unread_lines").value == 2
    assert fact_of(found, "logs.backwards").value == 1


class _Parser:
    """Gives what it is told to; raises what is an error."""

    told: list[object] = []

    def __init__(self, stream, number_of_threads):
        if self.told and isinstance(self.told[0], TypeError):
            raise self.told[0]

    def records_json(self):
        return self

    def __iter__(self):
        self.rest = iter(self.told)
        return self

    def __next__(self):
        each = next(self.rest)
        if isinstance(each, BaseException):
            raise each
        return each


class _Panic(BaseException):
    pass


def record(number, kind, level=0, **data):
    system = {
        "EventID": kind,
        "Level": level,
        "Channel": "Security",
        "Computer": "dc1",
        "Provider": {"#attributes": {"Name": "Auditing"}},
        "TimeCreated": {"#attributes": {"SystemTime": f"2016-06-29T15:24:{number:02d}.346000Z"}},
    }
    text = json.dumps({"Event": {"System": system, "EventData": data}})
    return {"event_record_id": number, "timestamp": "", "data": text}


def evtx(monkeypatch, *told):
    monkeypatch.setattr(_Parser, "told", list(told))
    monkeypatch.setattr(events.evtx, "PyEvtxParser", _Parser)
    return inspect(b"ElfFile\0" + b"\0" * 100)


def test_windows_events(monkeypatch):
    found = evtx(
        monkeypatch,
        record(1, 4625, TargetUserName="martin", IpAddress="::ffff:203.0.113.9", LogonType=10),
        record(2, 4771, TargetUserName="martin", Status="0x18", IpAddress="-"),
        record(3, 4771, TargetUserName="martin", Status="0x0"),
        record(4, 4624, TargetUserName="martin", LogonType=2),
        record(5, 4624, TargetUserName="WEB$", LogonType=3),
        record(6, 4624, TargetUserName="svc", LogonType=5),
        record(7, 4672, SubjectUserName="admin"),
        record(8, 4672, SubjectUserName="SYSTEM"),
        record(9, 1102),
        record(10, 4616),
        record(11, 4740),
        record(12, {"#text": 4720}, level=4),
        record(13, "x"),
        record(14, 4634),
    )
    assert fact_of(found, "logs.failures").value == {"failures": 2, "lines": 2, "accounts": 1, "sources": 1}
    assert fact_of(found, "logs.failures").places[0].kind is PlaceKind.EVENT
    assert fact_of(found, "logs.failures").places[0].path == "1"
    assert fact_of(found, "logs.successes").value["successes"] == 1
    assert fact_of(found, "logs.privileged").value == 1
    assert fact_of(found, "logs.cleared").fr == "Le journal a été effacé 1 fois (événement 1102 ou 104)."
    assert fact_of(found, "logs.clock_set").value == 1
    assert fact_of(found, "logs.reactions").value == {"lock": 1}
    assert fact_of(found, "logs.account_changes").value == {"created": 1}
    assert fact_of(found, "logs.severities").value == {"information": 1}
    assert found.artefact.target == "Security"
    assert "logs.damaged" not in codes_of(found)


def test_damaged_windows_events_are_counted_and_the_rest_is_read(monkeypatch):
    bare = {"event_record_id": 3, "timestamp": "2016-06-29T15:24:01Z", "data": '{"Event": {"System": {}}}'}
    found = evtx(
        monkeypatch, record(1, 4634), RuntimeError("x"), {"event_record_id": 2, "data": "{"}, bare, _Panic()
    )
    assert fact_of(found, "logs.damaged").value == 3
    assert [place.path for place in fact_of(found, "logs.damaged").places] == ["2", "4"]
    assert fact_of(found, "logs.entries").value == 2


@pytest.mark.parametrize("told", [[TypeError("x")], [_Panic()], [RuntimeError("x")]])
def test_windows_events_of_which_nothing_can_be_read(monkeypatch, told):
    with pytest.raises(UnreadableArtefactError) as error:
        evtx(monkeypatch, *told)
    assert error.value.reason is Unreadable.MALFORMED


def test_a_file_of_damaged_records_is_given_up(monkeypatch):
    monkeypatch.setattr(events, "_MOST_DAMAGED", 2)
    found = evtx(monkeypatch, record(1, 4634), RuntimeError("x"), RuntimeError("x"), record(2, 4634))
    assert fact_of(found, "logs.entries").value == 1


def test_what_stops_the_program_is_let_through(monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        evtx(monkeypatch, KeyboardInterrupt())


RSYSLOG = """\
# old
$ModLoad imtcp
$InputTCPServerRun 514
auth,authpriv.*  /var/log/auth.log
*.* @192.0.2.1:514
$ActionSendStreamDriverMode 1
*.* @@192.0.2.1:6514
module(load="imudp")
input(type="imudp" port="514")
input(type="imfile" File="/x")
action(type="omfile" file="/var/log/x")
action(type="omfwd"
  target="192.0.2.1" protocol="udp" port="514")
action(type="omfwd" target="192.0.2.1" protocol="tcp" StreamDriverMode="1") # tls
action(type="omrelp" target="192.0.2.1" tls="on")
action(type="omprog")
"""
SYSLOG_NG = """\
@version: 4.2
# a comment
source s_net { network(ip("0.0.0.0") port(514)); };
destination d_file { file("/var/log/x"); };
destination d_tls {
  network("192.0.2.1"
    port(6514) transport("tls"));
};
destination d_clear { tcp("192.0.2.1" port(514)); };
log { source(s_net); destination(d_tls); };
"""


def test_rsyslog_configuration():
    found = inspect(RSYSLOG, "rsyslog.conf")
    assert found.artefact.format == "rsyslog-conf"
    assert fact_of(found, "logs.forwarding").value == {"clear": 2, "encrypted": 3, "listeners": 2, "files": 2}
    assert fact_of(found, "logs.forwarding").fr == (
        "Configuration rsyslog : 2 envois distants sans TLS, 3 avec TLS, 2 écoutes du réseau, 2 destinations"
        " dans un fichier local."
    )
    assert [place.line for place in fact_of(found, "logs.clear_forwarding").places] == [5, 12]
    assert [each.code for each in found.limits] == ["logs.limit.configuration"]


def test_syslog_ng_configuration():
    found = inspect(SYSLOG_NG)
    assert found.artefact.format == "syslog-ng-conf"
    assert fact_of(found, "logs.forwarding").value == {"clear": 1, "encrypted": 1, "listeners": 1, "files": 1}
    assert [place.line for place in fact_of(found, "logs.clear_forwarding").places] == [9]
    assert fact_of(found, "logs.forwarding").places[1].line == 6


def test_configurations_compare_and_a_log_does_not_with_one():
    before, after = artefact(RSYSLOG), artefact(RSYSLOG.replace("*.* @192.0.2.1:514\n", ""))
    found = INSPECTOR.compare(before, after, CONTEXT)
    assert fact_of(found, "logs.compare.forwarding").fr == (
        "Envois de journaux : 2 sans TLS et 3 avec TLS avant, 1 sans TLS et 3 avec TLS après."
    )
    with pytest.raises(UnreadableArtefactError) as error:
        INSPECTOR.compare(before, artefact(ACCESS), CONTEXT)
    assert error.value.reason is Unreadable.NOT_COMPARABLE


def test_a_configuration_that_sends_nothing_has_a_place_all_the_same():
    text = 'module(load="imuxsock")\nmodule(load="imklog")\nglobal(workDirectory="/x")\n'
    found = inspect(text, "rsyslog.conf")
    assert fact_of(found, "logs.forwarding").places[0].kind is PlaceKind.FILE
    assert "logs.clear_forwarding" not in codes_of(found)
    empty = forwarding.read_syslog_ng(artefact("source s { internal(); };\n} network(\n"))
    assert empty.listeners == []


def test_alerts_before_and_after():
    after = [SURICATA[0] | {"alert": {"signature": "new"}}, SURICATA[1]]
    found = INSPECTOR.compare(artefact(json_lines(SURICATA)), artefact(json_lines(after)), CONTEXT)
    assert fact_of(found, "logs.compare.alerts").value == {"closed": 1, "remaining": 1, "new": 1}
    assert fact_of(found, "logs.compare.reactions").value == {"before": 1, "after": 0}
    other = INSPECTOR.compare(artefact(json_lines(SURICATA)), artefact(ACCESS), CONTEXT)
    assert fact_of(other, "logs.compare.other_scope").value == 2
    quiet = INSPECTOR.compare(artefact(ACCESS), artefact(ACCESS), CONTEXT)
    assert codes_of(quiet) == []


def test_alerts_beyond_the_bound_are_not_compared(monkeypatch):
    monkeypatch.setattr(tally, "MOST_KEYS", 1)
    found = INSPECTOR.compare(artefact(json_lines(SURICATA)), artefact(json_lines(SURICATA)), CONTEXT)
    assert codes_of(found) == ["logs.compare.reactions"]


def test_a_silent_wazuh_or_a_json_of_nothing():
    with pytest.raises(UnreadableArtefactError) as error:
        INSPECTOR.inspect([artefact("[1, 2]" + " " * 10, "x")], CONTEXT)
    assert error.value.reason is Unreadable.UNKNOWN_FORMAT
    with pytest.raises(UnreadableArtefactError) as error:
        records.read_wazuh(artefact("[1, 2]"))
    assert error.value.reason is Unreadable.MISSING_FIELD
    assert INSPECTOR.sniff(Head(b'{"timestamp": 1, "event_type": "x"}')) == 0.3
    assert INSPECTOR.sniff(Head(b'{"timestamp": 1, "rule": "x", "agent": 1}')) == 0.5


ALL = {
    "journald": json_lines(JOURNAL),
    "keycloak": json.dumps(KEYCLOAK, indent=1),
    "suricata": json_lines(SURICATA),
    "wazuh": json_lines(WAZUH),
    "pg-json": json_lines(PG_JSON),
    "postgresql": POSTGRESQL,
    "auditd": AUDITD,
    "fail2ban": FAIL2BAN,
    "cef": CEF,
    "access": ACCESS,
    "rsyslog": RSYSLOG,
    "syslog-ng": SYSLOG_NG,
    "evtx": "ElfFile\0" + "\0" * 200,
}


@pytest.mark.parametrize("name", ALL)
def test_spoiled_files_are_read_or_refused_and_nothing_else(name):
    whole = artefact(ALL[name], name)
    for how, data in spoiled(ALL[name].encode()):
        spoilt = artefact(data, f"{name} {how}")
        for act in (
            lambda each=spoilt: INSPECTOR.inspect([each], CONTEXT),
            lambda each=spoilt: INSPECTOR.compare(whole, each, CONTEXT),
        ):
            try:
                act()
            except UnreadableArtefactError:
                continue


def test_postgresql_with_colons_before_the_severity():
    found = inspect(
        "2024-05-10 06:25:01 UTC:203.0.113.9(51000):martin@boutique:[12]:LOG:  connection authorized: user=martin\n"
        '2024-05-10 06:25:02 UTC:203.0.113.9(51000):jo@boutique:[13]:FATAL:  password authentication failed for user "jo"\n'
    )
    assert found.artefact.format == "postgresql-log"
    assert failures(found) == 1
    assert fact_of(found, "logs.authorized").value == 1
