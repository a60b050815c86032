"""Reports that sum up a run: Locust's ``_stats.csv``, Gatling's ``stats.json``, JMeter's dashboard."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.performance.model import Difference, Label, Run, Times
from preuve.domain.evidence.inspectors.performance.samples import Lost
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.tables import table
from preuve.domain.evidence.reading.values import as_dict, as_int, as_number, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument
    from preuve.domain.evidence.reading.tables import Row, Table

_PERCENT = re.compile(r"(\d{1,2}(?:\.\d{1,4})?)%$")
_MAX_LABELS = 20_000
_GATLING = {"percentiles1": 0.5, "percentiles2": 0.75, "percentiles3": 0.95, "percentiles4": 0.99}
_JMETER = {"medianResTime": 0.5, "pct1ResTime": 0.9, "pct2ResTime": 0.95, "pct3ResTime": 0.99}


def sniff_locust(head: Head) -> float:
    """Certain for Locust's columns, in their names of before and after 1.0."""
    columns = set(head.columns)
    counts = {"requestcount", "failurecount"} <= columns or {"requests", "failures"} <= columns
    return 1.0 if counts and "name" in columns and "medianresponsetime" in columns else 0.0


def sniff_gatling(head: Head) -> float:
    """Certain for Gatling's figures split into total, ok and ko."""
    text = head.text
    return (
        1.0
        if head.json_kind == "object" and '"numberOfRequests"' in text and '"percentiles1"' in text
        else 0.0
    )


def sniff_dashboard(head: Head) -> float:
    """Certain for the figures of JMeter's dashboard."""
    text = head.text
    return 1.0 if head.json_kind == "object" and '"pct1ResTime"' in text and '"sampleCount"' in text else 0.0


class _Locust:
    def __init__(self, opened: Table) -> None:
        self.name = opened.column("Name")
        self.method = opened.column("Type", "Method")
        self.requests = opened.column("Request Count", "# requests")
        self.failures = opened.column("Failure Count", "# failures")
        self.rate = opened.column("Requests/s")
        self.median = opened.column("Median Response Time")
        self.mean = opened.column("Average Response Time")
        self.lowest = opened.column("Min Response Time")
        self.highest = opened.column("Max Response Time")
        self.shares = [
            (float(match[1]) / 100, index)
            for index, name in enumerate(opened.header)
            if (match := _PERCENT.match(name))
        ]

    def label(self, row: Row) -> Label | None:
        count, failed = as_int(row.cell(self.requests)), as_int(row.cell(self.failures))
        if count is None or count < 0:
            return None
        quantiles = {
            share: time for share, index in self.shares if (time := as_number(row.cell(index))) is not None
        }
        median = as_number(row.cell(self.median))
        if 0.5 not in quantiles and median is not None:
            quantiles[0.5] = median
        return Label(
            f"{row.cell(self.method)} {row.cell(self.name)}".strip(),
            failed,
            Times(
                count=count,
                place=row.place(),
                mean=as_number(row.cell(self.mean)),
                lowest=as_number(row.cell(self.lowest)),
                highest=as_number(row.cell(self.highest)),
                quantiles=dict(sorted(quantiles.items())),
            ),
        )


def read_locust(artefact: Artefact) -> Run:
    """Return the run; the rows are summed and compared with the row that Locust wrote for all.

    Raises:
        UnreadableArtefactError: as `table`; MISSING_FIELD without the row for all.
    """
    opened = table(artefact)
    columns = _Locust(opened)
    labels: list[Label] = []
    lost = Lost()
    whole: tuple[Label, float | None, Row] | None = None
    for row in opened.rows():
        label = columns.label(row)
        if label is None:
            lost.add(partial(row.place, columns.requests))
        elif row.cell(columns.name) in {"Aggregated", "Total"} and not row.cell(columns.method).strip("None"):
            whole = (label, as_number(row.cell(columns.rate)), row)
        elif len(labels) < _MAX_LABELS:
            labels.append(label)
    if whole is None or not whole[0].times.count:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "Aggregated")
    total, rate, row = whole
    return Run(
        producer="Locust",
        requests=total.times.count,
        errors=total.errors,
        times=total.times,
        place=row.place(columns.requests),
        rate=rate,
        rate_place=row.place(columns.rate),
        labels=tuple(labels),
        failed_places=(row.place(columns.failures),),
        unreadable=tuple(lost.places),
        unreadable_count=lost.count,
        differences=_sums(labels, total, row.place(columns.requests), row.place(columns.failures)),
    )


