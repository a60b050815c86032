"""What may be stated of a scan: kinds of facts, findings and limits, in French and English.

The severity words are those of CVSS 4.0 §6 (critical, high, medium, low), beside information and unknown.
"""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

_READ = Strength.READ
_COUNTED = Strength.RECOMPUTED

TOOL = FactKind(
    "scans.tool",
    _READ,
    "Le rapport est produit par {value}.",
    "The report was produced by {value}.",
)
TOOL_BY_FORM = FactKind(
    "scans.tool",
    _READ,
    "Le rapport a la forme que lui donne {value} ; il ne nomme pas de version.",
    "The report has the form that {value} gives it; it names no version.",
)
COMMAND = FactKind(
    "scans.command",
    _READ,
    "La commande lancée est {value:quoted}.",
    "The command run is {value:quoted}.",
)
STARTED = FactKind(
    "scans.started",
    _READ,
    "L’analyse a commencé le {value:moment}.",
    "The scan began on {value:moment}.",
)
PRODUCED = FactKind(
    "scans.produced",
    _READ,
    "Le rapport est daté du {value:moment}.",
    "The report is dated {value:moment}.",
)
LASTED = FactKind(
    "scans.duration",
    _READ,
    "L’analyse a duré {value:duration}, du {start:moment} au {end:moment}.",
    "The scan took {value:duration}, from {start:moment} to {end:moment}.",
    unit="s",
)
TARGETS = FactKind(
    "scans.targets",
    _READ,
    "{value:La cible est|Les cibles sont} {value}.",
    "{value:The target is|The targets are} {value}.",
)
HOSTS = FactKind(
    "scans.hosts",
    _COUNTED,
    "{value} {value:hôte a répondu|hôtes ont répondu} à l’analyse.",
    "{value} {value:host|hosts} answered the scan.",
)
HOSTS_ASSUMED = FactKind(
    "scans.hosts_assumed",
    _COUNTED,
    "{value} {value:hôte est supposé actif|hôtes sont supposés actifs} (-Pn), sans découverte.",
    "{value} {value:host is|hosts are} assumed to be up (-Pn), without discovery.",
)
HOSTS_LISTED = FactKind(
    "scans.hosts",
    _COUNTED,
    "Le rapport porte sur {value} {value:hôte|hôtes}.",
    "The report covers {value} {value:host|hosts}.",
)
PORTS_EXAMINED = FactKind(
    "scans.ports_examined",
    _COUNTED,
    "{value} {value:port est examiné|ports sont examinés} sur chaque hôte : {ranges}.",
    "{value} {value:port is|ports are} examined on each host: {ranges}.",
)
OPEN_PORTS = FactKind(
    "scans.open_ports",
    _COUNTED,
    "{value} {value:port ouvert|ports ouverts} : {ports}.",
    "{value} open {value:port|ports}: {ports}.",
)
NO_OPEN_PORT = FactKind(
    "scans.open_ports",
    _COUNTED,
    "Aucun port examiné n’est ouvert.",
    "None of the ports examined is open.",
)
UNDETERMINED_PORTS = FactKind(
    "scans.ports_undetermined",
    _COUNTED,
    "{value} {value:port n’est déclaré|ports ne sont déclarés} ni {value:ouvert|ouverts} ni "
    "{value:fermé|fermés} ; par état : {states}.",
    "{value} {value:port is|ports are} called neither open nor closed; by state: {states}.",
)
RESULTS = FactKind(
    "scans.results",
    _COUNTED,
    "Le rapport liste {total} {total:résultat|résultats} : {critical} {critical:critique|critiques}, "
    "{high} {high:élevé|élevés}, {medium} {medium:moyen|moyens}, {low} {low:faible|faibles}, "
    "{information} {information:informatif|informatifs}, {unknown} sans gravité.",
    "The report lists {total} {total:result|results}: {critical} critical, {high} high, {medium} medium, "
    "{low} low, {information} informational, {unknown} without severity.",
)
UNGRADED = FactKind(
    "scans.results",
    _COUNTED,
    "Le rapport liste {total} {total:résultat|résultats} ; ce format ne donne pas de gravité.",
    "The report lists {total} {total:result|results}; this format gives no severity.",
)
NO_RESULT = FactKind(
    "scans.results",
    _COUNTED,
    "Le rapport ne liste aucun résultat.",
    "The report lists no result.",
)
NO_RESULT_OF_NOTHING = FactKind(
    "scans.results_of_nothing",
    _COUNTED,
    "Le rapport ne liste aucun résultat, et aucune dépendance n’y est examinée.",
    "The report lists no result, and no dependency is examined in it.",
)
SET_ASIDE = FactKind(
    "scans.set_aside",
    _COUNTED,
    "{total} {total:vulnérabilité est mise|vulnérabilités sont mises} à part par {total:son|leur} statut et "
    "non {total:comptée|comptées} parmi les résultats : {value}.",
    "{total} {total:vulnerability is|vulnerabilities are} set aside by {total:its|their} status and not "
    "counted among the results: {value}.",
)
INSTANCES = FactKind(
    "scans.instances",
    _COUNTED,
    "Ces résultats sont relevés {value} fois, sur {urls} {urls:adresse distincte|adresses distinctes}.",
    "These results occur {value} {value:time|times}, on {urls} distinct {urls:address|addresses}.",
)
CVES = FactKind(
    "scans.cves",
    _COUNTED,
    "Le rapport cite {count} {count:identifiant CVE distinct|identifiants CVE distincts} : {value}.",
    "The report names {count} distinct CVE {count:identifier|identifiers}: {value}.",
)
CWES = FactKind(
    "scans.cwes",
    _COUNTED,
    "Le rapport cite {count} {count:catégorie CWE distincte|catégories CWE distinctes} : {value}.",
    "The report names {count} distinct CWE {count:category|categories}: {value}.",
)
FIXABLE = FactKind(
    "scans.fix_named",
    _COUNTED,
    "Le rapport nomme une version corrigée pour {value} {value:résultat|résultats} sur {total}.",
    "The report names a fixed version for {value} of {total} {total:result|results}.",
)
DEPENDENCIES = FactKind(
    "scans.dependencies",
    _READ,
    "L’outil dit avoir examiné {value} {value:dépendance|dépendances}.",
    "The tool says that it examined {value} {value:dependency|dependencies}.",
)
LISTED_DEPENDENCIES = FactKind(
    "scans.dependencies",
    _COUNTED,
    "Le rapport liste {value} {value:dépendance examinée|dépendances examinées}.",
    "The report lists {value} {value:dependency|dependencies} examined.",
)
AFFECTED = FactKind(
    "scans.packages_affected",
    _COUNTED,
    "{value} {value:paquet est concerné|paquets sont concernés} : {names}.",
    "{value} {value:package is|packages are} affected: {names}.",
)
CHECKS = FactKind(
    "scans.checks",
    _COUNTED,
    "Le rapport contient {total} {total:contrôle|contrôles}, comptés par résultat : {value}.",
    "The report holds {total} {total:check|checks}, counted by outcome: {value}.",
)
FAILED_CHECKS = FactKind(
    "scans.failed_checks",
    _COUNTED,
    "{value} {value:contrôle en échec|contrôles en échec} : {names}.",
    "{value} failed {value:check|checks}: {names}.",
)
TESTS_RUN = FactKind(
    "scans.tests_run",
    _COUNTED,
    "L’audit liste {value} {value:test exécuté|tests exécutés} et {skipped} "
    "{skipped:test non exécuté|tests non exécutés}.",
    "The audit lists {value} {value:test|tests} executed and {skipped} skipped.",
)
HARDENING = FactKind(
    "scans.hardening_index",
    _READ,
    "L’indice de durcissement calculé par Lynis est de {value} sur 100.",
    "The hardening index computed by Lynis is {value} out of 100.",
)
WARNINGS = FactKind(
    "scans.warnings",
    _COUNTED,
    "L’audit rend {warnings} {warnings:avertissement|avertissements} et {suggestions} "
    "{suggestions:suggestion|suggestions}.",
    "The audit gives {warnings} {warnings:warning|warnings} and {suggestions} "
    "{suggestions:suggestion|suggestions}.",
)
SYSTEM = FactKind(
    "scans.system",
    _READ,
    "Le système examiné est {value}.",
    "The system examined is {value}.",
)
SCORE = FactKind(
    "scans.score",
    _READ,
    "L’outil donne une note de {value} sur {maximum}.",
    "The tool gives a score of {value} out of {maximum}.",
)
SECRETS = FactKind(
    "scans.secrets",
    _COUNTED,
    "{total} {total:secret présumé est relevé|secrets présumés sont relevés}, dans {files} "
    "{files:fichier|fichiers} ; par règle : {value}.",
    "{total} presumed {total:secret is|secrets are} reported, in {files} {files:file|files}; by rule: "
    "{value}.",
)
NO_SECRET_BY_NAME = FactKind(
    "scans.secrets",
    _COUNTED,
    "Aucun secret relevé : liste vide, attribuée à l’outil d’après le nom du fichier.",
    "No secret reported: an empty list, put down to the tool by the file’s name.",
)
EXPLOITATION = FactKind(
    "scans.exploitation",
    Strength.DECLARED,
    "{total} {total:déclaration|déclarations} d’exploitabilité ; par statut : affecté {affected}, "
    "corrigé {fixed}, "
    "non affecté {not_affected}, à l’étude {under_investigation}.",
    "{total} exploitability {total:statement|statements}: {affected} affected, {fixed} fixed, "
    "{not_affected} not affected, {under_investigation} under investigation.",
)
JUSTIFIED = FactKind(
    "scans.justifications",
    Strength.DECLARED,
    "{count} {count:déclaration « non affecté » porte une justification|"
    "déclarations « non affecté » portent une justification} : {value}.",
    "{count} “not affected” {count:statement carries|statements carry} a justification: {value}.",
)
PERMISSIONS = FactKind(
    "scans.permissions",
    _COUNTED,
    "L’application demande {total} {total:permission|permissions}, dont {value} que l’outil classe "
    "dangereuses.",
    "The application asks for {total} {total:permission|permissions}, {value} of which the tool calls "
    "dangerous.",
)
INJECTIONS = FactKind(
    "scans.injections",
    _COUNTED,
    "{value} {value:paramètre injectable|paramètres injectables} : {names}.",
    "{value} injectable {value:parameter|parameters}: {names}.",
)

