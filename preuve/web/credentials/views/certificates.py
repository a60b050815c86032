from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.domain.credentials.errors import NumberError
from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import READERS, SignedInRequest, allow, has_role, public
from preuve.web.credentials import actions
from preuve.web.credentials.forms import RevokeForm, VerifyForm
from preuve.web.credentials.phrasing import NUMBER_FAULTS
from preuve.web.credentials.queries.certificates import (
    birth_words,
    certificate_hash,
    get_certificate_or_404,
    get_document_or_404,
    holder_names,
    list_certificates,
    public_url,
)
from preuve.web.credentials.queries.issuing import still_issuing
from preuve.web.credentials.queries.replacements import replacements_of
from preuve.web.credentials.queries.results import results_of
from preuve.web.credentials.queries.signed import file_kinds
from preuve.web.credentials.queries.verification import certificate_of_holder, public_facts
from preuve.web.credentials.rules import ISSUERS, VISITORS, asks_too_often, may_issue
from preuve.web.juries.queries.doors import get_minutes_or_404
from preuve.web.portfolios.responses import artefact_response

LARGEST_KEY = 2**63 - 1


@require_safe
@allow(*READERS)
def certificates(request: SignedInRequest) -> HttpResponse:
    search, before = request.GET.get("q", "").replace("\x00", "")[:100], request.GET.get("before", "")
    key = int(before) if before.isdecimal() and int(before) <= LARGEST_KEY else None
    page = list_certificates(request.user, before=key, search=search)
    return render(
        request,
        "credentials/certificates.html",
        {"page": page, "search": search, "manages_keys": may_issue(request.user)},
    )


@require_safe
@allow(*VISITORS)
def certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_certificate_or_404(request.user, pk)
    name, usage_name = holder_names(row.mentions)
    context = {
        "certificate": row,
        "name": name,
        "usage_name": usage_name,
        "born": birth_words(row.mentions),
        "hash": certificate_hash(row),
        "public_url": public_url(row),
        "files": file_kinds(row),
        "replacements": replacements_of(row),
        "reads_all": has_role(request.user, *READERS),
        "may_revoke": may_issue(request.user) and row.revoked_at is None,
    }
    return render(request, "credentials/certificate.html", context)


@require_safe
@allow(*VISITORS)
def certificate_document(request: SignedInRequest, pk: int) -> FileResponse:
    row = get_document_or_404(request.user, pk)
    assert row.document is not None  # noqa: S101 (the door answers 404 otherwise; narrows the type)
    inline = "telecharger" not in request.GET
    return artefact_response(row.document.sha256, f"{row.number}.pdf", "application/pdf", inline=inline)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*ISSUERS)
def revoke_certificate(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_certificate_or_404(request.user, pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.revoke_certificate(actor=request.user, certificate=row, reason=reason, now=timezone.now())
        messages.success(request, _("Le certificat n° %(number)s est révoqué.") % {"number": row.number})
        return redirect("certificate", pk=row.pk)
    context = {"certificate": row, "form": form, "name": holder_names(row.mentions)[0]}
    return render(request, "credentials/revoke_certificate.html", context, status=422 if form.errors else 200)


@require_POST
@allow(*ISSUERS)
def publish_results(request: SignedInRequest, pk: int) -> HttpResponse:
    minutes = get_minutes_or_404(request.user, pk)
    issued = actions.publish_results(actor=request.user, minutes=minutes, now=timezone.now())
    if still_issuing(minutes):
        messages.success(
            request, _("Les résultats sont publiés. Les certificats sont en cours de délivrance.")
        )
        return redirect("session_issuing", pk=minutes.session_id)
    said = ngettext(
        "Les résultats sont publiés : %(count)d certificat délivré.",
        "Les résultats sont publiés : %(count)d certificats délivrés.",
        len(issued),
    )
    messages.success(request, said % {"count": len(issued)})
    return redirect("minutes", pk=minutes.pk)


@require_safe
@allow(Role.CANDIDATE)
def result_mine(request: SignedInRequest) -> HttpResponse:
    return render(request, "credentials/result_mine.html", {"results": results_of(request.user)})


@require_safe
@public
def verify(request: HttpRequest, public_id: str) -> HttpResponse:
    del request
    facts = public_facts(public_id)
    replacements = facts.replacements if facts else None
    context: dict[str, object] = {"facts": facts, "public_id": public_id, "replacements": replacements}
    return public_page("credentials/verify.html", context, status=200 if facts else 404)


# Exempt: the form changes nothing and looks at nobody's session, and a token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
def verify_form(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return public_page("credentials/verify_form.html", {"form": form}, status=422 if form.errors else 200)
    if asks_too_often(request):
        return public_page("credentials/verify_form.html", {"form": form, "outcome": "too_often"}, status=429)
    try:
        found = certificate_of_holder(form.cleaned_data["number"], form.cleaned_data["family_name"])
    except NumberError as error:
        form.add_error("number", str(NUMBER_FAULTS[error.fault]))
        return public_page("credentials/verify_form.html", {"form": form}, status=422)
    if found is None:
        return public_page("credentials/verify_form.html", {"form": form, "outcome": "unknown"}, status=404)
    return sealed(redirect("verify", public_id=found.public_id))


def public_page(template: str, context: dict[str, object], status: int) -> HttpResponse:
    """Render a page that knows nothing of its reader: no request, so no session read and no cookie set."""
    content = render_to_string(
        template,
        {"verify_form_url": reverse("verify_form"), "verify_file_url": reverse("verify_file"), **context},
    )
    return sealed(HttpResponse(content, status=status))


def sealed(response: HttpResponse) -> HttpResponse:
    """Keep an answer out of caches and search engines, and its address out of the next site's logs."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response
