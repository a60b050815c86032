"""The inspector of web pages: one table of formats, one way to state them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from preuve.domain.evidence.contract import Comparison, Format, Inspection, Inspector
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.web_pages import (
    axe,
    backstop,
    crawling,
    har,
    lighthouse,
    nu,
    observatory,
    pa11y,
)
from preuve.domain.evidence.inspectors.web_pages.comparing import compare_reports
from preuve.domain.evidence.inspectors.web_pages.model import describe, facts_of, findings_of
from preuve.domain.evidence.reading.collecting import without_collections
from preuve.domain.evidence.reading.head import Head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.web_pages.model import Report

_READERS: tuple[tuple[Format, Callable[[Artefact], Report]], ...] = (
    (lighthouse.LIGHTHOUSE, lighthouse.read),
    (axe.AXE, axe.read),
    (pa11y.PA11Y, pa11y.read),
    (nu.NU, nu.read),
    (backstop.BACKSTOP, backstop.read),
    (har.HAR, har.read),
    (observatory.OBSERVATORY, observatory.read),
    (crawling.SITEMAP, crawling.read_sitemap),
    (crawling.ROBOTS, crawling.read_robots),
)
_BY_ID: Mapping[str, Callable[[Artefact], Report]] = {form.id: read for form, read in _READERS}
_NOT_COMPARED = frozenset((crawling.SITEMAP.id, crawling.ROBOTS.id))


class WebPagesInspector(Inspector):
    """Reads the reports of tools that measure pages."""

    id: ClassVar[str] = "web_pages"
    version: ClassVar[str] = "1.0"
    title: ClassVar[tuple[str, str]] = ("Pages web", "Web pages")
    formats: ClassVar[tuple[Format, ...]] = tuple(form for form, _ in _READERS)

    @without_collections
    def inspect(self, artefacts: Sequence[Artefact], context: Context) -> Inspection:  # noqa: ARG002 - the contract
        """State what the first artefact measures."""
        report = self._read(artefacts[0])
        return Inspection(
            self.id,
            self.version,
            describe(report),
            tuple(facts_of(report)),
            tuple(findings_of(report)),
            report.limits,
        )

    def compare(self, before: Artefact, after: Artefact, context: Context) -> Comparison:  # noqa: ARG002 - the contract
        """State scores, times and issues on both sides; page and setting of both are checked first."""
        first, second = self._read(before), self._read(after)
        if first.format != second.format or first.format in _NOT_COMPARED:
            raise UnreadableArtefactError(
                Unreadable.NOT_COMPARABLE, after.place(), f"{first.format}, {second.format}"
            )
        return compare_reports(self.id, self.version, first, second)

    def _read(self, artefact: Artefact) -> Report:
        return _BY_ID[self.format_of(Head.of(artefact)).id](artefact)
