"""What a comparison of two load tests, plans, workloads or profiles may state, in French and English."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength


def _compared(name: str, fr: str, en: str, unit: str = "") -> FactKind:
    return FactKind(f"performance.compare.{name}", Strength.RECOMPUTED, fr, en, unit)


RATIO = _compared(
    "ratio",
    "Temps avant / temps après : {listed_fr}",
    "Time before / time after: {listed_en}",
    "×",
)
DISTINGUISHABLE = _compared(
    "distinguishable",
    "Écart distinguable du hasard : {proof_fr}",
    "Change that can be told from chance: {proof_en}",
)
ERRORS = _compared(
    "error_rate",
    "Taux d’échec : {before:%} avant, {after:%} après",
    "Error rate: {before:%} before, {after:%} after",
    "ratio",
)
RATES = _compared(
    "throughput",
    "Débit : {said_before} {said_before:requête|requêtes} par seconde avant, {said_after} après",
    "Throughput: {said_before} {said_before:request|requests} per second before, {said_after} after",
    "req/s",
)
PLANS = _compared(
    "plan_nodes",
    "Plan avant : {before} ; après : {after}",
    "Plan before: {before}; after: {after}",
)
BLOCKS = _compared(
    "buffers",
    "Blocs parcourus : {before} avant, {after} après",
    "Blocks visited: {before} before, {after} after",
)
SHAPES = _compared(
    "statements",
    "Requêtes SQL : {kept} {kept:commune|communes}, {gone} {gone:disparue|disparues}, "
    "{new} {new:nouvelle|nouvelles}",
    "SQL statements: {kept} in common, {gone} gone, {new} new",
)
SHARES = _compared(
    "hotspots",
    "Part du temps par fonction, avant puis après : {listed_fr}",
    "Share of the time per function, before then after: {listed_en}",
    "ratio",
)
SCOPE = FindingKind(
    "performance.compare.scope",
    "Les deux mesures ne portent pas sur le même scénario : {listed_fr}",
    "The two measures don’t have the same scenario: {listed_en}",
)
NOT_DISTINGUISHABLE = FindingKind(
    "performance.compare.not_distinguishable",
    "Écart non distinguable du hasard : {proof_fr}",
    "Change that can’t be told from chance: {proof_en}",
)
NO_DISPERSION = FindingKind(
    "performance.compare.no_dispersion",
    "Aucune dispersion dans les fichiers : rien n’y permet de distinguer l’écart du hasard",
    "No dispersion in the files: nothing in them allows the change to be told from chance",
)
FEW_COMPARED = FindingKind(
    "performance.compare.few_samples",
    "Moins de 30 échantillons : {before} avant, {after} après",
    "Fewer than 30 samples: {before} before, {after} after",
)
HIDING = FindingKind(
    "performance.compare.errors_hide_speed",
    "Temps plus courts mais davantage d’échecs : {before:%} avant, {after:%} après ; un échec rapide"
    " fausse la mesure",
    "Shorter times but more failures: {before:%} before, {after:%} after; a quick failure distorts the"
    " measure",
)
CACHE = FindingKind(
    "performance.compare.cache",
    "État du cache différent : {before:%} des blocs lus hors cache avant, {after:%} après",
    "Different state of the cache: {before:%} of the blocks read from outside it before, {after:%} after",
)
SAME_PLAN = FindingKind(
    "performance.compare.same_plan",
    "Le plan d’exécution est le même avant et après : {value}",
    "The execution plan is the same before and after: {value}",
)

INDEPENDENT = LimitKind(
    "performance.compare.independence",
    "Le calcul suppose des échantillons indépendants ; il ne dit pas ce qui a causé l’écart.",
    "The computation assumes independent samples; it doesn’t say what caused the change.",
)
