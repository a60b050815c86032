"""Recovery time objectives × restores that were timed (RTO as ISO 22301:2019 defines it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, Strength
from preuve.domain.evidence.joins.model import Join, Measure, measures, same_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Fact, Finding, Inspection

WITHIN = FactKind(
    "joins.restore-within-rto",
    Strength.RECOMPUTED,
    "{service:quoted} : restauration en {value:duration}, objectif de reprise (RTO) {rto:duration}",
    "{service:quoted}: restored in {value:duration}, recovery time objective {rto:duration}",
    "s",
)
BEYOND = FindingKind(
    "joins.restore-beyond-rto",
    "{service:quoted} : restauration en {value:duration}, au-delà de l’objectif de reprise (RTO) "
    "de {rto:duration}",
    "{service:quoted}: restored in {value:duration}, beyond the recovery time objective of {rto:duration}",
)
FAILED = FindingKind(
    "joins.restore-failed",
    "{service:quoted} : la restauration s’est terminée en échec, objectif de reprise (RTO) {rto:duration}",
    "{service:quoted}: the restore ended in failure, recovery time objective {rto:duration}",
)


def join(inspections: Sequence[Inspection]) -> Join:
    """Return what each timed restore says of the objective that bears its name."""
    facts: list[Fact] = []
    findings: list[Finding] = []
    objectives = [each for each in measures(inspections, "objectives") if each.number("rto_s")]
    for restore in measures(inspections, "restores"):
        found = [each for each in objectives if same_name(each.text("service"), restore.text("name"))]
        if len(found) == 1:
            _restore(restore, found[0], facts, findings)
    return Join(
        "joins.restores-and-rto",
        "Restaurations et objectifs de reprise",
        "Restores and recovery time objectives",
        tuple(facts),
        tuple(findings),
    )


def _restore(restore: Measure, objective: Measure, facts: list[Fact], findings: list[Finding]) -> None:
    duration, rto = restore.number("duration_s"), objective.number("rto_s")
    places = (restore.place, objective.place)
    service = objective.text("service")
    if restore.row.get("ok") is False:
        findings.append(FAILED.state(duration, places, service=service, rto=rto))
    elif duration is not None and rto is not None:
        if duration <= rto:
            facts.append(WITHIN.state(duration, places, service=service, rto=rto))
        else:
            findings.append(BEYOND.state(duration, places, service=service, rto=rto))
