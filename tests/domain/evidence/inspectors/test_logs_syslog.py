"""Syslog files: what is counted, where, and under which pseudonym."""

# ruff: noqa: E501 - log lines are as long as tools write them

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.logs import INSPECTOR, clock, syslog, tally
from preuve.domain.evidence.inspectors.logs.clock import iso_seconds, seconds_of, without_year, yearless
from preuve.domain.evidence.inspectors.logs.names import Pseudonyms, masked
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of

AUTH = """\
Dec 10 06:55:46 web sshd[100]: Failed password for invalid user martin from 203.0.113.9 port 38926 ssh2
Dec 10 06:55:48 web sshd[100]: message repeated 5 times: [ Failed password for root from 203.0.113.9 port 4 ssh2]
Dec 10 06:55:50 web sshd[100]: Failed none for invalid user x from 203.0.113.9 port 1 ssh2
Dec 10 06:56:10 web sshd[101]: Failed password for root from 203.0.113.9 port 1 ssh2
Dec 10 06:56:12 web sshd[101]: Failed password for root from 203.0.113.9 port 1 ssh2
Dec 10 06:56:14 web sshd[101]: Failed password for root from 203.0.113.9 port 1 ssh2
Dec 10 06:56:16 web sshd[101]: Failed password for root from 203.0.113.9 port 1 ssh2
Dec 10 06:56:18 web sshd[101]: Disconnecting: Too many authentication failures for root [preauth]
Dec 10 07:30:00 web sshd[102]: Accepted publickey for martin from 203.0.113.9 port 2 ssh2: RSA SHA256:x
Dec 10 07:31:00 web sudo:   martin : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/usr/bin/id
Dec 10 07:32:00 web CRON[7]: pam_unix(cron:session): session opened for user root by (uid=0)
Dec 10 07:33:00 web useradd[9]: new user: name=durand, UID=1001, GID=1001
"""


def inspect(text, name="auth.log", context=CONTEXT):
    return INSPECTOR.inspect([artefact(text, name)], context)


def lines_of(statement):
    return [place.line for place in statement.places]


def test_an_auth_log_is_recounted():
    found = inspect(AUTH)
    assert fact_of(found, "logs.failures").value == {"failures": 10, "lines": 6, "accounts": 2, "sources": 1}
    assert lines_of(fact_of(found, "logs.failures")) == [1, 2, 4, 5, 6, 7]
    assert fact_of(found, "logs.failures").fr == (
        "10 authentifications infructueuses (6 entrées) ; 2 comptes visés, 1 source nommée."
    )
    assert (
        fact_of(found, "logs.failures").en
        == "10 failed authentications (6 entries); 2 accounts, 1 named source."
    )
    assert fact_of(found, "logs.successes").value == {"successes": 1, "accounts": 1}
    assert fact_of(found, "logs.successes").fr == "1 authentification réussie, sur 1 compte."
    assert fact_of(found, "logs.failures_by_account").value == {"compte A": 9, "compte B": 1}
    assert fact_of(found, "logs.failures_by_account").en == (
        "Failures by account, pseudonymised: account A (9) and account B (1)."
    )
    assert fact_of(found, "logs.failures_by_source").value == {"source 1": 10}
    assert fact_of(found, "logs.failures_by_hour").value == {"06": 10}
    assert fact_of(found, "logs.series").value == 1
    assert fact_of(found, "logs.series").fr == (
        "1 série d’au moins 10 échecs d’une même source sans pause de plus de 10 minutes ; la plus longue :"
        " 10 échecs en 30 s, source 1."
    ).replace("30 s", "30\N{NO-BREAK SPACE}s")
    assert lines_of(fact_of(found, "logs.series")) == [1, 7]
    assert fact_of(found, "logs.success_after_failures").value == 1
    assert lines_of(fact_of(found, "logs.success_after_failures")) == [9]
    assert fact_of(found, "logs.repeated").value == {"lines": 1, "times": 5}
    assert fact_of(found, "logs.privileged").value == 1
    assert fact_of(found, "logs.privileged").fr == "1 usage de privilèges par 1 compte : compte B (1)."
    assert fact_of(found, "logs.account_changes").fr == (
        "Changements de comptes, de droits ou de l’audit consignés : créations de compte (1)."
    )
    assert fact_of(found, "logs.reactions").value == {"disconnect": 1}
    assert fact_of(found, "logs.methods").value == {"password": 10, "publickey": 1}
    assert fact_of(found, "logs.hosts").value == {"web": 12}
    assert fact_of(found, "logs.programs").value == {"sshd": 9, "sudo": 1, "CRON": 1, "useradd": 1}
    assert fact_of(found, "logs.period_without_year").value == {
        "first": "12-10T06:55:46",
        "last": "12-10T07:33:00",
        "first_read": "12-10T06:55:46",
    }
    assert fact_of(found, "logs.period_without_year").fr == (
        "Le journal va du 10 décembre à 06:55:46 au 10 décembre à 07:33:00, année inconnue."
    )
    assert fact_of(found, "logs.period_without_year").en == (
        "The log goes from 10 December at 06:55:46 to 10 December at 07:33:00, year unknown."
    )
    assert fact_of(found, "logs.longest_silence").value == 2022.0
    assert lines_of(fact_of(found, "logs.longest_silence")) == [8, 9]
    assert fact_of(found, "logs.no_reaction").value == 1
    assert fact_of(found, "logs.no_year").value is True
    assert [each.code for each in found.limits] == [
        "logs.limit.origin",
        "logs.limit.pseudonyms",
        "logs.limit.handled_elsewhere",
    ]
    assert found.artefact.format == "syslog"
    assert found.artefact.period == ("", "")
    assert found.artefact.target == "web"


