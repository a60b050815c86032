"""OpenVPN's status file, versions 1, 2 and 3 (openvpn(8), ``--status-version``)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import statements
from preuve.domain.evidence.inspectors.links.peers import listed
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.reading.moments import from_epoch, read_moment
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_int

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

#: Whole numbers of this many digits are exact as floating point too.
_PLAIN_DIGITS = 15
_SECTIONS = {"OpenVPN CLIENT LIST": "clients", "ROUTING TABLE": "routes", "GLOBAL STATS": "stats"}


@dataclass(slots=True)
class Status:
    """Sessions: name of the peer → how many; bytes are those of the sessions that tell both."""

    producer: str = ""
    updated: str = ""
    peers: Counter[str] = field(default_factory=Counter)
    received: int = 0
    sent: int = 0
    routes: int = 0
    clients: list[Place] = field(default_factory=list)
    routed: list[Place] = field(default_factory=list)


_KINDS = frozenset({"TITLE", "TIME", "HEADER", "CLIENT_LIST", "ROUTING_TABLE", "GLOBAL_STATS"})


def sniff(head: Head) -> float:
    """Recognise the title of each version."""
    first = head.text.lstrip("\ufeff")[:200]
    if first.startswith("OpenVPN CLIENT LIST"):
        return 1.0
    return 1.0 if first.startswith(("TITLE,OpenVPN", "TITLE\tOpenVPN")) else 0.0


def read(artefact: Artefact) -> Status:
    """Read the sessions and routes of a status file.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without a list of clients.
    """
    status = Status()
    section, listed = "", False
    for number, line in lines(artefact):
        cells = line.split("\t") if line.startswith(_TABBED) else line.split(",")
        if cells[0] in _KINDS:
            listed = True
            _version_2(status, cells, artefact, number)
        elif title := _SECTIONS.get(line.strip()):
            section, listed = title, True
        elif cells[0] == "Updated" and section == "clients":
            status.updated = _moment(",".join(cells[1:]))
        elif section == "clients" and len(cells) >= 5 and cells[0] != "Common Name":
            if _client(status, cells[0], cells[2], cells[3]):
                _keep(status.clients, artefact, number)
        elif section == "routes" and len(cells) >= 4 and cells[0] != "Virtual Address":
            status.routes += 1
            _keep(status.routed, artefact, number)
    if not listed:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "CLIENT LIST")
    return status


_TABBED = ("TITLE\t", "TIME\t", "HEADER\t", "CLIENT_LIST\t", "ROUTING_TABLE\t", "GLOBAL_STATS\t")


def _version_2(status: Status, cells: list[str], artefact: Artefact, number: int) -> None:
    kind = cells[0]
    if kind == "CLIENT_LIST" and len(cells) >= 7:
        # 2.4 and later put the virtual IPv6 address before the bytes
        shift = 1 if len(cells) >= 10 else 0
        if _client(status, cells[1], cells[4 + shift], cells[5 + shift]):
            _keep(status.clients, artefact, number)
    elif kind == "ROUTING_TABLE":
        status.routes += 1
        _keep(status.routed, artefact, number)
    elif kind == "TITLE" and len(cells) > 1:
        status.producer = " ".join(cells[1].split()[:2])
    elif kind == "TIME" and len(cells) > 1:
        epoch = as_int(cells[2]) if len(cells) > 2 else None
        moment = from_epoch(epoch) if epoch is not None else None
        status.updated = moment.isoformat() if moment else _moment(cells[1])


def _client(status: Status, name: str, received: str, sent: str) -> bool:
    """Count a session; UNDEF is a client that has not authenticated yet, and no session."""
    if name == "UNDEF":
        return False
    status.peers[name] += 1
    got, given = _amount(received), _amount(sent)
    if got is not None and given is not None and got >= 0 <= given:
        status.received += got
        status.sent += given
    return True


def _amount(text: str) -> int | None:
    """Return a whole number; what isn't a few plain digits takes the longer way."""
    return int(text) if len(text) <= _PLAIN_DIGITS and text.isascii() and text.isdecimal() else as_int(text)


def _keep(places: list[Place], artefact: Artefact, number: int) -> None:
    if len(places) < 50:
        places.append(artefact.place(PlaceKind.TEXT, line=number))


def _moment(text: str) -> str:
    """Return a date of asctime(3) or ISO 8601 as ISO 8601, ``""`` when it is neither."""
    parts = text.split()
    if len(parts) == 5 and parts[4].isdigit():  # Thu Jun 18 08:12:15 2015
        text = f"{parts[2]} {parts[1]} {parts[4]} {parts[3]}"
    moment = read_moment(text)
    return moment.isoformat() if moment else ""


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the sessions of a status file; see `read`."""
    status = read(artefact)
    report = Report(producer=status.producer or "OpenVPN", produced_at=status.updated)
    sessions = sum(status.peers.values())
    peers = listed(len(status.peers))
    places = status.clients or [artefact.place(PlaceKind.TEXT, line=1)]
    report.fact(statements.SESSIONS, sessions, places, peers=len(status.peers), **peers)
    if sessions:
        traffic = {"received": status.received, "sent": status.sent}
        report.fact(statements.TRAFFIC, traffic, places, **traffic)
    if status.routes:
        report.fact(statements.ROUTES, status.routes, status.routed)
    report.limit(statements.MOMENT)
    return report


READERS = (
    Reader(
        Format("openvpn-status", "État OpenVPN (status)", "cat /run/openvpn-server/status-server.log", sniff),
        "sessions",
        state,
    ),
)
