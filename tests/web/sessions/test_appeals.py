from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from preuve.domain.assessment.proposal import Outcome
from preuve.web.accounts.models import Notification, Role
from preuve.web.audit.models import AuditRecord
from preuve.web.credentials.actions import publish_results
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.appeals import decide_appeal, lodge_appeal, record_appeal
from preuve.web.sessions.models import Appeal
from preuve.web.sessions.queries.appeals import standing_of
from tests.factories.appeals import make_appeal
from tests.factories.people import make_person
from tests.factories.sessions import make_enrolment
from tests.web.credentials.conftest import Hearing

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 12, 15, 0, tzinfo=UTC)
LAST_MOMENT = datetime(2027, 5, 11, 21, 59, tzinfo=UTC)  # 23:59 in Paris
GROUNDS = "La preuve 7 n’a pas été lue."


@pytest.fixture
def hearing(db):
    return Hearing()


@pytest.fixture
def moment():
    """This very moment, for pages that ask for today's date."""
    return timezone.now()


@pytest.fixture
def contested(hearing):
    """A candidate who failed BC2, told on 12 March 2027."""
    enrolment = hearing.hear(failed=("BC2",))
    hearing.minutes = hearing.minute()
    publish_results(actor=hearing.manager, minutes=hearing.minutes, now=NOW)
    return enrolment


def lodge(enrolment, now=NOW, grounds=GROUNDS):
    return lodge_appeal(actor=enrolment.candidate, enrolment=enrolment, grounds=grounds, now=now)


def decide(hearing, appeal, decision="rejected", reasons="Le jury a tout lu.", now=NOW):
    return decide_appeal(actor=hearing.manager, appeal=appeal, decision=decision, reasons=reasons, now=now)


def test_a_candidate_contests_until_the_end_of_the_last_day(hearing, contested):
    appeal = lodge(contested, LAST_MOMENT)
    assert (appeal.minutes_number, appeal.notified_on, appeal.deadline, appeal.received_on) == (
        hearing.minutes.number,
        date(2027, 3, 12),
        date(2027, 5, 11),
        date(2027, 5, 11),
    )
    assert (appeal.grounds, appeal.lodged_by_id, appeal.is_open, appeal.is_late) == (
        GROUNDS,
        contested.candidate_id,
        True,
        False,
    )
    told = Notification.objects.get(kind="appeal_lodged", user=hearing.manager)
    assert told.url == reverse("appeal", args=[appeal.pk])
    record = AuditRecord.objects.get(action="lodge_appeal")
    assert record.details == {"enrolment": contested.pk, "minutes": hearing.minutes.number}


def test_a_minute_later_is_too_late_for_the_candidate(contested):
    with pytest.raises(ActionRefusedError, match="Le délai de recours a pris fin le 11 mai 2027"):
        lodge(contested, LAST_MOMENT + timedelta(minutes=1))
    assert Appeal.objects.count() == 0


@pytest.mark.parametrize("grounds", ["", "  \n"])
def test_grounds_are_needed(contested, grounds):
    with pytest.raises(ActionRefusedError, match="Dites pourquoi le résultat est contesté"):
        lodge(contested, grounds=grounds)


def test_nothing_published_nothing_contested(hearing):
    enrolment = hearing.hear(failed=("BC2",))
    with pytest.raises(ActionRefusedError, match="Aucun résultat n’était publié"):
        lodge(enrolment)
    minutes = hearing.minute()
    with pytest.raises(ActionRefusedError, match="Aucun résultat n’était publié"):
        lodge(enrolment)
    publish_results(actor=hearing.manager, minutes=minutes, now=NOW)
    lodge(enrolment)


def test_one_open_appeal_and_one_judgement_for_a_result(hearing, contested):
    appeal = lodge(contested)
    with pytest.raises(ActionRefusedError, match="attend déjà une décision"):
        lodge(contested)
    decide(hearing, appeal, "withdrawn", "Lettre du candidat.")
    second = lodge(contested)
    decide(hearing, second)
    with pytest.raises(ActionRefusedError, match="a déjà été jugé"):
        lodge(contested)


def test_others_do_not_contest(hearing, contested):
    for person in (hearing.manager, hearing.chair, make_person(Role.CANDIDATE)):
        with pytest.raises(Http404):
            lodge_appeal(actor=person, enrolment=contested, grounds=GROUNDS, now=NOW)


