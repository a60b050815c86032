"""Other versions and poorer forms of the same reports, and what they leave unsaid."""

from __future__ import annotations

import json

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.web_pages import INSPECTOR
from preuve.domain.evidence.inspectors.web_pages.lighthouse import score_of
from preuve.domain.evidence.inspectors.web_pages.model import address
from preuve.domain.evidence.reading.head import Head
from tests.domain.evidence.inspectors import web_pages_reports as reports
from tests.factories.evidence import CONTEXT, artefact, codes_of, fact_of


def _inspect(content, name="artefact"):
    text = content if isinstance(content, str) else json.dumps(content)
    return INSPECTOR.inspect([artefact(text, name)], CONTEXT)


def _sniff(content, name="artefact"):
    return INSPECTOR.sniff(Head.of(artefact(content, name)))


def _values(found):
    return {each.code: each.value for each in (*found.facts, *found.findings)}


def test_the_sentences_of_lighthouse():
    found = _inspect(reports.LIGHTHOUSE)
    assert [each.fr for each in found.facts][5:] == [
        "Scores sur 100 donnés par Lighthouse : performance 72 et seo 50.",
        "Premier affichage d’un contenu (FCP) : 1,2\xa0s.",
        "Affichage du plus grand contenu (LCP) : 3,4\xa0s.",
        "Décalage cumulé de la mise en page (CLS) : 0,0123.",
        (
            "3 contrôles réussis (note d’au moins 0,9), 2 en dessous, 1 pour information, "
            "1 en erreur, 1 sans note (sans objet ou à faire par une personne)."
        ),
        "2 contrôles ont une note inférieure à 0,9 : largest-contentful-paint et No meta description.",
        "Référencement (SEO) : 1 contrôle réussi sur 2 notés.",
    ]
    assert [each.en for each in found.facts][:4] == [
        "The measurement was made by Lighthouse 12.8.2.",
        "The measurement is dated 1 November 2026 at 10:00 UTC.",
        "The page measured is https://www.example.org/accueil.",
        "The device emulated is “mobile”.",
    ]
    place = fact_of(found, "web_pages.audits_below").places[1]
    assert (place.line, place.path) == (46, "/audits/meta-description")
    assert [each.code for each in found.limits] == ["web_pages.limit.one_run", "web_pages.limit.content"]


def test_an_answer_of_page_speed_insights():
    found = _inspect({"kind": "pagespeedonline#result", "lighthouseResult": reports.LIGHTHOUSE_VALUE})
    assert (
        fact_of(found, "web_pages.scores").places[0].path == "/lighthouseResult/categories/performance/score"
    )


def test_lighthouse_3_names_its_figures_otherwise():
    found = _inspect(
        {
            "lighthouseVersion": "3.0.0",
            "requestedUrl": "",
            "finalUrl": "https://a.example.org/",
            "audits": {
                "speed-index": {"score": 1, "rawValue": 765.6},
                "interactive": {"score": 1, "rawValue": True},
            },
        }
    )
    assert _values(found) == {
        "web_pages.tool": "Lighthouse 3.0.0",
        "web_pages.pages": ["https://a.example.org/"],
        "web_pages.speed_index": 765.6,
        "web_pages.audits": {"passed": 2, "below": 0, "informative": 0, "error": 0, "unscored": 0},
    }


def test_a_page_that_lighthouse_could_not_open():
    found = _inspect(
        {
            "lighthouseVersion": "12.0.0",
            "requestedUrl": "https://a.example.org/",
            "finalDisplayedUrl": "https://a.example.org",
            "audits": {"speed-index": {"score": None, "numericValue": "12"}},
            "runtimeError": {"code": "NO_FCP"},
        }
    )
    assert [(each.code, each.value) for each in found.findings] == [("web_pages.run_error", "NO_FCP")]


def test_a_result_without_audits_is_refused():
    with pytest.raises(UnreadableArtefactError) as caught:
        _inspect({"lighthouseVersion": "1", "requestedUrl": ""})
    assert (caught.value.reason, caught.value.detail) == (Unreadable.MISSING_FIELD, "audits")


