"""Care for the queue itself."""

from asgiref.sync import async_to_sync

from preuve.web.background import app

SILENCE = 60.0
"""Seconds without a sign of life after which a worker is held for dead (it gives one every 10 seconds)."""


@app.periodic(cron="* * * * *")
@app.task(queue="default", queueing_lock="restart_abandoned_jobs")
def restart_abandoned_jobs(timestamp: int) -> None:
    """Queue again what a killed worker had in hand: every task may be run again."""
    del timestamp
    for job in async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=SILENCE):
        async_to_sync(app.job_manager.retry_job)(job)
