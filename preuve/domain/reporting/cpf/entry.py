"""One passing of a certification, as the Caisse des Dépôts wants to hear of it.

An `Entry` that exists can be written: its constructor refuses what the schema or the rules refuse.
`read_entry` makes one from what a person typed and says everything that is wrong at once.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING

from preuve.domain.reporting.cpf.grammar import BY_KEY, Kind, Need, Node, Version
from preuve.domain.reporting.cpf.issues import Issue, Severity, issue
from preuve.domain.reporting.cpf.nir import Nir
from preuve.domain.reporting.cpf.rules import Places, calendar_issues, entry_issues
from preuve.domain.reporting.cpf.values import number_issue, shown, text_issue
from preuve.domain.reporting.errors import EntryError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from preuve.domain.reporting.cpf.values import Datum

_ORDER = {key: rank for rank, key in enumerate(BY_KEY)}
_FIRST_YEAR, _LAST_YEAR = 1900, 2099
#: What `Entry` holds as such; the flags follow from what is there.
_DERIVED = frozenset({"has_language_level", "has_digital_level"})
HOLDER_KEYS = ("file", "holder", "national")


@dataclass(frozen=True, slots=True)
class Certification:
    """What was granted: ``RNCP`` or ``RS``, the code (``RNCP37674``), and who deposits, if it is said."""

    kind: str
    code: str
    depositor: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingFile:
    """The holder by the number of a training file of the CPF."""

    number: str
    name: str
    first_name: str


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder by civil status.

    Attributes:
        sex: ``M`` or ``F``.
        insee_code: 5 characters, the code in force at birth; 99xxx abroad. Excludes `postal_code`.
        used_name: None when there is no other than the birth name.
        birth_month: None, with `birth_day`, when civil status doesn't know.
    """

    birth_name: str
    first_name: str
    birth_year: int
    sex: str
    used_name: str | None = None
    second_name: str | None = None
    third_name: str | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    insee_code: str | None = None
    postal_code: str | None = None
    commune: str | None = None
    country_code: str | None = None
    country: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class NationalId:
    """The holder by NIR (schema 1.1.5)."""

    nir: Nir
    birth_name: str


@dataclass(frozen=True, slots=True)
class DigitalResult:
    """A level (1 to 8) in a digital domain and competence, each one character."""

    level: int | None = None
    domain: str | None = None
    competence: str | None = None


