from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.forms import AnswerForm, FeedbackForm
from preuve.web.portfolios.queries.doors import get_followed_portfolio_or_404, get_received_feedback_or_404
from preuve.web.portfolios.rules import FOLLOWERS


@require_POST
@allow(*FOLLOWERS)
def feedback_new(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_followed_portfolio_or_404(request.user, pk)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        raise ActionRefusedError(_("Écrivez votre commentaire (5 000 caractères au plus)."))
    actions.add_feedback(actor=request.user, portfolio=found, **form.cleaned_data)
    messages.success(request, _("Votre commentaire est envoyé."))
    return _back(request, pk)


@require_POST
@allow(Role.CANDIDATE)
def feedback_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_received_feedback_or_404(request.user, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise ActionRefusedError(_("Votre réponse est trop longue (5 000 caractères au plus)."))
    actions.answer_feedback(actor=request.user, feedback=found, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Le commentaire est marqué comme traité."))
    return _back(request, found.portfolio_id)


def _back(request: SignedInRequest, portfolio_id: int) -> HttpResponse:
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return redirect(asked)
    return redirect("portfolio", pk=portfolio_id)