def test_no_statement_names_a_person_or_an_address():
    found = inspect(AUTH)
    said = "".join(each.fr + each.en + str(each.value) for each in (*found.facts, *found.findings))
    assert "martin" not in said
    assert "203.0.113.9" not in said


def test_the_fast_way_counts_as_the_slow_way():
    days = AUTH + AUTH.replace("Dec 10", "Dec 11") + AUTH.replace("Dec 10", "Dec 12")
    fast = inspect(days)
    read = inspect(days.replace("Dec 1", "<38>Dec 1"))
    for code in ("logs.hosts", "logs.programs", "logs.period_without_year", "logs.repeated", "logs.methods"):
        assert fact_of(read, code).value == fact_of(fast, code).value
    for code in ("logs.failures", "logs.series", "logs.longest_silence", "logs.success_after_failures"):
        assert fact_of(read, code).value == fact_of(fast, code).value
        assert lines_of(fact_of(read, code)) == lines_of(fact_of(fast, code))
    assert fact_of(fast, "logs.failures").value == {"failures": 30, "lines": 18, "accounts": 2, "sources": 1}
    assert fact_of(fast, "logs.series").value == 3
    assert fact_of(read, "logs.priorities").value == 36
    assert fact_of(read, "logs.severities").value == {"informational": 36}


def test_iso_lines_and_rfc_5424_name_year_and_zone():
    iso = "\n".join(
        f"2024-05-10T06:25:{second:02d}.123456+02:00 web sshd[1]: Failed password for root from 2001:db8::7 port 1"
        for second in (1, 2, 3)
    )
    found = inspect(iso + "\n2024-05-10T06:25:05.5+02:00 web sshd[1]: Connection closed\n")
    assert fact_of(found, "logs.failures").value["failures"] == 3
    assert found.artefact.period == ("2024-05-10T04:25:01+00:00", "2024-05-10T04:25:05+00:00")
    modern = (
        "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 su 8710 - [a@1 b=\"c]\"] BOM'su root' failed for jo on x\n"
        "<34>1 2003-10-11T22:14:15.003Z - - - ID47 - text\n"
        "<34>1 203-10-11T22:14:15.003Z h su - ID47 - text\n"
        "\n"
        "<999>1 2003-10-11T22:14:16Z h app - - -\n"
        "<x> 1\n"
        "<12\n"
    )
    found = inspect(modern, "x.log")
    assert found.artefact.format == "syslog-5424"
    assert fact_of(found, "logs.versions").value == 4
    assert fact_of(found, "logs.priorities").value == 4
    assert fact_of(found, "logs.wrong_priority").value == 1
    assert lines_of(fact_of(found, "logs.wrong_priority")) == [5]
    assert fact_of(found, "logs.lines").value == {
        "lines": 7,
        "entries": 3,
        "continued": 0,
        "blank": 1,
        "unread": 3,
    }
    assert fact_of(found, "logs.unread_lines").fr == "3 lignes n’ont pas pu être lues dans ce format."
    assert lines_of(fact_of(found, "logs.unread_lines")) == [3, 6, 7]
    assert fact_of(found, "logs.failures").value == {"failures": 1, "lines": 1, "accounts": 1, "sources": 0}
    assert fact_of(found, "logs.hosts").value == {"hôte 1": 1, "h": 1}
    assert fact_of(found, "logs.hosts").en == "2 senders: host 1 (1) and h (1)."
    assert fact_of(found, "logs.gap").fr == "Aucune entrée pendant 48 j 10 h, plus d’un jour.".replace(
        "48 j 10 h", "48\N{NO-BREAK SPACE}j 10\N{NO-BREAK SPACE}h"
    )
    assert fact_of(found, "logs.silent_hosts").value == 1


