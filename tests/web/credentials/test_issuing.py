"""Issuing in bulk: some decisions at a time, each exactly once, wherever a worker is killed."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.urls import reverse

from preuve.web.accounts.models import Notification, Role
from preuve.web.audit.models import AuditRecord
from preuve.web.credentials import actions
from preuve.web.credentials.models import Certificate, IssuingRun, IssuingStep, NumberSequence
from preuve.web.credentials.signals import certificates_issued
from preuve.web.credentials.tasks import issue_certificates
from preuve.web.errors import ActionRefusedError
from tests.factories.people import make_person
from tests.web.credentials.conftest import NOW, Hearing

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def few(monkeypatch):
    """Three decisions at once, so that small sessions are long ones."""
    monkeypatch.setattr(actions, "AT_ONCE", 3)


@pytest.fixture
def jobs(monkeypatch):
    """The jobs queued by publication, kept from running."""
    queued = []
    monkeypatch.setattr(actions, "defer", lambda task, **given: queued.append((task.name, given)))
    return queued


def published(hearing, decisions: int):
    for rank in range(decisions):
        hearing.hear(failed=("BC2",) if rank % 2 else ())
    minutes = hearing.minute()
    return minutes, actions.publish_results(actor=hearing.manager, minutes=minutes, now=NOW)


def exactly_once(decisions: int) -> None:
    """Every decision has its certificate, its number, its mail and its record, and only one of each."""
    assert Certificate.objects.count() == decisions
    assert Certificate.objects.values("enrolment").distinct().count() == decisions
    ranks = sorted(int(row.number.split("-")[2]) for row in Certificate.objects.all())
    assert ranks == list(range(1, decisions + 1))
    assert NumberSequence.objects.get().last == decisions
    assert AuditRecord.objects.filter(action="issue_certificate").count() == decisions
    told = list(Notification.objects.values_list("kind", flat=True))
    assert (told.count("certificate_issued"), told.count("result_published")) == (decisions, decisions)
    assert IssuingStep.objects.filter(done_at=None).count() == 0
    assert IssuingRun.objects.get().finished_at is not None


def test_few_decisions_are_issued_at_once(hearing, few, jobs):
    _minutes, issued = published(hearing, 3)
    assert len(issued) == 3
    assert [name for name, _given in jobs if "issue_certificates" in name] == []
    exactly_once(3)


def test_many_are_written_then_issued_by_the_task(hearing, few, jobs):
    heard = []
    certificates_issued.connect(receiver := lambda certificates, **_given: heard.append(len(certificates)))
    minutes, issued = published(hearing, 7)
    run = IssuingRun.objects.get()
    minutes.refresh_from_db()
    assert (issued, minutes.published_at, Certificate.objects.count()) == ([], NOW, 0)
    assert jobs == [("preuve.web.credentials.tasks.issue_certificates", {"run_id": run.pk})]
    assert actions.issue_next(run_id=run.pk, now=LATER) is True
    assert (Certificate.objects.count(), run.steps.filter(done_at=LATER).count()) == (3, 3)
    assert actions.issue_next(run_id=run.pk, now=LATER) is True
    assert actions.issue_next(run_id=run.pk, now=LATER) is False
    exactly_once(7)
    assert actions.issue_next(run_id=run.pk, now=LATER) is False
    issue_certificates(run_id=run.pk)
    exactly_once(7)
    assert heard == [0, 3, 3, 1, 0, 0]
    certificates_issued.disconnect(receiver)


def test_what_stops_one_chunk_keeps_the_others(hearing, few, jobs, monkeypatch):
    published(hearing, 7)
    run = IssuingRun.objects.get()
    made = []

    def record(*arguments, **details):
        made.append(arguments)
        if len(made) == 5:
            message = "power cut"
            raise KeyboardInterrupt(message)
        return true_record(*arguments, **details)

    true_record = actions._record
    monkeypatch.setattr(actions, "_record", record)
    with pytest.raises(KeyboardInterrupt):
        issue_certificates(run_id=run.pk)
    assert (Certificate.objects.count(), NumberSequence.objects.get().last) == (3, 3)
    issue_certificates(run_id=run.pk)
    exactly_once(7)


def test_other_minutes_wait_for_certificates_being_issued(hearing, few, jobs):
    enrolment = hearing.hear()
    minutes, _issued = published(hearing, 6)
    hearing.reopen(minutes, enrolment, LATER)
    hearing.rule(enrolment, {"BC2": "not_acquired"}, LATER)
    second = hearing.minute(corrects=minutes, now=LATER + timedelta(hours=1))
    with pytest.raises(ActionRefusedError, match=f"{minutes.number} sont en cours de délivrance"):
        actions.publish_results(actor=hearing.manager, minutes=second, now=LATER)
    issue_certificates(run_id=IssuingRun.objects.get().pk)
    actions.publish_results(actor=hearing.manager, minutes=second, now=LATER)
    rows = Certificate.objects.filter(enrolment=enrolment).order_by("pk")
    assert [(row.block_code, row.revoked_at) for row in rows] == [("", LATER), ("BC1", None)]


def test_a_step_never_changes(hearing, few, jobs):
    published(hearing, 4)
    refused = [
        lambda: IssuingStep.objects.update(grants=[]),
        lambda: IssuingStep.objects.all().delete(),
    ]
    IssuingStep.objects.filter(pk=IssuingStep.objects.first().pk).update(done_at=NOW)
    refused.append(lambda: IssuingStep.objects.exclude(done_at=None).update(done_at=None))
    for change in refused:
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()


def test_the_page_publishes_and_follows(hearing, few, jobs, signed_in):
    for _rank in range(4):
        hearing.hear()
    minutes = hearing.minute()
    client, url = signed_in(hearing.manager), reverse("session_issuing", args=[hearing.session.pk])
    page = client.get(url).content.decode()
    assert ("Publier le procès-verbal signé" in page, "hx-trigger" in page) == (True, False)
    answer = client.post(url, {"act": "publish"}, follow=True)
    page = answer.content.decode()
    assert [str(item) for item in answer.context["messages"]] == ["1 procès-verbal publié."]
    assert ("0 décision" in page, 'hx-trigger="every 2s"' in page) == (True, True)
    answer = client.post(url, {"act": "resume"}, follow=True)
    assert [str(item) for item in answer.context["messages"]] == [
        "La délivrance reprend là où elle en était."
    ]
    run = IssuingRun.objects.get(minutes=minutes)
    assert [given for name, given in jobs if "issue_certificates" in name] == [{"run_id": run.pk}] * 2
    issue_certificates(run_id=run.pk)
    page = client.get(url).content.decode()
    assert ("4 décisions traitées sur 4" in page, "hx-trigger" in page) == (True, False)


def test_publishing_many_from_the_minutes_leads_to_the_progress(hearing, few, jobs, signed_in):
    for _rank in range(4):
        hearing.hear()
    minutes = hearing.minute()
    answer = signed_in(hearing.manager).post(reverse("publish_results", args=[minutes.pk]))
    assert answer.url == reverse("session_issuing", args=[hearing.session.pk])


def test_the_page_says_what_is_refused(hearing, signed_in):
    enrolment = hearing.hear()
    enrolment.candidate.birth_place = ""
    enrolment.candidate.save()
    minutes = hearing.minute()
    url = reverse("session_issuing", args=[hearing.session.pk])
    answer = signed_in(hearing.manager).post(url, {"act": "publish"}, follow=True)
    (said,) = [str(item) for item in answer.context["messages"]]
    assert said.startswith(f"{minutes.number} – ")
    assert "Rien n’est publié." in said
    assert Certificate.objects.count() == 0


def test_only_managers(hearing, signed_in):
    trainer = make_person(Role.TRAINER)
    for call in (actions.publish_session, actions.resume_issuing):
        given = {"now": NOW} if call is actions.publish_session else {}
        with pytest.raises(Http404):
            call(actor=trainer, session=hearing.session, **given)
    assert signed_in(trainer).get(reverse("session_issuing", args=[hearing.session.pk])).status_code == 404


def test_the_page_of_a_session_without_minutes(hearing, signed_in):
    page = signed_in(hearing.manager).get(reverse("session_issuing", args=[hearing.session.pk]))
    assert "Aucun procès-verbal" in page.content.decode()


WORKER = """
import os, signal, sys
import django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from preuve.web.credentials import actions, tasks
actions.AT_ONCE = 3
left, record = [int(sys.argv[3])], actions._record
def dying(*arguments, **details):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    record(*arguments, **details)
actions._record = dying
tasks.issue_certificates(run_id=int(sys.argv[2]))
"""


def work(run: IssuingRun, dies_at: int) -> int:
    command = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(run.pk), str(dies_at)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run(command, check=False, env=environment, timeout=120).returncode


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(few, jobs):
    published(Hearing(), 10)
    run = IssuingRun.objects.get()
    assert work(run, dies_at=5) == -signal.SIGKILL
    assert Certificate.objects.count() == 3
    assert work(run, dies_at=7) == -signal.SIGKILL
    assert Certificate.objects.count() == 9
    assert work(run, dies_at=0) == 0
    exactly_once(10)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_share_the_work(few, jobs):
    published(Hearing(), 8)
    run = IssuingRun.objects.get()

    def task():
        try:
            issue_certificates(run_id=run.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=task) for _rank in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    exactly_once(8)
