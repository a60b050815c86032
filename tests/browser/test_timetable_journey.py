"""A session of thirty candidates planned by hand and machine, in Chromium.

A juror says when they may sit without signing in. Claire, manager, has a timetable computed, looks at it,
puts it in force, moves one defence, is told why another move is refused, sends the convocations; then a juror
falls ill: she has the plan computed anew with as few changes as possible and sends the updates.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from preuve.domain.planning.check import violations
from preuve.web.accounts.models import Notification, Role
from preuve.web.sessions.actions.availability import answer_availability, ask_availability
from preuve.web.sessions.models import AvailabilityRequest, Convocation, Defence, PlanRun, Room
from preuve.web.sessions.queries.problem import plan_in_force, problem_of
from tests.browser.conftest import NARROW, WIDE, Window
from tests.factories.people import make_person
from tests.factories.sessions import make_defence, make_enrolment, make_juror, make_panel, make_session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PARIS = ZoneInfo("Europe/Paris")
CANDIDATES = 30
MONDAY_AT_NINE = datetime(2027, 1, 11, 9, tzinfo=PARIS)


@pytest.fixture
def session():
    row = make_session()
    Room.objects.create(centre=row.centre, name="A101")
    Room.objects.create(centre=row.centre, name="B202")
    for _number in range(CANDIDATES):
        make_enrolment(row)
    return row


@pytest.fixture
def jurors(session):
    """Nine who may sit: eight said when, the ninth is asked by Claire."""
    rows = [make_juror(session, sex="FM"[number % 2]) for number in range(9)]
    manager = make_person(Role.CERTIFICATION_MANAGER)
    now = timezone.now()
    for request in ask_availability(actor=manager, session=session, jurors=rows[:8], now=now):
        answer_availability(
            actor=None,
            request=request,
            times=[span for number in range(4) for span in halves(session, number)],
            max_per_day=None,
            max_days=None,
            comment="",
            now=now,
        )
    return rows


def halves(session, number: int) -> list[tuple[datetime, datetime]]:
    day = session.starts_on + timedelta(days=number)
    hours = [(time(9), time(12, 30)), (time(13, 30), time(18))]
    return [tuple(datetime.combine(day, hour, PARIS) for hour in span) for span in hours]


@pytest.fixture
def open_for(open_window):
    """Return a function that opens a window of a person who is signed in already."""

    def open_one(user, viewport=WIDE) -> Window:
        client = Client()
        client.force_login(user)
        window = open_window(viewport)
        value = client.cookies["sessionid"].value
        window.page.context.add_cookies([{"name": "sessionid", "value": value, "url": window.base}])
        return window

    return open_one


def look(window: Window, name: str):
    """Keep a picture, and let axe look at the page as it is."""
    assert window.overflow() <= 0, name
    found = [
        f"{item['id']}: {item['nodes'][0]['html']}" for item in Axe().run(window.page).response["violations"]
    ]
    assert (name, found) == (name, [])
    window.picture(f"timetable-{name}-{window.page.viewport_size['width']}")


def test_a_session_is_planned_changed_by_hand_and_mended(session, jurors, open_for, open_window, run_tasks):
    claire = open_for(make_person(Role.CERTIFICATION_MANAGER))
    asks_the_last_juror(claire, session)
    answers_without_signing_in(open_window(NARROW), jurors[8])
    computes(claire, session, run_tasks)
    puts_in_force(claire, session)
    moves_one_and_is_refused_another(claire, session)
    sends_the_convocations(claire, session)
    replaces_an_ill_juror(claire, session, run_tasks)
    assert violations(problem_of(session), plan_in_force(session, problem_of(session))) == ()


def asks_the_last_juror(claire: Window, session):
    claire.go(reverse("planning", args=[session.pk]))
    look(claire, "planning")
    claire.press("Demander leurs disponibilités")
    assert claire.says("1 juré est interrogé.")
    assert AvailabilityRequest.objects.filter(answered_at=None).count() == 1


def answers_without_signing_in(window: Window, juror):
    link = Notification.objects.get(user=juror.user, kind="availability_asked").url
    window.go(link)
    look(window, "availability")
    for box in window.page.get_by_role("checkbox").all()[:8]:
        box.check()
    window.press("Envoyer ma réponse")
    assert window.says("Merci : votre réponse est enregistrée.")
    assert AvailabilityRequest.objects.get(juror=juror).times.count() == 8


def computes(claire: Window, session, run_tasks):
    claire.go(reverse("planning", args=[session.pk]))
    claire.press("Calculer un emploi du temps")
    assert claire.says("Le calcul va commencer.")
    run_tasks()
    # The page asks how far the computation is, and loads itself again when it has ended.
    claire.page.get_by_role("heading", name="Ce que vaut ce plan").wait_for()
    run = PlanRun.objects.get()
    assert (run.state, len(run.plan["defences"]), run.plan["unplaced"]) == ("done", CANDIDATES, [])
    look(claire, "plan")


def puts_in_force(claire: Window, session):
    claire.press("Mettre ce plan en vigueur")
    assert claire.says(f"Le plan est en vigueur : {CANDIDATES} soutenances ont changé.")
    assert Defence.objects.filter(during__isnull=False).count() == CANDIDATES
    look(claire, "timetable")


def moves_one_and_is_refused_another(claire: Window, session):
    first = Defence.objects.filter(during__isnull=False).order_by("during", "room").first()
    day = first.during.lower.astimezone(PARIS).date()
    claire.go(f"{reverse('timetable_board', args=[session.pk])}?day={day.isoformat()}")
    look(claire, "board")
    card = claire.page.locator(f"#card-{first.pk}")
    card.get_by_role("button", name="Déplacer").click()
    refused = claire.page.locator(".tplace--refused").first
    refused.wait_for()
    said = refused.get_attribute("aria-label")
    assert " : refusé. " in said
    # A refused place says why, and nothing moves.
    refused.click(force=True)  # it is there to be asked, though disabled for assistive technologies
    assert claire.page.locator("[data-board-says]").inner_text() == said
    assert slot_of(first) == (first.during, first.room_id)
    possible = claire.page.locator(".tplace--possible").first
    possible.focus()
    claire.page.keyboard.press("Enter")
    claire.page.locator(f"#card-{first.pk}:not([aria-busy])").wait_for()
    claire.page.wait_for_function(
        "pk => !document.querySelector('.tplace') && document.querySelector(`#card-${pk}`)", arg=first.pk
    )
    claire.page.locator("[data-board-says]").wait_for()
    assert slot_of(first) != (first.during, first.room_id)
    assert violations(problem_of(session), plan_in_force(session, problem_of(session))) == ()


def slot_of(defence: Defence):
    return Defence.objects.values_list("during", "room_id").get(pk=defence.pk)


def sends_the_convocations(claire: Window, session):
    claire.go(reverse("convocations_send", args=[session.pk]))
    claire.press("Envoyer")
    assert Convocation.objects.count() == 4 * CANDIDATES


def replaces_an_ill_juror(claire: Window, session, run_tasks):
    before = {row.pk: (row.during, row.room_id, row.uid) for row in Defence.objects.all()}
    ill = max(AvailabilityRequest.objects.all(), key=lambda row: seats_of(row.juror))
    others = {row.pk for row in Defence.objects.exclude(seats__juror=ill.juror)}
    claire.go(reverse("juror_availability", args=[ill.pk]))
    claire.press("Déclarer indisponible")
    assert claire.says(f"{ill.juror} n’est plus disponible.")
    claire.press("Calculer un emploi du temps")
    run_tasks()
    claire.page.get_by_role("heading", name="Ce qui change").wait_for()
    look(claire, "replaced")
    claire.press("Mettre ce plan en vigueur")
    after = {row.pk: (row.during, row.room_id, row.uid) for row in Defence.objects.all()}
    assert seats_of(ill.juror) == 0
    # Nobody who did not sit with the ill juror is disturbed, and every event keeps its identifier.
    assert {pk: after[pk] for pk in others} == {pk: before[pk] for pk in others}
    assert {pk: row[2] for pk, row in after.items()} == {pk: row[2] for pk, row in before.items()}
    cancelled = Convocation.objects.filter(method="cancel")
    assert {row.recipient_id for row in cancelled} == {ill.juror.user_id}
    claire.go(reverse("convocations_send", args=[session.pk]))
    claire.press("Envoyer")
    claire.go(reverse("convocations_send", args=[session.pk]))
    assert claire.says("Personne à convoquer")


def seats_of(juror) -> int:
    return Defence.objects.filter(seats__juror=juror).count()


@pytest.fixture
def defence(session):
    """One defence at nine o'clock in A101; B202 is free."""
    panel = make_panel(session, make_juror(session), make_juror(session, sex="M"), make_juror(session))
    row = make_defence(session.enrolments.first(), panel, MONDAY_AT_NINE, minutes=45)
    row.room = Room.objects.get(name="A101")
    row.save()
    return row


