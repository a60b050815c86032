"""The whole line, by hand in Chromium: from the text of the référentiel to a certificate anyone can check.

Four people have their own window: Inès, manager; Théo, candidate; Anne, who chairs the jury; Bruno, juror.
Noé is a second candidate before the same jury and gets two blocks only. Every one of the 99 criteria is
marked with the keys of the keyboard, by both jurors, for both candidates, and saved by the page itself.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import OrganisationKind, Role
from preuve.web.audit.queries import audit_problems
from preuve.web.sessions.models import Enrolment
from tests.browser.conftest import NARROW, Window, password_link_of
from tests.factories.people import PASSWORD, make_organisation, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRAMEWORK = settings.BASE_DIR.parent / "data" / "frameworks" / "expert-ingenierie-informatique.txt"
EVIDENCE = settings.BASE_DIR.parent / "data" / "demo" / "evidence"
THREE_FILES = [
    EVIDENCE / "tables" / "registre-risques.csv",
    EVIDENCE / "sauvegarde" / "restauration.txt",
    EVIDENCE / "analyse" / "bandit-avant.json",
]
NEW_PASSWORD = "vers-la-certification-2027"
TITLE = "Expert(e) en ingénierie informatique"
CRITERIA = 99
# What the jury says of Noé: short of two blocks, in words that only the result page may repeat.
FAILED = {
    "C3.1": "Les objectifs de service ne sont pas mesurés.",
    "C4.1": "La publication de la solution web n’est pas montrée.",
}
ANNES_SECRET = "Anne doute de la reprise après sinistre"


def test_from_the_text_of_the_framework_to_a_certificate_that_anyone_can_check(open_window, run_tasks):
    people_who_have_an_account()
    ines = open_window().sign_in("ines@test.example", PASSWORD)

    publish_the_framework(ines)
    appoint(ines, "anne@test.example", "Anne", "Kervella", "Hydralys", chairs=True)
    appoint(ines, "bruno@test.example", "Bruno", "Salvi", "Ortellis", chairs=False)
    session = open_a_session(ines)
    enrol(ines, session, "theo@test.example", "Théo", "Marchetti")
    enrol(ines, session, "noe@test.example", "Noé", "Le Gall")
    compose_the_jury(ines, session)
    give_slots(ines, session)
    convoke(ines, session)
    run_tasks()

    theo, noe = open_window(), open_window(NARROW)
    receipts = []
    for window, email in ((theo, "theo@test.example"), (noe, "noe@test.example")):
        choose_a_password(window, email, run_tasks)
        build_the_portfolio(window)
        receipts.append(submit(window))
    assert len(set(receipts)) == 2

    anne, bruno = open_window(), open_window()
    choose_a_password(anne, "anne@test.example", run_tasks)
    choose_a_password(bruno, "bruno@test.example", run_tasks)
    mark_everything(anne, "Théo Marchetti", {"C2.1-1": ("2", ANNES_SECRET)})
    hand_in(anne)
    knows_nothing_of_the_others_marks(bruno, "Théo Marchetti")
    mark_everything(bruno, "Théo Marchetti", {})
    knows_nothing_of_the_others_marks(bruno, "Théo Marchetti", marked=CRITERIA)
    hand_in(bruno)
    for juror in (anne, bruno):
        mark_everything(juror, "Noé Le Gall", {code: ("1", why) for code, why in FAILED.items()})
        hand_in(juror)
    run_tasks()

    has_no_result_yet(theo)
    deliberate(anne, "Théo Marchetti", "certification obtenue")
    deliberate(anne, "Noé Le Gall", "certification partielle")
    minutes = draw_up_the_minutes(anne)
    sign(anne, minutes)
    has_no_result_yet(theo)
    sign(bruno, minutes)
    run_tasks()
    publish(ines, minutes)
    run_tasks()

    certificate = has_the_whole_certification(theo)
    has_two_blocks_only(noe)
    anyone_can_check(open_window(NARROW), certificate)
    assert list(audit_problems()) == []


def people_who_have_an_account():
    make_person(Role.CERTIFICATION_MANAGER, email="ines@test.example", first_name="Inès", last_name="Vasseur")
    make_organisation("Institut des essais", OrganisationKind.CERTIFIER)
    make_organisation("Centre de Lyon", OrganisationKind.CENTRE)


def publish_the_framework(ines: Window):
    ines.go("/")
    ines.follow("Référentiels")
    ines.follow("Enregistrer une certification")
    for label, value in {
        "Intitulé": TITLE,
        "Code RNCP": "RNCP38596",
        "Niveau": "7",
        "Codes NSF": "326",
        "Décision d’enregistrement": "décision du 20 juin 2025",
        "Date de la décision": "2025-06-20",
        "Échéance de l’enregistrement": "2030-06-20",
    }.items():
        ines.fill(label, value)
    ines.page.get_by_label("Certificateur").select_option(label="Institut des essais")
    ines.press("Enregistrer")
    ines.follow("Déposer un référentiel")
    ines.page.get_by_label("Document").set_input_files(FRAMEWORK)
    ines.press("Lire le document")
    counts = ines.page.locator("#draft-status dd").all_inner_texts()
    assert counts[:5] == ["4", "45", "18", "199", "99"]
    assert ines.says("C4.1 à C4")
    correct_an_item(ines)
    ines.confirm("Publier la version", "Publier la version")
    assert ines.says("La version 1 est publiée.")
    assert ines.page.get_by_role("button", name="Publier la version").count() == 0


def correct_an_item(ines: Window):
    """Correct the draft beside its source, as a reviewer does before publishing."""
    first = ines.page.locator("#at-head")
    first.get_by_role("link", name="Corriger le titre et le certificateur").click()
    first.get_by_label("Titre", exact=True).fill(TITLE)
    first.get_by_role("button", name="Enregistrer").click()
    first.get_by_role("heading", name=TITLE).wait_for()


def appoint(ines: Window, email: str, first_name: str, last_name: str, company: str, *, chairs: bool):
    ines.go("/sessions/jures/")
    ines.follow("Enregistrer un juré")
    ines.fill("Adresse électronique", email)
    ines.page.get_by_label("Nom", exact=True).fill(last_name)
    ines.page.get_by_label("Prénom", exact=True).fill(first_name)
    ines.fill("Autre organisation", company)
    ines.page.get_by_label("Peut présider").set_checked(chairs)
    blocks = ines.page.get_by_role("group", name="Blocs de «")
    for box in blocks.get_by_role("checkbox").all():
        box.check()
    ines.press("Enregistrer")
    assert ines.says(f"{first_name} {last_name}")


def open_a_session(ines: Window) -> str:
    """Prepare the centre, the regulations and the session; return its path."""
    prepare_the_centre(ines)
    write_the_regulations(ines)
    return create_the_session(ines)


def prepare_the_centre(ines: Window):
    ines.go("/sessions/centres/")
    ines.follow("Centre de Lyon")
    ines.follow("Habiliter")
    ines.page.get_by_label("Objet").select_option(value="both")
    ines.page.get_by_label("État").select_option(value="active")
    ines.fill("Depuis le", "2025-09-01")
    ines.press("Enregistrer")
    ines.go("/sessions/centres/")
    ines.follow("Centre de Lyon")
    ines.follow("Ajouter une salle")
    ines.fill("Nom de la salle", "Salle Lovelace")
    ines.press("Enregistrer")


def write_the_regulations(ines: Window):
    ines.go("/sessions/reglements/")
    ines.page.get_by_role("link", name="Écrire un règlement").first.click()
    ines.fill("Nom du règlement", "Règlement 2027")
    ines.press("Enregistrer le règlement")


def create_the_session(ines: Window) -> str:
    first_day = timezone.localdate() + timedelta(days=40)
    ines.go("/sessions/nouvelle/")
    ines.press("Continuer")
    for label, value in {
        "Numéro": "2027-A",
        "Intitulé": "Session de printemps",
        "Premier jour": first_day.isoformat(),
        "Dernier jour": (first_day + timedelta(days=1)).isoformat(),
        "Adresse": "12 rue des Essais, Lyon",
    }.items():
        ines.fill(label, value)
    ines.page.get_by_label("Centre", exact=True).select_option(label="Centre de Lyon")
    ines.page.get_by_label("Règlement d’évaluation").select_option(label="Règlement 2027")
    ines.press("Créer la session")
    ines.press("Ouvrir la session")
    return ines.path


def enrol(ines: Window, session: str, email: str, first_name: str, last_name: str):
    ines.go(session)
    ines.follow("Inscrire un candidat")
    ines.fill("Adresse électronique", email)
    ines.fill("Nom d’usage", last_name)
    ines.fill("Prénom", first_name)
    ines.page.get_by_label("Sexe à l’état civil").select_option(value="M")
    ines.fill("Date de naissance", "1999-04-02")
    ines.fill("Lieu de naissance", "Lyon")
    ines.page.get_by_label("Voie d’accès").select_option(value="apprenticeship")
    ines.page.get_by_label("Centre de formation").select_option(label="Centre de Lyon")
    ines.press("Inscrire")
    assert ines.says(f"{first_name} {last_name}")


def compose_the_jury(ines: Window, session: str):
    ines.go(session)
    ines.follow("Composer un jury")
    ines.fill("Nom du jury", "Jury A")
    ines.press("Créer le jury")
    panel = ines.path
    for name, seat in (("Anne Kervella", "chair"), ("Bruno Salvi", "member")):
        ines.page.get_by_label("Juré", exact=True).select_option(label=name)
        ines.page.get_by_label("Place", exact=True).select_option(value=seat)
        ines.press("Ajouter au jury")
    entrust_the_candidates(ines, session)
    ines.go(panel)
    assert ines.page.get_by_role("row").filter(has_text="Oui").count() == 2


def entrust_the_candidates(ines: Window, session: str):
    ines.go(session)
    for name in ("Théo Marchetti", "Noé Le Gall"):
        ines.page.get_by_label(f"Choisir {name}").check()
    ines.press("Affecter les candidats choisis à un jury…")
    ines.press("Vérifier avec ce jury")
    ines.press("Affecter à « Jury A »")


def give_slots(ines: Window, session: str):
    for name, hour in (("Théo Marchetti", "09:00"), ("Noé Le Gall", "10:30")):
        ines.go(f"{session}emploi-du-temps/")
        ines.page.get_by_role("row").filter(has_text=name).get_by_role(
            "link", name="Choisir le créneau"
        ).click()
        ines.fill("Heure de début", hour)
        ines.press("Enregistrer le créneau")
    assert not ines.says("À planifier")


def convoke(ines: Window, session: str):
    ines.go(session)
    ines.press("Convoquer…")
    assert ines.says("6 rendez-vous vont être annoncés")
    ines.press("Envoyer")


def choose_a_password(window: Window, email: str, run_tasks):
    """Sign in for the first time: by the link that the site sent when the account was opened."""
    run_tasks()
    window.go(password_link_of(email))
    for field in window.page.locator("input[type=password]").all():
        field.fill(NEW_PASSWORD)
    window.press("Enregistrer le mot de passe")
    window.sign_in(email, NEW_PASSWORD)


def build_the_portfolio(window: Window):
    window.go("/portfolio/")
    if not re.fullmatch(r"/portfolios/\d+/", window.path):
        window.follow(TITLE)
    portfolio = window.path
    window.page.get_by_role("link", name="Décrire un cas").first.click()
    window.fill("Titre", "Plateforme de réservation")
    window.page.get_by_label("en entreprise").check()
    window.page.get_by_label("réel", exact=True).check()
    window.fill("Période", "de mars à juin 2026")
    window.fill("Votre rôle", "développeur principal")
    window.fill("Contexte", "Le centre ouvre ses salles au public et veut des réservations en ligne.")
    window.press("Créer le cas")
    window.page.get_by_label("Déposez vos fichiers ici").set_input_files(THREE_FILES)
    window.page.locator(".upload-row.is-done").nth(2).wait_for()
    claim_the_evidence(window)
    window.go(portfolio)
    window.page.get_by_label("Fichier PDF, ODP ou PPTX").set_input_files(
        EVIDENCE / "presentations" / "rousselet.pdf"
    )
    window.press("Envoyer le support")


def claim_the_evidence(window: Window):
    """Say of each piece which criteria it shows and why; a block without any claim can't be submitted."""
    pieces = [link.get_attribute("href") for link in window.page.locator(".piece__name a").all()]
    assert len(pieces) == len(THREE_FILES)
    for piece, criteria in zip(pieces, (("C1.1-1", "C2.1-1"), ("C3.1-1",), ("C4.1-1",)), strict=True):
        window.go(piece)
        window.fill("En quoi cette preuve montre le critère", f"Le document le montre pour {criteria[0]}.")
        for criterion in criteria:
            window.fill("Chercher un critère", criterion)
            window.page.locator(f"input[name=criteria][value='{criterion}']").check()
        window.press("Rattacher aux critères choisis")
        claims = window.page.locator(".claims .code-id").all_inner_texts()
        assert claims == list(criteria)


