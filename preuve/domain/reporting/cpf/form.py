"""An entry from what a person typed or a table holds: texts by key, everything wrong said at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from preuve.domain.reporting.cpf.entry import (
    HOLDER_KEYS,
    Certification,
    DigitalLevel,
    Entry,
    Holder,
    NationalId,
    TrainingFile,
    sorted_issues,
    value_issues,
)
from preuve.domain.reporting.cpf.grammar import BY_KEY, Kind, Version
from preuve.domain.reporting.cpf.issues import Issue, Severity, issue
from preuve.domain.reporting.cpf.nir import Nir, read_nir
from preuve.domain.reporting.cpf.rules import Places, calendar_issues
from preuve.domain.reporting.cpf.values import read_value
from preuve.domain.reporting.errors import NirError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from preuve.domain.reporting.cpf.values import Datum

_FRENCH_DATE = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_HOLDERS = {"file": TrainingFile, "holder": Holder, "national": NationalId}
#: What a form may give, by key. Results by digital competence have no place in a flat form.
FIELDS = tuple(
    key for key in BY_KEY if not key.startswith(("flow.", "certifier.", "has_", "digital.results."))
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of typed data.

    Attributes:
        entry: the entry; None when anything blocking is among the issues.
        issues: everything wrong or surprising, in the order of the flow.
    """

    entry: Entry | None
    issues: tuple[Issue, ...]


def read_entry(
    typed: Mapping[str, str], *, today: date, version: Version = Version.V1_1_5, places: Places | None = None
) -> Reading:
    """An entry from typed texts by key (`FIELDS`); blanks around them don't count, blank is absent.

    Dates as ``YYYY-MM-DD`` or ``DD/MM/YYYY``; the NIR with its key. ``certified`` is true and ``obtained``
    ``PAR_ADMISSION`` unless said otherwise.

    Raises:
        KeyError: a key that is no field.
    """
    values: dict[str, Datum] = {"obtained": "PAR_ADMISSION", "certified": True}
    issues: list[Issue] = []
    unread: set[str] = set()
    for key, text in typed.items():
        if key not in FIELDS:
            raise KeyError(key)
        if not text.strip():
            continue
        datum = _read(key, text.strip())
        if isinstance(datum, Issue):
            issues.append(datum)
            unread.add(key)
        else:
            values[key] = datum
    issues += (each for each in value_issues(values, unread) if each not in issues)
    issues += calendar_issues(values, today=today, places=places)
    if version is Version.V1_1_2 and "national.nir" in values:
        issues.append(issue("national.nir", "needs-1.1.5"))
    blocked = any(each.severity is Severity.BLOCKING for each in issues)
    return Reading(None if blocked else _entry(values), sorted_issues(issues))


def _read(key: str, text: str) -> Datum | Issue:
    value = BY_KEY[key].value
    assert value is not None  # noqa: S101 - every leaf of the grammar has one; this is for the type checker
    if value.kind is Kind.NIR:
        try:
            return read_nir(text).number
        except NirError as error:
            return issue(key, error.fault.value, length=error.length)
    if value.kind is Kind.DATE and (french := _FRENCH_DATE.fullmatch(text)):
        text = f"{french[3]}-{french[2]:0>2}-{french[1]:0>2}"
    return read_value(key, value, text)


def _entry(values: dict[str, Datum]) -> Entry:
    parts: dict[str, dict[str, Any]] = {}
    for key, datum in values.items():
        prefix, _, name = key.rpartition(".")
        parts.setdefault(prefix, {})[name] = datum
    (held,) = (prefix for prefix in HOLDER_KEYS if prefix in parts)
    if held == "national":
        parts[held]["nir"] = Nir(parts[held]["nir"])
    digital = DigitalLevel(**parts["digital"]) if "digital" in parts else None
    return Entry(
        **parts[""],
        certification=Certification(**parts["certification"]),
        holder=_HOLDERS[held](**parts[held]),
        digital=digital,
    )
