"""What is stated of Terraform: a configuration, a plan or a state; and of two of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.as_code.terraform import Infrastructure

RESOURCES = FactKind(
    "as_code.resources",
    Strength.READ,
    "{n} {n:ressource|ressources} Terraform : {value}",
    "{n} Terraform {n:resource|resources}: {value}",
)
PROVIDERS = FactKind(
    "as_code.providers",
    Strength.READ,
    "{n} {n:fournisseur|fournisseurs} : {value}",
    "{n} {n:provider|providers}: {value}",
)
REGIONS = FactKind(
    "as_code.regions",
    Strength.READ,
    "{n} {n:région ou zone écrite|régions ou zones écrites} : {value}",
    "{n} {n:region or zone|regions or zones} written: {value}",
)
CHANGES = FactKind(
    "as_code.plan_changes",
    Strength.READ,
    "Actions prévues par le plan pour {n} {n:ressource|ressources} : {value}",
    "Actions planned for {n} {n:resource|resources}: {value}",
)
INPUTS = FactKind(
    "as_code.parameters",
    Strength.READ,
    "{variables} {variables:variable|variables}, {outputs} {outputs:sortie|sorties} et {modules} "
    "{modules:module appelé|modules appelés}",
    "{variables} {variables:variable|variables}, {outputs} {outputs:output|outputs} and {modules} "
    "{modules:module|modules} called",
)
BACKEND = FactKind(
    "as_code.backend",
    Strength.READ,
    "État partagé dans un stockage {value}",
    "State shared in a backend of type {value}",
)
LOOSE = FindingKind(
    "as_code.unpinned_provider",
    "{value} {value:fournisseur|fournisseurs} sans contrainte de version dans ce fichier : {names}",
    "{value} {value:provider|providers} without a version constraint in this file: {names}",
)
LOOSE_MODULE = FindingKind(
    "as_code.unpinned_module",
    "{value} {value:module distant|modules distants} sans version",
    "{value} remote {value:module|modules} without a version",
)
OPEN = FindingKind(
    "as_code.open_to_all",
    "{value} {value:ressource ouvre|ressources ouvrent} un accès entrant à toutes les adresses",
    "{value} {value:resource opens|resources open} inbound access to all addresses",
)
CLEAR = FindingKind(
    "as_code.terraform_secret",
    "{value} {value:valeur secrète écrite|valeurs secrètes écrites} en clair dans la configuration",
    "{value} secret {value:value|values} written in clear in the configuration",
)
DESTROYED = FindingKind(
    "as_code.plan_destroys",
    "Le plan détruit ou remplace {value} {value:ressource|ressources} : {names}",
    "The plan destroys or replaces {value} {value:resource|resources}: {names}",
)
NOT_APPLIED = LimitKind(
    "as_code.limit.infrastructure",
    "Le fichier décrit une infrastructure ; il ne prouve pas qu’elle a été créée ni qu’elle fonctionne.",
    "The file describes an infrastructure; it doesn’t prove that it was created or that it works.",
)
STATE_ONLY = LimitKind(
    "as_code.limit.state",
    "L’état dit ce que Terraform a créé, pas qui l’utilise ni si c’est la production.",
    "The state tells what Terraform created, not who uses it or whether it is production.",
)
COMPARED = FactKind(
    "as_code.compare.resources_by_address",
    Strength.RECOMPUTED,
    "{common} {common:ressource commune|ressources communes} par leur adresse, {first} seulement dans le "
    "premier, {second} seulement dans le second",
    "{common} {common:resource|resources} in common by address, {first} only in the first, {second} only "
    "in the "
    "second",
)
ONE_SIDED = FindingKind(
    "as_code.compare.resource_missing",
    "{value} {value:ressource n’existe|ressources n’existent} que d’un côté : {names}",
    "{value} {value:resource exists|resources exist} on one side only: {names}",
)
OTHER = FindingKind(
    "as_code.compare.other_infrastructure",
    "Les deux fichiers n’ont aucune ressource de même adresse",
    "The two files have no resource of the same address",
)


def state(found: Infrastructure, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of one file."""
    stated = Stated(produced_at=found.produced_at)
    if found.kind != "configuration" and found.version:
        stated.producer = f"Terraform {found.version}"
    _facts(found, stated)
    loose = [(name, place) for name, (version, place) in found.providers.items() if not version]
    if found.kind == "configuration":
        stated.finding(LOOSE, [place for _, place in loose], names=[name for name, _ in loose])
    stated.finding(LOOSE_MODULE, found.loose_modules)
    stated.finding(OPEN, found.open_rules)
    stated.finding(CLEAR, found.secrets)
    gone = [each for each in found.resources if "delete" in each.actions]
    stated.finding(DESTROYED, [each.place for each in gone], names=[each.address for each in gone])
    stated.limits.append((STATE_ONLY if found.kind == "state" else NOT_APPLIED).state())
    return stated


def _facts(found: Infrastructure, stated: Stated) -> None:
    places = [each.place for each in found.resources[:50]] or [found.start]
    stated.fact(RESOURCES, found.types() or 0, places, n=len(found.resources))
    if found.providers:
        words = {name: version or None for name, (version, _) in found.providers.items()}
        named = [f"{name} {version or ''}".strip() for name, version in words.items()]
        stated.fact(PROVIDERS, named, [place for _, place in found.providers.values()], n=len(named))
    if found.regions:
        stated.fact(REGIONS, list(found.regions), found.regions.values(), n=len(found.regions))
    planned = Counter("/".join(each.actions) for each in found.resources if each.actions)
    if planned:
        stated.fact(CHANGES, dict(planned.most_common()), places, n=sum(planned.values()))
    if found.variables or found.outputs or found.modules:
        stated.fact(
            INPUTS,
            {"variables": found.variables, "outputs": found.outputs, "modules": len(found.modules)},
            [*found.modules.values(), *found.inputs],
            variables=found.variables,
            outputs=found.outputs,
            modules=len(found.modules),
        )
    if found.backend:
        stated.fact(BACKEND, found.backend, [found.start])


def compare(before: Infrastructure, after: Infrastructure) -> tuple[Stated, bool]:
    """State which resources two files have in common, by their addresses."""
    stated = Stated()
    left = {each.address: each.place for each in before.resources}
    right = {each.address: each.place for each in after.resources}
    common = left.keys() & right.keys()
    stated.limits.append(NOT_APPLIED.state())
    if not common:
        stated.findings.append(OTHER.state(0, [before.start, after.start]))
        return stated, False
    first = [address for address in left if address not in right]
    second = [address for address in right if address not in left]
    counts = {"common": len(common), "first": len(first), "second": len(second)}
    stated.fact(COMPARED, dict(counts), [before.start, after.start], **counts)
    places = [left[address] for address in first] + [right[address] for address in second]
    stated.finding(ONE_SIDED, places, names=first + second)
    return stated, True
