"""What may be stated of web pages: kinds of facts, findings and limits, in French and English."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

_READ = Strength.READ
_COUNTED = Strength.RECOMPUTED

TOOL = FactKind(
    "web_pages.tool",
    _READ,
    "La mesure est faite par {value}.",
    "The measurement was made by {value}.",
)
TOOL_BY_FORM = FactKind(
    "web_pages.tool",
    _READ,
    "Le rapport a la forme que lui donne {value} ; il ne nomme pas de version.",
    "The report has the form that {value} gives it; it names no version.",
)
PRODUCED = FactKind(
    "web_pages.produced",
    _READ,
    "La mesure est datée du {value:moment}.",
    "The measurement is dated {value:moment}.",
)
PAGES = FactKind(
    "web_pages.pages",
    _READ,
    "{value:La page mesurée est|Les pages mesurées sont} {value}.",
    "{value:The page measured is|The pages measured are} {value}.",
)
DEVICE = FactKind(
    "web_pages.device",
    _READ,
    "L’appareil simulé est {value:quoted}.",
    "The device emulated is {value:quoted}.",
)
SCREEN = FactKind(
    "web_pages.screen",
    _READ,
    "La fenêtre mesure {width} × {height} pixels.",
    "The window is {width} × {height} pixels.",
)
SCORES = FactKind(
    "web_pages.scores",
    _READ,
    "Scores sur 100 donnés par Lighthouse : {names}.",
    "Scores out of 100 given by Lighthouse: {names}.",
    unit="ratio",
)
FCP = FactKind(
    "web_pages.first_contentful_paint",
    _READ,
    "Premier affichage d’un contenu (FCP) : {seconds:duration}.",
    "First contentful paint (FCP): {seconds:duration}.",
    unit="ms",
)
LCP = FactKind(
    "web_pages.largest_contentful_paint",
    _READ,
    "Affichage du plus grand contenu (LCP) : {seconds:duration}.",
    "Largest contentful paint (LCP): {seconds:duration}.",
    unit="ms",
)
TBT = FactKind(
    "web_pages.total_blocking_time",
    _READ,
    "Temps de blocage total (TBT) : {seconds:duration}.",
    "Total blocking time (TBT): {seconds:duration}.",
    unit="ms",
)
SPEED = FactKind(
    "web_pages.speed_index",
    _READ,
    "Indice de vitesse (Speed Index) : {seconds:duration}.",
    "Speed index: {seconds:duration}.",
    unit="ms",
)
CLS = FactKind(
    "web_pages.cumulative_layout_shift",
    _READ,
    "Décalage cumulé de la mise en page (CLS) : {value}.",
    "Cumulative layout shift (CLS): {value}.",
)
AUDITS = FactKind(
    "web_pages.audits",
    _COUNTED,
    "{passed} {passed:contrôle réussi|contrôles réussis} (note d’au moins 0,9), {below} en dessous, "
    "{informative} pour information, {error} en erreur, {unscored} sans note (sans objet ou à faire par une "
    "personne).",
    "{passed} {passed:audit|audits} passed (score of at least 0.9), {below} below, {informative} for "
    "information, {error} in error, {unscored} without a score (not applicable, or to be done by a person).",
)
BELOW = FactKind(
    "web_pages.audits_below",
    _COUNTED,
    "{value} {value:contrôle a|contrôles ont} une note inférieure à 0,9 : {names}.",
    "{value} {value:audit has|audits have} a score below 0.9: {names}.",
)
SEO = FactKind(
    "web_pages.seo_audits",
    _COUNTED,
    "Référencement (SEO) : {passed} {passed:contrôle réussi|contrôles réussis} sur {total} notés.",
    "Search engine optimisation (SEO): {passed} of {total} scored {total:audit|audits} passed.",
)
VIOLATIONS = FactKind(
    "web_pages.violations",
    _COUNTED,
    "{total} {total:règle d’accessibilité enfreinte|règles d’accessibilité enfreintes}, sur {nodes} "
    "{nodes:élément|éléments} ; par gravité : critique {critical}, sérieuse {serious}, modérée {moderate}, "
    "mineure {minor}, non dite {unknown}.",
    "{total} accessibility {total:rule|rules} broken, on {nodes} {nodes:element|elements}; by impact: "
    "critical "
    "{critical}, serious {serious}, moderate {moderate}, minor {minor}, unsaid {unknown}.",
)
VIOLATIONS_BY_PAGE = FactKind(
    "web_pages.violations",
    _COUNTED,
    "{rules} {rules:règle d’accessibilité enfreinte|règles d’accessibilité enfreintes}, {total} fois en "
    "comptant chaque page à part, sur {nodes} {nodes:élément|éléments} ; par gravité et par page : "
    "critique {critical}, sérieuse {serious}, modérée {moderate}, mineure {minor}, non dite {unknown}.",
    "{rules} accessibility {rules:rule|rules} broken, {total} {total:time|times} when each page is counted "
    "apart, on {nodes} {nodes:element|elements}; by impact and page: critical {critical}, serious {serious}, "
    "moderate {moderate}, minor {minor}, unsaid {unknown}.",
)
NO_VIOLATION = FactKind(
    "web_pages.violations",
    _COUNTED,
    "Aucune règle d’accessibilité enfreinte n’est relevée.",
    "No broken accessibility rule is reported.",
)
RULES = FactKind(
    "web_pages.rules",
    _COUNTED,
    "{passes} {passes:règle respectée|règles respectées}, {incomplete} à vérifier par une personne, "
    "{inapplicable} "
    "sans objet.",
    "{passes} {passes:rule|rules} passed, {incomplete} to be checked by a person, {inapplicable} not "
    "applicable.",
)
RULES_BY_PAGE = FactKind(
    RULES.code,
    RULES.strength,
    "En comptant chaque règle une fois par page : {passes} {passes:respectée|respectées}, {incomplete} à "
    "vérifier par une personne, {inapplicable} sans objet.",
    "Each rule counted once a page: {passes} passed, {incomplete} to be checked by a person, {inapplicable} "
    "not applicable.",
)
CRITERIA = FactKind(
    "web_pages.accessibility_criteria",
    _READ,
    "Critères cités par les règles enfreintes : {value}.",
    "Criteria named by the broken rules: {value}.",
)
ISSUES = FactKind(
    "web_pages.issues",
    _COUNTED,
    "{total} {total:problème relevé|problèmes relevés} : {error} {error:erreur|erreurs}, {warning} "
    "{warning:avertissement|avertissements}, {notice} {notice:remarque|remarques}.",
    "{total} {total:issue|issues} reported: {error} {error:error|errors}, {warning} "
    "{warning:warning|warnings}, "
    "{notice} {notice:notice|notices}.",
)
NO_ISSUE = FactKind(
    "web_pages.issues",
    _COUNTED,
    "Le rapport ne relève aucun problème.",
    "The report shows no issue.",
)
EMPTY_BY_NAME = FactKind(
    "web_pages.issues",
    _COUNTED,
    "Aucun problème relevé : liste vide, attribuée à l’outil d’après le nom du fichier.",
    "No issue reported: an empty list, put down to the tool by the file’s name.",
)
RUNNERS = FactKind(
    "web_pages.runners",
    _COUNTED,
    "Problèmes par moteur d’analyse : {value}.",
    "Issues by engine: {value}.",
)
HTML = FactKind(
    "web_pages.html_messages",
    _COUNTED,
    "Le validateur HTML rend {total} {total:message|messages} : {error} {error:erreur|erreurs}, {warning} "
    "{warning:avertissement|avertissements}, {info} {info:information|informations}.",
    "The HTML checker gives {total} {total:message|messages}: {error} {error:error|errors}, {warning} "
    "{warning:warning|warnings}, {info} for information.",
)
NO_HTML_ERROR = FactKind(
    "web_pages.html_no_error",
    _COUNTED,
    "Le validateur HTML ne rend aucune erreur : {warning} {warning:avertissement|avertissements}, {info} "
    "{info:information|informations}.",
    "The HTML checker gives no error: {warning} {warning:warning|warnings}, {info} for information.",
)
NO_HTML = FactKind(
    "web_pages.html_no_error",
    _COUNTED,
    "Le validateur HTML ne rend aucun message.",
    "The HTML checker gives no message.",
)
SCREENS = FactKind(
    "web_pages.visual_tests",
    _COUNTED,
    "{total} {total:comparaison d’écran|comparaisons d’écran}, sur {viewports} {viewports:format|formats} "
    "({names}) : {passed} {passed:réussie|réussies}, {failed} en échec.",
    "{total} screen {total:comparison|comparisons}, on {viewports} {viewports:viewport|viewports} ({names}): "
    "{passed} passed, {failed} failed.",
)
MISMATCH = FactKind(
    "web_pages.visual_mismatch",
    _READ,
    "Le plus grand écart avec la référence est de {value:%} ({label}).",
    "The greatest mismatch with the reference is {value:%} ({label}).",
    unit="ratio",
)
REQUESTS = FactKind(
    "web_pages.requests",
    _COUNTED,
    "{value} {value:requête enregistrée|requêtes enregistrées}, vers {hosts} {hosts:hôte|hôtes}, pour "
    "{size:bytes} de "
    "contenu.",
    "{value} {value:request|requests} recorded, to {hosts} {hosts:host|hosts}, for {size:bytes} of content.",
)
LOADED = FactKind(
    "web_pages.load_time",
    _READ,
    "La page est chargée en {seconds:duration} (onLoad).",
    "The page loaded in {seconds:duration} (onLoad).",
    unit="ms",
)
HEADERS = FactKind(
    "web_pages.security_headers",
    _READ,
    "En-têtes de sécurité présents dans la réponse du document : {value}.",
    "Security headers present in the document’s response: {value}.",
)
GRADE = FactKind(
    "web_pages.grade",
    _READ,
    "L’observatoire de Mozilla donne la note {value}.",
    "Mozilla’s observatory gives the grade {value}.",
)
SCORE = FactKind(
    "web_pages.score",
    _READ,
    "L’observatoire de Mozilla donne {value} points.",
    "Mozilla’s observatory gives {value} points.",
)
TESTS = FactKind(
    "web_pages.security_tests",
    _COUNTED,
    "{total} {total:test|tests} d’en-têtes et de réglages : {passed} {passed:réussi|réussis}, {failed} "
    "en échec.",
    "{total} {total:test|tests} of headers and settings: {passed} passed, {failed} failed.",
)
FAILED = FactKind(
    "web_pages.security_tests_failed",
    _COUNTED,
    "{value} {value:test en échec|tests en échec} : {names}.",
    "{value} failed {value:test|tests}: {names}.",
)
SITEMAP = FactKind(
    "web_pages.sitemap",
    _COUNTED,
    "Le plan du site liste {value} {value:adresse|adresses}.",
    "The sitemap lists {value} {value:address|addresses}.",
)
ROBOTS = FactKind(
    "web_pages.robots",
    _COUNTED,
    "robots.txt contient {total} {total:règle|règles} pour {agents}, et annonce {sitemaps} "
    "{sitemaps:plan de site|plans de site}.",
    "robots.txt holds {total} {total:rule|rules} for {agents}, and announces {sitemaps} "
    "{sitemaps:sitemap|sitemaps}.",
)

LOCAL = FindingKind(
    "web_pages.local_target",
    "La mesure est faite sur la machine locale : {value}.",
    "The measurement was made on the local machine: {value}.",
)
PLAIN_HTTP = FindingKind(
    "web_pages.plain_http",
    "{count:Une adresse est servie|Des adresses sont servies} sans chiffrement (http) : {value}.",
    "{count:An address is|Addresses are} served without encryption (http): {value}.",
)
RUN_WARNINGS = FindingKind(
    "web_pages.run_warnings",
    "L’outil prévient que la mesure peut être faussée : {names}.",
    "The tool warns that the measurement may be wrong: {names}.",
)
RUN_ERROR = FindingKind(
    "web_pages.run_error",
    "L’outil n’a pas pu mesurer la page : {value}.",
    "The tool could not measure the page: {value}.",
)
REDIRECTED = FindingKind(
    "web_pages.redirected",
    "L’adresse demandée ({before}) a mené à une autre ({value}).",
    "The address asked for ({before}) led to another ({value}).",
)
SEVERE = FindingKind(
    "web_pages.severe_violations",
    "{value} {value:règle d’accessibilité de gravité critique ou sérieuse est enfreinte|règles "
    "d’accessibilité de "
    "gravité critique ou sérieuse sont enfreintes} : {names}.",
    "{value} accessibility {value:rule|rules} of critical or serious impact {value:is|are} broken: {names}.",
)
ISSUE_ERRORS = FindingKind(
    "web_pages.accessibility_errors",
    "{value} {value:erreur d’accessibilité est relevée|erreurs d’accessibilité sont relevées} : {names}.",
    "{value} accessibility {value:error is|errors are} reported: {names}.",
)
HTML_ERRORS = FindingKind(
    "web_pages.html_errors",
    "{value} {value:erreur HTML|erreurs HTML} : {names}.",
    "{value} HTML {value:error|errors}: {names}.",
)
OVER = FindingKind(
    "web_pages.visual_failures",
    "{value} {value:comparaison d’écran est en échec|comparaisons d’écran sont en échec} : {names}.",
    "{value} screen {value:comparison fails|comparisons fail}: {names}.",
)
ONE_VIEWPORT = FindingKind(
    "web_pages.one_viewport",
    "Un seul format d’écran est comparé : {value}.",
    "A single viewport is compared: {value}.",
)
MISSING_HEADERS = FindingKind(
    "web_pages.missing_headers",
    "En-têtes de sécurité absents de la réponse du document : {value}.",
    "Security headers absent from the document’s response: {value}.",
)
MIXED = FindingKind(
    "web_pages.mixed_content",
    "{value} {value:ressource est chargée|ressources sont chargées} sans chiffrement par une page chiffrée.",
    "{value} {value:resource is|resources are} loaded without encryption by an encrypted page.",
)
HTTP_ERRORS = FindingKind(
    "web_pages.http_errors",
    "{value} {value:requête échoue|requêtes échouent} (état 400 ou plus) : {names}.",
    "{value} {value:request fails|requests fail} (status 400 or more): {names}.",
)
FAILED_TESTS = FindingKind(
    "web_pages.security_gaps",
    "{value} {value:réglage de sécurité est en échec|réglages de sécurité sont en échec} : {names}.",
    "{value} security {value:setting fails|settings fail}: {names}.",
)
MISCOUNT = FindingKind(
    "web_pages.miscount",
    "L’outil annonce {announced} ({subject}) et le fichier en contient {value}.",
    "The tool announces {announced} ({subject}) and the file holds {value}.",
)
ALL_CLOSED = FindingKind(
    "web_pages.robots_closed",
    "robots.txt interdit tout le site aux robots : {value}.",
    "robots.txt closes the whole site to robots: {value}.",
)

ONE_RUN = LimitKind(
    "web_pages.limit.one_run",
    "C’est un seul passage sur un seul appareil simulé : la dispersion des temps n’est pas connue.",
    "This is a single run on a single emulated device: how the times vary is not known.",
)
AUTOMATIC = LimitKind(
    "web_pages.limit.automatic",
    "Un outil ne vérifie qu’une partie de l’accessibilité ; le fichier ne dit rien du reste.",
    "A tool checks only a part of accessibility; the file tells nothing of the rest.",
)
NO_ADDRESS = LimitKind(
    "web_pages.limit.address",
    "Ce format ne nomme pas la page examinée.",
    "This format does not name the page examined.",
)
CONTENT = LimitKind(
    "web_pages.limit.content",
    "Le fichier ne dit rien de la justesse du contenu ni de l’avis des utilisateurs.",
    "The file tells nothing of the content’s accuracy nor of what users think.",
)
ONE_MOMENT = LimitKind(
    "web_pages.limit.moment",
    "Le fichier montre un moment : il ne dit pas ce que le site répond aujourd’hui.",
    "The file shows one moment: it does not tell what the site answers today.",
)
