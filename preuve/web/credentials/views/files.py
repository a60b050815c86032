"""Certificates as files: the files, what the certifier publishes, and the page where anyone checks one."""

import json
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from preuve.credentialing.shipped import shipped_contexts
from preuve.domain.credentials.status_lists import StatusPurpose
from preuve.web.accounts.models import Organisation
from preuve.web.accounts.rules import SignedInRequest, allow, public
from preuve.web.credentials.models import Credential, StatusList
from preuve.web.credentials.queries.certificates import get_document_or_404
from preuve.web.credentials.queries.files import baked_badge, checked_file, public_file, verification_words
from preuve.web.credentials.queries.issuer import issuer_document, signed_status_list
from preuve.web.credentials.queries.signed import current_file
from preuve.web.credentials.rules import VISITORS, asks_too_often
from preuve.web.credentials.views.certificates import public_page, sealed

LARGEST_FILE = 5_000_000


@require_safe
@public
def issuer(request: HttpRequest, pk: int) -> HttpResponse:
    del request
    return _published(issuer_document(get_object_or_404(Organisation, pk=pk)), "application/did+json")


@require_safe
@public
def status_list(request: HttpRequest, pk: int) -> HttpResponse:
    del request
    row = get_object_or_404(StatusList.objects.select_related("issuer"), pk=pk)
    return _published(signed_status_list(row, timezone.now()), "application/vc")


@require_safe
@public
def suspension_list(request: HttpRequest, pk: int) -> HttpResponse:
    del request
    row = get_object_or_404(StatusList.objects.select_related("issuer"), pk=pk)
    return _published(signed_status_list(row, timezone.now(), StatusPurpose.SUSPENSION), "application/vc")


@require_safe
@public
def credential(request: HttpRequest, public_id: str) -> HttpResponse:
    del request
    return _signed_file(public_id, Credential.Kind.CERTIFICATE, ".json")


@require_safe
@public
def credential_token(request: HttpRequest, public_id: str) -> HttpResponse:
    del request
    return _signed_file(public_id, Credential.Kind.TOKEN, ".jwt")


@require_safe
@public
def learner_record(request: HttpRequest, public_id: str) -> HttpResponse:
    del request
    return _signed_file(public_id, Credential.Kind.RECORD, "-releve.json")


@require_safe
@allow(*VISITORS)
def certificate_badge(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    row = get_document_or_404(request.user, pk)
    credential = current_file(row, Credential.Kind.CERTIFICATE)
    if form not in {"png", "svg"} or credential is None:
        raise Http404
    kind: Literal["png", "svg"] = "svg" if form == "svg" else "png"
    types = {"png": "image/png", "svg": "image/svg+xml"}
    answer = HttpResponse(baked_badge(credential, kind), content_type=types[kind])
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.{kind}"'
    return sealed(answer)


@require_safe
@public
def credential_contexts(request: HttpRequest) -> HttpResponse:
    del request
    answer = JsonResponse(dict(shipped_contexts().by_url))
    answer["Cache-Control"] = "max-age=86400"
    return answer


# Exempt: the form changes nothing and looks at nobody's session, and a token would need a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
def verify_file(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "words": verification_words(get_language() or "fr"),
        "contexts_url": reverse("credential_contexts"),
    }
    if request.method != "POST":
        return public_page("credentials/verify_file.html", context, status=200)
    if asks_too_often(request):
        return public_page("credentials/verify_file.html", {**context, "problem": "too_often"}, status=429)
    upload = request.FILES.get("file")
    if upload is None or not upload.size or upload.size > LARGEST_FILE:
        problem = "missing" if upload is None or not upload.size else "too_large"
        return public_page("credentials/verify_file.html", {**context, "problem": problem}, status=422)
    checked = checked_file(upload.read(), timezone.now(), get_language() or "fr")
    if checked is None:
        return public_page("credentials/verify_file.html", {**context, "problem": "unread"}, status=422)
    return public_page("credentials/verify_file.html", {**context, "checked": checked}, status=200)


def _signed_file(public_id: str, kind: Credential.Kind, ending: str) -> HttpResponse:
    row = public_file(public_id, kind)
    if row is None:
        raise Http404
    said = row.token or json.dumps(row.document, ensure_ascii=False, indent=2, sort_keys=True)
    answer = HttpResponse(said, content_type="application/vc+jwt" if row.token else "application/vc")
    answer["Content-Disposition"] = f'attachment; filename="{row.certificate.number}{ending}"'
    return sealed(answer)


def _published(document: dict[str, Any], content_type: str) -> HttpResponse:
    """Answer with what any site may read: other people's tools check our certificates."""
    answer = JsonResponse(document, content_type=content_type)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "no-cache"
    return answer