@pytest.mark.parametrize(
    ("value", "score"), [(None, None), (0, 0), (1, 1), (1.1, None), (-1, None), ("1", None), (True, None)]
)
def test_a_score_lies_between_zero_and_one(value, score):
    assert score_of(value) == score


def test_axe_as_one_object_without_a_violation():
    found = _inspect({"violations": [], "passes": [{}], "incomplete": [], "inapplicable": []})
    assert _values(found) == {
        "web_pages.tool": "axe-core",
        "web_pages.violations": {"critical": 0, "serious": 0, "moderate": 0, "minor": 0, "unknown": 0},
        "web_pages.rules": {"passes": 1, "incomplete": 0, "inapplicable": 0},
    }
    assert (
        fact_of(found, "web_pages.violations").fr == "Aucune règle d’accessibilité enfreinte n’est relevée."
    )
    assert _sniff('{"violations": [], "passes": []}') == 0.5
    assert _sniff('[{"testEngine": {"name": "axe-core"}, "testRunner": {"name": "axe"}, "passes": [{') == 1.0


def test_pages_of_pa11y_ci():
    content = {
        "total": 2,
        "passes": 0,
        "errors": 2,
        "results": {
            "https://a.example.org/?token=hunter2": [reports.PA11Y_VALUE[0]],
            "https://b.example.org/": [{"message": "timeout"}],
        },
    }
    found = _inspect(content)
    assert _values(found) == {
        "web_pages.tool": "pa11y",
        "web_pages.pages": ["https://a.example.org/", "https://b.example.org/"],
        "web_pages.issues": {"error": 1, "warning": 0, "notice": 0},
        "web_pages.runners": {"axe": 1},
        "web_pages.accessibility_errors": 1,
        "web_pages.miscount": 1,
    }
    assert fact_of(found, "web_pages.issues").places[0].line == 1
    assert [each.code for each in found.limits] == ["web_pages.limit.automatic"]
    assert _sniff(json.dumps(content)) == 1.0
    assert _sniff('{"total": 0, "passes": 0, "errors": 0, "results": {}}') == 0.5


def test_issues_without_a_runner_and_none_at_all():
    found = _inspect([{"code": "a", "typeCode": 3, "type": "notice", "selector": "b"}])
    assert _values(found) == {
        "web_pages.tool": "pa11y",
        "web_pages.issues": {"error": 0, "warning": 0, "notice": 1},
    }
    assert (_sniff("[]", "pa11y.json"), _sniff("[]", "a.json")) == (0.3, 0.0)
    assert fact_of(_inspect("[]", "pa11y.json"), "web_pages.issues").fr == (
        "Aucun problème relevé : liste vide, attribuée à l’outil d’après le nom du fichier."
    )


def test_nu_over_several_files():
    found = _inspect(
        {
            "messages": [
                {"type": "error", "url": "file:/site/index.html", "lastLine": 4, "message": "a"},
                {"type": "info", "message": "b"},
            ]
        }
    )
    assert fact_of(found, "web_pages.html_errors").fr == "1 erreur HTML : a [index.html:4]."
    assert fact_of(found, "web_pages.pages").value == ["file:/site/index.html"]


def test_nu_without_a_message():
    found = _inspect({"messages": [], "version": "26.9.27"})
    assert _values(found) == {
        "web_pages.tool": "Nu HTML Checker 26.9.27",
        "web_pages.html_no_error": {"error": 0, "warning": 0, "info": 0},
    }


def test_a_page_that_nu_could_not_open():
    found = _inspect({"messages": [{"type": "non-document-error", "message": "404"}]})
    assert _values(found) == {"web_pages.tool": "Nu HTML Checker", "web_pages.run_error": "404"}


@pytest.mark.parametrize(
    ("content", "confidence"),
    [
        ('{"messages": [], "url": "a"}', 0.8),
        ('{"messages": []}', 0.5),
        ('{"messages": [], "filePath": "a"}', 0.0),
        ('{"messages": [{"type": "error", "message": "a"}], "filePath": "b"}', 0.5),
        ('{"messages": [{"ruleId": "a"}]}', 0.0),
        ('{"messages": [{"type": "error", "message": "a", "lastLine": 1, "extract": "b', 0.8),
        ('{"messages": [{"ruleId": "a', 0.0),
    ],
)
def test_messages_of_other_tools_are_not_those_of_nu(content, confidence):
    assert _sniff(content) == confidence


