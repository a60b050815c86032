"""What happens at a defence: who came, what went wrong."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from preuve.domain.assessment.decision import Attendance, attendance_effect
from preuve.web.accounts.models import User
from preuve.web.audit.actions import record_action
from preuve.web.errors import ActionRefusedError
from preuve.web.juries.models import Deliberation, Incident
from preuve.web.juries.queries.doors import get_chaired_defence_or_404, get_defence_or_404
from preuve.web.sessions.models import Enrolment
from preuve.web.sessions.queries import regulations_of


@transaction.atomic
def report_incident(*, actor: User, defence_id: int, text: str, now: datetime) -> Incident:
    """Write down something that goes into the minutes. Nothing is taken back: another incident says more."""
    seated = get_defence_or_404(actor, defence_id)
    if Deliberation.objects.filter(
        enrolment=seated.defence.enrolment_id, state=Deliberation.State.CLOSED
    ).exists():
        raise ActionRefusedError(
            _("La délibération est close : l’incident se consigne par un procès-verbal rectificatif.")
        )
    incident = Incident.objects.create(defence=seated.defence, text=text.strip(), reported_by=actor)
    record_action(actor=actor, action="report_incident", subject=incident, after=incident.text, at=now)
    return incident


@transaction.atomic
def record_attendance(
    *, actor: User, defence_id: int, attendance: Attendance, reason: str, now: datetime
) -> Enrolment:
    """Say whether the candidate came, with a reason where the rules ask for one. The chair does."""
    seated = get_chaired_defence_or_404(actor, defence_id)
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=seated.defence.enrolment_id)
    deliberation = Deliberation.objects.select_for_update(no_key=True).filter(enrolment=enrolment).first()
    if deliberation is not None and deliberation.state == Deliberation.State.CLOSED:
        raise ActionRefusedError(_("La délibération est close : la présence ne change plus."))
    rules = regulations_of(seated.defence.enrolment.session)
    if attendance_effect(attendance, rules.resits).reason_required and not reason.strip():
        raise ActionRefusedError(_("Dites pourquoi le candidat est reporté ou exclu."))
    before = {"attendance": enrolment.attendance, "reason": enrolment.attendance_reason}
    enrolment.attendance = Enrolment.Attendance(attendance.value)
    enrolment.attendance_reason = reason.strip()
    enrolment.save(update_fields=["attendance", "attendance_reason"])
    record_action(
        actor=actor,
        action="record_attendance",
        subject=enrolment,
        before=before,
        after={"attendance": enrolment.attendance, "reason": enrolment.attendance_reason},
        details={"attendance": str(enrolment.attendance)},
        at=now,
    )
    return enrolment
