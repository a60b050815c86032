from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.sessions.actions.wishes import say_wishes
from preuve.web.sessions.forms.wishes import WishesForm
from preuve.web.sessions.queries.grid import grid_of, settings_of
from preuve.web.sessions.queries.wishes import (
    enrolments_open_to_wishes,
    get_own_enrolment_or_404,
    wish_words,
    wishes_of_enrolment,
)
from preuve.web.sessions.views.answers import accepted, form_page


@allow(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a candidate say when they would rather not defend, until the timetable is made."""
    enrolment = get_own_enrolment_or_404(request.user, pk)
    grid = grid_of(enrolment.session, settings_of(enrolment.session))
    kept = wishes_of_enrolment(enrolment)
    form = WishesForm(request.POST if request.method == "POST" else None, grid=grid, wishes=kept)
    said = wish_words(kept, grid)
    row = accepted(
        form,
        lambda: say_wishes(actor=request.user, enrolment=enrolment, now=timezone.now(), **form.cleaned_data),
    )
    if row is None:
        is_open = enrolments_open_to_wishes().filter(pk=pk).exists()
        context = {"enrolment": enrolment, "session": enrolment.session, "is_open": is_open, "said": said}
        return form_page(request, "sessions/wishes.html", form, **context)
    messages.success(request, _("Vos souhaits sont enregistrés."))
    return redirect("convocation_mine")
