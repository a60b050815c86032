"""OpenVPN configurations: directives, comments ``#`` and ``;``, inline ``<ca>`` blocks (openvpn(8))."""

# ruff: noqa: SIM905 - lists of keywords read better as words than one a line

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import tunnels, weak
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.inspectors.links.tunnels import Tunnels
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_KNOWN = frozenset(
    (
        "port proto dev dev-type ca cert key dh tls-auth tls-crypt tls-crypt-v2 topology server "
        "server-bridge server-ipv6 ifconfig ifconfig-pool-persist push route client-config-dir "
        "client-to-client duplicate-cn keepalive cipher data-ciphers data-ciphers-fallback ncp-ciphers auth "
        "compress comp-lzo max-clients user group persist-key persist-tun status log log-append verb mute "
        "explicit-exit-notify client remote remote-cert-tls resolv-retry nobind http-proxy "
        "mute-replay-warnings tls-client tls-server secret crl-verify reneg-sec tls-version-min "
        "auth-user-pass verify-client-cert script-security remote-random remote-random-hostname "
        "verify-x509-name ns-cert-type ping inactive ping-restart sndbuf rcvbuf push-peer-info "
        "allow-compression dhcp-option block-outside-dns up down route-nopull connect-retry tls-timeout "
        "hand-window auth-retry route-ipv6 ifconfig-ipv6 mode setenv-safe ignore-unknown-option cd chroot "
        "client-connect username-as-common-name auth-user-pass-verify server-poll-timeout proto-force "
        "keysize ncp-disable verify-hash redirect-gateway tun-mtu mssfix float daemon management plugin "
        "local lport rport pull setenv pkcs12 tls-cipher tls-ciphersuites fragment auth-nocache "
        "key-direction tls-groups ecdh-curve multihome"
    ).split()
)
_TYPICAL = frozenset(
    ("dev remote server client proto ifconfig tls-server tls-client remote-cert-tls persist-tun").split()
)
_TAG = re.compile(r"<(/?)([a-z0-9-]{2,30})>\s*$")
#: A block that holds directives, for one of several servers.
_CONNECTION = "connection"
_SECRET_TAGS = frozenset(
    {"key", "secret", "tls-auth", "tls-crypt", "tls-crypt-v2", "pkcs12", "auth-user-pass"}
)
_LIFETIMES = frozenset({"reneg-sec", "reneg-bytes", "reneg-pkts", "keepalive", "tls-version-min"})
_CIPHERS = frozenset(
    {
        "cipher",
        "data-ciphers",
        "ncp-ciphers",
        "data-ciphers-fallback",
        "auth",
        "tls-cipher",
        "tls-ciphersuites",
    }
)


def sniff(head: Head) -> float:
    """Recognise by the share of known directives, with ``dev`` and an end among them."""
    words = list(_first_words(head.lines[:2000]))
    known = [word for word in words if word in _KNOWN]
    if "dev" not in known or len(set(known) & _TYPICAL) < 2:
        return 0.0
    share = len(known) / len(words)
    return 0.95 if share > 0.7 else 0.6 if share > 0.4 else 0.0


def _first_words(lines: Iterable[str]) -> Iterator[str]:
    """Yield the names of directives; what an inline block holds is none."""
    inside = ""
    for line in lines:
        text = line.strip()
        tag = _TAG.match(text)
        if inside:
            inside = "" if tag and tag[1] and tag[2] == inside else inside
        elif tag:
            inside = "" if tag[1] or tag[2] == _CONNECTION else tag[2]
        elif text and text[0] not in "#;<" and not line[:1].isspace():
            yield text.split()[0].removeprefix("--")


def read(artefact: Artefact) -> Tunnels:
    """Read the directives of a configuration.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without any known directive.
    """
    found = Tunnels()
    given: dict[str, tuple[list[str], Place]] = {}
    remotes: list[tuple[list[str], Place]] = []
    for number, name, arguments in _directives(artefact, found):
        place = artefact.place(PlaceKind.TEXT, line=number)
        found.first = found.first or place
        if name == "remote":
            remotes.append((arguments, place))
        given.setdefault(name, (arguments, place))
        _weigh(found, name, arguments, place)
    if not given.keys() & _KNOWN:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "dev")
    _ends(found, given, remotes)
    _authentication(found, given)
    return found


def _directives(artefact: Artefact, found: Tunnels) -> Iterator[tuple[int, str, list[str]]]:
    inside = ""
    for number, line in lines(artefact):
        text = line.strip()
        tag = _TAG.match(text)
        if inside:
            inside = "" if tag and tag[1] and tag[2] == inside else inside
        elif tag and tag[2] == _CONNECTION:
            continue
        elif tag and not tag[1]:
            inside = tag[2]
            found.directives += 1
            if inside in _SECRET_TAGS:
                found.secrets.append(artefact.place(PlaceKind.TEXT, line=number))
            yield number, inside, ["[inline]"]
        elif text and text[0] not in "#;":
            words = _words(text)
            found.directives += 1
            yield number, words[0].removeprefix("--"), words[1:]


