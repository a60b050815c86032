from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from preuve.web.accounts.models import Role
from preuve.web.audit.actions import record_action
from preuve.web.audit.queries import TELLING_OF_MARKS, audit_head
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
READERS = {Role.ADMINISTRATOR, Role.AUDITOR}


@pytest.fixture
def auditor():
    return make_person(Role.AUDITOR, first_name="Nadia", last_name="Benali")


@pytest.fixture
def actor():
    return make_person(Role.ADMINISTRATOR, first_name="Paul", last_name="Girard")


@pytest.fixture
def records(actor, auditor):
    days = [datetime(2027, 3, day, 12, tzinfo=UTC) for day in (1, 2, 3)]
    return [
        record_action(
            actor=actor, action="grant_role", subject=auditor, at=days[0], details={"role": "juror"}
        ),
        record_action(
            actor=actor, action="set_active", subject=auditor, at=days[1], before=True, after=False
        ),
        record_action(actor=None, action="grant_role", subject=actor, at=days[2]),
    ]


def tamper(sql):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("RESET session_replication_role")


def positions(client, **query):
    return [record.position for record, _label in client.get(reverse("audit_log"), query).context["rows"]]


@pytest.mark.parametrize("role", sorted(Role))
def test_who_opens_what(signed_in, role):
    client = signed_in(make_person(role))
    expected = 200 if role in READERS else 404
    assert client.get(reverse("audit_log")).status_code == expected
    assert client.post(reverse("audit_check")).status_code == expected


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(reverse("audit_log")).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries(signed_in, actor, auditor, django_assert_num_queries, count):
    for _ in range(count):
        record_action(actor=actor, action="grant_role", subject=auditor)
    client = signed_in(auditor)
    with django_assert_num_queries(4):
        page = client.get(reverse("audit_log"))
    assert len(page.context["rows"]) == count


def test_page_shows_digests_and_details(signed_in, auditor, records):
    page = signed_in(auditor).get(reverse("audit_log")).content.decode()
    for text in (records[1].before_digest, records[1].hash, records[0].hash, "juror", "Paul Girard"):
        assert text in page


@pytest.mark.usefixtures("records")
def test_filters(signed_in, auditor, actor):
    client = signed_in(auditor)
    assert positions(client) == [3, 2, 1]
    assert positions(client, action="set_active") == [2]
    assert positions(client, actor=actor.pk) == [2, 1]
    assert positions(client, actor="girard") == [2, 1]
    assert positions(client, subject=f"accounts.User {actor.pk}") == [3]
    assert positions(client, subject="accounts.User") == [3, 2, 1]
    assert positions(client, since="2027-03-02") == [3, 2]
    assert positions(client, until="2027-03-02") == [2, 1]
    assert positions(client, action="grant_role", until="2027-03-01") == [1]
    assert positions(client, since="pas une date") == [3, 2, 1]
    assert positions(client, actor="9" * 30) == [3, 2, 1]


@pytest.mark.parametrize("role", sorted(READERS))
def test_a_reader_who_also_judges_sees_nothing_that_tells_of_marks(signed_in, actor, role):
    judge = make_person(role, Role.JUROR)
    kept = record_action(actor=actor, action="grant_role", subject=judge)
    hidden = [record_action(actor=actor, action=action, subject=judge) for action in sorted(TELLING_OF_MARKS)]
    later = record_action(actor=actor, action="set_active", subject=judge)
    client, other = signed_in(judge), signed_in(make_person(role))
    queries = (
        {},
        {"actor": actor.pk},
        {"actor": "girard"},
        {"subject": f"accounts.User {judge.pk}"},
        {"since": "2020-01-01"},
    )
    for query in queries:
        assert positions(client, **query) == [later.position, kept.position]
        assert len(positions(other, **query)) == 2 + len(TELLING_OF_MARKS)
    for record in hidden:
        assert positions(client, action=record.action) == []
        assert positions(other, action=record.action) == [record.position]
    page = client.get(reverse("audit_log"))
    assert page.context["head"] is None
    text = page.content.decode()
    # Neither how many records there are, nor a gap between numbers, nor a broken link tells of hidden ones.
    for told in (later.previous_hash, f"record-{later.position}", "enregistrements</li>"):
        assert told not in text
        assert told in other.get(reverse("audit_log")).content.decode()
    assert "ne vous sont pas montrées ici" in text


