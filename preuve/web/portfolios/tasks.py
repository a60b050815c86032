"""Reading evidence: queued by what adds it, done by a worker in a process of its own per file."""

from typing import Any

from django.utils import timezone

from preuve.inspection.sandbox import File, examine
from preuve.web.background import app
from preuve.web.portfolios.actions.inspection import begin_reading, finish_reading, queue_joins, renew_joins
from preuve.web.portfolios.models import Evidence, InspectionRun
from preuve.web.portfolios.queries.companions import companions_of
from preuve.web.portfolios.queries.machine_voice import machine_voice
from preuve.web.portfolios.storage import artefact_path


@app.task(queue="inspections", retry=2)
def read_evidence(*, run_id: int, asked_at: str) -> None:
    """Read one piece, or compare two. No transaction is open while the inspectors work."""
    run = begin_reading(run_id=run_id, asked_at=asked_at, now=timezone.now())
    if run is None:
        return
    finish_reading(run_id=run_id, asked_at=asked_at, report=report_of(run), now=timezone.now())
    queue_joins(run.evidence.portfolio_id)


@app.task(queue="inspections", retry=2)
def join_evidence(*, portfolio_id: int) -> None:
    """Make the joins of a portfolio again."""
    renew_joins(portfolio_id=portfolio_id)


def report_of(run: InspectionRun) -> dict[str, Any]:
    """Return what the inspectors say of a piece, or of two (`preuve-report/1`)."""
    candidate = run.evidence.portfolio.candidate
    return examine(
        [_file(run.evidence)],
        as_of=timezone.now(),
        kind=run.kind,
        before=[_file(run.before)] if run.before else [],
        companions=[_file(piece) for piece in companions_of(run)],
        people=tuple(filter(None, (candidate.get_full_name(), candidate.email))),
        framework=machine_voice(run.evidence.portfolio.framework_version_id).links.key,
    )


def _file(piece: Evidence) -> File:
    if piece.artefact is None:
        message = f"evidence {piece.pk} has no file"
        raise ValueError(message)
    return File(artefact_path(piece.artefact.sha256), piece.file_name)
