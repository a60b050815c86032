"""What an inspector is, and the four things it may state of an artefact.

An inspector reads one kind of work product made by a professional's real tools and states *facts* (a value
read or recomputed, with its place), *findings* (a contradiction or a gap inside the artefacts, with its
place) and *limits* (what the artefact can't tell). It never says that a criterion is met: the jury judges
(évaluation defined by article L6113-1 of the French Labour Code). Which criterion a statement speaks about is
not the inspector's business either: `links.py` attaches the links that ship for a framework.

Nothing here opens a file, reads a clock or draws at random: bytes come through `Artefact.open`, and today's
date through `Context`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, Protocol

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.wording import clean, render

if TYPE_CHECKING:
    from datetime import datetime

    from preuve.domain.evidence.reading.head import Head

Scalar = str | int | float | bool | None
Value = Scalar | Sequence[Scalar] | Mapping[str, Scalar]
#: Plain JSON, for what joins read.
Json = Any

#: A statement keeps this many places; its value says how many there are in all.
MAX_PLACES = 50


class Strength(IntEnum):
    """How far a fact carries (evidence.md §1); used to rank, never to judge."""

    RECOMPUTED = 5  # derived from raw data: test cases, log lines, signatures, timings
    READ = 4  # stated by a tool's own output: scanner, exporter, backup tool
    DECLARED = 3  # typed by a person in a structured form: risk level, RTO
    STRUCTURED = 2  # a section, a table, a numbered step exists
    PRESENT = 1  # a word or a source exists


class Relation(StrEnum):
    """How a statement speaks about a criterion."""

    SHOWS = "shows"
    SITUATES = "situates"
    CONTRADICTS = "contradicts"


class PlaceKind(StrEnum):
    """How a place is written in its artefact."""

    XML = "xml"
    JSON = "json"
    YAML = "yaml"
    CSV = "csv"
    SHEET = "sheet"
    TEXT = "text"
    CERTIFICATE = "certificate"
    EVENT = "event"
    COMMIT = "commit"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which artefact. Lines and columns count from 1; 0 means that the kind has none.

    Attributes:
        artefact: SHA-256 of the artefact's bytes, in hexadecimal.
        name: the artefact's name as given; a member of an archive is ``archive.zip!folder/member``.
        kind: how `path`, `line` and `column` are meant.
        line, last_line: first and last physical line, both included.
        column: name of the CSV column; cell for a sheet.
        path: XPath, JSON Pointer (RFC 6901), YAML path, sheet's name, certificate's serial number in
            hexadecimal, event record's number, commit's SHA (with ``:path`` for a file).
    """

    artefact: str
    name: str
    kind: PlaceKind
    line: int = 0
    last_line: int = 0
    column: str = ""
    path: str = ""

    def words(self, language: str = "fr") -> str:
        """Say the place in a few words, without the artefact's name."""
        line, to = ("ligne", "lignes") if language == "fr" else ("line", "lines")
        parts = []
        if self.line:
            spread = self.last_line > self.line
            parts.append(f"{to} {self.line}-{self.last_line}" if spread else f"{line} {self.line}")
        if self.column:
            label = {"fr": "cellule", "en": "cell"} if self.kind is PlaceKind.SHEET else _COLUMN
            parts.append(f"{label[language]} {self.column}")
        if self.path:
            label_of_path = _PATHS.get(self.kind, {"fr": "", "en": ""})[language]
            parts.append(f"{label_of_path} {self.path}".strip())
        return ", ".join(parts) or {"fr": "tout le fichier", "en": "the whole file"}[language]


_COLUMN = {"fr": "colonne", "en": "column"}
_PATHS = {
    PlaceKind.SHEET: {"fr": "feuille", "en": "sheet"},
    PlaceKind.CERTIFICATE: {"fr": "certificat n°", "en": "certificate no."},
    PlaceKind.EVENT: {"fr": "événement", "en": "event"},
    PlaceKind.COMMIT: {"fr": "commit", "en": "commit"},
}


