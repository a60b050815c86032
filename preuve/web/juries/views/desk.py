from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from preuve.web.accounts.models import Role
from preuve.web.accounts.rules import READERS, SignedInRequest, allow
from preuve.web.juries.queries.desk import desk_of
from preuve.web.juries.queries.doors import get_session_or_404
from preuve.web.juries.queries.judgement import may_read_judgement
from preuve.web.juries.queries.minutes import panels_to_minute
from preuve.web.juries.queries.progress import session_progress


@require_safe
@allow(Role.JUROR)
def juror_desk(request: SignedInRequest) -> HttpResponse:
    """Show a juror their sessions, their candidates and what waits for them."""
    return render(request, "juries/juror_desk.html", {"desk": desk_of(request.user, timezone.now())})


@require_safe
@allow(*READERS)
def session_juries(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far the juries of a session are: who has handed in, never what."""
    session = get_session_or_404(request.user, pk)
    lines, following = session_progress(request.user, session, _after(request))
    next_url = f"{reverse('session_juries', args=[pk])}?apres={following}" if following else ""
    panels = panels_to_minute(request.user, session)
    context = {"session": session, "lines": lines, "next_url": next_url, "panels": panels}
    context["sees_judgement"] = may_read_judgement(request.user, pk)
    return render(request, "juries/session_juries.html", context)


def _after(request: HttpRequest) -> int:
    text = request.GET.get("apres", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004 (a key)
