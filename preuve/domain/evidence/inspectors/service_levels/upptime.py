"""Upptime's ``history/summary.json`` (upptime.js.org): uptime by period and minutes down by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.service_levels.model import Declared, ServiceLevels
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

_PERIODS = {
    "uptime": "all",
    "uptimeDay": "day",
    "uptimeWeek": "week",
    "uptimeMonth": "month",
    "uptimeYear": "year",
}


def sniff(head: Head) -> float:
    """Certain for sites with a slug, an uptime and minutes down."""
    keys = head.json_keys
    if head.json_kind != "array" or not {"slug", "uptime"} <= keys:
        return 0.0
    return 1.0 if "dailyMinutesDown" in keys else 0.8 if "uptimeDay" in keys else 0.0


def read(artefact: Artefact) -> ServiceLevels:
    """Return the uptimes and the minutes down of each site.

    Raises:
        UnreadableArtefactError: as `document`; MISSING_FIELD without a site that has an uptime.
    """
    found = document(artefact)
    declared: list[Declared] = []
    downtime: dict[str, float] = {}
    days: list[str] = []
    places: list[Place] = []
    for index, site in enumerate(as_list(found.value)):
        name = as_text(dig(site, "name")) or as_text(dig(site, "slug"))
        declared += _uptimes(found, index, site, name)
        down = {
            day: minutes
            for day, text in as_dict(dig(site, "dailyMinutesDown")).items()
            if (minutes := as_number(text)) is not None and minutes >= 0 and read_moment(day)
        }
        if down:
            downtime[name] = downtime.get(name, 0.0) + sum(down.values())
            places.append(found.place(index, "dailyMinutesDown"))
            days += down
    if not declared:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "uptime")
    return ServiceLevels(
        "declared",
        producer="Upptime",
        period=(min(days), max(days)) if days else ("", ""),
        target="",
        declared=tuple(declared),
        downtime=downtime,
        downtime_places=tuple(places),
        untold=("production", "upptime"),
    )


def _uptimes(found: JsonDocument, index: int, site: Any, name: str) -> list[Declared]:
    uptimes = []
    for key, period in _PERIODS.items():
        text = as_text(dig(site, key))
        percent = as_number(text.rstrip("% ")) if text.endswith("%") else None
        if percent is not None and 0 <= percent <= 100:
            uptimes.append(Declared(name, period, percent / 100, found.place(index, key)))
    return uptimes
