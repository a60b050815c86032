"""What a weakness is called in a comparison: the codes of findings, in words of both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Codes of findings without their inspector's id.
NAMES: Mapping[str, tuple[str, str]] = {
    "check_failed": ("contrôle d’intégrité en échec", "integrity check failed"),
    "checksum_failed": ("empreinte inattendue", "unexpected checksum"),
    "checksum_unread": ("empreinte non vérifiée", "checksum not verified"),
    "checksums_differ": ("fichier modifié ou manquant", "file changed or missing"),
    "command_failed": ("erreur dans le journal", "error in the log"),
    "drill_activity_failed": ("activité en échec", "failed activity"),
    "drill_deviated": ("écart à l’état stable", "deviation from the steady state"),
    "dry_run": ("essai à blanc", "dry run"),
    "failed_backups": ("sauvegarde en échec", "failed backup"),
    "gap": ("intervalle au-delà de la fréquence déclarée", "interval beyond the declared frequency"),
    "gap_over_rpo": ("intervalle au-delà du RPO", "interval beyond the RPO"),
    "irregular": ("rythme irrégulier", "irregular rhythm"),
    "no_rollback": ("aucun retour arrière prévu", "no rollback planned"),
    "order_broken": (
        "service redémarré avant ce dont il dépend",
        "service restarted before what it depends on",
    ),
    "order_cycle": ("dépendances en boucle", "circular dependencies"),
    "order_incomplete": ("dépendance absente de l’ordre", "dependency missing from the order"),
    "repository_error": ("dépôt en défaut", "faulty repository"),
    "restore_failed": ("restauration en échec", "failed restore"),
    "restore_over_rto": ("restauration au-delà du RTO", "restore beyond the RTO"),
    "rollback_failed": ("retour arrière en échec", "failed rollback"),
    "single_restore": ("une seule restauration", "one single restore"),
    "transfer_miscount": (
        "nombre de fichiers transférés contredit",
        "number of transferred files contradicted",
    ),
    "unread_durations": ("durée sans unité lisible", "duration without a readable unit"),
}


def said(weaknesses: Iterable[str]) -> dict[str, list[str]]:
    """Return ``code`` and ``code: what`` as words: a list in French, one in English."""
    parts = [each.partition(": ") for each in weaknesses]
    return {
        f"listed_{language}": [
            f"{NAMES[code][index]}{between}{what}" if what else NAMES[code][index] for code, _, what in parts
        ]
        for language, index, between in (("fr", 0, " : "), ("en", 1, ": "))
    }
