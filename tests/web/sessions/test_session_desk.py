from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.sessions import (
    SessionPlan,
    create_session,
    set_session_state,
    update_session,
)
from preuve.web.sessions.models import Accreditation, ExamSession, Regulations
from preuve.web.sessions.queries import regulations_of
from tests.factories.people import make_organisation, make_person
from tests.factories.sessions import (
    MONDAY,
    make_defence,
    make_enrolment,
    make_juror,
    make_panel,
    make_regulations,
    make_session,
    make_submission,
)


def plan(session, **changes):
    values = {
        "number": session.number,
        "title": session.title,
        "centre": session.centre,
        "block_codes": list(session.block_codes),
        "starts_on": session.starts_on,
        "ends_on": session.ends_on,
        "place": session.place,
        "mode": session.mode,
        "regulations": session.regulations,
        "submission_deadline": session.submission_deadline,
    }
    return SessionPlan(**values | changes)


def test_a_session_copies_its_regulations_and_takes_their_deadline(manager, session):
    made = create_session(
        actor=manager,
        framework_version=session.framework_version,
        plan=plan(session, number="N-1", submission_deadline=None),
    )
    Regulations.objects.filter(pk=session.regulations_id).update(data={})
    made.refresh_from_db()
    assert regulations_of(made).deadlines.submission_days_before == 15
    assert timezone.localtime(made.submission_deadline).strftime("%Y-%m-%d %H:%M") == "2026-12-27 23:59"


def test_a_centre_without_active_accreditation_is_refused_in_words(manager, session):
    Accreditation.objects.update(state=Accreditation.State.SUSPENDED)
    with pytest.raises(ActionRefusedError) as refused:
        create_session(
            actor=manager, framework_version=session.framework_version, plan=plan(session, number="N-2")
        )
    assert str(refused.value).startswith(
        f"{session.centre} n’a pas d’habilitation active pour évaluer les blocs BC1, BC2."
    )
    Accreditation.objects.update(state="active", block_codes=["BC1"])
    with pytest.raises(ActionRefusedError):
        create_session(
            actor=manager, framework_version=session.framework_version, plan=plan(session, number="N-2")
        )
    assert ExamSession.objects.count() == 1


def test_a_number_already_taken_is_refused_in_words(manager, session):
    with pytest.raises(ActionRefusedError, match="déjà ce numéro"):
        create_session(actor=manager, framework_version=session.framework_version, plan=plan(session))


def test_moving_the_deadline_moves_the_portfolios_and_tells_the_candidates(manager, session):
    enrolment, untouched = make_enrolment(session), make_enrolment()
    later = session.submission_deadline + timedelta(days=3)
    update_session(actor=manager, session=session, plan=plan(session, submission_deadline=later))
    enrolment.portfolio.refresh_from_db()
    assert enrolment.portfolio.due_at == later
    assert [row.kind for row in enrolment.candidate.notifications.all()] == ["deadline_moved"]
    assert list(untouched.candidate.notifications.all()) == []


def test_a_block_that_somebody_aims_at_stays(manager, session):
    make_enrolment(session, block_codes=["BC2"])
    with pytest.raises(ActionRefusedError, match="visent BC2"):
        update_session(actor=manager, session=session, plan=plan(session, block_codes=["BC1"]))


