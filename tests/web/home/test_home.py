from datetime import timedelta
from unittest import mock

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.audit.actions import record_action
from preuve.web.frameworks.models import Criterion
from preuve.web.portfolios.models import Claim, Evidence, Feedback
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


@pytest.mark.parametrize("count", [1, 3])
def test_manager_sees_what_sessions_lack(signed_in, django_assert_num_queries, count):
    for _ in range(count):
        session = make_session()
        make_submission(make_enrolment(session))
        make_enrolment(session)
    make_session(state="closed")
    client = signed_in(make_person(Role.CERTIFICATION_MANAGER))
    with django_assert_num_queries(4):
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


def test_health_is_public_and_says_nothing_more(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (200, {"ok": True})


def test_health_without_database(client):
    with mock.patch("preuve.web.health.connection.cursor", side_effect=OperationalError("secret host")):
        response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"ok": False})
