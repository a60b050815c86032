"""A session's rows as a timetable problem, and its slots as a plan."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from preuve.domain.planning import model
from preuve.web.accounts.models import Role
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.availability import answer_availability, ask_availability
from preuve.web.sessions.actions.plans import pin_defence, save_timetable_settings
from preuve.web.sessions.actions.slots import schedule_defence
from preuve.web.sessions.models import Conflict, Enrolment, ExamSession, Room
from preuve.web.sessions.queries.problem import plan_in_force, problem_of
from tests.factories.people import make_person
from tests.factories.sessions import (
    MONDAY,
    make_defence,
    make_enrolment,
    make_juror,
    make_panel,
    make_session,
)

PARIS = ZoneInfo("Europe/Paris")
MORNING = (datetime(2027, 1, 11, 9, tzinfo=PARIS), datetime(2027, 1, 11, 12, 30, tzinfo=PARIS))


def available(manager, session, juror, *times, **limits):
    asked = ask_availability(actor=manager, session=session, jurors=[juror], now=timezone.now())[0]
    values = {"max_per_day": None, "max_days": None, "comment": "", **limits}
    return answer_availability(actor=None, request=asked, times=times, now=timezone.now(), **values)


@pytest.fixture
def room(session):
    return Room.objects.create(centre=session.centre, name="A101")


@pytest.fixture
def juror(session, manager, room):
    row = make_juror(session, blocks=["BC1"])
    available(manager, session, row, MORNING, max_per_day=5, max_days=2)
    return row


def test_who_needs_a_step_free_room_is_said_to_the_computation(session, manager, room, juror):
    make_enrolment(session, step_free=True)
    make_enrolment(session)
    assert [item.step_free for item in problem_of(session).candidates] == [True, False]


def test_a_session_says_what_there_is_to_plan(session, manager, room, juror):
    enrolment = make_enrolment(session, extra_minutes=10)
    problem = problem_of(session)
    certifier = str(session.framework_version.certification.certifier_id)
    assert (problem.slot_minutes, len(problem.days)) == (15, 5)
    assert problem.rooms == (
        model.Room(str(room.pk), tuple(model.Interval(day, 0, 36) for day in range(5)), step_free=True),
    )
    assert problem.jurors == (
        model.Juror(
            str(juror.pk),
            organisations=frozenset(str(row.pk) for row in juror.organisations.all()),
            blocks=frozenset({"BC1"}),
            may_chair=True,
            gender="F",
            available=(model.Interval(0, 0, 14),),
            max_per_day=5,
            max_days=2,
        ),
    )
    # Presentation, questions and 10 minutes more: 55 minutes are four slots of 15.
    assert problem.candidates == (
        model.Candidate(
            str(enrolment.pk),
            slots=4,
            blocks=tuple(session.block_codes),
            training_body=str(session.centre_id),
            route="apprenticeship",
        ),
    )
    assert (problem.panel.size, problem.panel.certifier) == (3, certifier)
    assert (problem.panel.scope, problem.panel.gender_mix) == ("half_day", "require")


def test_who_may_not_judge_is_said_for_each_candidate(session, manager, juror):
    trainer = make_juror(session)
    linked = make_juror(session)
    enrolment = make_enrolment(session, trainer=trainer.user)
    Conflict.objects.create(juror=linked, candidate=enrolment.candidate, declared_by=manager)
    themselves = make_enrolment(session, candidate=juror.user, route=Enrolment.Route.VAE)
    first, second = problem_of(session).candidates
    assert first.conflicts == {str(trainer.pk), str(linked.pk)}
    assert (second.id, second.conflicts, second.route, second.training_body) == (
        str(themselves.pk),
        {str(juror.pk)},
        "VAE",
        None,
    )


def test_absent_candidates_and_jurors_who_said_no_are_left_out(session, manager, juror):
    make_enrolment(session, attendance=Enrolment.Attendance.ABSENT)
    here = make_enrolment(session)
    make_juror(session)
    available(manager, session, make_juror(session))
    problem = problem_of(session)
    assert [item.id for item in problem.candidates] == [str(here.pk)]
    assert [item.id for item in problem.jurors] == [str(juror.pk)]


def test_what_other_sessions_take_is_not_free(session, manager, juror, room):
    other = make_session(session.framework_version, centre=session.centre)
    person = make_person(Role.CANDIDATE)
    make_enrolment(session, candidate=person)
    panel = make_panel(other, juror, make_juror(other, sex="M"), make_juror(other))
    taken = make_defence(make_enrolment(other, candidate=person), panel)
    schedule_defence(actor=manager, defence=taken, start=MONDAY, room=room)  # 10:00 to 10:45 in Paris
    problem = problem_of(session)
    assert problem.jurors[0].available == (model.Interval(0, 0, 4), model.Interval(0, 7, 14))
    rest = tuple(model.Interval(day, 0, 36) for day in range(1, 5))
    free = (model.Interval(0, 0, 4), model.Interval(0, 7, 36), *rest)
    assert (problem.rooms[0].open, problem.candidates[0].available) == (free, free)


def test_slots_in_force_are_a_plan_and_pins_hold_them(session, manager, panel, room):
    defence = schedule_defence(
        actor=manager, defence=make_defence(make_enrolment(session), panel), start=MONDAY, room=room
    )
    problem = problem_of(session)
    chair, *members = [str(row.juror_id) for row in panel.members.order_by("pk")]
    seats = [model.PanelMember(chair, "chair"), *(model.PanelMember(row, "member") for row in members)]
    (found,) = plan_in_force(session, problem)
    assert (found.candidate, found.day, found.slot, found.room) == (
        str(defence.enrolment_id),
        0,
        4,
        str(room.pk),
    )
    assert sorted(found.panel, key=lambda seat: seat.juror) == sorted(seats, key=lambda seat: seat.juror)
    # Jurors seated by hand and never asked may sit where they sit already.
    assert [item.available for item in problem.jurors] == [(model.Interval(0, 4, 7),)] * 3
    assert problem.candidates[0].pinned is None
    pin_defence(actor=manager, defence=defence, pinned=True)
    assert problem_of(session).candidates[0].pinned == model.Pin(0, 4, str(room.pk))


def test_a_slot_off_the_grid_is_no_part_of_the_plan(session, manager, panel, room):
    start = MONDAY + timedelta(minutes=5)
    defence = make_defence(make_enrolment(session), panel)
    schedule_defence(actor=manager, defence=defence, start=start, room=room)
    assert plan_in_force(session, problem_of(session)) == ()


def test_nothing_to_plan_is_said_in_words(session):
    with pytest.raises(ActionRefusedError) as refused:
        problem_of(session)
    assert [str(text) for text in refused.value.sentences] == [
        "Aucun candidat n’est inscrit.",
        "Le centre de la session n’a aucune salle.",
        "Aucun juré n’a dit quand il peut siéger.",
    ]


def test_one_defence_for_each_block_is_one_candidate_for_each_of_one_person(session, manager, room, juror):
    session.rules = session.rules | {"defence": session.rules["defence"] | {"covers": "one_block"}}
    session.save()
    row = make_enrolment(session, block_codes=["BC1", "BC2"])
    panel = make_panel(session, juror, make_juror(session), make_juror(session))
    held = make_defence(row, panel, MORNING[0])
    held.block_codes = ["BC2"]
    held.save()
    pin_defence(actor=manager, defence=held, pinned=True)
    problem = problem_of(session)
    assert [(item.id, item.blocks, item.person, item.pinned) for item in problem.candidates] == [
        (f"{row.pk}:BC1", ("BC1",), str(row.pk), None),
        (f"{row.pk}:BC2", ("BC2",), str(row.pk), model.Pin(0, 0, str(held.room_id))),
    ]
    (found,) = plan_in_force(session, problem)
    assert (found.candidate, found.day, found.slot) == (f"{row.pk}:BC2", 0, 0)


def test_settings_say_rooms_and_hours(session, manager, juror, room):
    make_enrolment(session)
    other = Room.objects.create(centre=session.centre, name="B202", step_free=False, remote=True)
    session.mode = ExamSession.Mode.REMOTE
    save_timetable_settings(
        actor=manager, session=session, values={"slot_minutes": 30, "panel_size": 2}, rooms=[other]
    )
    problem = problem_of(session)
    assert [(item.id, item.step_free, item.remote) for item in problem.rooms] == [
        (str(other.pk), False, True)
    ]
    assert (problem.slot_minutes, problem.panel.size, problem.candidates[0].remote) == (30, 2, True)


def test_the_problem_takes_as_many_queries_for_three_as_for_one(
    session, manager, juror, django_assert_num_queries
):
    for _turn in range(2):
        make_enrolment(session)
        with django_assert_num_queries(17):
            problem_of(session)
        for _number in range(2):
            make_enrolment(session)
            available(manager, session, make_juror(session), MORNING)
