import re
from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.frameworks.actions import SHIPPED_FRAMEWORK, create_draft, edit_draft, item_hash
from preuve.web.frameworks.editing import Op, Place
from preuve.web.frameworks.models import FrameworkDraft
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ACTIVITY = "blocks/0/activities/0"
CRITERION = "blocks/0/competences/0/criteria/1"


def form_of(draft, at, op="save", **values):
    before = item_hash(draft.content, Place.parse(at))
    return {"at": at, "op": op, "revision": draft.revision, "before": before, **values}


def upload(client, certification, data, name="referentiel.txt"):
    return client.post(
        reverse("draft_new", args=[certification.pk]), {"file": SimpleUploadedFile(name, data)}
    )


def test_shipped_document_is_read_into_a_draft(signed_in, manager, certification):
    response = upload(signed_in(manager), certification, SHIPPED_FRAMEWORK.read_bytes())
    draft = FrameworkDraft.objects.get()
    assert response["Location"] == reverse("draft", args=[draft.pk])
    assert len(draft.content["blocks"]) == 4
    assert (draft.file_name, draft.reader, draft.revision) == (
        "referentiel.txt",
        "france-competences-text",
        1,
    )
    assert [record.action for record in AuditRecord.objects.all()] == ["create_draft"]
    page = signed_in(manager).get(reverse("draft", args=[draft.pk]))
    assert page.status_code == 200
    assert (page.context["counts"].criteria, page.context["counts"].practices) == (99, 199)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Le fichier soumis est vide."),
        (b"%PDF-1.7 \x00\x01", "Ce document n’est pas un texte"),
        (b"Rien ici ne ressemble.\nA un bloc.\n", "Aucun titre de bloc"),
        (b"x" * 5_000_001, "Ce fichier dépasse 5 Mo"),
    ],
)
def test_unreadable_upload_is_refused_in_words(signed_in, manager, certification, data, sentence):
    response = upload(signed_in(manager), certification, data)
    assert response.status_code == 422
    [error] = response.context["form"].errors["file"]
    assert sentence in error
    assert (FrameworkDraft.objects.count(), AuditRecord.objects.count()) == (0, 0)


def test_name_with_path_and_controls_is_cleaned(manager, certification, signed_in):
    upload(signed_in(manager), certification, SHIPPED_FRAMEWORK.read_bytes(), name="../../e\x07tc/ré\tf.txt")
    assert FrameworkDraft.objects.get().file_name == "réf.txt"


def test_action_refuses_what_cannot_be_read(manager, certification):
    with pytest.raises(ActionRefusedError):
        create_draft(actor=manager, certification=certification, data=b"\x00\x01", file_name="a.txt")


def test_page_has_a_fixed_number_of_queries(signed_in, draft, manager, django_assert_num_queries):
    client = signed_in(manager)
    with django_assert_num_queries(3):
        page = client.get(reverse("draft", args=[draft.pk])).content.decode()
    assert 'href="#L4" data-line="4"' in page
    assert '<span id="L4">- Écrire un plan d’essai</span>' in page
    assert "Le critère C1.1-2 n’a pas de deux-points." in page


def test_auditor_reads_but_corrects_nothing(signed_in, draft):
    client = signed_in(make_person(Role.AUDITOR))
    page = client.get(reverse("draft", args=[draft.pk]))
    assert page.status_code == 200
    assert reverse("draft_item", args=[draft.pk]) not in page.content.decode()
    assert client.get(reverse("draft_item", args=[draft.pk]), {"at": ACTIVITY}).status_code == 404
    for name in ("draft_edit", "draft_delete", "publish_draft"):
        assert client.post(reverse(name, args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.TRAINER, Role.JUROR, Role.CENTRE_MANAGER])
def test_others_find_no_draft(signed_in, draft, role):
    assert signed_in(make_person(role)).get(reverse("draft", args=[draft.pk])).status_code == 404


def test_form_comes_in_place_and_as_a_page(signed_in, draft, manager):
    client, url = signed_in(manager), reverse("draft_item", args=[draft.pk])
    fragment = client.get(url, {"at": CRITERION}, headers=HTMX).content.decode()
    whole = client.get(url, {"at": CRITERION}).content.decode()
    assert "<html" not in fragment
    assert "La tenue du délai" in fragment
    labels = re.findall(r'<label class="form-label"[^>]*>([^<]+)', fragment)
    assert labels == ["Texte du critère"]
    assert 'aria-label="Critère"' in fragment
    assert "<h1>Critère</h1>" in whole
    assert client.get(url, {"at": f"{CRITERION}9"}).status_code == 404
    assert client.get(url, {"at": "../etc"}).status_code == 404
    assert client.get(url, {"at": CRITERION, "cancel": 1}).content == b""
    assert "La tenue du délai" in client.get(url, {"at": CRITERION, "view": 1}).content.decode()


def test_saved_criterion_is_shown_split(signed_in, draft, manager):
    response = signed_in(manager).post(
        reverse("draft_edit", args=[draft.pk]),
        form_of(draft, CRITERION, text="Le délai :\n  il est   tenu"),
        headers=HTMX,
    )
    draft.refresh_from_db()
    saved = draft.content["blocks"][0]["competences"][0]["criteria"][1]
    assert saved == {
        "id": "C1.1-2",
        "label": "Le délai",
        "expectation": "il est tenu",
        "text": "Le délai : il est tenu",
    }
    assert draft.revision == 2
    assert response["HX-Retarget"] == "#at-blocks-0-competences-0-criteria"
    assert "<strong>Le délai</strong> : il est tenu" in response.content.decode()
    assert 'id="draft-status"' in response.content.decode()
    record = AuditRecord.objects.get()
    assert (record.action, record.details) == ("edit_draft", {"at": CRITERION, "op": "save"})


