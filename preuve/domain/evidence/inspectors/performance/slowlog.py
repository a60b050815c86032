"""MySQL's, MariaDB's and Percona's slow query log.

https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html. Each statement has one line ``# Query_time``;
``SET timestamp`` tells when it ended.
"""

from __future__ import annotations

import math
import re
from functools import partial
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Statement, Workload
from preuve.domain.evidence.inspectors.performance.queries import Shapes
from preuve.domain.evidence.inspectors.performance.samples import Lost, Samples, moment_text
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.text import blocks

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_QUERY = re.compile(r"# Query_time: (\d{1,12}(?:\.\d{1,9})?)\b")
_EXAMINED = re.compile(r"Rows_sent: (\d{1,18})\s+Rows_examined: (\d{1,18})")
_SCAN = re.compile(r"\bFull_scan: (Yes|No)\b")
_STAMP = re.compile(r"SET (?:[\w=]{1,80},)?timestamp=(\d{9,11})", re.IGNORECASE)
_BANNER = re.compile(r"\S{0,300}, Version: (\S{1,80}) .{0,300}started with:")
#: Marks that tell nothing that is stated.
_OTHER_MARKS = r"(?:#(?! Query_time: | Time:| User@Host:| administrator command:|[^\n]*Full_scan)[^\n]*+\n)*+"
#: A statement as nearly all are written: its marks, the preamble, its lines.
_RECORD = re.compile(
    rf"(?:# Time:[^\n]*+\n)?+{_OTHER_MARKS}(?:# User@Host:[^\n]*+\n)?+{_OTHER_MARKS}"
    r"# Query_time: ([0-9]{1,12}+(?:\.[0-9]{1,9}+)?+) ++Lock_time: [0-9.]++ ++Rows_sent: ([0-9]{1,18}+) ++"
    r"Rows_examined: ([0-9]{1,18}+)(?![^\n]*Full_scan)[^\n]*+\n"
    rf"{_OTHER_MARKS}(?:use [^\n]*+\n)?+(?:SET timestamp=([0-9]{{9,11}}+);\n)?+"
    r"((?:(?!#|[Ss][Ee][Tt] |[Uu][Ss][Ee] )[^\n]*+\n)*+)"
)
_KEPT = 20_000
_MAX_QUERY = 20_000


def sniff(head: Head) -> float:
    """Certain for the lines of a user and of a time of query."""
    text = head.text
    if not _QUERY.search(text):
        return 0.0
    return 1.0 if "# User@Host:" in text else 0.8


