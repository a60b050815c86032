"""What everybody finds about themselves: profile and notifications."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.actions import change_language, mark_notifications_read
from preuve.web.accounts.forms import KeyForm, ProfileForm
from preuve.web.accounts.notifications import phrase
from preuve.web.accounts.queries import notifications_page
from preuve.web.accounts.rules import EVERYBODY, SignedInRequest, allow


@require_http_methods(["GET", "POST"])
@allow(*EVERYBODY)
def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, initial={"language": request.user.language})
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "accounts/profile.html", {"form": form}, status=status)
    language = form.cleaned_data["language"]
    change_language(actor=request.user, language=language)
    with translation.override(language):
        messages.success(request, _("Votre langue est enregistrée."))
    response = redirect("profile")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax", max_age=365 * 86400)
    return response


@require_safe
@allow(*EVERYBODY)
def notifications(request: SignedInRequest) -> HttpResponse:
    return _notifications(request, "accounts/notifications.html")


@require_POST
@allow(*EVERYBODY)
def notifications_read(request: SignedInRequest) -> HttpResponse:
    mark_notifications_read(user=request.user)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("notifications")
    request.user.unread_count = 0  # type: ignore[attr-defined]
    return _notifications(request, "accounts/_notifications.html")


def _notifications(request: SignedInRequest, template: str) -> HttpResponse:
    form = KeyForm(request.GET)
    form.is_valid()
    rows, next_before = notifications_page(request.user, before=form.cleaned_data.get("before"))
    context = {
        "rows": [(row, phrase(row.kind, row.values)) for row in rows],
        "next_url": f"?before={next_before}" if next_before else "",
        "any_unread": any(row.read_at is None for row in rows),
    }
    return render(request, template, context)