def _sums(labels: list[Label], total: Label, requests: Place, errors: Place) -> tuple[Difference, ...]:
    if not labels or len(labels) == _MAX_LABELS:
        return ()
    found = []
    counted, failed = sum(each.times.count for each in labels), sum(each.errors or 0 for each in labels)
    if counted != total.times.count:
        found.append(Difference("requests", total.times.count, counted, requests))
    if total.errors is not None and failed != total.errors:
        found.append(Difference("errors", total.errors, failed, errors))
    return tuple(found)


def read_gatling(artefact: Artefact) -> Run:
    """Return the run of ``stats.json`` or ``global_stats.json``.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without a count of requests.
    """
    found = document(artefact)
    base: tuple[str, ...] = ("stats",) if as_dict(dig(found.value, "stats")) else ()
    total = _gatling_label(found, base)
    labels = []
    contents = as_dict(dig(found.value, "contents"))
    for key, content in list(contents.items())[:_MAX_LABELS]:
        label = (
            _gatling_label(found, ("contents", key, "stats")) if dig(content, "type") == "REQUEST" else None
        )
        labels += [label] if label else []
    if total is None or not total.times.count:
        place = found.place(*base, "numberOfRequests")
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, place, "numberOfRequests")
    place = found.place(*base, "numberOfRequests", "total")
    plain = not any(dig(each, "type") == "GROUP" for each in contents.values())
    failed = found.place(*base, "numberOfRequests", "ko")
    return Run(
        producer="Gatling",
        requests=total.times.count,
        errors=total.errors,
        times=total.times,
        place=place,
        rate=as_number(dig(found.value, *base, "meanNumberOfRequestsPerSecond", "total")),
        rate_place=found.place(*base, "meanNumberOfRequestsPerSecond", "total"),
        labels=tuple(labels),
        failed_places=(failed,),
        differences=_sums(labels, total, place, failed) if plain else (),
    )


def _gatling_label(found: JsonDocument, path: tuple[str, ...]) -> Label | None:
    stats = dig(found.value, *path)
    count = as_int(dig(stats, "numberOfRequests", "total"))
    if count is None or count < 0:
        return None
    return Label(
        as_text(dig(stats, "name")),
        as_int(dig(stats, "numberOfRequests", "ko")),
        Times(
            count=count,
            place=found.place(*path, "percentiles1"),
            mean=as_number(dig(stats, "meanResponseTime", "total")),
            deviation=as_number(dig(stats, "standardDeviation", "total")),
            lowest=as_number(dig(stats, "minResponseTime", "total")),
            highest=as_number(dig(stats, "maxResponseTime", "total")),
            quantiles=_quantiles({key: dig(stats, key, "total") for key in _GATLING}, _GATLING),
        ),
    )


def _quantiles(values: dict[str, Any], shares: dict[str, float]) -> dict[float, float]:
    return {
        share: amount for key, share in shares.items() if (amount := as_number(values.get(key))) is not None
    }


def read_dashboard(artefact: Artefact) -> Run:
    """Return the run of ``statistics.json``, with the percentiles that JMeter computes by default.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without the entry ``Total``.
    """
    found = document(artefact)
    labels = {key: _dashboard_label(found, key) for key in list(as_dict(found.value))[: _MAX_LABELS + 1]}
    total = labels.pop("Total", None)
    if total is None or not total.times.count:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "Total")
    return Run(
        producer="JMeter",
        requests=total.times.count,
        errors=total.errors,
        times=total.times,
        place=found.place("Total", "sampleCount"),
        rate=as_number(dig(found.value, "Total", "throughput")),
        rate_place=found.place("Total", "throughput"),
        labels=tuple(each for each in labels.values() if each),
        failed_places=(found.place("Total", "errorCount"),),
    )


def _dashboard_label(found: JsonDocument, key: str) -> Label | None:
    stats = as_dict(dig(found.value, key))
    count = as_int(stats.get("sampleCount"))
    if count is None or count < 0:
        return None
    return Label(
        key,
        as_int(stats.get("errorCount")),
        Times(
            count=count,
            place=found.place(key),
            mean=as_number(stats.get("meanResTime")),
            lowest=as_number(stats.get("minResTime")),
            highest=as_number(stats.get("maxResTime")),
            quantiles=_quantiles(stats, _JMETER),
        ),
    )
