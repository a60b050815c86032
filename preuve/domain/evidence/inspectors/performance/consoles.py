"""What wrk and ApacheBench print, with their units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Difference, Run, Times
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_NUMBER = r"(\d{1,15}(?:\.\d{1,9})?)"
_TIME = rf"{_NUMBER}(us|ms|s|m|h)"
_TO_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0, "h": 3_600_000.0}
_SCALES = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
_MAX_LINES = 5000
_TOLERANCE = 0.05

_WRK = {
    "target": re.compile(rf"Running {_TIME} test @ (\S{{1,500}})"),
    "users": re.compile(r"\s*(\d{1,9}) threads and (\d{1,9}) connections"),
    "latency": re.compile(rf"\s*Latency\s+{_TIME}\s+{_TIME}\s+{_TIME}\s"),
    "quantile": re.compile(rf"\s*(\d{{1,3}}(?:\.\d{{1,6}})?)%\s+{_TIME}\s*$"),
    "requests": re.compile(rf"\s*(\d{{1,15}}) requests in {_TIME},"),
    "sockets": re.compile(
        r"\s*Socket errors: connect (\d{1,12}), read (\d{1,12}), write (\d{1,12}), timeout (\d{1,12})"
    ),
    "status": re.compile(r"\s*Non-2xx or 3xx responses: (\d{1,15})"),
    "rate": re.compile(rf"Requests/sec:\s+{_NUMBER}(k|M|G)?\s*$"),
}
_AB = {
    "version": re.compile(r"This is ApacheBench, Version (\S{1,40})"),
    "host": re.compile(r"Server Hostname:\s+(\S{1,250})"),
    "port": re.compile(r"Server Port:\s+(\d{1,5})"),
    "path": re.compile(r"Document Path:\s+(\S{1,500})"),
    "users": re.compile(r"Concurrency Level:\s+(\d{1,9})"),
    "duration": re.compile(rf"Time taken for tests:\s+{_NUMBER} seconds"),
    "requests": re.compile(r"Complete requests:\s+(\d{1,15})"),
    "failed": re.compile(r"Failed requests:\s+(\d{1,15})"),
    "length": re.compile(r"\s+\(Connect: \d{1,15}, Receive: \d{1,15}, Length: (\d{1,15}),"),
    "status": re.compile(r"Non-2xx responses:\s+(\d{1,15})"),
    "rate": re.compile(rf"Requests per second:\s+{_NUMBER}"),
    "total": re.compile(rf"Total:\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}\s+{_NUMBER}\s*$"),
    "quantile": re.compile(rf"\s*(\d{{1,3}})%\s+{_NUMBER}(?: \(longest request\))?\s*$"),
}  # fmt: skip


def sniff_wrk(head: Head) -> float:
    """Certain for wrk's first line and its table."""
    text = head.text[:8192]
    return 1.0 if "Thread Stats" in text and re.search(r"Running \d+\w+ test @ ", text) else 0.0


def sniff_ab(head: Head) -> float:
    """Certain for ApacheBench's table, with or without its banner."""
    text = head.text[:16384]
    return 1.0 if "Complete requests:" in text and "Time per request:" in text else 0.0


Found = dict[str, list[tuple[int, "re.Match[str]"]]]


def _scan(artefact: Artefact, patterns: dict[str, re.Pattern[str]]) -> Found:
    found: Found = {name: [] for name in patterns}
    for number, line in lines(artefact, 4096):
        for name, pattern in patterns.items():
            match = pattern.match(line)
            if match:
                found[name].append((number, match))
        if number >= _MAX_LINES:
            break
    return found


def _one(found: Found, name: str) -> tuple[int, re.Match[str]] | None:
    return found[name][0] if found[name] else None


def _amount(found: Found, name: str) -> float | None:
    one = _one(found, name)
    return float(one[1][1]) if one else None


def _whole(found: Found, name: str) -> int | None:
    amount = _amount(found, name)
    return None if amount is None else int(amount)


def _place(artefact: Artefact, found: Found, name: str) -> Place:
    one = _one(found, name)
    return artefact.place(PlaceKind.TEXT, line=one[0]) if one else artefact.place()


def _rate_differs(
    requests: int, duration: float | None, rate: float | None, place: Place
) -> tuple[Difference, ...]:
    """Compare the throughput written with requests over duration; 5 % are left to rounding."""
    if not duration or rate is None:
        return ()
    recounted = requests / duration
    if abs(recounted - rate) <= _TOLERANCE * max(recounted, rate):
        return ()
    return (Difference("rate", rate, recounted, place),)


def _milliseconds(match: re.Match[str], group: int) -> float:
    return float(match[group]) * _TO_MS[match[group + 1]]


