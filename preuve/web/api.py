"""The HTTP API at `/api/`: one router a room, session sign-in, errors as JSON in the reader's language.

Every operation declares who may call it (`Holds` in `accounts/api.py`); `API_RULES` states it again in one
table, and a test compares the two. The interactive page is off: it would need scripts from elsewhere.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from preuve.web.accounts.api import router as accounts
from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import EVERYBODY, PUBLIC, READERS, public
from preuve.web.credentials.api import router as credentials
from preuve.web.errors import ActionRefusedError
from preuve.web.frameworks.api import router as frameworks
from preuve.web.juries.api import router as juries
from preuve.web.portfolios.api import router as portfolios

API_RULES: dict[str, frozenset[Role]] = {
    "get_me": EVERYBODY,
    "list_frameworks": EVERYBODY,
    "get_framework_version": EVERYBODY,
    "put_framework_version": EVERYBODY,
    "patch_framework_version": EVERYBODY,
    "delete_framework_version": EVERYBODY,
    "list_my_portfolios": frozenset({Role.CANDIDATE}),
    "get_portfolio": READERS | {Role.CANDIDATE, Role.TRAINER, Role.CENTRE_MANAGER},
    "get_submission": READERS | {Role.CANDIDATE, Role.TRAINER, Role.CENTRE_MANAGER},
    "list_defences": frozenset({Role.JUROR}),
    "list_my_marks": frozenset({Role.JUROR}),
    "put_mark": frozenset({Role.JUROR}),
    "verify_certificate": PUBLIC,
}

api = NinjaAPI(
    title="Preuve",
    version="1",
    description="A certification from the framework to the certificate.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
for router in (accounts, frameworks, portfolios, juries, credentials):
    api.add_router("", router)


@require_safe
@public
def openapi(request: HttpRequest) -> HttpResponse:
    """Serve the description of the API (OpenAPI 3.1); what it describes asks for sign-in by itself."""
    del request
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/"))


# ninja's own root page only exists to find its prefix, and answers 404.
_operations = [pattern for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"]
urls: tuple[list[URLPattern | URLResolver], str, str] = (
    [path("openapi.json", openapi, name="openapi"), *_operations],
    "ninja",
    "api",
)


def _refusal(error: object, status: int, **more: Any) -> JsonResponse:
    return JsonResponse({"error": str(error), **more}, status=status)


@api.exception_handler(ActionRefusedError)
def action_refused(_request: HttpRequest, error: ActionRefusedError) -> HttpResponse:
    """Say why an action was refused; beside a stale write, what is there now."""
    current = getattr(error, "current", None)
    return _refusal(error, error.status, **({"current": current} if current is not None else {}))


@api.exception_handler(Http404)
def not_found(_request: HttpRequest, error: Http404) -> HttpResponse:
    """Say that there is nothing here, to strangers as to those who mistyped."""
    return _refusal(str(error) or _("Introuvable."), 404)


@api.exception_handler(ValidationError)
def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Name the fields that could not be read; never what was in them."""
    places = [".".join(str(part) for part in item["loc"]) for item in error.errors]
    return _refusal(_("Requête invalide : %(places)s.") % {"places": ", ".join(places)}, 422, fields=places)


@api.exception_handler(HttpError)
def refused(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Put ninja's own refusals (nobody signed in, no token, unreadable body) into words."""
    sentences = {
        400: _("Le corps de la requête n’est pas du JSON lisible."),
        401: _("Connectez-vous d’abord."),
        403: _(
            "Le jeton de sécurité manque ou a expiré : renvoyez l’en-tête X-CSRFToken du cookie csrftoken."
        ),
    }
    return _refusal(sentences.get(error.status_code, error.message), error.status_code)
