"""The demonstration, loaded once as `make run` loads it: what its data says is what people find."""

import hashlib
import io
import json
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from preuve.cli import main
from preuve.domain.competences.case.importing import from_case
from preuve.web.accounts.models import Role, RoleGrant, User
from preuve.web.audit.models import AuditRecord
from preuve.web.audit.queries import audit_problems
from preuve.web.credentials.models import Certificate
from preuve.web.demonstration.cohort import DEMO, read_cohort
from preuve.web.demonstration.people import PASSWORD
from preuve.web.juries.models import Decision, Mark, MarkSheet, Minutes
from preuve.web.portfolios.models import Artefact, Claim, Evidence, InspectionRun, Portfolio
from preuve.web.portfolios.storage import artefact_path
from preuve.web.reporting.actions import abandon_file, make_files
from preuve.web.reporting.models import CpfAccount, CpfFile
from preuve.web.reporting.queries import content_of
from preuve.web.reporting.tasks import write_batch
from preuve.web.sessions.models import Convocation, Enrolment


def load() -> str:
    out = io.StringIO()
    call_command("load_demonstration", stdout=out)
    return out.getvalue()


def person(key: str) -> User:
    email = next(item["email"] for item in read_cohort()["people"] if item["key"] == key)
    return User.objects.get(email=email)


