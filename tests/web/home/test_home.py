from datetime import timedelta
from unittest import mock

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.audit.actions import record_action
from preuve.web.credentials.actions import publish_results
from preuve.web.frameworks.models import Criterion
from preuve.web.juries.actions import correct_minutes
from preuve.web.juries.models import MarkSheet
from preuve.web.portfolios.models import Claim, Evidence, Feedback
from tests.factories.juries import make_scene
from tests.factories.people import make_organisation, make_person
from tests.factories.sessions import (
    MONDAY,
    make_defence,
    make_enrolment,
    make_juror,
    make_panel,
    make_session,
    make_submission,
)

pytestmark = pytest.mark.django_db


def add_claim(portfolio, number=1):
    evidence = Evidence.objects.create(
        portfolio=portfolio, kind="text", title=f"Preuve {number}", text="Un texte qui montre."
    )
    criterion = Criterion.objects.filter(competence__block__version=portfolio.framework_version).order_by(
        "pk"
    )
    return Claim.objects.create(evidence=evidence, criterion=criterion[number - 1], why="Parce que.")


def home(client):
    return client.get(reverse("home"))


def test_strangers_are_asked_to_sign_in(client):
    assert home(client).status_code == 302


def test_person_without_role_is_told_so(signed_in):
    assert "Aucun rôle ne vous est encore donné" in home(signed_in(make_person())).content.decode()


@pytest.mark.parametrize("claims", [1, 3])
def test_candidate_sees_progress_and_days_left(signed_in, django_assert_num_queries, claims):
    enrolment = make_enrolment(make_session(submission_deadline=timezone.now() + timedelta(days=10, hours=1)))
    for number in range(1, claims + 1):
        add_claim(enrolment.portfolio, number)
    client = signed_in(enrolment.candidate)
    home(client)
    with django_assert_num_queries(4):
        response = home(client)
    own = response.context["own"]
    assert (own.claimed, own.criteria, own.days_left, own.is_late) == (claims, 8, 10, False)
    assert "Il reste 10 jours pour déposer" in response.content.decode()


def test_candidate_after_the_deadline(signed_in):
    enrolment = make_enrolment(make_session(submission_deadline=timezone.now() - timedelta(hours=1)))
    response = home(signed_in(enrolment.candidate))
    assert response.context["own"].is_late
    assert "date limite dépassée" in response.content.decode()


def test_candidate_after_submission_sees_the_defence(signed_in):
    enrolment = make_enrolment()
    make_submission(enrolment)
    make_defence(enrolment, make_panel(enrolment.session), MONDAY)
    response = home(signed_in(enrolment.candidate))
    assert "elle ne change plus" in response.content.decode()
    assert [defence.enrolment_id for defence in response.context["defences"]] == [enrolment.pk]


def test_candidate_without_portfolio(signed_in):
    assert "Pas encore de portfolio" in home(signed_in(make_person(Role.CANDIDATE))).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_trainer_sees_what_moved_since_their_last_word(signed_in, django_assert_num_queries, count):
    centre = make_organisation()
    trainer = make_person(Role.TRAINER, organisation=centre)
    session = make_session(centre=centre)
    enrolments = [make_enrolment(session, trainer=trainer) for _ in range(count)]
    make_enrolment(session)
    for enrolment in enrolments:
        add_claim(enrolment.portfolio)
    client = signed_in(trainer)
    with django_assert_num_queries(3):
        response = home(client)
    assert {p.pk for p in response.context["waiting"]} == {e.portfolio_id for e in enrolments}
    for enrolment in enrolments:
        Feedback.objects.create(portfolio=enrolment.portfolio, author=trainer, text="Vu.")
    assert list(home(client).context["waiting"]) == []
    add_claim(enrolments[0].portfolio, 2)
    assert [p.pk for p in home(client).context["waiting"]] == [enrolments[0].portfolio_id]


@pytest.mark.parametrize("count", [1, 3])
def test_juror_sees_the_next_candidate(signed_in, django_assert_num_queries, count):
    session = make_session()
    juror = make_juror(session)
    panel = make_panel(session, juror, make_juror(session))
    for number in range(count):
        enrolment = make_enrolment(session)
        make_submission(enrolment)
        make_defence(enrolment, panel, MONDAY + timedelta(hours=number))
    client = signed_in(juror.user)
    home(client)
    with django_assert_num_queries(5):
        response = home(client)
    assert response.context["desk"].next_unmarked.during.lower == MONDAY
    assert "Évaluer ce candidat" in response.content.decode()


