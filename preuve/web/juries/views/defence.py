from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.errors import wants_json
from preuve.web.juries import actions
from preuve.web.juries.forms import AnswerForm, AttendanceForm, IncidentForm, checked
from preuve.web.juries.queries.defence import defence_page
from preuve.web.juries.queries.doors import get_defence_or_404
from preuve.web.juries.views.marking import said_to_scripts


@require_safe
@never_cache
@allow(Role.JUROR)
def defence_screen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the clock, the juror's own questions, what was answered, and the incidents."""
    seated = get_defence_or_404(request.user, pk)
    enrolment = seated.defence.enrolment
    known = {"attendance": enrolment.attendance, "reason": enrolment.attendance_reason}
    context: dict[str, Any] = {
        "page": defence_page(seated),
        "incident_form": IncidentForm(),
        "attendance_form": AttendanceForm(initial=known) if seated.is_chair else None,
    }
    return render(request, "juries/defence_screen.html", context)


@require_POST
@said_to_scripts
@allow(Role.JUROR)
def answer(request: SignedInRequest, pk: int, criterion: str) -> HttpResponse:
    """Save what the candidate answered to the juror's question on a criterion."""
    text = checked(AnswerForm(request.POST))["answer"].replace("\r\n", "\n")
    saved = actions.record_mark(
        actor=request.user,
        defence_id=pk,
        criterion_identifier=criterion,
        revision=None,
        now=timezone.now(),
        answer=text,
    )
    if not wants_json(request):
        return redirect("defence_screen", pk)
    return JsonResponse({"ok": True, "revision": saved.revision, "saved_at": saved.updated_at.isoformat()})


@require_POST
@allow(Role.JUROR)
def report_incident(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write an incident down for the minutes."""
    text = checked(IncidentForm(request.POST))["text"]
    actions.report_incident(actor=request.user, defence_id=pk, text=text, now=timezone.now())
    messages.success(request, _("L’incident est consigné : il figurera au procès-verbal."))
    return redirect("defence_screen", pk)


@require_POST
@allow(Role.JUROR)
def record_attendance(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether the candidate came."""
    values = checked(AttendanceForm(request.POST))
    actions.record_attendance(actor=request.user, defence_id=pk, now=timezone.now(), **values)
    messages.success(request, _("La présence du candidat est enregistrée."))
    return redirect("defence_screen", pk)
