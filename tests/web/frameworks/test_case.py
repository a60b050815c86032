"""Frameworks out of the site as CASE packages, and in again with the identifiers they had."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preuve.domain.competences.case import CaseVersion, Publication, to_case
from preuve.domain.competences.serialise import from_json_dict
from preuve.web.accounts.models import Role
from preuve.web.frameworks.actions import publish_draft
from preuve.web.frameworks.models import FrameworkDraft
from preuve.web.frameworks.review import hash_of
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def upload(client, certification, text):
    return client.post(
        reverse("draft_new", args=[certification.pk]),
        {"file": SimpleUploadedFile("cadre.json", text.encode())},
    )


def package_of(client, version, case):
    response = client.get(reverse("framework_version_case", args=[version.pk, case]))
    assert response.status_code == 200
    return json.loads(response.content), response["Content-Disposition"]


@pytest.mark.parametrize("case", ["1.0", "1.1"])
def test_in_published_and_out_keeps_identifiers(signed_in, manager, certification, content, case):
    about = Publication("RNCP1", "https://elsewhere.example", "2020-01-01T00:00:00+00:00")
    first = to_case(from_json_dict(content), about, CaseVersion(case))
    client = signed_in(manager)
    upload(client, certification, json.dumps(first))
    draft = FrameworkDraft.objects.get()
    assert (draft.reader, draft.content["blocks"]) == ("json", content["blocks"])
    assert draft.source.splitlines()[:2] == ["{", ' "CFDocument": {']

    version = publish_draft(actor=manager, draft=draft, revision=1, content_hash=hash_of(draft.content))
    made, name = package_of(client, version, case)
    assert made == first
    assert name.endswith(f'-v1-case-{case}.json"')


def test_a_version_read_from_a_text_follows_its_code(signed_in, manager, draft):
    version = publish_draft(actor=manager, draft=draft, revision=1, content_hash=hash_of(draft.content))
    about = Publication(draft.certification.rncp_code, "", version.published_at.isoformat(timespec="seconds"))
    client = signed_in(manager)
    made, _ = package_of(client, version, "1.1")

    assert made == json.loads(json.dumps(to_case(from_json_dict(draft.content), about, CaseVersion.V1_1)))
    page = client.get(reverse("framework_version", args=[version.pk])).content.decode()
    for case in ("1.0", "1.1"):
        assert f'href="{reverse("framework_version_case", args=[version.pk, case])}"' in page
    assert client.get(reverse("framework_version_case", args=[version.pk, "2.0"])).status_code == 404


def test_doors(client, signed_in, manager, draft):
    version = publish_draft(actor=manager, draft=draft, revision=1, content_hash=hash_of(draft.content))
    address = reverse("framework_version_case", args=[version.pk, "1.1"])
    assert client.get(address).status_code == 302
    assert signed_in(make_person(Role.CANDIDATE)).get(address).status_code == 200
    missing = reverse("framework_version_case", args=[version.pk + 1, "1.1"])
    assert signed_in(manager).get(missing).status_code == 404


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a":\n}', "Ce document n’est pas du JSON qu’on puisse garder : ligne 2"),
        (
            '{"CFDocument":{"identifier":1}}',
            "Ce document n’est ni un paquet CASE ni un référentiel au format d’échange : ligne 3",
        ),
    ],
)
def test_what_is_no_package_is_refused_with_its_line(signed_in, manager, certification, text, sentence):
    response = upload(signed_in(manager), certification, text)
    assert response.status_code == 422
    [error] = response.context["form"].errors["file"]
    assert error.startswith(sentence)
    assert FrameworkDraft.objects.count() == 0


def test_what_has_no_place_is_said_beside_the_draft(signed_in, manager, certification, content):
    package = to_case(from_json_dict(content), Publication("R", "", "2020"), CaseVersion.V1_1)
    note = {"identifier": "n", "fullStatement": "À lire avant", "CFItemType": "Note"}
    package["CFItems"].append(note)
    client = signed_in(manager)
    page = client.get(upload(client, certification, json.dumps(package))["Location"]).content.decode()

    assert "Type « Note » : sans place dans l’arbre du référentiel" in page
    assert "À lire avant" in page
