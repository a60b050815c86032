"""strongSwan and Libreswan: ``swanctl.conf`` (nested braces) and ``ipsec.conf`` (``conn`` sections)."""

# ruff: noqa: SIM905 - lists of keywords read better as words than one a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import tunnels, weak
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.inspectors.links.tunnels import Tunnels
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

#: (section's path, key, value, line)
Setting = tuple[tuple[str, ...], str, str, int]

_MAX_DEPTH = 20
_SECTIONS = re.compile(r"^[ \t]*(connections|secrets|pools|authorities)\s*\{", re.MULTILINE)
_SWANCTL_KEYS = re.compile(
    r"\b(local_addrs|remote_addrs|local_ts|remote_ts|esp_proposals|proposals|children)\b"
)
_CONN = re.compile(r"^conn\s+\S+", re.MULTILINE)
_IPSEC_KEYS = re.compile(
    r"^[ \t]+(left|right|authby|keyexchange|auto|leftid|rightid|ike|esp)\s*=", re.MULTILINE
)
_EXCHANGE = re.compile(r"(modp|ecp|curve|x25519|x448|dh\d|ke\d|mlkem|ntru)")
_TOKEN = re.compile(r"\"[^\"]*\"|[{}]|[^{}\"]+")
_LIFETIMES = frozenset(
    (
        "rekey_time reauth_time over_time life_time rekey_bytes rekey_packets life_bytes life_packets "
        "dpd_delay ikelifetime lifetime keylife salifetime margintime"
    ).split()
)


def sniff_swanctl(head: Head) -> float:
    """Recognise a top section of swanctl with a key of its own."""
    if "{" not in head.text or not _SECTIONS.search(head.text):
        return 0.0
    return 0.95 if _SWANCTL_KEYS.search(head.text) else 0.3


def sniff_ipsec(head: Head) -> float:
    """Recognise ``conn`` sections with an end or a way to authenticate."""
    text = head.text
    return 0.95 if "conn" in text and _CONN.search(text) and _IPSEC_KEYS.search(text) else 0.0


def _nested(artefact: Artefact) -> Iterator[Setting]:
    """Yield the settings of a file of nested braces."""
    path: list[str] = []
    held = ""
    for number, line in lines(artefact):
        pending = ""
        for piece in _TOKEN.findall(line.partition("#")[0]):
            if piece == "{":
                # the name may stand on a line of its own
                name = (pending.strip() or held).partition(":")[0].strip()
                pending = ""
                path.append(name)
                if len(path) > _MAX_DEPTH:
                    raise UnreadableArtefactError(
                        Unreadable.TOO_DEEP, artefact.place(PlaceKind.TEXT, line=number)
                    )
            elif piece == "}":
                yield from _setting(path, pending, number)
                pending = ""
                if not path:
                    raise UnreadableArtefactError(
                        Unreadable.MALFORMED, artefact.place(PlaceKind.TEXT, line=number), "}"
                    )
                path.pop()
            else:
                pending += piece
        yield from _setting(path, pending, number)
        held = pending.strip() or held
    if path:
        raise UnreadableArtefactError(Unreadable.MALFORMED, artefact.place(), path[0])


def _setting(path: list[str], text: str, number: int) -> Iterator[Setting]:
    key, equals, value = text.partition("=")
    if equals:
        yield tuple(path), key.strip(), value.strip().strip('"'), number
    elif text.strip().startswith("include "):
        yield tuple(path), "include", text.strip()[8:], number


def read_swanctl(artefact: Artefact) -> Tunnels:
    """Read connections and their children.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY, TOO_DEEP, MALFORMED (braces); MISSING_FIELD without settings.
    """
    found = Tunnels()
    settings = list(_nested(artefact))
    children: dict[tuple[str, ...], dict[str, tuple[str, int]]] = {}
    gates: dict[tuple[str, ...], dict[str, tuple[str, int]]] = {}
    for path, key, value, number in settings:
        place = artefact.place(PlaceKind.TEXT, line=number)
        found.first = found.first or place
        found.directives += 1
        if key == "include":
            found.includes = True
        elif path[:1] == ("secrets",) and key in {"secret", "pin"}:
            found.secrets.append(place)
        elif path[:1] == ("connections",):
            _weigh(found, key, value, place)
            _swanctl_end(found, path, key, value, place)
            if len(path) == 2:
                gates.setdefault(path, {})[key] = value, number
            elif len(path) == 4 and path[2] == "children":
                children.setdefault(path, {})[key] = value, number
    if not settings:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "connections")
    for path, keys in (children or gates).items():
        _, number = next(iter(keys.values()))
        gate = {**gates.get(path[:2], {}), **keys}
        found.ends.append((_words(path[-1], gate), artefact.place(PlaceKind.TEXT, line=number)))
    return found


def _words(name: str, keys: dict[str, tuple[str, int]]) -> str:
    """Say a link: its name, networks, then gateways; ``dynamic`` is what swanctl means by no network."""
    parts = []
    for local, remote, none in (
        ("local_ts", "remote_ts", "dynamic"),
        ("local_addrs", "remote_addrs", "%any"),
    ):
        if local in keys or remote in keys:
            parts.append(f"{keys.get(local, (none,))[0]} ↔ {keys.get(remote, (none,))[0]}")
    return f"{name}: {', '.join(parts)}" if parts else name


