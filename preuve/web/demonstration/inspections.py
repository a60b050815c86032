"""What inspectors say of the demonstration's evidence, where it must be known before a copy is frozen.

What nobody handed in is read by the worker, as everywhere. Here the story runs in one transaction, days
pass in moments, and the files are our own: they are read in this process, without the sandbox.
"""

from datetime import datetime

from preuve.domain.evidence.contract import Artefact, Relation
from preuve.inspection.examination import examined
from preuve.web.portfolios.actions import compare_evidence, review_fact
from preuve.web.portfolios.actions.inspection import begin_reading, finish_reading, renew_joins
from preuve.web.portfolios.models import Claim, Evidence, FactReview, InspectionRun, Portfolio, Statement
from preuve.web.portfolios.queries.machine_voice import machine_voice
from preuve.web.portfolios.storage import artefact_path

BEFORE, AFTER = "-avant.", "-apres."


def read_before_submission(portfolio: Portfolio, now: datetime) -> None:
    """Have every piece read that waits for it, alone and beside its past; accept what is claimed."""
    pieces = {piece.file_name: piece for piece in portfolio.evidence.all()}
    for name, before in pieces.items():
        if BEFORE in name and (after := pieces.get(name.replace(BEFORE, AFTER))):
            compare_evidence(actor=portfolio.candidate, before=before, after=after, now=now)
    runs = InspectionRun.objects.filter(evidence__portfolio=portfolio, state=InspectionRun.State.WAITING)
    for run in runs.select_related("evidence__artefact", "before__artefact"):
        asked_at = run.asked_at.isoformat()
        begin_reading(run_id=run.pk, asked_at=asked_at, now=now)
        finish_reading(run_id=run.pk, asked_at=asked_at, report=_report(run, portfolio, now), now=now)
    renew_joins(portfolio_id=portfolio.pk)
    _accept_what_is_claimed(portfolio, now)


def _report(run: InspectionRun, portfolio: Portfolio, now: datetime) -> dict[str, object]:
    candidate = portfolio.candidate
    return examined(
        [_bytes(run.evidence)],
        before=[_bytes(run.before)] if run.before else [],
        as_of=now,
        people=(candidate.get_full_name(), candidate.email),
        framework=machine_voice(portfolio.framework_version_id).links.key,
    )


def _bytes(piece: Evidence) -> Artefact:
    kept = piece.artefact
    if kept is None:
        message = "only files are read"
        raise ValueError(message)
    path = artefact_path(kept.sha256)
    return Artefact(piece.file_name, kept.size, kept.sha256, lambda: path.open("rb"))


def _accept_what_is_claimed(portfolio: Portfolio, now: datetime) -> None:
    claims = Claim.objects.filter(evidence__portfolio=portfolio).values_list(
        "evidence_id", "criterion__identifier"
    )
    claimed = set(claims)
    for statement in Statement.objects.filter(portfolio=portfolio, nature=Statement.Nature.FACT):
        shown = [name for name, relation in statement.links.items() if relation == Relation.SHOWS]
        if any((statement.evidence_id, identifier) in claimed for identifier in shown):
            review_fact(
                actor=portfolio.candidate,
                statement=statement,
                verdict=FactReview.Verdict.ACCEPTED,
                comment="",
                now=now,
            )
