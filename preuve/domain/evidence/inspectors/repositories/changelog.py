"""CHANGELOG.md: versions, their dates and their entries (Keep a Changelog, and what tools write alike)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, PlaceKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

RELEASES = FactKind(
    "repositories.releases",
    Strength.DECLARED,
    "{n} {n:version décrite|versions décrites} dans le journal : {value}",
    "{n} {n:version|versions} described in the changelog: {value}",
)
ENTRIES = FactKind(
    "repositories.changelog_entries",
    Strength.STRUCTURED,
    "{value} {value:entrée|entrées} sous {sections} {sections:rubrique|rubriques}",
    "{value} {value:entry|entries} under {sections} {sections:section|sections}",
)
UNDATED = FindingKind(
    "repositories.undated_release",
    "{value} {value:version|versions} sans date : {names}",
    "{value} {value:version|versions} without a date: {names}",
)
ORDER = FindingKind(
    "repositories.changelog_order",
    "{value} {value:version datée|versions datées} d’avant celle qui la précède en numéro : {names}",
    "{value} {value:version|versions} dated before the one with a lower number: {names}",
)
EMPTY = FindingKind(
    "repositories.empty_release",
    "{value} {value:version|versions} sans aucune entrée : {names}",
    "{value} {value:version|versions} without an entry: {names}",
)
WRITTEN = LimitKind(
    "repositories.limit.changelog",
    "Le journal est écrit à la main ou par un outil : il ne prouve pas que ces versions ont été publiées.",
    "The changelog is written by hand or by a tool: it doesn’t prove that these versions were published.",
)

_VERSION = re.compile(
    r"#{1,3}\s+\[?(?:version\s+|release\s+)?v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(-[0-9A-Za-z.-]{1,60})?"
    r"(?![\w.])(?P<rest>.{0,300})$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{1,2} [^\W\d]+\.? \d{4}|[^\W\d]+ \d{1,2}, \d{4}"
)
_ENTRY = re.compile(r"\s{0,3}[-*+] +\S")
_TITLE = re.compile(
    r"#\s+(?:change\s?log|changes|release notes|journal|historique|notes de version)", re.IGNORECASE
)
_STRICT = re.compile(r"^#{1,3}[ \t]+\[?v?\d{1,9}\.\d{1,9}\.\d{1,9}\b", re.MULTILINE)
_SNIFF = re.compile(r"^#{1,3}[ \t]+\[?v?\d{1,9}\.\d{1,9}[.\w-]{0,40}\]?", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Release:
    """One version: its number, its date (ISO 8601, ``""`` unknown) and how many entries it has."""

    name: str
    key: tuple[int, int, int]
    final: bool
    date: str
    place: Place
    entries: int = 0
    sections: int = 0


@dataclass(slots=True)
class Changelog:
    """The versions of one file, in its order."""

    releases: list[Release] = field(default_factory=list)


def sniff(head: Head) -> float:
    """Headings with version numbers, under a usual title or name."""
    if head.json_kind or head.xml_root[0]:
        return 0.0
    found = len(_SNIFF.findall(head.text[:65536]))
    named = head.base_name.startswith(("changelog", "changes", "history", "release"))
    titled = any(_TITLE.match(line) for line in head.lines[:20])
    if found and (named or titled):
        return 1.0
    return 0.5 if len(_STRICT.findall(head.text[:65536])) >= 3 else 0.0


def read(artefact: Artefact) -> Changelog:
    """Read a changelog.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY; TOO_MANY; MISSING_FIELD (no version).
    """
    found = Changelog()
    for number, line in lines(artefact):
        version = _VERSION.match(line) if line.startswith("#") else None
        if version:
            found.releases.append(_release(artefact, version, number))
            if len(found.releases) > 10_000:
                raise UnreadableArtefactError(
                    Unreadable.TOO_MANY, artefact.place(PlaceKind.TEXT, line=number)
                )
        elif found.releases:
            found.releases[-1].sections += line.startswith(("### ", "## "))
            found.releases[-1].entries += bool(_ENTRY.match(line))
    if not found.releases:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "version")
    return found


def _release(artefact: Artefact, version: re.Match[str], number: int) -> Release:
    written = _DATE.search(version["rest"])
    moment = read_moment(written[0]) if written else None
    name = ".".join(filter(None, (version[1], version[2], version[3]))) + (version[4] or "")
    return Release(
        name,
        (int(version[1]), int(version[2]), int(version[3] or 0)),
        not version[4],
        moment.date().isoformat() if moment else "",
        artefact.place(PlaceKind.TEXT, line=number),
    )


def state(found: Changelog, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of a changelog."""
    stated = Stated()
    releases = found.releases
    places = [each.place for each in releases]
    dates = sorted(each.date for each in releases if each.date)
    if dates:
        stated.period = (dates[0], dates[-1])
    words = [f"{each.name} ({each.date})" if each.date else each.name for each in releases]
    stated.fact(RELEASES, words, places, n=len(releases))
    entries = sum(each.entries for each in releases)
    stated.fact(ENTRIES, entries, places, sections=sum(each.sections for each in releases))
    ordered = sorted((each for each in releases if each.date and each.final), key=lambda each: each.key)
    late = [
        second
        for first, second in pairwise(ordered)
        # Several majors live side by side: an old one may get a correction after a new one came out.
        if second.date < first.date and second.key != first.key and second.key[0] == first.key[0]
    ]
    for kind, some in (
        (UNDATED, [each for each in releases if not each.date]),
        (EMPTY, [each for each in releases if not each.entries]),
        (ORDER, late),
    ):
        stated.finding(kind, [each.place for each in some], names=[each.name for each in some])
    stated.limits.append(WRITTEN.state())
    return stated
