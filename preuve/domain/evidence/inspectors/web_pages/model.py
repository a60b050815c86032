"""One report on web pages, whatever the tool: what was measured, what is stated, and what can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from preuve.domain.evidence.contract import MAX_PLACES, Description
from preuve.domain.evidence.inspectors.web_pages import statements as say
from preuve.domain.evidence.reading.moments import read_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from preuve.domain.evidence.contract import Artefact, Fact, Finding, Limit, Place

_LOCAL = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|0\.0\.0\.0)(?:[:/?#].*)?",
    re.DOTALL,
)


class Issue(NamedTuple):
    """One thing found on a page; `name` for words, `place` where it is."""

    name: str
    place: Callable[[], Place]


class Metric(NamedTuple):
    """A figure that can be compared; milliseconds when `timed`."""

    value: float
    timed: bool
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one file says.

    Attributes:
        format: id of the format.
        tool, version: as the file names them; ``""`` when it doesn't.
        produced_at: ISO 8601; ``""`` unknown.
        pages: addresses measured.
        setting: what must be the same on both sides of a comparison (device, engine), by name.
        scores: by name, 0 to 1, with their place.
        metrics: by name.
        issues: by a key that stays the same from one report to the next.
        checks: names of what the tool was asked to check; empty when the format doesn't tell.
        checked: keys of issues that this report could have; None when the format doesn't tell.
        origin: place of what the file says of itself; `when` of its date.
    """

    artefact: Artefact
    format: str
    tool: str
    version: str = ""
    produced_at: str = ""
    pages: tuple[str, ...] = ()
    setting: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, tuple[float, Place]] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    issues: Mapping[str, Issue] = field(default_factory=dict)
    checks: frozenset[str] = frozenset()
    checked: frozenset[str] | None = None
    origin: Place
    when: Place | None = None
    facts: tuple[Fact, ...] = ()
    findings: tuple[Finding, ...] = ()
    limits: tuple[Limit, ...] = ()


def describe(report: Report) -> Description:
    """Return what the file says of itself."""
    artefact = report.artefact
    return Description(
        artefact.sha256,
        artefact.name,
        artefact.size,
        report.format,
        f"{report.tool} {report.version}".strip(),
        report.produced_at,
        ("", ""),
        ", ".join(report.pages[:5]),
    )


def facts_of(report: Report) -> Iterator[Fact]:
    """State tool, date and pages, then what the format adds."""
    origin = [report.origin]
    if report.tool:
        kind = say.TOOL if report.version else say.TOOL_BY_FORM
        yield kind.state(f"{report.tool} {report.version}".strip(), origin)
    if report.produced_at:
        yield say.PRODUCED.state(report.produced_at, [report.when or report.origin])
    if report.pages:
        yield say.PAGES.state(report.pages, origin)
    yield from report.facts


def findings_of(report: Report) -> Iterator[Finding]:
    """State what lessens the measurement, then what the format adds."""
    local = [page for page in report.pages if _LOCAL.fullmatch(page.lower())]
    if local:
        yield say.LOCAL.state(local, [report.origin])
    plain = [page for page in report.pages if page not in local and page.lower().startswith("http://")]
    if plain:
        yield say.PLAIN_HTTP.state(plain, [report.origin], count=len(plain))
    yield from report.findings


def iso(value: Any) -> str:
    """Return an ISO 8601 moment from what a tool wrote, or ``""``."""
    moment = read_moment(value) if isinstance(value, str) else None
    return moment.isoformat() if moment else ""


def first(places: Iterable[Callable[[], Place]]) -> list[Place]:
    """Return the first places, at most as many as a statement keeps."""
    return [place() for place, _ in zip(places, range(MAX_PLACES), strict=False)]


def address(url: str) -> str:
    """Return a URL without its query, fragment and user, which may carry secrets."""
    return re.sub(r"(://)[^/@]{1,200}@", r"\1", re.split(r"[?#]", url[:2000], maxsplit=1)[0])
