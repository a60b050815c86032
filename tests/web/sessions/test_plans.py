"""Computed plans: asked for, followed, compared, put in force whole or not at all."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from preuve.domain.planning import model
from preuve.domain.planning.costs import objective
from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions import tasks
from preuve.web.sessions.actions.accepting import Accepted, accept_plan
from preuve.web.sessions.actions.availability import withdraw_juror
from preuve.web.sessions.actions.letters import send_convocations
from preuve.web.sessions.actions.plans import (
    ask_plan,
    begin_plan,
    fail_plan,
    finish_plan,
    pin_defence,
    stop_plan,
)
from preuve.web.sessions.models import Conflict, Convocation, Defence, Panel, PlanRun, Room
from preuve.web.sessions.queries.plans import plan_view
from preuve.web.sessions.queries.problem import plan_in_force, problem_of
from tests.factories.people import make_person
from tests.factories.sessions import make_defence, make_enrolment, make_juror, make_panel
from tests.web.sessions.test_problem import MORNING, available

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def room(session):
    return Room.objects.create(centre=session.centre, name="A101")


@pytest.fixture
def jurors(session, manager, room):
    rows = [make_juror(session), make_juror(session, sex="M"), make_juror(session)]
    for row in rows:
        available(manager, session, row, MORNING)
    return rows


@pytest.fixture
def enrolments(session):
    return [make_enrolment(session) for _number in range(3)]


def ask(manager, session, **changes):
    values = {"seconds": 20, "keeps": True, "seed": 0, "now": timezone.now(), **changes}
    return ask_plan(actor=manager, session=session, **values)


def defence(enrolment, room, jurors, slot, day=0):
    chair, *members = jurors
    panel = (
        model.PanelMember(str(chair.pk), "chair"),
        *(model.PanelMember(str(row.pk), "member") for row in members),
    )
    return model.Defence(str(enrolment.pk), day, slot, str(room.pk), panel)


def found(manager, session, *defences, unplaced=(), **changes):
    """Return a run that ended with these defences."""
    run = ask(manager, session, **changes)
    assert begin_plan(run_id=run.pk) == run
    problem = problem_of(session)
    plan = model.Plan(
        model.PlanStatus.FEASIBLE, tuple(defences), tuple(unplaced), objective(problem, defences)
    )
    finish_plan(run_id=run.pk, plan=plan, now=timezone.now())
    run.refresh_from_db()
    return run


@pytest.fixture
def accepted(manager, session, enrolments, room, jurors):
    """A plan in force: three candidates in a row before one panel."""
    wanted = [defence(row, room, jurors, 3 * index) for index, row in enumerate(enrolments)]
    run = found(manager, session, *wanted)
    assert accept_plan(actor=manager, run=run, now=timezone.now()) == Accepted(changed=3, removed=0)
    return wanted


def test_one_computation_at_a_time(manager, session, enrolments, jurors):
    run = ask(manager, session)
    with pytest.raises(ActionRefusedError, match="Un calcul est déjà en cours"):
        ask(manager, session)
    stop_plan(actor=manager, run=run, now=timezone.now())
    assert begin_plan(run_id=run.pk) is None
    assert ask(manager, session).state == PlanRun.State.QUEUED


def test_a_computation_whose_worker_died_does_not_block_the_next(manager, session, enrolments, jurors):
    lost = ask(manager, session)
    begin_plan(run_id=lost.pk)
    later = timezone.now() + timedelta(minutes=6)
    assert ask(manager, session, now=later).state == PlanRun.State.QUEUED
    lost.refresh_from_db()
    assert (lost.state, lost.failure) == (PlanRun.State.FAILED, "Le calcul s’est interrompu.")
    # What the lost worker still says is passed over.
    fail_plan(run_id=lost.pk, failure="TimeoutError", now=later)
    lost.refresh_from_db()
    assert lost.failure == "Le calcul s’est interrompu."


def test_a_running_computation_is_asked_to_stop_and_keeps_its_plan(manager, session, enrolments, jurors):
    run = ask(manager, session)
    begin_plan(run_id=run.pk)
    assert stop_plan(actor=manager, run=run, now=timezone.now()).state == PlanRun.State.RUNNING
    run.refresh_from_db()
    assert run.cancel_asked


def test_a_plan_in_force_has_panels_seats_and_hours(accepted, session, enrolments, room, jurors):
    (panel,) = Panel.objects.filter(session=session)
    assert panel.name == "Jury 1"
    assert {(row.juror_id, row.seat) for row in panel.members.all()} == {
        (jurors[0].pk, "chair"),
        (jurors[1].pk, "member"),
        (jurors[2].pk, "member"),
    }
    rows = Defence.objects.filter(enrolment__session=session).order_by("pk")
    starts = [datetime(2027, 1, 11, 9, tzinfo=PARIS) + index * timedelta(minutes=45) for index in range(3)]
    assert [(row.enrolment, row.during.lower, row.room, row.panel, row.seats.count()) for row in rows] == [
        (enrolment, start, room, panel, 3) for enrolment, start in zip(enrolments, starts, strict=True)
    ]
    assert plan_in_force(session, problem_of(session)) == tuple(
        replace(item, panel=tuple(sorted(item.panel, key=lambda seat: seat.role))) for item in accepted
    )
    assert AuditRecord.objects.filter(action="schedule_defence").count() == 3
    assert AuditRecord.objects.get(action="accept_plan").details == {"changed": 3, "removed": 0}


def test_who_has_no_place_is_explained_in_words_and_what_would_be_enough(
    manager, session, enrolments, room, jurors, client
):
    """All three jurors must sit, and one of them hears two candidates at most."""
    available(manager, session, jurors[0], MORNING, max_per_day=2)
    run = ask(manager, session)
    tasks.compute_plan(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == PlanRun.State.DONE
    view = plan_view(run)
    first, second, third = (str(row.candidate) for row in enrolments)
    assert (len(view.lines), len(view.unplaced)) == (2, 1)
    together = view.conflict[0].removeprefix("Ne peuvent être placés ensemble : ").removesuffix(".")
    assert together == f"{first}, {second} et {third}"
    assert view.conflict[-1] == (
        f"Suffirait, pour ces candidats : une soutenance de plus par jour pour {jurors[0]}."
    )
    client.force_login(manager)
    page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
    assert [escape(sentence) in page for sentence in view.conflict] == [True] * len(view.conflict)


def test_a_plan_with_a_place_for_everybody_explains_nothing(manager, session, enrolments, room, jurors):
    run = ask(manager, session)
    tasks.compute_plan(run_id=run.pk)
    run.refresh_from_db()
    assert (run.plan["unplaced"], run.explanation, plan_view(run).conflict) == ([], None, ())


def test_one_defence_for_each_block_is_planned_and_put_in_force(manager, session, room, jurors):
    session.rules = session.rules | {"defence": session.rules["defence"] | {"covers": "one_block"}}
    session.save()
    rows = [make_enrolment(session, block_codes=["BC1", "BC2"]) for _number in range(2)]
    other_room = Room.objects.create(centre=session.centre, name="B202")
    run = ask(manager, session)
    tasks.compute_plan(run_id=run.pk)
    run.refresh_from_db()
    view = plan_view(run)
    assert {line.candidate for line in view.lines} == {
        f"{row.candidate} ({code})" for row in rows for code in ("BC1", "BC2")
    }
    assert accept_plan(actor=manager, run=run, now=timezone.now()) == Accepted(changed=4, removed=0)
    held = Defence.objects.filter(enrolment__session=session, during__isnull=False)
    assert {(row.enrolment_id, *row.block_codes) for row in held} == {
        (row.pk, code) for row in rows for code in ("BC1", "BC2")
    }
    in_force = plan_in_force(session, problem_of(session))
    assert {item.candidate for item in in_force} == {
        f"{row.pk}:{code}" for row in rows for code in ("BC1", "BC2")
    }
    # Only one of a candidate's defences moves: the other keeps its slot, its letters and its event.
    first, *others = in_force
    elsewhere = str(other_room.pk if first.room == str(room.pk) else room.pk)
    again = found(manager, session, replace(first, room=elsewhere), *others)
    assert accept_plan(actor=manager, run=again, now=timezone.now()) == Accepted(changed=1, removed=0)
    assert held.all().count() == 4
    # And one of them given up leaves the other.
    less = found(manager, session, *others, unplaced=[model.Unplaced(first.candidate)])
    assert accept_plan(actor=manager, run=less, now=timezone.now()) == Accepted(changed=0, removed=1)
    assert held.all().count() == 3


def test_a_run_without_a_plan_says_why(manager, session, enrolments, room, jurors, client):
    client.force_login(manager)
    said = {
        model.PlanStatus.INFEASIBLE: "ce qui est fixé ne tient pas ensemble",
        model.PlanStatus.UNKNOWN: "Aucun plan n’a été trouvé dans le temps donné",
    }
    for status, words in said.items():
        run = ask(manager, session)
        begin_plan(run_id=run.pk)
        unplaced = tuple(model.Unplaced(str(row.pk)) for row in enrolments)
        finish_plan(run_id=run.pk, plan=model.Plan(status, unplaced=unplaced), now=timezone.now())
        page = client.get(reverse("plan_run", args=[run.pk])).content.decode()
        assert (status, words in page) == (status, True)


def test_accepting_twice_is_refused_and_an_empty_plan_too(accepted, manager, session):
    with pytest.raises(ActionRefusedError, match="n’a pas de plan"):
        accept_plan(actor=manager, run=PlanRun.objects.get(), now=timezone.now())
    with pytest.raises(ActionRefusedError, match="n’a pas de plan"):
        accept_plan(actor=manager, run=found(manager, session), now=timezone.now())


def test_a_plan_that_no_longer_holds_is_refused_in_words_and_moves_nothing(
    manager, session, enrolments, room, jurors
):
    run = found(manager, session, defence(enrolments[0], room, jurors, 0))
    withdraw_juror(actor=manager, session=session, juror=jurors[2], now=timezone.now())
    with pytest.raises(ActionRefusedError) as refused:
        accept_plan(actor=manager, run=run, now=timezone.now())
    intro, *broken = [str(text) for text in refused.value.sentences]
    assert intro == "La session a changé depuis ce calcul : relancez-le."
    assert any(str(jurors[2]) in text or "inconnu" in text for text in broken)
    assert not Defence.objects.exists()


def test_an_exchange_of_hours_is_one_step(accepted, manager, session, enrolments, room, jurors):
    """The database refuses two defences in one room even for a moment: all that moves is freed first."""
    first, second, third = accepted
    swapped = [replace(first, slot=second.slot), replace(second, slot=first.slot), third]
    run = found(manager, session, *swapped)
    view = plan_view(run)
    assert [line.candidate for line in view.changed] == [
        str(enrolments[1].candidate),
        str(enrolments[0].candidate),
    ]
    assert view.changed[0].before.startswith("lundi 11 janvier 2027, 09:45 · A101 · ")
    # Two candidates and three jurors for each of them.
    assert (view.told_again, view.removed) == (8, ())
    assert accept_plan(actor=manager, run=run, now=timezone.now()) == Accepted(changed=2, removed=0)
    assert {(item.candidate, item.slot) for item in plan_in_force(session, problem_of(session))} == {
        (item.candidate, item.slot) for item in swapped
    }
    assert Defence.objects.get(enrolment=enrolments[2]).sequence == 0


def test_a_juror_replaced_is_told_at_once_and_the_others_keep_their_letters(
    accepted, manager, session, enrolments, room, jurors
):
    send_convocations(actor=manager, defences=Defence.objects.all(), now=timezone.now())
    assert Convocation.objects.count() == 12
    substitute = make_juror(session)
    available(manager, session, substitute, MORNING)
    withdraw_juror(actor=manager, session=session, juror=jurors[2], now=timezone.now())
    new = [defence(row, room, [*jurors[:2], substitute], 3 * index) for index, row in enumerate(enrolments)]
    accept_plan(actor=manager, run=found(manager, session, *new), now=timezone.now())
    cancelled = Convocation.objects.filter(method=Convocation.Method.CANCEL)
    assert {row.recipient_id for row in cancelled} == {jurors[2].user_id}
    assert cancelled.count() == 3
    assert send_convocations(actor=manager, defences=Defence.objects.all(), now=timezone.now()) == 1
    sent = Convocation.objects.order_by("-pk")[:3]
    assert {row.recipient_id for row in sent} == {substitute.user_id}
    uids = set(Defence.objects.values_list("uid", flat=True))
    assert {row.defence.uid for row in sent} == uids
    # The panel that nobody comes before any more is gone.
    assert Panel.objects.filter(session=session).count() == 1


def test_a_candidate_left_out_loses_the_slot_and_is_told(accepted, manager, session, enrolments):
    send_convocations(actor=manager, defences=Defence.objects.all(), now=timezone.now())
    run = found(manager, session, *accepted[:2], unplaced=[model.Unplaced(accepted[2].candidate, ("x",))])
    assert accept_plan(actor=manager, run=run, now=timezone.now()) == Accepted(changed=0, removed=1)
    gone = Defence.objects.get(enrolment=enrolments[2])
    assert (gone.during, gone.room, gone.seats.count()) == (None, None, 0)
    cancelled = Convocation.objects.filter(method=Convocation.Method.CANCEL)
    assert {row.defence_id for row in cancelled} == {gone.pk}
    assert cancelled.count() == 4


def test_a_pin_needs_a_slot(manager, session, panel):
    with pytest.raises(ActionRefusedError, match="pas encore de créneau"):
        pin_defence(actor=manager, defence=make_defence(make_enrolment(session), panel), pinned=True)


def test_panels_made_by_hand_are_used_again_and_kept(manager, session, enrolments, room, jurors):
    by_hand = make_panel(session, *jurors)
    empty = make_panel(session, make_juror(session))
    run = found(manager, session, defence(enrolments[0], room, jurors, 0))
    accept_plan(actor=manager, run=run, now=timezone.now())
    assert set(Panel.objects.filter(session=session)) == {by_hand, empty}
    assert Defence.objects.get().panel == by_hand


def test_pages_show_the_plan_to_readers_and_let_managers_decide(
    manager, session, enrolments, room, jurors, client
):
    because = model.Unplaced(str(enrolments[1].pk))
    Conflict.objects.create(juror=jurors[0], candidate=enrolments[1].candidate, declared_by=manager)
    run = found(manager, session, defence(enrolments[0], room, jurors, 0), unplaced=[because])
    url = reverse("plan_run", args=[run.pk])
    accept = reverse("plan_run_accept", args=[run.pk])
    for role, seen in {
        Role.AUDITOR: 200,
        Role.CENTRE_MANAGER: 404,
        Role.JUROR: 404,
        Role.CANDIDATE: 404,
    }.items():
        client.force_login(make_person(role))
        assert (client.get(url).status_code, client.post(accept).status_code) == (seen, 404)
    client.force_login(manager)
    page = client.get(url).content.decode()
    assert f"2 juré(s) au plus peuvent juger {enrolments[1].candidate}, il en faut 3." in page
    assert "lundi 11 janvier 2027, 09:00" in page
    assert client.post(accept).url == reverse("timetable", args=[session.pk])
    assert PlanRun.objects.get().accepted_by == manager
    state = client.get(reverse("plan_run_state", args=[run.pk]))
    assert state["HX-Refresh"] == "true"


def test_the_desk_starts_a_computation_and_says_what_it_lacks(manager, session, enrolments, room, client):
    client.force_login(manager)
    url = reverse("planning", args=[session.pk])
    refused = client.post(url, {"seconds": "20", "keeps": "on"})
    assert refused.status_code == 422
    assert "Aucun juré n’a dit quand il peut siéger." in refused.content.decode()
    available(manager, session, make_juror(session), MORNING)
    started = client.post(url, {"seconds": "20", "keeps": "on"})
    run = PlanRun.objects.get()
    assert (started.url, run.keeps, run.seconds) == (reverse("plan_run", args=[run.pk]), False, 20)
    assert "Le calcul va commencer." in client.get(started.url).content.decode()
    client.post(reverse("plan_run_stop", args=[run.pk]))
    assert PlanRun.objects.get().state == PlanRun.State.FAILED
    assert not mail.outbox


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closes": "08:00"}, "La fermeture doit suivre l’ouverture."),
        ({"lunch_ends": ""}, "Donnez le début et la fin de la pause, ou aucun des deux."),
        ({"lunch_ends": "12:00"}, "La pause doit tenir dans la journée, et finir après son début."),
        ({"panel_size": "1"}, "Le règlement demande au moins 2 membres par jury."),
        ({"slot_minutes": "1"}, "supérieure ou égale à 5"),
    ],
)
def test_settings_that_make_no_day_are_refused_in_words(manager, session, client, changes, said):
    client.force_login(manager)
    url = reverse("planning_settings", args=[session.pk])
    data = {
        "opens": "09:00",
        "closes": "18:00",
        "lunch_starts": "12:30",
        "lunch_ends": "13:30",
        "slot_minutes": "15",
        "panel_size": "3",
        "scope": "half_day",
        "gender_mix": "prefer",
        "closed_days": ["2027-01-12"],
    }
    assert said in client.post(url, data | changes).content.decode()
    assert client.post(url, data).url == reverse("planning", args=[session.pk])
    assert session.timetable_settings.closed_days == [date(2027, 1, 12)]
