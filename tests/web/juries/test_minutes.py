from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from preuve.domain.assessment.proposal import Outcome
from preuve.domain.credentials.canonical import content_hash
from preuve.web.accounts.models import Notification, Role
from preuve.web.audit.models import AuditRecord
from preuve.web.audit.queries import audit_problems
from preuve.web.errors import ActionRefusedError
from preuve.web.juries import actions
from preuve.web.juries.models import Decision, Deliberation, Minutes, MinutesSignature
from preuve.web.portfolios.storage import read_artefact
from preuve.web.sessions.models import Conflict, PanelMember
from tests.factories.people import PASSWORD, make_person
from tests.factories.sessions import make_juror


@pytest.fixture
def minuted(scene):
    actions.report_incident(
        actor=scene.bruno.user,
        defence_id=scene.defence.pk,
        text="Vidéoprojecteur en panne",
        now=timezone.now(),
    )
    scene.hand_in(scene.anne, **{"C2.2-1": "not_acquired", "C2.2-2": "not_acquired"})
    scene.hand_in(scene.bruno, **{"C2.2-1": "not_acquired", "C2.2-2": "not_acquired"})
    scene.open_only()
    scene.close()
    return scene, scene.draw_up()


@pytest.fixture
def sealed(minuted):
    scene, minutes = minuted
    scene.sign(minutes, scene.anne)
    scene.sign(minutes, scene.bruno)
    minutes.refresh_from_db()
    return scene, minutes


def test_the_content_says_everything_and_its_hash_holds_it(minuted):
    scene, minutes = minuted
    content = minutes.content
    assert minutes.number == f"PV-{scene.session.number}-01"
    assert minutes.content_hash == content_hash(content)
    said = ("name", "seat", "college", "present")
    assert [tuple(item[key] for key in said) for item in content["members"]] == [
        (str(scene.anne.user), "chair", "external", True),
        (str(scene.bruno.user), "member", "external", True),
    ]
    candidate = content["candidates"][0]
    assert (candidate["name"], candidate["attendance"]) == (str(scene.enrolment.candidate), "present")
    assert [(item["code"], item["decided"]) for item in candidate["blocks"]] == [
        ("BC1", "acquired"),
        ("BC2", "partially_acquired"),
    ]
    refused = next(item for item in candidate["competences"] if item["code"] == "C2.2")
    assert refused["decided"] == "not_acquired"
    assert refused["grounds"][0] == "0 % des critères sont acquis (seuil : 2/3). Non acquis : C2.2-1, C2.2-2."
    assert [item["text"] for item in refused["comments"]] == ["vu"] * 4
    assert candidate["certification"]["decided"] == "partially_acquired"
    assert candidate["grants"] == {
        "certification": False,
        "block_certificates": ["BC1"],
        "acquired_now": ["BC1"],
    }
    assert candidate["incidents"][0]["text"] == "Vidéoprojecteur en panne"
    assert content["framework"]["content_hash"] == scene.session.framework_version.content_hash
    assert content["audit_head"]["position"] < AuditRecord.objects.get(action="draw_up_minutes").position


def test_members_present_are_asked_to_sign(minuted):
    scene, _minutes = minuted
    told = Notification.objects.filter(kind="minutes_to_sign").values_list("user", flat=True)
    assert sorted(told) == sorted([scene.anne.user_id, scene.bruno.user_id])


def test_nothing_to_minute_twice(minuted):
    scene, _minutes = minuted
    with pytest.raises(ActionRefusedError, match="Aucune délibération close"):
        scene.draw_up()


def test_quorum_chair_and_strangers(scene):
    scene.open()
    scene.close()
    with pytest.raises(ActionRefusedError, match="quorum"):
        scene.draw_up(present={scene.anne.pk})
    third = make_juror(scene.session)
    with pytest.raises(ActionRefusedError, match="ne siège plus"):
        scene.draw_up(present={scene.anne.pk, third.pk})
    PanelMember.objects.create(panel=scene.panel, juror=third)
    with pytest.raises(ActionRefusedError, match="président"):
        scene.draw_up(present={scene.bruno.pk, third.pk})
    with pytest.raises(Http404):
        actions.draw_up_minutes(
            actor=scene.bruno.user,
            panel_id=scene.panel.pk,
            corrects_id=None,
            present={scene.anne.pk, scene.bruno.pk},
            now=timezone.now(),
        )


