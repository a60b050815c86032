"""The timetable as a board: what it shows, what a move is told before it is made, and what it writes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from preuve.domain.credentials.canonical import content_hash
from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.juries.models import MarkSheet
from preuve.web.sessions.actions.availability import answer_availability, ask_availability
from preuve.web.sessions.actions.moving import move_defence
from preuve.web.sessions.actions.slots import slot_facts
from preuve.web.sessions.models import Conflict, Enrolment, ExamSession, PanelMember, Room, TimetableSettings
from preuve.web.sessions.queries.board import board_of
from preuve.web.sessions.queries.moves import possibilities
from tests.factories.people import make_person
from tests.factories.sessions import (
    make_defence,
    make_enrolment,
    make_juror,
    make_panel,
    make_regulations,
    make_session,
)

NB = "\u00a0"  # within « 9 h 30 »
PARIS = ZoneInfo("Europe/Paris")
DAY, NEXT_DAY = date(2027, 1, 11), date(2027, 1, 12)
TEN = f"le 11 janvier 2027 à 10{NB}h"
JSON = {"headers": {"accept": "application/json"}}


def at(hour, minute=0, day=11):
    return datetime(2027, 1, day, hour, minute, tzinfo=PARIS)


def slot(hour, minute=0):
    return (hour - 9) * 4 + minute // 15


@pytest.fixture
def room(session):
    return Room.objects.create(centre=session.centre, name="A101")


@pytest.fixture
def other_room(session):
    return Room.objects.create(centre=session.centre, name="B202")


def planned(session, panel, room, start, **fields):
    defence = make_defence(make_enrolment(session, **fields), panel, start, minutes=45)
    made, defence.room = defence.room, room
    defence.save()
    made.delete()
    return defence


def another_panel(session):
    return make_panel(session, make_juror(session), make_juror(session), make_juror(session))


def cells(defence, day=DAY):
    return possibilities(defence, day)


def board(session, day=DAY, carried=None):
    return board_of(ExamSession.objects.get(pk=session.pk), day, carried)


# What is said before a move.


def test_a_free_cell_says_nothing_and_lunch_and_the_evening_are_refused_in_words(session, panel, room):
    defence = make_defence(make_enrolment(session), panel)
    said = cells(defence)
    name = defence.candidate
    assert len(said) == 36
    assert said[f"{room.pk}-{slot(9)}"] == []
    assert said[f"{room.pk}-{slot(11, 45)}"] == []
    assert said[f"{room.pk}-{slot(12)}"] == [
        f"{name} le 11 janvier 2027 à 12{NB}h : la soutenance empiète sur la pause de midi."
    ]
    assert said[f"{room.pk}-{slot(17, 15)}"] == []
    assert said[f"{room.pk}-{slot(17, 30)}"] == [
        f"{name} le 11 janvier 2027 à 17{NB}h{NB}30 : la soutenance sort de la journée."
    ]


def test_a_taken_room_is_said_with_both_names(session, panel, room, other_room):
    held = planned(session, panel, room, at(10))
    defence = make_defence(make_enrolment(session), another_panel(session))
    said = cells(defence)
    assert said[f"{room.pk}-{slot(9, 30)}"] == [
        f"La salle A101 est prise par {defence.candidate} et par {held.candidate} {TEN}."
    ]
    assert (said[f"{room.pk}-{slot(9, 15)}"], said[f"{room.pk}-{slot(10, 45)}"]) == ([], [])
    assert said[f"{other_room.pk}-{slot(9, 30)}"] == []


def test_a_juror_in_two_places_is_said_once_for_each(session, panel, room, other_room):
    held = planned(session, panel, room, at(10))
    defence = make_defence(make_enrolment(session), panel)
    assert sorted(cells(defence)[f"{other_room.pk}-{slot(10)}"]) == sorted(
        f"{member.juror} siège pour {defence.candidate} et pour {held.candidate} en même temps, "
        f"le 11 janvier 2027 à 10{NB}h."
        for member in panel.members.all()
    )


def test_a_panel_that_would_change_within_a_half_day_is_said(session, panel, room):
    held = planned(session, panel, room, at(9))
    chair = panel.members.get(seat=PanelMember.Seat.CHAIR).juror
    defence = make_defence(make_enrolment(session), make_panel(session, chair, make_juror(session)))
    said = cells(defence)
    assert said[f"{room.pk}-{slot(10)}"] == [
        f"Le jury de {chair} n’est pas le même pour {held.candidate} et pour {defence.candidate} {TEN}."
    ]
    assert said[f"{room.pk}-{slot(14)}"] == []


def test_a_juror_is_held_to_what_they_answered_and_who_said_nothing_is_free(manager, session, panel, room):
    defence = make_defence(make_enrolment(session), panel)
    juror = panel.members.get(seat=PanelMember.Seat.CHAIR).juror
    (request,) = ask_availability(actor=manager, session=session, jurors=[juror], now=timezone.now())
    assert cells(defence)[f"{room.pk}-{slot(14)}"] == []
    answer_availability(
        actor=None,
        request=request,
        times=[(at(9), at(12, 30)), (at(9, day=12), at(18, day=12))],
        max_per_day=1,
        max_days=None,
        comment="",
        now=timezone.now(),
    )
    assert cells(defence)[f"{room.pk}-{slot(14)}"] == [
        f"{defence.candidate} le 11 janvier 2027 à 14{NB}h : jurés non disponibles : {juror}."
    ]
    assert cells(defence)[f"{room.pk}-{slot(9)}"] == []
    planned(session, panel, room, at(9))
    assert cells(defence)[f"{room.pk}-{slot(11)}"] == [
        f"{juror} : 2 soutenances le 11 janvier 2027, 1 au plus par jour."
    ]
    assert cells(defence, NEXT_DAY)[f"{room.pk}-{slot(11)}"] == []


def test_only_what_the_move_brings_or_worsens_is_said(manager, session, panel, room):
    first, moved = planned(session, panel, room, at(9)), planned(session, panel, room, at(10))
    juror = panel.members.get(seat=PanelMember.Seat.CHAIR).juror
    (request,) = ask_availability(actor=manager, session=session, jurors=[juror], now=timezone.now())
    answer_availability(
        actor=None,
        request=request,
        times=[(at(9, day=number), at(18, day=number)) for number in (11, 12)],
        max_per_day=1,
        max_days=1,
        comment="",
        now=timezone.now(),
    )
    # Two a day already: another hour of the day is no worse. Another day is one day too many.
    assert cells(moved)[f"{room.pk}-{slot(11)}"] == []
    assert cells(moved, NEXT_DAY)[f"{room.pk}-{slot(11)}"] == [f"{juror} : 2 jours de jury, 1 au plus."]
    third = make_defence(make_enrolment(session), panel)
    assert cells(third)[f"{room.pk}-{slot(11)}"] == [
        f"{juror} : 3 soutenances le 11 janvier 2027, 1 au plus par jour."
    ]
    assert first.pk != moved.pk


def test_the_place_it_has_and_the_hours_beside_it_are_free(session, panel, room):
    defence = planned(session, panel, room, at(10))
    said = cells(defence)
    assert [said[f"{room.pk}-{number}"] for number in range(slot(9), slot(11))] == [[]] * 8


def test_another_session_takes_rooms_and_jurors(session, panel, room, other_room):
    elsewhere = make_session(session.framework_version, centre=session.centre)
    planned(elsewhere, panel, room, at(10))
    defence = make_defence(make_enrolment(session), panel)
    *some, last = [str(member.juror) for member in panel.members.order_by("seat", "pk")]
    when, jurors = f"le 11 janvier 2027 à 10{NB}h", f"{', '.join(some)} et {last}"
    away = f"{defence.candidate} {when} : jurés non disponibles : {jurors}."
    said = cells(defence)
    assert said[f"{room.pk}-{slot(10)}"] == [
        f"La salle A101 n’est pas ouverte pour {defence.candidate} {when}.",
        away,
    ]
    assert said[f"{other_room.pk}-{slot(10)}"] == [away]


def test_another_defence_of_the_same_candidate_keeps_its_time(session, panel, room, other_room):
    held = planned(session, panel, room, at(10))
    defence = make_defence(held.enrolment, another_panel(session))
    assert cells(defence)[f"{other_room.pk}-{slot(10)}"] == [
        f"{held.candidate} n’est pas disponible le 11 janvier 2027 à 10{NB}h."
    ]


def test_who_needs_a_step_free_room_is_told_which_is_not(session, panel, room):
    upstairs = Room.objects.create(centre=session.centre, name="C303", step_free=False)
    defence = make_defence(make_enrolment(session, step_free=True), panel)
    said = cells(defence)
    assert said[f"{room.pk}-{slot(9)}"] == []
    assert said[f"{upstairs.pk}-{slot(9)}"] == [
        f"{defence.candidate} le 11 janvier 2027 à 9{NB}h : la salle C303 n’est pas accessible de plain-pied."
    ]


def test_a_remote_session_needs_a_remote_room(session, panel, room):
    ExamSession.objects.filter(pk=session.pk).update(mode=ExamSession.Mode.REMOTE)
    session.refresh_from_db()
    online = Room.objects.create(centre=session.centre, name="Visio", remote=True)
    defence = make_defence(make_enrolment(session), panel)
    said = cells(defence)
    assert said[f"{online.pk}-{slot(9)}"] == []
    assert said[f"{room.pk}-{slot(9)}"] == [
        f"{defence.candidate} le 11 janvier 2027 à 9{NB}h : la salle A101 n’est pas équipée pour la distance."
    ]


def test_a_defence_between_two_slots_takes_both(session, panel, room):
    planned(session, panel, room, at(10, 10))
    defence = make_defence(make_enrolment(session), another_panel(session))
    said = cells(defence)
    free = [number for number in range(slot(9), slot(12)) if not said[f"{room.pk}-{number}"]]
    assert free == [slot(9), slot(9, 15), slot(11), slot(11, 15), slot(11, 30), slot(11, 45)]


def test_what_keeps_a_defence_where_it_is_holds_for_every_cell(session, panel, room):
    pinned = planned(session, panel, room, at(9))
    pinned.pinned = True
    pinned.save()
    why = f"Le créneau de {pinned.candidate} est fixé : libérez-le avant de le déplacer."
    assert {tuple(said) for said in cells(pinned).values()} == {(why,)}
    begun = planned(session, panel, room, at(10))
    MarkSheet.objects.create(defence=begun, juror=panel.members.first().juror)
    why = f"L’évaluation de {begun.candidate} a commencé : son créneau ne change plus."
    assert {tuple(said) for said in cells(begun).values()} == {(why,)}
    absent = planned(session, panel, room, at(11), attendance=Enrolment.Attendance.ABSENT)
    why = f"{absent.candidate} n’est plus attendu(e) à cette session."
    assert {tuple(said) for said in cells(absent).values()} == {(why,)}


def test_a_panel_that_nobody_sits_on_cannot_be_planned(manager, session, panel, room):
    defence = make_defence(make_enrolment(session), panel)
    for member in panel.members.all():
        Conflict.objects.create(juror=member.juror, candidate=defence.candidate, declared_by=manager)
    why = f"Personne ne siège au « {panel} » pour {defence.candidate} : complétez-le."
    assert cells(defence)[f"{room.pk}-0"] == [why]
    (card,) = board(session).waiting
    assert (card.jurors, card.stays) == ((), (why,))


def test_one_defence_per_block_may_be_moved_as_well(room):
    rules = make_regulations()
    rules.data["defence"]["covers"] = "one_block"
    rules.save()
    session = make_session(regulations=rules, centre=room.centre)
    defence = make_defence(make_enrolment(session), another_panel(session))
    assert cells(defence)[f"{room.pk}-0"] == []


# The move.


def test_an_allowed_move_writes_the_slot_and_the_audit(manager, session, panel, room, other_room):
    defence = planned(session, panel, room, at(10))
    row = move_defence(actor=manager, defence=defence, day=NEXT_DAY, slot=slot(9, 15), room=other_room)
    written = content_hash(slot_facts(row))
    row.refresh_from_db()
    assert (row.during.lower, row.during.upper, row.room) == (at(9, 15, 12), at(10, day=12), other_room)
    assert set(row.seats.values_list("juror", flat=True)) == set(
        panel.members.values_list("juror", flat=True)
    )
    record = AuditRecord.objects.order_by("-position").first()
    assert (record.action, record.subject_id, record.actor_id) == (
        "schedule_defence",
        str(defence.pk),
        manager.pk,
    )
    assert record.after_digest == written


def test_a_move_that_breaks_a_rule_is_refused_and_writes_nothing(manager, session, panel, room):
    defence = planned(session, panel, room, at(10))
    records = AuditRecord.objects.count()
    with pytest.raises(ActionRefusedError) as refused:
        move_defence(actor=manager, defence=defence, day=DAY, slot=slot(12), room=room)
    assert str(refused.value) == (
        f"{defence.candidate} le 11 janvier 2027 à 12{NB}h : la soutenance empiète sur la pause de midi."
    )
    defence.refresh_from_db()
    assert (defence.during.lower, AuditRecord.objects.count()) == (at(10), records)


def test_another_sessions_room_is_refused(manager, session, panel, room):
    defence = make_defence(make_enrolment(session), panel)
    foreign = Room.objects.create(centre=make_session().centre, name="Z")
    with pytest.raises(ActionRefusedError) as refused:
        move_defence(actor=manager, defence=defence, day=DAY, slot=0, room=foreign)
    assert str(refused.value) == "Cette salle n’est pas celle du centre de la session."


@pytest.mark.parametrize(
    ("day", "number", "said"),
    [
        (DAY, -1, "Cette heure est hors de la journée."),
        (DAY, 36, "Cette heure est hors de la journée."),
        (date(2027, 1, 18), 0, "Ce jour n’est pas un jour ouvert de la session."),
    ],
)
def test_a_move_off_the_grid_is_refused(manager, session, panel, room, day, number, said):
    defence = make_defence(make_enrolment(session), panel)
    with pytest.raises(ActionRefusedError) as refused:
        move_defence(actor=manager, defence=defence, day=day, slot=number, room=room)
    assert str(refused.value) == said


@pytest.mark.parametrize("state", ["pinned", "begun", "closed"])
def test_what_stays_is_not_moved(manager, session, panel, room, state):
    defence = planned(session, panel, room, at(10))
    if state == "pinned":
        defence.pinned = True
        defence.save()
    elif state == "begun":
        MarkSheet.objects.create(defence=defence, juror=panel.members.first().juror)
    else:
        ExamSession.objects.filter(pk=session.pk).update(state=ExamSession.State.CLOSED)
    with pytest.raises(ActionRefusedError) as refused:
        move_defence(actor=manager, defence=defence, day=DAY, slot=0, room=room)
    assert (
        str(refused.value)
        == {
            "pinned": f"Le créneau de {defence.candidate} est fixé : libérez-le avant de le déplacer.",
            "begun": f"L’évaluation de {defence.candidate} a commencé : son créneau ne change plus.",
            "closed": "La session est close : rouvrez-la avant de la modifier.",
        }[state]
    )


# What the board holds.


def test_a_card_spans_its_slots_and_the_others_have_a_cell_each(session, panel, room, other_room):
    defence = planned(session, panel, room, at(10))
    shown = board(session)
    spans = {(place.room.name, line.slot): place.span for line in shown.lines for place in line.places}
    assert spans.pop(("A101", slot(10))) == 3
    assert set(spans.values()) == {1}
    assert len(spans) == 2 * 36 - 3
    (card,) = [card for line in shown.lines for place in line.places for card in place.cards]
    assert (card.defence, card.first, card.last, card.slots) == (defence, slot(10), slot(10, 45), 3)
    assert [line.slot for line in shown.lines if line.lunch] == [slot(12, 30) + step for step in range(4)]
    assert (shown.waiting, [link.count for link in shown.days]) == ((), [1, 0, 0, 0, 0])
    assert shown.rooms == (room, other_room)


def test_two_defences_that_touch_one_slot_share_a_cell(session, panel, room):
    first, second = planned(session, panel, room, at(10, 10)), planned(session, panel, room, at(10, 55))
    (place,) = [place for line in board(session).lines for place in line.places if place.cards]
    assert (place.span, [card.defence for card in place.cards]) == (7, [first, second])


def test_the_waiting_list_says_why_some_stay(session, panel, room):
    ready = make_defence(make_enrolment(session), panel)
    alone = make_enrolment(session)
    make_enrolment(session, attendance=Enrolment.Attendance.POSTPONED)
    planned(session, panel, room, at(10, day=12))
    shown = board(session)
    assert [(card.defence, card.stays, card.shown) for card in shown.waiting] == [(ready, (), False)]
    assert shown.without_panel == (alone,)


def test_a_card_in_hand_is_brought_to_another_day(session, panel, room):
    defence = planned(session, panel, room, at(10))
    assert [card.defence for card in board(session, NEXT_DAY, defence.pk).waiting] == [defence]
    assert board(session, NEXT_DAY, make_defence(make_enrolment(), panel).pk).waiting == ()


def test_the_first_day_that_holds_a_defence_is_shown_first(session, panel, room):
    planned(session, panel, room, at(10, day=13))
    assert (board(session, None).day, board(session, date(2030, 1, 1)).day) == (date(2027, 1, 13),) * 2


def test_defences_on_closed_days_are_counted_apart(session, panel, room):
    planned(session, panel, room, at(10))
    TimetableSettings.objects.create(session=session, closed_days=[DAY])
    shown = board(session)
    assert (shown.day, shown.outside, [link.count for link in shown.days]) == (NEXT_DAY, 1, [0, 0, 0, 0])


def test_a_session_without_an_open_day_says_so(client, manager, session):
    days = [DAY + timedelta(days=number) for number in range(5)]
    TimetableSettings.objects.create(session=session, closed_days=days)
    client.force_login(manager)
    page = client.get(reverse("timetable_board", args=[session.pk])).content.decode()
    assert "La session n’a aucun jour ouvert" in page


# The pages.


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


@pytest.mark.parametrize("number", [1, 3])
def test_the_board_takes_as_many_queries_for_one_as_for_three(
    desk, session, panel, room, number, django_assert_num_queries
):
    for index in range(number):
        planned(session, panel, room, at(9 + index))
        make_defence(make_enrolment(session), panel)
    address = reverse("timetable_board", args=[session.pk])
    desk.get(address)
    with django_assert_num_queries(12):
        page = desk.get(address)
    assert page.content.decode().count("data-board-pick") == 2 * number


@pytest.mark.parametrize("number", [1, 3])
def test_possibilities_take_as_many_queries_for_one_as_for_three(
    desk, session, panel, room, number, django_assert_num_queries
):
    for index in range(number):
        planned(session, panel, room, at(9 + index))
    defence = make_defence(make_enrolment(session), panel)
    address = f"{reverse('defence_moves', args=[defence.pk])}?day=2027-01-11"
    desk.get(address)
    with django_assert_num_queries(15):
        answer = desk.get(address)
    assert answer.json()["cells"] == cells(defence)


def test_a_drop_is_answered_in_words(desk, session, panel, room):
    defence = make_defence(make_enrolment(session), panel)
    address = reverse("defence_move", args=[defence.pk])
    answer = desk.post(address, {"day": "2027-01-11", "slot": slot(10), "room": room.pk}, **JSON)
    assert (answer.status_code, answer.json()) == (
        200,
        {"ok": True, "message": f"{defence.candidate} passe le lundi 11 janvier 2027 à 10:00 (A101)."},
    )
    refused = desk.post(address, {"day": "2027-01-11", "slot": slot(12), "room": room.pk}, **JSON)
    said = f"le 11 janvier 2027 à 12{NB}h : la soutenance empiète sur la pause de midi."
    assert (refused.status_code, refused.json()["error"]) == (422, f"{defence.candidate} {said}")


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"day": "hier", "slot": "0", "room": "1"},
        {"day": "2027-01-11", "slot": "-1"},
        {"day": "2027-01-11", "slot": "9" * 30},
        {"day": "2027-01-11", "slot": "0", "room": "9" * 30},
    ],
)
def test_a_drop_that_makes_no_sense_is_refused(desk, session, panel, room, data):
    defence = make_defence(make_enrolment(session), panel)
    answer = desk.post(reverse("defence_move", args=[defence.pk]), {"room": room.pk, **data}, **JSON)
    assert (answer.status_code, answer.json()["error"]) == (
        422,
        "Choisissez un jour, une heure et une salle.",
    )


def test_a_slot_is_fixed_and_freed_from_its_card(desk, session, panel, room):
    defence = planned(session, panel, room, at(10))
    address = reverse("defence_pin", args=[defence.pk])
    answer = desk.post(address, {"pinned": "1"})
    assert answer.url == (f"/sessions/{session.pk}/emploi-du-temps/tableau/?day=2027-01-11#card-{defence.pk}")
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == [f"Le créneau de {defence.candidate} est fixé."]
    defence.refresh_from_db()
    assert defence.pinned
    page = desk.get(reverse("timetable_board", args=[session.pk])).content.decode()
    assert ("Créneau fixé" in page, "data-board-pick" in page) == (True, False)
    answer = desk.post(address, {"pinned": "0"}, **JSON)
    assert answer.json() == {"ok": True, "message": f"Le créneau de {defence.candidate} est libre."}


def test_a_day_that_is_no_date_has_no_possibilities(desk, session, panel):
    defence = make_defence(make_enrolment(session), panel)
    assert desk.get(reverse("defence_moves", args=[defence.pk])).status_code == 404
    refused = desk.get(f"{reverse('defence_moves', args=[defence.pk])}?day=2030-01-01", **JSON)
    assert (refused.status_code, refused.json()["error"]) == (
        422,
        "Ce jour n’est pas un jour ouvert de la session.",
    )


@pytest.mark.parametrize("asked", ["porte=x", "porte=²", f"porte={'9' * 30}", "day=demain"])
def test_odd_questions_show_the_board(desk, session, asked):
    assert desk.get(f"{reverse('timetable_board', args=[session.pk])}?{asked}").status_code == 200


@pytest.mark.parametrize(
    "role", [Role.CANDIDATE, Role.JUROR, Role.TRAINER, Role.CENTRE_MANAGER, Role.AUDITOR, None]
)
def test_strangers_do_not_learn_that_it_exists(signed_in, session, panel, role):
    defence = make_defence(make_enrolment(session), panel)
    person = make_person(role, organisation=session.centre) if role else make_person()
    stranger = signed_in(person)
    answers = [
        stranger.get(reverse("timetable_board", args=[session.pk])),
        stranger.get(f"{reverse('defence_moves', args=[defence.pk])}?day=2027-01-11"),
        stranger.post(reverse("defence_move", args=[defence.pk])),
        stranger.post(reverse("defence_pin", args=[defence.pk])),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


def test_who_is_not_signed_in_is_asked_to(client, session):
    address = reverse("timetable_board", args=[session.pk])
    assert client.get(address).url == f"/compte/login/?next={address}"
