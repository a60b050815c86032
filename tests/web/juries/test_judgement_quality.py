"""The page on the quality of judgement: exact figures, who reads it, and who never does."""

import numpy as np
import pytest
from django.urls import reverse

from preuve.domain.assessment import severity
from preuve.domain.assessment.agreement.marks_csv import read_marks
from preuve.web.accounts.models import Role, RoleGrant
from preuve.web.juries import judgement
from preuve.web.juries.models import JudgementReport
from preuve.web.juries.queries.judgement import MarkGiven
from preuve.web.juries.views import judgement as views
from tests.factories.people import make_person


@pytest.fixture
def url(scene):
    return reverse("judgement_quality", args=[scene.session.pk])


def marked(scene):
    scene.hand_in(scene.anne, **{"C1.1-1": "not_acquired", "C1.2-1": "partially_acquired"})
    scene.hand_in(scene.bruno, **{"C1.2-1": "not_acquired"})


def test_drafts_and_candidates_still_waited_for_are_not_read(scene, url, signed_in):
    scene.hand_in(scene.anne)
    scene.mark_all(scene.bruno)
    page = signed_in(scene.manager).get(url)
    assert (page.context["state"], page.context["content"]) == ("empty", None)
    assert "Pas assez de données" in page.content.decode()


def test_one_candidate_is_not_enough_and_the_page_says_so(scene, url, signed_in):
    marked(scene)
    page = signed_in(scene.manager).get(url)
    body = page.content.decode()
    assert page.context["content"]["counts"]["marks"] == 2 * len(scene.identifiers)
    assert "Il faut au moins deux candidats notés." in body
    assert "graine 20261123" in body
    assert " style=" not in body


def test_readers_only_and_nobody_of_the_session(scene, url, signed_in):
    marked(scene)
    answers = {role: signed_in(make_person(role)).get(url).status_code for role in Role}
    readers = {Role.ADMINISTRATOR, Role.CERTIFICATION_MANAGER, Role.AUDITOR}
    assert {role for role, status in answers.items() if status == 200} == readers
    assert {status for role, status in answers.items() if role not in readers} == {404}
    for person in (scene.anne.user, scene.bruno.user, scene.enrolment.candidate):
        RoleGrant.objects.create(user=person, role=Role.CERTIFICATION_MANAGER)
        assert signed_in(person).get(url).status_code == 404


def test_jurors_and_candidates_find_no_severity_anywhere(scene, url, signed_in):
    marked(scene)
    scene.open_only()
    names = (
        ("deliberation", scene.enrolment.pk),
        ("rulings", scene.enrolment.pk),
        ("marking", scene.defence.pk),
        ("defence_screen", scene.defence.pk),
    )
    pages = [reverse(name, args=[pk]) for name, pk in names] + [reverse("juror_desk"), reverse("home")]
    for _turn in range(2):
        for person in (scene.anne.user, scene.bruno.user, scene.enrolment.candidate):
            for path in pages:
                body = signed_in(person).get(path).content.decode().lower()
                assert [word for word in ("sévérité", "severity", "/jugement/") if word in body] == []
        signed_in(scene.manager).get(url)


def test_a_large_session_is_computed_by_a_task(scene, url, signed_in, run_tasks, monkeypatch):
    marked(scene)
    monkeypatch.setattr(views, "MARKS_AT_ONCE", 0)
    client = signed_in(scene.manager)
    assert client.get(url).context["state"] == "absent"
    client.post(reverse("compute_judgement", args=[scene.session.pk]))
    assert client.get(url).context["state"] == "computing"
    run_tasks()
    page = client.get(url)
    assert page.context["state"] == "current"
    assert page.context["content"] == JudgementReport.objects.get().content


def test_marks_leave_without_names(scene, url, signed_in):
    marked(scene)
    answer = signed_in(scene.manager).get(reverse("judgement_marks", args=[scene.session.pk, "csv"]))
    ratings = read_marks(answer.content)
    assert (ratings.candidates, ratings.jurors) == (("C0001",), ("J0001", "J0002"))
    assert len(ratings.values) == 2 * len(scene.identifiers)
    assert isinstance(severity.fit(ratings), severity.NotComputable)
    auditor = signed_in(make_person(Role.AUDITOR))
    assert auditor.get(reverse("judgement_marks", args=[scene.session.pk, "csv"])).status_code == 404


def test_severities_patterns_and_cuts_are_drawn(scene, url, signed_in, monkeypatch):
    marked(scene)
    drawn = np.random.default_rng(7)
    given = [
        MarkGiven(candidate, juror.pk, code, int(drawn.integers(0, 3)), 9.0 + candidate % 6)
        for candidate in range(1, 31)
        for juror in (scene.anne, scene.bruno)
        for code in scene.identifiers
    ]
    monkeypatch.setattr(judgement, "marks_given", lambda *_known: given)
    answer = signed_in(scene.manager).get(url)
    page, body = answer.context["page"], answer.content.decode()
    found = answer.context["content"]["severity"]["jurors"]
    by_name = {row.name: row.figures for row in page.jurors}
    assert by_name == {str(each): found[f"juror-{each.pk}"] for each in (scene.anne, scene.bruno)}
    assert body.count("<circle") == 2
    assert "juror-" not in body
    alphas = [row.figures["alpha"] for row in page.criteria]
    assert alphas == sorted(alphas)
    assert "Ces probabilités ne changent aucune décision" in body