def test_lines_of_another_kind_of_moment_are_not_mixed_in():
    found = inspect(
        "Dec 10 06:55:46 web app: a\n2024-05-10T06:25:01Z web app: b\n"
        "Dec 10 2023 06:55:47 web app: c\nDec 10 06:55:48 web app: d\nFoo 10 06:55:48 web app: d\n"
    )
    assert lines_of(fact_of(found, "logs.unread_lines")) == [2, 3, 5]
    found = inspect(
        "Dec 10 2023 06:55:47 web app: c\nDec 10 06:55:48 web app: d\nFeb 30 2023 06:55:47 web app: c\n"
    )
    assert lines_of(fact_of(found, "logs.unread_lines")) == [2, 3]
    assert found.artefact.period == ("2023-12-10T06:55:47", "2023-12-10T06:55:47")
    found = inspect(
        "2024-05-10T06:25:01Z web app: b\n2024-99-10T06:25:01Z web app: b\n2024-05-10T06:25:01Z web\n"
    )
    assert lines_of(fact_of(found, "logs.unread_lines")) == [2, 3]


def test_new_year_is_no_step_back_and_an_unordered_log_has_no_period():
    found = inspect("Dec 31 23:59:59 web app: a\nJan  1 00:00:01 web app: b\n")
    assert fact_of(found, "logs.longest_silence").value == 2.0
    assert fact_of(found, "logs.period_without_year").en == (
        "The log goes from 31 December at 23:59:59 to 1 January at 00:00:01, year unknown."
    )
    assert "1er janvier" in fact_of(found, "logs.period_without_year").fr
    assert "logs.backwards" not in codes_of(found)
    found = inspect("Oct 31 23:59:59 web app: a\nMar  1 00:00:01 web app: b\nMar  1 00:00:00 web app: c\n")
    assert fact_of(found, "logs.backwards").value == 2
    assert lines_of(fact_of(found, "logs.backwards")) == [2, 3]
    assert "logs.period_without_year" not in codes_of(found)
    found = inspect("Feb 28 10:00:00 web app: a\nMar  2 10:00:00 web app: b\n")
    assert "logs.longest_silence" not in codes_of(found)


def test_a_step_back_is_seen_the_fast_way_too():
    found = inspect(
        "Mar  8 15:18:39 web app: a\nMar  8 15:18:49 web app: b\nMar  8 15:18:39 web app: c\nMar  8 15:18:49 web app: d\n"
    )
    assert fact_of(found, "logs.backwards").value == 1
    assert lines_of(fact_of(found, "logs.backwards")) == [3]
    assert fact_of(found, "logs.longest_silence").value == 10.0
    assert fact_of(found, "logs.hosts").value == {"web": 4}


