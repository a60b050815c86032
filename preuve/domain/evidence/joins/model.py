"""A join and what it reads: rows of `Inspection.measures`, typed, wrong ones left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.tables import plain
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text
from preuve.domain.evidence.serialise import fact_json, finding_json, place_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from preuve.domain.evidence.contract import Fact, Finding, Inspection, Place


@dataclass(frozen=True, slots=True)
class Join:
    """What artefacts say of each other: `code` stable, `fr` and `en` its title."""

    code: str
    fr: str
    en: str
    facts: tuple[Fact, ...]
    findings: tuple[Finding, ...]


def join_json(join: Join) -> dict[str, Any]:
    """Return a join as plain JSON."""
    return {
        "code": join.code,
        "fr": join.fr,
        "en": join.en,
        "facts": [fact_json(fact) for fact in join.facts],
        "findings": [finding_json(finding) for finding in join.findings],
    }


@dataclass(frozen=True, slots=True)
class Measure:
    """One row of a measure, with its place."""

    row: Mapping[str, Any]
    place: Place

    def text(self, key: str) -> str:
        """Return a text, ``""`` when it is none."""
        return as_text(self.row.get(key)).strip()

    def number(self, key: str) -> float | None:
        """Return a finite number, or None."""
        return as_number(self.row.get(key))

    def moment(self, key: str) -> datetime | None:
        """Return a moment, or None."""
        return read_moment(self.text(key))

    def texts(self, key: str) -> list[str]:
        """Return a list of texts."""
        return [text for each in as_list(self.row.get(key)) if (text := as_text(each).strip())]


def measures(inspections: Sequence[Inspection], name: str) -> Iterator[Measure]:
    """Yield the rows of the measure `name` of all inspections; rows without a place are passed over."""
    for inspection in inspections:
        for row in as_list(inspection.measures.get(name)):
            place = as_dict(as_dict(row).get("place"))
            if {"artefact", "name", "kind"} <= set(place):
                yield Measure(row, place_from(place))


def same_name(first: str, second: str) -> bool:
    """Say whether two names mean the same thing: equal but for case, accents and signs."""
    folded = plain(first)
    return len(folded) > 1 and folded == plain(second)