@dataclass(frozen=True, slots=True)
class Artefact:
    """Bytes to be read, known by their SHA-256.

    Attributes:
        name: the file's name, for words and as a weak hint; never a path that is opened.
        size: in bytes.
        sha256: in hexadecimal.
        open: gives a new binary stream from the first byte, each time it is called.
    """

    name: str
    size: int
    sha256: str
    open: Callable[[], BinaryIO]

    def place(
        self,
        kind: PlaceKind = PlaceKind.FILE,
        *,
        line: int = 0,
        last_line: int = 0,
        column: str = "",
        path: str = "",
    ) -> Place:
        """Return a place in this artefact; without arguments, the whole file."""
        return Place(
            self.sha256,
            self.name,
            kind,
            line,
            max(line, last_line),
            clean(column, 80) if column else "",
            clean(path, 300) if path else "",
        )


@dataclass(frozen=True, slots=True)
class Link:
    """A criterion of a framework that a statement speaks about, and how."""

    criterion: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Fact:
    """A value read or recomputed.

    Attributes:
        code: ``inspector.subject``, stable, English.
        value: scalar, list of scalars or mapping of names to scalars; `unit` is that of the scalars
            (``""`` for counts of what the code names, ``ratio`` for 0..1, ``s``, ``ms``, ``B``, ``days`` …).
        strength: see `Strength`.
        fr, en: the same sentence in both languages, from one template and its values.
        places: at most `MAX_PLACES`, never empty.
        links: attached afterwards by `links.py`.
    """

    code: str
    value: Value
    unit: str
    strength: Strength
    fr: str
    en: str
    places: tuple[Place, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction or a gap inside the artefacts. `value` is how often, or the figure that is wrong."""

    code: str
    value: Value
    fr: str
    en: str
    places: tuple[Place, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """What the artefact can't tell, in both languages."""

    code: str
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact, declared once beside the code that states it; `fr` and `en` are `wording` templates."""

    code: str
    strength: Strength
    fr: str
    en: str
    unit: str = ""

    def state(self, value: Value, places: Iterable[Place], **values: Value) -> Fact:
        """State it; the templates see `value` and each of `values`."""
        known = {"value": value, **values}
        return Fact(
            self.code,
            tidy(value),
            self.unit,
            self.strength,
            render(self.fr, known, "fr"),
            render(self.en, known, "en"),
            _bounded(places),
        )


@dataclass(frozen=True, slots=True)
class FindingKind:
    """A kind of finding; as `FactKind`. One finding per code and artefact, with all its places."""

    code: str
    fr: str
    en: str

    def state(self, value: Value, places: Iterable[Place], **values: Value) -> Finding:
        """State it; the templates see `value` and each of `values`."""
        known = {"value": value, **values}
        return Finding(
            self.code,
            tidy(value),
            render(self.fr, known, "fr"),
            render(self.en, known, "en"),
            _bounded(places),
        )


@dataclass(frozen=True, slots=True)
class LimitKind:
    """A kind of limit."""

    code: str
    fr: str
    en: str

    def state(self, **values: Value) -> Limit:
        """State it."""
        return Limit(self.code, render(self.fr, values, "fr"), render(self.en, values, "en"))


def _bounded(places: Iterable[Place]) -> tuple[Place, ...]:
    kept: dict[Place, None] = {}
    for place in places:
        kept[place] = None
        if len(kept) == MAX_PLACES:
            break
    if not kept:
        message = "a statement without a place"
        raise ValueError(message)
    return tuple(kept)


def tidy(value: Value) -> Value:
    """Return `value` as it may be kept: texts cleaned and bounded, lists and mappings bounded to 200."""
    if isinstance(value, str):
        return clean(value, 500)
    if isinstance(value, (int, float)) or value is None:
        return tidy_scalar(value)
    if isinstance(value, Mapping):
        return {clean(str(key), 120): tidy_scalar(each) for key, each in list(value.items())[:200]}
    return [tidy_scalar(each) for each in list(value)[:200]]


def tidy_scalar(value: Scalar) -> Scalar:
    """Return a scalar as it may be kept: a number that JSON can't carry (infinite, huge) becomes None."""
    if isinstance(value, str):
        return clean(value, 300)
    if isinstance(value, (int, float)) and not -1e18 < value < 1e18:
        return None
    return value


@dataclass(frozen=True, slots=True)
class Description:
    """What the artefact says of itself. Texts are ``""`` and dates None when it says nothing.

    Attributes:
        format: id of the `Format`.
        producer: tool and version, as the file names them.
        produced_at: ISO 8601, as precise as the file is (``2026-05`` is allowed); ``""`` unknown.
        period: first and last ISO 8601 moment that the content covers; ``("", "")`` unknown.
        target: what was looked at: host, URL, project, service.
    """

    sha256: str
    name: str
    size: int
    format: str
    producer: str = ""
    produced_at: str = ""
    period: tuple[str, str] = ("", "")
    target: str = ""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one inspector states of one artefact (and of those read with it).

    `measures` is plain JSON, small (under 200 kB), documented by the inspector: what joins between artefacts
    need (objectives, series, durations, tags), with places in the form of `serialise.place_json`.
    """

    inspector: str
    version: str
    artefact: Description
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    limits: tuple[Limit, ...]
    companions: tuple[Description, ...] = ()
    measures: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two artefacts of one kind; `same_scope` is checked first, and said.

    When the scopes differ, a finding says so and what closed can't be told from what was not looked at.
    """

    inspector: str
    version: str
    before: Description
    after: Description
    same_scope: bool
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What an inspector may know beside the bytes; everything optional but the date.

    Attributes:
        as_of: the moment that validity and age are measured against; aware.
        people: names and e-mail addresses of the candidate, for shares of authorship.
        declared: figures declared elsewhere in the portfolio (``backup_frequency_days``, ``rto_s`` …).
    """

    as_of: datetime
    people: tuple[str, ...] = ()
    declared: Mapping[str, float] = field(default_factory=dict)


class Sniff(Protocol):
    """How sure a format is that a file is its own, from 0 (no) to 1 (certain), from its first bytes."""

    def __call__(self, head: Head) -> float:
        """Return the confidence; never raises."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that an inspector reads.

    Attributes:
        id: stable, lower case, ``junit``.
        label: as professionals call it, ``JUnit XML``.
        export: how to make it, ``pytest --junitxml=rapport.xml``.
        sniff: see `Sniff`.
    """

    id: str
    label: str
    export: str
    sniff: Sniff


class Inspector(ABC):
    """One kind of work product. Stateless: one object serves all files.

    A sub-class is one module or folder; it is found through the entry point group ``preuve.inspectors``.
    """

    #: Stable, lower case, English.
    id: ClassVar[str]
    #: Changes with every change of what is stated; kept beside each statement.
    version: ClassVar[str]
    #: Name shown to people, French then English.
    title: ClassVar[tuple[str, str]]
    formats: ClassVar[tuple[Format, ...]]
    #: Links to criteria that an inspector from outside brings itself: framework's key → code → criterion →
    #: relation. Those of the project ship as data.
    links: ClassVar[Mapping[str, Mapping[str, Mapping[str, str]]]] = {}

    def sniff(self, head: Head) -> float:
        """Return how sure this inspector is that it reads the file; the best of its formats."""
        return max((each.sniff(head) for each in self.formats), default=0.0)

    def format_of(self, head: Head) -> Format:
        """Return the format that claims the file most.

        Raises:
            UnreadableArtefactError: UNKNOWN_FORMAT, when none claims it.
        """
        sure = [each.sniff(head) for each in self.formats]
        most = max(sure)
        if not most:
            raise UnreadableArtefactError(Unreadable.UNKNOWN_FORMAT)
        return self.formats[sure.index(most)]

    @abstractmethod
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:
        """State what the first artefact says, reading the others with it where that means something.

        Raises:
            UnreadableArtefactError: with its place.
        """

    def members(self, artefact: Artefact) -> Iterator[Artefact]:  # noqa: ARG002 - the contract
        """Yield the files that the artefact holds inside, for the other inspectors; most hold none.

        Bounded as `reading.archives.members`; a member's name is ``artefact!path``.

        Raises:
            UnreadableArtefactError: as `inspect`.
        """
        return iter(())

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - the contract
        """State what changed from one artefact to the other.

        Raises:
            UnreadableArtefactError: NOT_COMPARABLE when this kind knows no before and after, or when the two
                are of formats that can't be held side by side; or because one of them can't be read.
        """
        raise UnreadableArtefactError(Unreadable.NOT_COMPARABLE)
