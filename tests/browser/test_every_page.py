"""Every page of the journey, as people of the demonstration see it, at 1440 and at 390 pixels.

No axe-core violation, nothing in the console, no request outside this machine, no page wider than the
telephone, no two fields of a form under one label. With `PREUVE_SCREENSHOTS=1` each page is also kept as a
picture in `build/screenshots/`.

The demonstration is loaded once for the module, outside of any test's transaction, and shown by a server of
this module's own; the tests only look.
"""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.live_server_helper import LiveServer

from preuve.domain.assessment.regulations import Regulations as RegulationsValue
from preuve.domain.planning.costs import objective
from preuve.domain.planning.model import Plan, PlanStatus, Unplaced
from preuve.domain.planning.plan_json import plan_to_data
from preuve.domain.planning.problem_json import problem_to_data
from preuve.web.accounts.models import User
from preuve.web.cohorts.actions.follow_ups import open_missing_follow_ups
from preuve.web.cohorts.models import FollowUp
from preuve.web.cohorts.queries.follow_ups import follow_up_token
from preuve.web.credentials.models import Certificate, IssuerKey
from preuve.web.demonstration.cohort import read_cohort
from preuve.web.frameworks import actions as frameworks
from preuve.web.frameworks.models import Certification, FrameworkDraft, FrameworkVersion
from preuve.web.frameworks.review import hash_of
from preuve.web.juries.models import Minutes
from preuve.web.portfolios.models import Claim, Evidence, Portfolio
from preuve.web.sessions.actions.appeals import lodge_appeal
from preuve.web.sessions.actions.availability import answer_availability, ask_availability
from preuve.web.sessions.actions.regulations import create_regulations
from preuve.web.sessions.models import (
    Appeal,
    AvailabilityRequest,
    Convocation,
    Defence,
    Enrolment,
    ExamSession,
    Juror,
    Panel,
    PlanRun,
    Regulations,
    Room,
    RosterUpload,
)
from preuve.web.sessions.queries.availability import availability_token
from preuve.web.sessions.queries.grid import grid_of, half_day_times, settings_of
from preuve.web.sessions.queries.plans import jurors_to_ask
from preuve.web.sessions.queries.problem import plan_in_force, problem_of
from tests.browser.conftest import NARROW, WIDE
from tests.web.test_permissions import url_table

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Two fields under one label in a form: a reader who can't see the page can't tell them apart.
REPEATED_LABELS = r"""
() => [...document.querySelectorAll("form")].flatMap(form => {
  const boxes = "input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea";
  const names = [...form.querySelectorAll(boxes)]
    .filter(field => !field.closest("table") && field.labels?.length)
    .map(field => field.labels[0].textContent.replace(/\s+/g, " ").trim());
  return names.filter((name, index) => names.indexOf(name) !== index);
})
"""


UNUSED = "Règlement sans session"
ROSTER = (
    "adresse électronique;nom;prénom;voie d’accès\n"
    "lise.morvan@demo.preuve.example;Morvan;Lise;apprentissage\n"
    "sans-arobase;Pichon;Hugo;VAE\n"
)


@pytest.fixture(scope="module")
def server(chromium, django_db_setup, django_db_blocker, _emptying_for_transactional_tests):
    with django_db_blocker.unblock():
        call_command("load_demonstration", stdout=io.StringIO())
        _write_what_the_demonstration_lacks()
        shown = LiveServer("localhost")
        shown.cookies = {key: _session_cookie(key) for key in {page.who for page in PAGES if page.who}}
        shown._live_server_modified_settings.enable()
        yield shown
        shown.stop()
        shown._live_server_modified_settings.disable()
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


def _write_what_the_demonstration_lacks():
    """A second version to compare with the first, a draft to review, a list to check, the documents."""
    manager, certification = person("manager"), Certification.objects.get()
    text = certification.versions.get().source
    other = text.replace("Construction du cahier des charges", "Rédaction du cahier des charges")
    drafts = [
        frameworks.create_draft(
            actor=manager, certification=certification, data=data.encode(), file_name="referentiel.txt"
        )
        for data in (other, text)
    ]
    frameworks.publish_draft(
        actor=manager,
        draft=drafts[0],
        revision=drafts[0].revision,
        content_hash=hash_of(drafts[0].content),
    )
    session = session_of("delorme")
    RosterUpload.objects.create(
        session=session, uploaded_by=manager, file_name="liste.csv", data=ROSTER.encode()
    )
    create_regulations(actor=manager, name=UNUSED, value=RegulationsValue())
    _write_a_plan(session, manager)
    contested = enrolment_of("belkacem")
    lodge_appeal(
        actor=contested.candidate,
        enrolment=contested,
        grounds="La preuve du bloc 2 n’a pas été lue.",
        now=timezone.now(),
    )
    open_missing_follow_ups()
    today = timezone.localdate()
    FollowUp.objects.filter(horizon=6).update(due_on=today, closes_on=today + timedelta(days=120))
    for job in ProcrastinateJob.objects.filter(status="todo"):
        app.tasks[job.task_name](**job.args)