def test_backstop_as_json_with_one_viewport():
    content = {"testSuite": "BackstopJS", "tests": reports.BACKSTOP_VALUE["tests"][:1]}
    found = _inspect(content)
    assert _values(found) == {
        "web_pages.tool": "BackstopJS",
        "web_pages.pages": ["https://www.example.org/"],
        "web_pages.visual_tests": {"passed": 1, "failed": 0},
        "web_pages.visual_mismatch": 0,
        "web_pages.one_viewport": "phone",
    }
    assert _sniff('{"testSuite": "a", "tests": []}') == 0.5


def test_screens_that_were_not_compared():
    found = _inspect({"testSuite": "BackstopJS", "tests": [{"status": "fail"}]})
    assert fact_of(found, "web_pages.visual_failures").fr == "1 comparaison d’écran est en échec : /tests/0."
    assert "web_pages.visual_mismatch" not in codes_of(found)


def test_a_suite_without_tests_is_refused():
    with pytest.raises(UnreadableArtefactError) as caught:
        _inspect('report({"testSuite": "BackstopJS", "tests": []});')
    assert (caught.value.reason, caught.value.detail) == (Unreadable.MISSING_FIELD, "tests")


def _har(*entries, pages=()):
    return {"log": {"creator": {"name": "Chrome"}, "pages": list(pages), "entries": list(entries)}}


def _document(url, headers):
    response = {"status": 200, "headers": headers, "content": {"mimeType": "text/html"}}
    return {"request": {"url": url}, "response": response}


def test_a_log_whose_headers_were_left_out_misses_none():
    found = _inspect(_har(_document("https://a.example.org/", [])))
    assert _values(found) == {
        "web_pages.tool": "Chrome",
        "web_pages.pages": ["https://a.example.org/"],
        "web_pages.requests": 1,
    }


def test_a_document_with_none_then_all_of_the_headers():
    none = _inspect(_har(_document("https://a.example.org/", [{"name": "Server"}])))
    assert "web_pages.security_headers" not in codes_of(none)
    names = [
        "Strict-Transport-Security",
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "X-Frame-Options",
        "Permissions-Policy",
    ]
    every = _inspect(_har(_document("https://a.example.org/", [{"name": name} for name in names])))
    assert fact_of(every, "web_pages.security_headers").value == [name.lower() for name in names]
    assert every.findings == ()


def test_what_another_page_loads_is_not_mixed_content():
    plain = {"request": {"url": "http://a.example.org/"}, "pageref": "page_2"}
    assert "web_pages.mixed_content" not in codes_of(
        _inspect(_har(_document("https://a.example.org/", []), plain))
    )
    assert "web_pages.mixed_content" not in codes_of(
        _inspect(_har(_document("http://b.example.org/", []), plain))
    )


def test_a_log_without_a_document():
    assert _values(_inspect(_har({"response": {"status": 204}}))) == {
        "web_pages.tool": "Chrome",
        "web_pages.requests": 1,
    }


def test_a_log_without_entries_is_refused():
    with pytest.raises(UnreadableArtefactError) as caught:
        _inspect('{"log": {"creator": {}, "entries": []}}')
    assert (caught.value.reason, caught.value.detail) == (Unreadable.MISSING_FIELD, "entries")
    assert _sniff('{"log": {"creator": {}}}') == 0.0


def test_the_observatory_of_mdn():
    found = _inspect(
        {
            "scan": {"algorithmVersion": 4, "grade": "A+", "testsFailed": 0},
            "tests": {"cookies": {"expectation": "a", "pass": True}, "odd": {"pass": None}},
        }
    )
    assert _values(found) == {
        "web_pages.tool": "Mozilla Observatory (algorithm 4)",
        "web_pages.grade": "A+",
        "web_pages.security_tests": {"passed": 1, "failed": 0},
    }


def test_a_scan_of_a_named_host_without_a_grade():
    found = _inspect({"scan": {"host": "a.example.org", "tests_quantity": 0, "tests_failed": 0}, "tests": {}})
    assert _values(found) == {
        "web_pages.tool": "Mozilla Observatory",
        "web_pages.pages": ["a.example.org"],
        "web_pages.security_tests": {"passed": 0, "failed": 0},
    }
    assert _sniff('{"scan": {}, "tests": {}}') == 0.3


