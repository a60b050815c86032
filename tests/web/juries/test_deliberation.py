from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from preuve.domain.assessment.decision import Attendance
from preuve.domain.assessment.proposal import Outcome
from preuve.web.accounts.models import Notification, Role
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.juries import actions
from preuve.web.juries.models import Decision, Deliberation
from preuve.web.sessions.models import Conflict, Enrolment, PanelMember
from tests.factories.people import make_person
from tests.factories.sessions import make_juror


def decide(scene, scope, code, decided, reason="", revision=None):
    if revision is None:
        revision = Deliberation.objects.get().revision
    return actions.record_decision(
        actor=scene.anne.user,
        enrolment_id=scene.enrolment.pk,
        scope=scope,
        code=code,
        decided=decided,
        reason=reason,
        revision=revision,
        now=timezone.now(),
    )


def decided(scope, code=""):
    return Decision.objects.get(scope=scope, code=code).decided


def test_the_chair_is_told_when_the_last_grid_is_in_and_not_before(scene):
    scene.hand_in(scene.bruno)
    assert not Notification.objects.filter(kind="marks_all_in").exists()
    scene.hand_in(scene.anne)
    told = Notification.objects.get(kind="marks_all_in")
    assert (told.user, told.url) == (scene.anne.user, reverse("deliberation", args=[scene.enrolment.pk]))


def test_it_opens_once_everyone_handed_in_and_for_the_chair_only(scene, signed_in):
    url = reverse("deliberation", args=[scene.enrolment.pk])
    chair, member = signed_in(scene.anne.user), signed_in(scene.bruno.user)
    scene.hand_in(scene.anne)
    assert [chair.get(url).status_code, member.get(url).status_code] == [404, 404]
    assert chair.post(reverse("open_deliberation", args=[scene.enrolment.pk])).status_code == 404
    scene.hand_in(scene.bruno)
    assert "Ouvrir la délibération" in chair.get(url).content.decode()
    assert "Ouvrir la délibération" not in member.get(url).content.decode()
    assert member.post(reverse("open_deliberation", args=[scene.enrolment.pk])).status_code == 404
    assert chair.post(reverse("open_deliberation", args=[scene.enrolment.pk])).url == url
    chair.post(reverse("open_deliberation", args=[scene.enrolment.pk]))
    assert Deliberation.objects.count() == 1


def test_the_board_shows_marks_spread_and_comments_widest_first(scene, signed_in):
    scene.hand_in(scene.anne, **{"C2.2-2": "not_acquired"})
    scene.hand_in(scene.bruno)
    scene.open_only()
    url = reverse("deliberation", args=[scene.enrolment.pk])
    page = signed_in(scene.bruno.user).get(url)
    rows = page.context["board"].rows
    assert rows[0].identifier == "C2.2-2"
    assert (rows[0].wide, [cell.kind for cell in rows[0].cells]) == (True, ["not_acquired", "acquired"])
    assert rows[0].cells[0].comment == "vu"
    assert [row.agreed for row in rows[1:]] == [True] * 7
    ordered = signed_in(scene.bruno.user).get(url, {"ordre": "referentiel"}).context["board"].rows
    assert [row.identifier for row in ordered] == scene.identifiers


def test_queries_of_the_board_do_not_grow_with_jurors(scene, signed_in, django_assert_num_queries):
    third = make_juror(scene.session)
    PanelMember.objects.create(panel=scene.panel, juror=third)
    scene.hand_in(third)
    scene.open()
    url = reverse("deliberation", args=[scene.enrolment.pk])
    client = signed_in(scene.bruno.user)
    client.get(url)
    with django_assert_num_queries(12):
        client.get(url)
    PanelMember.objects.filter(juror=third).delete()
    with django_assert_num_queries(12):
        client.get(url)


def test_strangers_conflicts_and_readers(scene, signed_in):
    scene.open()
    url = reverse("deliberation", args=[scene.enrolment.pk])
    auditor = make_person(Role.AUDITOR)
    seen = {
        person: signed_in(person).get(url).status_code
        for person in (
            scene.bruno.user,
            auditor,
            scene.manager,
            make_juror(scene.session).user,
            scene.enrolment.candidate,
            make_person(Role.TRAINER),
        )
    }
    assert list(seen.values()) == [200, 200, 200, 404, 404, 404]
    both = make_juror(scene.session, user=make_person(Role.JUROR, Role.AUDITOR))
    Conflict.objects.create(juror=both, candidate=scene.enrolment.candidate, declared_by=both.user)
    assert signed_in(both.user).get(url).status_code == 404


