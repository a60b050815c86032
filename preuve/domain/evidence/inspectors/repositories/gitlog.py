"""The text of ``git log``, with ``--numstat`` where lines are counted; read as a stream."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories.model import (
    MAX_MENTIONS,
    Commit,
    History,
    is_conventional,
    tickets_of,
)
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.text import blocks

if TYPE_CHECKING:
    from datetime import date, time, tzinfo

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_START = re.compile(r"\ncommit ([0-9a-f]{7,64})(?: \((.*)\))?(?=\n)")
_SNIFF = re.compile(
    r"^commit [0-9a-f]{7,64}(?: \(.*\))?\r?\n(?:(?:Merge|Notes): .*\r?\n)?Author: ", re.MULTILINE
)
#: A commit as nearly all are written, up to the next one: author, ISO 8601 date, message, counts.
_WHOLE = re.compile(
    r"commit ([0-9a-f]{7,64})\nAuthor: ++(?!\s)([^<\n]*?) ?<([^>\n]*+)>\n"
    r"(?:Author)?Date: ++([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2}))\n"
    r"\n((?:    [^\n]*+\n){1,200}+)(?:\n((?:(?:[0-9]{1,9}|-)\t(?:[0-9]{1,9}|-)\t[^\n]*+\n)++))?+"
    r"\n(?=commit [0-9a-f]{7,64}(?: \([^\n]*\))?\n)"
)
_PERSON = re.compile(r"(.*?) ?<([^>]*)>")
_NUMSTAT = re.compile(r"(\d{1,9}|-)\t(\d{1,9}|-)\t")
_NUMSTATS = re.compile(r"^(\d{1,9}|-)\t(\d{1,9}|-)\t.*+\n", re.MULTILINE)
_COUNTS = re.compile(r"([^\t]+)\t([^\t]+)\t.*+\n")
#: ``Thu Mar 19 10:00:00 2026 +0100``, as git writes dates by default.
_DEFAULT_DATE = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4}) ([+-]\d{4})")
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_TAG = re.compile(r"tag: ([^,)]+)")
_MERGED = ("Merge branch ", "Merge pull request ", "Merge remote")
_MAX_COMMITS = 200_000
#: Times of day that are read once.
_MAX_TIMES = 100_000
_MAX_MESSAGE = 200
#: Stands for the tickets of a commit beyond those that are named.
_ONE = ("",)


@dataclass(slots=True)
class _Open:
    """The commit that is being read."""

    sha: str
    line: int
    decoration: str
    author: tuple[str, str] = ("", "")
    date: str = ""
    merge: bool = False
    message: list[str] = field(default_factory=list)
    added: int = 0
    deleted: int = 0
    counted: bool = False


def sniff(head: Head) -> float:
    """``commit`` and ``Author:`` lines."""
    return 1.0 if _SNIFF.search(head.text[:65536]) else 0.0


def read(artefact: Artefact) -> History:
    """Read a log.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY, TOO_MANY; MISSING_FIELD (no commit).
    """
    reader = _Reader(artefact)
    for number, text in blocks(artefact):
        reader.block(text, number)
    if not reader.current:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "commit")
    reader.close()

    def place(commit: Commit) -> Place:
        return artefact.place(PlaceKind.TEXT, line=commit.line)

    return History(commits=reader.commits, place=place, tags=reader.tags)


class _Reader:
    """Reads blocks of text; what is equal in many commits (people, zones) is kept once."""

    def __init__(self, artefact: Artefact) -> None:
        self.artefact = artefact
        self.commits: list[Commit] = []
        self.tags: dict[str, tuple[datetime | None, Place]] = {}
        self.current: _Open | None = None
        self.people: dict[tuple[str, str], tuple[str, str]] = {}
        self.zones: dict[timedelta | None, tzinfo] = {}
        self.days: dict[str, date] = {}
        self.times: dict[str, time] = {}
        self.mentions = 0

    def block(self, text: str, number: int) -> None:
        """Read whole lines, the first of them `number`; commits as most are written, at once."""
        text, start, counted = f"\n{text}", 1, 1
        found = _START.search(text)
        while found:
            begins = found.start() + 1
            self.part(text[start:begins])
            self.close()
            number += text.count("\n", counted, begins)
            counted = begins
            whole = _WHOLE.match(text, begins)
            while whole:
                self.room(number)
                self.keep(self.whole(whole, number))
                begins = whole.end()
                number += text.count("\n", counted, begins)
                counted = begins
                whole = _WHOLE.match(text, begins)
            found = _START.match(text, begins - 1) or found  # a whole one ends where another begins
            start = found.end() + 1
            self.room(number)
            self.current = _Open(found[1], number, found[2] or "")
            found = _START.search(text, found.end())
        self.part(text[start:])

    def room(self, number: int) -> None:
        """Refuse a commit too many."""
        if len(self.commits) >= _MAX_COMMITS:
            place = self.artefact.place(PlaceKind.TEXT, line=number)
            raise UnreadableArtefactError(Unreadable.TOO_MANY, place, str(_MAX_COMMITS))

    def whole(self, found: re.Match[str], number: int) -> Commit:
        """Return a commit that stands whole at the line `number`."""
        sha, name, address, date, said, stats = found.groups()
        message = said[4:-1].replace("\n    ", "\n")
        tickets = tickets_of(message)
        added = deleted = None
        if stats:
            added = deleted = 0
            for more, less in _COUNTS.findall(stats):
                try:
                    added += int(more)
                    deleted += int(less)
                except ValueError:  # a dash, for a binary file
                    continue
        return Commit(
            sha if tickets else "",
            (name, address),
            self.moment(date),
            is_conventional(message),
            tickets,
            message.startswith(_MERGED),
            False,
            added,
            deleted,
            number,
        )

    def moment(self, text: str) -> datetime | None:
        """Return the moment of an ISO 8601 date; each day and each time of day is read once."""
        try:
            return datetime.combine(self.days[text[:10]], self.times[text[10:]])
        except KeyError:
            pass
        at = self.shared(_date(text))
        if at is not None and len(self.times) < _MAX_TIMES:
            self.days[text[:10]], self.times[text[10:]] = at.date(), at.timetz()
        return at

    def shared(self, at: datetime | None) -> datetime | None:
        """Return a moment with the zone of others of its offset."""
        if at is None or at.tzinfo is None:
            return at
        return at.replace(tzinfo=self.zones.setdefault(at.utcoffset(), at.tzinfo))

    def part(self, text: str) -> None:
        """Read lines of the open commit: one by one up to the end of its message, then all counts at once."""
        current = self.current
        if current is None or not text:
            return
        end = text.find("\n", text.rfind("\n    ") + 1) + 1
        counts = _NUMSTATS.findall(text, end)
        if len(counts) + text.count("\n\n", end - 1) < text.count("\n", end):
            counts, end = [], len(text)
        for line in text[:end].split("\n"):
            _line(current, line)
        current.counted = current.counted or bool(counts)
        for added, deleted in counts:
            if added != "-":
                current.added += int(added)
                current.deleted += int(deleted) if deleted != "-" else 0

    def close(self) -> None:
        """Keep the open commit, if there is one."""
        if self.current is None:
            return
        commit = _closed(self.artefact, self.current, self.tags)
        commit.at = self.shared(commit.at)
        self.keep(commit)

    def keep(self, commit: Commit) -> None:
        """Keep a commit."""
        commit.author = self.people.setdefault(commit.author, commit.author)
        if self.mentions >= MAX_MENTIONS and commit.tickets:
            commit.sha, commit.tickets = "", _ONE  # counted, and no more: only the first are handed on
        self.mentions += len(commit.tickets)
        self.commits.append(commit)


def _line(current: _Open, line: str) -> None:
    if not line:
        return
    if line.startswith("    "):
        if len(current.message) < _MAX_MESSAGE:
            current.message.append(line[4:])
    elif line.startswith("Author:"):
        person = _PERSON.match(line[7:].strip())
        current.author = (person[1], person[2]) if person else (line[7:].strip(), "")
    elif line.startswith(("Date:", "AuthorDate:")):
        current.date = line.partition(":")[2].strip()
    elif line.startswith("Merge:"):
        current.merge = True
    elif found := _NUMSTAT.match(line):
        current.counted = True
        if found[1] != "-":
            current.added += int(found[1])
            current.deleted += int(found[2]) if found[2] != "-" else 0


def _closed(artefact: Artefact, current: _Open, tags: dict[str, tuple[datetime | None, Place]]) -> Commit:
    message = "\n".join(current.message)
    at = _date(current.date)
    for name in _TAG.findall(current.decoration):
        tags[name] = (at, artefact.place(PlaceKind.TEXT, line=current.line))
    tickets = tickets_of(message)
    return Commit(
        sha=current.sha if tickets else "",  # only mentions of tickets name their commit
        author=current.author,
        at=at,
        styled=is_conventional(message),
        tickets=tickets,
        merge=current.merge or message.startswith(_MERGED),
        added=current.added if current.counted else None,
        deleted=current.deleted if current.counted else None,
        line=current.line,
    )


def _date(text: str) -> datetime | None:
    """Return a commit's moment: ISO 8601 first, which is how long logs are best written."""
    if text[4:5] == "-":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return read_moment(text)
    found = _DEFAULT_DATE.fullmatch(text)
    if found:
        text = f"{found[2]} {found[1]} {found[4]} {found[3]} {found[5]}"
        month = _MONTHS.get(found[1])
        if month and found[5] != "-0000" and found[4] >= "1000":  # the rest as RFC 5322 has it
            return _moment(found, month)
    return read_moment(text)


def _moment(found: re.Match[str], month: int) -> datetime | None:
    zone = found[5]
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    hour, minute, second = (int(part) for part in found[3].split(":"))
    try:
        away = timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
        return datetime(int(found[4]), month, int(found[2]), hour, minute, second, tzinfo=away)
    except ValueError:
        return None