def test_regulations_stay_once_open_and_a_closed_session_stays_whole(manager, session):
    with pytest.raises(ActionRefusedError, match="ne change plus"):
        update_session(actor=manager, session=session, plan=plan(session, regulations=make_regulations()))
    set_session_state(actor=manager, session=session, state="closed")
    with pytest.raises(ActionRefusedError, match="est close"):
        update_session(actor=manager, session=session, plan=plan(session, title="Autre"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_at_any_length(manager, signed_in, django_assert_num_queries, rows):
    for _ in range(rows):
        make_session()
    client = signed_in(manager)
    with django_assert_num_queries(3):
        assert client.get(reverse("exam_sessions")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_asks_the_same_at_any_length(
    manager, session, panel, signed_in, django_assert_num_queries, rows
):
    for number in range(rows):
        make_defence(make_enrolment(session), panel, MONDAY + timedelta(hours=number))
    client = signed_in(manager)
    with django_assert_num_queries(11):
        assert client.get(reverse("exam_session", args=[session.pk])).status_code == 200


def test_the_desk_says_what_each_candidate_misses(manager, session, panel, signed_in):
    ready = make_enrolment(session)
    make_submission(ready)
    make_defence(ready, panel, MONDAY)
    make_enrolment(session, candidate=make_person(Role.CANDIDATE, birth_date=None))
    page = signed_in(manager).get(reverse("exam_session", args=[session.pk]))
    rows = [(row.enrolment.pk == ready.pk, row.missing) for row in page.context["page"].rows]
    assert rows == [(True, ("not_convoked",)), (False, ("not_submitted", "no_panel", "no_identity"))]
    assert page.context["page"].counts == {
        "total": 2,
        "not_submitted": 1,
        "no_panel": 1,
        "no_slot": 1,
        "not_convoked": 1,
        "absent": 0,
    }


def test_pages_are_turned_by_key(manager, session, signed_in, monkeypatch):
    monkeypatch.setattr("preuve.web.sessions.queries.sessions.PAGE", 2)
    made = [make_enrolment(session) for _ in range(3)]
    client, url = signed_in(manager), reverse("exam_session", args=[session.pk])
    first = client.get(url).context
    assert [row.enrolment.pk for row in first["page"].rows] == [made[0].pk, made[1].pk]
    assert first["next_url"] == f"?after={made[1].pk}"
    second = client.get(url + first["next_url"]).context
    assert ([row.enrolment.pk for row in second["page"].rows], second["next_url"]) == ([made[2].pk], "")


def test_a_centre_manager_sees_own_sessions_and_own_candidates_only(session, signed_in):
    centre = make_organisation()
    manager = make_person(Role.CENTRE_MANAGER, organisation=centre)
    own, foreign = make_enrolment(session, centre=centre), make_enrolment(session)
    closed_door = make_session()
    client = signed_in(manager)
    listed = client.get(reverse("exam_sessions")).context["sessions"]
    assert [row.pk for row in listed] == [session.pk]
    page = client.get(reverse("exam_session", args=[session.pk]))
    assert [row.enrolment.pk for row in page.context["page"].rows] == [own.pk]
    assert page.context["page"].counts["total"] == 1
    assert str(foreign.candidate) not in page.content.decode()
    assert client.get(reverse("exam_session", args=[closed_door.pk])).status_code == 404
    assert client.get(reverse("enrolment", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("enrolment_edit", args=[foreign.pk])).status_code == 404
    assert client.get(reverse("enrolment", args=[own.pk])).status_code == 200


def test_the_timetable_keeps_other_centres_candidates_nameless(session, panel, signed_in):
    centre = make_organisation()
    manager = make_person(Role.CENTRE_MANAGER, organisation=centre)
    own = make_defence(make_enrolment(session, centre=centre), panel, MONDAY)
    other = make_defence(make_enrolment(session), panel, MONDAY + timedelta(hours=2))
    page = signed_in(manager).get(reverse("timetable", args=[session.pk])).content.decode()
    assert str(own.candidate) in page
    assert str(other.candidate) not in page
    assert "Occupé" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_timetable_asks_the_same_at_any_length(
    manager, session, panel, signed_in, django_assert_num_queries, rows
):
    for number in range(rows):
        make_defence(make_enrolment(session), panel, MONDAY + timedelta(hours=number))
    client = signed_in(manager)
    with django_assert_num_queries(5):
        assert client.get(reverse("timetable", args=[session.pk])).status_code == 200


@pytest.fixture
def everything(session, panel):
    """Ids of one of each, for the doors of all pages."""
    defence = make_defence(make_enrolment(session), panel, MONDAY)
    certification = session.framework_version.certification
    return {
        "exam_sessions": [],
        "exam_session_new": [],
        "exam_session": [session.pk],
        "exam_session_edit": [session.pk],
        "enrolment_new": [session.pk],
        "enrolments_import": [session.pk],
        "enrolment": [defence.enrolment_id],
        "enrolment_edit": [defence.enrolment_id],
        "conflict_new": [defence.enrolment_id],
        "panel_assign": [session.pk],
        "panel_new": [session.pk],
        "panel": [panel.pk],
        "timetable": [session.pk],
        "defence_slot": [defence.pk],
        "convocations_send": [session.pk],
        "defence_ics": [defence.pk],
        "jurors": [],
        "juror_new": [],
        "juror_edit": [panel.members.first().juror_id],
        "regulations_list": [],
        "regulations_new": [],
        "regulations": [session.regulations_id],
        "regulations_edit": [session.regulations_id],
        "centres": [],
        "centre": [session.centre_id],
        "accreditation": [session.centre_id, certification.pk],
        "room_new": [session.centre_id],
        "room_edit": [defence.room_id],
    }


READABLE = {
    "exam_sessions",
    "exam_session",
    "enrolment",
    "panel",
    "timetable",
    "defence_ics",
    "jurors",
    "regulations_list",
    "regulations",
    "centres",
    "centre",
}


def test_managers_open_every_page_auditors_the_reading_ones_strangers_none(
    everything, manager, signed_in, client
):
    auditor, trainer = make_person(Role.AUDITOR), make_person(Role.TRAINER, organisation=make_organisation())
    candidate, juror = make_person(Role.CANDIDATE), make_juror().user
    foreign = make_person(Role.CENTRE_MANAGER, organisation=make_organisation())
    clients = {person: signed_in(person) for person in (manager, auditor, trainer, candidate, juror, foreign)}
    for name, args in everything.items():
        url = reverse(name, args=args)
        assert clients[manager].get(url).status_code == 200, name
        assert (clients[auditor].get(url).status_code == 200) is (name in READABLE), name
        for stranger in (trainer, candidate, juror):
            assert clients[stranger].get(url).status_code == 404, name
        assert (clients[foreign].get(url).status_code == 200) is (name in {"exam_sessions", "centres"}), name
        assert client.get(url).status_code == 302, name


@pytest.mark.usefixtures("everything")
def test_posts_are_closed_to_those_who_only_read(session, panel, signed_in):
    defence = panel.defences.get()
    auditor = signed_in(make_person(Role.AUDITOR))
    member = panel.members.first()
    for name, args in (
        ("exam_session_state", [session.pk]),
        ("enrolment_attendance", [defence.enrolment_id]),
        ("panel_seat", [panel.pk]),
        ("panel_member", [panel.pk, member.pk]),
        ("defence_unschedule", [defence.pk]),
        ("regulations_edit", [session.regulations_id]),
        ("convocations_send", [session.pk]),
        ("panel_assign", [session.pk]),
    ):
        assert auditor.post(reverse(name, args=args), {"act": "remove"}).status_code == 404, name
    assert panel.members.filter(pk=member.pk).exists()


def test_creating_a_session_by_its_pages(manager, session, signed_in):
    client = signed_in(manager)
    url = f"{reverse('exam_session_new')}?version={session.framework_version_id}"
    data = {
        "number": "2027-A",
        "title": "Session de juin",
        "block_codes": ["BC1"],
        "centre": session.centre_id,
        "starts_on": "2027-06-07",
        "ends_on": "2027-06-04",
        "place": "Rennes",
        "mode": "on_site",
        "regulations": session.regulations_id,
    }
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "finit avant de commencer" in refused.content.decode()
    client.post(url, data | {"ends_on": "2027-06-11"})
    made = ExamSession.objects.get(number="2027-A")
    assert (made.block_codes, made.state, made.ends_on) == (["BC1"], "preparing", date(2027, 6, 11))
    client.post(reverse("exam_session_state", args=[made.pk]), {"state": "open"})
    made.refresh_from_db()
    assert made.state == "open"


def test_panels_are_shown_twelve_at_a_time(session, manager, signed_in):
    for _ in range(13):
        make_panel(session, make_juror(session))
    client = signed_in(manager)
    first = client.get(reverse("exam_session", args=[session.pk])).context
    assert [len(first["panels"]), len(first["loads"])] == [12, 12]
    rest = client.get(reverse("exam_session", args=[session.pk]), {"jurys": first["next_panels"]}).context
    assert [len(rest["panels"]), rest["next_panels"]] == [1, ""]
