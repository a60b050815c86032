"""Rules between the data of one entry, which the schema can't say.

`entry_issues` takes plain values by key, so that an entry that is being typed, a whole entry and a flow
from elsewhere meet the same rules.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Protocol

from preuve.domain.reporting.cpf.issues import Issue, Severity, issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preuve.domain.reporting.cpf.values import Datum

_CODE = re.compile(r"(RNCP|RS)[0-9]{1,6}")
_BLOCK = re.compile(r"(RNCP|RS)[0-9]{1,6}BC[0-9]+")
_INSEE = re.compile(r"(?:0[1-9]|[1-9][0-9]|2[AB])[0-9]{3}")
_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s]*")
_NAMES = (
    "holder.birth_name",
    "holder.used_name",
    "holder.first_name",
    "holder.second_name",
    "holder.third_name",
    "file.name",
    "file.first_name",
    "national.birth_name",
)
#: Corsica became two departments (law 75-356).
_CORSICA_SPLIT = 1976
_YOUNGEST, _OLDEST = 14, 100


class Places(Protocol):
    """Which communes and countries there were."""

    def existed(self, insee_code: str, year: int) -> bool:
        """Whether the code was in force in that year."""
        ...


def entry_issues(values: Mapping[str, Datum]) -> Iterator[Issue]:
    """What contradicts in the data of one entry; absent keys are no matter of this function."""
    yield from _certification(values)
    yield from _dates(values)
    yield from _results(values)
    yield from _birth(values)
    yield from _birth_place(values)
    for key in _NAMES:
        if any(character.isdigit() for character in str(values.get(key, ""))):
            yield issue(key, "digits-in-name", Severity.WARNING)


def calendar_issues(
    values: Mapping[str, Datum], *, today: date, places: Places | None = None
) -> Iterator[Issue]:
    """What can't be as of today: granted in the future, a commune that didn't exist in the year of birth."""
    for key in ("exam_start", "exam_end", "granted_on", "enrolled_on"):
        day = values.get(key)
        if isinstance(day, date) and day > today:
            yield issue(key, "future", found=day, today=today)
    code, year = values.get("holder.insee_code"), values.get("holder.birth_year")
    if (
        places is not None
        and code is not None
        and isinstance(year, int)
        and not places.existed(str(code), year)
    ):
        yield issue("holder.insee_code", "insee-unknown", found=code, year=year)


def _certification(values: Mapping[str, Datum]) -> Iterator[Issue]:
    kind, code = values.get("certification.kind"), values.get("certification.code")
    if kind is not None and kind not in {"RNCP", "RS"}:
        yield issue("certification.kind", "kind-unknown", found=kind)
    if code is None:
        return
    found = _CODE.fullmatch(str(code))
    if _BLOCK.fullmatch(str(code)):
        yield issue("certification.code", "code-of-a-block", found=code)
    elif not found:
        yield issue("certification.code", "code-shape", found=code)
    elif kind in {"RNCP", "RS"} and found[1] != kind:
        yield issue("certification.code", "code-of-other-kind", found=code, kind=kind)


def _dates(values: Mapping[str, Datum]) -> Iterator[Issue]:
    yield from _order(values, "exam_start", "exam_end")
    yield from _order(values, "exam_start" if "exam_end" not in values else "exam_end", "granted_on")
    yield from _order(values, "granted_on", "valid_until")
    enrolled, granted = values.get("enrolled_on"), values.get("granted_on")
    if isinstance(enrolled, date) and isinstance(granted, date) and granted < enrolled:
        yield issue("granted_on", "before", found=granted, other=enrolled, label="enrolled_on")


def _order(values: Mapping[str, Datum], first: str, last: str) -> Iterator[Issue]:
    start, end = values.get(first), values.get(last)
    if isinstance(start, date) and isinstance(end, date) and end < start:
        yield issue(last, "before", found=end, other=start, label=first)


def _results(values: Mapping[str, Datum]) -> Iterator[Issue]:
    if values.get("obtained") == "PAR_SCORING" and "score" not in values:
        yield issue("score", "score-missing")
    if "vae_route" in values and values.get("route") != "VAE":
        yield issue("vae_route", "not-vae")
    address = values.get("proof_url")
    if address is not None and not _ADDRESS.fullmatch(str(address)):
        yield issue("proof_url", "not-an-address", found=address)
    for flag, held in (("has_language_level", "language_level"), ("has_digital_level", "digital")):
        has = any(key == held or key.startswith(f"{held}.") for key in values)
        if flag in values and values[flag] is not has:
            yield issue(flag, "level-unsaid" if has else "level-missing")


def _birth(values: Mapping[str, Datum]) -> Iterator[Issue]:
    year, month, day = (values.get(f"holder.birth_{part}") for part in ("year", "month", "day"))
    if not isinstance(year, int):
        return
    if day is not None and month is None:
        yield issue("holder.birth_day", "day-without-month")
        return
    try:  # the start of what is unknown: the oldest that the person can be
        born = date(year, int(str(month or 1)), int(str(day or 1)))
    except ValueError:
        yield issue("holder.birth_day", "no-such-day", found=f"{year}-{month:0>2}-{day:0>2}")
        return
    granted = values.get("granted_on")
    if isinstance(granted, date):
        yield from _age(born, granted)


def _age(born: date, granted: date) -> Iterator[Issue]:
    if born > granted:
        yield issue("holder.birth_year", "birth-after-grant", granted=granted)
        return
    age = granted.year - born.year - ((granted.month, granted.day) < (born.month, born.day))
    if not _YOUNGEST <= age <= _OLDEST:
        yield issue("holder.birth_year", "age", Severity.WARNING, age=age)


def _birth_place(values: Mapping[str, Datum]) -> Iterator[Issue]:
    if "holder.insee_code" not in values:
        return
    code, year = str(values["holder.insee_code"]), values.get("holder.birth_year")
    if "holder.postal_code" in values:
        yield issue("holder.postal_code", "both-places")
    if not _INSEE.fullmatch(code):
        yield issue("holder.insee_code", "insee-shape", found=code)
    elif isinstance(year, int) and _is_of_other_corsica(code, year):
        yield issue("holder.insee_code", "insee-corsica", Severity.WARNING, found=code)
    elif code.startswith("99") and not {"holder.country", "holder.country_code"} & values.keys():
        yield issue("holder.country", "country-unnamed", Severity.WARNING, found=code)


def _is_of_other_corsica(code: str, year: int) -> bool:
    return code.startswith("20") if year >= _CORSICA_SPLIT else code.startswith(("2A", "2B"))
