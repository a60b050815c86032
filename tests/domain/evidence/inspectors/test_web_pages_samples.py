"""Real reports of the sample folder; the figures are those of its manifest, computed by other means."""

from __future__ import annotations

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.web_pages import INSPECTOR
from preuve.domain.evidence.reading.head import Head
from tests.factories.evidence import CONTEXT, SAMPLES, artefact, codes_of, fact_of, sample


def _value(name, code):
    return fact_of(INSPECTOR.inspect([sample(f"pageweb/{name}")], CONTEXT), code).value


@pytest.mark.parametrize(
    ("name", "code", "value"),
    [
        # violations = 1 ; passes = 24 ; URL ; version axe = 4.12.1
        (
            "axe-citylights.json",
            "web_pages.violations",
            {"critical": 1, "serious": 0, "moderate": 0, "minor": 0, "unknown": 0},
        ),
        ("axe-citylights.json", "web_pages.rules", {"passes": 24, "incomplete": 0, "inapplicable": 64}),
        ("axe-citylights.json", "web_pages.pages", ["https://www.w3.org/WAI/demos/bad/before/home.html"]),
        ("axe-citylights.json", "web_pages.tool", "axe-core 4.12.1"),
        # version = 3.0.0 ; URL ; scores
        ("lighthouse-3.0.0.json", "web_pages.tool", "Lighthouse 3.0.0"),
        ("lighthouse-3.0.0.json", "web_pages.pages", ["https://www.example.com/"]),
        (
            "lighthouse-3.0.0.json",
            "web_pages.scores",
            {"performance": 1, "pwa": 0.5, "accessibility": 0.88, "best-practices": 0.93, "seo": 0.89},
        ),
        # version = 12.8.2 ; URL ; scores ; audits score null = 72
        ("lighthouse-mobile-apres.json", "web_pages.tool", "Lighthouse 12.8.2"),
        ("lighthouse-mobile-apres.json", "web_pages.pages", ["http://127.0.0.1:18082/"]),
        (
            "lighthouse-mobile-apres.json",
            "web_pages.scores",
            {"performance": 1, "accessibility": 0.94, "best-practices": 0.93, "seo": 1},
        ),
        (
            "lighthouse-mobile-apres.json",
            "web_pages.audits",
            {"passed": 81, "below": 5, "informative": 18, "error": 0, "unscored": 72},
        ),
        # scores ; audits score null = 77 ; URL locale
        (
            "lighthouse-mobile-avant.json",
            "web_pages.scores",
            {"performance": 1, "accessibility": 0.24, "best-practices": 0.79, "seo": 0.73},
        ),
        (
            "lighthouse-mobile-avant.json",
            "web_pages.audits",
            {"passed": 61, "below": 19, "informative": 19, "error": 0, "unscored": 77},
        ),
        ("lighthouse-mobile-avant.json", "web_pages.local_target", ["http://127.0.0.1:18081/"]),
        # messages = 0, then 8 of which erreurs = 6
        ("nu-validator-apres.json", "web_pages.html_no_error", {"error": 0, "warning": 0, "info": 0}),
        ("nu-validator-avant.json", "web_pages.html_messages", {"error": 6, "warning": 2, "info": 0}),
        # tests = 12 ; échecs = 1 ; note = B+
        ("observatory-mozilla.json", "web_pages.security_tests", {"passed": 11, "failed": 1}),
        ("observatory-mozilla.json", "web_pages.grade", "B+"),
        # problèmes = 0, then 14 ; types = error:14 ; moteurs = axe, htmlcs
        ("pa11y-apres.json", "web_pages.issues", {"error": 0, "warning": 0, "notice": 0}),
        ("pa11y-avant.json", "web_pages.issues", {"error": 14, "warning": 0, "notice": 0}),
        ("pa11y-avant.json", "web_pages.runners", {"axe": 6, "htmlcs": 8}),
    ],
)
def test_states_what_the_manifest_says(name, code, value):
    assert _value(name, code) == value


def test_a_report_cut_short_is_not_read():
    with pytest.raises(UnreadableArtefactError) as caught:
        INSPECTOR.inspect([sample("pageweb/lighthouse-tronque.json")], CONTEXT)
    assert (caught.value.reason, caught.value.place.line) == (Unreadable.MALFORMED, 163)


@pytest.mark.parametrize(
    ("before", "after", "values"),
    [
        ("nu-validator-avant.json", "nu-validator-apres.json", (8, 0, 0)),
        ("pa11y-avant.json", "pa11y-apres.json", (14, 0, 0)),
    ],
)
def test_pairs_of_the_samples(before, after, values):
    found = INSPECTOR.compare(sample(f"pageweb/{before}"), sample(f"pageweb/{after}"), CONTEXT)
    codes = ("web_pages.compare.closed", "web_pages.compare.remaining", "web_pages.compare.new")
    assert tuple(fact_of(found, code).value for code in codes) == values


def test_two_addresses_of_the_samples_close_nothing():
    found = INSPECTOR.compare(
        sample("pageweb/lighthouse-mobile-avant.json"),
        sample("pageweb/lighthouse-mobile-apres.json"),
        CONTEXT,
    )
    assert found.same_scope is False
    assert fact_of(found, "web_pages.compare.not_examined").value == 19
    assert "web_pages.compare.closed" not in codes_of(found)


@pytest.mark.skipif(not SAMPLES.exists(), reason="no samples")
def test_claims_no_file_of_another_kind():
    claimed = {
        str(file.relative_to(SAMPLES))
        for file in SAMPLES.rglob("*")
        if file.is_file() and INSPECTOR.sniff(Head.of(artefact(file.read_bytes(), file.name))) >= 0.3
    }
    assert claimed == {str(file.relative_to(SAMPLES)) for file in (SAMPLES / "pageweb").iterdir()}
