"""Whether this process can serve: asked by balancers and by whoever watches, so it says nothing more."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from preuve.inspection.registry import problems
from preuve.web.accounts.rules import public

log = logging.getLogger(__name__)


@public
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 (Django's signature)
    """Answer 200 when the database answers and every inspector loaded, 503 when not; why is in the log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    if broken := problems():
        log.error("inspectors that did not load: %s", "; ".join(broken))
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})
