"""What this inspector may state of load tests, plans, workloads and profiles, in French and English."""

from __future__ import annotations

from dataclasses import replace

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

REQUESTS = FactKind(
    "performance.requests",
    Strength.RECOMPUTED,
    "{value} {value:requête comptée|requêtes comptées}",
    "{value} {value:request|requests} counted",
)
ERROR_RATE = FactKind(
    "performance.error_rate",
    Strength.RECOMPUTED,
    "{errors} {errors:requête en échec|requêtes en échec} sur {requests}, soit {value:%}",
    "{errors} failed {errors:request|requests} of {requests}, that is {value:%}",
    "ratio",
)
LENGTHS = FactKind(
    "performance.other_lengths",
    Strength.READ,
    "{value} {value:réponse|réponses} d’une autre longueur que la première, que l’outil compte comme"
    " {value:échec (non comptée ici)|échecs (non comptées ici)}",
    "{value} {value:response|responses} of another length than the first, which the tool counts as failed"
    " (not counted here)",
)
PERCENTILES = FactKind(
    "performance.percentiles",
    Strength.RECOMPUTED,
    "Temps de réponse : {listed_fr}",
    "Response times: {listed_en}",
    "ms",
)
METRIC_PERCENTILES = FactKind(
    "performance.percentiles",
    Strength.RECOMPUTED,
    "Temps mesurés par {metric} : {listed_fr}",
    "Times measured by {metric}: {listed_en}",
    "ms",
)
MEAN = FactKind(
    "performance.mean",
    Strength.RECOMPUTED,
    "Temps de réponse moyen {mean:duration}, écart type {deviation:duration}, sur {count}"
    " {count:échantillon|échantillons}",
    "Mean response time {mean:duration}, standard deviation {deviation:duration}, over {count}"
    " {count:sample|samples}",
    "ms",
)
BARE_MEAN = FactKind(
    "performance.mean",
    Strength.RECOMPUTED,
    "Temps de réponse moyen {mean:duration}, sur {count} {count:échantillon|échantillons}",
    "Mean response time {mean:duration}, over {count} {count:sample|samples}",
    "ms",
)
THROUGHPUT = FactKind(
    "performance.throughput",
    Strength.RECOMPUTED,
    "Débit : {said} {said:requête|requêtes} par seconde",
    "Throughput: {said} {said:request|requests} per second",
    "req/s",
)
USERS = FactKind(
    "performance.users",
    Strength.READ,
    "{value} {value:utilisateur simultané|utilisateurs simultanés} au plus",
    "{value} concurrent {value:user|users} at most",
)
DURATION = FactKind(
    "performance.duration",
    Strength.RECOMPUTED,
    "Durée de l’essai : {value:duration}",
    "Duration of the test: {value:duration}",
    "s",
)
LABELS = FactKind(
    "performance.labels",
    Strength.RECOMPUTED,
    "{count} {count:type de requête|types de requête} : {value}",
    "{count} {count:kind of request|kinds of request}: {value}",
)
LABEL_TIMES = FactKind(
    "performance.label_times",
    Strength.RECOMPUTED,
    "95e centile par type de requête : {listed_fr}",
    "95th percentile per kind of request: {listed_en}",
    "ms",
)
THRESHOLDS = FactKind(
    "performance.thresholds",
    Strength.READ,
    "{count} {count:seuil fixé|seuils fixés} avant l’essai, {passed} {passed:tenu|tenus} : {names}",
    "{count} {count:threshold|thresholds} set before the test, {passed} passed: {names}",
)
CHECKS = FactKind(
    "performance.checks",
    Strength.RECOMPUTED,
    "{passed} {passed:vérification réussie|vérifications réussies} et {failed} en échec",
    "{passed} {passed:check|checks} passed and {failed} failed",
)
GROUPS = FactKind(
    "performance.groups",
    Strength.RECOMPUTED,
    "{value} {value:transaction|transactions} qui {value:regroupe|regroupent} d’autres échantillons, hors"
    " du calcul",
    "{value} {value:transaction|transactions} that {value:sums|sum} up other samples, left out",
)

