import pytest
from django.urls import reverse

from preuve.web.accounts.models import OrganisationKind, Role
from preuve.web.audit.models import AuditRecord
from preuve.web.frameworks.models import Certification
from tests.factories.frameworks import make_certification, make_framework_version
from tests.factories.people import make_organisation, make_person

pytestmark = pytest.mark.django_db
READERS = (Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER, Role.AUDITOR)


def mentions(**changes):
    certifier = make_organisation("", OrganisationKind.CERTIFIER)
    return {
        "title": "Expert(e) en essais",
        "rncp_code": "rncp38596",
        "level": 7,
        "nsf_codes": "326",
        "certifier": certifier.pk,
        "decision_reference": "décision du 20 juin 2025",
        "decision_date": "2025-06-20",
        "valid_until": "2030-06-20",
        **changes,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries(signed_in, django_assert_num_queries, count):
    for _ in range(count):
        make_framework_version()
    client = signed_in(make_person(Role.AUDITOR))
    with django_assert_num_queries(3):
        response = client.get(reverse("certifications"))
    assert response.status_code == 200
    assert [row.version_count for row in response.context["certifications"]] == [1] * count


def test_empty_list_says_what_to_do(signed_in):
    response = signed_in(make_person(Role.CERTIFICATION_MANAGER)).get(reverse("certifications"))
    assert "Aucune certification n’est enregistrée" in response.content.decode()
    assert reverse("certification_new") in response.content.decode()


@pytest.mark.parametrize("role", sorted(Role))
def test_who_opens_what(signed_in, role):
    certification = make_certification()
    client = signed_in(make_person(role))
    reads, writes = role in READERS, role in READERS[:2]
    for name, args, opens in (
        ("certifications", [], reads),
        ("certification", [certification.pk], reads),
        ("certification_new", [], writes),
        ("certification_edit", [certification.pk], writes),
        ("draft_new", [certification.pk], writes),
    ):
        assert client.get(reverse(name, args=args)).status_code == (200 if opens else 404), (role, name)


def test_strangers_are_asked_to_sign_in(client):
    url = reverse("certifications")
    response = client.get(url)
    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={url}")


def test_unknown_certification_is_not_found(signed_in):
    client = signed_in(make_person(Role.ADMINISTRATOR))
    assert client.get(reverse("certification", args=[4_000_000])).status_code == 404


def test_certification_is_registered_and_recorded(signed_in, manager):
    response = signed_in(manager).post(reverse("certification_new"), mentions())
    certification = Certification.objects.get()
    assert response["Location"] == reverse("certification", args=[certification.pk])
    assert (certification.rncp_code, certification.level) == ("RNCP38596", 7)
    record = AuditRecord.objects.get()
    assert (record.action, record.actor_id, record.details["rncp_code"]) == (
        "create_certification",
        manager.pk,
        "RNCP38596",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rncp_code", "38596"),
        ("rncp_code", "RNCP12345678"),
        ("level", 2),
        ("level", 9),
        ("valid_until", "2025-06-20"),
        ("valid_until", "demain"),
        ("title", ""),
        ("certifier", 4_000_000),
    ],
)
def test_bad_mentions_are_refused_beside_their_field(signed_in, manager, field, value):
    response = signed_in(manager).post(reverse("certification_new"), mentions(**{field: value}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert Certification.objects.count() == 0


def test_same_code_twice_is_refused(signed_in, manager, certification):
    response = signed_in(manager).post(
        reverse("certification_new"), mentions(rncp_code=certification.rncp_code)
    )
    assert list(response.context["form"].errors) == ["rncp_code"]


def test_corrected_mentions_are_recorded(signed_in, manager, certification):
    values = mentions(rncp_code=certification.rncp_code, level=6, certifier=certification.certifier_id)
    signed_in(manager).post(reverse("certification_edit", args=[certification.pk]), values)
    certification.refresh_from_db()
    assert certification.level == 6
    record = AuditRecord.objects.get()
    assert (record.action, record.details) == ("change_certification", {"changed": ["level"]})


def test_page_of_a_certification_lists_versions_and_drafts(
    signed_in, manager, draft, django_assert_num_queries
):
    client = signed_in(manager)
    with django_assert_num_queries(5):
        page = client.get(reverse("certification", args=[draft.certification_id])).content.decode()
    assert reverse("draft", args=[draft.pk]) in page
    assert "Aucune version publiée" in page
