"""OpenAPI 2 and 3, AsyncAPI: operations and gaps of one description; `api_changes` holds two side by side.

References inside the document are followed, those to other files are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import FactKind, FindingKind, LimitKind, Strength
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.jsons import document
from preuve.domain.evidence.reading.values import as_dict, as_list, as_text, dig
from preuve.domain.evidence.reading.yamls import documents
from preuve.domain.evidence.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preuve.domain.evidence.contract import Artefact, Context, Place
    from preuve.domain.evidence.reading.head import Head

OPERATIONS = FactKind(
    "repositories.operations",
    Strength.RECOMPUTED,
    "{value} {value:opération|opérations} sur {paths} {paths:chemin|chemins} ({standard}, version "
    "{version:quoted})",
    "{value} {value:operation|operations} on {paths} {paths:path|paths} ({standard}, version "
    "{version:quoted})",
)
METHODS = FactKind(
    "repositories.operations_by_method",
    Strength.RECOMPUTED,
    "Opérations par méthode : {value}",
    "Operations by method: {value}",
)
SECURED = FactKind(
    "repositories.operations_secured",
    Strength.READ,
    "{value} {value:opération demande|opérations demandent} une authentification, sur {total}",
    "{value} of {total} {total:operation|operations} {value:asks|ask} for authentication",
)
SCHEMAS = FactKind(
    "repositories.schemas",
    Strength.READ,
    "{value} {value:schéma de données décrit|schémas de données décrits}",
    "{value} data {value:schema|schemas} described",
)
DUPLICATE = FindingKind(
    "repositories.duplicate_operation",
    "{value} {value:identifiant d’opération|identifiants d’opération} en double : {names}",
    "{value} duplicate operation {value:identifier|identifiers}: {names}",
)
DANGLING = FindingKind(
    "repositories.dangling_reference",
    "{value} {value:référence|références} vers une définition absente : {names}",
    "{value} {value:reference|references} to a definition that isn’t there: {names}",
)
NO_RESPONSE = FindingKind(
    "repositories.no_response",
    "{value} {value:opération|opérations} sans réponse décrite : {names}",
    "{value} {value:operation|operations} without a response described: {names}",
)
UNDECLARED = FindingKind(
    "repositories.path_parameter",
    "{value} {value:paramètre de chemin non déclaré|paramètres de chemin non déclarés} : {names}",
    "{value} path {value:parameter|parameters} not declared: {names}",
)
INCOMPLETE = FindingKind(
    "repositories.api_incomplete",
    "{value} {value:champ obligatoire manque|champs obligatoires manquent} : {names}",
    "{value} required {value:field is|fields are} missing: {names}",
)
DESCRIPTION = LimitKind(
    "repositories.limit.api",
    "Le fichier décrit un service ; il ne prouve pas que le service répond ainsi.",
    "The file describes a service; it doesn’t prove that the service answers so.",
)

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_MAX_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: ``GET /orders``, or ``send orders.created`` in AsyncAPI."""

    name: str
    method: str
    path: str
    value: dict[str, Any]
    shared: list[Any]
    where: tuple[str | int, ...]


@dataclass(slots=True)
class Api:
    """One description."""

    standard: str
    value: dict[str, Any]
    place: Callable[..., Place]
    operations: dict[str, Operation] = field(default_factory=dict)
    paths: int = 0

    @property
    def version(self) -> str:
        """Version of the API, as written."""
        return as_text(dig(self.value, "info", "version"))

    def resolved(self, value: Any) -> dict[str, Any]:
        """Follow references inside the document; what leads elsewhere reads as empty."""
        for _ in range(_MAX_REFERENCES):
            reference = as_dict(value).get("$ref")
            if not isinstance(reference, str):
                return as_dict(value)
            value = self.at(reference)
        return {}

    def at(self, reference: str) -> Any:
        """Return what ``#/a/b`` points at, or None."""
        if not reference.startswith("#/"):
            return None
        value: Any = self.value
        for step in reference[2:].split("/"):
            name = step.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
            if isinstance(value, list):
                value = value[int(name)] if name.isdecimal() and int(name) < len(value) else None
            else:
                value = as_dict(value).get(name)
        return value


def sniff(head: Head) -> float:
    """A version of the standard, and ``info`` with ``paths`` or ``channels``."""
    keys = head.json_keys or head.yaml_keys
    if not keys & {"openapi", "swagger", "asyncapi"}:
        return 0.0
    return 1.0 if keys & {"info", "paths", "channels", "components", "webhooks"} else 0.4


def read(artefact: Artefact) -> Api:
    """Read one description, in JSON or YAML.

    Raises:
        UnreadableArtefactError: as the readers; UNSUPPORTED_VERSION; MISSING_FIELD.
    """
    with artefact.open() as stream:
        first = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    read: Any = document(artefact) if first == b"{" else documents(artefact)[0]
    value = as_dict(read.value)
    name = next((key for key in ("openapi", "swagger", "asyncapi") if key in value), "")
    version = as_text(value.get(name))
    if not name:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), "openapi")
    if not version.startswith(("2.", "3.")):
        raise UnreadableArtefactError(Unreadable.UNSUPPORTED_VERSION, read.place(name), version)
    label = {"openapi": "OpenAPI", "swagger": "Swagger", "asyncapi": "AsyncAPI"}[name]
    api = Api(f"{label} {version}", value, read.place)
    for operation in _asynchronous(api) if name == "asyncapi" else _operations(api):
        api.operations[operation.name] = operation
    api.paths = len(as_dict(value.get("channels" if name == "asyncapi" else "paths")))
    return api