@pytest.fixture
def board(session, defence, open_for):
    """Claire's board of the day of the defence."""
    claire = open_for(make_person(Role.CERTIFICATION_MANAGER))
    claire.go(f"{reverse('timetable_board', args=[session.pk])}?day=2027-01-11")
    claire.page.set_viewport_size({"width": 1440, "height": 2400})  # the mouse reaches what is in the window
    claire.page.wait_for_load_state()
    return claire


def place(window: Window, room: Room, hour: str):
    """Return the place of a room at an hour, while a card is carried."""
    return window.page.locator(f'.tplace[aria-label*="{room.name}"][aria-label*="{hour}"]').first


def drag(window: Window, card, target):
    """Take a card with the mouse and let it go over a place, by moves of the mouse alone."""
    page, box = window.page, card.locator(".tcard__panel").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 12, box["y"] + 12, steps=4)
    page.locator(".tplace--possible").first.wait_for()
    there = target.bounding_box()
    page.mouse.move(there["x"] + there["width"] / 2, there["y"] + there["height"] / 2, steps=8)
    page.mouse.up()


def test_a_defence_is_dragged_by_the_mouse_where_it_may_go_and_nowhere_else(board, defence):
    card = board.page.locator(f"#card-{defence.pk}")
    lunch, free = Room.objects.get(name="A101"), Room.objects.get(name="B202")
    drag(board, card, place(board, lunch, "12:30"))
    board.page.locator("[data-board-says]", has_text="pause de midi").wait_for()
    assert slot_of(defence) == (defence.during, defence.room_id)
    assert board.page.locator(".tplace").count() == 0
    drag(board, card, place(board, free, "10:00"))
    board.page.locator(f'#card-{defence.pk}[data-room="{free.pk}"]').wait_for()
    during, room = slot_of(defence)
    assert (during.lower, room) == (MONDAY_AT_NINE + timedelta(hours=1), free.pk)


def test_a_carried_defence_is_led_by_arrows_and_left_by_escape(board, defence):
    page, pick = board.page, board.page.locator(f"#card-{defence.pk} [data-board-pick]")
    pick.focus()
    page.keyboard.press("Enter")
    page.locator(".tplace--possible").first.wait_for()
    focused = "() => document.activeElement.getAttribute('aria-label')"
    said = []
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowUp", "End", "Home"):
        page.keyboard.press(key)
        said.append(page.evaluate(focused).split(" : ")[0])
    assert [(text.split(",")[0], text[-5:]) for text in said] == [
        ("B202", "09:00"),
        ("B202", "09:15"),
        ("B202", "09:30"),
        ("A101", "09:30"),
        ("A101", "09:15"),
        ("A101", "17:45"),
        ("A101", "09:00"),
    ]
    page.keyboard.press("Escape")
    assert page.locator(".tplace").count() == 0
    assert pick.get_attribute("aria-pressed") == "false"
    assert pick.evaluate("node => node === document.activeElement")
    assert slot_of(defence) == (defence.during, defence.room_id)
