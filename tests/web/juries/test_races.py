"""Two people, or two tabs, at the same moment: real threads, each on a connection of its own."""

import threading

import pytest
from django.db import close_old_connections, connection
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from preuve.domain.assessment.proposal import Outcome
from preuve.web.accounts.models import Notification
from preuve.web.audit.models import AuditRecord
from preuve.web.audit.queries import audit_problems
from preuve.web.credentials.actions import publish_results
from preuve.web.credentials.models import Certificate
from preuve.web.errors import ActionRefusedError, StaleError
from preuve.web.juries import actions
from preuve.web.juries.models import Decision, Deliberation, Mark, MarkSheet
from preuve.web.sessions.actions.enrolments import record_attendance
from preuve.web.sessions.actions.panels import remove_juror
from preuve.web.sessions.models import Enrolment, PanelMember
from tests.factories.juries import make_scene

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls together; return what each gave, or the refusal it met."""
    together, given = threading.Barrier(len(calls)), [None] * len(calls)

    def run(index, call):
        close_old_connections()
        together.wait(timeout=10)
        try:
            given[index] = call()
        except Exception as error:  # noqa: BLE001 (handed to the thread that waits)
            given[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    for item in given:
        if isinstance(item, Exception) and not isinstance(item, ActionRefusedError | Http404):
            raise item
    assert list(audit_problems()) == []
    return given


def test_two_jurors_hand_in_and_the_chair_is_told_once():
    scene = make_scene()
    jurors = (scene.anne, scene.bruno)
    for juror in jurors:
        scene.mark_all(juror)

    def hand_in(juror):
        return lambda: actions.hand_in_marks(
            actor=juror.user, defence_id=scene.defence.pk, now=timezone.now()
        )

    sheets = at_once(*(hand_in(juror) for juror in jurors))
    assert [sheet.juror_id for sheet in sheets] == [juror.pk for juror in jurors]
    told = Notification.objects.filter(kind="marks_all_in").values_list("user", flat=True)
    assert list(told) == [scene.anne.user_id]


def closing(scene, revision):
    return lambda: actions.close_deliberation(
        actor=scene.anne.user, enrolment_id=scene.enrolment.pk, revision=revision, now=timezone.now()
    )


def decided_scene():
    scene = make_scene()
    scene.open()
    decided = actions.adopt_proposals(
        actor=scene.anne.user, enrolment_id=scene.enrolment.pk, revision=1, now=timezone.now()
    )
    return scene, decided.revision


def test_a_decision_while_the_chair_closes_is_kept_whole_or_refused():
    scene, revision = decided_scene()
    closed, decided = at_once(
        closing(scene, revision),
        lambda: actions.record_decision(
            actor=scene.anne.user,
            enrolment_id=scene.enrolment.pk,
            scope=Decision.Scope.COMPETENCE,
            code="C1.1",
            decided=Outcome.NOT_ACQUIRED,
            reason="Oral insuffisant",
            revision=revision,
            now=timezone.now(),
        ),
    )
    state = Deliberation.objects.get().state
    kept = Decision.objects.get(scope="competence", code="C1.1").decided
    if isinstance(closed, Deliberation):
        assert str(decided) == "La délibération est close : rien n’y change plus."
        assert (state, kept) == ("closed", "acquired")
    else:
        assert (type(closed), type(decided)) == (StaleError, Deliberation)
        assert (state, kept) == ("open", "not_acquired")


def test_attendance_while_the_chair_closes_never_contradicts_the_decisions():
    scene, revision = decided_scene()
    closed, said = at_once(
        closing(scene, revision),
        lambda: record_attendance(
            actor=scene.manager, enrolment=scene.enrolment, attendance="absent", reason="Malade"
        ),
    )
    assert closed.state == "closed"
    found = (Enrolment.objects.get(pk=scene.enrolment.pk).attendance, Decision.objects.count())
    if isinstance(said, ActionRefusedError):
        assert found == ("present", 4 + 2 + 1)
    else:
        assert found == ("absent", 0)


def test_the_first_mark_from_two_tabs_makes_one_sheet_and_one_row_per_criterion():
    scene = make_scene()

    def typed(criterion, comment):
        client = Client()
        client.force_login(scene.anne.user)
        return lambda: client.post(
            reverse("mark", args=[scene.defence.pk, criterion]),
            {"choice": "level:acquired", "comment": comment, "version": "0"},
            headers={"Accept": "application/json"},
        )

    first, second, third = at_once(
        typed("C1.1-1", "premier onglet"), typed("C1.1-1", "second onglet"), typed("C1.1-2", "ailleurs")
    )
    assert sorted([first.status_code, second.status_code]) == [200, 409]
    assert third.status_code == 200
    kept, told = (first, second) if first.status_code == 200 else (second, first)
    assert kept.json()["revision"] == 1
    assert MarkSheet.objects.count() == 1
    rows = dict(Mark.objects.values_list("criterion__identifier", "comment"))
    assert rows == {"C1.1-1": told.json()["current"]["comment"], "C1.1-2": "ailleurs"}


def test_the_first_notes_from_two_tabs_never_overwrite_each_other():
    scene = make_scene()

    def typed(notes):
        return lambda: actions.record_notes(
            actor=scene.anne.user,
            defence_id=scene.defence.pk,
            notes=notes,
            version=MarkSheet().notes_version,
            now=timezone.now(),
        )

    given = at_once(typed("premier onglet"), typed("second onglet"))
    refused = next(item for item in given if isinstance(item, StaleError))
    kept = MarkSheet.objects.get().notes
    assert refused.current["notes"] == kept
    assert [item.notes for item in given if isinstance(item, MarkSheet)] == [kept]


def test_results_published_twice_at_once_are_issued_once():
    scene = make_scene()
    scene.open()
    scene.close()
    minutes = scene.draw_up()
    scene.sign(minutes, scene.anne)
    scene.sign(minutes, scene.bruno)

    def publish():
        return publish_results(actor=scene.manager, minutes=minutes, now=timezone.now())

    first, second = at_once(publish, publish)
    issued = list(Certificate.objects.all())
    assert len(issued) == 1
    assert first == second == issued
    assert Notification.objects.filter(kind="result_published").count() == 1
    assert AuditRecord.objects.filter(action="issue_certificate").count() == 1


def test_a_juror_removed_while_saving_saves_whole_or_not_at_all():
    scene = make_scene()
    member = PanelMember.objects.get(juror=scene.bruno)
    saved, _panel = at_once(
        lambda: scene.mark(scene.bruno, "C1.1-1"),
        lambda: remove_juror(actor=scene.manager, member=member, now=timezone.now()),
    )
    assert not PanelMember.objects.filter(juror=scene.bruno).exists()
    written = 0 if isinstance(saved, Http404) else 1
    assert MarkSheet.objects.count() == Mark.objects.count() == written
    assert AuditRecord.objects.filter(action="record_mark").count() == written
    with pytest.raises(Http404):
        scene.mark(scene.bruno, "C1.1-2")
