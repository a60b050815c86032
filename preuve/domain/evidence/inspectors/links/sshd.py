"""``sshd_config`` and ``sshd -T`` (sshd_config(5)): a keyword's first value counts, ``Match`` apart."""

# ruff: noqa: SIM905 - lists of keywords read better as words than one a line

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import statements, weak
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_AUTHENTICATION = (
    "passwordauthentication",
    "pubkeyauthentication",
    "kbdinteractiveauthentication",
    "challengeresponseauthentication",
    "gssapiauthentication",
    "hostbasedauthentication",
    "permitrootlogin",
    "permitemptypasswords",
    "authenticationmethods",
    "trustedusercakeys",
    "revokedkeys",
)
_ALGORITHMS = (
    "ciphers",
    "macs",
    "kexalgorithms",
    "hostkeyalgorithms",
    "pubkeyacceptedalgorithms",
    "pubkeyacceptedkeytypes",
    "casignaturealgorithms",
)
#: Keywords that ssh_config(5), the client's file, does not know.
_SERVER_ONLY = frozenset(
    (
        "permitrootlogin authorizedkeysfile subsystem usepam listenaddress permitemptypasswords "
        "maxauthtries logingracetime acceptenv allowusers allowgroups x11displayoffset "
        "clientaliveinterval printmotd hostkey maxstartups maxsessions usedns authorizedkeyscommand "
        "authenticationmethods"
    ).split()
)
_KNOWN = (
    _SERVER_ONLY
    | set(_AUTHENTICATION)
    | set(_ALGORITHMS)
    | frozenset(
        (
            "port addressfamily protocol loglevel syslogfacility x11forwarding allowtcpforwarding "
            "compression match include banner strictmodes ignorerhosts tcpkeepalive pidfile printlastlog "
            "denyusers denygroups forcecommand chrootdirectory clientalivecountmax gatewayports "
            "permittunnel permitopen rekeylimit allowagentforwarding permituserenvironment "
            "versionaddendum useprivilegeseparation"
        ).split()
    )
)
#: What recent versions of OpenSSH take for a comment at the end of a line.
_COMMENT = re.compile(r"\s+#[^\"]*$")
_KEYWORD = re.compile(r"\s*([A-Za-z0-9]{2,40})(?:\s+|\s*=\s*)(.*\S)")


@dataclass(slots=True)
class Server:
    """Settings of a server: keyword in lower case → (value, place), and those inside ``Match`` blocks."""

    directives: int = 0
    first: Place | None = None
    settings: dict[str, tuple[str, Place]] = field(default_factory=dict)
    matched: list[tuple[str, str, str, Place]] = field(default_factory=list)
    includes: bool = False


def sniff(head: Head) -> float:
    """Recognise by the share of known keywords, with two that only the server has."""
    words = [
        line.split()[0].partition("=")[0].lower()
        for line in head.lines[:2000]
        if line.strip() and not line.lstrip().startswith("#")
    ]
    known = [word for word in words if word in _KNOWN]
    if len(set(known) & _SERVER_ONLY) < 2 or "host" in words:
        return 0.4 if known and head.base_name.startswith("sshd") else 0.0
    return 0.95 if len(known) * 2 > len(words) else 0.4


def read(artefact: Artefact) -> Server:
    """Read the settings.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a known keyword.
    """
    server = Server()
    block = ""
    for number, line in lines(artefact, 100_000):
        found = None if line.lstrip().startswith("#") else _KEYWORD.match(line.rstrip())
        if not found:
            continue
        keyword, value = found[1].lower(), _COMMENT.sub("", found[2]).strip('"')
        place = artefact.place(PlaceKind.TEXT, line=number)
        server.first = server.first or place
        server.directives += 1
        if keyword == "match":
            block = "" if value.lower() == "all" else value
        elif block:
            server.matched.append((block, keyword, value, place))
        else:
            server.includes = server.includes or keyword == "include"
            server.settings.setdefault(keyword, (value, place))
    if not _KNOWN & server.settings.keys():
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "PasswordAuthentication")
    return server


def _password_alone(server: Server) -> bool:
    """Say whether ``AuthenticationMethods`` leaves a way in that needs no key."""
    methods, _ = server.settings.get("authenticationmethods", ("any", None))
    return methods == "any" or any(
        not {"publickey", "hostbased", "gssapi-with-mic"}
        & {step.partition(":")[0] for step in way.split(",")}
        for way in methods.split()
    )


def _given(server: Server, keyword: str, *values: str) -> list[tuple[str, Place]]:
    """Return where a keyword has one of the values, in general and inside ``Match`` blocks."""
    found = []
    if keyword in server.settings:
        value, place = server.settings[keyword]
        if value.lower() in values:
            found.append((f"{keyword} {value}", place))
    for block, name, value, place in server.matched:
        if name == keyword and value.lower() in values:
            found.append((f"Match {block} : {keyword} {value}", place))
    return found


def algorithms(value: str) -> list[str]:
    """Return the algorithms that a list lets in; one that begins with ``-`` takes away (sshd_config(5))."""
    return [] if value.startswith("-") else [each for each in value.lstrip("+^").split(",") if each]


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a server's settings; see `read`."""
    server = read(artefact)
    report = Report(producer="OpenSSH")
    first = server.first or artefact.place()
    report.fact(statements.DIRECTIVES, server.directives, [first])
    told = {name: server.settings[name] for name in _AUTHENTICATION if name in server.settings}
    if told:
        values = {name: value for name, (value, _) in told.items()}
        report.fact(statements.SSH_AUTHENTICATION, values, (place for _, place in told.values()))
    listed = {name: server.settings[name] for name in _ALGORITHMS if name in server.settings}
    counts = Counter({name: len(algorithms(value)) for name, (value, _) in listed.items()})
    if listed:
        report.fact(statements.SSH_ALGORITHMS, dict(counts), (place for _, place in listed.values()))
    wrong = [
        (f"{name} {each}", place)
        for name, (value, place) in listed.items()
        for each in algorithms(value)
        if weak.weak_ssh(each)
    ]
    report.listed(statements.WEAK, wrong)
    if _password_alone(server):
        report.listed(statements.SSH_PASSWORD, _given(server, "passwordauthentication", "yes"))
    report.listed(statements.SSH_ROOT, _given(server, "permitrootlogin", "yes"))
    report.listed(statements.SSH_EMPTY, _given(server, "permitemptypasswords", "yes"))
    report.limit(statements.APPLIED, statements.DEFAULTS)
    if server.includes:
        report.limit(statements.INCLUDES)
    return report


READERS = (Reader(Format("sshd", "sshd_config, sshd -T", "sshd -T > sshd.txt", sniff), "ssh", state),)
