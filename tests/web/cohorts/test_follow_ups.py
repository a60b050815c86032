"""Whom is asked, when, how often; what is answered by a link, by telephone, and by strangers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.cohorts.actions.follow_ups import (
    open_follow_ups,
    open_missing_follow_ups,
    send_due_follow_ups,
    send_follow_up_mail,
)
from preuve.web.cohorts.models import FollowUp, FollowUpMail
from preuve.web.cohorts.queries.follow_ups import follow_up_token
from preuve.web.cohorts.tasks import ask_holders
from preuve.web.credentials.models import Certificate
from preuve.web.credentials.signals import certificates_issued
from tests.factories.cohorts import make_follow_up
from tests.factories.people import make_person

JOB = {"situation": "job", "target_job": "on", "job_title": "Architecte", "contract": "permanent"}
JOB |= {"status": "executive", "pay": "from_40"}


def link(row):
    return reverse("follow_up_answer", args=[follow_up_token(row)])


def at(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def revoke(certificate):
    now = timezone.now()
    Certificate.objects.filter(pk=certificate.pk).update(revoked_at=now, revocation_reason="Essai")


def test_whole_certifications_in_force_are_followed_up_when_issued(grant):
    whole, block, lost = grant(granted_on=date(2025, 8, 31)), grant("BC1"), grant()
    revoke(lost)
    lost.refresh_from_db()
    granted = list(Certificate.objects.filter(pk__in=[whole.pk, block.pk, lost.pk]))
    certificates_issued.send(Certificate, certificates=granted, actor=None, now=timezone.now())
    rows = FollowUp.objects.order_by("horizon").values_list("certificate", "horizon", "due_on", "closes_on")
    assert list(rows) == [
        (whole.pk, 6, date(2026, 2, 28), date(2026, 6, 28)),
        (whole.pk, 24, date(2027, 8, 31), date(2027, 12, 29)),
    ]
    assert (open_missing_follow_ups(), FollowUp.objects.count()) == (0, 2)


def test_what_was_issued_before_is_opened_by_the_task_and_once(grant):
    grant()
    grant("BC1")
    assert [open_missing_follow_ups(), open_missing_follow_ups()] == [1, 0]
    assert FollowUp.objects.count() == 2


def test_a_certificate_issued_again_moves_the_dates_and_keeps_the_answer(grant, client):
    first = grant(granted_on=timezone.localdate() - timedelta(days=190))
    open_follow_ups([first])
    client.post(link(FollowUp.objects.get(horizon=6)), {"situation": "search"})
    revoke(first)
    first.pk, first.number, first.public_id = None, "AUTRE-1", "autre"
    first.granted_on = date(2026, 1, 31)
    first.revoked_at = None
    first.save(force_insert=True)
    open_follow_ups([first])
    row = FollowUp.objects.get(horizon=6)
    assert (row.certificate_id, row.due_on, row.situation) == (first.pk, date(2026, 7, 31), "search")


def test_mails_go_when_due_then_two_reminders_and_no_more(grant, run_tasks):
    certificate = grant(granted_on=date(2026, 1, 31))
    open_follow_ups([certificate])
    due = date(2026, 7, 31)
    sent = {}
    for days in range(-2, 140):
        count = send_due_follow_ups(
            actor=None, certification=certificate.certification, now=at(due + timedelta(days))
        )
        if count:
            sent[days] = count
    assert sent == {0: 1, 14: 1, 28: 1}
    assert [row.rank for row in FollowUpMail.objects.all()] == [0, 1, 2]
    assert AuditRecord.objects.filter(action="send_follow_ups").count() == 3


def test_a_mail_leaves_once_however_often_its_task_runs(grant, run_tasks):
    row = make_follow_up(grant())
    ask_holders(int(timezone.now().timestamp()))
    ask_holders(int(timezone.now().timestamp()))
    run_tasks()
    (asked,) = FollowUpMail.objects.all()
    assert send_follow_up_mail(mail_id=asked.pk, now=timezone.now()) is False
    (message,) = mail.outbox
    assert message.to == [row.certificate.holder.email]
    assert message.subject == "Que devenez-vous depuis votre certification ?"
    assert link(row) in message.body


@pytest.mark.parametrize("change", ["answered", "revoked"])
def test_no_mail_to_who_answered_or_lost_the_certificate_meanwhile(grant, client, change):
    row = make_follow_up(grant())
    send_due_follow_ups(actor=None, certification=row.certificate.certification, now=timezone.now())
    if change == "answered":
        client.post(link(row), {"situation": "search"})
    else:
        revoke(row.certificate)
    sent = send_follow_up_mail(mail_id=FollowUpMail.objects.get().pk, now=timezone.now())
    assert (sent, mail.outbox) == (False, [])


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_mail_once(grant):
    rows = [make_follow_up(grant()) for _ in range(6)]
    certification = rows[0].certificate.certification
    now = timezone.now()

    def in_thread(function, *items):
        try:
            return function(*items)
        finally:
            connection.close()

    def send():
        return in_thread(lambda: send_due_follow_ups(actor=None, certification=certification, now=now))

    def deliver(pk):
        return in_thread(lambda: send_follow_up_mail(mail_id=pk, now=now))

    with ThreadPoolExecutor(2) as pool:
        assert sum(job.result() for job in [pool.submit(send), pool.submit(send)]) == 6
        pks = [row.pk for row in FollowUpMail.objects.all()]
        assert sum(pool.map(deliver, [pk for pk in pks for _ in range(2)])) == 6
    assert (len(pks), len(mail.outbox)) == (6, 6)


def test_a_holder_answers_and_corrects_without_signing_in(grant, client):
    row = make_follow_up(grant())
    page = client.get(link(row))
    assert '<meta name="referrer" content="same-origin">' in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert "Merci" in client.post(link(row), JOB).content.decode()
    row.refresh_from_db()
    said = (row.situation, row.target_job, row.job_title, row.contract, row.status, row.pay, row.source)
    assert said == ("job", True, "Architecte", "permanent", "executive", "from_40", "questionnaire")
    assert client.get(link(row)).content.decode().count(" selected") == 3
    client.post(link(row), {"situation": "studies"})
    row.refresh_from_db()
    assert (row.situation, row.target_job, row.job_title, row.pay) == ("studies", False, "", "")
    records = AuditRecord.objects.filter(action="answer_follow_up")
    assert [(record.actor_id, record.details) for record in records] == [
        (None, {"kind": "questionnaire"})
    ] * 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"situation": "astronaut"},
        {"situation": "search", "pay": "from_40"},
        {"situation": "job", "job_title": "x" * 151},
    ],
)
def test_an_impossible_answer_is_refused_and_changes_nothing(grant, client, data):
    row = make_follow_up(grant())
    # An empty form is only shown again.
    assert client.post(link(row), data).status_code == (422 if data else 200)
    row.refresh_from_db()
    assert (row.situation, row.answered_at) == ("", None)


def test_a_link_that_is_forged_early_late_renewed_or_of_a_revoked_certificate_leads_nowhere(
    grant, manager, signed_in, client
):
    today = timezone.localdate()
    row = make_follow_up(grant())
    old = link(row)
    statuses = {"as sent": client.get(old).status_code, "forged": client.get(old[:-3] + "xy/").status_code}
    for name, due in (("early", today + timedelta(1)), ("late", today - timedelta(121))):
        FollowUp.objects.update(due_on=due, closes_on=due + timedelta(120))
        statuses[name] = client.get(old).status_code
    FollowUp.objects.update(due_on=today, closes_on=today)
    signed_in(manager).post(reverse("follow_up", args=[row.pk]), {"act": "renew"})
    statuses["renewed"] = client.get(old).status_code
    row.refresh_from_db()
    statuses["new"] = client.get(link(row)).status_code
    revoke(row.certificate)
    statuses["revoked"] = client.get(link(row)).status_code
    assert statuses == {
        "as sent": 200,
        "forged": 404,
        "early": 404,
        "late": 404,
        "renewed": 404,
        "new": 200,
        "revoked": 404,
    }


def test_the_manager_notes_an_answer_even_late_and_strangers_do_not(grant, manager, signed_in):
    row = make_follow_up(grant(), due_on=timezone.localdate() - timedelta(400))
    url = reverse("follow_up", args=[row.pk])
    for role in sorted(set(Role) - {Role.CERTIFICATION_MANAGER, Role.ADMINISTRATOR}):
        assert signed_in(make_person(role)).post(url, JOB).status_code == 404
    page = reverse("follow_up_cohorts", args=[row.certificate.certification_id])
    assert signed_in(manager).post(url, JOB).url == page
    row.refresh_from_db()
    assert (row.situation, row.source) == ("job", "telephone")


def test_nothing_is_noted_before_the_horizon(grant, manager, signed_in):
    row = make_follow_up(grant(), due_on=timezone.localdate() + timedelta(1))
    answer = signed_in(manager).post(reverse("follow_up", args=[row.pk]), JOB)
    assert answer.status_code == 422
    assert "pas encore atteinte" in answer.content.decode()


def test_the_button_sends_what_is_due(grant, manager, signed_in, run_tasks):
    row = make_follow_up(grant())
    url = reverse("follow_up_send", args=[row.certificate.certification_id])
    client = signed_in(manager)
    first, second = client.post(url, follow=True), client.post(url, follow=True)
    assert "1 message part." in first.content.decode()
    assert "Rien à envoyer" in second.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(
    grant, signed_in, count, django_assert_num_queries
):
    rows = [make_follow_up(grant()) for _ in range(count)]
    client = signed_in(make_person(Role.AUDITOR))
    with django_assert_num_queries(6):
        page = client.get(reverse("follow_up_cohorts", args=[rows[0].certificate.certification_id]))
    assert page.content.decode().count('data-label="Messages"') == count


def test_the_table_counts_by_hand(grant, signed_in):
    """Eight holders of 2025, one by VAE and one revoked; a block counts for nothing."""
    answers = ["job", "job", "job", "search", "other", "studies", ""]
    granted, now = date(2025, 1, 31), timezone.now()
    for rank, situation in enumerate(answers):
        said = {"situation": situation, "answered_at": now} if situation else {}
        route = "vae" if rank == 0 else "apprenticeship"
        make_follow_up(grant(granted_on=granted, route=route), target_job=rank < 2, **said)
    lost = grant(granted_on=granted)
    make_follow_up(lost, situation="job", answered_at=now)
    revoke(lost)
    grant("BC1", granted_on=granted)
    page = signed_in(make_person(Role.AUDITOR)).get(
        reverse("follow_up_cohorts", args=[lost.certification_id])
    )
    public, detail = page.context["tables"]
    # 3 in a job of 5 counted (6 answers less one in studies); 2 of 5 in the target job.
    assert public.rows == ((2025, 7, 1, 60, "pas encore interrogés"),)
    assert detail.rows == ((2025, 6, 7, 1, 7, 6, 85.7, 1, 5, 3, 60.0, 2, 40.0),)
