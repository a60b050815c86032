import pytest
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.conflicts import declare_conflict
from preuve.web.sessions.actions.enrolments import EnrolmentPlan, change_enrolment
from preuve.web.sessions.actions.jurors import JurorProfile, update_juror
from preuve.web.sessions.actions.panels import (
    assign_candidates,
    create_panel,
    remove_juror,
    replace_juror,
    seat_juror,
)
from preuve.web.sessions.models import Conflict, Defence, PanelMember
from preuve.web.sessions.queries import panel_problems_for, sitting_members
from tests.factories.sessions import (
    MONDAY,
    make_defence,
    make_enrolment,
    make_juror,
    make_panel,
    make_regulations,
    make_session,
)


def assign(manager, panel, *enrolments):
    return assign_candidates(actor=manager, panel=panel, enrolments=enrolments, now=timezone.now())


def test_one_defence_for_all_blocks_or_one_for_each(manager, session, panel):
    (defence,) = assign(manager, panel, make_enrolment(session))
    assert defence.block_codes == ["BC1", "BC2"]
    each = make_session(
        session.framework_version, regulations=make_regulations(defence={"covers": "one_block"})
    )
    defences = assign(manager, make_panel(each, make_juror(each), make_juror(each)), make_enrolment(each))
    assert [row.block_codes for row in defences] == [["BC1"], ["BC2"]]


def test_assigning_again_creates_nothing_more(manager, session, panel):
    enrolment = make_enrolment(session)
    assign(manager, panel, enrolment)
    assert assign(manager, panel, enrolment) == []
    assert Defence.objects.count() == 1


def test_the_trainer_never_sits(manager, session, panel):
    juror = panel.members.get(seat="member", juror__user__sex="M").juror
    enrolment = make_enrolment(session, trainer=juror.user)
    with pytest.raises(ActionRefusedError) as refused:
        assign(manager, panel, enrolment)
    assert str(refused.value) == f"{juror} forme {enrolment.candidate} : cette personne ne peut pas siéger."
    assert Defence.objects.count() == 0


def test_nobody_judges_themselves(session, panel):
    candidate = panel.members.first().juror.user
    enrolment = make_enrolment(session, candidate=candidate)
    sentence = f"{candidate} a un lien déclaré avec {candidate} : cette personne ne peut pas siéger."
    assert panel_problems_for(enrolment, panel) == [sentence]


def test_adding_a_juror_who_breaks_a_rule_for_an_assigned_candidate_is_refused(manager, session, panel):
    enrolment = make_enrolment(session)
    assign(manager, panel, enrolment)
    linked = make_juror(session)
    Conflict.objects.create(juror=linked, candidate=enrolment.candidate, declared_by=manager)
    with pytest.raises(ActionRefusedError) as refused:
        seat_juror(actor=manager, panel=panel, juror=linked, seat="reserve")
    assert str(refused.value) == (
        f"{linked} a un lien déclaré avec {enrolment.candidate} : cette personne ne peut pas siéger."
    )
    assert panel.members.count() == 3


def test_a_certifiers_employee_is_refused_before_any_candidate_is_known(manager, session):
    panel = create_panel(actor=manager, session=session, name="Jury A")
    with pytest.raises(ActionRefusedError, match="est salarié"):
        seat_juror(
            actor=manager, panel=panel, juror=make_juror(session, salaried_by_certifier=True), seat="member"
        )


def test_a_new_chair_takes_the_place_of_the_former(manager, panel):
    member = panel.members.filter(seat="member").first()
    former = panel.members.get(seat="chair")
    seat_juror(actor=manager, panel=panel, juror=member.juror, seat=PanelMember.Seat.CHAIR)
    assert sitting_members(panel.pk)[0].juror == member.juror
    former.refresh_from_db()
    assert former.seat == "member"


def test_externals_are_counted_against_the_candidates_own_centre(manager, session):
    chair, member = (
        make_juror(session, organisation=session.centre),
        make_juror(session, organisation=session.centre),
    )
    panel = make_panel(session, chair, member)
    with pytest.raises(ActionRefusedError) as refused:
        assign(manager, panel, make_enrolment(session))
    assert str(refused.value).startswith("Pour Camille Durand")
    assert "1 membre au moins doit être extérieur" in str(refused.value)


