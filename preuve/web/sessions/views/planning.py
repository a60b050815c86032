from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.rules import SignedInRequest, allow, public
from preuve.web.sessions.actions.accepting import accept_plan
from preuve.web.sessions.actions.availability import (
    answer_availability,
    ask_availability,
    renew_availability_link,
    withdraw_juror,
)
from preuve.web.sessions.actions.plans import ask_plan, save_timetable_settings, stop_plan
from preuve.web.sessions.forms.planning import AskForm, AvailabilityForm, PlanForm, TimetableSettingsForm
from preuve.web.sessions.models import PlanRun
from preuve.web.sessions.queries.availability import (
    get_asked_availability_or_404,
    get_managed_availability_or_404,
)
from preuve.web.sessions.queries.grid import settings_of
from preuve.web.sessions.queries.plans import (
    availability_of,
    get_managed_plan_run_or_404,
    get_plan_run_or_404,
    jurors_to_ask,
    plan_view,
    runs_of,
)
from preuve.web.sessions.queries.sessions import get_managed_session_or_404
from preuve.web.sessions.rules import MANAGERS, READING, manages
from preuve.web.sessions.views.answers import accepted, form_page, number


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def planning(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what a timetable is computed from, and start a computation."""
    session = get_managed_session_or_404(request.user, pk)
    form = PlanForm(request.POST or None)
    run = accepted(
        form,
        lambda: ask_plan(
            actor=request.user, session=session, seed=0, now=timezone.now(), **form.cleaned_data
        ),
    )
    if run is not None:
        return redirect("plan_run", run.pk)
    answers = availability_of(session)
    asked = {row.juror_id for row in answers}
    context = {
        "session": session,
        "settings": settings_of(session),
        "answers": answers,
        "to_ask": [juror for juror in jurors_to_ask(session) if juror.pk not in asked],
        "runs": runs_of(session),
        "manages": True,
        "sees_panels": True,
    }
    return form_page(request, "sessions/planning.html", form, **context)


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def planning_settings(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_managed_session_or_404(request.user, pk)
    form = TimetableSettingsForm(request.POST or None, session=session)
    saved = accepted(
        form,
        lambda: save_timetable_settings(
            actor=request.user,
            session=session,
            values=form.values(),
            rooms=list(form.cleaned_data["rooms"]),
        ),
    )
    if saved is None:
        return form_page(request, "sessions/planning_settings.html", form, session=session)
    messages.success(request, _("Les réglages sont enregistrés."))
    return redirect("planning", pk)


@allow(*MANAGERS)
@require_POST
def planning_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_managed_session_or_404(request.user, pk)
    form = AskForm(request.POST, session=session)
    if form.is_valid():
        asked = ask_availability(
            actor=request.user, session=session, jurors=form.cleaned_data["jurors"], now=timezone.now()
        )
        text = ngettext("%(count)s juré est interrogé.", "%(count)s jurés sont interrogés.", len(asked))
        messages.success(request, text % {"count": len(asked)})
    else:
        messages.error(request, _("Choisissez au moins un juré à interroger."))
    return redirect("planning", pk)


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def juror_availability(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note what a juror said by telephone, or that they can't come any more."""
    asked = get_managed_availability_or_404(request.user, pk)
    if request.method == "POST" and request.POST.get("act") in {"withdraw", "renew"}:
        if request.POST["act"] == "renew":
            renew_availability_link(actor=request.user, request=asked)
            messages.success(request, _("L’ancien lien ne marche plus. Interrogez à nouveau le juré."))
        else:
            withdraw_juror(actor=request.user, session=asked.session, juror=asked.juror, now=timezone.now())
            text = _("%(name)s n’est plus disponible. Relancez le calcul pour le remplacer.")
            messages.success(request, text % {"name": asked.juror})
        return redirect("planning", asked.session_id)
    form = AvailabilityForm(request.POST or None, request=asked)
    if not form.is_valid():
        return form_page(
            request, "sessions/juror_availability.html", form, asked=asked, session=asked.session
        )
    answer_availability(actor=request.user, request=asked, now=timezone.now(), **_said(form))
    messages.success(request, _("Les disponibilités de %(name)s sont enregistrées.") % {"name": asked.juror})
    return redirect("planning", asked.session_id)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest, link: str) -> HttpResponse:
    """Let a juror say when they may sit, without signing in: the link they were sent is the key."""
    asked = get_asked_availability_or_404(link)
    form = AvailabilityForm(request.POST or None, request=asked)
    if form.is_valid():
        answer_availability(actor=None, request=asked, now=timezone.now(), **_said(form))
        return render(request, "sessions/availability.html", {"asked": asked, "answered": True})
    return form_page(request, "sessions/availability.html", form, asked=asked, answered=False)


@allow(*READING)
@require_safe
def plan_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a computation is, then what it found beside the plan in force or another plan."""
    run = get_plan_run_or_404(request.user, pk)
    other = _other(request, run.session_id)
    context = {
        "run": run,
        "session": run.session,
        "view": plan_view(run, other),
        "other": other,
        "others": [row for row in runs_of(run.session) if row.pk != run.pk and row.ended_at],
        "manages": manages(request.user),
        "sees_panels": True,
    }
    return render(request, "sessions/plan_run.html", context)


@allow(*READING)
@require_safe
def plan_run_state(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a computation is; when it has ended the page is to be loaded again."""
    run = get_plan_run_or_404(request.user, pk)
    answer = render(request, "sessions/_plan_state.html", {"run": run, "manages": manages(request.user)})
    if run.ended_at:
        answer["HX-Refresh"] = "true"
    return answer


@allow(*MANAGERS)
@require_POST
def plan_run_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    run = get_managed_plan_run_or_404(request.user, pk)
    stop_plan(actor=request.user, run=run, now=timezone.now())
    return redirect("plan_run", pk)


@allow(*MANAGERS)
@require_POST
def plan_run_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    run = get_managed_plan_run_or_404(request.user, pk)
    done = accept_plan(actor=request.user, run=run, now=timezone.now())
    text = ngettext(
        "Le plan est en vigueur : %(count)s soutenance a changé. Envoyez maintenant les convocations.",
        "Le plan est en vigueur : %(count)s soutenances ont changé. Envoyez maintenant les convocations.",
        done.changed,
    )
    messages.success(request, text % {"count": done.changed})
    return redirect("timetable", run.session_id)


def _said(form: AvailabilityForm) -> dict[str, Any]:
    kept = {name: form.cleaned_data[name] for name in ("max_per_day", "max_days", "comment")}
    return {**kept, "times": form.spans()}


def _other(request: SignedInRequest, session_id: int) -> PlanRun | None:
    """Return the run to compare with, when one of the same session is asked for."""
    asked = number(request.GET.get("avec"))
    other = get_plan_run_or_404(request.user, asked) if asked else None
    return other if other and other.session_id == session_id and other.plan else None