def test_readers_see_nothing_before_everyone_handed_in(scene, signed_in):
    scene.hand_in(scene.anne)
    for person in (scene.manager, make_person(Role.AUDITOR)):
        assert signed_in(person).get(reverse("deliberation", args=[scene.enrolment.pk])).status_code == 404


def test_a_juror_who_joins_an_open_deliberation_marks_first(scene, signed_in):
    scene.open()
    late = make_juror(scene.session)
    PanelMember.objects.create(panel=scene.panel, juror=late)
    url = reverse("deliberation", args=[scene.enrolment.pk])
    assert signed_in(late.user).get(url).status_code == 404
    assert signed_in(scene.bruno.user).get(url).status_code == 200
    with pytest.raises(ActionRefusedError, match="Toutes les grilles"):
        scene.close()


def test_following_the_proposals_decides_everything_down_to_the_certification(scene):
    scene.open()
    scene.close()
    assert {row.decided for row in Decision.objects.all()} == {"acquired"}
    assert Decision.objects.count() == 4 + 2 + 1
    assert Deliberation.objects.get().state == "closed"
    assert Enrolment.objects.get(pk=scene.enrolment.pk).attendance == "present"


def test_a_departure_needs_its_reason_and_the_certification_follows_the_blocks(scene):
    scene.open()
    with pytest.raises(ActionRefusedError, match="donnez le motif"):
        decide(scene, Decision.Scope.COMPETENCE, "C1.1", Outcome.NOT_ACQUIRED)
    decide(scene, Decision.Scope.COMPETENCE, "C1.1", Outcome.NOT_ACQUIRED, "Réponses orales insuffisantes")
    opened = actions.adopt_proposals(
        actor=scene.anne.user,
        enrolment_id=scene.enrolment.pk,
        revision=Deliberation.objects.get().revision,
        now=timezone.now(),
    )
    assert [decided("competence", "C1.1"), decided("block", "BC1"), decided("block", "BC2")] == [
        "not_acquired",
        "partially_acquired",
        "acquired",
    ]
    assert decided("certification") == "partially_acquired"
    assert opened.revision == 3
    with pytest.raises(ActionRefusedError):
        decide(scene, Decision.Scope.CERTIFICATION, "", Outcome.ACQUIRED, "Par faveur")


def test_what_the_chair_writes_of_the_certification_stays_whatever_follows(scene, signed_in, run_tasks):
    scene.open()
    words = "Le jury salue la qualité de l’oral"
    with pytest.raises(ActionRefusedError, match="ne se décide pas à part"):
        decide(scene, Decision.Scope.CERTIFICATION, "", Outcome.ACQUIRED, words)
    actions.adopt_proposals(
        actor=scene.anne.user, enrolment_id=scene.enrolment.pk, revision=1, now=timezone.now()
    )
    url = reverse("deliberation", args=[scene.enrolment.pk])
    chair, member = signed_in(scene.anne.user), signed_in(scene.bruno.user)
    assert "Enregistrer l’observation" in chair.get(url).content.decode()
    assert "Enregistrer l’observation" not in member.get(url).content.decode()
    typed = {"scope": "certification", "code": "", "decided": "acquired", "reason": words, "revision": "2"}
    part = chair.post(
        reverse("record_decision", args=[scene.enrolment.pk]), typed, headers={"HX-Request": "true"}
    )
    assert f"{words}</textarea>" in part.content.decode()
    row = Decision.objects.get(scope="certification")
    assert (row.decided, row.reason) == ("acquired", words)
    assert words in member.get(url).content.decode()
    decide(scene, Decision.Scope.COMPETENCE, "C1.1", Outcome.NOT_ACQUIRED, "Oral")
    decide(scene, Decision.Scope.BLOCK, "BC1", Outcome.PARTIALLY_ACQUIRED)
    row.refresh_from_db()
    assert (row.decided, row.proposed, row.reason) == (
        "partially_acquired",
        "partially_acquired",
        words,
    )
    scene.close()
    minutes = scene.draw_up()
    assert minutes.content["candidates"][0]["certification"]["reason"] == words
    page = member.get(reverse("minutes", args=[minutes.pk])).content.decode()
    assert f"Observation du jury : {words}" in page
    scene.sign(minutes, scene.anne)
    scene.sign(minutes, scene.bruno)
    run_tasks()
    minutes.refresh_from_db()
    assert minutes.document is not None


