from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.documents import compile_pdf
from preuve.web.sessions.actions.letters import mark_convocation_opened, send_convocations
from preuve.web.sessions.queries.convocations import (
    calendar_of,
    convocations_of,
    get_convocation_or_404,
    get_planned_defence_or_404,
    invitation_of,
    is_outdated,
    letter_data,
    letter_of,
    planned_defences,
    planned_for,
    to_convoke,
)
from preuve.web.sessions.queries.sessions import get_managed_session_or_404
from preuve.web.sessions.queries.wishes import enrolments_open_to_wishes
from preuve.web.sessions.rules import CONVOKED, MANAGERS, READING
from preuve.web.sessions.tasks import LETTER_TEMPLATE
from preuve.web.sessions.views.answers import number


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def convocations_send(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show exactly who is about to be told of what, then send; without a choice, everybody not told yet."""
    session = get_managed_session_or_404(request.user, pk)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = [key for key in map(number, asked.getlist("enrolment")) if key] or None
    defences = planned_defences(session, chosen)
    if request.method == "POST":
        sent = send_convocations(actor=request.user, defences=defences, now=timezone.now())
        messages.success(request, _sent(sent))
        return redirect("exam_session", pk)
    context = {"session": session, "waiting": to_convoke(defences), "chosen": chosen or []}
    return render(request, "sessions/convocations_send.html", context)


def _sent(count: int) -> str:
    if count == 0:
        return _("Tout le monde était déjà convoqué : rien n’est parti.")
    text = ngettext("%(count)s convocation part.", "%(count)s convocations partent.", count)
    return text % {"count": count}


@allow(*CONVOKED, *READING)
@require_safe
def convocation(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_convocation_or_404(request.user, pk)
    mark_convocation_opened(actor=request.user, convocation=row, now=timezone.now())
    letter = letter_of(row)
    told = letter_data(letter)
    lines = [
        {"pk": item.pk, "cells": zip(told["headings"], cells, strict=True)}
        for item, cells in zip(letter, told["rows"], strict=True)
    ]
    context = {"convocation": row, "letter": told, "lines": lines, "outdated": is_outdated(row)}
    return render(request, "sessions/convocation.html", context)


@allow(*CONVOKED, *READING)
@require_safe
def convocation_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_convocation_or_404(request.user, pk)
    mark_convocation_opened(actor=request.user, convocation=row, now=timezone.now())
    response = HttpResponse(compile_pdf(LETTER_TEMPLATE, letter_data(letter_of(row))), "application/pdf")
    response["Content-Disposition"] = f'attachment; filename="convocation-{row.pk}.pdf"'
    return response


@allow(*CONVOKED, *READING)
@require_safe
def convocation_ics(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_convocation_or_404(request.user, pk)
    return _calendar(invitation_of(row), f"convocation-{row.pk}")


@allow(*CONVOKED)
@require_safe
def convocation_mine(request: SignedInRequest) -> HttpResponse:
    rows = [(row, is_outdated(row)) for row in convocations_of(request.user)]
    wishes_for = enrolments_open_to_wishes().filter(candidate=request.user)
    context = {"convocations": rows, "wishes_for": wishes_for}
    return render(request, "sessions/convocation_mine.html", context)


@allow(*CONVOKED)
@require_safe
def calendar_mine(request: SignedInRequest) -> HttpResponse:
    return _calendar(calendar_of(request.user, planned_for(request.user)), "preuve")


@allow(*CONVOKED, *READING)
@require_safe
def defence_ics(request: SignedInRequest, pk: int) -> HttpResponse:
    defence = get_planned_defence_or_404(request.user, pk)
    own = request.user if defence in planned_for(request.user) else defence.candidate
    return _calendar(calendar_of(own, [defence]), f"soutenance-{defence.pk}")


def _calendar(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
