from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from preuve.web.accounts.models import User
from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.sessions.actions.panels import (
    assign_candidates,
    create_panel,
    remove_juror,
    replace_juror,
    seat_juror,
)
from preuve.web.sessions.forms.panels import PanelForm, SeatForm
from preuve.web.sessions.models import Enrolment, ExamSession, Panel, PanelMember
from preuve.web.sessions.queries.panels import (
    all_members,
    assigned,
    checked_for,
    get_managed_panel_or_404,
    get_panel_or_404,
    jurors_to_seat,
    own_problems,
    panel_alerts,
    panels_of,
)
from preuve.web.sessions.queries.sessions import get_managed_session_or_404, visible_enrolments
from preuve.web.sessions.rules import MANAGERS, READING, manages
from preuve.web.sessions.views.answers import accepted, form_page, number

MOST_AT_ONCE = 500


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def panel_new(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_managed_session_or_404(request.user, pk)
    form = PanelForm(request.POST or None)
    panel = accepted(
        form, lambda: create_panel(actor=request.user, session=session, name=form.cleaned_data["name"])
    )
    if panel is None:
        return form_page(request, "sessions/panel_new.html", form, session=session)
    return redirect("panel", panel.pk)


@allow(*READING)
@require_safe
def panel(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_panel_or_404(request.user, pk)
    jurors = jurors_to_seat(row)
    alerts = panel_alerts(row)
    candidates = [(enrolment, blocks, alerts.get(enrolment.pk, [])) for enrolment, blocks in assigned(row)]
    context = {
        "panel": row,
        "session": row.session,
        "members": all_members(row),
        "candidates": candidates,
        "incomplete": [] if candidates else own_problems(row),
        "seat_form": SeatForm(jurors=jurors),
        "jurors": jurors,
        "manages": manages(request.user),
        "seats": PanelMember.Seat.choices,
    }
    return render(request, "sessions/panel.html", context)


@allow(*MANAGERS)
@require_POST
def panel_seat(request: SignedInRequest, pk: int) -> HttpResponse:
    row = get_managed_panel_or_404(request.user, pk)
    form = SeatForm(request.POST, jurors=jurors_to_seat(row))
    if form.is_valid():
        seat_juror(actor=request.user, panel=row, **form.cleaned_data)
        messages.success(request, _("%(name)s rejoint le jury.") % {"name": form.cleaned_data["juror"]})
    else:
        messages.error(request, _("Choisissez un juré qui n’a pas encore de place dans ce jury."))
    return redirect("panel", pk)


@allow(*MANAGERS)
@require_POST
def panel_member(request: SignedInRequest, pk: int, member_pk: int) -> HttpResponse:
    """Change a seat, replace its juror, or take the juror off, as the button says."""
    row = get_managed_panel_or_404(request.user, pk)
    member = row.members.select_related("juror__user", "panel").filter(pk=member_pk).first()
    if member is None:
        raise Http404
    match request.POST.get("act"):
        case "seat" if request.POST.get("seat") in PanelMember.Seat.values:
            seat_juror(actor=request.user, panel=row, juror=member.juror, seat=request.POST["seat"])
        case "replace":
            by = jurors_to_seat(row).filter(pk=number(request.POST.get("juror")) or 0).first()
            if by is None:
                raise Http404
            replace_juror(actor=request.user, member=member, juror=by, now=timezone.now())
        case "remove":
            remove_juror(actor=request.user, member=member, now=timezone.now())
            messages.success(request, _("%(name)s ne siège plus dans ce jury.") % {"name": member.juror})
    return redirect("panel", pk)


@allow(*MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def panel_assign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show exactly who is about to be put before which panel, then do it."""
    session = get_managed_session_or_404(request.user, pk)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = [key for key in map(number, asked.getlist("enrolment")[:MOST_AT_ONCE]) if key]
    rows = list(visible_enrolments(request.user).filter(session=session, pk__in=chosen).order_by("pk"))
    panels = panels_of(session)
    target = _panel_of(request.user, session, panels, asked.get("panel"))
    if request.method == "POST" and target is not None and asked.get("panel"):
        assign_candidates(actor=request.user, panel=target, enrolments=rows, now=timezone.now())
        messages.success(request, _assigned(rows, target.name))
        return redirect("panel", target.pk)
    checked = checked_for(target, rows) if target else [(row, []) for row in rows]
    context = {"session": session, "panel": target, "panels": panels, "checked": checked}
    return render(
        request, "sessions/panel_assign.html", context | {"refused": any(bad for _row, bad in checked)}
    )


def _panel_of(user: User, session: ExamSession, panels: list[Panel], asked: str | None) -> Panel | None:
    """Return the panel asked for; before any is, the first one, which the page's list shows chosen."""
    if not asked and not panels:
        return None
    found = get_managed_panel_or_404(user, (number(asked) or 0) if asked else panels[0].pk)
    if found.session_id != session.pk:
        raise Http404
    return found


def _assigned(rows: list[Enrolment], panel_name: str) -> str:
    text = ngettext(
        "%(count)s candidat est affecté au jury « %(panel)s ».",
        "%(count)s candidats sont affectés au jury « %(panel)s ».",
        len(rows),
    )
    return text % {"count": len(rows), "panel": panel_name}