def test_a_letter_is_recorded_with_its_day(hearing, contested):
    later = LAST_MOMENT + timedelta(days=9)
    values = {"actor": hearing.manager, "enrolment": contested, "grounds": GROUNDS, "now": later}
    appeal = record_appeal(received_on=date(2027, 5, 11), late_reason="inutile", **values)
    assert (appeal.received_on, appeal.late_reason, appeal.is_late) == (date(2027, 5, 11), "", False)
    assert list(Notification.objects.filter(kind="appeal_recorded").values_list("user", flat=True)) == [
        contested.candidate_id
    ]
    assert AuditRecord.objects.filter(action="record_appeal").count() == 1


def test_a_late_letter_needs_a_reason(hearing, contested):
    later = LAST_MOMENT + timedelta(days=9)
    values = {
        "actor": hearing.manager,
        "enrolment": contested,
        "received_on": date(2027, 5, 12),
        "grounds": GROUNDS,
        "now": later,
    }
    with pytest.raises(ActionRefusedError, match="Le délai de recours a pris fin"):
        record_appeal(late_reason=" ", **values)
    appeal = record_appeal(late_reason="Hospitalisation", **values)
    assert (appeal.late_reason, appeal.is_late) == ("Hospitalisation", True)


@pytest.mark.parametrize(
    ("received_on", "words"),
    [(date(2027, 3, 13), "reçu demain"), (date(2027, 3, 11), "Aucun résultat n’était publié à cette date")],
)
def test_a_letter_of_an_impossible_day(hearing, contested, received_on, words):
    with pytest.raises(ActionRefusedError, match=words):
        record_appeal(
            actor=hearing.manager,
            enrolment=contested,
            received_on=received_on,
            grounds=GROUNDS,
            late_reason="raison",
            now=NOW,
        )


def test_a_decision_is_given_once_with_reasons_by_a_manager(hearing, contested):
    appeal = lodge(contested)
    with pytest.raises(ActionRefusedError, match="Dites les motifs"):
        decide(hearing, appeal, reasons=" ")
    with pytest.raises(ActionRefusedError, match="Choisissez une décision"):
        decide(hearing, appeal, "peut-être")
    for role in (Role.AUDITOR, Role.CENTRE_MANAGER, Role.JUROR, Role.CANDIDATE):
        with pytest.raises(Http404):
            decide_appeal(actor=make_person(role), appeal=appeal, decision="upheld", reasons="Oui", now=NOW)
    decided = decide(hearing, appeal)
    assert (decided.decision, decided.reasons, decided.decided_at, decided.decided_by_id) == (
        "rejected",
        "Le jury a tout lu.",
        NOW,
        hearing.manager.pk,
    )
    with pytest.raises(ActionRefusedError, match="déjà décidé"):
        decide(hearing, appeal, "upheld")
    assert list(Notification.objects.filter(kind="appeal_decided").values_list("user", flat=True)) == [
        contested.candidate_id
    ]
    assert AuditRecord.objects.get(action="decide_appeal").details["decision"] == "rejected"


def test_nobody_decides_about_themselves(hearing):
    both = make_person(Role.CERTIFICATION_MANAGER)
    enrolment = hearing.hear(failed=("BC2",), candidate=both)
    publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    appeal = lodge(enrolment)
    with pytest.raises(ActionRefusedError, match="votre propre recours"):
        decide_appeal(actor=both, appeal=appeal, decision="upheld", reasons="Oui", now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"grounds": "Autre chose"},
        {"received_on": date(2027, 3, 21)},
        {"deadline": date(2028, 3, 21)},
        {"minutes_number": "PV-2"},
        {"lodged_by": None},
    ],
)
def test_the_database_keeps_what_was_lodged(contested, change):
    appeal = make_appeal(contested)
    if "lodged_by" in change:
        change = {"lodged_by": make_person(Role.CANDIDATE)}
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(**change)


def test_the_database_keeps_a_decision_and_every_appeal(hearing, contested):
    appeal = lodge(contested)
    with pytest.raises(IntegrityError, match="appeal_decided_with_reasons"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decision="upheld")
    decide(hearing, appeal)
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decision="upheld")
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).delete()


def test_an_upheld_appeal_shows_what_rectified_it(hearing, contested):
    appeal = decide(hearing, lodge(contested), "upheld", "Une note mal reportée.")
    standing = standing_of(contested)
    assert (standing.awaited, standing.rectified_by(appeal)) == (True, None)
    later = NOW + timedelta(hours=1)
    hearing.reopen(hearing.minutes, contested, later)
    assert standing_of(contested).awaited is True
    hearing.rule(contested, {"BC2": Outcome.ACQUIRED}, later)
    assert standing_of(contested).awaited is True
    second = hearing.minute(corrects=hearing.minutes, now=later)
    standing = standing_of(contested)
    assert standing.awaited is True
    assert standing.rectified_by(appeal).number == second.number
    publish_results(actor=hearing.manager, minutes=second, now=later)
    standing = standing_of(contested)
    assert (standing.awaited, standing.spoken.number, standing.spoken.acquired) == (
        False,
        second.number,
        ["BC1", "BC2"],
    )
    assert standing.rectified_by(appeal).published_at == later
    assert lodge(contested, later).minutes_number == second.number


