"""Chaos Toolkit: the journal of an experiment that was run, and an experiment that is only written.

Shapes: chaostoolkit.org, “Open API, Journal” and “Experiment” (API 1.0).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import FactKind, FindingKind, Format, LimitKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery import statements as say
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.moments import read_moment
from preuve.domain.evidence.reading.values import as_dict, as_list, as_number, as_text, dig

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.jsons import JsonDocument

DRILL = FactKind(
    "recovery.drill",
    Strength.READ,
    "Exercice {title:quoted} joué le {start:moment} : état {value}, {actions} {actions:action|actions}.",
    "Drill {title:quoted} run on {start:moment}: status {value}, {actions} {actions:action|actions}.",
)
HYPOTHESIS = FactKind(
    "recovery.drill_hypothesis",
    Strength.READ,
    "Hypothèse d’état stable {title:quoted} vérifiée avant : {before}, après : {after}.",
    "Steady state hypothesis {title:quoted} met before: {before}, after: {after}.",
)
ROLLBACKS = FactKind(
    "recovery.drill_rollbacks",
    Strength.RECOMPUTED,
    "{total} {total:retour arrière joué|retours arrière joués} : {kinds}.",
    "{total} {total:rollback|rollbacks} played: {kinds}.",
)
DRILL_DURATION = FactKind(
    "recovery.drill_duration",
    Strength.READ,
    "L’exercice a duré {value:duration}.",
    "The drill took {value:duration}.",
    "s",
)
EXPERIMENT = FactKind(
    "recovery.experiment",
    Strength.DECLARED,
    "Exercice écrit {title:quoted} : {probes} {probes:sonde|sondes} d’état stable, {steps} "
    "{steps:étape|étapes}, "
    "{rollbacks} {rollbacks:retour arrière|retours arrière}.",
    "Written drill {title:quoted}: {probes} steady state {probes:probe|probes}, {steps} {steps:step|steps}, "
    "{rollbacks} {rollbacks:rollback|rollbacks}.",
)
DEVIATED = FindingKind(
    "recovery.drill_deviated",
    "L’exercice s’est écarté de l’état stable : {value}.",
    "The drill deviated from the steady state: {value}.",
)
ROLLBACK_FAILED = FindingKind(
    "recovery.rollback_failed",
    "{total} {total:retour arrière en échec|retours arrière en échec} : {value}.",
    "{total} failed {total:rollback|rollbacks}: {value}.",
)
ACTIVITY_FAILED = FindingKind(
    "recovery.drill_activity_failed",
    "{total} {total:activité en échec|activités en échec} : {value}.",
    "{total} failed {total:activity|activities}: {value}.",
)
NO_ROLLBACK = FindingKind(
    "recovery.no_rollback",
    "L’exercice ne prévoit aucun retour arrière.",
    "The drill plans no rollback.",
)
PLAN = LimitKind(
    "recovery.limit.plan",
    "Le journal ne dit pas si le plan a été modifié à la suite de l’exercice.",
    "The journal does not tell whether the plan was changed after the drill.",
)
NOT_RUN = LimitKind(
    "recovery.limit.not_run",
    "Un exercice écrit ne prouve pas qu’il a été joué : son journal le dit.",
    "A written drill does not prove that it was run: its journal does.",
)


def sniff_journal(head: Head) -> float:
    """Recognise the keys of a journal."""
    keys = head.json_keys
    return 1.0 if {"chaoslib-version", "experiment"} <= keys else 0.9 if keys >= _JOURNAL else 0.0


_JOURNAL = frozenset({"experiment", "steady_states", "deviated"})


def sniff_experiment(head: Head) -> float:
    """Recognise the keys of an experiment."""
    keys = head.json_keys
    if "chaoslib-version" in keys or "method" not in keys:
        return 0.0
    return 1.0 if "steady-state-hypothesis" in keys else 0.5 if {"title", "rollbacks"} <= keys else 0.0


def state_journal(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State what was run and what came of it.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD without an experiment.
    """
    found = document(artefact)
    journal = as_dict(found.value)
    if not as_dict(journal.get("experiment")):
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "experiment")
    title = as_text(dig(journal, "experiment", "title"))
    start, end = (read_moment(as_text(journal.get(key))) for key in ("start", "end"))
    report = Report(
        producer=f"Chaos Toolkit {as_text(journal.get('chaoslib-version'))}".strip(),
        target=title,
        scope=title,
    )
    report.produced_at = end.isoformat() if end else ""
    if start and end:
        report.period = start.isoformat(), end.isoformat()
    status = as_text(journal.get("status"))
    if status:
        begun = start.isoformat() if start else None
        run = as_list(journal.get("run"))
        report.fact(DRILL, status, [found.place("status")], title=title, start=begun, actions=len(run))
    _state_hypothesis(report, found, journal)
    _state_activities(report, found, journal)
    duration = as_number(journal.get("duration"))
    if duration is not None and duration >= 0:
        report.fact(DRILL_DURATION, duration, [found.place("duration")])
    dry = as_text(dig(journal, "experiment", "dry"))
    if dry:
        report.listed(say.DRY_RUN, [(dry, found.place("experiment", "dry"))])
    report.limit(PLAN, say.SERVICE)
    return report


