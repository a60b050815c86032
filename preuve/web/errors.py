"""What was refused, and how people are told: one family of errors, one place that makes messages of them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


class ActionRefusedError(Exception):
    """An action could not be done; `sentences` say why, in the reader's language. Nothing was written."""

    status = 422

    def __init__(self, *sentences: Any) -> None:
        """Keep the sentences: translated lazily or already, never built from raw input unescaped."""
        super().__init__(*sentences)
        self.sentences = sentences

    def __str__(self) -> str:
        return " ".join(str(sentence) for sentence in self.sentences)


class StaleError(ActionRefusedError):
    """Somebody (or another tab) wrote in between; `current` is what is there now: nothing typed is lost."""

    status = 409

    def __init__(self, *sentences: Any, current: Any = None) -> None:
        """Keep what is there now beside the sentences."""
        super().__init__(*sentences)
        self.current = current


class ErrorMessagesMiddleware(MiddlewareMixin):
    """Turn a refused action into a message: on the page it came from, in place for htmx, JSON for scripts."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ActionRefusedError):
            return None
        if wants_json(request):
            body = {"ok": False, "error": str(exception), "current": getattr(exception, "current", None)}
            return JsonResponse(body, status=exception.status)
        if request.headers.get("HX-Request"):
            return render(request, "components/refused.html", {"error": exception}, status=exception.status)
        for sentence in exception.sentences:
            messages.error(request, str(sentence))
        return HttpResponseRedirect(_way_back(request))


def wants_json(request: HttpRequest) -> bool:
    """Return whether the request comes from a script that reads JSON."""
    return request.headers.get("Accept", "").startswith("application/json")


def _way_back(request: HttpRequest) -> str:
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return referer
    return "/"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Say that the form is too old, keep what was typed in reach (the browser's back), and how to go on."""
    if wants_json(request):
        return JsonResponse({"ok": False, "error": _("La page a expiré : rechargez-la.")}, status=403)
    return render(request, "csrf_failure.html", status=403)


def error_page(template: str, status: int) -> Callable[..., HttpResponse]:
    """Return a handler that shows `template` with `status`."""

    def show(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
        return render(request, template, status=status)

    return show


bad_request = error_page("400.html", 400)
permission_denied = error_page("403.html", 403)
page_not_found = error_page("404.html", 404)
__all__ = ["ActionRefusedError", "ErrorMessagesMiddleware", "PermissionDenied", "StaleError", "csrf_failure"]
