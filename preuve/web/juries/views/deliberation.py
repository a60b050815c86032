from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from preuve.web.accounts.models import Role, User
from preuve.web.accounts.rules import READERS, SignedInRequest, allow
from preuve.web.juries import actions
from preuve.web.juries.forms import DecisionForm, FocusForm, RevisionForm, checked
from preuve.web.juries.models import Deliberation, MinutesEntry
from preuve.web.juries.phrasing import OUTCOMES
from preuve.web.juries.queries.board import board_of, certification_line, ruling_blocks
from preuve.web.juries.queries.deliberation import Table, problems_of, table_of
from preuve.web.juries.queries.doors import chairs_enrolment, get_judged_enrolment_or_404, is_chair_of
from preuve.web.sessions.models import Enrolment


@require_safe
@never_cache
@allow(Role.JUROR, *READERS)
def deliberation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the board of a candidate to those who deliberate, and to readers once everything is in."""
    enrolment = get_judged_enrolment_or_404(request.user, pk)
    opened = Deliberation.objects.select_related("corrects", "panel").filter(enrolment=enrolment).first()
    if opened is None:
        chairs = chairs_enrolment(request.user, pk) is not None
        return render(
            request, "juries/deliberation_closed_door.html", {"enrolment": enrolment, "chairs": chairs}
        )
    table = table_of(enrolment, opened)
    by_disagreement = request.GET.get("ordre") != "referentiel"
    context = _rulings(request.user, enrolment, opened, table) | {
        "board": board_of(table, by_disagreement=by_disagreement),
        "minutes": [
            entry.minutes
            for entry in MinutesEntry.objects.filter(enrolment=enrolment)
            .select_related("minutes")
            .order_by("pk")
        ],
    }
    return render(request, "juries/deliberation.html", context)


def _rulings(user: User, enrolment: Enrolment, opened: Deliberation, table: Table) -> dict[str, Any]:
    is_open = opened.state == Deliberation.State.OPEN
    decides = is_open and is_chair_of(user, opened.panel_id)
    return {
        "enrolment": enrolment,
        "deliberation": opened,
        "heard": table.heard,
        "is_open": is_open,
        "decides": decides,
        "blocks": ruling_blocks(table),
        "certification": certification_line(table),
        "problems": problems_of(table) if is_open else [],
        "outcomes": list(OUTCOMES.items()),
        "criteria": [item.code for item in table.proposal.criteria()] if table.proposal else [],
    }


@require_safe
@never_cache
@allow(Role.JUROR, *READERS)
def rulings(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what is decided so far, in place."""
    return _rulings_part(request, pk)


def _rulings_part(request: SignedInRequest, pk: int) -> HttpResponse:
    enrolment = get_judged_enrolment_or_404(request.user, pk)
    opened = Deliberation.objects.select_related("corrects", "panel").filter(enrolment=enrolment).first()
    if opened is None:
        raise Http404
    context = _rulings(request.user, enrolment, opened, table_of(enrolment, opened))
    return render(request, "juries/_rulings.html", context)


@require_POST
@allow(Role.JUROR)
def open_deliberation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open the deliberation; the chair does."""
    actions.open_deliberation(actor=request.user, enrolment_id=pk, now=timezone.now())
    return redirect("deliberation", pk)


@require_POST
@allow(Role.JUROR)
def record_decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what the panel decides on one line."""
    values = checked(DecisionForm(request.POST))
    actions.record_decision(actor=request.user, enrolment_id=pk, now=timezone.now(), **values)
    return _decided(request, pk)


@require_POST
@allow(Role.JUROR)
def adopt_proposals(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record the proposal wherever nothing is decided yet."""
    values = checked(RevisionForm(request.POST))
    actions.adopt_proposals(actor=request.user, enrolment_id=pk, now=timezone.now(), **values)
    return _decided(request, pk)


def _decided(request: SignedInRequest, pk: int) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _rulings_part(request, pk)
    return redirect("deliberation", pk)


@require_safe
@never_cache
@allow(Role.JUROR, *READERS)
def deliberation_focus(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer every few seconds to everyone present: nothing new (204), or where to look and what moved."""
    enrolment = get_judged_enrolment_or_404(request.user, pk)
    opened = Deliberation.objects.filter(enrolment=enrolment).first()
    if opened is None:
        raise Http404
    if request.GET.get("vu") == opened.seen:
        return HttpResponse(status=204)
    response = render(request, "juries/_focus.html", {"enrolment": enrolment, "deliberation": opened})
    if request.GET.get("vu", "").split("-")[0] != str(opened.revision):
        response["HX-Trigger"] = "rulings-changed"
    return response


@require_POST
@allow(Role.JUROR)
def move_focus(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring everyone present to a criterion."""
    identifier = checked(FocusForm(request.POST))["criterion"]
    opened = actions.move_focus(
        actor=request.user, enrolment_id=pk, criterion_identifier=identifier, now=timezone.now()
    )
    if not request.headers.get("HX-Request"):
        return redirect("deliberation", pk)
    return render(request, "juries/_focus.html", {"enrolment": opened.enrolment, "deliberation": opened})


@require_POST
@allow(Role.JUROR)
def close_deliberation(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close the deliberation for good."""
    values = checked(RevisionForm(request.POST))
    actions.close_deliberation(actor=request.user, enrolment_id=pk, now=timezone.now(), **values)
    messages.success(request, _("La délibération est close. Elle peut entrer au procès-verbal."))
    return redirect("deliberation", pk)
