import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preuve.web.accounts.models import Role, User
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.enrolments import (
    CandidateIdentity,
    EnrolmentPlan,
    change_enrolment,
    enrol_candidate,
    record_attendance,
)
from preuve.web.sessions.actions.rosters import confirm_roster, upload_roster
from preuve.web.sessions.models import Enrolment, RosterUpload
from preuve.web.sessions.roster import RosterFault, read_roster
from tests.factories.people import make_organisation, make_person
from tests.factories.sessions import MONDAY, make_defence, make_enrolment, make_session

ANNE = CandidateIdentity("anne@ecole.example", "Anne", "Le Goff")
FORM = {
    "email": "anne@ecole.example",
    "first_name": "Anne",
    "last_name": "Le Goff",
    "route": "apprenticeship",
    "block_codes": ["BC1"],
}


def plan(session, **changes):
    values = {
        "route": "apprenticeship",
        "centre": session.centre,
        "trainer": None,
        "block_codes": ["BC2", "BC1"],
    }
    return EnrolmentPlan(**values | changes)


def test_enrolling_opens_account_role_and_portfolio(manager, session):
    row = enrol_candidate(actor=manager, session=session, identity=ANNE, plan=plan(session))
    assert (row.candidate.email, row.candidate.birth_name) == ("anne@ecole.example", "Le Goff")
    assert [grant.role for grant in row.candidate.role_grants.all()] == ["candidate"]
    assert row.block_codes == row.portfolio.block_codes == ["BC1", "BC2"]
    assert row.portfolio.due_at == session.submission_deadline
    assert [note.kind for note in row.candidate.notifications.all()] == ["enrolled"]
    assert AuditRecord.objects.latest("position").action == "enrol_candidate"


def test_enrolling_twice_or_under_another_name_is_refused(manager, session):
    enrol_candidate(actor=manager, session=session, identity=ANNE, plan=plan(session))
    with pytest.raises(ActionRefusedError, match="déjà inscrit"):
        enrol_candidate(actor=manager, session=session, identity=ANNE, plan=plan(session))
    other = CandidateIdentity("ANNE@ecole.example", "Anne", "Martin")
    with pytest.raises(ActionRefusedError, match="sous un autre nom"):
        enrol_candidate(actor=manager, session=make_session(), identity=other, plan=plan(session))
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"block_codes": []}, "au moins un bloc"),
        ({"block_codes": ["BC9"]}, "BC9"),
        ({"accommodation": "tiers temps", "extra_minutes": 16}, "au plus 15 minutes"),
        ({"extra_minutes": 5}, "Dites la mesure"),
    ],
)
def test_what_the_session_does_not_allow_is_refused(manager, session, changes, words):
    with pytest.raises(ActionRefusedError, match=words):
        enrol_candidate(actor=manager, session=session, identity=ANNE, plan=plan(session, **changes))
    assert not User.objects.filter(email=ANNE.email).exists()


def test_nobody_enrols_in_a_closed_session_or_for_another_centre(manager, session):
    foreign = make_person(Role.CENTRE_MANAGER, organisation=make_organisation())
    with pytest.raises(ActionRefusedError, match="de votre centre"):
        enrol_candidate(actor=foreign, session=session, identity=ANNE, plan=plan(session))
    closed = make_session(state="closed")
    with pytest.raises(ActionRefusedError, match="close"):
        enrol_candidate(actor=manager, session=closed, identity=ANNE, plan=plan(closed))


def test_a_centre_manager_enrols_by_the_page(session, signed_in):
    client = signed_in(make_person(Role.CENTRE_MANAGER, organisation=session.centre))
    url = reverse("enrolment_new", args=[session.pk])
    refused = client.post(url, FORM | {"centre": make_organisation().pk})
    assert refused.status_code == 422
    assert "Le Goff" in refused.content.decode()
    client.post(url, FORM | {"centre": session.centre_id})
    assert Enrolment.objects.get().candidate.email == "anne@ecole.example"


def test_a_new_account_is_sent_its_password_link_once_whoever_enrols(
    session, signed_in, run_tasks, mailoutbox
):
    client = signed_in(make_person(Role.CENTRE_MANAGER, organisation=session.centre))
    client.post(reverse("enrolment_new", args=[session.pk]), FORM | {"centre": session.centre_id})
    other = make_session(centre=session.centre)
    client.post(reverse("enrolment_new", args=[other.pk]), FORM | {"centre": session.centre_id})
    assert Enrolment.objects.count() == 2
    run_tasks()
    links = [mail for mail in mailoutbox if "Choisissez votre mot de passe" in mail.subject]
    assert [(mail.to, "/compte/" in mail.body) for mail in links] == [(["anne@ecole.example"], True)]
    assert list(AuditRecord.objects.order_by("position").values_list("action", flat=True)[:2]) == [
        "create_person",
        "send_password_link",
    ]


