from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from preuve.web.accounts.rules import PUBLIC

# ninja's operations are closed by themselves (`Holds`), and answer 401 in JSON, not by the sign-in page.
OPEN_MODULES = ("allauth.", "django.views.", "django.contrib.staticfiles.", "ninja.operation")


class RequireSignInMiddleware(MiddlewareMixin):
    """Close by default: a view without a declared rule opens to nobody who is not signed in."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        allowed = getattr(view, "allowed_roles", None)
        if allowed == PUBLIC or request.user.is_authenticated or view.__module__.startswith(OPEN_MODULES):
            return None
        return redirect_to_login(request.get_full_path())
