import pytest
from django.urls import reverse

from preuve.web.accounts.actions import notify
from preuve.web.accounts.models import Role
from preuve.web.audit.models import AuditRecord
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(Role.CANDIDATE)


def test_strangers_are_asked_to_sign_in(client):
    for name in ("profile", "notifications"):
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_notifications_ask_the_same_number_of_queries(signed_in, person, django_assert_num_queries, count):
    for number in range(count):
        notify(user=person, kind="enrolled", url="/portfolio/", by_mail=False, session=f"Session {number}")
    notify(user=make_person(), kind="welcome", url="", by_mail=False)
    client = signed_in(person)
    with django_assert_num_queries(3):
        response = client.get(reverse("notifications"))
    assert [sentence for _row, sentence in response.context["rows"]] == [
        f"Vous êtes inscrit(e) à la session « Session {number} »." for number in reversed(range(count))
    ]


def test_notifications_are_paginated_by_key(signed_in, person, monkeypatch):
    monkeypatch.setattr("preuve.web.accounts.queries.NOTIFICATIONS_PER_PAGE", 2)
    keys = [notify(user=person, kind="welcome", url="", by_mail=False).pk for _ in range(3)]
    client = signed_in(person)
    first = client.get(reverse("notifications"))
    second = client.get(reverse("notifications") + first.context["next_url"])
    assert [row.pk for row, _ in first.context["rows"]] == keys[:0:-1]
    assert [row.pk for row, _ in second.context["rows"]] == keys[:1]
    assert second.context["next_url"] == ""


def test_all_are_marked_as_read_in_place(signed_in, person):
    notify(user=person, kind="welcome", url="", by_mail=False)
    other = notify(user=make_person(), kind="welcome", url="", by_mail=False)
    client = signed_in(person)
    assert client.get(reverse("profile")).context["unread_count"] == 1
    response = client.post(reverse("notifications_read"), headers={"HX-Request": "true"})
    assert "<html" not in response.content.decode()
    assert "non lue" not in response.content.decode()
    assert client.get(reverse("profile")).context["unread_count"] == 0
    other.refresh_from_db()
    assert other.read_at is None
    assert client.post(reverse("notifications_read"))["Location"] == reverse("notifications")


def test_nothing_yet_says_what_will_come(signed_in, person):
    assert "Aucune notification" in signed_in(person).get(reverse("notifications")).content.decode()


def test_language_is_kept_for_the_site_and_for_mail(signed_in, person):
    client = signed_in(person)
    response = client.post(reverse("profile"), {"language": "en"})
    person.refresh_from_db()
    assert (person.language, response.cookies["django_language"].value) == ("en", "en")
    assert AuditRecord.objects.get().action == "change_language"
    assert client.post(reverse("profile"), {"language": "xx"}).status_code == 422
