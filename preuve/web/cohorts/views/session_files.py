"""The proofs of a session, for an audit of quality."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from preuve.web.accounts.rules import SignedInRequest, allow
from preuve.web.cohorts.actions.session_files import export_session_file
from preuve.web.cohorts.queries.session_file import session_file_name
from preuve.web.cohorts.rules import READING
from preuve.web.juries.queries.doors import get_session_or_404


@allow(*READING)
@require_GET
def session_proofs(request: SignedInRequest, pk: int) -> HttpResponse:
    session = get_session_or_404(request.user, pk)
    data = export_session_file(actor=request.user, session=session, now=timezone.now())
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{session_file_name(session)}"'
    answer["Cache-Control"] = "no-store"
    return answer