def test_a_sender_that_falls_silent_is_named():
    found = inspect(
        "2024-05-01T06:00:00Z db app: a\n2024-05-01T06:00:00Z web app: a\n2024-05-03T06:00:00Z web app: a\n"
        "2024-05-03T05:59:00Z web app: a\n"
    )
    assert fact_of(found, "logs.silent_hosts").fr == (
        "1 émetteur n’écrit plus rien pendant les dernières 24 heures du journal ou davantage : db."
    )
    assert lines_of(fact_of(found, "logs.silent_hosts")) == [1]
    assert fact_of(found, "logs.gap").value == 172800.0
    assert fact_of(found, "logs.backwards").value == 1


def test_old_forms_of_syslog_lines():
    found = inspect(
        "Mar  8 15:18:39 web su: 'su root' failed for jo on /dev/pts/8\n"
        "Mar  8 15:18:40 web: last message repeated 11 times\n"
        "Mar  8 15:18:41 sshd[4]: Failed password for root from 203.0.113.9 port 1\n"
        "Mar  8 15:18:42 web app: x\n"
        "Mar  8 15:18:43 web: last message repeated 2 times\n"
        "Mar  8 15:18:44 web sshd: message repeated oddly\n"
        "Mar  8 15:18:45 web\n"
    )
    assert fact_of(found, "logs.failures").value["failures"] == 13
    assert fact_of(found, "logs.programs").value == {"su": 1, "sshd": 2, "app": 1}
    assert fact_of(found, "logs.repeated").value == {"lines": 2, "times": 13}


@pytest.mark.parametrize(
    ("message", "code", "value"),
    [
        (
            "sudo: jo : 3 incorrect password attempts ; TTY=x ; USER=root ; COMMAND=/bin/sh",
            "logs.failures",
            3,
        ),
        (
            "sudo: jo : command not allowed ; TTY=x ; USER=root ; COMMAND=/bin/sh",
            "logs.types",
            {"sudo: refused": 1},
        ),
        ("sudo: jo : user NOT in sudoers ; USER=root ; COMMAND=/bin/sh", "logs.types", {"sudo: refused": 1}),
        ("su: FAILED SU (to root) jo on pts/0", "logs.failures", 1),
        ("su[3]: FAILED su for root by jo", "logs.failures", 1),
        ("su: Successful su for root by jo", "logs.privileged", 1),
        ("su: (to root) jo on pts/0", "logs.privileged", 1),
        ("login[3]: FAILED LOGIN (1) on '/dev/tty1' FOR 'root', Authentication failure", "logs.failures", 1),
        ("login[3]: ROOT LOGIN ON tty1", "logs.successes", 1),
        ("login[3]: LOGIN ON tty1 BY jo", "logs.successes", 1),
        ("gdm[3]: pam_unix(gdm-password:auth): authentication failure; rhost=  user=jo", "logs.failures", 1),
        (
            "app[3]: pam_faillock(sshd:auth): Consecutive login failures for user jo",
            "logs.reactions",
            {"lock": 1},
        ),
        ("sshd[3]: pam_tally2(sshd:auth): account temporarily locked", "logs.reactions", {"lock": 1}),
        ("userdel[3]: delete user 'jo'", "logs.account_changes", {"deleted": 1}),
        (
            "passwd[3]: pam_unix(passwd:chauthtok): password changed for jo",
            "logs.account_changes",
            {"password": 1},
        ),
        ("fail2ban.actions[3]: NOTICE [sshd] Ban 203.0.113.4", "logs.reactions", {"ban": 1}),
        ("chronyd[3]: System clock wrong by 4.2 seconds", "logs.clock_set", 1),
        ("sshd-session[3]: Accepted password for jo from 203.0.113.4 port 2", "logs.successes", 1),
    ],
)
def test_messages_of_login_programs(message, code, value):
    found = fact_of(inspect(f"Mar  8 15:18:39 web {message}\n"), code)
    count = found.value
    if isinstance(value, int) and isinstance(count, dict):
        count = next(iter(count.values()))
    assert count == value


