"""Suspending a certificate and putting it back in force."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.credentials import suspension
from preuve.web.credentials.forms import LiftForm, SuspendForm
from preuve.web.credentials.queries.certificates import get_certificate_or_404, holder_names
from preuve.web.credentials.rules import ISSUERS


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*ISSUERS)
def suspend_certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    return _asked(request, pk, lifts=False)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*ISSUERS)
def lift_suspension(request: SignedInRequest, pk: int) -> HttpResponse:
    return _asked(request, pk, lifts=True)


def _asked(request: SignedInRequest, pk: int, *, lifts: bool) -> HttpResponse:
    row = get_certificate_or_404(request.user, pk)
    form = (LiftForm if lifts else SuspendForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = suspension.lift_suspension if lifts else suspension.suspend_certificate
        act(actor=request.user, certificate=row, reason=form.cleaned_data["reason"], now=timezone.now())
        said = (
            _("Le certificat n° %(number)s est rétabli.")
            if lifts
            else _("Le certificat n° %(number)s est suspendu.")
        )
        messages.success(request, said % {"number": row.number})
        return redirect("certificate", pk=row.pk)
    fits = row.revoked_at is None and (row.suspended_at is not None) == lifts
    context = {
        "certificate": row,
        "form": form,
        "name": holder_names(row.mentions)[0],
        "lifts": lifts,
        "fits": fits,
    }
    return render(
        request, "credentials/suspend_certificate.html", context, status=422 if form.errors else 200
    )