def _write_a_plan(session: ExamSession, manager: User):
    """Jurors who may sit on the first morning, and a plan of what is in force that leaves the others out."""
    now = timezone.now()
    grid = grid_of(session, settings_of(session))
    for asked in ask_availability(actor=manager, session=session, jurors=jurors_to_ask(session)[:4], now=now):
        answer_availability(
            actor=None,
            request=asked,
            times=half_day_times(grid, 0)[:1],
            max_per_day=None,
            max_days=None,
            comment="",
            now=now,
        )
    problem = problem_of(session)
    held = plan_in_force(session, problem)
    here = {item.candidate for item in held}
    left = tuple(Unplaced(item.id) for item in problem.candidates if item.id not in here)
    plan = Plan(PlanStatus.FEASIBLE, held, left, objective(problem, held))
    PlanRun.objects.create(
        session=session,
        asked_by=manager,
        asked_at=now,
        state=PlanRun.State.DONE,
        problem=problem_to_data(problem),
        plan=plan_to_data(plan),
        ended_at=now,
    )


def _session_cookie(key: str) -> dict[str, str]:
    client = Client()
    client.force_login(person(key))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value}


def person(key: str) -> User:
    email = next(item["email"] for item in read_cohort()["people"] if item["key"] == key)
    return User.objects.get(email=email)


def first_of(key: str, rows: str):
    return getattr(portfolio_of(key), rows).order_by("pk").first()


def enrolment_of(key: str) -> Enrolment:
    return Enrolment.objects.get(candidate=person(key), attendance__in=["expected", "present"])


def session_of(key: str) -> ExamSession:
    return Enrolment.objects.filter(candidate=person(key)).latest("pk").session


def panel_of(key: str) -> Panel:
    return Panel.objects.filter(session=session_of(key)).earliest("pk")


def portfolio_of(key: str) -> Portfolio:
    return Portfolio.objects.get(candidate=person(key))


def defence_of(key: str) -> Defence:
    return Defence.objects.get(candidate=person(key))


def evidence_of(key: str, extension: str) -> Evidence:
    return portfolio_of(key).evidence.filter(file_name__endswith=extension).first()


@dataclass(frozen=True)
class Page:
    """One page as one person sees it: `arguments` gives the url's, once the demonstration is there."""

    url: str
    who: str = ""
    arguments: Callable[[], list] = list
    query: Callable[[], str] = str
    status: int = 200
    note: str = ""

    def __str__(self) -> str:
        return "-".join(part for part in (self.url, self.who, self.note) if part)


def pk(row: Callable) -> Callable[[], list]:
    return lambda: [row().pk]


