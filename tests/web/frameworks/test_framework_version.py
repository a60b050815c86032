import json
from copy import deepcopy

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.frameworks.actions import edit_draft, publish_draft, publish_shipped_framework
from preuve.web.frameworks.editing import Op, Place
from preuve.web.frameworks.models import Block, Criterion, FrameworkDraft, FrameworkVersion
from preuve.web.frameworks.queries import structure_of
from preuve.web.frameworks.review import hash_of
from tests.factories.frameworks import make_framework_version
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def publish(draft, actor):
    return publish_draft(
        actor=actor, draft=draft, revision=draft.revision, content_hash=hash_of(draft.content)
    )


def next_draft(draft, **changes):
    content = deepcopy(draft.content)
    content["blocks"][0] |= changes
    return FrameworkDraft.objects.create(
        certification=draft.certification,
        file_name="suite.txt",
        reader="essai",
        source=draft.source,
        content=content,
        created_by=draft.created_by,
    )


def test_published_version_holds_everything(draft, manager):
    version = publish(draft, manager)
    version.refresh_from_db()
    draft.refresh_from_db()
    assert (version.number, version.sealed, draft.published_as_id) == (1, True, version.pk)
    assert (version.title, version.source, version.source_name) == (
        draft.certification.title,
        draft.source,
        "essais.txt",
    )
    assert version.content_hash == hash_of(version.content)
    assert version.changes == {"from": None, "changes": []}
    [block] = structure_of(version.pk).blocks
    assert [activity.text for activity in block.activities] == draft.content["blocks"][0]["activities"]
    [competence] = block.competences
    assert (competence.code, competence.practices) == (
        "C1.1",
        ("Écrivant le protocole de mesure", "Réglant le banc"),
    )
    assert [(c.identifier, c.label, c.expectation) for c in competence.criteria] == [
        ("C1.1-1", "La clarté du plan", "il est compris de tous"),
        ("C1.1-2", "La tenue du délai", ""),
    ]
    record = AuditRecord.objects.get()
    assert (record.action, record.subject_type, record.details["content_hash"]) == (
        "publish_draft",
        "frameworks.FrameworkVersion",
        version.content_hash,
    )


def test_publishing_asks_the_same_queries_whatever_the_size(draft, manager, django_assert_num_queries):
    with django_assert_num_queries(15):
        publish(draft, manager)


def test_shipped_framework_is_published_whole(certification, manager):
    version = publish_shipped_framework(actor=manager, certification=certification)
    blocks = structure_of(version.pk).blocks
    assert [len(block.competences) for block in blocks] == [5, 4, 4, 5]
    assert Criterion.objects.filter(competence__block__version=version).count() == 99
    assert sum(len(block.activities) for block in blocks) == 45


def test_what_was_confirmed_is_what_is_published(draft, manager):
    with pytest.raises(StaleError):
        publish_draft(actor=manager, draft=draft, revision=1, content_hash="0" * 64)
    with pytest.raises(StaleError):
        publish_draft(actor=manager, draft=draft, revision=9, content_hash=hash_of(draft.content))
    assert not FrameworkVersion.objects.exists()


def test_obstacles_prevent_publication(draft, manager):
    draft.content["blocks"][0]["activities"] = []
    draft.save()
    with pytest.raises(ActionRefusedError, match="Le bloc BC1 n’a aucune activité"):
        publish(draft, manager)


def test_same_content_twice_is_refused(draft, manager):
    publish(draft, manager)
    with pytest.raises(ActionRefusedError, match="Rien n’a changé depuis la version 1"):
        publish(next_draft(draft), manager)


def test_double_publication_is_refused(draft, manager, signed_in):
    url = reverse("publish_draft", args=[draft.pk])
    form = {"revision": draft.revision, "content_hash": hash_of(draft.content)}
    client = signed_in(manager)
    first = client.post(url, form)
    assert first["Location"] == reverse("framework_version", args=[FrameworkVersion.objects.get().pk])
    second = client.post(url, form, follow=True)
    assert [str(message) for message in second.context["messages"]] == [
        "La version 1 est publiée.",
        "Ce brouillon est publié : il ne peut plus être modifié.",
    ]
    assert FrameworkVersion.objects.count() == 1


