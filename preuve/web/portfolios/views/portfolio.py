from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.errors import ActionRefusedError
from preuve.web.portfolios import actions
from preuve.web.portfolios.forms import FeedbackForm, ReasonForm, SelfAssessmentForm, UploadForm
from preuve.web.portfolios.models import Portfolio
from preuve.web.portfolios.queries.contents import contents_of, days_left, feedback_of
from preuve.web.portfolios.queries.doors import get_own_portfolio_or_404, get_portfolio_or_404
from preuve.web.portfolios.queries.listing import list_portfolios, own_portfolios
from preuve.web.portfolios.queries.statements import joins_of_portfolio
from preuve.web.portfolios.queries.submission import latest_submission
from preuve.web.portfolios.responses import artefact_response
from preuve.web.portfolios.rules import LISTERS, VISITORS, is_late, may_comment, may_edit, may_reopen


@require_safe
@allow(Role.CANDIDATE)
def portfolio_mine(request: SignedInRequest) -> HttpResponse:
    rows = own_portfolios(request.user)
    current = [row for row in rows if row.is_editable]
    if len(rows) == 1 or len(current) == 1:
        return redirect("portfolio", pk=(current or rows)[0].pk)
    return render(request, "portfolios/portfolio_mine.html", {"portfolios": rows})


@require_safe
@allow(*LISTERS)
def portfolios(request: SignedInRequest) -> HttpResponse:
    before = request.GET.get("avant", "")
    state, search = request.GET.get("etat", ""), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    page = list_portfolios(
        request.user,
        timezone.now(),
        before=int(before) if before.isdecimal() and len(before) < 19 else None,  # noqa: PLR2004 (a bigint's digits)
        state=state,
        search=search,
    )
    following = request.GET.copy()
    following["avant"] = str(page.next_before or "")
    context = {
        "page": page,
        "state": state,
        "search": search,
        "states": Portfolio.State.choices,
        "next_url": f"?{following.urlencode()}" if page.next_before else "",
        "previous_url": request.path if before else "",
    }
    return render(request, "portfolios/portfolios.html", context)


@require_safe
@allow(*VISITORS)
def portfolio(request: SignedInRequest, pk: int) -> HttpResponse:
    found, now = get_portfolio_or_404(request.user, pk), timezone.now()
    contents = contents_of(found, held_back=found.candidate_id == request.user.pk)
    feedback = feedback_of(found)
    context = {
        **portfolio_context(request, found),
        "contents": contents,
        "loose": contents.evidence_by_case.get(None, []),
        "checks": [check for check in contents.checks(now) if check.subjects or check.status != "done"],
        "missing": contents.missing[:5],
        "feedback": feedback,
        "waiting": [
            row for row in feedback if row.resolved_at is None and row.author_id != found.candidate_id
        ],
        "submission": latest_submission(found.pk),
        "joins": joins_of_portfolio(found),
        "under_way": contents.under_way,
        "feedback_form": FeedbackForm(),
        "upload_form": UploadForm(portfolio=found),
    }
    return render(request, "portfolios/portfolio.html", context)


def portfolio_context(request: SignedInRequest, found: Portfolio) -> dict[str, Any]:
    """Return what every page about a portfolio shows: who may do what, and the time that is left."""
    now = timezone.now()
    return {
        "portfolio": found,
        "may_edit": may_edit(request.user, found, now),
        "may_comment": may_comment(request.user, found),
        "may_reopen": may_reopen(request.user, found, now),
        "is_owner": found.candidate_id == request.user.pk,
        "is_late": is_late(found, now),
        "days_left": days_left(found, now),
        "reason_form": ReasonForm(),
    }


@require_safe
@allow(*VISITORS)
def presentation_raw(request: SignedInRequest, pk: int) -> FileResponse:
    found = get_portfolio_or_404(request.user, pk)
    if found.presentation is None:
        raise Http404
    inline = "telecharger" not in request.GET
    return artefact_response(
        found.presentation.sha256, found.presentation_name, found.presentation.media_type, inline=inline
    )


@require_POST
@allow(Role.CANDIDATE)
def presentation_upload(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_portfolio_or_404(request.user, pk)
    upload = request.FILES.get("file")
    if upload is None:
        raise ActionRefusedError(_("Choisissez un fichier."))
    actions.set_presentation(actor=request.user, portfolio=found, upload=upload, now=timezone.now())
    messages.success(request, _("Le support de présentation est enregistré."))
    return redirect("portfolio", pk=pk)


@require_POST
@allow(Role.CANDIDATE)
def presentation_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_own_portfolio_or_404(request.user, pk)
    actions.remove_presentation(actor=request.user, portfolio=found, now=timezone.now())
    messages.success(request, _("Le support de présentation est retiré."))
    return redirect("portfolio", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*VISITORS)
def self_assessment(request: SignedInRequest, pk: int) -> HttpResponse:
    door = get_own_portfolio_or_404 if request.method == "POST" else get_portfolio_or_404
    found = door(request.user, pk)
    contents = contents_of(found, held_back=found.candidate_id == request.user.pk)
    form = SelfAssessmentForm(
        request.POST or None, competences=contents.competences, initial=_answers(contents.assessments)
    )
    if request.method == "POST" and form.is_valid():
        form.carry_out(
            lambda: actions.save_self_assessment(
                actor=request.user, portfolio=found, answers=form.answers, now=timezone.now()
            )
        )
        if not form.errors:
            messages.success(request, _("Votre auto-évaluation est enregistrée."))
            return redirect("portfolio", pk=pk)
    context = {**portfolio_context(request, found), "contents": contents, "form": form}
    return render(request, "portfolios/self_assessment.html", context, status=422 if form.errors else 200)


def _answers(assessments: dict[str, Any]) -> dict[str, Any]:
    levels = {f"level_{code}": row.level for code, row in assessments.items()}
    return levels | {f"comment_{code}": row.comment for code, row in assessments.items()}


__all__ = ["HttpRequest", "portfolio", "portfolio_mine", "portfolios", "self_assessment"]
