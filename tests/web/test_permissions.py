"""Every url × every role, generated from the url table: a url without a rule, or arguments here, fails."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from preuve.web.accounts.models import Role, RoleGrant
from preuve.web.accounts.rules import PUBLIC
from preuve.web.cohorts.queries.follow_ups import follow_up_token
from preuve.web.credentials.signing import make_credential
from preuve.web.frameworks.models import FrameworkDraft
from preuve.web.portfolios.models import Case, Claim, Evidence, Feedback, InspectionRun, Statement
from preuve.web.reporting.models import CpfAccount, CpfBatch, CpfEntry, CpfFile
from preuve.web.sessions.actions.letters import send_convocations
from preuve.web.sessions.models import AvailabilityRequest, Convocation, PanelMember, PlanRun, RosterUpload
from preuve.web.sessions.queries.availability import availability_token
from tests.factories.appeals import make_appeal
from tests.factories.certificates import make_certificate
from tests.factories.cohorts import make_follow_up
from tests.factories.frameworks import framework_content, make_framework_version
from tests.factories.juries import make_scene
from tests.factories.people import make_person
from tests.factories.sessions import make_enrolment, make_juror

FOREIGN = ("compte/", "api/")  # allauth guards its own pages; the API has its own table and test
ROLES = list(Role)
STAFF = {Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER, Role.AUDITOR}


@dataclass(frozen=True)
class Url:
    name: str
    route: str
    view: Any
    arguments: tuple[str, ...] = field(default=())


def url_table(resolver: URLResolver | None = None, prefix: str = "") -> list[Url]:
    found = []
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if route.startswith(FOREIGN):
            continue
        if isinstance(entry, URLPattern):
            found.append(Url(entry.name or "", route, entry.callback, tuple(entry.pattern.converters)))
        else:
            found.extend(url_table(entry, route))
    return found


URLS = url_table()
DJANGO_OWN = {"set_language"}


def world() -> dict[str, dict[str, Any]]:
    """One of everything, and for each url the arguments that lead to it."""
    scene = make_scene()
    scene.open()
    scene.close()
    minutes = scene.draw_up()
    session, panel, defence = scene.session, scene.panel, scene.defence
    version, certification = session.framework_version, session.framework_version.certification
    other = make_framework_version()
    enrolment = make_enrolment(session)
    portfolio = enrolment.portfolio
    case = Case.objects.create(
        portfolio=portfolio, title="Cas", context="Contexte", period="2026", role="Chef"
    )
    piece = Evidence.objects.create(portfolio=portfolio, case=case, kind="text", title="Note", text="Texte")
    criterion = version.blocks.first().competences.first().criteria.first()
    claim = Claim.objects.create(evidence=piece, criterion=criterion, why="Parce que")
    run = InspectionRun.objects.create(evidence=piece, asked_at=timezone.now(), state="read")
    statement = Statement.objects.create(
        portfolio=portfolio, evidence=piece, run=run, nature="fact", code="essai", key="e", rank=0, strength=5
    )
    feedback = Feedback.objects.create(portfolio=portfolio, author=make_person(Role.TRAINER), text="Bien")
    submission = scene.enrolment.portfolio.submissions.get()
    member = PanelMember.objects.filter(panel=panel).first()
    grant = RoleGrant.objects.get(user=scene.manager)
    certificate = make_certificate(scene.enrolment, minutes, "BC1")
    credential = make_credential(certificate=certificate, now=timezone.now())
    draft = FrameworkDraft.objects.create(
        certification=certification,
        file_name="f.txt",
        reader="france-competences-text",
        source="Une ligne",
        content=framework_content("Essai"),
        created_by=scene.manager,
    )
    send_convocations(actor=scene.manager, defences=[defence], now=timezone.now())
    convocation = Convocation.objects.filter(defence=defence).first()
    juror = make_juror(session)
    upload = RosterUpload.objects.create(
        session=session, uploaded_by=scene.manager, file_name="liste.csv", data=b"nom;prenom\n"
    )
    plan = PlanRun.objects.create(
        session=session, asked_by=scene.manager, asked_at=timezone.now(), problem={}
    )
    asked = AvailabilityRequest.objects.create(session=session, juror=juror, asked_at=timezone.now())
    account = CpfAccount.objects.create(
        organisation=certification.certifier, client="A", certifier="B", contract="C"
    )
    batch = CpfBatch.objects.create(
        account=account,
        reference="lot",
        version="1.1.2",
        asked_by=scene.manager,
        asked_at=timezone.now(),
    )
    cpf_file = CpfFile.objects.create(batch=batch, flow_id="lot-1", entries=0, size=0)
    whole = make_certificate(scene.enrolment, minutes)
    cpf_entry = CpfEntry.objects.create(certificate=whole, due_on=whole.granted_on)
    appeal = make_appeal(scene.enrolment, minutes.number)
    followed = make_follow_up(whole)
    by_subject = {
        "cpf_file": cpf_file.pk,
        "cpf_entry": cpf_entry.pk,
        "portfolio": portfolio.pk,
        "session": session.pk,
        "enrolment": scene.enrolment.pk,
        "defence": defence.pk,
        "panel": panel.pk,
        "minutes": minutes.pk,
        "certificate": certificate.pk,
        "issuer": credential.key.issuer_id,
        "issuer_key": credential.key_id,
        "status_list": credential.status_list_id,
        "submission": submission.pk,
        "certification": certification.pk,
        "version": version.pk,
        "draft": draft.pk,
        "person": scene.manager.pk,
        "case": case.pk,
        "evidence": piece.pk,
        "statement": statement.pk,
        "claim": claim.pk,
        "feedback": feedback.pk,
        "convocation": convocation.pk,
        "juror": juror.pk,
        "regulations": session.regulations_id,
        "centre": session.centre_id,
        "room": defence.room_id,
        "plan": plan.pk,
        "availability": asked.pk,
        "appeal": appeal.pk,
        "own_enrolment": scene.enrolment.pk,
        "certification_followed": certification.pk,
        "follow_up": followed.pk,
    }
    others = {
        "criterion": criterion.identifier,
        "identifier": criterion.identifier,
        "case": "1.1",
        "piece": "7",
        "kind": "csv",
        "form": "png",
        "evidence_id": 7,
        "sha256": "0" * 64,
        "token": upload.token,
        "link": availability_token(asked),
        "answer_link": follow_up_token(followed),
        "other": other.pk,
        "public_id": certificate.public_id,
        "member_pk": member.pk,
        "grant": grant.pk,
        "certification_pk": certification.pk,
    }
    return {
        url.name: {
            name: by_subject[SUBJECTS[url.name]] if name == "pk" else others[name] for name in url.arguments
        }
        for url in URLS
    }


# What the `pk` of a url names. A new url with a `pk` adds its line here; without it the test fails.
SUBJECTS = {
    "person": "person person_edit role_grant role_revoke person_activity person_password_link civil_status",
    "certification": "certification certification_edit draft_new",
    "draft": "draft draft_item draft_edit draft_delete publish_draft",
    "version": "framework_version framework_version_json framework_version_case framework_compare",
    "portfolio": "portfolio presentation_raw presentation_upload presentation_delete self_assessment "
    "portfolio_export coverage_matrix portfolio_readings criterion_panel criterion_claim case_new "
    "upload_evidence link_new text_new feedback_new submission_checklist submit_portfolio portfolio_reopen",
    "case": "case case_delete",
    "evidence": "evidence evidence_raw evidence_edit evidence_delete claim_new evidence_view "
    "evidence_reading evidence_reread evidence_compare evidence_keep evidence_replace",
    "statement": "fact_review finding_answer",
    "claim": "claim claim_delete",
    "feedback": "feedback_answer",
    "submission": "submission submission_receipt submission_evidence submission_file",
    "session": "exam_session exam_session_edit exam_session_state enrolment_new enrolments_import "
    "panel_assign panel_new timetable convocations_send session_juries timetable_board planning "
    "session_issuing planning_settings planning_ask judgement_quality compute_judgement judgement_marks "
    "session_proofs",
    "enrolment": "enrolment enrolment_edit enrolment_attendance conflict_new deliberation open_deliberation "
    "rulings record_decision adopt_proposals deliberation_focus move_focus close_deliberation wishes",
    "panel": "panel panel_seat panel_member minutes_new",
    "defence": "defence_slot defence_unschedule defence_ics marking mark sheet_notes jury_evidence_raw "
    "hand_in defence_screen answer report_incident record_attendance defence_moves defence_move defence_pin",
    "plan": "plan_run plan_run_state plan_run_stop plan_run_accept",
    "availability": "juror_availability",
    "convocation": "convocation convocation_pdf convocation_ics",
    "juror": "juror_edit",
    "regulations": "regulations regulations_edit",
    "centre": "centre accreditation room_new",
    "room": "room_edit",
    "minutes": "minutes sign_minutes correct_minutes minutes_document publish_results",
    "cpf_file": "cpf_file cpf_file_xml cpf_file_step",
    "cpf_entry": "cpf_entry_again",
    "appeal": "appeal appeal_decide",
    "own_enrolment": "appeal_new",
    "issuer": "issuer root_certificate",
    "certificate": "certificate certificate_badge certificate_document revoke_certificate "
    "suspend_certificate lift_suspension",
    "status_list": "status_list suspension_list",
    "issuer_key": "rotate_key revoke_key resume_signing",
    "certification_followed": "follow_up_cohorts follow_up_send follow_up_export follow_up_import",
    "follow_up": "follow_up",
}
SUBJECTS["session"] += " session_appeals"
SUBJECTS["enrolment"] += " appeal_record"
SUBJECTS = {name: subject for subject, names in SUBJECTS.items() for name in names.split()}


@pytest.mark.parametrize("url", URLS, ids=lambda url: url.name)
def test_every_url_has_a_name_and_a_rule(url):
    assert url.name
    assert url.name in DJANGO_OWN or isinstance(getattr(url.view, "allowed_roles", None), frozenset)
    assert "pk" not in url.arguments or url.name in SUBJECTS


def test_no_subject_without_url():
    assert set(SUBJECTS) - {url.name for url in URLS} == set()


def answers(client: Client, address: str) -> dict[str, int]:
    """Return the status of a GET and of an empty POST; 405 where the url does not take that method."""
    headers = {"Accept": "text/html"}
    return {
        "GET": client.get(address, headers=headers).status_code,
        "POST": client.post(address, {}, headers=headers).status_code,
    }


def complaint(url: Url, role: Role | None, found: dict[str, int], nothing: dict[str, int]) -> str:
    """Say what is wrong with the answers to somebody who holds a role but has no tie to the object.

    `nothing` is what the same person is answered where there is no such object: a stranger learns no more.
    """
    allowed = url.view.allowed_roles
    statuses = set(found.values())
    checks = {
        "an answer that no page should give": not statuses <= POSSIBLE or statuses == {405},
        "open without sign-in, or closed though public": role is None
        and ({302, 405} >= statuses) != (allowed != PUBLIC),
        "open to a role that its rule does not name": role is not None
        and allowed != PUBLIC
        and role not in allowed
        and not statuses <= {404, 405},
        "open to a stranger": role is not None
        and allowed != PUBLIC
        and bool(url.arguments)
        and role not in STAFF
        and url.name not in PUBLISHED
        and (found != nothing or statuses & {200, 204, 304}),
        "an auditor changes something": role is Role.AUDITOR
        and allowed != PUBLIC
        and url.name not in OWN_ACCOUNT
        and found["POST"] not in {404, 405},
    }
    return ", ".join(words for words, wrong in checks.items() if wrong)


POSSIBLE = {200, 204, 302, 303, 304, 400, 404, 405, 409, 415, 422}
# A published framework is no secret: whoever signs in may read it.
PUBLISHED = {
    "framework_version",
    "framework_version_json",
    "framework_version_case",
    "framework_compare",
}
NOWHERE = {
    "criterion": "C9.9-9",
    "identifier": "C9.9-9",
    "piece": "999999",
    "kind": "csv",
    "form": "png",
    "sha256": "f" * 64,
    "token": "00000000-0000-4000-8000-000000000000",
    "public_id": "zzzzzzzz",
    "link": "zzzzzzzz",
    "answer_link": "zzzzzzzz",
}
# What an auditor may post: their own account, and the check of the chain, which reads.
OWN_ACCOUNT = {"profile", "notifications_read", "audit_check"}


@pytest.mark.django_db
@pytest.mark.parametrize("url", [u for u in URLS if u.name not in DJANGO_OWN], ids=lambda url: url.name)
def test_every_role_at_every_url(url):
    arguments = world()[url.name]
    address = reverse(url.name, kwargs=arguments)
    nowhere = reverse(url.name, kwargs={name: NOWHERE.get(name, 2_000_000_000) for name in arguments})
    complaints = {}
    for role in [*ROLES, None]:
        client = Client()
        with transaction.atomic():
            if role is not None:
                client.force_login(make_person(role))
            found = answers(client, address)
            nothing = answers(client, nowhere) if url.arguments else {}
            transaction.set_rollback(True)
        if said := complaint(url, role, found, nothing):
            complaints[str(role)] = (said, found, nothing)
    assert complaints == {}
