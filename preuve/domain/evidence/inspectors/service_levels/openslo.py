"""OpenSLO YAML (github.com/OpenSLO/OpenSLO, specifications v1alpha and v1): objects of kind SLO and SLI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels.amounts import shorthand
from preuve.domain.evidence.inspectors.service_levels.model import (
    MONTH,
    QUARTER,
    YEAR,
    Objective,
    ServiceLevels,
)
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_number, as_text, dig
from preuve.domain.evidence.reading.yamls import documents

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

_UNITS = {"Minute": 60, "Hour": 3600, "Day": 86400, "Week": 604800}
_CALENDAR = {"Month": MONTH, "Quarter": QUARTER, "Year": YEAR}


def sniff(head: Head) -> float:
    """Certain for the API group ``openslo``."""
    return 1.0 if head.yaml_values.get("apiVersion", "").startswith("openslo") else 0.0


def read(artefact: Artefact) -> ServiceLevels:
    """Return the objectives of all documents of kind SLO.

    Raises:
        UnreadableArtefactError: as `documents`; MISSING_FIELD when no document is an SLO.
    """
    found = documents(artefact)
    indicators = {
        as_text(dig(each.value, "metadata", "name")): as_dict(dig(each.value, "spec"))
        for each in found
        if dig(each.value, "kind") == "SLI"
    }
    levels = [each for each in found if dig(each.value, "kind") == "SLO"]
    if not levels:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found[0].place(), "kind: SLO")
    return ServiceLevels(
        "objectives",
        producer=as_text(dig(levels[0].value, "apiVersion")),
        target=as_text(dig(levels[0].value, "spec", "service")),
        objectives=tuple(each for document in levels for each in _objectives(document, indicators)),
        untold=("definition",),
    )


def _objectives(document: YamlDocument, indicators: dict[str, dict[str, Any]]) -> list[Objective]:
    spec = as_dict(dig(document.value, "spec"))
    name = as_text(dig(document.value, "metadata", "name"))
    window, calendar = _window(spec)
    common = as_dict(spec.get("indicator"))
    reference = as_text(spec.get("indicatorRef"))
    rows = as_list(spec.get("objectives"))
    found = []
    for index, row in enumerate(rows):
        own = as_dict(dig(row, "indicator")) or common
        inner = as_dict(own.get("spec")) or indicators.get(as_text(dig(row, "indicatorRef")) or reference, {})
        source = _source(inner) or _source(as_dict(dig(row, "ratioMetrics")))
        target, wrong, at = _target(row)
        label = as_text(dig(row, "displayName"))
        lacks = [] if target is not None or wrong else ["target"]
        lacks += [] if window else ["window"]
        lacks += [] if source else ["source"]
        found.append(
            Objective(
                name=f"{name} – {label}" if label and len(rows) > 1 else name or label,
                place=document.place("spec", "objectives", index),
                target_place=document.place("spec", "objectives", index, *at),
                service=as_text(spec.get("service")),
                indicator=as_text(dig(own, "metadata", "name")) or reference,
                target=target,
                wrong=wrong,
                window=window,
                calendar=calendar,
                window_place=document.place(
                    "spec", "timeWindow" if "timeWindow" in spec else "timeWindows", 0
                ),
                source=source,
                lacks=tuple(lacks),
                alerted=any(each is not None for each in as_list(spec.get("alertPolicies"))),
            )
        )
    return found


def _target(row: Any) -> tuple[float | None, str, tuple[str, ...]]:
    for key, scale in (("target", 1.0), ("targetPercent", 100.0)):
        text = as_text(dig(row, key))
        if text:
            amount = as_number(text)
            if amount is not None and 0 < amount / scale <= 1:
                return round(amount / scale, 9), "", (key,)
            return None, text, (key,)
    return None, "", ()


def _window(spec: dict[str, Any]) -> tuple[int | None, bool]:
    first = dig(spec, "timeWindow", 0)
    if first is not None:
        return shorthand(as_text(dig(first, "duration")))
    old = dig(spec, "timeWindows", 0)  # v1alpha
    count = as_int(dig(old, "count")) or 0
    unit = as_text(dig(old, "unit"))
    seconds = count * _CALENDAR.get(unit, _UNITS.get(unit, 0))
    return (seconds, unit in _CALENDAR) if 0 < seconds < 10**10 else (None, False)


def _source(indicator: dict[str, Any]) -> str:
    """Return the query or the kind of source of an indicator, in the shapes of v1 and v1alpha."""
    metrics = [as_dict(indicator.get("thresholdMetric"))]
    ratio = as_dict(indicator.get("ratioMetric")) or indicator
    metrics += [as_dict(ratio.get(key)) for key in ("good", "bad", "total", "raw")]
    for metric in metrics:
        source = as_dict(metric.get("metricSource")) or metric
        query = next((as_text(each) for each in as_dict(source.get("spec")).values() if as_text(each)), "")
        text = query or as_text(source.get("query")) or as_text(source.get("metricSourceRef"))
        text = text or as_text(source.get("type")) or as_text(source.get("source"))
        if text:
            return text
    return ""