def submit(window: Window) -> str:
    """Submit the portfolio and return the number of the receipt."""
    window.follow("Vérifier et déposer")
    assert window.says("Rien n’empêche le dépôt")
    window.page.get_by_label("J’atteste que ce portfolio est mon travail").check()
    window.confirm("Déposer mon portfolio", "Déposer")
    assert window.says("Copie intacte")
    assert window.page.get_by_role("button", name="Déposer mon portfolio").count() == 0
    return window.page.get_by_role("heading", level=1).inner_text().removeprefix("Dépôt ")


def open_the_grid(window: Window, candidate: str):
    window.go(reverse("juror_desk"))
    window.follow(candidate)
    window.page.locator("[data-criterion].is-current").wait_for()


def mark_everything(window: Window, candidate: str, departures: dict[str, tuple[str, str]]):
    """Mark every criterion with the keys: « 3 », acquired, except for `departures`: key and comment."""
    open_the_grid(window, candidate)
    identifiers = window.page.locator("[data-criterion]").evaluate_all("nodes => nodes.map(node => node.id)")
    assert len(identifiers) == CRITERIA
    keyboard = window.page.keyboard
    for identifier in identifiers:
        key, comment = departures.get(identifier) or departures.get(identifier.rpartition("-")[0], ("3", ""))
        keyboard.press(key)
        if comment:
            keyboard.press("c")
            keyboard.insert_text(comment)
            keyboard.press("Escape")
        keyboard.press("j")
    window.page.wait_for_function(
        "count => document.querySelectorAll('[data-criterion][data-save-state=saved]').length === count",
        arg=CRITERIA,
        timeout=120_000,
    )
    assert window.says(f"{CRITERIA} critères évalués sur {CRITERIA}")


