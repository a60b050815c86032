"""What is stated of components: of a lock file, of a bill of materials, and of two of them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact, Context
    from preuve.domain.evidence.inspectors.repositories.model import Component, Inventory

COMPONENTS = FactKind(
    "repositories.components",
    Strength.RECOMPUTED,
    "{value} {value:composant|composants} ({ecosystem})",
    "{value} {value:component|components} ({ecosystem})",
)
DEVELOPMENT = FactKind(
    "repositories.dev_components",
    Strength.READ,
    "{value} {value:composant ne sert|composants ne servent} qu’au développement ou {value:est|sont} "
    "{value:facultatif|facultatifs}",
    "{value} {value:component is|components are} for development only or optional",
)
OPTIONAL = FactKind(
    "repositories.optional_components",
    Strength.READ,
    "{value} {value:composant déclaré facultatif|composants déclarés facultatifs} ou hors exécution",
    "{value} {value:component|components} declared optional or outside of the run time",
)
LICENCES = FactKind(
    "repositories.licences",
    Strength.RECOMPUTED,
    "{n} {n:mention de licence distincte|mentions de licence distinctes} : {value}",
    "{n} different licence {n:mention|mentions}: {value}",
)
FRAMEWORKS = FactKind(
    "repositories.frameworks",
    Strength.READ,
    "{n} {n:cadriciel ou bibliothèque connue|cadriciels ou bibliothèques connus} : {value}",
    "{n} known {n:framework or library|frameworks or libraries}: {value}",
)
VULNERABILITIES = FactKind(
    "repositories.vulnerabilities",
    Strength.READ,
    "{n} {n:vulnérabilité inscrite|vulnérabilités inscrites} dans la nomenclature, par gravité : {value}",
    "{n} {n:vulnerability|vulnerabilities} written in the bill of materials, by severity: {value}",
)
RELATIONS = FactKind(
    "repositories.relations",
    Strength.READ,
    "{value} {value:relation écrite|relations écrites} entre éléments",
    "{value} written {value:relation|relations} between elements",
)
UNPINNED = FindingKind(
    "repositories.unpinned",
    "{value} {value:composant|composants} sans version exacte : {names}",
    "{value} {value:component|components} without an exact version: {names}",
)
UNSEALED = FindingKind(
    "repositories.no_checksum",
    "{value} {value:composant|composants} sans empreinte d’intégrité : {names}",
    "{value} {value:component|components} without a checksum: {names}",
)
NO_LICENCE = FindingKind(
    "repositories.licence_unknown",
    "{value} {value:composant|composants} dont ce fichier n’écrit pas la licence : {names}",
    "{value} {value:component|components} whose licence this file doesn’t write: {names}",
)
NO_VERSION = FindingKind(
    "repositories.version_unknown",
    "{value} {value:composant|composants} sans version dans ce fichier : {names}",
    "{value} {value:component|components} without a version in this file: {names}",
)
ELSEWHERE = FindingKind(
    "repositories.foreign_source",
    "{value} {value:composant vient|composants viennent} d’un dépôt, d’une URL ou d’un fichier plutôt que "
    "d’un "
    "registre : {names}",
    "{value} {value:component comes|components come} from a repository, a URL or a file rather than a "
    "registry: "
    "{names}",
)
USE = LimitKind(
    "repositories.limit.components",
    "La liste ne dit pas quels composants sont vraiment appelés, ni si leurs versions étaient les dernières.",
    "The list tells neither which components are really called, nor whether their versions were the latest.",
)
COMPARED = FactKind(
    "repositories.compare.components",
    Strength.RECOMPUTED,
    "{added} {added:composant ajouté|composants ajoutés}, {removed} {removed:retiré|retirés}, {changed} de "
    "version "
    "différente, {same} {same:inchangé|inchangés}",
    "{added} {added:component|components} added, {removed} removed, {changed} of another version, {same} "
    "unchanged",
)
CHANGED = FactKind(
    "repositories.compare.versions",
    Strength.RECOMPUTED,
    "{n} {n:version change|versions changent} : {value}",
    "{n} {n:version changes|versions change}: {value}",
)
SCOPE = FindingKind(
    "repositories.compare.scope",
    "Les deux listes ne portent pas sur le même projet ou le même écosystème ({before_fr:quoted} et "
    "{after_fr:quoted})",
    "The two lists aren’t of the same project or ecosystem ({before_en:quoted} and {after_en:quoted})",
)

#: Frameworks that professionals name; lower case, without the group.
_KNOWN = frozenset(
    {
        "@angular/core",
        "@ionic/core",
        "@nestjs/core",
        "@playwright/test",
        "@testing-library/react",
        "angular",
        "axios",
        "bootstrap",
        "celery",
        "cypress",
        "django",
        "doctrine/orm",
        "electron",
        "eslint",
        "expo",
        "express",
        "fastapi",
        "flask",
        "github.com/gin-gonic/gin",
        "gorm.io/gorm",
        "hibernate-core",
        "jest",
        "jquery",
        "junit",
        "junit-jupiter",
        "laravel/framework",
        "mocha",
        "next",
        "numpy",
        "nuxt",
        "pandas",
        "phpunit/phpunit",
        "playwright",
        "puppeteer",
        "pytest",
        "quarkus-core",
        "react",
        "react-native",
        "rxjs",
        "spring-boot",
        "spring-boot-starter-web",
        "spring-core",
        "sqlalchemy",
        "starlette",
        "svelte",
        "symfony/framework-bundle",
        "symfony/symfony",
        "tailwindcss",
        "typescript",
        "vite",
        "vitest",
        "vue",
        "webpack",
    }
)


def state(inventory: Inventory, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of one list of components."""
    stated = Stated(producer=inventory.producer, produced_at=inventory.produced_at, target=inventory.target)
    place = inventory.place
    components = inventory.components
    some = [place(each) for each in components[:50]] or [inventory.start]
    stated.fact(COMPONENTS, len(components), some, ecosystem=inventory.ecosystem)
    for fact, listed in (
        (DEVELOPMENT, [each for each in components if each.dev]),
        (OPTIONAL, [each for each in components if each.optional and not each.dev]),
    ):
        if listed:
            stated.fact(fact, len(listed), [place(each) for each in listed[:50]])
    licences = Counter(each.licence for each in components if each.licence)
    if licences:
        places = [place(each) for each in islice((one for one in components if one.licence), 50)]
        stated.fact(LICENCES, dict(licences.most_common(50)), places, n=len(licences))
    frameworks = {name for name in {each.name for each in components} if _is_known(name)}
    known = [each for each in components if each.name in frameworks]
    if known:
        names = list(dict.fromkeys(_words(each) for each in known))
        stated.fact(FRAMEWORKS, names, [place(each) for each in known[:50]], n=len(names))
    if inventory.vulnerabilities:
        levels = inventory.vulnerabilities
        stated.fact(VULNERABILITIES, dict(levels), inventory.vulnerability_places, n=sum(levels.values()))
    if inventory.relations:
        stated.fact(RELATIONS, inventory.relations, [inventory.relations_place or inventory.start])
    for kind, found in (
        (UNPINNED, [each for each in components if not each.pinned]),
        (UNSEALED, [each for each in components if each.sealed is False]),
        (NO_LICENCE, [each for each in components if each.licence == ""]),
        (NO_VERSION, [each for each in components if not each.version and each.pinned]),
        (ELSEWHERE, [each for each in components if each.elsewhere]),
    ):
        if found:
            places = [place(each) for each in found[:50]]
            stated.findings.append(kind.state(len(found), places, names=[each.name for each in found[:200]]))
    stated.limits.append(USE.state())
    return stated


