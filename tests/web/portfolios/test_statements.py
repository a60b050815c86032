"""What a candidate answers to what was said; where it shows: piece, criterion, matrix, claim."""

import io
import zipfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.models import FactReview, FindingAnswer, Statement
from tests.factories.people import make_person


@pytest.fixture
def piece(inspectors, add_file, run_tasks, case):
    """A piece of which a fact and a finding speak about two criteria."""
    inspectors.say(
        "junit.xml",
        facts=[("Deux tests passent.", {"C1.1-1": "shows", "C1.1-2": "situates"})],
        findings=[("Un test échoue.", {"C1.1-1": "contradicts"})],
        limits=["Le fichier ne dit pas où."],
    )
    added = add_file("junit.xml", b"<x/>", case)
    run_tasks()
    return added


@pytest.fixture
def fact(piece):
    return piece.statements.get(nature="fact")


@pytest.fixture
def finding(piece):
    return piece.statements.get(nature="finding")


@pytest.fixture
def candidate(portfolio, signed_in):
    return signed_in(portfolio.candidate)


def page_of(client, name, *arguments, query=""):
    return client.get(f"{reverse(name, args=arguments)}{query}").content.decode()


def test_the_piece_says_what_was_read(candidate, piece, fact):
    page = page_of(candidate, "evidence", piece.pk)
    assert "Deux tests passent." in page
    assert "●●●●●</span> recalculé" in page
    assert f"{reverse('evidence_view', args=[piece.pk])}?line=1#L1" in page
    assert "Le fichier ne dit pas où." in page
    assert f"?fait={fact.pk}&amp;critere=C1.1-1&amp;critere=C1.1-2#claim-title" in page


def test_in_the_language_of_the_reader(portfolio, piece, signed_in):
    client = signed_in(portfolio.candidate)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = page_of(client, "evidence", piece.pk)
    assert ("EN Deux tests passent." in page, "line 1" in page) == (True, True)


def test_accept_comment_set_aside_and_take_back(candidate, fact):
    url = reverse("fact_review", args=[fact.pk])
    said = []
    for sent in (
        {"verdict": "accepted"},
        {"verdict": "accepted", "comment": "Sur la branche livrée."},
        {"verdict": "rejected", "comment": "Autre projet."},
        {"verdict": "", "comment": ""},
    ):
        assert candidate.post(url, sent).status_code == 302
        said.append(list(FactReview.objects.values_list("verdict", "comment")))
    assert said == [
        [("accepted", "")],
        [("accepted", "Sur la branche livrée.")],
        [("rejected", "Autre projet.")],
        [],
    ]
    records = AuditRecord.objects.filter(action="review_fact").order_by("position")
    assert [record.details["verdict"] for record in records] == ["accepted", "accepted", "rejected", ""]
    candidate.post(url, {"verdict": "", "comment": ""})
    assert records.count() == 4


def test_answered_in_place(candidate, fact):
    url = reverse("fact_review", args=[fact.pk])
    answer = candidate.post(url, {"verdict": "accepted"}, headers={"HX-Request": "true"})
    part = answer.content.decode()
    assert part.startswith(f'<li class="statement statement--fact is-accepted" id="statement-{fact.pk}"')
    assert "claims-changed" in answer["HX-Trigger-After-Settle"]


@pytest.mark.parametrize("sent", [{"verdict": "oui"}, {"verdict": "accepted", "comment": "x" * 2001}])
def test_a_review_out_of_bounds(candidate, fact, sent):
    answer = candidate.post(
        reverse("fact_review", args=[fact.pk]), sent, headers={"accept": "application/json"}
    )
    assert (answer.status_code, FactReview.objects.count()) == (422, 0)


def test_a_fact_set_aside_stays_and_says_so(portfolio, fact, signed_in, now):
    actions.review_fact(
        actor=portfolio.candidate, statement=fact, verdict="rejected", comment="Autre projet.", now=now
    )
    page = page_of(signed_in(portfolio.trainer), "evidence", fact.evidence_id)
    assert ("Deux tests passent." in page, "écarté par le candidat" in page, "Autre projet." in page) == (
        True,
        True,
        True,
    )
    assert "Écarter" not in page


def test_a_finding_is_explained_left_or_corrected(candidate, portfolio, finding, add_text):
    url, other = reverse("finding_answer", args=[finding.pk]), add_text("Correction")
    answers = []
    for sent in (
        {"answer": "explained", "text": "Un test instable."},
        {"answer": "left"},
        {"answer": "corrected", "evidence": other.pk},
        {"answer": "corrected", "file": SimpleUploadedFile("corrige.xml", b"<y/>")},
    ):
        assert candidate.post(url, sent).status_code == 302
        answers.append(FindingAnswer.objects.values_list("answer", "text", "evidence__title").get())
    assert answers == [
        ("explained", "Un test instable.", None),
        ("left", "", None),
        ("corrected", "", "Correction"),
        ("corrected", "", "corrige.xml"),
    ]
    assert portfolio.evidence.get(title="corrige.xml").case == finding.evidence.case
    page = page_of(candidate, "evidence", finding.evidence_id)
    assert ("Un test échoue." in page, "corrigé par un autre fichier" in page) == (True, True)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"answer": "explained"}, "Écrivez l’explication."),
        ({"answer": "corrected"}, "Choisissez la preuve qui corrige ce constat, ou envoyez un fichier."),
        ({"answer": "caché"}, "Sélectionnez un choix valide."),
    ],
)
def test_an_answer_that_says_nothing(candidate, finding, sent, words):
    url = reverse("finding_answer", args=[finding.pk])
    answer = candidate.post(url, sent, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["error"].startswith(words)) == (422, True)
    assert FindingAnswer.objects.count() == 0


