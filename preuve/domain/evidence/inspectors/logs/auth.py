"""What the messages of login programs mean: OpenSSH, PAM, sudo, su, login, shadow, fail2ban, chrony.

One event writes several lines (PAM's “authentication failure” beside sshd's “Failed password”): each kind
of event is counted from one line only, that of the program that decided. OpenSSH's method “none” asks which
methods are allowed (RFC 4252 §5.2) and is no attempt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.inspectors.logs.tally import MOST_KEYS, Login

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from preuve.domain.evidence.inspectors.logs.tally import Tally

    #: (counters, message, moment, line, how often)
    Rule = Callable[[Tally, str, float | None, int, int], None]

_FAILED = re.compile(r"Failed (\S+) for (?:invalid user |illegal user )?(.*) from (\S+)")
_ACCEPTED = re.compile(r"Accepted (\S+) for (.*?) from (\S+)")
_PAM_FAILED = re.compile(
    r"pam_\w+\(([\w.-]+):auth\): authentication failure;.*?\brhost=(\S*)(?:\s+user=(\S+))?"
)
_SUDO = re.compile(r"\s*(\S+) : (?:(\d+) incorrect password attempts? ; )?.*?\bCOMMAND=")
_SU_TO = re.compile(r"\(to (\S+)\) (\S+) on ")
_SU_FAILED = re.compile(
    r"FAILED SU \(to \S+\) (\S+) on |'su \S+' failed for (\S+)|FAILED su for \S+ by (\S+)"
)
_SU_DONE = re.compile(r"Successful su for \S+ by (\S+)|'su \S+' succeeded for (\S+)")
_LOGIN_FAILED = re.compile(r"FAILED LOGIN .*?\bFOR '?([^',\s]+)")
_LOGIN_DONE = re.compile(r"(?:ROOT )?LOGIN ON \S+(?: BY (\S+))?")
_BAN = re.compile(r"\[[\w.-]+\] (?:Restore )?Ban (\S+)")
_WRONG_CLOCK = re.compile(r"System clock wrong by|step time server|time stepped|Changed system clock")
#: PAM failures of these services are counted from the program's own line.
_OWN_LINE = {"sshd", "su", "su-l", "sudo", "sudo-i", "login", "cron", "crond", "remote"}
_LONGEST = 2000
#: Letters of `` port 65535 ssh2``.
_PORT = 16


def _ssh_failed(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:
    """Count a failure; one that says what another said is counted by a lookup.

    What comes after ``port`` then holds no “from”: texts that are equal up to there mean the same.
    """
    cut = message.rfind(" port ")
    said = message[:cut] if cut >= len(message) - _PORT and message[-5:] == " ssh2" else ""
    again = tally.failing.get(said)
    if again is not None and times == 1 and moment is not None:
        tally.failed_again(*again, moment, line)
        return
    found = _FAILED.match(message)
    if found and found[1] != "none":
        attempt = tally.failure(found[2], found[3], moment, line, times, found[1])
        if said and attempt.source is not None:
            tally.failing[said] = attempt, attempt.source


def _ssh_accepted(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:  # noqa: ARG001 - one shape for all rules
    """Count a success; as `_ssh_failed`, up to the first ``port``."""
    cut = message.find(" port ", 0, _LONGEST)
    said = message[:cut] if cut > 0 else ""
    login = tally.logins.get(said)
    if login is not None and times == 1:
        tally.succeeded_again(login, line)
        return
    found = _ACCEPTED.match(message[:_LONGEST])
    if found:
        tally.success(found[2], found[3], line, times, found[1])
        source = tally.sources.get(found[3])
        if (
            found[2]
            and source is not None
            and found.end() <= cut
            and said not in tally.logins
            and len(tally.logins) < MOST_KEYS
        ):
            tally.logins[said] = Login(found[2], found[1], source, line)


def _ssh_disconnecting(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:  # noqa: ARG001 - as above
    if message.startswith("Disconnecting") and "Too many authentication failures" in message[:_LONGEST]:
        tally.reactions.add("disconnect", line, times)


def _pam(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:
    found = _PAM_FAILED.match(message)
    if found and found[1] not in _OWN_LINE:
        tally.failure(found[3] or "", found[2], moment, line, times, "pam")


def _faillock(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:  # noqa: ARG001 - as above
    if (
        "account temporarily locked" in message[:_LONGEST]
        or "Consecutive login failures" in message[:_LONGEST]
    ):
        tally.reactions.add("lock", line, times)


def _any_pam(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:
    _pam(tally, message, moment, line, times)
    _faillock(tally, message, moment, line, times)


def _sudo(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:
    found = _SUDO.match(message[:_LONGEST])
    if found is None:
        return
    if found[2]:
        tally.failure(found[1], "", moment, line, times * min(int(found[2][:6]), 1000), "sudo")
    elif " : command not allowed ;" not in message and " : user NOT in sudoers ;" not in message:
        tally.privilege(found[1], line, times)
    else:
        tally.types.add("sudo: refused", line, times)


def _su(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:
    text = message[:_LONGEST]
    failed = _SU_FAILED.match(text)
    if failed:
        tally.failure(failed[1] or failed[2] or failed[3], "", moment, line, times, "su")
        return
    done = _SU_DONE.match(text)
    if done:
        tally.privilege(done[1] or done[2], line, times)
        return
    to = _SU_TO.match(text)
    if to:
        tally.privilege(to[2], line, times)


def _login(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:
    text = message[:_LONGEST]
    failed = _LOGIN_FAILED.match(text)
    if failed:
        tally.failure(failed[1], "", moment, line, times, "login")
        return
    done = _LOGIN_DONE.match(text)
    if done:
        tally.success(done[1] or "", "", line, times, "login")


def _shadow(kind: str, *starts: str) -> Rule:
    def rule(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:  # noqa: ARG001 - as above
        if message.startswith(starts):
            tally.changes.add(kind, line, times)

    return rule


def _password(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:  # noqa: ARG001 - as above
    if "password changed for" in message[:_LONGEST]:
        tally.changes.add("password", line, times)


def _fail2ban(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:  # noqa: ARG001 - as above
    if _BAN.search(message[:_LONGEST]):
        tally.reactions.add("ban", line, times)


def _clock(tally: Tally, message: str, moment: float | None, line: int, times: int) -> None:  # noqa: ARG001 - as above
    if _WRONG_CLOCK.search(message[:_LONGEST]):
        tally.clock_set.add(line, times)


_SSHD: Mapping[str, Rule] = {
    "Faile": _ssh_failed,
    "Accep": _ssh_accepted,
    "Disco": _ssh_disconnecting,
    "pam_f": _faillock,
    "pam_t": _faillock,
}
#: Program → first five letters of the message → rule; ``""`` for any message. Programs that only open and
#: close sessions for others have none.
RULES: Mapping[str, Mapping[str, Rule]] = {
    "CRON": {},
    "cron": {},
    "crond": {},
    "systemd": {},
    "systemd-logind": {},
    "sshd": _SSHD,
    "sshd-session": _SSHD,
    "sshd-auth": _SSHD,
    "sudo": {"": _sudo},
    "su": {"": _su},
    "login": {"": _login},
    "useradd": {"": _shadow("created", "new user:")},
    "adduser": {"": _shadow("created", "new user:")},
    "userdel": {"": _shadow("deleted", "delete user")},
    "usermod": {"": _shadow("changed", "change user", "add ", "delete ", "lock user", "unlock user")},
    "groupadd": {"": _shadow("groups", "new group:", "group added to /etc/group:")},
    "groupdel": {"": _shadow("groups", "group ", "remove group")},
    "gpasswd": {"": _shadow("groups", "user ", "members of group")},
    "passwd": {"": _password},
    "chpasswd": {"": _password},
    "fail2ban.actions": {"": _fail2ban},
    "fail2ban": {"": _fail2ban},
    "chronyd": {"": _clock},
    "ntpd": {"": _clock},
    "systemd-timesyncd": {"": _clock},
}
#: Other programs that ask PAM: only their failures are told from the message.
OTHERS: Mapping[str, Rule] = {f"pam_{letter}": _any_pam for letter in "abcdefghijklmnopqrstuvwxyz"}

#: First letters that any rule looks at, and those of a repetition.
STARTS = frozenset({"messa", *OTHERS, *(start for rules in RULES.values() for start in rules if start)})


def rule_of(program: str, start: str) -> Rule | None:
    """Return the rule for a program's message that starts with `start` (five letters)."""
    rules = RULES.get(program)
    if rules is None:
        return OTHERS.get(start)
    return rules.get(start) or rules.get("")
