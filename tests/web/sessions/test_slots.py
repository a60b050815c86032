import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, close_old_connections, connection
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.slots import schedule_defence, unschedule_defence
from preuve.web.sessions.models import Defence, DefenceSeat, Room
from tests.factories.people import make_person
from tests.factories.sessions import (
    MONDAY,
    make_defence,
    make_enrolment,
    make_juror,
    make_panel,
    make_session,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def room(session):
    return Room.objects.create(centre=session.centre, name="A101")


def make_unplanned(session, panel):
    return make_defence(make_enrolment(session), panel)


def test_a_slot_lasts_what_the_regulations_and_the_accommodation_say(manager, session, panel, room):
    enrolment = make_enrolment(session, accommodation="tiers temps", extra_minutes=15)
    defence = schedule_defence(actor=manager, defence=make_defence(enrolment, panel), start=MONDAY, room=room)
    assert defence.during.upper - defence.during.lower == timedelta(minutes=20 + 25 + 15)
    assert set(defence.seats.values_list("juror", flat=True)) == set(
        panel.members.values_list("juror", flat=True)
    )


def test_a_taken_room_is_refused_in_words(manager, session, panel, room):
    schedule_defence(actor=manager, defence=make_unplanned(session, panel), start=MONDAY, room=room)
    other = make_unplanned(session, make_panel(session, make_juror(session), make_juror(session)))
    with pytest.raises(ActionRefusedError) as refused:
        schedule_defence(actor=manager, defence=other, start=MONDAY + HOUR / 2, room=room)
    assert str(refused.value) == "La salle A101 est déjà prise le lundi 11 janvier 2027 de 10:30 à 10:45."
    schedule_defence(actor=manager, defence=other, start=MONDAY + timedelta(minutes=45), room=room)


def test_a_taken_juror_and_candidate_are_refused_in_words(manager, session, panel, room):
    first = make_unplanned(session, panel)
    schedule_defence(actor=manager, defence=first, start=MONDAY, room=room)
    elsewhere = Room.objects.create(centre=session.centre, name="B202")
    same = Defence.objects.create(
        enrolment=first.enrolment, candidate=first.candidate, panel=panel, block_codes=["BC2"], uid="0" * 32
    )
    with pytest.raises(ActionRefusedError) as refused:
        schedule_defence(actor=manager, defence=same, start=MONDAY, room=elsewhere)
    sentences = [str(sentence) for sentence in refused.value.sentences]
    jurors = [str(member.juror) for member in panel.members.order_by("juror")]
    assert sorted(sentences) == sorted(
        [f"{first.candidate} passe déjà une autre soutenance le lundi 11 janvier 2027 de 10:00 à 10:45."]
        + [f"{juror} siège déjà ailleurs le lundi 11 janvier 2027 de 10:00 à 10:45." for juror in jurors]
    )


def test_outside_the_session_or_in_a_foreign_room_is_refused(manager, session, panel, room):
    defence = make_unplanned(session, panel)
    with pytest.raises(ActionRefusedError, match="hors de la session"):
        schedule_defence(actor=manager, defence=defence, start=MONDAY - timedelta(days=1), room=room)
    foreign = Room.objects.create(centre=make_session().centre, name="Z")
    with pytest.raises(ActionRefusedError, match="n’est pas celle du centre"):
        schedule_defence(actor=manager, defence=defence, start=MONDAY, room=foreign)


def test_taking_a_slot_back_frees_everybody(manager, session, panel, room):
    defence = schedule_defence(actor=manager, defence=make_unplanned(session, panel), start=MONDAY, room=room)
    unschedule_defence(actor=manager, defence=defence, now=timezone.now())
    defence.refresh_from_db()
    assert (defence.during, defence.room, DefenceSeat.objects.count()) == (None, None, 0)


def test_the_database_itself_refuses_a_juror_in_two_places(session, panel):
    first = make_defence(make_enrolment(session), panel, MONDAY)
    other = make_unplanned(session, panel)
    with pytest.raises(IntegrityError, match="juror_never_double_booked"):
        DefenceSeat.objects.create(defence=other, juror=panel.members.first().juror, during=first.during)


@pytest.mark.django_db(transaction=True)
def test_two_managers_at_once_one_is_refused_in_words():
    manager = make_person(Role.CERTIFICATION_MANAGER)
    session = make_session()
    room = Room.objects.create(centre=session.centre, name="A101")
    panels = [make_panel(session, make_juror(session), make_juror(session)) for _ in range(2)]
    defences = [make_unplanned(session, panel) for panel in panels]
    start_together, answers = threading.Barrier(2), []

    def schedule(defence):
        close_old_connections()
        start_together.wait(timeout=10)
        try:
            schedule_defence(actor=manager, defence=defence, start=MONDAY, room=room)
            answers.append("ok")
        except ActionRefusedError as refused:
            answers.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=schedule, args=[defence]) for defence in defences]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(answers) == [
        "La salle A101 est déjà prise le lundi 11 janvier 2027 de 10:00 à 10:45.",
        "ok",
    ]
    assert Defence.objects.filter(during__isnull=False).count() == 1
