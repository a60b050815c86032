from django.urls import reverse

from preuve.web.portfolios.storage import store_artefact
from preuve.web.sessions.models import Conflict
from tests.factories.juries import make_scene
from tests.factories.sessions import make_defence, make_enrolment, make_panel, make_submission


def page_of(scene, signed_in, **query):
    return signed_in(scene.anne.user).get(reverse("marking", args=[scene.defence.pk]), query)


def test_the_grid_holds_the_jurors_own_words_escaped(scene, signed_in):
    scene.mark(scene.anne, "C1.1-1", "not_acquired", comment="<b>non</b>", note="à moi", question="Où ?")
    page = page_of(scene, signed_in).content.decode()
    assert "&lt;b&gt;non&lt;/b&gt;" in page
    assert "<b>non</b>" not in page
    assert 'value="level:not_acquired" id="C1.1-1-1" data-comment-required checked' in page
    assert page.count(" checked") == 1
    assert "Il &lt;montre&gt; le besoin" in page
    assert "1 critère évalué sur 8" in page or "1 critères évalués sur 8" in page
    assert page.count("data-autosave") == 8 + 1  # the criteria, and the notes on the whole


def test_a_grid_handed_in_is_shown_and_closed(scene, signed_in):
    scene.hand_in(scene.anne)
    page = page_of(scene, signed_in).content.decode()
    assert "data-autosave" not in page
    assert page.count('<fieldset class="scale" disabled>') == 8


def test_a_piece_opens_with_and_without_script(scene, signed_in):
    url = reverse("marking", args=[scene.defence.pk])
    client = signed_in(scene.anne.user)
    part = client.get(url, {"preuve": "7"}, headers={"HX-Request": "true"}).content.decode()
    assert "Une ligne" in part
    assert "<html" not in part
    assert "Une ligne" in client.get(url, {"preuve": "7"}).content.decode()
    assert client.get(url, {"preuve": "8"}).status_code == 404


def test_no_submission_is_said(scene, signed_in):
    enrolment = make_enrolment(scene.session)
    defence = make_defence(enrolment, scene.panel)
    page = signed_in(scene.anne.user).get(reverse("marking", args=[defence.pk])).content.decode()
    assert "Aucun portfolio déposé" in page


def test_raw_serves_what_is_in_this_submission_and_nothing_else(scene, signed_in):
    artefact = store_artefact(b"%PDF-1.4 essai")
    stranger = store_artefact(b"autre chose")
    item = {
        "id": 9,
        "case": None,
        "kind": "file",
        "title": "Plan",
        "file_name": "plan.pdf",
        "sha256": artefact.sha256,
        "size": artefact.size,
        "media_type": "application/pdf",
        "url": "",
        "text": "",
    }
    enrolment = make_enrolment(scene.session)
    make_submission(enrolment, {"evidence": [item]})
    defence = make_defence(enrolment, scene.panel)
    client = signed_in(scene.anne.user)
    answer = client.get(reverse("jury_evidence_raw", args=[defence.pk, "9"]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 essai"
    assert answer["X-Content-Type-Options"] == "nosniff"
    for piece in ("7", stranger.sha256, "presentation"):
        assert client.get(reverse("jury_evidence_raw", args=[defence.pk, piece])).status_code == 404
    assert client.get(reverse("jury_evidence_raw", args=[scene.defence.pk, "7"])).status_code == 404
    stranger_client = signed_in(make_scene().anne.user)
    assert stranger_client.get(reverse("jury_evidence_raw", args=[defence.pk, "9"])).status_code == 404


def test_nine_queries_whatever_the_number_of_candidates(scene, signed_in, django_assert_num_queries):
    client = signed_in(scene.anne.user)
    url = reverse("marking", args=[scene.defence.pk])
    scene.mark(scene.anne, "C1.1-1")
    client.get(url)
    with django_assert_num_queries(7):
        client.get(url)
    for _more in range(2):
        make_defence(make_enrolment(scene.session), scene.panel)
    with django_assert_num_queries(7):
        client.get(url)


def test_next_and_previous_are_the_jurors_own(scene, signed_in):
    hidden = make_defence(make_enrolment(scene.session), scene.panel)
    Conflict.objects.create(juror=scene.anne, candidate=hidden.candidate, declared_by=scene.anne.user)
    make_defence(make_enrolment(scene.session), make_panel(scene.session))
    following = make_defence(make_enrolment(scene.session), scene.panel)
    page = page_of(scene, signed_in)
    assert (page.context["previous"], page.context["next"]) == (None, following.pk)


def test_not_signed_in_is_asked_to(scene, client):
    answer = client.get(reverse("marking", args=[scene.defence.pk]))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