def test_a_sitemap_without_a_namespace_and_an_index():
    assert _sniff("<urlset/>") == 0.5
    found = _inspect("<sitemapindex><sitemap><loc/></sitemap></sitemapindex>")
    assert _values(found) == {"web_pages.sitemap": 1}


def test_robots_by_name_and_by_rules():
    assert _sniff("User-agent: *\n", "robots.txt") == 1.0
    assert _sniff("User-agent: *\n", "a.txt") == 0.0
    assert _sniff("User-agent: *\nDisallow:\n", "a.txt") == 0.5
    assert _sniff("Disallow: /\n", "robots.txt") == 0.0


@pytest.mark.parametrize(
    ("rules", "lines"),
    [
        ("User-agent: *\nDisallow: /\n", [2]),
        ("User-agent: *\nDisallow: /\nAllow: /public/\n", []),
        ("User-agent: *\nDisallow:\nAllow:\n", []),
        ("User-agent: GPTBot\nDisallow: /\n", []),
        ("User-agent: a\nUser-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: / # all\n", [6]),
    ],
)
def test_a_site_closed_to_robots(rules, lines):
    found = _inspect(rules, "robots.txt")
    closed = [each for each in found.findings if each.code == "web_pages.robots_closed"]
    assert [place.line for each in closed for place in each.places] == lines


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        ("http://localhost:8000/", ["web_pages.local_target"]),
        ("https://127.0.0.1/a", ["web_pages.local_target"]),
        ("http://www.example.org/", ["web_pages.plain_http"]),
        ("https://localhost.example.org/", []),
    ],
)
def test_addresses_that_lessen_a_measurement(page, codes):
    content = reports.AXE_VALUE | {"url": page, "violations": []}
    assert [each.code for each in _inspect(content).findings] == codes


def test_addresses_lose_what_may_be_secret():
    assert address("https://me:hunter2@a.example.org/b?c=hunter2#d") == "https://a.example.org/b"
    for report in (reports.HAR, reports.LIGHTHOUSE):
        assert "hunter2" not in repr(_inspect(report))


def test_warnings_alone_are_no_error():
    warning = {"type": "info", "subType": "warning", "lastLine": 2, "message": "Consider lang."}
    found = _inspect(json.dumps({"url": "https://www.example.org/", "messages": [warning]}, indent=1))
    stated = fact_of(found, "web_pages.html_no_error")
    assert stated.value == {"error": 0, "warning": 1, "info": 0}
    assert stated.fr == "Le validateur HTML ne rend aucune erreur : 1 avertissement, 0 information."
    assert stated.en == "The HTML checker gives no error: 1 warning, 0 for information."
    assert stated.places[0].line == 4


def test_audits_in_error_are_counted_apart():
    stated = fact_of(_inspect(reports.LIGHTHOUSE), "web_pages.audits")
    assert stated.fr == (
        "3 contrôles réussis (note d’au moins 0,9), 2 en dessous, 1 pour information, 1 en erreur, "
        "1 sans note (sans objet ou à faire par une personne)."
    )


def test_axe_counts_a_rule_of_several_pages_once():
    broken = {"id": "label", "impact": "critical", "help": "Labels", "nodes": [{"target": ["#a"]}]}
    page = {"violations": [broken], "passes": [{}], "incomplete": [], "inapplicable": []}
    found = _inspect([page | {"url": "https://a.fr/1"}, page | {"url": "https://a.fr/2"}])
    assert fact_of(found, "web_pages.violations").fr == (
        "1 règle d’accessibilité enfreinte, 2 fois en comptant chaque page à part, sur 2 éléments ; "
        "par gravité et par page : critique 2, sérieuse 0, modérée 0, mineure 0, non dite 0."
    )
    assert fact_of(found, "web_pages.rules").fr == (
        "En comptant chaque règle une fois par page : 2 respectées, 0 à vérifier par une personne, "
        "0 sans objet."
    )
    assert fact_of(found, "web_pages.severe_violations").value == 1
