"""What is said of backups, checks and restores: templates in both languages."""

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength

SNAPSHOTS = FactKind(
    "recovery.snapshots",
    Strength.RECOMPUTED,
    "{value} sauvegardes listées, du {first:moment} au {last:moment}.",
    "{value} backups listed, from {first:moment} to {last:moment}.",
)
ONE = FactKind(
    "recovery.snapshots",
    Strength.RECOMPUTED,
    "{value} sauvegarde listée, le {at:moment}.",
    "{value} backup listed, on {at:moment}.",
)
EMPTY_LIST = FactKind(
    "recovery.snapshots",
    Strength.RECOMPUTED,
    "Aucune sauvegarde n’est listée.",
    "No backup is listed.",
)
HOSTS = FactKind(
    "recovery.hosts",
    Strength.RECOMPUTED,
    "Sauvegardes par machine ou série : {kinds}.",
    "Backups by host or series: {kinds}.",
)
DAYS = FactKind(
    "recovery.days",
    Strength.RECOMPUTED,
    "{value} {value:jour compte|jours comptent} au moins une sauvegarde, sur {total} {total:jour|jours}.",
    "{value} of {total} {total:day|days} have at least one backup.",
    "days",
)
GAP = FactKind(
    "recovery.longest_gap",
    Strength.RECOMPUTED,
    "Plus long intervalle entre deux sauvegardes de {series:quoted} : {value:duration}, du {first:moment} au "
    "{last:moment}.",
    "Longest interval between two backups of {series:quoted}: {value:duration}, from {first:moment} to "
    "{last:moment}.",
    "s",
)
KINDS = FactKind(
    "recovery.kinds", Strength.RECOMPUTED, "Types de sauvegarde : {kinds}.", "Kinds of backup: {kinds}."
)
SIZE = FactKind(
    "recovery.size",
    Strength.READ,
    "Taille de la dernière sauvegarde : {value:bytes}.",
    "Size of the last backup: {value:bytes}.",
    "B",
)
STORED = FactKind(
    "recovery.stored_size",
    Strength.READ,
    "Taille totale déclarée par l’outil : {value:bytes}.",
    "Total size stated by the tool: {value:bytes}.",
    "B",
)
DURATION = FactKind(
    "recovery.backup_duration",
    Strength.RECOMPUTED,
    "La plus longue sauvegarde a duré {value:duration}.",
    "The longest backup took {value:duration}.",
    "s",
)
SUCCESS = FactKind(
    "recovery.success",
    Strength.RECOMPUTED,
    "{done} {done:sauvegarde réussie|sauvegardes réussies} sur {total} terminées ({value:%}).",
    "{done} of {total} finished {total:backup|backups} succeeded ({value:%}).",
    "ratio",
)
ENCRYPTION = FactKind(
    "recovery.encryption",
    Strength.READ,
    "Chiffrement du dépôt : {value}.",
    "Encryption of the repository: {value}.",
)
STATUS = FactKind(
    "recovery.repository_status",
    Strength.READ,
    "État du dépôt déclaré par l’outil : {value}.",
    "Status of the repository stated by the tool: {value}.",
)
RETENTION = FactKind(
    "recovery.retention",
    Strength.READ,
    "Rétention configurée : {value}.",
    "Retention configured: {value}.",
)
BACKUP = FactKind(
    "recovery.backup",
    Strength.READ,
    "Sauvegarde {name:quoted} : {files} {files:fichier traité|fichiers traités}, {value:bytes} lus, "
    "{added:bytes} "
    "ajoutés au dépôt, en {duration:duration}.",
    "Backup {name:quoted}: {files} {files:file|files} processed, {value:bytes} read, {added:bytes} added to "
    "the "
    "repository, in {duration:duration}.",
    "B",
)
INTEGRITY = FactKind(
    "recovery.integrity",
    Strength.READ,
    "Contrôle d’intégrité par {tool} : {value:quoted}.",
    "Integrity check by {tool}: {value:quoted}.",
)


def integrity_of(messages: int) -> FactKind:
    """Return `INTEGRITY` for several messages, each quoted by itself: ``m0``, ``m1`` …."""
    quoted = [f"{{m{number}:quoted}}" for number in range(messages)]
    return FactKind(
        INTEGRITY.code,
        INTEGRITY.strength,
        INTEGRITY.fr.replace("{value:quoted}", ", ".join(quoted)),
        INTEGRITY.en.replace("{value:quoted}", ", ".join(quoted)),
    )


