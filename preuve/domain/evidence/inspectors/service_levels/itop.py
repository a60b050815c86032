"""iTop's service level targets (class SLT), as its data files and its XML export write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels.model import Objective, ServiceLevels
from preuve.domain.evidence.reading.values import as_number
from preuve.domain.evidence.reading.xml import elements, place_of, text_of

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.xml import Element

_UNITS = {"minutes": 60.0, "hours": 3600.0}
_METRICS = {"tto": "TTO", "ttr": "TTR"}


def sniff(head: Head) -> float:
    """Certain for a ``Set`` that holds targets."""
    return 1.0 if head.xml_root[0] == "Set" and "<SLT" in head.text else 0.0


def read(artefact: Artefact) -> ServiceLevels:
    """Return one objective per target.

    Raises:
        UnreadableArtefactError: as `elements`; MISSING_FIELD without a target.
    """
    found = [_objective(artefact, each) for event, each in elements(artefact, "SLT") if event == "end"]
    if not found:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "SLT")
    return ServiceLevels("objectives", producer="iTop", objectives=tuple(found), untold=("itop",))


def _objective(artefact: Artefact, element: Element) -> Objective:
    value, unit = text_of(element, "value"), text_of(element, "unit")
    amount, scale = as_number(value), _UNITS.get(unit.lower())
    bound = amount * scale if amount is not None and scale and amount > 0 else None
    metric = text_of(element, "metric")
    path = f"//SLT[@id='{element.get('id')}']" if (element.get("id") or "").isalnum() else "//SLT"
    lacks = [] if value else ["target"]
    return Objective(
        name=text_of(element, "name"),
        place=place_of(artefact, element, path),
        target_place=place_of(artefact, element, f"{path}/value"),
        indicator=_METRICS.get(metric.lower(), metric),
        bound=bound,
        wrong=f"{value} {unit}".strip() if value and unit and bound is None else "",
        source="iTop",
        lacks=tuple(lacks + ([] if unit else ["unit"])),
    )
