import asyncio

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from preuve.web.accounts.tasks import mail_notification
from preuve.web.background import app, defer
from preuve.web.tasks import restart_abandoned_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_loop():
    """A browser test may have left its event loop in this thread, where a worker has none."""
    held = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(held)


def job_in_hand(silent_seconds: int) -> int:
    """Queue a job and let a worker take it, who last gave a sign of life so many seconds ago."""
    pk = defer(mail_notification, notification_id=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))"
            " RETURNING id",
            [silent_seconds],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, pk]
        )
    return pk


def test_jobs_of_a_dead_worker_are_queued_again():
    dead, alive = job_in_hand(300), job_in_hand(5)
    restart_abandoned_jobs(timestamp=0)
    states = dict(ProcrastinateJob.objects.filter(pk__in=[dead, alive]).values_list("pk", "status"))
    assert states == {dead: "todo", alive: "doing"}


def test_it_is_asked_for_every_minute():
    app.perform_import_paths()
    (task,) = [
        item
        for item in app.periodic_registry.periodic_tasks.values()
        if item.task.name == restart_abandoned_jobs.name
    ]
    assert task.cron == "* * * * *"
