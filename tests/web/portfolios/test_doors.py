import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preuve.web.accounts.models import Role
from preuve.web.portfolios import actions
from tests.factories.people import make_organisation, make_person

READ_NAMES = [
    "portfolio",
    "coverage_matrix",
    "self_assessment",
    "submission_checklist",
    "presentation_raw",
    "portfolio_export",
]
OWNER_POSTS = [
    "case_new",
    "upload_evidence",
    "link_new",
    "text_new",
    "presentation_upload",
    "presentation_delete",
    "self_assessment",
    "submit_portfolio",
]


@pytest.fixture
def whole(ready):
    """Every url of a portfolio: to read, and to write for its owner."""
    pk = ready.pk
    piece = ready.evidence.get(kind="file")
    claim = ready.evidence.get(kind="text").claims.first()
    case = ready.cases.get()
    read = [reverse(name, args=[pk]) for name in READ_NAMES]
    read += [
        reverse("criterion_panel", args=[pk, "C1.1-1"]),
        reverse("case", args=[case.pk]),
        reverse("evidence", args=[piece.pk]),
        reverse("evidence_raw", args=[piece.pk]),
    ]
    write = [reverse(name, args=[pk]) for name in OWNER_POSTS]
    write += [
        reverse("criterion_claim", args=[pk, "C1.1-1"]),
        reverse("case", args=[case.pk]),
        reverse("case_delete", args=[case.pk]),
        reverse("evidence_edit", args=[piece.pk]),
        reverse("evidence_delete", args=[piece.pk]),
        reverse("claim_new", args=[piece.pk]),
        reverse("claim", args=[claim.pk]),
        reverse("claim_delete", args=[claim.pk]),
    ]
    return ready, read, write


def statuses(client, urls, method="get"):
    return {url: getattr(client, method)(url).status_code for url in urls}


def test_owner_trainer_centre_manager_and_readers_read(whole, signed_in):
    portfolio, read, _write = whole
    readers = [
        portfolio.candidate,
        portfolio.trainer,
        make_person(Role.CENTRE_MANAGER, organisation=portfolio.centre),
        make_person(Role.ADMINISTRATOR),
        make_person(Role.CERTIFICATION_MANAGER),
        make_person(Role.AUDITOR),
    ]
    for user in readers:
        assert statuses(signed_in(user), read) == dict.fromkeys(read, 200)


def test_strangers_find_nothing(whole, signed_in):
    portfolio, read, write = whole
    strangers = [
        make_person(Role.CANDIDATE),
        make_person(Role.TRAINER, organisation=portfolio.centre),
        make_person(Role.CENTRE_MANAGER, organisation=make_organisation()),
        make_person(Role.JUROR),
        make_person(),
    ]
    for user in strangers:
        client = signed_in(user)
        assert statuses(client, read) == dict.fromkeys(read, 404)
        assert statuses(client, write, "post") == dict.fromkeys(write, 404)


def test_a_former_trainer_finds_nothing(whole, signed_in):
    portfolio, read, _write = whole
    former = portfolio.trainer
    actions.change_followers(actor=former, portfolio=portfolio, trainer=None, centre=portfolio.centre)
    assert statuses(signed_in(former), read) == dict.fromkeys(read, 404)


def test_those_who_read_do_not_write(whole, signed_in):
    portfolio, _read, write = whole
    for user in [
        portfolio.trainer,
        make_person(Role.CENTRE_MANAGER, organisation=portfolio.centre),
        make_person(Role.ADMINISTRATOR),
        make_person(Role.AUDITOR, Role.CANDIDATE),
    ]:
        assert statuses(signed_in(user), write, "post") == dict.fromkeys(write, 404)


def test_not_signed_in_is_asked_to(whole, client):
    _portfolio, read, write = whole
    for url in [*read, reverse("portfolios"), reverse("portfolio_mine")]:
        assert client.get(url).url.startswith("/compte/")
    for url in write:
        assert client.post(url).url.startswith("/compte/")


def test_frozen_copy_and_its_files(ready, signed_in, now):
    submission = actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    sha256 = ready.evidence.get(kind="file").artefact_id
    urls = [
        reverse("submission", args=[submission.pk]),
        reverse("submission_receipt", args=[submission.pk]),
        reverse("submission_evidence", args=[submission.pk, ready.evidence.get(kind="file").pk]),
        reverse("submission_file", args=[submission.pk, sha256]),
    ]
    assert statuses(signed_in(ready.candidate), urls) == dict.fromkeys(urls, 200)
    assert statuses(signed_in(make_person(Role.CANDIDATE)), urls) == dict.fromkeys(urls, 404)
    assert statuses(signed_in(make_person(Role.JUROR)), urls) == dict.fromkeys(urls, 404)
    missing = [
        reverse("submission_file", args=[submission.pk, "0" * 64]),
        reverse("submission_evidence", args=[submission.pk, 0]),
    ]
    assert statuses(signed_in(ready.candidate), missing) == dict.fromkeys(missing, 404)


def test_feedback_is_for_followers_and_answers_for_the_owner(portfolio, signed_in):
    url = reverse("feedback_new", args=[portfolio.pk])
    for user in [portfolio.candidate, make_person(Role.ADMINISTRATOR), make_person(Role.TRAINER)]:
        assert signed_in(user).post(url, {"text": "Bien"}).status_code == 404
    assert signed_in(portfolio.trainer).post(url, {"text": "Bien"}).status_code == 302
    feedback = portfolio.feedback.get()
    answer = reverse("feedback_answer", args=[feedback.pk])
    assert signed_in(portfolio.trainer).post(answer).status_code == 404
    assert signed_in(make_person(Role.CANDIDATE)).post(answer).status_code == 404
    assert signed_in(portfolio.candidate).post(answer, {"text": "Merci"}).status_code == 302


def test_reopening_is_for_managers_of_the_place(ready, signed_in, now):
    actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    url = reverse("portfolio_reopen", args=[ready.pk])
    elsewhere = make_person(Role.CENTRE_MANAGER, organisation=make_organisation())
    for user in [ready.candidate, ready.trainer, elsewhere, make_person(Role.AUDITOR)]:
        assert signed_in(user).post(url, {"reason": "Erreur"}).status_code == 404
    manager = make_person(Role.CENTRE_MANAGER, organisation=ready.centre)
    assert signed_in(manager).post(url, {"reason": "Erreur de fichier"}).status_code == 302
    ready.refresh_from_db()
    assert ready.state == "building"


def test_a_case_of_another_portfolio_is_refused(portfolio, case, signed_in):
    other = make_person(Role.CANDIDATE)
    mine = type(portfolio).objects.create(
        candidate=other, framework_version=portfolio.framework_version, block_codes=["BC1"]
    )
    upload = SimpleUploadedFile("a.txt", b"a")
    response = signed_in(other).post(
        reverse("upload_evidence", args=[mine.pk]),
        {"file": upload, "case": case.pk},
        headers={"accept": "application/json"},
    )
    assert (response.status_code, response.json()["error"]) == (422, "Ce cas n’existe plus.")
