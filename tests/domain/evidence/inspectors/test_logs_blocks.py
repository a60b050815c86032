"""Logs read by blocks say exactly what they say when each line is read alone."""

from __future__ import annotations

import random
import re

import pytest

from preuve.domain.evidence.inspectors.logs import INSPECTOR, auth, syslog, web
from preuve.domain.evidence.reading import text
from tests.factories.evidence import CONTEXT, artefact, fact_of

STAMPS = {
    "bsd": lambda second: f"{'Dec 31' if second < 60 else 'Jan  1'} 10:{second // 60:02}:{second % 60:02}",
    "year": lambda second: f"Dec 10 2026 10:{second // 60:02}:{second % 60:02}",
    "iso": lambda second: f"2026-03-29T10:{second // 60:02}:{second % 60:02}.{second:06}+01:00",
    "zones": lambda second: (
        f"2026-03-29T1{second // 90}:{second // 60:02}:{second % 60:02}+0{1 + second // 90}:00"
    ),
}
MESSAGES = (
    "sshd[@]: Failed password for root from 192.0.2.% port 3892% ssh2",
    "sshd[@]: Failed password for invalid user admin from 192.0.2.% port 3892% ssh2",
    "sshd[@]: Failed password for a from b from 192.0.2.% port 1 ssh2",
    "sshd[@]: Failed none for root from 192.0.2.% port 3892% ssh2",
    "sshd[@]: Failed password for root from UNKNOWN",
    "sshd[@]: Accepted password for camille from 192.0.2.% port 5092% ssh2",
    "sshd[@]: Accepted publickey for camille from 192.0.2.1 port 5092% ssh2: RSA SHA256:abc",
    "sshd[@]: Accepted password for  from 192.0.2.% port 1 ssh2",
    "sshd[@]: Connection closed by 192.0.2.%",
    "sshd[@]: message repeated 3 times: [ Failed password for root from 192.0.2.1 port 1 ssh2]",
    "sshd[@]: message seen",
    "sudo:   camille : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
    "CRON[@]: pam_unix(cron:session): session opened for user root",
    "vsftpd: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 rhost=192.0.2.% user=a",
    "last message repeated 2 times",
    "un texte sans expéditeur",
)


def journal(form, seed):
    chosen = random.Random(seed)  # noqa: S311 - lines of a test
    lines, second = [], 50 if form == "bsd" else 80
    for number in range(400):
        second = max(0, min(179, second + chosen.choice((0, 0, 0, 1, 1, -1))))
        message = chosen.choice(MESSAGES[: chosen.choice((2, 8, len(MESSAGES)))])
        message = message.replace("@", str(number)).replace("%", str(chosen.randrange(4)))
        stamp = STAMPS[form](second) if chosen.random() > 0.02 else "Feb 31 10:00:00"
        lines.append(f"{stamp} {chosen.choice(('web', 'web', 'web', 'bd'))} {message}")
    return "\n".join([*lines, "", "fin"])


@pytest.mark.parametrize("form", STAMPS)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [1 << 18, 2000])
def test_syslog_by_blocks(form, seed, size, monkeypatch):
    monkeypatch.setattr(text, "_BLOCK", size)
    log = artefact(journal(form, seed), "auth.log")
    found = INSPECTOR.inspect([log], CONTEXT)

    monkeypatch.setattr(syslog, "_MOST_FORMS", 0)
    monkeypatch.setattr(auth, "_PORT", -1_000_000)
    monkeypatch.setattr(auth, "MOST_KEYS", 0)
    assert INSPECTOR.inspect([log], CONTEXT) == found


def test_hours_of_failures_that_come_again():
    lines = [
        f"Dec 10 {hour:02}:{second // 60:02}:{second % 60:02} web sshd[1]: "
        "Failed password for root from 192.0.2.1 port 1 ssh2\n"
        for hour in (8, 9)
        for second in range(0, 3600, 40)
    ]

    found = INSPECTOR.inspect([artefact("".join(lines), "auth.log")], CONTEXT)

    assert fact_of(found, "logs.failures_by_hour").value == {"08": 90, "09": 90}
    assert fact_of(found, "logs.series").value == 1


REQUESTS = (
    '192.0.2.% - - [10/Dec/2026:06:55:@ +0100] "GET /page HTTP/1.1" 200 512 "-" "Mozilla/5.0"',
    '192.0.2.% - camille [10/Dec/2026:06:55:@ +0100] "POST /page?a=\\"b\\" HTTP/1.1" 404 -',
    '192.0.2.% - "" [10/Dec/2026:06:55:@ -0100] "\\x16\\x03" 400 0 "-" "-"',
    '192.0.2.% - - [10/Dec/2026:06:55:@ +0100] "-" 408 0',
    'www.exemple.invalid:443 192.0.2.% - - [10/Dec/2026:06:55:@ +0100] "GET / HTTP/1.1" 200 5',
    '192.0.2.% - camille martin [10/Dec/2026:06:55:@ +0100] "get / HTTP/1.1" 200 5',
    '192.0.2.% - - [31/Feb/2026:06:55:@ +0100] "GET / HTTP/1.1" 200 5',
    "",
    "autre chose",
)


@pytest.mark.parametrize("seed", range(4))
def test_access_by_blocks(seed, monkeypatch):
    chosen = random.Random(seed)  # noqa: S311 - lines of a test
    lines = [
        chosen.choice(REQUESTS[: chosen.choice((1, 2, len(REQUESTS)))])
        .replace("%", str(chosen.randrange(9)))
        .replace("@", f"{chosen.randrange(number // 10, 60):02}")
        for number in range(400)
    ]
    log = artefact("\n".join(lines), "access.log")
    found = INSPECTOR.inspect([log], CONTEXT)

    monkeypatch.setattr(web, "_ROW", re.compile(r"()()()().*\n"))
    assert INSPECTOR.inspect([log], CONTEXT) == found
