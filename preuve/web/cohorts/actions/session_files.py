"""Hand over the proofs of a session: the record says to whom."""

import hashlib
from datetime import datetime

from django.db import transaction

from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.cohorts.queries.session_file import session_file
from preuve.web.sessions.models import ExamSession


@transaction.atomic
def export_session_file(*, actor: User, session: ExamSession, now: datetime) -> bytes:
    """Return the archive; the audit keeps its SHA-256, so that a copy can be recognised later."""
    data = session_file(session)
    details = {"sha256": hashlib.sha256(data).hexdigest()}
    record_action(actor=actor, action="export_session_file", subject=session, details=details, at=now)
    return data
