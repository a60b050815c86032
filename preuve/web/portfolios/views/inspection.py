from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.forms import CompareForm, KindForm
from preuve.web.portfolios.models import Evidence
from preuve.web.portfolios.queries.contents import evidence_item
from preuve.web.portfolios.queries.doors import (
    get_evidence_or_404,
    get_own_evidence_or_404,
    get_own_portfolio_or_404,
)
from preuve.web.portfolios.queries.preview import asked_of, preview_of
from preuve.web.portfolios.queries.readings import comparable_pieces, progress_of, readings_of
from preuve.web.portfolios.rules import VISITORS
from preuve.web.portfolios.views.portfolio import portfolio_context


@require_safe
@allow(*VISITORS)
def evidence_view(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_evidence_or_404(request.user, pk)
    context = {
        **portfolio_context(request, found.portfolio),
        "piece": found,
        "preview": preview_of(evidence_item(found), asked=asked_of(request.GET)),
        "place": {name: request.GET.get(name, "") for name in ("line", "column", "path", "member")},
    }
    return render(request, "portfolios/evidence_view.html", context)


@require_safe
@allow(*VISITORS)
def evidence_reading(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_evidence_or_404(request.user, pk)
    context = {**portfolio_context(request, found.portfolio), **reading_context(request, found)}
    in_place = bool(request.headers.get("HX-Request"))
    template = "portfolios/_reading.html" if in_place else "portfolios/evidence_reading.html"
    return render(request, template, context)


@require_safe
@allow(Role.CANDIDATE)
def portfolio_readings(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_portfolio_or_404(request.user, pk)
    if not request.headers.get("HX-Request"):
        return redirect("portfolio", pk=pk)
    context = {"portfolio": found, **progress_of(found, timezone.now())}
    return render(request, "portfolios/_readings.html", context)


def reading_context(request: SignedInRequest, found: Evidence) -> dict[str, Any]:
    """Return what the part of a page about the reading of a piece shows."""
    is_owner = found.portfolio.candidate_id == request.user.pk
    readings = readings_of(found, held_back=is_owner)
    return {
        "piece": found,
        "readings": readings,
        "comparable": comparable_pieces(found, readings) if is_owner else [],
    }


@require_POST
@allow(Role.CANDIDATE)
def evidence_reread(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_evidence_or_404(request.user, pk)
    form = KindForm(request.POST)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    actions.reread_evidence(actor=request.user, evidence=found, kind=kind, now=timezone.now())
    messages.info(request, _("La lecture est demandée : elle se fait dans un instant."))
    return redirect("evidence", pk=pk)


@require_POST
@allow(Role.CANDIDATE)
def evidence_compare(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_evidence_or_404(request.user, pk)
    form = CompareForm(request.POST)
    if not form.is_valid():
        raise ActionRefusedError(_("Choisissez la preuve à comparer."))
    other = get_own_evidence_or_404(request.user, form.cleaned_data["other"])
    before, after = (other, found) if form.cleaned_data["is_older"] else (found, other)
    actions.compare_evidence(actor=request.user, before=before, after=after, now=timezone.now())
    messages.info(request, _("La comparaison est demandée : elle se fait dans un instant."))
    return redirect("evidence", pk=after.pk)


@require_POST
@allow(Role.CANDIDATE)
def evidence_keep(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_evidence_or_404(request.user, pk)
    actions.keep_held_back(actor=request.user, evidence=found, now=timezone.now())
    messages.success(request, _("La preuve est gardée telle quelle : elle fait partie du portfolio."))
    return redirect("evidence", pk=pk)


@require_POST
@allow(Role.CANDIDATE)
def evidence_replace(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_evidence_or_404(request.user, pk)
    upload = request.FILES.get("file")
    if upload is None:
        raise ActionRefusedError(_("Choisissez un fichier."))
    actions.replace_held_back(actor=request.user, evidence=found, upload=upload, now=timezone.now())
    messages.success(request, _("Le fichier est remplacé."))
    return redirect("evidence", pk=pk)
