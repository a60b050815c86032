from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.frameworks.queries import CriterionNode, structure_of
from preuve.web.portfolios import actions
from preuve.web.portfolios.forms import CriterionClaimForm, FeedbackForm
from preuve.web.portfolios.models import Portfolio
from preuve.web.portfolios.queries.doors import (
    get_own_evidence_or_404,
    get_own_portfolio_or_404,
    get_portfolio_or_404,
)
from preuve.web.portfolios.queries.matrix import CriterionDetail, criterion_detail, matrix_of
from preuve.web.portfolios.rules import VISITORS
from preuve.web.portfolios.views.portfolio import portfolio_context


@require_safe
@allow(*VISITORS)
def coverage_matrix(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_portfolio_or_404(request.user, pk)
    context = {
        **portfolio_context(request, found),
        "matrix": matrix_of(found, held_back=found.candidate_id == request.user.pk),
        "only_missing": "manque" in request.GET,
    }
    return render(request, "portfolios/coverage_matrix.html", context)


@require_safe
@allow(*VISITORS)
def criterion_panel(request: SignedInRequest, pk: int, identifier: str) -> HttpResponse:
    found = get_portfolio_or_404(request.user, pk)
    detail = _detail(request, found, _criterion(found, identifier))
    form = CriterionClaimForm(choices=detail.choices, initial=_suggested(request, detail))
    return _panel(request, detail, form)


def _detail(request: SignedInRequest, found: Portfolio, criterion: CriterionNode) -> CriterionDetail:
    held_back = found.candidate_id == request.user.pk
    return criterion_detail(found, criterion, _case_id(request), held_back=held_back)


def _suggested(request: SignedInRequest, detail: CriterionDetail) -> dict[str, Any]:
    """Return the claim that begins with the sentence of the fact that was asked for."""
    asked = request.GET.get("fait", "")
    for shown in detail.statements:
        if str(shown.statement.pk) == asked:
            return {"evidence": shown.piece.pk, "why": shown.sentence}
    return {}


@require_POST
@allow(Role.CANDIDATE)
def criterion_claim(request: SignedInRequest, pk: int, identifier: str) -> HttpResponse:
    found = get_own_portfolio_or_404(request.user, pk)
    criterion = _criterion(found, identifier)
    form = CriterionClaimForm(request.POST, choices=_detail(request, found, criterion).choices)
    made = form.carry_out(
        lambda: actions.add_claims(
            actor=request.user,
            evidence=get_own_evidence_or_404(request.user, form.cleaned_data["evidence"]),
            criteria=[criterion.identifier],
            why=form.cleaned_data["why"],
            now=timezone.now(),
        )
    )
    if made is not None and not _in_panel(request):
        return redirect("criterion_panel", pk=pk, identifier=identifier)
    detail = _detail(request, found, criterion)
    form = form if made is None else CriterionClaimForm(choices=detail.choices)
    answer = _panel(request, detail, form)
    return answer if made is None else trigger_client_event(answer, "claims-changed", after="settle")


def _panel(request: SignedInRequest, detail: CriterionDetail, form: CriterionClaimForm) -> HttpResponse:
    portfolio = detail.contents.portfolio
    context: dict[str, Any] = {
        **portfolio_context(request, portfolio),
        "detail": detail,
        "form": form,
        "feedback_form": FeedbackForm(initial={"criterion": detail.criterion.identifier}),
    }
    template = "portfolios/_criterion_panel.html" if _in_panel(request) else "portfolios/criterion_panel.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _in_panel(request: SignedInRequest) -> bool:
    return request.headers.get("HX-Target") == "panel"


def _criterion(portfolio: Portfolio, identifier: str) -> CriterionNode:
    node = structure_of(portfolio.framework_version_id).criteria_by_identifier.get(identifier)
    if node is None or node.block_code not in portfolio.block_codes:
        raise Http404
    return node


def _case_id(request: SignedInRequest) -> int | None:
    asked = request.GET.get("cas", "")
    return int(asked) if asked.isdecimal() else None
