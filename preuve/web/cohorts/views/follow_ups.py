"""Cohorts for managers, and the questionnaire for a holder who follows the link of a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.domain.reporting.cohorts_follow_up import Source
from preuve.web.accounts.rules import SignedInRequest, allow, has_role, public
from preuve.web.cohorts.actions.follow_ups import (
    answer_follow_up,
    open_missing_follow_ups,
    renew_follow_up_link,
    send_due_follow_ups,
)
from preuve.web.cohorts.forms import AnswersForm
from preuve.web.cohorts.queries.cohorts import (
    cohorts_of,
    followed_certifications,
    get_followed_certification_or_404,
    holders_page,
    tables_of,
)
from preuve.web.cohorts.queries.follow_ups import (
    due_follow_ups,
    get_asked_follow_up_or_404,
    get_managed_follow_up_or_404,
)
from preuve.web.cohorts.rules import FOLLOWING, READING
from preuve.web.sessions.views.answers import accepted, form_page, number


@allow(*READING)
@require_safe
def follow_ups(request: SignedInRequest) -> HttpResponse:
    return render(
        request, "cohorts/follow_ups.html", {"certifications": followed_certifications(request.user)}
    )


@allow(*READING)
@require_safe
def follow_up_cohorts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the public sheet and the detail, each figure with its definition, then who was asked."""
    certification = get_followed_certification_or_404(request.user, pk)
    today = timezone.localdate()
    context = {
        "certification": certification,
        "tables": tables_of(cohorts_of(certification, today), "en" if get_language() == "en" else "fr"),
        "page": holders_page(certification, today, after=number(request.GET.get("after")) or 0),
        "follows": has_role(request.user, *FOLLOWING),
        "waiting": due_follow_ups(certification, today).count(),
    }
    return render(request, "cohorts/follow_up_cohorts.html", context)


@allow(*FOLLOWING)
@require_POST
def follow_up_send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send what is due now rather than tomorrow morning."""
    certification = get_followed_certification_or_404(request.user, pk, manage=FOLLOWING)
    open_missing_follow_ups()
    sent = send_due_follow_ups(actor=request.user, certification=certification, now=timezone.now())
    if sent:
        text = ngettext("%(count)s message part.", "%(count)s messages partent.", sent)
        messages.success(request, text % {"count": sent})
    else:
        messages.info(request, _("Rien à envoyer aujourd’hui : tous ont été interrogés ou relancés à temps."))
    return redirect("follow_up_cohorts", pk)


@allow(*FOLLOWING)
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note what a holder said by telephone, or end the link that they were sent."""
    asked = get_managed_follow_up_or_404(request.user, pk)
    back = redirect("follow_up_cohorts", asked.certificate.certification_id)
    if request.method == "POST" and request.POST.get("act") == "renew":
        renew_follow_up_link(actor=request.user, follow_up=asked, now=timezone.now())
        messages.success(request, _("L’ancien lien ne marche plus."))
        return back
    form = AnswersForm(request.POST or None, follow_up=asked)
    saved = accepted(
        form,
        lambda: answer_follow_up(
            actor=request.user,
            follow_up=asked,
            answers=form.cleaned_data["answers"],
            source=Source.TELEPHONE,
            now=timezone.now(),
        ),
    )
    if saved is None:
        return form_page(request, "cohorts/follow_up.html", form, asked=asked)
    messages.success(request, _("La réponse est enregistrée."))
    return back


@public
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_answer(request: HttpRequest, answer_link: str) -> HttpResponse:
    """Let a holder say what they do today, without signing in: the link they were sent is the key."""
    now = timezone.now()
    asked = get_asked_follow_up_or_404(answer_link, timezone.localdate(now))
    form = AnswersForm(request.POST or None, follow_up=asked)
    saved = accepted(
        form,
        lambda: answer_follow_up(
            actor=None,
            follow_up=asked,
            answers=form.cleaned_data["answers"],
            source=Source.QUESTIONNAIRE,
            now=now,
        ),
    )
    answer = form_page(
        request, "cohorts/follow_up_answer.html", form, asked=asked, answered=saved is not None
    )
    answer["Cache-Control"] = "no-store"
    return answer
