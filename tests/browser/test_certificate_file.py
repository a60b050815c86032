"""A certificate as a file: downloaded by its holder, checked by a stranger without sending it, revoked."""

import copy
import json
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse
from joserfc.jwk import RSAKey

from preuve.domain.credentials.badges import Granted, badge, learner_record
from preuve.domain.credentials.baking import bake_svg
from preuve.domain.credentials.issuers import IssuerKey, did_document
from preuve.domain.credentials.tokens import sign_token
from preuve.domain.credentials.verification import verify
from preuve.web.credentials.actions import publish_results
from preuve.web.credentials.tasks import make_certificate_document
from tests.browser.conftest import NARROW
from tests.factories.credentials import AT, CONTEXTS, DID, award, issuer_document, lists, signed
from tests.factories.credentials import ISSUER as SOMEBODY
from tests.web.credentials.conftest import NOW, Hearing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VALID, INVALID = "Ce certificat est valable", "Ce fichier ne peut pas être cru"


@pytest.fixture
def hearing(settings, live_server):
    settings.BASE_URL = live_server.url
    return Hearing()


@pytest.fixture
def certificate(hearing):
    hearing.hear()
    (row,) = publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    make_certificate_document(certificate_id=row.pk)
    return row


def signed_in(window, user, live_server):
    client = Client()
    client.force_login(user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    window.page.context.add_cookies([cookie])
    return window


def drop(window, name, content):
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    window.page.locator("#file").set_input_files(file)
    window.page.locator("#verify-result .verdict, #verify-result .alert").first.wait_for()
    return window.page.locator("#verify-result").inner_text()


def test_the_file_of_a_certificate_is_checked_where_it_is(open_window, live_server, hearing, certificate):
    holder = signed_in(open_window(), certificate.holder, live_server)
    holder.go(reverse("certificate", args=[certificate.pk]))
    with holder.page.expect_download() as download:
        holder.page.get_by_role("link", name="Télécharger le fichier vérifiable (JSON)").click()
    data = download.value.path().read_bytes()
    assert download.value.suggested_filename == f"{certificate.number}.json"
    with holder.page.expect_download() as download:
        holder.page.get_by_role("link", name="Badge PNG").click()
    badge_png = download.value.path().read_bytes()
    with holder.page.expect_download() as download:
        holder.page.get_by_role("link", name="Télécharger le PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    stranger = open_window(NARROW)
    posted = []
    stranger.page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else 0)
    stranger.go(reverse("verify_file"))
    said = drop(stranger, "certificat.json", data)
    assert VALID in said
    assert certificate.mentions["title"] in said
    assert stranger.overflow() == 0
    assert Axe().run(stranger.page).response["violations"] == []
    stranger.picture("verify_file-390")
    assert VALID in drop(stranger, "badge.png", badge_png)
    svg = bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"/>', data.decode())
    assert VALID in drop(stranger, "badge.svg", svg)
    for name in ("Relevé (CLR)", "Certificat JWT"):
        with holder.page.expect_download() as download:
            holder.page.get_by_role("link", name=name).click()
        said = drop(stranger, download.value.suggested_filename, download.value.path().read_bytes())
        assert VALID in said
        assert "non vérifiée" not in said
    changed = data.replace(certificate.holder.first_name.encode(), b"Quelqu'un")
    said = drop(stranger, "change.json", changed)
    assert INVALID in said
    assert "la signature ne correspond pas" in said
    assert "ne contient pas de certificat lisible" in drop(stranger, "autre.json", b"{}{")

    manager = signed_in(open_window(), hearing.manager, live_server)
    manager.go(reverse("revoke_certificate", args=[certificate.pk]))
    manager.fill("Motif de la révocation", "Fraude établie.")
    manager.press("Révoquer définitivement")
    said = drop(stranger, "certificat.json", data)
    assert INVALID in said
    assert "révoqué par l’émetteur" in said
    assert posted == []


def altered():
    """Credentials sound and broken, each with its issuer and lists, by what was done to them."""
    sound = signed(badge(award(), SOMEBODY))
    known = (issuer_document(), lists())
    yield "sound", sound, *known
    yield "revoked", sound, issuer_document(), lists(revoked=[7])
    yield "suspended", sound, issuer_document(), lists(suspended=[7])
    yield "no list", sound, issuer_document(), []
    yield "key revoked before", sound, issuer_document(revoked="2026-06-01T00:00:00Z"), lists()
    yield "key revoked after", sound, issuer_document(revoked="2026-08-31T00:00:00Z"), lists()
    yield "key expired", sound, issuer_document(expires="2026-06-01T00:00:00Z"), lists()
    for name, change in {
        "another name": lambda it: it.update(name="Autre chose"),
        "another issuer": lambda it: it["issuer"].update(id="did:web:autre.example"),
        "another key": lambda it: it["proof"].update(verificationMethod="did:web:x#1"),
        "a word without meaning": lambda it: it["credentialSubject"].update(remark="bien"),
        "an empty list": lambda it: it.update(evidence=[]),
        "a keyword": lambda it: it.update({"@id": "urn:x:y"}),
        "a control character": lambda it: it.update(name="a\u0001b"),
        "an unknown context": lambda it: it["@context"].append("https://autre.example/c.json"),
        "a relative identifier": lambda it: it.update(id="ici"),
        "no proof": lambda it: it.pop("proof"),
        "another suite": lambda it: it["proof"].update(cryptosuite="eddsa-jcs-2022"),
        "a short signature": lambda it: it["proof"].update(proofValue="z3FXQ"),
        "not a credential": lambda it: it.update(type=["Autre"]),
        "an identifier described twice": lambda it: it["evidence"].append(
            {**it["evidence"][0], "name": "Autre"}
        ),
    }.items():
        document = copy.deepcopy(sound)
        change(document)
        yield name, document, *known


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def tokens():
    """Credentials as JWT, sound and broken."""
    private = rsa.generate_private_key(65537, 2048)
    jwk = RSAKey.import_key(pem(private)).as_dict(private=False)
    public = {name: jwk[name] for name in ("kty", "n", "e")}
    method = f"{DID}#jwt"
    published = did_document(DID, [IssuerKey(method, public)])
    sound = sign_token(badge(award(), SOMEBODY), pem(private), method=method)
    head, claims, signature = sound.split(".")
    other = sign_token(badge(award(), SOMEBODY), pem(rsa.generate_private_key(65537, 2048)), method=method)
    yield "a token", sound, published, lists()
    yield "a revoked token", sound, published, lists(revoked=[7])
    yield "a suspended token", sound, published, lists(suspended=[7])
    yield "a token that is both", sound, published, lists(revoked=[7], suspended=[7])
    yield "a token without list", sound, published, []
    yield "a token of another key", other, published, lists()
    yield "a changed signature", f"{head}.{claims}.{signature[1:]}A", published, lists()
    yield "two parts", f"{head}.{claims}", published, lists()
    yield "an unknown key", sound, issuer_document(), lists()
    gone = IssuerKey(method, public, revoked="2026-06-01T00:00:00Z")
    yield "a stolen token key", sound, did_document(DID, [gone]), lists()


def records():
    """Learner records, sound and changed."""
    held = []
    for rank in range(9):
        one = award(Granted.COMPETENCE, rank)
        achievement = replace(one.achievement, id=f"{one.achievement.id}{rank}")
        named = replace(one, achievement=achievement, holder_id=f"{one.id}#titulaire")
        held.append(signed(badge(named, SOMEBODY)))
    record = signed(
        learner_record(
            held,
            SOMEBODY,
            record_id="https://certifieur.example/releve.json",
            name="Relevé",
            holder_name="Zoé Ångström-Lefèvre",
            valid_from="2026-07-01T10:00:00Z",
            status=award().status,
        )
    )
    yield "a record", record, issuer_document(), lists()
    yield "a revoked record", record, issuer_document(), lists(revoked=[7])
    changed = copy.deepcopy(record)
    changed["credentialSubject"]["verifiableCredential"][3]["name"] = "Autre chose"
    yield "a changed record", changed, issuer_document(), lists()


CHECK = """async ([document, issuer, lists, contexts, at]) => {
    const known = {
        contexts,
        issuer: async (id) => (issuer.id === id ? issuer : null),
        list: async (url) => lists.find((item) => item.id === url) ?? null,
    };
    const checked = await window.PreuveCredentials.verify(document, at, known);
    return checked.findings.map(({ check, outcome }) => [check, outcome]);
}"""


def test_the_page_finds_what_the_program_finds(open_window):
    window = open_window()
    window.go(reverse("verify_file"))
    for name, document, issuer, known in [*altered(), *tokens(), *records()]:
        checked = verify(document, at=AT, issuers=[issuer], contexts=CONTEXTS, status_lists=known)
        expected = [[finding.check.value, finding.outcome.value] for finding in checked.findings]
        asked = [document, issuer, known, dict(CONTEXTS.by_url), int(AT.timestamp() * 1000)]
        assert (name, window.page.evaluate(CHECK, json.loads(json.dumps(asked)))) == (name, expected)


def test_a_key_given_twice_is_refused(open_window):
    window = open_window()
    window.go(reverse("verify_file"))
    for text in ('{"a": 1, "a": 2}', '{"b": [{"a": 1, "\\u0061": 2}]}', '{"x": {"a": {}, "a": []}}'):
        assert "ne contient pas de certificat lisible" in drop(window, "double.json", text.encode())
    assert INVALID in drop(window, "simple.json", b'{"a": [{"a": 1}, {"a": "a\\\\"}], "b": {"a": "\\"a\\""}}')
