"""The page that everybody lands on."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from preuve.web import queries
from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import EVERYBODY, MANAGERS, SignedInRequest, allow, has_role
from preuve.web.audit.phrases import action_label
from preuve.web.juries.queries.desk import desk_of


@require_safe
@allow(*EVERYBODY)
def home(request: SignedInRequest) -> HttpResponse:
    """Show what to do next for each role that the person holds."""
    user, now = request.user, timezone.now()
    context: dict[str, Any] = {"now": now}
    if has_role(user, Role.CANDIDATE):
        context |= {"own": queries.own_portfolio(user, now), "defences": queries.next_defences(user, now)}
    if has_role(user, Role.JUROR):
        context["desk"] = desk_of(user, now)
    if has_role(user, Role.TRAINER):
        context["waiting"] = queries.portfolios_waiting_for_feedback(user)
    if has_role(user, *MANAGERS, Role.CENTRE_MANAGER):
        context["sessions"] = queries.sessions_with_missing_items(user, now)
    if has_role(user, *MANAGERS):
        context |= {"drafts": queries.drafts_to_review(), "to_publish": queries.minutes_to_publish()}
    if has_role(user, Role.AUDITOR):
        records = queries.last_records(user)
        context["records"] = [(record, action_label(record.action)) for record in records]
    context["is_candidate"] = has_role(user, Role.CANDIDATE)
    return render(request, "home.html", context)