LOCAL_TARGET = FindingKind(
    "scans.local_target",
    "La cible est la machine même qui lance l’outil : {value}.",
    "The target is the very machine that runs the tool: {value}.",
)
DEMO_TARGET = FindingKind(
    "scans.demo_target",
    "Le nom de la cible est celui d’un service de démonstration ou d’exercice connu : {value}.",
    "The target’s name is that of a known demonstration or training service: {value}.",
)
SEVERE = FindingKind(
    "scans.severe",
    "{value} {value:résultat critique ou élevé figure|résultats critiques ou élevés figurent} dans ce "
    "rapport : "
    "{names}.",
    "{value} critical or high {value:result stands|results stand} in this report: {names}.",
)
INCOMPLETE = FindingKind(
    "scans.incomplete",
    "L’outil n’écrit pas qu’il est allé au bout de l’analyse ({value}).",
    "The tool does not say that the scan ran to its end ({value}).",
)
MISCOUNT = FindingKind(
    "scans.miscount",
    "L’outil annonce {announced} ({subject}) et le fichier en contient {counted} ; écarts de ce genre : "
    "{value}.",
    "The tool announces {announced} ({subject}) and the file holds {counted}; differences of this kind: "
    "{value}.",
)
DATES_ODD = FindingKind(
    "scans.dates_odd",
    "La fin indiquée ({end:moment}) précède le début ({start:moment}).",
    "The end given ({end:moment}) comes before the start ({start:moment}).",
)
FUTURE = FindingKind(
    "scans.future",
    "L’analyse est datée du {value:moment}, après le jour de la lecture.",
    "The scan is dated {value:moment}, after the day of reading.",
)
NOTHING_EXAMINED = FindingKind(
    "scans.nothing_examined",
    "Rien n’a été examiné : {said}. L’absence de résultat ne dit rien.",
    "Nothing was examined: {said_en}. The absence of results says nothing.",
)
SECRETS_IN_HISTORY = FindingKind(
    "scans.secrets_found",
    "{value} {value:secret présumé distinct a été relevé|secrets présumés distincts ont été relevés} "
    "({history} dans l’historique) ; règles : {rules}.",
    "{value} distinct presumed {value:secret was|secrets were} reported ({history} in the history); rules: "
    "{rules}.",
)
SECRETS_FOUND = FindingKind(
    "scans.secrets_found",
    "{value} {value:secret présumé figure|secrets présumés figurent} dans les sources examinées (règles "
    ": {rules}).",
    "{value} presumed {value:secret stands|secrets stand} in the sources examined (rules: {rules}).",
)
UNJUSTIFIED = FindingKind(
    "scans.unjustified",
    "{value} {value:déclaration « non affecté » ne donne|déclarations « non affecté » ne donnent} "
    "ni justification ni explication.",
    "{value} “not affected” {value:statement gives|statements give} neither justification nor explanation.",
)
NO_ACTION = FindingKind(
    "scans.no_action",
    "{value} {value:déclaration « affecté » ne dit|déclarations « affecté » ne disent} pas quoi faire.",
    "{value} “affected” {value:statement does|statements do} not say what to do.",
)
NOT_LOOKED_UP = FindingKind(
    "scans.not_looked_up",
    "L’outil dit n’avoir pas consulté la base de vulnérabilités.",
    "The tool says that it did not query the vulnerability database.",
)
CHECK_ERRORS = FindingKind(
    "scans.check_errors",
    "{value} {value:contrôle n’a|contrôles n’ont} pas pu être {value:évalué|évalués} (erreur ou résultat "
    "inconnu).",
    "{value} {value:check|checks} could not be evaluated (error or unknown result).",
)
SKIPPED = FindingKind(
    "scans.dependencies_skipped",
    "{value} {value:dépendance n’a pas été examinée|dépendances n’ont pas été examinées} : {names}.",
    "{value} {value:dependency was|dependencies were} not examined: {names}.",
)
DISMISSED = FactKind(
    "scans.dismissed",
    _COUNTED,
    "{value} {value:résultat est écarté|résultats sont écartés} dans le rapport même "
    "(faux positif, règle d’exclusion) et non {value:compté|comptés} ici.",
    "{value} {value:result is|results are} dismissed in the report itself (false positive, suppression rule) "
    "and not counted here.",
)