@pytest.mark.parametrize(
    "message",
    [
        "sudo: pam_unix(sudo:session): session opened",
        "su: pam_unix(su:session): session closed",
        "login[3]: pam_unix(login:session): session opened",
        "useradd[3]: failed adding user",
        "passwd[3]: nothing",
        "fail2ban[3]: NOTICE [sshd] Unban 203.0.113.4",
        "chronyd[3]: Selected source",
        "sshd[3]: Accepted nothing",
        "sshd[3]: Failed to start",
        "sshd[3]: Disconnected from user jo",
        "sshd[3]: pam_faillock(sshd:auth): nothing",
        "gdm[3]: pam_unix(sudo:auth): authentication failure; rhost= user=jo",
        "gdm[3]: pam_unix(gdm:session): session opened",
    ],
)
def test_messages_that_say_nothing_of_an_attempt(message):
    found = inspect(f"Mar  8 15:18:39 web {message}\n")
    assert not {"logs.failures", "logs.successes", "logs.privileged", "logs.reactions"} & set(codes_of(found))


def test_counters_are_bounded_and_then_say_at_least(monkeypatch):
    monkeypatch.setattr(tally, "MOST_KEYS", 2)
    text = "".join(
        f"2024-05-10T06:25:0{number}Z web{number} sshd[1]: {verb} password for jo{number} from 203.0.113.{number} port 1\n"
        for number in range(5)
        for verb in ("Failed", "Accepted")
    )
    text += "".join(
        f"2024-05-10T06:25:05Z web{number} sudo:   jo{number} : TTY=x ; COMMAND=/bin/id\n"
        for number in range(5)
    )
    found = inspect(text)
    assert fact_of(found, "logs.failures").fr == (
        "5 authentifications infructueuses (5 entrées) ; au moins 2 comptes visés, au moins 2 sources nommées."
    )
    assert fact_of(found, "logs.successes").en == "5 successful authentications, on at least 2 accounts."
    assert fact_of(found, "logs.hosts").fr.startswith("au moins 2 émetteurs")
    assert fact_of(found, "logs.privileged").en.startswith("5 uses of privileges by at least 2 accounts")
    assert found.limits[-1].code == "logs.limit.bounded"
    monkeypatch.setattr(tally, "MOST_KEYS", 0)
    assert "logs.hosts" not in codes_of(inspect(AUTH))


def test_tags_and_times_that_are_remembered_are_bounded(monkeypatch):
    expected = inspect(AUTH)
    for module, name, most in (
        (clock, "_MOST_MOMENTS", 1), (syslog, "_MOST_TAGS", 0), (syslog, "_MOST_FORMS", 0),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, most)
        assert inspect(AUTH) == expected


def test_more_series_than_are_kept_are_still_counted(monkeypatch):
    monkeypatch.setattr(tally, "MOST_LINES", 1)
    text = "".join(
        f"Mar  8 1{hour}:18:{second:02d} web sshd[1]: Failed password for root from 203.0.113.9 port 1 ssh2\n"
        for hour in (1, 3)
        for second in range(12)
    )
    assert fact_of(inspect(text), "logs.series").value == 2


def test_declared_figures_are_held_against_the_recount():
    context = type(CONTEXT)(as_of=CONTEXT.as_of, declared={"login_failures": 12.0, "login_successes": 1.0})
    found = fact_of(inspect(AUTH, context=context), "logs.declared_differs")
    assert found.value == {"login_failures": 12.0}
    assert found.fr == "Chiffre annoncé et chiffre recompté diffèrent : échecs 12 annoncés, 10 recomptés."
    assert found.en == "Announced and recounted figures differ: failures 12 announced, 10 recounted."


def test_reactions_of_a_companion_log_count():
    ban = "2024-01-15 06:25:08,123 fail2ban.actions        [12]: NOTICE  [sshd] Ban 203.0.113.9\n"
    found = INSPECTOR.inspect(
        [artefact(AUTH, "auth.log"), artefact(ban, "fail2ban.log"), artefact("hello", "x")], CONTEXT
    )
    assert fact_of(found, "logs.reactions").value == {"disconnect": 1, "ban": 1}
    assert fact_of(found, "logs.companions").value == 1
    assert "logs.no_reaction" not in codes_of(found)
    assert [each.format for each in found.companions] == ["fail2ban"]


