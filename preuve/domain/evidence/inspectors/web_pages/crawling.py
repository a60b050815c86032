"""What a site tells robots: sitemap XML (sitemaps.org 0.9) and robots.txt (RFC 9309)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Format, PlaceKind
from preuve.domain.evidence.inspectors.web_pages import statements as say
from preuve.domain.evidence.inspectors.web_pages.model import Report, address
from preuve.domain.evidence.reading.text import lines
from preuve.domain.evidence.reading.xml import elements, place_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Fact, Finding
    from preuve.domain.evidence.reading.head import Head

_AGENT = re.compile(r"^\s*user-agent\s*:", re.IGNORECASE | re.MULTILINE)
_RULE = re.compile(r"^\s*(?:dis)?allow\s*:", re.IGNORECASE | re.MULTILINE)


def sniff_sitemap(head: Head) -> float:
    """Certain of the namespace."""
    name, space, _ = head.xml_root
    if name not in {"urlset", "sitemapindex"}:
        return 0.0
    return 1.0 if "sitemap" in space else 0.5


def sniff_robots(head: Head) -> float:
    """Certain of the name and of a group of rules."""
    if head.json_kind or head.xml_root[0] or not _AGENT.search(head.text[:65536]):
        return 0.0
    if head.base_name == "robots.txt":
        return 1.0
    return 0.5 if _RULE.search(head.text[:65536]) else 0.0


SITEMAP = Format("sitemap", "sitemap.xml", "curl -O https://SITE/sitemap.xml", sniff_sitemap)
ROBOTS = Format("robots", "robots.txt", "curl -O https://SITE/robots.txt", sniff_robots)


def read_sitemap(artefact: Artefact) -> Report:
    """Read the addresses as a stream."""
    count = 0
    page = ""
    for event, element in elements(artefact, "url", "sitemap"):
        if event == "root":
            origin = place_of(artefact, element)
            continue
        if not count:
            page = address(text_of(element, "loc"))
        count += 1
    return Report(
        artefact=artefact,
        format=SITEMAP.id,
        tool="",
        pages=(page,) if page else (),
        origin=origin,
        facts=(say.SITEMAP.state(count, [origin]),),
        limits=(say.ONE_MOMENT.state(),),
    )


class _Robots:
    def __init__(self) -> None:
        self.agents: dict[str, None] = {}
        self.rules: list[int] = []
        self.sitemaps: list[int] = []
        self._opened = False
        self._closing: list[int] = []
        self._group: list[str] = []
        self._ruled = False

    def add(self, name: str, value: str, line: int) -> None:
        """Read one line; consecutive ``User-agent`` lines share the rules that follow."""
        if name == "user-agent":
            if self._ruled:
                self._group, self._ruled = [], False
            self._group.append(value)
            self.agents[value] = None
        elif name in {"allow", "disallow"}:
            self._ruled = True
            self.rules.append(line)
            if "*" in self._group:
                self._star(name, value, line)
        elif name == "sitemap":
            self.sitemaps.append(line)

    def _star(self, name: str, value: str, line: int) -> None:
        """Note a rule for all robots; groups for one agent are read together (RFC 9309 §2.2.1)."""
        if name == "allow" and value:
            self._opened = True
        elif name == "disallow" and value == "/":
            self._closing.append(line)

    @property
    def closed(self) -> list[int]:
        """Lines that close the whole site, when no rule opens a part of it."""
        return [] if self._opened else self._closing


def read_robots(artefact: Artefact) -> Report:
    """Read line by line."""
    robots = _Robots()
    for number, line in lines(artefact):
        name, _, value = line.partition("#")[0].partition(":")
        robots.add(name.strip().lower(), value.strip(), number)

    def places(numbers: list[int]) -> Any:
        return [artefact.place(PlaceKind.TEXT, line=number) for number in numbers[:50] or [1]]

    return Report(
        artefact=artefact,
        format=ROBOTS.id,
        tool="",
        origin=places([])[0],
        facts=tuple(_robots_facts(robots, places)),
        findings=tuple(_robots_findings(robots, places)),
        limits=(say.NO_ADDRESS.state(),),
    )


def _robots_facts(robots: _Robots, places: Any) -> Iterator[Fact]:
    yield say.ROBOTS.state(
        {"rules": len(robots.rules), "sitemaps": len(robots.sitemaps)},
        places(sorted(robots.rules + robots.sitemaps)),
        total=len(robots.rules),
        agents=list(robots.agents),
        sitemaps=len(robots.sitemaps),
    )


def _robots_findings(robots: _Robots, places: Any) -> Iterator[Finding]:
    if robots.closed:
        yield say.ALL_CLOSED.state("Disallow: /", places(robots.closed))