@pytest.mark.usefixtures("records")
def test_pages_of_a_reader_who_judges_go_by_what_they_have_seen(signed_in, actor, monkeypatch):
    monkeypatch.setattr("preuve.web.audit.queries.RECORDS_PER_PAGE", 1)
    client = signed_in(make_person(Role.AUDITOR, Role.JUROR))
    for _ in range(3):
        record_action(actor=actor, action="record_mark", subject=actor)
    seen, url = [], ""
    while not seen or url:
        page = client.get(reverse("audit_log") + url)
        seen += [(record.position, url) for record, _label in page.context["rows"]]
        url = page.context["next_url"]
    assert seen == [(3, ""), (2, "?before=1"), (1, "?before=2")]


def test_the_check_tells_a_reader_who_judges_only_whether_the_chain_holds(signed_in, actor):
    client = signed_in(make_person(Role.AUDITOR, Role.JUROR))
    record_action(actor=actor, action="record_mark", subject=actor)
    page = client.post(reverse("audit_check"), headers={"HX-Request": "true"}).content.decode()
    assert "La chaîne est intacte." in page
    tamper("UPDATE audit_auditrecord SET actor_name = 'X' WHERE position = 1")
    page = client.post(reverse("audit_check"), headers={"HX-Request": "true"}).content.decode()
    assert "La chaîne est rompue." in page
    assert "record_mark" not in page
    assert "N° 1" not in page


@pytest.mark.usefixtures("records")
def test_pages_go_by_position_and_keep_filters(signed_in, auditor, monkeypatch):
    monkeypatch.setattr("preuve.web.audit.queries.RECORDS_PER_PAGE", 1)
    client = signed_in(auditor)
    first = client.get(reverse("audit_log"), {"action": "grant_role"})
    assert first.context["next_url"] == "?action=grant_role&before=3"
    second = client.get(reverse("audit_log") + first.context["next_url"])
    assert [record.position for record, _ in second.context["rows"]] == [1]
    assert second.context["next_url"] == ""


@pytest.mark.usefixtures("records")
def test_check_says_that_the_chain_holds(signed_in, auditor):
    response = signed_in(auditor).post(reverse("audit_check"), headers={"HX-Request": "true"})
    assert "La chaîne est intacte : 3 enregistrements vérifiés." in response.content.decode()
    assert "<html" not in response.content.decode()


def test_check_names_the_tampered_record(signed_in, auditor, records):
    tamper("UPDATE audit_auditrecord SET actor_name = 'X' WHERE position = 2")
    page = signed_in(auditor).post(reverse("audit_check")).content.decode()
    assert "N° 2 : Le contenu de cet enregistrement a été modifié." in page
    assert f"(compte fermé ou rouvert, compte {records[1].subject_id})" in page


@pytest.mark.usefixtures("records")
def test_check_of_a_long_record_is_left_to_the_command(signed_in, auditor, monkeypatch):
    monkeypatch.setattr("preuve.web.audit.views.MOST_RECORDS_CHECKED_ON_PAGE", 3)
    page = signed_in(auditor).post(reverse("audit_check")).content.decode()
    assert "preuve audit verify" in page


@pytest.mark.usefixtures("records")
def test_command_says_the_head():
    out = StringIO()
    call_command("audit_verify", stdout=out)
    assert out.getvalue() == f"3 records, chain intact, head {audit_head().hash}\n"


def test_command_names_each_break_and_fails(records):
    tamper("UPDATE audit_auditrecord SET action = 'x' WHERE position = 1")
    tamper("DELETE FROM audit_auditrecord WHERE position = 3")
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("audit_verify", stdout=out)
    assert stopped.value.code == 1
    assert out.getvalue().splitlines() == [
        f"1: changed: x on accounts.User {records[0].subject_id}",
        "3: truncated: no record there",
        "3 records expected, chain broken",
    ]
