from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import Role, RoleGrant
from preuve.web.juries.queries.defence import Clock, clock_of
from preuve.web.sessions.models import Conflict, Defence, Enrolment
from tests.factories.people import make_person
from tests.factories.sessions import make_defence, make_enrolment, make_juror, make_panel, make_submission


def test_the_desk_has_the_address_of_a_folder_like_all_pages():
    assert reverse("juror_desk") == "/jury/"


def test_a_candidate_is_to_be_marked_once_their_portfolio_is_in_or_the_defence_begins(scene, signed_in):
    other = make_defence(make_enrolment(scene.session), scene.panel)
    scene.hand_in(scene.anne)
    client = signed_in(scene.anne.user)

    def states(page):
        return [line.state for line in page.context["desk"].sessions[0].lines]

    page = client.get(reverse("juror_desk"))
    assert (states(page), page.context["desk"].next_unmarked) == (["handed_in", "awaited"], None)
    assert "portfolio attendu" in page.content.decode()
    begun = timezone.now() - timedelta(minutes=1)
    Defence.objects.filter(pk=other.pk).update(during=DateTimeTZRange(begun, begun + timedelta(hours=1)))
    page = client.get(reverse("juror_desk"))
    assert sorted(states(page)) == ["handed_in", "not_begun"]
    assert page.context["desk"].next_unmarked == other
    Defence.objects.filter(pk=other.pk).update(during=None)
    make_submission(other.enrolment)
    assert client.get(reverse("juror_desk")).context["desk"].next_unmarked == other


def test_the_desk_says_where_each_candidate_stands(scene, signed_in):
    url = reverse("juror_desk")
    client = signed_in(scene.anne.user)
    assert "pas commencée" in client.get(url).content.decode()
    scene.mark(scene.anne, "C1.1-1")
    page = client.get(url)
    assert "en cours, 1 sur 8" in page.content.decode()
    assert page.context["desk"].next_unmarked == scene.defence
    for identifier in scene.identifiers[1:]:
        scene.mark(scene.anne, identifier)
    client.post(reverse("hand_in", args=[scene.defence.pk]))
    page = client.get(url)
    assert page.context["desk"].next_unmarked is None
    assert page.context["desk"].sessions[0].lines[0].deliberation == ""
    scene.hand_in(scene.bruno)
    assert client.get(url).context["desk"].sessions[0].lines[0].deliberation == "ready"


def test_a_conflict_hides_the_candidate(scene, signed_in):
    Conflict.objects.create(
        juror=scene.anne, candidate=scene.enrolment.candidate, declared_by=scene.anne.user
    )
    page = signed_in(scene.anne.user).get(reverse("juror_desk")).content.decode()
    assert str(scene.enrolment.candidate) not in page
    assert "Aucun candidat à évaluer" in page


def test_constant_queries(scene, signed_in, django_assert_num_queries):
    client = signed_in(scene.anne.user)
    url = reverse("juror_desk")
    client.get(url)
    with django_assert_num_queries(5):
        client.get(url)
    for _more in range(2):
        make_defence(make_enrolment(scene.session), scene.panel)
    with django_assert_num_queries(5):
        client.get(url)


def test_minutes_to_sign_are_on_the_desk_until_signed(scene, signed_in):
    scene.open()
    scene.close()
    minutes = scene.draw_up()
    client = signed_in(scene.bruno.user)
    assert minutes.number in client.get(reverse("juror_desk")).content.decode()
    scene.sign(minutes, scene.bruno)
    assert minutes.number not in client.get(reverse("juror_desk")).content.decode()


def test_strangers(scene, signed_in, client):
    assert client.get(reverse("juror_desk")).status_code == 302
    assert signed_in(scene.enrolment.candidate).get(reverse("juror_desk")).status_code == 404
    assert signed_in(make_juror().user).get(reverse("juror_desk")).status_code == 200


def test_extra_time_is_shared_and_none_is_lost():
    assert clock_of(20, 25, 15) == Clock(1200, 1500, 7 * 60, 8 * 60)
    assert clock_of(0, 30, 10) == Clock(0, 1800, 0, 600)
    assert clock_of(20, 25, 0) == Clock(1200, 1500, 0, 0)


def test_the_defence_screen(scene, signed_in):
    Enrolment.objects.filter(pk=scene.enrolment.pk).update(accommodation="tiers temps", extra_minutes=15)
    scene.mark(scene.anne, "C1.1-1", "", comment="", question="Pourquoi ce choix ?")
    scene.mark(scene.bruno, "C1.1-2", "", comment="", question="Question de Bruno")
    url = reverse("defence_screen", args=[scene.defence.pk])
    client = signed_in(scene.anne.user)
    page = client.get(url).content.decode()
    assert 'data-extra-presentation="420" data-extra-questions="480"' in page
    assert "Pourquoi ce choix ?" in page
    assert "Question de Bruno" not in page
    assert "Présence du candidat" in page
    assert "Présence du candidat" not in signed_in(scene.bruno.user).get(url).content.decode()
    client.post(reverse("report_incident", args=[scene.defence.pk]), {"text": "Alarme incendie"})
    assert "Alarme incendie" in client.get(url).content.decode()
    client.post(reverse("record_attendance", args=[scene.defence.pk]), {"attendance": "absent"})
    assert Enrolment.objects.get(pk=scene.enrolment.pk).attendance == "absent"


def test_session_juries_says_who_handed_in_and_never_what(scene, signed_in, django_assert_num_queries):
    url = reverse("session_juries", args=[scene.session.pk])
    auditor = signed_in(make_person(Role.AUDITOR))
    auditor.get(url)
    scene.hand_in(scene.anne, **{"C1.1-1": "not_acquired"})
    with django_assert_num_queries(10):
        page = auditor.get(url)
    assert [juror.handed_in for juror in page.context["lines"][0].jurors] == [True, False]
    for _more in range(2):
        make_defence(make_enrolment(scene.session), scene.panel)
    with django_assert_num_queries(10):
        assert len(auditor.get(url).context["lines"]) == 3
    assert signed_in(scene.bruno.user).get(url).status_code == 404
    assert signed_in(scene.enrolment.candidate).get(url).status_code == 404


def test_session_juries_links_to_minutes_for_those_who_may_draw_them_up(scene, signed_in):
    make_panel(scene.session)
    url = reverse("session_juries", args=[scene.session.pk])
    chair_and_auditor = scene.anne.user
    RoleGrant.objects.create(user=chair_and_auditor, role=Role.AUDITOR)
    expected = {
        scene.manager: 2,
        make_person(Role.AUDITOR): 0,
        make_person(Role.ADMINISTRATOR): 0,
        chair_and_auditor: 1,
    }
    for person, links in expected.items():
        client = signed_in(person)
        panels = list(client.get(url).context["panels"])
        assert len(panels) == links
        shown = client.get(url).content.decode().count("Procès-verbaux : ")
        assert shown == links
        for panel in panels:
            assert client.get(reverse("minutes_new", args=[panel.pk])).status_code == 200


def test_session_juries_is_paginated_by_key(scene, signed_in, monkeypatch):
    monkeypatch.setattr("preuve.web.juries.queries.progress.PAGE", 2)
    for _more in range(2):
        make_defence(make_enrolment(scene.session), scene.panel)
    url = reverse("session_juries", args=[scene.session.pk])
    client = signed_in(scene.manager)
    first = client.get(url)
    assert len(first.context["lines"]) == 2
    second = client.get(first.context["next_url"])
    assert (len(second.context["lines"]), second.context["next_url"]) == (1, "")
    assert len(client.get(url, {"apres": "x"}).context["lines"]) == 2
