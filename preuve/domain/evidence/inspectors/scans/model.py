"""A scan as all formats tell it: who scanned what, when, and the results by severity, each with its place.

Memory is bounded: of results that share a key only the first of the worst is kept, and at most
`MAX_ENTRIES` keys. Without a comparison, only what may be shown is kept whole; of the rest, a hash of the
key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from preuve.domain.evidence.contract import MAX_PLACES, PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.moments import from_epoch, read_moment
from preuve.domain.evidence.reading.values import as_number
from preuve.domain.evidence.wording import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from preuve.domain.evidence.contract import Artefact, Fact, Finding, Limit, Place
    from preuve.domain.evidence.reading.jsons import JsonDocument

MAX_ENTRIES = 200_000
#: Texts of identifiers that are read once: lists repeat them.
_MAX_NOTED = 20_000
_CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
_CWE = re.compile(r"CWE-(\d{1,5})\b")
#: Results kept whole when nothing is compared, besides those that are critical or high: more than are shown.
_SHOWN = 1000
_KEY_LENGTH = 300
_NAME_LENGTH = 160
_ISO_LENGTH = len("2026-05-01T00:00:00")


class Severity(StrEnum):
    """Severity in the words of CVSS, worst first; UNKNOWN when the file gives none that is known."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFORMATION = "information"
    UNKNOWN = "unknown"

    __hash__ = str.__hash__  # that of an enumeration is written in Python, and asked for at every result


_SEVERITIES = {
    "critical": Severity.CRITICAL,
    "crit": Severity.CRITICAL,
    "high": Severity.HIGH,
    "important": Severity.HIGH,
    "medium": Severity.MEDIUM,
    "moderate": Severity.MEDIUM,
    "low": Severity.LOW,
    "negligible": Severity.LOW,
    "minor": Severity.LOW,
    "info": Severity.INFORMATION,
    "informational": Severity.INFORMATION,
    "information": Severity.INFORMATION,
    "log": Severity.INFORMATION,
    "none": Severity.INFORMATION,
}
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
_SEVERITIES |= {word.capitalize(): severity for word, severity in _SEVERITIES.items()}
SEVERE = (Severity.CRITICAL, Severity.HIGH)


def severity_of(word: str) -> Severity:
    """Return the severity that a tool's word means; UNKNOWN for a word that is not known."""
    return _SEVERITIES.get(word) or _SEVERITIES.get(word.strip().lower(), Severity.UNKNOWN)


class Entry(NamedTuple):
    """The first of the worst results with its key.

    Attributes:
        name: for words; never a secret.
        where: what the format's `locate` turns into a place.
        of: what it was found on (a host, a site), as in `Scan.examined`; ``""`` when the file doesn't tell.
        port: protocol and number; None when it is no port.
    """

    name: str
    severity: Severity
    where: Any
    of: str
    port: tuple[str, int] | None


_new = tuple.__new__
#: Stand for results that are counted and never shown.
_HOLLOW = {severity: Entry("", severity, None, "", None) for severity in Severity}