PAGES = [
    # The door, and what anybody sees.
    Page("account_login"),
    Page("account_reset_password"),
    Page("account_change_password", "delorme"),
    Page("mfa_index", "manager"),
    Page("verify_form"),
    Page("verify_file"),
    Page("verify", arguments=lambda: [Certificate.objects.get(holder=person("rousselet")).public_id]),
    Page("verify", arguments=lambda: ["a" * 26], status=404, note="unknown"),
    # What each role lands on.
    *(Page("home", who) for who in ("admin", "manager", "centre_lyon", "perrault", "lambert", "auditor")),
    *(Page("home", who) for who in ("delorme", "castets", "rousselet")),
    Page("profile", "delorme"),
    Page("notifications", "rousselet"),
    # People and the record.
    Page("people", "admin"),
    Page("person_new", "admin"),
    Page("person", "admin", pk(lambda: person("garnier"))),
    Page("person_edit", "admin", pk(lambda: person("garnier"))),
    Page("audit_log", "auditor"),
    # Frameworks.
    Page("certifications", "manager"),
    Page("certification_new", "manager"),
    Page("certification", "manager", pk(Certification.objects.get)),
    Page("certification_edit", "manager", pk(Certification.objects.get)),
    Page("draft_new", "manager", pk(Certification.objects.get)),
    Page("draft", "manager", pk(lambda: FrameworkDraft.objects.get(published_as=None))),
    Page(
        "draft_item",
        "manager",
        pk(lambda: FrameworkDraft.objects.get(published_as=None)),
        lambda: "?at=blocks/0/competences/0",
    ),
    Page("framework_version", "auditor", pk(lambda: FrameworkVersion.objects.get(number=1))),
    Page(
        "framework_compare",
        "manager",
        lambda: [FrameworkVersion.objects.get(number=number).pk for number in (2, 1)],
    ),
    # Portfolios.
    Page("portfolio_mine", "delorme"),
    Page("portfolios", "perrault"),
    Page("portfolios", "manager"),
    Page("portfolio", "delorme", pk(lambda: portfolio_of("delorme"))),
    Page("portfolio", "castets", pk(lambda: portfolio_of("castets")), note="empty"),
    Page("portfolio", "rousselet", pk(lambda: portfolio_of("rousselet")), note="submitted"),
    Page("portfolio", "perrault", pk(lambda: Portfolio.objects.filter(trainer=person("perrault")).first())),
    Page("coverage_matrix", "delorme", pk(lambda: portfolio_of("delorme"))),
    Page("criterion_panel", "delorme", lambda: [portfolio_of("delorme").pk, "C1.1-1"]),
    Page("self_assessment", "delorme", pk(lambda: portfolio_of("delorme"))),
    Page("self_assessment", "rousselet", pk(lambda: portfolio_of("rousselet")), note="submitted"),
    Page("case_new", "delorme", pk(lambda: portfolio_of("delorme"))),
    Page("case", "delorme", pk(lambda: first_of("delorme", "cases"))),
    Page("case", "rousselet", pk(lambda: first_of("rousselet", "cases")), note="submitted"),
    Page("link_new", "delorme", pk(lambda: portfolio_of("delorme"))),
    Page("text_new", "delorme", pk(lambda: portfolio_of("delorme"))),
    Page("evidence", "delorme", pk(lambda: first_of("delorme", "evidence"))),
    *(
        Page(
            "evidence",
            "rousselet",
            pk(lambda kind=kind: evidence_of("rousselet", kind)),
            note=kind.strip("."),
        )
        for kind in (".pdf", ".csv", ".png", ".xlsx")
    ),
    *(
        Page(
            "evidence",
            "rousselet",
            pk(lambda name=name: portfolio_of("rousselet").evidence.get(file_name=name)),
            note=name.partition(".")[0],
        )
        for name in ("junit-apres.xml", "nmap-apres.xml")
    ),
    Page(
        "evidence_view",
        "rousselet",
        pk(lambda: portfolio_of("rousselet").evidence.get(file_name="nmap-apres.xml")),
        lambda: "?line=5&path=/nmaprun#L5",
    ),
    Page("evidence_reading", "delorme", pk(lambda: evidence_of("delorme", ".csv"))),
    Page("evidence_edit", "delorme", pk(lambda: first_of("delorme", "evidence"))),
    Page(
        "claim",
        "delorme",
        pk(lambda: Claim.objects.filter(evidence__portfolio=portfolio_of("delorme")).first()),
    ),
    Page("submission_checklist", "delorme", pk(lambda: portfolio_of("delorme"))),
    Page("submission_checklist", "castets", pk(lambda: portfolio_of("castets")), note="empty"),
    Page("submission", "rousselet", pk(lambda: first_of("rousselet", "submissions"))),
    Page(
        "submission_evidence",
        "rousselet",
        lambda: [portfolio_of("rousselet").submissions.get().pk, evidence_of("rousselet", ".csv").pk],
    ),
    Page(
        "submission_evidence",
        "rousselet",
        lambda: [
            portfolio_of("rousselet").submissions.get().pk,
            portfolio_of("rousselet").evidence.get(file_name="nmap-apres.xml").pk,
        ],
        note="inspected",
    ),
    # Sessions.
    Page("exam_sessions", "manager"),
    Page("exam_session_new", "manager", note="choice"),
    Page(
        "exam_session_new", "manager", query=lambda: f"?version={FrameworkVersion.objects.get(number=1).pk}"
    ),
    Page("exam_session", "manager", pk(lambda: session_of("delorme"))),
    Page("exam_session", "centre_lyon", pk(lambda: session_of("delorme"))),
    Page("exam_session_edit", "manager", pk(lambda: session_of("delorme"))),
    Page("enrolment_new", "manager", pk(lambda: session_of("delorme"))),
    Page("enrolments_import", "manager", pk(lambda: session_of("delorme"))),
    Page("roster", "manager", lambda: [RosterUpload.objects.get().token]),
    Page("enrolment", "manager", pk(lambda: enrolment_of("delorme"))),
    Page("enrolment_edit", "manager", pk(lambda: enrolment_of("delorme"))),
    Page(
        "panel_assign",
        "manager",
        pk(lambda: session_of("castets")),
        lambda: (
            f"?enrolment={enrolment_of('castets').pk}&panel={Panel.objects.get(session=session_of('castets')).pk}"
        ),
    ),
    Page("panel_new", "manager", pk(lambda: session_of("delorme"))),
    Page("panel", "manager", pk(lambda: panel_of("delorme"))),
    Page("timetable", "manager", pk(lambda: session_of("marchand"))),
    Page("timetable", "manager", pk(lambda: session_of("delorme")), note="empty"),
    Page("timetable_board", "manager", pk(lambda: session_of("marchand"))),
    Page("planning", "manager", pk(lambda: session_of("delorme"))),
    Page("planning_settings", "manager", pk(lambda: session_of("delorme"))),
    Page("juror_availability", "manager", pk(AvailabilityRequest.objects.first)),
    Page("availability", arguments=lambda: [availability_token(AvailabilityRequest.objects.first())]),
    Page("plan_run", "manager", pk(PlanRun.objects.get)),
    Page("defence_slot", "manager", pk(lambda: defence_of("delorme"))),
    Page("convocations_send", "manager", pk(lambda: session_of("delorme"))),
    Page("jurors", "manager"),
    Page("juror_new", "manager"),
    Page("juror_edit", "manager", pk(lambda: Juror.objects.get(user=person("castaing")))),
    Page("regulations_list", "manager"),
    Page("regulations_new", "manager"),
    Page("regulations", "manager", pk(lambda: Regulations.objects.exclude(name=UNUSED).get())),
    Page("regulations_edit", "manager", pk(lambda: Regulations.objects.get(name=UNUSED))),
    Page("centres", "manager"),
    Page("centre", "manager", pk(lambda: session_of("delorme").centre)),
    Page(
        "accreditation", "manager", lambda: [session_of("delorme").centre_id, Certification.objects.get().pk]
    ),
    Page("room_new", "manager", pk(lambda: session_of("delorme").centre)),
    Page("room_edit", "manager", pk(Room.objects.first)),
    Page("convocation_mine", "lambert"),
    Page("wishes", "castets", pk(lambda: enrolment_of("castets"))),
    Page("convocation_mine", "fontanel"),
    Page(
        "convocation",
        "fontanel",
        pk(lambda: Convocation.objects.filter(recipient=person("fontanel")).first()),
    ),
    Page("conflict_new", "lambert", pk(lambda: enrolment_of("fontanel"))),
    # Juries.
    Page("juror_desk", "castaing"),
    Page("juror_desk", "lambert"),
    Page("marking", "lacombe", pk(lambda: defence_of("kerjean")), lambda: ""),
    Page("marking", "lambert", pk(lambda: defence_of("kerjean")), note="handed-in"),
    Page("hand_in", "lacombe", pk(lambda: defence_of("kerjean"))),
    Page("defence_screen", "lacombe", pk(lambda: defence_of("kerjean"))),
    Page("session_juries", "manager", pk(lambda: session_of("kerjean"))),
    Page("cpf", "manager"),
    Page("cpf_account", "manager"),
    Page("civil_status", "manager", pk(lambda: person("rousselet"))),
    Page("session_issuing", "manager", pk(lambda: session_of("rousselet"))),
    Page("judgement_quality", "manager", pk(lambda: session_of("kerjean"))),
    Page("deliberation", "tremeau", pk(lambda: enrolment_of("marchand")), note="closed-door"),
    Page("deliberation", "castaing", pk(lambda: enrolment_of("belkacem"))),
    Page("minutes_new", "castaing", pk(lambda: panel_of("belkacem"))),
    Page("minutes", "castaing", pk(Minutes.objects.get)),
    Page("minutes", "manager", pk(Minutes.objects.get)),
    # Certificates and results.
    Page("certificates", "manager"),
    Page("certificate", "rousselet", pk(lambda: Certificate.objects.get(holder=person("rousselet")))),
    Page("certificate", "manager", pk(lambda: Certificate.objects.filter(holder=person("belkacem")).first())),
    Page("revoke_certificate", "manager", pk(lambda: Certificate.objects.get(holder=person("rousselet")))),
    *(Page("result_mine", who) for who in ("rousselet", "belkacem", "haddouche", "ollivier", "delorme")),
    # Appeals.
    Page("session_appeals", "manager", pk(lambda: session_of("belkacem"))),
    Page("session_appeals", "manager", pk(lambda: session_of("delorme")), note="empty"),
    Page("appeal", "manager", pk(Appeal.objects.get)),
    Page("appeal", "belkacem", pk(Appeal.objects.get)),
    Page("suspend_certificate", "manager", pk(lambda: Certificate.objects.get(holder=person("rousselet")))),
    Page("lift_suspension", "manager", pk(lambda: Certificate.objects.get(holder=person("rousselet")))),
    Page("issuer_keys", "manager"),
    Page("revoke_key", "manager", pk(IssuerKey.objects.first)),
    # What became of the holders.
    Page("follow_ups", "manager"),
    Page("follow_up_cohorts", "manager", pk(Certification.objects.get)),
    Page("follow_up_import", "manager", pk(Certification.objects.get)),
    Page("follow_up", "manager", pk(lambda: FollowUp.objects.order_by("due_on", "pk").first())),
    Page(
        "follow_up_answer",
        arguments=lambda: [follow_up_token(FollowUp.objects.order_by("due_on", "pk").first())],
    ),
    Page("appeal_new", "rousselet", pk(lambda: enrolment_of("rousselet"))),
    Page("appeal_record", "manager", pk(lambda: enrolment_of("rousselet"))),
]

