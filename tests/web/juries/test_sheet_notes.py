"""A juror's own notes on the whole defence: kept as typed, never overwritten, read by nobody else."""

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.juries import actions
from preuve.web.juries.models import MarkSheet
from preuve.web.sessions.models import Conflict
from tests.factories.juries import make_scene
from tests.factories.people import make_person

EMPTY = MarkSheet().notes_version
JSON = {"headers": {"Accept": "application/json"}}


def url(scene):
    return reverse("sheet_notes", args=[scene.defence.pk])


def grid(scene, client):
    return client.get(reverse("marking", args=[scene.defence.pk])).content.decode()


def test_notes_are_saved_as_typed_and_shown_to_their_juror_again(scene, signed_in):
    client = signed_in(scene.anne.user)
    assert f'name="version" value="{EMPTY}"' in grid(scene, client)
    said = client.post(url(scene), {"notes": " Clair\r\n<éloquente>", "version": EMPTY}, **JSON).json()
    sheet = MarkSheet.objects.get()
    assert (sheet.juror, sheet.notes, sheet.marks.count()) == (scene.anne, " Clair\n<éloquente>", 0)
    assert said == {"ok": True, "version": sheet.notes_version, "saved_at": said["saved_at"]}
    page = grid(scene, client)
    assert " Clair\n&lt;éloquente&gt;</textarea>" in page
    assert f'name="version" value="{sheet.notes_version}"' in page
    assert "éloquente" not in grid(scene, signed_in(scene.bruno.user))


def test_without_script_the_page_comes_back(scene, signed_in):
    answer = signed_in(scene.anne.user).post(url(scene), {"notes": "Posé", "version": EMPTY})
    assert answer.url == reverse("marking", args=[scene.defence.pk])


def test_a_second_tab_is_told_what_is_there_and_the_same_words_are_saved_once(scene, signed_in):
    client = signed_in(scene.anne.user)
    first = {"notes": "premier", "version": EMPTY}
    version = client.post(url(scene), first, **JSON).json()["version"]
    stale = client.post(url(scene), {"notes": "second", "version": EMPTY}, **JSON)
    assert (stale.status_code, stale.json()["current"]) == (409, {"notes": "premier", "version": version})
    assert client.post(url(scene), first, **JSON).json()["version"] == version
    assert AuditRecord.objects.filter(action="record_notes").count() == 1
    assert client.post(url(scene), {"notes": "", "version": version}, **JSON).json()["version"] == EMPTY


@pytest.mark.parametrize("notes", ["x" * 20_001, "a\x00b"])
def test_bad_input_is_refused_and_nothing_is_written(scene, signed_in, notes):
    answer = signed_in(scene.anne.user).post(url(scene), {"notes": notes, "version": EMPTY}, **JSON)
    assert (answer.status_code, MarkSheet.objects.count()) == (422, 0)
    with pytest.raises(ActionRefusedError):
        actions.record_notes(
            actor=scene.anne.user,
            defence_id=scene.defence.pk,
            notes=notes,
            version=EMPTY,
            now=timezone.now(),
        )


def test_after_hand_in_nothing_changes(scene, signed_in):
    scene.hand_in(scene.anne)
    client = signed_in(scene.anne.user)
    answer = client.post(url(scene), {"notes": "trop tard", "version": EMPTY}, **JSON)
    assert (answer.status_code, answer.json()["error"]) == (
        422,
        "Votre grille est rendue : elle ne change plus.",
    )
    assert MarkSheet.objects.get().notes == ""
    assert 'aria-labelledby="sheet-notes-title" disabled' in grid(scene, client)


def test_strangers_other_roles_and_whoever_has_a_conflict_get_404(scene, signed_in):
    Conflict.objects.create(
        juror=scene.bruno, candidate=scene.enrolment.candidate, declared_by=scene.bruno.user
    )
    people = (
        make_scene().anne.user,
        scene.bruno.user,
        scene.enrolment.candidate,
        scene.manager,
        make_person(Role.AUDITOR),
    )
    for person in people:
        answer = signed_in(person).post(url(scene), {"notes": "x", "version": EMPTY})
        assert answer.status_code == 404
    lost = signed_in(scene.bruno.user).post(url(scene), {"notes": "x", "version": EMPTY}, **JSON)
    assert lost.json()["error"].startswith("Cette soutenance ne vous est plus ouverte")
    with pytest.raises(Http404):
        actions.record_notes(
            actor=scene.manager,
            defence_id=scene.defence.pk,
            notes="x",
            version=EMPTY,
            now=timezone.now(),
        )
    assert not MarkSheet.objects.exists()


def test_not_signed_in_is_asked_to(scene, client):
    assert client.post(url(scene), {"notes": "x"}).url.startswith(reverse("account_login"))


def test_audit_details_hold_no_word_of_them(scene):
    actions.record_notes(
        actor=scene.anne.user,
        defence_id=scene.defence.pk,
        notes="Secret",
        version=EMPTY,
        now=timezone.now(),
    )
    assert AuditRecord.objects.get(action="record_notes").details == {}


def test_saving_notes_makes_a_fixed_number_of_queries(scene, signed_in, django_assert_num_queries):
    client = signed_in(scene.anne.user)
    grid(scene, client)
    with django_assert_num_queries(12):  # the sheet is made with the first word
        version = client.post(url(scene), {"notes": "a", "version": EMPTY}, **JSON).json()["version"]
    with django_assert_num_queries(11):
        client.post(url(scene), {"notes": "b", "version": version}, **JSON)
