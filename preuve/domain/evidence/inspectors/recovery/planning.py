"""Two small tables that people type for a recovery plan: objectives by service, and the order of restarts.

Words of the columns: RTO and RPO (ISO 22301), DMIA/DIMA and PDMA (ANSSI and CNIL guides in French).
"""

# ruff: noqa: SIM905 - lists of keywords read better as words than one a line

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import FactKind, FindingKind, Format, LimitKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.recovery.durations import seconds_of, unit_of
from preuve.domain.evidence.inspectors.recovery.report import Reader, Report
from preuve.domain.evidence.reading.tables import plain, table
from preuve.domain.evidence.reading.values import as_dict, as_int, as_list, as_text
from preuve.domain.evidence.reading.yamls import documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head
    from preuve.domain.evidence.reading.yamls import YamlDocument

OBJECTIVES = FactKind(
    "recovery.objectives",
    Strength.DECLARED,
    "{value} {value:service a|services ont} un objectif de reprise : {services}.",
    "{value} {value:service has|services have} a recovery objective: {services}.",
)
TIGHTEST = FactKind(
    "recovery.shortest_objective",
    Strength.DECLARED,
    "Le délai de reprise (RTO) le plus court est de {value:duration}, pour {service:quoted}.",
    "The shortest recovery time (RTO) is {value:duration}, for {service:quoted}.",
    "s",
)
LOSS = FactKind(
    "recovery.shortest_loss",
    Strength.DECLARED,
    "La perte de données admise (RPO) la plus courte est de {value:duration}, pour {service:quoted}.",
    "The shortest data loss allowed (RPO) is {value:duration}, for {service:quoted}.",
    "s",
)
ORDER = FactKind(
    "recovery.restart_order",
    Strength.DECLARED,
    "Ordre de redémarrage de {total} {total:service|services} : {value}.",
    "Restart order of {total} {total:service|services}: {value}.",
)
CRITICAL = FactKind(
    "recovery.critical_path",
    Strength.RECOMPUTED,
    "Chemin le plus long selon les dépendances et les durées déclarées : {value:duration} ({path}).",
    "Longest path by the declared dependencies and durations: {value:duration} ({path}).",
    "s",
)
UNREAD = FindingKind(
    "recovery.unread_durations",
    "{total} {total:durée n’a|durées n’ont} pas d’unité lisible : {value}.",
    "{total} {total:duration has|durations have} no readable unit: {value}.",
)
BEFORE = FindingKind(
    "recovery.order_broken",
    "{total} {total:service redémarre|services redémarrent} avant ce dont {total:il dépend|ils dépendent} : "
    "{value}.",
    "{total} {total:service restarts|services restart} before what {total:it depends|they depend} on: "
    "{value}.",
)
ABSENT = FindingKind(
    "recovery.order_incomplete",
    "{total} {total:dépendance n’est|dépendances ne sont} pas dans l’ordre de redémarrage : {value}.",
    "{total} {total:dependency is|dependencies are} not in the restart order: {value}.",
)
CYCLE = FindingKind(
    "recovery.order_cycle",
    "Dépendances en boucle : {value}.",
    "Circular dependencies: {value}.",
)
TYPED = LimitKind(
    "recovery.limit.typed",
    "Ces valeurs sont déclarées : seule une restauration mesurée dit si elles sont tenues.",
    "These values are declared: only a measured restore tells whether they are met.",
)