def test_juror_is_not_asked_to_mark_before_the_portfolio_is_in(signed_in):
    enrolment = make_enrolment()
    juror = make_juror(enrolment.session)
    make_defence(enrolment, make_panel(enrolment.session, juror), MONDAY)
    response = home(signed_in(juror.user))
    assert response.context["desk"].next_unmarked is None
    assert "Aucune évaluation ne vous attend." in response.content.decode()
    make_submission(enrolment)
    assert "Évaluer ce candidat" in home(signed_in(juror.user)).content.decode()


def test_chair_goes_from_deliberation_to_minutes_to_signature(signed_in):
    scene = make_scene()
    chair, member = signed_in(scene.anne.user), signed_in(scene.bruno.user)
    scene.hand_in(scene.anne)
    assert home(chair).context["desk"].deliberations == ()
    scene.hand_in(scene.bruno)
    name, url = scene.enrolment.candidate, reverse("deliberation", args=[scene.enrolment.pk])

    def said(client):
        return client.get(reverse("home")).content.decode()

    assert f'<a href="{url}">Ouvrir la délibération : {name}</a>' in said(chair)
    assert url not in said(member)
    scene.open_only()
    assert f'<a href="{url}">Conclure la délibération : {name}</a>' in said(chair)
    assert f'<a href="{url}">Rejoindre la délibération : {name}</a>' in said(member)
    scene.close()
    draw_up = reverse("minutes_new", args=[scene.panel.pk])
    assert (url in said(chair), draw_up in said(chair), draw_up in said(member)) == (False, True, False)
    minutes = scene.draw_up()
    assert draw_up not in said(chair)
    for client in (chair, member):
        assert f"Signer le procès-verbal {minutes.number}" in said(client)
    scene.sign(minutes, scene.anne)
    assert "Signer le procès-verbal" not in said(chair)


def test_a_candidate_with_two_defences_is_one_deliberation(signed_in):
    scene = make_scene()
    other = make_defence(scene.enrolment, scene.panel)
    for defence, codes in ((scene.defence, ["BC1"]), (other, ["BC2"])):
        defence.block_codes = codes
        defence.save()
        for juror in (scene.anne, scene.bruno):
            MarkSheet.objects.create(defence=defence, juror=juror, handed_in_at=timezone.now())
    desk = home(signed_in(scene.anne.user)).context["desk"]
    assert [line.deliberation for line in desk.lines] == ["ready", "ready"]
    assert len(desk.deliberations) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_chair_queries_do_not_grow_with_what_waits(signed_in, django_assert_num_queries, count):
    scene = make_scene()
    for _more in range(count - 1):
        make_defence(make_enrolment(scene.session), scene.panel)
    for defence in scene.panel.defences.all():
        for juror in (scene.anne, scene.bruno):
            MarkSheet.objects.create(defence=defence, juror=juror, handed_in_at=timezone.now())
    client = signed_in(scene.anne.user)
    home(client)
    with django_assert_num_queries(5):
        response = home(client)
    assert len(response.context["desk"].deliberations) == count


@pytest.mark.parametrize("count", [1, 3])
def test_manager_sees_minutes_that_wait_for_publication(signed_in, django_assert_num_queries, count):
    scenes = [make_scene() for _ in range(count)]
    drawn = []
    for scene in scenes:
        scene.open()
        scene.close()
        drawn.append(scene.draw_up())
        scene.sign(drawn[-1], scene.anne)
    manager, administrator = signed_in(scenes[0].manager), signed_in(make_person(Role.ADMINISTRATOR))
    assert home(manager).context["to_publish"] == []
    for scene, minutes in zip(scenes, drawn, strict=True):
        scene.sign(minutes, scene.bruno)
    for client in (manager, administrator):
        with django_assert_num_queries(5):
            response = home(client)
        assert response.context["to_publish"] == drawn
        assert reverse("minutes", args=[drawn[0].pk]) in response.content.decode()
    assert "to_publish" not in home(signed_in(make_person(Role.AUDITOR))).context
    correct_minutes(
        actor=scenes[0].manager,
        minutes_id=drawn[0].pk,
        enrolment_ids={scenes[0].enrolment.pk},
        reason="Erreur de report",
        now=timezone.now(),
    )
    assert home(manager).context["to_publish"] == drawn[1:]


