import json

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.juries import actions
from preuve.web.juries.models import Mark, MarkSheet
from preuve.web.sessions.models import Conflict, ExamSession, PanelMember
from tests.factories.juries import make_scene
from tests.factories.people import make_person
from tests.factories.sessions import make_juror

JSON = {"headers": {"Accept": "application/json"}}


def url(scene, criterion="C1.1-1"):
    return reverse("mark", args=[scene.defence.pk, criterion])


def test_a_mark_is_saved_as_typed_and_says_its_version(scene, signed_in):
    client = signed_in(scene.anne.user)
    typed = {"comment": "Net\r\net clair", "note": "n", "question": "q"}
    data = typed | {"choice": "level:acquired", "version": "0"}
    said = client.post(url(scene), data, **JSON).json()
    mark = Mark.objects.get()
    assert (said["ok"], said["revision"], said["version"]) == (True, 1, 1)
    assert said["saved_at"] == mark.updated_at.isoformat()
    assert (mark.level, mark.abstained, mark.comment, mark.note, mark.question) == (
        "acquired",
        False,
        "Net\net clair",
        "n",
        "q",
    )
    assert mark.sheet.juror == scene.anne


def test_an_abstention_replaces_the_level(scene, signed_in):
    client = signed_in(scene.anne.user)
    client.post(url(scene), {"choice": "level:acquired", "version": "0"}, **JSON)
    said = client.post(url(scene), {"choice": "abstain", "version": "1"}, **JSON).json()
    mark = Mark.objects.get()
    assert (mark.level, mark.abstained, said["version"]) == ("", True, 2)


def test_json_in_json_out(scene, signed_in):
    body = {"level": "not_acquired", "abstained": False, "comment": "Absent", "revision": 0}
    said = signed_in(scene.anne.user).post(url(scene), json.dumps(body), content_type="application/json")
    assert said.json()["revision"] == 1
    assert Mark.objects.get().comment == "Absent"


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"level": 3, "revision": 0}', '{"level": "acquired"}', '"x"']
)
def test_unreadable_json_is_refused_and_nothing_is_written(scene, signed_in, body):
    answer = signed_in(scene.anne.user).post(url(scene), body, content_type="application/json", **JSON)
    assert answer.status_code == 422
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {"choice": "level:excellent", "version": "0"},
        {"choice": "level:acquired", "version": "-1"},
        {"choice": "level:acquired", "version": "²"},
        {"choice": "level:acquired"},
        {"comment": "x" * 5001, "version": "0"},
        {"comment": "\x00", "version": "0"},
    ],
)
def test_bad_input_is_refused_in_words_and_nothing_is_written(scene, signed_in, data):
    answer = signed_in(scene.anne.user).post(url(scene), data, **JSON)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Mark.objects.exists()


def test_two_tabs_the_second_is_told_what_is_there(scene, signed_in):
    client = signed_in(scene.anne.user)
    client.post(url(scene), {"choice": "level:acquired", "comment": "premier", "version": "0"}, **JSON)
    second = {"choice": "level:acquired", "comment": "second", "version": "0"}
    answer = client.post(url(scene), second, **JSON)
    assert answer.status_code == 409
    assert answer.json()["current"]["comment"] == "premier"
    assert Mark.objects.get().comment == "premier"


def test_the_same_words_sent_again_are_saved_once(scene, signed_in):
    client = signed_in(scene.anne.user)
    data = {"choice": "level:acquired", "comment": "réseau perdu", "version": "0"}
    client.post(url(scene), data, **JSON)
    records = AuditRecord.objects.count()
    assert client.post(url(scene), data, **JSON).json()["version"] == 1
    assert AuditRecord.objects.count() == records


def test_an_answer_noted_at_the_defence_does_not_make_the_grid_stale(scene, signed_in):
    client = signed_in(scene.anne.user)
    client.post(url(scene), {"question": "Pourquoi ?", "version": "0"}, **JSON)
    noted = client.post(reverse("answer", args=[scene.defence.pk, "C1.1-1"]), {"answer": "Parce que"}, **JSON)
    assert noted.json()["ok"] is True
    said = client.post(url(scene), {"choice": "level:acquired", "version": "1"}, **JSON)
    mark = Mark.objects.get()
    assert said.status_code == 200
    assert (mark.level, mark.answer, mark.question) == ("acquired", "Parce que", "Pourquoi ?")


def test_after_hand_in_nothing_changes(scene, signed_in):
    scene.hand_in(scene.anne)
    answer = signed_in(scene.anne.user).post(url(scene), {"comment": "trop tard", "version": "1"}, **JSON)
    assert (answer.status_code, answer.json()["error"]) == (
        422,
        "Votre grille est rendue : elle ne change plus.",
    )


def test_the_database_itself_refuses_after_hand_in(scene):
    scene.hand_in(scene.anne)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.filter(sheet__juror=scene.anne).update(level="not_acquired")