def test_every_member_signs_with_their_password_and_the_last_seals(minuted, run_tasks):
    scene, minutes = minuted
    with pytest.raises(ActionRefusedError, match="mot de passe"):
        scene.sign(minutes, scene.anne, "autre")
    scene.sign(minutes, scene.anne)
    with pytest.raises(ActionRefusedError, match="déjà signé"):
        scene.sign(minutes, scene.anne)
    minutes.refresh_from_db()
    assert (minutes.state, minutes.document) == ("signing", None)
    scene.sign(minutes, scene.bruno)
    run_tasks()
    minutes.refresh_from_db()
    assert minutes.state == "sealed"
    assert read_artefact(minutes.document).startswith(b"%PDF-1.7")
    assert {row.content_hash for row in MinutesSignature.objects.all()} == {minutes.content_hash}
    assert list(audit_problems()) == []


def test_five_wrong_passwords_close_the_door_for_a_quarter_of_an_hour(minuted):
    scene, minutes = minuted
    for _attempt in range(5):
        with pytest.raises(ActionRefusedError, match="pas le vôtre"):
            scene.sign(minutes, scene.anne, "faux")
    with pytest.raises(ActionRefusedError, match="Trop d’essais"):
        scene.sign(minutes, scene.anne)
    actions.sign_minutes(
        actor=scene.anne.user,
        minutes_id=minutes.pk,
        password=PASSWORD,
        now=timezone.now() + timedelta(minutes=16),
    )
    assert MinutesSignature.objects.count() == 1


def test_nobody_else_signs(minuted, signed_in):
    _scene, minutes = minuted
    stranger = make_juror()
    answer = signed_in(stranger.user).post(reverse("sign_minutes", args=[minutes.pk]), {"password": PASSWORD})
    assert answer.status_code == 404
    assert not MinutesSignature.objects.exists()


