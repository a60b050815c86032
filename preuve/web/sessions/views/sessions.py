from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.sessions.actions.sessions import create_session, set_session_state, update_session
from preuve.web.sessions.forms.sessions import SessionForm, VersionForm
from preuve.web.sessions.models import ExamSession
from preuve.web.sessions.queries.panels import panels_of
from preuve.web.sessions.queries.sessions import (
    PAGE,
    desk_page,
    get_managed_session_or_404,
    get_session_or_404,
    juror_loads,
    session_conflicts,
    session_page,
)
from preuve.web.sessions.rules import DESK, MANAGERS, manages, own_centres, reads_all
from preuve.web.sessions.views.answers import accepted, form_page, number

DESK_PANELS = 12


@allow(*DESK)
@require_safe
def exam_sessions(request: SignedInRequest) -> HttpResponse:
    before = number(request.GET.get("before"))
    rows = session_page(request.user, before=before)
    next_url = f"?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
    context = {"sessions": rows[:PAGE], "next_url": next_url, "is_first": before is None}
    return render(
        request,
        "sessions/exam_sessions.html",
        context | {"manages": manages(request.user), "sees_all": reads_all(request.user)},
    )


@allow(*DESK)
@require_safe
def exam_session(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_session_or_404(request.user, pk)
    after = number(request.GET.get("after")) or 0
    search, only = request.GET.get("q", "")[:100], request.GET.get("only", "")
    page = desk_page(request.user, session, after=after, search=search, only=only)
    sees_panels = reads_all(request.user)
    after_panel = request.GET.get("jurys", "")[:100]
    panels = panels_of(session, after=after_panel, limit=DESK_PANELS + 1) if sees_panels else []
    shown = panels[:DESK_PANELS]
    context = {
        "session": session,
        "page": page,
        "query": search,
        "only": only,
        "next_url": _next(request, page.next_after),
        "manages": manages(request.user),
        "may_enrol": manages(request.user) or bool(own_centres(request.user)),
        "sees_panels": sees_panels,
        "panels": shown,
        "next_panels": shown[-1].name if len(panels) > DESK_PANELS else "",
        "is_first_panels": not after_panel,
        "loads": juror_loads(session, shown) if shown else [],
        "conflicts": session_conflicts(session) if sees_panels else [],
    }
    return render(request, "sessions/exam_session.html", context)


def _next(request: HttpRequest, after: int | None) -> str:
    if after is None:
        return ""
    query = request.GET.copy()
    query["after"] = str(after)
    return f"?{query.urlencode()}"


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def exam_session_new(request: SignedInRequest) -> HttpResponse:
    chosen = VersionForm(request.GET if "version" in request.GET else None)
    if not chosen.is_valid():
        return render(request, "sessions/exam_session_new.html", {"form": chosen, "choosing": True})
    version = chosen.cleaned_data["version"]
    form = SessionForm(request.POST or None, version_id=version.pk)
    session = accepted(
        form, lambda: create_session(actor=request.user, framework_version=version, plan=form.plan())
    )
    if session is None:
        return form_page(request, "sessions/exam_session_new.html", form, version=version)
    messages.success(request, _("La session « %(title)s » est créée.") % {"title": session.title})
    return redirect("exam_session", session.pk)


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def exam_session_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_managed_session_or_404(request.user, pk)
    form = SessionForm(request.POST or None, version_id=session.framework_version_id, session=session)
    saved = accepted(form, lambda: update_session(actor=request.user, session=session, plan=form.plan()))
    if saved is None:
        return form_page(request, "sessions/exam_session_edit.html", form, session=session)
    messages.success(request, _("La session est modifiée."))
    return redirect("exam_session", pk)


@allow(*MANAGERS)
@require_POST
def exam_session_state(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_managed_session_or_404(request.user, pk)
    closing = request.POST.get("state") == ExamSession.State.CLOSED
    state = ExamSession.State.CLOSED if closing else ExamSession.State.OPEN
    set_session_state(actor=request.user, session=session, state=state)
    messages.success(request, _("La session est close.") if closing else _("La session est ouverte."))
    return redirect(reverse("exam_session", args=[pk]))