NOT_JUDGED = LimitKind(
    "scans.limit.depth",
    "Le fichier ne dit ni la profondeur du test, ni l’autorisation de tester cette cible.",
    "The file tells neither how deep the test went nor that testing this target was authorised.",
)
SCOPE_UNSAID = LimitKind(
    "scans.limit.scope",
    "Ce format ne liste que ce qui a donné un résultat : il ne dit pas tout ce qui a été examiné.",
    "This format lists only what gave a result: it does not tell all that was examined.",
)
NOT_VERIFIED = LimitKind(
    "scans.limit.verified",
    "Les résultats sont ceux d’un outil : le fichier ne dit pas s’ils ont été vérifiés un à un.",
    "The results are those of a tool: the file does not tell whether each was verified.",
)
DECLARED = LimitKind(
    "scans.limit.declared",
    "Ces statuts sont déclarés par l’auteur du document ; le fichier ne les démontre pas.",
    "These statuses are declared by the document’s author; the file does not demonstrate them.",
)
APPLICATION = LimitKind(
    "scans.limit.application",
    "Sont comptés les résultats sur le manifeste, le réseau, le certificat et le code ; ceux des "
    "binaires, des "
    "domaines et des traceurs ne sont pas lus.",
    "Results on the manifest, the network, the certificate and the code are counted; those on binaries, "
    "domains "
    "and trackers are not read.",
)
SECRET_VALID = LimitKind(
    "scans.limit.secret",
    "Le fichier ne dit pas si ces secrets sont encore valables, ni s’ils ont été renouvelés.",
    "The file does not tell whether these secrets are still valid, nor whether they were renewed.",
)
