import pytest
from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from preuve.web.accounts.models import User
from preuve.web.frameworks.queries import structure_of


@pytest.fixture(autouse=True)
def _start_afresh():
    """Forget what a test leaves in memory: row ids come again, and a request leaves its language behind."""
    structure_of.cache_clear()
    translation.activate(settings.LANGUAGE_CODE)
    yield
    structure_of.cache_clear()


@pytest.fixture
def signed_in():
    """Return a function that gives a client for a person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def run_tasks(db):
    """Return a function that runs the background tasks queued so far, as a worker would."""
    done: set[int] = set()

    def run() -> int:
        count = 0
        while jobs := list(ProcrastinateJob.objects.exclude(pk__in=done).order_by("pk")):
            for job in jobs:
                done.add(job.pk)
                app.tasks[job.task_name](**job.args)
                count += 1
        return count

    return run


@pytest.fixture(scope="session", autouse=True)
def _emptying_for_transactional_tests():
    """Let the end of a transactional test empty tables that refuse it, and give the audit its head again.

    For the whole session: the emptying comes after a test's own fixtures are gone.
    """
    empty = DatabaseOperations.execute_sql_flush

    def execute(self, sql_list):
        values = "VALUES (1, 0, repeat('0', 64)) ON CONFLICT DO NOTHING"
        head = f"INSERT INTO audit_audithead (id, position, hash) {values}"
        jobs = "TRUNCATE procrastinate_jobs CASCADE"  # its models are not managed: Django would leave them
        switched_off = ["SET session_replication_role = replica", *sql_list, jobs, head]
        return empty(self, [*switched_off, "RESET session_replication_role"])

    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "execute_sql_flush", execute)
    yield
    patch.undo()
