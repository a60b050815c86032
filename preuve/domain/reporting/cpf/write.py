"""The flow as XML, streamed: memory doesn't grow with the number of entries.

Elements come in the order of the published constraints; an optional one without a value is left out, one
that must be there says ``xsi:nil="true"``.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from lxml import etree

from preuve.domain.reporting.cpf.entry import Entry, Holder, TrainingFile
from preuve.domain.reporting.cpf.grammar import (
    BY_KEY,
    MOST_BYTES,
    MOST_ENTRIES,
    NAMESPACE,
    PASSAGE,
    XSI,
    Kind,
    Node,
    Value,
    Version,
)
from preuve.domain.reporting.cpf.issues import Issue, issue
from preuve.domain.reporting.cpf.values import read_value, text_issue
from preuve.domain.reporting.errors import EntryError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from preuve.domain.reporting.cpf.entry import Certification, NationalId

_NIL = {f"{{{XSI}}}nil": "true"}
_PREFIXES = {"cpf": NAMESPACE, "xsi": XSI}
#: A character takes at most 6 bytes (``&quot;``-like references of 5 and 6, or 4 of UTF-8).
_MOST_BYTES_A_CHARACTER = 6
_END_BYTES = 4_096
_RESULT_BYTES = 300


class Action(StrEnum):
    """What the flow does with its entries (schema 1.1.5)."""

    CREATION = "CREATION"
    DELETION = "SUPPRESSION"


class Sink(Protocol):
    """Where bytes go: an open binary file."""

    def write(self, data: bytes, /) -> object:
        """Take some bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends for whom: client ids of exactly 8 characters, contract of 1 to 20.

    Raises:
        EntryError: an id that the flow can't hold.
    """

    client: str
    certifier: str
    contract: str

    def __post_init__(self) -> None:
        texts = (
            ("flow.client", self.client),
            ("certifier.client", self.certifier),
            ("certifier.contract", self.contract),
        )
        _refuse(tuple(found for key, text in texts if (found := _text_issue(key, text))))


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself.

    Attributes:
        flow_id: 1 to 50 characters, never used before.
        moment: when it is made, with its offset from UTC.

    Raises:
        EntryError: an id too long, or a moment without offset, with fractions, or out of the years 1900–2099.
    """

    flow_id: str
    moment: datetime
    sender: Sender
    version: Version = Version.V1_1_2
    action: Action = Action.CREATION

    def __post_init__(self) -> None:
        wrong = _text_issue("flow.id", self.flow_id)
        moment = read_value("flow.moment", Value(Kind.MOMENT), self.moment.isoformat())
        _refuse(tuple(each for each in (wrong, moment) if isinstance(each, Issue)))


@dataclass(frozen=True, slots=True)
class Written:
    """What is in a file: its id, how many entries, how many bytes."""

    flow_id: str
    entries: int
    bytes: int


def write_flows(
    entries: Iterable[Entry],
    *,
    header: Callable[[int], Header],
    open_sink: Callable[[Header], Sink],
    most_entries: int = MOST_ENTRIES,
    most_bytes: int = MOST_BYTES,
) -> Iterator[Written]:
    """Write as many files as the limits ask for; no entries, no file.

    Entries of one certification that follow each other share its element: sort them by certification.
    A file is closed a little before `most_bytes`, as soon as the largest possible next entry might not fit.

    Args:
        entries: read once, one at a time.
        header: header of the file with this rank, from 1.
        open_sink: where the file goes; asked for when the file has its first entry. Closing is the caller's.
        most_entries: entries in a file, at least 1.
        most_bytes: bytes in a file; a file always takes one entry.

    Yields:
        what was written, after each file.

    Raises:
        EntryError: an entry that the header's version can't hold.
    """
    source = _Source(iter(entries))
    number = 0
    while source.entry is not None:
        number += 1
        yield _write_file(source, header(number), open_sink, most_entries, most_bytes)