def test_the_database_refuses_any_change(sealed):
    _scene, minutes = sealed
    for change in ({"content": {}}, {"number": "PV-0"}, {"state": "signing"}, {"content_hash": "1" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Minutes.objects.filter(pk=minutes.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesSignature.objects.all().delete()


def test_published_once_and_only_when_sealed(minuted):
    scene, minutes = minuted
    with pytest.raises(ActionRefusedError, match="pas signé"):
        actions.publish_minutes(actor=scene.manager, minutes=minutes, now=timezone.now())
    scene.sign(minutes, scene.anne)
    scene.sign(minutes, scene.bruno)
    published = actions.publish_minutes(actor=scene.manager, minutes=minutes, now=timezone.now())
    assert published.published_at is not None
    with pytest.raises(ActionRefusedError, match="déjà publiés"):
        actions.publish_minutes(actor=scene.manager, minutes=minutes, now=timezone.now())


def test_a_correction_is_new_minutes_that_refer_to_the_old(sealed):
    scene, minutes = sealed
    before = (minutes.content, minutes.content_hash)
    with pytest.raises(ActionRefusedError, match="Dites pourquoi"):
        actions.correct_minutes(
            actor=scene.manager,
            minutes_id=minutes.pk,
            enrolment_ids={scene.enrolment.pk},
            reason=" ",
            now=timezone.now(),
        )
    actions.correct_minutes(
        actor=scene.manager,
        minutes_id=minutes.pk,
        enrolment_ids={scene.enrolment.pk},
        reason="Erreur de saisie sur C2.2",
        now=timezone.now(),
    )
    opened = actions.record_decision(
        actor=scene.anne.user,
        enrolment_id=scene.enrolment.pk,
        scope=Decision.Scope.COMPETENCE,
        code="C2.2",
        decided=Outcome.ACQUIRED,
        reason="La démonstration orale l’établit",
        revision=Deliberation.objects.get().revision,
        now=timezone.now(),
    )
    opened = actions.record_decision(
        actor=scene.anne.user,
        enrolment_id=scene.enrolment.pk,
        scope=Decision.Scope.BLOCK,
        code="BC2",
        decided=Outcome.ACQUIRED,
        reason="",
        revision=opened.revision,
        now=timezone.now(),
    )
    actions.close_deliberation(
        actor=scene.anne.user,
        enrolment_id=scene.enrolment.pk,
        revision=opened.revision,
        now=timezone.now(),
    )
    with pytest.raises(ActionRefusedError, match="Aucune délibération close"):
        scene.draw_up()
    corrected = scene.draw_up(corrects=minutes.pk)
    minutes.refresh_from_db()
    assert (minutes.content, minutes.content_hash) == before
    assert (corrected.number, corrected.corrects) == (f"PV-{scene.session.number}-02", minutes)
    assert corrected.content["corrects"] == minutes.number
    assert corrected.content["correction_reason"] == "Erreur de saisie sur C2.2"
    assert corrected.content["candidates"][0]["grants"]["certification"] is True


def test_only_sealed_minutes_are_corrected_and_only_by_chair_or_manager(minuted):
    scene, minutes = minuted
    values = {
        "minutes_id": minutes.pk,
        "enrolment_ids": {scene.enrolment.pk},
        "reason": "x",
        "now": timezone.now(),
    }
    with pytest.raises(ActionRefusedError, match="pas signé"):
        actions.correct_minutes(actor=scene.manager, **values)
    scene.sign(minutes, scene.anne)
    scene.sign(minutes, scene.bruno)
    with pytest.raises(Http404):
        actions.correct_minutes(actor=scene.bruno.user, **values)
    with pytest.raises(ActionRefusedError, match="Choisissez"):
        actions.correct_minutes(actor=scene.manager, **(values | {"enrolment_ids": {0}}))


def test_pages_and_strangers(sealed, signed_in, run_tasks):
    scene, minutes = sealed
    run_tasks()
    page = reverse("minutes", args=[minutes.pk])
    document = reverse("minutes_document", args=[minutes.pk])
    for person in (scene.anne.user, scene.bruno.user, scene.manager, make_person(Role.AUDITOR)):
        assert signed_in(person).get(page).status_code == 200
        assert signed_in(person).get(document)["Content-Type"] == "application/pdf"
    for person in (scene.enrolment.candidate, make_juror(scene.session).user, make_person(Role.TRAINER)):
        assert signed_in(person).get(page).status_code == 404
        assert signed_in(person).get(document).status_code == 404
    shown = signed_in(scene.anne.user).get(page).content.decode()
    assert minutes.content_hash in shown
    assert str(scene.enrolment.candidate) in shown


def test_a_conflict_hides_the_candidate_in_the_minutes_too(sealed, signed_in, run_tasks):
    scene, minutes = sealed
    run_tasks()
    Conflict.objects.create(
        juror=scene.bruno, candidate=scene.enrolment.candidate, declared_by=scene.bruno.user
    )
    shown = signed_in(scene.bruno.user).get(reverse("minutes", args=[minutes.pk])).content.decode()
    assert str(scene.enrolment.candidate) not in shown
    assert "Un candidat ne vous est pas montré" in shown
    assert signed_in(scene.bruno.user).get(reverse("minutes_document", args=[minutes.pk])).status_code == 404


def test_minutes_new_is_for_the_chair_and_managers(scene, signed_in):
    scene.open()
    scene.close()
    url = reverse("minutes_new", args=[scene.panel.pk])
    assert signed_in(scene.bruno.user).get(url).status_code == 404
    assert signed_in(make_person(Role.AUDITOR)).get(url).status_code == 404
    chair = signed_in(scene.anne.user)
    assert str(scene.enrolment.candidate) in chair.get(url).content.decode()
    answer = chair.post(url, {"present": [scene.anne.pk, scene.bruno.pk]})
    assert answer.url == reverse("minutes", args=[Minutes.objects.get().pk])