def _swanctl_end(found: Tunnels, path: tuple[str, ...], key: str, value: str, place: Place) -> None:
    if key == "auth" and len(path) == 3 and path[2].startswith(("local", "remote")):
        side = path[2].partition("-")[0]
        found.authentication.append((f"{side} {value}", place))
        if value == "psk":
            found.shared.append((f"{path[1]} {side} psk", place))
    elif key == "revocation" and value in {"strict", "ifuri"}:
        found.revocation.append((f"revocation = {value}", place))


def _weigh(found: Tunnels, key: str, value: str, place: Place) -> None:
    """Weigh proposals, lifetimes and compression; keys of swanctl.conf and ipsec.conf alike."""
    if key in {"proposals", "esp_proposals", "ah_proposals", "ike", "esp", "phase2alg"}:
        found.algorithms.append((f"{key} {value}", place))
        for proposal in value.rstrip("!").split(","):
            _proposal(found, key, proposal.strip().lower(), place)
    elif key in _LIFETIMES:
        found.lifetimes.append((f"{key} {value}", place))
    elif (key, value) in {("ipcomp", "yes"), ("compress", "yes")}:
        found.compression.append((f"{key} = {value}", place))


def _proposal(found: Tunnels, key: str, proposal: str, place: Place) -> None:
    words = re.split(r"[-;+]", proposal)
    if "null" in words and key != "ah_proposals":
        found.null.append((proposal, place))
    found.weak += [(f"{key} {word}", place) for word in words if word != "null" and weak.weak_ipsec(word)]
    if key in {"esp_proposals", "esp", "phase2alg"} and proposal != "default":
        found.esp.append((proposal, any(_EXCHANGE.match(word) for word in words), place))


def read_ipsec(artefact: Artefact) -> Tunnels:
    """Read the ``conn`` sections of an ipsec.conf.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a ``conn`` section.
    """
    found = Tunnels()
    section = ""
    conns: dict[str, tuple[dict[str, str], Place]] = {}
    for number, line in lines(artefact):
        text = line.partition("#")[0].rstrip()
        words = text.split(None, 1)
        if not words:
            continue
        place = artefact.place(PlaceKind.TEXT, line=number)
        if not text[0].isspace():
            section = words[1] if words[0] == "conn" and len(words) > 1 else words[0]
            if words[0] == "conn":
                conns[section] = ({}, place)
            found.includes = found.includes or words[0] == "include"
            continue
        key, equals, value = (part.strip() for part in text.partition("="))
        if equals:
            found.first = found.first or place
            found.directives += 1
            value = value.strip('"')
            _weigh(found, key, value, place)
            _ipsec_end(found, section, key, value, place)
            if section in conns:
                own = conns[section][0]
                own[key] = f"{own[key]} {value}" if key == "also" and key in own else value
    if not conns:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "conn")
    default = conns["%default"][0] if "%default" in conns else {}
    for name, (keys, place) in conns.items():
        if name != "%default":
            found.ends.append((_ipsec_words(name, {**default, **_inherited(keys, conns)}), place))
    return found


def _inherited(
    keys: dict[str, str], conns: dict[str, tuple[dict[str, str], Place]], depth: int = 0
) -> dict[str, str]:
    """Return the keys of a section with those that it takes over by ``also``; its own come first."""
    merged: dict[str, str] = {}
    for name in keys.get("also", "").split() if depth < _MAX_DEPTH else ():
        if name in conns:
            merged |= _inherited(conns[name][0], conns, depth + 1)
    return {**merged, **keys}


def _ipsec_words(name: str, keys: dict[str, str]) -> str:
    parts = [
        f"{keys.get(f'left{what}', none)} ↔ {keys.get(f'right{what}', none)}"
        for what, none in (("subnet", "—"), ("", "%any"))
        if f"left{what}" in keys or f"right{what}" in keys
    ]
    return f"{name}: {', '.join(parts)}" if parts else name


def _ipsec_end(found: Tunnels, section: str, key: str, value: str, place: Place) -> None:
    if key in {"authby", "leftauth", "rightauth", "leftauth2", "rightauth2"}:
        found.authentication.append((f"{key} {value}", place))
        if value in {"secret", "psk"}:
            found.shared.append((f"{section} {key}={value}", place))
    elif (key, value) in {("strictcrlpolicy", "yes"), ("strictcrlpolicy", "ifuri"), ("crl-strict", "yes")}:
        found.revocation.append((f"{key} = {value}", place))
    elif (key, value) == ("pfs", "no"):
        found.esp.append((f"{section} pfs=no", False, place))


def state_swanctl(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a swanctl.conf; see `read_swanctl`."""
    report = tunnels.state(read_swanctl(artefact), artefact.place())
    report.producer = "strongSwan"
    return report


def state_ipsec(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State an ipsec.conf; see `read_ipsec`."""
    return tunnels.state(read_ipsec(artefact), artefact.place())


READERS = (
    Reader(
        Format("swanctl", "swanctl.conf (strongSwan)", "cat /etc/swanctl/swanctl.conf", sniff_swanctl),
        "tunnels",
        state_swanctl,
    ),
    Reader(
        Format("ipsec-conf", "ipsec.conf (strongSwan, Libreswan)", "cat /etc/ipsec.conf", sniff_ipsec),
        "tunnels",
        state_ipsec,
    ),
)