def test_without_script_the_page_comes_back(signed_in, draft, manager):
    response = signed_in(manager).post(
        reverse("draft_edit", args=[draft.pk]), form_of(draft, ACTIVITY, text="Planifier")
    )
    assert response["Location"] == reverse("draft", args=[draft.pk])


def test_empty_text_is_refused_and_the_form_stays(signed_in, draft, manager):
    response = signed_in(manager).post(
        reverse("draft_edit", args=[draft.pk]), form_of(draft, ACTIVITY, text="  "), headers=HTMX
    )
    assert response.status_code == 422
    draft.refresh_from_db()
    assert draft.revision == 1


@pytest.mark.parametrize(
    ("at", "target"),
    [
        ("", "#at-head"),
        ("blocks/0", "#at-blocks-0"),
        ("blocks/0/assessment_methods/0", "#at-blocks-0"),
        ("blocks/0/competences/0", "#at-blocks-0"),
        ("blocks/0/assessment_methods/0/steps/0", "#at-blocks-0-assessment_methods-0-steps"),
    ],
)
def test_every_kind_of_item_can_be_saved(signed_in, draft, manager, at, target):
    values = {
        "": {"title": "Titre", "certifier": "Nous"},
        "blocks/0": {"code": "BC9", "title": "Bloc", "introduction": ""},
        "blocks/0/assessment_methods/0": {"stated_range": "C1", "applies_to": "C1.1; C1.1, C9"},
        "blocks/0/competences/0": {"code": "C7", "statement": "Savoir"},
    }.get(at, {"text": "Étape"})
    response = signed_in(manager).post(
        reverse("draft_edit", args=[draft.pk]), form_of(draft, at, **values), headers=HTMX
    )
    assert (response.status_code, response["HX-Retarget"]) == (200, target)


def test_text_typed_before_a_move_is_saved_with_it(signed_in, draft, manager):
    signed_in(manager).post(
        reverse("draft_edit", args=[draft.pk]),
        form_of(draft, ACTIVITY, "down", text="Planifier"),
        headers=HTMX,
    )
    draft.refresh_from_db()
    assert draft.content["blocks"][0]["activities"] == ["Choisir les outils du banc", "Planifier"]


def test_removed_block_shows_the_tree_again(signed_in, draft, manager):
    response = signed_in(manager).post(
        reverse("draft_edit", args=[draft.pk]), form_of(draft, "blocks/0", "remove"), headers=HTMX
    )
    assert response["HX-Retarget"] == "#tree"
    assert "Le référentiel n’a aucun bloc de compétences." in response.content.decode()


def test_change_elsewhere_is_no_obstacle(draft, manager):
    first = edit_draft(
        actor=manager,
        draft=draft,
        revision=1,
        place=Place.parse(ACTIVITY),
        op=Op.SAVE,
        before=item_hash(draft.content, Place.parse(ACTIVITY)),
        values={"text": "A"},
    )
    second = edit_draft(
        actor=manager,
        draft=draft,
        revision=1,
        place=Place.parse(CRITERION),
        op=Op.SAVE,
        before=item_hash(draft.content, Place.parse(CRITERION)),
        values={"text": "B"},
    )
    assert (first.revision, second.revision) == (2, 3)
    assert second.content["blocks"][0]["activities"][0] == "A"


def test_change_of_the_same_item_is_stale_and_loses_nothing(signed_in, draft, manager):
    form = form_of(draft, ACTIVITY, text="Mon texte")
    client = signed_in(manager)
    url = reverse("draft_edit", args=[draft.pk])
    client.post(url, form | {"text": "Le texte d’un autre"}, headers=HTMX)
    response = client.post(url, form, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Le texte d’un autre" in page
    assert "Mon texte" in page
    draft.refresh_from_db()
    assert draft.content["blocks"][0]["activities"][0] == "Le texte d’un autre"
    fields = response.context["form"]
    again = {name: fields[name].value() for name in ("at", "revision", "before", "text")}
    assert client.post(url, again | {"op": "save"}, headers=HTMX).status_code == 200
    draft.refresh_from_db()
    assert draft.content["blocks"][0]["activities"][0] == "Mon texte"


def test_stale_place_that_is_gone(draft, manager):
    content = deepcopy(draft.content)
    content["blocks"][0]["activities"] = []
    FrameworkDraft.objects.filter(pk=draft.pk).update(content=content, revision=5)
    with pytest.raises(StaleError) as caught:
        edit_draft(
            actor=manager, draft=draft, revision=1, place=Place.parse(ACTIVITY), op=Op.REMOVE, before="x" * 64
        )
    assert caught.value.current is None


def test_deleted_draft_is_gone_and_recorded(signed_in, draft, manager):
    response = signed_in(manager).post(reverse("draft_delete", args=[draft.pk]))
    assert response["Location"] == reverse("certification", args=[draft.certification_id])
    assert not FrameworkDraft.objects.exists()
    record = AuditRecord.objects.get()
    assert (record.action, record.subject_id) == ("delete_draft", str(draft.pk))
