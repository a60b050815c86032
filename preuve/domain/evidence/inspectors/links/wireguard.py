"""WireGuard: ``wg0.conf`` (wg(8), wg-quick(8)) and ``wg show``; the protocol fixes the cryptography."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import statements, tunnels
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.inspectors.links.tunnels import Tunnels
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_SECTION = re.compile(r"^[ \t]*\[(Interface|Peer)\]\s*$", re.MULTILINE | re.IGNORECASE)
_KEYS = re.compile(
    r"^[ \t]*(PrivateKey|PublicKey|ListenPort|AllowedIPs|Endpoint|Address)\s*=", re.MULTILINE | re.IGNORECASE
)
_SHOW = re.compile(
    r"^interface: \S+\s*$.*?^  (?:public key|listening port|private key): ", re.MULTILINE | re.DOTALL
)
#: 32 bytes in base64, as wg(8) alone takes them; a key that was blanked out before the export is none.
_SECRET = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")
_TRANSFER = re.compile(r"\s+transfer: ([\d.]{1,20}) ([KMGTP]?i?B) received, ([\d.]{1,20}) ([KMGTP]?i?B) sent")
_UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40, "PiB": 1 << 50}


def sniff_conf(head: Head) -> float:
    """Recognise the sections with a key of their own."""
    if "[" not in head.text or not _SECTION.search(head.text) or not _KEYS.search(head.text):
        return 0.0
    return 0.95 if re.search(r"^[ \t]*(PrivateKey|PublicKey)\s*=", head.text, re.MULTILINE) else 0.5


def sniff_show(head: Head) -> float:
    """Recognise the first lines of ``wg show``."""
    return 0.95 if _SHOW.search(head.text[:4096]) else 0.0


def read_conf(artefact: Artefact) -> Tunnels:
    """Read interface and peers; a private or shared key is only noticed.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a section.
    """
    found = Tunnels()
    section, address, started = "", "", False
    peer: dict[str, str] = {}
    peer_place = artefact.place()
    for number, line in lines(artefact):
        text = line.partition("#")[0].strip()
        place = artefact.place(PlaceKind.TEXT, line=number)
        if text.startswith("[") and text.endswith("]"):
            _close(found, peer, address, peer_place)
            section, peer, peer_place, started = text[1:-1].lower(), {}, place, True
            continue
        key, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not started:
            continue
        found.first = found.first or place
        found.directives += 1
        name = key.lower()
        if name in {"privatekey", "presharedkey"}:
            if _SECRET.fullmatch(value):
                found.secrets.append(place)
        elif section == "peer":
            # AllowedIPs may come several times, and so may Address
            peer[name] = f"{peer[name]}, {value}" if name == "allowedips" and name in peer else value
        elif name == "address":
            address = f"{address}, {value}" if address else value
        if name == "publickey" and section == "peer":
            found.authentication.append(("public key", place))
    _close(found, peer, address, peer_place)
    if not started:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "[Interface]")
    return found


def _close(found: Tunnels, peer: dict[str, str], address: str, place: Place) -> None:
    if peer:
        words = f"{address or '?'} ↔ {peer.get('allowedips', '?')}"
        found.ends.append((f"{words} ({peer['endpoint']})" if "endpoint" in peer else words, place))


def state_conf(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a configuration; see `read_conf`."""
    report = tunnels.state(read_conf(artefact), artefact.place())
    report.producer = "WireGuard"
    return report


def state_show(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the peers of ``wg show``: which exchanged keys, what went through.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without an interface.
    """
    peers: list[Place] = []
    shaken: list[Place] = []
    moved: list[Place] = []
    received = sent = 0.0
    seen = False
    for number, line in lines(artefact, 10_000):
        place = artefact.place(PlaceKind.TEXT, line=number)
        seen = seen or line.startswith("interface:")
        if line.startswith("peer:"):
            peers.append(place)
        elif line.lstrip().startswith("latest handshake:"):
            shaken.append(place)
        transfer = _TRANSFER.match(line)
        if transfer:
            moved.append(place)
            received += (as_number(transfer[1]) or 0) * _UNITS.get(transfer[2], 0)
            sent += (as_number(transfer[3]) or 0) * _UNITS.get(transfer[4], 0)
    if not seen:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "interface")
    report = Report(producer="WireGuard")
    if peers:
        report.fact(statements.HANDSHAKES, len(shaken), shaken or peers, total=len(peers))
    if moved:
        traffic = {"received": round(received), "sent": round(sent)}
        report.fact(statements.TRAFFIC, traffic, moved, **traffic)
    report.limit(statements.MOMENT)
    return report


READERS = (
    Reader(
        Format(
            "wireguard", "Configuration WireGuard", "sed 's/^PrivateKey.*/PrivateKey =/' wg0.conf", sniff_conf
        ),
        "tunnels",
        state_conf,
    ),
    Reader(Format("wg-show", "wg show", "wg show > wg.txt", sniff_show), "sessions", state_show),
)
