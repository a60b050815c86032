from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from preuve.domain.credentials.canonical import content_hash
from preuve.web.accounts.models import Notification, Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.models import Portfolio, Submission
from preuve.web.portfolios.queries import hash_matches, latest_submission
from tests.factories.people import make_person


@pytest.fixture
def submitted(ready, now):
    return actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)


def test_the_frozen_copy(submitted, ready, now):
    text, file = ready.evidence.order_by("kind").reverse()
    version = ready.framework_version
    assert submitted.content == {
        "format": "preuve-submission/2",
        "receipt": submitted.receipt,
        "candidate": {"id": ready.candidate_id, "name": str(ready.candidate)},
        "framework": {
            "version_id": version.pk,
            "title": version.title,
            "number": 1,
            "content_hash": version.content_hash,
        },
        "blocks": ["BC1", "BC2"],
        "submitted_at": now.isoformat(),
        "cases": [
            {
                "id": ready.cases.get().pk,
                "title": "Refonte du portail",
                "setting": "company",
                "nature": "real",
                "organisation": "Mairie de Lyon",
                "context": "Un portail vieillissant.",
                "period": "2026",
                "role": "Développeuse",
                "team": "4 personnes",
                "activities": [],
            }
        ],
        "evidence": [
            {
                "id": text.pk,
                "case": text.case_id,
                "kind": "text",
                "title": "Preuve A",
                "file_name": "",
                "sha256": "",
                "size": 0,
                "media_type": "",
                "url": "",
                "text": "Texte Preuve A",
            },
            {
                "id": file.pk,
                "case": file.case_id,
                "kind": "file",
                "title": "journal.txt",
                "file_name": "journal.txt",
                "sha256": file.artefact_id,
                "size": 16,
                "media_type": "text/plain",
                "url": "",
                "text": "",
            },
        ],
        "claims": [
            {"evidence": text.pk, "criterion": "C1.1-1", "why": "On le voit."},
            {"evidence": text.pk, "criterion": "C2.1-1", "why": "On le voit."},
        ],
        "self_assessments": [],
        "presentation": {
            "file_name": "support.pdf",
            "sha256": ready.presentation_id,
            "size": 16,
            "media_type": "application/pdf",
        },
        "inspections": [],
        "joins": [],
    }
    assert submitted.manifest_hash == content_hash(submitted.content)
    submitted.refresh_from_db()
    assert hash_matches(submitted)
    assert AuditRecord.objects.get(action="submit_portfolio").details == {
        "receipt": submitted.receipt,
        "manifest_hash": submitted.manifest_hash,
    }
    assert Notification.objects.get(user=ready.trainer).kind == "portfolio_submitted"


def test_the_receipt_number(submitted, now):
    year, rank, check = submitted.receipt.removeprefix("D-").split("-")
    assert (int(year), int(rank), len(check)) == (now.year, submitted.pk, 4)
    assert actions.submission.receipt_number(submitted.pk + 1, now)[-4:] != check


def test_twice_is_once(submitted, ready, signed_in, now):
    assert actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now) == submitted
    response = signed_in(ready.candidate).post(
        reverse("submit_portfolio", args=[ready.pk]), {"own_work": "on"}
    )
    assert response.url == reverse("submission", args=[submitted.pk])
    assert Submission.objects.count() == 1


def test_by_the_page_with_the_statement(ready, signed_in):
    client, url = signed_in(ready.candidate), reverse("submit_portfolio", args=[ready.pk])
    refused = client.post(url)
    assert (refused.status_code, "attestation est nécessaire" in refused.content.decode()) == (422, True)
    assert client.post(url, {"own_work": "on"}).status_code == 302
    ready.refresh_from_db()
    assert ready.state == "submitted"


def test_what_is_missing_is_said(portfolio, case, now):
    type(case).objects.filter(pk=case.pk).update(context="")
    with pytest.raises(ActionRefusedError) as refused:
        actions.submit_portfolio(actor=portfolio.candidate, portfolio=portfolio, now=now)
    assert [str(sentence) for sentence in refused.value.sentences] == [
        "Il manque le support de présentation.",
        "Ces 2 blocs n’ont aucun argumentaire : BC1, BC2.",
        "Ce cas n’a pas de contexte, de période ou de rôle : Refonte du portail.",
    ]


def test_the_deadline_is_kept_to_the_second(ready):
    late = ready.due_at + timedelta(seconds=1)
    with pytest.raises(ActionRefusedError, match="La date limite de dépôt est passée"):
        actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=late)
    assert actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=ready.due_at).number == 1


def test_a_moved_deadline_opens_again_and_the_candidate_is_told(ready):
    late = ready.due_at + timedelta(days=1)
    actions.move_deadline(actor=ready.trainer, portfolio=ready, due_at=late)
    actions.move_deadline(actor=ready.trainer, portfolio=ready, due_at=late)
    assert Notification.objects.filter(user=ready.candidate, kind="deadline_moved").count() == 1
    assert actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=late).number == 1


