"""When jurors may sit: the link they are sent, their answer, and the manager's hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import Notification, Role
from preuve.web.audit.models import AuditRecord
from preuve.web.sessions.actions.availability import (
    answer_availability,
    ask_availability,
    renew_availability_link,
    withdraw_juror,
)
from preuve.web.sessions.models import AvailabilityRequest, ExamSession
from preuve.web.sessions.queries.availability import availability_token
from tests.factories.people import make_person
from tests.factories.sessions import make_juror

PARIS = ZoneInfo("Europe/Paris")
MORNING = (datetime(2027, 1, 11, 9, tzinfo=PARIS), datetime(2027, 1, 11, 12, 30, tzinfo=PARIS))


@pytest.fixture
def asked(manager, session):
    juror = make_juror(session)
    return ask_availability(actor=manager, session=session, jurors=[juror], now=timezone.now())[0]


def link(asked):
    return reverse("availability", args=[availability_token(asked)])


def test_a_juror_is_told_the_link(asked):
    told = Notification.objects.get(user=asked.juror.user, kind="availability_asked")
    assert (told.url, told.values) == (link(asked), {"session": "Session d’essai"})


def test_asking_again_keeps_the_answer_and_the_link(asked, manager):
    before = link(asked)
    answer_availability(
        actor=None,
        request=asked,
        times=[MORNING],
        max_per_day=4,
        max_days=None,
        comment="",
        now=timezone.now(),
    )
    again = ask_availability(actor=manager, session=asked.session, jurors=[asked.juror], now=timezone.now())
    assert (link(again[0]), again[0].times.count(), AvailabilityRequest.objects.count()) == (before, 1, 1)


def test_a_juror_answers_without_signing_in(asked, client):
    page = client.get(link(asked))
    assert "Quand pouvez-vous siéger" in page.content.decode()
    data = {
        "times": ["2027-01-11-0", "2027-01-12-1"],
        "max_per_day": "6",
        "max_days": "",
        "comment": "Train à 17 h",
    }
    assert "Merci" in client.post(link(asked), data).content.decode()
    row = AvailabilityRequest.objects.get()
    assert [(time.during.lower, time.during.upper) for time in row.times.all()] == [
        MORNING,
        (datetime(2027, 1, 12, 13, 30, tzinfo=PARIS), datetime(2027, 1, 12, 18, tzinfo=PARIS)),
    ]
    assert (row.max_per_day, row.max_days, row.comment) == (6, None, "Train à 17 h")
    record = AuditRecord.objects.get(action="answer_availability")
    assert record.actor_id is None
    # The answer is shown again when the link is opened again, and an empty one takes it back.
    assert client.get(link(asked)).content.decode().count(" checked") == 2
    client.post(link(asked), {"comment": ""})
    assert (row.times.count(), AvailabilityRequest.objects.get().max_per_day) == (0, None)


@pytest.mark.parametrize("data", [{"times": ["2027-01-16-0"]}, {"max_per_day": "0"}, {"max_per_day": "x"}])
def test_an_impossible_answer_is_refused_and_changes_nothing(asked, client, data):
    answer = client.post(link(asked), data)
    assert (answer.status_code, AvailabilityRequest.objects.get().answered_at) == (422, None)


def test_a_forged_renewed_or_late_link_leads_nowhere(asked, manager, client):
    old = link(asked)
    assert client.get(old[:-2] + "x/").status_code == 404
    renewed = renew_availability_link(actor=manager, request=asked)
    assert (client.get(old).status_code, client.get(link(renewed)).status_code) == (404, 200)
    ExamSession.objects.update(state=ExamSession.State.CLOSED)
    assert client.get(link(renewed)).status_code == 404


def test_a_juror_who_falls_ill_has_no_time_left(asked, manager):
    answer_availability(
        actor=None,
        request=asked,
        times=[MORNING],
        max_per_day=None,
        max_days=None,
        comment="",
        now=timezone.now(),
    )
    row = withdraw_juror(actor=manager, session=asked.session, juror=asked.juror, now=timezone.now())
    assert (row.pk, row.times.count()) == (asked.pk, 0)


def test_the_manager_notes_an_answer_and_strangers_do_not(asked, manager, client):
    url = reverse("juror_availability", args=[asked.pk])
    for role in (Role.JUROR, Role.CANDIDATE, Role.CENTRE_MANAGER, Role.AUDITOR):
        client.force_login(make_person(role))
        assert client.get(url).status_code == 404
    client.force_login(manager)
    assert client.post(url, {"times": ["2027-01-11-0"]}).url == reverse("planning", args=[asked.session_id])
    assert AuditRecord.objects.filter(action="answer_availability", actor_id=manager.pk).count() == 1
    client.post(url, {"act": "withdraw"})
    assert AvailabilityRequest.objects.get().times.count() == 0
    before = AvailabilityRequest.objects.get().key
    client.post(url, {"act": "renew"})
    assert AvailabilityRequest.objects.get().key != before


def test_only_chosen_jurors_are_asked(session, manager, client):
    chosen, _other = make_juror(session), make_juror(session)
    employee = make_juror(session, salaried_by_certifier=True)
    client.force_login(manager)
    url = reverse("planning_ask", args=[session.pk])
    client.post(url, {"jurors": [chosen.pk]})
    client.post(url, {"jurors": [employee.pk]})
    client.post(url, {})
    assert list(AvailabilityRequest.objects.values_list("juror", flat=True)) == [chosen.pk]
