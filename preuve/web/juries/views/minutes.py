from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.models import Role, User
from preuve.web.accounts.rules import READERS, SignedInRequest, allow, has_role
from preuve.web.juries import actions
from preuve.web.juries.forms import CorrectForm, DrawUpForm, SignForm, checked
from preuve.web.juries.models import Minutes
from preuve.web.juries.queries.doors import get_minuted_panel_or_404, get_minutes_or_404, is_chair_of
from preuve.web.juries.queries.minutes import (
    candidates_shown,
    minutes_to_draw,
    signatories_of,
    sitting_jurors,
)
from preuve.web.portfolios.responses import artefact_response
from preuve.web.sessions.models import Panel


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.JUROR, Role.CERTIFICATION_MANAGER)
def minutes_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the closed deliberations that wait for minutes, and draw them up."""
    panel = get_minuted_panel_or_404(request.user, pk)
    members = _members(panel)
    if request.method == "POST":
        values = checked(DrawUpForm(request.POST, members=members))
        drawn = actions.draw_up_minutes(
            actor=request.user,
            panel_id=pk,
            corrects_id=values["corrects"],
            present=values["present"],
            now=timezone.now(),
        )
        return redirect("minutes", drawn.pk)
    groups = [(group, _draw_up_form(group.corrects, members)) for group in minutes_to_draw(panel)]
    drawn_up = Minutes.objects.filter(panel=panel).defer("content").order_by("pk")
    return render(
        request, "juries/minutes_new.html", {"panel": panel, "groups": groups, "drawn_up": drawn_up}
    )


def _members(panel: Panel) -> list[tuple[int, str]]:
    return [
        (member.juror_id, f"{member.juror.user} ({member.get_seat_display()})")
        for member in sitting_jurors(panel)
    ]


def _draw_up_form(corrects: Minutes | None, members: list[tuple[int, str]]) -> DrawUpForm:
    initial = {"present": [pk for pk, _name in members], "corrects": corrects.pk if corrects else None}
    prefix = f"corrige-{corrects.pk}" if corrects else "ordinaire"
    return DrawUpForm(initial=initial, members=members, auto_id=f"{prefix}-%s")


@require_safe
@allow(Role.JUROR, *READERS)
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show minutes: what they say, who signed, their document, what corrects them."""
    found = get_minutes_or_404(request.user, pk)
    shown = candidates_shown(request.user, found)
    context: dict[str, Any] = {
        "minutes": found,
        "content": found.content,
        "candidates": shown,
        "hidden": len(found.content["candidates"]) - len(shown),
        "signatories": signatories_of(found),
        "corrections": found.corrections.order_by("pk"),
        "sign_form": SignForm() if _signs(request.user, found) else None,
        "correct_form": _correct_form(request.user, found, request.GET.get("corriger", "")),
        "correcting": "corriger" in request.GET,
        "publish_url": _publish_url(request.user, found),
    }
    return render(request, "juries/minutes.html", context)


def _signs(user: User, found: Minutes) -> bool:
    if found.state != Minutes.State.SIGNING or found.signatures.filter(juror__user=user).exists():
        return False
    return any(item["user_id"] == user.pk and item["present"] for item in found.content["members"])


def _correct_form(user: User, found: Minutes, chosen: str) -> CorrectForm | None:
    may = has_role(user, Role.CERTIFICATION_MANAGER) or is_chair_of(user, found.panel_id)
    if found.state != Minutes.State.SEALED or not may:
        return None
    return CorrectForm(candidates=_candidates(user, found), initial={"enrolments": [chosen]})


def _candidates(user: User, found: Minutes) -> list[tuple[int, str]]:
    return [(item["enrolment_id"], item["name"]) for item in candidates_shown(user, found)]


def _publish_url(user: User, found: Minutes) -> str:
    sealed = found.state == Minutes.State.SEALED and found.published_at is None
    if not (sealed and has_role(user, Role.CERTIFICATION_MANAGER)):
        return ""
    try:
        return reverse("publish_results", args=[found.pk])
    except NoReverseMatch:
        return ""


@sensitive_post_parameters("password")
@require_POST
@allow(Role.JUROR)
def sign_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign with the password again."""
    password = checked(SignForm(request.POST))["password"]
    actions.sign_minutes(actor=request.user, minutes_id=pk, password=password, now=timezone.now())
    messages.success(request, _("Votre signature est enregistrée."))
    return redirect("minutes", pk)


@require_POST
@allow(Role.JUROR, Role.CERTIFICATION_MANAGER)
def correct_minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reopen the deliberations that minutes got wrong."""
    found = get_minutes_or_404(request.user, pk)
    values = checked(CorrectForm(request.POST, candidates=_candidates(request.user, found)))
    reopened = actions.correct_minutes(
        actor=request.user,
        minutes_id=pk,
        enrolment_ids=values["enrolments"],
        reason=values["reason"],
        now=timezone.now(),
    )
    messages.success(
        request, _("La délibération est rouverte : le nouveau procès-verbal renverra à celui-ci.")
    )
    return (
        redirect("deliberation", reopened[0].enrolment_id) if len(reopened) == 1 else redirect("minutes", pk)
    )


@require_safe
@allow(Role.JUROR, *READERS)
def minutes_document(request: SignedInRequest, pk: int) -> FileResponse:
    """Send the document of sealed minutes; not to somebody kept from one of the candidates by a conflict."""
    found = get_minutes_or_404(request.user, pk)
    whole = len(candidates_shown(request.user, found)) == len(found.content["candidates"])
    if found.document is None or not whole:
        raise Http404
    return artefact_response(found.document.sha256, f"{found.number}.pdf", "application/pdf", inline=True)