def hand_in(window: Window):
    window.follow("Rendre ma grille")
    assert window.says("Tous les critères sont évalués")
    window.confirm("Rendre ma grille définitivement", "Rendre")


def knows_nothing_of_the_others_marks(bruno: Window, candidate: str, marked: int = 0):
    """Look at every page that a juror has before handing in: nothing of the other's grid is on any."""
    open_the_grid(bruno, candidate)
    grid = bruno.path
    assert bruno.page.locator(".scale input:checked").count() == marked
    defence = grid.removesuffix("evaluer/")
    for path in ("/", reverse("juror_desk"), "/notifications/", grid, f"{defence}rendre/", defence):
        bruno.go(path)
        assert ANNES_SECRET not in bruno.page.content()
        assert not bruno.says("Anne Kervella")
    enrolment = Enrolment.objects.get(candidate__last_name=candidate.split(" ", 1)[1])
    door = bruno.page.request.get(f"{bruno.base}/jury/deliberation/{enrolment.pk}/")
    assert (door.status, ANNES_SECRET in door.text()) == (404, False)
    open_the_grid(bruno, candidate)


def has_no_result_yet(window: Window):
    window.go("/resultats/")
    assert window.says("Aucun résultat n’est publié pour cette session.")
    assert not window.says("acquis")