def test_published_draft_can_no_longer_be_corrected(draft, manager):
    publish(draft, manager)
    with pytest.raises(ActionRefusedError, match="publié"):
        edit_draft(
            actor=manager, draft=draft, revision=1, place=Place.parse("blocks/0"), op=Op.REMOVE, before=""
        )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE frameworks_frameworkversion SET title = 'x'",
        "DELETE FROM frameworks_frameworkversion",
        "UPDATE frameworks_frameworkversion SET sealed = false",
        "UPDATE frameworks_block SET title = 'x'",
        "DELETE FROM frameworks_activity",
        "UPDATE frameworks_competence SET statement = 'x'",
        "UPDATE frameworks_criterion SET label = 'x'",
        "INSERT INTO frameworks_activity (block_id, position, text) SELECT id, 9, 'x' FROM frameworks_block",
    ],
)
def test_database_refuses_to_change_a_published_version(draft, manager, sql):
    version = publish(draft, manager)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert Block.objects.get(version=version).title == "Concevoir des essais"


@pytest.mark.parametrize("role", sorted(Role))
def test_everybody_signed_in_reads_a_published_version(signed_in, role, draft, manager):
    version = publish(draft, manager)
    client = signed_in(make_person(role))
    assert client.get(reverse("framework_version", args=[version.pk])).status_code == 200


def test_strangers_do_not(client, draft, manager):
    version = publish(draft, manager)
    assert client.get(reverse("framework_version", args=[version.pk])).status_code == 302


def test_unsealed_version_is_not_found(signed_in, manager):
    version = make_framework_version()
    unsealed = FrameworkVersion.objects.create(
        certification=version.certification,
        number=2,
        title="x",
        content={},
        content_hash="",
        source="",
        source_name="",
        changes={},
        published_at=version.published_at,
        published_by=manager,
    )
    client = signed_in(manager)
    assert client.get(reverse("framework_version", args=[unsealed.pk])).status_code == 404


def test_reading_page_has_a_fixed_number_of_queries(signed_in, draft, manager, django_assert_num_queries):
    version = publish(draft, manager)
    client, url = signed_in(manager), reverse("framework_version", args=[version.pk])
    client.get(url)
    with django_assert_num_queries(4):
        page = client.get(url).content.decode()
    assert "Soutenance devant un jury" in page
    assert version.content_hash in page


def test_json_reads_back_to_the_same_hash(signed_in, draft, manager):
    version = publish(draft, manager)
    response = signed_in(manager).get(reverse("framework_version_json", args=[version.pk]))
    assert response["Content-Disposition"] == 'attachment; filename="experte-en-essais-v1.json"'
    assert hash_of(json.loads(response.content)) == version.content_hash


def test_second_version_says_what_changed(signed_in, draft, manager):
    first = publish(draft, manager)
    second = publish(
        next_draft(
            draft,
            activities=[
                "Écrire un bon plan d’essai",
                "Choisir les outils du banc",
                "Rendre compte au client",
            ],
        ),
        manager,
    )
    assert second.number == 2
    assert second.changes["from"] == 1
    assert [(c["kind"], c["subject"]) for c in second.changes["changes"]] == [
        ("reworded", "activity"),
        ("added", "activity"),
    ]
    response = signed_in(manager).get(reverse("framework_compare", args=[second.pk, first.pk]))
    page = response.content.decode()
    assert response.context["summary"] == "1 ajout, 1 reformulation."
    assert "Écrire un <ins>bon</ins> plan d’essai" in page
    assert "<ins>Rendre compte au client</ins>" in page
    backwards = signed_in(manager).get(reverse("framework_compare", args=[first.pk, second.pk]))
    assert backwards.context["summary"] == "1 suppression, 1 reformulation."


def test_same_version_compared_with_itself(signed_in, draft, manager):
    version = publish(draft, manager)
    response = signed_in(manager).get(reverse("framework_compare", args=[version.pk, version.pk]))
    assert response.context["summary"] == "Rien n’a changé."
