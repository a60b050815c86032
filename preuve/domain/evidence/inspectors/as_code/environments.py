"""What is stated of one environment: a Compose file or Kubernetes manifests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.inspectors.as_code.model import Component, Environment, floats, is_store
from preuve.domain.evidence.serialise import place_json
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Callable

    from preuve.domain.evidence.contract import Artefact, Context, Place

SERVICES = FactKind(
    "as_code.services",
    Strength.READ,
    "{n} {n:service décrit|services décrits} : {value}",
    "{n} {n:service|services} described: {value}",
)
OBJECTS = FactKind(
    "as_code.objects",
    Strength.RECOMPUTED,
    "{n} {n:objet Kubernetes|objets Kubernetes} dans {documents} {documents:document|documents} YAML "
    "({kinds})",
    "{n} {n:Kubernetes object|Kubernetes objects} in {documents} YAML {documents:document|documents} "
    "({kinds})",
)
IMAGES = FactKind(
    "as_code.images",
    Strength.READ,
    "{n} {n:image distincte|images distinctes} : {value}",
    "{n} distinct {n:image|images}: {value}",
)
LIMITS = FactKind(
    "as_code.limits",
    Strength.READ,
    "{value} {value:conteneur|conteneurs} sur {total} avec une limite de processeur ou de mémoire",
    "{value} of {total} {total:container|containers} with a processor or memory limit",
)
PROBES = FactKind(
    "as_code.probes",
    Strength.READ,
    "{value} {value:conteneur durable|conteneurs durables} sur {total} avec une vérification de santé",
    "{value} of {total} long-running {total:container|containers} with a health check",
)
RESTARTS = FactKind(
    "as_code.restart",
    Strength.READ,
    "{value} {value:service durable|services durables} sur {total} avec une politique de redémarrage",
    "{value} of {total} long-running {total:service|services} with a restart policy",
)
REPLICAS = FactKind(
    "as_code.replicas",
    Strength.READ,
    "Nombre de répliques écrit pour {n} {n:charge|charges} : {value}",
    "Number of replicas written for {n} {n:workload|workloads}: {value}",
)
AVAILABILITY = FactKind(
    "as_code.availability",
    Strength.READ,
    "Moyens de disponibilité décrits : {value}",
    "Means of availability described: {value}",
)
PORTS = FactKind(
    "as_code.ports",
    Strength.READ,
    "{value} {value:port publié|ports publiés} sur la machine hôte, dont {everywhere} sur toutes ses "
    "interfaces",
    "{value} {value:port|ports} published on the host, {everywhere} of them on all its interfaces",
)
STORAGE = FactKind(
    "as_code.storage",
    Strength.READ,
    "{value} {value:volume déclaré|volumes déclarés} et {networks} {networks:réseau déclaré|réseaux "
    "déclarés}",
    "{value} {value:volume|volumes} and {networks} {networks:network|networks} declared",
)
DEPENDENCIES = FactKind(
    "as_code.dependencies",
    Strength.READ,
    "{n} {n:dépendance|dépendances} entre services : {value}",
    "{n} {n:dependency|dependencies} between services: {value}",
)
FLOATING = FindingKind(
    "as_code.floating_tag",
    "{value} {value:image|images} sans version précise : {images}",
    "{value} {value:image|images} without a precise version: {images}",
)
NO_LIMIT = FindingKind(
    "as_code.no_limit",
    "{value} {value:conteneur|conteneurs} sans limite de processeur ni de mémoire dans ce fichier : {names}",
    "{value} {value:container|containers} without a processor or memory limit in this file: {names}",
)
NO_PROBE = FindingKind(
    "as_code.no_probe",
    "{value} {value:conteneur durable|conteneurs durables} sans vérification de santé dans ce fichier : "
    "{names}",
    "{value} long-running {value:container|containers} without a health check in this file: {names}",
)
NO_RESTART = FindingKind(
    "as_code.no_restart",
    "{value} {value:service durable|services durables} sans politique de redémarrage dans ce fichier : "
    "{names}",
    "{value} long-running {value:service|services} without a restart policy in this file: {names}",
)
EPHEMERAL = FindingKind(
    "as_code.ephemeral_state",
    "{value} {value:base ou file de données|bases ou files de données} sans volume durable décrit : {names}",
    "{value} {value:data store|data stores} without a lasting volume described: {names}",
)
SECRETS = FindingKind(
    "as_code.clear_secret",
    "{value} {value:valeur secrète écrite|valeurs secrètes écrites} dans le fichier (en clair ou en base64)",
    "{value} secret {value:value|values} written in the file (in clear or base64)",
)
PRIVILEGED = FindingKind(
    "as_code.privileged",
    "{value} {value:accès privilégié donné|accès privilégiés donnés} à des conteneurs "
    "(mode privilégié, espaces de noms de l’hôte ou socket de Docker)",
    "{value} privileged {value:access|accesses} given to containers "
    "(privileged mode, host namespaces or Docker’s socket)",
)
HOST_PATH = FindingKind(
    "as_code.host_path",
    "{value} {value:montage|montages} d’un dossier système de la machine hôte",
    "{value} {value:mount|mounts} of a system folder of the host",
)
EVERYWHERE = FindingKind(
    "as_code.published_everywhere",
    "{value} {value:port autre que 80 et 443 publié|ports autres que 80 et 443 publiés} "
    "sur toutes les interfaces de l’hôte : {ports}",
    "{value} {value:port|ports} other than 80 and 443 published on all interfaces of the host: {ports}",
)
UNKNOWN_NEED = FindingKind(
    "as_code.unknown_dependency",
    "{value} {value:dépendance|dépendances} vers un service absent du fichier : {names}",
    "{value} {value:dependency|dependencies} on a service that the file doesn’t hold: {names}",
)
NOT_APPLIED = LimitKind(
    "as_code.limit.not_applied",
    "Le fichier décrit un environnement ; il ne prouve pas qu’il a été déployé ni qu’il fonctionne.",
    "The file describes an environment; it doesn’t prove that it was deployed or that it works.",
)
OVERLAY = LimitKind(
    "as_code.limit.overlay",
    "C’est une surcharge : certains services n’y ont ni image ni construction. Ce qui semble manquer peut se "
    "trouver dans le fichier qu’elle complète et n’est pas relevé.",
    "This is an overlay: some services have neither an image nor a build here. What seems missing may lie in "
    "the file that it completes and isn’t reported.",
)

HALF = LimitKind(
    "as_code.limit.half",
    "Par son nom, ce fichier se combine avec un autre (base ou surcharge) : ce qui semble manquer peut s’y "
    "trouver et n’est pas relevé.",
    "By its name, this file is combined with another one (base or override): what seems missing may lie "
    "there and isn’t reported.",
)

#: Names of files that Compose merges with others.
_HALF = re.compile(r"(?:^|[./_-])(?:override|base)(?=[._-])", re.IGNORECASE)
_WEB = frozenset({"80", "443"})
_ALL = frozenset({"", "0.0.0.0", "[::]", "::"})  # noqa: S104 - what files write, nothing is bound


def state(environment: Environment, artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of one environment."""
    stated = Stated(target=environment.target)
    _of_content(environment, stated)
    half = environment.format == "compose" and bool(_HALF.search(artefact.name))
    _of_robustness(environment, stated, half=half)
    _of_exposure(environment, stated)
    stated.limits.append(NOT_APPLIED.state())
    if environment.overlay:
        stated.limits.append(OVERLAY.state())
    elif half:
        stated.limits.append(HALF.state())
    stated.measures["dependencies"] = [
        {
            "service": component.name,
            "needs": list(component.needs[:100]),
            "place": place_json(component.at(component.needs_path) if component.needs else component.place),
        }
        for component in environment.components[:300]
        if environment.format == "compose"
    ]
    return stated