def _operations(api: Api) -> Iterator[Operation]:
    for path, item in as_dict(api.value.get("paths")).items():
        shared = api.resolved(item)
        for method in _METHODS:
            if isinstance(shared.get(method), dict):
                where = ("paths", path, method)
                parameters = as_list(shared.get("parameters"))
                yield Operation(f"{method.upper()} {path}", method, path, shared[method], parameters, where)


def _asynchronous(api: Api) -> Iterator[Operation]:
    """Operations of AsyncAPI 3 (``operations``), or those of the channels of AsyncAPI 2."""
    for name, each in as_dict(api.value.get("operations")).items():
        action = as_text(as_dict(each).get("action"))
        yield Operation(f"{action} {name}", action, name, as_dict(each), [], ("operations", name))
    for channel, each in as_dict(api.value.get("channels")).items():
        for action in ("publish", "subscribe"):
            if isinstance(as_dict(each).get(action), dict):
                where = ("channels", channel, action)
                yield Operation(f"{action} {channel}", action, channel, each[action], [], where)


def parameters_of(api: Api, operation: Operation) -> dict[tuple[str, str], dict[str, Any]]:
    """(where, name) → parameter; those of the operation win over those of its path."""
    found = {}
    for each in [*operation.shared, *as_list(operation.value.get("parameters"))]:
        parameter = api.resolved(each)
        found[as_text(parameter.get("in")), as_text(parameter.get("name"))] = parameter
    return found


def is_true(value: Any) -> bool:
    """Say whether a flag is set, in JSON or in YAML, whose scalars stay text."""
    return value is True or value == "true"


def state(api: Api, _artefact: Artefact, _context: Context) -> Stated:
    """State what is stated of one description."""
    stated = Stated(target=as_text(dig(api.value, "info", "title")))
    operations = list(api.operations.values())
    places = [api.place(*each.where) for each in operations[:50]] or [api.place()]
    stated.fact(
        OPERATIONS,
        len(operations),
        places,
        paths=api.paths,
        standard=api.standard,
        version=api.version or "?",
    )
    if operations:
        methods: dict[str, int] = {}
        for each in operations:
            methods[each.method] = methods.get(each.method, 0) + 1
        stated.fact(METHODS, dict(methods), places)
    http = not api.standard.startswith("AsyncAPI")
    if http and operations:
        secured = [each for each in operations if _is_secured(api, each)]
        at = [api.place(*each.where) for each in (secured or operations)[:50]]
        stated.fact(SECURED, len(secured), at, total=len(operations))
    parent = ("components", "schemas") if dig(api.value, "components", "schemas") else ("definitions",)
    schemas = as_dict(dig(api.value, *parent))
    if schemas:
        stated.fact(SCHEMAS, len(schemas), [api.place(*parent)])
    _findings(api, operations, stated, http=http)
    stated.limits.append(DESCRIPTION.state())
    return stated


def _is_secured(api: Api, operation: Operation) -> bool:
    """Own requirement first, else that of the document; an empty one in the list makes it optional."""
    given = operation.value.get("security", api.value.get("security"))
    return bool(as_list(given)) and all(as_dict(each) for each in as_list(given))


def _findings(api: Api, operations: list[Operation], stated: Stated, *, http: bool) -> None:
    missing = [key for key in ("title", "version") if not as_text(dig(api.value, "info", key))]
    stated.finding(INCOMPLETE, [api.place("info", key) for key in missing], names=missing)
    references = list(dict.fromkeys(_references(api.value, ())))
    dangling = [(text, path) for text, path in references if text.startswith("#/") and api.at(text) is None]
    stated.finding(
        DANGLING, [api.place(*path) for _, path in dangling], names=sorted({text for text, _ in dangling})
    )
    if not http:
        return
    seen: dict[str, Operation] = {}
    double: list[tuple[str, Operation]] = []
    for each in operations:
        name = as_text(each.value.get("operationId"))
        if name and name in seen:
            double.append((name, each))
        seen.setdefault(name, each)
    stated.finding(
        DUPLICATE,
        [api.place(*each.where, "operationId") for _, each in double],
        names=[name for name, _ in double],
    )
    silent = [each for each in operations if not as_dict(each.value.get("responses"))]
    stated.finding(
        NO_RESPONSE, [api.place(*each.where) for each in silent], names=[each.name for each in silent]
    )
    lacking = [
        (f"{{{name}}} ({each.name})", each)
        for each in operations
        for name in _path_names(each.path)
        if ("path", name) not in parameters_of(api, each) and not _has_foreign(each)
    ]
    stated.finding(
        UNDECLARED, [api.place(*each.where) for _, each in lacking], names=[name for name, _ in lacking]
    )


def _path_names(path: str) -> list[str]:
    return [part.partition("}")[0] for part in path.split("{")[1:] if "}" in part]


def _has_foreign(operation: Operation) -> bool:
    """Say whether a parameter lies in another file."""
    every = [*operation.shared, *as_list(operation.value.get("parameters"))]
    return any(not as_text(as_dict(each).get("$ref", "#")).startswith("#") for each in every)


def _references(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "$ref" and isinstance(each, str):
                yield each, (*path, key)
            elif key not in {"example", "examples", "default"} and len(path) < 200:
                yield from _references(each, (*path, key))
    elif isinstance(value, list) and len(path) < 200:
        for index, each in enumerate(value):
            yield from _references(each, (*path, index))
