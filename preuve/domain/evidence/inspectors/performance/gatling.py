"""Gatling's ``simulation.log`` in text, as written up to Gatling 3.10 (later ones are binary).

A request's line ends, in every version, with its name, start, end, status and message.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Run
from preuve.domain.evidence.inspectors.performance.samples import Lost, Recorder
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_STATUSES = {"OK": True, "KO": False}


def sniff(head: Head) -> float:
    """Certain for a first line of kind RUN and lines of kind USER or REQUEST, split by tabs."""
    first = head.lines[0] if head.lines else ""
    told = "\nREQUEST\t" in head.text or "\nUSER\t" in head.text
    return 1.0 if "RUN\t" in first[:300] and told else 0.0


def read(artefact: Artefact) -> Run:
    """Return the run, recounted from the lines of requests.

    Raises:
        UnreadableArtefactError: as `lines`; MISSING_FIELD without a request.
    """

    def place(first: int, last: int) -> Place:
        return artefact.place(PlaceKind.TEXT, line=first, last_line=last)

    recorder = Recorder(place)
    lost = Lost()
    name, version, users, now = "", "", 0, 0
    for number, line in lines(artefact):
        cells = line.split("\t")
        if cells[0] == "REQUEST":
            if not _request(recorder, cells, number):
                lost.add(partial(place, number, number))
        elif cells[0] == "USER":
            now += ("START" in cells) - ("END" in cells)
            users = max(users, now)
        elif "RUN" in cells[:3] and len(cells) > 3:
            name, version = cells[1], cells[-1]
    if not recorder.count:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "REQUEST")
    duration = recorder.duration
    return Run(
        producer=f"Gatling {version}".strip() if version[:1].isdigit() else "Gatling",
        requests=recorder.count,
        errors=recorder.errors,
        times=recorder.times(),
        place=recorder.place,
        recounted=True,
        target=name,
        period=recorder.period,
        users=users or None,
        duration=duration,
        rate=recorder.count / duration if duration else None,
        labels=recorder.labels(),
        failed_places=tuple(recorder.failed),
        unreadable=tuple(lost.places),
        unreadable_count=lost.count,
    )


def _request(recorder: Recorder, cells: list[str], number: int) -> bool:
    """Count a request; its status is the last OK or KO with two moments before it."""
    for index in range(len(cells) - 1, 3, -1):
        good = _STATUSES.get(cells[index])
        start, end = cells[index - 2], cells[index - 1]
        if good is not None and start.isdecimal() and end.isdecimal() and len(start) == len(end) == 13:
            elapsed = int(end) - int(start)
            if elapsed < 0:
                return False
            recorder.add(cells[index - 3], elapsed, good=good, row=number, start=int(start))
            return True
    return False
