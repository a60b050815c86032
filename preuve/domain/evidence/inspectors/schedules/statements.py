"""What is stated of schedules: the kinds, in both languages."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

TASKS = FactKind(
    "schedules.tasks",
    Strength.RECOMPUTED,
    "{tasks} {tasks:tâche|tâches} dont {summaries} {summaries:récapitulative|récapitulatives} et "
    "{milestones} "
    "{milestones:jalon|jalons}, sur {depth} {depth:niveau|niveaux} ; {rows} {rows:ligne|lignes} dans le "
    "fichier, "
    "{blank} {blank:vide|vides}.",
    "{tasks} {tasks:task|tasks}, {summaries} of them {summaries:a summary|summaries} and {milestones} "
    "{milestones:a milestone|milestones}, on {depth} {depth:level|levels}; {rows} {rows:row|rows} in the "
    "file, "
    "{blank} blank.",
)
PERIOD = FactKind(
    "schedules.period",
    Strength.RECOMPUTED,
    "Du {start:date} au {finish:date}, soit {working_days} {working_days:jour ouvré|jours ouvrés} du "
    "calendrier.",
    "From {start:date} to {finish:date}, that is {working_days} working {working_days:day|days} of the "
    "calendar.",
)
LINKS = FactKind(
    "schedules.links",
    Strength.RECOMPUTED,
    "{links} {links:lien|liens} entre tâches : {said} ; {lags} avec un délai ou une avance.",
    "{links} {links:link|links} between tasks: {said}; {lags} with a lag or a lead.",
)
DURATIONS = FactKind(
    "schedules.durations",
    Strength.RECOMPUTED,
    "Durée des {n} tâches élémentaires hors jalons : de {least} à {most} {most:jour|jours}, médiane "
    "{median}.",
    "Duration of the {n} elementary tasks without milestones: from {least} to {most} {most:day|days}, median "
    "{median}.",
    unit="days",
)
ONE_DURATION = FactKind(
    "schedules.durations",
    Strength.RECOMPUTED,
    "La tâche élémentaire hors jalons dure {most} {most:jour|jours}.",
    "The elementary task without milestones lasts {most} {most:day|days}.",
    unit="days",
)
RESOURCES = FactKind(
    "schedules.resources",
    Strength.READ,
    "{named} {named:ressource nommée|ressources nommées} ({rows} dans le fichier), {with_rate} avec un taux.",
    "{named} named {named:resource|resources} ({rows} in the file), {with_rate} with a rate.",
)
ASSIGNMENTS = FactKind(
    "schedules.assignments",
    Strength.RECOMPUTED,
    "{assigned} {assigned:affectation|affectations} de ressources sur {tasks} {tasks:tâche|tâches} ({rows} "
    "dans le "
    "fichier).",
    "{assigned} {assigned:assignment|assignments} of resources on {tasks} {tasks:task|tasks} ({rows} in the "
    "file).",
)
UNNAMED = FactKind(
    "schedules.assignments_unnamed",
    Strength.RECOMPUTED,
    "{value} {value:affectation|affectations} dans le fichier, dont aucune ne nomme de ressource.",
    "{value} {value:assignment|assignments} in the file, none of which names a resource.",
)
TEAMS = FactKind(
    "schedules.teams",
    Strength.RECOMPUTED,
    "Période d’intervention : {said}.",
    "Period of each resource: {said_en}.",
)
WORK = FactKind(
    "schedules.work",
    Strength.RECOMPUTED,
    "Charge affectée : {value} {value:jour de ressource|jours de ressource}.",
    "Assigned work: {value} resource {value:day|days}.",
    unit="days",
)
CRITICAL_PATH = FactKind(
    "schedules.critical_path",
    Strength.RECOMPUTED,
    "Chemin critique recalculé : {n} {n:tâche|tâches} sans marge sur {leaves}, {length} "
    "{length:jour ouvré|jours "
    "ouvrés} ({value}). Calcul sur les liens et les durées, au calendrier {calendar_fr}.",
    "Critical path recomputed: {n} of {leaves} {leaves:task|tasks} without float, {length} working "
    "{length:day|days} ({value}). Computed from links and durations, on {calendar_en}.",
)
FLOATS = FactKind(
    "schedules.floats",
    Strength.RECOMPUTED,
    "Marges totales recalculées : {critical} {critical:tâche|tâches} sans marge, {floating} avec marge ; "
    "médiane "
    "{median}, maximum {most} {most:jour ouvré|jours ouvrés}.",
    "Total floats recomputed: {critical} {critical:task|tasks} without float, {floating} with some; median "
    "{median}, "
    "at most {most} working {most:day|days}.",
    unit="days",
)
CRITICAL_ANNOUNCED = FactKind(
    "schedules.critical_announced",
    Strength.READ,
    "L’outil marque comme critiques {value} {value:tâche|tâches} sur {leaves}.",
    "The tool marks {value} of {leaves} {leaves:task|tasks} as critical.",
)
GO_LIVE_FLOAT = FactKind(
    "schedules.go_live_float",
    Strength.RECOMPUTED,
    "Marge totale de {name:quoted} : {value} {value:jour ouvré|jours ouvrés}.",
    "Total float of {name:quoted}: {value} working {value:day|days}.",
    unit="days",
)
BASELINE = FactKind(
    "schedules.baseline",
    Strength.READ,
    "Planning de référence enregistré pour {tasks} {tasks:tâche|tâches} sur {total} ({saved} au total).",
    "A baseline is saved for {tasks} of {total} {total:task|tasks} ({saved} in all).",
)
VARIANCE = FactKind(
    "schedules.baseline_variance",
    Strength.RECOMPUTED,
    "Par rapport à la référence n° {used} : {late} {late:tâche finit|tâches finissent} plus tard, {early} "
    "plus tôt, "
    "{equal} à "
    "la date prévue ; la fin du projet est décalée de {finish_days} {finish_days:jour ouvré|jours ouvrés}.",
    "Against baseline no. {used}: {late} {late:task finishes|tasks finish} later, {early} earlier, {equal} "
    "as "
    "planned; the "
    "end of the project moves by {finish_days} working {finish_days:day|days}.",
    unit="days",
)
COST_VARIANCE = FactKind(
    "schedules.cost_variance",
    Strength.RECOMPUTED,
    "Coût des tâches : {cost}, pour {baseline} dans la référence n° {used} ; écart {value} (monnaie : "
    "{currency}).",
    "Cost of tasks: {cost}, for {baseline} in baseline no. {used}; gap {value} (currency: {currency}).",
)
COST = FactKind(
    "schedules.cost",
    Strength.RECOMPUTED,
    "Coût total recalculé : {value} pour {n} {n:tâche|tâches} (monnaie : {currency}).",
    "Total cost recomputed: {value} for {n} {n:task|tasks} (currency: {currency}).",
)
PROGRESS = FactKind(
    "schedules.progress",
    Strength.READ,
    "Avancement : {complete} {complete:tâche terminée|tâches terminées}, {started} "
    "{started:commencée|commencées}, "
    "{waiting} non {waiting:commencée|commencées}.",
    "Progress: {complete} {complete:task|tasks} complete, {started} started, {waiting} not started.",
)
CALENDAR = FactKind(
    "schedules.calendar",
    Strength.READ,
    "Calendrier du projet : {working_days} {working_days:jour travaillé|jours travaillés} par semaine, "
    "{exceptions} "
    "{exceptions:jour d’exception|jours d’exception} pendant le projet.",
    "Project calendar: {working_days} working {working_days:day|days} a week, {exceptions} "
    "{exceptions:exception|exceptions} during the project.",
)
PURPOSES = FactKind(
    "schedules.purposes",
    Strength.STRUCTURED,
    "Tâches dont le nom évoque : la qualité {quality}, la mise en production {go_live}, le déploiement "
    "{deployment}, "
    "la formation {training}, le support {support}.",
    "Tasks whose name speaks of: quality {quality}, going live {go_live}, deployment {deployment}, training "
    "{training}, support {support}.",
)

_FINDINGS = (
    FindingKind(
        "schedules.cycle",
        "{value} {value:tâche s’attend elle-même|tâches s’attendent les unes les autres} : {names}. Ni "
        "chemin critique "
        "ni marges ne se calculent.",
        "{value} {value:task waits for itself|tasks wait for one another}: {names}. Neither critical path "
        "nor floats "
        "can be computed.",
    ),
    FindingKind(
        "schedules.no_links",
        "Aucun lien entre les {value} tâches : l’ordre n’est tenu que par les dates.",
        "No link between the {value} tasks: only dates hold their order.",
    ),
    FindingKind(
        "schedules.no_predecessor",
        "{value} {value:tâche élémentaire|tâches élémentaires} sur {leaves} sans prédécesseur, hors celles "
        "qui "
        "commencent le premier jour.",
        "{value} of {leaves} elementary {leaves:task|tasks} without a predecessor, not counting those of the "
        "first "
        "day.",
    ),
    FindingKind(
        "schedules.no_resource",
        "{value} {value:tâche élémentaire|tâches élémentaires} sur {leaves} (hors jalons) sans ressource "
        "affectée.",
        "{value} of {leaves} elementary {leaves:task|tasks} (without milestones) without a resource.",
    ),
    FindingKind(
        "schedules.no_duration",
        "{value} {value:tâche élémentaire|tâches élémentaires} (hors jalons) sans durée.",
        "{value} elementary {value:task|tasks} (without milestones) without a duration.",
    ),
    FindingKind(
        "schedules.no_rate",
        "{value} {value:ressource affectée|ressources affectées} sans taux : {value:son|leur} coût ne se "
        "calcule pas.",
        "{value} assigned {value:resource|resources} without a rate: their cost can’t be computed.",
    ),
    FindingKind(
        "schedules.overallocated",
        "{value} {value:ressource affectée|ressources affectées} au-delà de {value:sa|leur} capacité : "
        "{said}.",
        "{value} {value:resource|resources} assigned beyond capacity: {said_en}.",
    ),
    FindingKind(
        "schedules.link_broken",
        "{value} {value:tâche commence ou finit|tâches commencent ou finissent} avant ce que leur lien "
        "permet.",
        "{value} {value:task starts or finishes|tasks start or finish} before what their link allows.",
    ),
    FindingKind(
        "schedules.deadline_before_predecessor",
        "{value} {value:échéance tombe|échéances tombent} avant la fin d’un prédécesseur.",
        "{value} {value:deadline falls|deadlines fall} before the end of a predecessor.",
    ),
    FindingKind(
        "schedules.deadline_passed",
        "{value} {value:tâche finit|tâches finissent} après leur échéance.",
        "{value} {value:task finishes|tasks finish} after the deadline.",
    ),
    FindingKind(
        "schedules.unknown_predecessor",
        "{value} {value:lien part|liens partent} d’une tâche absente du fichier.",
        "{value} {value:link starts|links start} from a task that is not in the file.",
    ),
    FindingKind(
        "schedules.finish_before_start",
        "{value} {value:fin|fins} avant le début (tâche ou projet).",
        "{value} {value:finish|finishes} before the start (task or project).",
    ),
    FindingKind(
        "schedules.complete_in_future",
        "{value} {value:tâche terminée|tâches terminées} à 100 % dont la fin est à venir.",
        "{value} {value:task|tasks} 100% complete whose finish is still to come.",
    ),
    FindingKind(
        "schedules.no_baseline",
        "Aucun planning de référence n’est enregistré pour {value} {value:tâche|tâches} : les écarts ne se "
        "mesurent pas.",
        "No baseline is saved for {value} {value:task|tasks}: variances can’t be measured.",
    ),
    FindingKind(
        "schedules.no_quality_before_go_live",
        "Sur {value} {value:tâche|tâches}, aucune dont le nom évoque un test, une recette ou une revue ne "
        "finit avant "
        "{name:quoted}.",
        "Of {value} {value:task|tasks}, none whose name speaks of a test, an acceptance or a review finishes "
        "before "
        "{name:quoted}.",
    ),
    FindingKind(
        "schedules.cost_differs",
        "Coût total annoncé {value}, somme recalculée des tâches {counted}.",
        "Announced total cost {value}, recomputed sum of the tasks {counted}.",
    ),
)
FINDINGS = {kind.code: kind for kind in _FINDINGS}

NO_REALISM = LimitKind(
    "schedules.no_realism",
    "Le planning ne dit pas si les durées prévues étaient réalistes ni s’il a été suivi en dehors du "
    "fichier.",
    "The schedule doesn’t tell whether its durations were realistic, nor whether it was followed outside the "
    "file.",
)
METHOD = LimitKind(
    "schedules.method",
    "Chemin critique et marges ne tiennent compte ni des calendriers propres aux tâches et aux ressources, "
    "ni du "
    "nivellement.",
    "Critical path and floats ignore the calendars of single tasks and resources, and levelling.",
)
HELD_LATE = LimitKind(
    "schedules.held_late",
    "{n} {n:tâche a|tâches ont} une contrainte (date imposée, date au plus tard, départ le plus tard "
    "possible) ou une échéance : le chemin critique et les marges recalculés ne la suivent pas.",
    "{n} {n:task has|tasks have} a constraint (imposed date, latest date, as late as possible) or a "
    "deadline: the critical path and floats recomputed do not follow it.",
)
ASSUMED_CALENDAR = LimitKind(
    "schedules.assumed_calendar",
    "Le fichier n’a pas de calendrier : du lundi au vendredi, huit heures par jour, sans jours fériés.",
    "The file has no calendar: Monday to Friday, eight hours a day, no holidays.",
)
PARTIAL_CALENDAR = LimitKind(
    "schedules.partial_calendar",
    "Les exceptions récurrentes et les semaines particulières du calendrier ne sont pas lues.",
    "Recurring exceptions and particular weeks of the calendar are not read.",
)
UNREAD_LINKS = LimitKind(
    "schedules.unread_links",
    "{n} {n:prédécesseur est écrit|prédécesseurs sont écrits} d’une façon qui n’est pas lue : le chemin "
    "critique "
    "n’est pas calculé.",
    "{n} {n:predecessor is|predecessors are} written in a way that is not read: the critical path is not "
    "computed.",
)
LEFT_OUT = LimitKind(
    "schedules.left_out",
    "{n} {n:tâche sans durée ni dates est écartée|tâches sans durée ni dates sont écartées} du calcul des "
    "marges.",
    "{n} {n:task|tasks} without duration and dates {n:is|are} left out of the floats.",
)