def test_the_need_of_a_step_free_room_is_kept_and_shown_without_its_reason(manager, session, signed_in):
    row = make_enrolment(session)
    change_enrolment(actor=manager, enrolment=row, plan=plan(session, step_free=True))
    row.refresh_from_db()
    assert row.step_free
    client = signed_in(manager)
    page = client.get(reverse("enrolment", args=[row.pk])).content.decode()
    assert "salle de plain-pied" in page
    form = client.get(reverse("enrolment_edit", args=[row.pk])).context["form"]
    assert form["step_free"].initial is True


def test_extra_time_stretches_a_slot_that_is_given(manager, session, panel):
    row = make_enrolment(session)
    defence = make_defence(row, panel, MONDAY, minutes=45)
    change_enrolment(
        actor=manager, enrolment=row, plan=plan(session, accommodation="tiers temps", extra_minutes=15)
    )
    defence.refresh_from_db()
    assert (defence.during.upper - defence.during.lower).total_seconds() == 3600
    assert {seat.during for seat in defence.seats.all()} == {defence.during}


def test_an_absence_needs_its_reason(manager, session, signed_in):
    row = make_enrolment(session)
    with pytest.raises(ActionRefusedError, match="motif"):
        record_attendance(actor=manager, enrolment=row, attendance="absent", reason=" ")
    url = reverse("enrolment_attendance", args=[row.pk])
    signed_in(manager).post(url, {"attendance": "absent", "reason": "souffrant"})
    row.refresh_from_db()
    assert (row.attendance, row.attendance_reason) == ("absent", "souffrant")


def roster(*lines, encoding="utf-8"):
    return "\r\n".join(["email;nom;prénom;voie;centre", *lines]).encode(encoding)


def test_a_list_is_previewed_then_written_once(manager, session, signed_in, run_tasks, mailoutbox):
    client = signed_in(manager)
    data = roster("a@b.example;Noël;Ana;vae;", "c@d.example;Roy;Cléo;apprentissage;", encoding="utf-16")
    upload = SimpleUploadedFile("liste.csv", data)
    page = client.post(reverse("enrolments_import", args=[session.pk]), {"roster": upload}, follow=True)
    assert "2 candidats seront inscrits" in page.content.decode()
    assert Enrolment.objects.count() == 0
    url = page.redirect_chain[-1][0]
    client.post(url)
    client.post(url)
    assert Enrolment.objects.count() == 2
    run_tasks()
    links = [mail.to for mail in mailoutbox if "Choisissez votre mot de passe" in mail.subject]
    assert links == [["a@b.example"], ["c@d.example"]]
    assert RosterUpload.objects.get().state == "done"
    assert signed_in(make_person(Role.CERTIFICATION_MANAGER)).get(url).status_code == 404


def test_one_wrong_line_and_nothing_is_written(manager, session, signed_in):
    data = roster("a@b.example;Noël;Ana;vae;", "c@d.example;Roy;Cléo;apprentissage;Nulle part")
    upload = upload_roster(actor=manager, session=session, file_name="l.csv", data=data)
    page = signed_in(manager).get(reverse("roster", args=[upload.pk])).content.decode()
    assert "Ligne 3" in page
    assert "Le centre « Nulle part » n’est pas connu" in page
    assert "Inscrire ces candidats" not in page
    with pytest.raises(ActionRefusedError, match="contient des erreurs"):
        confirm_roster(actor=manager, upload=upload)
    assert Enrolment.objects.count() == 0


def test_a_long_list_is_written_in_the_background_all_or_nothing(manager, session, run_tasks):
    lines = [f"p{n}@b.example;Nom{n};Ana;vae;" for n in range(51)]
    upload = upload_roster(actor=manager, session=session, file_name="l.csv", data=roster(*lines))
    assert confirm_roster(actor=manager, upload=upload).state == "queued"
    enrol_candidate(
        actor=manager,
        session=session,
        identity=CandidateIdentity("p50@b.example", "Ana", "Nom50"),
        plan=plan(session),
    )
    run_tasks()
    upload.refresh_from_db()
    assert (upload.state, Enrolment.objects.count()) == ("refused", 1)
    assert upload.refusal == "La liste contient des erreurs : corrigez le fichier et envoyez-le à nouveau."


def test_a_file_that_is_no_list_is_said_so(manager, session, signed_in):
    client = signed_in(manager)
    for data, words in ((b"%PDF\x00\x01", "n’est pas un texte CSV"), (b"x;y\r\n", "aucun n’est reconnu")):
        page = client.post(
            reverse("enrolments_import", args=[session.pk]),
            {"roster": SimpleUploadedFile("a", data)},
            follow=True,
        )
        assert words in page.content.decode()
    empty = client.post(
        reverse("enrolments_import", args=[session.pk]), {"roster": SimpleUploadedFile("a", b"")}
    )
    assert empty.status_code == 422


def test_the_model_reads_back(manager, signed_in):
    response = signed_in(manager).get(reverse("roster_template"))
    assert [problem.fault for problem in read_roster(response.content).problems] == [RosterFault.NO_LINE]
