"""What is stated of test runs and of coverage: codes and sentences."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

TOOL = FactKind(
    "tests.tool",
    Strength.READ,
    "Rapport produit par {value:quoted}",
    "Report produced by {value:quoted}",
)
DATE = FactKind(
    "tests.date",
    Strength.READ,
    "Exécution ou rapport daté du {value:moment}",
    "Run or report dated {value:moment}",
)
CASES = FactKind(
    "tests.cases",
    Strength.RECOMPUTED,
    "{cases} {cases:cas de test recompté|cas de test recomptés} : {passed} {passed:réussi|réussis}, "
    "{failed} en échec, {errors} en erreur, {skipped} {skipped:non exécuté|non exécutés}",
    "{cases} {cases:test case|test cases} recounted: {passed} passed, {failed} failed, {errors} in error, "
    "{skipped} not run",
)
CASES_AND_OTHERS = FactKind(
    CASES.code,
    CASES.strength,
    f"{CASES.fr}, {{other}} dans un autre état",
    f"{CASES.en}, {{other}} in another state",
)
SUITES = FactKind(
    "tests.suites",
    Strength.RECOMPUTED,
    "{value} {value:suite de tests|suites de tests}",
    "{value} {value:test suite|test suites}",
)
OTHER = FactKind(
    "tests.other_outcomes",
    Strength.RECOMPUTED,
    "{value} {value:cas|cas} dans un autre état : non concluant, avertissement ou état inconnu",
    "{value} {value:case|cases} in another state: inconclusive, warning or unknown state",
)
DURATION = FactKind(
    "tests.duration",
    Strength.RECOMPUTED,
    "Durée cumulée de {timed} {timed:cas chronométré|cas chronométrés} : {value:duration}",
    "Total duration of {timed} timed {timed:case|cases}: {value:duration}",
    "s",
)
LONGEST = FactKind(
    "tests.longest",
    Strength.READ,
    "Cas le plus long : {name:quoted}, {value:duration}",
    "Longest case: {name:quoted}, {value:duration}",
    "s",
)
TAGS = FactKind(
    "tests.tags",
    Strength.RECOMPUTED,
    "{count} {count:étiquette portée|étiquettes portées} par les cas (cas réussis/cas) : {value}",
    "{count} {count:tag|tags} on the cases (cases passed/cases): {value}",
)
FLAKY = FactKind(
    "tests.flaky",
    Strength.READ,
    "{value} {value:cas réussi seulement après une nouvelle tentative|cas réussis seulement après une "
    "nouvelle "
    "tentative} : {names}",
    "{value} {value:case|cases} that passed only when run again: {names}",
)
TRIES = FactKind(
    "tests.earlier_tries",
    Strength.RECOMPUTED,
    "{value} {value:tentative précédente|tentatives précédentes}, que pytest écrit comme {value:un cas "
    "réussi|des cas réussis}, {value:n’est pas comptée|ne sont pas comptées} : {names}",
    "{value} earlier {value:try|tries}, which pytest writes as passed {value:case|cases}, {value:is|are} not "
    "counted: {names}",
)
PASSED_AGAIN = FactKind(
    "tests.failed_then_passed",
    Strength.RECOMPUTED,
    "{value} {value:cas en échec suivi|cas en échec suivis} d’un cas réussi du même nom, comme l’écrit une "
    "nouvelle tentative : {names}",
    "{value} failed {value:case|cases} followed by a passed case of the same name, as another try writes "
    "it: {names}",
)
EXPECTED = FactKind(
    "tests.expected_failures",
    Strength.READ,
    "{value} {value:cas marqué|cas marqués} « échec attendu » : {names}",
    "{value} {value:case|cases} marked as expected to fail: {names}",
)

LINT_CASES = FactKind(
    "tests.lint_cases",
    Strength.RECOMPUTED,
    "{value} {value:cas|cas} qui {value:vient|viennent} d’un analyseur statique ({tool}), et non de tests",
    "{value} {value:case|cases} that {value:comes|come} from a static analyser ({tool}), not from tests",
)

FAILING = FindingKind(
    "tests.failing",
    "{value} {value:cas en échec ou en erreur|cas en échec ou en erreur} : {names}",
    "{value} {value:case|cases} failed or in error: {names}",
)
RUN_FAILED = FindingKind(
    "tests.run_failed",
    "Le rapport dit que l’exécution a fini par {value:quoted} alors qu’aucun de ses cas n’est en échec ou en "
    "erreur",
    "The report says that the run ended as {value:quoted} although none of its cases failed or is in error",
)
NO_CASE = FindingKind(
    "tests.no_case",
    "Le rapport ne contient aucun cas de test",
    "The report holds no test case",
)
NONE_RAN = FindingKind(
    "tests.none_ran",
    "{value:Le seul cas du rapport n’a pas été exécuté|Aucun des cas du rapport n’a été exécuté}",
    "{value:The only case of the report was not run|None of the report’s cases was run}",
)
RESULTS = FindingKind(
    "tests.results_and_cases",
    "pytest annonce {announced} résultats, le rapport écrit {value} cas : un sous-test, une tentative ou une "
    "erreur après un test peut compter pour un résultat",
    "pytest announces {announced} results, the report writes {value} {value:case|cases}: a subtest, a try or "
    "an error after a test may count as a result",
)
COUNTERS = FindingKind(
    "tests.counters_differ",
    "{value} {value:compteur annoncé|compteurs annoncés} par l’outil {value:diffère|diffèrent} du contenu ; "
    "{what:quoted} : {announced} annoncé, {counted} recompté",
    "{value} {value:counter|counters} written by the tool {value:differs|differ} from the content; "
    "{what:quoted}: {announced} announced, {counted} recounted",
)
UNEXPLAINED = FindingKind(
    "tests.skipped_without_reason",
    "{value} {value:cas non exécuté sans raison écrite dans le rapport|cas non exécutés sans raison "
    "écrite dans le "
    "rapport} : {names}",
    "{value} {value:case|cases} not run without a reason in the report: {names}",
)
VERDICT = FindingKind(
    "tests.verdict_differs",
    "Le rapport conclut {value:quoted} alors que {failing} {failing:cas est|cas sont} en échec ou en erreur",
    "The report concludes {value:quoted} although {failing} {failing:case|cases} failed or "
    "{failing:is|are} in error",
)
UNASSERTED = FindingKind(
    "tests.without_assertion",
    "{value} {value:cas réussi|cas réussis} pour {value:lequel|lesquels} l’outil n’a compté aucune "
    "assertion : {names}",
    "{value} passed {value:case|cases} for which the tool counted no assertion: {names}",
)
HOLLOW = FindingKind(
    "tests.without_step",
    "{value} {value:cas réussi|cas réussis} dont l’outil n’a exécuté aucune étape, comme dans un essai à "
    "blanc : {names}",
    "{value} passed {value:case|cases} of which the tool ran no step, as in a dry run: {names}",
)
NO_TIME = FindingKind(
    "tests.all_durations_zero",
    "Les {value} cas ont tous une durée écrite de 0 s",
    "All {value} cases have a written duration of 0 s",
)
CRASHED = FindingKind(
    "tests.suites_without_case",
    "{value} {value:suite déclarée en échec sans aucun cas exécuté|suites déclarées en échec sans aucun "
    "cas exécuté} : "
    "{names}",
    "{value} {value:suite|suites} said to have failed without any case run: {names}",
)
LOCAL = FindingKind(
    "tests.local_target",
    "{value} {value:requête adressée|requêtes adressées} à la machine elle-même (localhost)",
    "{value} {value:request|requests} sent to the machine itself (localhost)",
)

LINES = FactKind(
    "tests.coverage.lines",
    Strength.RECOMPUTED,
    "Couverture des lignes recomptée : {value:%} ({covered} sur {valid})",
    "Line coverage recounted: {value:%} ({covered} of {valid})",
    "ratio",
)
BRANCHES = FactKind(
    "tests.coverage.branches",
    Strength.RECOMPUTED,
    "Couverture des branches recomptée : {value:%} ({covered} sur {valid})",
    "Branch coverage recounted: {value:%} ({covered} of {valid})",
    "ratio",
)
CONDITIONS = FactKind(
    "tests.coverage.conditions",
    Strength.READ,
    "Couverture des conditions écrite par l’outil : {value:%} ({covered} sur {valid})",
    "Condition coverage written by the tool: {value:%} ({covered} of {valid})",
    "ratio",
)
FUNCTIONS = FactKind(
    "tests.coverage.functions",
    Strength.READ,
    "Couverture des fonctions : {value:%} ({covered} sur {valid})",
    "Function coverage: {value:%} ({covered} of {valid})",
    "ratio",
)
INSTRUCTIONS = FactKind(
    "tests.coverage.instructions",
    Strength.RECOMPUTED,
    "Couverture des instructions recomptée : {value:%} ({covered} sur {valid})",
    "Instruction coverage recounted: {value:%} ({covered} of {valid})",
    "ratio",
)
FILES = FactKind(
    "tests.coverage.files",
    Strength.RECOMPUTED,
    "{value} {value:fichier source mesuré|fichiers source mesurés}",
    "{value} {value:source file|source files} measured",
)
MODULES = FactKind(
    "tests.coverage.modules",
    Strength.RECOMPUTED,
    "Couverture des lignes de {count} {count:module|modules}, de {low:%} ({lowest:quoted}) à {high:%} "
    "({highest:quoted})",
    "Line coverage of {count} {count:module|modules}, from {low:%} ({lowest:quoted}) to {high:%} "
    "({highest:quoted})",
    "ratio",
)
EMPTY_COVERAGE = FindingKind(
    "tests.coverage.no_line",
    "Le rapport de couverture ne contient aucune ligne mesurée",
    "The coverage report holds no measured line",
)
UNTOUCHED = FindingKind(
    "tests.coverage.untouched_files",
    "{value} {value:fichier dont aucune ligne n’est exécutée|fichiers dont aucune ligne n’est exécutée} : "
    "{names}",
    "{value} {value:file|files} of which no line is run: {names}",
)
GENERATED = FindingKind(
    "tests.coverage.generated_only",
    "Les {value} fichiers mesurés portent tous un nom de code généré",
    "All {value} measured files bear a name of generated code",
)
RATES = FindingKind(
    "tests.coverage.counters_differ",
    "{value} {value:chiffre annoncé|chiffres annoncés} par l’outil {value:diffère|diffèrent} du contenu ; "
    "{what:quoted} : {announced} annoncé, {counted} recompté",
    "{value} {value:figure|figures} written by the tool {value:differs|differ} from the content; "
    "{what:quoted}: {announced} announced, {counted} recounted",
)

RELEVANCE = LimitKind(
    "tests.limit.relevance",
    "Le rapport ne dit pas si les cas sont pertinents, ni ce qu’ils vérifient",
    "The report does not tell whether the cases are relevant, nor what they check",
)
ENVIRONMENT = LimitKind(
    "tests.limit.environment",
    "Le rapport ne prouve ni l’environnement ni la version du logiciel sur lesquels les tests ont été "
    "exécutés",
    "The report proves neither the environment nor the version of the software that the tests ran on",
)
LINTER = LimitKind(
    "tests.limit.linter",
    "Ces cas viennent d’un analyseur statique, pas de tests : rien n’est dit d’une exécution de tests",
    "These cases come from a static analyser, not from tests: nothing is told of a run of tests",
)
EXECUTED = LimitKind(
    "tests.limit.executed",
    "Une ligne exécutée pendant les tests n’est pas pour autant vérifiée par eux",
    "A line run during the tests is not thereby checked by them",
)
STATEMENTS = LimitKind(
    "tests.limit.statements",
    "Clover compte des instructions, dont plusieurs peuvent tenir sur une ligne ; ici ce sont les lignes "
    "qui comptent",
    "Clover counts statements, several of which may share a line; here lines are counted",
)
