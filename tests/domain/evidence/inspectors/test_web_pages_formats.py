"""Every format of web pages: recognised, read, refused when spoiled."""

from __future__ import annotations

import pytest

from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.inspectors.web_pages import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.domain.evidence.inspectors.web_pages_reports import REPORTS
from tests.factories.evidence import CONTEXT, artefact, spoiled

#: code → value, line of the first place
EXPECTED = {
    "lighthouse": {
        "web_pages.tool": ("Lighthouse 12.8.2", 2),
        "web_pages.produced": ("2026-11-01T10:00:00+00:00", 5),
        "web_pages.pages": (["https://www.example.org/accueil"], 2),
        "web_pages.device": ("mobile", 12),
        "web_pages.screen": ({"width": 412, "height": 823}, 15),
        "web_pages.scores": ({"performance": 0.72, "seo": 0.5}, 62),
        "web_pages.first_contentful_paint": (1200.5, 25),
        "web_pages.largest_contentful_paint": (3400.0, 30),
        "web_pages.cumulative_layout_shift": (0.0123, 35),
        "web_pages.audits": ({"passed": 3, "below": 2, "informative": 1, "error": 1, "unscored": 1}, 20),
        "web_pages.audits_below": (2, 27),
        "web_pages.seo_audits": (1, 65),
        "web_pages.redirected": ("https://www.example.org/accueil", 3),
        "web_pages.run_warnings": (1, 7),
    },
    "axe": {
        "web_pages.tool": ("axe-core 4.9.1", 3),
        "web_pages.produced": ("2026-11-01T10:00:00+00:00", 11),
        "web_pages.pages": (["https://www.example.org/"], 3),
        "web_pages.screen": ({"width": 1280, "height": 800}, 7),
        "web_pages.violations": ({"critical": 1, "serious": 0, "moderate": 1, "minor": 0, "unknown": 1}, 22),
        "web_pages.rules": ({"passes": 2, "incomplete": 1, "inapplicable": 0}, 1),
        "web_pages.accessibility_criteria": (["WCAG 1.1.1", "RGAA 1.1.1"], 22),
        "web_pages.severe_violations": (1, 22),
    },
    "pa11y": {
        "web_pages.tool": ("pa11y", 1),
        "web_pages.issues": ({"error": 1, "warning": 1, "notice": 0}, 2),
        "web_pages.runners": ({"axe": 1, "htmlcs": 1}, 2),
        "web_pages.accessibility_errors": (1, 2),
    },
    "nu": {
        "web_pages.tool": ("Nu HTML Checker", 1),
        "web_pages.pages": (["https://www.example.org/"], 1),
        "web_pages.html_messages": ({"error": 2, "warning": 1, "info": 1}, 4),
        "web_pages.html_errors": (2, 4),
        "web_pages.run_error": ("Connection refused [https://www.example.org/]", 26),
    },
    "backstop": {
        "web_pages.tool": ("BackstopJS", 2),
        "web_pages.pages": (["https://www.example.org/"], 2),
        "web_pages.visual_tests": ({"passed": 1, "failed": 2}, 4),
        "web_pages.visual_mismatch": (0.125, 17),
        "web_pages.visual_failures": (2, 17),
    },
    "har": {
        "web_pages.tool": ("Firefox 120", 4),
        "web_pages.produced": ("2026-11-01T10:00:00+00:00", 18),
        "web_pages.pages": (["https://www.example.org/"], 4),
        "web_pages.requests": (3, 16),
        "web_pages.load_time": (1500.5, 12),
        "web_pages.security_headers": (["strict-transport-security", "x-content-type-options"], 24),
        "web_pages.missing_headers": (
            ["content-security-policy", "referrer-policy", "x-frame-options", "permissions-policy"],
            24,
        ),
        "web_pages.mixed_content": (1, 40),
        "web_pages.http_errors": (1, 40),
    },
    "observatory": {
        "web_pages.tool": ("Mozilla Observatory (algorithm 2)", 2),
        "web_pages.produced": ("2021-05-04T10:05:44+00:00", 4),
        "web_pages.grade": ("B+", 5),
        "web_pages.score": (80, 6),
        "web_pages.security_tests": ({"passed": 1, "failed": 1}, 10),
        "web_pages.security_tests_failed": (1, 11),
        "web_pages.security_gaps": (1, 11),
        "web_pages.miscount": (2, 8),
    },
    "sitemap": {
        "web_pages.pages": (["https://www.example.org/"], 2),
        "web_pages.sitemap": (2, 2),
    },
    "robots": {
        "web_pages.robots": ({"rules": 3, "sitemaps": 1}, 4),
    },
}


@pytest.mark.parametrize("form", REPORTS)
def test_each_format_is_recognised_by_one_reader_only(form):
    head = Head.of(artefact(REPORTS[form]))
    assert [each.id for each in INSPECTOR.formats if each.sniff(head)] == [form]


@pytest.mark.parametrize("form", REPORTS)
def test_states_values_and_lines(form):
    found = INSPECTOR.inspect([artefact(REPORTS[form])], CONTEXT)
    stated = {each.code: (each.value, each.places[0].line) for each in (*found.facts, *found.findings)}
    assert stated == EXPECTED[form]
    assert found.artefact.format == form


@pytest.mark.parametrize("form", REPORTS)
def test_a_spoiled_file_is_read_or_refused(form):
    data = REPORTS[form].encode()
    for name, spoilt in spoiled(data):
        try:
            INSPECTOR.inspect([artefact(spoilt)], CONTEXT)
            INSPECTOR.compare(artefact(data), artefact(spoilt), CONTEXT)
        except UnreadableArtefactError:
            continue
        except Exception as error:  # noqa: BLE001 - names the way it was spoiled
            pytest.fail(f"{name}: {error!r}")


def test_values_are_kept_as_plain_json():
    for form, report in REPORTS.items():
        found = INSPECTOR.inspect([artefact(report)], CONTEXT)
        assert all(each.fr and each.en and each.places for each in (*found.facts, *found.findings)), form
        assert found.limits, form
