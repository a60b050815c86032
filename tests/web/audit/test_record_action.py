import pytest
from django.db import IntegrityError, connection, transaction

from preuve.web.accounts.models import Role
from preuve.web.audit.actions import Act, record_action, record_actions
from preuve.web.audit.models import AuditHead, AuditRecord
from preuve.web.audit.queries import audit_problems
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def tamper(sql: str) -> None:
    """Change rows as somebody with the keys of the database could: with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("RESET session_replication_role")


@pytest.fixture
def records():
    user = make_person(Role.ADMINISTRATOR)
    return [record_action(actor=user, action=f"act_{n}", subject=user, after={"n": n}) for n in range(1, 6)]


def found() -> list[tuple[int, str]]:
    return [(problem.position, problem.kind.value) for problem in audit_problems()]


def test_untouched_chain_has_no_problem(records):
    assert [record.position for record in records] == [1, 2, 3, 4, 5]
    assert found() == []


@pytest.mark.parametrize("number", [0, 1, 3])
def test_records_written_together_are_links_of_the_same_chain(records, number, django_assert_num_queries):
    user = make_person(Role.ADMINISTRATOR)
    acts = [Act(f"together_{n}", user, after={"n": n}, details={"n": n}) for n in range(number)]
    with django_assert_num_queries(3 if number else 2):
        written = record_actions(actor=user, acts=acts)
    assert [record.position for record in written] == list(range(6, 6 + number))
    record_action(actor=user, action="after", subject=user)
    names = list(AuditRecord.objects.order_by("position").values_list("action", flat=True))
    assert names[5:] == [*(f"together_{n}" for n in range(number)), "after"]
    assert found() == []


def test_changed_record_is_named(records):
    tamper("UPDATE audit_auditrecord SET actor_name = 'Quelqu’un d’autre' WHERE position = 3")
    assert found() == [(3, "changed")]


def test_removed_record_is_named(records):
    tamper("DELETE FROM audit_auditrecord WHERE position = 2")
    assert found() == [(2, "missing")]


def test_records_removed_at_the_end_are_seen(records):
    tamper("DELETE FROM audit_auditrecord WHERE position > 3")
    assert found() == [(5, "truncated")]


def test_swapped_records_are_named(records):
    tamper("UPDATE audit_auditrecord SET position = 99 WHERE position = 2")
    tamper("UPDATE audit_auditrecord SET position = 2 WHERE position = 3")
    tamper("UPDATE audit_auditrecord SET position = 3 WHERE position = 99")
    assert [position for position, _kind in found()] == [2, 2, 3, 3, 4]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditrecord SET action = 'x'",
        "DELETE FROM audit_auditrecord",
        "TRUNCATE audit_auditrecord",
        "DELETE FROM audit_audithead",
    ],
)
def test_database_refuses_change(records, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert AuditRecord.objects.count() == 5


def test_record_goes_with_its_transaction(records):
    with transaction.atomic():
        record_action(actor=None, action="lost", subject=AuditHead.objects.get(pk=1))
        transaction.set_rollback(True)
    assert AuditHead.objects.get(pk=1).position == 5
    assert found() == []
