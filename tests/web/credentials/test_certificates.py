import pytest
from django.urls import reverse

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import READERS
from preuve.web.credentials import queries
from preuve.web.credentials.actions import publish_results, revoke_certificate
from preuve.web.credentials.models import Certificate
from tests.factories.people import make_person
from tests.web.credentials.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(hearing):
    def issue(count: int) -> list[Certificate]:
        for _each in range(count):
            hearing.hear()
        return publish_results(actor=hearing.manager, minutes=hearing.minute(), now=NOW)

    return issue


@pytest.mark.parametrize("count", [1, 3])
def test_certificates_takes_three_queries(issue, count, signed_in, django_assert_num_queries):
    issue(count)
    client = signed_in(make_person(Role.AUDITOR))
    with django_assert_num_queries(3):
        answer = client.get(reverse("certificates"))
    assert answer.content.decode().count('<th scope="row">') == count


@pytest.mark.parametrize("role", sorted(READERS))
def test_readers_see_the_list(issue, role, signed_in):
    (certificate,) = issue(1)
    assert certificate.number in signed_in(make_person(role)).get(reverse("certificates")).content.decode()


@pytest.mark.parametrize("role", sorted(set(Role) - READERS))
def test_others_do_not(issue, role, signed_in):
    issue(1)
    assert signed_in(make_person(role)).get(reverse("certificates")).status_code == 404


def test_search_by_number_and_name(issue, signed_in):
    first, second = issue(2)
    client = signed_in(make_person(Role.AUDITOR))

    def found(search: str) -> list[str]:
        page = client.get(reverse("certificates"), {"q": search}).context["page"]
        return [row.number for row in page.rows]

    assert found(first.number) == [first.number]
    assert found(second.holder.last_name.upper()) == [second.number]
    assert found(f"camille {first.holder.last_name}") == [first.number]
    assert found("personne-de-ce-nom") == []
    assert found("\x00") == [second.number, first.number]


def test_pages_follow_each_other_by_key(issue, signed_in, monkeypatch):
    monkeypatch.setattr(queries.certificates, "PAGE", 2)
    rows = issue(3)
    client = signed_in(make_person(Role.AUDITOR))
    first = client.get(reverse("certificates")).context["page"]
    assert [row.pk for row in first.rows] == [rows[2].pk, rows[1].pk]
    second = client.get(reverse("certificates"), {"before": first.next_before}).context["page"]
    assert [row.pk for row in second.rows] == [rows[0].pk]
    assert second.next_before is None
    for bad in ("x", "-1", "9" * 30, "²"):
        assert client.get(reverse("certificates"), {"before": bad}).status_code == 200


def test_lists_ask_to_sign_in(client):
    for name, args in (
        ("certificates", []),
        ("certificate", [1]),
        ("certificate_document", [1]),
        ("result_mine", []),
    ):
        answer = client.get(reverse(name, args=args))
        assert answer["Location"].startswith(reverse("account_login"))


def test_certificate_for_its_holder_and_readers(issue, signed_in):
    mine, other = issue(2)
    url = reverse("certificate", args=[mine.pk])
    page = signed_in(mine.holder).get(url).content.decode()
    assert mine.number in page
    assert reverse("verify", args=[mine.public_id]) in page
    assert "Révoquer" not in page
    assert signed_in(other.holder).get(url).status_code == 404
    assert signed_in(make_person(Role.JUROR)).get(url).status_code == 404
    assert signed_in(make_person(Role.AUDITOR)).get(url).status_code == 200


def test_certificate_takes_four_queries(issue, signed_in, django_assert_num_queries):
    (certificate,) = issue(1)
    client = signed_in(certificate.holder)
    with django_assert_num_queries(4):
        client.get(reverse("certificate", args=[certificate.pk]))


def test_the_manager_may_revoke_from_it(hearing, issue, signed_in):
    (certificate,) = issue(1)
    page = signed_in(hearing.manager).get(reverse("certificate", args=[certificate.pk])).content.decode()
    assert reverse("revoke_certificate", args=[certificate.pk]) in page


def test_the_reason_of_a_revocation_is_for_readers(hearing, issue, signed_in):
    (certificate,) = issue(1)
    revoke_certificate(actor=hearing.manager, certificate=certificate, reason="Fraude établie.", now=NOW)
    url = reverse("certificate", args=[certificate.pk])
    assert "Fraude établie." in signed_in(make_person(Role.AUDITOR)).get(url).content.decode()
    page = signed_in(certificate.holder).get(url).content.decode()
    assert "révoqué depuis le 12 mars 2027" in page
    assert "Fraude établie." not in page


def test_certificate_document(hearing, issue, signed_in, run_tasks):
    certificate, other = issue(2)
    url = reverse("certificate_document", args=[certificate.pk])
    assert signed_in(certificate.holder).get(url).status_code == 404  # not made yet
    run_tasks()
    answer = signed_in(certificate.holder).get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{certificate.number}.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    saved = signed_in(certificate.holder).get(url, {"telecharger": ""})
    assert saved["Content-Disposition"] == f'attachment; filename="{certificate.number}.pdf"'
    assert signed_in(other.holder).get(url).status_code == 404
    revoke_certificate(actor=hearing.manager, certificate=certificate, reason="Fraude.", now=NOW)
    assert signed_in(certificate.holder).get(url).status_code == 404
    assert signed_in(make_person(Role.AUDITOR)).get(url).status_code == 200
