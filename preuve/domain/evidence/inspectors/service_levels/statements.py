"""What this inspector may state, in French and English."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

OBJECTIVES = FactKind(
    "service_levels.objectives",
    Strength.DECLARED,
    "{value} {value:objectif de niveau de service déclaré|objectifs de niveau de service déclarés} : {names}",
    "{value} service-level {value:objective|objectives} declared: {names}",
)
TARGETS = FactKind(
    "service_levels.targets",
    Strength.DECLARED,
    "Cibles déclarées : {listed_fr}",
    "Targets declared: {listed_en}",
    "ratio",
)
BOUNDS = FactKind(
    "service_levels.bounds",
    Strength.DECLARED,
    "Seuils de temps : {listed_fr}",
    "Time limits: {listed_en}",
    "s",
)
WINDOWS = FactKind(
    "service_levels.windows",
    Strength.DECLARED,
    "Fenêtres de calcul : {listed_fr}",
    "Windows: {listed_en}",
    "s",
)
BUDGETS = FactKind(
    "service_levels.budgets",
    Strength.RECOMPUTED,
    "Budget d’erreur par fenêtre, recalculé de la cible et exprimé en indisponibilité totale : {listed_fr}",
    "Error budget per window, recomputed from the target and expressed as full unavailability: {listed_en}",
    "s",
)
COMPUTABLE = FactKind(
    "service_levels.computable",
    Strength.RECOMPUTED,
    "{value} {value:engagement calculable|engagements calculables} sur {total} : cible, unité, fenêtre et"
    " source"
    " de mesure présentes",
    "{value} of {total} {total:commitment|commitments} can be computed: target, unit, window and source of"
    " measure are there",
)
ALERTED = FactKind(
    "service_levels.alerted",
    Strength.DECLARED,
    "{value} {value:objectif|objectifs} sur {total} avec une alerte déclarée",
    "{value} of {total} {total:objective|objectives} with an alert declared",
)
RULES = FactKind(
    "service_levels.rules",
    Strength.READ,
    "Règles Prometheus générées : {groups} {groups:groupe|groupes}, {rules} {rules:règle|règles} dont"
    " {alerts}"
    " {alerts:alerte|alertes}",
    "Prometheus rules generated: {groups} {groups:group|groups}, {rules} {rules:rule|rules} of which {alerts}"
    " {alerts:alert|alerts}",
)
SAMPLES = FactKind(
    "service_levels.samples",
    Strength.RECOMPUTED,
    "{total} {total:échantillon compté|échantillons comptés} dans {count} {count:série|séries}, du"
    " {start:moment} au"
    " {end:moment}",
    "{total} {total:sample|samples} counted in {count} {count:series|series}, from {start:moment} to"
    " {end:moment}",
)
STEPS = FactKind(
    "service_levels.steps",
    Strength.RECOMPUTED,
    "Pas de mesure (médiane des écarts) : {listed_fr}",
    "Step of measure (median of the distances): {listed_en}",
    "s",
)
COVERAGE = FactKind(
    "service_levels.coverage",
    Strength.RECOMPUTED,
    "Échantillons présents sur ceux que la période devrait contenir : {listed_fr}",
    "Samples present of those that the period should hold: {listed_en}",
    "ratio",
)
ATTAINMENT = FactKind(
    "service_levels.attainment",
    Strength.RECOMPUTED,
    "Taux d’atteinte recalculé des échantillons : {listed_fr}",
    "Attainment recomputed from the samples: {listed_en}",
    "ratio",
)
BREACHES = FactKind(
    "service_levels.breaches",
    Strength.RECOMPUTED,
    "{value} {value:interruption relevée|interruptions relevées}, {total:duration} en tout ; la plus longue :"
    " {longest:duration} à partir du {start:moment} ({name})",
    "{value} {value:interruption|interruptions} found, {total:duration} in all; the longest:"
    " {longest:duration} from"
    " {start:moment} ({name})",
)
BREACHES_AT_MOST = FactKind(
    "service_levels.breaches",
    Strength.RECOMPUTED,
    "{value} {value:interruption relevée|interruptions relevées}, {total:duration} au plus en tout, des "
    "échantillons manquant ; la plus longue : {longest:duration} au plus à partir du {start:moment} ({name})",
    "{value} {value:interruption|interruptions} found, at most {total:duration} in all, as samples are "
    "missing; the longest: at most {longest:duration} from {start:moment} ({name})",
)
NO_BREACH = FactKind(
    "service_levels.breaches",
    Strength.RECOMPUTED,
    "Aucune interruption dans {samples} {samples:échantillon|échantillons}",
    "No interruption in {samples} {samples:sample|samples}",
)
MEANS = FactKind(
    "service_levels.means",
    Strength.RECOMPUTED,
    "Moyenne des séries qui ne sont pas des états 0/1 : {value}",
    "Mean of the series that are not 0/1 states: {value}",
)
VALUES = FactKind(
    "service_levels.values",
    Strength.READ,
    "Valeurs lues au {at:moment} : {value}",
    "Values read at {at:moment}: {value}",
)
UPTIMES = FactKind(
    "service_levels.uptimes",
    Strength.READ,
    "Disponibilité écrite par l’outil pour {count} {count:service|services} : la plus basse {lowest:%}"
    " ({name})",
    "Uptime written by the tool for {count} {count:service|services}: the lowest {lowest:%} ({name})",
    "ratio",
)
MINUTES_DOWN = FactKind(
    "service_levels.minutes_down",
    Strength.RECOMPUTED,
    "{value} {value:minute|minutes} d’interruption en tout, somme des relevés quotidiens de {count}"
    " {count:service|services} sur {sites}",
    "{value} {value:minute|minutes} of interruption in all, the sum of the daily figures of {count} of"
    " {sites}"
    " {sites:service|services}",
    "min",
)
DEVIATIONS = FactKind(
    "service_levels.deviations",
    Strength.RECOMPUTED,
    "Écarts entre la mesure et la cible (en points) : {listed_fr}",
    "Distance between the measure and the target (in points): {listed_en}",
    "ratio",
)
BUDGET_USED = FactKind(
    "service_levels.budget_used",
    Strength.RECOMPUTED,
    "Budget d’erreur consommé, recalculé : {listed_fr}",
    "Error budget used, recomputed: {listed_en}",
    "ratio",
)

NO_TARGET = FindingKind(
    "service_levels.no_target",
    "{value} {value:engagement sans seuil chiffré|engagements sans seuil chiffré} : {names}",
    "{value} {value:commitment|commitments} without a figure as target: {names}",
)
NO_UNIT = FindingKind(
    "service_levels.no_unit",
    "{value} {value:seuil sans unité|seuils sans unité} : {names}",
    "{value} {value:target|targets} without a unit: {names}",
)
NO_WINDOW = FindingKind(
    "service_levels.no_window",
    "{value} {value:engagement|engagements} sans fenêtre de calcul : {names}",
    "{value} {value:commitment|commitments} without a window: {names}",
)
NO_SOURCE = FindingKind(
    "service_levels.no_source",
    "{value} {value:engagement|engagements} sans source de mesure : {names}",
    "{value} {value:commitment|commitments} without a source of measure: {names}",
)
PLACEHOLDER = FindingKind(
    "service_levels.placeholder_source",
    "{value} {value:source de mesure laissée|sources de mesure laissées} à une valeur d’exemple : {sources}",
    "{value} {value:source|sources} of measure left at an example value: {sources}",
)
SENSELESS = FindingKind(
    "service_levels.senseless_target",
    "{value} {value:cible hors de l’intervalle possible|cibles hors de l’intervalle possible} : {listed}",
    "{value} {value:target|targets} outside what is possible: {listed}",
)
NO_BUDGET = FindingKind(
    "service_levels.no_error_budget",
    "{value} {value:cible|cibles} de 100 %, qui ne {value:laisse|laissent} aucun budget d’erreur : {names}",
    "{value} {value:target|targets} of 100%, which {value:leaves|leave} no error budget: {names}",
)
CONTRADICTORY = FindingKind(
    "service_levels.contradictory_targets",
    "{value} {value:paire de cibles incompatibles|paires de cibles incompatibles} : {listed_fr}",
    "{value} {value:pair|pairs} of targets that contradict each other: {listed_en}",
)
NO_ALERT = FindingKind(
    "service_levels.no_alert",
    "{value} {value:objectif|objectifs} sans alerte : {names}",
    "{value} {value:objective|objectives} without an alert: {names}",
)
GAPS = FindingKind(
    "service_levels.series_gaps",
    "{value} {value:trou|trous} dans les séries, {total:duration} sans mesure ; le plus large :"
    " {widest:duration} après"
    " le {start:moment}",
    "{value} {value:gap|gaps} in the series, {total:duration} without a measure; the widest:"
    " {widest:duration} after"
    " {start:moment}",
)
DISORDERED = FindingKind(
    "service_levels.disordered_samples",
    "{value} {value:échantillon répété|échantillons répétés} ou dans le désordre ; interruptions et trous"
    " non calculés"
    " pour {names}",
    "{value} {value:sample|samples} repeated or out of order; interruptions and gaps not computed for"
    " {names}",
)
UNREADABLE = FindingKind(
    "service_levels.unreadable_samples",
    "{value} {value:échantillon sans date|échantillons sans date} ou sans valeur lisible",
    "{value} {value:sample|samples} without a readable date or value",
)
UNKNOWN = FindingKind(
    "service_levels.unknown_samples",
    "{value} {value:échantillon sans valeur|échantillons sans valeur} ou d’état inconnu, hors du calcul",
    "{value} {value:sample|samples} without a value or in an unknown state, left out",
)
NEVER_GOOD = FindingKind(
    "service_levels.never_good",
    "{value} {value:série dont aucun échantillon ne vaut|séries dont aucun échantillon ne vaut} 1 : {names}",
    "{value} {value:series|series} in which no sample is worth 1: {names}",
)
LOCAL = FindingKind(
    "service_levels.local_target",
    "{value} {value:mesure prise|mesures prises} sur la machine locale : {names}",
    "{value} {value:measure|measures} taken on the local machine: {names}",
)
MISSED = FindingKind(
    "service_levels.missed_target",
    "{value} {value:mesure sous la cible|mesures sous la cible} : {listed_fr}",
    "{value} {value:measure|measures} below the target: {listed_en}",
)
SHORT = FindingKind(
    "service_levels.short_series",
    "{value} {value:série plus courte|séries plus courtes} que la fenêtre de l’objectif : {listed_fr}",
    "{value} series shorter than the window of the objective: {listed_en}",
)
HIDDEN = FindingKind(
    "service_levels.average_hides_days",
    "Cible tenue sur toute la période, mais {value} {value:jour sous la cible|jours sous la cible} : {days}",
    "Target held over the whole period, yet {value} {value:day|days} below the target: {days}",
)

LIMITS = {
    kind.code.rpartition(".")[2]: kind
    for kind in (
        LimitKind(
            "service_levels.definition",
            "Une définition ne prouve pas que l’indicateur est mesuré.",
            "A definition doesn’t prove that the indicator is measured.",
        ),
        LimitKind(
            "service_levels.sloth-window",
            "Le fichier de Sloth ne porte pas la fenêtre : elle est donnée à l’outil (30 jours par défaut).",
            "Sloth’s file doesn’t carry the window: it is given to the tool (30 days by default).",
        ),
        LimitKind(
            "service_levels.itop",
            "L’export d’iTop ne porte ni la part de tickets visée ni la fenêtre de calcul.",
            "iTop’s export carries neither the share of tickets aimed at nor the window.",
        ),
        LimitKind(
            "service_levels.declared",
            "Les chiffres du tableau sont saisis : le fichier ne contient pas les mesures brutes.",
            "The figures of the table are typed: the file doesn’t hold the raw measures.",
        ),
        LimitKind(
            "service_levels.calendar",
            "Un mois est compté pour 30 jours, un trimestre pour 90, une année pour 365.",
            "A month is counted as 30 days, a quarter as 90, a year as 365.",
        ),
        LimitKind(
            "service_levels.production",
            "Le fichier ne prouve pas que la mesure vient de la production.",
            "The file doesn’t prove that the measure comes from production.",
        ),
        LimitKind(
            "service_levels.step",
            "Ce qui se passe entre deux échantillons n’est pas vu ; 1 est compté comme bon et 0 comme"
            " mauvais.",
            "What happens between two samples isn’t seen; 1 is counted as good and 0 as bad.",
        ),
        LimitKind(
            "service_levels.codes",
            "Ce qui se passe entre deux échantillons n’est pas vu ; une réponse HTTP de 200 à 399 est comptée"
            " comme bonne, toute autre, 0 ou l’absence de réponse comme mauvaise.",
            "What happens between two samples isn’t seen; an HTTP answer from 200 to 399 is counted as good,"
            " any other, 0 or no answer as bad.",
        ),
        LimitKind(
            "service_levels.mean",
            "Pour une série de taux, l’atteinte est la moyenne des échantillons, sans pondération.",
            "For a series of ratios, the attainment is the mean of the samples, unweighted.",
        ),
        LimitKind(
            "service_levels.instant",
            "La requête n’est pas dans le fichier : il ne dit pas ce que les valeurs mesurent ni sur"
            " quelle durée.",
            "The query isn’t in the file: it doesn’t say what the values measure nor over how long.",
        ),
        LimitKind(
            "service_levels.upptime",
            "Les disponibilités sont celles que l’outil a calculées ; les relevés bruts ne sont pas dans"
            " le fichier.",
            "The uptimes are those that the tool computed; the raw checks are not in the file.",
        ),
    )
}

COMPARED_OBJECTIVES = FactKind(
    "service_levels.compare.objectives",
    Strength.RECOMPUTED,
    "Objectifs : {kept} {kept:conservé|conservés}, {added} {added:ajouté|ajoutés}, {removed}"
    " {removed:retiré|retirés}",
    "Objectives: {kept} kept, {added} added, {removed} removed",
)
COMPARED_TARGETS = FactKind(
    "service_levels.compare.targets",
    Strength.RECOMPUTED,
    "{count} {count:cible changée|cibles changées} : {listed_fr}",
    "{count} {count:target|targets} changed: {listed_en}",
    "ratio",
)
COMPARED_ATTAINMENT = FactKind(
    "service_levels.compare.attainment",
    Strength.RECOMPUTED,
    "Niveaux mesurés, avant puis après : {listed_fr}",
    "Measured levels, before then after: {listed_en}",
    "ratio",
)
SCOPE = FindingKind(
    "service_levels.compare.scope",
    "Les deux fichiers ne portent pas sur le même périmètre : {listed_fr}",
    "The two files don’t have the same scope: {listed_en}",
)
CHANCE = LimitKind(
    "service_levels.compare.chance",
    "L’écart entre deux périodes n’est pas testé : des pannes rares ne permettent pas de l’attribuer à un"
    " changement.",
    "The distance between two periods isn’t tested: rare failures don’t allow it to be put down to a change.",
)