# Urls that show no page: forms that are only sent, parts of a page, files, and answers to programs.
NO_PAGES = {
    "root_certificate",
    "cpf_file",  # needs a file: its tests make one
    "cpf_file_xml",
    "cpf_file_step",
    "cpf_entry_again",
    "certificate_badge",
    "credential",
    "credential_contexts",
    "issuer",
    "status_list",
    "portfolio_readings",
    "evidence_reread",
    "evidence_compare",
    "evidence_keep",
    "evidence_replace",
    "fact_review",
    "finding_answer",
    "health",
    "set_language",
    "notifications_read",
    "role_grant",
    "role_revoke",
    "person_activity",
    "person_password_link",
    "audit_check",
    "draft_edit",
    "draft_delete",
    "publish_draft",
    "framework_version_json",
    "framework_version_case",
    "presentation_raw",
    "presentation_upload",
    "presentation_delete",
    "portfolio_export",
    "criterion_claim",
    "case_delete",
    "upload_evidence",
    "evidence_raw",
    "evidence_delete",
    "claim_new",
    "claim_delete",
    "feedback_new",
    "feedback_answer",
    "submit_portfolio",
    "portfolio_reopen",
    "submission_receipt",
    "submission_file",
    "exam_session_state",
    "roster_template",
    "enrolment_attendance",
    "panel_seat",
    "panel_member",
    "defence_unschedule",
    "defence_move",
    "defence_moves",
    "defence_pin",
    "plan_run_accept",
    "plan_run_state",
    "plan_run_stop",
    "planning_ask",
    "calendar_mine",
    "convocation_pdf",
    "convocation_ics",
    "defence_ics",
    "mark",
    "sheet_notes",
    "jury_evidence_raw",
    "answer",
    "report_incident",
    "record_attendance",
    "open_deliberation",
    "rulings",
    "record_decision",
    "adopt_proposals",
    "compute_judgement",
    "judgement_marks",
    "deliberation_focus",
    "move_focus",
    "close_deliberation",
    "sign_minutes",
    "correct_minutes",
    "minutes_document",
    "certificate_document",
    "publish_results",
    "appeal_decide",
    "credential_token",
    "learner_record",
    "suspension_list",
    "rotate_key",
    "resume_signing",
    "follow_up_export",
    "follow_up_send",
    "session_proofs",
}


def test_every_url_of_ours_is_a_page_here_or_shows_none():
    ours = {url.name for url in url_table()}
    shown = {page.url for page in PAGES}
    assert ours - shown == NO_PAGES
    assert shown & NO_PAGES == set()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_is_fit_for_everybody_at_both_widths(page, server, make_window):
    window = make_window(server.url)
    if page.who:
        window.page.context.add_cookies([server.cookies[page.who] | {"url": server.url}])
    window.go(reverse(page.url, args=page.arguments()) + page.query(), page.status)
    assert window.page.locator("h1").count() == 1
    assert window.page.evaluate(REPEATED_LABELS) == []
    for viewport in (WIDE, NARROW):
        window.page.set_viewport_size(viewport)
        if os.environ.get("PREUVE_SCREENSHOTS"):
            window.picture(f"{page}-{viewport['width']}")
        assert window.overflow() == 0
        assert violations(window) == []


def violations(window) -> list[str]:
    found = Axe().run(window.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{item['id']}: {node['html'][:200]} {node['target']}" for item in found for node in item["nodes"][:5]
    ]