class Results:
    """Results counted as they come.

    Attributes:
        total: of results added, repeated keys included.
        by: how many of each severity.
        entries: by key, the first of the worst; unless `keep`, by the hash of the key (64 bits, so two of
            200,000 share one once in a billion files), and hollow beyond what may be shown.
    """

    def __init__(self, artefact: Artefact, locate: Callable[[Any], Place], *, keep: bool = True) -> None:
        self._artefact = artefact
        self._locate = locate
        self.keep = keep
        self.total = 0
        self.by = dict.fromkeys(Severity, 0)
        self.entries: dict[Any, Entry] = {}
        self.cves: dict[str, Any] = {}
        self.cwes: dict[str, Any] = {}
        self._noted: set[str] = set()

    def add(  # noqa: PLR0913 - one argument for each field of an entry
        self,
        key: str,
        name: str,
        severity: Severity,
        where: Any,
        *,
        of: str = "",
        port: tuple[str, int] | None = None,
    ) -> None:
        """Count one result.

        Raises:
            UnreadableArtefactError: TOO_MANY distinct results.
        """
        self.total += 1
        self.by[severity] += 1
        entries = self.entries
        shown = key[:_KEY_LENGTH] if self.keep else hash(key[:_KEY_LENGTH])
        known = entries.get(shown)
        if known is None and len(entries) >= MAX_ENTRIES:
            self._refuse(where)
        if known is None or _RANKS[severity] < _RANKS[known.severity]:
            # one that may be shown: of the first, severe, or the worse of one that is
            if (
                self.keep
                or len(entries) < _SHOWN
                or severity in SEVERE
                or (known is not None and known is not _HOLLOW[known.severity])
            ):
                fields = name[:_NAME_LENGTH], severity, where, of[:_KEY_LENGTH], port
                entries[shown] = _new(Entry, fields)  # a third of the time of a call of `Entry`
            else:
                entries[shown] = _HOLLOW[severity]

    def note(self, text: str, where: Any) -> None:
        """Note the CVE and CWE identifiers that `text` names."""
        if "-" not in text or text in self._noted:
            return
        if len(self._noted) < _MAX_NOTED:
            self._noted.add(text)
        text = text.upper()
        if "CVE-" in text:
            for found in _CVE.findall(text):
                self._keep(self.cves, found, where)
        if "CWE-" in text:
            for found in _CWE.findall(text):
                if int(found):
                    self._keep(self.cwes, f"CWE-{int(found)}", where)

    def _keep(self, kept: dict[str, Any], name: str, where: Any) -> None:
        if name not in kept:
            if len(kept) >= MAX_ENTRIES:
                self._refuse(where)
            kept[name] = where

    def _refuse(self, where: Any) -> NoReturn:
        raise UnreadableArtefactError(Unreadable.TOO_MANY, self._locate(where), str(MAX_ENTRIES))

    def severe(self) -> list[Entry]:
        """Return the entries that are critical, then those that are high."""
        return [entry for level in SEVERE for entry in self.entries.values() if entry.severity is level]

    def place(self, where: Any) -> Place:
        """Return the place of one result."""
        return self._locate(where)

    def places(self, wheres: Iterable[Any]) -> list[Place]:
        """Return the places of the first results, at most as many as a statement keeps."""
        return [self._locate(where) for where, _ in zip(wheres, range(MAX_PLACES), strict=False)]


