"""Work on juries that a request does not wait for."""

from django.db import transaction

from preuve.web.background import app
from preuve.web.documents import compile_pdf
from preuve.web.juries.models import Minutes
from preuve.web.juries.queries.minutes import document_data
from preuve.web.portfolios.storage import store_artefact


@app.task(queue="documents")
def make_minutes_document(minutes_id: int) -> None:
    """Make the PDF of sealed minutes, once: run again, it changes nothing."""
    minutes = Minutes.objects.get(pk=minutes_id)
    if minutes.document_id is not None or minutes.state != Minutes.State.SEALED:
        return
    pdf = compile_pdf("juries/templates/juries/minutes.typ", document_data(minutes))
    with transaction.atomic():
        artefact = store_artefact(pdf)
        Minutes.objects.filter(pk=minutes_id, document=None).update(document=artefact)