def _words(text: str) -> list[str]:
    """Cut a line as OpenVPN does: quotes group, ``#`` and ``;`` after a space begin a comment."""
    bare = re.split(r"\s[#;]", text, maxsplit=1)[0]
    try:
        return shlex.split(bare, posix=True) or [bare]
    except ValueError:  # a quote that doesn't close
        return bare.split()


def _weigh(found: Tunnels, name: str, arguments: list[str], place: Place) -> None:
    if name in _CIPHERS and arguments:
        words = f"{name} {arguments[0]}"
        found.algorithms.append((words, place))
        parts = [each.lstrip("?") for each in re.split(r"[:,]", arguments[0])]
        if name == "tls-cipher":
            wrong = weak.weak_suite_string(arguments[0])
        else:
            wrong = [each for each in parts if weak.weak_openvpn(each) and each.lower() != "none"]
        found.weak += [(f"{name} {each}", place) for each in wrong]
        if name != "auth" and "none" in (each.lower() for each in parts):
            found.null.append((f"{name} none", place))
    elif name in _LIFETIMES:
        found.lifetimes.append((" ".join([name, *arguments]), place))
        if name == "tls-version-min" and arguments[:1] in (["1.0"], ["1.1"]):
            found.weak.append((f"tls-version-min {arguments[0]}", place))
    elif name == "crl-verify":
        found.revocation.append((" ".join([name, *arguments[:1]]), place))
    elif (name == "comp-lzo" and arguments[:1] != ["no"]) or (
        name == "compress" and arguments[:1] in (["lzo"], ["lz4"], ["lz4-v2"])
    ):
        found.compression.append((" ".join([name, *arguments]), place))
    elif name == "secret":
        found.shared.append((f"secret {arguments[0] if arguments else ''}".strip(), place))


def _ends(
    found: Tunnels, given: dict[str, tuple[list[str], Place]], remotes: list[tuple[list[str], Place]]
) -> None:
    proto = " ".join(given["proto"][0][:1]) if "proto" in given else ""
    port = " ".join(given["port"][0][:1]) if "port" in given else ""
    transport = f"{proto or '?'}{'/' + port if port else ''}"
    for name in ("server", "server-bridge", "server-ipv6"):
        if name in given:
            arguments, place = given[name]
            found.ends.append((f"{name} {' '.join(arguments[:2])} ({transport})", place))
    for arguments, place in remotes:
        words = " ".join(arguments[:2])
        found.ends.append((f"remote {words} ({' '.join(arguments[2:3]) or transport})", place))
    if not found.ends and "ifconfig" in given:
        arguments, place = given["ifconfig"]
        found.ends.append((f"{' ↔ '.join(arguments[:2])} ({transport})", place))


def _authentication(found: Tunnels, given: dict[str, tuple[list[str], Place]]) -> None:
    for name, words in (
        ("cert", "certificate"),
        ("pkcs12", "certificate (pkcs12)"),
        ("auth-user-pass", "auth-user-pass"),
        ("auth-user-pass-verify", "auth-user-pass-verify"),
        ("secret", "static key"),
        ("tls-auth", "tls-auth"),
        ("tls-crypt", "tls-crypt"),
        ("tls-crypt-v2", "tls-crypt-v2"),
    ):
        if name in given:
            found.authentication.append((words, given[name][1]))
    verify = given.get("verify-client-cert")
    if verify and verify[0][:1] in (["none"], ["optional"]):
        found.optional.append((f"verify-client-cert {verify[0][0]}", verify[1]))
    if "client-cert-not-required" in given:
        found.optional.append(("client-cert-not-required", given["client-cert-not-required"][1]))
    serves = next((given[name] for name in ("server", "server-bridge", "tls-server") if name in given), None)
    if serves and ("ca" in given or "pkcs12" in given) and "crl-verify" not in given and not found.optional:
        place = given["ca"][1] if "ca" in given else given["pkcs12"][1]
        found.unchecked.append(("ca" if "ca" in given else "pkcs12", place))


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a configuration; see `read`."""
    report = tunnels.state(read(artefact), artefact.place())
    report.producer = "OpenVPN"
    return report


READERS = (
    Reader(
        Format("openvpn", "Configuration OpenVPN", "cat /etc/openvpn/server/server.conf", sniff),
        "tunnels",
        state,
    ),
)
