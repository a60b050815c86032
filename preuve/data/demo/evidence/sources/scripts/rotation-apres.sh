#!/usr/bin/env bash
# Efface les sauvegardes de plus de N jours d'un dossier.
# Usage : rotation.sh DOSSIER [JOURS]   (30 jours par défaut)
# Codes de sortie : 0 terminé, 2 mauvais appel.
set -euo pipefail

dossier="${1:?indiquer le dossier des sauvegardes}"
jours="${2:-30}"
[[ -d "$dossier" ]] || { echo "dossier inconnu : $dossier" >&2; exit 2; }

nombre=$(find "$dossier" -maxdepth 1 -type f -name '*.tgz' -mtime "+$jours" -print -delete | wc -l)
echo "$(date --iso-8601=seconds) $nombre sauvegarde(s) de plus de $jours jours effacée(s) dans $dossier"
