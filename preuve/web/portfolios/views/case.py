from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.frameworks.queries import BlockNode, structure_of
from preuve.web.portfolios import actions
from preuve.web.portfolios.actions.case import describe
from preuve.web.portfolios.forms import CaseForm
from preuve.web.portfolios.models import Case, Portfolio
from preuve.web.portfolios.queries.contents import is_under_way, listed_evidence
from preuve.web.portfolios.queries.doors import (
    get_case_or_404,
    get_own_case_or_404,
    get_own_portfolio_or_404,
)
from preuve.web.portfolios.rules import VISITORS
from preuve.web.portfolios.views.portfolio import portfolio_context


def blocks_of(portfolio: Portfolio) -> tuple[BlockNode, ...]:
    """Return the blocks that a portfolio aims at."""
    return structure_of(portfolio.framework_version_id).in_scope(portfolio.block_codes)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CANDIDATE)
def case_new(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_portfolio_or_404(request.user, pk)
    initial = {"setting": Case.Setting.COMPANY, "nature": Case.Nature.REAL, "revision": 0}
    form = CaseForm(request.POST or None, blocks=blocks_of(found), initial=initial)
    if request.method == "POST":
        made = form.carry_out(
            lambda: actions.create_case(
                actor=request.user,
                portfolio=found,
                description=form.description,
                activities=form.cleaned_data["activities"],
                now=timezone.now(),
            )
        )
        if made is not None:
            messages.success(request, _("Le cas est créé : ajoutez ses preuves."))
            return redirect("case", pk=made.pk)
    context = {**portfolio_context(request, found), "form": form}
    return render(request, "portfolios/case_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*VISITORS)
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    door = get_own_case_or_404 if request.method == "POST" else get_case_or_404
    found = door(request.user, pk)
    activities = list(found.activities.values_list("pk", flat=True))
    initial = {**describe(found), "activities": activities, "revision": found.revision}
    form = CaseForm(request.POST or None, blocks=blocks_of(found.portfolio), initial=initial)
    if request.method == "POST" and _edited(request, found, form):
        messages.success(request, _("Le cas est enregistré."))
        return redirect("case", pk=pk)
    context = {**_case_context(request, found, activities), "form": form}
    return render(request, "portfolios/case.html", context, status=422 if form.errors else 200)


def _case_context(request: SignedInRequest, found: Case, activities: list[int]) -> dict[str, Any]:
    is_owner = found.portfolio.candidate_id == request.user.pk
    pieces = list(listed_evidence(found.evidence.prefetch_related("claims"), held_back=is_owner))
    return {
        **portfolio_context(request, found.portfolio),
        "case": found,
        "activities": [
            row for block in blocks_of(found.portfolio) for row in block.activities if row.pk in activities
        ],
        "evidence": pieces,
        "under_way": sum(map(is_under_way, pieces)),
    }


def _edited(request: SignedInRequest, found: Case, form: CaseForm) -> bool:
    edited = form.carry_out(
        lambda: actions.edit_case(
            actor=request.user,
            case=found,
            description=form.description,
            activities=form.cleaned_data["activities"],
            revision=form.cleaned_data["revision"],
            now=timezone.now(),
        )
    )
    return edited is not None


@require_POST
@allow(Role.CANDIDATE)
def case_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_case_or_404(request.user, pk)
    actions.delete_case(actor=request.user, case=found, now=timezone.now())
    messages.success(request, _("Le cas est supprimé ; ses preuves sont gardées, sans cas."))
    return redirect("portfolio", pk=found.portfolio_id)
