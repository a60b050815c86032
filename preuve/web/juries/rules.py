"""Who sits, who may mark, who may read: words that the queries and the pages share."""

from preuve.web.sessions.models import Enrolment, PanelMember

SITTING = (PanelMember.Seat.CHAIR, PanelMember.Seat.MEMBER)
"""Seats that judge; a reserve does not until a place is given."""

NOT_HEARD = (Enrolment.Attendance.ABSENT, Enrolment.Attendance.POSTPONED, Enrolment.Attendance.EXCLUDED)
"""Candidates about whom nothing is ruled: no mark is waited for."""

SIGNING_FAILURES_ALLOWED = 5
SIGNING_FAILURES_MINUTES = 15