class Miscount(NamedTuple):
    """A figure that the tool announces and that its own file doesn't bear out."""

    subject: str
    announced: int
    counted: int
    place: Place


Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one report says.

    Attributes:
        format: id of the format.
        tool, version: as the file names them; ``""`` when it doesn't.
        command: how it was run, secrets masked.
        start, end: ISO 8601; `start` alone may be the report's date, then `dated` is False.
        named: whether the file names its tool even though it gives no version.
        elapsed: seconds, when the tool gives them finer than its moments.
        remote: whether the tool looks at its target from another machine.
        targets: what was looked at, as named.
        examined: what was looked at, one by one, when `lists_examined`; else what the results name.
        ports: ranges of port numbers by protocol, for those that scan ports.
        shut: keys of the ports that are said to be closed, one by one.
        unsure: keys of those said to be neither open nor closed, and hosts where unlisted ports are so.
        graded: whether the format gives severities.
        origin: place of what the file says of itself; `when` and `scope` of its dates and of what it covers.
        facts, findings, limits: those that only this format has.
    """

    artefact: Artefact
    format: str
    tool: str
    version: str = ""
    command: str = ""
    start: str = ""
    end: str = ""
    dated: bool = False
    elapsed: float | None = None
    named: bool = False
    remote: bool = True
    targets: tuple[str, ...] = ()
    examined: frozenset[str] = frozenset()
    lists_examined: bool = False
    ports: Mapping[str, Ranges] = field(default_factory=dict)
    lists_ports: bool = False
    shut: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    graded: bool = True
    results: Results
    origin: Place
    when: Place | None = None
    scope: Place | None = None
    miscounts: tuple[Miscount, ...] = ()
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def producer(self) -> str:
        """Tool and version."""
        return f"{self.tool} {self.version}".strip()


def xml_results(artefact: Artefact, *, keep: bool = True) -> Results:
    """Return results whose `where` is (line, XPath)."""
    return Results(
        artefact, lambda where: artefact.place(PlaceKind.XML, line=where[0], path=where[1]), keep=keep
    )


def json_results(document: JsonDocument) -> Results:
    """Return results whose `where` is the path of a value in a JSON document."""
    return Results(document.artefact, lambda where: document.place(*where))


def line_results(artefact: Artefact, kind: PlaceKind, *, keep: bool = True) -> Results:
    """Return results whose `where` is a line."""
    return Results(artefact, lambda line: artefact.place(kind, line=line), keep=keep)


def iso(text: object) -> str:
    """Return an ISO 8601 moment from what a tool wrote, or ``""``; naive when it names no zone."""
    moment = read_moment(text) if isinstance(text, str) else None
    return moment.isoformat() if moment else ""


def iso_from_epoch(value: object) -> str:
    """Return an ISO 8601 moment in UTC from POSIX seconds, or ``""``."""
    seconds = as_number(value)
    moment = from_epoch(seconds) if seconds else None
    return moment.replace(microsecond=0).isoformat() if moment else ""


class Span:
    """First and last of the moments met; those without a zone count only when no other is met.

    ISO 8601 texts of one zone are in order as they are written (ISO 8601-1 §5.4): only the first and the last
    of each zone are ever parsed.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str]] = {}
        self._text = ""

    def add(self, text: object) -> bool:
        """Note a moment as a tool wrote it, unless it can't be read; say whether it is the first so far."""
        if not isinstance(text, str) or text == self._text:
            return False
        self._text = text
        if text[4:5] != "-" or len(text) < _ISO_LENGTH:
            text = iso(text)
            if not text:
                return False
        zone = text[-6:] if text[-6] in "+-" else text[-1:] if text[-1] in "Zz" else ""
        low, high = self._known.get(zone, (text, text))
        if text <= low:
            self._known[zone] = (text, high)
            return True
        if text > high:
            self._known[zone] = (low, text)
        return False

    @property
    def first(self) -> str:
        """ISO 8601, or ``""``."""
        return self._best(min, 0)

    @property
    def last(self) -> str:
        """ISO 8601, or ``""``."""
        return self._best(max, 1)

    def _best(self, choose: Callable[[list[datetime]], datetime], index: int) -> str:
        moments = [read_moment(pair[index]) for pair in self._known.values()]
        read = [moment for moment in moments if moment is not None]
        zoned = [moment for moment in read if moment.tzinfo is not None]
        return choose(zoned or read).isoformat() if read else ""


def without_query(url: str) -> str:
    """Return an address without its query, which may carry secrets."""
    return url.partition("?")[0]


_SECRET_OPTION = re.compile(
    r"(?i)((?:^|[\s,;&?'\"])-{0,2}[\w.-]{0,24}(?:pass|pwd|token|secret|cookie|auth|api-?key|cred)[\w.-]{0,24}"
    r"(?:\s*[=:]\s*|\s+))(\"[^\"]*\"|'[^']*'|[^\s,;&]+)"
)
_SECRET_IN_ADDRESS = re.compile(r"(://)[^\s/@]{1,200}@")
_NIKTO_ID = re.compile(r"(\s-id\s+)\S+")


def masked(command: str) -> str:
    """Return a command line without the values of options that carry secrets."""
    text = _SECRET_IN_ADDRESS.sub(r"\1…@", clean(command, 1000))
    text = _NIKTO_ID.sub(r"\1…", text)
    return clean(_SECRET_OPTION.sub(r"\1…", text), 300)
