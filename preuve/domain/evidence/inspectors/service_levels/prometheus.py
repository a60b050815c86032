"""Answers of Prometheus' HTTP API: ``query_range`` (a matrix) and ``query`` (a vector or a scalar).

https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels.model import Declared, ServiceLevels
from preuve.domain.evidence.inspectors.service_levels.tracks import LATEST, Lost, Track
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import from_epoch
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.inspectors.service_levels.tracks import Series
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_KIND = re.compile(r'"resultType"\s*:\s*"(matrix|vector|scalar)"')
_MAX_SERIES = 10_000
_KEPT_TEXTS = 1000


def sniff(head: Head) -> float:
    """Certain for an answer that names the type of its result."""
    return 1.0 if head.json_kind == "object" and _KIND.search(head.text[:65536]) else 0.0


def read(artefact: Artefact) -> ServiceLevels:
    """Return the series of a matrix, or the values of a vector or scalar.

    Raises:
        UnreadableArtefactError: as `document`; BAD_VALUE when Prometheus answered with an error;
            MISSING_FIELD without results; TOO_MANY beyond 10,000 series.
    """
    found = document(artefact)
    if dig(found.value, "status") == "error":
        raise UnreadableArtefactError(
            Unreadable.BAD_VALUE, found.place("status"), as_text(dig(found.value, "errorType"))
        )
    data = dig(found.value, "data")
    base: tuple[str, ...] = ("data",)
    if data is None:  # the content of `data` alone, as promtool and some clients save it
        data, base = found.value, ()
    kind, result = dig(data, "resultType"), as_list(dig(data, "result"))
    if not result:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(*base, "result"), "result")
    if len(result) > _MAX_SERIES:
        raise UnreadableArtefactError(Unreadable.TOO_MANY, found.place(*base, "result"), str(len(result)))
    if kind == "matrix":
        return _matrix(found, (*base, "result"), result)
    return _instant(found, (*base, "result"), result, scalar=kind == "scalar")


def series_name(labels: dict[str, str]) -> str:
    """Return a series as Prometheus writes it: ``up{job="node"}``."""
    inner = ",".join(f'{key}="{value}"' for key, value in labels.items() if key != "__name__")
    name = labels.get("__name__", "")
    return f"{name}{{{inner}}}" if inner else name or "{}"


def _labels(row: Any) -> dict[str, str]:
    return {key: as_text(value) for key, value in list(as_dict(dig(row, "metric")).items())[:50]}


def _matrix(found: JsonDocument, base: tuple[str, ...], result: list[Any]) -> ServiceLevels:
    series: list[Series] = []
    lost = Lost()
    for index, row in enumerate(result):
        labels = _labels(row)
        track = Track(series_name(labels), labels, _places(found, (*base, index)), labels.get("__name__", ""))
        track.extend(
            _samples(as_list(dig(row, "values")), lost, partial(found.place, *base, index, "values"))
        )
        if track.samples:
            series.append(track.finish())
        else:
            lost.add(partial(found.place, *base, index))
    if not series:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(*base), "values")
    return ServiceLevels(
        "series",
        producer="Prometheus",
        target=_target([each.labels for each in series]),
        series=tuple(series),
        unreadable=tuple(lost.places),
        unreadable_count=lost.count,
        untold=("production", "step"),
    )


def _samples(
    rows: list[Any], lost: Lost, place: Callable[[int], Place]
) -> Iterator[tuple[float, float | None, int]]:
    """Yield the samples of one series: ``[moment, "value"]``."""
    numbers: dict[Any, float | None] = {}
    for position, sample in enumerate(rows):
        moment, text = sample if type(sample) is list and len(sample) == 2 else (None, None)
        try:
            value = numbers[text]
        except (KeyError, TypeError):
            value = as_number(text)
            if text and isinstance(text, str) and len(numbers) < _KEPT_TEXTS:
                numbers[text] = value
        moment = moment if isinstance(moment, (int, float)) else as_number(moment)
        if moment is None or not 0 <= moment < LATEST:
            lost.add(partial(place, position))
        else:
            yield moment, value, position


def _places(found: JsonDocument, path: tuple[str | int, ...]) -> Callable[[int, int], Place]:
    def place(first: int, last: int) -> Place:  # noqa: ARG001 - a pointer names one value: the first
        return found.place(*path, "values", first)

    return place


def _instant(found: JsonDocument, base: tuple[str, ...], result: list[Any], *, scalar: bool) -> ServiceLevels:
    rows: list[tuple[tuple[str | int, ...], dict[str, str], Any]] = (
        [(base, {}, result)]
        if scalar
        else [((*base, index, "value"), _labels(row), dig(row, "value")) for index, row in enumerate(result)]
    )
    declared: list[Declared] = []
    lost = Lost()
    for path, labels, sample in rows:
        moment, value = as_number(dig(sample, 0)), as_number(dig(sample, 1))
        at = None if moment is None else from_epoch(moment)
        if at is None or value is None:
            lost.add(partial(found.place, *path))
        else:
            when = at.isoformat(timespec="seconds")
            declared.append(Declared(series_name(labels), when, value, found.place(*path)))
    if not declared:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(*base), "value")
    moments = [each.period for each in declared]
    return ServiceLevels(
        "declared",
        producer="Prometheus",
        period=(min(moments), max(moments)),
        target=_target([labels for _, labels, _ in rows]),
        declared=tuple(declared),
        unreadable=tuple(lost.places),
        unreadable_count=lost.count,
        untold=("production", "instant"),
    )


def _target(labels: list[dict[str, str]] | list[Any]) -> str:
    """Return the instances, as far as a few words go."""
    instances = sorted({each.get("instance", "") for each in labels} - {""})
    return ", ".join(instances[:5])
