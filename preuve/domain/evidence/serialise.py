"""Inspections as plain JSON and back: what crosses the sandbox, lies in the database and freezes.

Format ``preuve-inspection/1``. Keys are stable; texts are cleaned by the contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from preuve.domain.evidence.contract import (
    Comparison,
    Description,
    Fact,
    Finding,
    Inspection,
    Limit,
    Link,
    Place,
    PlaceKind,
    Relation,
    Strength,
    tidy_scalar,
)
from preuve.domain.evidence.wording import clean

FORMAT = "preuve-inspection/1"


def place_json(place: Place) -> dict[str, Any]:
    """Return a place without its empty attributes."""
    found: dict[str, Any] = {"artefact": place.artefact, "name": place.name, "kind": place.kind.value}
    if place.line:
        found["line"] = place.line
    if place.last_line > place.line:
        found["last_line"] = place.last_line
    if place.column:
        found["column"] = place.column
    if place.path:
        found["path"] = place.path
    return found


def place_from(value: Mapping[str, Any]) -> Place:
    """Return the place that `place_json` wrote."""
    line = value.get("line", 0)
    return Place(
        value["artefact"],
        value["name"],
        PlaceKind(value["kind"]),
        line,
        value.get("last_line", line),
        value.get("column", ""),
        value.get("path", ""),
    )


def _links(links: tuple[Link, ...]) -> dict[str, str]:
    return {link.criterion: link.relation.value for link in links}


def _links_from(value: Mapping[str, str]) -> tuple[Link, ...]:
    return tuple(Link(criterion, Relation(relation)) for criterion, relation in value.items())


def fact_json(fact: Fact) -> dict[str, Any]:
    """Return a fact as plain JSON."""
    return {
        "code": fact.code,
        "value": fact.value,
        "unit": fact.unit,
        "strength": int(fact.strength),
        "fr": fact.fr,
        "en": fact.en,
        "places": [place_json(place) for place in fact.places],
        "links": _links(fact.links),
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain JSON."""
    return {
        "code": finding.code,
        "value": finding.value,
        "fr": finding.fr,
        "en": finding.en,
        "places": [place_json(place) for place in finding.places],
        "links": _links(finding.links),
    }


def _limit_json(limit: Limit) -> dict[str, str]:
    return {"code": limit.code, "fr": limit.fr, "en": limit.en}


def description_json(description: Description) -> dict[str, Any]:
    """Return what the artefact says of itself as plain JSON."""
    return {
        "sha256": description.sha256,
        "name": clean(description.name, 300),
        "size": description.size,
        "format": description.format,
        "producer": clean(description.producer),
        "produced_at": clean(description.produced_at, 40),
        "period": [clean(moment, 40) for moment in description.period],
        "target": clean(description.target),
    }


def description_from(value: Mapping[str, Any]) -> Description:
    """Return the description that `description_json` wrote."""
    first, last = value["period"]
    return Description(**{**value, "period": (first, last)})


def _statements_json(of: Inspection | Comparison) -> dict[str, Any]:
    return {
        "facts": [fact_json(fact) for fact in of.facts],
        "findings": [finding_json(finding) for finding in of.findings],
        "limits": [_limit_json(limit) for limit in of.limits],
    }


def inspection_json(inspection: Inspection) -> dict[str, Any]:
    """Return an inspection as plain JSON."""
    return {
        "format": FORMAT,
        "inspector": inspection.inspector,
        "version": inspection.version,
        "artefact": description_json(inspection.artefact),
        "companions": [description_json(each) for each in inspection.companions],
        **_statements_json(inspection),
        "measures": _tidy_json(inspection.measures),
    }


def _tidy_json(value: Any) -> Any:
    """Texts cleaned and numbers that JSON can carry, at any depth."""
    if isinstance(value, Mapping):
        return {clean(str(key)): _tidy_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidy_json(each) for each in value]
    return tidy_scalar(value)


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain JSON."""
    return {
        "format": FORMAT,
        "inspector": comparison.inspector,
        "version": comparison.version,
        "before": description_json(comparison.before),
        "after": description_json(comparison.after),
        "same_scope": comparison.same_scope,
        **_statements_json(comparison),
    }


def _places_from(value: Mapping[str, Any]) -> tuple[Place, ...]:
    return tuple(place_from(place) for place in value["places"])


def fact_from(value: Mapping[str, Any]) -> Fact:
    """Return the fact that `fact_json` wrote."""
    return Fact(
        value["code"],
        value["value"],
        value["unit"],
        Strength(value["strength"]),
        value["fr"],
        value["en"],
        _places_from(value),
        _links_from(value["links"]),
    )


def finding_from(value: Mapping[str, Any]) -> Finding:
    """Return the finding that `finding_json` wrote."""
    return Finding(
        value["code"],
        value["value"],
        value["fr"],
        value["en"],
        _places_from(value),
        _links_from(value["links"]),
    )


def inspection_from(value: Mapping[str, Any]) -> Inspection:
    """Return the inspection that `inspection_json` wrote.

    Raises:
        KeyError, ValueError, TypeError: it was not written by this format.
    """
    return Inspection(
        value["inspector"],
        value["version"],
        description_from(value["artefact"]),
        tuple(fact_from(each) for each in value["facts"]),
        tuple(finding_from(each) for each in value["findings"]),
        tuple(Limit(**each) for each in value["limits"]),
        tuple(description_from(each) for each in value["companions"]),
        value["measures"],
    )


def comparison_from(value: Mapping[str, Any]) -> Comparison:
    """Return the comparison that `comparison_json` wrote; as `inspection_from`."""
    return Comparison(
        value["inspector"],
        value["version"],
        description_from(value["before"]),
        description_from(value["after"]),
        value["same_scope"],
        tuple(fact_from(each) for each in value["facts"]),
        tuple(finding_from(each) for each in value["findings"]),
        tuple(Limit(**each) for each in value["limits"]),
    )
