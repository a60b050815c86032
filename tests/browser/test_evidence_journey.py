"""What tools say of real work, by hand in Chromium: from the files of a candidate to the grid of a juror.

Théo deposits a JUnit report whose counter is wrong, two Nmap scans, a certificate chain with a leaf that has
expired and a Trello board. The tools state facts, Théo accepts, sets aside, answers and writes; Anne, juror,
reads it all beside the pieces and on the criteria, and decides alone.
"""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from django.urls import reverse

from preuve.web.accounts.models import Role
from preuve.web.frameworks import actions as frameworks
from preuve.web.frameworks.review import hash_of
from preuve.web.portfolios.models import Artefact, Case, Evidence, Portfolio
from preuve.web.portfolios.queries.machine_voice import machine_voice
from tests.browser.conftest import NARROW, WIDE, Window
from tests.factories.frameworks import make_certification
from tests.factories.people import make_person
from tests.factories.sessions import (
    MONDAY,
    make_defence,
    make_enrolment,
    make_juror,
    make_panel,
    make_session,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FRAMEWORK = settings.BASE_DIR.parent / "data" / "frameworks" / "expert-ingenierie-informatique.txt"
SLIDES = settings.BASE_DIR.parent / "data" / "demo" / "evidence" / "presentations" / "rousselet.pdf"
JUNIT = """<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="reservation" tests="4" failures="0" errors="0" skipped="0" time="0.42"
             timestamp="2026-04-12T09:30:00">
    <testcase classname="tests.test_creneaux" name="test_un_creneau_libre" time="0.11"/>
    <testcase classname="tests.test_creneaux" name="test_un_creneau_pris" time="0.13">
      <failure message="assert 409 == 200">AssertionError: assert 409 == 200</failure>
    </testcase>
    <testcase classname="tests.test_tarifs" name="test_tarif_reduit" time="0.18"/>
  </testsuite>
</testsuites>
"""
DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def nmap(moment: datetime, *ports: tuple[int, str]) -> bytes:
    """A scan as Nmap's `-oX` writes it: its command, its scope, one host with its open ports."""
    start = int(moment.timestamp())
    listed = "".join(
        f'<port protocol="tcp" portid="{port}"><state state="open" reason="syn-ack" reason_ttl="64"/>'
        f'<service name="{service}" method="table" conf="3"/></port>\n'
        for port, service in ports
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sS -oX scan.xml 192.0.2.10" start="{start}" version="7.95"
 xmloutputversion="1.05">
<scaninfo type="syn" protocol="tcp" numservices="1000" services="1-1000"/>
<host starttime="{start}" endtime="{start + 9}"><status state="up" reason="arp-response" reason_ttl="0"/>
<address addr="192.0.2.10" addrtype="ipv4"/>
<ports>
{listed}</ports>
</host>
<runstats><finished time="{start + 9}" elapsed="9.1" exit="success"/>
<hosts up="1" down="0" total="1"/></runstats>
</nmaprun>
""".encode()


def chain() -> tuple[bytes, bytes]:
    """A leaf that expired in 2025 with the authority that signed it, and the leaf's private key."""
    authority, leaf = (ec.generate_private_key(ec.SECP256R1()) for _each in range(2))
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Autorité des essais")])
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "reservation.essai.example")])
    start = datetime(2024, 12, 1, tzinfo=UTC)

    def certificate(name, key, days, *, is_authority):
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if not is_authority:
            names = x509.SubjectAlternativeName([x509.DNSName("reservation.essai.example")])
            built = built.add_extension(names, critical=False)
        return built.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    pem = certificate(subject, leaf, 90, is_authority=False) + certificate(
        issuer, authority, 3650, is_authority=True
    )
    secret = leaf.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem, secret


