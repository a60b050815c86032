"""Nobody learns anything about another's marks before handing in their own: every door is tried.

The walk takes every url of the site and fills its arguments with every key there is. What is answered to a
juror who has not handed in must be the same, byte for byte and query for query, before and after others work.
"""

import re
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from preuve.web.accounts.models import Notification, Role, RoleGrant
from preuve.web.juries import actions
from preuve.web.juries.models import MarkSheet
from preuve.web.sessions.models import PanelMember
from tests.factories.juries import make_scene
from tests.factories.sessions import make_juror

VARIANTS: tuple[dict[str, str], ...] = ({}, {"Accept": "application/json"}, {"HX-Request": "true"})
ELSEWHERE = ("compte/", "langue/")  # sign-in and language: nothing of ours, and some would end the walk
FIRST_KEY = 500_000
NOTES = "confidences-de-juré"
NOISE = (
    (re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"'), b"token"),
    (re.compile(rb'<meta name="csrf-token" content="[^"]*">'), b"token"),
    (re.compile(rb"X-CSRFToken&quot;: &quot;[^&]*&quot;|\"X-CSRFToken\": \"[^\"]*\""), b"token"),
)
PASSING_HEADERS = {"date", "set-cookie", "expires", "last-modified", "content-security-policy"}


def routes(patterns, prefix=""):
    for item in patterns:
        if isinstance(item, URLResolver):
            yield from routes(item.url_patterns, prefix + str(item.pattern))
        elif isinstance(item, URLPattern) and isinstance(item.pattern, RoutePattern):
            yield prefix + str(item.pattern)


def addresses(scene):
    """Every path of the site, with every key of the scene in every place that takes one."""
    keys = {
        scene.session.pk,
        scene.enrolment.pk,
        scene.defence.pk,
        scene.panel.pk,
        scene.anne.pk,
        scene.bruno.pk,
        scene.enrolment.portfolio_id,
        scene.session.framework_version_id,
        scene.anne.user_id,
        scene.enrolment.candidate_id,
    }
    words = ("C1.1-1", "7", "presentation")
    found = []
    for route in routes(get_resolver().url_patterns):
        if route.startswith(ELSEWHERE):
            continue
        places = re.findall(r"<(?:(\w+):)?\w+>", route)
        values = [sorted(map(str, keys)) if kind == "int" else words for kind in places]
        template = re.sub(r"<(?:\w+:)?\w+>", "{}", route)
        several = values.count(values[0]) > 1 if values else False
        chosen = zip(*values, strict=False) if several else product(*values)
        found += ["/" + template.format(*choice) for choice in chosen]
    return found


def answers(client, paths):
    """What each address answers: status, headers, body, and how many queries it took."""
    said = {}
    for path in paths:
        for headers in VARIANTS if path.startswith("/jury") else VARIANTS[:1]:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(path, headers=headers)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            for pattern, word in NOISE:
                body = pattern.sub(word, body)
            kept = {key: value for key, value in answer.headers.items() if key.lower() not in PASSING_HEADERS}
            said[path, str(headers)] = (answer.status_code, kept, body, len(queries))
    return said


def client_of(juror):
    client = Client()
    client.force_login(juror.user)
    client.raise_request_exception = False  # a page that breaks must break the same way
    return client


def take_notes(scene, juror):
    return actions.record_notes(
        actor=juror.user,
        defence_id=scene.defence.pk,
        notes=NOTES,
        version=MarkSheet().notes_version,
        now=timezone.now(),
    )


@pytest.fixture
def scene(db):
    """The scene with the first rows of every table under the same key, so that few keys open every door."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(oid, %s, false) FROM pg_class WHERE relkind = 'S'", [FIRST_KEY])
    return make_scene()


def test_nothing_differs_while_others_mark_and_hand_in(scene):
    third = make_juror(scene.session)
    PanelMember.objects.create(panel=scene.panel, juror=third)
    client = client_of(scene.anne)
    scene.mark(scene.anne, "C1.1-1")
    paths = addresses(scene)
    answers(client, paths)  # caches are warm from here on
    before = answers(client, paths)
    reached = {path for (path, _variant), answer in before.items() if answer[0] == 200}
    for name in ("marking", "defence_screen", "hand_in"):
        assert reverse(name, args=[scene.defence.pk]) in reached
    take_notes(scene, scene.bruno)
    scene.mark_all(third, "not_acquired")
    scene.hand_in(scene.bruno, **{"C1.2-1": "not_acquired"})
    after = answers(client, paths)
    assert {path: (before[path], after[path]) for path in before if before[path] != after[path]} == {}


def test_nothing_differs_for_the_member_while_the_chair_hands_in(scene):
    client = client_of(scene.bruno)
    paths = [path for path in addresses(scene) if path.startswith("/jury")]
    answers(client, paths)
    before = answers(client, paths)
    scene.hand_in(scene.anne)
    assert answers(client, paths) == before


def test_other_roles_of_the_same_person_open_nothing_more(scene):
    for role in (
        Role.ADMINISTRATOR,
        Role.AUDITOR,
        Role.CERTIFICATION_MANAGER,
        Role.CENTRE_MANAGER,
        Role.TRAINER,
    ):
        RoleGrant.objects.create(user=scene.anne.user, role=role)
    client = client_of(scene.anne)
    paths = [
        reverse("session_juries", args=[scene.session.pk]),
        reverse("deliberation", args=[scene.enrolment.pk]),
        reverse("rulings", args=[scene.enrolment.pk]),
        reverse("deliberation_focus", args=[scene.enrolment.pk]),
        reverse("minutes_new", args=[scene.panel.pk]),
        reverse("juror_desk"),
        reverse("marking", args=[scene.defence.pk]),
        reverse("home"),
        reverse("audit_log"),
        reverse("audit_log") + "?action=record_mark",
        reverse("audit_log") + f"?actor={scene.bruno.user_id}",
        reverse("audit_log") + "?subject=juries.MarkSheet",
    ]
    answers(client, paths)
    before = answers(client, paths)
    checked = client.post(reverse("audit_check"), headers={"HX-Request": "true"}).content
    scene.mark(scene.bruno, "C1.1-1", revision=0)
    take_notes(scene, scene.bruno)
    assert answers(client, paths) == before
    scene.mark(scene.bruno, "C1.1-1", "not_acquired", revision=1)
    for identifier in scene.identifiers[1:]:
        scene.mark(scene.bruno, identifier)
    actions.hand_in_marks(actor=scene.bruno.user, defence_id=scene.defence.pk, now=timezone.now())
    assert answers(client, paths) == before
    assert client.post(reverse("audit_check"), headers={"HX-Request": "true"}).content == checked


def test_notes_on_the_whole_are_read_by_nobody_else_even_once_all_is_over(scene):
    take_notes(scene, scene.bruno)
    scene.open()
    scene.close()
    minutes = scene.draw_up()
    paths = [*addresses(scene), reverse("minutes", args=[minutes.pk])]
    for role in (Role.ADMINISTRATOR, Role.AUDITOR, Role.TRAINER, Role.CENTRE_MANAGER):
        RoleGrant.objects.create(user=scene.manager, role=role)
    readers = {
        scene.manager: paths,
        scene.anne.user: [path for path in paths if path.startswith("/jury")],
        scene.enrolment.candidate: [path for path in paths if not re.search(r"\d", path)],
    }
    for person, opened in readers.items():
        client = Client()
        client.force_login(person)
        client.raise_request_exception = False
        said = answers(client, opened)
        assert [path for (path, _variant), answer in said.items() if NOTES.encode() in answer[2]] == []
    own = answers(client_of(scene.bruno), [reverse("marking", args=[scene.defence.pk])])
    assert all(NOTES.encode() in answer[2] for answer in own.values())


def test_what_is_posted_answers_the_same(scene):
    client = client_of(scene.anne)
    scene.mark(scene.anne, "C1.1-1")

    def posted():
        wrong = client.post(
            reverse("mark", args=[scene.defence.pk, "C1.1-1"]),
            {"choice": "level:acquired", "comment": "autre", "version": "9"},
            headers={"Accept": "application/json"},
        )
        refused = client.post(reverse("hand_in", args=[scene.defence.pk]), headers={"HX-Request": "true"})
        notes = client.post(
            reverse("sheet_notes", args=[scene.defence.pk]),
            {"notes": "les miennes", "version": "0"},
            headers={"Accept": "application/json"},
        )
        closed = [
            client.post(reverse(name, args=[scene.enrolment.pk]), {"revision": "1"}).status_code
            for name in ("open_deliberation", "adopt_proposals", "close_deliberation", "move_focus")
        ]
        said = [(answer.status_code, answer.content) for answer in (wrong, refused, notes)]
        return said, closed

    before = posted()
    take_notes(scene, scene.bruno)
    scene.hand_in(scene.bruno)
    assert posted() == before
    assert [status for status, _content in before[0]] == [409, 422, 409]
    assert before[1] == [404] * 4


def test_notifications_never_depend_on_the_marks_of_others(scene):
    scene.mark_all(scene.anne)
    before = Notification.objects.filter(user=scene.anne.user).count()
    scene.hand_in(scene.bruno, **{"C1.1-1": "not_acquired"})
    assert Notification.objects.filter(user=scene.anne.user).count() == before
    assert not Notification.objects.exclude(kind="enrolled").exists()