def _removed(scene):
    PanelMember.objects.filter(juror=scene.anne).delete()


def _reserve(scene):
    PanelMember.objects.filter(juror=scene.anne).update(seat=PanelMember.Seat.RESERVE)


def _conflict(scene):
    Conflict.objects.create(
        juror=scene.anne, candidate=scene.enrolment.candidate, declared_by=scene.anne.user
    )


def _closed(scene):
    ExamSession.objects.filter(pk=scene.session.pk).update(state=ExamSession.State.CLOSED)


@pytest.mark.parametrize("happens", [_removed, _reserve, _conflict, _closed])
def test_whoever_may_not_mark_any_more_is_told_and_nothing_is_written(scene, signed_in, happens):
    client = signed_in(scene.anne.user)
    assert client.get(reverse("marking", args=[scene.defence.pk])).status_code == 200
    happens(scene)
    answer = client.post(url(scene), {"choice": "level:acquired", "version": "0"}, **JSON)
    assert answer.status_code == 404
    assert answer.json()["error"].startswith("Cette soutenance ne vous est plus ouverte")
    assert not MarkSheet.objects.exists()
    for name in ("marking", "defence_screen", "hand_in"):
        assert client.get(reverse(name, args=[scene.defence.pk])).status_code == 404


def test_strangers_and_other_roles_get_404(scene, signed_in):
    other = make_scene()
    for person in (
        other.anne.user,
        make_juror(scene.session).user,
        scene.enrolment.candidate,
        scene.manager,
        make_person(Role.AUDITOR),
    ):
        assert signed_in(person).post(url(scene), {"comment": "x", "version": "0"}).status_code == 404
    assert not Mark.objects.exists()


def test_a_criterion_out_of_scope_is_not_found(scene):
    scene.defence.block_codes = ["BC1"]
    scene.defence.save()
    with pytest.raises(Http404):
        scene.mark(scene.anne, "C2.1-1")


def test_level_and_abstention_are_refused_together(scene):
    with pytest.raises(ActionRefusedError):
        scene.mark(scene.anne, "C1.1-1", "acquired", abstained=True)


def test_stale_error_carries_what_is_there(scene):
    scene.mark(scene.anne, "C1.1-1", comment="ici")
    with pytest.raises(StaleError) as refused:
        scene.mark(scene.anne, "C1.1-1", comment="là")
    assert refused.value.current["comment"] == "ici"
    assert refused.value.current["revision"] == 1


def test_one_mark_saved_makes_twelve_queries_at_most(scene, signed_in, django_assert_num_queries):
    client = signed_in(scene.anne.user)
    client.get(reverse("marking", args=[scene.defence.pk]))
    with django_assert_num_queries(12):  # the sheet is made with the first mark
        client.post(url(scene), {"choice": "level:acquired", "version": "0"}, **JSON)
    with django_assert_num_queries(11):
        client.post(url(scene), {"choice": "level:acquired", "comment": "mieux", "version": "1"}, **JSON)
    with django_assert_num_queries(11):
        client.post(url(scene, "C1.1-2"), {"choice": "level:acquired", "version": "0"}, **JSON)


def test_hand_in_wants_every_criterion_and_every_comment(scene):
    for identifier in scene.identifiers[1:]:
        scene.mark(scene.anne, identifier)
    scene.mark(scene.anne, scene.identifiers[0], "not_acquired", comment="  ")
    with pytest.raises(ActionRefusedError) as refused:
        actions.hand_in_marks(actor=scene.anne.user, defence_id=scene.defence.pk, now=timezone.now())
    assert str(refused.value) == "1 critère reste à compléter : C1.1-1."
    assert MarkSheet.objects.get().handed_in_at is None


def test_hand_in_page_lists_what_is_missing(scene, signed_in):
    client = signed_in(scene.anne.user)
    page = client.get(reverse("hand_in", args=[scene.defence.pk])).content.decode()
    assert "8 critères restent à compléter" in page
    assert "Rendre ma grille définitivement" not in page


def test_hand_in_twice_is_refused(scene, signed_in):
    scene.mark_all(scene.anne)
    client = signed_in(scene.anne.user)
    assert client.post(reverse("hand_in", args=[scene.defence.pk])).url == reverse("juror_desk")
    handed_in_at = MarkSheet.objects.get().handed_in_at
    client.post(reverse("hand_in", args=[scene.defence.pk]))
    assert MarkSheet.objects.get().handed_in_at == handed_in_at
    assert AuditRecord.objects.filter(action="hand_in_marks").count() == 1


def test_audit_details_hold_no_value(scene):
    scene.hand_in(scene.anne)
    details = [record.details for record in AuditRecord.objects.filter(action="record_mark")]
    assert {tuple(item) for item in details} == {("criterion",)}
    assert AuditRecord.objects.get(action="hand_in_marks").details == {}