def _where(components: list[Component]) -> list[Place]:
    return [component.place for component in components[:50]]


def _of_content(environment: Environment, stated: Stated) -> None:
    components = list(environment.components)
    names = list(dict.fromkeys(component.name for component in components))
    if environment.objects:
        kinds = dict(environment.objects)
        stated.fact(
            OBJECTS,
            {"documents": environment.documents, **kinds},
            environment.object_places,
            n=sum(kinds.values()),
            documents=environment.documents,
            kinds=kinds,
        )
    if components:
        stated.fact(SERVICES, names, _where(components), n=len(names))
    pictured = [component for component in components if component.image]
    if pictured:
        images = sorted({component.image for component in pictured})
        places = [component.at(component.image_path) for component in pictured[:50]]
        stated.fact(IMAGES, images, places, n=len(images))
    if environment.volumes or environment.networks:
        stated.fact(
            STORAGE, len(environment.volumes), [environment.start], networks=len(environment.networks)
        )
    linked = [component for component in components if component.needs]
    if linked:
        arrows = [f"{component.name} → {need}" for component in linked for need in component.needs]
        stated.fact(
            DEPENDENCIES,
            arrows,
            [component.at(component.needs_path) for component in linked[:50]],
            n=len(arrows),
        )
    present = set(names)
    unknown = [
        (need, component)
        for component in linked
        for need in component.needs
        if need not in present and not environment.overlay
    ]
    stated.counted(
        UNKNOWN_NEED,
        len(unknown),
        (component.at(component.needs_path) for _, component in unknown),
        names=sorted({name for name, _ in unknown}),
    )