class _Log:
    def __init__(self, artefact: Artefact) -> None:
        self._artefact = artefact
        self.times = Samples()
        self.shapes: dict[str, list[float]] = {}
        self._known = Shapes(double_quoted=True)
        self.kept_all = True
        self.passwords = Lost()
        self.slowest: tuple[float, int] = (-1.0, 0)
        self.examined = self.sent = self.scans = 0
        self.knows_scans = False
        self.stamps: list[int] = []
        self.first = self.last = 0
        self.version = ""
        self._open: tuple[float, int] | None = None
        self._text: list[str] = []
        self._size = 0
        self._text_line = 0

    def begin(self, seconds: float, line: int) -> None:
        self.close()
        self._open = (seconds * 1000, line)
        self.times.add(seconds * 1000)
        if seconds * 1000 > self.slowest[0]:
            self.slowest = (seconds * 1000, line)
        self.first = self.first or line
        self.last = line

    def record(self, found: re.Match[str], line: int) -> int:
        """Read what `_RECORD` finds at `line`; returns how many lines it has."""
        seconds, sent, examined, stamp, body = found.groups()
        before = found.string.count("\n", found.start(), found.start(1))
        marks = before + found.string.count("\n", found.start(1), found.start(5))
        self.begin(float(seconds), line + before)
        self.sent += int(sent)
        self.examined += int(examined)
        if stamp:
            self.stamp(int(stamp))
        size = body.count("\n")
        if size == 1 and len(body) < _MAX_QUERY and ", Version: " not in body:
            self._text, self._size, self._text_line = [body[:-1]], len(body) - 1, line + marks
        else:
            for number, text in enumerate(body.split("\n")[:size], line + marks):
                self.line(text, number)
        return marks + size

    def line(self, line: str, number: int) -> None:
        """Read a line of any kind."""
        banner = None if line.startswith("#") else _BANNER.match(line)
        if banner:
            self.close()
            self.version = banner[1]
        elif line.startswith("#"):
            _mark(self, line, number)
        else:
            self.text(line, number)

    def stamp(self, seconds: int) -> None:
        """Note when a statement ended."""
        if not self.stamps:
            self.stamps = [seconds, seconds]
        elif not self.stamps[0] <= seconds <= self.stamps[1]:
            self.stamps = [min(self.stamps[0], seconds), max(self.stamps[1], seconds)]

    def text(self, text: str, line: int) -> None:
        """Keep a line of a statement; its preamble (``use``, ``SET timestamp``) is no part of it."""
        stamp = _STAMP.match(text) if text[:4] in {"SET ", "set "} else None
        if stamp:
            self.stamp(int(stamp[1]))
        elif self._open and self._size < _MAX_QUERY and not text[:4].lower().startswith("use "):
            self._text_line = self._text_line or line
            self._text.append(text)
            self._size += len(text)

    def close(self) -> None:
        """End the statement that is open."""
        if self._open is None:
            return
        query = "\n".join(self._text)
        key, password = self._known[query]
        if password:
            self.passwords.add(partial(self._artefact.place, PlaceKind.TEXT, line=self._text_line))
        known = self.shapes.get(key)
        if known is None and len(self.shapes) >= _KEPT:
            self.kept_all = False
        elif known is None:
            self.shapes[key] = [1, self._open[0], self._open[1], self._open[0] ** 2]
        else:
            known[0] += 1
            known[1] += self._open[0]
            known[3] += self._open[0] ** 2
        self._open, self._text, self._size, self._text_line = None, [], 0, 0


def read(artefact: Artefact) -> Workload:
    """Return the statements of a log, by shape, and all their times.

    Raises:
        UnreadableArtefactError: as `lines`; MISSING_FIELD without a time of query.
    """
    log = _Log(artefact)
    for begins, text in blocks(artefact, 65536):
        start, number = 0, begins
        while start < len(text):
            found = _RECORD.match(text, start)
            if found:
                number += log.record(found, number)
                start = found.end()
            else:
                end = text.index("\n", start)
                log.line(text[start:end], number)
                start, number = end + 1, number + 1
    log.close()
    if not log.times.count:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "Query_time")
    place = artefact.place(PlaceKind.TEXT, line=log.first, last_line=log.last)
    first, last = (moment_text(from_epoch(each)) for each in log.stamps or (-1, -1))
    return Workload(
        producer=f"MySQL {log.version}".strip(),
        rows=log.times.count,
        statements=tuple(
            Statement(
                key,
                int(calls),
                total,
                artefact.place(PlaceKind.TEXT, line=int(line)),
                math.sqrt(max(0.0, squares / calls - (total / calls) ** 2)) if calls > 1 else None,
            )
            for key, (calls, total, line, squares) in log.shapes.items()
        ),
        place=place,
        calls=log.times.count,
        total=log.times.total,
        times=log.times.times(place),
        slowest=(log.slowest[0], artefact.place(PlaceKind.TEXT, line=log.slowest[1])),
        passwords=tuple(log.passwords.places),
        password_count=log.passwords.count,
        examined=log.examined,
        sent=log.sent,
        scans=log.scans if log.knows_scans else None,
        period=(first, last),
        kept_all=log.kept_all,
    )


def _mark(log: _Log, line: str, number: int) -> None:
    """Read a line of figures; those of another statement end the one that is open."""
    query = _QUERY.match(line)
    if query:
        log.begin(float(query[1]), number)
        rows = _EXAMINED.search(line)
        if rows:
            log.sent += int(rows[1])
            log.examined += int(rows[2])
    elif line.startswith(("# Time:", "# User@Host:")):
        log.close()
    elif line.startswith("# administrator command:"):
        log.text(line[2:], number)
    scan = _SCAN.search(line) if "Full_scan" in line else None
    if scan:
        log.knows_scans = True
        log.scans += scan[1] == "Yes"
