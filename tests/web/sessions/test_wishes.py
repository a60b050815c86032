"""What candidates would rather avoid: said until the timetable is, wishes for plans, read by managers."""

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone

from preuve.domain.planning.model import Interval
from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from preuve.web.errors import ActionRefusedError
from preuve.web.sessions.actions.wishes import say_wishes
from preuve.web.sessions.models import CandidateWishes, Enrolment, PlanRun, Room
from preuve.web.sessions.queries.board import board_of
from preuve.web.sessions.queries.problem import problem_of
from tests.factories.people import make_person
from tests.factories.sessions import MONDAY, make_defence, make_enrolment, make_juror
from tests.web.sessions.test_problem import MORNING, available

MONDAY_MORNING, MONDAY_AFTERNOON = "2027-01-11-0", "2027-01-11-1"


def say(enrolment, **changes):
    values = {"unwanted": [], "not_before": None, "not_after": None, **changes}
    return say_wishes(actor=enrolment.candidate, enrolment=enrolment, now=timezone.now(), **values)


@pytest.fixture
def ready(session, manager):
    """A session of which a timetable can be computed."""
    Room.objects.create(centre=session.centre, name="A101")
    available(manager, session, make_juror(session), MORNING)
    return session


def wished(session):
    return [item.wishes for item in problem_of(session).candidates]


def test_what_is_avoided_leaves_the_other_half_days(ready):
    """From nine to six with lunch at half past twelve, by quarters of an hour; five days."""
    say(make_enrolment(ready), unwanted=[MONDAY_AFTERNOON])
    make_enrolment(ready)
    say(make_enrolment(ready))
    others = tuple(Interval(day, *half) for day in range(1, 5) for half in ((0, 14), (18, 36)))
    assert wished(ready) == [(Interval(0, 0, 14), *others), (), ()]


def test_hours_cut_each_half_day_to_whole_slots(ready):
    say(
        make_enrolment(ready),
        unwanted=[f"2027-01-{day}-{half}" for day in (12, 13, 14, 15) for half in (0, 1)],
        not_before=time(9, 50),
        not_after=time(15, 10),
    )
    assert wished(ready) == [(Interval(0, 4, 14), Interval(0, 18, 24))]


def test_a_half_day_that_the_hours_leave_empty_is_none(ready):
    say(make_enrolment(ready), not_after=time(12, 30))
    assert wished(ready) == [tuple(Interval(day, 0, 14) for day in range(5))]


def test_saying_again_replaces_what_was_said_and_is_recorded(ready):
    row = make_enrolment(ready)
    say(row, unwanted=[MONDAY_MORNING])
    say(row, not_before=time(10))
    kept = CandidateWishes.objects.get(enrolment=row)
    assert (kept.unwanted, kept.not_before, kept.not_after) == ([], time(10), None)
    assert AuditRecord.objects.filter(action="say_wishes", subject_id=str(row.pk)).count() == 2


def test_once_the_timetable_is_made_wishes_stay(ready, manager, panel):
    planned, other = make_enrolment(ready), make_enrolment(ready)
    make_defence(planned, panel, MONDAY)
    with pytest.raises(ActionRefusedError, match="L’emploi du temps est fait"):
        say(planned)
    say(other)
    PlanRun.objects.create(
        session=ready, asked_by=manager, asked_at=timezone.now(), problem={}, state=PlanRun.State.ACCEPTED
    )
    with pytest.raises(ActionRefusedError, match="L’emploi du temps est fait"):
        say(other)


def test_a_candidate_says_it_on_their_own_page(ready, signed_in):
    row = make_enrolment(ready, candidate=make_person(Role.CANDIDATE))
    client, url = signed_in(row.candidate), reverse("wishes", args=[row.pk])
    assert url in client.get(reverse("convocation_mine")).content.decode()
    assert "lundi 11 janvier 2027, 09:00 – 12:30" in client.get(url).content.decode()
    answer = client.post(url, {"unwanted": [MONDAY_MORNING], "not_after": "16:00"})
    assert answer.url == reverse("convocation_mine")
    kept = CandidateWishes.objects.get(enrolment=row)
    assert (kept.unwanted, kept.not_before, kept.not_after) == ([MONDAY_MORNING], None, time(16))
    assert client.get(url).context["form"].initial["unwanted"] == [MONDAY_MORNING]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"unwanted": ["2031-01-01-0"]}, "choix"),
        ({"not_before": "14:00", "not_after": "10:00"}, "Cette heure doit suivre l’autre."),
        ({"not_before": "25:00"}, "heure valide"),
        (
            {"unwanted": [f"2027-01-{day}-{half}" for day in range(11, 16) for half in (0, 1)]},
            "Laissez au moins une demi-journée possible.",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_on_the_form(ready, signed_in, data, said):
    row = make_enrolment(ready, candidate=make_person(Role.CANDIDATE))
    answer = signed_in(row.candidate).post(reverse("wishes", args=[row.pk]), data)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not CandidateWishes.objects.exists()


def test_when_it_is_too_late_the_page_says_what_was_said(ready, signed_in, panel):
    row = make_enrolment(ready, candidate=make_person(Role.CANDIDATE))
    say(row, not_before=time(10))
    make_defence(row, panel, MONDAY)
    client, url = signed_in(row.candidate), reverse("wishes", args=[row.pk])
    page = client.get(url).content.decode()
    assert ("pas avant 10:00" in page, "Enregistrer mes souhaits" in page) == (True, False)
    assert url not in client.get(reverse("convocation_mine")).content.decode()
    assert client.post(url, {}).status_code == 422


def test_strangers_and_those_who_left_have_no_such_page(ready, signed_in, manager):
    row = make_enrolment(ready)
    url = reverse("wishes", args=[row.pk])
    assert signed_in(make_person(Role.CANDIDATE)).get(url).status_code == 404
    assert signed_in(manager).get(url).status_code in {403, 404}
    Enrolment.objects.filter(pk=row.pk).update(attendance=Enrolment.Attendance.ABSENT)
    assert signed_in(row.candidate).get(url).status_code == 404


def test_managers_read_wishes_at_the_enrolment_and_on_the_board(ready, signed_in, manager, panel):
    row = make_enrolment(ready)
    say(row, unwanted=[MONDAY_MORNING, "2031-01-01-0"], not_before=time(10), not_after=time(16))
    said = ["éviter lundi 11 janvier 2027, 09:00 – 12:30", "pas avant 10:00", "fini à 16:00"]
    page = signed_in(manager).get(reverse("enrolment", args=[row.pk])).content.decode()
    assert " ; ".join(said) in page
    make_defence(row, panel)
    (card,) = board_of(ready, date(2027, 1, 11)).waiting
    assert list(card.wishes) == said
    shown = signed_in(manager).get(reverse("timetable_board", args=[ready.pk])).content.decode()
    assert f"Souhaits : {', '.join(said)}" in shown