def board() -> bytes:
    """A board as Trello exports it: lists, cards, members, and the log of what was done, newest first."""
    lists = [("65f0000000000000000000a1", "À faire"), ("65f0000000000000000000a2", "Terminé")]
    cards = [f"65f1{number:020x}" for number in range(1, 5)]
    member = {"id": "65e0000000000000000000b1", "username": "theo", "fullName": "Théo Marchetti"}
    home = {"id": "65d0000000000000000000c1", "name": "Réservation", "shortLink": "AbCdEf12"}

    def action(number: int, kind: str, card: int, **data) -> dict:
        moment = (DAY + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return {
            "id": f"65f2{number:020x}",
            "idMemberCreator": member["id"],
            "type": kind,
            "date": moment,
            "data": {"board": home, "card": {"id": cards[card], "name": f"Carte {card + 1}"}, **data},
            "memberCreator": member,
        }

    named = [{"id": identifier, "name": name} for identifier, name in lists]
    made = [action(number, "createCard", number, list=named[0]) for number in range(4)]
    moved = [
        action(10 + number, "updateCard", number, listBefore=named[0], listAfter=named[1])
        for number in range(3)
    ]
    exported = {
        **home,
        "desc": "",
        "closed": False,
        "idOrganization": None,
        "url": "https://trello.com/b/AbCdEf12/reservation",
        "prefs": {"permissionLevel": "private"},
        "labelNames": {"green": "", "red": "Bogue"},
        "dateLastActivity": "2026-03-14T08:00:00.000Z",
        "lists": [
            {"id": identifier, "name": name, "closed": False, "idBoard": home["id"], "pos": 1}
            for identifier, name in lists
        ],
        "cards": [
            {
                "id": identifier,
                "idShort": number + 1,
                "name": f"Carte {number + 1}",
                "desc": "",
                "closed": False,
                "idList": lists[1 if number < 3 else 0][0],
                "idBoard": home["id"],
                "idMembers": [member["id"]],
                "labels": [],
                "due": None,
                "dateLastActivity": "2026-03-14T08:00:00.000Z",
            }
            for number, identifier in enumerate(cards)
        ],
        "members": [member],
        "actions": [*reversed(moved), *reversed(made)],
        "checklists": [],
    }
    return json.dumps(exported).encode()


@pytest.fixture
def enrolled(db):
    """Théo is enrolled for three blocks of the framework that the shipped links know; Anne is a juror."""
    manager = make_person(Role.CERTIFICATION_MANAGER)
    certification = make_certification()
    draft = frameworks.create_draft(
        actor=manager,
        certification=certification,
        data=FRAMEWORK.read_bytes(),
        file_name="referentiel.txt",
    )
    version = frameworks.publish_draft(
        actor=manager, draft=draft, revision=draft.revision, content_hash=hash_of(draft.content)
    )
    session = make_session(version)
    candidate = make_person(Role.CANDIDATE, first_name="Théo", last_name="Marchetti")
    enrolment = make_enrolment(session, candidate=candidate, block_codes=["BC1", "BC2", "BC3"])
    anne = make_juror(session)
    make_defence(enrolment, make_panel(session, anne, make_juror(session)), MONDAY)
    Case.objects.create(
        portfolio=enrolment.portfolio,
        title="Plateforme de réservation",
        setting="company",
        nature="real",
        period="mars à juin 2026",
        role="développeur principal",
        context="Le centre ouvre ses salles au public.",
    )
    return enrolment, anne.user


@pytest.fixture
def open_for(open_window):
    """Return a function that opens a window of a person who is signed in already."""

    def open_one(user, viewport=WIDE) -> Window:
        client = Client()
        client.force_login(user)
        window = open_window(viewport)
        value = client.cookies["sessionid"].value
        window.page.context.add_cookies([{"name": "sessionid", "value": value, "url": window.base}])
        return window

    return open_one


def test_from_the_files_of_a_candidate_to_the_grid_of_a_juror(enrolled, open_for, run_tasks):
    enrolment, juror = enrolled
    portfolio = enrolment.portfolio
    theo = open_for(portfolio.candidate)
    pem, secret = chain()
    files = {
        "rapport-tests.xml": JUNIT.encode(),
        "nmap-avant.xml": nmap(DAY, (22, "ssh"), (23, "telnet"), (80, "http")),
        "nmap-apres.xml": nmap(DAY + timedelta(days=20), (22, "ssh"), (80, "http")),
        "chaine.pem": pem,
        "tableau.json": board(),
    }
    deposit(theo, portfolio, files)
    run_tasks()
    a_private_key_is_refused(theo, portfolio, secret)

    reads_the_report(theo, portfolio)
    jumps_to_the_line(theo)
    accepts_writes_and_answers(theo, portfolio)
    compares_the_scans(theo, portfolio, run_tasks)
    reads_the_chain(theo, portfolio)
    reads_the_board(theo, portfolio)
    no_tool_speaks_of_everything(theo, portfolio)

    receipt = hands_in(theo, portfolio)
    assert portfolio.submissions.get().receipt == receipt
    anne = open_for(juror)
    reads_on_the_grid(anne, portfolio)
    reads_on_the_grid(open_for(juror, NARROW), portfolio)


def piece(portfolio: Portfolio, name: str) -> Evidence:
    return portfolio.evidence.get(file_name=name)


def look(window: Window, name: str):
    """Keep a picture, and let axe look at the page as it is."""
    assert window.overflow() <= 0, name
    found = [
        f"{item['id']}: {item['nodes'][0]['html']}" for item in Axe().run(window.page).response["violations"]
    ]
    assert (name, found) == (name, [])
    window.picture(f"evidence-{name}-{window.page.viewport_size['width']}")


def payload(name: str, data: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def deposit(theo: Window, portfolio: Portfolio, files: dict[str, bytes]):
    theo.go(reverse("case", args=[portfolio.cases.get().pk]))
    theo.page.get_by_label("Déposez vos fichiers ici").set_input_files(
        [payload(name, data) for name, data in files.items()]
    )
    theo.page.locator(".upload-row.is-done").nth(len(files) - 1).wait_for()
    assert set(portfolio.evidence.values_list("file_name", flat=True)) == set(files)


def a_private_key_is_refused(theo: Window, portfolio: Portfolio, secret: bytes):
    before = Artefact.objects.count(), portfolio.evidence.count()
    theo.go(reverse("case", args=[portfolio.cases.get().pk]))
    content = b"# acces au serveur\nhote = reservation\n" + secret
    theo.page.get_by_label("Déposez vos fichiers ici").set_input_files([payload("acces.conf", content)])
    row = theo.page.locator(".upload-row.is-failed")
    row.wait_for()
    said = row.inner_text()
    assert "« acces.conf » n’est pas gardé" in said
    assert "ligne 3" in said
    assert "Retirez-la puis déposez le fichier à nouveau." in said
    assert (Artefact.objects.count(), portfolio.evidence.count()) == before


def reads_the_report(theo: Window, portfolio: Portfolio):
    theo.go(reverse("evidence", args=[piece(portfolio, "rapport-tests.xml").pk]))
    reading = theo.page.locator("#reading").inner_text()
    for said in ("Tests et couverture", "Constats", "Faits", "recalculé", "suggéré", "sans réponse"):
        assert said in reading
    assert "1 cas en échec ou en erreur : tests.test_creneaux::test_un_creneau_pris" in reading
    assert "4 annoncé, 3 recompté" in reading
    look(theo, "report")
    theo.page.set_viewport_size(NARROW)
    look(theo, "report")
    theo.page.set_viewport_size(WIDE)


def jumps_to_the_line(theo: Window):
    """Follow the place of the contradiction: its line is marked in words, in sight, and has the focus."""
    with theo.page.expect_navigation():
        theo.page.locator(".statement--finding .statement__places a").first.click()
    line = re.search(r"line=(\d+)", theo.page.url)[1]
    place = theo.page.locator(f"#L{line}")
    theo.page.wait_for_function("id => document.activeElement.id === id", arg=f"L{line}")
    assert place.locator(".here").inner_text() == "ici"
    assert 0 <= place.bounding_box()["y"] < WIDE["height"]
    look(theo, "line")
    theo.follow("Arbre")
    assert theo.page.locator("[data-tree] .is-marked .here").inner_text() == "ici"
    assert "attribut" not in theo.page.locator("[data-tree]").inner_text()
    look(theo, "tree")
    theo.page.set_viewport_size(NARROW)
    look(theo, "tree")
    theo.page.set_viewport_size(WIDE)


def write_from_a_fact(theo: Window, name: str, portfolio: Portfolio):
    """Begin a claim with the sentence of the first fact that speaks about a criterion, and keep it."""
    theo.go(reverse("evidence", args=[piece(portfolio, name).pk]))
    fact = theo.page.locator(".statement--fact").filter(has=theo.page.locator(".glyph--shows")).first
    sentence = fact.locator(".statement__sentence").inner_text()
    with theo.page.expect_navigation():
        fact.get_by_role("link", name="Rédiger l’argumentaire").click()
    written = theo.page.get_by_label("En quoi cette preuve montre le critère")
    assert written.input_value() == sentence
    written.fill(f"{sentence} J’ai conduit ce travail du début à la fin.")
    theo.press("Rattacher aux critères choisis")
    assert sentence in theo.page.locator(".claims").inner_text()


def accepts_writes_and_answers(theo: Window, portfolio: Portfolio):
    theo.go(reverse("evidence", args=[piece(portfolio, "rapport-tests.xml").pk]))
    facts = theo.page.locator(".statement--fact")
    first = facts.nth(0).get_attribute("id")
    facts.nth(0).get_by_role("button", name="Accepter").click()
    theo.page.locator(f"#{first}.is-accepted").wait_for()
    last = facts.last.get_attribute("id")
    facts.last.get_by_text("Commenter").click()
    facts.last.get_by_label("Votre commentaire").fill("Ce fait ne dit rien de mon travail.")
    facts.last.get_by_role("button", name="Écarter").click()
    theo.page.locator(f"#{last}.is-rejected").wait_for()
    finding = theo.page.locator(".statement--finding").filter(has_text="4 annoncé, 3 recompté")
    answered = finding.get_attribute("id")
    finding.get_by_text("Répondre à ce constat").click()
    finding.get_by_label("Explication").fill("Le compteur vient d’un outil qui ne compte pas les échecs.")
    finding.get_by_role("button", name="Expliquer").click()
    theo.page.locator(f"#{answered}").get_by_text("Réponse du candidat").wait_for()
    assert "expliqué" in theo.page.locator(f"#{answered}").inner_text()
    look(theo, "answered")
    write_from_a_fact(theo, "rapport-tests.xml", portfolio)


def compares_the_scans(theo: Window, portfolio: Portfolio, run_tasks):
    after = piece(portfolio, "nmap-apres.xml")
    theo.go(reverse("evidence", args=[after.pk]))
    with theo.page.expect_navigation():
        theo.page.get_by_role("button", name="Elle est l’avant, celle-ci l’après").click()
    run_tasks()
    theo.go(reverse("evidence", args=[after.pk]))
    comparison = theo.page.locator(".reading__comparison").inner_text()
    assert "Comparée avec « nmap-avant.xml », plus ancienne" in comparison
    assert "1 port ouvert au premier relevé ne l’est plus au second : 23/tcp telnet" in comparison
    look(theo, "comparison")
    write_from_a_fact(theo, "nmap-apres.xml", portfolio)


def reads_the_chain(theo: Window, portfolio: Portfolio):
    theo.go(reverse("evidence", args=[piece(portfolio, "chaine.pem").pk]))
    findings = " ".join(theo.page.locator(".statement--finding .statement__sentence").all_inner_texts())
    assert "reservation.essai.example" in findings
    assert "expir" in findings  # « expiré », whatever the gender of the sentence
    cards = theo.page.locator(".file-card__title").all_inner_texts()
    assert [card.split("\n")[0].split(" ")[0] for card in cards] == ["reservation.essai.example", "Autorité"]
    with theo.page.expect_navigation():
        theo.page.locator(".statement--finding .statement__places a").first.click()
    marked = theo.page.locator(".file-card.is-marked")
    assert marked.locator(".file-card__title").inner_text().startswith("ici")
    assert "reservation.essai.example" in marked.inner_text()
    look(theo, "certificates")
    theo.page.set_viewport_size(NARROW)
    look(theo, "certificates")
    theo.page.set_viewport_size(WIDE)
    write_from_a_fact(theo, "chaine.pem", portfolio)


def reads_the_board(theo: Window, portfolio: Portfolio):
    theo.go(reverse("evidence", args=[piece(portfolio, "tableau.json").pk]))
    facts = " ".join(theo.page.locator(".statement--fact .statement__sentence").all_inner_texts())
    assert "4 cartes" in facts
    with theo.page.expect_navigation():
        theo.page.locator(".statement--fact .statement__places a").first.click()
    assert theo.page.locator("[data-tree] .is-marked .here").inner_text() == "ici"
    look(theo, "board")


def no_tool_speaks_of_everything(theo: Window, portfolio: Portfolio):
    silent = sorted(machine_voice(portfolio.framework_version_id).silent)
    mine = [name for name in silent if name.startswith(("C1", "C2", "C3"))]
    theo.go(reverse("criterion_panel", args=[portfolio.pk, mine[0]]))
    assert theo.says("Aucun outil ne peut parler de ce critère : il se défend à l’oral.")


def hands_in(theo: Window, portfolio: Portfolio) -> str:
    theo.go(reverse("portfolio", args=[portfolio.pk]))
    theo.page.get_by_label("Fichier PDF, ODP ou PPTX").set_input_files(SLIDES)
    theo.press("Envoyer le support")
    theo.go(reverse("coverage_matrix", args=[portfolio.pk]))
    look(theo, "matrix")
    theo.go(reverse("portfolio", args=[portfolio.pk]))
    theo.follow("Vérifier et déposer")
    assert theo.says("Rien n’empêche le dépôt")
    theo.page.get_by_label("J’atteste que ce portfolio est mon travail").check()
    theo.confirm("Déposer mon portfolio", "Déposer")
    return theo.page.get_by_role("heading", level=1).inner_text().removeprefix("Dépôt ")


def reads_on_the_grid(anne: Window, portfolio: Portfolio):
    """See the facts beside a piece and on a criterion, with the answers; jump to the line; decide alone."""
    anne.go(reverse("juror_desk"))
    anne.follow("Théo Marchetti")
    anne.page.locator("[data-criterion].is-current").wait_for()
    assert not anne.says("satisfait")
    anne.page.locator(".pieces").get_by_role("link", name="rapport-tests").click()
    said = anne.page.locator(".said--piece")
    said.get_by_text("écarté par le candidat").first.wait_for()
    assert "Ce fait ne dit rien de mon travail." in said.inner_text()
    assert "Le compteur vient d’un outil qui ne compte pas les échecs." in said.inner_text()
    look(anne, "juror-piece")
    said.locator(".said__statement--finding .said__places a").first.click()
    anne.page.locator("#viewer .is-marked .here").wait_for()
    anne.page.wait_for_function("document.activeElement.matches('#viewer [data-here]')")
    in_sight = (
        "node => node.getBoundingClientRect().top >= 0 && node.getBoundingClientRect().bottom <= innerHeight"
    )
    assert anne.page.locator("#viewer [data-here]").evaluate(in_sight)
    assert anne.path.endswith("/evaluer/")
    look(anne, "juror-line")
    box = anne.page.locator("[data-criterion] .said--criterion").first
    box.locator("summary").click()
    line = box.locator(".said__line a").first
    assert box.get_by_text(re.compile("montre|situe|contredit")).count() > 0
    look(anne, "juror-criterion")
    line.click()
    anne.page.locator("#viewer .viewer").wait_for()
    assert anne.page.locator(".scale input:checked").count() == 0
    assert portfolio.submissions.get().content["format"] == "preuve-submission/2"