def _of_robustness(environment: Environment, stated: Stated, *, half: bool) -> None:
    whole = [component for component in environment.components if component.complete]
    lasting = [component for component in whole if component.lasting]
    if not whole:
        return

    def counted(kind: FactKind, among: list[Component], has: Callable[[Component], bool]) -> None:
        having = [component for component in among if has(component)]
        if having:
            stated.fact(kind, len(having), _where(having), total=len(among))

    if not environment.overlay:
        counted(LIMITS, whole, lambda component: bool(component.limits))
        counted(PROBES, lasting, lambda component: component.probe)
        if environment.format == "compose":
            counted(RESTARTS, lasting, _restarts)
    replicated = [component for component in whole if component.replicas is not None]
    if replicated:
        stated.fact(
            REPLICAS,
            {component.name: component.replicas for component in replicated},
            _where(replicated),
            n=len(replicated),
        )
    if any(environment.spread.values()):
        kinds = {name: count for name, count in environment.spread.items() if count}
        stated.fact(AVAILABILITY, kinds, environment.spread_places)
    if not environment.overlay and not half:
        _gaps(environment, whole, lasting, stated)


def _restarts(component: Component) -> bool:
    return component.restart not in {"", "no", "none"}


def _gaps(environment: Environment, whole: list[Component], lasting: list[Component], stated: Stated) -> None:
    def lacking(kind: FindingKind, among: list[Component]) -> None:
        names = [component.name for component in among]
        stated.counted(kind, len(among), (component.place for component in among), names=names)

    lacking(NO_LIMIT, [component for component in whole if not component.limits])
    lacking(NO_PROBE, [component for component in lasting if not component.probe])
    if environment.format == "compose":
        lacking(NO_RESTART, [component for component in lasting if not _restarts(component)])
    lost = [
        component
        for component in whole
        if component.image and is_store(component.image) and not component.kept
    ]
    stated.finding(
        EPHEMERAL,
        [
            component.at(component.ephemeral[0]) if component.ephemeral else component.place
            for component in lost
        ],
        names=[component.name for component in lost],
    )


def _of_exposure(environment: Environment, stated: Stated) -> None:
    components = environment.components
    floating = [each for each in components if each.image and floats(each.image)]
    stated.counted(
        FLOATING,
        len(floating),
        (each.at(each.image_path) for each in floating),
        images=sorted({each.image for each in floating}),
    )
    stated.finding(SECRETS, environment.secrets)
    stated.finding(PRIVILEGED, [each.at(path) for each in components for path in each.privileged])
    stated.finding(HOST_PATH, [each.at(path) for each in components for path in each.host_paths])
    ports = [(port, each) for each in components for port in each.ports]
    open_ports = [(port, each) for port, each in ports if port.address in _ALL]
    if ports:
        places = (each.at(port.path) for port, each in ports)
        stated.fact(PORTS, len(ports), places, everywhere=len(open_ports))
    wide = [(port, each) for port, each in open_ports if (port.published or port.target) not in _WEB]
    stated.counted(
        EVERYWHERE,
        len(wide),
        (each.at(port.path) for port, each in wide),
        ports=[f"{port.published or '*'}:{port.target}" for port, _ in wide],
    )
