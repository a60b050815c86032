import re

from django.urls import reverse
from django.utils.html import strip_tags

from preuve.web.juries.queries.said import heard_in
from preuve.web.portfolios.storage import store_artefact
from tests.factories.sessions import make_defence, make_enrolment, make_submission

LOG = b"".join(b"ligne %d\n" % number for number in range(1, 901))


def statement(kind: str, fr: str, place: dict, **values) -> dict:
    return {
        "kind": kind,
        "code": f"essai.{kind}",
        "value": 1,
        "unit": "",
        "strength": 5 if kind == "fact" else 0,
        "fr": fr,
        "en": f"EN {fr}",
        "places": [place] if place else [],
        "links": {},
        "review": "",
        "answer": "",
        "comment": "",
        "corrected_by": None,
        **values,
    }


def part(evidence: int, *statements: dict, before: int | None = None) -> dict:
    return {
        "evidence": evidence,
        "before": before,
        "inspector": "tests",
        "version": "1",
        "name": "rapport.log",
        "sha256": "",
        "format": "junit",
        "producer": "pytest 8",
        "produced_at": "2026-05-01T10:00:00Z",
        "period": ["", ""],
        "target": "portail",
        "statements": list(statements),
    }


def heard_scene(scene, **content):
    """A defence whose candidate handed in a copy of the second format: two logs, and what was said."""
    after, before = store_artefact(LOG), store_artefact(b"avant\n" * 3)
    items = [
        {
            "id": number,
            "case": None,
            "kind": "file",
            "title": title,
            "file_name": "rapport.log",
            "sha256": artefact.sha256,
            "size": artefact.size,
            "media_type": "text/plain",
            "url": "",
            "text": "",
        }
        for number, title, artefact in ((9, "Rapport <après>", after), (8, "Rapport avant", before))
    ]
    there = {"artefact": after.sha256, "name": "rapport.log", "kind": "text", "line": 700}
    older = {"artefact": before.sha256, "name": "avant.log", "kind": "text", "line": 2}
    said = {
        "format": "preuve-submission/2",
        "evidence": items,
        "inspections": [
            part(
                9,
                statement("fact", "18 tests passent", there, links={"C1.1-1": "shows", "C1.2-1": "situates"}),
                statement(
                    "fact",
                    "2 tests <instables>",
                    there,
                    links={"C1.1-1": "situates"},
                    review="rejected",
                    comment="Un <faux> positif",
                ),
                statement(
                    "finding",
                    "Le compteur annonce 19",
                    there,
                    links={"C1.1-1": "contradicts"},
                    answer="corrected",
                    comment="Corrigé depuis",
                    corrected_by=8,
                ),
                statement("limit", "Rien ne dit qui a lancé les tests", None),
            ),
            part(9, statement("fact", "3 échecs clos", older, review="accepted"), before=8),
        ],
        "joins": [
            {
                "evidence": 9,
                "code": "essai.join",
                "fr": "Les deux rapports se suivent",
                "en": "",
                "statements": [
                    statement(
                        "finding", "Le second précède le premier", older, links={"C1.2-2": "contradicts"}
                    )
                ],
            }
        ],
        **content,
    }
    enrolment = make_enrolment(scene.session)
    make_submission(enrolment, said)
    return make_defence(enrolment, scene.panel)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(html)).strip()


def criterion_of(page: str, identifier: str) -> str:
    form = page[page.index(f'<form class="criterion" id="{identifier}"') :]
    return words(form[form.index("</ul>") : form.index("<fieldset")])


def test_a_piece_shows_what_is_said_of_it_with_the_candidates_answers(scene, signed_in):
    defence = heard_scene(scene)
    url = reverse("marking", args=[defence.pk])
    page = signed_in(scene.anne.user).get(url, {"preuve": "9"}, headers={"HX-Request": "true"})
    shown = page.content.decode()
    said = words(shown[: shown.index('<section class="viewer"')])
    assert said == (
        "Ce que les outils y lisent 3 faits, 1 constat "
        "Tests et couverture · produit par pytest 8 · 1er mai 2026 à 10:00 UTC · portail "
        "Constat : Le compteur annonce 19 corrigé par un autre fichier · contredit C1.1-1 "
        "Lieu : ligne 700 Réponse du candidatCorrigé depuis Rapport avant "
        "18 tests passent ●●●●● recalculé · montre C1.1-1 · situe C1.2-1 Lieu : ligne 700 "
        "2 tests &lt;instables&gt; ●●●●● recalculé · écarté par le candidat · situe C1.1-1 Lieu : ligne 700 "
        "Commentaire du candidatUn &lt;faux&gt; positif "
        "Ce que ce fichier ne dit pasRien ne dit qui a lancé les tests "
        "Tests et couverture · comparée avec « Rapport avant », plus ancienne · produit par pytest 8 "
        "· 1er mai 2026 à 10:00 UTC · portail 3 échecs clos ●●●●● recalculé · accepté "
        "Lieu : avant.log, ligne 2"
    )
    assert f'href="{url}?preuve=9&amp;line=700#L700"' in shown
    assert f'href="{url}?preuve=8&amp;line=2#L2"' in shown
    assert f'href="{url}?preuve=8">Rapport avant' in shown


