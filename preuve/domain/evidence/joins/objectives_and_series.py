"""Service-level objectives × measured series: attainment and error budget, and the figure of the report.

Error budget: Beyer et al., *Site Reliability Engineering* (2016), ch. 3: the share of bad events that the
target allows; used = (1 - attainment) / (1 - target).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, Strength
from preuve.domain.evidence.joins.model import Join, Measure, measures, same_name
from preuve.domain.evidence.reading.values import as_dict, as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Fact, Finding, Inspection, Value

ATTAINED = FactKind(
    "joins.objective-attained",
    Strength.RECOMPUTED,
    "{name:quoted} : {value:%} mesurés sur {samples} {samples:relevé|relevés} pour une cible de {target:%} ; "
    "budget d’erreur consommé : {used:%}",
    "{name:quoted}: {value:%} measured over {samples} {samples:sample|samples}, target {target:%}; "
    "error budget used: {used:%}",
    "ratio",
)
MISSED = FindingKind(
    "joins.objective-missed",
    "{name:quoted} : {value:%} mesurés, sous la cible de {target:%}",
    "{name:quoted}: {value:%} measured, below the target of {target:%}",
)
SHORT = FindingKind(
    "joins.series-shorter-than-window",
    "{name:quoted} : la série couvre {value:duration}, la fenêtre de l’objectif est de {window:duration}",
    "{name:quoted}: the series covers {value:duration}, the objective's window is {window:duration}",
)
DECLARED = FactKind(
    "joins.declared-figure",
    Strength.RECOMPUTED,
    "{name:quoted} : le rapport écrit {value:%}, la série donne {measured:%}",
    "{name:quoted}: the report says {value:%}, the series gives {measured:%}",
    "ratio",
)
DIFFERS = FindingKind(
    "joins.declared-figure-differs",
    "{name:quoted} : le rapport écrit {value:%}, la série donne {measured:%} : l’écart dépasse l’arrondi",
    "{name:quoted}: the report says {value:%}, the series gives {measured:%}: more than rounding",
)
#: Half a unit of the second decimal of a percentage: what rounding can hide.
ROUNDING = 0.00005


def join(inspections: Sequence[Inspection]) -> Join:
    """Return what the series say of the objectives and of the declared figures that bear their names."""
    facts: list[Fact] = []
    findings: list[Finding] = []
    series = [each for each in measures(inspections, "series") if each.number("attainment") is not None]
    for objective in measures(inspections, "objectives"):
        found = _only(objective, series)
        target = objective.number("target")
        if found is not None and target is not None and 0 < target <= 1:
            _objective(objective, found, target, facts, findings)
    for declared in measures(inspections, "declared"):
        found = _only(declared, series)
        value = declared.number("value")
        if found is not None and value is not None:
            _declared(declared, found, value, facts, findings)
    return Join(
        "joins.objectives-and-series",
        "Objectifs de service et mesures",
        "Service-level objectives and measurements",
        tuple(facts),
        tuple(findings),
    )


def _names(measure: Measure) -> set[str]:
    labels = as_dict(measure.row.get("labels"))
    wanted = [measure.text("name"), measure.text("service"), measure.text("indicator")]
    return {name for name in (*wanted, *(as_text(labels.get(key)) for key in _LABELS)) if name}


_LABELS = ("job", "service", "instance", "slo", "sloth_slo", "sloth_service", "name")


def _only(measure: Measure, series: list[Measure]) -> Measure | None:
    """The only series that shares a name with `measure`; none when several do."""
    names = _names(measure)
    found = [each for each in series if any(same_name(one, other) for one in names for other in _names(each))]
    return found[0] if len(found) == 1 else None


def _objective(
    objective: Measure, series: Measure, target: float, facts: list[Fact], findings: list[Finding]
) -> None:
    attainment = series.number("attainment") or 0.0
    places = (objective.place, series.place)
    name = objective.text("name") or objective.text("service")
    used = (1 - attainment) / (1 - target) if target < 1 else None
    samples = int(series.number("samples") or 0)
    values: dict[str, Value] = {"name": name, "target": target}
    if used is not None:
        facts.append(ATTAINED.state(attainment, places, samples=samples, used=used, **values))
    if attainment < target:
        findings.append(MISSED.state(attainment, places, **values))
    window, step = objective.number("window"), series.number("step_s")
    start, end = series.moment("start"), series.moment("end")
    if window and start and end and (start.tzinfo is None) == (end.tzinfo is None):
        covered = (end - start).total_seconds() + (step or 0)
        if covered < window:
            findings.append(SHORT.state(covered, places, name=name, window=window))


def _declared(
    declared: Measure, series: Measure, value: float, facts: list[Fact], findings: list[Finding]
) -> None:
    measured = series.number("attainment") or 0.0
    places = (declared.place, series.place)
    kind, into = (DECLARED, facts) if abs(measured - value) <= ROUNDING else (DIFFERS, findings)
    into.append(kind.state(value, places, name=declared.text("name"), measured=measured))  # type: ignore[arg-type] # each kind with its list
