"""What only a browser can show: keys, focus, dialogs, the network that goes, two windows, files."""

import pytest
from django.test import Client
from django.urls import reverse

from preuve.web.juries.models import Mark
from preuve.web.portfolios.models import Case, Evidence
from tests.factories.sessions import (
    MONDAY,
    make_defence,
    make_enrolment,
    make_juror,
    make_panel,
    make_session,
    make_submission,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_as(open_window):
    """Return a function that opens a page of the site as a person who is signed in already."""

    def open_page(user, url_name, *arguments):
        client = Client()
        client.force_login(user)
        window = open_window()
        value = client.cookies["sessionid"].value
        window.page.context.add_cookies([{"name": "sessionid", "value": value, "url": window.base}])
        window.go(reverse(url_name, args=arguments))
        return window

    return open_page


@pytest.fixture
def portfolio(db):
    portfolio = make_enrolment().portfolio
    case = Case.objects.create(portfolio=portfolio, title="Refonte", setting="company", nature="real")
    Evidence.objects.create(
        portfolio=portfolio, case=case, kind="text", title="Note de cadrage", text="Le besoin."
    )
    return portfolio


@pytest.fixture
def defence(db):
    session = make_session()
    enrolment = make_enrolment(session)
    make_submission(enrolment)
    return make_defence(enrolment, make_panel(session, make_juror(session), make_juror(session)), MONDAY)


def juror_of(defence):
    return defence.panel.members.order_by("pk").first().juror.user


def focused(window) -> str:
    return window.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")


def status_of(window, identifier: str) -> str:
    return window.page.locator(f"[id='{identifier}']").get_attribute("data-save-state")


def wait_for_status(window, identifier: str, state: str):
    window.page.locator(f"[id='{identifier}'][data-save-state={state}]").wait_for()


def test_the_first_key_leads_past_the_menu(open_as, portfolio):
    window = open_as(portfolio.candidate, "portfolio", portfolio.pk)
    window.page.keyboard.press("Tab")
    assert focused(window) == "Aller au contenu"
    window.page.keyboard.press("Enter")
    assert focused(window) == "content"


def test_a_dialog_takes_the_focus_and_gives_it_back(open_as, portfolio):
    piece = portfolio.evidence.get()
    window = open_as(portfolio.candidate, "evidence", piece.pk)
    button = window.page.get_by_role("button", name="Retirer", exact=True)
    button.focus()
    window.page.keyboard.press("Enter")
    dialog = window.page.get_by_role("dialog")
    assert dialog.inner_text().startswith("Confirmer\n\nRetirer cette preuve et ses argumentaires ?")
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    window.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert button.evaluate("button => button === document.activeElement")
    assert Evidence.objects.filter(pk=piece.pk).exists()


def test_the_keys_of_the_grid(open_as, defence):
    window = open_as(juror_of(defence), "marking", defence.pk)
    keyboard = window.page.keyboard
    for key in ("3", "j", "j", "1", "c"):
        keyboard.press(key)
    keyboard.type("3 mesures seulement")
    keyboard.press("Escape")
    keyboard.press("k")
    keyboard.press("4")
    for identifier in ("C1.1-1", "C1.1-2", "C1.2-1"):
        wait_for_status(window, identifier, "saved")
    marks = Mark.objects.order_by("criterion__identifier")
    assert list(marks.values_list("criterion__identifier", "level", "abstained", "comment")) == [
        ("C1.1-1", "acquired", False, ""),
        ("C1.1-2", "", True, ""),
        ("C1.2-1", "not_acquired", False, "3 mesures seulement"),
    ]
    keyboard.press("u")
    assert focused(window) == "C1.2-2"


def test_the_keys_of_the_grid_can_be_switched_off(open_as, defence):
    window = open_as(juror_of(defence), "marking", defence.pk)
    window.page.keyboard.press("?")
    window.page.get_by_label("Utiliser ces touches").uncheck()
    window.click("Fermer")
    window.page.keyboard.press("3")
    assert window.page.locator(".scale input:checked").count() == 0


def test_without_network_what_is_typed_stays_and_leaves_when_it_is_back(open_as, defence):
    window = open_as(juror_of(defence), "marking", defence.pk)
    window.page.context.set_offline(True)
    window.page.keyboard.press("c")
    window.page.keyboard.type("Dit hors ligne")
    wait_for_status(window, "C1.1-1", "offline")
    assert window.says("Hors ligne : gardé sur cet appareil")
    assert not Mark.objects.exists()
    window.page.context.set_offline(False)
    wait_for_status(window, "C1.1-1", "saved")
    assert Mark.objects.get().comment == "Dit hors ligne"


def test_a_closed_tab_keeps_what_the_network_did_not_take(open_as, defence):
    window = open_as(juror_of(defence), "marking", defence.pk)
    window.page.context.set_offline(True)
    window.page.keyboard.press("c")
    window.page.keyboard.type("Avant la panne")
    wait_for_status(window, "C1.1-1", "offline")
    window.page.close()
    window.page.context.set_offline(False)
    window.page = window.page.context.new_page()
    window.watch().go(reverse("marking", args=[defence.pk]))
    wait_for_status(window, "C1.1-1", "saved")
    assert Mark.objects.get().comment == "Avant la panne"


def test_two_windows_on_one_criterion_lose_neither_text(open_as, defence):
    first = open_as(juror_of(defence), "marking", defence.pk)
    second = open_as(juror_of(defence), "marking", defence.pk)
    for window, text in ((first, "Écrit au bureau"), (second, "Écrit sur la tablette")):
        window.page.keyboard.press("c")
        window.page.keyboard.type(text)
        window.page.locator("[id='C1.1-1'][data-save-state]:not([data-save-state=saving])").wait_for()
    assert (status_of(first, "C1.1-1"), status_of(second, "C1.1-1")) == ("saved", "conflict")
    assert second.page.locator("[id='C1.1-1-comment']").input_value() == "Écrit sur la tablette"
    assert second.says("Modifié ailleurs : votre texte est gardé ici")
    assert Mark.objects.get().comment == "Écrit au bureau"


def test_an_empty_file_is_refused_beside_the_one_that_is_taken(open_as, portfolio):
    window = open_as(portfolio.candidate, "portfolio", portfolio.pk)
    window.page.get_by_label("Déposez vos fichiers ici").set_input_files(
        [
            {"name": "vide.txt", "mimeType": "text/plain", "buffer": b""},
            {"name": "relevé.txt", "mimeType": "text/plain", "buffer": b"Trois mesures.\n"},
        ]
    )
    window.page.locator(".upload-row.is-done").wait_for()
    refused = window.page.locator(".upload-row.is-failed")
    assert "vide.txt" in refused.inner_text()
    assert refused.locator(".upload-row__error").inner_text() == "Ce fichier est vide."
    assert list(portfolio.evidence.order_by("pk").values_list("title", flat=True)) == [
        "Note de cadrage",
        "relevé.txt",
    ]


def test_the_same_file_sent_again_is_shown_once(open_as, portfolio):
    window = open_as(portfolio.candidate, "portfolio", portfolio.pk)
    same = {"name": "relevé.txt", "mimeType": "text/plain", "buffer": b"Trois mesures.\n"}
    for sent in (1, 2):
        window.page.get_by_label("Déposez vos fichiers ici").set_input_files([same])
        window.page.locator(".upload-row.is-done").nth(sent - 1).wait_for()
    assert window.page.locator(".piece").filter(has_text="relevé.txt").count() == 1
    assert portfolio.evidence.filter(title="relevé.txt").count() == 1


def open_criterion(window, name: str):
    """Open a criterion beside the matrix with the keyboard, as its cell says; return the panel."""
    window.page.get_by_role("link", name=name).focus()
    window.page.keyboard.press("Enter")
    panel = window.page.locator("#panel")
    panel.get_by_text("Qualité C1.1-1").wait_for()
    return panel


def test_a_criterion_opens_beside_the_matrix_and_gives_the_focus_back(open_as, portfolio):
    window = open_as(portfolio.candidate, "coverage_matrix", portfolio.pk)
    panel = open_criterion(window, "C1.1-1, Refonte : aucun argumentaire")
    assert panel.evaluate("panel => panel.contains(document.activeElement)")
    assert window.path == reverse("coverage_matrix", args=[portfolio.pk])
    window.page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    label = window.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "C1.1-1, Refonte : aucun argumentaire"


def test_a_claim_made_beside_the_matrix_is_counted_in_it_at_once(open_as, portfolio):
    window = open_as(portfolio.candidate, "coverage_matrix", portfolio.pk)
    panel = open_criterion(window, "C1.1-1, Refonte : aucun argumentaire")
    panel.get_by_label("Preuve", exact=True).select_option(label="Note de cadrage")
    panel.get_by_label("En quoi cette preuve montre le critère").fill("Le besoin y est.")
    panel.get_by_role("button", name="Ajouter l’argumentaire").click()
    panel.get_by_text("Le besoin y est.").wait_for()
    window.page.get_by_role("link", name="C1.1-1, Refonte : 1 argumentaire").wait_for()
    window.page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    # The matrix was drawn again: the focus goes to the cell that took the place of the one it came from.
    label = window.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "C1.1-1, Refonte : 1 argumentaire"


def test_arrows_go_from_cell_to_cell_of_the_matrix(open_as, portfolio):
    window = open_as(portfolio.candidate, "coverage_matrix", portfolio.pk)
    window.page.get_by_role("link", name="C1.1-1, Refonte : aucun argumentaire").focus()
    for key in ("ArrowDown", "ArrowRight"):
        window.page.keyboard.press(key)
    label = window.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "C1.1-2, Sans cas : aucun argumentaire"
