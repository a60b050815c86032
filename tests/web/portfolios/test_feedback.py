import pytest
from django.urls import reverse

from preuve.web.accounts.models import Notification
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions


def test_the_candidate_is_told_and_answers(portfolio, now, run_tasks, mailoutbox):
    feedback = actions.add_feedback(
        actor=portfolio.trainer, portfolio=portfolio, criterion="C1.1-1", text="Précisez."
    )
    told = Notification.objects.get(user=portfolio.candidate)
    assert (told.kind, told.values) == (
        "feedback_received",
        {"author": str(portfolio.trainer), "about": "C1.1-1"},
    )
    assert told.url == f"{reverse('portfolio', args=[portfolio.pk])}#feedback-{feedback.pk}"
    actions.answer_feedback(actor=portfolio.candidate, feedback=feedback, text="C’est fait.", now=now)
    assert Notification.objects.get(user=portfolio.trainer).kind == "feedback_answered"
    assert [(row.author, row.text, row.resolved_at) for row in portfolio.feedback.all()] == [
        (portfolio.trainer, "Précisez.", now),
        (portfolio.candidate, "C’est fait.", now),
    ]
    run_tasks()
    assert [mail.to for mail in mailoutbox] == [[portfolio.candidate.email], [portfolio.trainer.email]]


def test_twice_the_same_is_one_and_an_answer_without_text_tells_nobody(portfolio, now):
    for _time in (1, 2):
        feedback = actions.add_feedback(
            actor=portfolio.trainer, portfolio=portfolio, criterion="", text="Bon début."
        )
    for _time in (1, 2):
        actions.answer_feedback(actor=portfolio.candidate, feedback=feedback, text="", now=now)
    assert portfolio.feedback.count() == 1
    assert Notification.objects.filter(user=portfolio.trainer).count() == 0


def test_a_submitted_portfolio_offers_no_answer_and_takes_none(portfolio, now, signed_in):
    feedback = actions.add_feedback(
        actor=portfolio.trainer, portfolio=portfolio, criterion="", text="Précisez."
    )
    page = reverse("portfolio", args=[portfolio.pk])
    client = signed_in(portfolio.candidate)
    assert "Répondre et marquer comme traité" in client.get(page).content.decode()
    portfolio.state = "submitted"
    portfolio.save(update_fields=["state"])
    assert "Répondre et marquer comme traité" not in client.get(page).content.decode()
    with pytest.raises(ActionRefusedError, match="est déposé"):
        actions.answer_feedback(actor=portfolio.candidate, feedback=feedback, text="Trop tard", now=now)
    assert portfolio.feedback.get().resolved_at is None


def test_refusals(portfolio, signed_in):
    with pytest.raises(ActionRefusedError, match="blocs visés"):
        actions.add_feedback(actor=portfolio.trainer, portfolio=portfolio, criterion="C9.9-9", text="?")
    client = signed_in(portfolio.trainer)
    client.post(reverse("feedback_new", args=[portfolio.pk]), {"text": ""})
    portfolio.state = "submitted"
    portfolio.save(update_fields=["state"])
    client.post(reverse("feedback_new", args=[portfolio.pk]), {"text": "Trop tard"})
    assert portfolio.feedback.count() == 0


def test_back_to_where_it_was_written_never_elsewhere(portfolio, signed_in):
    client, url = signed_in(portfolio.trainer), reverse("feedback_new", args=[portfolio.pk])
    panel = reverse("criterion_panel", args=[portfolio.pk, "C1.1-1"])
    assert client.post(url, {"text": "a", "criterion": "C1.1-1", "next": panel}).url == panel
    assert client.post(url, {"text": "b", "next": "https://ailleurs.example/"}).url == reverse(
        "portfolio", args=[portfolio.pk]
    )
