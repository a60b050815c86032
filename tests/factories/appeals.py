from datetime import date

from django.utils import timezone

from preuve.web.sessions.models import Appeal, Enrolment


def make_appeal(enrolment: Enrolment, minutes_number: str = "PV-1", **fields) -> Appeal:
    """An open appeal by the candidate, received in time."""
    values = {
        "minutes_number": minutes_number,
        "notified_on": date(2027, 3, 12),
        "deadline": date(2027, 5, 11),
        "received_on": date(2027, 3, 20),
        "grounds": "Une preuve n’a pas été lue.",
        "lodged_at": timezone.now(),
        "lodged_by": enrolment.candidate,
        **fields,
    }
    return Appeal.objects.create(enrolment=enrolment, **values)
