from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from preuve.domain.assessment.proposal import Outcome
from preuve.web.accounts.models import Role
from preuve.web.credentials.actions import publish_results
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.appeals import decide_appeal, lodge_appeal
from preuve.web.sessions.actions.enrolments import (
    CandidateIdentity,
    EnrolmentPlan,
    change_enrolment,
    enrol_candidate,
)
from preuve.web.sessions.actions.rosters import confirm_roster, upload_roster
from preuve.web.sessions.models import Enrolment, RosterUpload
from preuve.web.sessions.phrasing import roster_sentence
from preuve.web.sessions.queries.attempts import resits_after
from preuve.web.sessions.queries.enrolments import roster_context
from preuve.web.sessions.roster import check_roster, read_roster
from tests.factories.people import make_person
from tests.factories.sessions import make_enrolment, make_regulations, make_session
from tests.web.credentials.conftest import Hearing

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 12, 15, 0, tzinfo=UTC)
FIRST_DAY = date(2027, 4, 11)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def hearing(db):
    return Hearing()


@pytest.fixture
def failed(hearing):
    """A candidate who acquired BC1, failed BC2, and was told on 12 March 2027."""
    return told(hearing, failed=("BC2",))


def told(hearing, now=NOW, **fields):
    enrolment = hearing.hear(**fields)
    hearing.minutes = hearing.minute()
    publish_results(actor=hearing.manager, minutes=hearing.minutes, now=now)
    return enrolment


def session_after(hearing, starts_on=FIRST_DAY, **fields):
    version = hearing.session.framework_version
    return make_session(version, starts_on=starts_on, ends_on=starts_on + timedelta(days=4), **fields)


def book(hearing, candidate, session, blocks=("BC2",)):
    return enrol_candidate(
        actor=hearing.manager,
        session=session,
        identity=CandidateIdentity(candidate.email, candidate.first_name, candidate.last_name),
        plan=EnrolmentPlan("vae", session.centre, None, list(blocks)),
    )


def refused(hearing, candidate, session, blocks=("BC2",)):
    before = Enrolment.objects.count()
    with pytest.raises(ActionRefusedError) as caught:
        book(hearing, candidate, session, blocks)
    assert Enrolment.objects.count() == before
    return [str(sentence) for sentence in caught.value.sentences]


def test_a_failed_block_is_booked_from_the_first_day_on_and_not_before(hearing, failed):
    early = session_after(hearing, FIRST_DAY - timedelta(days=1))
    assert refused(hearing, failed.candidate, early) == [
        "Le bloc BC2 ne peut se représenter qu’à partir du 11 avril 2027."
    ]
    booked = book(hearing, failed.candidate, session_after(hearing))
    assert booked.block_codes == ["BC2"]


def test_an_acquired_block_is_not_retaken(hearing, failed):
    assert refused(hearing, failed.candidate, session_after(hearing), ("BC1", "BC2")) == [
        "Le bloc BC1 est déjà acquis et le reste."
    ]


def test_not_while_an_appeal_is_open(hearing, failed):
    appeal = lodge_appeal(actor=failed.candidate, enrolment=failed, grounds="Preuve non lue", now=NOW)
    session = session_after(hearing)
    assert refused(hearing, failed.candidate, session) == [
        "Un recours concernant le bloc BC2 attend une décision."
    ]
    decide_appeal(actor=hearing.manager, appeal=appeal, decision="rejected", reasons="Lue.", now=NOW)
    book(hearing, failed.candidate, session)


def test_not_while_an_upheld_appeal_or_a_correction_waits_for_its_minutes(hearing, failed):
    appeal = lodge_appeal(actor=failed.candidate, enrolment=failed, grounds="Preuve non lue", now=NOW)
    decide_appeal(actor=hearing.manager, appeal=appeal, decision="upheld", reasons="Non lue.", now=NOW)
    session = session_after(hearing, FIRST_DAY + timedelta(days=30))
    waiting = ["Le bloc BC2 attend le résultat d’une autre session, ou sa rectification."]
    assert refused(hearing, failed.candidate, session) == waiting
    hearing.reopen(hearing.minutes, failed, LATER)
    assert refused(hearing, failed.candidate, session) == waiting
    hearing.rule(failed, {"BC2": Outcome.ACQUIRED}, LATER)
    second = hearing.minute(corrects=hearing.minutes, now=LATER)
    assert refused(hearing, failed.candidate, session) == waiting
    publish_results(actor=hearing.manager, minutes=second, now=LATER)
    assert refused(hearing, failed.candidate, session) == ["Le bloc BC2 est déjà acquis et le reste."]


def test_not_past_the_number_of_the_regulations(failed, hearing):
    rules = make_regulations(resits={"maximum": 1, "delay_days": 0, "absence_counts": True})
    again = Hearing(hearing.session.framework_version, regulations=rules, number="S-DEUX")
    told(again, failed=("BC2",), candidate=failed.candidate, block_codes=["BC2"])
    assert refused(hearing, failed.candidate, session_after(hearing, FIRST_DAY + timedelta(days=90))) == [
        "Le bloc BC2 a été présenté 2 fois : le règlement n’en permet pas davantage."
    ]