def test_nothing_corrects_itself(portfolio, finding, now):
    with pytest.raises(ActionRefusedError, match="une autre preuve"):
        actions.answer_finding(
            actor=portfolio.candidate,
            statement=finding,
            answer="corrected",
            text="",
            evidence=finding.evidence,
            now=now,
        )


def test_facts_and_findings_are_not_answered_alike(portfolio, fact, finding, now):
    with pytest.raises(ActionRefusedError, match="répondez-y"):
        actions.review_fact(
            actor=portfolio.candidate, statement=finding, verdict="rejected", comment="", now=now
        )
    with pytest.raises(ActionRefusedError, match="Seul un constat"):
        actions.answer_finding(
            actor=portfolio.candidate, statement=fact, answer="left", text="", evidence=None, now=now
        )


def test_a_claim_begins_with_the_sentence(candidate, piece, fact, claim):
    page = page_of(candidate, "evidence", piece.pk, query=f"?fait={fact.pk}&critere=C1.1-1")
    assert "Deux tests passent.</textarea>" in page
    (made,) = claim(piece, "C1.1-1", why="Je les ai écrits.")
    page = page_of(candidate, "evidence", piece.pk)
    assert f"{reverse('claim', args=[made.pk])}?fait={fact.pk}" in page
    page = page_of(candidate, "claim", made.pk, query=f"?fait={fact.pk}")
    assert "Je les ai écrits.\n\nDeux tests passent.</textarea>" in page
    made.refresh_from_db()
    assert made.why == "Je les ai écrits."


@pytest.mark.parametrize("asked", ["0", "-1", "abc", "9" * 40])
def test_a_sentence_that_is_not_there(candidate, piece, asked):
    assert "Deux tests passent.</textarea>" not in page_of(
        candidate, "evidence", piece.pk, query=f"?fait={asked}"
    )


def test_on_the_criterion(candidate, portfolio, piece, fact):
    page = page_of(candidate, "criterion_panel", portfolio.pk, "C1.1-1")
    assert page.index("Un test échoue.") < page.index("Deux tests passent.")
    assert "Deux tests passent." in page_of(candidate, "criterion_panel", portfolio.pk, "C1.1-2")
    begun = page_of(candidate, "criterion_panel", portfolio.pk, "C1.1-1", query=f"?fait={fact.pk}")
    assert f'<option value="{piece.pk}" selected>' in begun


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        ("C1.2-2", "Aucun outil ne peut parler de ce critère : il se défend à l’oral."),
        ("C1.2-1", "Les outils ne donnent ici que du contexte."),
        ("C2.1-1", "Aucun fichier du portfolio n’en dit encore quelque chose."),
    ],
)
def test_where_no_inspector_speaks(candidate, portfolio, piece, criterion, words):
    assert words in page_of(candidate, "criterion_panel", portfolio.pk, criterion)


def test_in_the_matrix(candidate, portfolio, case, piece, fact, now):
    page = page_of(candidate, "coverage_matrix", portfolio.pk)
    cell = f'aria-label="C1.1-1, {case.title} : aucun argumentaire, 1 fait le montre, 1 contredit"'
    assert cell in page
    assert 'glyph--shows glyph--suggested"></span>1' in page
    assert "se défend à l’oral" in page
    actions.review_fact(actor=portfolio.candidate, statement=fact, verdict="accepted", comment="", now=now)
    page = page_of(candidate, "coverage_matrix", portfolio.pk)
    assert "aucun argumentaire, 1 fait le montre (1 accepté), 1 contredit" in page
    actions.review_fact(actor=portfolio.candidate, statement=fact, verdict="rejected", comment="", now=now)
    page = page_of(candidate, "coverage_matrix", portfolio.pk)
    assert "aucun argumentaire, 1 contredit" in page
    assert 'glyph--situates glyph--suggested"' not in page


def test_in_the_export(portfolio, candidate, piece):
    data = b"".join(candidate.get(reverse("portfolio_export", args=[portfolio.pk])).streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pages = [name for name in archive.namelist() if name.endswith("html")]
        texts = {name.split("/", 1)[1]: archive.read(name).decode() for name in pages}
    assert "Deux tests passent." in texts[f"preuves/{piece.pk}.html"]
    assert "1 fait le montre, 1 contredit" in texts["matrice.html"]


@pytest.mark.parametrize("name", ["fact_review", "finding_answer"])
def test_only_the_candidate_answers(portfolio, fact, signed_in, client, name):
    url = reverse(name, args=[fact.pk])
    assert signed_in(portfolio.trainer).post(url).status_code == 404
    assert signed_in(make_person(Role.CANDIDATE)).post(url).status_code == 404
    assert client.post(url).status_code == 302


def test_answers_freeze_with_the_portfolio(ready, inspectors, add_file, run_tasks, now):
    inspectors.say("junit.xml", facts=[("Un.", {})], findings=[("Deux.", {})])
    add_file("junit.xml", b"<x/>")
    run_tasks()
    fact, finding = Statement.objects.all()
    actions.review_fact(actor=ready.candidate, statement=fact, verdict="accepted", comment="", now=now)
    actions.answer_finding(
        actor=ready.candidate, statement=finding, answer="left", text="", evidence=None, now=now
    )
    actions.submit_portfolio(actor=ready.candidate, portfolio=ready, now=now)
    for rows in (FactReview.objects.all(), FindingAnswer.objects.all()):
        with transaction.atomic(), pytest.raises(IntegrityError, match="is submitted"):
            rows.delete()
