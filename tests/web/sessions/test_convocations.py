from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from preuve.web.sessions.actions.letters import send_convocations
from preuve.web.sessions.actions.panels import remove_juror
from preuve.web.sessions.actions.slots import schedule_defence, unschedule_defence
from preuve.web.sessions.calendars import folded_line
from preuve.web.sessions.models import Convocation
from tests.factories.people import make_person
from tests.factories.sessions import MONDAY, make_defence, make_enrolment, make_juror


@pytest.fixture
def defence(session, panel):
    enrolment = make_enrolment(session, accommodation="tiers temps ; salle à part")
    return make_defence(enrolment, panel, MONDAY)


def send(manager, *defences):
    return send_convocations(actor=manager, defences=defences, now=timezone.now())


def invitation(message):
    part = next(
        part for part in message.attachments if getattr(part, "get_content_type", str)() == "text/calendar"
    )
    return part, Calendar.from_ical(part.get_payload(decode=True))


def test_candidate_and_jurors_get_letter_and_event(manager, defence, run_tasks, mailoutbox):
    assert send(manager, defence) == 4
    assert send(manager, defence) == 0
    run_tasks()
    assert len(mailoutbox) == 4
    message = next(item for item in mailoutbox if item.to == [defence.candidate.email])
    assert message.attachments[0].content.startswith(b"%PDF")
    part, calendar = invitation(message)
    event = calendar.walk("VEVENT")[0]
    assert (part.get_param("method"), calendar["METHOD"]) == ("REQUEST", "REQUEST")
    assert (event["UID"], event["SEQUENCE"], event.start) == (str(defence.uid), 0, MONDAY)
    assert event["ATTENDEE"] == f"mailto:{defence.candidate.email}"
    assert all(row.sent_at for row in Convocation.objects.all())


def test_only_the_candidate_reads_the_accommodation_and_never_who_sits(manager, defence):
    send(manager, defence)
    told = {row.content["role"]: row.content for row in Convocation.objects.all()}
    assert told["candidate"]["accommodation"] == "tiers temps ; salle à part"
    assert "accommodation" not in told["juror"]
    juror = defence.seats.first().juror
    assert str(juror) not in str(told["candidate"])


def test_a_juror_gets_one_letter_for_all_candidates(manager, session, panel, defence, run_tasks, mailoutbox):
    second = make_defence(make_enrolment(session), panel, MONDAY + timedelta(hours=2))
    assert send(manager, defence, second) == 5
    run_tasks()
    juror = panel.members.first().juror
    message = next(item for item in mailoutbox if item.to == [juror.user.email])
    events = [
        part for part in message.attachments if getattr(part, "get_content_type", str)() == "text/calendar"
    ]
    assert len(events) == 2


def test_a_moved_slot_makes_letters_out_of_date_and_the_next_replaces_them(manager, defence, signed_in):
    send(manager, defence)
    schedule_defence(actor=manager, defence=defence, start=MONDAY + timedelta(hours=1), room=defence.room)
    defence.refresh_from_db()
    assert defence.sequence == 1
    old = Convocation.objects.get(recipient=defence.candidate)
    page = signed_in(defence.candidate).get(reverse("convocation", args=[old.pk])).content.decode()
    assert "n’est plus à jour" in page
    assert send(manager, defence) == 4
    new = Convocation.objects.filter(recipient=defence.candidate).latest("pk")
    assert (new.sequence, new.method) == (1, "request")


def test_taking_the_slot_back_cancels_with_a_higher_sequence(manager, defence, run_tasks, mailoutbox):
    send(manager, defence)
    run_tasks()
    unschedule_defence(actor=manager, defence=defence, now=timezone.now())
    run_tasks()
    part, calendar = invitation(mailoutbox[-1])
    event = calendar.walk("VEVENT")[0]
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert (event["UID"], part.get_param("method")) == (str(defence.uid), "CANCEL")
    assert Convocation.objects.filter(method="cancel").count() == 4
    assert mailoutbox[-1].subject == "Annulation de convocation — Session d’essai"


def test_a_juror_who_leaves_is_told_alone(manager, panel, defence):
    send(manager, defence)
    member = panel.members.filter(seat="member").first()
    remove_juror(actor=manager, member=member, now=timezone.now())
    cancelled = Convocation.objects.get(method="cancel")
    assert (cancelled.recipient, cancelled.sequence) == (member.juror.user, 1)
    assert send(manager, defence) == 0


def test_reading_a_letter_is_kept_and_strangers_have_no_door(manager, session, defence, signed_in):
    send(manager, defence)
    row = Convocation.objects.get(recipient=defence.candidate)
    url = reverse("convocation", args=[row.pk])
    signed_in(manager).get(url)
    row.refresh_from_db()
    assert row.opened_at is None
    signed_in(defence.candidate).get(url)
    row.refresh_from_db()
    assert row.opened_at is not None
    stranger = make_enrolment(session).candidate
    for name in ("convocation", "convocation_pdf", "convocation_ics"):
        assert signed_in(stranger).get(reverse(name, args=[row.pk])).status_code == 404
        assert signed_in(make_juror().user).get(reverse(name, args=[row.pk])).status_code == 404
    assert signed_in(stranger).get(reverse("defence_ics", args=[defence.pk])).status_code == 404
    assert signed_in(make_person()).get(url).status_code == 404


def test_pages_and_files_of_the_convoked(manager, defence, signed_in):
    send(manager, defence)
    client = signed_in(defence.candidate)
    row = Convocation.objects.get(recipient=defence.candidate)
    assert "À jour" in client.get(reverse("convocation_mine")).content.decode()
    assert client.get(reverse("convocation_pdf", args=[row.pk])).content.startswith(b"%PDF")
    for name, args in (("calendar_mine", []), ("defence_ics", [defence.pk]), ("convocation_ics", [row.pk])):
        calendar = Calendar.from_ical(client.get(reverse(name, args=args)).content)
        assert [str(event["UID"]) for event in calendar.walk("VEVENT")] == [str(defence.uid)]


def test_lines_are_folded_between_characters():
    folded = folded_line("SUMMARY:" + "é" * 60)
    assert max(len(part.encode()) for part in folded.split("\r\n")) <= 75
    assert folded.replace("\r\n ", "") == "SUMMARY:" + "é" * 60
