"""Two environments held side by side: services, image versions, variables, resources."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.inspectors.as_code.model import Component, Environment, image_parts
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.evidence.contract import Place

SERVICES = FactKind(
    "as_code.compare.services",
    Strength.RECOMPUTED,
    "{common} {common:service commun|services communs}, {first} seulement dans le premier fichier, {second} "
    "seulement dans le second",
    "{common} common {common:service|services}, {first} only in the first file, {second} only in the second",
)
IMAGES = FactKind(
    "as_code.compare.images",
    Strength.RECOMPUTED,
    "{same} {same:service|services} sur {total} avec la même image des deux côtés",
    "{same} of {total} {total:service|services} with the same image on both sides",
)
VARIABLES = FactKind(
    "as_code.compare.variables",
    Strength.RECOMPUTED,
    "Variables des services communs : {same} {same:identique|identiques}, {changed} de "
    "valeur différente, {first} seulement dans le premier, {second} seulement dans le second",
    "Variables of the common services: {same} the same, {changed} of another value, {first} only in the "
    "first, "
    "{second} only in the second",
)
RESOURCES = FactKind(
    "as_code.compare.resources",
    Strength.RECOMPUTED,
    "{same} {same:service commun|services communs} sur {total} avec les mêmes limites et le même nombre de "
    "répliques",
    "{same} of {total} common {total:service|services} with the same limits and number of replicas",
)
MISSING = FindingKind(
    "as_code.compare.service_missing",
    "{value} {value:service n’existe|services n’existent} que d’un côté : {names}",
    "{value} {value:service exists|services exist} on one side only: {names}",
)
VERSIONS = FindingKind(
    "as_code.compare.version_differs",
    "{value} {value:service commun|services communs} avec une autre image ou version : {names}",
    "{value} common {value:service|services} with another image or version: {names}",
)
DIFFERENT = FindingKind(
    "as_code.compare.resources_differ",
    "{value} {value:service commun|services communs} avec d’autres limites ou répliques : {names}",
    "{value} common {value:service|services} with other limits or replicas: {names}",
)
SCOPE = FindingKind(
    "as_code.compare.scope",
    "Les deux fichiers n’ont aucun service de même nom : ils ne décrivent pas la même application",
    "The two files have no service of the same name: they don’t describe the same application",
)
MERGED = LimitKind(
    "as_code.limit.merged",
    "L’un des fichiers est une surcharge : il est comparé après avoir été appliqué à l’autre, par les règles "
    "de fusion de Compose.",
    "One of the files is an overlay: it is compared after being applied to the other by Compose’s rules of "
    "merge.",
)
ROLES = LimitKind(
    "as_code.limit.roles",
    "Les fichiers ne disent pas toujours lequel décrit la production ; les valeurs qui viennent d’ailleurs "
    "(variables du shell, secrets) ne sont pas comparées.",
    "The files don’t always say which one describes production; values that come from elsewhere (shell "
    "variables, secrets) aren’t compared.",
)


def compare(before: Environment, after: Environment) -> tuple[Stated, bool]:
    """State what differs between two environments, and whether they describe one application."""
    stated = Stated()
    left, right = _named(before), _named(after)
    if before.overlay != after.overlay:
        stated.limits.append(MERGED.state())
        if after.overlay:
            right = _merged(left, right)
        else:
            left = _merged(right, left)
    stated.limits.append(ROLES.state())
    common = [name for name in left if name in right]
    if not common:
        stated.findings.append(SCOPE.state(0, [before.start, after.start]))
        return stated, False
    pairs = [(left[name], right[name]) for name in common]
    _services(left, right, common, stated, [before.start, after.start])
    _images(pairs, stated)
    _variables(pairs, stated)
    _resources(pairs, stated)
    return stated, True


def _named(environment: Environment) -> dict[str, Component]:
    return {component.name: component for component in environment.components}


def _merged(base: Mapping[str, Component], over: Mapping[str, Component]) -> dict[str, Component]:
    """The base completed by an overlay: what the overlay names wins, variables are joined."""
    merged = dict(base)
    for name, component in over.items():
        below = base.get(name)
        merged[name] = _over(below, component) if below else component
    return merged


def _over(below: Component, above: Component) -> Component:
    return replace(
        above,
        image=above.image or below.image,
        limits=above.limits or below.limits,
        replicas=below.replicas if above.replicas is None else above.replicas,
        variables={**below.variables, **above.variables},
    )


def _both(pairs: list[tuple[Component, Component]]) -> list[Place]:
    return [place for pair in pairs[:25] for place in (pair[0].place, pair[1].place)]


def _services(
    left: Mapping[str, Component],
    right: Mapping[str, Component],
    common: list[str],
    stated: Stated,
    starts: list[Place],
) -> None:
    first = [name for name in left if name not in right]
    second = [name for name in right if name not in left]
    stated.fact(
        SERVICES,
        {"common": len(common), "only_first": len(first), "only_second": len(second)},
        starts,
        common=len(common),
        first=len(first),
        second=len(second),
    )
    places = [left[name].place for name in first] + [right[name].place for name in second]
    stated.finding(MISSING, places, names=first + second)


def _images(pairs: list[tuple[Component, Component]], stated: Stated) -> None:
    compared = [pair for pair in pairs if pair[0].image and pair[1].image]
    if not compared:
        return
    changed = [pair for pair in compared if image_parts(pair[0].image) != image_parts(pair[1].image)]
    same = len(compared) - len(changed)
    stated.fact(IMAGES, same, _both(compared), same=same, total=len(compared))
    if changed:
        names = [f"{pair[0].name} ({pair[0].image} → {pair[1].image})" for pair in changed]
        stated.findings.append(VERSIONS.state(len(changed), _both(changed), names=names))


def _variables(pairs: list[tuple[Component, Component]], stated: Stated) -> None:
    count = {"same": 0, "changed": 0, "first": 0, "second": 0}
    touched = []
    for pair in pairs:
        one, other = pair[0].variables, pair[1].variables
        if not (one or other):
            continue
        touched.append(pair)
        count["first"] += len(one.keys() - other.keys())
        count["second"] += len(other.keys() - one.keys())
        for name in one.keys() & other.keys():
            count["same" if one[name].value == other[name].value else "changed"] += 1
    if touched:
        stated.fact(VARIABLES, dict(count), _both(touched), **count)


def _resources(pairs: list[tuple[Component, Component]], stated: Stated) -> None:
    changed = [
        pair
        for pair in pairs
        if dict(pair[0].limits) != dict(pair[1].limits) or pair[0].replicas != pair[1].replicas
    ]
    same = len(pairs) - len(changed)
    stated.fact(RESOURCES, same, _both(pairs), same=same, total=len(pairs))
    if changed:
        names = [pair[0].name for pair in changed]
        stated.findings.append(DIFFERENT.state(len(changed), _both(changed), names=names))