def deliberate(anne: Window, candidate: str, outcome: str):
    anne.go(reverse("juror_desk"))
    anne.page.get_by_role("row").filter(has_text=candidate).get_by_role("link", name="Délibérer").click()
    anne.press("Ouvrir la délibération")
    assert anne.page.locator("#board tbody tr").count() == CRITERIA
    assert anne.says("Bruno Salvi")
    anne.click("Suivre les propositions pour tout ce qui n’est pas décidé")
    anne.page.get_by_role("button", name="Clore la délibération").wait_for()
    assert outcome in anne.page.locator(".ruling-certification").inner_text()
    anne.confirm("Clore la délibération", "Clore")


def draw_up_the_minutes(anne: Window) -> str:
    anne.go(reverse("juror_desk"))
    anne.page.get_by_role("link", name=re.compile("^Procès-verbaux.* Jury A")).click()
    for name in ("Anne Kervella", "Bruno Salvi"):
        anne.page.get_by_role("checkbox", name=name).check()
    anne.press("Établir le procès-verbal")
    assert anne.page.get_by_role("button", name="Publier les résultats").count() == 0
    return anne.path


def sign(window: Window, minutes: str):
    window.go(minutes)
    window.fill("Votre mot de passe", NEW_PASSWORD)
    window.press("Signer le procès-verbal")
    assert window.page.get_by_role("button", name="Signer le procès-verbal").count() == 0


