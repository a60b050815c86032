from itertools import islice
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import SignedInRequest, allow, has_role
from preuve.web.audit.forms import AuditFilterForm
from preuve.web.audit.phrases import BREAKS, action_label
from preuve.web.audit.queries import Filters, audit_head, audit_page, audit_problems, record_at

#: Above this, reading the whole chain takes longer than a page should: the command does it.
MOST_RECORDS_CHECKED_ON_PAGE = 20_000
MOST_PROBLEMS_SHOWN = 50


@require_safe
@allow(Role.ADMINISTRATOR, Role.AUDITOR)
def audit_log(request: SignedInRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET)
    filters = form.filters if form.is_valid() else Filters()
    judges = has_role(request.user, Role.JUROR)
    records, next_before = audit_page(filters, before=form.cleaned_data.get("before"), judges=judges)
    following = form.query | {"before": next_before} if form.is_valid() else {"before": next_before}
    context = {
        "form": form,
        "rows": [(record, action_label(record.action)) for record in records],
        "filtered": bool(form.is_valid() and form.query),
        "is_first_page": not form.cleaned_data.get("before"),
        "next_url": f"?{urlencode(following)}" if next_before else "",
        "head": None if judges else audit_head(),
    }
    return render(request, "audit/audit_log.html", context)


@require_POST
@allow(Role.ADMINISTRATOR, Role.AUDITOR)
def audit_check(request: SignedInRequest) -> HttpResponse:
    """Read the chain and say whether it holds; a long one is left to the command.

    A reader who also judges is told no more than that: where, and among how many, would tell of marks.
    """
    head = audit_head()
    context = {
        "head": head,
        "judges": has_role(request.user, Role.JUROR),
        "too_long": head.position >= MOST_RECORDS_CHECKED_ON_PAGE,
    }
    if not context["too_long"]:
        problems = list(islice(audit_problems(), MOST_PROBLEMS_SHOWN))
        context["problems"] = [
            (problem, BREAKS[problem.kind], record_at(problem.position)) for problem in problems
        ]
    template = "audit/_check.html" if request.htmx else "audit/audit_check.html"  # type: ignore[attr-defined]
    return render(request, template, context)
