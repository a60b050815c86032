"""Loads the demonstration into an empty database: all of it or nothing."""

from django.db import transaction
from django.utils import timezone, translation
from procrastinate.contrib.django.models import ProcrastinateJob

from preuve.web.accounts.models import User
from preuve.web.audit.models import AuditHead
from preuve.web.background import app
from preuve.web.demonstration.cohort import read_cohort
from preuve.web.demonstration.framework import framework_events
from preuve.web.demonstration.juries import jury_events
from preuve.web.demonstration.moments import Calendar, last_thursday
from preuve.web.demonstration.panels import panel_events
from preuve.web.demonstration.people import people_events
from preuve.web.demonstration.portfolios import portfolio_events
from preuve.web.demonstration.reporting import reporting_events
from preuve.web.demonstration.sessions import session_events
from preuve.web.demonstration.story import World, play_story

PARTS = (
    people_events,
    framework_events,
    session_events,
    panel_events,
    portfolio_events,
    jury_events,
    reporting_events,
)


@transaction.atomic
def load_demonstration() -> bool:
    """Play the demonstration and return True; a database that holds people is left alone (False)."""
    # Every action ends on this row: whoever loads at the same time waits, then finds people.
    AuditHead.objects.select_for_update(no_key=True).get(pk=1)
    if User.objects.exists():
        return False
    with translation.override("fr"):
        play_story(World(read_cohort(), Calendar(last_thursday(timezone.localdate()))), PARTS)
    _take_mails_back()
    return True


def _take_mails_back() -> None:
    """Remove the queued mails: they tell of a past that nobody lived, to people who don't exist.

    Documents stay queued: the worker makes certificates and minutes as soon as it starts.
    """
    for job in ProcrastinateJob.objects.filter(queue_name="mail", status="todo").values_list("pk", flat=True):
        app.job_manager.cancel_job_by_id(job, delete_job=True)
