from datetime import date, timedelta

from django.utils import timezone

from preuve.web.cohorts.models import FollowUp
from preuve.web.credentials.models import Certificate


def make_follow_up(
    certificate: Certificate, horizon: int = 6, due_on: date | None = None, **fields
) -> FollowUp:
    """A follow-up due today, open for 120 days."""
    due = due_on or timezone.localdate()
    return FollowUp.objects.create(
        enrolment=certificate.enrolment,
        certificate=certificate,
        horizon=horizon,
        due_on=due,
        closes_on=due + timedelta(days=120),
        **fields,
    )