COMMANDS = FactKind(
    "recovery.commands",
    Strength.RECOMPUTED,
    "{done} {done:commande terminée|commandes terminées} sans erreur sur {total} : {value}.",
    "{done} of {total} {total:command|commands} ended without error: {value}.",
)
RESTORES = FactKind(
    "recovery.restores",
    Strength.READ,
    "{total} {total:restauration|restaurations} : {value}.",
    "{total} {total:restore|restores}: {value}.",
)
RESTORES_BROKEN = FactKind(
    "recovery.restores_with_errors",
    Strength.READ,
    "{total} {total:restauration en échec ou finie|restaurations en échec ou finies} avec des erreurs : "
    "{value}.",
    "{total} {total:restore|restores} failed or finished with errors: {value}.",
)
RESTORE_DURATION = FactKind(
    "recovery.restore_duration",
    Strength.RECOMPUTED,
    "La restauration a duré {value:duration}.",
    "The restore took {value:duration}.",
    "s",
)
AGAINST_OBJECTIVE = FactKind(
    "recovery.restore_against_objective",
    Strength.RECOMPUTED,
    "Restauration mesurée {value:duration}, objectif de reprise déclaré (RTO) {objective:duration}.",
    "Restore measured at {value:duration}, declared recovery time objective (RTO) {objective:duration}.",
    "s",
)
RESTORED = FactKind(
    "recovery.restored_objects",
    Strength.RECOMPUTED,
    "Objets restaurés : {kinds}.",
    "Objects restored: {kinds}.",
)
CHECKED = FactKind(
    "recovery.checksums_verified",
    Strength.RECOMPUTED,
    "{ok} {ok:fichier vérifié identique|fichiers vérifiés identiques} par empreinte, {failed} en échec.",
    "{ok} {ok:file|files} verified as identical by checksum, {failed} failed.",
)
CHECKSUMS = FactKind(
    "recovery.checksums",
    Strength.RECOMPUTED,
    "Empreintes ({algorithm}) de {value} {value:fichier|fichiers}.",
    "Checksums ({algorithm}) of {value} {value:file|files}.",
)
TRANSFER = FactKind(
    "recovery.transfer",
    Strength.RECOMPUTED,
    "rsync : {transferred} {transferred:fichier copié|fichiers copiés} dont {created} "
    "{created:nouveau|nouveaux}, {deleted} {deleted:suppression|suppressions}.",
    "rsync: {transferred} {transferred:file|files} copied of which {created} new, {deleted} "
    "{deleted:deletion|deletions}.",
)
TRANSFER_TRIED = FactKind(
    "recovery.transfer_tried",
    Strength.RECOMPUTED,
    "rsync, essai à blanc : {transferred} {transferred:fichier serait copié|fichiers seraient copiés} dont "
    "{created} {created:nouveau|nouveaux}, {deleted} {deleted:suppression|suppressions}.",
    "rsync, dry run: {transferred} {transferred:file|files} would be copied of which {created} new, "
    "{deleted} {deleted:deletion|deletions}.",
)
TRANSFERRED = FactKind(
    "recovery.transferred_size",
    Strength.READ,
    "Volume transféré : {value:bytes} sur {total:bytes}.",
    "Volume transferred: {value:bytes} of {total:bytes}.",
    "B",
)
COMPARED = FactKind(
    "recovery.checksums_compared",
    Strength.RECOMPUTED,
    "{identical} {identical:fichier identique|fichiers identiques}, {changed} {changed:modifié|modifiés}, "
    "{missing} {missing:manquant|manquants} et {new} {new:nouveau|nouveaux} entre les deux listes.",
    "{identical} {identical:file|files} identical, {changed} changed, {missing} missing and {new} new "
    "between the "
    "two lists.",
)

