from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.sessions.actions.slots import schedule_defence, unschedule_defence
from preuve.web.sessions.forms.panels import SlotForm
from preuve.web.sessions.phrasing import day_and_time
from preuve.web.sessions.queries.panels import get_managed_defence_or_404, sitting_members
from preuve.web.sessions.queries.sessions import get_session_or_404
from preuve.web.sessions.queries.timetable import Day, defence_minutes, session_defences, timetable_days
from preuve.web.sessions.rules import DESK, MANAGERS, manages, own_centres, reads_all
from preuve.web.sessions.views.answers import accepted, form_page


@allow(*DESK)
@require_safe
def timetable(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_session_or_404(request.user, pk)
    defences = session_defences(session)
    days = timetable_days(request.user, defences)
    unplanned = [row for row in defences if row.during is None]
    if not reads_all(request.user):
        centres = own_centres(request.user)
        unplanned = [row for row in unplanned if row.enrolment.centre_id in centres]
    context = {
        "session": session,
        "days": days,
        "shown": _shown(days, request.GET.get("day", "")),
        "unplanned": unplanned,
        "manages": manages(request.user),
        "sees_panels": reads_all(request.user),
    }
    return render(request, "sessions/timetable.html", context)


def _shown(days: list[Day], asked: str) -> list[Day]:
    """Return the day asked for, or all of them: what is shown is what is printed."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return days
    return [item for item in days if item.day == day] or days


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def defence_slot(request: SignedInRequest, pk: int) -> HttpResponse:
    defence = get_managed_defence_or_404(request.user, pk)
    form = SlotForm(request.POST or None, defence=defence)
    planned = accepted(
        form,
        lambda: schedule_defence(
            actor=request.user, defence=defence, start=form.starts_at(), room=form.cleaned_data["room"]
        ),
    )
    if planned is None:
        context = {"session": defence.enrolment.session, "minutes": defence_minutes(defence)}
        context["members"] = sitting_members(defence.panel_id)
        return form_page(request, "sessions/defence_slot.html", form, defence=defence, **context)
    when = day_and_time(planned.during.lower)
    messages.success(request, _("%(name)s passe le %(when)s.") % {"name": planned.candidate, "when": when})
    return redirect("timetable", planned.enrolment.session_id)


@allow(*MANAGERS)
@require_POST
def defence_unschedule(request: SignedInRequest, pk: int) -> HttpResponse:
    defence = get_managed_defence_or_404(request.user, pk)
    unschedule_defence(actor=request.user, defence=defence, now=timezone.now())
    messages.success(request, _("Le créneau est retiré ; les personnes convoquées en sont averties."))
    return redirect("timetable", defence.enrolment.session_id)