MAX_ROWS = 5000
_SERVICE = (
    "service services application applications actif systeme system nom name activite processus composant "
    "asset fonction serveur server brique"
).split()
_RTO = (
    "rto dmia dima delaidereprise delaimaximaldereprise objectifdedelaidereprise recoverytimeobjective "
    "dureemaximaledinterruptionadmissible dureemaximaleinterruptionadmissible tempsdereprise rtocible"
).split()
_RPO = (
    "rpo pdma pertededonnees pertededonneesadmise pertedonnees pertededonneesmaximaleadmissible "
    "recoverypointobjective perteadmissible rpocible"
).split()
_RANK = ("rang rank ordre order etape step numero n no priorite priority position").split()
_DURATION = ["duree", "duration", "temps", "time", "dureeestimee", "estimatedduration", "dureedemarrage"]
_AFTER = (
    "apres after dependances dependsde dependde dependson dependencies prerequis requires dependance "
    "dependency dependances dependsuponpred pred predecesseurs"
).split()
_UNIT_END = re.compile(r"(?:enheures|enminutes|enjours|heures|minutes|jours|hours|days|min|h|j)$")
_LISTED = re.compile(r"\s*(?:[,;+/]| et | and )\s*")
_YAML_SERVICE = re.compile(r"^[ \t-]*(?:service|nom|name|composant)[ \t]*:", re.MULTILINE | re.IGNORECASE)
_YAML_RANK = re.compile(
    r"^[ \t-]*(?:rang|rank|ordre|order|etape|étape|step)[ \t]*:[ \t]*\d", re.MULTILINE | re.IGNORECASE
)
_YAML_AFTER = re.compile(
    r"^[ \t-]*(?:apres|après|after|depends_on|dependances|dépendances|durée|duree|duration)[ \t]*:",
    re.MULTILINE | re.IGNORECASE,
)


def _column(columns: Sequence[str], names: Sequence[str]) -> int:
    """Return the first column whose folded title is one of `names`, a unit at its end aside; else -1."""
    for index, column in enumerate(columns):
        if column in names or _UNIT_END.sub("", column) in names:
            return index
    return -1


def sniff_objectives(head: Head) -> float:
    """Recognise a column for the service with one for the RTO or RPO."""
    columns = head.columns
    if _column(columns, _SERVICE) < 0:
        return 0.0
    return 0.9 if max(_column(columns, _RTO), _column(columns, _RPO)) >= 0 else 0.0


def sniff_order(head: Head) -> float:
    """Recognise columns for the rank, the service, and the duration or the dependencies."""
    columns = head.columns
    if min(_column(columns, _RANK), _column(columns, _SERVICE)) < 0:
        return 0.0
    after, duration = _column(columns, _AFTER) >= 0, _column(columns, _DURATION) >= 0
    return 0.85 if after and duration else 0.6 if after or duration else 0.0


def sniff_order_yaml(head: Head) -> float:
    """Recognise a list with a service, a numbered rank and dependencies or durations."""
    text = head.text
    if head.json_kind or head.xml_root[0] or not (_YAML_SERVICE.search(text) and _YAML_RANK.search(text)):
        return 0.0
    return 0.8 if _YAML_AFTER.search(text) else 0.4


