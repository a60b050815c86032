"""The text of ``git log``, with ``--numstat`` where lines are counted; read as a stream."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories.model import Commit, History, tickets_of
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.text import lines

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head

_START = re.compile(r"commit ([0-9a-f]{7,64})(?: \((.*)\))?$")
_SNIFF = re.compile(
    r"^commit [0-9a-f]{7,64}(?: \(.*\))?\r?\n(?:(?:Merge|Notes): .*\r?\n)?Author: ", re.MULTILINE
)
_PERSON = re.compile(r"(.*?) ?<([^>]*)>")
_NUMSTAT = re.compile(r"(\d{1,9}|-)\t(\d{1,9}|-)\t")
#: ``Thu Mar 19 10:00:00 2026 +0100``, as git writes dates by default.
_DEFAULT_DATE = re.compile(r"\w{3} (\w{3}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4}) ([+-]\d{4})")
_TAG = re.compile(r"tag: ([^,)]+)")
_MAX_COMMITS = 200_000
_MAX_MESSAGE = 200


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
    commits: list[Commit] = []
    tags: dict[str, tuple[datetime | None, Place]] = {}
    current: _Open | None = None
    counts = False
    for number, line in lines(artefact):
        found = _START.match(line) if line.startswith("commit ") else None
        if found:
            if current:
                commits.append(_closed(artefact, current, tags))
            if len(commits) >= _MAX_COMMITS:
                raise UnreadableArtefactError(
                    Unreadable.TOO_MANY, artefact.place(PlaceKind.TEXT, line=number), str(_MAX_COMMITS)
                )
            current = _Open(found[1], number, found[2] or "")
        elif current:
            _line(current, line)
            counts = counts or current.counted
    if not current:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "commit")
    commits.append(_closed(artefact, current, tags))

    def place(commit: Commit) -> Place:
        return artefact.place(PlaceKind.TEXT, line=commit.line)

    return History(commits=commits, place=place, tags=tags)


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
    return Commit(
        sha=current.sha,
        author=current.author,
        at=at,
        subject=message.partition("\n")[0],
        tickets=tickets_of(message),
        merge=current.merge or message.startswith(("Merge branch ", "Merge pull request ", "Merge remote")),
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
    return read_moment(text)
