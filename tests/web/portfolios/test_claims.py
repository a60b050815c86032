import pytest
from django.urls import reverse

from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.portfolios import actions
from preuve.web.portfolios.models import Claim


def test_several_criteria_at_once_and_twice_the_same(portfolio, add_text, signed_in):
    piece, client = add_text(), signed_in(portfolio.candidate)
    body = {"criteria": ["C1.1-2", "C1.1-1"], "why": "On le voit."}
    for _time in (1, 2):
        assert client.post(reverse("claim_new", args=[piece.pk]), body).status_code == 302
    assert list(piece.claims.values_list("criterion__identifier", "why")) == [
        ("C1.1-1", "On le voit."),
        ("C1.1-2", "On le voit."),
    ]
    assert AuditRecord.objects.filter(action="add_claims").count() == 1


def test_another_reason_for_the_same_criterion_is_refused_and_shown_back(
    portfolio, add_text, claim, signed_in
):
    piece = add_text()
    claim(piece, "C1.1-1")
    response = signed_in(portfolio.candidate).post(
        reverse("claim_new", args=[piece.pk]), {"criteria": ["C1.1-1", "C1.1-2"], "why": "Autrement dit."}
    )
    assert response.status_code == 422
    assert "déjà rattachée à C1.1-1" in response.content.decode()
    assert "Autrement dit." in response.content.decode()
    assert piece.claims.count() == 1


@pytest.mark.parametrize("criteria", [[], ["C9.9-9"]])
def test_criteria_outside_the_blocks_are_refused(portfolio, add_text, now, criteria):
    with pytest.raises(ActionRefusedError):
        actions.add_claims(
            actor=portfolio.candidate, evidence=add_text(), criteria=criteria, why="Oui", now=now
        )


def test_criteria_of_a_block_not_aimed_at(portfolio, add_text, now):
    type(portfolio).objects.filter(pk=portfolio.pk).update(block_codes=["BC1"])
    with pytest.raises(ActionRefusedError, match=r"C2\.1-1"):
        actions.add_claims(
            actor=portfolio.candidate, evidence=add_text(), criteria=["C2.1-1"], why="Oui", now=now
        )


def test_two_tabs(portfolio, add_text, claim, signed_in, now):
    (made,) = claim(add_text(), "C1.1-1", why="Version 1")
    first = actions.edit_claim(actor=portfolio.candidate, claim=made, why="Version 2", revision=1, now=now)
    assert (first.why, first.revision) == ("Version 2", 2)
    with pytest.raises(StaleError) as stale:
        actions.edit_claim(actor=portfolio.candidate, claim=made, why="Version 3", revision=1, now=now)
    assert stale.value.current == "Version 2"
    response = signed_in(portfolio.candidate).post(
        reverse("claim", args=[made.pk]), {"why": "Version 3", "revision": 1}
    )
    page = response.content.decode()
    assert (response.status_code, "Version 2" in page, "Version 3" in page) == (409, True, True)
    with pytest.raises(StaleError):
        actions.delete_claim(actor=portfolio.candidate, claim=made, revision=1, now=now)
    actions.delete_claim(actor=portfolio.candidate, claim=made, revision=2, now=now)
    assert Claim.objects.count() == 0
    with pytest.raises(StaleError, match="retiré"):
        actions.edit_claim(actor=portfolio.candidate, claim=made, why="Version 4", revision=2, now=now)


def test_the_same_text_changes_nothing(portfolio, add_text, claim, now):
    (made,) = claim(add_text(), "C1.1-1")
    actions.edit_claim(actor=portfolio.candidate, claim=made, why=made.why, revision=1, now=now)
    made.refresh_from_db()
    assert made.revision == 1


def test_adding_in_the_side_panel(portfolio, add_text, signed_in):
    piece, client = add_text(), signed_in(portfolio.candidate)
    url = reverse("criterion_claim", args=[portfolio.pk, "C1.1-1"])
    headers = {"HX-Request": "true", "HX-Target": "panel"}
    refused = client.post(url, {"evidence": "", "why": "Texte"}, headers=headers)
    assert (refused.status_code, "Texte" in refused.content.decode()) == (422, True)
    done = client.post(url, {"evidence": piece.pk, "why": "Texte"}, headers=headers)
    assert (done.status_code, "claims-changed" in done["HX-Trigger-After-Settle"]) == (200, True)
    assert "<html" not in done.content.decode()
    assert piece.claims.get().criterion.identifier == "C1.1-1"


def test_adding_without_script(portfolio, add_text, signed_in):
    url = reverse("criterion_claim", args=[portfolio.pk, "C1.1-1"])
    response = signed_in(portfolio.candidate).post(url, {"evidence": add_text().pk, "why": "Texte"})
    assert response.url == reverse("criterion_panel", args=[portfolio.pk, "C1.1-1"])


def test_removing_by_the_page(portfolio, add_text, claim, signed_in):
    (made,) = claim(add_text(), "C1.1-1")
    client = signed_in(portfolio.candidate)
    client.post(reverse("claim_delete", args=[made.pk]), {})
    assert Claim.objects.count() == 1
    client.post(reverse("claim_delete", args=[made.pk]), {"revision": 1})
    assert Claim.objects.count() == 0
