"""What is stated of static analysis: codes and sentences."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

TOOL = FactKind(
    "static_analysis.tool",
    Strength.READ,
    "Analyse produite par {value:quoted}",
    "Analysis produced by {value:quoted}",
)
SHAPE = FactKind(
    "static_analysis.shape",
    Strength.PRESENT,
    "Le rapport a la forme que lui donne {value:quoted}, mais ne nomme pas l’outil qui l’a produit",
    "The report has the form that {value:quoted} gives it, but does not name the tool that made it",
)
DATE = FactKind(
    "static_analysis.date",
    Strength.READ,
    "Analyse datée du {value:moment}",
    "Analysis dated {value:moment}",
)
COMMIT = FactKind(
    "static_analysis.commit",
    Strength.READ,
    "Analyse faite sur la révision {value}",
    "Analysis made on revision {value}",
)
RESULTS = FactKind(
    "static_analysis.results",
    Strength.RECOMPUTED,
    "{value} {value:résultat recompté|résultats recomptés} dans {files} {files:fichier|fichiers}",
    "{value} {value:result|results} recounted in {files} {files:file|files}",
)
UNPLACED_RESULTS = FactKind(
    RESULTS.code,
    RESULTS.strength,
    "{value} {value:résultat recompté|résultats recomptés}",
    "{value} {value:result|results} recounted",
)
RESULTS_OF_NOTHING = FactKind(
    "static_analysis.results_of_nothing",
    Strength.RECOMPUTED,
    "Le rapport ne liste aucun résultat",
    "The report lists no result",
)
LEVELS = FactKind(
    "static_analysis.levels",
    Strength.RECOMPUTED,
    "Résultats par niveau, dans les mots de l’outil : {names}",
    "Results by level, in the tool’s words: {names}",
)
RULES = FactKind(
    "static_analysis.rules",
    Strength.RECOMPUTED,
    "{count} {count:règle|règles} avec au moins un résultat : {names}",
    "{count} {count:rule|rules} with at least one result: {names}",
)
FILES = FactKind(
    "static_analysis.files",
    Strength.RECOMPUTED,
    "Résultats dans {count} {count:fichier|fichiers} : {names}",
    "Results in {count} {count:file|files}: {names}",
)
RULES_RUN = FactKind(
    "static_analysis.rules_listed",
    Strength.READ,
    "{value} {value:règle décrite|règles décrites} par l’outil dans le rapport",
    "{value} {value:rule|rules} described by the tool in the report",
)
ANALYSED = FactKind(
    "static_analysis.analysed_files",
    Strength.RECOMPUTED,
    "{value} {value:fichier listé|fichiers listés} par le rapport, avec ou sans résultat",
    "{value} {value:file|files} listed by the report, with or without results",
)
SOURCE_LINES = FactKind(
    "static_analysis.source_lines",
    Strength.READ,
    "{value} {value:ligne de code analysée|lignes de code analysées}, d’après l’outil",
    "{value} {value:line|lines} of code analysed, by the tool’s account",
)
WEAKNESSES = FactKind(
    "static_analysis.weaknesses",
    Strength.RECOMPUTED,
    "Résultats rattachés à {count} {count:faiblesse|faiblesses} du catalogue CWE : {names}",
    "Results attached to {count} {count:weakness|weaknesses} of the CWE catalogue: {names}",
)
NAMING = FactKind(
    "static_analysis.naming",
    Strength.RECOMPUTED,
    "{value} {value:résultat|résultats} sur les règles de nommage",
    "{value} {value:result|results} on naming rules",
)
SUPPRESSED = FactKind(
    "static_analysis.suppressed",
    Strength.RECOMPUTED,
    "{suppressed} {suppressed:résultat écarté|résultats écartés} dans le rapport, dont {justified} avec "
    "une justification",
    "{suppressed} {suppressed:result|results} set aside in the report, {justified} of them with a "
    "justification",
)
SETTLED = FactKind(
    "static_analysis.settled",
    Strength.READ,
    "{value} {value:entrée close ou acceptée|entrées closes ou acceptées} dans l’outil, non "
    "{value:comptée|comptées} parmi les résultats",
    "{value} {value:entry|entries} closed or accepted in the tool, not counted among the results",
)
BASELINE = FactKind(
    "static_analysis.baseline",
    Strength.READ,
    "État des résultats par rapport à une analyse antérieure, d’après l’outil : {names}",
    "State of the results towards an earlier analysis, by the tool’s account: {names}",
)
CLONES = FactKind(
    "static_analysis.clones",
    Strength.RECOMPUTED,
    "{value} {value:passage dupliqué|passages dupliqués} ({lines} {lines:ligne|lignes} de passages en tout)",
    "{value} duplicated {value:passage|passages} ({lines} {lines:line|lines} of passages in all)",
)
DUPLICATION = FactKind(
    "static_analysis.duplication",
    Strength.RECOMPUTED,
    "Part de lignes dupliquées : {value:%} ({duplicated} sur {lines})",
    "Share of duplicated lines: {value:%} ({duplicated} of {lines})",
    "ratio",
)
COMPLEXITY = FactKind(
    "static_analysis.complexity",
    Strength.RECOMPUTED,
    "Complexité cyclomatique de {functions} {functions:fonction|fonctions}, moyenne {mean:.2} ; par "
    "tranche : {names}",
    "Cyclomatic complexity of {functions} {functions:function|functions}, mean {mean:.2}; by band: {names}",
)
WORST = FactKind(
    "static_analysis.complexity_max",
    Strength.READ,
    "Fonction la plus complexe : {name:quoted}, complexité {value}",
    "Most complex function: {name:quoted}, complexity {value}",
)
ABOVE = FactKind(
    "static_analysis.complexity_above_10",
    Strength.RECOMPUTED,
    "{value} {value:fonction|fonctions} de complexité supérieure à 10",
    "{value} {value:function|functions} of a complexity above 10",
)
DOCUMENTED = FactKind(
    "static_analysis.documentation",
    Strength.RECOMPUTED,
    "Éléments documentés : {value:%} ({covered} sur {total})",
    "Documented elements: {value:%} ({covered} of {total})",
    "ratio",
)

DID_IT_RUN = FindingKind(
    "static_analysis.nothing_analysed",
    "Aucun résultat, et rien dans le rapport ne dit ce qui a été analysé",
    "No result, and nothing in the report tells what was analysed",
)
FAILED = FindingKind(
    "static_analysis.execution_failed",
    "Le rapport dit que l’analyse n’est pas allée à son terme",
    "The report says that the analysis did not run to its end",
)
NOTICES = FindingKind(
    "static_analysis.tool_errors",
    "{value} {value:erreur signalée|erreurs signalées} par l’outil pendant l’analyse",
    "{value} {value:error|errors} reported by the tool during the analysis",
)
ALL_SUPPRESSED = FindingKind(
    "static_analysis.all_suppressed",
    "Tous les résultats ({value}) sont écartés dans le rapport",
    "All results ({value}) are set aside in the report",
)
UNJUSTIFIED = FindingKind(
    "static_analysis.suppressed_without_reason",
    "{value} {value:résultat écarté|résultats écartés} sans justification dans le rapport",
    "{value} {value:result|results} set aside without a justification in the report",
)
COUNTERS = FindingKind(
    "static_analysis.counters_differ",
    "{value} {value:compteur annoncé|compteurs annoncés} par l’outil {value:diffère|diffèrent} du contenu ; "
    "{what:quoted} : {announced} annoncé, {counted} recompté",
    "{value} {value:counter|counters} written by the tool {value:differs|differ} from the content; "
    "{what:quoted}: {announced} announced, {counted} recounted",
)
PARTIAL = FindingKind(
    "static_analysis.partial",
    "Le fichier liste {listed} {listed:résultat|résultats} sur {value} annoncés",
    "The file lists {listed} {listed:result|results} of {value} announced",
)
UNPLACED = FindingKind(
    "static_analysis.without_line",
    "{value} {value:résultat ne nomme|résultats ne nomment} pas la ligne de code concernée",
    "{value} {value:result does|results do} not name the line of code concerned",
)
HOLLOW = FindingKind(
    "static_analysis.empty_entries",
    "{value} {value:entrée vide|entrées vides} dans le rapport",
    "{value} empty {value:entry|entries} in the report",
)
NO_FUNCTION = FindingKind(
    "static_analysis.no_function",
    "Le rapport de complexité ne contient aucune fonction",
    "The complexity report holds no function",
)

TRUTH = LimitKind(
    "static_analysis.limit.truth",
    "Un résultat d’analyse statique n’est pas toujours un défaut, et un défaut n’est pas toujours trouvé",
    "A result of static analysis is not always a defect, and a defect is not always found",
)
SCOPE = LimitKind(
    "static_analysis.limit.scope",
    "Le rapport ne dit pas ce qui a été exclu de l’analyse",
    "The report does not tell what was left out of the analysis",
)
REVISION = LimitKind(
    "static_analysis.limit.revision",
    "Le rapport ne dit pas sur quelle version du code il a été produit",
    "The report does not tell which version of the code it was made on",
)
