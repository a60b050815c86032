from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.credentials.actions import publish_session, resume_issuing
from preuve.web.credentials.queries.issuing import issuing_progress, minutes_to_issue
from preuve.web.credentials.rules import ISSUERS
from preuve.web.juries.models import Minutes
from preuve.web.sessions.models import ExamSession
from preuve.web.sessions.queries.sessions import get_managed_session_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@allow(*ISSUERS)
def session_issuing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Publish what a session's juries signed, and follow the certificates until the last is issued."""
    session = get_managed_session_or_404(request.user, pk)
    if request.method == "POST":
        _publish_or_resume(request, session)
        return redirect("session_issuing", pk)
    rows = list(minutes_to_issue(session))
    done, total = issuing_progress(session)
    context = {
        "session": session,
        "rows": rows,
        "sealed": sum(row.state == Minutes.State.SEALED and row.published_at is None for row in rows),
        "total": total,
        "done": done,
        "unfinished": done < total,
    }
    return render(request, "credentials/session_issuing.html", context)


def _publish_or_resume(request: SignedInRequest, session: ExamSession) -> None:
    if request.POST.get("act") == "resume":
        resume_issuing(actor=request.user, session=session)
        messages.success(request, _("La délivrance reprend là où elle en était."))
        return
    published, refused = publish_session(actor=request.user, session=session, now=timezone.now())
    for refusal in refused[:10]:
        messages.error(request, str(refusal))
    said = ngettext("%(count)d procès-verbal publié.", "%(count)d procès-verbaux publiés.", published)
    if published or not refused:
        messages.success(request, said % {"count": published})
