from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.sessions.actions.appeals import decide_appeal, lodge_appeal, record_appeal
from preuve.web.sessions.forms.appeals import AppealForm, DecideAppealForm, RecordAppealForm
from preuve.web.sessions.models import Appeal
from preuve.web.sessions.phrasing import appeal_refusal_sentence
from preuve.web.sessions.queries.appeals import (
    PAGE,
    appeals_of_session,
    get_appeal_or_404,
    get_own_enrolment_or_404,
    standing_of,
    window_of,
)
from preuve.web.sessions.queries.enrolments import get_changeable_enrolment_or_404
from preuve.web.sessions.queries.sessions import get_session_or_404
from preuve.web.sessions.rules import MANAGERS, READING, manages, reads_all
from preuve.web.sessions.views.answers import accepted, form_page, number


@allow(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_new(request: SignedInRequest, pk: int) -> HttpResponse:
    enrolment = get_own_enrolment_or_404(request.user, pk)
    form = AppealForm(request.POST or None)
    now = timezone.now()
    lodged = accepted(
        form,
        lambda: lodge_appeal(
            actor=request.user, enrolment=enrolment, grounds=form.cleaned_data["grounds"], now=now
        ),
    )
    if lodged is None:
        window = window_of(standing_of(enrolment), timezone.localdate(now))
        refusal = appeal_refusal_sentence(window) if window.refusal else ""
        context = {"enrolment": enrolment, "window": window, "refusal": refusal}
        return form_page(request, "sessions/appeal_new.html", form, **context)
    messages.success(request, _("Votre recours est déposé. Le certificateur est prévenu."))
    return redirect("appeal", lodged.pk)


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_record(request: SignedInRequest, pk: int) -> HttpResponse:
    enrolment = get_changeable_enrolment_or_404(request.user, pk)
    today = timezone.localdate()
    form = RecordAppealForm(request.POST or None, initial={"received_on": today})
    recorded = accepted(
        form,
        lambda: record_appeal(
            actor=request.user, enrolment=enrolment, now=timezone.now(), **form.cleaned_data
        ),
    )
    if recorded is None:
        window = window_of(standing_of(enrolment), today)
        return form_page(request, "sessions/appeal_record.html", form, enrolment=enrolment, window=window)
    messages.success(request, _("Le recours est enregistré. Le candidat est prévenu."))
    return redirect("appeal", recorded.pk)


@allow(Role.CANDIDATE, *READING)
@require_safe
def appeal(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_appeal_or_404(request.user, pk)
    return render(request, "sessions/appeal.html", _context(request, row, DecideAppealForm()))


@allow(*MANAGERS)
@require_http_methods(["POST"])
def appeal_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_appeal_or_404(request.user, pk)
    form = DecideAppealForm(request.POST)
    decided = accepted(
        form,
        lambda: decide_appeal(actor=request.user, appeal=row, now=timezone.now(), **form.cleaned_data),
    )
    if decided is None:
        return form_page(request, "sessions/appeal.html", **_context(request, row, form))
    messages.success(request, _("La décision est enregistrée. Le candidat est prévenu."))
    return redirect("appeal", pk)


def _context(request: SignedInRequest, row: Appeal, form: DecideAppealForm) -> dict[str, Any]:
    standing = standing_of(row.enrolment)
    contested = next((item for item in standing.entries if item.number == row.minutes_number), None)
    rectified = standing.rectified_by(row)
    return {
        "appeal": row,
        "session": row.enrolment.session,
        "form": form,
        "decides": manages(request.user) and row.is_open and row.enrolment.candidate_id != request.user.pk,
        "manages": manages(request.user),
        "reads_all": reads_all(request.user),
        "contested": contested,
        "rectified": rectified if reads_all(request.user) or (rectified and rectified.published_at) else None,
    }


@allow(*READING)
@require_safe
def session_appeals(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_session_or_404(request.user, pk)
    rows = appeals_of_session(request.user, session, before=number(request.GET.get("before")))
    context = {
        "session": session,
        "appeals": rows[:PAGE],
        "next_url": f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "manages": manages(request.user),
        "sees_panels": True,
    }
    return render(request, "sessions/session_appeals.html", context)
