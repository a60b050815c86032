"""Cohorts out as files for spreadsheets, answers in from a CSV."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.cohorts.actions.imports import import_answers
from preuve.web.cohorts.forms import AnswersFileForm
from preuve.web.cohorts.queries.answers_file import COLUMNS, read_answers
from preuve.web.cohorts.queries.cohorts import cohorts_of, get_followed_certification_or_404, tables_of
from preuve.web.cohorts.queries.exports import cohorts_csv, cohorts_xlsx
from preuve.web.cohorts.rules import FOLLOWING, READING
from preuve.web.sessions.views.answers import accepted

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_SHEETS = {"csv": "public", "detail": "detail", "definitions": "definitions"}
SHOWN_PROBLEMS = 100


@allow(*READING)
@require_safe
def follow_up_export(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """Give the workbook, or one of its sheets as CSV."""
    certification = get_followed_certification_or_404(request.user, pk)
    if kind not in {"xlsx", *CSV_SHEETS}:
        raise Http404
    language = "en" if get_language() == "en" else "fr"
    tables = tables_of(cohorts_of(certification, timezone.localdate()), language)
    if kind == "xlsx":
        answer = HttpResponse(cohorts_xlsx(tables, language), content_type=XLSX)
    else:
        data = cohorts_csv(tables, CSV_SHEETS[kind], language)
        answer = HttpResponse(data, content_type="text/csv; charset=utf-8")
    name = f"suivi-{certification.pk}" + (".xlsx" if kind == "xlsx" else f"-{CSV_SHEETS[kind]}.csv")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@allow(*FOLLOWING)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the answers of a file, or say line by line why none is kept."""
    certification = get_followed_certification_or_404(request.user, pk, manage=FOLLOWING)
    sent = request.method == "POST"
    form = AnswersFileForm(request.POST, request.FILES) if sent else AnswersFileForm()
    read = read_answers(form.cleaned_data["file"].read(), certification) if form.is_valid() else None
    if read and not read.problems:
        kept = accepted(
            form,
            lambda: import_answers(
                actor=request.user, certification=certification, answers=read.answers, now=timezone.now()
            ),
        )
        if kept is not None:
            text = ngettext("%(count)s réponse est importée.", "%(count)s réponses sont importées.", kept)
            messages.success(request, text % {"count": kept})
            return redirect("follow_up_cohorts", pk)
    context = {
        "certification": certification,
        "form": form,
        "columns": COLUMNS.values(),
        "problems": read.problems[:SHOWN_PROBLEMS] if read else [],
        "refusal": _("Rien n’est importé : corrigez le fichier puis déposez-le à nouveau."),
    }
    return render(request, "cohorts/follow_up_import.html", context, status=422 if sent else 200)
