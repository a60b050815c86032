"""k6: the summaries of ``--summary-export`` and of ``handleSummary``, and the points of ``--out json``.

The two summaries write thresholds with opposite senses: ``"p(95)<500": false`` of ``--summary-export`` means
“not crossed” (https://github.com/grafana/k6/issues/1120), ``{"ok": true}`` of ``handleSummary`` means passed.
In both, ``passes`` of ``http_req_failed`` counts the requests that failed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Run, Threshold, Times
from preuve.domain.evidence.inspectors.performance.samples import Recorder
from preuve.domain.evidence.reading.jsons import document, json_lines
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.values import as_dict, as_int, as_number, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_TRENDS = ("http_req_duration", "grpc_req_duration", "ws_session_duration", "iteration_duration")
_PERCENTILE = re.compile(r"p\((\d{1,2}(?:\.\d{1,6})?)\)$")


def sniff(head: Head) -> float:
    """Certain for metrics of k6 in a document that also has its root group or its state."""
    keys = head.json_keys
    if head.json_kind != "object" or "metrics" not in keys or not {"root_group", "state"} & keys:
        return 0.0
    return 1.0 if any(f'"{name}' in head.text for name in ("http_req", "iteration", "vus", "checks")) else 0.0


def sniff_points(head: Head) -> float:
    """Certain for a first line that declares a metric or gives a point."""
    line = as_dict(head.json_line)
    return 1.0 if line.get("type") in {"Metric", "Point"} and {"metric", "data"} <= set(line) else 0.0


def _values(metric: Any) -> dict[str, Any]:
    """Return the figures of a metric: under ``values`` (handleSummary), or beside each other (export)."""
    return as_dict(dig(metric, "values")) or as_dict(metric)


def read(artefact: Artefact) -> Run:
    """Return the run of a summary.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without a duration that k6 measures.
    """
    found = document(artefact)
    metrics = as_dict(dig(found.value, "metrics"))
    trend = next(
        (name for name in _TRENDS if as_number(_values(metrics.get(name)).get("avg")) is not None), ""
    )
    if not trend:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place("metrics"), "http_req_duration")
    counter = "http_reqs" if "http_reqs" in metrics and trend.startswith("http") else "iterations"
    counts = _values(metrics.get(counter))
    requests = as_int(counts.get("count"))
    if requests is None or requests <= 0:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place("metrics"), counter)
    failed = _values(metrics.get("http_req_failed")) if counter == "http_reqs" else {}
    elapsed = as_number(dig(found.value, "state", "testRunDurationMs"))
    rate = as_number(counts.get("rate"))
    duration = elapsed / 1000 if elapsed else requests / rate if rate else None
    users = _values(metrics.get("vus_max"))
    checks = _values(metrics.get("checks"))
    passed, missed = as_int(checks.get("passes")), as_int(checks.get("fails"))
    legacy = not as_dict(dig(metrics.get(trend), "values"))
    return Run(
        producer="k6 --summary-export" if legacy else "k6 handleSummary",
        requests=requests,
        errors=as_int(failed.get("passes")),
        times=_times(found, trend, _values(metrics.get(trend)), requests),
        place=found.place("metrics", counter),
        metric="" if trend == "http_req_duration" else trend,
        users=as_int(users.get("max")) or as_int(users.get("value")),
        users_place=found.place("metrics", "vus_max"),
        duration=duration,
        duration_place=found.place("state", "testRunDurationMs")
        if elapsed
        else found.place("metrics", counter),
        rate=rate,
        rate_place=found.place("metrics", counter),
        thresholds=tuple(_thresholds(found, metrics)),
        checks=(passed, missed) if passed is not None and missed is not None else None,
        checks_place=found.place("metrics", "checks"),
        failed_places=(found.place("metrics", "http_req_failed"),),
    )


def _times(found: JsonDocument, trend: str, values: dict[str, Any], count: int) -> Times:
    quantiles: dict[float, float] = {}
    for key, value in values.items():
        amount = as_number(value)
        match = _PERCENTILE.match(key)
        if amount is not None and (match or key == "med"):
            quantiles[float(match[1]) / 100 if match else 0.5] = amount
    return Times(
        count=count,
        place=found.place("metrics", trend),
        mean=as_number(values.get("avg")),
        lowest=as_number(values.get("min")),
        highest=as_number(values.get("max")),
        quantiles=dict(sorted(quantiles.items())),
    )


def _thresholds(found: JsonDocument, metrics: dict[str, Any]) -> list[Threshold]:
    rows = []
    for name, metric in metrics.items():
        for expression, result in as_dict(dig(metric, "thresholds")).items():
            place = found.place("metrics", name, "thresholds", expression)
            passed = dig(result, "ok")
            if isinstance(result, bool):  # --summary-export: true is “crossed”
                rows.append(Threshold(f"{name} {expression}", not result, place))
            elif isinstance(passed, bool):
                rows.append(Threshold(f"{name} {expression}", passed, place))
    return rows


def read_points(artefact: Artefact) -> Run:  # noqa: C901 - one loop over points, by metric
    """Return the run of JSON lines, recounted from the points.

    Raises:
        UnreadableArtefactError: as `json_lines`; MISSING_FIELD without a point of a request's duration.
    """

    def place(first: int, last: int) -> Place:
        return artefact.place(PlaceKind.JSON, line=first, last_line=last)

    recorder = Recorder(place)
    users = passed = missed = 0
    knows_failures = False
    stamps: list[Any] = ["", ""]
    for line, row in json_lines(artefact):
        if not isinstance(row, dict) or row.get("type") != "Point":
            continue
        data = as_dict(row.get("data"))
        value = as_number(data.get("value"))
        if value is None:
            continue
        stamps[1] = data.get("time")
        if not stamps[0]:
            stamps[0] = as_text(stamps[1])
        metric = row.get("metric")
        if metric == "http_req_duration":
            if value >= 0:
                recorder.add(_label(data), value, good=True, row=line)
        elif metric == "http_req_failed":
            knows_failures = True
            if value:
                recorder.fail_label(_label(data), line)
        elif metric == "vus" and 0 <= value < 1e9:
            users = max(users, int(value))
        elif metric == "checks":
            passed, missed = passed + (value != 0), missed + (value == 0)
    if not recorder.count:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "http_req_duration")
    first, last = read_moment(stamps[0]), read_moment(as_text(stamps[1]))
    known = first is not None and last is not None and first.tzinfo is not None and last.tzinfo is not None
    duration = (last - first).total_seconds() if known and first and last else 0.0
    return Run(
        producer="k6 --out json",
        requests=recorder.count,
        errors=recorder.errors if knows_failures else None,
        times=recorder.times(),
        place=recorder.place,
        recounted=True,
        period=(first.isoformat(), last.isoformat()) if first and last else ("", ""),
        users=users or None,
        duration=duration if duration > 0 else None,
        rate=recorder.count / duration if duration > 0 else None,
        labels=recorder.labels(),
        checks=(passed, missed) if passed or missed else None,
        failed_places=tuple(recorder.failed),
    )


def _label(data: dict[str, Any]) -> str:
    tags = as_dict(data.get("tags"))
    return as_text(tags.get("name")) or as_text(tags.get("url"))
