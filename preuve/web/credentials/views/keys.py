"""The page of the certifiers' keys."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.credentials import rotation
from preuve.web.credentials.forms import RevokeKeyForm
from preuve.web.credentials.queries.keys import get_key_or_404, list_keys
from preuve.web.credentials.rules import ISSUERS


@require_safe
@allow(*ISSUERS)
def issuer_keys(request: SignedInRequest) -> HttpResponse:
    return render(request, "credentials/issuer_keys.html", {"keys": list_keys(request.user)})


@require_POST
@allow(*ISSUERS)
def rotate_key(request: SignedInRequest, pk: int) -> HttpResponse:
    rotation.rotate_key(actor=request.user, key=get_key_or_404(request.user, pk), now=timezone.now())
    messages.success(request, _("La clé est remplacée. Ce qu’elle a signé reste valable."))
    return redirect("issuer_keys")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*ISSUERS)
def revoke_key(request: SignedInRequest, pk: int) -> HttpResponse:
    key = get_key_or_404(request.user, pk)
    form = RevokeKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rotation.revoke_key(actor=request.user, key=key, now=timezone.now(), **form.cleaned_data)
        messages.success(
            request, _("La clé est révoquée. Ce qu’elle a signé depuis le vol est signé de nouveau.")
        )
        return redirect("issuer_keys")
    context = {"key": key, "form": form}
    return render(request, "credentials/revoke_key.html", context, status=422 if form.errors else 200)


@require_POST
@allow(*ISSUERS)
def resume_signing(request: SignedInRequest, pk: int) -> HttpResponse:
    rotation.resume_signing(actor=request.user, key=get_key_or_404(request.user, pk))
    messages.success(request, _("La signature reprend où elle en était."))
    return redirect("issuer_keys")