# A class, because loading takes half a minute: Django keeps what `setUpTestData` wrote for all of its tests.
class TestDemonstration(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.printed = load()
        cls.cohort = read_cohort()

    @pytest.fixture(autouse=True)
    def _worker(self, run_tasks):
        self.run_tasks = run_tasks

    def test_every_enrolment_is_in_the_state_that_the_data_says(self):
        found = {row.candidate.email: self._state(row) for row in self._enrolments()}
        said = {
            person(item["candidate"]).email: item["state"].replace("correction_requested", "being_built")
            for item in self.cohort["enrolments"]
        }
        assert len(found) == 12
        assert found == said

    def _enrolments(self):
        return Enrolment.objects.select_related("candidate", "portfolio")

    def _state(self, enrolment: Enrolment) -> str:
        if enrolment.attendance in {Enrolment.Attendance.ABSENT, Enrolment.Attendance.POSTPONED}:
            return str(enrolment.attendance)
        kinds = sorted(enrolment.certificates.values_list("kind", flat=True))
        if kinds:
            return {"certification": "certified", "block,block": "two_blocks_only"}[",".join(kinds)]
        sheets = MarkSheet.objects.filter(defence__enrolment=enrolment)
        if sheets.exists():
            return "marked_by_one" if sheets.filter(handed_in_at=None).exists() else "ready_to_deliberate"
        if enrolment.portfolio.state == Portfolio.State.SUBMITTED:
            return "submitted"
        return "being_built" if enrolment.portfolio.evidence.exists() else "enrolled"

    def test_portfolios_hold_everything_that_the_data_gives_them(self):
        for item in self.cohort["portfolios"]:
            portfolio = Portfolio.objects.get(candidate=person(item["candidate"]))
            assert list(portfolio.cases.order_by("pk").values_list("title", flat=True)) == [
                case["title"] for case in item["cases"]
            ]
            assert list(portfolio.evidence.order_by("pk").values_list("title", flat=True)) == [
                piece["title"] for piece in item["evidence"]
            ]
            claims = Claim.objects.filter(evidence__portfolio=portfolio)
            assert sorted(claims.values_list("criterion__identifier", "why")) == sorted(
                (claim["criterion"], claim["why"]) for claim in item["claims"]
            )
            assert portfolio.self_assessments.count() == len(item["self_assessments"])
            assert portfolio.feedback.count() == len(item["feedback"])
            assert portfolio.submissions.count() == (item["submitted_in_days"] is not None)

    def test_every_file_is_stored_under_its_hash(self):
        paths = [
            piece["file"] for item in self.cohort["portfolios"] for piece in item["evidence"] if piece["file"]
        ]
        paths += [item["presentation"] for item in self.cohort["portfolios"] if item["presentation"]]
        hashes = {hashlib.sha256((DEMO / path).read_bytes()).hexdigest() for path in paths}
        minutes = Minutes.objects.get()
        signed = {minutes.drawn_document.sha256, *(row.document.sha256 for row in minutes.signatures.all())}
        assert set(Artefact.objects.values_list("sha256", flat=True)) == hashes | signed
        for sha256 in hashes:
            assert hashlib.sha256(artefact_path(sha256).read_bytes()).hexdigest() == sha256
        assert Evidence.objects.filter(kind=Evidence.Kind.FILE).count() == len(paths) - 7

    def test_marks_and_decisions_are_those_of_the_data(self):
        said = sum(len(sheet["marks"]) for sheet in self.cohort["marks"])
        assert Mark.objects.count() == said
        enrolment = Enrolment.objects.get(candidate=person("belkacem"))
        item = next(
            row for row in self.cohort["deliberations"][0]["candidates"] if row["candidate"] == "belkacem"
        )
        decisions = Decision.objects.filter(deliberation__enrolment=enrolment)
        assert {(row.scope, row.code): row.decided for row in decisions} == {
            (row["kind"], row["target"] or ""): row["outcome"] for row in item["decisions"]
        }
        # The certification follows from the blocks: its reason is theirs.
        assert {row.code: row.reason for row in decisions if row.code} == {
            row["target"]: row["reason"] for row in item["decisions"] if row["target"]
        }
        departing = {row.code for row in decisions if row.decided != row.proposed}
        assert departing == {"C2.3"}
        assert Decision.objects.filter(deliberation__enrolment__candidate=person("haddouche")).count() == 0

    def test_the_public_page_says_that_the_certificate_is_valid(self):
        certificate = Certificate.objects.get(holder=person("rousselet"))
        assert (certificate.kind, certificate.block_code) == (Certificate.Kind.CERTIFICATION, "")
        answer = self.client.get(reverse("verify", args=[certificate.public_id]))
        assert answer.status_code == 200
        self.assertContains(answer, "valide")
        self.assertContains(answer, certificate.number)

    def test_the_flow_of_the_cohort_is_accepted(self):
        account = CpfAccount.objects.get()
        for version in ("1.1.2", "1.1.5"):
            batch = make_files(actor=person("manager"), account=account, version=version, now=timezone.now())
            write_batch(batch_id=batch.pk)
            file = CpfFile.objects.get(batch=batch)
            with tempfile.NamedTemporaryFile(suffix=".xml") as flow:
                flow.write(b"".join(content_of(file)))
                flow.flush()
                assert main(["cpf", "check", flow.name]) == 0
            assert file.entries == 1
            abandon_file(actor=person("manager"), file_id=file.pk, now=timezone.now())

    def test_one_of_each_thing_that_leaves_the_house(self):
        with tempfile.TemporaryDirectory() as folder:
            call_command("demo_files", folder, stdout=io.StringIO())
            written = {path.name: path for path in Path(folder).iterdir()}
            assert sorted(written) == [
                "badge.png",
                "badge.svg",
                "certificate.pdf",
                "cpf-1.1.2.xml",
                "cpf-1.1.5.xml",
                "credential.json",
                "credential.jwt",
                "framework-case.json",
                "issuer.json",
                "minutes.pdf",
                "root.pem",
                "session-qualiopi.zip",
                "status-list.json",
            ]
            for name in ("credential.json", "credential.jwt", "badge.png", "badge.svg", "certificate.pdf"):
                given = [
                    "--issuer",
                    str(written["issuer.json"]),
                    "--status",
                    str(written["status-list.json"]),
                ]
                given += ["--trust", str(written["root.pem"])] if name.endswith("pdf") else []
                assert main(["credential", "verify", str(written[name]), *given]) == 0, name
            for name in ("cpf-1.1.2.xml", "cpf-1.1.5.xml"):
                assert main(["cpf", "check", str(written[name])]) == 0
            package = json.loads(written["framework-case.json"].read_bytes())
            assert len(from_case(package).framework.blocks) == 4
            with zipfile.ZipFile(written["session-qualiopi.zip"]) as archive:
                assert archive.testzip() is None
                assert {"index.html", "index.csv"} <= set(archive.namelist())

    def test_the_second_candidate_holds_two_blocks(self):
        certificates = Certificate.objects.filter(holder=person("belkacem"))
        assert sorted(certificates.values_list("kind", "block_code")) == [("block", "BC2"), ("block", "BC3")]

    def test_documents_are_left_to_the_worker_and_no_mail_is_queued(self):
        left = Counter(ProcrastinateJob.objects.values_list("queue_name", flat=True))
        assert left == {"documents": 4, "inspections": InspectionRun.objects.count()}
        self.run_tasks()
        assert not InspectionRun.objects.filter(state__in=["waiting", "reading"]).exists()
        assert Minutes.objects.get().document is not None
        assert not Certificate.objects.filter(document=None).exists()
        assert not Convocation.objects.filter(sent_at=None).exists()

    def test_the_record_is_whole_and_in_the_order_of_time(self):
        assert list(audit_problems()) == []
        moments = list(AuditRecord.objects.order_by("position").values_list("at", flat=True))
        assert moments == sorted(moments)

    def test_everybody_signs_in_with_the_printed_password(self):
        assert self.printed.splitlines()[1] == "La démonstration est chargée."
        assert self.printed.splitlines()[-1].endswith(f" {PASSWORD}")
        assert User.objects.count() == len(self.cohort["people"]) == 24
        for item in self.cohort["people"]:
            assert item["email"] in self.printed
            self.client.logout()
            answer = self.client.post(
                reverse("account_login"), {"login": item["email"], "password": PASSWORD}
            )
            assert (answer.status_code, answer.url) == (302, reverse("home"))

    def test_everybody_holds_the_roles_of_the_data(self):
        bound = {Role.CENTRE_MANAGER, Role.TRAINER}
        names = {item["key"]: item["name"] for item in self.cohort["organisations"]}
        assert set(RoleGrant.objects.values_list("user__email", "role", "organisation__name")) == {
            (item["email"], held["role"], names[held["organisation"]] if held["role"] in bound else None)
            for item in self.cohort["people"]
            for held in item["roles"]
        }

    def test_loading_again_changes_nothing_and_prints_the_sign_ins_again(self):
        before = list(AuditRecord.objects.values_list("hash", flat=True).order_by("position"))
        printed = load()
        assert list(AuditRecord.objects.values_list("hash", flat=True).order_by("position")) == before
        assert (
            printed.splitlines()[0] == "La base contient déjà des personnes : elle est laissée telle quelle."
        )
        assert printed.splitlines()[1:] == self.printed.splitlines()[2:]


@pytest.mark.django_db
def test_production_refuses_it(settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        load()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_database_with_people_of_its_own_is_left_alone():
    User.objects.create_user("quelqu-un@test.example", None)
    assert load() == "La base contient déjà des personnes : elle est laissée telle quelle.\n"
    assert User.objects.count() == 1
    assert not AuditRecord.objects.exists()