def test_two_sessions_at_once_wait_for_each_other(hearing):
    candidate = make_person(Role.CANDIDATE)
    book(hearing, candidate, session_after(hearing), ["BC1"])
    other = session_after(hearing)
    assert refused(hearing, candidate, other, ["BC1"]) == [
        "Le bloc BC1 attend le résultat d’une autre session, ou sa rectification."
    ]
    book(hearing, candidate, other, ["BC2"])


def test_who_was_put_off_is_enrolled_again_at_once(hearing):
    before = make_enrolment(hearing.session, attendance=Enrolment.Attendance.POSTPONED)
    assert book(hearing, before.candidate, session_after(hearing), ["BC1", "BC2"]).block_codes == [
        "BC1",
        "BC2",
    ]


def test_another_certification_has_nothing_to_do_with_it(hearing, failed):
    session = make_session()
    assert book(hearing, failed.candidate, session, ["BC1"]).session_id == session.pk


def test_blocks_added_to_an_enrolment_are_checked_too(hearing, failed):
    session = session_after(hearing)
    booked = book(hearing, failed.candidate, session)
    plan = EnrolmentPlan("vae", session.centre, None, ["BC1", "BC2"])
    with pytest.raises(ActionRefusedError, match="Le bloc BC1 est déjà acquis"):
        change_enrolment(actor=hearing.manager, enrolment=booked, plan=plan)


def roster(candidate, blocks):
    person = f"{candidate.email};{candidate.last_name};{candidate.first_name}"
    return (f"adresse électronique;nom;prénom;voie d’accès;blocs\n{person};VAE;{blocks}\n").encode()


def test_a_list_without_blocks_leaves_the_acquired_ones_out(hearing, failed):
    session = session_after(hearing)
    data = roster(failed.candidate, "")
    read = read_roster(data)
    problems = check_roster(read, roster_context(hearing.manager, session, read))
    assert [(item.is_error, roster_sentence(item)) for item in problems if item.column == "blocks"] == [
        (False, "Sans bloc indiqué, tous ceux de la session sont visés : BC2."),
        (False, "Déjà acquis, ces blocs ne se représentent pas : BC1. Les autres sont visés."),
    ]
    upload = upload_roster(actor=hearing.manager, session=session, file_name="l.csv", data=data)
    assert confirm_roster(actor=hearing.manager, upload=upload).state == RosterUpload.State.DONE
    assert Enrolment.objects.get(session=session).block_codes == ["BC2"]


def test_a_list_says_each_block_that_is_refused_on_its_line(hearing, failed):
    session = session_after(hearing, FIRST_DAY - timedelta(days=1))
    data = roster(failed.candidate, "BC1 BC2")
    read = read_roster(data)
    problems = check_roster(read, roster_context(hearing.manager, session, read))
    assert [(item.line, roster_sentence(item)) for item in problems if item.is_error] == [
        (2, "Le bloc BC1 est déjà acquis et le reste."),
        (2, "Le bloc BC2 ne peut se représenter qu’à partir du 11 avril 2027."),
    ]
    upload = upload_roster(actor=hearing.manager, session=session, file_name="l.csv", data=data)
    with pytest.raises(ActionRefusedError, match="La liste contient des erreurs"):
        confirm_roster(actor=hearing.manager, upload=upload)


def test_what_may_be_retaken_after_a_result(hearing, failed):
    (item,) = resits_after(failed)
    assert (item.block, item.attempts, item.allowed, item.from_day, item.refusal) == (
        "BC2",
        1,
        3,
        FIRST_DAY,
        None,
    )


def test_the_result_page_says_why_not(hearing, failed, signed_in):
    lodge_appeal(actor=failed.candidate, enrolment=failed, grounds="Preuve non lue", now=NOW)
    page = signed_in(failed.candidate).get(reverse("result_mine")).content.decode()
    assert "Un recours concernant le bloc BC2 attend une décision." in page
    assert "se représentent, à partir du" not in page


def test_the_enrolment_page_leads_to_a_form_with_the_blocks_that_are_possible(hearing, failed, signed_in):
    session, over = session_after(hearing), session_after(hearing, state="closed")
    client = signed_in(hearing.manager)
    page = client.get(reverse("enrolment", args=[failed.pk])).content.decode()
    url = f"{reverse('enrolment_new', args=[session.pk])}?rattrapage={failed.pk}"
    assert "Bloc BC2 : possible à partir du 11 avril 2027." in page
    assert url in page
    assert reverse("enrolment_new", args=[over.pk]) not in page
    form = client.get(url).context["form"]
    assert (form["email"].initial, form["block_codes"].initial) == (failed.candidate.email, ["BC2"])
    assert client.get(f"{url}9").status_code == 404
    book(hearing, failed.candidate, session)
    page = client.get(reverse("enrolment", args=[failed.pk])).content.decode()
    assert "Le bloc BC2 attend le résultat d’une autre session, ou sa rectification." in page
    assert url not in page


def test_a_refused_booking_says_why_on_the_form(hearing, failed, signed_in):
    session, person = session_after(hearing), failed.candidate
    answer = signed_in(hearing.manager).post(
        reverse("enrolment_new", args=[session.pk]),
        {
            "email": person.email,
            "last_name": person.last_name,
            "first_name": person.first_name,
            "route": "vae",
            "centre": session.centre_id,
            "block_codes": ["BC1", "BC2"],
        },
    )
    assert answer.status_code == 422
    assert "Le bloc BC1 est déjà acquis et le reste." in answer.content.decode()
