"""Work on juries that a request does not wait for."""

from django.db import transaction
from django.utils import timezone

from preuve.web.background import app
from preuve.web.juries.models import JudgementReport, Minutes
from preuve.web.juries.queries.judgement import sheets_counted
from preuve.web.juries.signing import sealed_document
from preuve.web.portfolios.storage import store_artefact
from preuve.web.sessions.models import ExamSession


@app.task(queue="documents")
def make_minutes_document(minutes_id: int) -> None:
    """Seal the document of minutes that all signed, once: run again, it changes nothing."""
    minutes = Minutes.objects.get(pk=minutes_id)
    if minutes.document_id is not None or minutes.state != Minutes.State.SEALED:
        return
    pdf = sealed_document(minutes=minutes, now=timezone.now())
    with transaction.atomic():
        artefact = store_artefact(pdf)
        Minutes.objects.filter(pk=minutes_id, document=None).update(document=artefact)


@app.task(queue="judgement")
def compute_judgement(*, session_id: int) -> None:
    """Compute how well a session was judged on the marks there are now, and keep it."""
    from preuve.web.juries.judgement import computed_judgement  # noqa: PLC0415 - loads scipy

    session = ExamSession.objects.get(pk=session_id)
    sheets = sheets_counted(session)
    JudgementReport.objects.update_or_create(
        session=session,
        defaults={
            "content": computed_judgement(session, sheets),
            "marks_digest": sheets.digest,
            "computed_at": timezone.now(),
            "asked_digest": "",
        },
    )