def test_minutes_once_published_wait_no_more_and_their_session_is_not_to_prepare(signed_in):
    scene = make_scene()
    scene.open()
    scene.close()
    minutes = scene.draw_up()
    scene.sign(minutes, scene.anne)
    scene.sign(minutes, scene.bruno)
    client = signed_in(scene.manager)
    assert [row.pk for row in home(client).context["sessions"]] == [scene.session.pk]
    publish_results(actor=scene.manager, minutes=minutes, now=timezone.now())
    context = home(client).context
    assert (context["to_publish"], context["sessions"]) == ([], [])
    make_enrolment(scene.session)
    assert [row.pk for row in home(client).context["sessions"]] == [scene.session.pk]


def test_sessions_already_held_are_not_to_prepare(signed_in):
    today = timezone.localdate()
    make_session(starts_on=today - timedelta(days=5), ends_on=today - timedelta(days=1))
    last_day = make_session(starts_on=today - timedelta(days=4), ends_on=today)
    response = home(signed_in(make_person(Role.CERTIFICATION_MANAGER)))
    assert [session.pk for session in response.context["sessions"]] == [last_day.pk]


def test_nothing_is_expected_of_candidates_absent_postponed_or_excluded(signed_in):
    session = make_session()
    make_enrolment(session)
    for attendance in ("absent", "postponed", "excluded"):
        make_enrolment(session, attendance=attendance)
    response = home(signed_in(make_person(Role.CERTIFICATION_MANAGER)))
    row = response.context["sessions"][0]
    assert (row.enrolled, row.awaited, row.not_submitted, row.not_placed) == (4, 1, 1, 1)
    assert "1 portfolio à déposer sur 1" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_manager_sees_what_sessions_lack(signed_in, django_assert_num_queries, count):
    for _ in range(count):
        session = make_session()
        make_submission(make_enrolment(session))
        make_enrolment(session)
    make_session(state="closed")
    client = signed_in(make_person(Role.CERTIFICATION_MANAGER))
    with django_assert_num_queries(5):
        response = home(client)
    rows = response.context["sessions"]
    assert [(s.enrolled, s.not_submitted, s.not_placed, s.has_panel) for s in rows] == [
        (2, 1, 2, False)
    ] * count
    page = response.content.decode()
    assert "1 portfolio à déposer sur 2" in page
    assert "2 candidats sans créneau" in page


def test_session_with_everything_is_ready(signed_in):
    enrolment = make_enrolment()
    make_submission(enrolment)
    make_defence(enrolment, make_panel(enrolment.session), MONDAY)
    page = home(signed_in(make_person(Role.ADMINISTRATOR))).content.decode()
    assert "prête" in page


def test_centre_manager_sees_sessions_of_their_centre_only(signed_in):
    centre = make_organisation()
    here, sends = make_session(centre=centre), make_session()
    make_enrolment(sends, centre=centre)
    make_enrolment(make_session())
    response = home(signed_in(make_person(Role.CENTRE_MANAGER, organisation=centre)))
    assert {session.pk for session in response.context["sessions"]} == {here.pk, sends.pk}


@pytest.mark.parametrize("count", [1, 3])
def test_auditor_sees_the_last_records(signed_in, django_assert_num_queries, count):
    auditor = make_person(Role.AUDITOR)
    for _ in range(count):
        record_action(actor=auditor, action="grant_role", subject=auditor)
    client = signed_in(auditor)
    with django_assert_num_queries(3):
        response = home(client)
    assert [record.position for record, _ in response.context["records"]] == list(range(count, 0, -1))


def test_auditor_who_also_judges_sees_no_record_that_tells_of_marks(signed_in):
    scene = make_scene()
    both = make_person(Role.AUDITOR, Role.JUROR)
    scene.hand_in(scene.bruno)
    told = record_action(actor=both, action="grant_role", subject=both)
    scene.hand_in(scene.anne)
    assert [record.position for record, _ in home(signed_in(both)).context["records"]] == [told.position]


def test_health_is_public_and_says_nothing_more(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (200, {"ok": True})


def test_health_without_database(client):
    with mock.patch("preuve.web.health.connection.cursor", side_effect=OperationalError("secret host")):
        response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"ok": False})
