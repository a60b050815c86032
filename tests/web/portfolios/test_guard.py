"""What must not be stored is not; what only its candidate can judge waits for them, seen by nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.models import Artefact, Evidence
from preuve.web.portfolios.queries import contents_of, submission_content

BEGIN, END = "-----BEGIN ", "-----END "
KEY = "\n".join(
    [
        "# clé du serveur",
        f"{BEGIN}PRIVATE KEY-----",
        "MC4CAQAwBQYDK2VwBCIEIJfOvVo0sK9r2mQXq5mZ3hT0Z8cVn0aJx0l5k3n1yYxR",
        f"{END}PRIVATE KEY-----",
    ]
).encode()
SETTINGS = b"[base]\nurl = postgres://essai:Tr0ub4dourEtTrois@base/essai\n"


@pytest.fixture
def held_back(add_file, case):
    return add_file("reglages.ini", SETTINGS, case)


def test_a_private_key_is_refused_in_words_and_on_the_record(portfolio, signed_in):
    response = signed_in(portfolio.candidate).post(
        reverse("upload_evidence", args=[portfolio.pk]),
        {"file": SimpleUploadedFile("serveur.pem", KEY)},
        headers={"accept": "application/json"},
    )
    assert (response.status_code, response.json()["error"]) == (
        422,
        (
            "« serveur.pem » n’est pas gardé : une clé privée se trouve dans le fichier (ligne 2). "
            "Retirez-la puis déposez le fichier à nouveau."
        ),
    )
    assert (Evidence.objects.count(), Artefact.objects.count()) == (0, 0)
    record = AuditRecord.objects.get(action="refuse_file")
    assert (record.subject_id, record.details) == (
        str(portfolio.pk),
        {"file_name": "serveur.pem", "reasons": ["guard.private-key"]},
    )


def test_a_key_in_a_text_and_in_the_slides(portfolio, now):
    with pytest.raises(ActionRefusedError, match="clé privée"):
        actions.add_text(
            actor=portfolio.candidate,
            portfolio=portfolio,
            case=None,
            title="Note",
            text=KEY.decode(),
            now=now,
        )
    with pytest.raises(ActionRefusedError, match="clé privée"):
        actions.set_presentation(
            actor=portfolio.candidate,
            portfolio=portfolio,
            upload=SimpleUploadedFile("support.pdf", b"%PDF-1.7\n" + KEY),
            now=now,
        )
    assert (Evidence.objects.count(), Artefact.objects.count()) == (0, 0)
    assert AuditRecord.objects.filter(action="refuse_file").count() == 2


def test_what_cannot_be_looked_into_is_not_kept(add_file):
    with pytest.raises(
        ActionRefusedError, match=r"^« a\.zip » n’est pas gardé : le fichier n’est pas ouvert"
    ):
        add_file("a.zip", b"PK\x03\x04....")


def test_a_warning_waits_for_its_candidate(held_back, signed_in):
    assert (held_back.is_held_back, [hit["code"] for hit in held_back.guard]) == (True, ["guard.password"])
    page = signed_in(held_back.portfolio.candidate).get(reverse("evidence", args=[held_back.pk]))
    shown = page.content.decode()
    assert "À vérifier avant que d’autres ne voient cette preuve" in shown
    assert f"{reverse('evidence_view', args=[held_back.pk])}?line=2#L2" in shown


@pytest.mark.parametrize("name", ["evidence", "evidence_raw", "evidence_view", "evidence_reading"])
def test_nobody_else_sees_it(held_back, portfolio, signed_in, name):
    trainer, url = signed_in(portfolio.trainer), reverse(name, args=[held_back.pk])
    assert trainer.get(url).status_code == 404
    actions.keep_held_back(actor=portfolio.candidate, evidence=held_back, now=held_back.created_at)
    assert trainer.get(url).status_code == 200


def test_nor_what_hangs_on_it(held_back, portfolio, claim, signed_in):
    claim(held_back, "C1.1-1", why="Les réglages le montrent.")
    trainer = signed_in(portfolio.trainer)
    for name, arguments in [
        ("portfolio", []),
        ("case", None),
        ("coverage_matrix", []),
        ("criterion_panel", ["C1.1-1"]),
    ]:
        pk = held_back.case_id if arguments is None else portfolio.pk
        page = trainer.get(reverse(name, args=[pk, *(arguments or [])])).content.decode()
        assert ("reglages.ini" in page, "Les réglages" in page) == (False, False)
    content = submission_content(contents_of(portfolio, held_back=False))
    assert (content["evidence"], content["claims"]) == ([], [])
    assert len(submission_content(contents_of(portfolio, held_back=True))["evidence"]) == 1


def test_a_portfolio_is_not_handed_in_before_the_answer(ready, add_file, now):
    piece = add_file("reglages.ini", SETTINGS)
    with pytest.raises(ActionRefusedError) as refused:
        actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    assert str(refused.value) == "Une preuve attend votre réponse à un avertissement : reglages.ini."
    actions.keep_held_back(actor=ready.candidate, evidence=piece, now=now)
    assert actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now).number == 1


def test_keeping_is_on_the_record_once(held_back, portfolio, signed_in):
    client, url = signed_in(portfolio.candidate), reverse("evidence_keep", args=[held_back.pk])
    for _time in (1, 2):
        assert client.post(url).url == reverse("evidence", args=[held_back.pk])
    held_back.refresh_from_db()
    assert held_back.is_held_back is False
    assert AuditRecord.objects.get(action="keep_evidence").details == {
        "title": "reglages.ini",
        "warnings": ["guard.password"],
    }


def test_replacing_keeps_the_title_and_the_claims(held_back, portfolio, claim, signed_in):
    claim(held_back, "C1.1-1")
    client, url = signed_in(portfolio.candidate), reverse("evidence_replace", args=[held_back.pk])
    client.post(url, {"file": SimpleUploadedFile("propre.ini", b"[base]\n")})
    held_back.refresh_from_db()
    assert (held_back.is_held_back, held_back.guard, held_back.file_name) == (False, [], "propre.ini")
    assert (held_back.title, held_back.claims.count()) == ("reglages.ini", 1)
    client.post(url, {"file": SimpleUploadedFile("encore.ini", b"x")})
    held_back.refresh_from_db()
    assert held_back.file_name == "propre.ini"


def test_what_was_read_goes_with_the_replaced_bytes(inspectors, add_file, run_tasks, portfolio, now):
    inspectors.say("reglages.ini", facts=[("Une base.", {})])
    piece = add_file("reglages.ini", SETTINGS)
    run_tasks()
    assert piece.statements.count() == 1
    upload = SimpleUploadedFile("propre.ini", b"[base]\n")
    actions.replace_held_back(actor=portfolio.candidate, evidence=piece, upload=upload, now=now)
    assert (piece.statements.count(), piece.runs.get().state) == (0, "waiting")


def test_replacing_by_a_key_is_refused(held_back, portfolio, now):
    with pytest.raises(ActionRefusedError, match="clé privée"):
        actions.replace_held_back(
            actor=portfolio.candidate, evidence=held_back, upload=SimpleUploadedFile("k.pem", KEY), now=now
        )
    held_back.refresh_from_db()
    assert held_back.file_name == "reglages.ini"