def read_wrk(artefact: Artefact) -> Run:
    """Return the run that wrk or wrk2 printed.

    Raises:
        UnreadableArtefactError: as `lines`; MISSING_FIELD without the latency or the count of requests.
    """
    found = _scan(artefact, _WRK)
    latency, counted = _one(found, "latency"), _one(found, "requests")
    if latency is None or counted is None:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "Latency")
    requests = int(counted[1][1])
    if not requests:
        raise UnreadableArtefactError(
            Unreadable.MISSING_FIELD, _place(artefact, found, "requests"), "requests"
        )
    duration = _milliseconds(counted[1], 2) / 1000
    rate_line, users, target = _one(found, "rate"), _one(found, "users"), _one(found, "target")
    rate = float(rate_line[1][1]) * _SCALES[rate_line[1][2] or ""] if rate_line else None
    sockets, status = _one(found, "sockets"), _whole(found, "status")
    quantiles = {float(match[1]) / 100: _milliseconds(match, 2) for _, match in found["quantile"]}
    return Run(
        producer="wrk",
        requests=requests,
        errors=status or 0,
        times=Times(
            count=requests,
            place=artefact.place(PlaceKind.TEXT, line=latency[0]),
            mean=_milliseconds(latency[1], 1),
            deviation=_milliseconds(latency[1], 3),
            highest=_milliseconds(latency[1], 5),
            quantiles=dict(sorted((share, time) for share, time in quantiles.items() if share < 1)),
        ),
        place=artefact.place(PlaceKind.TEXT, line=counted[0]),
        target=target[1][3] if target else "",
        target_place=_place(artefact, found, "target"),
        users=int(users[1][2]) if users else None,
        users_place=_place(artefact, found, "users"),
        duration=duration or None,
        duration_place=artefact.place(PlaceKind.TEXT, line=counted[0]),
        rate=rate,
        rate_place=_place(artefact, found, "rate"),
        sockets=tuple(int(each) for each in sockets[1].groups()) if sockets else (),
        sockets_place=_place(artefact, found, "sockets"),
        failed_places=tuple(_place(artefact, found, "status") for _ in found["status"][:1]),
        differences=_rate_differs(requests, duration, rate, _place(artefact, found, "rate")),
    )


def _ab_failures(found: Found, lengths: int) -> int | None:
    """Return the requests that failed: ab counts apart the responses that are no 2xx.

    It also counts as failed each response whose length isn't that of the first, as any page with a moment or
    a token in it has: these are taken off.
    """
    failed = _whole(found, "failed")
    return None if failed is None else max(failed - lengths, 0) + (_whole(found, "status") or 0)


def read_ab(artefact: Artefact) -> Run:
    """Return the run that ApacheBench printed.

    Raises:
        UnreadableArtefactError: as `lines`; MISSING_FIELD without the count of requests.
    """
    found = _scan(artefact, _AB)
    requests = _whole(found, "requests")
    if not requests:
        raise UnreadableArtefactError(
            Unreadable.MISSING_FIELD, _place(artefact, found, "requests"), "Complete requests"
        )
    total, duration, rate = _one(found, "total"), _amount(found, "duration"), _amount(found, "rate")
    host, port, path = (_one(found, name) for name in ("host", "port", "path"))
    version = _one(found, "version")
    lengths = _whole(found, "length") or 0
    quantiles = {float(match[1]) / 100: float(match[2]) for _, match in found["quantile"]}
    return Run(
        producer=f"ApacheBench {version[1][1]}" if version else "ApacheBench",
        requests=requests,
        errors=_ab_failures(found, lengths),
        times=Times(
            count=requests,
            place=_place(artefact, found, "total" if total else "quantile"),
            mean=float(total[1][2]) if total else None,
            deviation=float(total[1][3]) if total else None,
            lowest=float(total[1][1]) if total else None,
            highest=float(total[1][5]) if total else quantiles.get(1.0),
            quantiles=dict(sorted((share, time) for share, time in quantiles.items() if share < 1)),
        ),
        place=_place(artefact, found, "requests"),
        target="".join(
            (host[1][1] if host else "", f":{port[1][1]}" if port else "", path[1][1] if path else "")
        ),
        target_place=_place(artefact, found, "host"),
        users=_whole(found, "users"),
        users_place=_place(artefact, found, "users"),
        duration=duration or None,
        duration_place=_place(artefact, found, "duration"),
        rate=rate,
        rate_place=_place(artefact, found, "rate"),
        lengths=lengths,
        lengths_place=_place(artefact, found, "length"),
        failed_places=tuple(_place(artefact, found, name) for name in ("failed", "status") if found[name]),
        differences=_rate_differs(requests, duration, rate, _place(artefact, found, "rate")),
    )