def publish(ines: Window, minutes: str):
    ines.go(minutes)
    ines.confirm("Publier les résultats", "Publier")
    assert ines.says("résultats publiés le")


def has_the_whole_certification(theo: Window) -> str:
    """Follow the result to the certificate and its document; return the path of its public page."""
    theo.go("/resultats/")
    assert theo.says("Certification obtenue")
    theo.follow("Certificat")
    document = theo.page.get_by_role("link", name="Télécharger le PDF").get_attribute("href")
    answer = theo.page.request.get(f"{theo.base}{document}")
    assert (answer.status, answer.headers["content-type"], answer.body()[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )
    address = theo.page.locator(".public-address a").get_attribute("href")
    return urlsplit(address).path


def has_two_blocks_only(noe: Window):
    noe.go("/resultats/")
    assert noe.says("Certification partielle")
    certificates = noe.page.locator(".result__certificates a").filter(has_text="bloc").all_inner_texts()
    assert certificates == ["Attestation du bloc BC1", "Attestation du bloc BC2"]
    assert all(noe.says(why) for why in FAILED.values())
    assert noe.says("(BC3, BC4)")


def anyone_can_check(stranger: Window, certificate: str):
    stranger.go(certificate)
    assert stranger.page.get_by_role("heading", level=1).inner_text() == "Certificat valide"
    assert stranger.says("Théo MARCHETTI")
    assert stranger.says(TITLE)
    assert not stranger.says("test.example")
    assert stranger.page.context.cookies() == []
    unknown = stranger.page.request.get(f"{stranger.base}/verifier/{'a' * 26}/")
    assert "Certificat inconnu" in unknown.text()
