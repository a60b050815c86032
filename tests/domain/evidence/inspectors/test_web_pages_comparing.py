"""Before and after: the page and the settings first, then scores, times and issues."""

from __future__ import annotations

import copy
import json

import pytest

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.web_pages import INSPECTOR
from tests.domain.evidence.inspectors import web_pages_reports as reports
from tests.factories.evidence import CONTEXT, artefact, fact_of


def _compare(before, after):
    texts = [each if isinstance(each, str) else json.dumps(each, indent=1) for each in (before, after)]
    return INSPECTOR.compare(artefact(texts[0], "avant"), artefact(texts[1], "apres"), CONTEXT)


def _values(found):
    return {each.code: each.value for each in (*found.facts, *found.findings)}


def _lighthouse(**changes):
    return copy.deepcopy(reports.LIGHTHOUSE_VALUE) | changes


def test_a_page_measured_twice():
    after = _lighthouse(fetchTime="2026-11-08T10:00:00.000Z")
    after["audits"]["meta-description"]["score"] = 1
    after["audits"]["document-title"]["score"] = 0
    after["audits"]["largest-contentful-paint"]["numericValue"] = 2100
    after["categories"]["performance"]["score"] = 0.91
    found = _compare(reports.LIGHTHOUSE, after)
    assert found.same_scope is True
    assert [each.fr for each in found.facts] == [
        "Scores sur 100, du premier rapport au second : performance 72 → 91 et seo 50 → 50.",
        (
            "Temps en millisecondes, du premier rapport au second : first-contentful-paint 1200 → 1200 et "
            "largest-contentful-paint 3400 → 2100."
        ),
        "1 problème du premier rapport n’est plus dans le second : No meta description.",
        "1 problème figure dans les deux rapports : largest-contentful-paint.",
        "1 problème figure dans le second rapport et non dans le premier : Document has a title.",
    ]
    assert found.facts[0].value == {"performance": 0.19, "seo": 0}
    assert found.facts[1].value == {"first-contentful-paint": 0, "largest-contentful-paint": -1300}
    assert [(place.name, place.line) for place in found.facts[0].places] == [
        ("avant", 62),
        ("apres", 62),
        ("avant", 66),
        ("apres", 66),
    ]
    assert found.findings == ()
    assert [each.code for each in found.limits] == ["web_pages.limit.compare_runs"]


def test_another_page_another_device_another_version_and_lower_scores():
    after = _lighthouse(
        finalDisplayedUrl="https://www.example.org/contact",
        lighthouseVersion="13.0.0",
        fetchTime="2026-10-01T10:00:00.000Z",
        categories={"seo": {"score": 0.4}},
    )
    after["configSettings"]["formFactor"] = "desktop"
    found = _compare(reports.LIGHTHOUSE, after)
    assert found.same_scope is False
    assert {each.code: each.fr for each in found.findings} == {
        "web_pages.compare.other_page": "Les deux rapports ne portent pas sur la même adresse : "
        "https://www.example.org/accueil puis https://www.example.org/contact.",
        "web_pages.compare.other_setting": "Les deux mesures n’ont pas les mêmes réglages : "
        "device mobile → desktop.",
        "web_pages.compare.other_version": "L’outil a changé de version (12.8.2 puis 13.0.0) : "
        "une différence peut venir de lui.",
        "web_pages.compare.backwards": "Le second rapport (1er octobre 2026 à 10:00 UTC) est daté d’avant le "
        "premier (1er novembre 2026 à 10:00 UTC).",
        "web_pages.compare.other_checks": "Les deux rapports n’ont pas les mêmes contrôles ou catégories ; "
        "d’un seul côté : performance et pwa.",
        "web_pages.compare.lower_scores": "1 score a baissé : seo 50 → 40.",
    }


def test_an_audit_that_has_no_score_any_more_is_not_closed():
    after = _lighthouse()
    after["audits"]["meta-description"] |= {"score": None, "scoreDisplayMode": "notApplicable"}
    found = _compare(reports.LIGHTHOUSE, after)
    values = _values(found)
    assert (values["web_pages.compare.closed"], values["web_pages.compare.not_examined"]) == (0, 1)
    stated = fact_of(found, "web_pages.compare.not_examined")
    assert stated.fr == (
        "1 problème du premier rapport porte sur ce que le second n’évalue pas ; rien ne dit s’il subsiste : "
        "No meta description."
    )
    assert stated.en == (
        "1 issue of the first report is about what the second does not assess; nothing tells whether it "
        "remains: No meta description."
    )
    assert [(place.name, place.line) for place in stated.places] == [("avant", 46)]
    assert found.same_scope is True


def test_other_audits_or_categories_are_another_scope():
    after = _lighthouse()
    del after["audits"]["meta-description"], after["categories"]["pwa"]
    found = _compare(reports.LIGHTHOUSE, after)
    assert found.same_scope is False
    assert _values(found)["web_pages.compare.not_examined"] == 1
    assert fact_of(found, "web_pages.compare.other_checks").fr == (
        "Les deux rapports n’ont pas les mêmes contrôles ou catégories ; d’un seul côté : meta-description "
        "et pwa."
    )


def test_another_page_closes_nothing():
    found = _compare(reports.AXE, [reports.AXE_VALUE | {"url": "https://b.example.org/"}])
    assert _values(found) == {
        "web_pages.compare.not_examined": 3,
        "web_pages.compare.other_page": ["https://b.example.org/"],
    }
    one, two = reports.AXE_VALUE, reports.AXE_VALUE | {"url": "https://b.example.org/", "violations": []}
    found = _compare([one, two], [one | {"violations": one["violations"][:1]}])
    assert _values(found) == {
        "web_pages.compare.remaining": 2,
        "web_pages.compare.new": 0,
        "web_pages.compare.not_examined": 1,
        "web_pages.compare.other_page": ["https://www.example.org/"],
    }


def test_reports_that_name_no_page():
    found = _compare(reports.PA11Y, reports.PA11Y_VALUE[:2])
    assert found.same_scope is False
    assert _values(found) == {
        "web_pages.compare.closed": 1,
        "web_pages.compare.remaining": 2,
        "web_pages.compare.new": 0,
    }
    assert [each.code for each in found.limits] == ["web_pages.limit.compare_page"]
    assert fact_of(found, "web_pages.compare.new").fr == (
        "Aucun problème du second rapport n’est absent du premier."
    )


def test_a_message_that_moved_with_its_line_remains():
    after = copy.deepcopy(reports.NU_VALUE)
    after["messages"] = [after["messages"][0] | {"lastLine": 40}]
    found = _compare(reports.NU, after)
    assert _values(found) == {
        "web_pages.compare.closed": 2,
        "web_pages.compare.remaining": 1,
        "web_pages.compare.new": 0,
    }


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        (reports.LIGHTHOUSE, reports.AXE, "lighthouse, axe"),
        (reports.SITEMAP, reports.SITEMAP, "sitemap, sitemap"),
    ],
)
def test_what_is_not_compared(before, after, detail):
    with pytest.raises(UnreadableArtefactError) as caught:
        _compare(before, after)
    assert (caught.value.reason, caught.value.detail) == (Unreadable.NOT_COMPARABLE, detail)