OVER_FREQUENCY = FindingKind(
    "recovery.gap",
    "{value} {value:intervalle dépasse|intervalles dépassent} la fréquence déclarée de {declared:duration} "
    "(tolérance de 10 %) ; le plus long, pour {series:quoted}, est de {longest:duration}.",
    "{value} {value:interval exceeds|intervals exceed} the declared frequency of {declared:duration} (10% "
    "tolerance); the longest, for {series:quoted}, is {longest:duration}.",
)
IRREGULAR = FindingKind(
    "recovery.irregular",
    "{series:quoted} est sauvegardé à un rythme habituel de {rhythm:duration}, avec un intervalle de "
    "{value:duration} "
    "du {first:moment} au {last:moment}.",
    "{series:quoted} is usually backed up every {rhythm:duration}, with one interval of {value:duration} "
    "from "
    "{first:moment} to {last:moment}.",
)
OVER_RPO = FindingKind(
    "recovery.gap_over_rpo",
    "L’intervalle de {value:duration} entre deux sauvegardes de {series:quoted} dépasse la perte de données "
    "admise "
    "(RPO {declared:duration}).",
    "The interval of {value:duration} between two backups of {series:quoted} exceeds the data loss allowed "
    "(RPO "
    "{declared:duration}).",
)
FAILED = FindingKind(
    "recovery.failed_backups",
    "{total} {total:sauvegarde en échec|sauvegardes en échec} : {value}.",
    "{total} failed {total:backup|backups}: {value}.",
)
STATUS_BAD = FindingKind(
    "recovery.repository_error",
    "L’outil déclare le dépôt en défaut : {value}.",
    "The tool states that the repository is faulty: {value}.",
)
CHECK_FAILED = FindingKind(
    "recovery.check_failed",
    "Le contrôle d’intégrité par {tool} a échoué : {value}.",
    "The integrity check by {tool} failed: {value}.",
)
COMMAND_FAILED = FindingKind(
    "recovery.command_failed",
    "{total} {total:erreur|erreurs} dans le journal : {value}.",
    "{total} {total:error|errors} in the log: {value}.",
)
CHECKSUM_FAILED = FindingKind(
    "recovery.checksum_failed",
    "{total} {total:fichier restauré n’a|fichiers restaurés n’ont} pas l’empreinte attendue : {value}.",
    "{total} restored {total:file does|files do} not have the expected checksum: {value}.",
)
CHECKSUM_UNREAD = FindingKind(
    "recovery.checksum_unread",
    "{total} {total:fichier n’a pas pu être ouvert|fichiers n’ont pas pu être ouverts} pour en vérifier "
    "l’empreinte : {value}.",
    "{total} {total:file|files} could not be opened to verify the checksum: {value}.",
)
RESTORE_FAILED = FindingKind(
    "recovery.restore_failed",
    "Restauration en échec : {value}.",
    "Restore failed: {value}.",
)
OVER_RTO = FindingKind(
    "recovery.restore_over_rto",
    "La restauration mesurée ({value:duration}) dépasse l’objectif déclaré (RTO {declared:duration}).",
    "The restore measured ({value:duration}) exceeds the declared objective (RTO {declared:duration}).",
)
ONE_RESTORE = FindingKind(
    "recovery.single_restore",
    "Une seule restauration figure dans ce journal de {total} tâches : {value}.",
    "This log of {total} jobs holds one single restore: {value}.",
)
CHANGED = FindingKind(
    "recovery.checksums_differ",
    "{total} {total:fichier modifié ou manquant|fichiers modifiés ou manquants} par rapport à la liste "
    "d’avant : "
    "{value}.",
    "{total} {total:file|files} changed or missing against the list of before: {value}.",
)
DRY_RUN = FindingKind(
    "recovery.dry_run",
    "Essai à blanc : rien n’a été exécuté ({value}).",
    "Dry run: nothing was carried out ({value}).",
)
MISCOUNT = FindingKind(
    "recovery.transfer_miscount",
    "rsync annonce {announced} {announced:fichier transféré|fichiers transférés} ; la liste en compte "
    "{value}.",
    "rsync announces {announced} {announced:file|files} transferred; the list counts {value}.",
)

KEPT = LimitKind(
    "recovery.limit.kept",
    "La liste ne montre que les sauvegardes conservées : ce que la rétention a supprimé n’y est plus.",
    "The list only shows the backups that were kept: what retention removed is no longer there.",
)
NOT_RESTORED = LimitKind(
    "recovery.limit.not_restored",
    "Une sauvegarde listée ou vérifiée n’est pas une restauration : ce fichier ne dit pas qu’une "
    "restauration a eu lieu.",
    "A backup that is listed or checked is not a restore: this file does not tell that a restore took place.",
)
OFF_SITE = LimitKind(
    "recovery.limit.off_site",
    "Le fichier ne dit pas si une copie est protégée hors du site.",
    "The file does not tell whether a copy is protected off site.",
)
SERVICE = LimitKind(
    "recovery.limit.service",
    "Le fichier ne prouve pas que le service restauré fonctionnait pour ses utilisateurs.",
    "The file does not prove that the restored service worked for its users.",
)
NO_DURATION = LimitKind(
    "recovery.limit.no_duration",
    "Le fichier ne donne pas la durée de la restauration.",
    "The file does not give the duration of the restore.",
)
COPY = LimitKind(
    "recovery.limit.copy",
    "Une copie par rsync n’est une sauvegarde que si les versions antérieures sont gardées, ce que ce "
    "fichier ne dit pas.",
    "A copy by rsync is a backup only if earlier versions are kept, which this file does not tell.",
)
LIST_ALONE = LimitKind(
    "recovery.limit.list_alone",
    "Une liste d’empreintes seule ne prouve rien : elle se compare à celle d’après la restauration.",
    "A list of checksums alone proves nothing: it is to be compared with the one made after the restore.",
)
