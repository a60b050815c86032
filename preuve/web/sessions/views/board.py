from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.errors import ActionRefusedError, wants_json
from preuve.web.sessions.actions.moving import move_defence
from preuve.web.sessions.actions.plans import pin_defence
from preuve.web.sessions.models import Defence, Room
from preuve.web.sessions.phrasing import day_and_time
from preuve.web.sessions.queries.board import board_of
from preuve.web.sessions.queries.moves import possibilities
from preuve.web.sessions.queries.panels import get_managed_defence_or_404
from preuve.web.sessions.queries.sessions import get_managed_session_or_404
from preuve.web.sessions.rules import MANAGERS

MOST_SLOTS = 24 * 12  # of five minutes, the shortest that a grid has
HIGHEST_ID = 2**63 - 1


class MoveForm(forms.Form):
    """Where a card was dropped."""

    day = forms.DateField(input_formats=["%Y-%m-%d"])
    slot = forms.IntegerField(min_value=0, max_value=MOST_SLOTS)
    room = forms.ModelChoiceField(Room.objects.all())


@allow(*MANAGERS)
@require_safe
def timetable_board(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_managed_session_or_404(request.user, pk)
    board = board_of(session, _day(request), _carried(request))
    context = {"session": session, "board": board, "manages": True, "sees_panels": True}
    return render(request, "sessions/board.html", context)


@allow(*MANAGERS)
@require_safe
def defence_moves(request: SignedInRequest, pk: int) -> HttpResponse:
    defence = get_managed_defence_or_404(request.user, pk)
    day = _day(request)
    if day is None:
        raise Http404
    return JsonResponse({"cells": possibilities(defence, day)})


@allow(*MANAGERS)
@require_POST
def defence_move(request: SignedInRequest, pk: int) -> HttpResponse:
    defence = get_managed_defence_or_404(request.user, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise ActionRefusedError(_("Choisissez un jour, une heure et une salle."))
    row = move_defence(actor=request.user, defence=defence, **form.cleaned_data)
    values = {"name": row.candidate, "when": day_and_time(row.during.lower), "room": row.room}
    return _done(request, row, _("%(name)s passe le %(when)s (%(room)s).") % values)


@allow(*MANAGERS)
@require_POST
def defence_pin(request: SignedInRequest, pk: int) -> HttpResponse:
    defence = get_managed_defence_or_404(request.user, pk)
    row = pin_defence(actor=request.user, defence=defence, pinned=request.POST.get("pinned") == "1")
    said = _("Le créneau de %(name)s est fixé.") if row.pinned else _("Le créneau de %(name)s est libre.")
    return _done(request, row, said % {"name": defence.candidate})


def _done(request: HttpRequest, defence: Defence, message: str) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"ok": True, "message": message})
    messages.success(request, message)
    board = reverse("timetable_board", args=[defence.enrolment.session_id])
    day = f"?day={timezone.localdate(defence.during.lower)}" if defence.during else ""
    return redirect(f"{board}{day}#card-{defence.pk}")


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None


def _carried(request: HttpRequest) -> int | None:
    asked = request.GET.get("porte", "")
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) <= HIGHEST_ID else None
