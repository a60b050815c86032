from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from preuve.web.accounts.tasks import mail_notification
from preuve.web.background import app, defer
from preuve.web.tasks import restart_abandoned_jobs


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


def as_a_worker() -> None:
    """Run the task where workers do: in a thread without an event loop, on a connection of its own."""
    try:
        restart_abandoned_jobs(timestamp=0)
    finally:
        connections.close_all()


@pytest.fixture
def _no_worker_left(transactional_db):
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.mark.usefixtures("_no_worker_left")
def test_jobs_of_a_dead_worker_are_queued_again():
    dead, alive = job_in_hand(300), job_in_hand(5)
    with ThreadPoolExecutor(1) as thread:
        thread.submit(as_a_worker).result()
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
