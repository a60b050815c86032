from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.forms import ClaimEditForm, ClaimForm, RevisionForm
from preuve.web.portfolios.queries.doors import (
    get_evidence_or_404,
    get_own_claim_or_404,
    get_own_evidence_or_404,
)
from preuve.web.portfolios.views.case import blocks_of
from preuve.web.portfolios.views.evidence import evidence_context, suggested_sentence
from preuve.web.portfolios.views.portfolio import portfolio_context


@require_POST
@allow(Role.CANDIDATE)
def claim_new(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_evidence_or_404(request.user, pk)
    form = ClaimForm(request.POST, blocks=blocks_of(found.portfolio))
    made = form.carry_out(
        lambda: actions.add_claims(
            actor=request.user, evidence=found, now=timezone.now(), **form.cleaned_data
        )
    )
    if made is None:
        found = get_evidence_or_404(request.user, pk)
        return render(request, "portfolios/evidence.html", evidence_context(request, found, form), status=422)
    added = ngettext("%(n)s critère argumenté.", "%(n)s critères argumentés.", len(made)) % {"n": len(made)}
    messages.success(request, added)
    return redirect("evidence", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CANDIDATE)
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_claim_or_404(request.user, pk)
    sentence = suggested_sentence(request, found.evidence)
    why = f"{found.why}\n\n{sentence}" if sentence and sentence not in found.why else found.why
    form = ClaimEditForm(request.POST or None, initial={"why": why, "revision": found.revision})
    if request.method == "POST":
        edited = form.carry_out(
            lambda: actions.edit_claim(
                actor=request.user, claim=found, now=timezone.now(), **form.cleaned_data
            )
        )
        if edited is not None:
            messages.success(request, _("L’argumentaire est enregistré."))
            return redirect("evidence", pk=found.evidence_id)
    context = {**portfolio_context(request, found.evidence.portfolio), "claim": found, "form": form}
    status = 409 if form.current is not None else 422 if form.errors else 200
    return render(request, "portfolios/claim.html", context, status=status)


@require_POST
@allow(Role.CANDIDATE)
def claim_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_claim_or_404(request.user, pk)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        raise ActionRefusedError(_("La page a expiré : rechargez-la."))
    actions.delete_claim(actor=request.user, claim=found, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("L’argumentaire est retiré."))
    return redirect("evidence", pk=found.evidence_id)