def test_closing_says_everything_that_is_missing(scene):
    scene.open()
    with pytest.raises(ActionRefusedError) as refused:
        actions.close_deliberation(
            actor=scene.anne.user, enrolment_id=scene.enrolment.pk, revision=1, now=timezone.now()
        )
    assert refused.value.sentences[0] == "La décision manque sur C1.1."
    assert len(refused.value.sentences) == 4 + 2 + 1


def test_a_block_left_behind_by_its_competences_keeps_it_from_closing(scene):
    scene.open()
    actions.adopt_proposals(
        actor=scene.anne.user, enrolment_id=scene.enrolment.pk, revision=1, now=timezone.now()
    )
    decide(scene, Decision.Scope.COMPETENCE, "C1.1", Outcome.NOT_ACQUIRED, "Oral")
    with pytest.raises(ActionRefusedError, match="BC1 : « acquis » s’écarte des compétences"):
        actions.close_deliberation(
            actor=scene.anne.user, enrolment_id=scene.enrolment.pk, revision=3, now=timezone.now()
        )


def test_two_tabs_of_the_chair_the_second_is_stale(scene):
    scene.open()
    decide(scene, Decision.Scope.COMPETENCE, "C1.1", Outcome.ACQUIRED, revision=1)
    with pytest.raises(StaleError):
        decide(scene, Decision.Scope.COMPETENCE, "C1.2", Outcome.ACQUIRED, revision=1)


def test_nobody_but_the_chair_decides(scene, signed_in):
    scene.open()
    body = {"scope": "competence", "code": "C1.1", "decided": "acquired", "revision": "1"}
    url = reverse("record_decision", args=[scene.enrolment.pk])
    assert signed_in(scene.bruno.user).post(url, body).status_code == 404
    assert signed_in(scene.manager).post(url, body).status_code == 404
    PanelMember.objects.filter(juror=scene.anne).update(seat=PanelMember.Seat.MEMBER)
    assert signed_in(scene.anne.user).post(url, body).status_code == 404
    assert not Decision.objects.exists()


def test_bad_input_is_refused(scene, signed_in):
    scene.open()
    url = reverse("record_decision", args=[scene.enrolment.pk])
    client = signed_in(scene.anne.user)
    for body in (
        {},
        {"scope": "competence", "code": "C1.1", "decided": "perfect", "revision": "1"},
        {"scope": "world", "code": "C1.1", "decided": "acquired", "revision": "1"},
        {"scope": "competence", "code": "C1.1", "decided": "acquired", "revision": "x"},
    ):
        answer = client.post(url, body, headers={"HX-Request": "true"})
        assert answer.status_code == 422
    unknown = {"scope": "competence", "code": "C9.9", "decided": "acquired", "revision": "1"}
    assert client.post(url, unknown).status_code == 404
    assert not Decision.objects.exists()


