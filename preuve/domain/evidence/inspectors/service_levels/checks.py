"""Histories of checks: Zabbix' ``history.get``, Uptime Kuma's heartbeats, logs of blackbox_exporter."""

from __future__ import annotations

import re
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels.model import Declared, ServiceLevels
from preuve.domain.evidence.inspectors.service_levels.tracks import LATEST, Lost, Track
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.text import blocks
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_PROBE = re.compile(r'msg="Probe (succeeded|failed)"')
_STAMP = re.compile(r"\b(?:ts|time)=(\S{10,40})")
_TARGET = re.compile(r"\btarget=(\S{1,200})")
_MODULE = re.compile(r"\bmodule=(\S{1,60})")
#: A probe's end as blackbox_exporter writes it.
_END = re.compile(
    r'ts=([^\s"=]{10,40}+) (?:caller=[^\s"=]*+ )?module=([^\s"=]{1,60}+) target=([^\s"]{1,200}+) level=\w++ '
    r'msg="Probe (succeeded|failed)"'
)
_MAX_SERIES = 2000


def sniff_zabbix(head: Head) -> float:
    """Strong for items with a clock and a value, alone or in a JSON-RPC answer."""
    keys = head.json_keys
    if {"itemid", "clock", "value"} <= keys:
        return 0.95
    first = dig(head.json, "result", 0)
    return 0.95 if {"itemid", "clock", "value"} <= set(as_dict(first)) else 0.0


def read_zabbix(artefact: Artefact) -> ServiceLevels:
    """Return one series per item.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without a sample; TOO_MANY.
    """
    found = document(artefact)
    base: tuple[str, ...] = () if isinstance(found.value, list) else ("result",)
    gathered = _Gathered(artefact)
    pointers = _pointers(found, base)
    for index, row in enumerate(as_list(dig(found.value, *base))):
        cells = as_dict(row)
        clock, nano = as_number(cells.get("clock")), as_number(cells.get("ns")) or 0.0
        moment = None if clock is None else clock + nano / 1e9
        name = f"item {as_text(cells.get('itemid'))}"
        gathered.add(name, moment, as_number(cells.get("value")), index, pointers)
    return gathered.levels("Zabbix")


def _pointers(found: JsonDocument, base: tuple[str | int, ...]) -> Callable[[int, int], Place]:
    def place(first: int, last: int) -> Place:  # noqa: ARG001 - a pointer names one value: the first
        return found.place(*base, first)

    return place


def sniff_kuma(head: Head) -> float:
    """Certain for a list of heartbeats."""
    return 1.0 if "heartbeatList" in head.json_keys else 0.0


def read_kuma(artefact: Artefact) -> ServiceLevels:
    """Return one series per monitor, and the uptime that the tool wrote beside.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without a heartbeat; TOO_MANY.
    """
    found = document(artefact)
    gathered = _Gathered(artefact)
    for monitor, beats in as_dict(dig(found.value, "heartbeatList")).items():
        pointers = _pointers(found, ("heartbeatList", monitor))
        for index, beat in enumerate(as_list(beats)):
            at = read_moment(as_text(dig(beat, "time")))
            gathered.zoned = at is not None and at.tzinfo is not None
            moment = None if at is None else _posix(at)
            status = as_number(dig(beat, "status"))
            known = status if status in (0, 1) else None  # 2 is pending, 3 is maintenance
            gathered.add(f"monitor {monitor}", moment, known, index, pointers)
    declared = []
    for key, value in as_dict(dig(found.value, "uptimeList")).items():
        monitor, _, hours = key.rpartition("_")
        ratio = as_number(value)
        if ratio is not None and 0 <= ratio <= 1:
            place = found.place("uptimeList", key)
            declared.append(Declared(f"monitor {monitor}", f"{hours} h", ratio, place))
    return gathered.levels("Uptime Kuma", tuple(declared))


def sniff_blackbox(head: Head) -> float:
    """Strong for lines of blackbox_exporter that tell the end of a probe."""
    return 0.9 if any(_PROBE.search(line) for line in head.lines[:200]) and "target=" in head.text else 0.0


def read_blackbox(artefact: Artefact) -> ServiceLevels:
    """Return one series per target and module.

    Raises:
        UnreadableArtefactError: as `lines`; MISSING_FIELD without a probe; TOO_MANY.
    """
    gathered = _Gathered(artefact)

    def place(first: int, last: int) -> Place:
        return artefact.place(PlaceKind.TEXT, line=min(first, last), last_line=max(first, last))

    for first, text in blocks(artefact):
        number, counted = first, 0
        at = text.find("Probe ")
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.index("\n", at)
            number += text.count("\n", counted, start)
            counted = start
            told = _probe(text, start, end)
            if told:
                name, good, moment = told
                gathered.add(name, moment, good, number, place)
            at = text.find("Probe ", end)
    return gathered.levels("blackbox_exporter")


def _probe(text: str, start: int, end: int) -> tuple[str, float, float | None] | None:
    """Return the series, whether it was reached and the moment of the probe that a line ends, if it does."""
    known = _END.match(text, start, end)
    if known:
        stamp, module, target, verdict = known.groups()
    else:
        line = text[start:end]
        probe, named = _PROBE.search(line), _TARGET.search(line)
        if not probe or not named:
            return None
        verdict, target = probe[1], named[1]
        stamp, module = (found[1] if found else "" for found in (_STAMP.search(line), _MODULE.search(line)))
    at = read_moment(stamp)
    name = f"{target} ({module})" if module else target
    return name, 1.0 if verdict == "succeeded" else 0.0, None if at is None else _posix(at)


def _posix(at: datetime) -> float:
    return float((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp())


class _Gathered:
    """Tracks by name, and the places of what has no readable moment."""

    def __init__(self, artefact: Artefact) -> None:
        self._artefact = artefact
        self._tracks: dict[str, Track] = {}
        self._lost = Lost()
        self.zoned = True

    def add(
        self,
        name: str,
        moment: float | None,
        value: float | None,
        row: int,
        place: Callable[[int, int], Place],
    ) -> None:
        """Count one sample."""
        if moment is None or not 0 <= moment < LATEST:
            self._lost.add(partial(place, row, row))
            return
        track = self._tracks.get(name)
        if track is None:
            if len(self._tracks) >= _MAX_SERIES:
                raise UnreadableArtefactError(Unreadable.TOO_MANY, place(row, row), str(_MAX_SERIES))
            track = self._tracks[name] = Track(name, {"name": name}, place, zoned=self.zoned)
        track.add(moment, value, row)

    def levels(self, producer: str, declared: tuple[Declared, ...] = ()) -> ServiceLevels:
        """Return what was counted."""
        series = tuple(track.finish() for track in self._tracks.values() if track.samples)
        if not series:
            raise UnreadableArtefactError(Unreadable.MISSING_FIELD, self._artefact.place(), "value")
        return ServiceLevels(
            "series",
            producer=producer,
            target=", ".join(each.name for each in series[:5]),
            series=series,
            declared=declared,
            unreadable=tuple(self._lost.places),
            unreadable_count=self._lost.count,
            untold=("production", "step"),
        )
