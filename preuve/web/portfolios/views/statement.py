from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.forms import FindingForm, ReviewForm
from preuve.web.portfolios.models import Statement
from preuve.web.portfolios.queries.doors import get_own_statement_or_404
from preuve.web.portfolios.queries.statements import statement_alone
from preuve.web.portfolios.views.portfolio import portfolio_context


@require_POST
@allow(Role.CANDIDATE)
def fact_review(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_statement_or_404(request.user, pk)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        raise ActionRefusedError(_("Votre commentaire est trop long (2 000 caractères au plus)."))
    actions.review_fact(actor=request.user, statement=found, now=timezone.now(), **form.cleaned_data)
    return _answered(request, found)


@require_POST
@allow(Role.CANDIDATE)
def finding_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    found, now = get_own_statement_or_404(request.user, pk), timezone.now()
    form = FindingForm(request.POST, portfolio=found.portfolio)
    if not form.is_valid():
        raise ActionRefusedError(*(sentence for sentences in form.errors.values() for sentence in sentences))
    answer = form.cleaned_data
    upload = request.FILES.get("file")
    if upload is not None:
        case = found.evidence.case
        answer["evidence"] = actions.add_file(
            actor=request.user, portfolio=found.portfolio, case=case, upload=upload, now=now
        )
    actions.answer_finding(actor=request.user, statement=found, now=now, **answer)
    return _answered(request, found)


def _answered(request: SignedInRequest, found: Statement) -> HttpResponse:
    asked = request.POST.get("next", "")
    if request.headers.get("HX-Request"):
        context = {
            **portfolio_context(request, found.portfolio),
            "shown": statement_alone(found),
            "next": asked,
            "only": request.POST.get("only", ""),
            "show_piece": "piece" in request.POST,
            "was_answered": True,
        }
        answer = render(request, "portfolios/_statement.html", context)
        return trigger_client_event(answer, "claims-changed", after="settle")
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return redirect(asked)
    return redirect("evidence", pk=found.evidence_id)