def _is_known(name: str) -> bool:
    lowered = name.lower()
    return (
        lowered in _KNOWN
        or (":" in lowered and lowered.rpartition(":")[2] in _KNOWN)
        or ("/" in lowered and "@" not in lowered and lowered.rpartition("/")[2] in _KNOWN)
    )


def _words(component: Component) -> str:
    return f"{component.name} {component.version}".strip()


def compare(before: Inventory, after: Inventory) -> tuple[Stated, bool]:
    """State which components were added, removed and changed."""
    stated = Stated()
    left, right = _versions(before), _versions(after)
    same_kind = _kind(before) == _kind(after) and (
        before.target == after.target or not (before.target and after.target)
    )
    same = same_kind and bool(left.keys() & right.keys())
    if not same:
        words = {
            f"{side}_{language}": _title(inventory, unnamed)
            for side, inventory in (("before", before), ("after", after))
            for language, unnamed in (("fr", "non nommé"), ("en", "unnamed"))
        }
        stated.findings.append(SCOPE.state(0, [before.start, after.start], **words))
        stated.limits.append(USE.state())
        return stated, False
    added = [name for name in right if name not in left]
    removed = [name for name in left if name not in right]
    changed = [name for name in left if name in right and left[name].keys() != right[name].keys()]
    counts = {
        "added": len(added),
        "removed": len(removed),
        "changed": len(changed),
        "same": len(left.keys() & right.keys()) - len(changed),
    }
    places = [after.place(_first(right[name])) for name in [*added, *changed][:25]]
    places += [before.place(_first(left[name])) for name in [*removed, *changed][:25]]
    stated.fact(COMPARED, dict(counts), places or [before.start, after.start], **counts)
    if changed:
        words_of = [f"{name} {', '.join(left[name])} → {', '.join(right[name])}" for name in changed]
        at = [
            side.place(_first(found[name]))
            for name in changed[:25]
            for side, found in ((before, left), (after, right))
        ]
        stated.fact(CHANGED, words_of, at, n=len(changed))
    stated.limits.append(USE.state())
    return stated, True


def _title(inventory: Inventory, unnamed: str) -> str:
    """Name the project of a list; a bill of materials that names none isn't called by its format."""
    bill = inventory.ecosystem.startswith(("CycloneDX", "SPDX"))
    return inventory.target or (unnamed if bill else inventory.ecosystem)


def _kind(inventory: Inventory) -> str:
    return re.sub(r" [\d.]+$|-[\d.]+$", "", inventory.ecosystem)


def _versions(inventory: Inventory) -> dict[str, dict[str, Component]]:
    """Name, as package indexes fold it → version → component."""
    found: dict[str, dict[str, Component]] = {}
    for each in inventory.components:
        found.setdefault(each.name.lower().replace("_", "-"), {}).setdefault(each.version, each)
    return {name: dict(sorted(versions.items())) for name, versions in found.items()}


def _first(versions: dict[str, Component]) -> Component:
    return next(iter(versions.values()))
