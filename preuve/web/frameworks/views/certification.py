from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from preuve.web.accounts.rules import READERS, SignedInRequest, allow
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.actions import change_certification, create_certification
from preuve.web.frameworks.forms import CertificationForm
from preuve.web.frameworks.queries import (
    certifications_for,
    get_certification_or_404,
    open_drafts_of,
    versions_of,
)
from preuve.web.frameworks.rules import EDITORS, may_edit_frameworks


@require_safe
@allow(*READERS)
def certifications(request: SignedInRequest) -> HttpResponse:
    rows = certifications_for(request.user)
    context = {"certifications": rows, "may_edit": may_edit_frameworks(request.user)}
    return render(request, "frameworks/certifications.html", context)


@require_safe
@allow(*READERS)
def certification(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_certification_or_404(request.user, pk)
    context = {
        "certification": row,
        "versions": versions_of(row),
        "drafts": open_drafts_of(row),
        "may_edit": may_edit_frameworks(request.user),
    }
    return render(request, "frameworks/certification.html", context)


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
def certification_new(request: SignedInRequest) -> HttpResponse:
    form = CertificationForm(request.POST or None)
    if form.is_valid():
        try:
            row = create_certification(actor=request.user, **form.cleaned_data)
        except ActionRefusedError as refusal:
            form.add_error(None, [str(sentence) for sentence in refusal.sentences])
        else:
            messages.success(
                request, _("La certification est enregistrée. Déposez maintenant son référentiel.")
            )
            return redirect("certification", row.pk)
    return _certification_form(request, form)


@require_http_methods(["GET", "POST"])
@allow(*EDITORS)
def certification_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_certification_or_404(request.user, pk)
    form = CertificationForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            change_certification(actor=request.user, certification=row, **form.cleaned_data)
        except ActionRefusedError as refusal:
            form.add_error(None, [str(sentence) for sentence in refusal.sentences])
        else:
            messages.success(request, _("Les mentions sont enregistrées."))
            return redirect("certification", row.pk)
    return _certification_form(request, form)


def _certification_form(request: HttpRequest, form: CertificationForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "frameworks/certification_form.html", {"form": form}, status=status)
