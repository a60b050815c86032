"""Access logs of web servers (Common Log Format and what extends it), read a block at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from preuve.domain.evidence.inspectors.logs.clock import MONTHS, Moments, seconds_of
from preuve.domain.evidence.inspectors.logs.entries import share_of
from preuve.domain.evidence.inspectors.logs.tally import Tally
from preuve.domain.evidence.reading.text import blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_ACCESS = re.compile(
    r"(?:(\S+:\d{1,5}) )?(\S+) \S+ (?:\S+|\"[^\"]*\"|[^\[\"]{1,100}) "
    r"\[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    r"\"((?:[^\"\\]|\\.)*)\" (\d{3}) (?:\d+|-)"
)
_VERB = re.compile(r"[A-Z]{3,16}\Z")
#: Letters of ``10/Dec/2026:06:55:46 +0100``.
_STAMP = 26
#: As `_ACCESS` for a line of plain ASCII without the server's name; four empty texts for any other.
_ROW = re.compile(
    r"(?:([!-~]++) [!-~]++ [!-~]++ \[([0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}(?::[0-9]{2}){3} [+-][0-9]{4})\] "
    r"\"([A-Z]{3,16}+(?=[ \"])|)[^\"\\\n]*+(?:\\.[^\"\\\n]*+)*+\" ([0-9]{3}) [0-9-]|).*+\n"
)


def sniff_access(head: Head) -> float:
    """Common Log Format and what extends it (Apache’s combined, nginx’s default)."""
    return 1.0 if share_of(head, _ACCESS) >= 0.6 else 0.0


def read_access(artefact: Artefact) -> Tally:
    """Read the access log of a web server as a stream.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY.
    """
    return _Reader(artefact).run()


class _Reader:
    """Reads one file into one tally; a line that differs in anything from `_ROW` is read alone."""

    def __init__(self, artefact: Artefact) -> None:
        self.tally = Tally(artefact)
        self.moments = Moments(_moment, 18)

    def run(self) -> Tally:
        """Read all lines."""
        for number, text in blocks(self.tally.artefact):
            sources, stamps, verbs, statuses = zip(*_ROW.findall(text), strict=True)
            read = self.moments.column(stamps)
            odd = [index for index, moment in enumerate(read) if moment is None] if self.moments.odd else []
            lines = text.split("\n") if odd else []
            first = 0
            for index in (*odd, len(read)):
                part = slice(first, index)
                self.rows(read[part], sources[part], verbs[part], statuses[part], number + first)
                if index < len(read):
                    self.line(lines[index], number + index)
                first = index + 1
            self.tally.lines += len(read)
        return self.tally

    def rows(
        self,
        moments: list[float | None],
        sources: Sequence[str],
        verbs: Sequence[str],
        statuses: Sequence[str],
        line: int,
    ) -> None:
        """Count rows that follow each other, the first of them `line`."""
        if not moments:
            return
        tally = self.tally
        tally.entries += len(moments)
        tally.time.column(cast("list[float]", moments), range(line, line + len(moments)))
        tally.types.column(verbs, line, "?")
        tally.statuses.column(statuses, line)
        new = set(sources) - tally.sources.keys()
        if new:
            firsts = dict(zip(reversed(sources), range(len(sources) - 1, -1, -1), strict=True))
            for source in sorted(new, key=firsts.__getitem__):
                tally.request(source, line + firsts[source])

    def line(self, line: str, number: int) -> None:
        """Count one line of any form."""
        tally = self.tally
        if not line or line.isspace():
            tally.blank += 1
            return
        found = _ACCESS.match(line)
        read = _moment(found[3]) if found else None
        if found is None or read is None:
            tally.unread.add(number)
            return
        tally.entries += 1
        moment = tally.at((read, True), number)
        tally.seen(found[1] or "", number, moment)
        verb = found[4].partition(" ")[0]
        tally.types.add(verb if _VERB.match(verb) else "?", number)
        tally.statuses.add(found[5], number)
        if found[2] not in tally.sources:
            tally.request(found[2], number)


def _moment(stamp: str) -> float | None:
    """Return the moment of ``10/Dec/2026:06:55:46 +0100``, None when there is none."""
    if len(stamp) != _STAMP:
        return None
    day, month, year = int(stamp[:2]), MONTHS.get(stamp[3:6], 0), int(stamp[7:11])
    local = seconds_of(year, month, day, int(stamp[12:14]), int(stamp[15:17]), int(stamp[18:20]))
    if local is None:
        return None
    offset = 3600 * int(stamp[22:24]) + 60 * int(stamp[24:])
    return max(0.0, local - offset) if stamp[21] == "+" else local + offset
