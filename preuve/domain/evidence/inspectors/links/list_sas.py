"""``swanctl --list-sas``: the associations that are up, with their algorithms and traffic (swanctl(8))."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.links import statements
from preuve.domain.evidence.inspectors.links.peers import listed
from preuve.domain.evidence.inspectors.links.report import Reader, Report
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.values import as_int

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

_IKE = re.compile(r"(\S{1,200}): #\d+, ([A-Z_]+), IKEv([12])\b")
_CHILD = re.compile(
    r"\s+(\S{1,200}): #\d+, (?:reqid \d+, )?([A-Z_]+), ([A-Z_]+)[^,]*, (?:ESP|AH)(?:[^:]*):(\S+)"
)
_END = re.compile(r"\s+(local|remote)\s+'([^']{1,300})' @ (\S+)")
_NETWORK = re.compile(r"\s+(local|remote)\s+([0-9a-fA-F:.][0-9a-fA-F:./ ]*(?:\[\S+\])?)$")
_SUITE = re.compile(r"\s+([A-Z0-9_]+(?:-\d+)?(?:/[A-Z0-9_]+(?:-\d+)?){2,8})\s*$")
_BYTES = re.compile(r"\s+(in|out)\s+[0-9a-f]{1,16}[^,]*,\s+(\d{1,18}) bytes")
#: Keywords of the log beside those of the configuration.
_WEAK = re.compile(
    r"(DES_CBC|3DES_CBC|BLOWFISH\w*|CAST_CBC|IDEA_CBC|HMAC_MD5\w*|PRF_HMAC_MD5|MODP_(?:768|1024\w*))(?:-\d+)?$"
)

Found = list[tuple[str, "Place"]]


@dataclass(slots=True)
class Associations:
    """Associations; a child is one that is installed."""

    established: Found = field(default_factory=list)
    children: Found = field(default_factory=list)
    peers: set[str] = field(default_factory=set)
    suites: Found = field(default_factory=list)
    weak: Found = field(default_factory=list)
    null: Found = field(default_factory=list)
    networks: dict[str, list[str]] = field(default_factory=dict)
    received: int = 0
    sent: int = 0


def sniff(head: Head) -> float:
    """Recognise the first line of an association."""
    return 0.95 if any(_IKE.match(line) for line in head.lines[:50]) else 0.0


def read(artefact: Artefact) -> Associations:
    """Read the associations.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; MISSING_FIELD without any association.
    """
    found = Associations()
    child, seen = "", False
    for number, text in lines(artefact, 10_000):
        line = text.rstrip()
        place = artefact.place(PlaceKind.TEXT, line=number)
        ike, inner = _IKE.match(line), _CHILD.match(line)
        if ike:
            seen, child = True, ""
            if ike[2] == "ESTABLISHED":
                found.established.append((f"{ike[1]} (IKEv{ike[3]})", place))
        elif inner:
            child = f"{inner[1]} ({inner[3]})"
            if inner[2] == "INSTALLED":
                found.children.append((child, place))
                found.networks.setdefault(child, [])
            _suite(found, inner[4], place)
        else:
            _detail(found, line, child, place)
    if not seen:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "ESTABLISHED")
    return found


def _detail(found: Associations, line: str, child: str, place: Place) -> None:
    end, suite, counted, network = (
        _END.match(line),
        _SUITE.match(line),
        _BYTES.match(line),
        _NETWORK.match(line),
    )
    if end:
        if end[1] == "remote":
            found.peers.add(end[2])
    elif suite:
        _suite(found, suite[1], place)
    elif counted:
        amount = as_int(counted[2]) or 0
        if counted[1] == "in":
            found.received += amount
        else:
            found.sent += amount
    elif network and child in found.networks:
        found.networks[child].append(network[2].strip())


def _suite(found: Associations, text: str, place: Place) -> None:
    found.suites.append((text, place))
    for word in text.split("/"):
        if _WEAK.match(word):
            found.weak.append((word, place))
        elif word == "NULL":
            found.null.append((text, place))


def state(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the associations that are up; see `read`."""
    found = read(artefact)
    report = Report(producer="strongSwan")
    places = [place for _, place in found.established] or [artefact.place(PlaceKind.TEXT, line=1)]
    peers = len(found.peers)
    report.fact(statements.SESSIONS, len(found.established), places, peers=peers, **listed(peers))
    if found.children:
        ends = []
        for name, place in found.children:
            networks = " ↔ ".join(found.networks[name][:2])
            ends.append((f"{name}: {networks}" if networks else name, place))
        report.fact(
            statements.TUNNELS, [name for name, _ in ends], (place for _, place in ends), total=len(ends)
        )
        report.items = dict(ends)
        traffic = {"received": found.received, "sent": found.sent}
        report.fact(statements.TRAFFIC, traffic, (place for _, place in ends), **traffic)
    if found.suites:
        suites = list(dict.fromkeys(name for name, _ in found.suites))
        report.fact(statements.ALGORITHMS, suites, (place for _, place in found.suites))
    report.listed(statements.NULL, found.null)
    report.listed(statements.WEAK, found.weak)
    report.limit(statements.MOMENT)
    return report


READERS = (
    Reader(
        Format("swanctl-sas", "swanctl --list-sas", "swanctl --list-sas > sas.txt", sniff),
        "sessions",
        state,
    ),
)
