import pytest
from django.test import Client
from django.urls import reverse

from preuve.domain.credentials.numbering import certificate_number
from preuve.web.credentials.actions import publish_results, revoke_certificate
from preuve.web.credentials.models import Certificate
from preuve.web.credentials.queries.certificates import certificate_hash, document_data
from tests.factories.people import make_person
from tests.web.credentials.conftest import NOW

pytestmark = pytest.mark.django_db

HIDDEN = ("1999", "2 avril", "Fraude", "test.example", "Vasseur", "PV-")


@pytest.fixture
def certificate(hearing):
    hearing.hear(candidate=make_person("candidate", last_name="Lévêque-d’Aubigné", birth_name="Nuñez"))
    (row,) = publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    return row


@pytest.fixture
def url(certificate):
    return reverse("verify", args=[certificate.public_id])


def assert_sealed(answer):
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer.cookies == {}
    assert "Cookie" not in answer.get("Vary", "")


def test_valid(client, certificate, url):
    answer = client.get(url)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert_sealed(answer)
    assert "<h1>Certificat valide</h1>" in page
    for said in (
        "Camille NUÑEZ",
        "nom d’usage : LÉVÊQUE-D’AUBIGNÉ",
        "Expert(e) en essais",
        "12 mars 2027",
        certificate.number,
        certificate_hash(certificate),
        certificate.mentions["certifier"],
        certificate.mentions["rncp_code"],
    ):
        assert said in page
    for hidden in HIDDEN:
        assert hidden not in page
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page


def test_a_block_says_which(client, hearing):
    hearing.hear(failed=("BC1",))
    (row,) = publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)
    page = client.get(reverse("verify", args=[row.public_id])).content.decode()
    assert "a acquis le bloc de compétences" in page
    assert "Bloc d’essai 2" in page


def test_revoked_says_when_and_not_why(client, hearing, certificate, url):
    revoke_certificate(actor=hearing.manager, certificate=certificate, reason="Fraude établie.", now=NOW)
    answer = client.get(url)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert_sealed(answer)
    assert "<h1>Certificat révoqué</h1>" in page
    assert "Révoqué le 12 mars 2027" in page
    assert "valide" not in page
    for hidden in HIDDEN:
        assert hidden not in page


@pytest.mark.parametrize("public_id", ["x", "mfrggzdfmztwq2lknnwg23tpob", "%00", "é" * 40, "a" * 300])
def test_unknown_says_so(client, public_id):
    answer = client.get(f"/verifier/{public_id}/")
    assert answer.status_code == 404
    assert_sealed(answer)
    assert "<h1>Certificat inconnu</h1>" in answer.content.decode()


def test_the_address_may_be_typed_in_capitals(client, url, certificate):
    assert client.get(url.replace(certificate.public_id, certificate.public_id.upper())).status_code == 200


def test_who_is_signed_in_makes_no_difference(client, certificate, url, signed_in):
    assert signed_in(certificate.holder).get(url).content == client.get(url).content


def test_verify_takes_two_queries(client, url, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(url)


def test_in_english(client, url):
    assert client.get(url, headers={"accept-language": "en"}).headers["Content-Language"] == "en"


def ask(client, number, family_name):
    return client.post(reverse("verify_form"), {"number": number, "family_name": family_name})


@pytest.mark.parametrize("name", ["Lévêque-d’Aubigné", "leveque d'aubigne", "NUNEZ", "  nuñez "])
def test_number_and_family_name_lead_to_the_page(client, certificate, url, name):
    answer = ask(client, certificate.number.lower().replace("-", " "), name)
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert_sealed(answer)


def test_nothing_tells_an_unknown_number_from_a_wrong_name(client, certificate, django_assert_num_queries):
    unknown = certificate_number("IAN", 2026, 999_999)
    with django_assert_num_queries(1):
        wrong_name = ask(client, certificate.number, "Martin")
    with django_assert_num_queries(1):
        unknown_number = ask(client, unknown, "Martin")
    assert wrong_name.status_code == unknown_number.status_code == 404
    said = wrong_name.content.decode().replace(certificate.number, "N")
    assert said == unknown_number.content.decode().replace(unknown, "N")
    assert "Rien ne correspond" in said
    assert_sealed(wrong_name)


@pytest.mark.parametrize("name", ["-", "’", "."])
def test_a_name_without_letters_opens_nothing(client, certificate, name):
    assert ask(client, certificate.number, name).status_code == 404
    assert ask(client, "IAN-2026-999999-00", name).status_code == 422


def test_mistyped_numbers_are_explained(client, certificate):
    wrong = certificate.number[:-1] + ("A" if certificate.number[-1] != "A" else "B")
    answer = ask(client, wrong, "Nuñez")
    assert answer.status_code == 422
    assert "Ce numéro contient une faute de frappe" in answer.content.decode()
    short = ask(client, "42", "Nuñez")
    assert (short.status_code, "Ce numéro n’est pas complet" in short.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "data", [{}, {"number": "IAN"}, {"family_name": "x"}, {"number": "x" * 61, "family_name": "x"}]
)
def test_incomplete_questions_are_refused(client, data):
    assert client.post(reverse("verify_form"), data).status_code == 422


def test_the_form_sets_no_cookie_and_needs_no_token(certificate):
    client = Client(enforce_csrf_checks=True)
    assert_sealed(client.get(reverse("verify_form")))
    assert ask(client, certificate.number, "Nuñez").status_code == 302


def test_too_many_questions_wait(client, certificate):
    for _each in range(10):
        assert ask(client, certificate.number, "Martin").status_code == 404
    answer = ask(client, certificate.number, "Nuñez")
    assert answer.status_code == 429
    assert "Trop de demandes depuis cette adresse" in answer.content.decode()
    elsewhere = client.post(
        reverse("verify_form"),
        {"number": certificate.number, "family_name": "Nuñez"},
        REMOTE_ADDR="192.0.2.7",
    )
    assert elsewhere.status_code == 302


def test_the_qr_code_says_the_public_address(certificate, url, settings):
    settings.BASE_URL = "https://preuve.test"
    assert document_data(certificate)["url"] == f"https://preuve.test{url}"
    assert Certificate.objects.get().public_id in url