class _Source:
    """Entries with a look at the next."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._entries = entries
        self.entry = next(entries, None)

    def advance(self) -> None:
        self.entry = next(self._entries, None)


class _Counted:
    """A sink that counts."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.bytes = 0

    def write(self, data: bytes) -> None:
        self._sink.write(data)
        self.bytes += len(data)


def _write_file(
    source: _Source,
    header: Header,
    open_sink: Callable[[Header], Sink],
    most_entries: int,
    most_bytes: int,
) -> Written:
    sink = _Counted(open_sink(header))
    count = 0
    with etree.xmlfile(sink, encoding="UTF-8") as xml:
        xml.write_declaration()
        with xml.element(_tag("flux"), nsmap=_PREFIXES):
            _write_value(xml, _tag("idFlux"), header.flow_id)
            _write_value(xml, _tag("horodatage"), header.moment.isoformat())
            if header.version is Version.V1_1_5:
                _write_value(xml, _tag("action"), header.action.value)
            with xml.element(_tag("emetteur")):
                _write_value(xml, _tag("idClient"), header.sender.client)
                with xml.element(_tag("certificateurs")), xml.element(_tag("certificateur")):
                    _write_value(xml, _tag("idClient"), header.sender.certifier)
                    _write_value(xml, _tag("idContrat"), header.sender.contract)
                    with (
                        xml.element(_tag("certifications")),
                        closing(_passages(xml, source, header.version)) as passages,
                    ):
                        for _ in passages:
                            count += 1
                            xml.flush()
                            if count >= most_entries or not _fits(source.entry, sink.bytes, most_bytes):
                                break
    return Written(header.flow_id, count, sink.bytes)


def _passages(xml: Any, source: _Source, version: Version) -> Generator[None, None, None]:
    """Write entry after entry, and pause after each."""
    while source.entry is not None:
        certification = source.entry.certification
        with xml.element(_tag("certification")):
            _write_certification(xml, certification)
            with xml.element(_tag("passageCertifications")):
                while source.entry is not None and source.entry.certification == certification:
                    if source.entry.version > version:
                        raise EntryError((issue("national.nir", "needs-1.1.5"),))
                    _write_passage(xml, source.entry)
                    source.advance()
                    yield


def _fits(entry: Entry | None, written: int, most: int) -> bool:
    """Whether the largest form of the entry, and all the end tags, go into what is left."""
    if entry is None:
        return True
    results = len(entry.digital.results) if entry.digital is not None else 0
    return written + _LARGEST + results * _RESULT_BYTES + _END_BYTES <= most


def _write_certification(xml: Any, certification: Certification) -> None:
    _write_value(xml, _tag("type"), certification.kind)
    _write_value(xml, _tag("code"), certification.code)
    if certification.depositor is not None:
        _write_value(xml, _tag("natureDeposant"), certification.depositor)


def _write_passage(xml: Any, entry: Entry) -> None:
    element = xml.element
    xml.write("\n")  # an entry a line: a fault's line finds it
    with element(_PASSAGE):
        _write_plain(xml, _BEFORE, entry)
        _write_level(xml, "presenceNiveauLangueEuro", present=entry.language_level is not None)
        _write_plain(xml, _LANGUAGE, entry)
        _write_level(xml, "presenceNiveauNumeriqueEuro", present=entry.digital is not None)
        if entry.digital is not None:
            _write_digital(xml, entry)
        _write_plain(xml, _AFTER, entry)
        with element(_tag("modalitesInscription")):
            _write_plain(xml, _ENROLMENT, entry)
        with element(_tag("identificationTitulaire")):
            _write_holder(xml, entry.holder)
        _write_plain(xml, _LAST, entry)


def _write_level(xml: Any, name: str, *, present: bool) -> None:
    _write_value(xml, _tag(name), "true" if present else "false")


def _write_digital(xml: Any, entry: Entry) -> None:
    digital = entry.digital
    with xml.element(_tag("niveauNumeriqueEuropeen")):
        _write_plain(xml, _DIGITAL, digital)
        if digital is not None and digital.results:
            with xml.element(_tag("resultats")):
                for result in digital.results:
                    with xml.element(_tag("resultat")):
                        _write_plain(xml, _RESULT, result)