def test_an_open_correction_is_awaited_without_any_appeal(hearing, contested):
    assert standing_of(contested).awaited is False
    hearing.reopen(hearing.minutes, contested, NOW + timedelta(hours=1))
    standing = standing_of(contested)
    assert (standing.awaited, standing.spoken.acquired) == (True, ["BC1"])


def test_pages_as_each(hearing, contested, signed_in):
    appeal = lodge(contested)
    url = reverse("appeal", args=[appeal.pk])
    stranger = make_person(Role.CANDIDATE)
    for person in (stranger, hearing.chair, make_person(Role.CENTRE_MANAGER), make_person(Role.TRAINER)):
        assert signed_in(person).get(url).status_code == 404
    mine = signed_in(contested.candidate).get(url).content.decode()
    assert GROUNDS in mine
    assert "Le certificateur examine votre recours" in mine
    assert "Enregistrer la décision" not in mine
    audited = signed_in(make_person(Role.AUDITOR)).get(url).content.decode()
    assert "Enregistrer la décision" not in audited
    client = signed_in(hearing.manager)
    assert "Enregistrer la décision" in client.get(url).content.decode()
    post = reverse("appeal_decide", args=[appeal.pk])
    assert client.post(post, {"decision": "upheld"}).status_code == 422
    answer = client.post(post, {"decision": "upheld", "reasons": "Note mal reportée."})
    assert (answer.status_code, answer["Location"]) == (302, url)
    shown = client.get(url).content.decode()
    assert f"{reverse('minutes', args=[hearing.minutes.pk])}?corriger={contested.pk}#correct" in shown
    minutes = client.get(reverse("minutes", args=[hearing.minutes.pk]), {"corriger": contested.pk})
    assert '<details class="fold mt-4" id="correct" open>' in minutes.content.decode()
    mine = signed_in(contested.candidate).get(url).content.decode()
    assert "attend le procès-verbal qui le rectifie" in mine
    assert "Note mal reportée." in mine
    assert "Corriger le procès-verbal" not in mine


def test_lodging_from_the_page(hearing, signed_in, moment):
    enrolment = hearing.hear(failed=("BC2",))
    publish_results(actor=hearing.manager, minutes=hearing.minute(), now=moment)
    url = reverse("appeal_new", args=[enrolment.pk])
    client = signed_in(enrolment.candidate)
    assert "Contester ce résultat" in client.get(reverse("result_mine")).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {"grounds": ""}).status_code == 422
    assert signed_in(make_person(Role.CANDIDATE)).post(url, {"grounds": GROUNDS}).status_code == 404
    client = signed_in(enrolment.candidate)
    answer = client.post(url, {"grounds": GROUNDS})
    appeal = Appeal.objects.get()
    assert answer["Location"] == reverse("appeal", args=[appeal.pk])
    assert "attend déjà une décision" in client.get(url).content.decode()
    assert "Contester ce résultat" not in client.get(reverse("result_mine")).content.decode()


def test_recording_from_the_page(hearing, contested, signed_in):
    url = reverse("appeal_record", args=[contested.pk])
    client = signed_in(hearing.manager)
    assert client.get(url).status_code == 200
    answer = client.post(url, {"received_on": "2027-03-12", "grounds": GROUNDS})
    assert answer.status_code == 422
    assert "reçu demain" in answer.content.decode()
    assert signed_in(make_person(Role.CENTRE_MANAGER)).get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_sessions_list_takes_as_many_queries_for_one_as_for_three(
    hearing, signed_in, count, django_assert_num_queries
):
    for _each in range(count):
        make_appeal(make_enrolment(hearing.session))
    client = signed_in(hearing.manager)
    with django_assert_num_queries(4):
        answer = client.get(reverse("session_appeals", args=[hearing.session.pk]))
    assert answer.content.decode().count("à décider") == count


def test_an_empty_list_says_so(hearing, signed_in):
    page = signed_in(make_person(Role.AUDITOR)).get(reverse("session_appeals", args=[hearing.session.pk]))
    assert "Aucun recours" in page.content.decode()