def test_a_decision_that_arrives_after_closing_is_refused_and_the_database_agrees(scene):
    scene.open()
    scene.close()
    with pytest.raises(ActionRefusedError, match="close"):
        decide(scene, Decision.Scope.COMPETENCE, "C1.1", Outcome.ACQUIRED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(decided="not_acquired")


def test_everyone_follows_the_same_line_for_next_to_nothing(scene, signed_in, django_assert_num_queries):
    scene.open()
    pk = scene.enrolment.pk
    member = signed_in(scene.bruno.user)
    seen = Deliberation.objects.get().seen
    poll = f"{reverse('deliberation_focus', args=[pk])}?{urlencode({'vu': seen})}"
    with django_assert_num_queries(4):
        assert member.get(poll).status_code == 204
    signed_in(scene.anne.user).post(reverse("move_focus", args=[pk]), {"criterion": "C1.2-1"})
    answer = member.get(poll)
    assert 'data-focus="C1.2-1"' in answer.content.decode()
    assert "HX-Trigger" not in answer.headers
    decide(scene, Decision.Scope.COMPETENCE, "C1.1", Outcome.ACQUIRED)
    assert member.get(poll).headers["HX-Trigger"] == "rulings-changed"
    assert member.post(reverse("move_focus", args=[pk]), {"criterion": "C1.1-1"}).status_code == 404


@pytest.mark.parametrize("attendance", [Attendance.ABSENT, Attendance.POSTPONED, Attendance.EXCLUDED])
def test_a_candidate_who_was_not_heard_is_closed_without_marks(scene, attendance):
    actions.record_attendance(
        actor=scene.anne.user,
        defence_id=scene.defence.pk,
        attendance=attendance,
        reason="Certificat reçu",
        now=timezone.now(),
    )
    scene.open_only()
    closed = actions.close_deliberation(
        actor=scene.anne.user, enrolment_id=scene.enrolment.pk, revision=1, now=timezone.now()
    )
    assert (closed.state, Decision.objects.count()) == ("closed", 0)
    with pytest.raises(ActionRefusedError):
        actions.hand_in_marks(actor=scene.bruno.user, defence_id=scene.defence.pk, now=timezone.now())


def test_marks_of_an_absent_candidate_stay_unseen(scene, signed_in):
    scene.hand_in(scene.bruno, **{"C1.1-1": "not_acquired"})
    actions.record_attendance(
        actor=scene.anne.user,
        defence_id=scene.defence.pk,
        attendance=Attendance.ABSENT,
        reason="",
        now=timezone.now(),
    )
    scene.open_only()
    page = signed_in(scene.anne.user).get(reverse("deliberation", args=[scene.enrolment.pk]))
    assert page.context["board"].rows == () if "board" in page.context else True
    assert "vu" not in page.content.decode().split("<main")[1].split("</main>")[0].split()


def test_attendance_is_the_chairs_and_needs_a_reason_where_the_rules_say(scene):
    def say(actor, attendance, reason=""):
        return actions.record_attendance(
            actor=actor,
            defence_id=scene.defence.pk,
            attendance=attendance,
            reason=reason,
            now=timezone.now(),
        )

    with pytest.raises(Http404):
        say(scene.bruno.user, Attendance.ABSENT)
    with pytest.raises(ActionRefusedError):
        say(scene.anne.user, Attendance.EXCLUDED, " ")
    assert say(scene.anne.user, Attendance.PRESENT).attendance == "present"


def test_attendance_does_not_change_once_the_deliberation_is_closed(scene, signed_in):
    scene.open()
    manager = signed_in(scene.manager)
    url = reverse("enrolment_attendance", args=[scene.enrolment.pk])
    manager.post(url, {"attendance": "present"})
    assert Enrolment.objects.get(pk=scene.enrolment.pk).attendance == "present"
    scene.close()
    answer = manager.post(url, {"attendance": "absent", "reason": "Malade"}, headers={"HX-Request": "true"})
    refused = "La délibération est close : la présence ne change plus."
    assert (answer.status_code, refused in answer.content.decode()) == (422, True)
    with pytest.raises(ActionRefusedError, match=refused):
        actions.record_attendance(
            actor=scene.anne.user,
            defence_id=scene.defence.pk,
            attendance=Attendance.ABSENT,
            reason="",
            now=timezone.now(),
        )
    assert Enrolment.objects.get(pk=scene.enrolment.pk).attendance == "present"


def test_the_sheet_of_a_juror_who_left_stays_and_does_not_count(scene, signed_in):
    third = make_juror(scene.session)
    PanelMember.objects.create(panel=scene.panel, juror=third)
    scene.hand_in(third, **dict.fromkeys(scene.identifiers, "not_acquired"))
    scene.open()
    PanelMember.objects.filter(juror=third).delete()
    page = signed_in(scene.anne.user).get(reverse("deliberation", args=[scene.enrolment.pk]))
    assert len(page.context["board"].jurors) == 2
    scene.close()
    assert {row.decided for row in Decision.objects.all()} == {"acquired"}
    assert third.mark_sheets.get().marks.count() == 8