def test_a_place_opens_the_viewer_on_its_line(scene, signed_in):
    defence = heard_scene(scene)
    url = reverse("marking", args=[defence.pk])
    page = signed_in(scene.anne.user).get(f"{url}?preuve=9&line=700").content.decode()
    assert '<details class="said said--piece">' in page
    assert '<b class="here">ici</b>ligne 700</span>' in page
    assert 'href="?preuve=9&amp;line=700&amp;view=text&amp;start=280#piece-viewer" rel="prev"' in page


def test_a_criterion_shows_what_speaks_about_it_contradictions_first(scene, signed_in):
    defence = heard_scene(scene)
    page = signed_in(scene.anne.user).get(reverse("marking", args=[defence.pk])).content.decode()
    assert criterion_of(page, "C1.1-1") == (
        "Ce que les outils en disent 1 contredit, 1 montre, 1 situe "
        "contredit : Le compteur annonce 19 corrigé par un autre fichier · Rapport &lt;après&gt;, ligne 700"
        "Corrigé depuis "
        "montre : 18 tests passent ●●●●● recalculé · Rapport &lt;après&gt;, ligne 700 "
        "situe : 2 tests &lt;instables&gt; ●●●●● recalculé · écarté par le candidat "
        "· Rapport &lt;après&gt;, ligne 700Un &lt;faux&gt; positif"
    )
    assert criterion_of(page, "C1.2-2").endswith("sans réponse · Rapport avant, ligne 2")
    assert criterion_of(page, "C1.1-2") == ""
    assert "Recoupements entre les pièces" in page
    assert "<instables>" not in page
    assert "satisfait" not in page.lower()


def test_what_does_not_fit_on_a_criterion_is_read_beside(scene, signed_in):
    there = {"artefact": "0" * 64, "name": "x", "kind": "file"}
    facts = [statement("fact", f"Fait {number}", there, links={"C1.1-1": "shows"}) for number in range(6)]
    defence = heard_scene(scene, inspections=[part(9, *facts)], joins=[])
    url = reverse("marking", args=[defence.pk])
    client = signed_in(scene.anne.user)
    assert criterion_of(client.get(url).content.decode(), "C1.1-1").endswith(
        "Lire aussi les 2 autres : C1.1-1"
    )
    shown = client.get(url, {"critere": "C1.1-1"}, headers={"HX-Request": "true"}).content.decode()
    assert [f"Fait {number}" in shown for number in range(6)] == [True] * 6
    assert "<html" not in shown
    assert "Fait 5" in client.get(url, {"critere": "C1.1-1"}).content.decode()
    assert client.get(url, {"critere": "C9.9-9"}).status_code == 404
    assert "Aucun fichier du portfolio" in client.get(url, {"critere": "C1.1-2"}).content.decode()


def test_a_copy_of_the_first_format_says_nothing(scene, signed_in):
    assert not list(heard_in(scene.enrolment.portfolio.submissions.get().content).all)
    page = signed_in(scene.anne.user).get(reverse("marking", args=[scene.defence.pk])).content.decode()
    assert "Ce que les outils" not in page
    assert "Recoupements" not in page


def test_what_is_said_costs_no_query(scene, signed_in, django_assert_num_queries):
    defence = heard_scene(scene)
    client, url = signed_in(scene.anne.user), reverse("marking", args=[defence.pk])
    client.get(url)
    for query in ({}, {"preuve": "9"}, {"critere": "C1.1-1"}):
        with django_assert_num_queries(6):
            client.get(url, query)


def test_another_juror_reads_nothing_of_it(scene, signed_in):
    defence = heard_scene(scene)
    stranger = make_defence(make_enrolment(), scene.panel)
    client = signed_in(stranger.candidate)
    url = reverse("marking", args=[defence.pk])
    assert client.get(url, {"critere": "C1.1-1"}).status_code in {403, 404}