@pytest.mark.usefixtures("submitted")
def test_every_write_is_refused_afterwards(ready, now):
    piece, case = ready.evidence.get(kind="text"), ready.cases.get()
    claim = piece.claims.first()
    common = {"actor": ready.candidate, "now": now}
    writes = [
        lambda: actions.create_case(
            portfolio=ready, description=actions.case.describe(case) | {"title": "b"}, activities=[], **common
        ),
        lambda: actions.edit_case(
            case=case, description=actions.case.describe(case), activities=[], revision=1, **common
        ),
        lambda: actions.delete_case(case=case, **common),
        lambda: actions.add_link(portfolio=ready, case=None, title="a", url="https://a.fr/", **common),
        lambda: actions.edit_evidence(evidence=piece, title="x", case=None, **common),
        lambda: actions.delete_evidence(evidence=piece, **common),
        lambda: actions.add_claims(evidence=piece, criteria=["C1.1-2"], why="a", **common),
        lambda: actions.edit_claim(claim=claim, why="b", revision=1, **common),
        lambda: actions.delete_claim(claim=claim, revision=1, **common),
        lambda: actions.save_self_assessment(portfolio=ready, answers={}, **common),
        lambda: actions.remove_presentation(portfolio=ready, **common),
    ]
    for write in writes:
        with pytest.raises(ActionRefusedError, match="Ce portfolio est déposé"):
            write()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE portfolios_submission SET receipt = 'x'",
        "DELETE FROM portfolios_submission",
        "UPDATE portfolios_claim SET why = 'x'",
        "DELETE FROM portfolios_claim",
        "UPDATE portfolios_evidence SET title = 'x'",
        "UPDATE portfolios_evidence SET portfolio_id = {other}",
        "UPDATE portfolios_case SET title = 'x'",
        "UPDATE portfolios_case SET portfolio_id = {other}",
        "UPDATE portfolios_claim SET evidence_id = {piece}",
        "DELETE FROM portfolios_case_activities",
        "UPDATE portfolios_portfolio SET presentation_id = NULL WHERE state = 'submitted'",
        "UPDATE portfolios_portfolio SET block_codes = '{{BC1}}' WHERE state = 'submitted'",
        "UPDATE portfolios_artefact SET size = 1",
    ],
)
def test_the_database_refuses_too(ready, now, sql):
    case = ready.cases.get()
    case.activities.set([block.activities.first() for block in ready.framework_version.blocks.all()])
    other = Portfolio.objects.create(
        candidate=make_person(Role.CANDIDATE), framework_version=ready.framework_version, block_codes=["BC1"]
    )
    piece = actions.add_text(actor=other.candidate, portfolio=other, case=None, title="t", text="t", now=now)
    submission = actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(other=other.pk, piece=piece.pk))
    submission.refresh_from_db()
    assert hash_matches(submission)
    assert len(submission.content["cases"][0]["activities"]) == 2


def test_reopened_then_handed_in_again(submitted, ready, now):
    manager = make_person(Role.CERTIFICATION_MANAGER)
    with pytest.raises(ActionRefusedError, match="Dites pourquoi"):
        actions.reopen_portfolio(actor=manager, portfolio=ready, now=now, reason=" ")
    actions.reopen_portfolio(actor=manager, portfolio=ready, now=now, reason="Mauvais fichier")
    actions.reopen_portfolio(actor=manager, portfolio=ready, now=now, reason="Mauvais fichier")
    again = actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    assert (again.number, again.receipt != submitted.receipt) == (2, True)
    assert latest_submission(ready.pk) == again
    assert AuditRecord.objects.filter(action="reopen_portfolio").count() == 1


@pytest.mark.usefixtures("submitted")
def test_not_reopened_after_the_deadline(ready):
    late = ready.due_at + timedelta(seconds=1)
    with pytest.raises(ActionRefusedError, match="date limite"):
        actions.reopen_portfolio(actor=ready.trainer, portfolio=ready, now=late, reason="a")


def test_the_page_says_when_the_copy_was_tampered_with(submitted, ready, signed_in):
    client, url = signed_in(ready.candidate), reverse("submission", args=[submitted.pk])
    assert "Copie intacte" in client.get(url).content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE portfolios_submission SET content = jsonb_set(content, '{blocks}', '[]')")
        cursor.execute("RESET session_replication_role")
    assert "Empreinte différente" in client.get(url).content.decode()


def test_the_receipt_is_the_same_pdf_each_time(submitted, ready, signed_in):
    client, url = signed_in(ready.candidate), reverse("submission_receipt", args=[submitted.pk])
    first = client.get(url)
    assert first["Content-Type"] == "application/pdf"
    assert first.content.startswith(b"%PDF-")
    assert client.get(url).content == first.content


def test_open_portfolio(ready, now):
    admin = make_person(Role.ADMINISTRATOR)
    values = {
        "actor": admin,
        "candidate": make_person(Role.CANDIDATE),
        "framework_version": ready.framework_version,
        "trainer": None,
        "centre": None,
        "due_at": now,
    }
    assert actions.open_portfolio(block_codes=["BC2", "BC1"], **values).block_codes == ["BC1", "BC2"]
    for codes in ([], ["BC7"]):
        with pytest.raises(ActionRefusedError):
            actions.open_portfolio(block_codes=codes, **values)


def test_self_assessment_is_kept_replaced_and_withdrawn(portfolio, signed_in):
    client, url = signed_in(portfolio.candidate), reverse("self_assessment", args=[portfolio.pk])
    client.post(url, {"level_C1.1": "3", "comment_C1.1": "Seule", "level_C1.2": "1"})
    client.post(url, {"level_C1.1": "4", "comment_C1.1": "Depuis peu", "level_C1.2": ""})
    rows = portfolio.self_assessments.values_list("competence__code", "level", "comment")
    assert list(rows) == [("C1.1", 4, "Depuis peu")]
    assert client.post(url, {"level_C1.1": "9"}).status_code == 422
