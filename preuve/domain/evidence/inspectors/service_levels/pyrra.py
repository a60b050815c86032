"""Pyrra (github.com/pyrra-dev/pyrra): Kubernetes objects of the group ``pyrra.dev``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels.amounts import shorthand
from preuve.domain.evidence.inspectors.service_levels.model import Objective, ServiceLevels
from preuve.domain.evidence.reading.values import as_dict, as_number, as_text, dig
from preuve.domain.evidence.reading.yamls import as_flag, documents

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

_BUCKET = re.compile(r'\ble="(\d+(?:\.\d+)?)"')


def sniff(head: Head) -> float:
    """Certain for the API group ``pyrra.dev``."""
    return 1.0 if head.yaml_values.get("apiVersion", "").startswith("pyrra.dev/") else 0.0


def read(artefact: Artefact) -> ServiceLevels:
    """Return the objectives of all documents.

    Raises:
        UnreadableArtefactError: as `documents`; MISSING_FIELD when no document is a ServiceLevelObjective.
    """
    found = documents(artefact)
    levels = [each for each in found if dig(each.value, "kind") == "ServiceLevelObjective"]
    if not levels:
        raise UnreadableArtefactError(
            Unreadable.MISSING_FIELD, found[0].place(), "kind: ServiceLevelObjective"
        )
    return ServiceLevels(
        "objectives",
        producer=f"Pyrra ({as_text(dig(levels[0].value, 'apiVersion'))})",
        target=as_text(dig(levels[0].value, "metadata", "name")),
        objectives=tuple(_objective(each) for each in levels),
        untold=("definition",),
    )


def _objective(document: YamlDocument) -> Objective:
    spec = as_dict(dig(document.value, "spec"))
    written = as_text(spec.get("target"))
    amount = as_number(written)
    target = round(amount / 100, 9) if amount is not None and 0 < amount <= 100 else None
    window, _ = shorthand(as_text(spec.get("window")))
    kind, indicator = next(iter(as_dict(spec.get("indicator")).items()), ("", None))
    source, bound = _source(indicator)
    lacks = [] if written else ["target"]
    lacks += [] if window else ["window"]
    lacks += [] if source else ["source"]
    return Objective(
        name=as_text(dig(document.value, "metadata", "name")),
        place=document.place("spec"),
        target_place=document.place("spec", "target"),
        indicator=kind,
        target=target,
        wrong=written if target is None else "",
        bound=bound,
        bound_place=document.place("spec", "indicator", kind, key=True),
        window_place=document.place("spec", "window"),
        window=window,
        source=source,
        lacks=tuple(lacks),
        alerted=not as_flag(dig(spec, "alerting", "disabled")),
    )


def _source(indicator: Any) -> tuple[str, float | None]:
    """Return the query, and the bucket's bound in seconds where the metric's name says seconds."""
    for part in ("success", "errors", "total"):
        query = as_text(dig(indicator, part, "metric"))
        if query:
            bucket = _BUCKET.search(query)
            seconds = bucket is not None and "_seconds" in query
            return query, float(bucket[1]) if bucket and seconds else None
    return as_text(dig(indicator, "metric")), None
