"""Gatling's ``simulation.log`` in text, as written up to Gatling 3.10 (later ones are binary).

A request's line ends, in every version, with its name, start, end, status and message.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Run
from preuve.domain.evidence.inspectors.performance.samples import EPOCH, Lost, Recorder
from preuve.domain.evidence.reading.text import blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

#: Requests and users as Gatling 3 writes them; four empty texts for any other line.
_ROW = re.compile(
    r"(?:(?:REQUEST\t[^\t\n]*+\t([^\t\n]*+)\t([0-9]{13})\t([0-9]{13})(?=\t[OK])"
    r"|USER\t(?!START\t|END\t)[^\t\n]*+(?=\t[SE][^\t]*+\t[0-9]++\n))"
    r"\t(OK|KO|START|END)(?:\t[^\t\n]*+)?+(?=\n)|).*+\n"
)
_OTHER = ("", "", "", "")
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

    log = _Log(place)
    for number, text in blocks(artefact):
        log.block(text, number)
    recorder, lost, name, version = log.recorder, log.lost, log.name, log.version
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
        users=log.users or None,
        duration=duration,
        rate=recorder.count / duration if duration else None,
        labels=recorder.labels(),
        failed_places=tuple(recorder.failed),
        unreadable=tuple(lost.places),
        unreadable_count=lost.count,
    )


class _Log:
    """Counts requests and users, a block of lines at a time."""

    def __init__(self, place: Callable[[int, int], Place]) -> None:
        self.place = place
        self.recorder = Recorder(place)
        self.lost = Lost()
        self.name = self.version = ""
        self.users = self.now = 0

    def block(self, text: str, first: int) -> None:
        """Read whole lines, the first of them `first`."""
        rows = _ROW.findall(text)
        if _OTHER not in rows:
            self.rows(rows, first)
            return
        begun = 0
        for index, line in enumerate(text.split("\n")[:-1]):
            if rows[index] == _OTHER:
                self.rows(rows[begun:index], first + begun)
                self.line(line, first + index)
                begun = index + 1
        self.rows(rows[begun:], first + begun)

    def rows(self, rows: list[tuple[str, str, str, str]], first: int) -> None:
        """Count what `_ROW` finds in lines that follow each other, the first of them `first`."""
        recorder = self.recorder
        kinds, count, last = recorder.kinds, recorder.count, 0
        low, high = recorder.start, recorder.end
        for number, (label, start, end, status) in enumerate(rows, first):
            if not start:
                self.user(1 if status == "START" else -1)
                continue
            begun, ended = int(start), int(end)
            if ended < begun:
                self.lost.add(partial(self.place, number, number))
                continue
            own = kinds.get(label) or recorder.rest or recorder.kind(label, number)
            own.push(ended - begun)
            own.last = last = number
            count += 1
            if status == "KO":
                recorder.fail(number, own)
            if begun >= EPOCH:
                if begun < low:  # noqa: PLR1730 - `min` costs a call for each row
                    low = begun
                if ended > high:  # noqa: PLR1730 - as above
                    high = ended
        if last:
            recorder.start, recorder.end = low, high
            recorder.settle(count, last)

    def user(self, change: int) -> None:
        """Count a user that comes or goes."""
        self.now += change
        if self.now > self.users:  # noqa: PLR1730 - as above
            self.users = self.now

    def line(self, line: str, number: int) -> None:
        """Read a line of any form."""
        cells = line.split("\t")
        if cells[0] == "REQUEST":
            if not _request(self.recorder, cells, number):
                self.lost.add(partial(self.place, number, number))
        elif cells[0] == "USER":
            self.user(("START" in cells) - ("END" in cells))
        elif "RUN" in cells[:3] and len(cells) > 3:
            self.name, self.version = cells[1], cells[-1]


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