def test_a_removal_is_never_refused_and_leaves_the_panel_incomplete(manager, session):
    panel = make_panel(session, make_juror(session), make_juror(session))
    enrolment = make_enrolment(session)
    defence = make_defence(enrolment, panel, MONDAY)
    gone = panel.members.get(seat="member")
    remove_juror(actor=manager, member=gone, now=timezone.now())
    assert panel_problems_for(enrolment, panel) == [
        "Le jury doit compter au moins 2 membres : il n’en a que 1."
    ]
    assert list(defence.seats.values_list("juror", flat=True)) == [panel.members.get().juror_id]
    assert AuditRecord.objects.filter(action="remove_juror").count() == 1


def test_a_replacement_keeps_seats_in_step(manager, session, panel):
    defence = make_defence(make_enrolment(session), panel, MONDAY)
    member, newcomer = panel.members.filter(seat="member").first(), make_juror(session)
    replace_juror(actor=manager, member=member, juror=newcomer, now=timezone.now())
    seated = set(defence.seats.values_list("juror", flat=True))
    assert newcomer.pk in seated
    assert member.juror_id not in seated
    assert len(seated) == 3


def test_a_newcomer_who_sits_elsewhere_at_that_time_is_refused(manager, session, panel):
    make_defence(make_enrolment(session), panel, MONDAY)
    busy = make_juror(session)
    make_defence(make_enrolment(session), make_panel(session, busy, make_juror(session)), MONDAY)
    with pytest.raises(ActionRefusedError, match=f"{busy} siège déjà ailleurs"):
        seat_juror(actor=manager, panel=panel, juror=busy, seat="member")
    assert panel.members.count() == 3


def test_later_changes_of_the_candidate_or_the_juror_are_checked(manager, session, panel):
    enrolment = make_enrolment(session)
    assign(manager, panel, enrolment)
    juror = panel.members.get(seat="chair").juror
    juror.user.role_grants.create(role=Role.TRAINER)
    plan = EnrolmentPlan("apprenticeship", enrolment.centre, juror.user, enrolment.block_codes)
    with pytest.raises(ActionRefusedError, match="forme Camille"):
        change_enrolment(actor=manager, enrolment=enrolment, plan=plan)
    profile = JurorProfile("", may_chair=True, salaried_by_certifier=True, sex="", organisations=[])
    with pytest.raises(ActionRefusedError, match="Retirez d’abord"):
        update_juror(actor=manager, juror=juror, profile=profile)
    juror.refresh_from_db()
    assert juror.salaried_by_certifier is False


def test_a_conflict_unseats_and_tells_the_managers(manager, session, panel, signed_in):
    enrolment = make_enrolment(session)
    defence = make_defence(enrolment, panel, MONDAY)
    juror = panel.members.filter(seat="member").first().juror
    url = reverse("conflict_new", args=[enrolment.pk])
    assert signed_in(juror.user).post(url, {"reason": "ancien collègue"}).status_code == 302
    conflict = Conflict.objects.get()
    assert (conflict.juror, conflict.candidate, conflict.declared_by) == (
        juror,
        enrolment.candidate,
        juror.user,
    )
    assert juror.pk not in defence.seats.values_list("juror", flat=True)
    assert [row.kind for row in manager.notifications.all()] == ["conflict_declared"]
    with pytest.raises(ActionRefusedError, match="déjà déclaré"):
        declare_conflict(actor=manager, juror=juror, enrolment=enrolment, reason="", now=timezone.now())
    assert signed_in(make_juror(session).user).get(url).status_code == 404


def test_the_assign_page_lists_before_it_acts(manager, session, panel, signed_in):
    enrolment = make_enrolment(session)
    client, url = signed_in(manager), reverse("panel_assign", args=[session.pk])
    page = client.get(url, {"enrolment": enrolment.pk, "panel": panel.pk})
    assert str(enrolment.candidate) in page.content.decode()
    assert Defence.objects.count() == 0
    client.post(url, {"enrolment": enrolment.pk, "panel": panel.pk})
    assert Defence.objects.get().panel == panel


def test_the_assign_page_checks_the_first_panel_at_once_and_a_post_must_name_one(
    manager, session, panel, signed_in
):
    enrolment = make_enrolment(session)
    client, url = signed_in(manager), reverse("panel_assign", args=[session.pk])
    page = client.get(url, {"enrolment": enrolment.pk}).content.decode()
    assert "Possible" in page
    assert f"Affecter à « {panel.name} »" in page
    assert client.post(url, {"enrolment": enrolment.pk}).status_code == 200
    assert Defence.objects.count() == 0
    elsewhere = make_panel(make_session())
    assert client.get(url, {"enrolment": enrolment.pk, "panel": elsewhere.pk}).status_code == 404