NODES = FactKind(
    "performance.plan_nodes",
    Strength.READ,
    "Plan d’exécution : {value}",
    "Execution plan: {value}",
)
EXECUTION = FactKind(
    "performance.execution_time",
    Strength.READ,
    "Temps d’exécution de la requête : {seconds:duration}",
    "Execution time of the statement: {seconds:duration}",
    "ms",
)
ESTIMATES = FactKind(
    "performance.rows_estimated",
    Strength.RECOMPUTED,
    "Lignes estimées et réelles : écart le plus grand ×{value} ({kind} : {planned}"
    " {planned:estimée|estimées}, {actual} {actual:réelle|réelles})",
    "Rows estimated and real: greatest ratio ×{value} ({kind}: {planned} estimated, {actual} real)",
)
BUFFERS = FactKind(
    "performance.buffers",
    Strength.READ,
    "Blocs : {hits} {hits:trouvé|trouvés} en cache, {reads} {reads:lu|lus}",
    "Blocks: {hits} found in the cache, {reads} read",
)
FULL_READS = FactKind(
    "performance.full_reads",
    Strength.READ,
    "{value} {value:parcours complet|parcours complets} de table : {names}",
    "{value} full {value:scan|scans} of a table: {names}",
)
COST = FactKind(
    "performance.plan_cost",
    Strength.READ,
    "Coût estimé par le planificateur : {value}",
    "Cost estimated by the planner: {value}",
)

STATEMENTS = FactKind(
    "performance.statements",
    Strength.RECOMPUTED,
    "{value} {value:requête SQL relevée|requêtes SQL relevées}, {shapes}"
    " {shapes:forme distincte|formes distinctes},"
    " {calls} {calls:exécution|exécutions}",
    "{value} SQL {value:statement|statements} found, {shapes} distinct {shapes:shape|shapes}, {calls}"
    " {calls:execution|executions}",
)
MANY_STATEMENTS = FactKind(
    "performance.statements",
    Strength.RECOMPUTED,
    "{value} {value:requête SQL relevée|requêtes SQL relevées}, {calls} {calls:exécution|exécutions}",
    "{value} SQL {value:statement|statements} found, {calls} {calls:execution|executions}",
)
MOST_CALLS = FactKind(
    "performance.most_calls",
    Strength.READ,
    "Requête la plus appelée : {value} {value:fois|fois} – {shape}",
    "Statement called most: {value} {value:time|times} – {shape}",
)
DATABASE_TIME = FactKind(
    "performance.database_time",
    Strength.RECOMPUTED,
    "Temps cumulé des requêtes : {seconds:duration}",
    "Total time of the statements: {seconds:duration}",
    "ms",
)
TOP = FactKind(
    "performance.top_statements",
    Strength.RECOMPUTED,
    "Requêtes qui prennent le plus de temps : {listed_fr}",
    "Statements that take most time: {listed_en}",
    "ms",
)
SLOWEST = FactKind(
    "performance.slowest",
    Strength.READ,
    "Exécution la plus lente : {seconds:duration}",
    "Slowest execution: {seconds:duration}",
    "ms",
)
EXAMINED = FactKind(
    "performance.rows_examined",
    Strength.RECOMPUTED,
    "{examined} {examined:ligne examinée|lignes examinées} pour {sent} {sent:ligne rendue|lignes rendues}",
    "{examined} {examined:row|rows} examined for {sent} {sent:row|rows} sent",
)
SCANS = FactKind(
    "performance.logged_scans",
    Strength.RECOMPUTED,
    "{value} {value:exécution marquée|exécutions marquées} « parcours complet » sur {total}",
    "{value} of {total} {total:execution|executions} marked as full scan",
)
HOTSPOTS = FactKind(
    "performance.hotspots",
    Strength.RECOMPUTED,
    "Fonctions qui prennent le plus de temps elles-mêmes : {listed_fr}",
    "Functions that take most time themselves: {listed_en}",
    "ratio",
)
PROFILE = FactKind(
    "performance.profile",
    Strength.RECOMPUTED,
    "Profil de {value} {value:relevé|relevés}, {weight} {unit} en tout : {names}",
    "Profile of {value} {value:record|records}, {weight} {unit} in all: {names}",
)

