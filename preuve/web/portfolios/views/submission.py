from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.documents import compile_pdf
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.checks import is_ready
from preuve.web.portfolios.forms import ReasonForm, StatementForm
from preuve.web.portfolios.models import Portfolio
from preuve.web.portfolios.queries.contents import contents_of
from preuve.web.portfolios.queries.doors import (
    get_managed_portfolio_or_404,
    get_own_portfolio_or_404,
    get_portfolio_or_404,
    get_submission_or_404,
)
from preuve.web.portfolios.queries.export import export_chunks, export_name
from preuve.web.portfolios.queries.preview import asked_of, preview_of
from preuve.web.portfolios.queries.submission import (
    artefact_in_submission,
    evidence_in_submission,
    hash_matches,
    inspections_in_submission,
    latest_submission,
    receipt_data,
    shown_cases,
)
from preuve.web.portfolios.responses import artefact_response
from preuve.web.portfolios.rules import MANAGERS, VISITORS
from preuve.web.portfolios.views.portfolio import portfolio_context


@require_safe
@allow(*VISITORS)
def submission_checklist(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_portfolio_or_404(request.user, pk)
    return render(
        request, "portfolios/submission_checklist.html", _checklist(request, found, StatementForm())
    )


def _checklist(request: SignedInRequest, found: Portfolio, form: StatementForm) -> dict[str, Any]:
    contents = contents_of(found, held_back=found.candidate_id == request.user.pk)
    checks = contents.checks(timezone.now())
    return {
        **portfolio_context(request, found),
        "contents": contents,
        "checks": checks,
        "may_be_submitted": is_ready(checks),
        "form": form,
        "submission": latest_submission(found.pk),
    }


@require_POST
@allow(Role.CANDIDATE)
def submit_portfolio(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_portfolio_or_404(request.user, pk)
    form = StatementForm(request.POST)
    made = form.carry_out(
        lambda: actions.submit_portfolio(actor=request.user, portfolio=found, now=timezone.now())
    )
    if made is None:
        return render(
            request, "portfolios/submission_checklist.html", _checklist(request, found, form), status=422
        )
    messages.success(
        request, _("Votre portfolio est déposé. Récépissé n° %(number)s.") % {"number": made.receipt}
    )
    return redirect("submission", pk=made.pk)


@require_POST
@allow(*MANAGERS)
def portfolio_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_managed_portfolio_or_404(request.user, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise ActionRefusedError(_("Dites pourquoi le portfolio est rouvert."))
    actions.reopen_portfolio(actor=request.user, portfolio=found, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Le portfolio est rendu au candidat ; le dépôt précédent est conservé."))
    return redirect("portfolio", pk=pk)


@require_safe
@allow(*VISITORS)
def submission(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_submission_or_404(request.user, pk)
    context = {
        **portfolio_context(request, found.portfolio),
        "submission": found,
        "content": found.content,
        "cases": shown_cases(found.content),
        "hash_matches": hash_matches(found),
    }
    return render(request, "portfolios/submission.html", context)


@require_safe
@allow(*VISITORS)
def submission_receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_submission_or_404(request.user, pk)
    pdf = compile_pdf("portfolios/templates/portfolios/receipt.typ", receipt_data(found, found.portfolio))
    headers = {"Content-Disposition": f'attachment; filename="{found.receipt}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_safe
@allow(*VISITORS)
def submission_evidence(request: SignedInRequest, pk: int, evidence_id: int) -> HttpResponse:
    found = get_submission_or_404(request.user, pk)
    item = evidence_in_submission(found, evidence_id)
    if item is None:
        raise Http404
    claims = [claim for claim in found.content["claims"] if claim["evidence"] == evidence_id]
    context = {
        **portfolio_context(request, found.portfolio),
        "submission": found,
        "item": item,
        "claims": claims,
        "inspections": inspections_in_submission(found, evidence_id),
        "preview": preview_of(item, asked=asked_of(request.GET)),
    }
    return render(request, "portfolios/submission_evidence.html", context)


@require_safe
@allow(*VISITORS)
def submission_file(request: SignedInRequest, pk: int, sha256: str) -> FileResponse:
    found = get_submission_or_404(request.user, pk)
    item = artefact_in_submission(found, sha256)
    if item is None:
        raise Http404
    inline = "telecharger" not in request.GET
    return artefact_response(sha256, item["file_name"], item["media_type"], inline=inline)


@require_safe
@allow(*VISITORS)
def portfolio_export(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    found = get_portfolio_or_404(request.user, pk)
    held_back = found.candidate_id == request.user.pk
    response = StreamingHttpResponse(
        export_chunks(found, timezone.now(), held_back=held_back), content_type="application/zip"
    )
    response["Content-Disposition"] = f'attachment; filename="{export_name(found)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