def _write_holder(xml: Any, holder: TrainingFile | Holder | NationalId) -> None:
    if isinstance(holder, TrainingFile):
        with xml.element(_tag("dossierFormation")):
            _write_plain(xml, _FILE, holder)
    elif isinstance(holder, Holder):
        with xml.element(_tag("titulaire")):
            _write_plain(xml, _STATUS, holder)
            with xml.element(_tag("codeCommuneNaissance")):
                _write_birth_place(xml, holder)
            _write_plain(xml, _STATUS_END, holder)
    else:
        with xml.element(_tag("identifiantNational")):
            _write_value(xml, _tag("nir"), holder.nir.number)
            _write_value(xml, _tag("nomNaissance"), holder.birth_name)


def _write_birth_place(xml: Any, holder: Holder) -> None:
    names = (
        ("codeInseeNaissance", "codeInsee") if holder.insee_code else ("codePostalNaissance", "codePostal")
    )
    with xml.element(_tag(names[0])):
        _write_value(xml, _tag(names[1]), str(holder.insee_code or holder.postal_code))


def _write_plain(xml: Any, plan: tuple[tuple[str, str, bool], ...], part: object) -> None:
    element, write = xml.element, xml.write
    for name, tag, nillable in plan:
        datum = getattr(part, name)
        if datum is not None:
            with element(tag):
                write(datum if type(datum) is str else _TEXTS[type(datum)](datum))
        elif nillable:
            with element(tag, _NIL):
                pass


def _write_value(xml: Any, tag: str, text: str) -> None:
    with xml.element(tag):
        xml.write(text)


_TEXTS: dict[type, Callable[[Any], str]] = {
    int: str,
    bool: lambda flag: "true" if flag else "false",
    date: date.isoformat,
}


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _plan(*keys: str) -> tuple[tuple[str, str, bool], ...]:
    """Attribute, tag, and whether its absence is written."""
    return tuple(
        (key.rpartition(".")[2], _tag(leaf.name), leaf.need.value == "nillable")
        for key, leaf in ((key, BY_KEY[key]) for key in keys)
    )


def _text_issue(key: str, text: str) -> Issue | None:
    value = BY_KEY[key].value
    return text_issue(key, value, text) if value is not None else None


def _refuse(issues: tuple[Issue, ...]) -> None:
    if issues:
        raise EntryError(issues)


def _largest(node: Node) -> int:
    """Bytes of the element at its largest, results by competence left out."""
    own = 2 * len(node.name) + len("<cpf:></cpf:>") + len(' xsi:nil="true"')
    if node.value is None:
        return own + sum(_largest(child) for child in node.children)
    longest = max(node.value.high, *(len(listed) for listed in node.value.listed), 25)
    return own + longest * _MOST_BYTES_A_CHARACTER


_PASSAGE = _tag(PASSAGE.name)
_LARGEST = _largest(PASSAGE)
_BEFORE = _plan(
    "key",
    "proof_url",
    "option",
    "obtained",
    "certified",
    "exam_start",
    "exam_end",
    "exam_mode",
    "exam_postal_code",
    "granted_on",
    "valid_until",
)
_LANGUAGE = _plan("language_level")
_AFTER = _plan("score", "distinction")
_ENROLMENT = _plan("route", "vae_route", "initiative", "enrolled_on")
_LAST = _plan("comment")
_DIGITAL = _plan("digital.score")
_RESULT = _plan("digital.results.level", "digital.results.domain", "digital.results.competence")
_FILE = _plan("file.number", "file.name", "file.first_name")
_STATUS = _plan(
    *(
        f"holder.{name}"
        for name in (
            "birth_name",
            "used_name",
            "first_name",
            "second_name",
            "third_name",
            "birth_year",
            "birth_month",
            "birth_day",
            "sex",
        )
    )
)
_STATUS_END = _plan(*(f"holder.{name}" for name in ("commune", "country_code", "country", "comment")))