FEW = FindingKind(
    "performance.few_samples",
    "{value} {value:échantillon|échantillons} : moins de 30, les centiles ne sont pas stables",
    "{value} {value:sample|samples}: fewer than 30, percentiles are not stable",
)
FAILED = FindingKind(
    "performance.failed_requests",
    "{value} {value:requête en échec|requêtes en échec} sur {requests}",
    "{value} failed {value:request|requests} of {requests}",
)
SOCKETS = FindingKind(
    "performance.socket_errors",
    "Erreurs de connexion écrites par l’outil : {connect} à la connexion, {read} à la lecture, {write} à"
    " l’écriture, {timeout} {timeout:délai dépassé|délais dépassés}",
    "Socket errors written by the tool: {connect} to connect, {read} to read, {write} to write, {timeout}"
    " {timeout:timeout|timeouts}",
)
CROSSED = FindingKind(
    "performance.threshold_crossed",
    "{value} {value:seuil dépassé|seuils dépassés} : {names}",
    "{value} {value:threshold|thresholds} crossed: {names}",
)
FAILED_CHECKS = FindingKind(
    "performance.failed_checks",
    "{value} {value:vérification en échec|vérifications en échec} sur {total}",
    "{value} failed {value:check|checks} of {total}",
)
LOCAL = FindingKind(
    "performance.local_target",
    "Essai mené contre la machine locale : {value}",
    "Test run against the local machine: {value}",
)
DIFFERS = FindingKind(
    "performance.figures_differ",
    "Le chiffre écrit et celui qui se recalcule diffèrent : {listed_fr}",
    "The figure written and the one recounted differ: {listed_en}",
)
UNREADABLE = FindingKind(
    "performance.unreadable_rows",
    "{value} {value:ligne|lignes} sans temps lisible, hors du calcul",
    "{value} {value:row|rows} without a readable time, left out",
)
NOT_RUN = FindingKind(
    "performance.plan_not_run",
    "Plan estimé seulement : la requête n’a pas été exécutée (EXPLAIN sans ANALYZE)",
    "Estimated plan only: the statement was not run (EXPLAIN without ANALYZE)",
)
OFF = FindingKind(
    "performance.estimates_off",
    "{value} {value:étape où l’estimation s’écarte|étapes où l’estimation s’écarte} d’un facteur 10 ou"
    " plus : {names}",
    "{value} {value:step|steps} whose estimate is wrong by a factor of 10 or more: {names}",
)
COLD = FindingKind(
    "performance.cold_cache",
    "{value} {value:bloc lu|blocs lus} hors du cache, soit {share:%} : le temps mesuré dépend de l’état"
    " du cache",
    "{value} {value:block|blocks} read from outside the cache, that is {share:%}: the time depends on its"
    " state",
)
PASSWORDS = FindingKind(
    "performance.visible_password",
    "{value} {value:requête laisse voir|requêtes laissent voir} un mot de passe",
    "{value} {value:statement shows|statements show} a password",
)

PRODUCTION = LimitKind(
    "performance.production",
    "Le fichier ne dit ni la charge ni le matériel de la production.",
    "The file tells neither the load nor the hardware of production.",
)
NEAREST = LimitKind(
    "performance.nearest_rank",
    "Centiles recalculés au rang le plus proche ; l’outil peut interpoler.",
    "Percentiles recomputed by nearest rank; the tool may interpolate.",
)
WRITTEN = LimitKind(
    "performance.written_figures",
    "Les temps sont ceux que l’outil a calculés : les échantillons ne sont pas dans le fichier.",
    "The times are those that the tool computed: the samples are not in the file.",
)
ROUNDED = LimitKind(
    "performance.rounded_times",
    "L’outil écrit ses centiles en millisecondes entières : 0 ms y veut dire moins d’une milliseconde.",
    "The tool writes its percentiles in whole milliseconds: 0 ms means less than one millisecond there.",
)
CLASSES = LimitKind(
    "performance.classes",
    "Plus de deux millions d’échantillons : centiles connus à un pour cent près.",
    "More than two million samples: percentiles known within one percent.",
)
ONE_RUN = LimitKind(
    "performance.one_execution",
    "Une seule exécution : le fichier ne dit rien de la dispersion des temps.",
    "A single execution: the file says nothing of how times vary.",
)
SINCE_RESET = LimitKind(
    "performance.since_reset",
    "Compteurs cumulés depuis une remise à zéro dont la date n’est pas dans le fichier.",
    "Counters summed since a reset whose date is not in the file.",
)
ONLY_SLOW = LimitKind(
    "performance.only_logged",
    "Seules les requêtes que le réglage du journal retient y figurent.",
    "Only the statements that the settings of the log keep are there.",
)
KEPT = LimitKind(
    "performance.kept_shapes",
    "Plus de 20 000 formes de requête : les suivantes ne sont pas détaillées.",
    "More than 20,000 shapes of statements: the others are not detailed.",
)


def read(kind: FactKind) -> FactKind:
    """Return the kind for a figure that the tool wrote."""
    return replace(kind, strength=Strength.READ)
