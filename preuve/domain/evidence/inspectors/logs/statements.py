"""Sentences of the log inspector; accounts and addresses appear in them under pseudonyms only."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

_5, _4, _3 = Strength.RECOMPUTED, Strength.READ, Strength.DECLARED

ENTRIES = FactKind(
    "logs.entries",
    _5,
    "{entries} {entries:entrée lue|entrées lues}.",
    "{entries} {entries:entry|entries} read.",
)
LINES = FactKind(
    "logs.lines",
    _5,
    "{lines} {lines:ligne|lignes} : {entries} {entries:entrée lue|entrées lues}, {continued} de suite,"
    " {blank} {blank:vide|vides}, {unread} non {unread:lue|lues}.",
    "{lines} {lines:line|lines}: {entries} {entries:entry|entries} read, {continued} continued,"
    " {blank} blank, {unread} not read.",
)
PERIOD = FactKind(
    "logs.period",
    _4,
    "Le journal va du {first:moment} au {last:moment}.",
    "The log goes from {first:moment} to {last:moment}.",
)
PERIOD_WITHOUT_YEAR = FactKind(
    "logs.period_without_year",
    _4,
    "Le journal va du {first_fr} au {last_fr}, année inconnue.",
    "The log goes from {first_en} to {last_en}, year unknown.",
)
SILENCE = FactKind(
    "logs.longest_silence",
    _5,
    "Le plus long intervalle sans aucune entrée dure {seconds:duration}.",
    "The longest stretch without any entry lasts {seconds:duration}.",
    "s",
)
HOSTS = FactKind(
    "logs.hosts",
    _5,
    "{total_fr} {total:émetteur|émetteurs} : {named_fr}.",
    "{total_en} {total:sender|senders}: {named_en}.",
)
PROGRAMS = FactKind(
    "logs.programs",
    _5,
    "Entrées par programme : {named_fr}.",
    "Entries by program: {named_en}.",
)
SEVERITIES = FactKind(
    "logs.severities",
    _5,
    "Entrées par gravité, telle que le journal l’écrit : {named_fr}.",
    "Entries by severity, as the log writes it: {named_en}.",
)
TYPES = FactKind(
    "logs.types",
    _5,
    "Entrées par type : {named_fr}.",
    "Entries by type: {named_en}.",
)
ALERTS = FactKind(
    "logs.alerts",
    _5,
    "{total} {total:alerte|alertes}, {distinct_fr} {distinct:intitulé distinct|intitulés distincts} ; les"
    " plus fréquentes :"
    " {named_fr}.",
    "{total} {total:alert|alerts}, {distinct_en} distinct {distinct:title|titles}; most frequent:"
    " {named_en}.",
)
EVENTS = FactKind(
    "logs.events",
    _5,
    "{total} {total:événement|événements} CEF, {distinct_fr} {distinct:intitulé distinct|intitulés"
    " distincts} ; les plus fréquents : {named_fr}.",
    "{total} CEF {total:event|events}, {distinct_en} distinct {distinct:title|titles}; most frequent:"
    " {named_en}.",
)
PRIORITIES = FactKind(
    "logs.priorities",
    _5,
    "{value} {value:ligne porte|lignes portent} une priorité syslog <PRI>.",
    "{value} {value:line carries|lines carry} a syslog priority <PRI>.",
)
VERSIONS = FactKind(
    "logs.versions",
    _5,
    "{value} {value:ligne commence|lignes commencent} par <PRI> et la version 1 (RFC 5424).",
    "{value} {value:line begins|lines begin} with <PRI> and version 1 (RFC 5424).",
)
REPEATED = FactKind(
    "logs.repeated",
    _5,
    "{lines} {lines:ligne en remplace|lignes en remplacent} {times} (« message repeated ») ; elles sont"
    " comptées autant de fois.",
    "{lines} {lines:line stands|lines stand} for {times} (“message repeated”); they are counted that many"
    " times.",
)
FAILURES = FactKind(
    "logs.failures",
    _5,
    "{failures} {failures:authentification infructueuse|authentifications infructueuses} ({lines}"
    " {lines:entrée|entrées}) ; {accounts_fr} {accounts:compte visé|comptes visés},"
    " {sources_fr} {sources:source nommée|sources nommées}.",
    "{failures} failed {failures:authentication|authentications} ({lines} {lines:entry|entries});"
    " {accounts_en} {accounts:account|accounts}, {sources_en} named"
    " {sources:source|sources}.",
)
SUCCESSES = FactKind(
    "logs.successes",
    _5,
    "{successes} {successes:authentification réussie|authentifications réussies}, sur {accounts_fr}"
    " {accounts:compte|comptes}.",
    "{successes} successful {successes:authentication|authentications}, on {accounts_en}"
    " {accounts:account|accounts}.",
)
SUCCESSES_OF_UNNAMED = FactKind(
    "logs.successes",
    _5,
    "{successes} {successes:authentification réussie|authentifications réussies}.",
    "{successes} successful {successes:authentication|authentications}.",
)
AUTHORIZED = FactKind(
    "logs.authorized",
    _5,
    "{value} {value:connexion autorisée|connexions autorisées}.",
    "{value} authorized {value:connection|connections}.",
)
NO_FAILURE = FactKind(
    "logs.no_failure",
    _5,
    "Aucune authentification infructueuse parmi les entrées lues.",
    "No failed authentication among the entries read.",
)
METHODS = FactKind(
    "logs.methods",
    _5,
    "Authentifications par méthode : {named_fr}.",
    "Authentications by method: {named_en}.",
)
BY_ACCOUNT = FactKind(
    "logs.failures_by_account",
    _5,
    "Échecs par compte, pseudonymisés : {named_fr}.",
    "Failures by account, pseudonymised: {named_en}.",
)
BY_SOURCE = FactKind(
    "logs.failures_by_source",
    _5,
    "Échecs par source, pseudonymisées : {named_fr}.",
    "Failures by source, pseudonymised: {named_en}.",
)
BY_HOUR = FactKind(
    "logs.failures_by_hour",
    _5,
    "Échecs par heure du jour : {named_fr}.",
    "Failures by hour of the day: {named_en}.",
)
SERIES = FactKind(
    "logs.series",
    _5,
    "{total} {total:série|séries} d’au moins 10 échecs d’une même source sans pause de plus de 10 minutes ;"
    " la"
    " plus longue : {largest} échecs en {seconds:duration}, {source}.",
    "{total} {total:run|runs} of at least 10 failures of one source without a pause over 10 minutes; the"
    " longest:"
    " {largest} failures within {seconds:duration}, {source}.",
)
AFTER_FAILURES = FactKind(
    "logs.success_after_failures",
    _5,
    "{value} {value:authentification réussie|authentifications réussies} depuis une source qui avait échoué"
    " au"
    " moins 5 fois auparavant.",
    "{value} successful {value:authentication|authentications} from a source that had failed at least 5"
    " times before.",
)
PRIVILEGED = FactKind(
    "logs.privileged",
    _5,
    "{total} {total:usage|usages} de privilèges par {accounts_fr} {accounts:compte|comptes} : {named_fr}.",
    "{total} {total:use|uses} of privileges by {accounts_en} {accounts:account|accounts}: {named_en}.",
)
CHANGES = FactKind(
    "logs.account_changes",
    _5,
    "Changements de comptes, de droits ou de l’audit consignés : {named_fr}.",
    "Recorded changes of accounts, rights or auditing: {named_en}.",
)
REACTIONS = FactKind(
    "logs.reactions",
    _5,
    "Réactions consignées : {named_fr}.",
    "Recorded reactions: {named_en}.",
)
AUDITED = FactKind(
    "logs.audited",
    _5,
    "{total} {total:ordre consigné|ordres consignés} par pgAudit, par classe : {named_fr}.",
    "{total} {total:statement|statements} recorded by pgAudit, by class: {named_en}.",
)
STATUSES = FactKind(
    "logs.statuses",
    _5,
    "Réponses HTTP par code : {named_fr} ; {sources_fr} {sources:source distincte|sources distinctes}.",
    "HTTP answers by status: {named_en}; {sources_en} distinct {sources:source|sources}.",
)
OFFSET = FactKind(
    "logs.time_offset",
    _5,
    "Écart maximal entre l’heure de l’émetteur et l’heure de réception : {seconds:duration}, sur {entries}"
    " {entries:entrée|entrées} qui portent les deux.",
    "Largest difference between the sender’s time and the time of reception: {seconds:duration}, over"
    " {entries}"
    " {entries:entry|entries} that carry both.",
    "s",
)
CLOCK_SET = FactKind(
    "logs.clock_set",
    _5,
    "{value} {value:remise|remises} à l’heure de l’horloge {value:consignée|consignées}.",
    "{value} recorded {value:correction|corrections} of the clock.",
)
FORWARDS = FactKind(
    "logs.forwarding",
    _4,
    "Configuration {tool} : {clear} {clear:envoi distant|envois distants} sans TLS, {encrypted} avec TLS,"
    " {listeners} {listeners:écoute|écoutes} du réseau, {files} {files:destination|destinations} dans un"
    " fichier local.",
    "{tool} configuration: {clear} remote {clear:destination|destinations} without TLS, {encrypted} with TLS,"
    " {listeners} network {listeners:input|inputs}, {files} {files:destination|destinations} in a local"
    " file.",
)
COMPANIONS = FactKind(
    "logs.companions",
    _5,
    "{value} {value:autre journal lu|autres journaux lus} avec celui-ci pour ses réactions.",
    "{value} other {value:log|logs} read with this one for its reactions.",
)

NO_YEAR = FindingKind(
    "logs.no_year",
    "Les lignes ne portent pas d’année (RFC 3164) : année inconnue.",
    "The lines carry no year (RFC 3164): year unknown.",
)
GAP = FindingKind(
    "logs.gap",
    "Aucune entrée pendant {seconds:duration}, plus d’un jour.",
    "No entry for {seconds:duration}, more than a day.",
)
BACKWARDS = FindingKind(
    "logs.backwards",
    "L’heure recule au moins {value} {value:fois|fois} d’une ligne à la suivante, de {seconds:duration} au"
    " plus.",
    "Time steps back at least {value} {value:time|times} from one line to the next, by {seconds:duration}"
    " at most.",
)
SILENT_HOSTS = FindingKind(
    "logs.silent_hosts",
    "{value} {value:émetteur n’écrit|émetteurs n’écrivent} plus rien pendant les dernières 24 heures du"
    " journal"
    " ou davantage : {named_fr}.",
    "{value} {value:sender writes|senders write} nothing during the last 24 hours of the log or longer:"
    " {named_en}.",
)
UNREAD = FindingKind(
    "logs.unread_lines",
    "{value} {value:ligne n’a pas pu être lue|lignes n’ont pas pu être lues} dans ce format.",
    "{value} {value:line|lines} could not be read in this format.",
)
DAMAGED = FindingKind(
    "logs.damaged",
    "{value} {value:enregistrement abîmé n’a pas pu être lu|enregistrements abîmés n’ont pas pu être lus}.",
    "{value} damaged {value:record|records} could not be read.",
)
WRONG_PRIORITY = FindingKind(
    "logs.wrong_priority",
    "{value} {value:ligne porte|lignes portent} une priorité supérieure à 191, qui n’existe pas (RFC 5424,"
    " § 6.2.1).",
    "{value} {value:line carries|lines carry} a priority above 191, which does not exist (RFC 5424, §"
    " 6.2.1).",
)
CLEARED = FindingKind(
    "logs.cleared",
    "Le journal a été effacé {value} {value:fois|fois} (événement 1102 ou 104).",
    "The log was cleared {value} {value:time|times} (event 1102 or 104).",
)
NO_REACTION = FindingKind(
    "logs.no_reaction",
    "{value} {value:série|séries} d’échecs, et aucun bannissement ni verrouillage de compte dans ce qui a"
    " été lu.",
    "{value} {value:run|runs} of failures, and no ban nor account lock in what was read.",
)
DECLARED = FindingKind(
    "logs.declared_differs",
    "Chiffre annoncé et chiffre recompté diffèrent : {named_fr}.",
    "Announced and recounted figures differ: {named_en}.",
)
CLEAR_FORWARD = FindingKind(
    "logs.clear_forwarding",
    "{value} {value:envoi|envois} de journaux vers un autre serveur sans TLS.",
    "{value} {value:forward|forwards} of logs to another server without TLS.",
)

ORIGIN = LimitKind(
    "logs.limit.origin",
    "Le fichier ne prouve ni qu’il vient de la production, ni qu’il est complet : des lignes ont pu être"
    " retirées.",
    "The file proves neither that it comes from production nor that it is complete: lines may have been"
    " removed.",
)
PSEUDONYMS = LimitKind(
    "logs.limit.pseudonyms",
    "Comptes et adresses sont remplacés par des pseudonymes, propres à cet examen du fichier.",
    "Accounts and addresses are replaced by pseudonyms, which hold for this reading of the file only.",
)
ELSEWHERE = LimitKind(
    "logs.limit.handled_elsewhere",
    "Ce que l’équipe a fait de ces événements (analyse, réaction, rapport) peut être consigné ailleurs.",
    "What the team did about these events (analysis, reaction, report) may be recorded elsewhere.",
)
BOUNDED = LimitKind(
    "logs.limit.bounded",
    "Au-delà de {most} noms distincts, comptes, sources et émetteurs ne sont plus distingués : « au moins ».",
    "Beyond {most} distinct names, accounts, sources and senders are no longer told apart: “at least”.",
)
CONFIGURATION = LimitKind(
    "logs.limit.configuration",
    "Une configuration ne prouve pas que le service l’a chargée, ni que des journaux sont arrivés.",
    "A configuration does not prove that the service loaded it, nor that logs arrived.",
)

OTHER_SCOPE = FindingKind(
    "logs.compare.other_scope",
    "Les deux journaux ne couvrent pas le même périmètre : {difference_fr}.",
    "The two logs do not cover the same scope: {difference_en}.",
)
COMPARED_FAILURES = FactKind(
    "logs.compare.failures",
    _5,
    "Authentifications infructueuses : {before} avant, {after} après.",
    "Failed authentications: {before} before, {after} after.",
)
COMPARED_RATE = FactKind(
    "logs.compare.failures_per_day",
    _5,
    "Échecs par jour de journal : {before:.1} avant, {after:.1} après.",
    "Failures per day of log: {before:.1} before, {after:.1} after.",
    "1/day",
)
COMPARED_SOURCES = FactKind(
    "logs.compare.sources",
    _5,
    "Sources en échec : {closed} {closed:disparue|disparues}, {remaining} {remaining:présente|présentes}"
    " dans les"
    " deux journaux, {new} {new:nouvelle|nouvelles}.",
    "Failing sources: {closed} gone, {remaining} in both logs, {new} new.",
)
COMPARED_ALERTS = FactKind(
    "logs.compare.alerts",
    _5,
    "Intitulés d’alertes : {closed} {closed:disparu|disparus}, {remaining} {remaining:présent|présents}"
    " dans les"
    " deux journaux, {new} {new:nouveau|nouveaux}.",
    "Titles of alerts: {closed} gone, {remaining} in both logs, {new} new.",
)
COMPARED_EVENTS = FactKind(
    "logs.compare.events",
    _5,
    "Intitulés d’événements CEF : {closed} {closed:disparu|disparus}, {remaining}"
    " {remaining:présent|présents} dans les deux journaux, {new} {new:nouveau|nouveaux}.",
    "Titles of CEF events: {closed} gone, {remaining} in both logs, {new} new.",
)
COMPARED_REACTIONS = FactKind(
    "logs.compare.reactions",
    _5,
    "Bannissements, verrouillages, blocages et coupures consignés : {before} avant, {after} après.",
    "Recorded bans, locks, blocks and disconnections: {before} before, {after} after.",
)
COMPARED_FORWARDS = FactKind(
    "logs.compare.forwarding",
    _4,
    "Envois de journaux : {clear_before} sans TLS et {encrypted_before} avec TLS avant, {clear_after} sans"
    " TLS et"
    " {encrypted_after} avec TLS après.",
    "Forwards of logs: {clear_before} without TLS and {encrypted_before} with TLS before, {clear_after}"
    " without TLS"
    " and {encrypted_after} with TLS after.",
)
