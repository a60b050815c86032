"""What only one scanner says: kinds of facts, in French and English; those of all lie beside them."""

from __future__ import annotations

from preuve.domain.evidence.contract import FactKind, Strength

_READ = Strength.READ
_COUNTED = Strength.RECOMPUTED

FIX_ANNOUNCED = FactKind(
    "scans.fix_named",
    _COUNTED,
    "L’outil annonce une correction disponible pour {value} {value:résultat|résultats} sur {total}.",
    "The tool announces an available fix for {value} of {total} {total:result|results}.",
)
NEGLIGIBLE = FactKind(
    "scans.negligible",
    _COUNTED,
    "Parmi les résultats faibles, {value} {value:est dit|sont dits} « négligeable » (Negligible) par "
    "l’outil.",
    "Of the low results, {value} {value:is|are} called Negligible by the tool.",
)
NO_VULNERABILITY = FactKind(
    "scans.results",
    _COUNTED,
    "Le rapport ne liste aucune vulnérabilité.",
    "The report lists no vulnerability.",
)
REMARKED = FactKind(
    "scans.remarked",
    _COUNTED,
    "L’outil a aussi relevé {value} {value:élément|éléments}, hors vulnérabilités : {names}.",
    "The tool also noted {value} {value:element|elements}, apart from vulnerabilities: {names}.",
)
SYSTEMIC = FactKind(
    "scans.systemic",
    _COUNTED,
    "{value} de ces résultats {value:est dit systémique|sont dits systémiques} par l’outil, qui n’en "
    "écrit que quelques relevés.",
    "{value} of these results {value:is|are} called systemic by the tool, which writes only a few of "
    "{value:its|their} occurrences.",
)
INSTANCES_CUT = FactKind(
    "scans.instances",
    _READ,
    "L’outil compte {value} relevés de ces résultats ; le rapport en écrit {written}, sur {urls} "
    "{urls:adresse distincte|adresses distinctes}.",
    "The tool counts {value} occurrences of these results; the report writes {written} of them, on {urls} "
    "distinct {urls:address|addresses}.",
)
DATABASE = FactKind(
    "scans.system",
    _READ,
    "Le moteur de base de données reconnu est {value}.",
    "The database engine recognised is {value}.",
)