def _state_hypothesis(report: Report, found: JsonDocument, journal: dict[str, Any]) -> None:
    met = {
        moment: dig(journal, "steady_states", moment, "steady_state_met") for moment in ("before", "after")
    }
    told = {moment: value for moment, value in met.items() if isinstance(value, bool)}
    places = {moment: found.place("steady_states", moment, "steady_state_met") for moment in told}
    if told:
        title = as_text(dig(journal, "experiment", "steady-state-hypothesis", "title"))
        value = {moment: told.get(moment) for moment in met}
        report.fact(HYPOTHESIS, value, places.values(), title=title, **value)
    wrong = [
        (name, found.place("steady_states", moment, "probes", index))
        for moment in ("before", "after")
        for index, probe in enumerate(as_list(dig(journal, "steady_states", moment, "probes")))
        if dig(probe, "tolerance_met") is False
        for name in [f"{moment} : {as_text(dig(probe, 'activity', 'name'))}"]
    ]
    if journal.get("deviated") is True:
        wrong = wrong or [("deviated: true", found.place("deviated"))]
    report.listed(DEVIATED, wrong)


def _state_activities(report: Report, found: JsonDocument, journal: dict[str, Any]) -> None:
    statuses: Counter[str] = Counter()
    failed: dict[str, list[tuple[str, Place]]] = {"run": [], "rollbacks": []}
    for part, names in failed.items():
        for index, each in enumerate(as_list(journal.get(part))):
            status = as_text(dig(each, "status"))
            if part == "rollbacks":
                statuses[status or "?"] += 1
            if status in {"failed", "aborted"}:
                names.append((as_text(dig(each, "activity", "name")), found.place(part, index)))
    if statuses:
        kinds = [f"{name} ({count})" for name, count in statuses.items()]
        report.fact(
            ROLLBACKS, dict(statuses), [found.place("rollbacks")], total=statuses.total(), kinds=kinds
        )
    report.listed(ACTIVITY_FAILED, failed["run"])
    report.listed(ROLLBACK_FAILED, failed["rollbacks"])


def state_experiment(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State what an experiment plans.

    Raises:
        UnreadableArtefactError: as `jsons.document`; MISSING_FIELD without a method.
    """
    found = document(artefact)
    experiment = as_dict(found.value)
    if "method" not in experiment:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, found.place(), "method")
    title = as_text(experiment.get("title"))
    report = Report(producer="Chaos Toolkit", target=title, scope=title)
    counts = {
        "probes": len(as_list(dig(experiment, "steady-state-hypothesis", "probes"))),
        "steps": len(as_list(experiment.get("method"))),
        "rollbacks": len(as_list(experiment.get("rollbacks"))),
    }
    report.fact(EXPERIMENT, counts, [found.place("method")], title=title, **counts)
    if not counts["rollbacks"]:
        report.finding(NO_ROLLBACK, 0, [found.place("rollbacks")])
    report.limit(NOT_RUN)
    return report


READERS = (
    Reader(
        Format(
            "chaos-journal",
            "Journal Chaos Toolkit",
            "chaos run --journal-path=journal.json experience.json",
            sniff_journal,
        ),
        "drill",
        state_journal,
    ),
    Reader(
        Format(
            "chaos-experiment", "Expérience Chaos Toolkit", "chaos validate experience.json", sniff_experiment
        ),
        "experiment",
        state_experiment,
    ),
)
