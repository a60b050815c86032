"""Check a flow from anywhere: every fault with its line, its path and its words.

Faults of form are those of the published constraints; faults of rule are what the schema can't say. The file
is read once, as a stream: no document type, hence no entities, and nothing outside is ever opened.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat  # a stream with exact lines; document types are refused before they declare

from preuve.domain.reporting.cpf.grammar import MOST_BYTES, MOST_ENTRIES, Version
from preuve.domain.reporting.cpf.issues import Issue, Severity, issue
from preuve.domain.reporting.cpf.rules import entry_issues
from preuve.domain.reporting.cpf.walk import Finding, Passage, Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 16
_MOST_TOKEN = 1 << 20
_SEPARATOR = "}"


class Source(StrEnum):
    """Who asks for what a fault breaks."""

    FORM = "form"
    """The published constraints: the whole file is refused."""
    RULE = "rule"
    """A rule that the schema can't say."""


class Stream(Protocol):
    """An open binary file."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a flow.

    Attributes:
        line: in the file, from 1.
        path: the element, as ``/flux/emetteur/…/passageCertification[3]/…/sexe``.
        entry: technical id of the entry, empty outside entries.
    """

    line: int
    path: str
    source: Source
    issue: Issue
    entry: str = ""

    def words(self, language: str) -> str:
        """The sentence, ``fr`` or ``en``."""
        return self.issue.words(language)


def check(
    stream: Stream,
    version: Version | None = None,
    *,
    most_entries: int = MOST_ENTRIES,
    most_bytes: int = MOST_BYTES,
) -> Iterator[Fault]:
    """Everything wrong with a flow, in the order in which it shows.

    Args:
        stream: the file, read once.
        version: the schema to hold it against; when absent, 1.1.5 if the flow has its ``action``, else 1.1.2.
        most_entries: entries that a file may have.
        most_bytes: bytes that a file may have.

    A file that isn't XML, has a document type or a tag without end yields the fault and ends there.
    """
    run = _Run(version, most_entries)
    size = 0
    while True:
        data = stream.read(_CHUNK)
        size += len(data)
        stopped = run.feed(data)
        yield from run.take()
        if stopped or not data:
            break
        if size > most_bytes:
            yield Fault(1, "/flux", Source.RULE, issue("flow", "too-many-bytes", most=most_bytes))
            break


class _Run:
    """One file on its way through the parser."""

    def __init__(self, version: Version | None, most_entries: int) -> None:
        self._parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._walk = Walk(version)
        self._most = most_entries
        self._keys: set[bytes] = set()
        self._entries = 0
        self._fed = 0
        self._faults: list[Fault] = []
        self._refused = False

    def feed(self, data: bytes) -> bool:
        """Read some bytes, none at the end; True when there is no going on."""
        try:
            self._parser.Parse(data, not data)
        except expat.ExpatError as error:
            if not self._refused:
                words = expat.ErrorString(error.code)
                self._add(
                    Finding(error.lineno, self._walk.path, issue("flow", "not-well-formed", found=words))
                )
            return True
        except (ValueError, LookupError) as error:
            line = self._parser.CurrentLineNumber
            self._add(Finding(line, "/", issue("flow", "not-well-formed", found=str(error))))
            return True
        self._fed += len(data)
        if data and self._fed - self._parser.CurrentByteIndex > _MOST_TOKEN:
            self._add(
                Finding(self._parser.CurrentLineNumber, self._walk.path, issue("flow", "token-too-long"))
            )
            return True
        return False

    def take(self) -> list[Fault]:
        """The faults since the last call."""
        found, self._faults = self._faults, []
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        for finding in self._walk.start(name, attributes, self._parser.CurrentLineNumber):
            self._add(finding)

    def _text(self, text: str) -> None:
        for finding in self._walk.text(text, self._parser.CurrentLineNumber):
            self._add(finding)

    def _end(self, _name: str) -> None:
        for finding in self._walk.end():
            self._add(finding)
        passage = self._walk.passage
        if passage is not None:
            self._walk.passage = None
            self._judge(passage)

    def _judge(self, passage: Passage) -> None:
        """Hold an entry or a certification against the rules."""
        key, place = str(passage.values.get("key", "")), (passage.line, passage.path)
        for each in entry_issues(passage.values):
            self._add(Finding(*passage.places.get(each.field, place), each, key), Source.RULE)
        if passage.is_entry:
            self._entries += 1
            self._count(key, passage.places.get("key", place))

    def _count(self, key: str, place: tuple[int, str]) -> None:
        """Refuse one entry too many, and the same key twice."""
        if self._entries == self._most + 1:
            self._add(Finding(*place, issue("flow", "too-many-entries", most=self._most), key), Source.RULE)
        digest = hashlib.blake2b(key.encode(), digest_size=16).digest()
        if key and digest in self._keys:
            self._add(Finding(*place, issue("key", "repeated-key", found=key), key), Source.RULE)
        elif self._entries <= self._most:
            self._keys.add(digest)

    def _doctype(self, *_declared: object) -> None:
        self._refused = True
        self._add(Finding(self._parser.CurrentLineNumber, "/", issue("flow", "document-type")))
        raise expat.ExpatError  # stops the parser before a declaration is read

    def _add(self, finding: Finding, source: Source = Source.FORM) -> None:
        self._faults.append(Fault(finding.line, finding.path, source, finding.issue, finding.entry))


def is_warning(fault: Fault) -> bool:
    """Whether the flow can be sent all the same."""
    return fault.issue.severity is Severity.WARNING