def test_before_and_after_are_held_side_by_side():
    after = AUTH.replace("203.0.113.9", "203.0.113.77").replace(
        "message repeated 5 times", "message repeated 1 times"
    )
    found = INSPECTOR.compare(artefact(AUTH), artefact(after), CONTEXT)
    assert found.same_scope
    assert (
        fact_of(found, "logs.compare.failures").fr == "Authentifications infructueuses : 10 avant, 6 après."
    )
    assert fact_of(found, "logs.compare.sources").value == {"closed": 1, "remaining": 0, "new": 1}
    assert fact_of(found, "logs.compare.reactions").value == {"before": 1, "after": 1}
    assert "logs.compare.failures_per_day" not in codes_of(found)
    local = "Mar  8 15:18:39 web su: FAILED SU (to root) jo on pts/0\n"
    assert codes_of(INSPECTOR.compare(artefact(local), artefact(local), CONTEXT)) == ["logs.compare.failures"]
    other = INSPECTOR.compare(artefact(AUTH), artefact(AUTH.replace(" web ", " db ")), CONTEXT)
    assert not other.same_scope
    assert fact_of(other, "logs.compare.other_scope").en == (
        "The two logs do not cover the same scope: 1 sender only before, 1 only after."
    )
    longer = AUTH + "Dec 11 07:33:00 web app: x\n"
    found = INSPECTOR.compare(artefact(longer), artefact(longer), CONTEXT)
    assert "logs.compare.failures_per_day" not in codes_of(found)


def test_moments_that_do_not_exist_are_none():
    assert yearless("Foo", "1", "10:00:00") is None
    assert yearless("Jan", "x", "10:00:00") is None
    assert yearless("Jan", "1", "10:00") is None
    assert yearless("Jan", "1", "10:aa:00") is None
    assert seconds_of(1969, 1, 1, 0, 0, 0) is None
    assert seconds_of(2024, 2, 30, 0, 0, 0) is None
    assert iso_seconds("nothing") is None
    assert iso_seconds("1970-01-01T00:00:00+02:00") is None
    assert iso_seconds("1970-01-01T00:00:00-02:00") == (7200.0, True)
    assert without_year(0.0, "en") == "1 January at 00:00:00"


def test_pseudonyms_hold_and_addresses_are_masked():
    names = Pseudonyms()
    assert [names.account(f"jo{number}", "fr") for number in (0, 1, 0)] == [
        "compte A",
        "compte B",
        "compte A",
    ]
    for number in range(27):
        names.account(f"jo{number}", "en")
    assert names.account("jo26", "en") == "account AA"
    assert masked("Drop 203.0.113.9 and 2001:db8::7 of jo@exemple.fr") == "Drop … and … of …"


@pytest.mark.parametrize("text", ["", "hello\nworld\n", json.dumps({"a": 1}), "{}\n"])
def test_other_files_are_not_claimed(text):
    assert INSPECTOR.sniff(Head(text.encode())) == 0.0


def test_a_log_without_one_entry_is_not_read():
    with pytest.raises(UnreadableArtefactError) as error:
        inspect("Foo 10 06:55:48 web app: d\nFoo 10 06:55:48 web app: d\n")
    assert error.value.reason is Unreadable.MALFORMED


def test_names_beyond_those_listed_are_all_counted():
    lines = "".join(
        f"Dec 10 06:55:{number:02d} web{number} sshd[1]: Failed password for user{number} from 203.0.113.{number} port 1 ssh2\n"
        for number in range(13)
    )
    found = inspect(lines)
    for code in ("logs.hosts", "logs.failures_by_account", "logs.failures_by_source"):
        assert fact_of(found, code).fr.endswith(" et 5 autres."), code
        assert fact_of(found, code).en.endswith(" and 5 more."), code


def test_failures_of_a_source_are_placed_at_the_first_of_them():
    found = inspect(
        "Dec 10 06:55:01 web sshd[1]: Accepted password for martin from 203.0.113.9 port 1 ssh2\n"
        "Dec 10 06:55:02 web sshd[2]: Failed password for martin from 203.0.113.9 port 1 ssh2\n"
        "Dec 10 06:55:03 web sshd[2]: Failed password for martin from 203.0.113.9 port 1 ssh2\n"
    )
    assert lines_of(fact_of(found, "logs.failures_by_source")) == [2]