@dataclass(frozen=True, slots=True)
class DigitalLevel:
    """A European digital level: a general score (1 to 1000), and results by competence."""

    score: int | None = None
    results: tuple[DigitalResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One passing; names and values are those of `grammar.PASSAGE`, None is what is not known.

    Attributes:
        key: our own stable key; the answer file names it.
        granted_on: the day on which the jury granted it.
        valid_until: None when it is for life.

    Raises:
        EntryError: anything blocking, with all of it.
    """

    key: str
    certification: Certification
    granted_on: date
    holder: TrainingFile | Holder | NationalId
    obtained: str = "PAR_ADMISSION"
    certified: bool = True
    proof_url: str | None = None
    option: str | None = None
    exam_start: date | None = None
    exam_end: date | None = None
    exam_mode: str | None = None
    exam_postal_code: str | None = None
    valid_until: date | None = None
    language_level: str | None = None
    digital: DigitalLevel | None = None
    score: str | None = None
    distinction: str | None = None
    route: str | None = None
    vae_route: str | None = None
    initiative: str | None = None
    enrolled_on: date | None = None
    comment: str | None = None

    def __post_init__(self) -> None:
        blocking = tuple(each for each in value_issues(values_of(self)) if each.severity is Severity.BLOCKING)
        blocking += tuple(_result_issues(self.digital))
        if blocking:
            raise EntryError(blocking)

    @property
    def version(self) -> Version:
        """The oldest schema that can hold this entry."""
        return Version.V1_1_5 if isinstance(self.holder, NationalId) else Version.V1_1_2


def values_of(entry: Entry) -> dict[str, Datum]:
    """The data of an entry by key, in the order of the flow, absent ones left out; results not among them."""
    values = _by_key("certification.", entry.certification)
    values |= _by_key("", entry)
    values |= _by_key(f"{prefix_of(entry.holder)}.", entry.holder)
    if entry.digital is not None and entry.digital.score is not None:
        values["digital.score"] = entry.digital.score
    return values


def prefix_of(holder: TrainingFile | Holder | NationalId) -> str:
    """How the keys of this kind of holder begin."""
    if isinstance(holder, TrainingFile):
        return "file"
    return "holder" if isinstance(holder, Holder) else "national"


def check_entry(entry: Entry, *, today: date, places: Places | None = None) -> tuple[Issue, ...]:
    """Warnings about an entry, and what can't be as of today (blocking), in the order of the flow."""
    values = values_of(entry)
    return sorted_issues([*value_issues(values), *calendar_issues(values, today=today, places=places)])


def value_issues(values: Mapping[str, Datum], unread: Collection[str] = ()) -> Iterator[Issue]:
    """Everything wrong with the data of an entry, each by itself and together.

    Keys in `unread` were given but couldn't be read: they are not missing.
    """
    yield from _missing({*values, *unread})
    for key, datum in values.items():
        wrong = _own_issue(BY_KEY[key], datum)
        if wrong is not None:
            yield wrong
    yield from entry_issues(values)


def _missing(given: set[str]) -> Iterator[Issue]:
    held = tuple(prefix for prefix in HOLDER_KEYS if any(key.startswith(f"{prefix}.") for key in given))
    if len(held) != 1:
        yield issue("holder", "two-holders" if held else "missing-holder")
    for key, leaf in BY_KEY.items():
        prefix = key.partition(".")[0]
        if (
            key in given
            or leaf.need is not Need.REQUIRED
            or prefix in {"flow", "certifier"}
            or key in _DERIVED
        ):
            continue
        if key != "holder.insee_code" and (prefix not in HOLDER_KEYS or prefix in held):
            yield issue(key, "missing-sex" if key == "holder.sex" else "missing")
    if "holder" in held and not {"holder.insee_code", "holder.postal_code"} & given:
        yield issue("holder.insee_code", "missing-birth-place")


def _own_issue(leaf: Node, datum: Datum) -> Issue | None:
    """What is wrong with a datum by itself."""
    value = leaf.value
    if value is None or value.kind in {Kind.FLAG, Kind.NIR}:
        return None
    if isinstance(datum, date):
        return None if _FIRST_YEAR <= datum.year <= _LAST_YEAR else issue(leaf.key, "not-a-date", found=datum)
    if isinstance(datum, int):
        return number_issue(leaf.key, value, datum)
    if value.kind is Kind.LISTED:
        listed = ", ".join(value.listed)
        return (
            None
            if datum in value.listed
            else issue(leaf.key, "not-listed", found=shown(datum), listed=listed)
        )
    if datum != datum.strip():
        return issue(leaf.key, "edges" if datum.strip() else "blank")
    return text_issue(leaf.key, value, datum)


def _result_issues(digital: DigitalLevel | None) -> Iterator[Issue]:
    if digital == DigitalLevel():
        yield issue("has_digital_level", "level-missing")
    for result in digital.results if digital is not None else ():
        for name in ("level", "domain", "competence"):
            datum = getattr(result, name)
            wrong = None if datum is None else _own_issue(BY_KEY[f"digital.results.{name}"], datum)
            if wrong is not None:
                yield wrong


def _by_key(prefix: str, part: object) -> dict[str, Datum]:
    """The plain data of a dataclass, by key."""
    values: dict[str, Datum] = {}
    for each in fields(part):  # type: ignore[arg-type]  # a dataclass of this module
        key, datum = prefix + each.name, getattr(part, each.name)
        if key in BY_KEY and datum is not None:
            values[key] = datum.number if isinstance(datum, Nir) else datum
    return values


def sorted_issues(issues: list[Issue]) -> tuple[Issue, ...]:
    """In the order of the flow."""
    return tuple(sorted(issues, key=lambda each: _ORDER.get(each.field, len(_ORDER))))
