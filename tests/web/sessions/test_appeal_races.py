"""Contesting, deciding and booking at the same moment: real threads, each on a connection of its own."""

from datetime import UTC, date, datetime, timedelta

import pytest

from preuve.web.credentials.actions import publish_results
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.appeals import decide_appeal, lodge_appeal
from preuve.web.sessions.actions.enrolments import CandidateIdentity, EnrolmentPlan, enrol_candidate
from preuve.web.sessions.models import Appeal, Enrolment
from tests.factories.people import make_person
from tests.factories.sessions import make_session
from tests.web.credentials.conftest import Hearing
from tests.web.juries.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2027, 3, 12, 15, 0, tzinfo=UTC)


@pytest.fixture
def failed():
    hearing = Hearing()
    enrolment = hearing.hear(failed=("BC2",))
    publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    enrolment.hearing = hearing
    return enrolment


def lodging(enrolment):
    return lambda: lodge_appeal(
        actor=enrolment.candidate, enrolment=enrolment, grounds="Preuve non lue", now=NOW
    )


def deciding(enrolment, appeal, decision):
    manager = enrolment.hearing.manager
    return lambda: decide_appeal(actor=manager, appeal=appeal, decision=decision, reasons="Examiné.", now=NOW)


def booking(enrolment, blocks=("BC2",)):
    hearing, person = enrolment.hearing, enrolment.candidate
    first = date(2027, 6, 1)
    session = make_session(
        hearing.session.framework_version, starts_on=first, ends_on=first + timedelta(days=1)
    )
    return lambda: enrol_candidate(
        actor=hearing.manager,
        session=session,
        identity=CandidateIdentity(person.email, person.first_name, person.last_name),
        plan=EnrolmentPlan("vae", session.centre, None, list(blocks)),
    )


def refusals(given):
    return sum(isinstance(item, ActionRefusedError) for item in given)


@pytest.mark.parametrize("_again", range(4))
def test_an_appeal_and_a_booking_follow_each_other(failed, _again):
    """Lodged first, the booking is refused; booked first, the appeal is lodged: it is a right."""
    lodged, booked = at_once(lodging(failed), booking(failed))
    assert isinstance(lodged, Appeal)
    if isinstance(booked, Enrolment):
        assert Enrolment.objects.count() == 2
    else:
        assert str(booked) == "Un recours concernant le bloc BC2 attend une décision."
        assert Enrolment.objects.count() == 1


def test_two_lodgings_are_one_appeal(failed):
    assert refusals(at_once(lodging(failed), lodging(failed))) == 1
    assert Appeal.objects.count() == 1


def test_two_decisions_are_one(failed):
    appeal = lodging(failed)()
    given = at_once(deciding(failed, appeal, "upheld"), deciding(failed, appeal, "rejected"))
    assert refusals(given) == 1
    kept = next(item for item in given if isinstance(item, Appeal))
    assert Appeal.objects.get().decision == kept.decision


def test_a_decision_and_a_booking_follow_each_other(failed):
    appeal = lodging(failed)()
    _decided, booked = at_once(deciding(failed, appeal, "rejected"), booking(failed))
    if isinstance(booked, ActionRefusedError):
        assert str(booked) == "Un recours concernant le bloc BC2 attend une décision."
    assert Enrolment.objects.count() == 2 - isinstance(booked, ActionRefusedError)


def test_the_same_block_is_booked_at_one_session_only(failed):
    assert refusals(at_once(booking(failed), booking(failed))) == 1
    assert Enrolment.objects.count() == 2


def test_a_first_booking_at_two_sessions_is_one(failed):
    failed.candidate = make_person("candidate")
    assert refusals(at_once(booking(failed, ("BC1",)), booking(failed, ("BC1",)))) == 1
    assert Enrolment.objects.filter(candidate=failed.candidate).count() == 1


def test_a_correction_and_a_booking_follow_each_other(failed):
    hearing = failed.hearing
    (minutes,) = hearing.session.minutes.all()
    _reopened, booked = at_once(lambda: hearing.reopen(minutes, failed, NOW), booking(failed))
    if isinstance(booked, ActionRefusedError):
        assert str(booked) == "Le bloc BC2 attend le résultat d’une autre session, ou sa rectification."
