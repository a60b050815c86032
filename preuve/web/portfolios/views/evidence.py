from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.errors import ActionRefusedError, wants_json
from preuve.web.portfolios import actions
from preuve.web.portfolios.forms import ClaimForm, EvidenceForm, InCaseForm, LinkForm, TextForm, UploadForm
from preuve.web.portfolios.models import Evidence
from preuve.web.portfolios.queries.contents import evidence_item, listed_evidence
from preuve.web.portfolios.queries.doors import (
    get_evidence_or_404,
    get_own_evidence_or_404,
    get_own_portfolio_or_404,
)
from preuve.web.portfolios.queries.preview import asked_of, preview_of
from preuve.web.portfolios.responses import artefact_response
from preuve.web.portfolios.rules import VISITORS
from preuve.web.portfolios.views.case import blocks_of
from preuve.web.portfolios.views.inspection import reading_context
from preuve.web.portfolios.views.portfolio import portfolio_context
from preuve.web.portfolios.wording import in_reader_language


@require_POST
@allow(Role.CANDIDATE)
def upload_evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_portfolio_or_404(request.user, pk)
    form, uploads = UploadForm(request.POST, portfolio=found), request.FILES.getlist("file")
    if not form.is_valid() or not uploads:
        raise ActionRefusedError(
            _("Choisissez au moins un fichier.") if form.is_valid() else _("Ce cas n’existe plus.")
        )
    case, now = form.cleaned_data["case"], timezone.now()
    pieces = [
        actions.add_file(actor=request.user, portfolio=found, case=case, upload=upload, now=now)
        for upload in uploads
    ]
    if wants_json(request):
        rows = listed_evidence(found.evidence.filter(pk=pieces[0].pk), held_back=True)
        html = render_to_string("portfolios/_evidence_row.html", {"piece": rows.get()}, request=request)
        return JsonResponse({"ok": True, "error": "", "html": html})
    added = ngettext("%(n)s preuve ajoutée.", "%(n)s preuves ajoutées.", len(pieces)) % {"n": len(pieces)}
    messages.success(request, added)
    return redirect("case", pk=case.pk) if case else redirect("portfolio", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CANDIDATE)
def link_new(request: SignedInRequest, pk: int) -> HttpResponse:
    return _evidence_new(request, pk, LinkForm, actions.add_link, "portfolios/link_new.html")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CANDIDATE)
def text_new(request: SignedInRequest, pk: int) -> HttpResponse:
    return _evidence_new(request, pk, TextForm, actions.add_text, "portfolios/text_new.html")


def _evidence_new(
    request: SignedInRequest,
    pk: int,
    form_class: type[InCaseForm],
    add: Callable[..., Evidence],
    template: str,
) -> HttpResponse:
    found = get_own_portfolio_or_404(request.user, pk)
    form = form_class(request.POST or None, portfolio=found, initial={"case": request.GET.get("cas")})
    if request.method == "POST":
        made = form.carry_out(
            lambda: add(actor=request.user, portfolio=found, now=timezone.now(), **form.cleaned_data)
        )
        if made is not None:
            messages.success(request, _("La preuve est ajoutée : dites ce qu’elle montre."))
            return redirect("evidence", pk=made.pk)
    context = {**portfolio_context(request, found), "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


@require_safe
@allow(*VISITORS)
def evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_evidence_or_404(request.user, pk)
    initial = {"criteria": request.GET.getlist("critere"), "why": suggested_sentence(request, found)}
    form = ClaimForm(blocks=blocks_of(found.portfolio), initial=initial)
    return render(request, "portfolios/evidence.html", evidence_context(request, found, form))


def suggested_sentence(request: SignedInRequest, found: Evidence) -> str:
    """Return the sentence of the fact of this piece that a claim is asked to begin with (`?fait=`)."""
    asked = request.GET.get("fait", "")
    if not asked.isdecimal() or len(asked) > 18:  # noqa: PLR2004 (a bigint's digits)
        return ""
    row = found.statements.filter(pk=int(asked)).first()
    return in_reader_language(row.fr, row.en) if row else ""


def evidence_context(request: SignedInRequest, found: Evidence, form: ClaimForm) -> dict[str, Any]:
    """Return what the page of a piece shows: viewer, what was read in it, claims, form."""
    claims = list(found.claims.select_related("criterion"))
    return {
        **portfolio_context(request, found.portfolio),
        **reading_context(request, found),
        "claims": claims,
        "claimed": {claim.criterion.identifier for claim in claims},
        "chosen": set(form["criteria"].value() or []),
        "blocks": blocks_of(found.portfolio),
        "form": form,
        "preview": preview_of(evidence_item(found), asked=asked_of(request.GET)),
    }


@require_safe
@allow(*VISITORS)
def evidence_raw(request: SignedInRequest, pk: int) -> FileResponse:
    found = get_evidence_or_404(request.user, pk)
    if found.artefact is None:
        raise Http404
    inline = "telecharger" not in request.GET
    return artefact_response(found.artefact.sha256, found.file_name, found.artefact.media_type, inline=inline)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.CANDIDATE)
def evidence_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_evidence_or_404(request.user, pk)
    initial = {"title": found.title, "case": found.case_id}
    form = EvidenceForm(request.POST or None, portfolio=found.portfolio, initial=initial)
    if request.method == "POST":
        edited = form.carry_out(
            lambda: actions.edit_evidence(
                actor=request.user, evidence=found, now=timezone.now(), **form.cleaned_data
            )
        )
        if edited is not None:
            messages.success(request, _("La preuve est enregistrée."))
            return redirect("evidence", pk=pk)
    context = {**portfolio_context(request, found.portfolio), "piece": found, "form": form}
    return render(request, "portfolios/evidence_edit.html", context, status=422 if form.errors else 200)


@require_POST
@allow(Role.CANDIDATE)
def evidence_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_evidence_or_404(request.user, pk)
    actions.delete_evidence(actor=request.user, evidence=found, now=timezone.now())
    messages.success(request, _("La preuve est retirée du portfolio."))
    return (
        redirect("case", pk=found.case_id) if found.case_id else redirect("portfolio", pk=found.portfolio_id)
    )
