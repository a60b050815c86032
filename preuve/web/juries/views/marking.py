from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.errors import wants_json
from preuve.web.frameworks.queries import structure_of
from preuve.web.juries import actions
from preuve.web.juries.forms import NotesForm, checked, typed_mark
from preuve.web.juries.mark_rows import grid_blocks
from preuve.web.juries.models import MarkSheet
from preuve.web.juries.phrasing import MARK_PROBLEMS, said_words
from preuve.web.juries.queries.doors import get_defence_or_404
from preuve.web.juries.queries.marking import (
    claims_by_criterion,
    get_piece_or_404,
    grid_of,
    neighbours_of,
    submission_of,
    unfinished_of,
)
from preuve.web.juries.queries.said import Heard, heard_in
from preuve.web.portfolios.models import Submission
from preuve.web.portfolios.queries import preview_of, shown_cases
from preuve.web.portfolios.queries.preview import asked_of
from preuve.web.portfolios.responses import artefact_response
from preuve.web.sessions.models import Defence


def said_to_scripts(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a script with JSON where a page would show 404: what was typed stays, and why is said."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            if not wants_json(request):
                raise
            error = _(
                "Cette soutenance ne vous est plus ouverte : rien n’a été enregistré, votre texte reste ici."
            )
            return JsonResponse({"ok": False, "error": error}, status=404)

    return guarded


@require_safe
@never_cache
@allow(Role.JUROR)
def marking(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the one screen: the candidate's evidence on the left, the juror's own grid on the right."""
    seated = get_defence_or_404(request.user, pk)
    submission = submission_of(seated.defence)
    heard = heard_in(submission.content if submission else None)
    viewer = _viewer(request, seated.defence, submission, heard)
    if request.headers.get("HX-Request") and (viewer["piece"] or viewer["criterion"]):
        return render(request, "juries/_piece.html", viewer)
    grid = grid_of(seated)
    before, following = neighbours_of(request.user, seated.defence)
    context = {
        "defence": seated.defence,
        "grid": grid,
        "sheet": grid.sheet or MarkSheet(),
        "blocks": grid_blocks(grid, claims_by_criterion(submission), heard, get_token(request)),
        "marked": grid.marked_count,
        "criteria": len(grid.criteria),
        "previous": before,
        "next": following,
        **_pieces(submission, heard),
        **viewer,
    }
    return render(request, "juries/marking.html", context)


def _pieces(submission: Submission | None, heard: Heard) -> dict[str, Any]:
    """Return what the list of evidence shows."""
    if submission is None:
        return {"submission": None}
    return {
        "submission": submission,
        "cases": shown_cases(submission.content),
        "presentation": submission.content.get("presentation"),
        "self_assessments": submission.content["self_assessments"],
        "said_counts": {piece: said_words(*both) for piece, both in heard.counts().items()},
        "joins": heard.together(),
    }


def _viewer(
    request: SignedInRequest, defence: Defence, submission: Submission | None, heard: Heard
) -> dict[str, Any]:
    """Return what the viewer shows: one piece, what is said of one criterion, or nothing yet."""
    piece, criterion = request.GET.get("preuve", ""), request.GET.get("critere", "")
    shown: dict[str, Any] = {"piece": None, "criterion": "", "url": reverse("marking", args=[defence.pk])}
    if piece:
        return shown | _piece(request, defence, get_piece_or_404(submission, piece), submission, heard)
    if criterion:
        known = structure_of(defence.enrolment.session.framework_version_id).criteria_by_identifier
        if criterion not in known:
            raise Http404
        return shown | {"criterion": criterion, "on_criterion": heard.on_criterion(criterion)}
    return shown


def _piece(
    request: SignedInRequest,
    defence: Defence,
    item: dict[str, Any],
    submission: Submission | None,
    heard: Heard,
) -> dict[str, Any]:
    case = None
    if submission is not None and item.get("case") is not None:
        case = next((case for case in submission.content["cases"] if case["id"] == item["case"]), None)
    both = heard.counts().get(item["id"])
    return {
        "piece": item,
        "preview": preview_of(item, asked=asked_of(request.GET, keep=("preuve",))),
        "raw_url": jury_raw_url(defence, item),
        "title": item["title"],
        "case": case,
        "defence": defence,
        "said": heard.of_piece(item["id"]),
        "said_words": said_words(*both) if both else "",
    }


def jury_raw_url(defence: Defence, item: dict[str, Any]) -> str:
    return reverse("jury_evidence_raw", args=[defence.pk, item["id"]]) if item.get("sha256") else ""


@require_safe
@allow(Role.JUROR)
def jury_evidence_raw(request: SignedInRequest, pk: int, piece: str) -> FileResponse:
    """Send the bytes of a piece of this candidate's frozen copy, and of no other."""
    defence = get_defence_or_404(request.user, pk).defence
    item = get_piece_or_404(submission_of(defence), piece)
    if not item.get("sha256"):
        raise Http404
    inline = "telecharger" not in request.GET
    return artefact_response(item["sha256"], item["file_name"], item["media_type"], inline=inline)


@require_POST
@said_to_scripts
@allow(Role.JUROR)
def mark(request: SignedInRequest, pk: int, criterion: str) -> HttpResponse:
    """Save what was typed on one criterion."""
    saved = actions.record_mark(
        actor=request.user,
        defence_id=pk,
        criterion_identifier=criterion,
        now=timezone.now(),
        **typed_mark(request),
    )
    if not (wants_json(request) or request.content_type == "application/json"):
        return redirect(f"{reverse('marking', args=[pk])}#{criterion}")
    said = {"ok": True, "revision": saved.revision, "version": saved.revision}
    return JsonResponse(said | {"saved_at": saved.updated_at.isoformat()})


@require_POST
@said_to_scripts
@allow(Role.JUROR)
def sheet_notes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save the juror's own notes on the whole defence."""
    values, now = checked(NotesForm(request.POST)), timezone.now()
    saved = actions.record_notes(actor=request.user, defence_id=pk, now=now, **values)
    if not wants_json(request):
        return redirect("marking", pk)
    return JsonResponse({"ok": True, "version": saved.notes_version, "saved_at": now.isoformat()})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@allow(Role.JUROR)
def hand_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what is missing from the grid, then lock it for good."""
    if request.method == "POST":
        actions.hand_in_marks(actor=request.user, defence_id=pk, now=timezone.now())
        messages.success(request, _("Votre grille est rendue. Elle ne change plus."))
        return redirect("juror_desk")
    grid = grid_of(get_defence_or_404(request.user, pk))
    missing = [
        (item.criterion, [MARK_PROBLEMS[problem] for problem in item.problems])
        for item in unfinished_of(grid)
    ]
    return render(request, "juries/hand_in.html", {"defence": grid.defence, "grid": grid, "missing": missing})