def state_objectives(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State the objectives of each service.

    Raises:
        UnreadableArtefactError: as `tables.table`; TOO_MANY; MISSING_FIELD without a service.
    """
    found = table(artefact)
    folded = [plain(each) for each in found.header]
    service, rto, rpo = (_column(folded, names) for names in (_SERVICE, _RTO, _RPO))
    units = {each: unit_of(found.header[each]) if each >= 0 else 0 for each in (rto, rpo)}
    report, unread = Report(), []
    told: dict[str, list[tuple[float, str, Place]]] = {"rto_s": [], "rpo_s": []}
    names, places = [], []
    for row in found.rows():
        name = row.cell(service)
        if not name:
            continue
        values: dict[str, float | None] = {}
        for key, column in (("rto_s", rto), ("rpo_s", rpo)):
            text = row.cell(column)
            values[key] = seconds_of(text, units.get(column, 0))
            if text and values[key] is None:
                unread.append((f"{name} : {text[:40]}", row.place(column)))
            length = values[key]
            if length is not None:
                told[key].append((length, name, row.place(column)))
        names.append(name)
        places.append(row.place(service))
        report.measure("objectives", {"service": name[:200], **values}, row.place(service))
        report.items[name] = (f"{values['rto_s']} {values['rpo_s']}", row.place(service))
        if len(names) > MAX_ROWS:
            raise UnreadableArtefactError(Unreadable.TOO_MANY, row.place())
    if not names:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "service")
    report.measures["objectives"] = report.measures["objectives"][:500]
    report.fact(OBJECTIVES, len(names), places, services=names)
    for kind, key in ((TIGHTEST, "rto_s"), (LOSS, "rpo_s")):
        if told[key]:
            length, name, place = min(told[key], key=lambda each: each[0])
            report.fact(kind, length, [place], service=name)
    report.listed(UNREAD, unread)
    report.limit(TYPED)
    return report


@dataclass(frozen=True, slots=True)
class Step:
    """One restart; `rank` None when not told, `duration` in seconds or None."""

    rank: int | None
    service: str
    duration: float | None
    after: tuple[str, ...]
    place: Place


@dataclass(slots=True)
class Plan:
    """Steps in the order of the file, and the cells of durations that can't be read."""

    steps: list[Step] = field(default_factory=list)
    unread: list[tuple[str, Place]] = field(default_factory=list)


def state_order(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a restart order given as CSV.

    Raises:
        UnreadableArtefactError: as `tables.table`; TOO_MANY; MISSING_FIELD without a service.
    """
    found = table(artefact)
    folded = [plain(each) for each in found.header]
    rank, service, duration, after = (
        _column(folded, names) for names in (_RANK, _SERVICE, _DURATION, _AFTER)
    )
    unit = unit_of(found.header[duration]) if duration >= 0 else 0
    plan = Plan()
    for row in found.rows():
        if row.cell(service):
            text = row.cell(duration)
            length = seconds_of(text, unit)
            if text and length is None:
                plan.unread.append((f"{row.cell(service)} : {text[:40]}", row.place(duration)))
            step = Step(
                as_int(row.cell(rank)),
                row.cell(service),
                length,
                _names(row.cell(after)[:2000]),
                row.place(service),
            )
            _keep(plan, step)
    return _state_plan(plan, artefact)


def _keep(plan: Plan, step: Step) -> None:
    plan.steps.append(step)
    if len(plan.steps) > MAX_ROWS:
        raise UnreadableArtefactError(Unreadable.TOO_MANY, step.place)


def _names(text: str) -> tuple[str, ...]:
    if text.strip().lower() in {"", "-", "–", "—", "aucun", "aucune", "none", "néant"}:
        return ()
    return tuple(each for each in _LISTED.split(text.strip()) if each)


def state_order_yaml(artefact: Artefact, companions: Sequence[Artefact], context: Context) -> Report:  # noqa: ARG001 - one shape for all readers
    """State a restart order given as YAML: a list, at the top or under any key.

    Raises:
        UnreadableArtefactError: as `yamls.documents`; TOO_MANY; MISSING_FIELD without a service.
    """
    plan = Plan()
    for document in documents(artefact):
        if isinstance(document.value, list):
            _take_list(plan, document, document.value, ())
        for key, value in as_dict(document.value).items():
            _take_list(plan, document, as_list(value), (key,))
    return _state_plan(plan, artefact)


def _take_list(plan: Plan, document: YamlDocument, values: list[Any], path: tuple[str | int, ...]) -> None:
    for index, each in enumerate(values):
        keys = {plain(key): (key, value) for key, value in as_dict(each).items()}

        def told(names: Sequence[str], keys: dict[str, tuple[str, Any]] = keys) -> tuple[str, Any]:
            return next((keys[name] for name in names if name in keys), ("", None))

        service = as_text(told(_SERVICE)[1])
        if not service:
            continue
        duration_key, text = told(_DURATION)
        length = seconds_of(as_text(text), unit_of(duration_key))
        if as_text(text) and length is None:
            plan.unread.append(
                (f"{service} : {as_text(text)[:40]}", document.place(*path, index, duration_key))
            )
        after = told(_AFTER)[1]
        names = tuple(map(as_text, after)) if isinstance(after, list) else _names(as_text(after)[:2000])
        place = document.place(*path, index)
        _keep(plan, Step(as_int(as_text(told(_RANK)[1])), service, length, tuple(filter(None, names)), place))


def _state_plan(plan: Plan, artefact: Artefact) -> Report:
    if not plan.steps:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "service")
    report = Report()
    ranked = sorted(plan.steps, key=lambda each: (each.rank is None, each.rank or 0))
    names = [each.service for each in ranked]
    report.fact(ORDER, names, [each.place for each in ranked], total=len(names))
    by_name = {plain(each.service): each for each in plan.steps}
    absent, early = [], []
    for step in plan.steps:
        for name in step.after:
            needed = by_name.get(plain(name))
            if needed is None:
                absent.append((f"{step.service} ← {name}", step.place))
            elif None not in {needed.rank, step.rank} and (needed.rank or 0) > (step.rank or 0):
                early.append((f"{step.service} ({step.rank}) < {needed.service} ({needed.rank})", step.place))
    report.listed(BEFORE, early)
    report.listed(ABSENT, absent)
    _state_paths(report, plan, by_name)
    report.listed(UNREAD, plan.unread)
    report.limit(TYPED)
    for step in ranked[:500]:
        values = {
            "rank": step.rank,
            "service": step.service[:200],
            "duration_s": step.duration,
            "after": [name[:200] for name in step.after[:50]],
        }
        report.measure("order", values, step.place)
        report.items[step.service] = (f"{step.rank}", step.place)
    return report


def _state_paths(report: Report, plan: Plan, by_name: dict[str, Step]) -> None:
    """State the longest path when every step has a duration and nothing is circular (Kahn, 1962)."""
    waiting = {key: {plain(name) for name in step.after} & by_name.keys() for key, step in by_name.items()}
    best: dict[str, tuple[float, str]] = {}
    ready = [key for key, needed in waiting.items() if not needed]
    followers: dict[str, list[str]] = {}
    for key, needed in waiting.items():
        for each in needed:
            followers.setdefault(each, []).append(key)
    for key in ready:  # grows while it is read
        before = max(((best[each][0], each) for each in _needed(by_name, key)), default=(0.0, ""))
        best[key] = before[0] + (by_name[key].duration or 0), before[1]
        for each in followers.get(key, ()):
            waiting[each].discard(key)
            if not waiting[each]:
                ready.append(each)
    looped = [(step.service, step.place) for key, step in by_name.items() if key not in best]
    report.listed(CYCLE, looped)
    if looped or any(step.duration is None for step in plan.steps):
        return
    last = max(best, key=lambda key: best[key][0])
    path = []
    while last:
        path.append(by_name[last])
        last = best[last][1]
    total = max(length for length, _ in best.values())
    names = [step.service for step in reversed(path)]
    report.fact(CRITICAL, total, [step.place for step in reversed(path)], path=" → ".join(names))


def _needed(by_name: dict[str, Step], key: str) -> set[str]:
    return {plain(name) for name in by_name[key].after} & by_name.keys()


READERS = (
    Reader(
        Format(
            "recovery-objectives",
            "Objectifs de reprise (CSV)",
            "tableur → CSV, colonnes service, RTO, RPO (« 4 h », « 30 min »)",
            sniff_objectives,
        ),
        "objectives",
        state_objectives,
    ),
    Reader(
        Format(
            "restart-order",
            "Ordre de redémarrage (CSV)",
            "tableur → CSV, colonnes rang, service, durée, après",
            sniff_order,
        ),
        "order",
        state_order,
    ),
    Reader(
        Format(
            "restart-order-yaml",
            "Ordre de redémarrage (YAML)",
            "liste YAML de {rang, service, durée, après}",
            sniff_order_yaml,
        ),
        "order",
        state_order_yaml,
    ),
)
