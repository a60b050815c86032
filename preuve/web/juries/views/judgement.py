import csv
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from preuve.web.accounts.rules import MANAGERS, READERS, SignedInRequest, allow, has_role
from preuve.web.frameworks.queries import structure_of
from preuve.web.juries import actions
from preuve.web.juries.queries.judgement import (
    MARKS_AT_ONCE,
    SheetsCounted,
    get_judged_session_or_404,
    kept_report,
    marks_given,
    pseudonymised,
    sheets_counted,
)
from preuve.web.juries.queries.judgement_page import judgement_page
from preuve.web.sessions.models import ExamSession
from preuve.web.sessions.queries import regulations_of


@require_safe
@never_cache
@allow(*READERS)
def judgement_quality(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how well the juries of a session judge: at once for a small one, else what a task computed."""
    session = get_judged_session_or_404(request.user, pk)
    context: dict[str, Any] = {"session": session, "is_manager": has_role(request.user, *MANAGERS)}
    context |= _judgement(session, sheets_counted(session))
    if context["content"]:
        context["page"] = judgement_page(context["content"], structure_of(session.framework_version_id))
    return render(request, "juries/judgement_quality.html", context)


def _judgement(session: ExamSession, sheets: SheetsCounted) -> dict[str, Any]:
    """Return what is known: the content, whether it is out of date, whether it is being computed."""
    if not sheets.keys:
        return {"content": None, "state": "empty", "sheets": sheets}
    if sheets.most_marks <= MARKS_AT_ONCE:
        from preuve.web.juries.judgement import computed_judgement  # noqa: PLC0415 - loads scipy

        return {"content": computed_judgement(session, sheets), "state": "current", "sheets": sheets}
    report = kept_report(session)
    if report is None:
        return {"content": None, "state": "absent", "sheets": sheets}
    state = "current" if report.marks_digest == sheets.digest else "stale"
    if state == "stale" and report.asked_digest == sheets.digest:
        state = "computing"
    return {"content": report.content, "state": state, "sheets": sheets, "computed_at": report.computed_at}


@require_POST
@allow(*MANAGERS)
def compute_judgement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have the judgement of a session computed by a task."""
    actions.ask_for_judgement(actor=request.user, session_id=pk, now=timezone.now())
    messages.success(request, _("Le calcul est demandé. Cette page montre le résultat dès qu’il est prêt."))
    return redirect("judgement_quality", pk)


@require_safe
@never_cache
@allow(*MANAGERS)
def judgement_marks(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Send the marks under names that tell nobody, as `preuve agreement` reads them, or as JSON."""
    session = get_judged_session_or_404(request.user, pk)
    lines = list(pseudonymised(session, marks_given(session, sheets_counted(session))))
    columns = ("candidate", "juror", "criterion", "value")
    if kind == "json":
        scale = [level.code for level in regulations_of(session).scale.levels]
        rows = [dict(zip(columns, line, strict=True)) for line in lines]
        response: HttpResponse = JsonResponse({"format": "preuve-marks/1", "scale": scale, "marks": rows})
    elif kind == "csv":
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        csv.writer(response).writerows([columns, *lines])
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="notes-{session.pk}.{kind}"'
    return response
